"""What must be true of recorded comments: nothing without consent, nothing lost without a word, nothing left behind."""

from __future__ import annotations

from vocsurvey.db.audit.rule import Rule

RECORDINGS = (
    Rule(
        "recorded_without_consent",
        "Recording {recording} was made in interview {interview} without a consent to it that held at that moment.",
        """
        SELECT r.id AS recording, r.interview_id AS interview FROM recording r
        WHERE NOT EXISTS (
            SELECT 1 FROM consent c WHERE c.id = r.consent_id AND c.interview_id = r.interview_id
                AND c.purpose = 'recording' AND c.granted AND c.position < r.position
                AND NOT EXISTS (
                    SELECT 1 FROM consent n WHERE n.interview_id = r.interview_id AND n.purpose = 'recording'
                        AND NOT n.granted AND n.position > c.position AND n.position < r.position
                )
        )
        """,
    ),
    Rule(
        "recording_never_heard",
        "Recording {recording} counts as a comment, and no answer was settled at its position.",
        """
        SELECT r.id AS recording FROM recording r
        WHERE r.state IN ('awaited', 'kept', 'lost') AND r.tape_id IS NULL AND NOT EXISTS (
            SELECT 1 FROM answer a WHERE a.interview_id = r.interview_id AND a.position = r.position
                AND a.missing IS NULL
        )
        """,
    ),
    Rule(
        "answer_without_content",
        "Answer {answer} has neither a value nor words nor a recording, and no reason why.",
        """
        SELECT a.id AS answer FROM answer a
        WHERE a.value IS NULL AND a.verbatim IS NULL AND a.missing IS NULL AND NOT EXISTS (
            SELECT 1 FROM recording r WHERE r.interview_id = a.interview_id AND r.position = a.position
                AND r.tape_id IS NULL AND (r.state IN ('awaited', 'kept', 'lost') OR a.superseded_at IS NOT NULL)
        )
        """,
    ),
    Rule(
        "recording_kept_without_sound",
        "Recording {recording} is said to be kept, and what is kept is not known; or it is lost, and not since when.",
        """
        SELECT r.id AS recording FROM recording r
        WHERE (r.state = 'kept' AND (r.sha256 IS NULL OR r.size IS NULL OR r.fetched_at IS NULL))
           OR (r.state = 'lost' AND r.lost_at IS NULL)
        """,
    ),
    Rule(
        "recording_forgotten",
        "Recording {recording} is still with the carrier, and has been for more than a week, or nothing looks for it.",
        """
        SELECT r.id AS recording FROM recording r
        WHERE r.erased_at IS NULL
            AND (r.next_try_at IS NULL OR :now - SECONDS(r.next_try_at) > :overdue_after)
        """,
    ),
    Rule(
        "taped_without_consent",
        "Call {call} was recorded (tape {tape}) without a yes to it that was given in this call and stood.",
        """
        SELECT t.id AS tape, t.call_id AS call FROM tape t
        WHERE NOT EXISTS (
            SELECT 1 FROM consent c JOIN interview i ON i.id = c.interview_id JOIN attempt a ON a.case_id = i.case_id
            WHERE c.id = t.consent_id AND i.id = t.interview_id AND a.call_id = t.call_id AND c.purpose = 'recording'
                AND c.granted AND c.position < t.position
                AND SECONDS(c.given_at) >= SECONDS(a.opened_at) AND SECONDS(c.given_at) <= SECONDS(t.wanted_at)
                AND NOT EXISTS (
                    SELECT 1 FROM consent n WHERE n.interview_id = c.interview_id AND n.purpose = 'recording'
                        AND NOT n.granted AND n.id > c.id AND SECONDS(n.given_at) <= SECONDS(t.wanted_at)
                )
        )
        """,
    ),
    Rule(
        "tape_kept_after_a_no",
        "Tape {tape} holds a voice that was recorded under a yes which was taken back.",
        """
        SELECT t.id AS tape FROM tape t JOIN recording r ON r.tape_id = t.id
        JOIN consent n ON n.interview_id = t.interview_id AND n.purpose = 'recording'
        WHERE NOT n.granted AND n.id > t.consent_id AND r.state <> 'unwanted' AND NOT EXISTS (
            SELECT 1 FROM consent y WHERE y.interview_id = t.interview_id AND y.purpose = 'recording'
                AND y.granted AND y.id > n.id
        )
        """,
    ),
    Rule(
        "tape_left_running",
        "Tape {tape} of call {call} runs on, although the call is over, or somebody wanted it stopped long ago.",
        """
        SELECT t.id AS tape, t.call_id AS call FROM tape t JOIN call k ON k.id = t.call_id
        WHERE t.ended_at IS NULL AND (
            :now - SECONDS(k.ended_at) > :overdue_after OR :now - SECONDS(t.stop_wanted_at) > :overdue_after
        )
        """,
    ),
)

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
        WHERE r.state IN ('awaited', 'kept', 'lost') AND NOT EXISTS (
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
                AND (r.state IN ('awaited', 'kept', 'lost') OR a.superseded_at IS NOT NULL)
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
)

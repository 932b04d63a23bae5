"""What must be true of calls, their permits and their attempts: nobody's phone rings twice, or without leave."""

from __future__ import annotations

from vocsurvey.db.audit.rule import Rule

CALLS = (
    Rule(
        "dialled_without_permit",
        "Call {call} was dialled without a permit.",
        """
        SELECT c.id AS call FROM call c LEFT JOIN dial_permit p ON p.call_id = c.id
        WHERE p.call_id IS NULL AND c.direction = 'outbound'
          AND (c.status NOT IN ('planned', 'cancelled') OR c.sent_at IS NOT NULL)
        """,
    ),
    Rule(
        "permits_more_than_one",
        "Call {call} has more than one permit.",
        "SELECT p.call_id AS call FROM dial_permit p GROUP BY p.call_id HAVING count(*) > 1",
    ),
    Rule(
        "permit_without_dialling",
        "Call {call} has a permit, but never left its plan: it could be dialled again.",
        """
        SELECT DISTINCT c.id AS call FROM call c JOIN dial_permit p ON p.call_id = c.id
        WHERE c.status IN ('planned', 'cancelled') OR c.direction = 'inbound'
        """,
    ),
    Rule(
        "permit_after_sending",
        "Call {call} was sent before its permit was granted.",
        """
        SELECT DISTINCT c.id AS call FROM call c JOIN dial_permit p ON p.call_id = c.id
        WHERE SECONDS(p.granted_at) > SECONDS(c.sent_at)
        """,
    ),
    Rule(
        "calls_overlap_on_line",
        "Calls {call1} and {call2} were on line {phone_line} at the same time.",
        """
        WITH span AS (
          SELECT c.id, c.line_id, coalesce(c.sent_at, c.answered_at, c.placed_at) AS began,
            CASE WHEN c.status IN ('ended', 'unsent', 'cancelled')
              THEN coalesce(c.ended_at, c.sent_at, c.answered_at) ELSE c.ended_at END AS ended
          FROM call c
        )
        SELECT a.id AS call1, b.id AS call2, a.line_id AS phone_line
        FROM span a JOIN span b ON a.line_id = b.line_id AND a.id < b.id
        WHERE a.began IS NOT NULL AND b.began IS NOT NULL
          AND (b.ended IS NULL OR SECONDS(a.began) + :tolerance < SECONDS(b.ended))
          AND (a.ended IS NULL OR SECONDS(b.began) + :tolerance < SECONDS(a.ended))
        """,
    ),
    Rule(
        "interview_call_without_attempt",
        "Call {call} was made for an interview and belongs to no attempt.",
        """
        SELECT c.id AS call FROM call c LEFT JOIN attempt a ON a.call_id = c.id
        WHERE c.purpose IN ('interview', 'verification') AND c.direction = 'outbound' AND a.id IS NULL
        """,
    ),
    Rule(
        "call_of_two_attempts",
        "Call {call} belongs to more than one attempt.",
        "SELECT a.call_id AS call FROM attempt a GROUP BY a.call_id HAVING count(*) > 1",
    ),
    Rule(
        "attempts_open_at_once",
        "Case {case_file} has more than one open attempt.",
        """
        SELECT a.case_id AS case_file FROM attempt a WHERE a.closed_at IS NULL
        GROUP BY a.case_id HAVING count(*) > 1
        """,
    ),
    Rule(
        "attempt_outlived_its_call",
        "Attempt {attempt} is open although its call {call} is over.",
        """
        SELECT a.id AS attempt, c.id AS call FROM attempt a JOIN call c ON c.id = a.call_id
        WHERE a.closed_at IS NULL AND c.status IN ('ended', 'unsent', 'cancelled')
        """,
    ),
    Rule(
        "attempt_without_disposition",
        "Attempt {attempt} is closed without a disposition.",
        "SELECT a.id AS attempt FROM attempt a WHERE a.closed_at IS NOT NULL AND a.disposition IS NULL",
    ),
    Rule(
        "status_without_its_time",
        "Call {call} has a status that its times do not bear out.",
        """
        SELECT c.id AS call FROM call c
        WHERE (c.status IN ('ended', 'unsent', 'cancelled')) <> (c.ended_at IS NOT NULL)
          OR (c.direction = 'outbound' AND c.sent_at IS NULL AND c.status NOT IN ('planned', 'cancelled'))
          OR (c.sent_at IS NOT NULL AND c.status IN ('planned', 'cancelled'))
          OR (c.answered_at IS NULL AND c.status = 'live')
          OR (c.answered_at IS NOT NULL AND c.status NOT IN ('live', 'ended'))
        """,
    ),
    Rule(
        "times_out_of_order",
        "Call {call} has times that run backwards.",
        """
        SELECT c.id AS call FROM call c
        WHERE SECONDS(c.sent_at) + :tolerance < SECONDS(c.planned_at)
          OR SECONDS(c.answered_at) + :tolerance < SECONDS(c.sent_at)
          OR SECONDS(c.ended_at) + :tolerance < SECONDS(c.sent_at)
          OR SECONDS(c.ended_at) + :tolerance < SECONDS(c.answered_at)
        """,
    ),
    Rule(
        "message_on_a_call_of_another_case",
        "Case {case_file} was left a message on call {call}, which was not made for it.",
        """
        SELECT m.case_id AS case_file, m.call_id AS call FROM machine_message m JOIN call c ON c.id = m.call_id
        LEFT JOIN attempt a ON a.call_id = m.call_id AND a.case_id = m.case_id
        WHERE a.id IS NULL OR c.direction <> 'outbound'
        """,
    ),
    Rule(
        "message_to_no_machine",
        "Case {case_file} was left a message on call {call}, which no machine had taken.",
        """
        SELECT m.case_id AS case_file, m.call_id AS call FROM machine_message m JOIN call c ON c.id = m.call_id
        WHERE c.answered_by IS NULL OR c.answered_by <> 'machine' OR c.answered_at IS NULL
          OR SECONDS(m.granted_at) + :tolerance < SECONDS(c.answered_at)
          OR SECONDS(m.granted_at) > SECONDS(c.ended_at) + :tolerance
        """,
    ),
    Rule(
        "call_stuck",
        "Call {call} has been open at the carrier for more than two hours.",
        """
        SELECT c.id AS call FROM call c
        WHERE c.status IN ('sending', 'placed', 'live') AND c.ended_at IS NULL
          AND :now - coalesce(SECONDS(c.sent_at), SECONDS(c.answered_at), SECONDS(c.planned_at)) > :stuck_after
        """,
    ),
)

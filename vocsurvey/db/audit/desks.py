"""What must be true of callers' desks: one caller for a case, one case for a caller, and none comes back in silence."""

from __future__ import annotations

from vocsurvey.db.audit.rule import Rule

_AT_ONCE = """
        SELECT a.id AS desk_lease1, b.id AS desk_lease2, a.{whose} AS {table}
        FROM desk_lease a JOIN desk_lease b ON a.{whose} = b.{whose} AND a.id < b.id
        WHERE (a.ended_at IS NULL OR SECONDS(b.taken_at) + :tolerance < SECONDS(a.ended_at))
          AND (b.ended_at IS NULL OR SECONDS(a.taken_at) + :tolerance < SECONDS(b.ended_at))
        """
DESKS = (
    Rule(
        "case_with_two_callers",
        "Leases {desk_lease1} and {desk_lease2} had case {case_file} at the same time.",
        _AT_ONCE.format(whose="case_id", table="case_file"),
    ),
    Rule(
        "caller_with_two_cases",
        "Leases {desk_lease1} and {desk_lease2} were with caller {user_account} at the same time.",
        _AT_ONCE.format(whose="user_id", table="user_account"),
    ),
    Rule(
        "lease_forgotten",
        "Lease {desk_lease} ran out long ago, and its case {case_file} did not go back.",
        """
        SELECT l.id AS desk_lease, l.case_id AS case_file FROM desk_lease l
        WHERE SECONDS(l.expires_at) < :now - :stuck_after
          AND l.ended_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM attempt a JOIN call c ON c.id = a.call_id WHERE a.case_id = l.case_id
              AND a.closed_at IS NULL AND c.status IN ('sending', 'uncertain', 'placed', 'live')
          )
        """,
    ),
    Rule(
        "lease_returned_silently",
        "Lease {desk_lease} ended, and nobody knows how, or why its case came back.",
        """
        SELECT l.id AS desk_lease FROM desk_lease l WHERE l.ended_at IS NOT NULL
          AND (l.ending IS NULL OR (l.ending <> 'done' AND l.note IS NULL))
        """,
    ),
    Rule(
        "lease_behind_a_closed_gate",
        # Whoever was on the phone when it was stopped writes that call up.
        "Lease {desk_lease} stands while the phones of its campaign, or all phones, are stopped.",
        """
        SELECT DISTINCT l.id AS desk_lease FROM desk_lease l JOIN case_file f ON f.id = l.case_id
        JOIN dial_gate g ON NOT g.opened AND g.key IN ('all', 'campaign:' || f.campaign_id)
        WHERE l.ended_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM attempt a JOIN call c ON c.id = a.call_id WHERE a.case_id = l.case_id
              AND c.status NOT IN ('planned', 'cancelled', 'unsent')
              AND (a.closed_at IS NULL OR SECONDS(a.closed_at) + :tolerance >= SECONDS(g.changed_at))
          )
        """,
    ),
    Rule(
        "automated_call_on_a_desk",
        "Call {call} was planned by the machine while its case was with a caller, by lease {desk_lease}.",
        """
        SELECT c.id AS call, l.id AS desk_lease FROM attempt a JOIN call c ON c.id = a.call_id
        JOIN desk_lease l ON l.case_id = a.case_id
        WHERE a.channel = 'ivr' AND c.direction = 'outbound'
          AND SECONDS(a.opened_at) > SECONDS(l.taken_at) + :tolerance
          AND (l.ended_at IS NULL OR SECONDS(a.opened_at) + :tolerance < SECONDS(l.ended_at))
        """,
    ),
    Rule(
        "call_from_no_desk",
        "Call {call} was made from the desk of a caller who did not have its case.",
        """
        SELECT a.call_id AS call FROM attempt a WHERE a.caller_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM desk_lease l WHERE l.case_id = a.case_id AND l.user_id = a.caller_id
            AND SECONDS(l.taken_at) <= SECONDS(a.opened_at) + :tolerance
            AND (l.ended_at IS NULL OR SECONDS(a.opened_at) <= SECONDS(l.ended_at) + :tolerance)
        )
        """,
    ),
)

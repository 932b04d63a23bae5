"""What must be true of bridges: nobody is called into silence, and nobody is left in it."""

from __future__ import annotations

from vocsurvey.db.audit.rule import Rule

BRIDGES = (
    Rule(
        "called_before_the_caller_was_there",
        "Call {call} was planned for bridge {bridge} before its caller was on the line.",
        """
        SELECT p.call_id AS call, b.id AS bridge FROM bridge_party p JOIN bridge b ON b.id = p.bridge_id
        WHERE b.caller_in_at IS NULL OR SECONDS(p.invited_at) + :tolerance < SECONDS(b.caller_in_at)
        """,
    ),
    Rule(
        "dialled_after_the_caller_had_left",
        "Call {call} was dialled for bridge {bridge}, which was over.",
        """
        SELECT p.call_id AS call, b.id AS bridge FROM bridge_party p JOIN bridge b ON b.id = p.bridge_id
        JOIN call c ON c.id = p.call_id
        WHERE SECONDS(c.sent_at) > SECONDS(b.ended_at) + :tolerance
        """,
    ),
    Rule(
        "left_alone_on_the_line",
        "Call {call} is open although bridge {bridge} is over, and nothing closes it.",
        """
        SELECT c.id AS call, b.id AS bridge FROM bridge b
        JOIN call c ON c.id = b.leg_id OR c.id IN (SELECT p.call_id FROM bridge_party p WHERE p.bridge_id = b.id)
        WHERE b.ended_at IS NOT NULL AND c.ended_at IS NULL AND c.hang_up_wanted_at IS NULL AND c.status <> 'planned'
        """,
    ),
    Rule(
        "bridge_outlived_its_caller",
        "Bridge {bridge} is open although the call of its caller is over.",
        """
        SELECT b.id AS bridge FROM bridge b LEFT JOIN call c ON c.id = b.leg_id
        WHERE b.ended_at IS NULL AND (c.ended_at IS NOT NULL OR b.caller_gone_at IS NOT NULL)
        """,
    ),
    Rule(
        "bridges_open_at_once",
        "Caller {user_account} has more than one open bridge.",
        """
        SELECT b.user_id AS user_account FROM bridge b WHERE b.ended_at IS NULL
        GROUP BY b.user_id HAVING count(*) > 1
        """,
    ),
    Rule(
        "bridge_stuck",
        "Bridge {bridge} has been open for more than two hours.",
        "SELECT b.id AS bridge FROM bridge b WHERE b.ended_at IS NULL AND :now - SECONDS(b.opened_at) > :stuck_after",
    ),
    Rule(
        "party_of_another_case",
        "Call {call} was asked into bridge {bridge} and belongs to no attempt by a live caller.",
        """
        SELECT p.call_id AS call, p.bridge_id AS bridge FROM bridge_party p
        LEFT JOIN attempt a ON a.call_id = p.call_id WHERE a.id IS NULL OR a.channel <> 'live'
        """,
    ),
)

"""What must be true of bridges: nobody is called into silence, and nobody is left in it."""

from __future__ import annotations

from vocsurvey.db.audit.rule import Rule

BRIDGES = (
    Rule(
        "called_before_the_caller_was_there",
        "Call {call} was planned for bridge {bridge} before its caller was on the line.",
        """
        SELECT p.call_id AS call, b.id AS bridge FROM bridge_party p JOIN bridge b ON b.id = p.bridge_id
        WHERE (b.caller_in_at IS NULL OR SECONDS(p.invited_at) + :tolerance < SECONDS(b.caller_in_at))
          AND NOT EXISTS (SELECT 1 FROM hand_over h WHERE h.call_id = p.call_id AND h.bridge_id = b.id)
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
          OR c.id IN (SELECT g.call_id FROM bridge_guest g WHERE g.bridge_id = b.id)
          OR c.id IN (SELECT g.relieved_leg_id FROM bridge_guest g WHERE g.bridge_id = b.id)
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
        "held_longer_than_there",
        "Call {call} was on hold in bridge {bridge} for longer than it was there.",
        """
        SELECT p.call_id AS call, p.bridge_id AS bridge FROM bridge_party p
        WHERE p.held_seconds - :tolerance
          > COALESCE(SECONDS(p.left_at), :now) - COALESCE(SECONDS(p.joined_at), SECONDS(p.invited_at))
        """,
    ),
    Rule(
        "listened_without_consent",
        "By call {call} somebody listened to bridge {bridge} before its customer had agreed to that in this call.",
        """
        SELECT g.call_id AS call, g.bridge_id AS bridge FROM bridge_guest g JOIN bridge b ON b.id = g.bridge_id
        WHERE g.purpose = 'listen' AND NOT EXISTS (
          SELECT 1 FROM consent c JOIN interview i ON i.id = c.interview_id
          JOIN attempt a ON a.case_id = i.case_id JOIN bridge_party p ON p.call_id = a.call_id
          WHERE c.id = g.consent_id AND p.bridge_id = b.id AND c.purpose = 'recording' AND c.granted
            AND SECONDS(c.given_at) + :tolerance >= SECONDS(b.opened_at)
            AND SECONDS(c.given_at) <= SECONDS(g.asked_at) + :tolerance
        )
        """,
    ),
    Rule(
        "listened_after_a_no",
        "Call {call} listens to bridge {bridge} although the consent was taken back, and nothing closes it.",
        """
        SELECT g.call_id AS call, g.bridge_id AS bridge FROM bridge_guest g JOIN call l ON l.id = g.call_id
        JOIN consent c ON c.id = g.consent_id
        JOIN consent d ON d.interview_id = c.interview_id AND d.purpose = c.purpose AND d.id > c.id
        WHERE g.purpose = 'listen' AND NOT d.granted AND l.ended_at IS NULL AND l.hang_up_wanted_at IS NULL
        """,
    ),
    Rule(
        "relieved_and_still_the_caller",
        "By call {call} somebody has taken bridge {bridge} over, and no case changed desks.",
        """
        SELECT g.call_id AS call, g.bridge_id AS bridge FROM bridge_guest g
        WHERE g.purpose = 'take_over' AND g.relieved_at IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM desk_take_over t JOIN desk_lease l ON l.id = t.lease_id
          WHERE l.user_id = g.user_id AND abs(SECONDS(l.taken_at) - SECONDS(g.relieved_at)) <= :tolerance
        )
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
        LEFT JOIN attempt a ON a.call_id = p.call_id WHERE a.id IS NULL OR (a.channel <> 'live'
          AND NOT EXISTS (SELECT 1 FROM hand_over h WHERE h.call_id = p.call_id AND h.bridge_id = p.bridge_id))
        """,
    ),
    Rule(
        "left_waiting_for_a_person",
        "Call {call} waits in bridge {bridge} for a person, long after the wait was to end.",
        """
        SELECT h.call_id AS call, h.bridge_id AS bridge FROM hand_over h JOIN bridge b ON b.id = h.bridge_id
        WHERE b.status = 'opening' AND :now - SECONDS(h.give_up_at) > 120
        """,
    ),
    Rule(
        "put_through_unasked",
        "Somebody joined call {call} in bridge {bridge} without having taken it.",
        """
        SELECT h.call_id AS call, h.bridge_id AS bridge FROM hand_over h JOIN bridge b ON b.id = h.bridge_id
        WHERE b.caller_in_at IS NOT NULL AND h.accepted_at IS NULL
        """,
    ),
    Rule(
        "person_rung_for_nobody",
        "Call {call} rang a person, and no customer waited for them.",
        """
        SELECT c.id AS call FROM call c WHERE c.purpose = 'hand_over' AND NOT EXISTS (
          SELECT 1 FROM bridge b JOIN hand_over h ON h.bridge_id = b.id WHERE b.leg_id = c.id
        )
        """,
    ),
)

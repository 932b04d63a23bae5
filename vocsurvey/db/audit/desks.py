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
        "message_seen_too_soon",
        "Message {desk_message} was seen before it was sent, or by whoever sent it.",
        """
        SELECT m.id AS desk_message FROM desk_message m
        WHERE m.sender_id = m.recipient_id OR SECONDS(m.seen_at) + :tolerance < SECONDS(m.sent_at)
        """,
    ),
    Rule(
        "outcome_not_as_chosen",
        "Attempt {attempt} does not end as its caller chose, with word {wrap_up}.",
        """
        SELECT w.id AS wrap_up, a.id AS attempt FROM wrap_up w JOIN attempt a ON a.id = w.attempt_id
        WHERE w.choice IS NOT NULL AND a.disposition <> w.after
          AND NOT EXISTS (SELECT 1 FROM wrap_up later WHERE later.attempt_id = w.attempt_id AND later.id > w.id)
        """,
    ),
    Rule(
        "outcome_against_the_evidence",
        "Word {wrap_up} says of attempt {attempt} what cannot be: nobody picked up, or what they said says otherwise.",
        """
        SELECT w.id AS wrap_up, a.id AS attempt FROM wrap_up w JOIN attempt a ON a.id = w.attempt_id
        JOIN call c ON c.id = a.call_id
        WHERE w.choice IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM wrap_up later WHERE later.attempt_id = w.attempt_id AND later.id > w.id)
          AND (c.answered_at IS NULL OR w.after IN ('1.1', '1.2', '3.11', '3.12', '3.13')
            OR EXISTS (SELECT 1 FROM interview i WHERE i.case_id = a.case_id AND i.legs = a.leg
              AND i.completeness IN ('complete', 'partial')))
        """,
    ),
    Rule(
        "outcome_said_by_a_stranger",
        "Word {wrap_up} of how attempt {attempt} ended is of somebody who did not make that call.",
        """
        SELECT w.id AS wrap_up, a.id AS attempt FROM wrap_up w JOIN attempt a ON a.id = w.attempt_id
        WHERE w.by_id IS NOT NULL AND (a.caller_id IS NULL OR a.caller_id <> w.by_id)
          AND NOT EXISTS (SELECT 1 FROM desk_take_over t JOIN desk_lease l ON l.id = t.lease_id
            WHERE t.attempt_id = a.id AND l.user_id = w.by_id)
        """,
    ),
    Rule(
        "case_not_as_its_outcome",
        "Case {case_file} is open, although its latest call ended it, by word {wrap_up}.",
        """
        SELECT w.id AS wrap_up, f.id AS case_file FROM wrap_up w JOIN attempt a ON a.id = w.attempt_id
        JOIN case_file f ON f.id = a.case_id
        WHERE w.settles AND f.closed_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM wrap_up later WHERE later.attempt_id = w.attempt_id AND later.id > w.id)
          AND NOT EXISTS (SELECT 1 FROM attempt b WHERE b.case_id = a.case_id AND b.number > a.number)
        """,
    ),
    Rule(
        "asked_instead_elsewhere",
        "Word {wrap_up} names contact {contact} to be asked instead, who is at another account or has no case there.",
        """
        SELECT w.id AS wrap_up, w.successor_id AS contact FROM wrap_up w JOIN attempt a ON a.id = w.attempt_id
        JOIN case_file f ON f.id = a.case_id JOIN contact c ON c.id = f.contact_id
        WHERE w.successor_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM contact s
          JOIN case_file g ON g.contact_id = s.id AND g.campaign_id = f.campaign_id
          WHERE s.id = w.successor_id AND s.account_id = c.account_id)
        """,
    ),
    Rule(
        "taken_over_from_nobody",
        "Lease {desk_lease} took a case over from a lease that is of another case, or of the same caller, or stands.",
        """
        SELECT t.lease_id AS desk_lease FROM desk_take_over t JOIN desk_lease l ON l.id = t.lease_id
        JOIN desk_lease f ON f.id = t.from_lease_id
        WHERE f.case_id <> l.case_id OR f.user_id = l.user_id OR f.ended_at IS NULL
        """,
    ),
    Rule(
        "review_without_a_verdict",
        "The review of attempt {attempt} is over, and nobody approved it; or whoever called approved it themselves.",
        """
        SELECT r.attempt_id AS attempt FROM review r WHERE (r.approved_at IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM review_event e WHERE e.attempt_id = r.attempt_id AND e.kind = 'approved'
        )) OR EXISTS (
          SELECT 1 FROM review_event e
          WHERE e.attempt_id = r.attempt_id AND e.kind = 'approved' AND e.by_id = r.caller_id
        )
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
        ) AND NOT EXISTS (
          SELECT 1 FROM hand_over h JOIN desk_lease l ON l.taken_at = h.accepted_at
          WHERE h.call_id = a.call_id AND l.case_id = a.case_id AND l.user_id = a.caller_id
        )
        """,
    ),
)

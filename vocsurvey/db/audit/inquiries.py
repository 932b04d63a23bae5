"""What must be true of doubts: none is forgotten, none is guessed at, and what is settled is borne out by the call."""

from __future__ import annotations

from vocsurvey.db.audit.rule import Rule

INQUIRIES = (
    Rule(
        "doubt_without_inquiry",
        "Call {call} is uncertain, and nobody will ask the carrier about it.",
        """
        SELECT c.id AS call FROM call c
        WHERE c.status = 'uncertain' AND NOT EXISTS (
            SELECT 1 FROM inquiry q WHERE q.call_id = c.id AND q.kind = 'placement' AND q.settled_at IS NULL
        )
        """,
    ),
    Rule(
        "doubt_without_end",
        "Call {call} has been uncertain for longer than the carrier can hold a call.",
        """
        SELECT c.id AS call FROM call c
        WHERE c.status = 'uncertain' AND :now - SECONDS(c.sent_at) > :unsure_after
        """,
    ),
    Rule(
        "released_yet_rang",
        "Call {call} was taken for one that never left us, and the carrier knows it.",
        "SELECT c.id AS call FROM call c WHERE c.status = 'unsent' AND c.carrier_sid IS NOT NULL",
    ),
    Rule(
        "placed_without_name",
        "Inquiry {inquiry} found call {call} at the carrier, and the call has no name there.",
        """
        SELECT q.id AS inquiry, c.id AS call FROM inquiry q JOIN call c ON c.id = q.call_id
        WHERE q.verdict = 'placed' AND q.settled_by IS NULL AND c.carrier_sid IS NULL
        """,
    ),
    Rule(
        "never_placed_yet_counted",
        "Inquiry {inquiry} found that call {call} was never placed, and attempt {attempt} counts as one.",
        """
        SELECT q.id AS inquiry, q.call_id AS call, a.id AS attempt
        FROM inquiry q JOIN attempt a ON a.call_id = q.call_id
        WHERE q.verdict = 'never_placed' AND a.counted
        """,
    ),
    Rule(
        "settled_by_hand_without_reason",
        "Inquiry {inquiry} was settled by somebody who gave no reason.",
        "SELECT q.id AS inquiry FROM inquiry q WHERE q.settled_by IS NOT NULL AND coalesce(q.reason, '') = ''",
    ),
    Rule(
        "inquiry_gone_quiet",
        "Inquiry {inquiry} should have been asked a week ago.",
        """
        SELECT q.id AS inquiry FROM inquiry q
        WHERE q.settled_at IS NULL AND :now - SECONDS(q.ask_at) > :overdue_after
        """,
    ),
)

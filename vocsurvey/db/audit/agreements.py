"""What must be true of agreements: nothing that was said to a customer on the phone is forgotten."""

from __future__ import annotations

from vocsurvey.db.audit.rule import Rule

AGREEMENTS = (
    Rule(
        "call_back_without_appointment",
        "Interview {interview} ended with a call-back that was agreed, and there is no appointment.",
        """
        SELECT i.id AS interview FROM interview i LEFT JOIN appointment a ON a.case_id = i.case_id
        WHERE i.ending = 'call_back' AND a.id IS NULL
        """,
    ),
    Rule(
        "person_without_follow_up",
        "Interview {interview} ended because a person was asked for, and nobody owes the customer a call.",
        """
        SELECT i.id AS interview FROM interview i
        WHERE i.ending = 'person' AND NOT EXISTS (
            SELECT 1 FROM flag f WHERE f.interview_id = i.id AND f.rule = 'person_requested'
        )
        """,
    ),
    Rule(
        "appointment_of_closed_case",
        "Appointment {appointment} is open, and case {case_file} will not be called by the machine any more.",
        """
        SELECT a.id AS appointment, k.id AS case_file FROM appointment a JOIN case_file k ON k.id = a.case_id
        WHERE a.channel = 'ivr' AND a.kept_at IS NULL AND a.missed_at IS NULL AND a.cancelled_at IS NULL
            AND k.closed_at IS NOT NULL
        """,
    ),
    Rule(
        "promise_after_due",
        "Promise {promise} names a time before follow-up {follow_up} is first due.",
        """
        SELECT p.id AS promise, u.id AS follow_up FROM promise p JOIN follow_up u ON u.id = p.follow_up_id
        WHERE p.by_at < u.first_contact_due_at
        """,
    ),
)

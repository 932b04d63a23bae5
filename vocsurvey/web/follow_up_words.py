"""The codes of a follow-up, as people read them: where it stands, why it went wrong, and what happened to it."""

from __future__ import annotations

from vocsurvey.followup.clocks import Clock
from vocsurvey.followup.closing import RootCause

STATES = {
    "new": "new",
    "assigned": "assigned",
    "contact_attempted": "tried to reach",
    "in_conversation": "in conversation",
    "action_agreed": "action agreed",
    "put_right": "put right, to be confirmed",
    "verification_due": "waiting for the customer to confirm",
    "reopened": "reopened",
    "unreachable": "resting: cannot be reached",
    "declined_contact": "resting: wants no call",
    "verified": "confirmed by the customer",
    "unverified": "not confirmed: no answer",
    "cannot_be_resolved": "cannot be resolved, explained",
    "withdrawn": "withdrawn after a correction",
    "tried_out": "only a test",
}
COLUMNS = {
    "came_back": "Came back",
    "to_begin": "To begin",
    "talking": "In conversation",
    "agreed": "Action agreed",
    "claimed": "Waiting for their yes",
    "resting": "Resting",
}
CAUSES = {
    RootCause.FELT_UNCARED_FOR: "People: felt uncared for",
    RootCause.RESPONSIVENESS: "People: responsiveness",
    RootCause.KNOWLEDGE: "People: knowledge",
    RootCause.PRODUCT_DEFECT: "Product: a defect",
    RootCause.PRODUCT_GAP: "Product: something is missing",
    RootCause.PROCESS_OR_POLICY: "Process or policy",
    RootCause.PRICE_OR_CONTRACT: "Price or contract",
    RootCause.DELIVERY: "Delivery",
    RootCause.BILLING: "Billing",
    RootCause.COMMUNICATION: "Communication",
}
EVENTS = {
    "opened": "opened: the customer gave a negative answer",
    "assigned": "given",
    "claimed": "claimed",
    "contact_attempted": "tried to reach the customer",
    "in_conversation": "spoke with the customer",
    "action_agreed": "agreed what will be done",
    "put_right": "put right",
    "verification_due": "the customer will be asked to confirm",
    "verified": "the customer confirmed that it is put right",
    "not_put_right": "the customer said that it is not put right",
    "unverified": "the customer could not be asked",
    "flagged_again": "the customer gave another negative answer",
    "waiting_for_customer": "waits for something from the customer",
    "customer_answered": "has what the customer was asked for",
    "note": "noted",
    "colleague_told": "told",
    "escalated": "still waiting: more people were told",
    "flag_withdrawn": "the customer corrected an answer",
    "withdrawn_after_correction": "withdrawn: nothing negative is left after the correction",
    "tried_out": "only a test: nobody has to act",
    "unreachable": "resting: the customer cannot be reached",
    "declined_contact": "resting: the customer wants no call",
    "cannot_be_resolved": "cannot be resolved, and the customer knows why",
}


CLOCKS = {
    Clock.FIRST_ATTEMPT: "First try",
    Clock.FIRST_CONTACT: "First conversation",
    Clock.PLAN: "A plan",
    Clock.PUT_RIGHT: "Put right",
    Clock.VERIFIED: "Confirmed",
}

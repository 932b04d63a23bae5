"""Why a person is not called, in words that people read."""

from __future__ import annotations

from collections.abc import Sequence

from vocsurvey.fieldwork.permission import Reason

REASONS = {
    Reason.OUTSIDE_HOURS: "outside the hours in which this phone may ring",
    Reason.NEVER_OPEN: "no hours in which this phone may ring",
    Reason.UNKNOWN_ZONE: "the person's time zone is not known",
    Reason.SUPPRESSED: "asked not to be called",
    Reason.NO_CONSENT_FOR_AUTOMATED_VOICE: "no consent to be called by an automated voice",
    Reason.INACTIVE: "the contact is not active",
    Reason.TOO_SOON: "too soon after the last attempt",
    Reason.NOT_DUE: "not due yet",
    Reason.ATTEMPTS_USED_UP: "no attempts are left",
    Reason.LINE_BUSY_WITH_US: "this line is in another call with us",
    Reason.CAMPAIGN_NOT_RUNNING: "the campaign is not running",
    Reason.CAMPAIGN_NOT_STARTED: "the campaign has not begun",
    Reason.CAMPAIGN_OVER: "the campaign is over",
}


def reason_in_words(code: str) -> str:
    """One stored reason; a code that we do not know is made readable."""
    return REASONS[Reason(code)] if code in frozenset(Reason) else code.replace("_", " ")


def reasons_in_words(codes: Sequence[str]) -> str:
    """The reasons of one case, in one phrase; a case without any waits for its next attempt."""
    return "; ".join(reason_in_words(code) for code in codes) or "between two attempts"

"""Why a person is not called, for machines. ``fieldwork.explanation`` has the words for people."""

from __future__ import annotations

from enum import StrEnum

from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.fieldwork.suppression import Subject


class Reason(StrEnum):
    """Why a person is not called now."""

    OUTSIDE_HOURS = "outside_hours"
    HOLIDAY = "holiday"
    NEVER_OPEN = "never_open"
    UNKNOWN_ZONE = "unknown_zone"
    SUPPRESSED = "suppressed"
    SUPPRESSED_NUMBER = "suppressed_number"
    SUPPRESSED_CONTACT = "suppressed_contact"
    SUPPRESSED_ACCOUNT = "suppressed_account"
    SUPPRESSED_DOMAIN = "suppressed_domain"
    NO_CONSENT_FOR_AUTOMATED_VOICE = "no_consent_for_automated_voice"
    NO_CONSENT_FOR_LIVE_CALL = "no_consent_for_live_call"
    WANTS_A_PERSON = "wants_a_person"
    GOES_TO_LIVE_CALLER = "goes_to_live_caller"
    COUNTRY_NOT_ALLOWED = "country_not_allowed"
    INACTIVE = "inactive"
    REFUSED = "refused"
    TOO_SOON = "too_soon"
    NOT_DUE = "not_due"
    ASKED_RECENTLY = "asked_recently"
    CALLED_RECENTLY = "called_recently"
    INVITATION_OUTSTANDING = "invitation_outstanding"
    ACCOUNT_SHARE = "account_share"
    ATTEMPTS_USED_UP = "attempts_used_up"
    AUTOMATED_ATTEMPTS_USED_UP = "automated_attempts_used_up"
    LIVE_ATTEMPTS_USED_UP = "live_attempts_used_up"
    QUOTA_FULL = "quota_full"
    LINE_BUSY_WITH_US = "line_busy_with_us"
    CAMPAIGN_NOT_RUNNING = "campaign_not_running"
    CAMPAIGN_NOT_STARTED = "campaign_not_started"
    CAMPAIGN_OVER = "campaign_over"
    CAMPAIGN_ENDS_FIRST = "campaign_ends_first"
    CAMPAIGN_STOPPED = "campaign_stopped"
    DIALLING_STOPPED = "dialling_stopped"
    COUNTRY_STOPPED = "country_stopped"
    CALLS_OF_THE_DAY_USED_UP = "calls_of_the_day_used_up"
    BUDGET_OF_THE_DAY_SPENT = "budget_of_the_day_spent"
    CAMPAIGN_CALLS_USED_UP = "campaign_calls_used_up"
    CAMPAIGN_BUDGET_SPENT = "campaign_budget_spent"
    NOTE_NOT_SENT = "note_not_sent"
    NOTE_SENT_LATELY = "note_sent_lately"
    PUT_OFF_BY_THEM = "put_off_by_them"
    SOMEBODY_ELSE_NAMED = "somebody_else_named"

    @property
    def passes_by_itself(self) -> bool:
        """Whether time alone mends it, so that it is gone at the moment to which it defers."""
        return self in _PASSING


_PASSING = frozenset(
    {
        Reason.OUTSIDE_HOURS,
        Reason.HOLIDAY,
        Reason.TOO_SOON,
        Reason.NOT_DUE,
        Reason.ASKED_RECENTLY,
        Reason.CALLED_RECENTLY,
        Reason.ACCOUNT_SHARE,
        Reason.CAMPAIGN_NOT_STARTED,
        Reason.CALLS_OF_THE_DAY_USED_UP,
        Reason.BUDGET_OF_THE_DAY_SPENT,
        Reason.CAMPAIGN_CALLS_USED_UP,
        Reason.CAMPAIGN_BUDGET_SPENT,
        Reason.NOTE_SENT_LATELY,
    }
)
SUPPRESSED = {
    Subject.LINE: Reason.SUPPRESSED,
    Subject.NUMBER: Reason.SUPPRESSED_NUMBER,
    Subject.CONTACT: Reason.SUPPRESSED_CONTACT,
    Subject.ACCOUNT: Reason.SUPPRESSED_ACCOUNT,
    Subject.DOMAIN: Reason.SUPPRESSED_DOMAIN,
}
CONSENT_LACKS = {
    Channel.IVR: Reason.NO_CONSENT_FOR_AUTOMATED_VOICE,
    Channel.LIVE: Reason.NO_CONSENT_FOR_LIVE_CALL,
}
USED_UP = {
    Channel.IVR: Reason.AUTOMATED_ATTEMPTS_USED_UP,
    Channel.LIVE: Reason.LIVE_ATTEMPTS_USED_UP,
}

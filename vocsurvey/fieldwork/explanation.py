"""Why a person is not called, and what would have to change, in words that people read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vocsurvey.fieldwork.reason import Reason


@dataclass(frozen=True)
class Explained:
    """``why`` goes on in the middle of a sentence; ``remedy`` says what happens next, or what would have to change."""

    why: str
    remedy: str

    @property
    def sentence(self) -> str:
        """Both, as one sentence."""
        return f"{self.why[0].upper()}{self.why[1:]}: {self.remedy}."


_LIST = "take it off the list of those who are not called, if they have changed their mind"
EXPLAINED = {
    Reason.OUTSIDE_HOURS: Explained(
        "outside the hours in which this phone may ring", "it is called when they begin again"
    ),
    Reason.HOLIDAY: Explained("a public holiday where this phone rings", "it is called on the next day that is open"),
    Reason.NEVER_OPEN: Explained(
        "no hours in which this phone may ring",
        "the hours of the campaign, the account, the contact and the law leave none in common, so widen one of ours",
    ),
    Reason.UNKNOWN_ZONE: Explained("the person's time zone is not known", "give the contact a time zone"),
    Reason.SUPPRESSED: Explained("asked not to be called", _LIST),
    Reason.SUPPRESSED_NUMBER: Explained("the organisation asked that nobody be called at this number", _LIST),
    Reason.SUPPRESSED_CONTACT: Explained("this person is not to be called, at whatever number", _LIST),
    Reason.SUPPRESSED_ACCOUNT: Explained("nobody of this account is to be called", _LIST),
    Reason.SUPPRESSED_DOMAIN: Explained("nobody with an e-mail address of this company is to be called", _LIST),
    Reason.NO_CONSENT_FOR_AUTOMATED_VOICE: Explained(
        "no consent to be called by an automated voice", "the person would have to agree to it, or a live caller calls"
    ),
    Reason.NO_CONSENT_FOR_LIVE_CALL: Explained("no consent to be called", "the person would have to agree to it"),
    Reason.WANTS_A_PERSON: Explained("asked for a person", "they asked the automated voice for a person"),
    Reason.GOES_TO_LIVE_CALLER: Explained("waits for a live caller", "a person calls, not the automated voice"),
    Reason.COUNTRY_NOT_ALLOWED: Explained(
        "the country is not one of those that we call", "add it to allowance.yaml in the folder of rules"
    ),
    Reason.INACTIVE: Explained("the contact is not active", "bring a list in which they are, or ask for a successor"),
    Reason.REFUSED: Explained("refused this survey", "nothing, they are not asked again"),
    Reason.TOO_SOON: Explained("too soon after the last attempt", "the next one follows by itself"),
    Reason.NOT_DUE: Explained("not due yet", "the call follows by itself when it is"),
    Reason.ASKED_RECENTLY: Explained(
        "completed another survey not long ago", "the call follows by itself when they have rested"
    ),
    Reason.CALLED_RECENTLY: Explained(
        "called for another survey not long ago", "the call follows by itself when they have rested"
    ),
    Reason.INVITATION_OUTSTANDING: Explained(
        "another survey of this person is under way", "the call follows by itself when that one has ended"
    ),
    Reason.ACCOUNT_SHARE: Explained(
        "enough people of this account are being asked these days", "the call follows by itself when they were"
    ),
    Reason.ATTEMPTS_USED_UP: Explained("no attempts are left", "nothing, they were tried often enough"),
    Reason.AUTOMATED_ATTEMPTS_USED_UP: Explained(
        "the automated voice has called as often as it may", "a live caller calls, if protocol.yaml has one"
    ),
    Reason.LIVE_ATTEMPTS_USED_UP: Explained(
        "live callers have called as often as they may", "nothing, they were tried often enough"
    ),
    Reason.QUOTA_FULL: Explained(
        "enough customers of this kind have answered", "the quota of the campaign would have to be higher"
    ),
    Reason.LINE_BUSY_WITH_US: Explained("this line is in another call with us", "the call follows when that is over"),
    Reason.CAMPAIGN_NOT_RUNNING: Explained("the campaign is not running", "somebody has to launch or resume it"),
    Reason.CAMPAIGN_NOT_STARTED: Explained("the campaign has not begun", "the call follows by itself when it has"),
    Reason.CAMPAIGN_OVER: Explained("the campaign is over", "its end would have to be later"),
    Reason.CAMPAIGN_ENDS_FIRST: Explained(
        "the campaign ends before they may be called", "its last day would have to be later"
    ),
    Reason.CAMPAIGN_STOPPED: Explained("the campaign was stopped", "a copy of it would have to be launched"),
    Reason.DIALLING_STOPPED: Explained("all dialling is stopped", "an administrator has to let the phones ring again"),
    Reason.COUNTRY_STOPPED: Explained(
        "the carrier does not let us call this country",
        "an administrator has to allow it at the carrier and let these phones ring again",
    ),
    Reason.CALLS_OF_THE_DAY_USED_UP: Explained(
        "the calls of the day are used up",
        "the call follows on the next day, or allowance.yaml would have to allow more",
    ),
    Reason.BUDGET_OF_THE_DAY_SPENT: Explained(
        "the budget of the day is spent", "the call follows on the next day, or allowance.yaml would have to allow more"
    ),
    Reason.CAMPAIGN_CALLS_USED_UP: Explained(
        "the campaign's calls of the day are used up", "the call follows on the next day"
    ),
    Reason.CAMPAIGN_BUDGET_SPENT: Explained(
        "the campaign's budget of the day is spent", "the call follows on the next day"
    ),
    Reason.NOTE_NOT_SENT: Explained(
        "a note by e-mail goes out first", "the call follows when they have had it for as long as the campaign says"
    ),
    Reason.NOTE_SENT_LATELY: Explained(
        "a note about the call was sent not long ago", "the call follows by itself when they have had it long enough"
    ),
    Reason.PUT_OFF_BY_THEM: Explained(
        "they said “not now” on the page of our note", "the call follows when the time that they chose is over"
    ),
    Reason.SOMEBODY_ELSE_NAMED: Explained(
        "they named somebody else to ask on the page of our note", "that person is called in their place"
    ),
}
REASONS = {reason: explained.why for reason, explained in EXPLAINED.items()}


def explained(code: str) -> Explained:
    """One stored reason; a code that we do not know is made readable."""
    if code in frozenset(Reason):
        return EXPLAINED[Reason(code)]
    return Explained(code.replace("_", " "), "nobody knows what would have to change")


def reason_in_words(code: str) -> str:
    """One stored reason, in a few words."""
    return explained(code).why


def remedies_in_words(codes: Sequence[str]) -> str:
    """What would have to change for somebody who is never called; "" where nothing but time is in the way.

    A reason that passes by itself is not what keeps them from being called for ever.
    """
    lasting = [code for code in codes if code not in frozenset(Reason) or not Reason(code).passes_by_itself]
    return "; ".join(dict.fromkeys(explained(code).remedy for code in lasting))


def reasons_in_words(codes: Sequence[str]) -> str:
    """The reasons of one case, in one phrase; a case without any waits for its next attempt."""
    return "; ".join(reason_in_words(code) for code in codes) or "between two attempts"

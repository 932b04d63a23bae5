"""May this person be called now? Asked when a case is claimed and again in the permit's transaction.

The answer carries every reason, so that "why was this person not called, and when will they be?" has an answer, always.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from vocsurvey.fieldwork.advance_notice import Note, first_call
from vocsurvey.fieldwork.allowance import AllowanceRules, Spent
from vocsurvey.fieldwork.consent import CALLING, ConsentRules, Given, standing
from vocsurvey.fieldwork.fatigue import (
    Colleagues,
    FatigueRules,
    OtherSurvey,
    asked_again_at,
    called_again_at,
    share_free_at,
    too_many_outstanding,
)
from vocsurvey.fieldwork.phone import LineKind
from vocsurvey.fieldwork.plan import Limit
from vocsurvey.fieldwork.protocol import Channel, PastAttempt, Protocol
from vocsurvey.fieldwork.reason import CONSENT_LACKS, SUPPRESSED, USED_UP, Reason
from vocsurvey.fieldwork.suppression import Subject, Suppressed
from vocsurvey.fieldwork.window import Hours, next_open, open_at

__all__ = ["Allow", "Block", "CallRules", "Callee", "Decision", "Defer", "Reason", "may_call", "next_channel"]


@dataclass(frozen=True)
class CallRules:
    """The rules that a decision needs, besides the hours."""

    protocol: Protocol
    consent: ConsentRules
    fatigue: FatigueRules
    allowance: AllowanceRules


@dataclass(frozen=True)
class Callee:
    """What the decision needs to know of the person, the case and its campaign; all times are aware.

    ``suppressed``: the suppressions that apply to this person in this campaign. ``consents``: the person's ledger.
    ``attempts``: those of this case. ``surveys``: the contact's cases in other surveys. ``account``: the colleagues.
    ``verification``: a call that asks whether a follow-up was put right. ``appointment``: the person named the time in
    ``due_at``, and is not made to wait longer. ``line_taken``: another call of ours is on the line. ``spent`` and
    ``campaign_spent``: what all calls of a day, and those of the campaign, were booked with. ``note``: the one that
    is to go ahead of the first call; None where none is.
    """

    zones: tuple[str, ...]
    kind: LineKind
    country: str | None
    active: bool = True
    suppressed: frozenset[Suppressed] = frozenset()
    consents: tuple[Given, ...] = ()
    attempts: tuple[PastAttempt, ...] = ()
    surveys: tuple[OtherSurvey, ...] = ()
    account: Colleagues = field(default_factory=Colleagues)
    line_taken: bool = False
    due_at: datetime | None = None
    appointment: bool = False
    verification: bool = False
    quota_full: bool = False
    campaign_running: bool = True
    campaign_starts_at: datetime | None = None
    campaign_ends_at: datetime | None = None
    dialling_stopped: bool = False
    country_stopped: bool = False
    spent: Spent = field(default_factory=Spent)
    campaign_limit: Limit = field(default_factory=Limit)
    campaign_spent: Spent = field(default_factory=Spent)
    note: Note | None = None


@dataclass(frozen=True)
class Allow:
    """The phone may ring now."""


@dataclass(frozen=True)
class Defer:
    """Not now; ask again at ``until`` (aware), which is inside the hours. Never a silent drop."""

    until: datetime
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Block:
    """Not at all on this channel, as things stand."""

    reasons: tuple[Reason, ...]


Decision = Allow | Defer | Block


def may_call(person: Callee, channel: Channel, hours: Hours, rules: CallRules, now: datetime) -> Decision:
    """Decide. ``hours`` are the narrowest of statute, campaign, account and contact, holidays included.

    ``until`` of a deferral is the first moment at which no rule about time is in the way any more. Where something else
    is (``Reason.passes_by_itself`` is false), it is when to look again.
    """
    blocked = tuple(_blocked(person, channel, rules, now))
    if blocked:
        return Block(blocked)
    waits = dict(_waits(person, rules, now))
    reasons = (*waits, *_closed(person, hours, now))
    if not reasons:
        return Allow()
    until = next_open(max(waits.values(), default=now), person.zones, hours)
    if until is None:
        return Block((*waits, Reason.NEVER_OPEN))
    if person.campaign_ends_at is not None and until >= person.campaign_ends_at:
        return Block((*reasons, Reason.CAMPAIGN_ENDS_FIRST))
    return Defer(until, reasons)


def next_channel(person: Callee, channel: Channel, hours: Hours, rules: CallRules, now: datetime) -> Channel | None:
    """On which channel of the ladder the person may still be called, who is blocked on this one; None for none.

    Only what speaks against the automated voice alone leads down the ladder: a missing consent to it, a refusal of
    automated calls, or that it has called as often as it may.
    """
    for lower in rules.protocol.below(channel):
        if not isinstance(may_call(person, lower, hours, rules, now), Block):
            return lower
    return None


def _blocked(person: Callee, channel: Channel, rules: CallRules, now: datetime) -> Iterable[Reason]:
    """The reasons that waiting does not mend."""
    automated = channel is Channel.IVR
    if not person.active:
        yield Reason.INACTIVE
    holding = {one.subject for one in person.suppressed if one.holds(automated=automated)}
    yield from (SUPPRESSED[subject] for subject in Subject if subject in holding)
    if not rules.allowance.reaches(person.country):
        yield Reason.COUNTRY_NOT_ALLOWED
    if not _consented(person, channel, rules.consent, now):
        yield CONSENT_LACKS[channel]
    if not person.zones:
        yield Reason.UNKNOWN_ZONE
    yield from _tried_enough(person, channel, rules.protocol)
    if person.quota_full and not person.appointment:
        yield Reason.QUOTA_FULL
    if person.campaign_ends_at is not None and now >= person.campaign_ends_at:
        yield Reason.CAMPAIGN_OVER


def _tried_enough(person: Callee, channel: Channel, protocol: Protocol) -> Iterable[Reason]:
    """Whoever named a time is called then, unless every attempt is used up."""
    if protocol.refused(person.attempts, channel) and not person.appointment:
        yield Reason.REFUSED
    if protocol.used_up(person.attempts):
        yield Reason.ATTEMPTS_USED_UP
    elif protocol.used_up_on(person.attempts, channel) and not person.appointment:
        yield USED_UP[channel]


def _consented(person: Callee, channel: Channel, rules: ConsentRules, now: datetime) -> bool:
    """A "no" is obeyed everywhere; silence is enough only where no consent is required."""
    word = standing(person.consents, CALLING[channel], now)
    return word if word is not None else not rules.required(person.country, person.kind, channel)


def _waits(person: Callee, rules: CallRules, now: datetime) -> Iterable[tuple[Reason, datetime]]:
    """The reasons that pass, each with the moment at which it is worth asking again, which is never now."""
    protocol = rules.protocol
    if not person.appointment:
        rested = (protocol.rested_at(person.attempts), protocol.spaced_at(person.attempts, person.zones))
        rested_at = max((moment for moment in rested if moment is not None), default=now)
        if rested_at > now:
            yield Reason.TOO_SOON, rested_at
    if person.due_at is not None and person.due_at > now:
        yield Reason.NOT_DUE, person.due_at
    if not (person.appointment or person.verification):
        yield from _fatigue(person, rules, now)
        yield from _noted(person, now)
    if person.line_taken:
        yield Reason.LINE_BUSY_WITH_US, now + protocol.line_wait
    if person.campaign_starts_at is not None and person.campaign_starts_at > now:
        yield Reason.CAMPAIGN_NOT_STARTED, person.campaign_starts_at
    if not person.campaign_running:
        yield Reason.CAMPAIGN_NOT_RUNNING, now + protocol.recheck
    if person.dialling_stopped:
        yield Reason.DIALLING_STOPPED, now + protocol.recheck
    if person.country_stopped:
        yield Reason.COUNTRY_STOPPED, now + protocol.recheck
    yield from _spent(person, rules.allowance, now)


def _fatigue(person: Callee, rules: CallRules, now: datetime) -> Iterable[tuple[Reason, datetime]]:
    """Whoever was asked or called for something else lately rests. A case that has begun is finished, unless the person
    has completed another survey meanwhile: two that were begun would wait for each other for ever.
    """
    limits = rules.fatigue
    asked_at = asked_again_at(limits, person.surveys)
    if asked_at is not None and asked_at > now:
        yield Reason.ASKED_RECENTLY, asked_at
    if rules.protocol.counted(person.attempts):
        return
    called_at = called_again_at(limits, person.surveys)
    if called_at is not None and called_at > now:
        yield Reason.CALLED_RECENTLY, called_at
    if too_many_outstanding(limits, person.surveys):
        yield Reason.INVITATION_OUTSTANDING, now + limits.recheck
    free_at = share_free_at(limits, person.account, now)
    if free_at > now:
        yield Reason.ACCOUNT_SHARE, free_at


def _noted(person: Callee, now: datetime) -> Iterable[tuple[Reason, datetime]]:
    """Whoever is to get a note first is not called before they had it for as long as the campaign says."""
    note = person.note
    if note is None or not first_call(person.attempts):
        return
    free_at = note.free_at(now)
    if note.sent_at is None:
        yield Reason.NOTE_NOT_SENT, free_at
    elif free_at > now:
        yield Reason.NOTE_SENT_LATELY, free_at


def _spent(person: Callee, allowance: AllowanceRules, now: datetime) -> Iterable[tuple[Reason, datetime]]:
    today, price, limit = allowance.day(now), allowance.tariff.of(person.country), person.campaign_limit
    if person.spent.day == today:
        if allowance.calls is not None and person.spent.calls >= allowance.calls:
            yield Reason.CALLS_OF_THE_DAY_USED_UP, allowance.next_day_at(now)
        if allowance.money is not None and person.spent.money + price > allowance.money:
            yield Reason.BUDGET_OF_THE_DAY_SPENT, allowance.next_day_at(now)
    if person.campaign_spent.day == today:
        if limit.calls_used_up(person.campaign_spent):
            yield Reason.CAMPAIGN_CALLS_USED_UP, allowance.next_day_at(now)
        if limit.money_spent(person.campaign_spent, price):
            yield Reason.CAMPAIGN_BUDGET_SPENT, allowance.next_day_at(now)


def _closed(person: Callee, hours: Hours, now: datetime) -> Iterable[Reason]:
    """Whether it is a holiday, or another hour at which the phone may not ring."""
    if not open_at(now, person.zones, hours):
        holiday = open_at(now, person.zones, Hours(hours.week))
        yield Reason.HOLIDAY if holiday else Reason.OUTSIDE_HOURS

"""May this person be called now? Asked when a case is claimed and again in the permit's transaction.

The answer carries every reason, so that "why was this person not called?" can always be answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vocsurvey.fieldwork.consent import ConsentRules
from vocsurvey.fieldwork.phone import LineKind
from vocsurvey.fieldwork.protocol import Channel, PastAttempt, Protocol
from vocsurvey.fieldwork.window import Hours, next_open, open_at


class Scope(StrEnum):
    """How far a suppression reaches."""

    CAMPAIGN = "campaign"
    ALL_SURVEYS = "all_surveys"
    AUTOMATED = "automated"


class Reason(StrEnum):
    """Why a person is not called now, for machines; people are shown words for it."""

    OUTSIDE_HOURS = "outside_hours"
    NEVER_OPEN = "never_open"
    UNKNOWN_ZONE = "unknown_zone"
    SUPPRESSED = "suppressed"
    NO_CONSENT_FOR_AUTOMATED_VOICE = "no_consent_for_automated_voice"
    INACTIVE = "inactive"
    TOO_SOON = "too_soon"
    NOT_DUE = "not_due"
    ATTEMPTS_USED_UP = "attempts_used_up"
    LINE_BUSY_WITH_US = "line_busy_with_us"
    CAMPAIGN_NOT_RUNNING = "campaign_not_running"
    CAMPAIGN_NOT_STARTED = "campaign_not_started"
    CAMPAIGN_OVER = "campaign_over"


@dataclass(frozen=True)
class Callee:
    """What the decision needs to know of the person, the case and its campaign; all times are aware.

    ``suppressed`` holds the scopes that apply to this person in this campaign. ``automated_consent`` is None when
    nobody knows. ``appointment`` means that the person named the time in ``due_at`` and is not made to wait longer.
    """

    zones: tuple[str, ...]
    kind: LineKind
    country: str | None
    active: bool = True
    suppressed: frozenset[Scope] = frozenset()
    automated_consent: bool | None = None
    attempts: tuple[PastAttempt, ...] = ()
    open_call: bool = False
    due_at: datetime | None = None
    appointment: bool = False
    campaign_running: bool = True
    campaign_starts_at: datetime | None = None
    campaign_ends_at: datetime | None = None


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


def may_call(
    person: Callee, channel: Channel, hours: Hours, protocol: Protocol, now: datetime, *, consent: ConsentRules
) -> Allow | Defer | Block:
    """Decide. ``hours`` are the narrowest of statute, campaign, account and contact, holidays included."""
    blocked = tuple(_blocked(person, channel, protocol, now, consent))
    if blocked:
        return Block(blocked)
    waits = dict(_waits(person, protocol, now))
    earliest = max(waits.values(), default=now)
    reasons = tuple(waits) if open_at(now, person.zones, hours) else (*waits, Reason.OUTSIDE_HOURS)
    if not reasons:
        return Allow()
    until = next_open(earliest, person.zones, hours)
    if until is None:
        return Block((Reason.NEVER_OPEN,))
    if person.campaign_ends_at is not None and until >= person.campaign_ends_at:
        return Block((*reasons, Reason.CAMPAIGN_OVER))
    return Defer(until, reasons)


def _blocked(
    person: Callee, channel: Channel, protocol: Protocol, now: datetime, consent: ConsentRules
) -> Iterable[Reason]:
    """The reasons that waiting does not mend."""
    automated = channel is Channel.IVR
    if not person.active:
        yield Reason.INACTIVE
    if person.suppressed - (frozenset() if automated else {Scope.AUTOMATED}):
        yield Reason.SUPPRESSED
    if automated and not _consented(person, consent):
        yield Reason.NO_CONSENT_FOR_AUTOMATED_VOICE
    if not person.zones:
        yield Reason.UNKNOWN_ZONE
    if protocol.counted(person.attempts) >= protocol.max_attempts:
        yield Reason.ATTEMPTS_USED_UP
    if person.campaign_ends_at is not None and now >= person.campaign_ends_at:
        yield Reason.CAMPAIGN_OVER


def _consented(person: Callee, consent: ConsentRules) -> bool:
    """A "no" is obeyed everywhere; silence is enough only where no consent is required."""
    if person.automated_consent is None:
        return not consent.required(person.country, person.kind)
    return person.automated_consent


def _waits(person: Callee, protocol: Protocol, now: datetime) -> Iterable[tuple[Reason, datetime]]:
    """The reasons that pass by themselves, each with the moment at which it is worth asking again."""
    rested_at = protocol.rested_at(person.attempts)
    if rested_at is not None and rested_at > now and not person.appointment:
        yield Reason.TOO_SOON, rested_at
    if person.due_at is not None and person.due_at > now:
        yield Reason.NOT_DUE, person.due_at
    if person.open_call:
        yield Reason.LINE_BUSY_WITH_US, now + protocol.line_wait
    if person.campaign_starts_at is not None and person.campaign_starts_at > now:
        yield Reason.CAMPAIGN_NOT_STARTED, person.campaign_starts_at
    if not person.campaign_running:
        yield Reason.CAMPAIGN_NOT_RUNNING, now + protocol.recheck

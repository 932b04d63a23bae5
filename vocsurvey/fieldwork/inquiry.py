"""What the carrier's records prove of a dial whose fate is unknown.

There is no key that makes placing a call safe to repeat, so a request that broke off is asked about instead: the list
of calls between the two numbers shows what could be ours, and each call's own memory, from some minutes after its end,
shows the address that it was ordered with, and so whether it is. Both lag. Something missing proves nothing before a
stated time has passed, and what may still be ours keeps the line from being dialled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from vocsurvey.fieldwork.rule import Duration, RuleFile


class Inquiries(RuleFile):
    """How long the carrier's records lag, and how often it is asked.

    ``list_settles``: from then on a call that is missing from the list was never placed. ``clock_skew``: by how much
    the carrier's clock may differ from ours. ``events_after``: so long after its end a call's memory appears, whole
    after another ``events_settle``, and it is gone after ``events_until``. The first question is asked at once, the
    second after ``first_pause``, each further one after twice the pause, at most ``longest_pause``. ``most_read``: so
    many memories are read for one question; ``asks_per_tick``: so many questions are asked in one tick of the clock.
    """

    list_settles: Duration
    clock_skew: Duration
    events_after: Duration
    events_settle: Duration
    events_until: Duration
    first_pause: Duration
    longest_pause: Duration
    most_read: int = Field(ge=1, le=1000)
    asks_per_tick: int = Field(ge=1, le=1000)


class Origin(StrEnum):
    """Whose call the carrier's memory says it is; UNKNOWN while it does not say."""

    OURS = "ours"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """A call as the carrier's list shows it. ``over`` without ``ended_at``: it ended, and nobody says when."""

    carrier_sid: str
    created_at: datetime | None
    over: bool
    ended_at: datetime | None = None
    origin: Origin = Origin.UNKNOWN


@dataclass(frozen=True, slots=True)
class WasPlaced:
    """The call is at the carrier, under this name."""

    carrier_sid: str


@dataclass(frozen=True, slots=True)
class NeverPlaced:
    """No phone rang for this request, and none will."""


@dataclass(frozen=True, slots=True)
class StillUnsure:
    """Ask again then. ``undecided`` are the calls that may be ours."""

    ask_at: datetime
    undecided: tuple[str, ...] = ()


Verdict = WasPlaced | NeverPlaced | StillUnsure


def possible(entries: Iterable[Entry], sent_at: datetime, known: AbstractSet[str], rules: Inquiries) -> list[Entry]:
    """The calls that may have come of a request sent at ``sent_at``.

    Not those that are ``known`` to be others, and not those that are older than the request. A call that is younger
    may be ours: the request can have waited on its way.
    """
    earliest = sent_at - rules.clock_skew
    return [
        one
        for one in entries
        if one.carrier_sid not in known and (one.created_at is None or one.created_at >= earliest)
    ]


def worth_reading(entries: Sequence[Entry], asked_at: datetime, rules: Inquiries) -> list[Entry]:
    """The calls whose memory may be shown by now, at most ``most_read``, those that ended first first."""
    shown = [one for one in entries if one.over and _shown_at(one, asked_at, rules) <= asked_at]
    return sorted(shown, key=lambda one: (_shown_at(one, asked_at, rules), one.carrier_sid))[: rules.most_read]


def origin_of(
    entry: Entry, *, named: bool, shows_order: bool, shows_anything: bool, asked_at: datetime, rules: Inquiries
) -> Origin:
    """Whose call it is, from its memory: does that name our token, show the order, or show anything at all?

    The order names every address; without one, what is shown is believed to be whole only after a stated time.
    """
    if named:
        return Origin.OURS
    if shows_order:
        return Origin.FOREIGN
    whole = entry.ended_at is not None and entry.ended_at + rules.events_after + rules.events_settle <= asked_at
    return Origin.FOREIGN if shows_anything and whole else Origin.UNKNOWN


def verdict(entries: Sequence[Entry], sent_at: datetime, asked_at: datetime, asks: int, rules: Inquiries) -> Verdict:
    """What is proven. ``entries`` are the possible calls of a list that was read to its end, and was begun at
    ``asked_at``; ``asks`` is how often this was asked before.
    """
    ours = sorted(one.carrier_sid for one in entries if one.origin is Origin.OURS)
    if ours:
        return WasPlaced(ours[0])
    undecided = [one for one in entries if one.origin is Origin.UNKNOWN]
    settled_at = sent_at + rules.list_settles
    if not undecided and asked_at >= settled_at:
        return NeverPlaced()
    moments = [settled_at, *(_shown_at(one, asked_at, rules) for one in undecided if one.over)]
    ask_at = min([asked_at + pause(asks, rules), *(moment for moment in moments if moment > asked_at)])
    return StillUnsure(ask_at, tuple(one.carrier_sid for one in undecided))


def pause(asks: int, rules: Inquiries) -> timedelta:
    """How long to wait after a question that was asked ``asks`` times before: twice as long each time, to a limit."""
    return min(rules.longest_pause, rules.first_pause * (1 << min(asks, 20)))


def read_again_at(ended_at: datetime, asked_at: datetime, *, shown: bool, rules: Inquiries) -> datetime | None:
    """When to read the memory of a call again for what never reached us; None when it was whole, or is gone by now.

    ``shown``: it shows anything. It is read as soon as it appears, and once more when it is whole; one that does not
    appear is read again at twice its age each time.
    """
    shown_at, gone_at = ended_at + rules.events_after, ended_at + rules.events_until
    whole_at = shown_at + rules.events_settle
    if asked_at >= gone_at or (shown and asked_at >= whole_at):
        return None
    if asked_at < whole_at:
        return shown_at if asked_at < shown_at else whole_at
    return min(gone_at, asked_at + (asked_at - shown_at))


def _shown_at(entry: Entry, asked_at: datetime, rules: Inquiries) -> datetime:
    return asked_at if entry.ended_at is None else entry.ended_at + rules.events_after

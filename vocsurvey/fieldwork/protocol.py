"""The call protocol: how often a case is tried, how far apart, by whom next, and when it has been tried enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from vocsurvey.fieldwork.rule import Duration, Rule, RuleFile


class Channel(StrEnum):
    """Who conducts the interview: an automated voice, or a live caller reading the script."""

    IVR = "ivr"
    LIVE = "live"


class Ending(StrEnum):
    """How an attempt ended, as far as the next one is concerned."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    BREAK_OFF = "break_off"
    REFUSAL = "refusal"
    NOT_NOW = "not_now"
    PERSON_REQUESTED = "person_requested"
    CONTACTED = "contacted"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    MACHINE = "machine"
    FAILED = "failed"
    NOT_ELIGIBLE = "not_eligible"
    DEAD_NUMBER = "dead_number"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    NOT_DIALED = "not_dialed"


@dataclass(frozen=True)
class PastAttempt:
    """One earlier try: when it began, whether the phone was dialled, how it ended (None: it is open), and by whom."""

    at: datetime
    counted: bool
    ending: Ending | None
    channel: Channel = Channel.IVR


@dataclass(frozen=True)
class Again:
    """The case is tried again, at ``due_at`` or after; on the channel ``onward`` from now on, where it is given."""

    due_at: datetime
    onward: Channel | None = None


class Spent(StrEnum):
    """Why a case is not tried again."""

    SETTLED = "settled"
    ATTEMPTS_USED_UP = "attempts_used_up"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Exhausted:
    """The case is not tried again; its final disposition comes from its whole history."""

    why: Spent


class Spacing(Rule):
    """How long to wait after an ending; ``wait`` None means that it is never tried again.

    ``another_part_of_day``: not in the one that was just tried. ``best_part_of_day``: a little later, if they are then
    reached better (``fieldwork.reachability``).
    """

    wait: Duration | None
    another_part_of_day: bool = False
    best_part_of_day: bool = False


class Reached(Rule):
    """The policy for whoever was reached and did not finish: ``endings`` say so, from then on at most ``max_attempts``
    further tries, ``min_gap`` apart."""

    endings: frozenset[Ending] = Field(min_length=1)
    max_attempts: int = Field(ge=0)
    min_gap: Duration


class Protocol(RuleFile):
    """Limits of attempts. ``per_day`` and ``per_week`` count dialled attempts in any 24 hours and any 7 days.

    ``ladder``: who calls first, and who after them; ``per_channel``: how many of the attempts each of them has, all of
    them where it says nothing. Whoever has refused is never called by the machine again, whatever the spacing says,
    except at a time that they name; nor is who asked it for a person: with a wait, a caller goes on with them.
    ``max_rejected``: how often a case may be refused by the carrier, or be lost track of, before it is given up;
    such tries do not count as attempts. ``parts_of_day``: local times at which a new part of the day begins.
    ``machine_message``: whether the questionnaire's message is left on a machine, once at most for each case.
    ``conversions``: how often whoever has refused is asked once more, by somebody who can turn that.
    ``reached`` holds besides all of these; without it, whoever was reached is like everybody else.
    """

    max_attempts: int = Field(ge=1, le=20)
    per_day: int = Field(ge=1)
    per_week: int = Field(ge=1)
    min_gap: Duration
    max_rejected: int = Field(ge=1, le=20)
    line_wait: Duration
    recheck: Duration
    parts_of_day: tuple[time, ...]
    ladder: tuple[Channel, ...] = Field(min_length=1)
    per_channel: Mapping[Channel, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    machine_message: bool = False
    conversions: int = Field(default=1, ge=0, le=3)
    reached: Reached | None = None
    spacing: Mapping[Ending, Spacing]

    @model_validator(mode="after")
    def _every_ending_has_a_spacing(self) -> Protocol:
        if absent := sorted(set(Ending) - set(self.spacing)):
            raise ValueError(f"spacing is missing for {', '.join(absent)}")
        return self

    @model_validator(mode="after")
    def _the_ladder_goes_one_way(self) -> Protocol:
        if len(set(self.ladder)) < len(self.ladder):
            raise ValueError("ladder names a channel twice; whoever has called does not call first again")
        if strangers := sorted(set(self.per_channel) - set(self.ladder)):
            raise ValueError(f"per_channel speaks of {', '.join(strangers)}, which the ladder does not have")
        return self

    def counted(self, history: Sequence[PastAttempt]) -> int:
        """How many attempts really dialled the phone."""
        return sum(attempt.counted for attempt in history)

    def used_up(self, history: Sequence[PastAttempt]) -> bool:
        """Was the phone dialled as often as it may be, in all, or since the person was reached?"""
        if self.counted(history) >= self.max_attempts:
            return True
        reached_at = self._reached_at(history)
        if self.reached is None or reached_at is None:
            return False
        return sum(one.counted and one.at > reached_at for one in history) >= self.reached.max_attempts

    def used_up_on(self, history: Sequence[PastAttempt], channel: Channel) -> bool:
        """Has this channel dialled as often as it may?"""
        most = self.per_channel.get(channel)
        return most is not None and sum(one.counted and one.channel is channel for one in history) >= most

    def rested_at(self, history: Sequence[PastAttempt]) -> datetime | None:
        """The earliest moment that the gap and the limits per day and week allow; None when nothing was dialled, and
        when they have just asked for a person: that is to be called."""
        if self._waits_for_a_person(history):
            return None
        dialed = sorted(attempt.at for attempt in history if attempt.counted)
        limits = [(1, self.min_gap), (self.per_day, timedelta(days=1)), (self.per_week, timedelta(days=7))]
        if self.reached is not None and self._reached_at(history) is not None:
            limits.append((1, self.reached.min_gap))
        return max((dialed[-count] + wait for count, wait in limits if len(dialed) >= count), default=None)

    def spaced_at(self, history: Sequence[PastAttempt], zones: Sequence[str] = ()) -> datetime | None:
        """The earliest moment that the ending of the last dialled attempt allows; None where it asks for no wait."""
        last = max((one for one in history if one.counted), key=lambda one: one.at, default=None)
        spacing = self.spacing[last.ending] if last is not None and last.ending is not None else None
        if last is None or spacing is None or spacing.wait is None:
            return None
        due_at = last.at + spacing.wait
        return another_part(self.parts_of_day, last.at, due_at, zones) if spacing.another_part_of_day else due_at

    def refused(self, history: Sequence[PastAttempt], channel: Channel) -> bool:
        """Does a refusal forbid the channel? Always the machine; a live caller unless the spacing has a wait, and once
        they have refused oftener than ``conversions`` times."""
        final = channel is Channel.IVR or self.spacing[Ending.REFUSAL].wait is None
        return sum(one.ending is Ending.REFUSAL for one in history) > (0 if final else self.conversions)

    def goes_on_with(self, history: Sequence[PastAttempt], channel: Channel) -> Channel | None:
        """Who calls next: the same one, or the first further down the ladder who still may; None for nobody."""
        rungs = (channel, *self.below(channel))
        person = any(one.ending is Ending.PERSON_REQUESTED for one in history)
        may = (one for one in rungs if not (self.used_up_on(history, one) or self.refused(history, one)))
        return next((one for one in may if not (person and one is Channel.IVR)), None)

    def below(self, channel: Channel) -> tuple[Channel, ...]:
        """The channels that come after this one on the ladder, in order."""
        return self.ladder[self.ladder.index(channel) + 1 :] if channel in self.ladder else ()

    def _waits_for_a_person(self, history: Sequence[PastAttempt]) -> bool:
        """Whether the last thing that they said to the automated voice is that they want a person."""
        told = (one for one in history if one.counted or one.ending is Ending.PERSON_REQUESTED)
        last = max(told, key=lambda one: one.at, default=None)
        return last is not None and last.ending is Ending.PERSON_REQUESTED

    def _reached_at(self, history: Sequence[PastAttempt]) -> datetime | None:
        """When the person was first reached without finishing."""
        endings = self.reached.endings if self.reached is not None else frozenset()
        return min((one.at for one in history if one.ending in endings), default=None)


def next_attempt(
    protocol: Protocol,
    history: Sequence[PastAttempt],
    outcome: Ending,
    now: datetime,
    *,
    zones: Sequence[str] = (),
    agreed_at: datetime | None = None,
    channel: Channel = Channel.IVR,
) -> Again | Exhausted:
    """When the case is tried again after an attempt that ended now with ``outcome``, and by whom.

    ``history`` holds every attempt so far, the one that just ended included. ``zones`` are those in which the person
    may be, for the parts of the day. A time that the person named (``agreed_at``) goes before every limit but the
    number of attempts in all: it is kept by whoever agreed to it. ``channel``: who calls the case now.
    """
    spacing = protocol.spacing[outcome]
    # Who asks a caller for somebody else is called by whoever answers for them, and not by another caller.
    had_a_person = outcome is Ending.PERSON_REQUESTED and channel is Channel.LIVE
    if spacing.wait is None or had_a_person:
        return Exhausted(Spent.SETTLED)
    if protocol.used_up(history):
        return Exhausted(Spent.ATTEMPTS_USED_UP)
    if sum(attempt.ending is Ending.REJECTED for attempt in history) >= protocol.max_rejected:
        return Exhausted(Spent.REJECTED)
    next_one = channel if agreed_at is not None else protocol.goes_on_with(history, channel)
    if next_one is None:
        return Exhausted(Spent.ATTEMPTS_USED_UP)
    if agreed_at is not None:
        return Again(max(agreed_at, now))
    due_at = max(now + spacing.wait, protocol.rested_at(history) or now)
    if spacing.another_part_of_day:
        due_at = another_part(protocol.parts_of_day, now, due_at, zones)
    return Again(due_at, onward=next_one if next_one is not channel else None)


def another_part(parts: Sequence[time], tried_at: datetime, due_at: datetime, zones: Sequence[str]) -> datetime:
    """``due_at``, or the first start of a part of the day after it that is another part than the one that was tried, in
    every zone in which the person may be. ``due_at`` as it is where there is no such moment within two days.
    """
    others = (moment for moment in _starts(parts, due_at, zones) if not same_part(parts, tried_at, moment, zones))
    return due_at if not same_part(parts, tried_at, due_at, zones) else next(others, due_at)


def same_part(parts: Sequence[time], one: datetime, other: datetime, zones: Sequence[str]) -> bool:
    """Whether two moments (aware) may be in the same part of somebody's day. A day without parts has none."""
    return len(parts) > 1 and any(local_part(parts, one, zone) == local_part(parts, other, zone) for zone in zones)


def local_part(parts: Sequence[time], moment: datetime, zone: str) -> int:
    """Which part of the day a moment (aware) belongs to in a zone."""
    return part_of_day(parts, moment.astimezone(ZoneInfo(zone)).time())


def _starts(parts: Sequence[time], after: datetime, zones: Sequence[str]) -> list[datetime]:
    """Every moment of two days from ``after`` on at which a part of the day begins in one of the zones, in order."""
    found = set[datetime]()
    for zone in zones:
        here = ZoneInfo(zone)
        today = after.astimezone(here).date()
        days = (today + timedelta(days=away) for away in range(3))
        found |= {datetime.combine(day, start, here).astimezone(after.tzinfo) for day in days for start in parts}
    return sorted(moment for moment in found if after < moment <= after + timedelta(days=2))


def part_of_day(parts: Sequence[time], moment: time) -> int:
    """Which part of the day a local time belongs to; the hours before the first part belong to the last one."""
    return (sum(start <= moment for start in parts) - 1) % max(len(parts), 1)

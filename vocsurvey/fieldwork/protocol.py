"""The call protocol: how often a case is tried, how far apart, and when it has been tried enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
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
    """One earlier try: when it began, whether the phone was dialled, and how it ended (None while it is open)."""

    at: datetime
    counted: bool
    ending: Ending | None


@dataclass(frozen=True)
class Again:
    """The case is tried again, at ``due_at`` or after."""

    due_at: datetime


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
    """How long to wait after an ending; ``wait`` None means that it is never tried again."""

    wait: Duration | None
    another_part_of_day: bool = False


class Reached(Rule):
    """The policy for whoever was reached and did not finish: ``endings`` say so, from then on at most ``max_attempts``
    further tries, ``min_gap`` apart."""

    endings: frozenset[Ending] = Field(min_length=1)
    max_attempts: int = Field(ge=0)
    min_gap: Duration


class Protocol(RuleFile):
    """Limits of attempts. ``per_day`` and ``per_week`` count dialled attempts in any 24 hours and any 7 days.

    ``max_rejected``: how often a case may be refused by the carrier, or be lost track of, before it is given up;
    such tries do not count as attempts. ``parts_of_day``: local times at which a new part of the day begins.
    ``machine_message``: whether the questionnaire's message is left on a machine, once at most for each case.
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
    machine_message: bool = False
    reached: Reached | None = None
    spacing: Mapping[Ending, Spacing]

    @model_validator(mode="after")
    def _every_ending_has_a_spacing(self) -> Protocol:
        if absent := sorted(set(Ending) - set(self.spacing)):
            raise ValueError(f"spacing is missing for {', '.join(absent)}")
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

    def rested_at(self, history: Sequence[PastAttempt]) -> datetime | None:
        """The earliest moment that the gap and the limits per day and week allow; None when nothing was dialled."""
        dialed = sorted(attempt.at for attempt in history if attempt.counted)
        limits = [(1, self.min_gap), (self.per_day, timedelta(days=1)), (self.per_week, timedelta(days=7))]
        if self.reached is not None and self._reached_at(history) is not None:
            limits.append((1, self.reached.min_gap))
        return max((dialed[-count] + wait for count, wait in limits if len(dialed) >= count), default=None)

    def spaced_at(self, history: Sequence[PastAttempt], zone: str | None = None) -> datetime | None:
        """The earliest moment that the ending of the last dialled attempt allows; None where it asks for no wait."""
        last = max((one for one in history if one.counted), key=lambda one: one.at, default=None)
        spacing = self.spacing[last.ending] if last is not None and last.ending is not None else None
        if last is None or spacing is None or spacing.wait is None:
            return None
        due_at = last.at + spacing.wait
        if spacing.another_part_of_day and zone is not None:
            return _another_part(self.parts_of_day, last.at, due_at, zone)
        return due_at

    def refused(self, history: Sequence[PastAttempt]) -> bool:
        """Did any attempt end in a refusal?"""
        return any(one.ending is Ending.REFUSAL for one in history)

    def below(self, channel: Channel) -> tuple[Channel, ...]:
        """The channels that come after this one on the ladder, in order."""
        return self.ladder[self.ladder.index(channel) + 1 :] if channel in self.ladder else ()

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
    zone: str | None = None,
    agreed_at: datetime | None = None,
) -> Again | Exhausted:
    """When the case is tried again after an attempt that ended now with ``outcome``.

    ``history`` holds every attempt so far, the one that just ended included. ``zone`` is the person's, for the parts of
    the day. A time that the person named (``agreed_at``) goes before every limit but the number of attempts.
    """
    spacing = protocol.spacing[outcome]
    if spacing.wait is None:
        return Exhausted(Spent.SETTLED)
    if protocol.used_up(history):
        return Exhausted(Spent.ATTEMPTS_USED_UP)
    if sum(attempt.ending is Ending.REJECTED for attempt in history) >= protocol.max_rejected:
        return Exhausted(Spent.REJECTED)
    if agreed_at is not None:
        return Again(max(agreed_at, now))
    due_at = max(now + spacing.wait, protocol.rested_at(history) or now)
    if spacing.another_part_of_day and zone is not None:
        due_at = _another_part(protocol.parts_of_day, now, due_at, zone)
    return Again(due_at)


def _another_part(parts: Sequence[time], tried_at: datetime, due_at: datetime, zone: str) -> datetime:
    """``due_at``, moved to the start of the next part of the day when it falls into the part that was just tried."""
    local = due_at.astimezone(ZoneInfo(zone))
    part = _part(parts, local.time())
    if len(parts) < 2 or part != _part(parts, tried_at.astimezone(ZoneInfo(zone)).time()):
        return due_at
    later = [start for start in parts if start > local.time()]
    day = local.date() if later else local.date() + timedelta(days=1)
    start = datetime.combine(day, later[0] if later else parts[0], ZoneInfo(zone))
    return max(due_at, start.astimezone(due_at.tzinfo))


def _part(parts: Sequence[time], moment: time) -> int:
    """Which part of the day a local time belongs to; the hours before the first part belong to the last one."""
    return (sum(start <= moment for start in parts) - 1) % max(len(parts), 1)

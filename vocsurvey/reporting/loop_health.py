"""How well the loop closes: how long customers wait for each thing, what they say in the end, and what is at stake.

Counted are follow-ups by the day on which the customer answered; what a test raised, and what a correction withdrew, is
left out: nobody was let down. Times are those of ``followup/clocks.py``: on the wall, without what we waited for the
customer. A clock that still runs is in no median, so a young period looks better than it will.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from vocsurvey.followup.clocks import Clock
from vocsurvey.followup.lifecycle import Event, State
from vocsurvey.followup.severity import Severity
from vocsurvey.reporting.scores import Share, share
from vocsurvey.reporting.wording import FEW

UNCOUNTED = frozenset((State.TRIED_OUT, State.WITHDRAWN))
AGES = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
"""The open ones are younger than each of these, or older than the last."""


@dataclass(frozen=True)
class Promise:
    """What was promised, when, and by when; ``at`` is when the promise was made."""

    at: datetime
    by: datetime


@dataclass(frozen=True)
class LoopRow:
    """One follow-up. ``took``: how long until each clock stopped, for those that did. ``contact_by`` and ``plan_by``
    are the deadlines (UTC), the latter moved on by what we waited for the customer. ``happened``: how often each event
    did. ``done_at``: when it was said to be put right, each time. ``ended_at`` None: still open."""

    account_id: int
    severity: Severity
    state: State
    opened_at: datetime
    took: Mapping[Clock, timedelta]
    contact_at: datetime | None
    contact_by: datetime
    plan_at: datetime | None
    plan_by: datetime
    happened: Mapping[Event, int]
    promises: Sequence[Promise]
    done_at: Sequence[datetime]
    cause: str | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Took:
    """How long customers waited for one thing. ``p90`` is None below ten: one of few is no rule."""

    clock: Clock
    reached: int
    running: int
    median: timedelta | None
    p90: timedelta | None


@dataclass(frozen=True)
class InTime:
    """Of one severity, or of all (None): who was spoken to, and who had a plan, by the deadline."""

    severity: Severity | None
    contact: Share
    plan: Share


@dataclass(frozen=True)
class Promises:
    """``kept``: said to be put right by then. ``moved``: another date was agreed before the first was over.
    ``broken``: the date went by. Those whose date is still to come are in none of them."""

    kept: int
    moved: int
    broken: int

    @property
    def share(self) -> Share:
        """Kept of kept and broken."""
        return share("promises kept", self.kept, self.kept + self.broken)


@dataclass(frozen=True)
class LoopHealth:
    """All of it. ``verified`` is a share of all that were opened, ``recovery`` one of the verification calls that were
    answered, ``reopened`` one of those that were said to be put right; ``ages`` counts the open ones by ``AGES``."""

    opened: int
    took: tuple[Took, ...]
    in_time: tuple[InTime, ...]
    verified: Share
    recovery: Share
    reopened: Share
    promises: Promises
    ages: tuple[int, ...]
    oldest: timedelta | None
    states: Mapping[State, int]
    causes: tuple[tuple[str, int], ...]


def loop_health(rows: Iterable[LoopRow], now: datetime) -> LoopHealth:
    """The health of the loop, of these follow-ups as they stand at ``now`` (UTC)."""
    counted = [row for row in rows if row.state not in UNCOUNTED]
    still = [now - row.opened_at for row in counted if row.ended_at is None]
    yes = sum(row.happened.get(Event.VERIFIED, 0) for row in counted)
    answered = yes + sum(row.happened.get(Event.NOT_PUT_RIGHT, 0) for row in counted)
    claimed = [row for row in counted if row.done_at]
    back = sum(row.happened.get(Event.NOT_PUT_RIGHT, 0) > 0 for row in claimed)
    causes = Counter(row.cause for row in counted if row.cause is not None)
    return LoopHealth(
        opened=len(counted),
        took=tuple(_took(clock, counted) for clock in Clock),
        in_time=tuple(_in_time(one, counted, now) for one in (None, *Severity)),
        verified=share("verified", sum(row.state is State.VERIFIED for row in counted), len(counted)),
        recovery=share("recovery rate", yes, answered),
        reopened=share("reopened", back, len(claimed)),
        promises=_promises(counted, now),
        ages=_ages(still),
        oldest=max(still, default=None),
        states=Counter(row.state for row in counted),
        causes=tuple(sorted(causes.items(), key=lambda one: (-one[1], one[0]))),
    )


def percentile(sample: Sequence[timedelta], hundredths: int) -> timedelta | None:
    """The smallest value that so many per cent of the sample do not exceed (nearest rank); None for an empty one."""
    if not sample:
        return None
    return sorted(sample)[max(0, ceil(len(sample) * hundredths / 100) - 1)]


def _took(clock: Clock, rows: Sequence[LoopRow]) -> Took:
    sample = [row.took[clock] for row in rows if clock in row.took]
    running = sum(clock not in row.took and row.ended_at is None for row in rows)
    p90 = percentile(sample, 90) if len(sample) >= FEW else None
    return Took(clock, len(sample), running, percentile(sample, 50), p90)


def _in_time(severity: Severity | None, rows: Sequence[LoopRow], now: datetime) -> InTime:
    """Whoever waits still, and may, is in neither: the deadline is not over."""
    of_it = [row for row in rows if severity in (None, row.severity)]
    contact = [_met(row.contact_at, row.contact_by, row.ended_at, now) for row in of_it]
    plan = [_met(row.plan_at, row.plan_by, row.ended_at, now) for row in of_it]
    return InTime(severity, _share_of("spoken to in time", contact), _share_of("a plan in time", plan))


def _met(at: datetime | None, by: datetime, ended_at: datetime | None, now: datetime) -> bool | None:
    if at is not None:
        return at <= by
    return False if (ended_at or now) > by else None


def _share_of(name: str, met: Sequence[bool | None]) -> Share:
    return share(name, sum(one is True for one in met), sum(one is not None for one in met))


def _promises(rows: Sequence[LoopRow], now: datetime) -> Promises:
    fates = Counter(fate for row in rows for fate in _fates(row, now))
    return Promises(fates["kept"], fates["moved"], fates["broken"])


def _fates(row: LoopRow, now: datetime) -> list[str]:
    found = []
    for place, promise in enumerate(row.promises):
        following = row.promises[place + 1].at if place + 1 < len(row.promises) else None
        if any(promise.at <= done <= promise.by for done in row.done_at):
            found.append("kept")
        elif following is not None and following <= promise.by:
            found.append("moved")
        elif promise.by < (row.ended_at or now):
            found.append("broken")
    return found


def _ages(still: Sequence[timedelta]) -> tuple[int, ...]:
    edges = (timedelta(), *AGES)
    spans = zip(edges, (*AGES, timedelta.max), strict=True)
    return tuple(sum(low <= age < high for age in still) for low, high in spans)

"""How long a campaign will take at the pace that is allowed, and what it will cost: an estimate with its grounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from math import ceil, inf
from zoneinfo import ZoneInfo

from vocsurvey.fieldwork.effort import Effort
from vocsurvey.fieldwork.fatigue import FatigueRules
from vocsurvey.fieldwork.pacing import Pacing
from vocsurvey.fieldwork.protocol import Protocol
from vocsurvey.fieldwork.window import Hours

HORIZON = timedelta(days=400)
ENOUGH_CASES = 20
"""From so many closed cases on, what was observed stands in place of what the protocol lets expect."""
_HOUR = 3600.0


@dataclass(frozen=True)
class Pace:
    """What a campaign may do: dials an hour while phones may ring, and dials a day (None: no limit)."""

    an_hour: float
    a_day: int | None = None


@dataclass(frozen=True)
class Estimate:
    """``dials`` are those expected, ``days`` those on which phones ring, until ``done_at`` (aware UTC; None: not within
    400 days). ``cost`` is what the dials are booked with. ``dials_each`` is observed, or else what the protocol
    comes to with the chances of being reached that so many ``calls_learned_from`` have taught, on top of what the rules
    guess. ``live``: dials that a live caller makes. ``reached``: the share of the people who are likely to be reached.
    ``tries_take_days``: how long somebody is tried whom nobody reaches.
    """

    people: int
    dials: int
    dials_each: float
    observed: bool
    days: int | None
    done_at: datetime | None
    cost: Decimal
    live: int = 0
    reached: float = 0.0
    tries_take_days: int = 0
    calls_learned_from: int = 0

    def not_before(self, *moments: datetime) -> Estimate:
        """The same, but done at these moments (aware) at the earliest, because somebody waits until then."""
        if self.done_at is None or not self.people:
            return self
        return replace(self, done_at=max(self.done_at, *moments) if moments else self.done_at)


def pace_of(
    pacing: Pacing,
    call: timedelta,
    price: Decimal,
    calls_per_day: Iterable[int | None],
    money: Iterable[Decimal | None],
) -> Pace:
    """The pace: calls a second, as many at once as may be, each as long as ``call``; and the narrowest of the budgets.

    ``price`` is what one call is booked with on average.
    """
    together = pacing.in_flight * _HOUR / max(call.total_seconds(), 1.0)
    days: list[float] = [calls for calls in calls_per_day if calls is not None]
    days += [float(limit / price) if price else inf for limit in money if limit is not None]
    narrowest = min(days, default=inf)
    return Pace(min(pacing.calls_per_second * _HOUR, together), None if narrowest == inf else int(narrowest))


@dataclass(frozen=True)
class Tries:
    """How often a person is dialled: by the protocol, with what so many calls have taught; ``observed``: how often
    people were until their cases were closed, None while too few were."""

    expected: Effort
    calls_learned_from: int = 0
    observed: float | None = None


def estimate(
    people: int,
    tries: Tries,
    price: Decimal,
    pace: Pace,
    hours: Hours,
    zone: str,
    starts_at: datetime,
    protocol: Protocol,
) -> Estimate:
    """Day for day from ``starts_at`` (aware) in the campaign's zone, until all is dialled; ``price`` as in ``pace_of``.

    It is not done before whoever is dialled first at the end of the first round, and never reached, has been tried as
    often as the protocol says.
    """
    expected = tries.expected
    each = min(expected.dials if tries.observed is None else tries.observed, float(protocol.max_attempts))
    dials = ceil(round(people * each, 6))
    least_days = ceil(round(each / protocol.per_day, 6)) if people else 0
    days, done_at = _walk(dials, least_days, pace, hours, zone, starts_at)
    _, all_tried = _walk(people, 0, pace, hours, zone, starts_at)
    if people and done_at is not None and all_tried is not None and expected.reached < 1:
        done_at = max(done_at, all_tried + expected.takes)
    return Estimate(
        people, dials, each, tries.observed is not None, days, done_at, price * dials,
        live=round(dials * expected.live / expected.dials) if expected.dials else 0,
        reached=expected.reached,
        tries_take_days=ceil(expected.takes / timedelta(days=1)),
        calls_learned_from=tries.calls_learned_from,
    )  # fmt: skip


def _walk(
    dials: int, least_days: int, pace: Pace, hours: Hours, zone: str, starts_at: datetime
) -> tuple[int | None, datetime | None]:
    local = starts_at.astimezone(ZoneInfo(zone))
    left, worked = float(dials), 0
    day = local.date()
    while left > 0 or worked < least_days:
        spans = _opened(hours, day, local if day == local.date() else None)
        opened = sum(closes - opens for opens, closes in spans) * 60.0
        room = opened * pace.an_hour / _HOUR
        if pace.a_day is not None:
            room = min(room, pace.a_day)
        if room > 0:
            worked += 1
            spent = min(left, room)
            left -= spent
            if left <= 0 and worked >= least_days:
                return worked, _moment(spans, day, zone, spent * _HOUR / pace.an_hour / 60.0)
        day += timedelta(days=1)
        if day - local.date() > HORIZON:
            return None, None
    return 0, starts_at.astimezone(UTC)


def _opened(hours: Hours, day: date, since: datetime | None) -> list[tuple[int, int]]:
    """The minutes between which phones may ring on a local date, from ``since`` on."""
    begun = since.hour * 60 + since.minute if since is not None else 0
    return [(max(span.opens, begun), span.closes) for span in hours.on(day) if span.closes > begun]


def _moment(spans: Sequence[tuple[int, int]], day: date, zone: str, minutes: float) -> datetime:
    """When so many open minutes of a local date have gone by."""
    left, minute = ceil(minutes), spans[0][0]
    for opens, closes in spans:
        if left > 0:
            minute = min(opens + left, closes)
            left -= closes - opens
    return (datetime.combine(day, time(), ZoneInfo(zone)) + timedelta(minutes=minute)).astimezone(UTC)


def account_days(rules: FatigueRules, accounts: Iterable[tuple[int, int]]) -> int:
    """For how many days the account with the most people in the campaign has to be spread: only a share of its contacts
    is asked at once. ``accounts`` gives, of each, the contacts that it has and those in the campaign."""
    share = rules.account
    most = 0
    for contacts, asked in accounts:
        at_once = max(share.at_least, int(share.share * contacts + 1e-9))
        most = max(most, ceil(asked / at_once) - 1)
    return most * share.within.days

"""What a caller did, for themselves: by day and over a week. It compares nobody with anybody.

Rates of few are counts and not percentages (``reporting.wording``); how long interviews take is the median of the
caller's own, beside what the questionnaires allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from vocsurvey.reporting.scores import Share, share

COMPLETE = "1.1"
NOTHING = timedelta(0)
REFUSALS = ("2.11", "2.111", "2.112")


@dataclass(frozen=True)
class OwnCall:
    """One call that a caller made: the day of their own zone, its AAPOR code, how long they talked (None: nobody
    picked up), and whether its person had refused before."""

    on: date
    code: str
    talked: timedelta | None
    refused_before: bool


@dataclass(frozen=True)
class Figures:
    """What came of some calls. ``agreed``: calls to come that the caller agreed to; ``turned``: complete interviews
    with those who had refused before, of all such calls; ``length``: the median of complete interviews, if any."""

    calls: int
    reached: int
    completes: int
    refusals: int
    agreed: int
    talked: timedelta
    turned: Share
    length: timedelta | None


def figures(calls: Iterable[OwnCall], agreed: int) -> Figures:
    """Count some calls."""
    made = tuple(calls)
    complete = [one for one in made if one.code == COMPLETE]
    before = [one for one in made if one.refused_before]
    lengths = [(one.talked or NOTHING).total_seconds() for one in complete]
    return Figures(
        calls=len(made),
        reached=sum(one.talked is not None for one in made),
        completes=len(complete),
        refusals=sum(one.code in REFUSALS for one in made),
        agreed=agreed,
        talked=sum((one.talked or NOTHING for one in made), NOTHING),
        turned=share("refusals turned", sum(one.code == COMPLETE for one in before), len(before)),
        length=timedelta(seconds=median(lengths)) if lengths else None,
    )


def by_day(
    calls: Sequence[OwnCall], agreed_on: Sequence[date], today: date, days: int
) -> tuple[tuple[date, Figures], ...]:
    """The days up to ``today``, the latest first, each with its figures; those without any work too."""
    wanted = (today - timedelta(days=back) for back in range(days))
    return tuple((day, figures((one for one in calls if one.on == day), agreed_on.count(day))) for day in wanted)

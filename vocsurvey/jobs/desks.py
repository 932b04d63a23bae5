"""The desks of callers: cases that nobody has been heard from about go back, and new ones are sorted."""

from __future__ import annotations

from vocsurvey import clock
from vocsurvey.operations import leasing, sorting
from vocsurvey.runtime import Runtime

MOST_PORTIONS = 20
"""In one tick: the clock has other things to do, too. Whoever wants their next case sorts some as well."""


def look_after(house: Runtime) -> None:
    """Take forgotten cases back, and sort those that have come to live callers."""
    house.database.run(lambda session: leasing.expire(session, rules=house.rulebook, now=clock.now()))
    for _ in range(MOST_PORTIONS):
        if not house.database.run(sorting.sort_cases):
            break

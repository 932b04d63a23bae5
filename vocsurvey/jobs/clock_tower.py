"""The clock process: holds the lease, ticks, and never lets one routine's failure stop the others."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Sequence

from sqlalchemy.exc import SQLAlchemyError

from vocsurvey import clock
from vocsurvey.jobs.schedule import HERE, PROMPT, ROUTINES, Routine
from vocsurvey.operations.keeping_time import drop_lease, hold_lease
from vocsurvey.runtime import Runtime

LEASE = "clock"
PULSE = 1.0
"""Seconds between looks for whoever is to be told at once."""
# Long enough to outlive a slow tick, short enough that another clock takes over before anybody notices.
_LEASE_TICKS = 4
log = logging.getLogger(__name__)


def keep_time(house: Runtime, stopping: Callable[[], bool], pause: Callable[[float], None] = clock.pause) -> None:
    """Tick until told to stop. A clock without the lease waits for it. ``pause`` may end early when told to stop."""
    holder = f"{socket.gethostname()[:60]}:{os.getpid()}"
    ticks = 0
    while not stopping():
        run(house, HERE, ticks)
        left = house.rulebook.pacing.tick.total_seconds()
        if _held(house, holder):
            tick(house, ticks)
            ticks += 1
            left = _tell_promptly(house, left, pause)
        pause(left)
    with house.database.transaction() as session:
        drop_lease(session, LEASE, holder, clock.now())


def tick(house: Runtime, count: int) -> None:
    """Do what is due at this count."""
    run(house, ROUTINES, count)


def _tell_promptly(house: Runtime, seconds: float, pause: Callable[[float], None]) -> float:
    """Most of the time until the next tick, in which nobody waits for it to be told; how many seconds are left."""
    while seconds > PULSE:
        pause(PULSE)
        seconds -= PULSE
        run(house, PROMPT, 0)
    return seconds


def run(house: Runtime, routines: Sequence[Routine], count: int) -> None:
    """Run each routine that is due at this count. What fails is logged and comes again: its rows are still due."""
    for routine in routines:
        if count % routine.ticks == 0:
            try:
                routine.run(house)
            except Exception:  # whatever is wrong with one row or one rule, the other routines go on
                log.exception("%s failed; it comes again", routine.name)


def _held(house: Runtime, holder: str) -> bool:
    try:
        return house.database.run(
            lambda session: hold_lease(session, LEASE, holder, clock.now(), _LEASE_TICKS * house.rulebook.pacing.tick)
        )
    except SQLAlchemyError:
        log.exception("the database does not answer; the clock waits for it")
        return False

"""Launches at work: whoever asked for one does not wait for it, and no turn of a running call does either.

The command line and, for few people, the page take the same steps in their own process as a worker does; the clock
finds launches that nobody works on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import TypeVar

from vocsurvey import clock
from vocsurvey.db.launch import CampaignLaunch
from vocsurvey.db.session import Database
from vocsurvey.jobs.pacing import Pace, Writer
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.jobs.workshop import runtime
from vocsurvey.operations import launching
from vocsurvey.operations.administering import Launched, Refusal
from vocsurvey.operations.applying import phones_in_use
from vocsurvey.operations.launching import Ready, Turn, Unlike
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook
from vocsurvey.runtime import Runtime

Result = TypeVar("Result")
JOB = "vocsurvey.jobs.launches.work_on_launch"
PACE = Pace(size=200, least=50, most=launching.AT_ONCE)
SECONDS = 3_600
"""A draw over very many people is one long look; whoever is stuck for longer is ended, and the clock finds the rest."""


def carry_out(
    database: Database,
    campaign_id: int,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    watch: Callable[[int, int], None] | None = None,
    at: Callable[[], datetime] = clock.now,
    pace: Pace | None = None,
) -> Launched | None:
    """Draw while nobody waits, open the cases of the draft a portion at a time, then flip its one row.

    None when it did not come about, or not yet: its row says why. What a crash leaves is gone on with by whoever takes
    it up next. ``watch`` hears how many of how many people have a case. ``pace``: at which it begins to open them.
    """
    done: Launched | Unlike | None = Unlike()
    while isinstance(done, Unlike):
        turn = database.run(lambda session: launching.take_up(session, campaign_id, at()))
        if turn is None:
            return None
        with database.reading() as session:
            ready = launching.prepare(session, campaign_id, rules=rules, line_hash=line_hash, now=at())
        done = _carried_out(_Filling(database, turn, at, pace or PACE), ready, watch)
    return done


def outcome(database: Database, campaign_id: int) -> CampaignLaunch:
    """The launch of a campaign as it is now."""
    with database.reading() as session:
        launch = session.get_one(CampaignLaunch, campaign_id)
        session.expunge(launch)
        return launch


def ring_for_launches(house: Runtime) -> None:
    """Wake a worker for every launch on which nobody works, and take away what was called off."""
    with house.database.transaction() as session:
        idle = launching.nudge(session, clock.now())
    ring(house.redis, UPKEEP, JOB, idle, seconds=SECONDS)


def sweep(database: Database, portions: int | None = None) -> None:
    """Take away the cases of drafts that are not being launched any more; at most so many portions, None for all."""
    for _ in count() if portions is None else range(portions):
        with database.transaction() as session:
            swept = launching.sweep(session)
        if not swept:
            return


def work_on_launch(campaign_id: int) -> None:
    """Job: go on with a launch."""
    work(runtime(), campaign_id)


def work(house: Runtime, campaign_id: int) -> None:
    """Go on with a launch to its end."""
    carry_out(house.database, campaign_id, rules=house.rulebook, line_hash=house.line_hash)


class _Filling:
    """The rows of a launch on their way, a portion at a time; nobody on the phone waits behind them."""

    def __init__(self, database: Database, turn: Turn, at: Callable[[], datetime], pace: Pace) -> None:
        self._database, self._turn, self._at, self._pace = database, turn, at, pace
        self._writer = Writer(database)

    def do(self, verb: Callable[..., Result], *about: object) -> Result:
        """One step of this turn, in a transaction of its own."""
        return self._database.run(lambda session: verb(session, self._turn, *about, self._at()))

    def write(self, verb: Callable[..., bool], rows: Sequence[object], told: Callable[[int], None]) -> bool:
        """Write the rows, and tell how many there are so far. False when somebody else does, or nobody shall."""
        pace, written = replace(self._pace), 0
        while written < len(rows):
            some = rows[written : written + pace.size]
            if not self._written(verb, some, pace):
                return False
            written += len(some)
            told(written)
        return True

    def _written(self, verb: Callable[..., bool], some: Sequence[object], pace: Pace) -> bool:
        with self._database.reading() as session:
            self._writer.phones_in_use = phones_in_use(session)
        return self._writer.write(lambda session: verb(session, self._turn, some, self._at()), pace, len(some))


def _carried_out(
    filling: _Filling, ready: Ready | Refusal, watch: Callable[[int, int], None] | None
) -> Launched | Unlike | None:
    if isinstance(ready, Refusal):
        filling.do(launching.refuse, ready.sentence)
        return None
    return filling.do(launching.begin) if _filled(filling, ready, watch) else None


def _filled(filling: _Filling, ready: Ready, watch: Callable[[int, int], None] | None) -> bool:
    """Open what is missing and take away what is too much. False when somebody else works on it, or nobody shall."""
    people, there = len(ready.people), len(ready.people) - len(ready.missing)

    def opened(cases: int) -> None:
        if watch is not None:
            watch(there + cases, people)

    return (
        filling.do(launching.draw_done, ready)
        and filling.write(launching.take_away, ready.surplus, lambda _: None)
        and filling.write(launching.fill, ready.missing, opened)
    )

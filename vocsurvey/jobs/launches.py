"""Launches at work: whoever asked for one does not wait for it, and no turn of a running call does either.

The command line and, for few people, the page take the same steps in their own process as a worker does; the clock
finds launches that nobody works on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count

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

JOB = "vocsurvey.jobs.launches.work_on_launch"
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
) -> Launched | None:
    """Draw while nobody waits, open the cases of the draft a portion at a time, then flip its one row.

    None when it did not come about, or not yet: its row says why. What a crash leaves is gone on with by whoever takes
    it up next. ``watch`` hears how many of how many people have a case.
    """
    done: Launched | Unlike | None = Unlike()
    while isinstance(done, Unlike):
        turn = database.run(lambda session: launching.take_up(session, campaign_id, at()))
        if turn is None:
            return None
        with database.reading() as session:
            ready = launching.prepare(session, campaign_id, rules=rules, line_hash=line_hash, now=at())
        done = _carried_out(database, turn, ready, watch, at)
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


def _carried_out(
    database: Database,
    turn: Turn,
    ready: Ready | Refusal,
    watch: Callable[[int, int], None] | None,
    at: Callable[[], datetime],
) -> Launched | Unlike | None:
    if isinstance(ready, Refusal):
        database.run(lambda session: launching.refuse(session, turn, ready.sentence, at()))
        return None
    if not _filled(database, turn, ready, watch, at):
        return None
    return database.run(lambda session: launching.begin(session, turn, at()))


def _filled(
    database: Database,
    turn: Turn,
    ready: Ready,
    watch: Callable[[int, int], None] | None,
    at: Callable[[], datetime],
) -> bool:
    """Open what is missing and take away what is too much. False when somebody else works on it, or nobody shall."""
    if not database.run(lambda session: launching.draw_done(session, turn, ready, at())):
        return False
    placed = len(ready.people) - len(ready.missing)
    filling = _Filling(database, turn, at)
    for verb, rows in ((launching.take_away, ready.surplus), (launching.fill, ready.missing)):
        pace, start = Pace(size=200, least=50, most=launching.AT_ONCE), 0
        while start < len(rows):
            some = rows[start : start + pace.size]
            if not filling.write(verb, some, pace):
                return False
            start += len(some)
            if watch is not None and verb is launching.fill:
                placed += len(some)
                watch(placed, len(ready.people))
    return True


class _Filling:
    """The rows of a launch on their way, a portion at a time; nobody on the phone waits behind them."""

    def __init__(self, database: Database, turn: Turn, at: Callable[[], datetime]) -> None:
        self._database, self._turn, self._at = database, turn, at
        self._writer = Writer(database)

    def write(self, verb: Callable[..., bool], some: Sequence[object], pace: Pace) -> bool:
        """One portion. False when somebody else works on it, or nobody shall."""
        with self._database.reading() as session:
            self._writer.phones_in_use = phones_in_use(session)
        return self._writer.write(lambda session: verb(session, self._turn, some, self._at()), pace, len(some))

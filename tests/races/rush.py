"""Threads that ask for permits at the same moment, in many campaigns that share their numbers, while somebody stops.

What is really going on on the lines is kept by the threads themselves, next to the database and not read from it. A
command as well: ``PYTHONPATH=.:tests:tests/walk python tests/races/rush.py --campaigns 200 --threads 64`` runs the long
form of ``test_rush.py``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

from crowd import at_once
from killing import stage
from network import Line, Network
from scene import Scene, demo_rules, hashed
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case, DialDay, DialGate
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Attempt, Call, CallStatus, DialPermit
from vocsurvey.db.sample import PhoneLine, SuppressionScope
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.operations import administering, dialing, gatekeeping
from vocsurvey.operations.dialing import ALL_DIALLING, Permit, Refused, campaign_gate
from vocsurvey.operations.suppressing import suppress_line

STOPS = ("opt-out", "pause", "budget", "kill switch")
PLAN = (("opt-out", "pause"), ("budget", "kill switch"), *((stop,) for stop in STOPS), STOPS, ())
"""What races the permits of a wave; the waves go round."""
NUMBERS = 12
"""Half of them are switchboards with an extension for everybody, the others are shared without one."""
PER_NUMBER = 4
POOL = 13  # connections of one Database, of its fifteen: as many of them are opened as the threads need
LEFT_TO_SPEND = 5
PRESSES = 10


@dataclass(frozen=True)
class Passed:
    """What a transaction was told, and its places in the queues that it passed: the rows count their passages."""

    verdict: Permit | Refused | None
    line_id: int = 0
    campaign_id: int = 0
    line: int = 0
    all_dialling: int = 0
    campaign: int = 0


@dataclass
class Rush:
    """The stage, several pools of connections to its database, and the dice."""

    scene: Scene
    databases: list[Database]
    network: Network
    dice: random.Random
    score: Counter[str] = field(default_factory=Counter)
    planned: list[int] = field(default_factory=list)

    def wave(self, threads: int, stops: Sequence[str]) -> None:
        """So many threads ask at once, some of them for a stop; the promises are checked, and the stops undone."""
        while len(self.planned) < threads:
            self.planned += self.scene.claim(1000)
            self.scene.later(seconds=2)
        self.dice.shuffle(self.planned)
        many = threads - len(stops)
        asking, self.planned = self.planned[:many], self.planned[many:]
        rules = self._rules(stops)
        target = self._target(asking[0])
        halting = [partial(self._halt, stop, target) for stop in stops]
        works = [*halting, *(partial(self._ask, n, one, rules) for n, one in enumerate(asking))]
        results = at_once(works)
        stopped, asked = results[: len(stops)], results[len(stops) :]
        for passed in asked:
            self.score["permits" if isinstance(passed.verdict, Permit) else "refusals"] += passed.verdict is not None
        for stop, place in zip(stops, stopped, strict=True):
            self.score[stop] += 1
            self._judge(stop, place, asked)
        self._recover(stops, target[1])

    def _target(self, call_id: int) -> tuple[int, int]:
        """The line and the campaign of a call: whom a stop concerns."""
        with self.scene.database.reading() as session:
            line_id, campaign_id = self._whose(session, call_id)
            return line_id, campaign_id

    def _rules(self, stops: Sequence[str]) -> Any:
        """With a budget that has room for a few more calls, where the budget is what stops."""
        if "budget" not in stops:
            return self.scene.rules
        allowance = self.scene.rules.allowance.model_copy(update={"calls": self._booked() + LEFT_TO_SPEND})
        return replace(self.scene.rules, allowance=allowance)

    def _booked(self) -> int:
        with self.scene.database.reading() as session:
            return session.scalar(select(func.sum(DialDay.calls))) or 0

    def _run(self, number: int, work: Callable[[Session], Any]) -> Any:
        """A transaction, over one of the pools. Whoever waits too long for SQLite's one writer is told so."""
        try:
            return self.databases[number % len(self.databases)].run(work)
        except OperationalError as error:
            self.score[f"waited too long: {str(error.orig)[:60]}"] += 1
            return None

    def _ask(self, number: int, call_id: int, rules: Any) -> Passed:
        """What a worker does: permit, place, record; some calls end at once, the others are on the line for a while."""

        def granted(session: Session) -> Passed:
            verdict = dialing.grant_permit(session, call_id, rules=rules, line_hash=hashed, now=self.scene.now)
            return self._passed(session, call_id, verdict)

        passed = self._run(number, granted)
        if passed is None:
            return Passed(None)
        if isinstance(passed.verdict, Permit):
            sid = f"CA{call_id:032x}"
            self.network.ring(passed.verdict, sid)
            self._run(number, lambda session: dialing.record_placed(session, call_id, sid, self.scene.now))
            if call_id % 3 == 0:
                self._end((passed.verdict.number, passed.verdict.extension), passed.verdict.token, sid)
        assert isinstance(passed, Passed)
        return passed

    def _passed(self, session: Session, call_id: int, verdict: Permit | Refused) -> Passed:
        return self._placed_in_queues(session, verdict, *self._whose(session, call_id))

    def _whose(self, session: Session, call_id: int) -> Any:
        return session.execute(
            select(Call.line_id, Case.campaign_id)
            .join(Attempt, Attempt.call_id == Call.id)
            .join(Case, Case.id == Attempt.case_id)
            .where(Call.id == call_id)
        ).one()

    def _placed_in_queues(self, session: Session, verdict: Any, line_id: int, campaign_id: int) -> Passed:
        line = session.scalars(select(PhoneLine.passages).where(PhoneLine.id == line_id)).one()
        gates = [
            session.scalars(select(DialGate.passages).where(DialGate.key == key)).one()
            for key in (ALL_DIALLING, campaign_gate(campaign_id))
        ]
        return Passed(verdict, line_id, campaign_id, line, *gates)

    def _halt(self, stop: str, target: tuple[int, int]) -> Passed:
        """A thread that stops something; its place in the queues."""
        line_id, campaign_id = target

        def halted(session: Session) -> Passed:
            now = self.scene.now
            if stop == "opt-out":
                scope = SuppressionScope.ALL_SURVEYS
                suppress_line(session, line_id, scope=scope, source="page", reason="asked", line_hash=hashed, now=now)
            elif stop == "pause":
                administering.pause(session, campaign_id, "a test", now)
            elif stop == "kill switch":
                gatekeeping.stop_everything(session, "a test", rules=self.scene.rules, now=now)
            return self._placed_in_queues(session, Refused("the stop itself"), line_id, campaign_id)

        # Whoever presses and is told that the database is busy presses again.
        for _ in range(PRESSES):
            place = self._run(0, halted)
            if place is not None:
                assert isinstance(place, Passed)
                return place
        raise AssertionError(f"{stop}: the database was busy {PRESSES} times")

    def _judge(self, stop: str, stopped: Passed, asked: Sequence[Passed]) -> None:
        """Whoever passed after the stop got nothing; what had passed before is to be ended, where the stop says so."""
        permits = [one for one in asked if isinstance(one.verdict, Permit)]
        rules: dict[str, Callable[[Passed], bool]] = {
            "opt-out": lambda one: one.line_id == stopped.line_id and one.line > stopped.line,
            "pause": lambda one: one.campaign_id == stopped.campaign_id and one.campaign > stopped.campaign,
            "kill switch": lambda one: one.all_dialling > stopped.all_dialling,
            "budget": lambda one: False,
        }
        after = rules[stop]
        late = [one.verdict for one in permits if isinstance(one.verdict, Permit) and after(one)]
        self.network.faults += [f"{stop}: a permit was granted after it, to call {one.call_id}" for one in late]
        self.score[f"{stop}: asked after it"] += sum(1 for one in asked if after(one))
        if stop == "budget" and len(permits) > LEFT_TO_SPEND:
            self.network.faults.append(f"{len(permits)} permits where {LEFT_TO_SPEND} calls were left")
        if stop in ("opt-out", "kill switch"):
            self._see_that_they_end(stop, stopped.line_id)

    def _see_that_they_end(self, stop: str, line_id: int) -> None:
        where: list[ColumnElement[bool]] = [Call.status.in_(OPEN_AT_CARRIER), Call.hang_up_wanted_at.is_(None)]
        if stop == "opt-out":
            where.append(Call.line_id == line_id)
        with self.scene.database.reading() as session:
            left = session.scalars(select(Call.id).where(*where)).all()
            line = session.get_one(PhoneLine, line_id)
            if stop == "opt-out":
                self.network.barred.add((line.number, line.extension))
        self.network.faults += [f"{stop}: call {call_id} goes on" for call_id in left]

    def _recover(self, stops: Sequence[str], campaign_id: int) -> None:
        """What shall end, ends, and half of the others; what was stopped goes on."""
        with self.scene.database.reading() as session:
            rows = session.execute(
                select(Call.token, Call.carrier_sid, Call.hang_up_wanted_at, PhoneLine.number, PhoneLine.extension)
                .join(PhoneLine, PhoneLine.id == Call.line_id)
                .where(Call.status.in_(OPEN_AT_CARRIER))
                .order_by(Call.id)
            ).all()
        for at, (token, sid, wanted, number, extension) in enumerate(rows):
            if sid is not None and (wanted is not None or at % 2):
                self._end((number, extension), token, sid)
        if "pause" in stops:
            self.scene.do(administering.resume, campaign_id, "a test")
        if "kill switch" in stops:
            self.scene.do(gatekeeping.go_on, "a test")
        self.scene.later(seconds=3)

    def _end(self, line: Line, token: str, sid: str) -> None:
        self.network.free(line)  # before the row says so: from then on the line may be rung again
        try:
            self.scene.report(token, sid, "busy", CallStatus.ENDED, 3, CarrierOutcome.BUSY)
        except OperationalError as error:  # the next wave ends it
            self.score[f"waited too long: {str(error.orig)[:60]}"] += 1


def people() -> list[str]:
    """So many at each number: with extensions at every other one."""
    return [
        f"A{n}-{at},Account {n}-{at},GB,,P{n}-{at},Person {n} {at},user,+44 20 7946 {n:04d},"
        f"{20 + at if n % 2 else ''},en,Europe/London,T{n}-{at},support_case,the export,G1,Gus Green,yes"
        for n in range(NUMBERS)
        for at in range(PER_NUMBER)
    ]


def rushed(database: Database, *, campaigns: int, waves: int, threads: int, seed: int) -> dict[str, Any]:
    """Let them rush; the score."""
    rules = demo_rules()
    rules = replace(
        rules,
        pacing=rules.pacing.model_copy(update={"in_flight": 1000}),
        fatigue=rules.fatigue.model_copy(update={"outstanding": 10_000}),
        protocol=rules.protocol.model_copy(update={"max_attempts": 1000, "per_day": 1000, "per_week": 1000}),
    )
    scene = Scene(database, rules)
    scene.people(people())
    for n in range(campaigns):
        scene.campaign(f"Campaign {n}")
    pools = [Database(database.url) for _ in range(-(-threads // POOL))]
    rush = Rush(scene, pools, Network(), random.Random(seed))
    began = time.monotonic()
    for n in range(waves):
        rush.wave(threads, PLAN[n % len(PLAN)])
    took = time.monotonic() - began
    for pool in pools:
        pool.dispose()
    with database.reading() as session:
        permits = session.scalar(select(func.count()).select_from(DialPermit))
        found = [str(one) for one in audit(session, scene.now + timedelta(seconds=1), hashed)]
    faults = list(rush.network.faults)
    if permits != rush._booked():
        faults.append(f"{permits} permits, and {rush._booked()} calls are booked")
    return {
        "campaigns": campaigns,
        "threads": threads,
        "waves": waves,
        "counts": dict(sorted(rush.score.items())),
        "lines_reached": len(rush.network.reached),
        "lines": len({tuple(row.split(",")[7:9]) for row in people()}),
        "colleagues_on_the_phone_at_once": rush.network.together,
        "faults": faults,
        "audit": found or "clean",
        "seconds": round(took),
    }


def clean(score: dict[str, Any]) -> bool:
    """Whether every promise was kept, and every one was put to the test."""
    raced = all(score["counts"].get(stop) for stop in STOPS)
    return raced and not score["faults"] and score["audit"] == "clean" and score["colleagues_on_the_phone_at_once"] > 0


def main() -> int:
    """The long form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--campaigns", type=int, default=200)
    parser.add_argument("--waves", type=int, default=100)
    parser.add_argument("--threads", type=int, default=64)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with stage(given.database) as (database, _, _):
        score = rushed(database, campaigns=given.campaigns, waves=given.waves, threads=given.threads, seed=given.seed)
    json.dump(score, sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0 if clean(score) else 1


if __name__ == "__main__":
    sys.exit(main())

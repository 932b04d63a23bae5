"""Taking the next case from few and from many that wait: how long it takes, and with how many queries.

Those who wait are all due since the same moment and nearly all speak another language than the caller. Each press is
rolled back.

    PYTHONPATH=.:tests:tests/benchmarks python tests/benchmarks/next_case_speed.py [--few 10000] [--many 1000000]
"""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import click
from claiming_speed import crowd, statements
from desking import CARL, by_callers
from scene import Scene, hashed
from sqlalchemy import text
from sqlalchemy.orm import Session

from vocsurvey.db.desk import DeskLease
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade
from vocsurvey.operations import leasing

THEIRS = 500
"""So many of those who wait speak the caller's language."""


@dataclass(frozen=True)
class Presses:
    """Presses in both. ``ratio`` is of the medians."""

    statements_few: int
    statements_many: int
    ms_few: float
    ms_many: float
    ratio: float


def waiting(database: Database, cases: int) -> Scene:
    """So many cases of live callers, the last ones in the language of the caller at the desk."""
    scene = by_callers(crowd(database, cases))
    with database.transaction() as session:
        session.execute(text("UPDATE case_file SET channel = 'live' WHERE closed_at IS NULL"))
        session.execute(
            text(
                "UPDATE case_file SET desk_queue = CASE WHEN id > :from THEN 'en' ELSE 'fr' END WHERE channel = 'live'"
            ),
            {"from": cases - 2 * THEIRS},
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return scene


def press(scene: Scene, user_id: int) -> float:
    """One press that is rolled back; seconds."""
    with Session(scene.database.engine) as session:
        session.execute(text("SELECT 1"))
        began = perf_counter()
        found = leasing.take_next(session, user_id, rules=scene.rules, line_hash=hashed, now=scene.now)
        took = perf_counter() - began
        assert isinstance(found, DeskLease), found
        session.rollback()
    return took


def compare(few: Scene, many: Scene, rounds: int) -> Presses:
    """Press in both in turns."""
    users = [scene.user(CARL).id for scene in (few, many)]
    sent = []
    for scene, user in zip((few, many), users, strict=True):
        with statements(scene.database) as seen:
            press(scene, user)
        sent.append(len(seen))
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for scene, user, found in zip((few, many), users, times, strict=True):
            found.append(press(scene, user))
    medians = [statistics.median(one) * 1000 for one in times]
    return Presses(sent[0], sent[1], medians[0], medians[1], medians[1] / medians[0])


@click.command()
@click.option("--few", default=10_000, show_default=True)
@click.option("--many", default=1_000_000, show_default=True)
@click.option("--rounds", default=15, show_default=True)
def main(few: int, many: int, rounds: int) -> None:
    """Compare presses for the next case among few and among many, on SQLite."""
    with tempfile.TemporaryDirectory(prefix="desks-") as folder:
        scenes = []
        for count in (few, many):
            database = Database(f"sqlite:///{Path(folder) / str(count)}.db")
            upgrade(database)
            scenes.append(waiting(database, count))
        click.echo(str(compare(scenes[0], scenes[1], rounds)))
        for scene in scenes:
            scene.database.dispose()


if __name__ == "__main__":
    main()

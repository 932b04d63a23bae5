"""``vocsurvey demo``: the whole main job on this machine, with nothing but Python, in about a minute."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from vocsurvey import clock
from vocsurvey.cli import demo_stage
from vocsurvey.cli.demo_report import Report, as_json, report
from vocsurvey.cli.demo_screen import Screen
from vocsurvey.cli.demo_watch import Watch, hanging
from vocsurvey.cli.refusal import Failure, WrongSettings
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade
from vocsurvey.settings import Settings
from vocsurvey.supervision.crew import Crew, environment, folder_of_logs, sandbox
from vocsurvey.supervision.embedded_redis import embedded_redis
from vocsurvey.supervision.fleet import Fleet
from vocsurvey.supervision.folder_claim import claimed
from vocsurvey.supervision.interruption import Interrupted, Interruption, interruptible

WORKERS = 2
DEFAULT_SPEED = 25.0
LOOK_EVERY = 0.25
LONGEST = 600


@dataclass(frozen=True)
class Wishes:
    """How the demonstration was asked for."""

    once: bool
    seed: int
    speed: float
    weather: str
    port: int
    limit: int


@click.command()
@click.option("--once", is_flag=True, help="End when everybody was phoned; exit status 0 only if the audit is clean.")
@click.option("--json", "json_wanted", is_flag=True, help="Print the summary as one JSON object; all else on stderr.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same answers.")
@click.option(
    "--speed", default=DEFAULT_SPEED, show_default=True, type=click.FloatRange(0.1, 100), help="Times as fast."
)
@click.option("--weather", default="fair", show_default=True, help="fair, storm, or kinds of it: vocsurvey sandbox -h")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="Port of the pages. Default: a free one.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="An empty folder, to keep what comes.")
@click.option(
    "--limit", default=LONGEST, show_default=True, type=click.IntRange(1), help="Seconds after which --once gives up."
)
@click.pass_context
def demo(
    ctx: click.Context,
    once: bool,
    json_wanted: bool,
    seed: int,
    speed: float,
    weather: str,
    port: int,
    data: Path | None,
    limit: int,
) -> None:
    """Phone 73 made-up customers on this machine and watch: answers, flags as they are raised, follow-ups, scores.

    Nothing has to be installed or set. Only numbers that are kept for fiction are phoned, by a telephone company that
    is a program here. It stays up afterwards, so that you can look at the pages; Ctrl-C ends it.

    \b
    Examples:
      vocsurvey demo
      vocsurvey demo --once --json --seed 7
      vocsurvey demo --weather storm
    """
    wishes = Wishes(once, seed, speed, weather, port, limit)
    screen = Screen(to_stderr=json_wanted)
    with _folder(data) as folder, claimed(folder), interruptible() as interruption:
        try:
            found = _run(folder, wishes, screen, interruption, json_wanted)
        except Interrupted:
            screen.say("Stopped.")
            ctx.exit(130)
    ctx.exit(1 if found.violations else 0)


@contextmanager
def _folder(given: Path | None) -> Generator[Path]:
    """The folder of the demonstration: the one that was named, or one that goes away with it."""
    if given is None:
        with tempfile.TemporaryDirectory(prefix="vocsurvey-demo-", ignore_cleanup_errors=True) as folder:
            yield Path(folder).resolve()
        return
    if given.exists() and any(given.iterdir()):
        raise WrongSettings(f"{given} is not empty; the demonstration begins in a new or empty folder.")
    yield given.absolute()


def _run(folder: Path, wishes: Wishes, screen: Screen, interruption: Interruption, json_wanted: bool) -> Report:
    server = embedded_redis(folder, durable=False)
    ports = demo_stage.free_ports(2)
    settings = demo_stage.settings_for(folder, server.url, wishes.port or ports[0], ports[1])
    crew = Crew(settings, demo_stage.LOOPBACK, wishes.port or ports[0])
    database = Database(settings.database_url)
    with Fleet(folder_of_logs(folder), interruption, lambda line: screen.say(line, "yellow")) as fleet:
        screen.say("Setting the stage …")
        upgrade(database)
        pace = ("--seed", str(wishes.seed), "--speed", str(wishes.speed), "--weather", wishes.weather)
        phone = ("--phone", demo_stage.PHONE_NUMBER)
        call_backs = demo_stage.call_backs(settings)
        fleet.start(server.member(environment(None)), sandbox(ports[1], settings, *pace, *phone, *call_backs))
        stage = demo_stage.set_stage(database)
        environment_file = demo_stage.write_environment(folder, settings)
        fleet.start(crew.web(processes=1), *crew.workers(WORKERS), crew.clock())
        screen.introduce(stage.people, wishes.speed, wishes.weather)
        if not wishes.once:
            screen.open_doors(crew.address, stage)
        demo_stage.launch(database, stage, settings)
        _follow(fleet, database, stage, wishes, screen, interruption)
        found = _report(database, stage.campaign_id, settings)
        screen.summarise(found)
        if json_wanted:
            click.echo(json.dumps(as_json(found), ensure_ascii=False))
        if not wishes.once:
            screen.invite(crew.address, stage)
            assert settings.carrier is not None
            screen.offer_desk(crew.address, stage)
            screen.offer_phone(f"{settings.carrier.api_url}/phone", environment_file)
            _stay(fleet, screen, interruption)
    database.dispose()
    if not wishes.once:
        screen.say("Stopped.")
    return found


def _follow(
    fleet: Fleet,
    database: Database,
    stage: demo_stage.Stage,
    wishes: Wishes,
    screen: Screen,
    interruption: Interruption,
) -> None:
    """Show what happens until nobody is left to phone. Raises Failure when the time of ``--once`` is over before."""
    watch = Watch(database, stage.campaign_id)
    until = clock.monotonic() + wishes.limit
    with screen.following(stage.people):
        while not (look := watch.look()).over:
            interruption.check()
            if wishes.once and clock.monotonic() > until:
                left = "\n  ".join(hanging(database, stage.campaign_id))
                raise Failure(f"The campaign was not over after {wishes.limit} s. What hangs:\n  {left}")
            screen.show(look)
            fleet.tend()
            interruption.pause(LOOK_EVERY)
        screen.show(look)


def _report(database: Database, campaign_id: int, settings: Settings) -> Report:
    with database.reading() as session:
        return report(session, campaign_id, settings)


def _stay(fleet: Fleet, screen: Screen, interruption: Interruption) -> None:
    screen.say("It stays up. Ctrl-C ends it, and nothing of it is left.")
    while not interruption.wanted:
        fleet.tend()
        interruption.pause(LOOK_EVERY)
    screen.say("Stopping …")

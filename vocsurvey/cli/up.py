"""``vocsurvey up``: the same processes as in the Procfile, on one machine, for real use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
from redis import Redis

from vocsurvey.cli.call_backs import call_backs, own_numbers
from vocsurvey.cli.notice_board import NoticeBoard
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade
from vocsurvey.rulebook import load_rulebook
from vocsurvey.settings import Needs, Settings
from vocsurvey.supervision.crew import Crew, environment, folder_of_logs
from vocsurvey.supervision.embedded_redis import EmbeddedRedis, embedded_redis
from vocsurvey.supervision.fleet import Fleet
from vocsurvey.supervision.folder_claim import claimed
from vocsurvey.supervision.interruption import Interrupted, Interruption, interruptible

TENDED_EVERY = 0.5
REDIS_SECONDS = 5


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address that the web server listens on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Its port.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="How many workers.")
def up(host: str, port: int, workers: int) -> None:
    """Run everything on this machine: web server, workers, clock, and a Redis unless REDIS_URL names one.

    Whatever dies is started again. Ctrl-C stops it all. The settings are described in docs/settings.md; keys that are
    not set are made once and kept in the data folder.

    \b
    Example:
      VOCSURVEY_PUBLIC_URL=https://survey.example.com TWILIO_ACCOUNT_SID=… TWILIO_AUTH_TOKEN=… \\
        VOCSURVEY_FROM_NUMBER=+12025550100 vocsurvey up --workers 4
    """
    needs = Needs.SECRET_KEY | Needs.SUPPRESSION_KEY | Needs.CARRIER
    settings = Settings.from_environ(needs=needs, keys_kept=True)
    with claimed(settings.data_folder), interruptible() as interruption:
        server = None
        if settings.redis_url is not None:
            _greet_redis(settings.redis_url)
        else:
            server = embedded_redis(settings.data_folder, durable=True)
            settings = replace(settings, redis_url=server.url)
        _upgrade(settings)
        try:
            _run(Crew(settings, host, port), workers, server, interruption)
        except Interrupted:
            click.echo("Stopped while starting.")


def _greet_redis(url: str) -> None:
    """Raises RedisError when nobody answers: every process would wait for it, and nothing would say so."""
    with Redis.from_url(url, socket_connect_timeout=REDIS_SECONDS, socket_timeout=REDIS_SECONDS) as connection:
        connection.ping()


def _upgrade(settings: Settings) -> None:
    database = Database(settings.database_url)
    upgrade(database)
    database.dispose()


def _run(crew: Crew, workers: int, server: EmbeddedRedis | None, interruption: Interruption) -> None:
    logs: Path = folder_of_logs(crew.settings.data_folder)
    with Fleet(logs, interruption, lambda line: click.echo(line, err=True)) as fleet:
        if server is not None:
            fleet.start(server.member(environment(None)))
        fleet.start(crew.web(), *crew.workers(workers), crew.clock())
        assert crew.settings.carrier is not None
        click.echo(f"vocsurvey is up at {crew.address}, and for the carrier at {crew.settings.carrier.public_url}.")
        numbers = own_numbers(crew.settings.carrier, load_rulebook(crew.settings.rules_folder))
        wanted = call_backs(crew.settings.carrier, numbers)
        click.echo(f"To be reached by who calls back, set this at the carrier: {wanted}")
        click.echo(f"The logs are in {logs}. Ctrl-C stops everything.")
        # Notices can be a while apart, and somebody may watch: without a mail server this is where they are told.
        board = NoticeBoard(Database(crew.settings.database_url)) if crew.settings.smtp_url is None else None
        if board is not None:
            click.echo("SMTP_URL is not set: notices are shown here and on the pages, and not sent.")
        while not interruption.wanted:
            fleet.tend()
            for line in board.news() if board else ():
                click.echo(line)
            interruption.pause(TENDED_EVERY)
        click.echo("Stopping …")
    click.echo("Stopped.")

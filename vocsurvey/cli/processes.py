"""``vocsurvey web``, ``worker`` and ``clock``: the long-lived processes, run alone (Procfile) or by a supervisor."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from redis import Redis
from rq import Queue, Worker
from rq.serializers import JSONSerializer

from vocsurvey.cli.refusal import Failure
from vocsurvey.jobs import calls, upkeep, workshop
from vocsurvey.jobs.clock_tower import keep_time
from vocsurvey.jobs.queues import NAMES
from vocsurvey.settings import Needs, Settings
from vocsurvey.supervision import tether
from vocsurvey.supervision.interruption import interruptible

MOST_WEB_WORKERS = 2
SECONDS_TO_END = 1
# Imported before the fork, so that no job pays for it.
JOBS = (calls, upkeep)

tethered_option = click.option(
    "--die-with-parent",
    "parent",
    type=click.IntRange(min=1),
    metavar="PID",
    help="The process that started this one: end when it ends, however it ends.",
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option(
    "--workers",
    default=min(MOST_WEB_WORKERS, os.cpu_count() or 1),
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that answer.",
)
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads in each of them.")
@tethered_option
def web(host: str, port: int, workers: int, threads: int, parent: int | None) -> None:
    """Run the web server: the pages, and the door that the carrier knocks at.

    \b
    Example:
      vocsurvey web --host 0.0.0.0 --port 8000
    """
    Settings.from_environ(needs=Needs.PROCESSES)
    if parent is not None:
        tether.die_with_parent(parent)
    _refuse_taken(host, port)
    server = Granian(
        "vocsurvey.wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0,
        workers_kill_timeout=SECONDS_TO_END,
    )
    try:
        server.serve(target_loader=partial(_application, parent is not None), wrap_loader=False)
    except RuntimeError as error:  # all that the server says when it cannot have the address
        raise _cannot_listen(host, port, error) from error


def _refuse_taken(host: str, port: int) -> None:
    """Raises Failure when somebody listens there. The server's own sockets share a port with any other of their kind,
    so that a second installation would get half of the calls of the first."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise _cannot_listen(host, port, error.strerror or error) from error


def _cannot_listen(host: str, port: int, why: object) -> Failure:
    return Failure(f"The web server cannot listen on {host}:{port}: {why}.")


def _application(tethered: bool) -> Callable[..., Any]:
    """The WSGI application, loaded in the process that answers. A spawned one (macOS) was not tied by a fork."""
    if tethered and not tether.KEPT_BY_KERNEL:
        tether.die_with_parent(os.getppid())
    app: Callable[..., Any] = import_module("vocsurvey.wsgi").app
    return app


@click.command()
@tethered_option
def worker(parent: int | None) -> None:
    """Run a worker: it places the calls, looks after them and sends the notices. Run as many as you like.

    \b
    Example:
      vocsurvey worker
    """
    house = workshop.runtime()
    if parent is not None:
        tether.die_with_parent(parent)
    _log_to_stderr()
    # A worker waits for its next job longer than anything else may wait for Redis: RQ sets its own time limits.
    connection = Redis.from_url(house.settings.redis_url or "")
    queues = [Queue(name, connection=connection, serializer=JSONSerializer) for name in NAMES]
    with _traced():
        Worker(queues, connection=connection, serializer=JSONSerializer).work(logging_level="WARNING")


@click.command("clock")
@tethered_option
def tick(parent: int | None) -> None:
    """Run the clock: it finds what is due and wakes the workers. One is enough; two do no harm.

    \b
    Example:
      vocsurvey clock
    """
    house = workshop.runtime()
    if parent is not None:
        tether.die_with_parent(parent)
    _log_to_stderr()
    with _traced(), interruptible() as interruption:
        keep_time(house, lambda: interruption.wanted, interruption.pause)


@contextmanager
def _traced() -> Generator[None]:
    """What nobody foresaw leaves its trace in the log of the process; the person gets a sentence."""
    try:
        yield
    except Exception:
        logging.getLogger(__name__).exception("this process cannot go on")
        raise


def _log_to_stderr() -> None:
    """Warnings and worse, one line each; the SDK and RQ would otherwise write numbers and ids at INFO."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )

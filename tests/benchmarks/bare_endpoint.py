"""The least that a webhook could do: check the carrier's signature, commit one row, answer. What we are compared with.

``python bare_endpoint.py --port 9000 --database-url sqlite:///bare.db --auth-token T --public-url http://127.0.0.1:9000``
serves it with the very settings of ``vocsurvey web``.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from functools import partial

import click
import psycopg
from flask import Flask, Response, request
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy.engine import make_url
from twilio.request_validator import RequestValidator

from vocsurvey.cli.processes import web

TABLE = "CREATE TABLE IF NOT EXISTS bare_press (token TEXT PRIMARY KEY, digits TEXT NOT NULL)"
SPOKEN = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Thank you.</Say></Response>'

Commit = Callable[[str, str], None]


def create_bare_app(database_url: str, auth_token: str, public_url: str) -> Flask:
    """The application: ``POST /press/<token>`` stores the token and ``Digits``; 403 without the right signature."""
    app = Flask("bare")
    validator = RequestValidator(auth_token)
    commit = _into_sqlite(database_url) if database_url.startswith("sqlite") else _into_postgresql(database_url)

    @app.get("/health")
    def health() -> str:
        return "well"

    @app.post("/press/<token>")
    def press(token: str) -> Response:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(public_url + request.path, request.form, signature):
            return Response(status=403)
        commit(token, request.form["Digits"])
        return Response(SPOKEN, mimetype="text/xml")

    return app


def make_table(database_url: str) -> None:
    """The one table, in a new or an existing database."""
    if database_url.startswith("sqlite"):
        connection = _sqlite(database_url)
        connection.execute(TABLE)
        connection.close()
        return
    with psycopg.connect(database_url) as one:
        one.execute(TABLE)


def _sqlite(database_url: str) -> sqlite3.Connection:
    path = make_url(database_url).database
    assert path is not None
    connection = sqlite3.connect(path, isolation_level=None)
    # As vocsurvey/db/session.py sets them: a row that was committed outlives the plug being pulled.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _into_sqlite(database_url: str) -> Commit:
    own = threading.local()

    def commit(token: str, digits: str) -> None:
        if not hasattr(own, "connection"):
            own.connection = _sqlite(database_url)
        own.connection.execute("BEGIN IMMEDIATE")
        own.connection.execute("INSERT INTO bare_press (token, digits) VALUES (?, ?)", (token, digits))
        own.connection.execute("COMMIT")

    return commit


def _into_postgresql(database_url: str) -> Commit:
    own = threading.local()

    def commit(token: str, digits: str) -> None:
        if not hasattr(own, "connection"):
            own.connection = psycopg.connect(database_url)
        own.connection.execute("INSERT INTO bare_press (token, digits) VALUES (%s, %s)", (token, digits))
        own.connection.commit()

    return commit


def _default_of(name: str) -> int:
    """What ``vocsurvey web`` takes when the option is not given, as ``vocsurvey up`` does not give it."""
    default = next(option.default for option in web.params if option.name == name)
    assert isinstance(default, int)
    return default


@click.command()
@click.option("--port", type=int, required=True)
@click.option("--database-url", required=True)
@click.option("--auth-token", required=True)
@click.option("--public-url", required=True)
def main(port: int, database_url: str, auth_token: str, public_url: str) -> None:
    """Serve the bare endpoint as ``vocsurvey web`` serves the product."""
    server = Granian(
        "bare_endpoint:app",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=_default_of("workers"),
        blocking_threads=_default_of("threads"),
        log_level=LogLevels.warning,
        workers_kill_timeout=1,
    )
    server.serve(target_loader=partial(create_bare_app, database_url, auth_token, public_url), wrap_loader=False)


if __name__ == "__main__":
    main()

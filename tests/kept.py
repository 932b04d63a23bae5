"""What is kept from test to test, so that a statement and a page's template are compiled once and not for every test.

SQLAlchemy compiles for one engine, and Jinja for one application: one of each per test spent most of the time of the
suite on that. Here the engine of the product's ``Database`` is kept, and each test sends it to a copy of its own.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import event
from sqlalchemy.engine import URL, Dialect, Engine

from vocsurvey.app import create_app
from vocsurvey.db.session import Database
from vocsurvey.runtime import Runtime
from vocsurvey.settings import Settings

_kept: dict[str, Database] = {}


@contextmanager
def database_at(url: URL) -> Generator[Database]:
    """The kept database of this kind, sent to this address until the end of the block."""
    kind = url.get_backend_name()
    database = _kept.get(kind)
    if database is None:
        database = _kept[kind] = Database(url)
        # A child that a test forks must neither use nor close the connections of its parent.
        os.register_at_fork(after_in_child=partial(database.engine.dispose, close=False))
    database.url = url
    try:
        yield database
    finally:
        database.dispose()


@event.listens_for(Engine, "do_connect")
def _send(dialect: Dialect, _entry: object, args: list[Any], options: dict[str, Any]) -> None:
    """Before an engine's own listeners, as a class's come first."""
    database = _kept.get(dialect.name)
    if database is not None and database.engine.dialect is dialect:
        asked, wanted = dialect.create_connect_args(database.url.set(drivername=f"{dialect.name}+{dialect.driver}"))
        args[:] = asked
        options.update(wanted)


def runtime_over(settings: Settings, database: Database) -> Runtime:
    """The runtime of a process with these settings, which name this very database."""
    wired = Runtime.from_settings(settings)
    assert wired.database.url == database.url
    return replace(wired, database=database)


class _Templates(BytecodeCache):
    """Compiled templates, known by their text."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_templates = _Templates()


def app_over(runtime: Runtime) -> Flask:
    """The application over a runtime; what earlier ones have compiled is compiled."""
    app = create_app(runtime)
    app.jinja_env.bytecode_cache = _templates
    return app

"""What the jobs work with: a real database, a real Redis, a carrier on loopback and a mail server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from carrier_house import SID, TOKEN, house
from doorstep import settings
from kept import app_over, runtime_over
from live_stage import CUSTOMER, MINE, PHONE, THEIRS, Open, Stage
from scene import Scene
from sqlalchemy import update
from werkzeug.serving import make_server
from workplace import PATIENCE, Workplace, workplace

from vocsurvey import clock
from vocsurvey.db.campaign import Case
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.runtime import Runtime

Opened = Callable[..., Workplace]


@pytest.fixture
def opened(tmp_path: Path, database: Database, database_url: str, redis_url: str) -> Generator[Opened]:
    """Open a workplace whose carrier and mail server are at these addresses; by default nobody is there."""
    made: list[Runtime] = []

    def open_it(
        carrier_url: str = "http://127.0.0.1:9", smtp_url: str | None = None, patience: timedelta = PATIENCE
    ) -> Workplace:
        wanted = settings(tmp_path, database_url, redis_url, smtp_url=smtp_url)
        assert wanted.carrier is not None
        account = replace(wanted.carrier, api_url=carrier_url)
        runtime = runtime_over(replace(wanted, carrier=account), database)
        made.append(runtime)
        return workplace(runtime, patience)

    yield open_it
    for runtime in made:
        runtime.redis.close()


@pytest.fixture
def stage(tmp_path: Path, database: Database, database_url: str, redis_url: str) -> Generator[Open]:
    """Open a stage with a cast, in fair weather or another."""
    closing: list[Callable[[], object]] = []

    def open_it(customer: object = "colleague", weather: str = "fair", mine: object = "colleague") -> Stage:
        cast = {MINE.number: mine, CUSTOMER: customer, THEIRS.number: "colleague"}
        opened = house(cast=cast, weather=weather, speed=400.0, api_keys={PHONE.key: PHONE.secret})
        carrier = opened.__enter__()
        closing.append(lambda: opened.__exit__(None, None, None))
        server = make_server("127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True)
        made = settings(tmp_path, database_url, redis_url)
        assert made.carrier is not None
        account = replace(
            made.carrier,
            account_sid=SID,
            auth_tokens=(TOKEN,),
            api_url=carrier.url,
            public_url=f"http://127.0.0.1:{server.port}",
        )
        asked = f"http://127.0.0.1:{server.port}/carrier/browser"
        for name, value in (("url", asked), ("status_url", asked), ("sid", PHONE.application)):
            object.__setattr__(carrier.carrier.configuration, f"application_{name}", value)
        runtime = runtime_over(replace(made, carrier=account, browser_phone=PHONE), database)
        runtime.redis.flushall()
        scene = Scene(database, runtime.rulebook, now=clock.now())
        ladder = runtime.rulebook.protocol.model_copy(update={"ladder": (Channel.IVR, Channel.LIVE)})
        runtime = replace(runtime, rulebook=replace(runtime.rulebook, protocol=ladder))
        app = app_over(runtime)
        scene.rules = runtime.rulebook
        scene.people()
        scene.campaign()
        with database.transaction() as session:
            session.execute(update(Case).values(channel="live"))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        closing.append(server.server_close)
        closing.append(thread.join)
        closing.append(server.shutdown)
        closing.append(runtime.redis.close)
        return Stage(runtime, carrier, scene)

    yield open_it
    for close in reversed(closing):
        close()

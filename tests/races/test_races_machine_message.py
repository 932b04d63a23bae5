"""One message for each case, whoever asks for it at the same moment, and whoever dies in between."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from crowd import at_once
from doorstep import Door, door_of, settings
from raw_carrier import Behaviour, RawCarrier, close, raw_carrier, reply
from scene import hashed, leaving_messages, with_message
from sqlalchemy import select

from vocsurvey.clock import now
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.dialing import MachineMessage
from vocsurvey.db.interview import Conflict, Exchange
from vocsurvey.jobs import calls
from vocsurvey.operations import leaving_message
from vocsurvey.runtime import Runtime

CROWD = 8
LIVE = {"sid": "CA" + "0" * 31 + "1", "status": "in-progress", "to": "+12025550101", "from": "+12025550199"}
Opened = Callable[[str], Door]


@pytest.fixture
def opened(tmp_path: Path, database_url: str, redis_url: str) -> Generator[Opened]:
    """The door of a campaign whose machines hear a message, with a carrier at this address; a phone rings."""
    made: list[Runtime] = []

    def open_it(carrier_url: str) -> Door:
        wanted = settings(tmp_path, database_url, redis_url)
        assert wanted.carrier is not None
        runtime = Runtime.from_settings(replace(wanted, carrier=replace(wanted.carrier, api_url=carrier_url)))
        made.append(runtime)
        return door_of(replace(runtime, rulebook=leaving_messages(runtime.rulebook)), with_message()).dial()

    yield open_it
    for runtime in made:
        runtime.database.dispose()
        runtime.redis.close()


@contextmanager
def answering(opened: Opened, behaviour: Behaviour) -> Iterator[tuple[Door, RawCarrier]]:
    """A machine has answered, and the carrier does this to every request."""
    with raw_carrier(behaviour) as raw:
        door = opened(raw.url())
        door.answer()
        yield door, raw


def _spoken(raw: RawCarrier) -> list[str]:
    return [dict(raw.form(at))["Twiml"] for at in range(len(raw.requests)) if b"Twiml=" in raw.requests[at]]


def _rows(door: Door) -> list[MachineMessage]:
    return door.scene.rows(select(MachineMessage))


def _job(door: Door) -> Callable[[], None]:
    return partial(calls.leave, door.runtime, door.scene.call(door.token).id)


def _clean(door: Door) -> None:
    with door.runtime.database.reading() as session:
        found = [str(one) for one in audit(session, now() + timedelta(seconds=1), door.runtime.line_hash)]
    assert found == []


def test_many_jobs_at_once_send_one_message(opened: Opened) -> None:
    with answering(opened, reply(200, LIVE)) as (door, raw):
        door.verdict("machine_end_beep")
        at_once([_job(door)] * CROWD)
        (document,) = _spoken(raw)
        assert "A message from Northwind for Ann Archer." in document
        assert "resolved" not in document
    (row,) = _rows(door)
    assert row.left_at is not None
    door.report("completed", 3)
    _clean(door)


def test_verdicts_keys_and_jobs_at_once_leave_one_message_or_none_and_never_lose_the_key(opened: Opened) -> None:
    with answering(opened, reply(200, LIVE)) as (door, raw):
        action = door.answer().action
        elsewhere = [replace(door, client=door.client.application.test_client()) for _ in range(6)]
        at_once(
            [
                partial(elsewhere[0].verdict, "machine_end_beep"),
                partial(elsewhere[1].verdict, "machine_end_beep"),
                partial(elsewhere[2].verdict, "machine_start"),
                partial(elsewhere[3].press, action, "1"),
                partial(elsewhere[4].report, "in-progress", 2),
                partial(elsewhere[5].silence, action),
                *[_job(door)] * 2,
            ]
        )
        assert len(_spoken(raw)) == len(_rows(door)) <= 1
    assert door.scene.call(door.token).hang_up_wanted_at is None or not _keyed(door)
    door.report("completed", 3)
    assert door.scene.attempts()[0].disposition == ("3.20" if _keyed(door) else "3.14")
    _clean(door)


def _keyed(door: Door) -> bool:
    """Whether the key was heard: as an answer, or as a conflict with the silence that came first."""
    return any(row.heard["kind"] == "keys" for kind in (Exchange, Conflict) for row in door.scene.rows(select(kind)))


@pytest.mark.parametrize(
    "behaviour",
    [reply(500, b""), reply(429, b""), reply(404, {"code": 20404}), reply(200, b"{"), close],
    ids=["500", "429", "404", "no answer that can be read", "no answer"],
)
def test_whatever_the_carrier_says_it_is_asked_once_for_ever(opened: Opened, behaviour: Behaviour) -> None:
    with answering(opened, behaviour) as (door, raw):
        door.verdict("machine_end_beep")
        for _ in range(3):
            _job(door)()
        assert len(_spoken(raw)) == 1
        (row,) = _rows(door)
        assert row.left_at is None
        door.report("completed", 3)
        assert door.scene.attempts()[0].disposition == "3.14"
        door.scene.later(hours=2)
        again = Door(door.runtime, door.scene, door.client).dial("C1")
        again.answer()
        again.verdict("machine_end_beep")
        _job(again)()
        assert len(_spoken(raw)) == 1
    assert len(_rows(door)) == 1


def test_who_dies_between_leave_and_the_request_leaves_nothing_behind_but_the_row(opened: Opened) -> None:
    with answering(opened, reply(200, LIVE)) as (door, raw):
        door.verdict("machine_end_beep")
        door.scene.now = now()
        granted = door.scene.do(
            leaving_message.grant_message, door.scene.call(door.token).id, rules=door.runtime.rulebook, line_hash=hashed
        )
        assert granted is not None
        # The worker is gone; every other one that takes up the job finds that leave was given.
        at_once([_job(door)] * 3)
        assert _spoken(raw) == []
    door.report("completed", 3)
    assert len(_rows(door)) == 1
    _clean(door)

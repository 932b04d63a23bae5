"""Nothing personal in logs, on the screen, in Redis or in the carrier's URLs."""

from __future__ import annotations

import logging

import pytest
from doorstep import Door
from redis import Redis
from sqlalchemy import text

from vocsurvey.db.session import Database

# The name, the number in three spellings, what was said, and the account.
PERSONAL = ("Ann", "Archer", "2025550101", "5550101", "555 0101", "unspeakable", "Alder Freight", "olivia@")


def test_nothing_personal_is_written_anywhere(
    door: Door, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    said = door.talk("1", "2", "2")
    said = door.knock(said.action, door.form(SpeechResult="It was unspeakable", Confidence="0.9"))
    assert said.verbs == ["Say", "Hangup"]
    door.verdict("machine_start")
    door.report("completed", 3)
    door.again(database=Database("postgresql://nobody@127.0.0.1:9/nowhere")).press(door.url("turn"), "1")
    door.knock(door.url("answer"), door.form(), signed="forged")
    written = "\n".join([caplog.text, *capfd.readouterr()])
    assert [word for word in PERSONAL if word in written] == []


def test_the_text_of_a_database_error_holds_no_parameters(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    said = door.talk("1", "2", "2")
    with door.runtime.database.transaction() as session:
        session.execute(text("ALTER TABLE exchange RENAME TO exchange_gone"))
    with pytest.raises(Exception, match="exchange") as caught, door.runtime.database.transaction() as session:
        session.execute(text("INSERT INTO exchange (step) VALUES (:words)"), {"words": "It was unspeakable"})
    assert "unspeakable" not in str(caught.value)
    assert door.knock(said.action, door.form(SpeechResult="It was unspeakable")).verbs == ["Say", "Hangup"]
    assert "unspeakable" not in caplog.text


def test_redis_holds_ids_only(door: Door, redis_url: str) -> None:
    door.answer()
    door.verdict("machine_start")
    with Redis.from_url(redis_url) as redis:
        keys = list(redis.scan_iter())
        assert keys
        held = b"\n".join(key + b"=" + (redis.dump(key) or b"") for key in keys)
    for word in PERSONAL:
        assert word.encode() not in held


def test_the_urls_that_the_carrier_gets_name_nobody(door: Door) -> None:
    action = door.talk("1", "2").action
    state = door.runtime.urls.read_state(door.token, action.partition("?s=")[2])
    assert state is not None
    assert state.codes == (("resolved", "no"),)
    for word in PERSONAL:
        assert word not in f"{action} {state}"

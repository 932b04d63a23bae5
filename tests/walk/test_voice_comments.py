"""A comment from the tone to the page: real processes, a real carrier, and the sound that comes back."""

from __future__ import annotations

import io
import json
import time
import wave
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cast import sign_in
from company import Company, company
from kept import app_over
from sqlalchemy import select

from vocsurvey.db.followup import Flag, FollowUp
from vocsurvey.db.interview import Answer, Recording
from vocsurvey.db.people import Role
from vocsurvey.db.session import Database
from vocsurvey.operations import administering
from vocsurvey.operations.signing_in import password_hash
from vocsurvey.runtime import Runtime

WORDS = "I want to cancel, because it still does not work"
ASKED = ["1", "2", "1", "2", "3", "1"]
"""A good time; not cared for, valuable, dissatisfied, hard work; and the comment may be recorded."""


def wait_for(house: Company, seconds: float = 200) -> list[Recording]:
    """Until no recording is owed any more."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        house.fleet.tend()
        with house.database.reading() as session:
            found = list(session.scalars(select(Recording).order_by(Recording.id)))
            session.expunge_all()
        if found and all(one.erased_at is not None for one in found):
            return found
        time.sleep(0.05)
    raise AssertionError(f"still owed: {[(one.state, one.problem, one.next_try_at) for one in found]}")


@pytest.mark.parametrize("weather", ["fair", "status_lost", "voice_doubled,status_doubled"])
def test_a_comment_is_recorded_and_played_back_from_our_own_page(
    database: Database, redis_url: str, tmp_path: Path, weather: str
) -> None:
    if weather != "fair" and not database.is_sqlite:
        pytest.skip("the weather is the same over every database")
    people = tmp_path / "cast.json"
    people.write_text(json.dumps({"+442079460000": ["*", "9"], "+442079460050": [*ASKED, WORDS, "1"]}))
    options = ("--cast", str(people), "--recording-delay", "1.5")
    with company(database, redis_url, tmp_path, weather=weather, carrier=options) as house:
        campaign_id = house.launch(2, "relationship")
        assert house.wait(campaign_id, 400), house.unfinished()
        [kept] = wait_for(house)
        assert (kept.state, kept.tries) == ("kept", 0)
        assert house.violations() == []
        assert house.ledger()["violations"] == []
        if weather != "status_lost":
            until = time.monotonic() + 120
            while not words_of(database) and time.monotonic() < until:
                time.sleep(0.05)
            assert words_of(database) == WORDS
        check_rows(database, heard=weather != "status_lost")
        assert house.violations() == []
        play(house, kept)


def play(house: Company, kept: Recording) -> None:
    """Sign in, open the follow-up, and listen."""
    with house.database.transaction() as session:
        administering.add_user(
            session,
            email="manager@example.com",
            name="Mona",
            role=Role.MANAGER,
            password_hash=password_hash("correct horse battery"),
            zone="Europe/London",
            now=datetime.now(UTC),
        )
        [follow_up] = session.scalars(select(FollowUp.id))
    runtime = Runtime.from_settings(replace(house.settings))
    client = app_over(runtime).test_client()
    sign_in(client, Role.MANAGER)
    page = client.get(f"/follow-ups/{follow_up}").text
    address = f"/comments/{kept.id}/sound"
    assert f'src="{address}"' in page
    whole = client.get(address)
    assert whole.status_code == 200
    with wave.open(io.BytesIO(whole.data)) as sound:
        assert sound.getnframes() / sound.getframerate() == kept.seconds == 4
    assert client.get(address, headers={"Range": "bytes=0-3"}).data == b"RIFF"
    runtime.database.dispose()
    runtime.redis.close()


def check_rows(database: Database, *, heard: bool) -> None:
    """The answer holds no words; the words that must not wait have raised what spoken ones do."""
    with database.reading() as session:
        [answer] = session.scalars(select(Answer).where(Answer.question == "reason"))
        assert (answer.verbatim, answer.missing) == (None, None)
        [follow_up] = session.scalars(select(FollowUp))
        rules = list(session.scalars(select(Flag.rule).order_by(Flag.id)))
        assert ("leaving_words" in rules) is heard
        assert follow_up.closed_at is None
        assert follow_up.severity == ("critical" if heard else "high")


def words_of(database: Database) -> str | None:
    with database.reading() as session:
        return session.scalars(select(Recording.words)).one()

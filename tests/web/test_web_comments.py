"""Recorded comments on the pages: played to whoever may read the words, and to nobody else."""

from __future__ import annotations

import re

import pytest
from cast import Cast, a_second_of_sound, sign_in, token_in
from flask.testing import FlaskClient
from sqlalchemy import select, update

from vocsurvey.db.interview import Answer, Recording
from vocsurvey.db.people import Role
from vocsurvey.interview.heard import Speech

SOUND = a_second_of_sound()
ON_ITS_WAY = "The recording is on its way."


@pytest.fixture
def manager(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which the manager has signed in."""
    sign_in(client, Role.MANAGER)
    return client


def address(recording_id: int) -> str:
    return f"/comments/{recording_id}/sound"


def pages(cast: Cast) -> dict[str, str]:
    """Where the words of C1's comment are shown."""
    return {
        "follow-up": f"/follow-ups/{cast.follow_up_id('C1')}",
        "follow-ups": "/follow-ups?whose=all",
        "case": f"/cases/{cast.case_id('C1')}",
        "answers": f"/campaigns/{cast.campaign_id}/answers/cared",
    }


def test_a_comment_can_be_heard_wherever_it_can_be_read(manager: FlaskClient, cast: Cast) -> None:
    recording_id = cast.voice("C1", words="We waited four days.")
    for name, path in pages(cast).items():
        page = manager.get(path).text
        assert (
            f'<audio controls controlslist="nodownload" preload="none" src="{address(recording_id)}" aria-label='
            in page
        ), name
        assert "We waited four days." in page, name


def test_the_person_whom_it_is_about_hears_it_too(client: FlaskClient, cast: Cast) -> None:
    recording_id = cast.voice("C1")
    sign_in(client, Role.AGENT)
    assert client.get(address(recording_id)).status_code == 404, "not before they have said how it went"
    assert address(recording_id) not in client.get("/feedback").text
    cast.judged("C1")
    for path in ("/", "/feedback", f"/feedback/{cast.interview_id('C1')}"):
        assert address(recording_id) in client.get(path).text
    assert client.get(address(recording_id)).status_code == 200
    assert client.get(address(cast.voice("C3"))).status_code == 404


def test_a_comment_that_is_on_its_way_says_so(manager: FlaskClient, cast: Cast) -> None:
    recording_id = cast.voice("C1", "awaited")
    for name, path in pages(cast).items():
        page = manager.get(path).text
        assert f"They spoke for 7 seconds. {ON_ITS_WAY}" in page, name
        assert "<audio" not in page, name
    assert manager.get(address(recording_id)).status_code == 404


def test_a_comment_whose_time_was_over_says_so(manager: FlaskClient, cast: Cast) -> None:
    recording_id = cast.voice("C1", words="We waited four days.")
    with cast.runtime.database.transaction() as session:
        session.execute(update(Recording).values(purged_at=cast.now))
    for name, path in pages(cast).items():
        page = manager.get(path).text
        assert "The recording was deleted" in page, name
        assert "We waited four days." in page, name
        assert "<audio" not in page, name
    assert manager.get(address(recording_id)).status_code == 404


def test_a_comment_whose_words_came_first_shows_them(manager: FlaskClient, cast: Cast) -> None:
    cast.voice("C1", "awaited", "We waited four days.")
    page = manager.get(pages(cast)["follow-up"]).text
    assert page.index("We waited four days.") < page.index(ON_ITS_WAY)


def test_a_comment_that_never_came_says_since_when(manager: FlaskClient, cast: Cast) -> None:
    recording_id = cast.voice("C1", "lost")
    page = manager.get(pages(cast)["case"]).text
    assert re.search(r"could not be fetched from the telephone company\. Given up <time datetime=", page)
    assert manager.get(address(recording_id)).status_code == 404


def test_what_holds_no_comment_is_not_shown_at_all(manager: FlaskClient, cast: Cast) -> None:
    recording_id = cast.voice("C1", "unwanted")
    page = manager.get(pages(cast)["case"]).text
    assert "<audio" not in page
    assert "recording is" not in page
    assert manager.get(address(recording_id)).status_code == 404


def test_the_sound_is_served_whole_and_in_ranges_and_kept_nowhere(manager: FlaskClient, cast: Cast) -> None:
    path = address(cast.voice("C1"))
    whole = manager.get(path)
    assert (whole.status_code, whole.data, whole.mimetype) == (200, SOUND, "audio/wav")
    assert whole.headers["Cache-Control"] == "private, no-store"
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    part = manager.get(path, headers={"Range": "bytes=44-99"})
    assert (part.status_code, part.data) == (206, SOUND[44:100])
    assert part.headers["Content-Range"] == f"bytes 44-99/{len(SOUND)}"
    assert part.headers["Cache-Control"] == "private, no-store"
    last = manager.get(path, headers={"Range": "bytes=-10"})
    assert (last.status_code, last.data) == (206, SOUND[-10:])
    beyond = manager.get(path, headers={"Range": f"bytes={len(SOUND)}-"})
    assert beyond.status_code == 416
    assert manager.head(path).headers["Content-Length"] == str(len(SOUND))


def test_sound_is_let_into_the_pages_from_ourselves_only(manager: FlaskClient, cast: Cast) -> None:
    policy = manager.get("/").headers["Content-Security-Policy"].split("; ")
    assert "media-src 'self'" in policy
    assert "default-src 'none'" in policy


def test_a_sound_whose_file_is_gone_is_not_there(manager: FlaskClient, cast: Cast) -> None:
    recording_id = cast.voice("C1")
    with cast.runtime.database.reading() as session:
        path = cast.runtime.sounds.path(session.scalars(select(Recording.file)).one())
    path.unlink()
    assert manager.get(address(recording_id)).status_code == 404


def test_it_is_not_to_be_had_without_signing_in_nor_by_another_name(client: FlaskClient, cast: Cast) -> None:
    recording_id = cast.voice("C1")
    assert client.get(address(recording_id)).status_code == 302
    sign_in(client, Role.MANAGER)
    with cast.runtime.database.reading() as session:
        name = session.scalars(select(Recording.file)).one()
    for path in (f"/static/recordings/{name}.wav", f"/recordings/{name}.wav", f"/static/../recordings/{name}.wav"):
        assert client.get(path).status_code == 404


def test_a_test_interview_is_heard_by_whoever_took_it_and_by_nobody_else(client: FlaskClient, cast: Cast) -> None:
    spoken = cast.trial(Role.MANAGER, "1", "2", "2", "3", "2", Speech("We waited."), "1")
    recording_id = cast.voice("", case_id=spoken.case_id)
    sign_in(client, Role.MANAGER)
    assert address(recording_id) in client.get(f"/call-me/{spoken.case_id}").text
    assert client.get(address(recording_id)).status_code == 200
    client.post("/sign-out", data={"csrf_token": token_in(client.get("/notices").text)})
    for role in (Role.CUSTOMER_SUCCESS, Role.ADMIN, Role.AGENT):
        sign_in(client, role)
        assert client.get(address(recording_id)).status_code == 404, role
        client.post("/sign-out", data={"csrf_token": token_in(client.get("/notices").text)})


def test_a_comment_that_was_replaced_is_not_played_at_the_top(manager: FlaskClient, cast: Cast) -> None:
    recording_id = cast.voice("C1")
    with cast.runtime.database.transaction() as session:
        position = session.get_one(Recording, recording_id).position
        statement = update(Answer).where(Answer.position == position)
        session.execute(statement.values(superseded_at=cast.now, superseded_by_position=position + 1))
    assert address(recording_id) not in manager.get(pages(cast)["follow-up"]).text
    assert address(recording_id) in manager.get(pages(cast)["case"]).text

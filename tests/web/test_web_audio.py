"""Recorded voices as the carrier fetches them: only what a questionnaire names, and kept for long."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from kept import app_over
from werkzeug.serving import make_server

from vocsurvey.library import Library
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.runtime import Runtime

NAME = "support-case"
SOUND = b"RIFF" + bytes(range(256))


def voiced(whole: Questionnaire, **files: str) -> Questionnaire:
    """The questionnaire with recorded files, by the ids of its questions."""
    questions = [
        one.model_copy(update={"audio": {"en": files[one.id]}}) if one.id in files else one for one in whole.questions
    ]
    return whole.model_copy(update={"questions": tuple(questions)})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of voices: one file that is named, and others that are not to be had."""
    folder = tmp_path / "audio"
    (folder / NAME / "deeper").mkdir(parents=True)
    for place in (f"{NAME}/resolved-en.wav", f"{NAME}/unnamed.wav", f"{NAME}/deeper/a.wav", "above.wav"):
        (folder / place).write_bytes(SOUND)
    return folder


@pytest.fixture
def recorded(runtime: Runtime, folder: Path) -> Runtime:
    """A runtime whose library has a recorded voice, and names files that it cannot have."""
    named = {"resolved": "resolved-en.wav", "cared": "gone.mp3", "effort": "../above.wav", "reason": "deeper/a.wav"}
    whole = voiced(runtime.library[NAME], **named)
    return replace(runtime, library=Library({NAME: whole, "renewal": runtime.library["renewal"]}, folder))


@pytest.fixture
def app(recorded: Runtime) -> Flask:
    """The application."""
    return app_over(recorded)


def address(runtime: Runtime, file: str = "resolved-en.wav") -> str:
    """The path and query that the carrier is given."""
    found = runtime.library.recording_of(runtime.library.digests[NAME], file)
    assert found is not None
    return runtime.urls.recording(found.questionnaire, found.file, found.version).removeprefix("http://localhost")


def test_a_recording_is_served_to_be_kept(client: FlaskClient, recorded: Runtime) -> None:
    with client.get(address(recorded)) as answer:
        assert (answer.status_code, answer.data, answer.mimetype) == (200, SOUND, "audio/wav")
    directives = set(answer.headers["Cache-Control"].split(", "))
    assert directives == {"public", "max-age=31536000", "immutable"}
    assert "Set-Cookie" not in answer.headers
    with client.get(address(recorded), headers={"If-None-Match": answer.headers["ETag"]}) as again:
        assert (again.status_code, again.data) == (304, b"")
    with client.get(address(recorded), headers={"Range": "bytes=0-3"}) as part:
        assert (part.status_code, part.data) == (206, b"RIFF")


def test_what_was_recorded_anew_has_another_address(client: FlaskClient, recorded: Runtime, folder: Path) -> None:
    before = address(recorded)
    (folder / NAME / "resolved-en.wav").write_bytes(SOUND * 2)
    assert address(recorded) != before
    with client.get(before) as answer:
        assert answer.data == SOUND * 2
    assert "immutable" not in answer.headers["Cache-Control"], "an address of before is not kept with the sound of now"


@pytest.mark.parametrize(
    "path",
    [
        f"{NAME}/unnamed.wav",
        f"{NAME}/gone.mp3",
        f"{NAME}/../above.wav",
        f"{NAME}/..%2Fabove.wav",
        f"{NAME}/%2E%2E%2Fabove.wav",
        f"{NAME}/deeper%2Fa.wav",
        f"{NAME}/deeper/a.wav",
        f"{NAME}/resolved-en.wav%00",
        f"{NAME}/RESOLVED-EN.WAV",
        f"./{NAME}//resolved-en.wav",
        "renewal/resolved-en.wav",
        "nothing/resolved-en.wav",
        "..%2F..%2Fphrases.yaml/x.wav",
    ],
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/carrier/audio/{path}", follow_redirects=False)
    assert answer.status_code in (404, 308)
    assert SOUND not in answer.data
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_only_to_be_read(client: FlaskClient, recorded: Runtime) -> None:
    assert client.post(address(recorded)).status_code in (400, 405)
    with client.head(address(recorded)) as answer:
        assert (answer.status_code, answer.data) == (200, b"")


def test_a_version_that_is_no_longer_here_has_no_recording(recorded: Runtime, runtime: Runtime) -> None:
    assert recorded.library.recording_of(runtime.library.digests[NAME], "resolved-en.wav") is None


def test_a_library_without_a_folder_of_voices_has_none(recorded: Runtime) -> None:
    bare = Library(dict(recorded.library))
    assert bare.recording(NAME, "resolved-en.wav") is None


@contextmanager
def served(app: Flask) -> Generator[str]:
    """The application on a port of this machine; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_it_comes_over_the_wire(app: Flask, recorded: Runtime) -> None:
    with served(app) as url, urllib.request.urlopen(url + address(recorded), timeout=60) as answer:
        assert answer.read() == SOUND
        assert answer.headers["Content-Type"] == "audio/wav"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

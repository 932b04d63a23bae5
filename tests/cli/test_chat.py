"""``vocsurvey chat``: the chats in words and as JSON, and a test that says whether it arrived."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hook_receiver import Program, listening
from scene import Scene, demo_rules
from sqlalchemy import select

from vocsurvey.cli.commands import program
from vocsurvey.db.chat import Chat, ChatMessage
from vocsurvey.db.session import Database
from vocsurvey.operations import setting_up_chats
from vocsurvey.settings_form import FORMS

SETTINGS = {
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "SECRET_KEY": "a-secret-key-of-the-tests-0123456789-abcdef",
    "VOCSURVEY_SUPPRESSION_KEY": "a-suppression-key-of-the-tests-0123456789",
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "2" * 32,
    "VOCSURVEY_PUBLIC_URL": "https://voc.example.com",
    "VOCSURVEY_FROM_NUMBER": "+12025550199",
    "VOCSURVEY_WEBHOOK_NETWORKS": "127.0.0.1/32",
}


@pytest.fixture
def scene(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The people, with every setting that a process needs."""
    for name in FORMS:
        monkeypatch.delenv(name, raising=False)
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    monkeypatch.setenv("VOCSURVEY_DATA", str(tmp_path))
    stage = Scene(database, demo_rules())
    stage.people()
    return stage


def chat(scene: Scene, at: Program, name: str = "Customer success") -> Chat:
    """A chat of a queue at this receiver."""
    done = scene.do(setting_up_chats.add_chat, name=name, kind="slack", url=at.url, queue="customer_success")
    assert isinstance(done, Chat)
    return done


def run(*words: str) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(program, words, prog_name="vocsurvey")


def test_a_test_says_whether_it_arrived(scene: Scene) -> None:
    assert "No chat is told yet." in run("chat", "list").stdout
    with listening(200, 404) as receiver:
        chat(scene, receiver)
        done = run("chat", "test", "Customer success")
        assert (done.exit_code, done.stdout) == (0, "It arrived in “Customer success”.\n")
        assert "This is a test of vocsurvey." in json.loads(receiver.taken[0][2])["text"]
        refused = run("chat", "test", "Customer success")
    assert refused.exit_code == 1
    assert "It did not arrive in “Customer success”: It answered 404." in refused.stderr
    assert "Traceback" not in refused.output
    assert [row.delivered_at is None for row in scene.rows(select(ChatMessage).order_by(ChatMessage.id))] == [
        False,
        True,
    ]
    listed = run("chat", "list").stdout
    assert "takes nothing since" in listed
    assert "queue customer success" in listed
    (told,) = json.loads(run("chat", "list", "--json").stdout)
    assert (told["state"], told["host"], told["waiting"]) == ("failing", "127.0.0.1", 0)
    assert "url" not in told


def test_what_is_not_there_or_stopped_is_said(scene: Scene) -> None:
    nobody = run("chat", "test", "Nowhere")
    assert nobody.exit_code == 1
    assert "There is no chat called “Nowhere”." in nobody.stderr
    with listening() as receiver:
        row = chat(scene, receiver)
        with scene.database.transaction() as session:
            setting_up_chats.stop_chat(session, row.id, "Ada stopped it.")
        stopped = run("chat", "test", "Customer success")
        assert receiver.taken == []
    assert stopped.exit_code == 1
    assert "is stopped: Ada stopped it." in stopped.stderr
    assert "stopped" in run("chat", "list").stdout

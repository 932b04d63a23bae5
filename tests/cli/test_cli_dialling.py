"""The switch for every phone, on the command line: with a carrier, without one, and who did it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from raw_carrier import RawCarrier, reply
from scene import Scene, demo_rules

from vocsurvey import clock
from vocsurvey.cli.commands import program
from vocsurvey.db.session import Database
from vocsurvey.operations import dialing
from vocsurvey.operations.callee import country_gate
from vocsurvey.settings import Settings
from vocsurvey.settings_form import FORMS

SID = "CA" + "a" * 32
CARRIER = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "0" * 32,
    "VOCSURVEY_PUBLIC_URL": "https://survey.example.com",
    "VOCSURVEY_FROM_NUMBER": "+12025550199",
}


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A campaign in a folder of its own, with one phone ringing."""
    for name in FORMS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VOCSURVEY_DATA", str(tmp_path))
    told("upgrade")
    scene = Scene(Database(Settings.from_environ().database_url), demo_rules(), now=clock.now())
    scene.people()
    scene.campaign()
    scene.sids = iter([SID])
    scene.dial("C1")
    return scene


def told(*words: str) -> str:
    """What a command says that works."""
    done = CliRunner().invoke(program, words, prog_name="vocsurvey")
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_stops_everything_and_says_who_did(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    there = RawCarrier(reply(200, {"sid": SID, "status": "canceled", "to": "+12025550101", "from": "+12025550199"}))
    try:
        for name, value in {**CARRIER, "VOCSURVEY_CARRIER_URL": there.url()}.items():
            monkeypatch.setenv(name, value)
        said = told("dialling", "stop")
        assert there.target().endswith(f"/Calls/{SID}.json")
    finally:
        there.close()
    assert "All dialling is stopped, " in said
    assert "on the command line" in said
    assert "Calls that were ended: 1 of 1." in said
    assert scene.claim() == ()
    assert "on the command line" in told("campaign", "status", "Autumn")
    assert "Phones may ring, " in told("dialling", "open")
    assert "stopped all dialling" in told("dialling", "status")
    now = json.loads(told("dialling", "status", "--json"))
    assert now["opened"]
    assert [(one["what"], one["opened"]) for one in now["changes"][:2]] == [(None, True), (None, False)]


def test_without_a_carrier_the_clock_ends_what_rings(scene: Scene) -> None:
    assert "the clock ends the 1 calls that are with it" in told("dialling", "stop")
    assert "Calls that were" not in told("dialling", "stop")
    assert scene.claim() == ()


def test_a_country_is_opened_by_its_code(scene: Scene) -> None:
    scene.do(dialing.set_gate, country_gate("GB"), opened=False, by="the carrier", reason="Allow it there.")
    assert "Calls to GB are stopped: Allow it there." in told("dialling", "status")
    assert json.loads(told("dialling", "status", "--json"))["countries"][0]["country"] == "GB"
    assert "Calls to DE were not stopped." in told("dialling", "open", "--country", "de")
    assert "Calls to GB go on." in told("dialling", "open", "--country", "gb")
    assert "are stopped" not in told("dialling", "status")


def test_nobody_ever_touched_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCSURVEY_DATA", str(tmp_path))
    told("upgrade")
    assert told("dialling", "status") == "Phones may ring; nobody has stopped it so far.\n"

"""``vocsurvey call-me``: a whole test interview over a carrier that is another program, and every refusal."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_up import AWAY, House

from vocsurvey.cli.commands import program
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade
from vocsurvey.settings_form import FORMS

ANGRY = "+12025550104"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose carrier does not answer, with a database and with nothing running."""
    given = {name: form.example for name, form in FORMS.items() if name.startswith("TWILIO_A")}
    given |= {
        "DATABASE_URL": f"sqlite:///{tmp_path}/rows.db",
        "SECRET_KEY": "s" * 40,
        "VOCSURVEY_SUPPRESSION_KEY": "k" * 40,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "0" * 32,
        "VOCSURVEY_CARRIER_URL": "http://127.0.0.1:1",
        "VOCSURVEY_PUBLIC_URL": "http://127.0.0.1:1",
        "VOCSURVEY_FROM_NUMBER": "+12025550199",
        "VOCSURVEY_DATA": str(tmp_path),
    }
    for name in FORMS:
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    database = Database(given["DATABASE_URL"])
    upgrade(database)
    database.dispose()
    return tmp_path


def refused(*words: str) -> str:
    """What the command says when it will not or cannot."""
    result = CliRunner().invoke(program, ["call-me", *words])
    assert result.exit_code == 1, result.output
    return result.stderr


def test_without_the_product_running_nobody_is_called(folder: Path) -> None:
    assert "start “vocsurvey up” first" in refused("support-case", ANGRY)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nothing", ANGRY), "There is no questionnaire “nothing”; there are"),
        (("support-case", ANGRY, "--language", "tlh"), "“support-case” does not speak tlh; it speaks en, de, fr, es."),
        (("support-case", "0104"), "has no country"),
        (("support-case", ANGRY), "The carrier did not place the call"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    folder: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.setenv("REDIS_URL", redis_url)
    assert sentence in refused(*words)


def test_a_language_without_a_voice_is_named(folder: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = folder / "rules"
    rules.mkdir()
    voice = "{language: en-US, voice: alice, sorry: Sorry.}"
    (rules / "voices.yaml").write_text(f"default: en\nvoices:\n  en: {voice}\n")
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("VOCSURVEY_RULES", str(rules))
    assert "No voice speaks de, fr, es" in refused("support-case", ANGRY)


@pytest.fixture
def house() -> Generator[House]:
    """An installation with the sandbox as its carrier; whatever still runs at the end is killed."""
    folder = Path(tempfile.mkdtemp(prefix="vc-")).resolve()
    house = House(folder)
    yield house
    for process in house.family():
        process.kill()
    house.carrier.kill()
    house.carrier.communicate()
    shutil.rmtree(folder)


def test_an_angry_tester_hears_it_all_and_nothing_is_counted(house: House) -> None:
    with house.up() as process:
        done = house.run("call-me", "support-case", ANGRY, "--language", "de")
        assert done.returncode == 0, done.stderr
        assert "-- you are connected" in done.stdout
        assert "vocsurvey: Hallo" in done.stdout or "vocsurvey: Guten Tag" in done.stdout
        assert "you: pressed " in done.stdout
        assert "-- this would have raised: high, negative:" in done.stdout
        assert "nobody was" not in done.stderr
        away = house.run("call-me", "support-case", AWAY)
        assert (away.returncode, "The call was not answered (no answer)" in away.stderr) == (1, True)
        found = json.loads(house.run("call-me", "support-case", ANGRY, "--json").stdout)
        assert found["phase"] == "over"
        assert {flag["kind"] for flag in found["flags"]} == {"negative"}
        assert house.run("campaign", "status").stdout.startswith("There is no campaign yet.")
        assert "There is no campaign “1”" in house.run("campaign", "status", "1").stderr
        assert json.loads(house.run("audit", "--json").stdout)["audit"] == "clean"
        process.terminate()
        process.communicate(timeout=60)

"""``vocsurvey explain``: an answer for a person, in words and as JSON, and a sentence where there is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from vocsurvey.cli.commands import program
from vocsurvey.db.campaign import Case
from vocsurvey.db.sample import Contact
from vocsurvey.db.session import Database
from vocsurvey.settings import Settings
from vocsurvey.settings_form import FORMS

LIST = (
    "account_id,account,account_country,contact_id,contact_name,phone,zone,touchpoint_id,touchpoint_kind,"
    "automated_voice_consent\n"
    "A1,Alder,US,C1,Carol Carter,+1 202 555 0101,America/New_York,T1,support_case,yes\n"
    "A2,Birke,DE,C2,Carl Conrad,+49 30 23125 003,,T2,support_case,no\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database, two people, and a campaign."""
    for name in FORMS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VOCSURVEY_SUPPRESSION_KEY", "a key that is long enough for the tests")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(LIST)
    for words in (
        ("upgrade",),
        ("import", "people.csv"),
        ("campaign", "new", "Autumn", "--questionnaire", "support-case", "--company", "Us", "--from", "+12025550100"),
        ("campaign", "launch", "Autumn"),
    ):
        assert run(*words).exit_code == 0
    return tmp_path


def run(*words: str) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(program, words, prog_name="vocsurvey")


def change(table: type[Case] | type[Contact], **facts: object) -> None:
    """Change every row of a table."""
    database = Database(Settings.from_environ().database_url)
    with database.transaction() as session:
        for row in session.scalars(select(table)):
            for name, value in facts.items():
                setattr(row, name, value)
    database.dispose()


@pytest.mark.usefixtures("folder")
def test_what_it_says() -> None:
    change(Case, due_at=datetime(2100, 6, 1, 14, 0, tzinfo=UTC))
    said = run("explain", "carter").stdout
    assert said.startswith("Carol Carter, Alder (C1)\n\nAutumn, about support case (case 1, dialled 0 times)\n")
    assert "  Not now: the automated voice calls them later.\n" in said
    assert "  Not before 2100-06-01 14:00 UTC (Tue 2100-06-01 10:00 in America/New_York).\n" in said
    assert "  - Not due yet: the call follows by itself when it is.\n" in said
    assert "goes to a live caller" in run("explain", "C2").stdout
    change(Case, due_at=None, closed_at=datetime(2026, 1, 1, tzinfo=UTC), disposition="3.11", waiting_for=["inactive"])
    said = run("explain", "C2").stdout
    ended_at = "2026-01-01 00:00 UTC (Thu 2026-01-01 01:00 in Europe/Berlin)"
    assert f"  Ended as 3.11 Not attempted, {ended_at}.\n  - The contact is not active: " in said
    assert "\nNo campaign calls them now. If one began now, only a live caller could call them" in said
    assert "\n  - No consent to be called by an automated voice: " in said
    change(Case, disposition="9.99")
    assert "  Ended as 9.99, 2026-01-01 00:00 UTC" in run("explain", "C2").stdout


@pytest.mark.usefixtures("folder")
def test_as_json() -> None:
    change(Case, due_at=datetime(2100, 6, 1, 14, 0, tzinfo=UTC))
    value = json.loads(run("explain", "C1", "--json").stdout)
    assert (value["contact"], value["name"], value["account"]) == ("C1", "Carol Carter", "Alder")
    assert value["if_a_campaign_began_now"] is None
    (case,) = value["cases"]
    assert (case["standing"], case["until"], case["channel"]) == ("deferred", "2100-06-01T14:00:00+00:00", "ivr")
    assert {reason["code"] for reason in case["reasons"]} >= {"not_due"}
    assert all(reason["sentence"].endswith(".") for reason in case["reasons"])


@pytest.mark.usefixtures("folder")
def test_nobody_and_too_many() -> None:
    nobody = run("explain", "zed")
    assert (nobody.exit_code, nobody.stdout) == (1, "")
    assert "There is no contact “zed”" in nobody.stderr
    several = run("explain", "car")
    assert several.exit_code == 1
    assert "Several contacts match “car”; name one of them by its id:\n  C2  Carl Conrad, Birke\n" in several.stderr
    Path("more.csv").write_text(
        LIST.splitlines()[0]
        + "".join(f"\nA1,Alder,US,N{n},Carmen {n},+1 202 555 01{n},,S{n},support_case," for n in range(10, 40))
    )
    assert run("import", "more.csv").exit_code == 0
    assert "(the first 20)" in run("explain", "car").stderr
    assert "In no campaign" in run("explain", "N12").stdout
    foreseen = json.loads(run("explain", "N12", "--json").stdout)["if_a_campaign_began_now"]
    assert "no_consent_for_automated_voice" in {reason["code"] for reason in foreseen["reasons"]}

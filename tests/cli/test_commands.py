"""The command line: help with an example for every command, and every refusal in a sentence with its exit status."""

from __future__ import annotations

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update
from workbooks import workbook

from vocsurvey import clock
from vocsurvey.cli import commands, demo_stage, refusal
from vocsurvey.cli.commands import COMMANDS, program
from vocsurvey.cli.showing import opened
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.inquiry import Inquiry
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.columns import OPTIONAL, REQUIRED
from vocsurvey.keys import line_hasher
from vocsurvey.operations import dialing, undoing
from vocsurvey.rulebook import DEMO, SHIPPED, load_rulebook
from vocsurvey.settings import Needs, Settings
from vocsurvey.settings_form import FORMS

HEADER = "account_id,account,account_country,contact_id,contact_name,phone,touchpoint_id,touchpoint_kind\n"
GOOD = "A1,Alder,US,C1,Carol,+1 202 555 0101,T1,support_case\n"
BAD = "A1,Alder,US,C2,Devon,12,T2,support_case\n"


def every_command() -> list[tuple[str, ...]]:
    """The words of every command and subcommand."""
    context = click.Context(program)
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = program.get_command(context, name)
        subcommands = command.commands if isinstance(command, click.Group) else ()
        found += [(name,), *((name, sub) for sub in subcommands)]
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and an environment without any setting."""
    for name in FORMS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, stdin: str | None = None) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(program, words, input=stdin, prog_name="vocsurvey")


def good(*words: str, stdin: str | None = None) -> str:
    """Run a command that works; its standard output."""
    result = run(*words, stdin=stdin)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(status: int, *words: str) -> str:
    """Run a command that is refused: its exit status, one sentence on standard error, and no trace."""
    result = run(*words)
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result.stderr


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_has_help_with_an_example(words: tuple[str, ...]) -> None:
    text = good(*words, "--help")
    assert f"Usage: vocsurvey {' '.join(words)}" in text
    if words[0] != "sandbox":  # its help is a table of who picks up
        assert "Example" in text
        assert f"vocsurvey {words[0]}" in text.partition("Example")[2]


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_is_in_the_docs(words: tuple[str, ...]) -> None:
    docs = Path(__file__).parents[2] / "docs" / "commands.md"
    assert f"`vocsurvey {' '.join(words)}" in docs.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMS)
def test_every_setting_is_in_the_docs(name: str) -> None:
    docs = Path(__file__).parents[2] / "docs" / "settings.md"
    assert f"| `{name}` |" in docs.read_text(encoding="utf-8")


def test_the_overview_lists_every_command_without_importing_any() -> None:
    code = "import sys; from vocsurvey.cli import main\ntry: main()\nfinally: print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("False\n")
    for name, (_, line) in COMMANDS.items():
        assert f"  {name} " in done.stdout
        assert line in done.stdout


def test_an_unknown_command_is_wrong_usage(folder: Path) -> None:
    assert "No such command 'phone'" in refused(2, "phone")


@pytest.mark.parametrize("words", [("up",), ("web",), ("worker",), ("clock",)], ids=" ".join)
def test_missing_settings_are_told_together(folder: Path, words: tuple[str, ...]) -> None:
    text = refused(2, *words)
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "VOCSURVEY_PUBLIC_URL", "VOCSURVEY_FROM_NUMBER"):
        assert f"{name} is not set. Example: {name}=" in text
    assert ("REDIS_URL is not set" in text) is (words != ("up",))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("word", ["web", "worker", "clock"])
def test_a_process_without_its_settings_leaves_no_trace_in_the_log(folder: Path, word: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vocsurvey", word], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "Some settings are missing or wrong" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("audit",),
        ("campaign", "status"),
        ("campaign", "launch", "1"),
        ("user", "add", "a@example.com", "--name", "A", "--role", "admin", "--generate"),
    ],
    ids=" ".join,
)
def test_without_a_database_the_next_step_is_named(folder: Path, words: tuple[str, ...]) -> None:
    assert "Run: vocsurvey upgrade" in refused(1, *words)


def test_a_database_that_is_not_upgraded_is_told(folder: Path) -> None:
    (folder / "var" / "vocsurvey").mkdir(parents=True)
    (folder / "var" / "vocsurvey" / "vocsurvey.sqlite3").touch()
    assert "not in its present shape. Run: vocsurvey upgrade" in refused(1, "audit")


def test_a_database_of_a_newer_program_is_told_and_left_alone(folder: Path) -> None:
    good("upgrade")
    (path,) = folder.rglob("*.sqlite3")
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    before = path.read_bytes()
    for words in (("upgrade",), ("campaign", "status"), ("audit",)):
        text = refused(1, *words)
        assert "upgraded by a newer vocsurvey: it is at step 9999" in text
        assert "Run: vocsurvey upgrade" not in text
    assert "PROBLEM  database: The database was upgraded by a newer vocsurvey" in run("doctor").stdout
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_told(folder: Path) -> None:
    (folder / "var" / "vocsurvey").mkdir(parents=True)
    (folder / "var" / "vocsurvey" / "vocsurvey.sqlite3").write_text("certainly no database, but long enough" * 100)
    assert "The database does not do what it was asked: file is not a database." in refused(1, "audit")


def test_a_database_server_that_is_away_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:hush@127.0.0.1:1/none")
    text = refused(1, "campaign", "status")
    assert "The database does not do what it was asked" in text
    assert "hush" not in text


def test_what_should_not_happen_is_a_sentence_too(folder: Path) -> None:
    with pytest.raises(click.ClickException, match=r"should not have \(ZeroDivisionError\)"), refusal.told_plainly():
        raise ZeroDivisionError
    with pytest.raises(refusal.Failure, match=r"x\.yaml: No such file"), refusal.told_plainly():
        Path("x.yaml").read_text()


def test_with_traceback_an_error_is_left_as_it_is(folder: Path) -> None:
    (folder / "var").write_text("in the way")
    assert isinstance(run("upgrade").exception, SystemExit)
    assert isinstance(run("--traceback", "upgrade").exception, OSError)


def test_a_campaign_from_draft_to_paused(folder: Path) -> None:
    good("upgrade")
    good("upgrade")
    good("import", str(demo_stage.CONTACTS))
    assert "There is no campaign yet" in good("campaign", "status")
    new = ("campaign", "new", "After support", "--questionnaire", "support-case", "--company", "Brightwater")
    assert "give --from +12025550100, or set VOCSURVEY_FROM_NUMBER" in refused(1, *new)
    assert "Nobody signs in as jo@example.com" in refused(
        1, *new, "--from", "+12025550199", "--owner", "jo@example.com"
    )
    good("user", "add", "Jo@example.com", "--name", "Jo", "--role", "manager", "--generate")
    assert "Campaign 1" in good(*new, "--from", "+12025550199", "--owner", "jo@example.com")
    assert "already" in refused(1, *new, "--from", "+12025550199")
    assert "There is no questionnaire “nix”" in refused(
        1, "campaign", "new", "B", "--questionnaire", "nix", "--company", "B"
    )
    assert "is draft, not running" in refused(1, "campaign", "pause", "1")
    assert "73 people to phone" in good("campaign", "launch", "After support")
    assert "cannot be launched again" in refused(1, "campaign", "launch", "1")
    assert "is paused" in good("campaign", "pause", "1")
    assert "is running" in good("campaign", "resume", "1")
    assert "There is no campaign “2”" in refused(1, "campaign", "pause", "2")
    assert "has priority 5" in good("campaign", "prefer", "1", "5")
    assert "from 0 to 9" in refused(1, "campaign", "prefer", "1", "10")
    change = ("campaign", "change", "1")
    assert "Say what is to be changed" in refused(1, *change)
    said = good(*change, "--last-day", "2999-11-29", "--calls-per-day", "40", "--quota", "country=US:30")
    assert "last day 29 November 2999 instead of none; calls a day 40 instead of none; quota for country US 30" in said
    assert "quota for country US none instead of 30" in good(*change, "--quota", "country=US:none")
    assert "calls a day none instead of 40" in good(*change, "--calls-per-day", "none", "--priority", "5")
    assert "nothing was different" in good(*change, "--priority", "5")
    assert "--last-day: That day is over already" in refused(1, *change, "--last-day", "2020-01-01")
    assert "running" in good("campaign", "status")
    assert "cases: 73" in good("campaign", "status", "1")
    assert json.loads(good("campaign", "status", "--json"))[0]["cases"] == 73
    assert json.loads(good("campaign", "status", "1", "--json"))["status"] == "running"
    assert "promises, all kept" in good("audit")
    assert json.loads(good("audit", "--json"))["audit"] == "clean"


def test_a_campaign_is_planned_looked_at_stopped_and_copied(folder: Path) -> None:
    good("upgrade")
    good("import", str(demo_stage.CONTACTS))
    new = ("campaign", "new", "Key accounts", "--questionnaire", "support-case", "--company", "B", "--from",
           "+12025550199")  # fmt: skip
    wrong = refused(
        1, *new, "--zone", "Mars", "--tier", "tin", "--hours", "mon=9-5", "--quota", "tier=tin:3", "--tries", "0",
        "--first-day", "2031-02-01", "--last-day", "2031-01-01", "--note-days", "99",
    )  # fmt: skip
    for words in (
        "--zone: “Mars” is not a time zone",
        "--tier: No customer has the tier “tin”",
        "--hours: ",
        "--quota: No customer has the tier “tin”",
        "--tries: Give how often",
        "--last-day: The last day is before the first one",
        "--note-days: Give the days ahead as a whole number from 1 to 14",
        "--owner: Say who answers for the campaign, because replies to its notes go to them",
    ):
        assert words in wrong
    unread = refused(
        1, *new, "--hours", "sun-mon=1", "--owner", "jo@example.com", "--zone", "Mars", "--one-in", "3",
        "--at-most", "2", "--by-clock", "--last-day", "2020-01-01", "--questionnaire", "nix",
    )  # fmt: skip
    for words in (
        "--hours: Write “sun-mon=1” like mon-fri=09:00-17:00",
        "--owner: Nobody signs in as jo@example.com",
        "--zone: “Mars” is not a time zone",
        "--one-in: People are drawn by one rule: leave out --one-in or --at-most",
        "--by-clock: Say with --every how often",
        "--last-day: The last day is over already",
        "--questionnaire: There is no questionnaire “nix”",
    ):
        assert words in unread
    assert "--hours: No phone may ring at any of these hours in US" in refused(
        1, *new, "--country", "US", "--hours", "Mon-Fri=22:00-23:00", "--tries", "0"
    )
    assert "There is no campaign yet" in good("campaign", "status")
    whole = ("--one-in", "3", "--country", "DE", "--hours", "mon-sun=00:00-24:00", "--quota", "country=DE:5")
    assert "Campaign 1" in good(*new, *whole, "--calls-per-day", "10", "--gap-days", "2")
    told = good("campaign", "preview", "1")
    seen = json.loads(good("campaign", "preview", "Key accounts", "--json"))
    assert f"Key accounts: {seen['people']} people drawn" in told
    assert "quota, country DE: 5 are enough" in told
    assert "the unhappy: nobody is known to be" in told
    assert seen["estimate"]["dials"] > 0
    assert seen["left_out"]["by_the_draw"] > 0
    assert f"{seen['people']} people to phone" in good("campaign", "launch", "1")
    assert "is running" in refused(1, "campaign", "preview", "1")
    asked = run("campaign", "stop", "1")
    assert asked.exit_code == 1
    assert f"{seen['people']} people would not be called any more" in asked.output
    assert "is stopped for good" in good("campaign", "stop", "1", "--yes")
    assert "status: stopped" in good("campaign", "status", "1")
    assert "is stopped already" in refused(1, "campaign", "stop", "1", "--yes")
    assert "“Key accounts, 2”, is a draft" in good("campaign", "copy", "1")


def test_a_plan_for_nobody_says_so_and_what_to_do(folder: Path) -> None:
    good("upgrade")
    good("campaign", "new", "A", "--questionnaire", "support-case", "--company", "B", "--from", "+12025550199")
    told = good("campaign", "preview", "A")
    assert "Nobody is drawn by this plan" in told
    assert "vocsurvey import FILE" in told
    assert "dials" not in told
    assert json.loads(good("campaign", "preview", "A", "--json"))["people"] == 0
    assert "Nobody" in refused(1, "campaign", "launch", "A")
    (folder / "one.csv").write_text(HEADER + GOOD, encoding="utf-8")
    good("import", str(folder / "one.csv"))
    assert "Nobody" not in good("campaign", "preview", "A")
    good("do-not-call", "add", "+1 202 555 0101", "--reason", "asked")
    told = good("campaign", "preview", "A")
    assert "Nobody of these people may be called, so it cannot be launched" in told
    assert "what would have to change" in told
    assert "reached in the end" not in told, "there is nothing to reckon"
    assert "nobody in it may be called" in refused(1, "campaign", "launch", "A")


def test_a_launch_is_left_to_the_workers_held_and_called_off(folder: Path) -> None:
    good("upgrade")
    good("import", str(demo_stage.CONTACTS))
    good("campaign", "new", "A", "--questionnaire", "support-case", "--company", "B", "--from", "+12025550199")
    assert "“A” is being launched." in good("campaign", "launch", "A", "--no-wait")
    assert "launch: under way" in good("campaign", "status", "A")
    assert "is being launched already" in refused(1, "campaign", "launch", "A")
    assert "The launch of “A” is held" in good("campaign", "pause", "A")
    assert "launch: held" in good("campaign", "status", "A")
    assert "The launch of “A” goes on" in good("campaign", "resume", "A")
    assert "The launch of “A” is called off" in good("campaign", "stop", "A", "--yes")
    assert "launch" not in json.loads(good("campaign", "status", "A", "--json"))
    with opened(Settings.from_environ()) as database, database.transaction() as session:
        session.execute(update(Contact).values(active=False))
    assert "Nobody is left to phone" in refused(1, "campaign", "launch", "A")
    assert "not launched: Nobody is left to phone" in good("campaign", "status", "A")
    with opened(Settings.from_environ()) as database, database.transaction() as session:
        session.execute(update(Contact).values(active=True))
    assert "people to phone" in good("campaign", "launch", "A")


def test_a_standing_campaign_writes_ahead_too(folder: Path) -> None:
    good("upgrade")
    good("user", "add", "ada@example.com", "--name", "Ada", "--role", "manager", "--generate")
    new = ("campaign", "new", "A", "--questionnaire", "support-case", "--company", "B", "--from", "+12025550199")
    assert "--owner" in refused(1, *new, "--standing", "--note-days", "2")
    good(*new, "--standing", "--note-days", "2", "--owner", "ada@example.com")
    with opened(Settings.from_environ()) as database, database.reading() as session:
        assert session.execute(select(Campaign.standing, Campaign.notice_days)).one() == (True, 2)


def test_a_person_is_erased_with_a_question_first(folder: Path) -> None:
    good("upgrade")
    good("import", str(demo_stage.CONTACTS))
    with opened(Settings.from_environ()) as database, database.reading() as session:
        one = session.scalars(select(Contact).order_by(Contact.id)).first()
        assert one is not None
        who, name, contact_id = one.external_id, one.name, one.id
    assert "There is no contact nobody" in refused(1, "contact", "erase", "nobody", "--yes")
    asked = run("contact", "erase", who)
    assert asked.exit_code == 1
    assert f"{name}, " in asked.output
    assert "Erase them for good?" in asked.output
    assert "--firm-too" not in asked.output
    with opened(Settings.from_environ()) as database, database.transaction() as session:
        session.get_one(Contact, contact_id).account.name = name
    assert "keeps that name; --firm-too takes it away" in run("contact", "erase", who).output
    assert "Erased: 0 conversation(s), 0 recording(s)." in good("contact", "erase", who, "--yes", "--firm-too")
    assert "There is no contact" in refused(1, "contact", "erase", who, "--yes")
    assert "erased already" in refused(1, "contact", "erase", f"erased-{contact_id}", "--yes")
    assert "audit" not in good("audit")


def test_a_campaign_says_who_is_not_called_why_and_until_when(folder: Path) -> None:
    people = "account_id,account,account_country,contact_id,contact_name,phone,zone,automated_voice_consent\n"
    people += "A1,Alder,US,C1,Carol,+1 202 555 0101,America/New_York,yes\n"
    people += "A1,Alder,US,C2,Devon,+1 202 555 0102,America/New_York,yes\n"
    people += "A1,Alder,US,C3,Eve,+1 202 555 0103,America/New_York,no\n"
    (folder / "list.csv").write_text(people)
    good("upgrade")
    good("import", "list.csv")
    good("campaign", "new", "A", "--questionnaire", "support-case", "--company", "B", "--from", "+12025550199")
    assert "vocsurvey campaign status 1" in good("campaign", "launch", "A")
    assert "called" not in good("campaign", "status", "A")
    night = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
    rules, settings = load_rulebook(None), Settings.from_environ(needs=Needs.SUPPRESSION_KEY)
    with opened(settings) as database, database.transaction() as session:
        for case in session.scalars(select(Case)):
            case.due_at = night
        hashed = line_hasher(settings.suppression_key or "")
        assert dialing.claim_due_cases(session, rules=rules, line_hash=hashed, now=night, limit=10) == ()
        for case in session.scalars(select(Case).where(Case.closed_at.is_(None))):
            assert case.due_at is not None
            case.due_at = case.due_at.replace(year=2099)
    told = good("campaign", "status", "A")
    assert "dispositions" not in told
    assert "not called before 2099-11-18 14:00 UTC: 2 people: outside the hours in which this phone may ring" in told
    assert "1 person: no consent to be called by an automated voice; waits for a live caller" in told
    waiting = json.loads(good("campaign", "status", "A", "--json"))["not_called"]
    assert [(one["reasons"], one["cases"]) for one in waiting] == [
        (["no_consent_for_automated_voice", "goes_to_live_caller"], 1),
        (["outside_hours"], 2),
    ]


def test_a_language_without_a_voice_stops_the_launch(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "rules").mkdir()
    voice = "voices: {en: {language: en-US, voice: Polly.Joanna, sorry: Sorry.}}\ndefault: en\n"
    (folder / "rules" / "voices.yaml").write_text(voice)
    monkeypatch.setenv("VOCSURVEY_RULES", "rules")
    monkeypatch.setenv("VOCSURVEY_FROM_NUMBER", "+12025550199")
    good("upgrade")
    good("campaign", "new", "A", "--questionnaire", "support-case", "--company", "B")
    assert "No voice speaks de" in refused(1, "campaign", "launch", "A")
    (folder / "rules" / "voices.yaml").write_text("voices: []")
    assert "voices.yaml: voices: a list of languages" in refused(1, "campaign", "launch", "A")


@pytest.mark.parametrize("flag", [(), ("--dry-run",)])
def test_a_list_with_bad_lines_changes_nothing(folder: Path, flag: tuple[str, ...]) -> None:
    good("upgrade")
    (folder / "list.csv").write_text(HEADER + GOOD + BAD)
    text = refused(1, "import", "list.csv", *flag)
    assert "list.csv:3: phone: 12 is" in text
    assert "1 good line(s), 1 line(s) bad; nothing was imported" in text
    good("import", "list.csv", "--skip-bad", "--dry-run")
    assert '"contact": 1' in good("import", "list.csv", "--skip-bad", "--json")


def test_only_the_good_lines_come_in_when_asked_to(folder: Path) -> None:
    good("upgrade")
    (folder / "list.csv").write_text(HEADER + GOOD + BAD)
    result = run("import", "list.csv", "--skip-bad")
    assert result.exit_code == 0
    assert result.stdout == "Created: 1 account, 1 contact, 1 touchpoint.\n"
    assert "1 line(s) left out" in result.stderr
    assert good("import", "list.csv", "--skip-bad") == "Unchanged: 1 account, 1 contact, 1 touchpoint.\n"


def test_an_import_is_taken_back_after_asking(folder: Path) -> None:
    good("upgrade")
    (folder / "list.csv").write_text(HEADER + GOOD)
    told = run("import", "list.csv")
    assert told.stderr == "To take it back within 30 days: vocsurvey import --undo 1\n"
    foretold = json.loads(good("import", "--undo", "1", "--dry-run", "--json"))
    assert foretold["deleted"] == {"contact": 1, "account": 1, "touchpoint": 1}
    assert foretold["kept_because"] == []
    refusing = run("import", "--undo", "1", stdin="n\n")
    assert refusing.exit_code == 1
    assert "Would delete: 1 person, 1 customer and 1 reason to call." in refusing.output
    done = good("import", "--undo", "1", "--yes")
    assert done == "Deleted: 1 person, 1 customer and 1 reason to call.\n"
    assert "taken back already" in refused(1, "import", "--undo", "1", "--yes")
    assert "There is no import 7" in refused(1, "import", "--undo", "7")
    assert "goes without a FILE" in refused(2, "import", "list.csv", "--undo", "1")
    assert "Name the FILE" in refused(2, "import")
    assert good("import", "list.csv") == "Created: 1 account, 1 contact, 1 touchpoint.\n"


def test_what_an_undo_leaves_is_said_and_an_undo_that_was_interrupted_is_gone_on_with(folder: Path) -> None:
    good("upgrade")
    (folder / "list.csv").write_text(HEADER.replace("\n", ",automated_voice_consent\n") + GOOD.replace("\n", ",yes\n"))
    good("import", "list.csv")
    with opened(Settings.from_environ()) as database, database.transaction() as session:
        assert undoing.begin(session, 1, None, clock.now()) is None
    assert good("import", "--undo", "1") == (
        "Deleted: 1 reason to call.\nWithdrawn: 1 yes to an automated voice.\n"
        "Left alone: 1 customer, because people stay who belong to it.\n"
        "Left alone: 1 person, because the ledger of consents keeps it.\n"
    )


def test_what_is_in_several_portions_is_counted_once(folder: Path) -> None:
    good("upgrade")
    first = json.loads(good("import", str(demo_stage.CONTACTS), "--json"))["imported"]
    assert first["created"] == {"account": 30, "agent": 9, "contact": 73, "touchpoint": 73}
    assert set(first["unchanged"].values()) == {0}
    again = json.loads(good("import", str(demo_stage.CONTACTS), "--json"))
    assert again["imported"]["unchanged"] == {"account": 30, "agent": 9, "contact": 73, "touchpoint": 73}
    assert len(again["unknown_owners"]) == 4


def test_a_dry_run_names_telephones_that_are_somebody_elses_and_columns_that_nobody_knows(folder: Path) -> None:
    good("upgrade")
    (folder / "list.csv").write_text(HEADER + GOOD)
    good("import", "list.csv")
    (folder / "other.csv").write_text(HEADER + "A9,Oak,US,D1,Dora,+1 202 555 0101,X1,order\n")
    told = run("import", "other.csv", "--dry-run")
    assert "other.csv:2: phone: That of Carol, Alder, too; look whether it is Dora’s.\n" in told.stderr
    report = json.loads(good("import", "other.csv", "--dry-run", "--json"))
    first = {"line": 2, "contact": "Dora", "known": "Carol", "account": "Alder"}
    assert report["telephones_of_others"] == {"total": 1, "first": [first]}
    (folder / "more.csv").write_text(HEADER.strip() + ",Notes\nA1,Alder,US,C1,Carol,+1 202 555 0101,T1,order,x\n")
    said = refused(1, "import", "more.csv")
    assert "1 good line(s), none bad, but the first one has a column that is not known; nothing was imported" in said
    assert "--skip-bad imports all but what stands in it." in said


def test_a_dry_run_says_what_each_line_would_do(folder: Path) -> None:
    good("upgrade")
    (folder / "list.csv").write_text(HEADER + GOOD)
    told = good("import", "list.csv", "--dry-run")
    assert "Would be created: 1 account, 1 contact, 1 touchpoint.\n1 good line(s); nothing was imported" in told
    good("import", "list.csv")
    (folder / "list.csv").write_text(HEADER + GOOD.replace("0101", "0103") + BAD)
    assert "list.csv:2: C1, Carol: would change phone\n" in run("import", "list.csv", "--dry-run").stdout
    report = json.loads(run("import", "list.csv", "--dry-run", "--json").stdout)
    assert report["lines"] == [{"line": 2, "contact_id": "C1", "verdict": "changed", "changes": ["phone"]}]
    assert report["forecast"]["changed"] == {"account": 0, "contact": 1, "agent": 0, "touchpoint": 0}
    assert report["imported"] is None
    many = "".join(f"A1,Alder,US,D{n},Dan,+1 202 555 01{n},X{n},order\n" for n in range(10, 33))
    (folder / "many.csv").write_text(HEADER + many)
    good("import", "many.csv")
    (folder / "many.csv").write_text(HEADER + many.replace("Dan", "Dana"))
    assert "… and 3 more lines that change something" in good("import", "many.csv", "--dry-run")


def test_columns_are_mapped(folder: Path) -> None:
    good("upgrade")
    (folder / "list.csv").write_text(HEADER.replace("phone", "Fernruf").replace("touchpoint_kind", "shoes") + GOOD)
    text = refused(1, "import", "list.csv")
    assert "phone is missing there" in text
    assert "The column “Fernruf” is not known" in text
    assert "it is not known what the columns are; --map says it" in text
    mapped = ("import", "list.csv", "--map", "Fernruf=phone", "--map", "#8=touchpoint_kind")
    assert "Created: 1 account" in good(*mapped)
    assert "write it like --map" in refused(2, "import", "list.csv", "--map", "Fernruf")


def test_a_workbook_is_a_list_too(folder: Path) -> None:
    good("upgrade")
    rows = [line.split(",") for line in (HEADER + GOOD).splitlines()]
    (folder / "list.xlsx").write_bytes(workbook({"Notes": [["hello"]], "People": rows}))
    result = run("import", "list.xlsx")
    assert result.stdout == "Created: 1 account, 1 contact, 1 touchpoint.\n"
    assert result.stderr.startswith("Of 2 sheets, “People” was read.\n")


def test_the_progress_is_shown_to_people_only(folder: Path) -> None:
    good("upgrade")
    (folder / "list.csv").write_text(HEADER + GOOD)
    screen, slave = pty.openpty()
    command = [sys.executable, "-m", "vocsurvey", "import", "list.csv"]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=slave, timeout=60, check=True)
    os.close(slave)
    assert b"Reading" in os.read(screen, 65_536)
    os.close(screen)
    assert done.stdout == b"Created: 1 account, 1 contact, 1 touchpoint.\n"
    assert run("import", "list.csv").stderr == ""


def test_a_list_that_is_none_is_told(folder: Path) -> None:
    good("upgrade")
    (folder / "empty.csv").touch()
    assert "empty.csv: The file is empty" in refused(1, "import", "empty.csv")
    (folder / "picture.csv").write_bytes(b"\x89PNG\r\n" + bytes(99))
    assert "picture.csv: The file is a picture and not a contact list" in refused(1, "import", "picture.csv")
    (folder / "bare.csv").write_text(HEADER)
    assert "bare.csv: There is no contact below the header line." in refused(1, "import", "bare.csv")
    (folder / "latin.csv").write_bytes((HEADER + GOOD.replace("Alder", "Müller")).encode("latin-1"))
    assert "not UTF-8" in run("import", "latin.csv").stderr
    assert "does not exist" in refused(2, "import", "nix.csv")


def test_a_person_is_let_in_once(folder: Path) -> None:
    good("upgrade")
    add = ("user", "add", "kim@example.com", "--name", "Kim", "--role", "agent")
    assert "There is no agent A1" in refused(1, *add, "--agent", "A1", "--generate")
    assert run(*add, stdin="short\nshort\n").exit_code == 1
    assert "can sign in as kim@example.com\n" in good(*add, stdin="long enough to be safe\nlong enough to be safe\n")
    assert "already" in refused(1, *add, "--generate")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("kim", "--zone", "UTC"), "“kim” is not an e-mail address"),
        (("kim@example.com", "--zone", "Europe/Atlantis"), "“Europe/Atlantis” is not a time zone"),
    ],
)
def test_a_person_whose_pages_could_not_be_shown_is_refused(folder: Path, options: tuple[str, ...], told: str) -> None:
    good("upgrade")
    assert told in refused(1, "user", "add", *options, "--name", "Kim", "--role", "manager", "--generate")
    assert told not in good("user", "add", "kim@example.com", "--name", "Kim", "--role", "manager", "--generate")


def test_a_caller_calls_in_the_languages_that_they_speak(folder: Path) -> None:
    good("upgrade")
    add = ("user", "add", "lou@example.com", "--name", "Lou", "--role", "caller", "--generate")
    assert "Say which languages they call in" in refused(1, *add)
    assert "“loud” is not a language" in refused(1, *add, "--language", "loud")
    assert "nobody has no country" in refused(1, *add, "--language", "en", "--phone", "nobody")
    good(*add, "--language", "en-GB", "--language", "es")
    change = ("user", "set", "Lou@example.com")
    assert good(*change, "--refusals") == "Lou calls in en, es, also those who have refused once\n"
    assert good(*change, "--language", "de", "--no-refusals") == "Lou calls in de\n"
    assert good(*change, "--phone", "+1 202 555 0170") == "Lou calls in de, at +12025550170\n"
    assert good(*change, "--way", "browser") == "Lou calls in de, in the browser\n"
    assert good(*change, "--way", "phone") == "Lou calls in de, at +12025550170\n"
    assert "Say what changes" in refused(1, *change)
    assert "Nobody signs in as kim@example.com." in refused(1, "user", "set", "kim@example.com", "--refusals")
    good("user", "add", "kim@example.com", "--name", "Kim", "--role", "manager", "--generate")
    assert good("user", "set", "kim@example.com", "--no-refusals") == "Kim calls in no language yet\n"


def test_somebody_says_when_they_work(folder: Path) -> None:
    good("upgrade")
    good("user", "add", "kim@example.com", "--name", "Kim", "--role", "manager", "--generate")
    works = ("user", "works", "kim@example.com")
    assert "Say what changes" in refused(1, *works)
    assert "not both" in refused(1, *works, "--away", "2026-12-24", "--not-away")
    assert "not both" in refused(1, *works, "--hours", "mon=09:00-12:00", "--usual-hours")
    for option, wrong, told in (
        ("--hours", "mon=late", "is not a span of hours"),
        ("--country", "Atlantis", "is not a country"),
        ("--away", "2026-12-24..2026-12-23", "ends before it begins"),
    ):
        assert told in refused(1, *works, option, wrong)
    split = ("--hours", "mon-thu=08:00-12:00,13:00-17:00", "--hours", "fri=08:00-13:00")
    words = "Kim works mon-thu 08:00-12:00, 13:00-17:00; fri 08:00-13:00"
    assert good(*works, *split) == f"{words}\n"
    whole = f"{words}, with the holidays of DE, away 2026-12-24..2027-01-02, away 2027-03-01\n"
    assert good(*works, "--country", "de", "--away", "2027-03-01", "--away", "2026-12-24..2027-01-02") == whole
    assert good(*works, "--usual-hours", "--not-away") == "Kim works in the usual hours, with the holidays of DE\n"
    assert "Nobody signs in as lou@example.com." in refused(1, "user", "works", "lou@example.com", "--country", "DE")


def test_every_column_of_a_contact_list_is_in_the_help(folder: Path) -> None:
    words = re.findall(r"[a-z_]+", good("import", "--help"))
    assert {*REQUIRED, *OPTIONAL} <= set(words)


def test_doctor_looks_for_the_database_and_does_not_make_it(folder: Path) -> None:
    good("upgrade")
    (database,) = folder.rglob("*.sqlite3")
    database.unlink()
    assert "there is none at" in run("doctor").stdout
    assert not database.exists()


def test_doctor_names_every_problem_and_makes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("doctor", "--json", "--call", "+12025550100")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    found = {check["name"]: check for check in report["checks"]}
    assert not report["ok"]
    assert "Run: vocsurvey upgrade" in found["database"]["sentence"]
    assert found["questionnaires"]["ok"]
    assert found["rules"]["ok"]
    assert "nobody was rung" in found["test call"]["sentence"]
    assert sum(check["name"] == "settings" for check in report["checks"]) == 4
    assert list(folder.iterdir()) == []
    monkeypatch.setenv("DATABASE_URL", "mysql://x")
    assert "PROBLEM  settings: DATABASE_URL must be" in run("doctor").stdout


def test_doctor_tells_what_does_not_answer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = {
        "DATABASE_URL": "postgresql://nobody:hush@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1",
        "SECRET_KEY": "s" * 40,
        "VOCSURVEY_SUPPRESSION_KEY": "k" * 40,
        "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
        "TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
        "VOCSURVEY_CARRIER_URL": "http://127.0.0.1:1",
        "VOCSURVEY_PUBLIC_URL": "http://127.0.0.1:1",
        "VOCSURVEY_FROM_NUMBER": "+12025550199",
    }
    (folder / "rules").mkdir()
    (folder / "rules" / "pacing.yaml").write_text("format: 2\n")
    for name, value in {**nowhere, "VOCSURVEY_RULES": "rules"}.items():
        monkeypatch.setenv(name, value)
    result = run("doctor")
    assert result.exit_code == 1
    assert "hush" not in result.output
    lines = result.stdout.splitlines()
    for name in ("database", "redis", "rules", "carrier", "public address"):
        assert any(line.startswith(f"PROBLEM  {name}:") for line in lines), result.stdout


def test_doctor_looks_at_every_number_of_ours_and_at_what_events_ask(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier = {
        "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
        "TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
        "VOCSURVEY_CARRIER_URL": "http://127.0.0.1:1",
        "VOCSURVEY_PUBLIC_URL": "http://127.0.0.1:1",
        "VOCSURVEY_FROM_NUMBER": "+12025550199",
        "VOCSURVEY_RULES": "rules",
    }
    for name, value in carrier.items():
        monkeypatch.setenv(name, value)
    (folder / "rules").mkdir()
    numbers = "numbers:\n- {number: '+442079460100', country: GB}\n- {number: '+12025550199', country: US}\n"
    head = "format: 1\nmark: R\nsource: Ours.\n"
    (folder / "rules" / "caller_numbers.yaml").write_text(head + numbers)
    shipped = (SHIPPED / "lifecycle.yaml").read_text("utf-8")
    (folder / "rules" / "lifecycle.yaml").write_text(shipped.replace("ask: delivery", "ask: delivry"), "utf-8")
    lines = run("doctor").stdout.splitlines()
    assert [line.split(": ", 1)[0].split()[-1] for line in lines].count("call-backs") == 2
    for number in ("+12025550199", "+442079460100"):
        assert any(f"Set there: at {number}, “A call comes in”" in line for line in lines)
    wrong = next(line for line in lines if line.startswith("PROBLEM  events:"))
    assert (
        "lifecycle.yaml: “after a delivery” asks delivry, which is no questionnaire; there are cancellation," in wrong
    )


def test_the_overview_comes_at_once() -> None:
    began = time.process_time()
    assert run("--help").exit_code == 0
    assert time.process_time() - began < 0.5
    assert commands.COMMANDS["demo"][0].startswith("vocsurvey.cli.demo")


def test_uncertain_calls_are_told_by_doctor_and_status(folder: Path) -> None:
    (folder / "list.csv").write_text(
        HEADER.rstrip() + ",automated_voice_consent\n" + GOOD.rstrip() + ",yes\n", encoding="utf-8"
    )
    good("upgrade")
    assert "ok       uncertain calls: there are none." in run("doctor").stdout
    good("import", "list.csv")
    good("campaign", "new", "A", "--questionnaire", "support-case", "--company", "B", "--from", "+12025550199")
    good("campaign", "launch", "A")
    assert "uncertain: 0" in good("campaign", "status", "A")
    rules, settings = load_rulebook(DEMO), Settings.from_environ(needs=Needs.SUPPRESSION_KEY)
    hashed, now = line_hasher(settings.suppression_key or ""), clock.now()
    with opened(settings) as database, database.transaction() as session:
        (call_id,) = dialing.claim_due_cases(session, rules=rules, line_hash=hashed, now=now, limit=10)
        assert isinstance(
            dialing.grant_permit(session, call_id, rules=rules, line_hash=hashed, now=now), dialing.Permit
        )
        dialing.record_uncertain(session, call_id, "no answer", now)
    assert "uncertain: 1" in good("campaign", "status", "A")
    assert "ok       uncertain calls: 1, the first since" in run("doctor").stdout
    with opened(settings) as database, database.transaction() as session:
        session.execute(update(Inquiry).values(ask_at=now - timedelta(minutes=11)))
    assert "PROBLEM  uncertain calls: 1, the first since" in run("doctor").stdout

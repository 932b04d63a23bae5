"""``vocsurvey rehearse`` as a person uses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vocsurvey.cli.rehearse import rehearse
from vocsurvey.interview.persona import Persona
from vocsurvey.library import library_folder


def _run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(rehearse, list(arguments), input=typed)


def test_it_is_played_by_keys_until_the_end_of_input() -> None:
    result = _run("support-case", typed="1\n2\nshout\n\n")
    assert result.exit_code == 0
    assert "Hello Maria Keller" in result.stdout
    assert "customer: presses 2 (no)" in result.stdout
    assert "-- flag: negative, not_resolved, high, service, for customer success" in result.stdout
    assert "'shout' is nothing that can be heard" in result.stderr
    assert "customer: says nothing" in result.stdout
    assert result.stdout.endswith("--   resolved: negative, not_resolved, high, service, for customer success\n")


def test_a_script_in_another_language_for_a_caller(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("\ufeff# Ja.\n1\n", "utf-8")
    result = _run("relationship", "--language", "de", "--channel", "live", "--script", str(script))
    assert result.exit_code == 0
    assert "caller: Guten Tag, spreche ich mit Maria Keller?" in result.stdout
    assert "customer: presses 1 (ja)" in result.stdout
    assert result.stderr == ""


def test_a_questionnaire_from_a_file() -> None:
    result = _run(str(library_folder() / "support-case.yaml"))
    assert result.exit_code == 0
    assert result.stdout.startswith("vocsurvey: Hello Maria Keller")


def test_what_a_machine_hears(tmp_path: Path) -> None:
    result = _run("support-case", "--machine", "--language", "de", "--save", str(tmp_path / "said.txt"))
    assert result.exit_code == 0
    assert result.stdout.startswith("vocsurvey: Guten Tag, dies ist eine automatische Nachricht von Example Systems")
    saved = (tmp_path / "said.txt").read_text("utf-8")
    assert saved.startswith("Nach einem Supportfall (de), left on a machine\n\nvocsurvey: Guten Tag")


def test_without_a_message_nothing_is_left(tmp_path: Path) -> None:
    whole = (library_folder() / "support-case.yaml").read_text("utf-8")
    (tmp_path / "mute.yaml").write_text(whole.partition("\n# Left once")[0], "utf-8")
    (tmp_path / "phrases.yaml").write_text((library_folder() / "phrases.yaml").read_text("utf-8"), "utf-8")
    result = _run(str(tmp_path / "mute.yaml"), "--machine")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "support-case has no `machine_message`: nothing is ever left on a machine." in result.stderr


@pytest.mark.parametrize("other", [["--persona", "angry"], ["--script", __file__]])
def test_a_machine_and_somebody_else_cannot_both_answer(other: list[str]) -> None:
    result = _run("support-case", "--machine", *other)
    assert result.exit_code == 2
    assert "only one can answer" in result.stderr


def test_facts_decide_what_is_said_and_how_serious_a_flag_is() -> None:
    facts = ["--facts", "contact.name=Ada Byron", "--facts", "contact.decision_maker=Yes", "--facts", "owner.name="]
    result = _run("relationship", *facts, typed="1\n2\n")
    assert "Hello Ada Byron" in result.stdout
    assert "not_cared_for, critical" in result.stdout
    assert "not_cared_for, high" in _run("relationship", "--facts", "contact.decision_maker=no", typed="1\n2\n").stdout


@pytest.mark.parametrize(
    ("options", "first", "then"),
    [
        (
            ["--shared"],
            "vocsurvey: Hello, this is Example Systems. We would like to ask Maria Keller for an opinion",
            "presses 1 (I am)",
        ),
        (
            ["--later"],
            "-- call 2\nvocsurvey: Hello, this is Example Systems. We had begun",
            "Let us go on where we stopped",
        ),
        (["--call-back"], "vocsurvey: Thank you for calling back. We called you", "presses 1 (yes)"),
        (
            ["--later", "--call-back"],
            "-- call 2\nvocsurvey: Thank you for calling back.",
            "Let us go on where we stopped",
        ),
        (
            ["--later", "--channel", "live"],
            "-- call 2\ncaller: Hello, this is Example Systems. We had",
            "where we stopped",
        ),
        (["--facts", "call.shared=yes"], "vocsurvey: Hello, this is Example Systems. We would", "presses 1 (I am)"),
    ],
)
def test_the_calls_that_are_no_first_call_to_one_person(options: list[str], first: str, then: str) -> None:
    result = _run("support-case", *options, typed="1\n1\n")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(first)
    assert then in result.stdout


def test_the_hour_of_the_call_is_the_one_that_was_given() -> None:
    days = ["--facts", "call_back.days=2026-05-13", "--facts", "call_back.hours=14.15"]
    result = _run("support-case", "--facts", "call.at=2026-05-12T17:30", *days, typed="2\n3\n1\n15#\n")
    assert "agreed: we call again at 2026-05-13 15:00" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nonesuch"], "There is no questionnaire 'nonesuch'. There are: cancellation, "),
        (["nonesuch.yaml"], "nonesuch.yaml:1:1: error no-file: there is no such file"),
        (["support-case", "--language", "xx"], "support-case does not speak 'xx'. It speaks: en, de, fr, es."),
        (["support-case", "--facts", "gold"], "'gold' is no fact; write it as KEY=VALUE"),
        (["support-case", "--facts", "account.mood=bad"], "There is no fact 'account.mood'."),
        (["support-case", "--facts", "follow_up.open=maybe"], "follow_up.open is yes or no, not 'maybe'."),
        (["support-case", "--facts", "call.shared=maybe"], "call.shared is yes or no, not 'maybe'."),
        (
            ["support-case", "--facts", "call.at=17:30"],
            "call.at is a local time such as 2026-05-12T10:30, not '17:30'.",
        ),
    ],
)
def test_what_cannot_be_played_is_told_in_a_sentence(arguments: list[str], told: str) -> None:
    result = _run(*arguments)
    assert result.exit_code == 1
    assert told in result.stderr
    assert result.stdout == ""


def test_a_broken_questionnaire_is_not_played(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("format: 1\n", "utf-8")
    result = _run(str(broken))
    assert result.exit_code == 1
    assert "cannot be played before this is put right" in result.stderr
    assert "broken.yaml:1:1" in result.stderr


def test_a_script_with_a_mistake_is_told_by_its_line_before_anything_is_played(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("1\n\nmaybe\n", "utf-8")
    result = _run("support-case", "--script", str(script))
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{script}:3: 'maybe' is nothing that can be heard" in result.stderr


def test_a_script_that_is_not_text_is_told(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_bytes(b"say: \xe4\n")
    assert f"{script} is not UTF-8 text." in _run("support-case", "--script", str(script)).stderr


@pytest.mark.parametrize("persona", Persona)
def test_a_persona_answers_instead_of_you(persona: Persona) -> None:
    result = _run("verification", "--persona", persona.value)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "customer: " in result.stdout
    assert "-- ended: " in result.stdout


def test_somebody_angry_speaks_with_a_caller_in_french() -> None:
    result = _run("support-case", "--persona", "angry", "--language", "fr", "--channel", "live")
    assert "caller: " in result.stdout
    assert "vocsurvey: " not in result.stdout
    assert "customer: says “J'ai dû" in result.stdout
    assert "-- promised: a call by 2026-05-13 12:00" in result.stdout


def test_a_conversation_is_kept_with_what_it_is_of(tmp_path: Path) -> None:
    page = tmp_path / "angry.txt"
    page.write_text("what was here before\n", "utf-8")
    result = _run("support-case", "--language", "de", "--persona", "angry", "--save", str(page))
    heading, blank, *lines = page.read_text("utf-8").splitlines()
    assert heading == "Nach einem Supportfall (de), spoken by the automated voice, to a customer of the kind “angry”"
    assert blank == ""
    assert lines == result.stdout.splitlines()


def test_what_you_played_yourself_is_kept_too(tmp_path: Path) -> None:
    page = tmp_path / "mine.txt"
    result = _run("support-case", "--channel", "live", "--save", str(page), typed="2\n")
    heading, _, *lines = page.read_text("utf-8").splitlines()
    assert heading == "After a support case (en), spoken by a caller"
    assert lines == result.stdout.splitlines()


def test_a_page_that_cannot_be_written_is_told_before_anything_is_played(tmp_path: Path) -> None:
    page = tmp_path / "nowhere" / "angry.txt"
    result = _run("support-case", "--persona", "angry", "--save", str(page))
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{page} cannot be written: No such file or directory." in result.stderr


def test_only_one_can_answer(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("1\n", "utf-8")
    result = _run("support-case", "--persona", "busy", "--script", str(script))
    assert result.exit_code == 2
    assert "Give one of --script, --persona and --machine" in result.stderr


def test_a_file_may_include_questions_of_the_bank(tmp_path: Path) -> None:
    text = (library_folder() / "verification.yaml").read_text("utf-8")
    mine = tmp_path / "mine.yaml"
    for said, true in (("one minute", "two minutes"), ("eine Minute", "zwei Minuten"), ("une minute", "deux minutes"),
                       ("un minuto", "dos minutos")):  # fmt: skip
        text = text.replace(said, true)
    longer = text.replace("questions:\n", "questions:\n  - include: anything_else\n    id: taken_over\n", 1)
    mine.write_text(longer, "utf-8")
    result = _run(str(mine), "--persona", "happy")
    assert "taken_over = " in result.stdout, result.stderr

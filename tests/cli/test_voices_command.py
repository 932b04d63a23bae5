"""``vocsurvey voices`` and what ``vocsurvey check`` says about recorded voices, as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vocsurvey.cli.commands import program
from vocsurvey.library import library_folder, load_library

GOOD = """\
format: 1
name: after-a-visit
title: {en: After a visit}
languages: [en]
core: [cared]
opening:
  say:
    en: Hello {contact.name}, an automated call from {company.name}. Two minutes. Press star to stop these calls.
  caller: {en: "Hello {contact.name}, a call from {company.name}. Two minutes, and we can stop."}
  good_time:
    say: {en: Is now a good time}
  not_now:
    say: {en: Then another time. Goodbye.}
questions:
  - id: cared
    kind: yes_no
    metric: cared
    dimension: relationship
    say: {en: Did you feel that we genuinely cared}
    flags:
      - rule: uncared
        when: {is: no}
  - id: why
    kind: open
    ask_if: {flagged: yes}
    say: {en: What should we put right}
  - id: topic
    kind: choice
    ask_if: {flagged: yes}
    say: {en: What was it about}
    options:
      - {id: people, label: {en: people}, attribution: agent}
      - {id: price, label: {en: price}, attribution: price}
closing:
  say: {en: "Thank you, {contact.name}."}
  flagged:
    say: {en: "Thank you, {contact.name}. Somebody will call you[ by {promise.by}]."}
"""
CARED = "say: {en: Did you feel that we genuinely cared}\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, list(arguments))


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    """A questionnaire with one file named; no file is there."""
    path = tmp_path / "visit.yaml"
    path.write_text(GOOD.replace(CARED, CARED + "    audio: {en: cared-en.wav}\n"), "utf-8")
    return path


def record(visit: Path, *files: str) -> None:
    folder = visit.parent / "audio" / "after-a-visit"
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file).write_bytes(b"RIFF")


def test_the_script_is_in_the_order_of_the_interview(visit: Path) -> None:
    result = run("voices", "script", str(visit))
    assert result.exit_code == 0, result.output
    heads = [line for line in result.stdout.splitlines() if line[:4].strip().rstrip(".").isdigit()]
    assert heads[:4] == [
        "  1. opening: cannot be recorded: it says contact.name, company.name",
        "  2. opening.good_time: opening-good_time-en.wav, to be named under `audio:`",
        "  3. opening.not_now: opening-not_now-en.wav, to be named under `audio:`",
        "  4. cared: cared-en.wav",
    ]
    assert heads[7].startswith("  8. closing.flagged: cannot be recorded: it says contact.name")
    assert heads[8:10] == [
        "  9. phrases.yes_no_keys: phrases-yes_no_keys-en.wav, to be named under `audio:`",
        " 10. phrases.scale_keys: cannot be recorded: it says low_label, low, high_label, high",
    ]
    assert "     Did you feel that we genuinely cared\n" in result.stdout
    assert result.stdout.endswith(f"The files belong into {visit.parent / 'audio' / 'after-a-visit'}\n")


def test_what_is_recorded_is_marked(visit: Path) -> None:
    record(visit, "cared-en.wav")
    assert "  4. cared: cared-en.wav, recorded already\n" in run("voices", "script", str(visit)).stdout


@pytest.mark.parametrize("name", sorted(load_library()))
def test_every_shipped_questionnaire_has_a_script_in_one_language(name: str) -> None:
    result = run("voices", "script", name, "--language", "de", "--json")
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert [row["number"] for row in printed] == list(range(1, len(printed) + 1))
    rows = [row for row in printed if not row["place"].startswith("phrases.")]
    assert printed[: len(rows)] == rows, "the phrases come last"
    assert {row["language"] for row in rows} == {"de"}
    assert [row["place"] for row in rows[:3]] == ["opening", "opening.good_time", "opening.not_now"]
    assert [row["place"] for row in rows[3:-3]] == [one.id for one in load_library()[name].questions]
    assert [row["place"] for row in rows[-3:]] == ["closing", "closing.flagged", "machine_message"]
    assert all(row["words"] and bool(row["file"]) == (not row["facts"]) for row in rows)
    files = [row["file"] for row in rows if row["file"]]
    assert len(set(files)) == len(files)


def test_without_a_language_every_language_is_printed() -> None:
    whole = load_library()["support-case"]
    result = run("voices", "script", "support-case")
    for language in whole.languages:
        assert f"{whole.title[language]} (support-case, {language})\n" in result.stdout
    assert result.stdout.endswith(f"The files belong into {library_folder() / 'audio' / 'support-case'}\n")


def test_what_is_missing_is_listed(visit: Path) -> None:
    result = run("voices", "missing", str(visit))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "en  opening.good_time: names no file"
    assert "en  cared: cared-en.wav is not there" in lines
    assert "en  phrases.silence.2: names no file" in lines
    own = [line for line in lines[:-1] if "phrases." not in line]
    assert (len(own), lines[-1].split()[:3]) == (5, [str(len(lines) - 1), "prompts", "have"])
    assert json.loads(run("voices", "missing", str(visit), "--json").stdout)[1]["standing"] == "not named"


def test_when_all_is_recorded_nothing_is_missing(visit: Path) -> None:
    lines: list[str] = []
    for line in GOOD.splitlines():
        lines.append(line)
        indent, said, _ = line.partition("say: {en: ")
        if said and not indent.strip() and "contact" not in line:
            lines.append(f"{indent}audio: {{en: a{len(lines)}.wav}}")
    visit.write_text("\n".join(lines) + "\n", "utf-8")
    listed = json.loads(run("voices", "missing", str(visit), "--json").stdout)
    phrases = [row for row in listed if row["place"].startswith("phrases.")]
    assert len(listed) - len(phrases) == 5
    lines += ["phrases:", "  en:", "    audio:"]
    lines += [f"      {row['place'].removeprefix('phrases.')}: {row['file']}" for row in phrases]
    visit.write_text("\n".join(lines) + "\n", "utf-8")
    record(visit, *(f"a{number}.wav" for number in range(len(lines))))
    house = visit.parent / "audio" / "phrases"
    house.mkdir()
    for row in phrases:  # which all questionnaires may share
        (house / row["file"]).write_bytes(b"RIFF")
    done = run("voices", "missing", str(visit))
    assert (done.exit_code, done.stdout) == (0, "Every prompt that can be recorded is recorded.\n")
    assert run("check", str(visit)).stdout == "1 file, 0 errors, 0 warnings\n"


def test_check_names_the_file_that_is_not_there(visit: Path) -> None:
    before, _, _ = visit.read_text("utf-8").partition("en: cared-en.wav")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    result = run("check", str(visit))
    assert result.exit_code == 1
    assert f"{visit}:{line}:{column}: error no-recording: there is no `cared-en.wav` in " in result.stdout
    record(visit, "cared-en.wav")
    result = run("check", str(visit))
    assert result.exit_code == 0
    assert "no-recording" not in result.stdout
    assert result.stdout.count("audio-gap") == 5
    assert "the synthetic voice says these standing phrases in `en`: `yes_no_keys`, " in result.stdout


def test_a_file_with_an_impossible_name_is_not_looked_for(visit: Path) -> None:
    visit.write_text(visit.read_text("utf-8").replace("cared-en.wav", "../visit.yaml"), "utf-8")
    told = run("check", str(visit)).stdout
    assert "error audio-name: `../visit.yaml` cannot be the name of a recording" in told
    assert "no-recording" not in told
    assert "before this is put right" in run("voices", "script", str(visit)).stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("script", "nothing"), "There is no questionnaire 'nothing'. There are: "),
        (("missing", "nothing.yaml"), "there is no such file"),
        (("script", "support-case", "--language", "xx"), "support-case does not speak 'xx'. It speaks: en, "),
    ],
)
def test_what_there_is_not_is_told_in_a_sentence(words: tuple[str, ...], sentence: str) -> None:
    result = run("voices", *words)
    assert result.exit_code == 1
    assert sentence in result.stderr

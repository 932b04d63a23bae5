"""The bank as a folder: the shipped one, one of one's own beside it, and who reads it when."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from test_bank_inclusion import SHELF, including

from vocsurvey.cli.check import check
from vocsurvey.cli.rehearse import rehearse
from vocsurvey.library import BANK, LibraryError, bank_for, library_folder, load_library, read_bank
from vocsurvey.questionnaire.bank import EMPTY
from vocsurvey.questionnaire.finding import Finding


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of questionnaires with a bank of its own, and phrases."""
    (tmp_path / "phrases.yaml").write_text((library_folder() / "phrases.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / BANK).mkdir()
    (tmp_path / BANK / "visits.yaml").write_text(SHELF, "utf-8")
    (tmp_path / "visit.yaml").write_text(_sound(), "utf-8")
    return tmp_path


def _sound() -> str:
    """A questionnaire without errors, with questions of the shipped bank and of the folder's own."""
    text = including("  - include: on_time", "  - include: attribution", "  - include: reason")
    return text.replace("    flags: [{rule: rare, when: {at_most: 6}, dimension: service}]\n", "")


def test_a_folder_adds_to_the_shipped_bank(folder: Path) -> None:
    shipped, both = read_bank(library_folder()), read_bank(folder)
    assert set(both) == {*shipped, "on_time", "how_late", "who_came"}
    assert set(read_bank(folder / BANK)) == set(shipped), "a folder without a bank has the shipped one"


def test_questionnaires_of_a_folder_include_from_both(folder: Path) -> None:
    asked = [question.id for question in load_library(folder)["after-a-visit"].questions]
    assert asked == ["csat", "cared", "on_time", "attribution", "reason", "visits"]


def test_the_bank_is_read_only_where_something_includes(folder: Path) -> None:
    (folder / BANK / "visits.yaml").write_text("theme: [", "utf-8")
    finding = Finding("gone.yaml", 1, 1, "error", "no-file", "include")
    assert bank_for(["questions: []", finding], folder) is EMPTY
    with pytest.raises(LibraryError, match=r"visits\.yaml:1:\d+: error yaml-syntax"):
        bank_for([finding, "- include: cared"], folder)


def test_everything_that_is_wrong_with_a_bank_is_listed(folder: Path) -> None:
    (folder / BANK / "again.yaml").write_text(SHELF.replace("theme: Visits", "theme: Again"), "utf-8")
    (folder / BANK / "latin.yaml").write_bytes(b"theme: \xe4")
    (folder / BANK / "mine.yaml").write_text(SHELF.replace("on_time", "cared").replace("how_late", "x1"), "utf-8")
    with pytest.raises(LibraryError) as caught:
        load_library(folder)
    told = [(Path(one.file).name, one.rule, one.message.split("`")[1:2]) for one in caught.value.findings]
    assert told == [
        ("latin.yaml", "not-utf-8", []),
        ("mine.yaml", "duplicate-id", ["cared"]),
        ("mine.yaml", "duplicate-id", ["who_came"]),
        ("visits.yaml", "duplicate-id", ["on_time"]),
        ("visits.yaml", "duplicate-id", ["how_late"]),
        ("visits.yaml", "duplicate-id", ["who_came"]),
    ]


def test_check_reads_questionnaires_with_their_bank_and_the_bank_itself(folder: Path) -> None:
    files = [str(folder / "visit.yaml"), str(folder / BANK / "visits.yaml")]
    result = CliRunner().invoke(check, files)
    assert "error" not in result.output.replace("0 errors", "")
    assert result.exit_code == 0
    (folder / BANK / "visits.yaml").write_text(SHELF.replace("theme: Visits\n", ""), "utf-8")
    result = CliRunner().invoke(check, files[1:])
    assert "visits.yaml:1:1: error missing-key: " in result.output
    assert "`theme`" in result.output
    assert result.exit_code == 1


def test_the_shipped_bank_passes_the_check() -> None:
    files = sorted((library_folder() / BANK).glob("*.yaml"))
    result = CliRunner().invoke(check, [str(path) for path in files])
    assert result.output == f"{len(files)} files, 0 errors, 0 warnings\n"


def test_a_file_that_includes_can_be_rehearsed(folder: Path) -> None:
    result = CliRunner().invoke(rehearse, [str(folder / "visit.yaml")], input="1\n5\n1\n1\n")
    assert result.exit_code == 0
    assert "Were we on time" in result.output

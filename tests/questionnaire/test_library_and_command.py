"""The folder of questionnaires, what is shipped in it, and the command that checks files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from specimen import GOOD, PHRASES, altered

from vocsurvey.cli.check import check
from vocsurvey.library import LibraryError, library_folder, load_library, read_phrases, read_text
from vocsurvey.questionnaire.digest import digest
from vocsurvey.questionnaire.duration import durations
from vocsurvey.questionnaire.finding import Finding
from vocsurvey.questionnaire.load import examine
from vocsurvey.questionnaire.model import Metric
from vocsurvey.questionnaire.routes import routes

SHIPPED = sorted(path for path in library_folder().glob("*.yaml") if path.name != "phrases.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "phrases.yaml").write_text((library_folder() / "phrases.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "visit.yaml").write_text(GOOD, "utf-8")
    return tmp_path


def test_what_is_shipped() -> None:
    library = load_library()
    assert list(library) == [path.stem for path in SHIPPED]
    assert len(library) == 8
    assert library.digests == {name: digest(one) for name, one in library.items()}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_is_shipped_is_clean(path: Path) -> None:
    found = examine(path.read_text("utf-8"), path.name, PHRASES)
    assert found.findings == ()
    assert found.questionnaire is not None
    assert set(found.questionnaire.languages) == {"en", "de", "fr", "es"}
    for language in found.questionnaire.languages:
        assert durations(found.questionnaire, language, live=False).longest.total_seconds() <= 180
        assert durations(found.questionnaire, language, live=True).longest.total_seconds() <= 180


@pytest.mark.parametrize("name", ["support-case", "relationship"])
def test_who_is_angry_is_asked_why_and_is_not_asked_to_recommend(name: str) -> None:
    questionnaire = load_library()[name]
    metrics = {question.id: question.metric for question in questionnaire.questions}
    opened = {question.id for question in questionnaire.questions if question.kind == "open"}
    for way in routes(questionnaire).ways:
        if way.negatives:
            assert opened & set(way.asked), way
        if "reason" in way.asked:
            assert Metric.NPS not in {metrics[name] for name in way.asked}
        assert {Metric.CARED, Metric.CSAT, Metric.CES} <= {metrics[name] for name in way.asked}


def test_a_folder_of_ones_own(folder: Path) -> None:
    assert list(load_library(folder)) == ["after-a-visit"]


def test_everything_that_is_wrong_is_listed(folder: Path) -> None:
    (folder / "a.yaml").write_text(altered("kind: yes_no", "kind: yesno"), "utf-8")
    (folder / "b.yaml").write_bytes(b"title: \xe4")
    (folder / "c.yaml").write_text(altered("core: [csat, cared]", "core: [x]"), "utf-8")
    with pytest.raises(LibraryError) as caught:
        load_library(folder)
    assert [(Path(one.file).name, one.rule) for one in caught.value.findings] == [
        ("a.yaml", "unknown-kind"),
        ("b.yaml", "not-utf-8"),
        ("c.yaml", "core-unknown"),
        ("visit.yaml", "duplicate-name"),
    ]
    assert "a.yaml" in str(caught.value)


def test_warnings_do_not_stop_a_library(folder: Path) -> None:
    (folder / "visit.yaml").write_text(altered('"Thank you, {contact.name}."', "Thank you."), "utf-8")
    assert load_library(folder)


def test_an_empty_folder_is_no_library(folder: Path) -> None:
    (folder / "visit.yaml").unlink()
    with pytest.raises(LibraryError, match="no questionnaire here"):
        load_library(folder)


def test_a_library_needs_its_phrases(folder: Path) -> None:
    (folder / "phrases.yaml").write_text("format: 1\nphrases: {en: {}}\n", "utf-8")
    with pytest.raises(LibraryError, match="has no `menu`"):
        read_phrases(folder)
    (folder / "phrases.yaml").unlink()
    with pytest.raises(LibraryError, match="no such file"):
        load_library(folder)


@pytest.mark.parametrize(
    ("content", "place", "rule"),
    [
        (b"a: \xe4\n", (1, 4), "not-utf-8"),
        (b"a: b\nc: d\xfc\n", (2, 5), "not-utf-8"),
        (b"\x89PNG\0\0", (1, 1), "not-text"),
        (b"\xef\xbb\xbf" + GOOD.encode(), (1, 1), "byte-order-mark"),
        (b"", (1, 1), "empty-file"),
        (b"x" * 300_000, (1, 1), "file-too-large"),
        (b"\xff\xfeh\0i\0", (1, 1), "not-text"),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, content: bytes, place: tuple[int, int], rule: str) -> None:
    path = tmp_path / "it.yaml"
    path.write_bytes(content)
    result = run(path)
    assert result.exit_code == 1
    told, total = result.output.splitlines()
    assert told.startswith(f"{path}:{place[0]}:{place[1]}: error {rule}: ")
    assert total == "1 file, 1 error, 0 warnings"


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.yaml", tmp_path, tmp_path / ("x" * 300)):
        finding = read_text(path)
        assert isinstance(finding, Finding)
        assert finding.rule == "no-file"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(check, [str(one) for one in arguments])


def test_the_shipped_files_pass() -> None:
    result = run(*SHIPPED, library_folder() / "phrases.yaml")
    assert result.output == f"{len(SHIPPED) + 1} files, 0 errors, 0 warnings\n"
    assert result.exit_code == 0


def test_findings_are_printed_and_counted(folder: Path) -> None:
    bad = folder / "bad.yaml"
    bad.write_text(altered("at_most: 3", "at_most: 30").replace('"Thank you, {contact.name}."', "Thank you."), "utf-8")
    result = run(folder / "visit.yaml", bad)
    assert result.exit_code == 1
    assert result.output.splitlines()[0].startswith(f"{bad}:38:28: error type-mismatch: ")
    assert result.output.splitlines()[-1] == "2 files, 1 error, 1 warning"
    warned = folder / "warned.yaml"
    warned.write_text(altered('"Thank you, {contact.name}."', "Thank you."), "utf-8")
    assert run(warned).exit_code == 0


def test_phrases_are_checked_as_phrases(folder: Path) -> None:
    (folder / "phrases.yaml").write_text("format: 1\nphrases: {en: {menu: x}}\n", "utf-8")
    result = run(folder / "phrases.yaml")
    assert "has no `silence`" in result.output
    assert result.exit_code == 1


def test_the_same_as_json(folder: Path) -> None:
    result = json.loads(run("--json", folder / "visit.yaml", folder / "gone.yaml").output)
    assert (result["files"], result["errors"], result["warnings"]) == (2, 1, 0)
    assert result["findings"][0]["rule"] == "no-file"
    assert "durations" not in result


def test_durations_are_printed(folder: Path) -> None:
    (folder / "gap.yaml").write_text(altered("languages: [en]", "languages: [en, de]"), "utf-8")
    lines = run("--durations", folder / "visit.yaml", folder / "gap.yaml").output.splitlines()
    assert any(line.endswith(" s  cared") for line in lines)
    assert sum("longest" in line and "visit.yaml" in line for line in lines) == 2
    assert not any("longest" in line and "gap.yaml" in line for line in lines)
    told = json.loads(run("--durations", "--json", folder / "visit.yaml", folder / "gone.yaml").output)["durations"]
    assert [one["channel"] for one in told] == ["ivr", "live"]
    assert told[0]["per_question"]["cared"] > 0

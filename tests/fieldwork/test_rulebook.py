"""The rules folder: shipped, overridden, broken."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.followup.severity import Severity
from vocsurvey.rulebook import DEMO, SHIPPED, RulesError, load_rulebook


def test_the_shipped_rules() -> None:
    rules = load_rulebook()
    assert rules.protocol.max_attempts == 6
    assert rules.protocol.ladder == (Channel.IVR, Channel.LIVE)
    assert rules.pacing.sending_patience == timedelta(seconds=60)
    assert rules.pacing.uncertain_patience == timedelta(hours=24, minutes=30)
    assert rules.severity.deadlines[Severity.CRITICAL].first_contact.business_hours == 1
    assert len(rules.digest) == 64
    assert load_rulebook() == rules


def test_the_rules_of_the_demonstration() -> None:
    rules, shipped = load_rulebook(DEMO), load_rulebook()
    assert (rules.protocol.max_attempts, rules.pacing.calls_per_second, rules.pacing.in_flight) == (3, 20, 20)
    assert rules.pacing.uncertain_patience <= timedelta(minutes=1) < shipped.pacing.uncertain_patience
    assert rules.dispositions == shipped.dispositions
    assert rules.digest != shipped.digest
    for path in DEMO.glob("*.yaml"):
        assert path.read_text("utf-8").startswith("# FOR THE DEMONSTRATION ONLY")


def test_every_shipped_rule_names_its_source() -> None:
    for name in (
        *("hours", "consent", "holidays", "dispositions", "protocol", "severity", "pacing"),
        *(
            "fatigue",
            "allowance",
            "inquiry",
            "account_errors",
            "retention",
            "reach",
            "advance_notice",
            "desk",
            "wrapping_up",
        ),
        "review",
        "attribution",
        "verification",
        "ownership",
    ):
        content = (SHIPPED / f"{name}.yaml").read_text("utf-8")
        assert content.count("mark:") - 1 == content.count("source:") >= 1


def test_one_file_is_overridden_and_the_rest_stays(tmp_path: Path) -> None:
    pacing = (SHIPPED / "pacing.yaml").read_text("utf-8").replace("in_flight: 5", "in_flight: 7")
    (tmp_path / "pacing.yaml").write_text(pacing, "utf-8")
    (tmp_path / "voices.yaml").write_text("mine: {}", "utf-8")
    (tmp_path / "README.md").write_text("why", "utf-8")
    rules = load_rulebook(tmp_path)
    assert rules.pacing.in_flight == 7
    assert rules.protocol == load_rulebook().protocol


def problems_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(RulesError) as caught:
        load_rulebook(folder)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def test_every_problem_of_every_file_is_reported_together(tmp_path: Path) -> None:
    head = "format: 1\nmark: R\nsource: own\n"
    rule = "{week: {mon: [09:00-17:00]}, mark: R, source: own}"
    dispositions = (SHIPPED / "dispositions.yaml").read_text("utf-8").replace('"3.12"', '"3.19"')
    default = "{week: {mon: '9-5'}, mark: R, source: own}"
    files = {
        "hours.yaml": f"{head}default: {default}\nceilings: {{NO: {rule}, no: 3}}\n",
        "protocol.yaml": "a: 1\na: 2\n",
        "severity.yaml": "",
        "holidays.yaml": "{{{",
        "dispositions.yaml": dispositions,
        "paceing.yml": "",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, "utf-8")
    (tmp_path / "pacing.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "consent.yaml").mkdir()
    found = problems_of(tmp_path)
    for start, words in [
        ("paceing.yml: ", "the names are account_errors.yaml, advance_notice.yaml, allowance.yaml, "),
        ("hours.yaml:4: default > week: ", "write each day as a list of spans"),
        ("hours.yaml:5: ceilings > no: ", "valid dictionary"),
        ("protocol.yaml:2:1: ", "a is given twice"),
        ("severity.yaml:1: the whole file: ", "valid dictionary"),
        ("holidays.yaml:1:4: ", "expected the node content"),
        ("pacing.yaml: ", "not YAML in UTF-8"),
        ("consent.yaml: ", "cannot be read"),
        ("dispositions.yaml: ", "the codes 3.12 are missing"),
    ]:
        assert any(start in problem and words in problem for problem in found), (start, found)
    assert not any("ceilings > NO" in problem for problem in found)


WRONG = [
    # The file, what is changed in it, what stands in the line that is named, and how the complaint goes on.
    ("fatigue", "any: 30 days", "any: a month", "between_any", "between_any: 'a month' is not a duration"),
    ("fatigue", "  share: 0.2", "  share: 20", "share: 20", "account > share: "),
    ("fatigue", "outstanding: 1", "outstandign: 1", "outstandign", "outstandign: there is no rule of this name"),
    ("retention", "audio: 90 days", "audio: 3 h", "audio: 3 h", "audio: "),
    ("fatigue", "recheck: 1 day\n", "", "format: 1", "recheck: this rule is missing"),
    ("allowance", "zone: UTC", "zone: Mars", "zone: Mars", "zone: 'Mars' is not a time zone"),
    ("consent", "  - country: DE", "  - country: Germany", "Germany", "automated_voice > 2 > country: "),
    ("hours", 'sat: ["09:00-21:00"]', "sat: 9", "GB:+1", "ceilings > GB > week: "),
    ("hours", 'mon-sun: ["08:00-20:00"]', 'sol: ["08:00-20:00"]', "sol:", "ceilings > US > subdivisions > FL > week: "),
    (
        "holidays",
        '"ANZAC Day": [2026-04-25',
        '"ANZAC Day": [2026-04-31',
        "2026-04-31",
        "countries > AU > days > ANZAC Day ",
    ),
    ("holidays", "assumed: [ENG]", "assumed: [EGN]", "  GB:", "countries > GB: assumed names EGN"),
]


@pytest.mark.parametrize(("name", "words", "instead", "line", "complaint"), WRONG)
def test_a_wrong_rule_is_named_by_file_and_line(
    tmp_path: Path, name: str, words: str, instead: str, line: str, complaint: str
) -> None:
    text = (SHIPPED / f"{name}.yaml").read_text("utf-8")
    assert words in text
    changed = text.replace(words, instead, 1)
    (tmp_path / f"{name}.yaml").write_text(changed, "utf-8")
    named, _, further = line.partition("+")
    number = 1 + int(further or 0) + next(n for n, one in enumerate(changed.splitlines()) if named in one)
    start = f"{tmp_path / name}.yaml:{number}: {complaint}"
    found = problems_of(tmp_path)
    assert any(problem.startswith(start) for problem in found), (start, found)


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert "does not exist" in problems_of(tmp_path / "none")[0]


def test_rules_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    """A list that is believed before every request has left or been given up would prove nothing."""
    text = (SHIPPED / "inquiry.yaml").read_text("utf-8")
    (tmp_path / "inquiry.yaml").write_text(text.replace("list_settles: 1 h", "list_settles: 60 s"), "utf-8")
    (sentence,) = problems_of(tmp_path)
    assert "list_settles must be longer than sending_patience" in sentence
    (tmp_path / "inquiry.yaml").write_text(text.replace("list_settles: 1 h", "list_settles: 25 h"), "utf-8")
    (sentence,) = problems_of(tmp_path)
    assert "uncertain_patience must be longer than list_settles" in sentence

"""``vocsurvey check --durations``: bars in the terminal, and the same for programs."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from vocsurvey.cli.check import check
from vocsurvey.cli.durations import WIDEST, bars, figures
from vocsurvey.library import library_folder, load_library
from vocsurvey.questionnaire.duration import Duration, Observed, durations
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.routes import Way

NAME = "verification"
FILE = library_folder() / f"{NAME}.yaml"
FRAME = ("right_person", "good_time", "other_languages", "acknowledge")


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    return load_library()[NAME]


def run(*arguments: object) -> str:
    result = CliRunner().invoke(check, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_language_and_channel_is_timed(questionnaire: Questionnaire) -> None:
    lines = run("--durations", FILE).splitlines()
    for language in questionnaire.languages:
        for live, channel in ((False, "by the automated voice"), (True, "read by a caller")):
            timed = durations(questionnaire, language, live)
            median, longest = timed.median.total_seconds(), timed.longest.total_seconds()
            shared = f"on a shared line {timed.longest_shared.total_seconds():.0f} s"
            whole = f"median {median:.0f} s, longest {longest:.0f} s, {shared} of 240 s; estimated"
            head = f"{FILE}: {language}, {channel}: {whole}"
            assert head in lines
            parts = lines[lines.index(head) + 1 :][: len(timed.per_question)]
            for line, (name, taken) in zip(parts, timed.per_question.items(), strict=True):
                assert f"{taken.total_seconds():.1f} s" in line
                assert name in line or name in FRAME
            route = lines[lines.index(head) + 1 + len(parts)]
            assert route.startswith("  The longest route, with ")
            assert route.endswith(", closing")
            assert ", ".join(timed.longest_way.asked) in route


def test_the_same_for_programs(questionnaire: Questionnaire) -> None:
    told = json.loads(run("--durations", "--json", FILE))["durations"]
    assert [(one["language"], one["channel"]) for one in told] == [
        (language, channel) for language in questionnaire.languages for channel in ("ivr", "live")
    ]
    first = durations(questionnaire, questionnaire.languages[0], live=False)
    assert told[0] == {"file": str(FILE), "language": questionnaire.languages[0], "channel": "ivr", **figures(first)}
    assert told[0]["longest_way"] == {"asked": list(first.longest_way.asked), "negatives": first.longest_way.negatives}
    assert told[0]["estimated"] == told[0]["per_question"]
    assert told[0]["observed"] == {}


def timed(negatives: int, **seconds: float) -> Duration:
    each = {name: timedelta(seconds=value) for name, value in seconds.items()}
    long, short = timedelta(seconds=90), timedelta(seconds=60)
    return Duration(long, long, long, short, each, Way(("a",), negatives), estimated=each)


def test_the_widest_bar_is_the_longest_part() -> None:
    _, first, second, third, fourth, route = bars("it.yaml", "en", "ivr", timed(1, a=20, b=10, c=0, d=0.1))
    assert first.split() == ["█" * WIDEST, "20.0", "s", "a"]
    assert second.split() == ["█" * (WIDEST // 2), "10.0", "s", "b"]
    assert third.split() == ["0.0", "s", "c"]
    assert fourth.split() == ["▏", "0.1", "s", "d"]
    assert len({line.index(" s ") for line in (first, second, third, fourth)}) == 1
    assert "with 1 negative answer: opening, good time, a, closing" in route
    assert "with 2 negative answers: " in list(bars("it.yaml", "en", "ivr", timed(2, a=1)))[-1]


def test_what_was_observed_is_shown_with_the_estimate_beside_it(questionnaire: Questionnaire) -> None:
    asked = questionnaire.questions[0].id
    plain = durations(questionnaire, "en", live=True)
    told = durations(questionnaire, "en", live=True, observed=Observed(20, {asked: 41.0}))
    estimate = plain.per_question[asked].total_seconds()
    lines = list(bars("it.yaml", "en", "live", told))
    assert sum(line.endswith(f"41.0 s  {asked} (estimated {estimate:.1f} s)") for line in lines) == 1
    assert sum("(estimated" in line for line in lines) == 1
    assert f"measured in 20 complete interviews, estimated {plain.longest.total_seconds():.0f} s" in lines[0]
    assert figures(told)["observed"] == {asked: 41.0}


def test_a_file_of_the_bank_is_read_as_one() -> None:
    path = sorted((library_folder() / "bank").glob("*.yaml"))[0]
    assert run("--durations", path) == "1 file, 0 errors, 0 warnings\n"


def test_a_broken_bank_is_told(tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "mine.yaml").write_text("format: 1\ntheme: x\n", "utf-8")
    (tmp_path / "mine.yaml").write_text("questions: [{include: cared}]\n", "utf-8")
    result = CliRunner().invoke(check, [str(tmp_path / "mine.yaml")])
    assert result.exit_code == 1
    assert "the phrases or the bank of questions cannot be read" in result.stderr
    assert f"{tmp_path / 'bank' / 'mine.yaml'}:1:1: error missing-key" in result.stderr

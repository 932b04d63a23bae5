"""``vocsurvey do-not-call``: added, listed, brought by file and lifted from the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from test_explain import folder, run

from vocsurvey.db.campaign import Case
from vocsurvey.db.session import Database
from vocsurvey.settings import Settings

__all__ = ["folder"]
WHY = ("--reason", "wrote to us")


def said(*words: str) -> Result:
    """Run ``vocsurvey do-not-call``."""
    return run("do-not-call", *words)


def open_cases() -> int:
    """How many cases are open."""
    database = Database(Settings.from_environ().database_url)
    with database.reading() as session:
        count = session.query(Case).filter(Case.closed_at.is_(None)).count()
    database.dispose()
    return count


@pytest.mark.usefixtures("folder")
def test_added_listed_and_lifted() -> None:
    added = said("add", "030 23125-003", "--country", "DE", *WHY)
    assert added.stdout.splitlines() == [
        "+493023125003 is not called any more (1).",
        "It concerns 1 known person; 1 open case ended or went to a live caller.",
    ]
    assert open_cases() == 1
    assert "was on the list already, as 1" in said("add", "+493023125003", *WHY).stdout
    said("add", "A1", "--as", "account", "--automated", "--campaign", "Autumn", *WHY)
    listed = said("list").stdout
    assert "automated, Autumn" in listed
    assert "+493023125003" in said("list", "0049 30 23125 003").stdout
    assert said("list", "nobody").stdout.count("\n") == 1, "only the header"
    assert "+493023125003" in said("list", "+49 (30) 23125-003").stdout
    assert said("lift", "1", "--reason", "says yes now").stdout == "Lifted. What had ended stays ended.\n"
    (lifted,) = json.loads(said("list", "--lifted", "--json").stdout)
    assert (lifted["name"], lifted["source"], lifted["lift_reason"]) == ("+493023125003", "command", "says yes now")
    assert "wrote to us / lifted: says yes now" in said("list", "--lifted").stdout


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "030 23125-003", *WHY), "has no country"),
        (("add", "030 23125-003", "--country", "Atlantis", *WHY), "--country: “Atlantis” is not a country"),
        (("add", "+493023125003", "--as", "number", *WHY), "--organisation-refused"),
        (("add", "+493023125003", "--campaign", "Spring", *WHY), "There is no campaign “Spring”."),
        (("lift", "9", "--reason", "because"), "There is no such entry."),
        (("file", "people.txt"), "The first line must name the columns"),
    ],
)
def test_bad_input_is_told_in_a_sentence(words: tuple[str, ...], sentence: str) -> None:
    Path("people.txt").write_text("name,town\nJo,Ulm\n")
    answer = said(*words)
    assert answer.exit_code == 1
    assert sentence in answer.stderr
    assert open_cases() == 2


@pytest.mark.usefixtures("folder")
def test_a_file_is_tried_and_then_counts() -> None:
    Path("no.csv").write_text("phone,contact_id\n+12025550101,\nnobody,\n,C2\n+442079460123,\n")
    tried = said("file", "no.csv", "--dry-run")
    assert tried.exit_code == 1
    assert tried.stdout.splitlines() == [
        "no.csv:2: +12025550101 would not be called any more (all_surveys): Carol Carter, 1 open cases",
        "no.csv:4: C2 would not be called any more (all_surveys): Carl Conrad, 1 open cases",
        "no.csv:5: +442079460123 would not be called any more (all_surveys)",
        "3 of 4 lines would put somebody on the list.",
    ]
    assert "no.csv:3: " in tried.stderr
    assert open_cases() == 2
    done = said("file", "no.csv")
    assert done.stdout == "3 of 4 lines put somebody on the list. 2 open cases ended or went to a live caller.\n"
    assert open_cases() == 0
    again = json.loads(said("file", "no.csv", "--json").stdout)
    assert (again["new"], again["cases"], again["bad"], again["applied"]) == (0, 0, 1, True)
    assert again["lines"][0]["known"] is True
    assert "command: no.csv, line 2" in said("list", "no.csv").stdout

"""Contact lists, good and bad."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork import sample
from vocsurvey.fieldwork.columns import OPTIONAL, REQUIRED, delimiter_of, read_header
from vocsurvey.fieldwork.sample import RowProblem, SampleRow, read_rows

FULL = {
    "account_id": "A1",
    "account": "Müller GmbH",
    "account_country": "DE",
    "region": "EMEA",
    "tier": "gold",
    "yearly_value": "120,000",
    "owner_email": "olga@example.com",
    "contact_id": "C1",
    "contact_name": "Anna Beck",
    "contact_role": "Decision maker",
    "phone": "030 23125 001",
    "extension": "12.0",
    "language": "de",
    "zone": "",
    "touchpoint_id": "T-1",
    "touchpoint_kind": "support case",
    "touchpoint_subject": "Login, again",
    "opened_at": "2026-03-02 10:00",
    "closed_at": "2026-03-02T15:30+00:00",
    "channel": "phone",
    "agent_id": "G7",
    "agent_name": "Ben",
    "agent_team": "North",
    "agent_shift": "night",
    "automated_voice_consent": "yes",
}
MINIMAL = {name: FULL[name] for name in REQUIRED}


def text(*rows: dict[str, str], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def one(**changes: str) -> tuple[tuple[SampleRow, ...], tuple[RowProblem, ...]]:
    return read_rows(text(FULL | changes))


def test_a_full_line() -> None:
    rows, problems = one()
    assert problems == ()
    (row,) = rows
    assert (row.at_line, row.account, row.yearly_value) == (2, "Müller GmbH", Decimal(120000))
    assert (row.line.number, row.line.extension, row.line.kind) == ("+493023125001", "12", "fixed")
    assert (row.contact_role, row.touchpoint_kind) == ("decision_maker", "support_case")
    assert (row.account_country, row.language, row.zone) == ("DE", "de", None)
    # A time without an offset is local to the only zone that the number can be in.
    assert row.opened_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert row.closed_at == datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
    assert row.automated_voice_consent is True


def test_a_minimal_line_and_blank_lines() -> None:
    rows, problems = read_rows("\ufeff\n" + text(MINIMAL) + "\n,,,,,\n")
    assert problems == ()
    assert rows[0].at_line == 3
    assert (rows[0].touchpoint_id, rows[0].opened_at, rows[0].automated_voice_consent) == (None, None, None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(delimiter: str) -> None:
    rows, problems = read_rows(text(FULL, delimiter=delimiter))
    assert (len(rows), problems) == (1, ())


def test_usual_spellings_of_the_columns() -> None:
    header = "Customer ID;Company Name;Country;Contact-ID;Full name;Telephone;Time Zone;LANG\n"
    rows, problems = read_rows(header + "A1;Acme;uk;C1;Jo;020 7946 0001;Europe/London;en_gb\n")
    assert problems == ()
    assert (rows[0].account_country, rows[0].zone, rows[0].language) == ("GB", "Europe/London", "en-GB")


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"account_country": "Narnia"}, "account_country", "not a country"),
        ({"account": ""}, "account", "empty, but it is needed"),
        ({"phone": " "}, "phone", "empty, but it is needed"),
        ({"phone": "12"}, "phone", "no area code"),
        ({"phone": "4.93E+11"}, "phone", "digits are lost"),
        ({"extension": "twelve"}, "extension", "not an extension"),
        ({"phone": "030 23125 001 ext 9"}, "extension", "already has the extension 9"),
        ({"language": "klingon"}, "language", "not a language code"),
        ({"language": "de-XX"}, "language", "not a language code"),
        ({"zone": "Berlin"}, "zone", "not a time zone"),
        ({"contact_role": "boss"}, "contact_role", "not one of decision_maker"),
        ({"touchpoint_kind": "chat"}, "touchpoint_kind", "not one of support_case"),
        ({"touchpoint_kind": ""}, "touchpoint_kind", "needs its kind"),
        ({"yearly_value": "lots"}, "yearly_value", "not an amount"),
        ({"yearly_value": "1,20"}, "yearly_value", "not an amount"),
        ({"owner_email": "olga"}, "owner_email", "not an e-mail address"),
        ({"opened_at": "02/03/2026"}, "opened_at", "not a date and time"),
        ({"opened_at": "0001-01-01"}, "opened_at", "year"),
        ({"closed_at": "2026-03-01"}, "closed_at", "before it is opened"),
        ({"automated_voice_consent": "maybe"}, "automated_voice_consent", "neither yes nor no"),
        ({"contact_name": "x" * 201}, "contact_name", "201 characters"),
        ({"contact_name": "An\x07na"}, "contact_name", "control character"),
        ({"touchpoint_subject": "two\nlines"}, "touchpoint_subject", "line break"),
        ({"contact_name": "\u202eannA"}, "contact_name", "control character"),
    ],
)
def test_one_bad_cell(changes: dict[str, str], column: str, words: str) -> None:
    rows, problems = one(**changes)
    assert rows == ()
    assert [(problem.line, problem.column) for problem in problems] == [(2, column)]
    assert words in problems[0].sentence


def test_an_unknown_country_does_not_hide_a_bad_international_number() -> None:
    assert len(one(account_country="Narnia", phone="12")[1]) == 1
    assert len(one(account_country="Narnia", phone="+12")[1]) == 2


def test_every_problem_of_every_line_is_listed() -> None:
    bad = FULL | {"phone": "12", "zone": "Mars", "language": "xx", "account_country": "GB"}
    rows, problems = read_rows(text(bad, FULL | {"touchpoint_id": "T-2"}, bad | {"contact_id": "C9"}))
    assert [row.at_line for row in rows] == [3]
    assert [(problem.line, problem.column) for problem in problems] == [
        (line, column) for line in (2, 4) for column in ("phone", "zone", "language")
    ]


@pytest.mark.parametrize(
    ("second", "column", "words"),
    [
        ({"contact_name": "Bert"}, "contact_id", "another contact_name in line 2"),
        ({"phone": "030 23125 002", "zone": "Europe/Berlin"}, "contact_id", "another phone, zone in line 2"),
        ({"contact_id": "C2", "contact_name": "anna beck"}, "contact_id", "another contact_id in line 2"),
        ({"account": "Maier AG", "touchpoint_id": "T-2"}, "account_id", "another account in line 2"),
        ({}, None, "stands already in line 2"),
    ],
)
def test_duplicate_people(second: dict[str, str], column: str | None, words: str) -> None:
    rows, problems = read_rows(text(FULL, FULL | second))
    assert [row.at_line for row in rows] == [2]
    assert [(problem.line, problem.column) for problem in problems] == [(3, column)]
    assert words in problems[0].sentence


def test_colleagues_may_share_a_switchboard_and_a_person_may_have_two_touchpoints() -> None:
    colleague = FULL | {"contact_id": "C2", "contact_name": "Carl Dorn"}
    rows, problems = read_rows(text(FULL, FULL | {"touchpoint_id": "T-2"}, colleague))
    assert (len(rows), problems) == (3, ())


def test_too_few_and_too_many_fields() -> None:
    rows, problems = read_rows(text(MINIMAL) + "A1,b\n" + "a,b,c,d,e,f,g\n")
    assert len(rows) == 1
    assert [problem.line for problem in problems] == [3, 4]
    assert "has 2 fields, but the header has 6" in problems[0].sentence
    assert "has 7 fields" in problems[1].sentence


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("", 1, "is empty"),
        (",".join(REQUIRED), 1, "no contact below"),
        ("a,b\n1,2\n", 1, "not known"),
        (",".join(REQUIRED[1:]) + "\n", 1, "account_id is missing"),
        (",".join((*REQUIRED, "country")) + "\nx,y,GB,z,w,1,GB\n", 1, "more than one column for account_country"),
        (text(MINIMAL) + '"A1,never closed\n', 3, "quotation mark"),
        ('"account_id,never closed\n', 1, "quotation mark"),
    ],
)
def test_wrong_files(content: str, line: int, words: str) -> None:
    problems = read_rows(content)[1]
    assert any(problem.line == line and words in problem.sentence for problem in problems)


def test_an_unknown_column_is_named_and_the_lines_are_read_all_the_same() -> None:
    rows, problems = read_rows(text(FULL | {"shoe size": "43"}))
    assert len(rows) == 1
    assert [problem.sentence for problem in problems] == [
        "The column “shoe size” is not known; remove it, or name it as “vocsurvey import --help” does."
    ]


def test_a_line_break_inside_a_field_keeps_the_line_numbers() -> None:
    bad = FULL | {"touchpoint_subject": "two\nlines"}
    problems = read_rows(text(bad, FULL | {"zone": "Mars", "contact_id": "C2"}))[1]
    assert [problem.line for problem in problems] == [2, 4]


def test_a_list_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "MOST_LINES", 1)
    rows, problems = read_rows(text(FULL, FULL | {"touchpoint_id": "T-2"}))
    assert len(rows) == 1
    assert "more than 1 lines" in problems[0].sentence


@given(st.text(max_size=300))
def test_any_text_gives_rows_or_problems(content: str) -> None:
    rows, problems = read_rows(content)
    assert rows or problems


@given(st.lists(st.tuples(*[st.text(max_size=12)] * len(REQUIRED)), min_size=1, max_size=6))
def test_every_line_is_a_row_or_a_problem(cells: list[tuple[str, ...]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([REQUIRED, *[("x", *line[1:]) for line in cells]])
    rows, problems = read_rows(out.getvalue())
    lines = {row.at_line for row in rows} | {problem.line for problem in problems}
    assert len(lines) >= len(cells)


def test_header_helpers() -> None:
    assert delimiter_of("a;b;c,d") == ";"
    names, problems = read_header([*REQUIRED, *OPTIONAL])
    assert (names, problems) == ((*REQUIRED, *OPTIONAL), ())
    assert "phone, account_id are missing" not in read_header(["x"])[1][-1].sentence
    assert read_header(["x"])[1][-1].sentence.endswith("are missing there.")

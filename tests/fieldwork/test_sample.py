"""Contact lists, good and bad."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork import table
from vocsurvey.fieldwork.columns import REQUIRED
from vocsurvey.fieldwork.sample import ContactList, RowProblem, SampleRow, open_list, read_rows
from vocsurvey.fieldwork.table import open_csv

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
    rows, problems = read_rows("\ufeff\n" + text(MINIMAL) + "\n,,,,\n")
    assert problems == ()
    assert rows[0].at_line == 3
    assert (rows[0].touchpoint_id, rows[0].opened_at, rows[0].automated_voice_consent) == (None, None, None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
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
        ({"yearly_value": "1.200"}, "yearly_value", "may be 1200 or 1.200"),
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
    assert [problem.line for problem in problems] == [2, 2, 2, 4, 4, 4]
    assert {problem.column for problem in problems} == {"phone", "zone", "language"}


@pytest.mark.parametrize(
    ("second", "column", "words"),
    [
        ({"contact_name": "Bert"}, "contact_id", "another contact_name in line 2"),
        ({"phone": "030 23125 002", "zone": "Europe/Berlin"}, "contact_id", "another phone, zone in line 2"),
        ({"contact_id": "C2", "contact_name": "anna beck"}, "contact_id", "another contact_id in line 2"),
        ({"account": "Maier AG", "touchpoint_id": "T-2"}, "account_id", "another account in line 2"),
        ({}, None, "stands already in line 2"),
        ({"contact_id": "C2", "contact_name": "Carl Dorn"}, "touchpoint_id", "belongs to another contact in line 2"),
    ],
)
def test_duplicate_people(second: dict[str, str], column: str | None, words: str) -> None:
    rows, problems = read_rows(text(FULL, FULL | second))
    assert [row.at_line for row in rows] == [2]
    assert [(problem.line, problem.column) for problem in problems] == [(3, column)]
    assert words in problems[0].sentence


def test_colleagues_may_share_a_switchboard_and_a_person_may_have_two_touchpoints() -> None:
    colleague = FULL | {"contact_id": "C2", "contact_name": "Carl Dorn", "touchpoint_id": "T-3"}
    rows, problems = read_rows(text(FULL, FULL | {"touchpoint_id": "T-2"}, colleague))
    assert (len(rows), problems) == (3, ())


def test_too_few_and_too_many_fields() -> None:
    rows, problems = read_rows(text(MINIMAL) + "A1,b\n" + "a,b,c,d,e,f,g\n")
    assert len(rows) == 1
    assert [problem.line for problem in problems] == [3, 4]
    assert "has 2 fields, but the header has 5" in problems[0].sentence
    assert "has 7 fields" in problems[1].sentence


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("", 1, "is empty"),
        (",".join(REQUIRED), 1, "no contact below"),
        ("a,b\n1,2\n", 1, "No column is known here"),
        ("\n\n", 1, "is empty"),
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
    assert [problem.sentence for problem in problems] == ["The column “shoe size” is not known."]


def test_a_line_break_inside_a_field_keeps_the_line_numbers() -> None:
    bad = FULL | {"touchpoint_subject": "two\nlines"}
    problems = read_rows(text(bad, FULL | {"zone": "Mars", "contact_id": "C2"}))[1]
    assert [problem.line for problem in problems] == [2, 4]


def test_a_list_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_LINES", 1)
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


def test_without_a_contact_id_the_telephone_stands_in_for_it() -> None:
    bare = {name: value for name, value in FULL.items() if name != "contact_id"}
    rows, problems = read_rows(text(bare, bare | {"extension": "13", "contact_name": "Bo", "touchpoint_id": "T-2"}))
    assert [row.contact_id for row in rows] == ["tel:+493023125001;ext=12", "tel:+493023125001;ext=13"]
    assert problems == ()
    rows, problems = read_rows(text(bare | {"extension": ""}, bare | {"extension": "", "contact_name": "Bo"}))
    assert [row.contact_id for row in rows] == ["tel:+493023125001"]
    assert "Another person has this telephone in line 2; give both a contact_id" in problems[0].sentence


def test_an_id_that_is_too_long_for_the_sample_is_told() -> None:
    assert "too long for an id" in one(contact_id="C" * 181)[1][0].sentence


def test_moments_are_local_to_the_contacts_zone_before_the_numbers() -> None:
    (row,), _ = one(zone="America/New_York")
    assert row.opened_at == datetime(2026, 3, 2, 15, tzinfo=UTC)
    (row,), _ = one(phone="+61 412 345 678", extension="")
    assert row.opened_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    (row,), _ = read_rows(text(MINIMAL | {"opened_at": ""}))
    assert row.opened_at is None


def test_cells_without_unusual_signs_are_not_looked_at_twice() -> None:
    rows, problems = one(contact_name="Anna\u00a0Beck")
    assert (rows[0].contact_name, problems) == ("Anna\u00a0Beck", ())


def test_people_who_contradict_twice_are_told_of_the_person_only_once() -> None:
    rows, problems = read_rows(text(FULL, FULL | {"contact_name": "Bert", "account": "Maier AG"}))
    assert [problem.column for problem in problems] == ["account_id", "contact_id"]
    assert len(rows) == 1


def test_a_list_can_be_gone_on_with_from_a_line() -> None:
    content = text(FULL, FULL | {"touchpoint_id": "T-2"}) + '"broken'
    for after, numbers in ((0, [2, 3, 4]), (2, [3, 4]), (3, [4]), (4, [])):
        given = open_list(open_csv(io.StringIO(content, newline="")))
        assert isinstance(given, ContactList)
        assert [line.number for line in given.lines(after)] == numbers


def test_a_mapping_goes_before_the_usual_spellings() -> None:
    content = text(MINIMAL | {"Fax": "030 23125 009"})
    given = open_list(open_csv(io.StringIO(content, newline="")), {"Fax": "phone"})
    assert isinstance(given, ContactList)
    (line,) = given.lines()
    assert line.row is not None
    assert line.row.line.number == "+493023125009"


def test_blank_cells_at_the_end_may_be_too_many_or_missing() -> None:
    header = "account_id,account,account_country,contact_name,phone,,\n"
    line = "A1,Alder,US,{},+1 202 555 01{}"
    good = [line.format("Ann", "01") + ",,,, ", line.format("Ben", "02"), line.format("Cy", "03") + ",,"]
    rows, problems = read_rows(header + "\n".join([*good, line.format("Di", "04") + ",,,x", "A1,Alder,US,Ed"]))
    assert [row.contact_name for row in rows] == ["Ann", "Ben", "Cy"]
    assert [one.line for one in problems] == [5, 6]
    assert all("but the header has 7" in one.sentence for one in problems)


def test_a_header_that_stands_there_once_more_is_told() -> None:
    header = "account_id,account,account_country,contact_name,phone"
    line = "A1,Alder,US,{},+1 202 555 01{}"
    rows, problems = read_rows("\n".join([header, line.format("Ann", "01"), f" {header} ", line.format("Ben", "02")]))
    assert [row.contact_name for row in rows] == ["Ann", "Ben"]
    assert [(one.line, one.sentence.startswith("The header stands here once more")) for one in problems] == [(3, True)]

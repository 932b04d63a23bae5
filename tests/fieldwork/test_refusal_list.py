"""Files of those who are not to be called: what each line names, in whatever columns and spellings."""

from __future__ import annotations

import io

import pytest
from workbooks import workbook

from vocsurvey.fieldwork import refusal_list
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.refusal_list import RefusalLine, read_refusals
from vocsurvey.fieldwork.suppression import Scope, Who, one_account, one_contact, one_line, this_domain
from vocsurvey.fieldwork.table import Table, open_csv, open_table

LONDON = "+442079460123"


def read(text: str, country: str | None = None) -> list[RefusalLine]:
    """The lines of a CSV text."""
    lines = read_refusals(open_csv(io.StringIO(text, newline="")), country)
    assert not isinstance(lines, Problem), lines
    return list(lines)


@pytest.mark.parametrize(
    ("text", "country", "whos"),
    [
        (f"phone\n{LONDON}", None, (one_line(LONDON),)),
        ("Rufnummer;Durchwahl\n020 7946 0123;12", "GB", (one_line(LONDON, "12"),)),
        ("phone,extension\n+44 20 7946 0123 x7,12", None, (one_line(LONDON, "7"),)),
        ("tel,country\n020 7946 0123,UK", "DE", (one_line(LONDON),)),
        (f"phone,contact_id,account_id\n{LONDON},C1,A1", None, (one_line(LONDON), one_contact("C1"))),
        ("phone,contact_id,account_id\n,C1,A1", None, (one_contact("C1"),)),
        ("Kundennummer,contact_id\nA1,", None, (one_account("A1"),)),
        ("E-Mail-Domain\n@birke.example", None, (this_domain("birke.example"),)),
        ("+44 20 7946 0123", None, (one_line(LONDON),)),
        ("Jo;020 7946 0123", "GB", (one_line(LONDON),)),
    ],
)
def test_what_a_line_names(text: str, country: str | None, whos: tuple[Who, ...]) -> None:
    (line,) = read(text, country)
    assert (line.whos, line.problem, line.scope) == (whos, None, Scope.ALL_SURVEYS)


def test_a_workbook_a_reach_and_a_reason() -> None:
    book = workbook({"No": [["phone", "scope", "Grund"], [442079460123, "Automated", "he wrote"], [LONDON, "all", ""]]})
    table = open_table(lambda: [book])
    assert isinstance(table, Table)
    lines = read_refusals(table)
    assert not isinstance(lines, Problem)
    assert [(line.number, line.scope, line.reason, line.text) for line in lines] == [
        (2, Scope.AUTOMATED, "he wrote", "442079460123"),
        (3, Scope.ALL_SURVEYS, None, LONDON),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("020 7946 0123,,,", "has no country"),
        (f"{LONDON},Atlantis,,", "is not a country"),
        (f"{LONDON},,1 2,", "is not an extension"),
        (f"{LONDON},,,now and then", "is no reach"),
        (",,,", None),
        (",GB,,", "Nobody is named here"),
    ],
)
def test_a_bad_line_is_left_out_with_a_sentence(line: str, sentence: str | None) -> None:
    found = read(f"phone,country,extension,scope\n{line}\n{LONDON},,,")
    assert found[-1].whos == (one_line(LONDON),)
    problems = [one.problem for one in found if one.problem]
    assert len(problems) == (sentence is not None)
    assert all(sentence in problem for problem in problems if sentence)
    assert all(one.whos == () for one in found if one.problem)


def test_a_bad_name_after_a_good_number_leaves_the_line_out() -> None:
    (line,) = read(f"phone,contact_id\n{LONDON},{'x' * 201}")
    assert line.whos == ()
    assert "201 characters" in (line.problem or "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        ("name,town\nJo,Ulm", "must name the columns"),
        ("phone,Telefon\n1,2", "names phone more than once"),
        ('phone,"x\n', "quotation mark"),
    ],
)
def test_a_header_that_cannot_be_understood(text: str, sentence: str) -> None:
    problem = read_refusals(open_csv(io.StringIO(text, newline="")))
    assert isinstance(problem, Problem)
    assert sentence in problem.sentence


def test_a_damaged_end_and_too_many_lines_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "quotation mark" in (read(f'phone\n{LONDON}\n"+44')[-1].problem or "")
    monkeypatch.setattr(refusal_list, "MOST_LINES", 2)
    found = read("phone\n" + f"{LONDON}\n" * 5)
    assert [line.problem is None for line in found] == [True, True, False]
    assert "split it after 2 lines" in (found[-1].problem or "")

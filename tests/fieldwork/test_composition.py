"""Names in two columns, and what a list is about when only the heading of its ids says it."""

from __future__ import annotations

import io

import pytest

from vocsurvey.fieldwork.columns import read_header
from vocsurvey.fieldwork.composition import Composition
from vocsurvey.fieldwork.contact_line import RowProblem
from vocsurvey.fieldwork.sample import ContactList, open_list
from vocsurvey.fieldwork.table import open_csv

BASE = "Customer ID,Company,Country,Phone"
LINE = "A1,Quince,GB,020 7946 0123"


def opened(text: str, mapping: dict[str, str] | None = None) -> ContactList:
    given = open_list(open_csv(io.StringIO(text)), mapping)
    assert not isinstance(given, RowProblem)
    return given


@pytest.mark.parametrize(
    ("headings", "cells", "name"),
    [
        ("First Name,Last Name", "Nell,North", "Nell North"),
        ("Nachname,Vorname", "Beck,Anna", "Anna Beck"),
        ("Vorname,Name", "Anna,Beck", "Anna Beck"),
        ("Nom,Prénom", "Dupont,Jean", "Jean Dupont"),
        ("Nombre,Apellidos", "Ana,López Gil", "Ana López Gil"),
        ("Last Name", "North", "North"),
        ("First Name,Last Name", " ,North ", "North"),
        ("Full Name,First Name", "Nell North,Nell", "Nell North"),
        ("Name,First Name,Last Name", "N. North,Nell,North", "N. North"),
    ],
)
def test_a_name_in_one_column_or_two(headings: str, cells: str, name: str) -> None:
    given = opened(f"{BASE},{headings}\n{LINE},{cells}\n")
    assert given.remarks == ()
    (line,) = given.lines()
    assert line.row is not None, line.problems
    assert line.row.contact_name == name
    assert list(line.cells) == [*LINE.split(","), *cells.split(",")], "a bad line is given back as it came"
    assert (given.note is None) is (headings in ("Last Name", "Full Name,First Name") or headings.count(",") > 1)


def test_whoever_brought_the_list_is_told_what_was_put_together() -> None:
    given = opened(f"{BASE},Vorname,Name,Ticket-Nr\n{LINE},Anna,Beck,T1\n")
    assert given.note == (
        "The name is put together of “Vorname” and “Name”. "
        "Each “Ticket-Nr” is taken for a support case, as no column says otherwise."
    )


def test_first_names_alone_are_no_names() -> None:
    assert "contact_name is missing" in opened(f"{BASE},First name\n{LINE},Nell\n").remarks[0].sentence


def test_a_column_that_somebody_says_is_the_name_is_the_whole_of_it() -> None:
    (line,) = opened(f"{BASE},Who,Vorname\n{LINE},Anna Beck,Anna\n", {"Who": "contact_name"}).lines()
    assert line.row is not None
    assert line.row.contact_name == "Anna Beck"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("Ticket ID", "support_case"), ("n° de commande", "order"), ("Bestellnummer", "order"), ("touchpoint_id", None)],
)
def test_what_it_is_about_by_the_heading_of_its_ids(heading: str, kind: str | None) -> None:
    with_one, without = opened(f"{BASE},Contact,{heading}\n{LINE},Nell,T1\n{LINE},Bert,\n").lines()
    assert without.row is not None
    assert without.row.touchpoint_kind is None
    if kind is None:
        assert [one.column for one in with_one.problems] == ["touchpoint_kind"]
        assert "one of support_case, complaint" in with_one.problems[0].sentence
    else:
        assert with_one.row is not None
        assert (with_one.row.touchpoint_id, with_one.row.touchpoint_kind) == ("T1", kind)


def test_a_column_that_says_the_kind_goes_before_the_heading() -> None:
    given = opened(f"{BASE},Contact,Ticket ID,Ticket type\n{LINE},Nell,T1,Complaint\n")
    (line,) = given.lines()
    assert line.row is not None
    assert (line.row.touchpoint_kind, given.note) == ("complaint", None)


def test_a_line_with_other_cells_than_the_header_is_never_taken_for_a_whole_one() -> None:
    """Two cells are put beside those of the list: a line that has two too many must not look like that."""
    header = f"{BASE},First Name,Last Name,Ticket ID"
    few, many, fit = opened(f"{header}\n{LINE}\n{LINE},Nell,North,T1,X,Y\n{LINE},Nell,North,T1,,\n").lines()
    assert [one.problems[0].sentence[:17] for one in (few, many)] == ["The line has 4 fi", "The line has 9 fi"]
    assert fit.row is not None
    assert fit.row.contact_name == "Nell North"


def test_a_list_that_says_all_in_cells_is_left_as_it_is() -> None:
    header = read_header(["account_id", "account", "account_country", "contact_name", "phone"])
    composition = Composition(header)
    cells = ["A1", "Quince", "GB", "Nell", "020 7946 0123"]
    assert (composition.names, composition.cells(cells), composition.note) == (header.names, cells, None)
    assert composition.cells(cells[1:]) is None

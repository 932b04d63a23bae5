"""Single cells: what they are read as, and the sentence for what they are not."""

from __future__ import annotations

import pytest

from vocsurvey.fieldwork import cell
from vocsurvey.fieldwork.columns import read_header
from vocsurvey.fieldwork.contact_line import read_line
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.spellings import REQUIRED
from vocsurvey.fieldwork.subdivision import read_subdivision, subdivision_named
from vocsurvey.fieldwork.wish import read_wish


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Nell@QUINCE.Example", "Nell@quince.example"),
        ("n" * 239 + "@quince.example", "n" * 239 + "@quince.example"),
        ("n" * 240 + "@quince.example", "255 characters"),
        ("nell", "not an e-mail address"),
        ("nell@quince", "not an e-mail address"),
    ],
)
def test_an_address_keeps_the_case_of_its_mailbox(written: str, read: str) -> None:
    found = cell.read_address(written)
    assert found == read if not isinstance(found, Problem) else read in found.sentence


@pytest.mark.parametrize(
    ("written", "country", "read"),
    [
        ("BY", "DE", "BY"),
        ("de-by", "DE", "BY"),
        ("Bayern", "DE", "BY"),
        ("new york", "US", "NY"),
        ("Baden-Württemberg", "DE", "BW"),
        ("75", "FR", "75"),
        ("fr-75", "FR", "75"),
        ("BY", None, "BY"),
        ("US-NY", "DE", "of DE, where the telephone is"),
        ("XX", "US", "of US, where the telephone is"),
        ("Île-de-France", "FR", "of FR"),
        ("Bayern", None, "of a country"),
    ],
)
def test_a_subdivision_is_one_of_the_telephones_country(written: str, country: str | None, read: str) -> None:
    found = read_subdivision(written, country)
    assert found == read if not isinstance(found, Problem) else read in found.sentence


def test_the_region_of_an_account_may_name_its_subdivision() -> None:
    assert subdivision_named("Bavaria", "DE") == "BY"
    assert [subdivision_named(*one) for one in (("EMEA", "DE"), (None, "DE"), ("75", "FR"), ("BY", None))] == [None] * 4


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("morning", {"mon-sun": ["09:00-12:00"]}),
        ("Nachmittags", {"mon-sun": ["13:00-17:00"]}),
        ("por la mañana", {"mon-sun": ["09:00-12:00"]}),
        ("l\u2019après-midi", {"mon-sun": ["13:00-17:00"]}),
        ("9h-12h", {"mon-sun": ["09:00-12:00"]}),
        ("9 bis 12 Uhr", {"mon-sun": ["09:00-12:00"]}),
        ("Mon-Fri 9:30-12, 14-16:45", {"mon-fri": ["09:30-12:00", "14:00-16:45"]}),
        ("any time", {"mon-sun": ["00:00-24:00"]}),
        *((one, None) for one in ("soon", "9", "12-9", "25-26", "9-12, soon", "mon-fri", "fri-noon 9-12")),
    ],
)
def test_when_somebody_likes_to_be_called(written: str, read: dict[str, list[str]] | None) -> None:
    found = read_wish(written)
    assert found == read if read else isinstance(found, Problem) and "no time of day" in found.sentence


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        (("E-Mail-Adresse", "courriel", "correo electrónico", "Email"), "email"),
        (("State", "Bundesland", "département", "provincia"), "subdivision"),
        (("Best time to call", "Wunschzeit", "heure préférée", "horario preferido"), "preferred_time"),
    ],
)
def test_headings_of_what_else_is_known(headings: tuple[str, ...], name: str) -> None:
    for heading in headings:
        header = read_header([*REQUIRED, heading])
        assert (header.names[-1], header.faults, header.remarks) == (name, (), ())


def test_a_long_address_is_no_long_cell() -> None:
    names = [*REQUIRED, "email", "subdivision"]
    cells = ["A1", "Alder", "DE", "Anna", "+49 30 23125 001"]
    row, problems = read_line(2, names, [*cells, "n" * 239 + "@quince.example", "Berlin"])
    assert row is not None
    assert (len(row.email or ""), row.subdivision, problems) == (254, "BE", [])
    row, problems = read_line(2, names, [*cells, "n" * 240 + "@quince.example", "Nowhere"])
    assert [one.column for one in problems] == ["email", "subdivision"]

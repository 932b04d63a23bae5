"""What people write in the cells of a list in their own language, and what is never guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from phonenumbers import SUPPORTED_REGIONS
from phonenumbers.geodata.locale import LOCALE_DATA

from vocsurvey.fieldwork import cell
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.spellings import plain
from vocsurvey.fieldwork.vocabulary import CHOICES, COUNTRIES, LANGUAGES_BY_NAME, NO, YES


def test_a_country_is_called_what_the_library_of_numbers_calls_it() -> None:
    """Its names were typed by others: every one of ours that it knows too must mean the same country."""
    theirs = {
        plain(names[word[1:]] if word.startswith("*") else word): code
        for code, names in LOCALE_DATA.items()
        for language, word in names.items()
        if language in ("en", "de", "fr", "es")
    }
    shared = COUNTRIES.keys() & theirs.keys()
    assert len(shared) > 150
    assert {word: COUNTRIES[word] for word in shared} == {word: theirs[word] for word in shared}
    assert set(COUNTRIES.values()) <= SUPPORTED_REGIONS
    assert set(LANGUAGES_BY_NAME.values()) <= cell.LANGUAGES
    assert set(CHOICES.values()) == {*cell.ROLES, *cell.KINDS}
    assert not YES & NO


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Deutschland", "DE"),
        ("ÖSTERREICH", "AT"),
        ("Allemagne", "DE"),
        ("España", "ES"),
        ("États-Unis", "US"),
        ("DEU", "DE"),
        ("D", "DE"),
        ("England", "GB"),
        ("uk", "GB"),
        ("de", "DE"),
        ("Narnia", None),
        ("EMEA", None),
        ("FL", None),
    ],
)
def test_countries(written: str, code: str | None) -> None:
    found = cell.read_country(written)
    assert found == code if code else isinstance(found, Problem) and "not a country" in found.sentence


@pytest.mark.parametrize(
    ("written", "code"), [("Deutsch", "de"), ("français", "fr"), ("eng", "en"), ("pt_br", "pt-BR"), ("Klingon", None)]
)
def test_languages(written: str, code: str | None) -> None:
    found = cell.read_language(written)
    assert found == code if code else isinstance(found, Problem)


@pytest.mark.parametrize(
    ("written", "allowed", "word"),
    [
        ("Entscheider", cell.ROLES, "decision_maker"),
        ("End user", cell.ROLES, "user"),
        ("Decision-Maker", cell.ROLES, "decision_maker"),
        ("usuaria", cell.ROLES, "user"),
        ("Ticket", cell.KINDS, "support_case"),
        ("Support case", cell.KINDS, "support_case"),
        ("Reklamation", cell.KINDS, "complaint"),
        ("pedido", cell.KINDS, "order"),
        ("Ticket", cell.ROLES, None),
        ("Head of IT", cell.ROLES, None),
        ("chat", cell.KINDS, None),
    ],
)
def test_choices(written: str, allowed: tuple[str, ...], word: str | None) -> None:
    found = cell.read_choice(written, allowed)
    assert found == word if word else isinstance(found, Problem) and allowed[0] in found.sentence


@pytest.mark.parametrize(
    ("written", "given"),
    [
        *((one, True) for one in ("Ja", "oui", "SÍ", "si", "WAHR", "1")),
        *((one, False) for one in ("Nein", "NON", "no", "FALSCH", "0")),
        *((one, None) for one in ("x", "vielleicht", "n/a", "-")),
    ],
)
def test_consent_is_yes_or_no_in_any_of_the_languages_and_never_guessed(written: str, given: bool | None) -> None:
    found = cell.read_consent(written)
    assert found is given if given is not None else isinstance(found, Problem)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("120000", "120000"),
        ("120000.50", "120000.50"),
        ("120,000", "120000"),
        ("1,200,000.5", "1200000.5"),
        ("120.000,00", "120000.00"),
        ("1.200.000", "1200000"),
        ("120000,5", "120000.5"),
        ("1,20", "1.20"),
        ("120 000,00", "120000.00"),
        ("120\u202f000", "120000"),
        ("120'000.50", "120000.50"),
        ("€ 12,500", "12500"),
        ("12.500,00 €", "12500"),
        ("12.500 €", "12500"),
        ("$1,000.00", "1000"),
        ("US$ 1000", "1000"),
        ("CHF 1'200.50", "1200.50"),
        ("1 200 eur", "1200"),
        ("£99", "99"),
    ],
)
def test_amounts_as_they_are_written_where_a_comma_is_the_point(written: str, amount: str) -> None:
    assert cell.read_amount(written) == Decimal(amount)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("120.000", "“120.000” may be 120000 or 120.000; write it like 120000 or 120000.50."),
        ("12,3456", "not an amount"),
        ("1.20.000,00", "not an amount"),
        ("1,200.000", "not an amount"),
        ("1.200 000,00", "not an amount"),
        ("120k", "not an amount"),
        ("$120€", "not an amount"),
        ("€", "not an amount"),
        ("120 dollars", "not an amount"),
    ],
)
def test_amounts_that_nobody_can_be_sure_of(written: str, words: str) -> None:
    found = cell.read_amount(written)
    assert isinstance(found, Problem)
    assert words in found.sentence


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("31.03.2026 14:05", datetime(2026, 3, 31, 12, 5, tzinfo=UTC)),
        ("2.3.2026", datetime(2026, 3, 1, 23, tzinfo=UTC)),
        ("31.03.2026, 14:05:30 Uhr", datetime(2026, 3, 31, 12, 5, 30, tzinfo=UTC)),
        ("31/03/2026 14:05", datetime(2026, 3, 31, 12, 5, tzinfo=UTC)),
        ("3/31/2026 2:05 PM", datetime(2026, 3, 31, 12, 5, tzinfo=UTC)),
        ("3/31/2026 12:05 a.m.", datetime(2026, 3, 30, 22, 5, tzinfo=UTC)),
        ("3/3/2026", datetime(2026, 3, 2, 23, tzinfo=UTC)),
        ("2026-03-31T14:05+02:00", datetime(2026, 3, 31, 12, 5, tzinfo=UTC)),
    ],
)
def test_moments_that_mean_one_day_only(written: str, at: datetime) -> None:
    assert cell.read_moment(written, "Europe/Berlin") == at
    assert cell.is_local(written) is not written.endswith("+02:00")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("02/03/2026", "means one day only; write 2026-02-03 or 2026-03-02."),
        ("32.03.2026", "not a date and time;"),
        ("31/31/2026", "not a date and time;"),
        ("31.03.2026 soon", "not a date and time;"),
        ("3/31/2026 13:05 pm", "not a date and time;"),
        ("31.03.2026 25:00", "not a date and time;"),
        ("31.03.26", "not a date and time;"),
        ("1.1.1900", "not a year"),
    ],
)
def test_moments_that_nobody_can_be_sure_of(written: str, words: str) -> None:
    found: Any = cell.read_moment(written, None)
    assert isinstance(found, Problem)
    assert words in found.sentence
    assert cell.is_local("soon") is False

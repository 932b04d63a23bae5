"""The quick reading of numbers against the library itself, in every country."""

from __future__ import annotations

import random
from collections.abc import Iterator

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from vocsurvey.fieldwork.numbering import quick_reading

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


def by_the_library(spelling: str, country: str | None) -> tuple[str, int, str | None] | None:
    """What phonenumbers itself reads; None for a number that is not valid or has an extension."""
    try:
        read = phonenumbers.parse(spelling, country)
    except phonenumbers.NumberParseException:
        return None
    kind = phonenumbers.number_type(read)
    if kind == PhoneNumberType.UNKNOWN or read.extension:
        return None
    number = phonenumbers.format_number(read, PhoneNumberFormat.E164)
    return number, kind, phonenumbers.region_code_for_number(read)


def spellings_of(region: str, dice: random.Random) -> Iterator[tuple[str, str | None]]:
    """Every kind of number of a region in its usual spellings, and others that are a little wrong."""
    for kind in range(11):
        example = phonenumbers.example_number_for_type(region, kind)
        if example is None:
            continue
        for written in (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL):
            spelling = phonenumbers.format_number(example, written)
            yield from ((spelling, country) for country in (None, region, "DE", "US"))
        digits = list(phonenumbers.national_significant_number(example))
        code = str(example.country_code)
        for _ in range(4):
            digits[dice.randrange(len(digits))] = dice.choice("0123456789")
            national = "".join(digits)
            for before in ("", "0", "1", "8", code, f"+{code}", f"+{code}0", f"00{code}"):
                yield before + national, region
    for _ in range(30):
        yield "".join(dice.choice("0123456789") for _ in range(dice.randint(4, 15))), region


def test_it_reads_as_the_library_does_or_leaves_it_to_it() -> None:
    dice = random.Random(1)
    read = 0
    for region in REGIONS:
        for spelling, country in spellings_of(region, dice):
            if (quick := quick_reading(spelling, country)) is not None:
                read += 1
                assert quick == by_the_library(spelling, country), (spelling, country)
    assert read > 20_000


@pytest.mark.parametrize(
    ("spelling", "country"),
    [
        ("+49 30 23125001", None),
        ("030/23125-001", "DE"),
        ("(212) 736-5000", "US"),
        ("01 42 68 53 00", "FR"),
        ("+44 20 7946 0123", "DE"),
    ],
)
def test_usual_spellings_are_read_quickly(spelling: str, country: str | None) -> None:
    assert quick_reading(spelling, country) == by_the_library(spelling, country) is not None


@pytest.mark.parametrize(
    ("spelling", "country"),
    [
        ("030 23125001", None),
        ("030 23125001", "001"),
        ("030 23125001", "XX"),
        ("+", None),
        ("+999 1234567", None),
        ("+800 1234 5678", None),
        ("+49 (0)30 23125001", None),
        ("+49 30 23125001 ext 5", None),
        ("0049 30 23125001", "DE"),
        ("49 30 23125001", "DE"),
        ("030 23125 ext 1", "DE"),
        ("12", "DE"),
        ("+1 2", None),
    ],
)
def test_everything_else_is_left_to_the_library(spelling: str, country: str | None) -> None:
    assert quick_reading(spelling, country) is None

"""Numbers as people and spreadsheets write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.phone import Line, candidate_zones, read_number, read_own_phone
from vocsurvey.fieldwork.problem import Problem


def read(text: str, country: str | None = None) -> Line:
    line = read_number(text, country)
    assert isinstance(line, Line), line
    return line


@pytest.mark.parametrize(
    ("text", "country", "number", "extension"),
    [
        ("+1 202 555 0123", None, "+12025550123", ""),
        ("(202) 555-0123", "US", "+12025550123", ""),
        ("+44 20 7946 0123", "DE", "+442079460123", ""),
        ("+44 (0)20 7946 0123", None, "+442079460123", ""),
        ("020 7946 0123", "GB", "+442079460123", ""),
        ("00442079460123", "DE", "+442079460123", ""),
        ("030 23125-123", "DE", "+493023125123", ""),
        ("+49 30 23125 001", None, "+493023125001", ""),
        ("4930231250.0", None, "+4930231250", ""),
        ("4930231250.0", "DE", "+4930231250", ""),
        ("442079460001,0", "GB", "+442079460001", ""),
        ("442079460001,00", "GB", "+442079460001", ""),
        ("442079460001,5", "GB", "+442079460001", "5"),
        ("302312512.0", "DE", "+49302312512", ""),
        ("442079460123", None, "+442079460123", ""),
        ("442079460123", "US", "+442079460123", ""),
        ("4.42079460123E+11", None, "+442079460123", ""),
        ("4,42079460123e11", "GB", "+442079460123", ""),
        ("020 7946 0123 ext. 12", "GB", "+442079460123", "12"),
        ("020 7946 0123x12", "GB", "+442079460123", "12"),
        ("+44 20 7946 0123 #12", None, "+442079460123", "12"),
        ("０２０ ７９４６ ０１２３", "GB", "+442079460123", ""),
        ("＋４４ ２０ ７９４６ ０１２３", None, "+442079460123", ""),
        ("\u202a+44 20 7946 0123\u202c", None, "+442079460123", ""),
        ("030/23125-001", "DE", "+493023125001", ""),
        ("0049 30 23125001", "DE", "+493023125001", ""),
        ("+49 (0)30 23125-001", "US", "+493023125001", ""),
        ("tel:+49-30-23125-001;ext=12", None, "+493023125001", "12"),
        ("'+49 30 23125 001", None, "+493023125001", ""),
        ("٠٣٠ ٢٣١٢٥ ٠٠١", "DE", "+493023125001", ""),
        ("+٤٩ ٣٠ ٢٣١٢٥٠٠١", None, "+493023125001", ""),
        ("4,9302312501e10", None, "+49302312501", ""),
        ("４９３０２３１２５００１", "GB", "+493023125001", ""),
        ("030 23125-798 Durchwahl 12", "DE", "+493023125798", "12"),
        ("030 23125-798, DW 12", "DE", "+493023125798", "12"),
        ("01 42 68 53 00 poste 12", "FR", "+33142685300", "12"),
        ("91 589 40 00 interno: 7", "ES", "+34915894000", "7"),
        ("020 7946 0123 (office)", "GB", "+442079460123", ""),
        ("020 7946 0123 ext 4 (Empfang)", "GB", "+442079460123", "4"),
    ],
)
def test_usual_spellings(text: str, country: str | None, number: str, extension: str) -> None:
    line = read(text, country)
    assert (line.number, line.extension) == (number, extension)


@pytest.mark.parametrize(
    ("text", "kind", "country"),
    [
        ("+1 202 555 0123", "fixed_or_mobile", "US"),
        ("+44 20 7946 0123", "fixed", "GB"),
        ("+61 412 345 678", "mobile", "AU"),
        ("+1 800 555 0123", "toll_free", "US"),
        ("+44 55 1234 5678", "other", "GB"),
        ("+800 1234 5678", "toll_free", None),
    ],
)
def test_kind_and_country(text: str, kind: str, country: str | None) -> None:
    line = read(text)
    assert (line.kind, line.country) == (kind, country)


@pytest.mark.parametrize(
    ("text", "country", "word"),
    [
        ("", "GB", "no phone number"),
        (" \u200b ", "GB", "no phone number"),
        ("1" * 61, "GB", "longer than 60"),
        ("4.42E+11", "GB", "digits are lost"),
        ("ask Anna", "GB", "is not a phone number"),
        ("020 7946 0123", None, "has no country"),
        ("+999 123456", None, "is not a phone number"),
        ("+1 202 555 012", None, "too short"),
        ("+1 202 555 01234 5678", None, "too long"),
        ("555 0123", "US", "no area code"),
        ("331111111", "US", "too short"),
        ("+49 151 234 567 890 1", None, "not a number that is in use"),
        ("+44 909 879 0000", None, "premium-rate"),
        ("0909 879 0000", "GB", "premium-rate"),
        ("030 23125001; 030 23125002", "DE", "There are 2 phone numbers in one cell; keep only the one"),
        ("030 23125001 / 0170 1234567 / 089 1234567 / 040 1234567 / 0221 1234567", "DE", "There are 5 phone numbers"),
        ("030 23125001 oder 0170 1234567", "DE", "There are 2 phone numbers"),
        ("+999999999999999", None, "is not a phone number"),
    ],
)
def test_refused_with_a_sentence(text: str, country: str | None, word: str) -> None:
    problem = read_number(text, country)
    assert isinstance(problem, Problem)
    assert word in problem.sentence


@given(st.integers(0, 99), st.integers(0, 999), st.integers(0, 999))
def test_ranges_kept_for_fiction_are_read(us: int, gb: int, de: int) -> None:
    spellings = ((f"+1 202 555 01{us:02}", "US"), (f"+44 20 7946 0{gb:03}", "GB"), (f"+49 30 23125 {de:03}", "DE"))
    for text, country in spellings:
        line = read(text)
        assert line.country == country
        assert line.number == text.replace(" ", "")


@given(st.text(max_size=70), st.sampled_from([None, "US", "GB", "DE"]))
def test_anything_is_a_line_or_a_sentence(text: str, country: str | None) -> None:
    result = read_number(text, country)
    if isinstance(result, Line):
        assert read_number(result.number, None) == Line(result.number, "", result.kind, result.country)
    else:
        assert result.sentence.endswith(".")


def test_zones_of_a_number() -> None:
    assert candidate_zones(read("+49 30 23125 001")) == ("Europe/Berlin",)
    assert len(candidate_zones(read("+61 412 345 678"))) > 3
    assert candidate_zones(Line("+80012345678", "", "other", None)) == ()


@pytest.mark.parametrize("number", ["", "?", "+", "+0", "+01", "+0012345678", "+1", "0301234567", "9" * 300])
def test_what_is_no_number_is_nowhere(number: str) -> None:
    assert candidate_zones(Line(number, "", "other", None)) == ()


@pytest.mark.parametrize("mark", [" ext. ", ", ext ", ";ext=", " x"])
def test_an_extension_that_no_line_has_is_refused(mark: str) -> None:
    assert read(f"+44 20 7946 0123{mark}1234567").extension == "1234567"
    found = read_number(f"+442079460123{mark.strip()}{'1' * 15}", None)
    assert isinstance(found, Problem)


def test_the_longest_extension_is_named() -> None:
    assert read("tel:+442079460123;ext=" + "7" * 11).extension == "7" * 11
    assert read_number("tel:+442079460123;ext=" + "7" * 12, None) == Problem(
        "The extension 777777777777 is too long; at most 11 digits are allowed."
    )


def test_ones_own_phone_is_one_that_rings_by_itself() -> None:
    assert read_own_phone("+44 20 7946 0123") == read("+44 20 7946 0123")
    for wrong, why in (
        ("+44 20 7946 0123 ext. 7", "without an extension"),
        ("020 7946 0123", ""),
        ("", "no phone number"),
    ):
        found = read_own_phone(wrong)
        assert isinstance(found, Problem)
        assert why in found.sentence

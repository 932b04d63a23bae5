"""Phone numbers as people and spreadsheets write them, read into lines that can be dialled."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult
from phonenumbers.timezone import time_zones_for_number

from vocsurvey.fieldwork.problem import Problem

LineKind = Literal["fixed", "mobile", "fixed_or_mobile", "toll_free", "other"]

LONGEST_SPELLING = 60
_KINDS: dict[int, LineKind] = {
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
}
# Ranges that the regulators keep for fiction: NANP 555-0100 to 0199, Ofcom's London range, Bundesnetzagentur's Berlin
# range. Metadata may one day call them unassigned; demonstrations and tests phone nothing else.
_FICTION = re.compile(r"\+1\d{3}55501\d\d|\+442079460\d{3}|\+493023125\d{1,4}")
_FLOAT = re.compile(r"(\+?\d+)\.0+")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_BARE = re.compile(r"[1-9]\d{6,14}")


@dataclass(frozen=True)
class Line:
    """One telephone that rings: a number in E.164 with its extension ("" for none).

    ``country`` is ISO 3166 alpha-2, or None for numbers that belong to no country.
    """

    number: str
    extension: str
    kind: LineKind
    country: str | None


def read_number(text: str, country: str | None) -> Line | Problem:
    """Read one number in any usual spelling; ``country`` (ISO alpha-2) explains national spellings.

    Full-width digits, extensions (``ext. 12``, ``x12``, ``#12``) and numbers that a spreadsheet turned into floats are
    read; a float that lost digits is refused, because the wrong person's phone would ring.
    """
    spelling = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf").strip()
    if not spelling:
        return Problem("There is no phone number.")
    if len(spelling) > LONGEST_SPELLING:
        return Problem(f"The phone number is longer than {LONGEST_SPELLING} characters.")
    digits = _from_spreadsheet(spelling)
    if isinstance(digits, Problem):
        return digits
    readings = [reading for reading in (_parsed(digits, country), _parsed_as_international(digits)) if reading]
    if not readings:
        return _unreadable(spelling, country)
    best = next((reading for reading in readings if phonenumbers.is_valid_number(reading)), readings[0])
    return _line(best, spelling)


def candidate_zones(line: Line) -> tuple[str, ...]:
    """The IANA zones that the line may be in, by its number; empty when nothing is known of it."""
    zones = time_zones_for_number(phonenumbers.parse(line.number))
    return tuple(zone for zone in zones if zone != "Etc/Unknown")


def _from_spreadsheet(spelling: str) -> str | Problem:
    """Undo what a spreadsheet does to a number: ``4930231250.0`` and ``4.42079460123E+11``."""
    if found := _FLOAT.fullmatch(spelling):
        return found[1]
    if found := _SCIENTIFIC.fullmatch(spelling):
        decimals, exponent = found[2] or "", int(found[3])
        if len(decimals) != exponent:
            return Problem(
                f"A spreadsheet has shortened the phone number to {spelling}, so digits are lost; "
                "format that column as text and export it again."
            )
        return found[1] + decimals
    return spelling


def _parsed(digits: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None


def _parsed_as_international(digits: str) -> PhoneNumber | None:
    """A bare run of digits may be an international number whose plus sign got lost."""
    return _parsed(f"+{digits}", None) if _BARE.fullmatch(digits) else None


def _unreadable(spelling: str, country: str | None) -> Problem:
    if country is None and not spelling.startswith("+"):
        return Problem(f"{spelling} has no country; write it with + and the country's code, like +44 20 7946 0123.")
    return Problem(f"{spelling} is not a phone number; write it like +44 20 7946 0123.")


def _line(number: PhoneNumber, spelling: str) -> Line | Problem:
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if not _FICTION.fullmatch(e164) and (problem := _fault(number, spelling)):
        return problem
    kind = _KINDS.get(phonenumbers.number_type(number), "other")
    return Line(e164, number.extension or "", kind, _region(number))


def _region(number: PhoneNumber) -> str | None:
    region = phonenumbers.region_code_for_number(number)
    return region if region in phonenumbers.SUPPORTED_REGIONS else None


def _fault(number: PhoneNumber, spelling: str) -> Problem | None:
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == ValidationResult.TOO_SHORT:
        return Problem(f"{spelling} is too short to be a phone number; digits are missing.")
    if reason == ValidationResult.TOO_LONG:
        return Problem(f"{spelling} is too long to be a phone number.")
    if reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return Problem(f"{spelling} has no area code; write it like +44 20 7946 0123.")
    if not phonenumbers.is_valid_number(number):
        return Problem(f"{spelling} is not a number that is in use; check it for a typing mistake.")
    if phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE:
        return Problem(f"{spelling} is a premium-rate number, which is never phoned.")
    return None

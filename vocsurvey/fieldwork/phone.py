"""Phone numbers as people and spreadsheets write them, read into lines that can be dialled."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult
from phonenumbers.timezone import time_zones_for_number

from vocsurvey.fieldwork.numbering import quick_reading
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.window import known_zone

LineKind = Literal["fixed", "mobile", "fixed_or_mobile", "toll_free", "other"]

LONGEST_SPELLING = 60
LONGEST_EXTENSION = 11
_KINDS: dict[int, LineKind] = {
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
}
# Ranges that the regulators keep for fiction: NANP 555-0100 to 0199, Ofcom's London range, Bundesnetzagentur's Berlin
# range. Metadata may one day call them unassigned; demonstrations and tests phone nothing else.
_FICTION = re.compile(r"\+1\d{3}55501\d\d|\+442079460\d{3}|\+493023125\d{1,4}")
_PLAIN = re.compile(r"\+?[0-9 ()\-]{4,40}")
_FLOAT = re.compile(r"(\+?\d+)\.0+|(\d{7,}),0{1,2}")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_BARE = re.compile(r"[1-9]\d{6,14}")
# Between two numbers in one cell; a slash alone stands inside many German numbers.
_BETWEEN = re.compile(r"[;,|\n](?!\s*(?:e?xt|x|#))|\s/\s|\s(?:or|oder|ou|o|u)\s", re.IGNORECASE)
_SHORTEST_NUMBER = 6
# What is said behind a number and is none: "(office)". Letters would be taken for the keys that they stand on.
_REMARK = re.compile(r"\s*\([^()\d]+\)$")
# What an extension is called where libphonenumber does not know it. As in the column of that name it is dialled once
# somebody has picked up: put behind the number as if it belonged to it, it would ring who knows whose phone.
_EXTENSION = re.compile(
    r"[\s,;/-]*\b(?:durchwahl|dw|nebenstelle|nst|apparat|app|poste|interno|anexo)\b[.:]?\s*(\d{1,11})$", re.IGNORECASE
)
# Numbers come back: a switchboard stands on many lines, and a list is read again after a mapping.
_REMEMBERED = 8192


class Line(NamedTuple):
    """One telephone that rings: a number in E.164 with its extension ("" for none).

    ``country`` is ISO 3166 alpha-2, or None for numbers that belong to no country.
    """

    number: str
    extension: str
    kind: LineKind
    country: str | None


def plain_number(text: str, country: str | None) -> Line | None:
    """A valid number that is spelled with digits and the usual signs only; None where ``read_number`` has to look."""
    if not _PLAIN.fullmatch(text) or (quick := quick_reading(text, country)) is None:
        return None
    number, kind, region = quick
    return None if kind == PhoneNumberType.PREMIUM_RATE else Line(number, "", _KINDS.get(kind, "other"), region)


@lru_cache(maxsize=_REMEMBERED)
def read_number(text: str, country: str | None) -> Line | Problem:
    """Read one number in any usual spelling; ``country`` (ISO alpha-2) explains national spellings.

    Digits of any script, extensions (``ext. 12``, ``x12``, ``#12``, ``;ext=12``) and numbers that a spreadsheet turned
    into floats are read; a float that lost digits is refused, because the wrong person's phone would ring. So is a cell
    with several numbers: nobody but its author knows which one shall ring.
    """
    spelling = text.strip() if text.isascii() and text.isprintable() else _plain(text)
    if spelling[:2] == "'+":  # how a spreadsheet is told that it is text
        spelling = spelling[1:]
    spelling = _EXTENSION.sub(r" ext. \1", _REMARK.sub("", spelling))
    if not spelling:
        return Problem("There is no phone number.")
    if (count := _numbers_in(spelling)) > 1:
        return Problem(f"There are {count} phone numbers in one cell; keep only the one that shall ring.")
    if len(spelling) > LONGEST_SPELLING:
        return Problem(f"The phone number is longer than {LONGEST_SPELLING} characters.")
    digits = _from_spreadsheet(spelling)
    if isinstance(digits, Problem):
        return digits
    if (quick := quick_reading(digits, country)) and quick[1] != PhoneNumberType.PREMIUM_RATE:
        number, kind, region = quick
        return Line(number, "", _KINDS.get(kind, "other"), region)
    reading = _parsed(digits, country)
    kind = phonenumbers.number_type(reading) if reading else PhoneNumberType.UNKNOWN
    if kind == PhoneNumberType.UNKNOWN and (other := _parsed_as_international(digits)):
        other_kind = phonenumbers.number_type(other)
        if reading is None or other_kind != PhoneNumberType.UNKNOWN:
            reading, kind = other, other_kind
    return _line(reading, kind, spelling) if reading else _unreadable(spelling, country)


def read_own_phone(text: str) -> Line | Problem:
    """Read the number at which somebody here wants to be rung, with its country code. An extension would have to be
    keyed in before they are on the line, so it is refused."""
    line = read_number(text, None)
    if isinstance(line, Line) and line.extension:
        return Problem("Your own phone has to ring by itself: give a number without an extension.")
    return line


def candidate_zones(line: Line) -> tuple[str, ...]:
    """The IANA zones that the line may be in, by its number; empty when nothing is known of it, as of what is no number
    (any more).
    """
    number = _parsed(line.number, None)
    zones = time_zones_for_number(number) if number is not None else ()
    return tuple(zone for zone in zones if zone != "Etc/Unknown" and known_zone(zone))


def _plain(text: str) -> str:
    """The text without invisible characters, in the plain forms of its letters and digits."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf").strip()


def _numbers_in(spelling: str) -> int:
    """How many phone numbers stand in the cell, by what usually stands between them."""
    if not _BETWEEN.search(spelling):
        return 1
    parts = _BETWEEN.split(spelling)
    return sum(sum(map(str.isdigit, part)) >= _SHORTEST_NUMBER for part in parts)


def _from_spreadsheet(spelling: str) -> str | Problem:
    """Undo what a spreadsheet does to a number: ``4930231250.0`` and ``4.42079460123E+11``."""
    if found := _FLOAT.fullmatch(spelling):
        return found[1] or found[2]
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


def _line(number: PhoneNumber, kind: int, spelling: str) -> Line | Problem:
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    in_doubt = kind in (PhoneNumberType.UNKNOWN, PhoneNumberType.PREMIUM_RATE) and not _FICTION.fullmatch(e164)
    if in_doubt:
        return _fault(number, kind, spelling)
    extension = number.extension or ""
    if len(extension) > LONGEST_EXTENSION:
        return Problem(f"The extension {extension} is too long; at most {LONGEST_EXTENSION} digits are allowed.")
    return Line(e164, extension, _KINDS.get(kind, "other"), _region(number))


def _region(number: PhoneNumber) -> str | None:
    only, *more = phonenumbers.region_codes_for_country_code(number.country_code or 0) or ("",)
    region = phonenumbers.region_code_for_number(number) if more else only
    return region if region in phonenumbers.SUPPORTED_REGIONS else None


def _fault(number: PhoneNumber, kind: int, spelling: str) -> Problem:
    if kind == PhoneNumberType.PREMIUM_RATE:
        return Problem(f"{spelling} is a premium-rate number, which is never phoned.")
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == ValidationResult.TOO_SHORT:
        return Problem(f"{spelling} is too short to be a phone number; digits are missing.")
    if reason == ValidationResult.TOO_LONG:
        return Problem(f"{spelling} is too long to be a phone number.")
    if reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return Problem(f"{spelling} has no area code; write it like +44 20 7946 0123.")
    return Problem(f"{spelling} is not a number that is in use; check it for a typing mistake.")

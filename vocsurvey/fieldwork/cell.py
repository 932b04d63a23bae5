"""One cell of a contact list to one value, or a sentence on what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from phonenumbers import SUPPORTED_REGIONS

from vocsurvey.fieldwork.phone import LONGEST_EXTENSION
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.window import known_zone

LONGEST_CELL = 200
LONGEST_ADDRESS = 254
"""Characters of an e-mail address: a path has 256, its two brackets among them (RFC 5321, section 4.5.3.1.3)."""
ROLES = ("decision_maker", "influencer", "user")
KINDS = ("support_case", "complaint", "order", "visit", "renewal", "relationship")
_ISO_639_1 = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
    ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na
    nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so
    sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
LANGUAGES = frozenset(_ISO_639_1.split())
_COUNTRY_NAMES = {"UK": "GB", "USA": "US", "UNITED STATES": "US", "UNITED KINGDOM": "GB", "GERMANY": "DE"}
_YES = frozenset(("yes", "y", "true", "1"))
_NO = frozenset(("no", "n", "false", "0"))
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?")
# Most cells of a column say what many others say.
_REMEMBERED = 4096
_GROUPED = re.compile(r"\d{1,3}(?:[, '\u2019]\d{3})+(\.\d{1,2})?")


def check_text(cell: str, most: int = LONGEST_CELL) -> Problem | None:
    """Refuse what no cell may hold: too much of it, control characters, characters that turn the text around."""
    if len(cell) > most:
        return Problem(f"has {len(cell)} characters; at most {most} are allowed.")
    if any(unicodedata.category(c) == "Cc" or unicodedata.bidirectional(c) in _TURNING for c in cell):
        return Problem("has a line break or another control character in it; remove it.")
    return None


_TURNING = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))


@lru_cache(maxsize=_REMEMBERED)
def read_country(cell: str) -> str | Problem:
    """ISO 3166 alpha-2, from the code or one of the commonest names."""
    code = _COUNTRY_NAMES.get(cell.upper(), cell.upper())
    if code in SUPPORTED_REGIONS:
        return code
    return Problem(f"“{cell}” is not a country; use its two-letter code, like GB or DE.")


@lru_cache(maxsize=_REMEMBERED)
def read_language(cell: str) -> str | Problem:
    """A language code such as ``de``, or with a region ``pt-BR``."""
    base, _, region = cell.replace("_", "-").partition("-")
    if base.lower() not in LANGUAGES or (region and region.upper() not in SUPPORTED_REGIONS):
        return Problem(f"“{cell}” is not a language code; use two letters, like en or de.")
    return f"{base.lower()}-{region.upper()}" if region else base.lower()


@lru_cache(maxsize=_REMEMBERED)
def read_zone(cell: str) -> str | Problem:
    """The name of an IANA time zone."""
    if known_zone(cell):
        return cell
    return Problem(f"“{cell}” is not a time zone; use a name like Europe/Berlin or America/New_York.")


@lru_cache(maxsize=_REMEMBERED)
def read_choice(cell: str, allowed: tuple[str, ...]) -> str | Problem:
    """One of a few words, however it is spaced and cased."""
    word = re.sub(r"[\s\-_]+", "_", cell.casefold())
    return word if word in allowed else Problem(f"“{cell}” is not one of {', '.join(allowed)}.")


@lru_cache(maxsize=_REMEMBERED)
def read_consent(cell: str) -> bool | Problem:
    """Yes or no."""
    word = cell.casefold()
    if word in _YES | _NO:
        return word in _YES
    return Problem(f"“{cell}” is neither yes nor no; leave it blank if nobody knows.")


@lru_cache(maxsize=_REMEMBERED)
def read_email(cell: str) -> str | Problem:
    """An e-mail address, by its shape, in lower case."""
    return cell.lower() if _EMAIL.fullmatch(cell) else Problem(f"“{cell}” is not an e-mail address.")


@lru_cache(maxsize=_REMEMBERED)
def read_address(cell: str) -> str | Problem:
    """The e-mail address of a contact, by its shape. Only in the domain case means nothing (RFC 5321, section 2.4)."""
    if len(cell) > LONGEST_ADDRESS:
        return Problem(f"The e-mail address has {len(cell)} characters; at most {LONGEST_ADDRESS} are allowed.")
    if not _EMAIL.fullmatch(cell):
        return Problem(f"“{cell}” is not an e-mail address.")
    mailbox, _, domain = cell.rpartition("@")
    return f"{mailbox}@{domain.lower()}"


@lru_cache(maxsize=_REMEMBERED)
def read_amount(cell: str) -> Decimal | Problem:
    """An amount of money without its currency: ``120000``, ``120000.50`` or ``120,000``."""
    if _GROUPED.fullmatch(cell):
        cell = re.sub(r"[, '\u2019]", "", cell)
    if _AMOUNT.fullmatch(cell):
        return Decimal(cell)
    return Problem(f"“{cell}” is not an amount; write it like 120000 or 120000.50, without a currency.")


def read_extension(cell: str) -> str | Problem:
    """The digits of an extension; a spreadsheet's ``12.0`` is 12."""
    digits = cell.removesuffix(".0")
    if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_EXTENSION:
        return digits
    return Problem(f"“{cell}” is not an extension; only digits are allowed, at most {LONGEST_EXTENSION}.")


def read_moment(cell: str, zone: str | None) -> datetime | Problem:
    """A date and time as ISO 8601 writes them, in UTC; without an offset it is local to ``zone``, or UTC for None."""
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return Problem(f"“{cell}” is not a date and time; write it like 2026-03-31 14:05 or 2026-03-31T14:05+02:00.")
    if not 2000 <= moment.year <= 2100:
        return Problem(f"“{cell}” is not a year that can be meant.")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
    return moment.astimezone(UTC)


def is_local(cell: str) -> bool:
    """Whether a moment that can be read says no offset, so that its zone must be known from elsewhere."""
    return datetime.fromisoformat(cell).tzinfo is None

"""One cell of a contact list to one value, or a sentence on what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from phonenumbers import SUPPORTED_REGIONS

from vocsurvey.fieldwork.phone import LONGEST_EXTENSION
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.spellings import plain
from vocsurvey.fieldwork.vocabulary import CHOICES, COUNTRIES, LANGUAGES_BY_NAME, NO, YES
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
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?")
# Most cells of a column say what many others say.
_REMEMBERED = 4096
# With points for thousands only where there are two of them or decimals: 120.000 may be a hundred and twenty.
_GROUPED = re.compile(
    r"(?P<whole>\d{1,3}(?:(?P<by>[, '\u2019\u00a0\u202f])\d{3})(?:(?P=by)\d{3})*)(?:\.(?P<cents>\d{1,2}))?"
)
_GROUPED_WITH_COMMA = re.compile(
    r"(?P<whole>\d{1,12}|\d{1,3}(?:(?P<by>[. '\u2019\u00a0\u202f])\d{3})(?:(?P=by)\d{3})*),(?P<cents>\d{1,2})"
)
_GROUPED_WITH_POINTS = re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3}){2,3})(?P<cents>(?!))?")
_POINT_OR_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
# Signs and codes of currencies, before the amount or behind it. All of these have no or two decimals (ISO 4217), so
# three digits behind a point are thousands.
_CURRENCY = r"(?:€|\$|£|¥|US\$|C\$|A\$|(?i:EUR|USD|GBP|CHF|CAD|AUD|JPY|SEK|NOK|DKK|PLN|CZK|Fr\.|kr\.?))"
_WITH_CURRENCY = re.compile(rf"(?:{_CURRENCY}\s?)(?P<before>[\d].*)|(?P<behind>.*\d)(?:\s?{_CURRENCY})")
_DOTTED = re.compile(r"(?P<first>\d{1,2})\.(?P<second>\d{1,2})\.(?P<year>\d{4})(?P<time>.*)")
_SLASHED = re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})(?P<time>.*)")
_TIME = re.compile(r",?\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?(?: uhr)?")


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
    """ISO 3166 alpha-2, from the code or what the country is called."""
    code = cell.upper()
    code = code if code in SUPPORTED_REGIONS else COUNTRIES.get(plain(cell), "")
    if code:
        return code
    return Problem(f"“{cell}” is not a country; use its two-letter code, like GB or DE.")


@lru_cache(maxsize=_REMEMBERED)
def read_language(cell: str) -> str | Problem:
    """A language by its code, such as ``de``, with a region ``pt-BR``, or by its name."""
    if (named := LANGUAGES_BY_NAME.get(plain(cell))) is not None:
        return named
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
    """One of a few words, however it is spaced and cased, or another that means it."""
    word = re.sub(r"[\s\-_]+", "_", cell.casefold())
    word = word if word in allowed else CHOICES.get(plain(cell), "")
    return word if word in allowed else Problem(f"“{cell}” is not one of {', '.join(allowed)}.")


@lru_cache(maxsize=_REMEMBERED)
def read_consent(cell: str) -> bool | Problem:
    """Yes or no."""
    word = cell.casefold()
    if word in YES | NO:
        return word in YES
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
    """An amount of money: ``120000``, ``120000.50``, ``120,000``, ``120.000,00``. A currency's sign or code
    before it or behind it is left out: all values of a list are compared as if they were of one currency.
    """
    whole = cell
    if signed := _WITH_CURRENCY.fullmatch(cell):
        cell = signed["before"] or signed["behind"]
        cell = cell.replace(".", "") if _POINT_OR_THOUSANDS.fullmatch(cell) else cell
    for spelling in (_GROUPED, _GROUPED_WITH_COMMA, _GROUPED_WITH_POINTS):
        if found := spelling.fullmatch(cell):
            cell = f"{re.sub(r'[^0-9]', '', found['whole'])}.{found['cents'] or '0'}"
    if _AMOUNT.fullmatch(cell):
        return Decimal(cell)
    if _POINT_OR_THOUSANDS.fullmatch(cell):
        some, more = cell.split(".")
        return Problem(f"“{whole}” may be {some}{more} or {some}.{more}; write it like 120000 or 120000.50.")
    return Problem(f"“{whole}” is not an amount; write it like 120000 or 120000.50.")


def read_extension(cell: str) -> str | Problem:
    """The digits of an extension; a spreadsheet's ``12.0`` is 12."""
    digits = cell.removesuffix(".0")
    if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_EXTENSION:
        return digits
    return Problem(f"“{cell}” is not an extension; only digits are allowed, at most {LONGEST_EXTENSION}.")


def read_moment(cell: str, zone: str | None) -> datetime | Problem:
    """A date and time as ISO 8601 writes them, or as Germans and people with slashes do where that means one day only.

    In UTC; without an offset it is local to ``zone``, or UTC for None.
    """
    moment = _moment(cell)
    if isinstance(moment, Problem):
        return moment
    if not 2000 <= moment.year <= 2100:
        return Problem(f"“{cell}” is not a year that can be meant.")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
    return moment.astimezone(UTC)


def is_local(cell: str) -> bool:
    """Whether a moment that can be read says no offset, so that its zone must be known from elsewhere."""
    moment = _moment(cell)
    return isinstance(moment, datetime) and moment.tzinfo is None


def _moment(cell: str) -> datetime | Problem:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        pass
    not_one = Problem(f"“{cell}” is not a date and time; write it like 2026-03-31 14:05 or 2026-03-31T14:05+02:00.")
    if found := _DOTTED.fullmatch(cell):
        return _on(found, int(found["first"]), int(found["second"])) or not_one
    found = _SLASHED.fullmatch(cell)
    if found is None:
        return not_one
    one, other = int(found["first"]), int(found["second"])
    days = [moment for day, month in {(one, other), (other, one)} if (moment := _on(found, day, month)) is not None]
    if len(days) > 1:
        either = " or ".join(sorted(f"{moment:%Y-%m-%d}" for moment in days))
        return Problem(f"“{cell}” is not a date and time that means one day only; write {either}.")
    return days[0] if days else not_one


def _on(found: re.Match[str], day: int, month: int) -> datetime | None:
    """The local moment on that day, at the time that stands behind the date; None when there is no such."""
    clock = _TIME.fullmatch(found["time"].casefold()) if found["time"] else None
    if found["time"] and clock is None:
        return None
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second")) if clock else (0, 0, 0)
    if clock and clock["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock["half"].startswith("p") else 0)
    try:
        return datetime.combine(date(int(found["year"]), month, day), time(hour, minute, second))
    except ValueError:
        return None

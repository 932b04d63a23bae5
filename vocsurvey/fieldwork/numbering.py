"""Numbering plans: the usual spellings of a valid number, read about six times as fast as phonenumbers reads them all.

Every rule is the library's own, from its metadata; whatever is not plain is left to the library. A test holds both
against each other for every country and kind of number. Steps as in libphonenumber's ``parse`` and ``getNumberType``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberType

_BETWEEN_DIGITS = str.maketrans("", "", " ()/.-\u00a0")
_FIRST = (
    ("premium_rate", PhoneNumberType.PREMIUM_RATE),
    ("toll_free", PhoneNumberType.TOLL_FREE),
    ("shared_cost", PhoneNumberType.SHARED_COST),
    ("voip", PhoneNumberType.VOIP),
    ("personal_number", PhoneNumberType.PERSONAL_NUMBER),
    ("pager", PhoneNumberType.PAGER),
    ("uan", PhoneNumberType.UAN),
    ("voicemail", PhoneNumberType.VOICEMAIL),
)
_UNKNOWN, _FIXED, _MOBILE, _BOTH = (
    int(kind)
    for kind in (
        PhoneNumberType.UNKNOWN,
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
    )
)
_CODES = frozenset(map(str, COUNTRY_CODE_TO_REGION_CODE))
Pattern = tuple[frozenset[int], re.Pattern[str]]


@dataclass(frozen=True)
class _Plan:
    """What is known of the numbers of one region. Numbers are national, without the prefix for long distance."""

    code: str
    general: Pattern
    kinds: tuple[tuple[int, Pattern], ...]
    fixed: Pattern | None
    mobile: Pattern | None
    one_pattern: bool
    abroad: re.Pattern[str]
    prefix: re.Pattern[str] | None
    plain_prefix: bool
    leading: re.Pattern[str] | None
    alone: bool
    """No other region has the same code."""
    shapes: dict[int, re.Pattern[str] | None] = field(default_factory=dict)

    def kind(self, digits: str) -> int:
        """The library's type of a number; UNKNOWN for one that is not valid here."""
        size = len(digits)
        if size not in self.shapes:
            self.shapes[size] = self._shape(size)
        shape = self.shapes[size]
        found = shape.fullmatch(digits) if shape else None
        if found is None:
            return _UNKNOWN
        place = found.lastgroup or ""
        if place == "fixed":
            both = self.one_pattern or (self.mobile is not None and _fits(self.mobile, digits))
            return _BOTH if both else _FIXED
        return _MOBILE if place == "mobile" else self.kinds[int(place[1:])][0]

    def _shape(self, size: int) -> re.Pattern[str] | None:
        """All that a number of so many digits can be, in the library's order, as one pattern; None: it is none."""
        named = [(f"k{place}", pattern) for place, (_, pattern) in enumerate(self.kinds)]
        named += [("fixed", self.fixed)] if self.fixed else []
        named += [("mobile", self.mobile)] if self.mobile and not self.one_pattern else []
        parts = [f"(?P<{name}>{shape.pattern})" for name, (lengths, shape) in named if not lengths or size in lengths]
        lengths, general = self.general
        if not parts or (lengths and size not in lengths):
            return None
        return re.compile(rf"(?=(?:{general.pattern})\Z)(?:{'|'.join(parts)})")


def quick_reading(spelling: str, country: str | None) -> tuple[str, int, str] | None:
    """Number in E.164, type and region of a valid number that is plainly spelled; None: the library must look."""
    digits = spelling.translate(_BETWEEN_DIGITS)
    if digits.startswith("+"):
        return _international(digits[1:])
    if country is None or not (digits.isdigit() and digits.isascii()):
        return None
    plan = _plan(country)
    if plan is None or digits.startswith(plan.code) or plan.abroad.match(digits):
        return None
    prefix = plan.prefix.match(digits) if plan.prefix else None
    size = prefix.end() if prefix else 0
    if size and not plan.plain_prefix:
        return None
    national = digits[size:]
    # Without its prefix a valid number is one; where it is none the prefix may have been a part of it.
    if plan.alone:
        kind = plan.kind(national)
        return (f"+{plan.code}{national}", kind, country) if kind != _UNKNOWN else None
    return _found(plan.code, national) if not size or plan.general[1].fullmatch(national) else None


def _international(digits: str) -> tuple[str, int, str] | None:
    if not (digits.isdigit() and digits.isascii()):
        return None
    code = digits[:1] if digits[:1] in _CODES else digits[:2] if digits[:2] in _CODES else digits[:3]
    if code not in _CODES:
        return None
    plan = _plan(COUNTRY_CODE_TO_REGION_CODE[int(code)][0])
    national = digits[len(code) :]
    if plan is None or (plan.prefix and plan.prefix.match(national)):
        return None
    return _found(code, national)


def _found(code: str, national: str) -> tuple[str, int, str] | None:
    regions = COUNTRY_CODE_TO_REGION_CODE[int(code)]
    for region in regions:
        plan = _plan(region)
        assert plan is not None, "only the first of a code's regions may be none, and it was looked at"
        if len(regions) > 1 and plan.leading and not plan.leading.match(national):
            continue
        kind = plan.kind(national)
        if kind != _UNKNOWN:
            return (f"+{code}{national}", kind, region)
        if plan.leading:
            return None
    return None


@cache
def _plan(region: str) -> _Plan | None:
    """The plan of a region of the world; None for a code that is none, or belongs to no country."""
    known = PhoneMetadata.metadata_for_region(region, None)
    if known is None or region == "001":
        return None
    general = _pattern(known.general_desc)
    assert general is not None, "every region has a pattern"
    kinds = [(int(kind), _pattern(getattr(known, name))) for name, kind in _FIRST]
    prefix = re.compile(known.national_prefix_for_parsing) if known.national_prefix_for_parsing else None
    return _Plan(
        code=str(known.country_code),
        general=general,
        kinds=tuple((kind, pattern) for kind, pattern in kinds if pattern),
        fixed=_pattern(known.fixed_line),
        mobile=_pattern(known.mobile),
        one_pattern=bool(known.same_mobile_and_fixed_line_pattern),
        abroad=re.compile(known.international_prefix or r"(?!)"),
        prefix=prefix,
        plain_prefix=prefix is not None and prefix.groups == 0 and not known.national_prefix_transform_rule,
        leading=re.compile(known.leading_digits) if known.leading_digits else None,
        alone=COUNTRY_CODE_TO_REGION_CODE[known.country_code or 0] == (region,),
    )


def _pattern(desc: object) -> Pattern | None:
    pattern = getattr(desc, "national_number_pattern", None)
    return (frozenset(getattr(desc, "possible_length", ())), re.compile(pattern)) if pattern else None


def _fits(pattern: Pattern, digits: str) -> bool:
    lengths, shape = pattern
    return (not lengths or len(digits) in lengths) and shape.fullmatch(digits) is not None

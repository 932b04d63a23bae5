"""A phone number, or a part of one, as somebody types it to find whose it is."""

from __future__ import annotations

import re
import unicodedata

SHORTEST = 4
_LOOKS_LIKE_A_NUMBER = re.compile(r"[+(\d][\d\s().\-/+]*")
_TRUNK = re.compile(r"\(0\)")


def fragment(words: str) -> str | None:
    """The digits to look for in numbers in E.164; None for what does not look like a number, or is too short to tell.

    What a number has at home only is left out: the leading 0, ``(0)``, and the 00 in front of a country's code.
    """
    plain = unicodedata.normalize("NFKC", words).strip()
    if not _LOOKS_LIKE_A_NUMBER.fullmatch(plain):
        return None
    digits = "".join(str(int(one)) for one in _TRUNK.sub("", plain) if one.isdecimal()).lstrip("0")
    return digits if len(digits) >= SHORTEST else None

"""The spoken menu behind the star, and how it is said where some of its keys lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_DIGIT = re.compile(r"\b\d\b")
SHORTER: Mapping[str, frozenset[str]] = {
    "no_back": frozenset("2"),
    "no_skip": frozenset("3"),
    "no_back_no_skip": frozenset("23"),
}
"""The names of the shorter menus, by the keys that they leave out: there is no way back from the first question, and
some steps are not left out."""


def without_keys(menu: str, idle: Collection[str]) -> str:
    """The menu without the sentences about keys that lead nowhere now."""
    sentences = _SENTENCE.split(menu)
    return " ".join(one for one in sentences if not (keys := set(_DIGIT.findall(one))) or keys - set(idle))

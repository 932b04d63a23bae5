"""Whom a note speaks to: “@” and a name, among the people who may read it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vocsurvey.followup.lifecycle import Refusal

# An “@” inside of a word is an address.
_AT = re.compile(r"(?<![\w.@])@(?=\w)")
_WORD = re.compile(r"[\w'’-]+")


def mentioned(text: str, names: Mapping[int, str]) -> tuple[int, ...] | Refusal:
    """The numbers of those whom a text names, each once and in its order; a whole name, or a first name that only one
    of them has. Refused where a name is nobody's, or several people's.
    """
    found: dict[int, None] = {}
    for place in (one.end() for one in _AT.finditer(text)):
        said = _WORD.findall(text, place)[0]
        called = _whole(text, place, names) or [key for key, name in names.items() if _first(name) == said.casefold()]
        if not called:
            return Refusal(
                f"Nobody who can read this is called “@{said}”. Choose them in the list below, or leave out the “@”."
            )
        if len(called) > 1:
            return Refusal(f"Several people are called “@{said}”. Write the whole name, or choose them below.")
        found[called[0]] = None
    return tuple(found)


def _whole(text: str, place: int, names: Mapping[int, str]) -> list[int]:
    """Those whose whole name stands there: of several, the longest."""
    there = [key for key, name in names.items() if re.compile(rf"{re.escape(name)}(?!\w)", re.I).match(text, place)]
    longest = max((len(names[key]) for key in there), default=0)
    return [key for key in there if len(names[key]) == longest]


def _first(name: str) -> str:
    return name.partition(" ")[0].casefold()

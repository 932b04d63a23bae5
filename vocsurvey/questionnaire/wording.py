"""Wordings: texts with fills, and the rule for what is said when a fact is not known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.facts import KNOWN_FACTS

_FILL = re.compile(r"\{(?P<name>[^{}|]*)(?:\|(?P<fallback>[^{}]*))?\}")
_PIECE = re.compile(rf"\[(?P<bracket>[^\[\]]*)\]|{_FILL.pattern}")
_LEFT_IN_PLACE = frozenset(
    {"none", "null", "nil", "nan", "n/a", "undefined", "todo", "tbd", "fixme", "xxx", "lorem ipsum"}
)
_STRAY = re.compile(r"[\[\]{}]")

# A fact such as "9 a.m." or "Robert Downey Jr." brings a full stop of its own, which ends no sentence.
_OWN_STOP = "\x01"
_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")
_SEAMS = (
    (re.compile(r"\(\s*\)"), ""),
    (re.compile(r"([.!?])(?:\s+[.!?])+"), r"\1"),
    (re.compile(r"\s+([,.;:!?])"), r"\1"),
    (re.compile(r"[,;:]+([,.;:!?])"), r"\1"),
    (re.compile(r"([.!?])[,;:]+"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Fill:
    """One place in a wording where a fact is said. ``bracketed``: left out with its bracket when unknown."""

    name: str
    fallback: str | None
    bracketed: bool


def fill(text: str, facts: Mapping[str, FactValue]) -> str:
    """The text as it is said: facts put in, parts in brackets left out when a fact in them is not known.

    A fact is unknown when it is absent, None or blank. Unknown without bracket or fallback, it is left out alone. What
    a fact says is never read as a wording itself. Spaces and punctuation are put right where something was left out.
    """
    gaps: list[int] = []

    def said(match: re.Match[str]) -> str:
        inside = match["bracket"]
        words = _one(match, facts) if inside is None else _bracket(inside, facts)
        if words is None:
            gaps.append(match.start())
        return words or ""

    filled = _STOPS.sub(".", _PIECE.sub(said, text).replace(f"{_OWN_STOP}.", _OWN_STOP))
    capital = bool(gaps) and text[: gaps[0]].strip() == ""
    closed = _closed_up(filled, capital=capital) if gaps else " ".join(filled.split())
    return closed.replace(_OWN_STOP, ".")


def fills_in(text: str) -> tuple[Fill, ...]:
    """The fills of a text, in order."""
    return tuple(_fills(text))


def strays_in(text: str) -> tuple[str, ...]:
    """The brackets and braces that belong to no fill: a wording with any of them is mistyped."""
    places = [_PIECE.sub(" ", text)]
    for piece in _PIECE.finditer(text):
        inside = piece["bracket"]
        places.append(_FILL.sub(" ", inside) if inside is not None else piece["fallback"] or "")
    return tuple(stray for place in places for stray in _STRAY.findall(place))


def idle_brackets_in(text: str) -> int:
    """How many square brackets hold no fill, so that they are never left out."""
    inside = (piece["bracket"] for piece in _PIECE.finditer(text))
    return sum(1 for words in inside if words is not None and not _FILL.search(words))


def hollow(text: str) -> bool:
    """Whether the text says nothing: nothing but signs, or what a program or an author left in place of words."""
    said = text.strip(" .!?…-–*\"'").casefold()
    return said in _LEFT_IN_PLACE or not (_FILL.search(text) or any(char.isalnum() for char in text))


@lru_cache(maxsize=4_096)
def word_count(text: str) -> int:
    """How many words the text takes to say, everything in brackets said and each fact of its usual length."""
    usual = _PIECE.sub(_usual, text)
    return sum(1 for word in usual.split() if any(char.isalnum() for char in word))


def _bracket(inside: str, facts: Mapping[str, FactValue]) -> str | None:
    parts = [_one(match, facts) for match in _FILL.finditer(inside)]
    if None in parts:
        return None
    said = iter(parts)
    return _FILL.sub(lambda _: next(said) or "", inside)


def _one(match: re.Match[str], facts: Mapping[str, FactValue]) -> str | None:
    value = facts.get(match["name"].strip())
    known = "" if value is None else " ".join(str(value).replace(_OWN_STOP, "").split())
    if known.endswith("."):
        known = known[:-1] + _OWN_STOP
    return known or match["fallback"] or None


def _closed_up(text: str, *, capital: bool) -> str:
    text = " ".join(text.split())
    for seam, repair in _SEAMS:
        text = seam.sub(repair, text)
    text = " ".join(text.split()).lstrip(" ,.;:!?")
    return text[:1].upper() + text[1:] if capital else text


def _fills(text: str) -> Iterator[Fill]:
    for piece in _PIECE.finditer(text):
        inside = piece["bracket"]
        for match in (piece,) if inside is None else _FILL.finditer(inside):
            yield Fill(match["name"].strip(), match["fallback"], bracketed=inside is not None)


def _usual(match: re.Match[str]) -> str:
    inside = match["bracket"]
    if inside is not None:
        return _FILL.sub(_usual_fact, inside)
    return _usual_fact(match)


def _usual_fact(match: re.Match[str]) -> str:
    fact = KNOWN_FACTS.get(match["name"].strip())
    return " ".join(["word"] * (fact.words if fact else 2))

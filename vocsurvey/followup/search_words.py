"""The words by which a follow-up is found: without case and accents, so that “Müller” is found as “muller”."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_WORD = 40
MOST_ASKED = 6
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Wanted:
    """A word that somebody looks for: the beginning of one, or a number as a whole."""

    word: str
    whole: bool


def words_in(texts: Iterable[str]) -> frozenset[str]:
    """Every word of these texts, shortened to ``LONGEST_WORD`` characters."""
    return frozenset(word for text in texts for word in _words(text))


def asked_for(typed: str) -> tuple[Wanted, ...]:
    """What was typed to find something: ``MOST_ASKED`` words at most, each once."""
    words = list(dict.fromkeys(_words(typed)))[:MOST_ASKED]
    return tuple(Wanted(word, word.isdecimal()) for word in words)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    return [word[:LONGEST_WORD] for word in _WORD.findall(bare)]

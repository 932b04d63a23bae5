"""The words of one language that are understood with certainty, and the form in which words are compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vocsurvey.interview.heard import Command

_LONGEST_NUMBER = 9
_NOON = 12
_NOT_A_WORD = re.compile(r"[^\w\s'-]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One language, every entry in its ``normalised`` form.

    The first of ``yes`` and ``no`` is also the label that is shown; ``numbers`` starts at 0. ``nothing`` is what people
    say to an open question to which they have nothing to say, and what a recogniser makes of a pause. ``articles`` are
    with what stands between them and the noun. ``very`` is the degree at the ends of a scale. ``around`` is what
    may stand around a number, ``late`` being what makes it an hour after noon.
    """

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    numbers: tuple[tuple[str, ...], ...] = ()
    cant_say: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    commands: Mapping[str, Command] | None = None
    articles: tuple[str, ...] = ()
    very: str = ""
    around: re.Pattern[str] | None = None

    def bare(self, words: str) -> str:
        """The normalised words without the article that they begin with."""
        article = next((one for one in self.articles if words.startswith(one)), "")
        return words.removeprefix(article)

    def number(self, words: str) -> int | None:
        """The number that the normalised words say, in digits or in words; None when they say none.

        An hour is one as well: "ten o'clock" is 10 and "two in the afternoon" 14.
        """
        alone = self._number(words)
        said = None if alone is not None or self.around is None else self.around.fullmatch(words)
        if said is None:
            return alone
        hour = self._number(said["number"])
        return hour if hour is None or not said["late"] or hour >= _NOON else hour + _NOON

    def _number(self, words: str) -> int | None:
        if words.isascii() and words.isdigit() and len(words) <= _LONGEST_NUMBER:
            return int(words)
        return next((value for value, names in enumerate(self.numbers) if words in names), None)

    def command(self, words: str) -> Command | None:
        """The request that the normalised words make; None when they make none."""
        return (self.commands or {}).get(words)


def normalised(words: str) -> str:
    """The words in lower case, without punctuation, one space apart; every apostrophe as the plain one."""
    return " ".join(_NOT_A_WORD.sub(" ", words.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).split())


def numbers(text: str) -> tuple[tuple[str, ...], ...]:
    """The names of the numbers from 0 on, ``|`` between those of one number and ``_`` between the words of a name."""
    return tuple(tuple(name.replace("_", " ") for name in names.split("|")) for names in text.split())


def said(words: str, *phrases: str) -> tuple[str, ...]:
    """Single words, one space apart, and phrases, with ``|`` between them."""
    return (*words.split(), *(one for some in phrases for one in some.split("|")))

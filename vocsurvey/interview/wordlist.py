"""The words of one language that are understood with certainty, and the form in which words are compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vocsurvey.interview.heard import Command

_LONGEST_NUMBER = 9
_NOON = 12
_ANYBODY = frozenset(
    ("someone", "somebody", "else", "jemand", "jemanden", "jemandem", "quelqu'un", "autre", "alguien", "más")
)
OUT_OF = "out_of"
"""What stands for the stroke of "4/5", which recognisers write."""
_NOT_A_WORD = re.compile(r"[^\w\s'-]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One language, every entry in its ``normalised`` form.

    The first of ``yes`` and ``no`` is also the label that is shown; ``numbers`` starts at 0. ``nothing`` is what people
    say to an open question to which they have nothing to say, and what a recogniser makes of a pause. ``articles`` are
    with what stands between them and the noun. ``very`` is the degree at the ends of a scale. ``around`` is what
    may stand around a number, ``late`` being what makes it an hour after noon.

    What may stand around an answer and changes nothing: ``fillers`` before it, ``courtesies`` on either side; around
    one of several answers also ``leads`` before it ("on", "I'd say") and ``trails`` behind it ("would be fine").
    ``out_of`` stands between a point of a scale and its highest. ``times`` are other words for the times that are
    offered for a call-back, by their value. ``person`` is how somebody asks for a person, ``staff`` what such a person
    is called. ``menu`` are words that are requests only after the spoken menu, such as "next".
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
    fillers: tuple[str, ...] = ()
    courtesies: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    trails: tuple[str, ...] = ()
    out_of: tuple[str, ...] = ()
    times: Mapping[str, re.Pattern[str]] | None = None
    person: re.Pattern[str] | None = None
    staff: re.Pattern[str] | None = None
    menu: Mapping[str, Command] | None = None

    def plain(self, words: str) -> str:
        """The normalised words without the fillers and courtesies around them; those alone stay as they are."""
        return _trimmed(words, (*self.fillers, *self.courtesies), self.courtesies)

    def bare(self, words: str) -> str:
        """The normalised words without what may stand around an answer, and without the article before it."""
        before = (*self.fillers, *self.courtesies, *self.leads)
        answer = _trimmed(words, before, (*self.courtesies, *self.trails))
        article = next((one for one in self.articles if answer.startswith(one)), "")
        return answer.removeprefix(article)

    def time(self, words: str) -> str | None:
        """The value of the time for a call-back that the normalised words mean; None where they mean none."""
        return next((value for value, said in (self.times or {}).items() if said.fullmatch(self.plain(words))), None)

    def point(self, words: str) -> tuple[int, int] | None:
        """A point of a scale and its highest one, as in "four out of five"; None where the words say no such thing."""
        for between in (f" {one} " for one in (*self.out_of, OUT_OF)):
            low, found, high = self.bare(words).partition(between)
            point, highest = (self.number(low), self.number(high)) if found else (None, None)
            if point is not None and highest is not None:
                return point, highest
        return None

    def of_staff(self, words: str) -> str | None:
        """The last word of an utterance that is but a name for somebody who works here, with no word of asking."""
        polite = any(f" {one} " in f" {words} " for one in self.courtesies)
        named = None if self.staff is None or polite else self.staff.fullmatch(self.bare(words))
        name = None if named is None else named[0].split()[-1]
        return None if name in _ANYBODY else name

    def number(self, words: str) -> int | None:
        """The number that the normalised words say, in digits or in words; None when they say none.

        An hour is one as well: "ten o'clock" is 10 and "two in the afternoon" 14.
        """
        found = (self._hour(one) for one in (words, self.plain(words), self.bare(words)))
        return next((one for one in found if one is not None), None)

    def _hour(self, words: str) -> int | None:
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

    def choice(self, words: str) -> Command | None:
        """The request that the normalised words make after the spoken menu; None when they make none."""
        chosen = self.menu or {}
        return self.command(words) or next((chosen[one] for one in (words, self.plain(words)) if one in chosen), None)

    def command(self, words: str) -> Command | None:
        """The request that the normalised words make; None when they make none."""
        plain, known = self.plain(words), self.commands or {}
        named = known.get(words) or known.get(plain)
        if named is not None:
            return named
        asked = self.person is not None and (self.person.fullmatch(words) or self.person.fullmatch(plain))
        return Command.PERSON if asked else None


def _trimmed(words: str, before: tuple[str, ...], behind: tuple[str, ...]) -> str:
    """The words without any of these before and behind them, as often as they come, but never without all words."""
    while True:
        first = max((one for one in before if words.startswith(f"{one} ")), key=len, default=None)
        last = max((one for one in behind if words.endswith(f" {one}")), key=len, default=None)
        if first is not None:
            words = words.removeprefix(f"{first} ")
        elif last is not None:
            words = words.removesuffix(f" {last}")
        else:
            return words


def normalised(words: str) -> str:
    """The words in lower case, without punctuation, one space apart; every apostrophe as the plain one."""
    return " ".join(_NOT_A_WORD.sub(" ", words.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).split())


def numbers(text: str) -> tuple[tuple[str, ...], ...]:
    """The names of the numbers from 0 on, ``|`` between those of one number and ``_`` between the words of a name."""
    return tuple(tuple(name.replace("_", " ") for name in names.split("|")) for names in text.split())


def said(words: str, *phrases: str) -> tuple[str, ...]:
    """Single words, one space apart, and phrases, with ``|`` between them."""
    return (*words.split(), *(one for some in phrases for one in some.split("|")))

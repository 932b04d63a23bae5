"""What somebody typed into the fields of a plan, and what is wrong with it: the first complaint of each field.

What was typed is a mapping from a field's name to its texts, as a form sends it; the commands make the same mapping.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from vocsurvey.fieldwork.calendar import Holidays, HoursRules
from vocsurvey.fieldwork.problem import Problem

LONGEST_REPEATED = 80
"""Characters of what was typed, in the sentence that says what is wrong with it; the field itself keeps all of them."""
FIRST_YEAR, LAST_YEAR = 2000, 2999
"""Days outside of these years are slips of a finger."""
Typed = Mapping[str, Sequence[str]]
Problems = Mapping[str, Problem]


@dataclass(frozen=True)
class Known:
    """What a plan may speak of.

    ``values`` is what people have, by the names of filters and quotas (``touchpoint`` for what an interview is about).
    ``kinds`` are all that an interview can be about, ``taken`` the names of other campaigns, and ``owners`` the ids of
    those who can answer for one. ``usual_note_days`` and ``most_note_days``: how many days ahead a note goes out.
    """

    now: datetime
    questionnaires: frozenset[str]
    values: Mapping[str, frozenset[str]]
    owners: frozenset[int]
    max_attempts: int
    hours: HoursRules
    holidays: Holidays
    dearest_call: Decimal
    kinds: frozenset[str]
    taken: frozenset[str] = frozenset()
    usual_note_days: int = 1
    most_note_days: int = 14


@dataclass
class Reading:
    """What was typed, and what is wrong with it so far: the first complaint of each field."""

    typed: Typed
    known: Known
    problems: dict[str, Problem] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The one text of a field, "" when nothing was typed."""
        return next((text.strip() for text in self.typed.get(name, ()) if text.strip()), "")

    def many(self, name: str) -> tuple[str, ...]:
        """Every text of a field, each once."""
        return tuple(dict.fromkeys(text.strip() for text in self.typed.get(name, ()) if text.strip()))

    def refuse(self, name: str, sentence: str) -> None:
        """Complain at a field. The sentence repeats no more than the beginning of what was typed at length."""
        for text in self.typed.get(name, ()):
            for piece in (text.strip(), *map(str.strip, text.split("="))):
                if len(piece) > LONGEST_REPEATED:
                    sentence = sentence.replace(piece, f"{piece[:LONGEST_REPEATED]}…")
        self.problems.setdefault(name, Problem(sentence))

    def number(self, name: str, what: str, most: int) -> int | None:
        """A whole number from 1 to ``most``, None when nothing was typed."""
        text = self.one(name)
        if not text:
            return None
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        if not 1 <= number <= most:
            self.refuse(name, f"Give {what} as a whole number from 1 to {most}, or leave it empty.")
            return None
        return number

    def needed(self, name: str, what: str, least: int, most: int) -> int | None:
        """A whole number from ``least`` to ``most``; a complaint when nothing was typed."""
        number = self.number(name, what, most)
        if name not in self.problems and (number is None or number < least):
            self.refuse(name, f"Say {what}, as a whole number from {least} to {most}.")
            return None
        return number

    def day(self, name: str) -> date | None:
        """A date, None when nothing was typed."""
        text = self.one(name)
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self.refuse(name, f"“{text}” is not a day; write it like 2026-11-30.")
            return None
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
        self.refuse(name, f"Give a year from {FIRST_YEAR} to {LAST_YEAR} instead of {day.year}.")
        return None

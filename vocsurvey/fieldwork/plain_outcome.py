"""How an attempt or a case ended, in the words of people who do not know the codes."""

from __future__ import annotations

from vocsurvey.fieldwork.disposition import Dispositions

IN_WORDS = {
    "1.1": "Answered to the end",
    "1.2": "Answered at least half",
    "2.11": "Did not want to take part",
    "2.111": "The company did not want them to take part",
    "2.112": "Did not want to take part, before the first answer",
    "2.12": "Broke off after the first answers",
    "2.20": "Was reached before, but not this time",
    "2.21": "Had no time, or asked to be called another time",
    "2.22": "Their own machine answered",
    "2.221": "Their own machine answered, and took our message",
    "2.222": "Their own machine answered",
    "2.32": "Is not able to take part",
    "2.331": "Whoever answers there speaks another language",
    "2.332": "Speaks another language",
    "2.333": "Speaks a language that nobody here calls in",
    "2.34": "The line was too bad to talk",
    "2.35": "Could not talk where they were",
    "2.36": "Wants to be asked in writing only",
    "3.11": "Was not called",
    "3.12": "The line was busy",
    "3.13": "Nobody picked up",
    "3.14": "A machine answered",
    "3.16": "The call did not go through",
    "3.20": "Somebody picked up, and we cannot tell who",
    "4.10": "Is no customer any more",
    "4.20": "A fax machine answered",
    "4.31": "The number does not work",
    "4.32": "The number was disconnected",
    "4.33": "The number is out of order",
    "4.41": "The number has changed",
    "4.70": "Has left the company",
    "4.80": "Enough customers of this kind have answered",
    "4.90": "Somebody else has this number",
}
STILL_OPEN = "Not over yet"


def outcome_in_words(code: str | None, table: Dispositions) -> str:
    """A disposition in plain words; the table's own name for a code that has none, and the code where it has neither.

    None is an attempt or a case that has not ended.
    """
    if code is None:
        return STILL_OPEN
    entry = table.of(code)
    return IN_WORDS.get(code) or (entry.name if entry is not None else code)

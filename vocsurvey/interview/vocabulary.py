"""The words that are understood with certainty, per language: yes, no, small numbers and a few requests.

Only whole utterances are matched, never parts of them: what is not exactly one of these (or a label of the question)
is asked again. A language that is not listed is still served, by keys and by labels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vocsurvey.interview.heard import Command

_LONGEST_NUMBER = 9
_NOT_A_WORD = re.compile(r"[^\w\s'-]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One language, every entry in its ``normalised`` form.

    The first of ``yes`` and ``no`` is also the label that is shown; ``numbers`` starts at 0.
    """

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    numbers: tuple[tuple[str, ...], ...] = ()
    cant_say: tuple[str, ...] = ()
    commands: Mapping[str, Command] | None = None

    def number(self, words: str) -> int | None:
        """The number that the normalised words say, in digits or in words; None when they say none."""
        if words.isascii() and words.isdigit() and len(words) <= _LONGEST_NUMBER:
            return int(words)
        return next((value for value, names in enumerate(self.numbers) if words in names), None)

    def command(self, words: str) -> Command | None:
        """The request that the normalised words make; None when they make none."""
        return (self.commands or {}).get(words)


def normalised(words: str) -> str:
    """The words in lower case, without punctuation, one space apart; every apostrophe as the plain one."""
    return " ".join(_NOT_A_WORD.sub(" ", words.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).split())


def _numbers(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(names.split("|")) for names in text.split())


_ENGLISH = Vocabulary(
    yes=("yes", "yeah", "yep", "yes please", "yes i did", "yes it is", "sure", "correct"),
    no=("no", "nope", "no thanks", "no thank you", "no i did not", "no i didn't", "no it is not", "no it isn't"),
    numbers=_numbers("zero|nought one two three four five six seven eight nine ten"),
    cant_say=("i don't know", "don't know", "i can't say", "i cannot say", "not sure", "i'm not sure"),
    commands={
        "repeat": Command.REPEAT,
        "pardon": Command.REPEAT,
        "please repeat": Command.REPEAT,
        "say that again": Command.REPEAT,
        "go back": Command.BACK,
        "stop calling me": Command.OPT_OUT,
        "do not call me again": Command.OPT_OUT,
        "don't call me again": Command.OPT_OUT,
        "let me speak to a person": Command.PERSON,
        "i want to speak to a person": Command.PERSON,
    },
)

_GERMAN = Vocabulary(
    yes=("ja", "ja bitte", "ja gerne", "jawohl", "genau", "stimmt"),
    no=("nein", "nein danke", "nee", "leider nein"),
    numbers=_numbers("null eins zwei|zwo drei vier fünf sechs sieben acht neun zehn"),
    cant_say=("weiss nicht", "ich weiss nicht", "weiss ich nicht", "das weiss ich nicht", "kann ich nicht sagen"),
    commands={
        "wiederholen": Command.REPEAT,
        "bitte wiederholen": Command.REPEAT,
        "wie bitte": Command.REPEAT,
        "zurück": Command.BACK,
        "rufen sie mich nicht mehr an": Command.OPT_OUT,
        "bitte nicht mehr anrufen": Command.OPT_OUT,
        "ich möchte mit einem menschen sprechen": Command.PERSON,
    },
)

_FRENCH = Vocabulary(
    yes=("oui", "oui s'il vous plaît", "tout à fait", "d'accord"),
    no=("non", "non merci", "pas du tout"),
    numbers=_numbers("zéro un|une deux trois quatre cinq six sept huit neuf dix"),
    cant_say=("je ne sais pas", "je sais pas", "sans avis"),
    commands={
        "répétez": Command.REPEAT,
        "pouvez-vous répéter": Command.REPEAT,
        "retour": Command.BACK,
        "ne m'appelez plus": Command.OPT_OUT,
        "je veux parler à quelqu'un": Command.PERSON,
    },
)

_SPANISH = Vocabulary(
    yes=("sí", "si", "sí por favor", "claro"),
    no=("no", "no gracias"),
    numbers=_numbers("cero uno|una dos tres cuatro cinco seis siete ocho nueve diez"),
    cant_say=("no sé", "no lo sé", "no sabría decir"),
    commands={
        "repita": Command.REPEAT,
        "repita por favor": Command.REPEAT,
        "atrás": Command.BACK,
        "no me llamen más": Command.OPT_OUT,
        "quiero hablar con una persona": Command.PERSON,
    },
)

_VOCABULARIES: Mapping[str, Vocabulary] = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}


def vocabulary(language: str) -> Vocabulary:
    """The words of a language code such as ``en`` or ``en-GB``; an empty vocabulary when it is not listed."""
    return _VOCABULARIES.get(language.split("-")[0].lower(), Vocabulary())

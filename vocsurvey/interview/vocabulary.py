"""The words that are understood with certainty, per language: yes, no, small numbers and a few requests.

Only whole utterances are matched, never parts of them: what is not exactly one of these (or a label of the question)
is asked again. One thing is heard inside a sentence, not to be called again: see ``opt_out``. A language that is not
listed is still served, by keys and by labels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vocsurvey.interview.heard import Command

_LONGEST_NUMBER = 9
_LONGEST_NOTHING = 10
"""Words: with more, somebody is telling something, whatever the words are."""
_NOT_A_WORD = re.compile(r"[^\w\s'-]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One language, every entry in its ``normalised`` form.

    The first of ``yes`` and ``no`` is also the label that is shown; ``numbers`` starts at 0. ``nothing`` is what people
    say to an open question to which they have nothing to say, and what a recogniser makes of a pause.
    """

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    numbers: tuple[tuple[str, ...], ...] = ()
    cant_say: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
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
    nothing=(
        *(
            "nothing",
            "nothing else",
            "nothing really",
            "nothing at all",
            "nothing to add",
            "nothing more",
            "nothing new",
        ),
        *(
            "nothing comes to mind",
            "nothing i can think of",
            "not really",
            "not at the moment",
            "not right now",
            "none",
        ),
        *("no idea", "no ideas", "no comment", "no comments", "i have nothing", "i've nothing", "i don't think so"),
        *("i have no idea", "i can't think of anything", "i cannot think of anything", "that's all", "that is all"),
        *("no i don't", "no there isn't", "no that's all", "not that i know of", "at the moment", "right now"),
        *("thanks", "thank you", "um", "uh", "er", "erm", "hm", "hmm", "mm", "well", "silence", "no answer"),
    ),
    commands={
        "repeat": Command.REPEAT,
        "pardon": Command.REPEAT,
        "please repeat": Command.REPEAT,
        "say that again": Command.REPEAT,
        "go back": Command.BACK,
        "let me speak to a person": Command.PERSON,
        "i want to speak to a person": Command.PERSON,
    },
)

_GERMAN = Vocabulary(
    yes=("ja", "ja bitte", "ja gerne", "jawohl", "genau", "stimmt"),
    no=("nein", "nein danke", "nee", "leider nein"),
    numbers=_numbers("null eins zwei|zwo drei vier fünf sechs sieben acht neun zehn"),
    cant_say=("weiss nicht", "ich weiss nicht", "weiss ich nicht", "das weiss ich nicht", "kann ich nicht sagen"),
    nothing=(
        *("nichts", "gar nichts", "nichts weiter", "sonst nichts", "nichts mehr", "eigentlich nichts", "nö", "keine"),
        *("im moment nichts", "im moment nicht", "gerade nicht", "zur zeit nicht", "derzeit nicht", "eigentlich nicht"),
        *("mir fällt nichts ein", "da fällt mir nichts ein", "fällt mir nichts ein", "nicht dass ich wüsste"),
        *("keine idee", "keine ideen", "keine ahnung", "kein kommentar", "keine angabe", "das wär's", "das war's"),
        *(
            "das ist alles",
            "das war alles",
            "ich habe nichts",
            "ich habe nichts hinzuzufügen",
            "im moment",
            "wüsste ich nicht",
        ),
        *(
            "danke",
            "vielen dank",
            "danke schön",
            "äh",
            "ähm",
            "öh",
            "hm",
            "hmm",
            "mhm",
            "tja",
            "stille",
            "keine antwort",
        ),
    ),
    commands={
        "wiederholen": Command.REPEAT,
        "bitte wiederholen": Command.REPEAT,
        "wie bitte": Command.REPEAT,
        "zurück": Command.BACK,
        "ich möchte mit einem menschen sprechen": Command.PERSON,
    },
)

_FRENCH = Vocabulary(
    yes=("oui", "oui s'il vous plaît", "tout à fait", "d'accord"),
    no=("non", "non merci", "pas du tout"),
    numbers=_numbers("zéro un|une deux trois quatre cinq six sept huit neuf dix"),
    cant_say=("je ne sais pas", "je sais pas", "sans avis"),
    nothing=(
        *("rien", "rien du tout", "rien de plus", "rien d'autre", "rien de particulier", "rien de spécial", "non rien"),
        *(
            "rien à ajouter",
            "rien à signaler",
            "je n'ai rien",
            "je n'ai rien à ajouter",
            "je ne vois pas",
            "je vois pas",
        ),
        *("pas vraiment", "pas pour le moment", "pas pour l'instant", "pour le moment", "pour l'instant", "aucune"),
        *("aucune idée", "pas d'idée", "je n'ai pas d'idée", "rien ne me vient", "rien ne me vient à l'esprit"),
        *("sans commentaire", "pas de commentaire", "c'est tout", "ce sera tout", "pas que je sache"),
        *("merci", "merci bien", "euh", "heu", "hm", "hmm", "ben", "bah", "bof", "silence", "pas de réponse"),
    ),
    commands={
        "répétez": Command.REPEAT,
        "pouvez-vous répéter": Command.REPEAT,
        "retour": Command.BACK,
        "je veux parler à quelqu'un": Command.PERSON,
    },
)

_SPANISH = Vocabulary(
    yes=("sí", "si", "sí por favor", "claro"),
    no=("no", "no gracias"),
    numbers=_numbers("cero uno|una dos tres cuatro cinco seis siete ocho nueve diez"),
    cant_say=("no sé", "no lo sé", "no sabría decir"),
    nothing=(
        *("nada", "nada más", "nada de nada", "nada en especial", "nada en particular", "nada que añadir", "ninguna"),
        *("no tengo nada que añadir", "no tengo nada", "de momento nada", "de momento no", "por ahora nada"),
        *("por ahora no", "ahora mismo no", "la verdad es que no", "la verdad que no", "en realidad no"),
        *("no se me ocurre nada", "no se me ocurre", "ninguna idea", "ni idea", "sin comentarios", "que yo sepa no"),
        *("eso es todo", "es todo", "de momento", "por ahora", "ninguno", "sin respuesta", "silencio"),
        *("gracias", "muchas gracias", "eh", "em", "este", "pues", "bueno", "hm", "hmm", "mmm"),
    ),
    commands={
        "repita": Command.REPEAT,
        "repita por favor": Command.REPEAT,
        "atrás": Command.BACK,
        "quiero hablar con una persona": Command.PERSON,
    },
)

_VOCABULARIES: Mapping[str, Vocabulary] = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}


def vocabulary(language: str) -> Vocabulary:
    """The words of a language code such as ``en`` or ``en-GB``; an empty vocabulary when it is not listed."""
    return _VOCABULARIES.get(language.split("-")[0].lower(), Vocabulary())


def empty_of_content(words: str) -> bool:
    """Whether the words are nothing but some of the ways to say no or nothing, in any of the languages listed.

    All of them are looked at, word by word: a single word more, and it is an answer.
    """
    said = normalised(words)
    return len(said.split()) <= _LONGEST_NOTHING and _NOTHING.fullmatch(said) is not None


def _nothing() -> re.Pattern[str]:
    known = {phrase for one in _VOCABULARIES.values() for phrase in (*one.no, *one.nothing, *one.cant_say)}
    phrases = "|".join(re.escape(phrase) for phrase in sorted(known, key=lambda phrase: (-len(phrase), phrase)))
    return re.compile(rf"(?:(?:{phrases})(?: |$))*")


_NOTHING = _nothing()

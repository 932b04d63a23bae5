"""Word lists per language: what an opening has to say, what no wording may say, and what a label means.

The lists are data, one module for each language. A list that forbids holds only phrases that cannot be meant
otherwise; whatever needs an ear is left to people. A language without lists is reported, never passed in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from vocsurvey.questionnaire import lexicon_de, lexicon_en, lexicon_es, lexicon_fr

_KNOWN = "AG CEO CFO DIN DVD EU FAQ ID ISO IT NFC OK PC PDF PIN SA SIM SL SMS TV UK UN URL USA USB VIP"
ACRONYMS = frozenset(_KNOWN.split())
"""Short names in capitals that nobody has to have explained on the phone."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language, each list as one pattern. Patterns look at the beginnings of words, whatever the case.

    What has to be there: ``automated``, ``opt_out`` (not to be called again) or ``stopping`` (to end it, without a
    negation), ``call_back``, ``length``, ``thanks``, ``recorded``, ``promise``.
    What may not: ``leading``, ``selling``, ``forced``, ``key_named``. What to think over: ``negation``,
    ``negative_word``, ``agreement``, ``hypothetical``, ``loaded``, ``sensitive``, ``two_questions``, ``pair`` (two
    things in one breath), and ``grievance`` (words that take for granted that something is wrong). What a label
    means: those that end in ``_label`` or ``_word``, ``recommend``, ``recommending`` (whether the
    person would), ``spelt_number``.
    """

    automated: re.Pattern[str]
    opt_out: re.Pattern[str]
    stopping: re.Pattern[str]
    call_back: re.Pattern[str]
    length: re.Pattern[str]
    thanks: re.Pattern[str]
    recorded: re.Pattern[str]
    promise: re.Pattern[str]
    leading: re.Pattern[str]
    selling: re.Pattern[str]
    forced: re.Pattern[str]
    grievance: re.Pattern[str]
    key_named: re.Pattern[str]
    negation: re.Pattern[str]
    negative_word: re.Pattern[str]
    agreement: re.Pattern[str]
    hypothetical: re.Pattern[str]
    loaded: re.Pattern[str]
    sensitive: re.Pattern[str]
    two_questions: re.Pattern[str]
    pair: re.Pattern[str]
    cant_say_label: re.Pattern[str]
    other_label: re.Pattern[str]
    ordered_label: re.Pattern[str]
    product_label: re.Pattern[str]
    price_label: re.Pattern[str]
    delivery_label: re.Pattern[str]
    good_label: re.Pattern[str]
    bad_label: re.Pattern[str]
    yes_word: re.Pattern[str]
    no_word: re.Pattern[str]
    recommend: re.Pattern[str]
    recommending: re.Pattern[str]
    spelt_number: re.Pattern[str]
    numbers: Mapping[str, int]


def _spaced(phrase: str) -> str:
    """The phrase with any white space where it has a blank, and with none or any where the blank may be left out."""
    return phrase.replace(" ?", r"\s*").replace(" ", r"\s+")


def any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases, at the beginning of a word, whatever the spaces and the case. A phrase may end in ``\\b``."""
    return re.compile(r"\b(?:" + "|".join(_spaced(phrase) for phrase in phrases) + ")", re.IGNORECASE)


def _pair_of(lists: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    """Two of the ``paired`` words with a ``joint`` between them, an ``article`` or two before the second."""
    thing, joint, article = ("|".join(lists[name]).replace(" ", r"\s+") for name in ("paired", "joint", "article"))
    return re.compile(rf"\b(?:{thing}),?\s+(?:{joint})\s+(?:(?:{article})\s*){{0,2}}\b(?:{thing})\b", re.IGNORECASE)


def _lexicon(lists: Mapping[str, tuple[str, ...]], numbers: Mapping[str, int]) -> Lexicon:
    named = {field.name for field in fields(Lexicon)}
    patterns = {name: any_of(phrases) for name, phrases in lists.items() if name in named}
    spelt = any_of((r"\d+", *(rf"{word}\b" for word in numbers)))
    return Lexicon(**patterns, pair=_pair_of(lists), spelt_number=spelt, numbers=numbers)


LEXICONS: Mapping[str, Lexicon] = {
    "de": _lexicon(lexicon_de.LISTS, lexicon_de.NUMBERS),
    "en": _lexicon(lexicon_en.LISTS, lexicon_en.NUMBERS),
    "es": _lexicon(lexicon_es.LISTS, lexicon_es.NUMBERS),
    "fr": _lexicon(lexicon_fr.LISTS, lexicon_fr.NUMBERS),
}


def lexicon(language: str) -> Lexicon | None:
    """The lists for a language code; ``de-AT`` is judged by ``de``. None when there are none."""
    return LEXICONS.get(language) or LEXICONS.get(language.partition("-")[0])

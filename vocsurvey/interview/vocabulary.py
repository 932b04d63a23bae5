"""The words that are understood with certainty, per language: yes, no, small numbers and a few requests.

Only whole utterances are matched, never parts of them, apart from the fillers and courtesies around them: what is not
exactly one of these (or a label of the question) is asked again. One thing is heard inside a sentence, not to be called
again: see ``opt_out``. A language that is not listed is still served, by keys and by labels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vocsurvey.interview.vocabulary_de import GERMAN
from vocsurvey.interview.vocabulary_en import ENGLISH
from vocsurvey.interview.vocabulary_es import SPANISH
from vocsurvey.interview.vocabulary_fr import FRENCH
from vocsurvey.interview.wordlist import OUT_OF, Vocabulary, normalised

__all__ = ["OUT_OF", "Vocabulary", "empty_of_content", "normalised", "vocabulary"]

_LONGEST_NOTHING = 10
"""Words: with more, somebody is telling something, whatever the words are."""
_VOCABULARIES: Mapping[str, Vocabulary] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}


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

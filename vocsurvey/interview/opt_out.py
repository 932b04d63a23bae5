"""Not to be called again, said in one's own words, in four languages.

Two kinds of phrases. What speaks clearly of the speaker and of calls ("stop calling me", "I'd rather not be called")
counts wherever it is said, in a comment of any length. What could be about other things as well ("no more calls",
"leave me alone") counts only in an utterance, or a sentence of one, of at most six words. A wish about the hour ("don't
call me before nine"), a complaint about calls that do not come ("you never call me back") and what is said of somebody
else ("I told them to stop calling my colleague") are none. In doubt it is one: an interview lost does less harm than
one call too many.

All languages are looked at, whichever is spoken: nothing that is meant so may be lost. How a phrase is looked for
is in ``opt_out_phrases``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vocsurvey.interview.opt_out_de import GERMAN
from vocsurvey.interview.opt_out_en import ENGLISH
from vocsurvey.interview.opt_out_es import SPANISH
from vocsurvey.interview.opt_out_fr import FRENCH
from vocsurvey.interview.opt_out_phrases import Phrases
from vocsurvey.interview.vocabulary import normalised

LONGEST_SHORT = 6
"""Words: in more than these only a clear phrase counts."""
_MOST_BESIDE = 3
"""Words: as many beside the phrase may be "please" and "thank you"; with more, something was told as well."""
_LANGUAGES: Mapping[str, Phrases] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}
_SENTENCE_END = re.compile(r"[.!?;…]+(?=\s|$)")
"""A recogniser that writes full stops has heard pauses: what stands between them was said by itself."""


def asked(words: str) -> bool:
    """Whether the words ask not to be called again."""
    return _found(words) is not None


def tells_more(words: str) -> bool:
    """Whether words that ask not to be called again also tell something, which is to be kept."""
    found = _found(words)
    return found is not None and len(normalised(words).split()) - len(found.split()) > _MOST_BESIDE


def _found(words: str) -> str | None:
    sentences = [one for one in map(normalised, _SENTENCE_END.split(words)) if one]
    whole = [normalised(words), *sentences]
    brief = [one for one in sentences if len(one.split()) <= LONGEST_SHORT]
    for phrases in _LANGUAGES.values():
        for found in _phrases_in(phrases, whole, brief):
            return found
    return None


def _phrases_in(phrases: Phrases, whole: list[str], brief: list[str]) -> Iterator[str]:
    yield from (found[0] for said in whole for found in phrases.ever.finditer(said))
    for pattern, some in ((phrases.clear, whole), (phrases.short, brief)):
        for said in some:
            yield from (found[0] for found in pattern.finditer(said) if not _meant_otherwise(phrases, said, found))


def _meant_otherwise(phrases: Phrases, said: str, found: re.Match[str]) -> bool:
    """Whether it says when, how often or as what not to be called, or who it is that does not call."""
    if phrases.beside.match(said, found.end()):
        return True
    before = phrases.before.match(said, 0, found.end())
    if before is not None and before.end() >= found.start():
        return True
    subject = None if phrases.subject is None else phrases.subject.search(said, 0, found.end())
    return subject is not None and subject.end() == found.start()

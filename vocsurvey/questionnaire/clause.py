"""What a text says clause by clause, so that a negation in one does not turn the meaning of another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocsurvey.questionnaire.lexicon import Lexicon

_FILL_NAME = re.compile(r"\{[^{}|]*\|?|\}")
_SENTENCE = re.compile(r"[.?!;]")
_CLAUSE = re.compile(r"[.?!;:,]")
_NOT_BEFORE = re.compile(
    r"\b(?:not|no|n['’]t|nicht|keine?|pas|sin) +(?:an? |eine? |une? |una? |d['’])?$", re.IGNORECASE
)
_NOBODY = re.compile(r"\b(?:nobody|no one|niemand|keiner|personne ne|nadie)\b", re.IGNORECASE)
_BUT = re.compile(r"[.?!;]|\b(?:but|until|aber|mais|pero)\b", re.IGNORECASE)


def plain(text: str) -> str:
    """The text without the names of the facts that are put in."""
    return _FILL_NAME.sub(" ", text)


def tells_how_to_stop(text: str, words: Lexicon) -> bool:
    """Whether some sentence says that one need not be called again, or some clause that one can stop."""
    said = plain(text)
    if any(words.opt_out.search(one.replace(",", " ")) for one in _SENTENCE.split(said)):
        return True
    return any(_affirmed(words.stopping, one, words) for one in _CLAUSE.split(said))


def notified(text: str, words: Lexicon) -> bool:
    """Whether the text says that the voice is automated, and not right after a "not"."""
    said = plain(text)
    return any(not _NOT_BEFORE.search(said[: found.start()]) for found in words.automated.finditer(said))


def promises(text: str, words: Lexicon) -> bool:
    """Whether some sentence says, without a negation, that somebody will call or write."""
    sentences = (one for one in _BUT.split(plain(text)) if not _NOBODY.search(one))
    return any(_affirmed(words.promise, one, words) for one in sentences)


def negated(text: str, words: Lexicon) -> bool:
    """Whether some sentence has a negation."""
    return any(words.negation.search(one) is not None for one in _SENTENCE.split(plain(text)))


def affirmed(pattern: re.Pattern[str], text: str, words: Lexicon) -> Iterator[str]:
    """What the pattern finds in the sentences that have no negation of their own, outside of what is found."""
    for sentence in _SENTENCE.split(plain(text)):
        found = pattern.search(sentence)
        if found is not None and words.negation.search(sentence.replace(found.group(), " ")) is None:
            yield found.group()


def _affirmed(pattern: re.Pattern[str], clause: str, words: Lexicon) -> bool:
    return pattern.search(clause) is not None and words.negation.search(clause) is None

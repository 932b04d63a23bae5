"""What somebody asks us instead of answering: who calls, why, for how long, whether it is a machine, who hears it.

Only an utterance that consists of nothing but such questions counts. Each is answered in one sentence, the standing
phrase of its name, and then what was asked is asked again. That costs no try, but not for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from vocsurvey.interview.basis import Basis
from vocsurvey.interview.counter_question_words import ENGLISH, FRENCH, GERMAN, SPANISH, Topic, Words
from vocsurvey.interview.heard import Heard, Speech
from vocsurvey.interview.reading import CERTAIN_FROM
from vocsurvey.interview.state import State
from vocsurvey.interview.vocabulary import normalised

LONGEST = 24
"""Words: with more, somebody is telling something."""
_SENTENCE_END = re.compile(r"[.,;:!?¿¡…]+")
_MARKS = frozenset("?¿")
_WORDS: Mapping[str, Words] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}


def asked(heard: Heard, language: str, *, open_ended: bool) -> Topic | None:
    """What is asked first in words that consist of such questions alone; None for all others.

    ``open_ended``: any words are an answer here, so that what may be a statement too counts only with a question mark.
    """
    words = _WORDS.get(language.split("-")[0].lower())
    if words is None or not isinstance(heard, Speech) or len(heard.words.split()) > LONGEST:
        return None
    if heard.confidence is not None and heard.confidence < CERTAIN_FROM:
        return None
    stated = not open_ended or not _MARKS.isdisjoint(heard.words)
    topics = [_topic(one, words, stated) for one in _parts(heard.words, words)]
    return topics[0] if topics and None not in topics else None


def answer(basis: Basis, state: State, topic: Topic) -> str | None:
    """The sentence that answers it, filled; None where the questionnaire is older than it. What the call is about is
    said only at the questions: before, somebody else may be on the line."""
    text: str | None = getattr(basis.phrases, topic)
    if text is None:
        return None
    if state.frame is None:
        return basis.filled(text)
    return replace(basis, facts={**basis.facts, "touchpoint.subject": None}).filled(text)


def _parts(said: str, words: Words) -> Iterator[str]:
    """The sentences of an utterance, and those joined by "and", without what only stands around them."""
    for sentence in _SENTENCE_END.split(said):
        for one in words.joined.split(normalised(sentence)):
            before = words.before.match(one)
            bare = words.behind.sub("", one if before is None else one[before.end() :])
            if bare:
                yield bare


def _topic(said: str, words: Words, stated: bool) -> Topic | None:
    kinds = (words.asked, words.stated) if stated else (words.asked,)
    found = (topic for kind in kinds for topic, pattern in kind.items() if pattern.fullmatch(said))
    return next(found, None)

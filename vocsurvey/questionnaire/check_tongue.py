"""Rules for the language that is spoken: each text in its own, politely throughout, and about its own question."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from vocsurvey.questionnaire.check_phrases import phrase_texts
from vocsurvey.questionnaire.clause import plain
from vocsurvey.questionnaire.finding import Finding, Marks, shown
from vocsurvey.questionnaire.manners import manners
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.part import Part, Text, parts_of, texts, wordings
from vocsurvey.questionnaire.tongue import small_words, strange_tongue, word_set

FEWEST_SAME = 4
"""So many words are not the same in two languages by chance; names and single words are."""
FEWEST_SHARED = 2
"""So many words of content are shared by the wordings of one question."""
_SHORTEST = 4


def tongue_kept(part: Part, marks: Marks) -> Iterator[Finding]:
    """No text was left in another language."""
    for text in texts(part):
        yield from _foreign(text, marks)
    for path, wording, _ in wordings(part):
        said: dict[str, str] = {}
        for language, words in wording.items() if path[-1] != "audio" else ():
            key = " ".join(words.casefold().split())
            first = said.setdefault(key, language)
            other = first.partition("-")[0] != language.partition("-")[0] and len(word_set(words)) >= FEWEST_SAME
            if other and strange_tongue(words, language) is None and strange_tongue(words, first) is None:
                message = f"this is word for word the text in {shown(first)}; translate one of them"
                yield marks.error((*path, language), "other-language", message)


def phrases_tongue_kept(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """No standing phrase was left in another language."""
    for text in _phrases(whole):
        yield from _foreign(text, marks)


def _foreign(text: Text, marks: Marks) -> Iterator[Finding]:
    other = strange_tongue(text.words, text.language)
    if other is not None:
        message = f"this stands under {shown(text.language)} and is in {shown(other)}; translate it"
        yield marks.error(text.path, "other-language", message)


def _phrases(whole: Questionnaire) -> Iterator[Text]:
    """The standing phrases, without the words of alarms, which customers say and not we."""
    for language, phrases in whole.phrases.items():
        for name, path, words in phrase_texts(phrases, ("phrases", language)):
            if not name.startswith("alarms"):
                yield Text(path, language, words)


def address_kept(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Nobody is addressed formally in one sentence and informally in the next."""
    said = [text for part in parts_of(whole) for text in texts(part) if text.spoken]
    every = list(chain(said, _phrases(whole)))
    for language in whole.languages:
        known = manners(language)
        if known is None or known.informal is None or known.formal is None:
            continue
        mine = [text for text in every if text.language == language]
        if not any(known.formal.search(plain(text.words)) for text in mine):
            continue
        for text in mine:
            if found := known.informal.search(plain(text.words)):
                message = (
                    f"{shown(found.group())} is informal, and elsewhere people are addressed formally; keep to one"
                )
                yield marks.error(text.path, "address-mixed", message)


def wordings_at_home(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """What one channel says instead belongs to this question, and not to another one."""
    for language in whole.languages:
        own = {one.id: _content(one.say.get(language, ""), language) for one in whole.questions}
        for index, question in enumerate(whole.questions):
            for channel in ("ivr", "caller"):
                words = _content((getattr(question, channel) or {}).get(language, ""), language)
                if not words or words & own[question.id]:
                    continue
                others = {name: len(words & theirs) for name, theirs in own.items() if name != question.id}
                nearest = max(others, key=lambda name: others[name], default=None)
                if nearest is None or others[nearest] < FEWEST_SHARED:
                    continue
                message = f"this has nothing in common with `say`, and much with the question {shown(nearest)}"
                yield marks.error(("questions", index, channel, language), "wording-astray", message)


def _content(text: str, language: str) -> frozenset[str]:
    """The words that say what a text is about: the longer ones that are no small words of the language."""
    return frozenset(word for word in word_set(text) - small_words(language) if len(word) >= _SHORTEST)

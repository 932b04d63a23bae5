"""Rules for what is said: every language, every fill, and words for the ear."""

from __future__ import annotations

from collections.abc import Iterator

from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.finding import Finding, Marks, guess, shown
from vocsurvey.questionnaire.model import MachineMessage, Question
from vocsurvey.questionnaire.part import Part, Text, heard_on, spoken_in, texts, wordings
from vocsurvey.questionnaire.wording import Fill, fills_in, hollow, idle_brackets_in, strays_in, word_count

MOST_WORDS = 40
MANY_WORDS = 25
MANY_WORDS_FRAME = 50
"""Twenty seconds at 2.5 words a second: longer, and nobody listens to the end."""


def languages_spoken(part: Part, marks: Marks) -> Iterator[Finding]:
    """Every wording has a text in every language of the questionnaire, and in no other."""
    for path, wording, complete in wordings(part):
        for language in part.languages:
            if complete and language not in wording:
                yield marks.error(path, "language-gap", f"there is no text in {shown(language)}; write one")
        for language, words in wording.items():
            if language not in part.languages:
                message = f"{shown(language)} is not one of the `languages`; add it there or remove this text"
                yield marks.error((*path, language), "language-unknown", message)
            elif not words.strip():
                yield marks.error((*path, language), "empty-text", "the text is empty; write it or remove the key")
            elif hollow(words) and not ({"labels", "label", "audio"} & set(path)):
                message = f"{shown(words)} says nothing; write the text or remove the key"
                yield marks.error((*path, language), "empty-text", message)


def fills_known(part: Part, marks: Marks) -> Iterator[Finding]:
    """Every fill is a fact that there is, and one that may be unknown has a fallback or stands in brackets."""
    for text in texts(part):
        yield from _mistyped(text, marks)
        for fill in fills_in(text.words):
            yield from _fill_problem(fill, text, marks)


def _mistyped(text: Text, marks: Marks) -> Iterator[Finding]:
    if strays_in(text.words):
        message = "a bracket or brace has no partner, or stands inside another; write `{fact}` and `[ … {fact} … ]`"
        yield marks.error(text.path, "wording-syntax", message)
    elif idle_brackets_in(text.words):
        message = "square brackets without a fill inside are never left out; remove them"
        yield marks.error(text.path, "wording-syntax", message)


def _fill_problem(fill: Fill, text: Text, marks: Marks) -> Iterator[Finding]:
    fact = KNOWN_FACTS.get(fill.name)
    if fact is None:
        close = guess(fill.name, KNOWN_FACTS)
        yield marks.error(text.path, "unknown-fill", f"there is no fact {shown(fill.name)}{close}")
    elif fact.kind == "yes_no":
        message = f"{shown(fill.name)} is yes or no and cannot be spoken; use it in a condition"
        yield marks.error(text.path, "fill-of-yes-no", message)
    elif not (fact.certain or fill.bracketed or fill.fallback):
        message = (
            f"{shown(fill.name)} may be unknown; give a fallback, `{{{fill.name}|…}}`, or put the words that go with "
            "it in square brackets"
        )
        yield marks.error(text.path, "fill-without-fallback", message)


def words_few(part: Part, marks: Marks) -> Iterator[Finding]:
    """A question is at most 40 words long, better 25, without its keys; what is said in one piece, better 50.

    The message for machines has a limit of its own.
    """
    if isinstance(part.value, MachineMessage):
        return
    for path, spoken in spoken_in(part):
        asked = isinstance(spoken, Question) or path[-1] == "good_time"
        for language in part.languages:
            heard = (heard_on(spoken, path, language, live=live) for live in (False, True))
            for text in dict.fromkeys(one for one in heard if one is not None):
                yield from _too_many(text, word_count(text.words), asked, marks)


def _too_many(text: Text, words: int, asked: bool, marks: Marks) -> Iterator[Finding]:
    if asked and words > MOST_WORDS:
        yield marks.error(text.path, "too-long", f"{words} words are too many to keep in mind; at most {MOST_WORDS}")
    elif asked and words > MANY_WORDS:
        message = f"{words} words are many for the ear; better no more than {MANY_WORDS}"
        yield marks.warning(text.path, "long", message)
    elif not asked and words > MANY_WORDS_FRAME:
        message = f"{words} words in one piece; better no more than {MANY_WORDS_FRAME}"
        yield marks.warning(text.path, "long", message)

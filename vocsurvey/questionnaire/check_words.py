"""Rules that go by the word lists: what no wording may say, and what is worth a second thought.

Lists of certain words raise errors, the others warnings; either can be silenced in the file, with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vocsurvey.questionnaire.bargain import bargain, pretence, threat
from vocsurvey.questionnaire.clause import plain
from vocsurvey.questionnaire.finding import Finding, Marks, shown
from vocsurvey.questionnaire.lexicon import ACRONYMS, Lexicon, lexicon
from vocsurvey.questionnaire.model import Choice, Consent, Metric, Number, Open, Question, Scale, Statement, YesNo
from vocsurvey.questionnaire.part import CHANNELS, Part, Text, texts

_SENTENCES = re.compile(r"[.?!;:]")
_FILL_NAME = re.compile(r"\{[^{}|]*\|?|\}")
_MARK = re.compile(r"\?(?!\w)")
_ACRONYM = re.compile(r"(?<![\w-])([A-ZÄÖÜÉ]{2,6})s?(?![\w-])")
JUDGED = 2_000
"""Characters. Nobody can listen to more, which other rules say; so a text without end is judged soon."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A list that is worth a second thought when it is met in the stem of a question of one of the kinds."""

    rule: str
    list: str
    kinds: tuple[type[Question], ...]
    sentence: str


_DOUBTS = (
    _Doubt("double-barrelled", "pair", (YesNo, Scale, Number), "asks two things at once; ask one, or both by itself"),
    _Doubt(
        "double-barrelled",
        "two_questions",
        (YesNo, Scale, Number),
        "asks two things at once; ask one, or both by itself",
    ),
    _Doubt("loaded", "loaded", (YesNo, Scale, Choice, Number, Open), "colours the answer; leave it out"),
    _Doubt(
        "hypothetical", "hypothetical", (YesNo, Scale, Choice, Number, Open), "asks what might be; ask what happened"
    ),
)


def words_fair(part: Part, marks: Marks) -> Iterator[Finding]:
    """Nothing leads the person to an answer, nothing is sold, and nobody is made to answer."""
    for text in texts(part):
        words = lexicon(text.language)
        if words is not None and text.spoken:
            yield from unfair(text, words, marks)


def unfair(text: Text, words: Lexicon, marks: Marks) -> Iterator[Finding]:
    """What a text says that no text may say, whoever is to hear it."""
    said = text.words[:JUDGED]
    if found := words.leading.search(said):
        message = f"{shown(found.group())} leads to an answer; ask so that every answer is as easy to give"
        yield marks.error(text.path, "leading", message)
    sold = words.selling.search(said)
    if offer := sold.group() if sold else bargain(plain(said), text.language):
        message = f"{shown(offer)} sells; an interview listens and never sells"
        yield marks.error(text.path, "selling", message)
    if menace := threat(plain(said), text.language):
        message = f"{shown(menace)} threatens; nobody answers freely who is threatened"
        yield marks.error(text.path, "threat", message)
    if "caller" not in text.path and (name := pretence(plain(said), text.language)):
        message = (
            f"{shown(name)}: nobody is to take the automated voice for a person; a caller's words stand under `caller`"
        )
        yield marks.error(text.path, "machine-as-person", message)
    if found := words.forced.search(said):
        message = f"{shown(found.group())}: every question may be left out; say nothing to the contrary"
        yield marks.error(text.path, "forced-answer", message)
    for name in _unexplained(said):
        message = f"{shown(name)} is not explained; say the words that it stands for"
        yield marks.warning(text.path, "acronym", message)


def _unexplained(words: str) -> tuple[str, ...]:
    """Short names in capitals that are neither known to everybody nor put in parentheses after their words."""
    names = dict.fromkeys(_ACRONYM.findall(_FILL_NAME.sub(" ", words)))
    return tuple(name for name in names if name not in ACRONYMS and f"({name})" not in words)


def stems(part: Part) -> Iterator[tuple[Text, str]]:
    """The wordings of a question, each with the words that remain when fills and the labels of a scale are left out."""
    for text in texts(part) if isinstance(part.value, Question) else ():
        if text.path[-2] in CHANNELS:
            yield text, bare(part, text)


def bare(part: Part, text: Text) -> str:
    """The text in small letters, without the names of facts, and without the labels of the scale that it may read."""
    words = _FILL_NAME.sub(" ", text.words[:JUDGED]).lower()
    labels = part.value.labels.values() if isinstance(part.value, Scale) else ()
    for label in sorted((label.get(text.language, "").strip().lower() for label in labels), key=len, reverse=True):
        words = words.replace(label, " ") if label else words
    return words


def stems_plain(part: Part, marks: Marks) -> Iterator[Finding]:
    """A question asks one thing, in the positive, about what happened, without colouring it."""
    question = part.value
    if isinstance(question, Statement):
        return
    for text, stem in stems(part):
        words = lexicon(text.language)
        if words is None:
            continue
        yield from _negated(question, text, stem, words, marks)
        for doubt in _DOUBTS:
            if isinstance(question, doubt.kinds) and (found := getattr(words, doubt.list).search(stem)):
                yield marks.warning(text.path, doubt.rule, f"{shown(found.group())} {doubt.sentence}")
        if len(_MARK.findall(stem)) > 1:
            message = "two questions, and one answer; ask one, or both by itself"
            yield marks.warning(text.path, "double-barrelled", message)
        if found := words.key_named.search(stem):
            message = f"{shown(found.group())}: the standing phrases say the keys; leave them out here"
            yield marks.error(text.path, "key-in-wording", message)


def _negated(question: object, text: Text, stem: str, words: Lexicon, marks: Marks) -> Iterator[Finding]:
    for sentence in _SENTENCES.split(stem):
        noes = [found.group() for found in words.negation.finditer(sentence)]
        more = [found.group() for found in words.negative_word.finditer(sentence)]
        if noes and len(noes) + len(more) > 1:
            message = (
                f"{shown(noes[0])} and {shown((*noes, *more)[-1])}: what does a yes mean? say it without negations"
            )
            yield marks.error(text.path, "double-negative", message)
            return
        if noes and isinstance(question, YesNo | Scale):
            message = f"{shown(noes[0])}: a no to a negation is easily misheard; ask what is, not what is not"
            yield marks.warning(text.path, "negation", message)
            return


def agreement_rare(part: Part, marks: Marks) -> Iterator[Finding]:
    """Only the effort item asks how far somebody agrees: people like to, whatever is said."""
    question = part.value
    if not isinstance(question, YesNo | Scale | Choice) or question.metric is Metric.CES:
        return
    for text in texts(part):
        words = lexicon(text.language)
        if words is not None and text.spoken and (found := words.agreement.search(text.words)):
            message = f"{shown(found.group())}: people like to agree; ask for the thing itself"
            yield marks.warning(text.path, "agreement", message)


def consent_noticed(part: Part, marks: Marks) -> Iterator[Finding]:
    """Whoever is asked for leave to record hears on either channel that it is recorded."""
    question = part.value
    if not isinstance(question, Consent) or question.purpose != "recording":
        return
    for text, _ in stems(part):
        words = lexicon(text.language)
        if words is not None and not words.recorded.search(text.words):
            message = "the consent does not say that something is recorded; say so in these words"
            yield marks.error(text.path, "no-recording-notice", message)

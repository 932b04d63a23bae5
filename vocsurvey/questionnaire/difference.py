"""What differs between two versions of a questionnaire, as a person tells it: by question, by language, by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from vocsurvey.questionnaire.aspect import Aspect, aspects_of_frame, aspects_of_question
from vocsurvey.questionnaire.model import AnyQuestion, Questionnaire
from vocsurvey.questionnaire.plain_words import plain

State = Literal["kept", "gone", "new"]
Fate = Literal["added", "removed", "changed"]

_WORDS = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, went or came."""

    state: State
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is other than before: what, in which language (None where it has none), and its words."""

    what: str
    language: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Altered:
    """One question, or the frame around them (opening, closing, phrases …), that is other than before.

    ``number`` is its place among the questions of the newer version, of the older one when it was removed, and None
    for the frame. ``moved`` says behind what it stands now, when the order is another one.
    """

    name: str
    fate: Fate
    number: int | None = None
    moved: str | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs; ``parts`` is empty when nothing does."""

    parts: tuple[Altered, ...]

    def count(self, fate: Fate) -> int:
        """How many parts were added, removed or changed."""
        return sum(1 for part in self.parts if part.fate == fate)

    @property
    def moved(self) -> int:
        """How many questions stand somewhere else."""
        return sum(1 for part in self.parts if part.moved is not None)


def difference(before: Questionnaire, after: Questionnaire) -> Difference:
    """What is other in ``after``: the frame first, then the questions in their new order, then those that are gone.

    Labels in conditions are put in the newer version's first language.
    """
    language = after.languages[0]
    return Difference(
        (
            *_frame(before, after),
            *_questions(before, after, language),
            *_removed(before, after, language),
        )
    )


def words_compared(before: str, after: str) -> tuple[Piece, ...]:
    """The words of both texts in order: those that stayed, and where they part first the old and then the new ones."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Piece] = []
    plain_old, plain_new = [word.strip() for word in old], [word.strip() for word in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, plain_old, plain_new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("kept", _text(new[j1:j2])))
            continue
        found += [Piece("gone", _text(old[i1:i2]))] if i2 > i1 else []
        found += [Piece("new", _text(new[j1:j2]))] if j2 > j1 else []
    return tuple(found)


def _text(words: Sequence[str]) -> str:
    return " ".join(word.strip() for word in words)


def _frame(before: Questionnaire, after: Questionnaire) -> Iterator[Altered]:
    old, new = aspects_of_frame(before), aspects_of_frame(after)
    for name in dict.fromkeys((*new, *old)):
        changes = _changes(old.get(name, ()), new.get(name, ()))
        if changes:
            yield Altered(name, "changed", changes=changes)


def _questions(before: Questionnaire, after: Questionnaire, language: str) -> Iterator[Altered]:
    known = {question.id: question for question in before.questions}
    moved = _moved(before, after)
    for number, question in enumerate(after.questions, 1):
        aspects = tuple(aspects_of_question(question, after, language))
        if question.id not in known:
            yield Altered(plain(question.id), "added", number, changes=_changes((), aspects))
            continue
        changes = _changes(tuple(aspects_of_question(known[question.id], before, language)), aspects)
        if changes or question.id in moved:
            yield Altered(plain(question.id), "changed", number, moved.get(question.id), changes)


def _removed(before: Questionnaire, after: Questionnaire, language: str) -> Iterator[Altered]:
    kept = {question.id for question in after.questions}
    for number, question in enumerate(before.questions, 1):
        if question.id not in kept:
            aspects = tuple(aspects_of_question(question, before, language))
            yield Altered(plain(question.id), "removed", number, changes=_changes(aspects, ()))


def _moved(before: Questionnaire, after: Questionnaire) -> Mapping[str, str]:
    """The questions that stand elsewhere among those of both versions: as few as explain the new order."""
    old, new = _common(before.questions, after.questions), _common(after.questions, before.questions)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    stayed = {new[place] for block in blocks for place in range(block.b, block.b + block.size)}
    order = [question.id for question in after.questions]
    return {
        one: f"now behind “{plain(order[order.index(one) - 1])}”" if order.index(one) else "now the first question"
        for one in new
        if one not in stayed
    }


def _common(questions: Sequence[AnyQuestion], others: Sequence[AnyQuestion]) -> list[str]:
    known = {question.id for question in others}
    return [question.id for question in questions if question.id in known]


def _changes(before: Sequence[Aspect], after: Sequence[Aspect]) -> tuple[Change, ...]:
    old = {(one.what, one.language): " ".join(one.text.split()) for one in before}
    new = {(one.what, one.language): " ".join(one.text.split()) for one in after}
    return tuple(
        Change(what, language, words_compared(old.get((what, language), ""), new.get((what, language), "")))
        for what, language in dict.fromkeys((*new, *old))
        if old.get((what, language)) != new.get((what, language))
    )

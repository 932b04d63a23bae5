"""The bank of questions: well-written ones with advice on their use, which a questionnaire includes by name.

What is included becomes part of the questionnaire when it is read, so that a later change of the bank changes no
questionnaire that was pinned before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Literal

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from vocsurvey.questionnaire.check import check_parts
from vocsurvey.questionnaire.complaint import complaints
from vocsurvey.questionnaire.condition import AnswerIs, Frozen
from vocsurvey.questionnaire.document import Document, read
from vocsurvey.questionnaire.finding import LONGEST_SHOWN, Finding, Marks, shown
from vocsurvey.questionnaire.model import AnyQuestion
from vocsurvey.questionnaire.part import Part
from vocsurvey.questionnaire.routes import leaves

_QUESTION: TypeAdapter[AnyQuestion] = TypeAdapter(AnyQuestion)


class Advice(Frozen):
    """What stands in the bank beside a question."""

    use_when: str
    do_not_use_when: str
    source: str = Field(description="The practice that the question comes from.")


class BankFile(Frozen):
    """One file of the bank: the questions of one theme. Each is written as in a questionnaire, with its advice."""

    format: Literal[1]
    theme: str
    languages: tuple[str, ...] = Field(min_length=1, description="The languages that every question here speaks.")
    questions: tuple[Advice, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question of the bank. ``data`` is the question as its file writes it, without the advice."""

    theme: str
    advice: Advice
    question: AnyQuestion
    data: Mapping[str, Any]

    @property
    def needs(self) -> tuple[str, ...]:
        """The questions whose answers it looks at, so that they have to come before it."""
        asked = (leaf.answer for leaf in leaves(self.question.ask_if) if isinstance(leaf, AnswerIs))
        return tuple(dict.fromkeys(asked))


Bank = Mapping[str, BankQuestion]
"""The questions of the bank by name, which is their id."""

EMPTY: Bank = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ExaminedBank:
    """All that can be said about a file of the bank: its questions when nothing is an error, and every finding."""

    questions: Bank
    findings: tuple[Finding, ...]


def examine_bank(text: str, file: str) -> ExaminedBank:
    """Read and check one file of the bank. Never raises. There are no questions when any finding is an error."""
    document = read(text, file)
    if not isinstance(document, Document):
        return ExaminedBank(EMPTY, tuple(sorted(document)))
    if not isinstance(document.data, dict):
        wrong = document.marks.error((), "wrong-type", "the file must be a group of keys, such as `theme: …`")
        return ExaminedBank(EMPTY, tuple(sorted((*document.findings, wrong))))
    found = {*document.findings, *_head_findings(document.data, document.marks)}
    questions: dict[str, BankQuestion] = {}
    for index, entry in enumerate(_questions_in(document.data)):
        one, findings = _entry(index, entry, document.data, document.marks)
        found.update(findings)
        if one is not None and one.question.id in questions:
            message = f"{shown(one.question.id)} is already in this file; names are unique in the bank"
            found.add(document.marks.error(("questions", index, "id"), "duplicate-id", message))
        elif one is not None:
            questions[one.question.id] = one
    spoiled = any(finding.severity == "error" for finding in found)
    return ExaminedBank(EMPTY if spoiled else questions, tuple(sorted(found)))


def search(bank: Bank, words: Iterable[str]) -> tuple[BankQuestion, ...]:
    """The questions that hold all of the words, anywhere in name, theme, advice, metric or wording of any language."""
    wanted = [word.casefold() for word in words]
    return tuple(one for one in bank.values() if all(word in _searched(one) for word in wanted))


def closest(bank: Bank, name: str) -> str | None:
    """The name in the bank that was probably meant, or None."""
    return next(iter(get_close_matches(name[:LONGEST_SHOWN].lower().replace("-", "_"), bank, n=1)), None)


class _Written(yaml.SafeDumper):
    """As people write questionnaires: lists indented under their key, and hardly ever a quote."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Never without indentation, whatever the emitter asks for."""
        super().increase_indent(flow, indentless=False)


# Only what looks like a whole number has to be quoted to be text.
_Written.yaml_implicit_resolvers = {
    first: [("tag:yaml.org,2002:int", re.compile(r"-?[0-9]+\Z"))] for first in "-0123456789"
}


def as_yaml(one: BankQuestion) -> str:
    """The question as it is written in a questionnaire's list of questions, indented by two blanks as there."""
    plain: str = yaml.dump([dict(one.data)], Dumper=_Written, allow_unicode=True, sort_keys=False, width=110)
    return "".join(f"  {line}\n" for line in plain.splitlines())


def _questions_in(data: Mapping[str | int, object]) -> list[object]:
    questions = data.get("questions")
    return questions if isinstance(questions, list) else []


def _head_findings(data: Mapping[str | int, object], marks: Marks) -> Iterator[Finding]:
    head = dict(data)
    if isinstance(head.get("questions"), list):
        head["questions"] = [_split(entry)[0] if isinstance(entry, dict) else entry for entry in _questions_in(data)]
    try:
        BankFile.model_validate(head)
    except ValidationError as error:
        yield from complaints(error, head, marks)


def _split(entry: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is advice, and what is the question."""
    advice = {key: value for key, value in entry.items() if key in Advice.model_fields}
    return advice, {key: value for key, value in entry.items() if key not in Advice.model_fields}


def _entry(
    index: int, entry: object, data: Mapping[str | int, object], marks: Marks
) -> tuple[BankQuestion | None, tuple[Finding, ...]]:
    """One entry as a question of the bank, or None, and what is wrong with the question itself."""
    if not isinstance(entry, dict):
        return None, ()
    said, asked = _split(entry)
    try:
        question = _QUESTION.validate_python(asked)
    except ValidationError as error:
        return None, tuple(complaints(error, asked, marks, ("questions", index)))
    findings = check_parts([Part(("questions", index), question, spoken_languages(data))], marks)
    try:
        return BankQuestion(str(data.get("theme")), Advice.model_validate(said), question, asked), findings
    except ValidationError:
        return None, findings


def spoken_languages(data: Mapping[str | int, object]) -> tuple[str, ...]:
    """The `languages` of a file as far as they are text."""
    languages = data.get("languages")
    return tuple(one for one in languages if isinstance(one, str)) if isinstance(languages, list) else ()


def _searched(one: BankQuestion) -> str:
    question = one.question
    spoken = [text for wording in (question.say, question.ivr, question.caller) for text in (wording or {}).values()]
    advice = [one.advice.use_when, one.advice.do_not_use_when, one.advice.source]
    codes = [question.id, question.kind, question.metric or "", question.dimension or ""]
    return "\n".join([one.theme, *codes, *advice, *spoken]).casefold()

"""From the text of a file to a questionnaire, or to everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from vocsurvey.questionnaire.bank import EMPTY, Bank
from vocsurvey.questionnaire.check import check, check_parts
from vocsurvey.questionnaire.complaint import KINDS, complaints, unknown_kind
from vocsurvey.questionnaire.condition import Frozen
from vocsurvey.questionnaire.document import Document, read
from vocsurvey.questionnaire.finding import Finding, Marks, Path, nearest, shown
from vocsurvey.questionnaire.inclusion import included
from vocsurvey.questionnaire.model import (
    Allowance,
    AnyQuestion,
    Closing,
    MachineMessage,
    Opening,
    Phrases,
    Questionnaire,
    Spoken,
)
from vocsurvey.questionnaire.part import Part

_QUESTION: TypeAdapter[Spoken] = TypeAdapter(AnyQuestion)
_OPENING: TypeAdapter[Spoken] = TypeAdapter(Opening)
_CLOSING: TypeAdapter[Spoken] = TypeAdapter(Closing)
_MESSAGE: TypeAdapter[Spoken] = TypeAdapter(MachineMessage)


class PhraseBook(Frozen):
    """The file of standing phrases: language code to phrases."""

    format: Literal[1]
    phrases: Mapping[str, Phrases]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A questionnaire with the places of its values, for ``check``."""

    questionnaire: Questionnaire
    marks: Marks


@dataclass(frozen=True, slots=True)
class Examined:
    """All that can be said about a file: the questionnaire when its shape is right, and every finding in file order."""

    questionnaire: Questionnaire | None
    findings: tuple[Finding, ...]

    @property
    def usable(self) -> bool:
        """Whether it can be published: it has been read and nothing is an error."""
        return self.questionnaire is not None and all(one.severity != "error" for one in self.findings)


def load(
    text: str, file: str, phrases: Mapping[str, Phrases], bank: Bank = EMPTY
) -> Questionnaire | tuple[Finding, ...]:
    """The questionnaire that ``text`` describes, or what is wrong with its shape, in file order. Never raises.

    ``file`` is the name to be shown; ``phrases`` are the house's phrases by language, of which the questionnaire takes
    those of its languages, with what it says itself under ``phrases:`` put over them; ``bank`` holds the questions that
    it may include by name. Meaning is judged by ``check``.
    """
    loaded = load_marked(text, file, phrases, bank)
    return loaded.questionnaire if isinstance(loaded, Loaded) else loaded


def load_marked(
    text: str, file: str, phrases: Mapping[str, Phrases], bank: Bank = EMPTY
) -> Loaded | tuple[Finding, ...]:
    """As ``load``, with the marks that ``check`` needs to name places."""
    document = _read(text, file, bank)
    return _shaped(document, phrases) if isinstance(document, Document) else tuple(sorted(document))


def examine(text: str, file: str, phrases: Mapping[str, Phrases], bank: Bank = EMPTY) -> Examined:
    """Load and check. When the shape is wrong, all that is whole is still checked.

    A scale without labels and a kind that is misspelt leave the rest as it is, so that the rest is judged as a whole.
    """
    document = _read(text, file, bank)
    if not isinstance(document, Document):
        return Examined(None, tuple(sorted(document)))
    loaded = _shaped(document, phrases)
    if isinstance(loaded, Loaded):
        return Examined(loaded.questionnaire, check(loaded.questionnaire, loaded.marks))
    mended = _mended(document, phrases)
    if mended is not None:
        said = check(mended, document.marks)
        return Examined(None, tuple(sorted({*loaded, *(one for one in said if one.rule != "scale-labels")})))
    said = check_parts(_whole_parts(document.data), document.marks, *_allowed(document.data))
    return Examined(None, tuple(sorted({*loaded, *said})))


def load_phrases(text: str, file: str) -> Mapping[str, Phrases] | tuple[Finding, ...]:
    """The house's phrases by language from their own file, or what is wrong with it. Never raises."""
    document = read(text, file)
    if not isinstance(document, Document):
        return tuple(sorted(document))
    findings = set(document.findings)
    try:
        book = PhraseBook.model_validate(document.data)
    except ValidationError as error:
        findings |= set(complaints(error, document.data, document.marks))
    return tuple(sorted(findings)) or book.phrases


def _read(text: str, file: str, bank: Bank) -> Document | tuple[Finding, ...]:
    document = read(text, file)
    return included(document, bank) if isinstance(document, Document) else document


def _shaped(document: Document, phrases: Mapping[str, Phrases]) -> Loaded | tuple[Finding, ...]:
    if not isinstance(document.data, dict):
        wrong = document.marks.error((), "wrong-type", "the file must be a group of keys, such as `name: …`")
        return tuple(sorted((*document.findings, wrong)))
    findings = set(document.findings) | set(_wrong_kinds(document.data, document.marks))
    findings |= set(_unphrased(document.data, phrases, document.marks))
    data = _prepared(document.data, phrases)
    try:
        questionnaire = Questionnaire.model_validate(data)
    except ValidationError as error:
        findings |= set(complaints(error, data, document.marks))
    return tuple(sorted(findings)) or Loaded(questionnaire, document.marks)


def _prepared(data: dict[str | int, object], phrases: Mapping[str, Phrases]) -> dict[str | int, object]:
    """The values with the phrases of the house, and with the kinds that were probably meant."""
    questions = data.get("questions")
    guessed = [_guessed(question) for question in questions] if isinstance(questions, list) else questions
    return {**data, "phrases": _phrased(data, phrases), **({"questions": guessed} if "questions" in data else {})}


def _mended(document: Document, phrases: Mapping[str, Phrases]) -> Questionnaire | None:
    """The questionnaire with empty labels where a scale has none, if nothing else is wrong with its shape."""
    if not isinstance(document.data, dict) or document.findings:
        return None
    data = _prepared(document.data, phrases)
    questions = data.get("questions")
    data["questions"] = [_labelled(one) for one in questions] if isinstance(questions, list) else questions
    try:
        whole = Questionnaire.model_validate(data)
    except ValidationError:
        return None
    return whole if set(whole.languages) <= whole.phrases.keys() else None


def _labelled(question: object) -> object:
    if isinstance(question, dict) and question.get("kind") == "scale" and "labels" not in question:
        return {**question, "labels": {}}
    return question


def _languages(data: Mapping[str | int, object]) -> tuple[str, ...]:
    languages = data.get("languages")
    return tuple(one for one in languages if isinstance(one, str)) if isinstance(languages, list) else ()


def _phrased(data: Mapping[str | int, object], phrases: Mapping[str, Phrases]) -> object:
    """The house's phrases for the questionnaire's languages, with its own over them."""
    own = data.get("phrases", {})
    if not isinstance(own, dict):
        return own
    merged: dict[str, object] = {}
    for language in _languages(data):
        house = phrases[language].model_dump() if language in phrases else {}
        mine = own.get(language, {})
        if isinstance(mine, dict) and (house or mine):
            merged[language] = _over(_silenced(house, mine), mine)
        elif not isinstance(mine, dict):
            merged[language] = mine
    return merged


def _silenced(house: Mapping[str, Any], mine: Mapping[Any, object]) -> Mapping[str, Any]:
    """The house's phrases without the recordings of those that the questionnaire says in other words."""
    files = house.get("audio")
    if not files:
        return house
    return {**house, "audio": {name: file for name, file in files.items() if name.split(".")[0] not in mine}}


def _over(house: Mapping[Any, object], mine: Mapping[Any, object]) -> dict[Any, object]:
    """The house's phrases with a questionnaire's own over them, key by key; so single lists of a group can differ."""
    return dict(house) | {
        key: _over(ours, value) if isinstance(ours := house.get(key), Mapping) and isinstance(value, Mapping) else value
        for key, value in mine.items()
    }


def _unphrased(data: Mapping[str | int, object], phrases: Mapping[str, Phrases], marks: Marks) -> Iterator[Finding]:
    own = data.get("phrases", {})
    given = own if isinstance(own, dict) else {}
    languages = _languages(data)
    for index, language in enumerate(languages):
        if language not in phrases and language not in given:
            message = f"there are no phrases for {shown(language)}; write them under `phrases:` or in phrases.yaml"
            yield marks.error(("languages", index), "no-phrases", message)
    for language in given:
        if language not in languages:
            message = f"there are phrases for {shown(language)}, which is not one of the `languages`"
            yield marks.error(("phrases", language), "language-unknown", message)


def _misspelt(question: object) -> str | None:
    """The kind that a question of an unknown kind was probably meant to be, or None."""
    kind = question.get("kind") if isinstance(question, dict) else None
    return nearest(kind, KINDS) if isinstance(kind, str) and kind not in KINDS else None


def _guessed(question: object) -> object:
    """The question with its kind guessed when it is misspelt, so that the rest of it can be judged too."""
    kind = _misspelt(question)
    return {**question, "kind": kind} if isinstance(question, dict) and kind else question


def _wrong_kinds(data: Mapping[str | int, object], marks: Marks) -> Iterator[Finding]:
    questions = data.get("questions")
    for index, question in enumerate(questions if isinstance(questions, list) else ()):
        if _misspelt(question):
            yield marks.error(("questions", index, "kind"), *unknown_kind(question["kind"]))


def _whole_parts(data: object) -> Iterator[Part]:
    """The parts of a questionnaire that are whole although the questionnaire is not."""
    whole = data if isinstance(data, dict) else {}
    languages = _languages(whole)
    questions = whole.get("questions")
    for index, question in enumerate(questions if isinstance(questions, list) else ()):
        yield from _part(("questions", index), _QUESTION, question, languages)
    yield from _part(("opening",), _OPENING, whole.get("opening"), languages)
    yield from _part(("closing",), _CLOSING, whole.get("closing"), languages)
    yield from _part(("machine_message",), _MESSAGE, whole.get("machine_message"), languages)


def _allowed(data: object) -> tuple[tuple[Allowance, ...], tuple[str, ...]]:
    """What the file asks to be passed over, as far as it is whole, and the ids of the questions in their places."""
    whole = data if isinstance(data, dict) else {}
    asked, questions = whole.get("allow"), whole.get("questions")
    allowances: list[Allowance] = []
    for one in asked if isinstance(asked, list) else ():
        with suppress(ValidationError):
            allowances.append(Allowance.model_validate(one))
    listed = questions if isinstance(questions, list) else ()
    return tuple(allowances), tuple(str(one.get("id", "")) if isinstance(one, dict) else "" for one in listed)


def _part(path: Path, shape: TypeAdapter[Spoken], value: object, languages: tuple[str, ...]) -> Iterator[Part]:
    try:
        yield Part(path, shape.validate_python(value), languages)
    except ValidationError:
        return

"""How a questionnaire takes questions from the bank: ``- include: cared`` becomes the question itself.

What makes answers comparable (kind, metric, scale and its labels) stays as the bank has it; the rest may be given anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import Field

from vocsurvey.questionnaire.bank import Bank, closest, spoken_languages
from vocsurvey.questionnaire.condition import Condition, Frozen
from vocsurvey.questionnaire.document import Document
from vocsurvey.questionnaire.finding import Finding, Marks, Path, listed, shown
from vocsurvey.questionnaire.model import Dimension, FlagRule, Option, Wording


class Include(Frozen):
    """A question of the bank, by its name. Every other key replaces what the bank has under it."""

    include: str = Field(description="The question's name in the bank; `vocsurvey bank` lists them.")
    id: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]{0,39}$", description="Its id here, if not its name.")
    ask_if: Condition | None = None
    dimension: Dimension | None = None
    flags: tuple[FlagRule, ...] | None = None
    note: Wording | None = Field(default=None, description="An instruction for the caller, never read aloud.")
    say: Wording | None = Field(
        default=None, description="Other words. The bank's `ivr`, `caller`, `audio` go with its."
    )
    ivr: Wording | None = None
    caller: Wording | None = None
    audio: Wording | None = None
    options: tuple[Option, ...] | None = Field(default=None, description="For a choice: other options.")
    rotate: bool | None = None


OVERRIDES = tuple(key for key in Include.model_fields if key != "include")
"""What an include may give anew."""

MOST_INCLUDED = 100
"""So that a small file cannot grow into a large one."""

_CHANNELS = ("ivr", "caller", "audio")


@dataclass(frozen=True)
class IncludingMarks(Marks):
    """The marks of a file that includes: what the bank wrote is placed at the include, and the bank's name is told."""

    names: Mapping[int, str]

    def error(self, path: Path, rule: str, message: str) -> Finding:
        """A finding that stops the questionnaire from being used."""
        return super().error(path, rule, self._told(path, message))

    def warning(self, path: Path, rule: str, message: str) -> Finding:
        """A finding that somebody should look at."""
        return super().warning(path, rule, self._told(path, message))

    def _told(self, path: Path, message: str) -> str:
        match path:
            case ("questions", int(index), *rest) if index in self.names:
                here = rest and tuple(str(step) for step in path[:3]) in self.places
                return message if here else f"{message} (in {shown(self.names[index])} of the bank)"
            case _:
                return message


def included(document: Document, bank: Bank) -> Document:
    """The document with a question of the bank, in the document's languages, in place of each include.

    What is wrong with an include is among the document's findings; a statement then stands in its place, so that the
    questions after it keep their places and are judged too.
    """
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("questions"), list):
        return document
    languages = spoken_languages(data)
    names: dict[int, str] = {}
    questions: list[object] = list(data["questions"])
    findings = list(document.findings)
    entries = [
        (index, entry) for index, entry in enumerate(questions) if isinstance(entry, dict) and "include" in entry
    ]
    for index, entry in entries[:MOST_INCLUDED]:
        findings.extend(_problems(entry, index, bank, document.marks))
        name = entry["include"]
        known = isinstance(name, str) and name in bank
        questions[index] = _merged(entry, bank[name].data, languages) if known else _stand_in(languages)
        names |= {index: name} if known else {}
    for index, _ in entries[MOST_INCLUDED : MOST_INCLUDED + 1]:
        message = f"more than {MOST_INCLUDED} questions of the bank are included; from here on nothing is read"
        findings.append(document.marks.error(("questions", index), "too-many", message))
        del questions[index:]
    marks = IncludingMarks(document.marks.file, document.marks.places, names)
    return replace(document, data={**data, "questions": questions}, marks=marks, findings=tuple(findings))


def _problems(entry: Mapping[str, object], index: int, bank: Bank, marks: Marks) -> Iterator[Finding]:
    name, path = entry["include"], ("questions", index)
    if not isinstance(name, str):
        message = f"question {index + 1}: `include` must be the name of a question in the bank"
        yield marks.error((*path, "include"), "wrong-type", message)
    elif name not in bank:
        close = closest(bank, name)
        hint = f"did you mean {shown(close)}?" if close else "`vocsurvey bank` lists them"
        message = f"there is no question {shown(name)} in the bank; {hint}"
        yield marks.error((*path, "include"), "unknown-include", message)
    elif "flags" in entry and _negatives(bank[name].data) and not _negatives(entry):
        message = (
            f"question {index + 1}: {shown(name)} of the bank flags a negative answer, and these `flags` do not; "
            "keep a negative rule, or copy the question instead of including it"
        )
        yield marks.error((*path, "flags"), "include-unflagged", message)
    for key in entry:
        if key != "include" and key not in OVERRIDES:
            message = f"question {index + 1}: an include cannot have {shown(key)}; it may have {listed(OVERRIDES)}"
            yield marks.error((*path, key), "unknown-key", message)


def _negatives(question: Mapping[str, Any]) -> bool:
    """Whether some flag rule, as a file writes it, is of kind negative. One that is not whole is told elsewhere."""
    flags = question.get("flags") or ()
    if not isinstance(flags, list | tuple):
        return True
    return any(not isinstance(rule, dict) or rule.get("kind", "negative") == "negative" for rule in flags)


def _merged(entry: Mapping[str, Any], theirs: Mapping[str, Any], languages: tuple[str, ...]) -> dict[str, Any]:
    """The bank's question with the include's keys over it. Whoever says it anew also says it anew on every channel."""
    given = {key: value for key, value in entry.items() if key in OVERRIDES}
    replaced = {*given, *(_CHANNELS if "say" in given else ())}
    kept = {key: _in(languages, key, value) for key, value in theirs.items() if key not in replaced}
    return {**{key: value for key, value in kept.items() if value != {} or key == "say"}, **given}


def _in(languages: tuple[str, ...], key: str, value: Any) -> Any:
    """What the bank has under a key, its wordings in the given languages only."""
    if key in ("say", "note", *_CHANNELS):
        return {language: words for language, words in value.items() if language in languages}
    if key == "labels":
        return {point: _in(languages, "say", label) for point, label in value.items()}
    if key == "options":
        return [{**option, "label": _in(languages, "say", option["label"])} for option in value]
    return value


def _stand_in(languages: tuple[str, ...]) -> dict[str, object]:
    return {"id": "unknown_include", "kind": "statement", "say": dict.fromkeys(languages, "include")}

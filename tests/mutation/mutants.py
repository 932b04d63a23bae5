"""Mutants: a shipped questionnaire, broken in one way, with the rules that have to say so.

A kind of mutant is a function from an original to its changes. Each change is a whole file again, so that a mutant is
checked just as an author's file is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from vocsurvey.library import PHRASES, library_folder, read_bank, read_phrases
from vocsurvey.questionnaire.bank import Bank
from vocsurvey.questionnaire.document import Document, read
from vocsurvey.questionnaire.finding import Finding
from vocsurvey.questionnaire.load import examine
from vocsurvey.questionnaire.model import Phrases

Plain = dict[str, Any]
LANGUAGES = ("en", "de", "fr", "es")
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Original:
    """A shipped questionnaire: its text, and its values as they stand in the file. ``turn`` is its place among all."""

    name: str
    text: str
    data: Plain
    turn: int

    def fresh(self) -> Plain:
        """The values, to be changed freely."""
        return deepcopy(self.data)

    def questions(self, *kinds: str) -> list[int]:
        """The places of the questions of those kinds, or of all."""
        return [i for i, one in enumerate(self.data["questions"]) if not kinds or one["kind"] in kinds]

    def pick(self, items: Sequence[_Item], count: int = 1, turn: int = 0) -> list[_Item]:
        """So many of the items, others for each questionnaire, so that all come up somewhere."""
        start = self.turn * count + turn
        return [items[(start + n) % len(items)] for n in range(min(count, len(items)))]


@dataclass(frozen=True)
class Change:
    """What a kind makes of an original: the broken file, as values or as text.

    ``must`` are the rules that have to find it, where they differ from place to place; ``equivalent`` says why there is
    nothing to be found.
    """

    place: str
    broken: Plain | str
    must: frozenset[str] = frozenset()
    equivalent: str | None = None


Making = Callable[[Original], Iterator[Change]]


@dataclass(frozen=True)
class Kind:
    """One way to break a questionnaire. All of ``must`` have to find it."""

    name: str
    must: frozenset[str]
    make: Making


@dataclass(frozen=True)
class Mutant:
    """One broken questionnaire."""

    kind: str
    questionnaire: str
    place: str
    text: str = field(repr=False)
    must: frozenset[str]
    equivalent: str | None

    def __str__(self) -> str:
        return f"{self.questionnaire}: {self.kind}: {self.place}"


@dataclass(frozen=True)
class Verdict:
    """What ``check`` found in a mutant."""

    mutant: Mutant
    findings: tuple[Finding, ...]

    @property
    def found(self) -> frozenset[str]:
        """The rules that found something."""
        return frozenset(one.rule for one in self.findings)

    @property
    def missed(self) -> frozenset[str]:
        """The rules that ought to have found something and did not."""
        return self.mutant.must - self.found


KINDS: dict[str, Kind] = {}


def kind(name: str, *must: str) -> Callable[[Making], Making]:
    """Enter a way to break a questionnaire into the list of kinds."""

    def entered(make: Making) -> Making:
        assert name not in KINDS, name
        KINDS[name] = Kind(name, frozenset(must), make)
        return make

    return entered


@cache
def house_phrases() -> Mapping[str, Phrases]:
    """The standing phrases of the shipped questionnaires."""
    return read_phrases(library_folder())


@cache
def house_bank() -> Bank:
    """The shipped bank of questions."""
    return read_bank(library_folder())


@cache
def originals() -> tuple[Original, ...]:
    """The shipped questionnaires, as they stand in their files."""
    paths = sorted(path for path in library_folder().glob("*.yaml") if path.name != PHRASES)
    found = []
    for turn, path in enumerate(paths):
        text = path.read_text("utf-8")
        document = read(text, path.name)
        assert isinstance(document, Document)
        assert isinstance(document.data, dict)
        found.append(Original(path.stem, text, document.data, turn))
    return tuple(found)


def written(data: Plain) -> str:
    """The values as a file: JSON is YAML, and is written a hundred times as fast."""
    return json.dumps(data, ensure_ascii=False, indent=1)


def mutants_of(original: Original) -> Iterator[Mutant]:
    """Every mutant of a questionnaire, kind by kind."""
    for one in KINDS.values():
        changes = list(one.make(original))
        if len(changes) == 2:
            # Of two ways to do the same, one and then the other: enough for 60 mutants each, in half the time.
            changes = [changes[(original.turn // len(LANGUAGES) + original.turn) % 2]]
        for change in changes:
            text = change.broken if isinstance(change.broken, str) else written(change.broken)
            must = frozenset() if change.equivalent else change.must or one.must
            yield Mutant(one.name, original.name, change.place, text, must, change.equivalent)


def judged(mutant: Mutant) -> Verdict:
    """The mutant as ``vocsurvey check`` judges it."""
    return Verdict(mutant, examine(mutant.text, f"{mutant.questionnaire}.yaml", house_phrases(), house_bank()).findings)

"""Recorded voices: what is to be recorded, in the order in which it is heard, and into which file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vocsurvey.questionnaire.finding import Path
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.part import Part, heard_on, parts_of, spoken_in
from vocsurvey.questionnaire.wording import fills_in

CONTENT_TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg"}
"""By the end of the file's name: two of the types that https://www.twilio.com/docs/voice/twiml/play lists."""
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}\.(wav|mp3)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One text that the automated voice says in one language.

    ``place`` says where in a word or two, such as ``opening.good_time`` or a question's id. ``file`` is the recorded
    file that the questionnaire names, ``facts`` are the facts that the text says: with any, it cannot be recorded.
    """

    path: Path
    place: str
    language: str
    words: str
    file: str | None
    facts: tuple[str, ...]

    @property
    def recordable(self) -> bool:
        """Whether the words are the same for everybody."""
        return not self.facts

    @property
    def proposed_file(self) -> str:
        """The name of the file to record to: the one that is named, else one after the place and the language."""
        return self.file or f"{self.place.replace('.', '-')}-{self.language}.wav"


def content_type(file: str) -> str | None:
    """The type of a recorded file by its name; None when the name cannot be one: that is no plain name of letters,
    digits, ``-`` and ``_`` that ends in ``.wav`` or ``.mp3``."""
    found = _FILE_NAME.fullmatch(file)
    return CONTENT_TYPES[found[1]] if found else None


def prompts(questionnaire: Questionnaire, language: str) -> Iterator[Prompt]:
    """Every text of the questionnaire's own that the automated voice says in a language, in the interview's order.

    The standing phrases and the lists of keys are not among them: the synthetic voice always says them.
    """
    for part in parts_of(questionnaire):
        yield from prompts_of(part, language)


def prompts_of(part: Part, language: str) -> Iterator[Prompt]:
    """The prompts of one part; none where the language has no text."""
    for path, spoken in spoken_in(part):
        text = heard_on(spoken, path, language, live=False)
        if text is not None:
            place = ".".join(str(step) for step in (getattr(spoken, "id", part.path[0]), *path[len(part.path) :]))
            facts = tuple(dict.fromkeys(fill.name for fill in fills_in(text.words)))
            file = (spoken.audio or {}).get(language) or None
            yield Prompt(path, place, language, " ".join(text.words.split()), file, facts)


def files_of(questionnaire: Questionnaire) -> frozenset[str]:
    """The names of all recorded files that the questionnaire names and that can be names of files."""
    named = (one.file for language in questionnaire.languages for one in prompts(questionnaire, language))
    return frozenset(file for file in named if file is not None and content_type(file) is not None)

"""Recorded voices: what is to be recorded, in the order in which it is heard, and into which file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vocsurvey.questionnaire.finding import Path
from vocsurvey.questionnaire.model import FramePhrase, Phrases, Questionnaire
from vocsurvey.questionnaire.part import Part, heard_on, parts_of, spoken_in
from vocsurvey.questionnaire.spoken_menu import SHORTER, without_keys
from vocsurvey.questionnaire.wording import fills_in

CONTENT_TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg"}
"""By the end of the file's name: two of the types that https://www.twilio.com/docs/voice/twiml/play lists."""
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}\.(wav|mp3)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One text that the automated voice says in one language.

    ``place`` says where in a word or two, such as ``opening.good_time`` or a question's id. ``file`` is the recorded
    file that the questionnaire names, ``facts`` are what the text says of somebody or of a question: with any, it
    cannot be recorded. ``named_at`` is where the file is named, or would be.
    """

    path: Path
    place: str
    language: str
    words: str
    file: str | None
    facts: tuple[str, ...]
    named_at: Path

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

    The standing phrases are not among them: see ``phrase_prompts``. How to key a question that names its answers is
    always said by the synthetic voice.
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
            words = " ".join(text.words.split())
            yield Prompt(path, place, language, words, file, facts, (*path, "audio", language))


def phrase_prompts(questionnaire: Questionnaire, language: str) -> Iterator[Prompt]:
    """Every standing phrase of a language, in the order in which the model has them."""
    phrases = questionnaire.phrases[language]
    at: Path = ("phrases", language)
    for name, words in phrase_texts(phrases):
        facts = tuple(dict.fromkeys(fill.name for fill in fills_in(words)))
        file = (phrases.audio or {}).get(name) or None
        said = " ".join(words.split())
        yield Prompt((*at, name.split(".")[0]), f"phrases.{name}", language, said, file, facts, (*at, "audio", name))


def phrase_texts(phrases: Phrases) -> Iterator[tuple[str, str]]:
    """The phrases that are said, by the names that ``audio`` uses: ``menu``, ``menu.no_back``, ``silence.2``,
    ``when.ask``."""
    for name, value in phrases:
        match value:
            case str():
                yield name, value
                if name == "menu":
                    yield from _shorter_menus(value)
            case tuple():
                yield from ((f"{name}.{number}", words) for number, words in enumerate(value, 1))
            case FramePhrase(ask=ask, keys=keys):
                yield from ((f"{name}.ask", ask), (f"{name}.keys", keys))


def _shorter_menus(menu: str) -> Iterator[tuple[str, str]]:
    """The menu as it is said where a key leads nowhere: a recording of its own, because another text is spoken."""
    known = {without_keys(menu, ())}
    for name, idle in SHORTER.items():
        shorter = without_keys(menu, idle)
        if shorter not in known:
            known.add(shorter)
            yield f"menu.{name}", shorter


def recorded_phrases(phrases: Phrases) -> Mapping[str, str]:
    """The files of the phrases that are recorded, by the words that they say."""
    files = phrases.audio or {}
    named = ((words, files[name]) for name, words in phrase_texts(phrases) if files.get(name)) if files else ()
    return {" ".join(words.split()): file for words, file in named if not fills_in(words)}


def all_prompts(questionnaire: Questionnaire, language: str) -> Iterator[Prompt]:
    """Everything that the automated voice says in a language: what the questionnaire asks, then the phrases."""
    yield from prompts(questionnaire, language)
    yield from phrase_prompts(questionnaire, language)


def files_of(questionnaire: Questionnaire) -> frozenset[str]:
    """The names of all recorded files that the questionnaire names and that can be names of files."""
    named = (one.file for language in questionnaire.languages for one in all_prompts(questionnaire, language))
    return frozenset(file for file in named if file is not None and content_type(file) is not None)

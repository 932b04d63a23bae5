"""The parts of a questionnaire that can be judged one by one, and every text that they speak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from vocsurvey.questionnaire.finding import Path
from vocsurvey.questionnaire.model import Choice, Closing, Opening, Question, Questionnaire, Scale, Spoken, Wording

Channel = Literal["say", "ivr", "caller"]
CHANNELS: tuple[Channel, ...] = ("say", "ivr", "caller")


@dataclass(frozen=True, slots=True)
class Part:
    """The opening, the closing, the message for machines or one question, with the languages that it has to speak."""

    path: Path
    value: Spoken
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in one language. ``spoken`` is false for instructions that are never read aloud."""

    path: Path
    language: str
    words: str
    spoken: bool = True


def parts_of(questionnaire: Questionnaire) -> Iterator[Part]:
    """The opening, every question, the closing, and the message for machines if there is one, in this order."""
    yield Part(("opening",), questionnaire.opening, questionnaire.languages)
    for index, question in enumerate(questionnaire.questions):
        yield Part(("questions", index), question, questionnaire.languages)
    yield Part(("closing",), questionnaire.closing, questionnaire.languages)
    if questionnaire.machine_message is not None:
        yield Part(("machine_message",), questionnaire.machine_message, questionnaire.languages)


def spoken_in(part: Part) -> Iterator[tuple[Path, Spoken]]:
    """What is said as one piece: the part itself, and what it carries with it."""
    yield part.path, part.value
    match part.value:
        case Opening(good_time=good_time, not_now=not_now):
            yield (*part.path, "good_time"), good_time
            yield (*part.path, "not_now"), not_now
        case Closing(flagged=flagged):
            yield (*part.path, "flagged"), flagged


def wordings(part: Part) -> Iterator[tuple[Path, Wording, bool]]:
    """Every wording of the part: its path, its texts by language, and whether it must speak every language.

    The files that are played instead of a wording are given as one too.
    """
    for path, spoken in spoken_in(part):
        for channel in (*CHANNELS, "audio"):
            wording: Wording | None = getattr(spoken, channel)
            if wording is not None:
                yield (*path, channel), wording, channel == "say"
    if isinstance(part.value, Opening) and part.value.inbound is not None:
        yield (*part.path, "inbound"), part.value.inbound, True
    if isinstance(part.value, Question) and part.value.note is not None:
        yield (*part.path, "note"), part.value.note, True
    match part.value:
        case Scale(labels=labels):
            for point, label in labels.items():
                yield (*part.path, "labels", point), label, True
        case Choice(options=options):
            for index, option in enumerate(options):
                yield (*part.path, "options", index, "label"), option.label, True


def texts(part: Part) -> Iterator[Text]:
    """Every text of the part, in every language that it has. The name of a recorded file is no text."""
    for path, wording, _ in wordings(part):
        for language, words in wording.items() if path[-1] != "audio" else ():
            yield Text((*path, language), language, words, spoken=path[-1] != "note")


def heard_on(spoken: Spoken, path: Path, language: str, *, live: bool) -> Text | None:
    """The text that a channel hears, with the path of the wording that it comes from; None when there is none."""
    override: Channel = "caller" if live else "ivr"
    given: Mapping[str, str] = getattr(spoken, override) or {}
    if given.get(language):
        return Text((*path, override, language), language, given[language])
    if language in spoken.say:
        return Text((*path, "say", language), language, spoken.say[language])
    return None

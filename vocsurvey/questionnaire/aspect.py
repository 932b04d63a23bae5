"""Everything that can differ between two versions of a questionnaire, each as a name and a text to be compared.

What is not named here is found by walking through the value, so that no field can change unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vocsurvey.questionnaire.model import AnyQuestion, Choice, Question, Questionnaire, Scale, Spoken
from vocsurvey.questionnaire.plain_words import condition_words, flag_words, kind_words, plain

_CHANNELS: Mapping[str, str] = {
    "say": "wording",
    "ivr": "wording of the automated voice",
    "inbound": "wording for somebody who calls us",
    "caller": "wording of the caller",
    "audio": "recorded file",
    "note": "note to the caller",
    "title": "title",
}
_TOLD = frozenset({"id", "kind", "ask_if", "flags", "options", "labels", "low", "high", "max_seconds", "purpose"})


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing about a part, with its language where it has one."""

    what: str
    language: str | None
    text: str


def aspects_of_question(question: AnyQuestion, questionnaire: Questionnaire, language: str) -> Iterator[Aspect]:
    """All that a question is. Labels in conditions are put in ``language`` where the questionnaire has it."""
    spoken = questionnaire.language(language)
    yield from _spoken(question)
    yield Aspect("answered by", None, kind_words(question))
    if isinstance(question, Scale):
        for point, wording in sorted(question.labels.items()):
            yield from _worded(f"label of {point}", wording)
    if isinstance(question, Choice):
        yield from _options(question)
    if question.ask_if is not None:
        yield Aspect("asked only if", None, condition_words(question.ask_if, questionnaire, spoken))
    for number, rule in enumerate(question.flags, 1):
        name = f"flag “{plain(rule.rule)}”"
        yield Aspect(name, None, flag_words(rule, question, spoken))
        if len(question.flags) > 1:
            yield Aspect(f"place of {name}", None, str(number))
    yield from _others(question)


def aspects_of_frame(questionnaire: Questionnaire) -> Mapping[str, tuple[Aspect, ...]]:
    """All that a questionnaire is besides its questions, by part."""
    opening, closing = questionnaire.opening, questionnaire.closing
    return {
        "questionnaire": tuple(_whole(questionnaire)),
        "opening": tuple(_spoken(opening)),
        "good time": tuple(_spoken(opening.good_time)),
        "another time": tuple(_spoken(opening.not_now)),
        "closing": tuple(_spoken(closing)),
        "closing after a negative answer": tuple(_spoken(closing.flagged)),
        "message for machines": tuple(_spoken(message)) if (message := questionnaire.machine_message) else (),
        "standing phrases": tuple(_phrases(questionnaire)),
    }


def _whole(questionnaire: Questionnaire) -> Iterator[Aspect]:
    yield from _worded("title", questionnaire.title)
    yield Aspect("languages", None, ", ".join(questionnaire.languages))
    yield Aspect("core questions", None, ", ".join(plain(one) for one in questionnaire.core))
    for allowed in questionnaire.allow:
        place = f" at {plain(allowed.at)}" if allowed.at else ""
        yield Aspect(f"allowed: {allowed.rule}{place}", None, allowed.reason)


def _spoken(spoken: Spoken) -> Iterator[Aspect]:
    for key, name in _CHANNELS.items():
        wording: Mapping[str, str] | None = getattr(spoken, key, None)
        yield from _worded(name, wording or {})


def _worded(what: str, wording: Mapping[str, str]) -> Iterator[Aspect]:
    return (Aspect(what, language, text) for language, text in wording.items())


def _options(question: Choice) -> Iterator[Aspect]:
    for key, option in enumerate(question.options, 1):
        name = f"option “{plain(option.id)}”"
        yield Aspect(f"key of {name}", None, str(key))
        yield from _worded(name, option.label)
        yield from _leaves(f"{name}:", option.model_dump(mode="json", exclude={"id", "label"}, exclude_defaults=True))


def _others(question: Question) -> Iterator[Aspect]:
    """What is neither said nor told above, such as the dimension: by the names of the fields."""
    told = {*_TOLD, *_CHANNELS}
    yield from _leaves("", question.model_dump(mode="json", exclude=told, exclude_defaults=True))


def _phrases(questionnaire: Questionnaire) -> Iterator[Aspect]:
    for language, phrases in questionnaire.phrases.items():
        for found in _leaves("", phrases.model_dump(mode="json", exclude_none=True)):
            yield Aspect(found.what, language, found.text)


def _leaves(name: str, value: object) -> Iterator[Aspect]:
    """The single values inside a value, each named by the way to it."""
    if isinstance(value, Mapping):
        for key, inside in value.items():
            yield from _leaves(f"{name} {plain(str(key))}".strip(), inside)
    elif isinstance(value, list | tuple):
        for place, inside in enumerate(value, 1):
            yield from _leaves(f"{name} {place}", inside)
    else:
        yield Aspect(name, None, ("no", "yes")[value] if isinstance(value, bool) else str(value))

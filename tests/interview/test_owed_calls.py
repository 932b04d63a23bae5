"""Whoever complained and does not stay to the end hears who will call them, as long as they are on the line."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

from vocsurvey.interview.continuation import Standing, carry_on
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Asked, Command, Heard, Keys, Silence, Speech
from vocsurvey.interview.rehearse import example_facts
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Course, Ending
from vocsurvey.library import Library, load_library
from vocsurvey.questionnaire.condition import FactValue

NOON = {"en": "noon", "de": "12 Uhr", "fr": "midi", "es": "mediodía"}
UNRESOLVED: tuple[Heard, ...] = (Keys("1"), Keys("2"))
CALL: dict[str, FactValue] = {"call.at": "2026-05-12T10:30", "promise.by": "2026-05-13T12:00"}
STOP: dict[str, tuple[Heard, ...]] = {
    "by key": (Keys("*"), Keys("9")),
    "in words": (Speech("stop calling me"),),
    "in a comment": (Keys("1"), Speech("It took weeks, and please do not call me again.")),
    "silence": (Silence(),) * 3,
    "wrong keys": (Keys("8"),) * 3,
    "no time": (Asked(Command.NOT_NOW),),
    "stop, by key": (Speech("stop"), Keys("1")),
    "stop, twice": (Speech("stop"), Speech("stop")),
}


@cache
def shipped() -> Library:
    """The shipped questionnaires, read once: that takes seconds."""
    return load_library()


def course(*heard: Heard, language: str = "en", **known: FactValue) -> Course:
    """What follows from one call."""
    facts = {**example_facts(language), "contact.language": language, **known}
    transcript = Transcript(occasions=(CALL,))
    for one in heard:
        transcript = transcript.heard(one)
    return play(shipped()["support-case"], facts, transcript)


def words(course: Course) -> str:
    return " ".join(line.text for line in course.turn.lines)


@pytest.mark.parametrize("language", NOON)
@pytest.mark.parametrize("how", STOP)
def test_the_goodbye_says_who_calls_and_by_when(how: str, language: str) -> None:
    said = course(*UNRESOLVED, *STOP[how], language=language)
    owner = str(example_facts(language)["owner.name"])
    assert said.ending in (Ending.OPTED_OUT, Ending.NO_INPUT, Ending.NOT_NOW, Ending.REFUSED)
    assert words(said).count(owner) == 1
    assert NOON[language] in words(said)
    assert said.promised == datetime(2026, 5, 13, 12)  # noqa: DTZ001 - local to the person
    nobody: dict[str, FactValue] = {"owner.name": None}
    unknown = course(*UNRESOLVED, *STOP[how], language=language, **nobody)
    assert "None" not in words(unknown)
    assert unknown.promised == said.promised


@pytest.mark.parametrize("language", NOON)
@pytest.mark.parametrize("how", ["silence", "wrong keys"])
def test_why_the_call_ends_is_said_before_the_promise_and_the_goodbye_after_it(how: str, language: str) -> None:
    said = course(*UNRESOLVED, *STOP[how], language=language)
    why, promise, goodbye = (line.text for line in said.turn.lines)
    phrases = shipped()["support-case"].phrases[language]
    whole = phrases.gone_quiet if how == "silence" else phrases.give_up
    assert f"{why} {goodbye}" == whole
    assert str(example_facts(language)["owner.name"]) in promise


@pytest.mark.parametrize("how", [how for how in STOP if how != "in a comment"])
def test_nobody_who_complained_of_nothing_is_promised_a_call(how: str) -> None:
    said = course(Keys("1"), Keys("1"), Keys("1"), *STOP[how])
    assert said.promised is None
    assert str(example_facts("en")["owner.name"]) not in words(said)


@pytest.mark.parametrize(
    ("heard", "told"),
    [((Keys("*"), Keys("9")), False), ((Silence(),) * 3, False), ((Keys("1"), Keys("*"), Keys("9")), True)],
)
def test_on_a_later_call_only_who_says_that_it_is_they_hears_of_it(heard: tuple[Heard, ...], told: bool) -> None:
    transcript = Transcript(occasions=(CALL, CALL))
    for one in UNRESOLVED:
        transcript = transcript.heard(one)
    transcript = Transcript(transcript.exchanges, 2, Channel.IVR, transcript.occasions)
    for one in heard:
        transcript = transcript.heard(one)
    said = play(shipped()["support-case"], example_facts("en"), transcript)
    assert said.ending in (Ending.OPTED_OUT, Ending.NO_INPUT)
    assert (said.promised is not None) is told


@pytest.mark.parametrize(("leg", "told"), [(1, True), (2, False)])
@pytest.mark.parametrize(
    ("step", "key", "ending", "promise"),
    [
        ("menu", "9", Ending.OPTED_OUT, "will call you once more"),
        ("stopping", "9", Ending.OPTED_OUT, "will call you once more"),
        ("stopping", "1", Ending.REFUSED, "One more thing"),
    ],
)
def test_it_is_said_behind_the_menu_and_the_stop_too_while_the_rows_cannot_be_read(
    step: str, key: str, ending: Ending, promise: str, leg: int, told: bool
) -> None:
    standing = Standing(step, 3, leg, "en", (("resolved", "no"),), flagged=True, facts={})
    found = carry_on(shipped()["support-case"], standing, Keys(key))
    assert found is not None
    assert found.ending is ending
    assert (promise in words(found)) is told

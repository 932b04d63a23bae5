"""Somebody calls us back: why we had called is said first, once, and the opening says who we are."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from scene import small_questionnaire

from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Asked, Command, Heard, Keys
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.questionnaire.condition import FactValue

FACTS: Mapping[str, FactValue] = {
    "company.name": "Northwind",
    "contact.name": "Ann Archer",
    "contact.first_name": "Ann",
}
BACK: Mapping[str, FactValue] = {"call.inbound": True}
HELLO = "Hello Ann, this is Northwind. Is now a good time?"


def said(*heard: Heard, legs: tuple[Mapping[str, FactValue], ...] = (BACK,), phrase: bool = True) -> str:
    """What is said after the last thing heard; everything was heard in the call before the last."""
    whole = small_questionnaire()
    if not phrase:
        silent = {name: one.model_copy(update={"called_back": None}) for name, one in whole.phrases.items()}
        whole = whole.model_copy(update={"phrases": silent})
    transcript = Transcript((), max(1, len(legs) - 1), Channel.IVR, legs)
    for one in heard:
        transcript = transcript.heard(one)
    turn = play(whole, FACTS, Transcript(transcript.exchanges, len(legs), Channel.IVR, legs)).turn
    return " ".join(line.text for line in turn.lines)


def test_why_comes_first_and_then_who() -> None:
    assert said().startswith(f"You called back. {HELLO}")
    assert said(legs=({},)).startswith(HELLO)


def test_it_is_said_again_only_with_the_whole_opening() -> None:
    assert said(Asked(Command.REPEAT)).startswith(f"You called back. {HELLO}")
    assert "You called back" not in said(Keys("5"))
    assert "You called back" not in said(Keys("1"))


def test_on_a_shared_line_it_comes_before_the_question_who_is_there() -> None:
    shared = {**BACK, "call.shared": True}
    assert said(legs=(shared,)).startswith("You called back. This is Northwind. Is that Ann Archer?")
    assert said(Keys("1"), legs=(shared,)).startswith(HELLO)


@pytest.mark.parametrize("leg", [BACK, {}])
def test_an_interview_that_was_cut_off_begins_with_who_calls_and_says_why_itself(leg: Mapping[str, FactValue]) -> None:
    assert said(Keys("1"), legs=({}, leg)).startswith("This is Northwind, once more for Ann Archer. Shall we go on?")


def test_a_questionnaire_that_was_pinned_before_there_was_the_phrase_begins_as_ever() -> None:
    assert said(phrase=False).startswith(HELLO)

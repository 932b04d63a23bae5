"""Keys that no phone has, keys where nothing is asked, and more keys than are asked for: the call goes on politely."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

import pytest
from doorstep import Answer, Door
from sqlalchemy import select

from vocsurvey.db.interview import Answer as AnswerRow
from vocsurvey.db.interview import Conflict, Exchange

BAD = ["A", "1D", "x", "1 ", " ", "١", "５", "1\n2", "1\x00", "0" * 33, "7" * 1_000]

LINE = r"[0-9]+ of [0-9]+ are not 0 to 9, star or hash|[0-9]+ keys at once, and nothing takes more than 32"


def _heard(door: Door) -> list[dict[str, object]]:
    return [row.heard for row in door.scene.rows(select(Exchange).order_by(Exchange.position))]


def _press_badly(door: Door, action: str, digits: str, caplog: pytest.LogCaptureFixture) -> Answer:
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        said = door.press(action, digits)
    (line,) = [record.getMessage() for record in caplog.records]
    assert re.fullmatch(LINE, line.removeprefix(f"keys of call {door.sid} were refused: "))
    return said


@pytest.mark.parametrize("digits", BAD)
def test_keys_that_no_phone_has_are_refused_in_one_line_and_the_call_goes_on(
    door: Door, digits: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked = door.talk("1")
    again = _press_badly(door, asked.action, digits, caplog)
    assert again.verbs == ["Gather"]
    assert again.words.startswith("I heard nothing.")
    assert "resolved" in again.words
    assert _heard(door) == [{"kind": "keys", "digits": "1"}, {"kind": "silence"}]
    assert "care" in door.press(again.action, "1").words
    assert [(row.question, row.value) for row in door.scene.rows(select(AnswerRow))] == [("resolved", "yes")]


def test_a_phone_that_sends_nothing_else_comes_to_the_polite_end(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    said = door.talk("1")
    for digits in ("A", "BB", "C*"):
        said = _press_badly(door, said.action, digits, caplog)
    assert said.verbs == ["Say", "Hangup"]
    assert said.words == "We will leave it there. Goodbye."
    door.report("completed", 3)
    assert door.scene.attempts()[0].disposition == "3.20"


@pytest.mark.parametrize("digits", ["12", "1" * 32, "0001", "1#2"])
def test_more_keys_than_are_asked_for_are_no_answer(door: Door, digits: str) -> None:
    again = door.press(door.talk("1").action, digits)
    assert again.verbs == ["Gather"]
    assert again.words.startswith("That key is not one of them.")
    assert door.scene.rows(select(AnswerRow)) == []
    assert "care" in door.press(again.action, "1").words


def test_keys_where_nothing_is_asked_change_nothing_and_are_kept(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    last = door.talk("1", "1", "1")
    end = door.press(last.action, "9")
    assert end.verbs == ["Say", "Hangup"]
    heard = _heard(door)
    # The closing has no Gather: an address of it is made up, from the last one that we gave and its position.
    state = door.runtime.urls.read_state(door.token, last.action.partition("?s=")[2])
    assert state is not None
    after = door.runtime.urls.turn(door.token, replace(state, position=state.position + 1))
    for digits in ("2", "*", "99"):
        assert door.press(after, digits).words == end.words
    assert _press_badly(door, after, "A", caplog).words == end.words
    assert _heard(door) == heard
    # What was said all the same is kept for people to see, and what no phone has is silence.
    kept = [row.heard.get("digits") for row in door.scene.rows(select(Conflict))]
    assert kept == ["2", "*", "99", None]


def test_a_repeat_with_other_keys_is_not_heard_again(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    first = door.talk("1")
    second = door.press(first.action, "2")
    assert _press_badly(door, first.action, "2A", caplog).action == second.action
    assert len(_heard(door)) == 2
    assert [(row.question, row.value) for row in door.scene.rows(select(AnswerRow))] == [("resolved", "no")]


def test_the_fallback_refuses_them_too(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    said = door.talk("1")
    with caplog.at_level(logging.WARNING):
        assert door.fall_back(said.action, Digits="2B").action == said.action
    assert [record.getMessage() for record in caplog.records] == [
        f"keys of call {door.sid} were refused: 1 of 2 are not 0 to 9, star or hash"
    ]
    assert len(_heard(door)) == 1


def test_hashes_alone_are_no_answer_and_no_reproach(door: Door) -> None:
    again = door.press(door.talk("1").action, "###")
    assert again.verbs == ["Gather"]
    assert "That key" not in again.words
    assert door.scene.rows(select(AnswerRow)) == []
    assert "care" in door.press(again.action, "1").words

"""What the carrier's door does where a machine is to hear its one message."""

from __future__ import annotations

from dataclasses import replace

import pytest
from doorstep import Door, door_of
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from scene import hashed, leaving_messages, with_message
from sqlalchemy import select

from vocsurvey.db.dialing import MachineMessage
from vocsurvey.db.interview import Exchange
from vocsurvey.jobs import calls
from vocsurvey.operations import leaving_message
from vocsurvey.operations.greeting import PATIENCE
from vocsurvey.runtime import Runtime


@pytest.fixture
def leaving(runtime: Runtime) -> Door:
    """The door of a campaign whose machines hear a message; a phone rings."""
    rules = leaving_messages(runtime.rulebook)
    return door_of(replace(runtime, rulebook=rules), with_message()).dial()


def _queued(door: Door) -> list[tuple[str, list[object]]]:
    queue = Queue("calls", connection=door.runtime.redis, serializer=JSONSerializer)
    return [(str(job.func_name).rpartition(".")[2], list(job.args)) for job in queue.jobs]


def _grant(door: Door) -> None:
    granted = door.scene.do(
        leaving_message.grant_message, door.scene.call(door.token).id, rules=door.runtime.rulebook, line_hash=hashed
    )
    assert granted is not None


@pytest.mark.parametrize("word", ["machine_end_beep", "machine_end_silence", "machine_end_other"])
def test_the_end_of_a_greeting_rings_for_the_message_once(leaving: Door, word: str) -> None:
    said = leaving.answer()
    for _ in range(3):
        assert leaving.verdict(word).status == 204
    assert _queued(leaving) == [("leave_message", [leaving.scene.call(leaving.token).id])]
    # Until it comes, the machine hears silence, and nothing of the questionnaire.
    for heard in (leaving.silence(said.action), leaving.answer(), leaving.fall_back(said.action)):
        assert heard.verbs == ["Pause", "Hangup"]
    assert leaving.scene.rows(select(Exchange.id)) == []


@pytest.mark.parametrize(
    ("word", "took"), [("machine_start", "4000"), ("fax", "4000"), ("unknown", "30000"), ("unknown", "31000")]
)
def test_all_other_machines_are_hung_up(leaving: Door, word: str, took: str) -> None:
    said = leaving.answer()
    leaving.verdict(word, MachineDetectionDuration=took)
    # Too late: whatever is said of its greeting now, the line is being closed.
    leaving.verdict("machine_end_beep")
    assert {name for name, _ in _queued(leaving)} == {"hang_up_call"}
    assert leaving.silence(said.action).verbs == ["Hangup"]


def test_the_unknown_are_human_before_time_is_up(leaving: Door) -> None:
    said = leaving.answer()
    leaving.verdict("unknown", MachineDetectionDuration="5000")
    assert _queued(leaving) == []
    assert leaving.press(said.action, "1").verbs == ["Gather"]


def test_a_machine_stays_one_whatever_is_said_later(leaving: Door) -> None:
    said = leaving.answer()
    leaving.verdict("machine_end_beep")
    leaving.verdict("human")
    leaving.verdict("machine_start")
    assert leaving.scene.call(leaving.token).answered_by == "machine"
    assert [name for name, _ in _queued(leaving)] == ["leave_message"]
    assert leaving.silence(said.action).verbs == ["Pause", "Hangup"]


def test_a_human_who_was_taken_for_a_machine_presses_a_key(leaving: Door) -> None:
    said = leaving.answer()
    leaving.verdict("machine_end_beep")
    assert leaving.press(said.action, "1").verbs == ["Gather"]
    calls.leave(leaving.runtime, leaving.scene.call(leaving.token).id)
    assert leaving.scene.rows(select(MachineMessage)) == []


@pytest.mark.parametrize("key", ["1", "2", "*", "#"])
def test_a_human_who_hears_the_message_presses_a_key_that_answers_nothing(leaving: Door, key: str) -> None:
    first = leaving.answer()
    leaving.verdict("machine_end_beep")
    _grant(leaving)
    said = leaving.press(leaving.url("message"), key)
    assert said.action == first.action
    assert leaving.scene.rows(select(Exchange.id)) == []
    assert leaving.press(leaving.url("message"), key).action == first.action
    leaving.verdict("machine_end_beep")
    said = leaving.press(said.action, "1")
    assert "resolved" in said.words
    assert leaving.press(said.action, "2").verbs == ["Gather"]
    leaving.report("completed", 3)
    assert leaving.scene.attempts()[0].disposition == "2.12"


@pytest.mark.parametrize("digits", ["", "A", "5" * 40])
def test_what_is_no_key_is_no_human(leaving: Door, digits: str) -> None:
    leaving.answer()
    leaving.verdict("machine_end_beep")
    _grant(leaving)
    assert leaving.press(leaving.url("message"), digits).verbs == ["Pause", "Hangup"]
    assert [row.interrupted_at for row in leaving.scene.rows(select(MachineMessage))] == [None]


def test_a_verdict_after_the_end_leaves_nothing(leaving: Door) -> None:
    leaving.answer()
    leaving.report("completed", 3)
    leaving.verdict("machine_end_beep")
    assert _queued(leaving) == []
    assert leaving.scene.attempts()[0].disposition == "3.14"


def test_without_redis_no_message_goes_out_and_the_line_is_closed_in_the_end(leaving: Door) -> None:
    away = leaving.again(redis=Redis(host="127.0.0.1", port=9))
    away.answer()
    assert away.verdict("machine_end_beep").status == 204
    wanted = leaving.scene.call(leaving.token).hang_up_wanted_at
    assert wanted is not None
    assert wanted > leaving.scene.now + PATIENCE / 2

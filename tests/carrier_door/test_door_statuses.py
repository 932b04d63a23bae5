"""Reports of progress: late, doubled, out of order, before we know the call's name; and machines."""

from __future__ import annotations

import itertools

import pytest
from doorstep import Door
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from vocsurvey.db.dialing import CarrierEvent
from vocsurvey.db.interview import Exchange
from vocsurvey.operations import dialing

REPORTS = (("initiated", 0), ("ringing", 1), ("in-progress", 2), ("completed", 3))


def _queued(door: Door, name: str = "calls") -> list[tuple[str, list[object]]]:
    queue = Queue(name, connection=door.runtime.redis, serializer=JSONSerializer)
    return [(str(job.func_name).rpartition(".")[2], list(job.args)) for job in queue.jobs]


def test_the_body_is_always_empty(door: Door) -> None:
    for status, sequence in REPORTS:
        answer = door.report(status, sequence, CallDuration="5")
        assert (answer.status, answer.body) == (204, "")
    assert door.verdict("human").body == ""
    assert door.knock("https://voice.example.com/carrier/nobody/status", door.form()).body == ""


@pytest.mark.parametrize(
    "order", [*itertools.permutations(REPORTS)][::3], ids=lambda order: "".join(str(s) for _, s in order)
)
def test_in_whatever_order_they_come_the_call_has_ended_once(door: Door, order: tuple[tuple[str, int], ...]) -> None:
    for status, sequence in (*order, *order):
        door.report(status, sequence)
    call = door.scene.call(door.token)
    assert (call.status, call.outcome, call.sequence) == ("ended", "completed", 3)
    events = door.scene.rows(select(CarrierEvent).order_by(CarrierEvent.sequence))
    assert [event.sequence for event in events] == [0, 1, 2, 3]
    (attempt,) = door.scene.attempts()
    # Nobody was spoken to: the carrier never asked what to say.
    assert (attempt.closed_at, attempt.disposition) == (call.ended_at, "3.16")


def test_a_late_report_changes_neither_status_nor_outcome(door: Door) -> None:
    door.talk("1", "1", "1", "9")
    door.report("completed", 3)
    ended = door.scene.call(door.token)
    for status, sequence in (("ringing", 1), ("in-progress", 2), ("failed", 4), ("no-answer", 5)):
        door.report(status, sequence)
    call = door.scene.call(door.token)
    assert (call.status, call.outcome, call.ended_at) == (ended.status, "completed", ended.ended_at)
    assert door.scene.case().disposition == "1.1"


def test_a_doubled_report_writes_one_event(door: Door) -> None:
    door.report("ringing", 1)
    before = len(door.scene.rows(select(CarrierEvent)))
    door.report("ringing", 1)
    assert len(door.scene.rows(select(CarrierEvent))) == before == 1


@pytest.mark.parametrize("last", ["initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed"])
def test_webhooks_may_come_before_the_answer_to_our_own_post(door: Door, last: str) -> None:
    """The POST is still on its way when the first report arrives, and is recorded after it."""
    call_id = door.scene.dial_planned("C2")
    permit = door.scene.permit(call_id)
    early = Door(door.runtime, door.scene, door.client, permit.token, "CA" + "d" * 32)
    assert early.report(last, 2).status == 204
    known = door.scene.call(permit.token)
    door.scene.do(dialing.record_placed, call_id, early.sid)
    after = door.scene.call(permit.token)
    assert (after.status, after.outcome, after.carrier_sid) == (known.status, known.outcome, early.sid)
    assert after.placed_at is not None


def test_an_answer_webhook_before_anything_else_binds_the_call(door: Door) -> None:
    call_id = door.scene.dial_planned("C2")
    permit = door.scene.permit(call_id)
    door.scene.do(dialing.record_uncertain, call_id, "the answer did not come")
    early = Door(door.runtime, door.scene, door.client, permit.token, "CA" + "d" * 32)
    assert "Ben" in early.answer().words
    call = door.scene.call(permit.token)
    assert (call.status, call.carrier_sid) == ("live", early.sid)


def test_the_end_before_the_answer_webhook_loses_no_key(door: Door) -> None:
    door.report("completed", 3)
    assert door.scene.attempts()[0].disposition == "3.16"
    door.talk("1", "2")
    call = door.scene.call(door.token)
    assert (call.status, call.outcome) == ("ended", "completed")
    assert door.scene.attempts()[0].disposition == "2.12"


def test_a_machine_is_not_spoken_to(door: Door) -> None:
    said = door.answer()
    said = door.silence(said.action)
    assert door.verdict("machine_start").status == 204
    assert _queued(door) == [("hang_up_call", [door.scene.call(door.token).id])]
    assert door.scene.call(door.token).hang_up_wanted_at is not None
    # Whatever it "says" next, before we have hung up, it gets no further question.
    before = door.scene.rows(select(Exchange.id))
    assert door.silence(said.action).verbs == ["Hangup"]
    assert door.knock(said.action, door.form(SpeechResult="leave a message after the tone")).verbs == ["Hangup"]
    assert door.answer().verbs == ["Hangup"]
    assert door.fall_back(said.action).verbs == ["Hangup"]
    assert door.scene.rows(select(Exchange.id)) == before
    door.report("completed", 3)
    assert door.scene.attempts()[0].disposition == "3.14"


def test_a_verdict_before_the_answer_webhook_opens_no_interview(door: Door) -> None:
    door.verdict("fax")
    assert door.answer().verbs == ["Hangup"]
    door.report("completed", 3)
    assert (door.scene.attempts()[0].disposition, door.scene.attempts()[0].leg) == ("3.14", None)


def test_a_key_beats_a_verdict_that_comes_after_it(door: Door) -> None:
    said = door.talk("1")
    assert door.verdict("machine_end_beep").status == 204
    assert _queued(door) == []
    assert door.scene.call(door.token).hang_up_wanted_at is None
    assert door.silence(said.action).verbs == ["Gather"]
    door.report("completed", 3)
    assert door.scene.attempts()[0].disposition == "3.20"


def test_a_key_beats_a_verdict_that_came_before_it(door: Door) -> None:
    said = door.answer()
    door.verdict("machine_start")
    said = door.press(said.action, "1")
    assert said.verbs == ["Gather"]
    assert door.scene.call(door.token).hang_up_wanted_at is None
    assert door.press(said.action, "2").verbs == ["Gather"]
    door.report("completed", 3)
    assert door.scene.attempts()[0].disposition == "2.12"


@pytest.mark.parametrize("word", ["human", "unknown", "robot_butler"])
def test_anything_but_a_machine_is_a_human(door: Door, word: str) -> None:
    said = door.answer()
    door.verdict(word)
    assert _queued(door) == []
    assert door.press(said.action, "1").verbs == ["Gather"]


def test_a_late_report_does_not_overwrite_the_verdict(door: Door) -> None:
    door.answer()
    door.verdict("machine_start")
    door.report("completed", 3, AnsweredBy="human")
    assert door.scene.call(door.token).answered_by == "machine"
    assert door.scene.attempts()[0].disposition == "3.14"


def test_without_redis_the_hang_up_is_found_by_the_next_tick(door: Door) -> None:
    away = door.again(redis=Redis(host="127.0.0.1", port=9))
    away.answer()
    assert away.verdict("machine_start").status == 204
    assert door.scene.call(door.token).hang_up_wanted_at is not None

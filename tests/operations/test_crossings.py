"""What crosses on the way: machines that were humans, plans that went stale, names that belong to another call."""

from __future__ import annotations

import pytest
from scene import NOW, PEOPLE, Scene, hashed
from sqlalchemy import select

from vocsurvey.db.dialing import CallStatus
from vocsurvey.db.interview import Conflict, Exchange
from vocsurvey.interview.heard import Keys, Silence, Speech
from vocsurvey.operations import closing, interviewing
from vocsurvey.operations.dialing import Refused
from vocsurvey.operations.interviewing import Machine, Spoken, UnknownCall

STRANGER = "CA" + "e" * 32


def _detected(scene: Scene, token: str, answered_by: str) -> bool:
    with scene.database.transaction() as session:
        call = interviewing.lock_call(session, token)
        assert call is not None
        return closing.machine_heard(session, call, answered_by, scene.now)


@pytest.mark.parametrize("noise", [Silence(), Speech("leave a message after the tone", None)])
def test_silence_and_words_are_no_proof_of_a_human(running: Scene, noise: Silence | Speech) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, noise)
    assert _detected(running, token, "machine")
    assert running.call(token).hang_up_wanted_at == NOW
    heard = running.do(
        interviewing.take_turn, token, sid, spoken.turn.position, noise, rules=running.rules, line_hash=hashed
    )
    assert heard == Machine()
    assert running.do(interviewing.begin, token, sid) == Machine()
    assert len(running.rows(select(Exchange))) == 1
    running.hang_up(token, sid)
    assert running.attempts()[0].disposition == "3.14"


def test_a_key_is_proof_of_a_human_and_takes_the_hang_up_back(running: Scene) -> None:
    token, sid = running.dial()
    running.answer(token, sid)
    assert _detected(running, token, "machine")
    with running.database.reading() as session:
        assert closing.carrier_sid(session, running.call(token).id, unwanted=True) == sid
    assert running.hear(token, sid, 0, Keys("1")).turn.ask is not None
    assert running.call(token).hang_up_wanted_at is None
    with running.database.reading() as session:
        assert closing.carrier_sid(session, running.call(token).id, unwanted=True) is None
        assert closing.carrier_sid(session, running.call(token).id) == sid
    assert isinstance(running.hear(token, sid, 1, Silence()), Spoken)


def test_a_name_of_another_call_names_no_second_one(running: Scene) -> None:
    _, sid = running.dial()
    call_id = running.dial_planned("C2")
    permit = running.permit(call_id)
    assert running.do(interviewing.begin, permit.token, sid) == UnknownCall()
    assert not running.report(permit.token, sid, "ringing", CallStatus.PLACED, 1)
    assert running.call(permit.token).carrier_sid is None
    assert isinstance(running.do(interviewing.begin, permit.token, STRANGER), Spoken)


def test_a_call_that_was_only_planned_cannot_be_spoken_of(running: Scene) -> None:
    call_id = running.dial_planned("C1")
    token = next(attempt.call.token for attempt in running.attempts() if attempt.call_id == call_id)
    assert running.do(interviewing.begin, token, STRANGER) == UnknownCall()
    assert not running.report(token, STRANGER, "in_progress", CallStatus.LIVE, 2)
    assert running.call(token).status == "planned"


def test_a_conflict_is_kept_once(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", "1")
    for key in ("2", "2", "3", "1"):
        running.hear(token, sid, 1, key)
    assert [row.heard["digits"] for row in running.rows(select(Conflict).order_by(Conflict.id))] == ["2", "3"]


def test_a_plan_whose_number_was_corrected_is_given_up(running: Scene) -> None:
    call_id = running.dial_planned("C1")
    running.people_again([PEOPLE[0].replace("555 0101", "555 0177")])
    assert running.permit(call_id) == Refused("number changed")
    assert running.case().due_at == NOW
    running.later(seconds=5)
    number = running.permit(running.dial_planned("C1")).number
    assert number == "+12025550177"


def test_a_plan_of_a_case_that_is_closed_is_given_up_and_the_case_stays_closed(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, "1", "1")
    running.hang_up(token, sid)
    running.later(minutes=5)
    call_id = running.dial_planned("C1")
    running.hear(token, sid, spoken.turn.position, "1")
    assert running.case().disposition == "1.1"
    assert running.permit(call_id) == Refused("case closed")
    case = running.case()
    assert (case.disposition, case.due_at, case.closed_at) == ("1.1", None, running.now)


def test_a_call_under_way_when_its_case_was_closed_does_not_open_it_again(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, "1", "1")
    running.hang_up(token, sid)
    running.later(minutes=5)
    second, second_sid = running.dial("C1")
    running.hear(token, sid, spoken.turn.position, "1")
    running.hang_up(second, second_sid)
    case = running.case()
    assert (case.disposition, case.due_at) == ("1.1", None)
    assert case.closed_at is not None

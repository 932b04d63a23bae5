"""How attempts and cases end."""

from __future__ import annotations

import pytest
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.dialing import CallStatus, CarrierEvent
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.interview.heard import Silence, Speech
from vocsurvey.operations import administering, closing, interviewing
from vocsurvey.operations.administering import Refusal


@pytest.mark.parametrize(
    ("outcome", "code", "counted"),
    [
        (CarrierOutcome.BUSY, "3.12", True),
        (CarrierOutcome.NO_ANSWER, "3.13", True),
        (CarrierOutcome.FAILED, "3.16", True),
        (CarrierOutcome.COMPLETED, "3.16", True),
    ],
)
def test_calls_that_nobody_spoke_on(running: Scene, outcome: CarrierOutcome, code: str, counted: bool) -> None:
    token, sid = running.dial()
    assert running.hang_up(token, sid, outcome)
    attempt = running.attempts()[0]
    assert (attempt.disposition, attempt.counted) == (code, counted)
    case = running.case()
    assert case.closed_at is None
    assert case.due_at is not None
    assert case.due_at > running.now


def test_a_call_cancelled_while_it_rang_was_not_answered(running: Scene) -> None:
    token, sid = running.dial()
    running.report(token, sid, "ringing", CallStatus.PLACED, 1)
    running.hang_up(token, sid, CarrierOutcome.CANCELED)
    assert (running.attempts()[0].disposition, running.attempts()[0].counted) == ("3.13", True)


def test_attempts_are_used_up_and_the_history_decides(running: Scene) -> None:
    for outcome in (CarrierOutcome.BUSY, CarrierOutcome.NO_ANSWER, CarrierOutcome.BUSY):
        token, sid = running.dial()
        running.hang_up(token, sid, outcome)
        running.later(minutes=1)
    assert running.case().disposition == "3.12"
    assert [row.disposition for row in running.attempts()] == ["3.12", "3.13", "3.12"]


def test_status_only_moves_forward(running: Scene) -> None:
    token, sid = running.dial()
    assert running.report(token, sid, "in_progress", CallStatus.LIVE, 2)
    assert not running.report(token, sid, "ringing", CallStatus.PLACED, 1)
    assert running.hang_up(token, sid)
    assert not running.report(token, sid, "in_progress", CallStatus.LIVE, 2)
    assert not running.hang_up(token, sid)
    call = running.call(token)
    assert (call.status, call.sequence, call.outcome) == ("ended", 3, "completed")
    events = [(e.progress, e.sequence, e.changed_something) for e in running.rows(select(CarrierEvent))]
    assert events == [("in_progress", 2, True), ("ringing", 1, False), ("completed", 3, True)]


def test_news_of_another_call_changes_nothing(running: Scene) -> None:
    token, _sid = running.dial()
    assert not running.hang_up(token, "CA" + "e" * 32)
    assert running.call(token).status == "placed"


def test_a_machine_is_hung_up_and_tried_again(running: Scene) -> None:
    token, sid = running.dial()
    running.answer(token, sid)
    with running.database.transaction() as session:
        call = interviewing.lock_call(session, token)
        assert call is not None
        assert closing.machine_heard(session, call, "machine", running.rules, running.now)
    assert running.call(token).hang_up_wanted_at == running.now
    running.hang_up(token, sid)
    assert running.attempts()[0].disposition == "3.14"
    with running.database.transaction() as session:
        call = interviewing.lock_call(session, token)
        assert call is not None
        assert not closing.machine_heard(session, call, "machine", running.rules, running.now)


def test_a_key_beats_machine_detection(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1")
    with running.database.transaction() as session:
        call = interviewing.lock_call(session, token)
        assert call is not None
        assert not closing.machine_heard(session, call, "machine", running.rules, running.now)
    running.talk(token, sid, "1", "1", "9")
    running.hang_up(token, sid)
    assert running.case().disposition == "1.1"


def test_unknown_and_human_are_people(running: Scene) -> None:
    token, sid = running.dial()
    running.answer(token, sid)
    for word in ("unknown", "human"):
        with running.database.transaction() as session:
            call = interviewing.lock_call(session, token)
            assert call is not None
            assert not closing.machine_heard(session, call, word, running.rules, running.now)
    running.report(token, sid, "completed", CallStatus.ENDED, 3, CarrierOutcome.COMPLETED, answered_by="human")
    assert running.attempts()[0].disposition == "3.20"


def test_a_person_was_asked_for(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", "1", "*", "4")
    running.hang_up(token, sid)
    attempt = running.attempts()[0]
    assert (attempt.ending, attempt.disposition) == ("person_requested", "2.12")


def test_reached_before_and_silent_now_is_a_non_contact(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "2")
    running.hang_up(token, sid)
    running.later(minutes=1)
    token, sid = running.dial()
    running.talk(token, sid)
    running.hang_up(token, sid)
    assert [row.disposition for row in running.attempts()] == ["2.21", "2.20"]


def test_too_little_said_to_be_partial_is_a_break_off(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", "1", Silence(), Silence(), Silence())
    running.hang_up(token, sid)
    assert running.attempts()[0].disposition == "2.12"


def test_half_of_it_with_a_core_item_is_partial_or_complete(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", "1", "2", Speech("You lost it.", 0.8))
    running.hang_up(token, sid)
    assert running.case().disposition == "1.1"


def test_a_late_press_turns_a_break_off_that_was_final_into_what_it_was(running: Scene) -> None:
    for _ in range(3):
        token, sid = running.dial()
        spoken = running.answer(token, sid)
        if spoken.turn.position == 0:
            spoken = running.talk(token, sid, "1", "1")
        running.hang_up(token, sid)
        running.later(minutes=1)
    assert running.case().disposition == "2.12"
    running.hear(token, sid, spoken.turn.position, "1")
    running.hear(token, sid, spoken.turn.position + 1, "1")
    assert running.case().disposition == "1.1"


def test_a_campaign_is_finished_when_nobody_is_left(running: Scene) -> None:
    campaign_id = running.case().campaign_id
    for contact in ("C1", "C2", "C3"):
        token, sid = running.dial(contact)
        running.talk(token, sid, "1", "1", "1", "10")
        assert running.do(administering.finish_campaigns) == ()
        running.hang_up(token, sid)
    assert running.do(administering.finish_campaigns) == (campaign_id,)
    assert running.do(administering.finish_campaigns) == ()
    for verb in (administering.pause, administering.resume):
        assert isinstance(running.do(verb, campaign_id, "Ada"), Refusal)


def test_a_call_cancelled_while_it_waited_at_the_carrier_rang_nobody(running: Scene) -> None:
    token, sid = running.dial()
    running.hang_up(token, sid, CarrierOutcome.CANCELED)
    attempt = running.attempts()[0]
    assert (attempt.disposition, attempt.counted) == ("3.11", False)


def test_silence_to_a_machine_is_not_the_person_reached_before(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, Silence())
    running.report(token, sid, "completed", CallStatus.ENDED, 3, CarrierOutcome.COMPLETED, answered_by="machine")
    running.later(minutes=1)
    token, sid = running.dial()
    running.answer(token, sid)
    running.hang_up(token, sid)
    assert [row.disposition for row in running.attempts()] == ["3.14", "3.20"]


def test_a_verdict_that_comes_after_the_end_still_says_how_it_ended(running: Scene) -> None:
    token, sid = running.dial()
    running.answer(token, sid)
    running.hang_up(token, sid)
    assert running.attempts()[0].disposition == "3.20"
    with running.database.transaction() as session:
        call = interviewing.lock_call(session, token)
        assert call is not None
        assert not closing.machine_heard(session, call, "machine", running.rules, running.now)
    assert running.attempts()[0].disposition == "3.14"


def test_who_picked_up_and_heard_nothing_of_ours_was_not_reached(running: Scene) -> None:
    token, sid = running.dial()
    running.report(token, sid, "answered", CallStatus.LIVE, 2)
    running.hang_up(token, sid)
    [attempt] = running.attempts()
    assert (attempt.disposition, attempt.counted, running.case().closed_at) == ("3.16", True, None)

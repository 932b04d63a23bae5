"""What crosses on the way: machines that were humans, plans that went stale, names that belong to another call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scene import NOW, PEOPLE, Scene, hashed
from sqlalchemy import select

from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.followup import Flag, FollowUp, Notice
from vocsurvey.db.interview import Answer, Conflict, Exchange
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.permission import Allow, Block, Defer, Reason
from vocsurvey.interview.heard import Keys, Silence, Speech
from vocsurvey.operations import closing, interviewing, watching
from vocsurvey.operations.administering import add_user
from vocsurvey.operations.decision import in_words
from vocsurvey.operations.dialing import Refused
from vocsurvey.operations.interviewing import Machine, Spoken, UnknownCall
from vocsurvey.operations.keeping_time import drop_lease, hold_lease

STRANGER = "CA" + "e" * 32


def _detected(scene: Scene, token: str, answered_by: str) -> bool:
    with scene.database.transaction() as session:
        call = interviewing.lock_call(session, token)
        assert call is not None
        return closing.machine_heard(session, call, answered_by, scene.rules, scene.now) is not None


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
    assert running.do(interviewing.begin, token, sid, rules=running.rules) == Machine()
    assert len(running.rows(select(Exchange))) == 1
    running.hang_up(token, sid)
    assert running.attempts()[0].disposition == "3.14"


def test_a_key_is_proof_of_a_human_and_takes_the_hang_up_back(running: Scene) -> None:
    token, sid = running.dial()
    running.answer(token, sid)
    assert _detected(running, token, "machine")
    with running.database.reading() as session:
        assert watching.carrier_sid(session, running.call(token).id, unwanted_at=NOW) == sid
    assert running.hear(token, sid, 0, Keys("1")).turn.ask is not None
    assert running.call(token).hang_up_wanted_at is None
    with running.database.reading() as session:
        assert watching.carrier_sid(session, running.call(token).id, unwanted_at=NOW) is None
        assert watching.carrier_sid(session, running.call(token).id) == sid
    assert isinstance(running.hear(token, sid, 1, Silence()), Spoken)


def test_a_name_of_another_call_names_no_second_one(running: Scene) -> None:
    _, sid = running.dial()
    call_id = running.dial_planned("C2")
    permit = running.permit(call_id)
    assert running.do(interviewing.begin, permit.token, sid, rules=running.rules) == UnknownCall()
    assert not running.report(permit.token, sid, "ringing", CallStatus.PLACED, 1)
    assert running.call(permit.token).carrier_sid is None
    assert isinstance(running.do(interviewing.begin, permit.token, STRANGER, rules=running.rules), Spoken)


def test_a_call_that_was_only_planned_cannot_be_spoken_of(running: Scene) -> None:
    call_id = running.dial_planned("C1")
    token = running.rows(select(Call.token).where(Call.id == call_id))[0]
    assert running.do(interviewing.begin, token, STRANGER, rules=running.rules) == UnknownCall()
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


def test_a_lease_is_held_by_one_prolonged_by_its_holder_and_taken_when_it_ran_out(scene: Scene) -> None:
    minute = timedelta(minutes=1)
    assert scene.do(hold_lease, "clock", "first", length=minute)
    assert not scene.do(hold_lease, "clock", "second", length=minute)
    scene.later(seconds=50)
    assert scene.do(hold_lease, "clock", "first", length=minute)
    scene.later(seconds=61)
    assert scene.do(hold_lease, "clock", "second", length=minute)
    assert not scene.do(hold_lease, "clock", "first", length=minute)
    scene.do(drop_lease, "clock", "first")  # it is not theirs to give back
    assert not scene.do(hold_lease, "clock", "first", length=minute)
    scene.do(drop_lease, "clock", "second")
    assert scene.do(hold_lease, "clock", "first", length=minute)


def test_decisions_in_words(scene: Scene) -> None:
    digest = scene.rules.digest
    assert in_words(Allow(), scene.rules) == {"verdict": "allow", "rules": digest}
    deferred = in_words(Defer(NOW, (Reason.TOO_SOON,)), scene.rules)
    assert deferred == {"verdict": "defer", "until": NOW.isoformat(), "reasons": ["too_soon"], "rules": digest}
    blocked = in_words(Block((Reason.SUPPRESSED,)), scene.rules)
    assert blocked == {"verdict": "block", "reasons": ["suppressed"], "rules": digest}


def test_news_that_was_fetched_has_no_sequence_and_may_name_the_answerer(running: Scene) -> None:
    token, sid = running.dial()
    assert running.report(token, sid, "completed", CallStatus.ENDED, None, CarrierOutcome.COMPLETED, "machine")
    call = running.call(token)
    assert (call.sequence, call.answered_by) == (-1, "machine")
    assert running.attempts()[0].disposition == "3.14"


def test_a_late_key_that_settles_nothing_leaves_the_case_to_come_again(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, "1")
    running.hang_up(token, sid)
    before = running.case().due_at
    running.hear(token, sid, spoken.turn.position, "1")
    case = running.case()
    assert (case.closed_at, case.due_at) == (None, before)
    assert running.attempts()[0].disposition == "2.12"


def test_a_good_answer_that_becomes_a_bad_one_is_flagged(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", "1", "*", "2", "2")
    answers = running.rows(select(Answer).order_by(Answer.id))
    assert [(row.value, row.negative, row.superseded_at is None) for row in answers] == [
        ("yes", False, False),
        ("no", True, True),
    ]
    assert len(running.rows(select(Flag))) == 1


@pytest.mark.parametrize("role", [Role.CUSTOMER_SUCCESS, Role.MANAGER, None])
def test_without_an_active_owner_whoever_is_left_is_told(running: Scene, role: Role | None) -> None:
    with running.database.transaction() as session:
        for user in session.scalars(select(User)):
            user.active = False
    if role is not None:
        running.do(add_user, email="mona@example.com", name="Mona", role=role, password_hash="-", zone="UTC")
    token, sid = running.dial()
    running.talk(token, sid, "1", "2")
    (follow_up,) = running.rows(select(FollowUp))
    assert (follow_up.owner_id, follow_up.state, follow_up.queue) == (None, "new", "customer_success")
    told = [notice.recipient_id for notice in running.rows(select(Notice))]
    assert told == ([running.user("mona@example.com").id] if role is not None else [])


def test_a_second_flag_that_is_no_worse_keeps_the_deadline(running: Scene) -> None:
    token, sid = running.dial("C2")
    running.talk(token, sid, "1", "2")
    (before,) = running.rows(select(FollowUp))
    running.hear(token, sid, 2, "2")
    (after,) = running.rows(select(FollowUp))
    assert (after.severity, after.next_action_at) == (before.severity, before.next_action_at)
    assert len(running.rows(select(Flag))) == 2


def test_a_colleague_at_a_line_that_is_known_shares_it(running: Scene) -> None:
    running.people_again([PEOPLE[0].replace("C1", "C9").replace("Ann Archer", "Amy Archer").replace("T1", "T9")])
    one, other = running.rows(select(Contact).where(Contact.external_id.in_(("C1", "C9"))))
    assert one.line_id == other.line_id

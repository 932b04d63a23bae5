"""The carrier delivers the same thing many times at once, or several things at once: it is heard once, and whole."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from crowd import at_once
from doorstep import Door
from scene import hashed
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.dialing import CarrierEvent
from vocsurvey.db.followup import Flag, FollowUp, Notice
from vocsurvey.db.interview import Answer, Conflict, Exchange, Interview
from vocsurvey.db.sample import Suppression
from vocsurvey.interview.heard import Keys
from vocsurvey.operations import interviewing
from vocsurvey.operations.interviewing import Spoken

CROWD = 16


def _counts(door: Door) -> dict[str, int]:
    with door.runtime.database.reading() as session:
        return {
            table.__name__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Interview, Exchange, Answer, Flag, FollowUp, Notice, Conflict, Suppression)
        }


def _visitors(door: Door) -> list[Door]:
    """The same door, one client for each thread."""
    return [_elsewhere(door) for _ in range(CROWD)]


def _elsewhere(door: Door) -> Door:
    return replace(door, client=door.client.application.test_client())


def _clean(door: Door) -> None:
    with door.runtime.database.reading() as session:
        found = [str(one) for one in audit(session, now() + timedelta(seconds=1), door.runtime.line_hash)]
    assert found == []


def test_the_answer_webhook_many_times_at_once_is_one_interview_and_one_leg(door: Door) -> None:
    said = at_once([visitor.answer for visitor in _visitors(door)])
    assert len({answer.body for answer in said}) == 1
    assert _counts(door)["Interview"] == 1
    assert door.scene.interview().legs == 1


def test_the_same_turn_many_times_at_once_is_one_exchange_one_flag_one_follow_up(door: Door) -> None:
    action = door.talk("1").action
    said = at_once([partial(visitor.press, action, "2") for visitor in _visitors(door)])
    assert len({answer.body for answer in said}) == 1
    assert {answer.status for answer in said} == {200}
    counts = _counts(door)
    assert (counts["Exchange"], counts["Answer"], counts["Conflict"]) == (2, 1, 0)
    assert counts["Flag"] == counts["FollowUp"] == counts["Notice"] == 1
    _clean(door)


def test_conflicting_turns_at_once_are_one_answer_and_the_other_kept_as_a_conflict(door: Door) -> None:
    action = door.talk("1").action
    keys = "12" * (CROWD // 2)
    said = at_once([partial(visitor.press, action, key) for visitor, key in zip(_visitors(door), keys, strict=True)])
    assert len({answer.action for answer in said}) == 1
    counts = _counts(door)
    assert (counts["Exchange"], counts["Answer"], counts["Conflict"]) == (2, 1, 1)
    (settled,) = door.scene.rows(select(Answer))
    assert counts["Flag"] == counts["FollowUp"] == int(settled.negative)
    _clean(door)


def test_reports_racing_the_last_key_press_never_lose_it(door: Door) -> None:
    action = door.talk("1", "1", "1").action
    visitors = _visitors(door)
    said = at_once(
        [
            *(partial(visitor.press, action, "3") for visitor in visitors[:4]),
            *(partial(visitor.report, "completed", 3) for visitor in visitors[4:8]),
            *(partial(visitor.report, "in-progress", 2) for visitor in visitors[8:12]),
            *(partial(visitor.verdict, "human") for visitor in visitors[12:]),
        ]
    )
    assert [answer.status for answer in said] == [200] * 4 + [204] * 12
    counts = _counts(door)
    assert (counts["Exchange"], counts["Flag"], counts["FollowUp"]) == (4, 1, 1)
    events = door.scene.rows(select(CarrierEvent).order_by(CarrierEvent.sequence))
    assert [event.sequence for event in events] == [2, 3]
    assert (door.scene.call(door.token).status, door.scene.call(door.token).outcome) == ("ended", "completed")
    assert door.scene.case().disposition == door.scene.attempts()[0].disposition == "1.1"
    _clean(door)


def test_everybody_flags_at_once(door: Door) -> None:
    """Different calls at once, as in real fieldwork: each gets its own follow-up, and nobody waits for ever."""
    doors = [door, *(Door(door.runtime, door.scene, door.client).dial(contact) for contact in ("C2", "C3"))]
    actions = [(one, one.talk("1").action) for one in doors]
    said = at_once([partial(_elsewhere(one).press, action, "2") for one, action in actions * 5])
    assert {answer.status for answer in said} == {200}
    counts = _counts(door)
    assert (counts["Interview"], counts["Flag"], counts["FollowUp"]) == (3, 3, 3)
    _clean(door)


def _next_call(door: Door) -> Door:
    """The first call broke off and has ended; the same person is rung again."""
    door.report("completed", 3)
    door.scene.later(minutes=5)
    return Door(door.runtime, door.scene, door.client).dial("C1")


def test_two_calls_of_one_person_open_one_interview(door: Door) -> None:
    """The first call's answer webhook is delivered when the second call is answered."""
    second = _next_call(door)
    said = at_once([visitor.answer for visitor in (*_visitors(door), *_visitors(second))])
    assert {answer.status for answer in said} == {200}
    assert _counts(door)["Interview"] == 1
    assert door.scene.interview().legs == 2


def test_a_late_opt_out_crossing_the_next_call_loses_neither(door: Door) -> None:
    """The late turn has the interview and wants the ringing call; the answer has that call and wants the interview."""
    menu = door.talk("1", "*").action
    second = _next_call(door)
    said = at_once([partial(door.press, menu, "9"), _elsewhere(second).answer])
    assert {answer.status for answer in said} == {200}
    assert _counts(door)["Suppression"] == 2, "the line and the person"
    assert door.scene.case().disposition in ("2.112", "2.12")


def test_a_collision_is_begun_again_and_both_sides_are_heard(door: Door) -> None:
    """The same crossing, held at its worst moment: each side has what the other one wants."""
    if door.runtime.database.is_sqlite:
        pytest.skip("SQLite lets one writer in at a time: there is nothing to cross")
    menu = door.talk("1", "*")
    state = door.runtime.urls.read_state(door.token, menu.action.partition("?s=")[2])
    assert state is not None
    second = _next_call(door)
    met, tries = threading.Barrier(2), {"late": 0, "next": 0}

    def pause(side: str) -> None:
        tries[side] += 1
        if tries[side] == 1:
            met.wait(20)

    def late(session: Session) -> object:
        interviewing.lock_call(session, door.token)
        session.scalars(select(Interview).with_for_update()).one()
        pause("late")
        return interviewing.take_turn(
            session,
            door.token,
            door.sid,
            state.position,
            Keys("9"),
            rules=door.runtime.rulebook,
            line_hash=hashed,
            now=now(),
        )

    def following(session: Session) -> object:
        interviewing.lock_call(session, second.token)
        pause("next")
        return interviewing.begin(session, second.token, second.sid, rules=door.runtime.rulebook, now=now())

    database = door.runtime.database
    spoken = at_once([lambda: database.run(late), lambda: database.run(following)])
    assert all(isinstance(one, Spoken) for one in spoken)
    assert max(tries.values()) > 1, "they did not collide, so nothing was proved"
    assert _counts(door)["Suppression"] == 2, "the line and the person"
    assert door.scene.interview().ending == "opted_out"

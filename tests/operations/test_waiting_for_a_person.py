"""Who asks the automated voice for a person and is not put through waits at the desks, at the same question.

The call of whoever answers for them is owed in any case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from desking import CARL, by_callers, press, press_next, rung, taken, whom
from scene import Scene, hashed, small_questionnaire
from sqlalchemy import select, update
from test_handing_over import PHONES, UNCARED, asks, hears, picked_up, take, there, told, waiting
from test_handing_over import on as two_callers

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.db.reads import desk as desk_reads
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.protocol import Ending as Outcome
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Asked, Command
from vocsurvey.interview.turn import Ending
from vocsurvey.operations import conducting, leasing, sorting
from vocsurvey.operations.interviewing import Spoken
from vocsurvey.rulebook import load_rulebook

assert two_callers is not None, "a fixture"


@pytest.fixture
def on(two_callers: Scene) -> Scene:
    """The same, by the limits and the wait of the shipped protocol."""
    shipped, protocol = load_rulebook().protocol, two_callers.rules.protocol
    spacing = {**protocol.spacing, Outcome.PERSON_REQUESTED: shipped.spacing[Outcome.PERSON_REQUESTED]}
    limits = {one: getattr(shipped, one) for one in ("min_gap", "per_day", "per_week")}
    changed = protocol.model_copy(update={"spacing": spacing, "max_attempts": 6, **limits})
    two_callers.rules = replace(two_callers.rules, protocol=changed)
    return two_callers


def nobody(on: Scene) -> None:
    """Nobody has a telephone written down."""
    with on.database.transaction() as session:
        session.execute(update(User).values(phone=None))


def queue(on: Scene) -> str | None:
    on.database.run(sorting.sort_cases)
    return on.case().desk_queue


def clean(on: Scene) -> bool:
    with on.database.reading() as session:
        return audit(session, on.now, hashed) == ()


@pytest.mark.parametrize(("before", "step"), [(("1", "1"), "cared"), (("1",), "resolved"), ((), "good_time")])
def test_a_caller_goes_on_at_the_same_question_at_once(on: Scene, before: tuple[str, ...], step: str) -> None:
    nobody(on)
    token, sid, heard = asks(on, *before)
    assert isinstance(heard, Spoken)
    on.hang_up(token, sid)
    case = on.case()
    assert (case.channel, case.closed_at, case.due_at) == ("live", None, on.now)
    assert case.waiting_for == ["wants_a_person", "goes_to_live_caller"]
    assert queue(on) == "en begun"
    on.later(minutes=1)
    lease = taken(on)
    assert whom(on, lease) == "C1"
    with on.database.reading() as session:
        talked = desk_reads.before(session, session.merge(case)).talked
    assert (talked[-1].heard or "").startswith("pressed 4")
    token, sid = rung(on, lease)
    on.answer(token, sid)
    with on.database.reading() as session:
        scene = conducting.scene_of(session, session.merge(lease))
        assert scene is not None
        assert scene.course.turn.ask is not None
        first = scene.course.turn.ask.step
    if before:
        assert first == "resumption" or first == step
    assert [one.kept_at is not None for one in on.rows(select(Appointment))] == [True]
    assert on.rows(select(FollowUp.state)) == ["assigned"], "whoever answers for them still owes the call"
    assert clean(on)


def test_who_waited_in_vain_waits_at_the_desks_too(on: Scene) -> None:
    token, sid, heard = waiting(on, "1", "1")
    mine, my_sid, _ = picked_up(on, heard)
    on.hang_up(mine, my_sid)
    on.hang_up(token, sid)
    assert (on.case().channel, on.case().closed_at, queue(on)) == ("live", None, "en begun")
    assert clean(on)


def test_whom_their_owner_has_talked_with_is_called_by_no_caller(on: Scene) -> None:
    token, sid, heard = waiting(on, "1", "2")
    mine, my_sid, _ = picked_up(on, heard)
    take(on, mine, my_sid)
    on.hang_up(token, sid)
    assert (on.case().closed_at, on.case().disposition) == (on.now, "2.12")
    assert on.rows(select(FollowUp.state)) == ["in_conversation"]


def test_who_is_there_no_more_is_called_by_nobody(on: Scene) -> None:
    nobody(on)
    token, sid, _ = asks(on, "1")
    with on.database.transaction() as session:
        session.execute(update(Contact).values(active=False))
    on.hang_up(token, sid)
    assert on.case().closed_at == on.now


def test_who_asks_a_caller_for_somebody_is_called_by_no_other_caller(on: Scene) -> None:
    nobody(on)
    token, sid, _ = asks(on, "1")
    on.hang_up(token, sid)
    on.later(minutes=1)
    on.database.run(sorting.sort_cases)
    lease = taken(on)
    token, sid = rung(on, lease)
    on.answer(token, sid)
    done: Any = None
    with on.database.reading() as session:
        scene = conducting.scene_of(session, session.merge(lease))
        assert scene is not None
        turn = scene.course.turn
    assert turn.ask is not None
    done = on.do(
        conducting.hear, lease.id, on.user(CARL).id, turn.position, turn.ask.step, Asked(Command.PERSON),
        rules=on.rules, line_hash=hashed,
    )  # fmt: skip
    assert done.scene.course.ending is Ending.PERSON
    on.hang_up(token, sid)
    press(on, leasing.finish, lease, "")
    assert on.case().closed_at is not None
    assert len(on.rows(select(FollowUp))) == 1


def test_who_takes_the_offer_after_all_that_had_to_be_asked_is_complete_and_owed_a_call(on: Scene) -> None:
    token, sid, spoken = told(on, *UNCARED)
    assert spoken.turn.ask.step == "offer"
    nobody(on)
    heard = hears(on, token, sid, spoken.turn.position, "1")
    assert isinstance(heard, Spoken)
    on.hang_up(token, sid)
    assert [(one.disposition, one.ending) for one in on.attempts()] == [("1.1", "complete")]
    assert (on.case().disposition, on.case().closed_at) == ("1.1", on.now)
    assert [one.kept_at for one in on.rows(select(Appointment))] == [None], "somebody calls them"
    assert clean(on)


@pytest.fixture
def last(scene: Scene) -> Scene:
    """Whether we cared is all that is asked, so that nothing comes behind the offer."""
    whole = small_questionnaire()
    cared = whole.question("cared")
    scene.campaign(questionnaire=whole.model_copy(update={"questions": (cared,)}))
    by_callers(scene, everybody=False)
    with scene.database.transaction() as session:
        for email, phone in PHONES.items():
            session.execute(update(User).where(User.email == email).values(phone=phone))
    there(scene, CARL)
    return scene


@pytest.mark.parametrize("after", [(), ("2",), ("0",), ("1",)], ids=["hangs up", "no", "says nothing of it", "yes"])
def test_who_is_offered_somebody_after_the_last_question_has_said_all(last: Scene, after: tuple[str, ...]) -> None:
    token, sid, spoken = told(last, "1", "2")
    assert spoken.turn.ask.step == "offer"
    if after:
        nobody(last)
        spoken = hears(last, token, sid, spoken.turn.position, *after)
    if after == ("2",):
        assert spoken.course.ending is Ending.COMPLETED
    last.hang_up(token, sid)
    assert [(one.disposition, one.ending) for one in last.attempts()] == [("1.1", "complete")]
    assert last.case().closed_at is not None
    assert len(last.rows(select(FollowUp))) == 1
    assert clean(last)


def test_after_a_call_in_vain_the_limits_of_everybody_hold(on: Scene) -> None:
    nobody(on)
    token, sid, _ = asks(on, "1", "1")
    on.hang_up(token, sid)
    on.later(minutes=1)
    on.database.run(sorting.sort_cases)
    lease = taken(on)
    token, sid = rung(on, lease)
    on.hang_up(token, sid)
    press(on, leasing.finish, lease, "")
    case = on.case()
    assert case.closed_at is None
    assert case.due_at is not None
    assert case.due_at == on.rows(select(Appointment.at))[0], "by then they were promised the call"
    on.later(minutes=1)
    assert isinstance(press_next(on), Refusal), "not again at once"

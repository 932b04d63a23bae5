"""What is said in the frame and taken back: every effect follows what the conversation says in the end."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scene import Scene, hashed, small_questionnaire
from sqlalchemy import select, update

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.reasons import reasons_of
from vocsurvey.db.sample import Contact, PhoneLine, Suppression
from vocsurvey.fieldwork.phone import Line
from vocsurvey.followup.lifecycle import Event
from vocsurvey.interview.heard import Asked, Command, Silence, Speech
from vocsurvey.interview.turn import Course, Ending
from vocsurvey.operations import dialing, trying_out
from vocsurvey.operations.interviewing import Spoken
from vocsurvey.operations.standing_in import StandIn
from vocsurvey.operations.suppressing import IN_FORCE

GONE = {Ending.LEFT: "contact_left", Ending.WRONG_PERSON: "wrong_person"}
LEFT = ("2", "4", "1")
BACK = ("*", "2")


def talk(scene: Scene, *heard: Any) -> tuple[str, str, Spoken]:
    """A call to Ann in which all of this is heard; it is not over yet."""
    token, sid = scene.dial()
    return token, sid, scene.talk(token, sid, *heard)


def active(scene: Scene) -> bool:
    """Whether Ann can be called at all."""
    return bool(scene.rows(select(Contact.active).where(Contact.external_id == "C1"))[0])


def interview(scene: Scene) -> Interview:
    """The interview of Ann's newest case."""
    (found,) = scene.rows(select(Interview).where(Interview.case_id == scene.case().id))
    assert isinstance(found, Interview)
    return found


def standing(scene: Scene) -> list[str]:
    """The rules of the flags of Ann's newest interview that were not withdrawn."""
    gone = scene.rows(select(FollowUpEvent).where(FollowUpEvent.kind == Event.FLAG_WITHDRAWN))
    mine = select(Flag).join(FollowUp).where(FollowUp.interview_id == interview(scene).id).order_by(Flag.id)
    return [flag.rule for flag in scene.rows(mine) if flag.id not in {one.details["flag_id"] for one in gone}]


def appointments(scene: Scene, channel: str) -> list[Appointment]:
    """What is open with Ann's newest case."""
    return scene.rows(
        select(Appointment).where(Appointment.case_id == scene.case().id, Appointment.channel == channel, *STILL_OPEN)
    )


def reasons(scene: Scene) -> tuple[str, ...]:
    """Why there is a follow-up, as its page says."""
    with scene.database.reading() as session:
        row = session.scalars(select(FollowUp).where(FollowUp.interview_id == interview(scene).id)).one()
        return reasons_of(session, row)


def clean(scene: Scene) -> None:
    """Nothing that must never happen has happened."""
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()


def test_left_by_mistake_and_back_is_nothing_said(running: Scene) -> None:
    token, sid, _ = talk(running, *LEFT)
    assert (active(running), standing(running)) == (False, ["contact_left"])
    spoken = running.talk(token, sid, *BACK)
    assert (spoken.turn.ask and spoken.turn.ask.step, spoken.course.gone) == ("who", None)
    assert (active(running), standing(running), reasons(running)) == (True, [], ())
    running.hang_up(token, sid)
    assert (running.rows(select(FollowUp.state)), interview(running).ending) == (["withdrawn"], "not_now")
    case = running.case()
    assert (running.attempts()[0].disposition, case.closed_at) == ("2.21", None)
    running.later(days=2)
    assert running.claim() != ()
    clean(running)


def test_left_by_mistake_and_then_a_time_is_called_then(running: Scene) -> None:
    token, sid, _ = talk(running, *LEFT, *BACK, *BACK)
    spoken = running.talk(token, sid, "2")
    assert spoken.turn.ending is Ending.CALL_BACK
    running.hang_up(token, sid)
    (agreed,) = appointments(running, "ivr")
    running.now = agreed.at
    planned = running.dial_planned("C1")
    assert isinstance(running.permit(planned), dialing.Permit)
    clean(running)


def test_left_and_back_and_left_again_has_left(running: Scene) -> None:
    token, sid, _ = talk(running, *LEFT, *BACK, "1", Speech("Jo Brandt"))
    assert (active(running), standing(running)) == (False, ["contact_left"])
    assert reasons(running) == ("The person we asked for has left the company. Ask for instead: Jo Brandt",)
    running.hang_up(token, sid)
    assert (running.case().disposition, running.rows(select(FollowUp.state))) == ("4.70", ["reopened"])
    clean(running)


def test_left_and_back_and_a_wrong_number_after_all(running: Scene) -> None:
    token, sid, _ = talk(running, *LEFT, *BACK, "2")
    assert (active(running), standing(running)) == (False, ["wrong_person"])
    running.hang_up(token, sid)
    assert running.case().disposition == "4.90"
    clean(running)


def test_who_left_and_hung_up_before_saying_whom_to_ask_has_left(running: Scene) -> None:
    token, sid, _ = talk(running, *LEFT)
    running.hang_up(token, sid)
    assert (running.case().disposition, running.case().closed_at) == ("4.70", running.now)
    clean(running)


def test_an_opt_out_is_never_taken_back(running: Scene) -> None:
    token, sid, spoken = talk(running, *LEFT, "*", "9")
    assert (spoken.turn.ending, spoken.course.gone) == (Ending.OPTED_OUT, Ending.LEFT)
    running.hear(token, sid, spoken.turn.position, "*")
    running.hear(token, sid, spoken.turn.position, Asked(Command.BACK))
    assert running.rows(select(Suppression.subject)) == ["line"], "it was not she who asked"
    assert (active(running), standing(running), interview(running).ending) == (False, ["contact_left"], "opted_out")
    running.hang_up(token, sid)
    clean(running)


def test_a_negative_answer_keeps_the_follow_up_that_the_mistake_joined(running: Scene) -> None:
    token, sid, _ = talk(running, "1", "2")
    running.hang_up(token, sid)
    running.later(days=2)
    change = update(PhoneLine).values(extension="7")  # a switchboard, where it is asked who answers
    with running.database.transaction() as session:
        session.execute(change.where(PhoneLine.number == "+12025550101"))
    token, sid, spoken = talk(running, "3", "4", "1")
    assert spoken.turn.ask is not None
    assert standing(running) == ["not_resolved", "contact_left"]
    running.talk(token, sid, *BACK)
    assert (standing(running), active(running)) == (["not_resolved"], True)
    assert running.rows(select(FollowUp.closed_at)) == [None]
    clean(running)


def test_a_tester_stays_nobodys_contact(running: Scene) -> None:
    tried = running.do(
        trying_out.permit_test_interview,
        small_questionnaire(),
        Line("+12025550177", "", "mobile", "US"),
        StandIn("Tess Tester", "the command line", None, "en"),
        from_number="+12025550199",
        line_hash=hashed,
    )
    assert isinstance(tried, trying_out.PermittedTest)
    sid, token = next(running.sids), tried.permit.token
    running.do(dialing.record_placed, running.call(token).id, sid)
    running.talk(token, sid, *LEFT, *BACK)
    running.hang_up(token, sid)
    assert running.rows(select(Contact.active).join(Case).where(Case.kind == "test")) == [False]
    clean(running)


KEYS = st.sampled_from(["1", "2", "3", "4", "5", "9", "*", Silence(), Speech("Jo"), Asked(Command.BACK)])
TALKS = st.tuples(st.sampled_from([(), LEFT, ("2",), ("2", "3")]), st.lists(KEYS, max_size=7))


CLOSED = {"disposition": "3.12", "due_at": None}


@pytest.fixture
def campaigns(scene: Scene) -> count[int]:
    """Numbers for campaigns, so that each talk is a case of its own."""
    return count(1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=TALKS)
@example(said=(LEFT, ["*"]))
def test_every_effect_follows_the_fold(
    scene: Scene, campaigns: count[int], said: tuple[tuple[Any, ...], list[Any]]
) -> None:
    with scene.database.transaction() as session:
        session.execute(update(Contact).values(active=Contact.external_id == "C1"))
        lifted = {"lifted_at": scene.now, "lift_reason": "another talk"}
        session.execute(update(Suppression).where(IN_FORCE).values(lifted))
        session.execute(update(Case).where(Case.closed_at.is_(None)).values(CLOSED | {"closed_at": scene.now}))
        session.execute(update(Appointment).where(*STILL_OPEN).values(cancelled_at=scene.now))
    scene.campaign(f"Campaign {next(campaigns)}")
    scene.later(days=3)
    token, sid = scene.dial()
    spoken = scene.answer(token, sid)
    try:
        for one in (*said[0], *said[1]):
            if spoken.turn.ask is not None:
                spoken = scene.hear(token, sid, spoken.turn.position, one)
                agrees(scene, spoken.course)
    finally:
        scene.hang_up(token, sid)
    assert scene.case().closed_at is not None or spoken.course.gone is None, "who has left is not called again"


def agrees(scene: Scene, course: Course) -> None:
    """The rows say what the fold says."""
    assert active(scene) == (course.gone is None)
    gone = [rule for rule in standing(scene) if rule in GONE.values()]
    assert gone == ([GONE[course.gone]] if course.gone is not None else [])
    assert len(appointments(scene, "ivr")) == (course.ending is Ending.CALL_BACK)
    assert len(appointments(scene, "live")) == (course.ending is Ending.PERSON and course.gone is None)
    barred = {"line"} if course.gone else {"line", "contact"}
    in_force = set(scene.rows(select(Suppression.subject).where(IN_FORCE)))
    assert in_force == (barred if course.ending is Ending.OPTED_OUT else set())
    assert interview(scene).ending == course.dropped


def test_who_says_that_she_has_left_and_wants_a_person_gets_no_appointment_for_her(running: Scene) -> None:
    token, sid, spoken = talk(running, *LEFT, "*", "4")
    assert (spoken.turn.ending, spoken.course.promised) == (Ending.PERSON, None)
    assert standing(running) == ["contact_left", "person_requested"], "somebody owes it an answer"
    assert appointments(running, "live") == []
    running.hang_up(token, sid)
    clean(running)

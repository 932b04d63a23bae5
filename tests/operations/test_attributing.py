"""What a customer says that it was mostly about decides who answers, and what counts for the agent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from scene import Scene
from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.followup import FollowUp, FollowUpEvent, Notice
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.attribution import agent_answers, attributions_of
from vocsurvey.db.sample import Agent
from vocsurvey.followup.lifecycle import Event
from vocsurvey.followup.ownership import OwnershipRules
from vocsurvey.interview.heard import Coded, Heard, Speech
from vocsurvey.library import load_library
from vocsurvey.operations import following_up, reowning
from vocsurvey.operations.administering import add_user
from vocsurvey.operations.flagging import responsible
from vocsurvey.operations.reowning import Why
from vocsurvey.operations.self_checking import check_self

NOT_CARED = ("1", Coded(value="yes"), Coded(value="yes"), Coded(value="4"), Coded(value="6"), Coded(value="no"))
"""Now is a good time, resolved at once, satisfied, easy; and they did not feel cared for."""


def asked(scene: Scene) -> Scene:
    """A campaign with the shipped questionnaire, which asks what it was mostly about."""
    scene.campaign(questionnaire=load_library()["support-case"])
    return scene


def said(scene: Scene, about: str | None, contact: str = "C3", *, on: bool = False) -> FollowUp:
    """Somebody did not feel cared for, and says what it was about (None: not yet); the follow-up."""
    token, sid = scene.dial(contact)
    heard: list[Heard | str] = [*NOT_CARED, Speech("Nobody listened.")]
    scene.talk(token, sid, *heard, *([Coded(value=about)] if about else []))
    if not on:
        scene.later(seconds=5)
        scene.hang_up(token, sid)
    return standing(scene)


def standing(scene: Scene) -> FollowUp:
    found = scene.rows(select(FollowUp).order_by(FollowUp.id.desc()))[0]
    assert isinstance(found, FollowUp)
    return found


def moves(scene: Scene) -> list[str]:
    """The rules by which follow-ups changed hands because of what was said."""
    events = scene.rows(select(FollowUpEvent).where(FollowUpEvent.kind == Event.ASSIGNED))
    return [one.details["rule"] for one in events if one.details.get("because") == Why.SAID]


def test_whoever_looks_after_the_customer_keeps_it(scene: Scene) -> None:
    row = said(asked(scene), None, on=True)
    assert (row.owner_id, row.queue) == (None, "customer_success")
    told = len(scene.rows(select(Notice)))
    row = said(scene, "product", "C2")  # whoever looks after this customer keeps it
    assert row.owner_id == scene.user("olivia@example.com").id
    assert moves(scene) == []
    assert len(scene.rows(select(Notice))) == told + 1


def test_it_moves_in_the_moment_in_which_they_say_so(scene: Scene) -> None:
    row = said(asked(scene), "product")
    assert (row.owner_id, row.queue) == (None, "product")
    assert moves(scene) == ["said_to_be_about_the_product"]
    told = scene.rows(select(Notice))
    assert len({one.recipient_id for one in told}) == len(told), "the same people work both queues: each is told once"
    with scene.database.reading() as session:
        assert reowning.preview(session, scene.rules.ownership, scene.rules, scene.now).changing == ()
        assert set(attributions_of(session, [row.interview_id]).values()) == {"product"}


def test_what_is_about_something_else_stays(scene: Scene) -> None:
    for contact, about in (("C3", "agent"), ("C2", "other")):
        said(asked(scene) if contact == "C3" else scene, about, contact)
    assert moves(scene) == []


def test_who_took_it_by_hand_keeps_it(scene: Scene) -> None:
    token, sid = asked(scene).dial("C3")
    scene.talk(token, sid, *NOT_CARED)
    sam = scene.user("sam@example.com")
    scene.do(following_up.claim, standing(scene).id, sam, seen_owner_id=None)
    scene.talk(token, sid, Speech("Nobody listened."), Coded(value="product"))
    assert (standing(scene).owner_id, moves(scene)) == (sam.id, [])


def test_rules_that_do_not_ask_cost_nothing(scene: Scene) -> None:
    kept = scene.rules.ownership.model_dump(mode="json")
    kept["rules"] = [one for one in kept["rules"] if "attribution" not in one["when"]]
    scene.rules = replace(scene.rules, ownership=OwnershipRules.model_validate(kept))
    assert said(asked(scene), "product").queue == "customer_success"


def test_nobody_is_told_of_a_complaint_about_themselves(scene: Scene) -> None:
    row = said(asked(scene), "agent")
    iris = scene.do(
        add_user, email="iris@example.com", name="Iris", role=Role.CUSTOMER_SUCCESS, password_hash="-", zone="UTC"
    )
    with scene.database.transaction() as session:
        follow_up = session.get_one(FollowUp, row.id)
        assert iris.id in [one.id for one in responsible(session, follow_up, scene.rules, scene.now)]
        session.get_one(User, iris.id).agent_id = session.scalars(select(Agent.id)).one()
        session.flush()
        assert iris.id not in [one.id for one in responsible(session, follow_up, scene.rules, scene.now)]


def read(session: Session, agent: int, scene: Scene) -> None:
    """The agent has read all that was said about them."""
    for interview_id in session.scalars(select(Interview.id)).all():
        check_self(session, interview_id, agent, scene.user("sam@example.com").id, "skip", scene.now)


def test_the_figures_of_an_agent_leave_out_what_is_about_something_else(scene: Scene) -> None:
    said(asked(scene), "product")
    said(scene, "agent", "C2")
    with scene.database.transaction() as session:
        agent = session.scalars(select(Agent.id)).one()
        since = scene.now - timedelta(days=1)
        assert agent_answers(session, agent, scene.rules.attribution, since) == [], "nothing was read yet"
        read(session, agent, scene)
        found = agent_answers(session, agent, scene.rules.attribution, since)
        cared = [(one.value, one.judged.counts) for one in found if one.metric == "cared"]
        assert cared == [("no", False), ("no", True)]
        assert {one.metric for one in found if one.judged.counts} >= {"cared", "csat"}

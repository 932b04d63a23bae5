"""Work on a follow-up: who has it, what is due when, and that only the customer ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from scene import Scene
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from vocsurvey.db.followup import FollowUp, FollowUpEvent, Notice
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Agent, Touchpoint
from vocsurvey.followup.clocks import Clock
from vocsurvey.followup.lifecycle import Event, Refusal, State
from vocsurvey.operations import administering, following_up
from vocsurvey.operations.following_up import Closing
from vocsurvey.operations.keeping_clocks import clocks_of

CLOSING = Closing("responsiveness", "Called back and fixed the export.", "That it will not happen again.")
Work = Callable[..., Any]


@pytest.fixture
def follow_up(running: Scene) -> FollowUp:
    """Ann's follow-up: a decision maker who did not feel cared for. Olivia has it."""
    running.talk(*running.dial("C1"), "1", "1", "2")
    return latest(running)


@pytest.fixture
def work(running: Scene, follow_up: FollowUp) -> Work:
    """Run one verb on the follow-up as somebody who signs in."""

    def run(verb: Callable[..., Any], email: str, *args: Any, **kwargs: Any) -> Any:
        with running.database.transaction() as session:
            actor = session.scalars(select(User).where(User.email == email)).one()
            return verb(session, follow_up.id, actor, *args, now=running.now, **kwargs)

    return run


@pytest.fixture
def spoke(running: Scene, work: Work) -> Work:
    """Record a contact with the customer: whose, what, the words, and the date of a promise."""
    return partial(work, following_up.record_contact, rules=running.rules)


def latest(scene: Scene) -> FollowUp:
    """The newest follow-up, as it stands."""
    found = scene.rows(select(FollowUp).order_by(FollowUp.id.desc()).options(selectinload(FollowUp.events)))[0]
    assert isinstance(found, FollowUp)
    return found


def kinds(scene: Scene) -> list[str]:
    """The kinds of everything that happened, in order."""
    return scene.rows(select(FollowUpEvent.kind).order_by(FollowUpEvent.id))


def told(scene: Scene, kind: str) -> list[str]:
    """Who is owed a notice of this kind, by address."""
    return scene.rows(select(User.email).join(Notice).where(Notice.kind == kind).order_by(User.email))


def test_somebody_takes_it_over(running: Scene, follow_up: FollowUp, work: Work) -> None:
    sam = running.user("sam@example.com")
    done = work(following_up.claim, sam.email, seen_owner_id=follow_up.owner_id)
    assert isinstance(done, FollowUp)
    assert (done.owner_id, done.state) == (sam.id, State.ASSIGNED)
    assert done.owner is not None
    assert done.owner.name == "Sam Success"
    last = running.rows(select(FollowUpEvent).order_by(FollowUpEvent.id.desc()))[0]
    assert (last.kind, last.actor_id, last.details) == (
        "claimed",
        sam.id,
        {"owner_id": sam.id, "before": follow_up.owner_id},
    )


def test_what_is_mine_already_stays_mine_without_an_event(running: Scene, work: Work) -> None:
    before = kinds(running)
    assert isinstance(work(following_up.claim, "olivia@example.com", seen_owner_id=None), FollowUp)
    assert kinds(running) == before


def test_two_people_do_not_take_it_from_each_other(running: Scene, follow_up: FollowUp, work: Work) -> None:
    refused = work(following_up.claim, "sam@example.com", seen_owner_id=None)
    assert refused == Refusal("Olivia Owner has it now. Look again before you take it over.")
    running.do(lambda session, now: setattr(session.get_one(FollowUp, follow_up.id), "owner_id", None))
    refused = work(following_up.claim, "sam@example.com", seen_owner_id=follow_up.owner_id)
    assert refused == Refusal("Nobody has it now. Look again before you take it over.")
    assert latest(running).owner_id is None


def test_nobody_answers_for_a_complaint_about_themselves(running: Scene, follow_up: FollowUp, work: Work) -> None:
    gus = running.do(
        administering.add_user,
        email="gus@example.com",
        name="Gus Green",
        role=Role.CUSTOMER_SUCCESS,
        password_hash="-",
        zone="UTC",
    )
    with running.database.transaction() as session:
        agent_id = session.scalars(select(Agent.id).where(Agent.external_id == "G1")).one()
        session.get_one(User, gus.id).agent_id = agent_id
    refused = work(following_up.claim, "gus@example.com", seen_owner_id=follow_up.owner_id)
    assert refused == Refusal("This follow-up is about you, so somebody else answers for it.")
    with running.database.transaction() as session:
        person, olivia = session.get_one(User, gus.id), session.get_one(User, running.user("olivia@example.com").id)
        refused = following_up.hand_over(session, follow_up.id, person, olivia, running.now)
    assert isinstance(refused, Refusal)
    assert "is about Gus Green" in refused.sentence
    assert latest(running).owner_id == follow_up.owner_id


def test_handing_over_tells_the_new_owner(running: Scene, follow_up: FollowUp) -> None:
    with running.database.transaction() as session:
        sam, olivia = (
            session.scalars(select(User).where(User.email == f"{one}@example.com")).one() for one in ("sam", "olivia")
        )
        assert isinstance(following_up.hand_over(session, follow_up.id, sam, olivia, running.now), FollowUp)
    assert told(running, "handed_over") == ["sam@example.com"]
    assert [one.id for one in running.rows(select(FollowUp).where(FollowUp.owner_id == sam.id))] == [follow_up.id]


def test_nothing_goes_to_somebody_who_has_left(running: Scene, follow_up: FollowUp) -> None:
    with running.database.transaction() as session:
        sam = session.scalars(select(User).where(User.email == "sam@example.com")).one()
        sam.active = False
        refused = following_up.hand_over(session, follow_up.id, sam, sam, running.now)
    assert refused == Refusal("Sam Success cannot sign in any more. Choose somebody else.")


def test_what_is_final_is_not_handed_over(running: Scene, follow_up: FollowUp, work: Work) -> None:
    work(following_up.put_right, "olivia@example.com", CLOSING, rules=running.rules)
    work(following_up.verify, "sam@example.com", Event.VERIFIED, "")
    with running.database.transaction() as session:
        sam = session.scalars(select(User).where(User.email == "sam@example.com")).one()
        assert isinstance(following_up.hand_over(session, follow_up.id, sam, sam, running.now), Refusal)
    assert told(running, "handed_over") == []


def test_a_note_is_kept_and_moves_nothing(running: Scene, follow_up: FollowUp, work: Work) -> None:
    assert isinstance(work(following_up.add_note, "sam@example.com", "  asked billing  "), FollowUp)
    last = running.rows(select(FollowUpEvent).order_by(FollowUpEvent.id.desc()))[0]
    assert (last.kind, last.details) == ("note", {"text": "asked billing"})
    after = latest(running)
    assert (after.state, after.next_action_at) == (follow_up.state, follow_up.next_action_at)


def test_an_empty_note_is_refused(running: Scene, work: Work) -> None:
    before = kinds(running)
    assert work(following_up.add_note, "sam@example.com", " \n") == Refusal("Write something first.")
    assert kinds(running) == before


def test_contacts_move_the_deadline_on(running: Scene, follow_up: FollowUp, spoke: Work) -> None:
    email = "olivia@example.com"
    spoke(email, Event.CONTACT_ATTEMPTED, "voicemail")
    assert latest(running).next_action_at == follow_up.first_contact_due_at
    spoke(email, Event.IN_CONVERSATION, "she is angry")
    assert latest(running).next_action_at == follow_up.plan_due_at
    promised_at = running.now + timedelta(days=3)
    spoke(email, Event.ACTION_AGREED, "a new export", promised_at=promised_at)
    after = latest(running)
    assert (after.state, after.next_action_at) == (State.ACTION_AGREED, promised_at)
    assert kinds(running)[-3:] == ["contact_attempted", "in_conversation", "action_agreed"]


@pytest.mark.parametrize("days", [None, 0, -1])
def test_an_agreement_has_a_date_that_is_still_to_come(running: Scene, spoke: Work, days: int | None) -> None:
    promised_at = None if days is None else running.now + timedelta(days=days)
    refused = spoke("olivia@example.com", Event.ACTION_AGREED, "soon", promised_at=promised_at)
    assert isinstance(refused, Refusal)
    assert latest(running).state == State.ASSIGNED


def test_waiting_for_the_customer_puts_off_the_plan_and_no_promise(
    running: Scene, follow_up: FollowUp, work: Work, spoke: Work
) -> None:
    email, until = "olivia@example.com", running.now + timedelta(days=2)
    wait = partial(work, following_up.wait_for_customer, email, rules=running.rules)
    assert wait(until, "their log files") == Refusal("Speak with them first: until then it is they who wait for you.")
    spoke(email, Event.IN_CONVERSATION, "she sends the log files")
    for wrong in (None, running.now):
        assert "still to come" in wait(wrong, "").sentence
    assert wait(running.now + timedelta(days=31), "") == Refusal("Wait for 30 days at most, and ask them again then.")
    assert isinstance(wait(until, "their log files"), FollowUp)
    assert latest(running).next_action_at == until
    running.later(days=1)
    answered = partial(work, following_up.customer_answered, email, "here they are", rules=running.rules)
    assert isinstance(answered(), FollowUp)
    # Thursday at four has gone by the clock in New York for one working day: so has the plan's deadline.
    assert latest(running).next_action_at == follow_up.plan_due_at + timedelta(days=1)
    assert answered() == Refusal("Nobody waits for the customer here.")
    promised_at = running.now + timedelta(days=1)
    spoke(email, Event.ACTION_AGREED, "a new export", promised_at=promised_at)
    wait(promised_at + timedelta(days=5), "their signature")
    assert latest(running).next_action_at == promised_at
    assert clocks_of(latest(running).events).waited(running.now) == timedelta(days=1)


def test_nobody_waits_after_the_claim(running: Scene, work: Work) -> None:
    work(following_up.put_right, "olivia@example.com", CLOSING, rules=running.rules)
    until = running.now + timedelta(days=1)
    refused = work(following_up.wait_for_customer, "olivia@example.com", until, "", rules=running.rules)
    assert isinstance(refused, Refusal)
    assert "waiting for customer" in refused.sentence


def test_contact_after_the_claim_is_refused(running: Scene, work: Work, spoke: Work) -> None:
    work(following_up.put_right, "olivia@example.com", CLOSING, rules=running.rules)
    before = latest(running).next_action_at
    refused = spoke("olivia@example.com", Event.IN_CONVERSATION, "once more")
    assert isinstance(refused, Refusal)
    assert latest(running).next_action_at == before


def test_only_contacts_verdicts_and_rests_are_what_they_say(work: Work, spoke: Work) -> None:
    with pytest.raises(ValueError, match="note"):
        spoke("olivia@example.com", Event.NOTE, "no")
    for verb in (following_up.verify, following_up.rest):
        with pytest.raises(ValueError, match="note"):
            work(verb, "olivia@example.com", Event.NOTE, "no")


def test_put_right_is_a_claim_and_the_customer_is_asked(running: Scene, work: Work) -> None:
    work(following_up.put_right, "olivia@example.com", CLOSING, rules=running.rules)
    after = latest(running)
    assert (after.state, after.closed_at) == (State.VERIFICATION_DUE, None)
    assert after.next_action_at == running.now + running.rules.verification.after
    claim = running.rows(select(FollowUpEvent).where(FollowUpEvent.kind == "put_right"))[0]
    assert claim.details == {"cause": CLOSING.cause, "action": CLOSING.action, "told": CLOSING.told}


@pytest.mark.parametrize(
    "closing",
    [
        Closing("", "did it all", "told them"),
        Closing("billing", " ", "told them"),
        Closing("billing", "did it all", ""),
    ],
)
def test_nothing_is_put_right_without_cause_action_and_words(running: Scene, work: Work, closing: Closing) -> None:
    assert isinstance(work(following_up.put_right, "olivia@example.com", closing, rules=running.rules), Refusal)
    assert latest(running).state == State.ASSIGNED


def test_it_is_not_put_right_twice(running: Scene, work: Work) -> None:
    work(following_up.put_right, "olivia@example.com", CLOSING, rules=running.rules)
    before = kinds(running)
    assert isinstance(work(following_up.put_right, "olivia@example.com", CLOSING, rules=running.rules), Refusal)
    assert kinds(running) == before


def test_the_owner_does_not_ask_whether_they_did_well(running: Scene, work: Work) -> None:
    work(following_up.put_right, "olivia@example.com", CLOSING, rules=running.rules)
    assert isinstance(work(following_up.verify, "olivia@example.com", Event.VERIFIED, ""), Refusal)
    assert latest(running).closed_at is None


@pytest.mark.parametrize("verdict", [Event.VERIFIED, Event.UNVERIFIED])
def test_the_customer_ends_it(running: Scene, work: Work, verdict: Event) -> None:
    work(following_up.put_right, "olivia@example.com", CLOSING, rules=running.rules)
    running.later(days=1)
    work(following_up.verify, "sam@example.com", verdict, " all good ")
    after = latest(running)
    assert (after.state, after.closed_at, after.next_action_at) == (verdict.value, running.now, None)


def test_not_put_right_opens_it_again_with_its_old_deadlines(running: Scene, work: Work, follow_up: FollowUp) -> None:
    work(following_up.put_right, "olivia@example.com", CLOSING, rules=running.rules)
    work(following_up.verify, "sam@example.com", Event.VERIFIED, "")
    running.later(days=9)
    work(following_up.verify, "sam@example.com", Event.NOT_PUT_RIGHT, "it broke again")
    after = latest(running)
    assert (after.state, after.closed_at, after.next_action_at) == (State.REOPENED, None, running.now)
    clocks = clocks_of(after.events)
    assert Clock.PUT_RIGHT not in clocks.reached
    assert clocks.ran(Clock.PUT_RIGHT, running.now) == running.now - follow_up.opened_at
    assert after.first_contact_due_at == follow_up.first_contact_due_at
    assert told(running, "reopened") == ["olivia@example.com"]


def test_reopened_without_an_owner_tells_nobody_but_stays_due(running: Scene, follow_up: FollowUp, work: Work) -> None:
    running.do(lambda session, now: setattr(session.get_one(FollowUp, follow_up.id), "owner_id", None))
    work(following_up.put_right, "olivia@example.com", CLOSING, rules=running.rules)
    work(following_up.verify, "sam@example.com", Event.NOT_PUT_RIGHT, "no")
    assert told(running, "reopened") == []
    assert latest(running).next_action_at == max(follow_up.first_contact_due_at, running.now)


def test_what_was_never_claimed_cannot_be_verified(running: Scene, work: Work) -> None:
    assert isinstance(work(following_up.verify, "sam@example.com", Event.VERIFIED, ""), Refusal)
    assert latest(running).closed_at is None


@pytest.mark.parametrize("event", [Event.UNREACHABLE, Event.DECLINED_CONTACT])
def test_rest_has_a_date(running: Scene, work: Work, event: Event) -> None:
    work(following_up.rest, "olivia@example.com", event, "three tries")
    after = latest(running)
    assert (after.state, after.closed_at) == (event.value, None)
    assert after.next_action_at == running.now + following_up.REST


def test_rest_is_refused_after_the_claim(running: Scene, work: Work) -> None:
    work(following_up.put_right, "olivia@example.com", CLOSING, rules=running.rules)
    assert isinstance(work(following_up.rest, "olivia@example.com", Event.UNREACHABLE, ""), Refusal)
    assert latest(running).state == State.VERIFICATION_DUE


def test_owned_open_lists_what_somebody_still_owes(running: Scene, follow_up: FollowUp, work: Work) -> None:
    def owed(email: str) -> list[int]:
        with running.database.reading() as session:
            return [one.id for one in following_up.owned_open(session, running.user(email).id)]

    assert (owed("olivia@example.com"), owed("sam@example.com")) == ([follow_up.id], [])
    work(following_up.put_right, "olivia@example.com", CLOSING, rules=running.rules)
    work(following_up.verify, "sam@example.com", Event.UNVERIFIED, "")
    assert owed("olivia@example.com") == []


def test_a_complaint_is_never_left_with_the_agent_it_is_about(running: Scene) -> None:
    token, sid = running.dial("C1")
    about = running.case("C1").touchpoint_id
    with running.database.transaction() as session:
        agent_id = session.get_one(Touchpoint, about).agent_id
        session.execute(update(User).where(User.email == "olivia@example.com").values(agent_id=agent_id))
    running.talk(token, sid, "1", "2")
    assert running.rows(select(FollowUp.owner_id)) == [None]

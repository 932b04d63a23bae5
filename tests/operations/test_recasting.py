"""Another address or role: it holds at once, the house hears of it, and nothing of a customer's stays behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desking import CARL, DORA, by_callers, taken
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.announcement import Announcement
from vocsurvey.db.campaign import Campaign
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import Role, User
from vocsurvey.db.problem import Problem
from vocsurvey.db.sample import Account, Agent
from vocsurvey.operations import administering
from vocsurvey.operations.leaving import NOBODY, Heirs
from vocsurvey.operations.looking_after import accounts_of
from vocsurvey.operations.problem_solving import make_problem
from vocsurvey.operations.recasting import SignIn, Wrong, change_sign_in

OLIVIA, SAM = "olivia@example.com", "sam@example.com"


@pytest.fixture
def ada(scene: Scene) -> User:
    """An administrator."""
    return add(scene, "ada@example.com", Role.ADMIN)


def add(scene: Scene, email: str, role: Role) -> User:
    """One more person."""
    added = scene.do(administering.add_user, email=email, name=email[:3], role=role, password_hash="-", zone="UTC")
    assert isinstance(added, User)
    return added


def change(scene: Scene, email: str, actor: User, wanted: SignIn, heirs: Heirs = NOBODY) -> User | Wrong:
    """Let somebody sign in otherwise."""
    with scene.database.transaction() as session:
        by = session.get_one(User, actor.id)
        return change_sign_in(session, scene.user(email).id, wanted, by, scene.now, heirs=heirs)


def test_a_new_address_ends_sessions_and_is_told(scene: Scene, ada: User) -> None:
    scene.people()
    before = scene.user(OLIVIA)
    done = change(scene, OLIVIA, ada, SignIn(" Olivia@New.example ", Role(before.role)))
    assert isinstance(done, User)
    assert (done.email, done.role) == ("olivia@new.example", before.role)
    assert done.session_key != before.session_key
    (told,) = scene.rows(select(Announcement).where(Announcement.recipient_id == ada.id))
    assert told.headline == f"How {before.name} signs in has changed"
    for word in ("ada changed it", "olivia@example.com", "olivia@new.example", "account team"):
        assert word in told.words
    same = change(scene, "olivia@new.example", ada, SignIn("olivia@new.example", Role(before.role)))
    assert isinstance(same, User)
    assert same.session_key == done.session_key
    assert len(scene.rows(select(Announcement))) == 1, "nothing was changed, so nothing is told"


def test_a_new_role_keeps_the_sessions(scene: Scene, ada: User) -> None:
    add(scene, "max@example.com", Role.MANAGER)
    before = scene.user("max@example.com").session_key
    done = change(scene, "max@example.com", ada, SignIn("max@example.com", Role.CALLER))
    assert isinstance(done, User)
    assert (done.role, done.session_key) == (Role.CALLER, before)


def test_what_is_refused(running: Scene, ada: User) -> None:
    for email, wanted, wrong in (
        (OLIVIA, SignIn("SAM@example.com", Role.MANAGER), Wrong("email", "sam@example.com can sign in already.")),
        (
            OLIVIA,
            SignIn(OLIVIA, Role.AGENT),
            Wrong("agent", "Give the agent number: whose feedback they read."),
        ),
        (
            OLIVIA,
            SignIn(OLIVIA, Role.AGENT, "G404"),
            Wrong("agent", "There is no agent G404; import a contact list that names them first."),
        ),
        (
            ada.email,
            SignIn(ada.email, Role.MANAGER),
            Wrong("role", "Somebody else has to change your role, so that one administrator is always left."),
        ),
        (OLIVIA, SignIn(OLIVIA, Role.CALLER), Wrong("heir", "Olivia Owner answers to customers. Name who takes over.")),
    ):
        assert change(running, email, ada, wanted) == wrong
    himself = Heirs(running.user(OLIVIA).id)
    refused = change(running, OLIVIA, ada, SignIn(OLIVIA, Role.CALLER), himself)
    assert refused == Wrong("heir", "Choose somebody else, who can sign in, to take over.")
    assert running.rows(select(Announcement)) == []


def test_the_last_administrator_stays_one(scene: Scene, ada: User) -> None:
    other = add(scene, "bob@example.com", Role.ADMIN)
    assert isinstance(change(scene, ada.email, other, SignIn(ada.email, Role.MANAGER)), User)
    refused = change(scene, other.email, ada, SignIn(other.email, Role.MANAGER))
    assert refused == Wrong("role", "bob is the last administrator. Let somebody else be one first.")
    assert isinstance(change(scene, other.email, other, SignIn("rob@example.com", Role.ADMIN)), User)


def test_who_answers_no_more_hands_everything_on(running: Scene, ada: User) -> None:
    running.talk(*running.dial("C1"), "1", "1", "2")
    olivia, sam = running.user(OLIVIA), running.user(SAM)
    (follow_up,) = running.rows(select(FollowUp))
    with running.database.transaction() as session:
        session.scalars(select(Campaign)).one().owner_id = olivia.id
    made = running.do(make_problem, follow_up_ids=(follow_up.id,), by_id=olivia.id, title="Slow", cause="Old boxes.")
    assert isinstance(made, Problem)
    assert isinstance(change(running, OLIVIA, ada, SignIn(OLIVIA, Role.MANAGER)), User), "she still answers"
    assert running.rows(select(FollowUp.owner_id)) == [olivia.id]
    done = change(running, OLIVIA, ada, SignIn(OLIVIA, Role.ADMIN), Heirs(sam.id))
    assert isinstance(done, User)
    assert running.rows(select(FollowUp.owner_id)) == [sam.id]
    assert olivia.id not in running.rows(select(Account.owner_id))
    assert running.rows(select(Campaign.owner_id)) == [sam.id]
    assert running.rows(select(Problem.owner_id)) == [sam.id]
    assert done.active


def test_an_account_goes_with_its_follow_ups_to_whom_it_is_given(running: Scene, ada: User) -> None:
    running.talk(*running.dial("C1"), "1", "1", "2")
    olivia, sam = running.user(OLIVIA), running.user(SAM)
    mia = add(running, "mia@example.com", Role.MANAGER)
    (follow_up,) = running.rows(select(FollowUp))
    with running.database.transaction() as session:
        session.add(Account(external_id="B2", name="Bright Ltd", owner_id=olivia.id, yearly_value=5.0, country="GB"))
    with running.database.reading() as session:
        held = accounts_of(session, olivia.id)
    assert [(one.id == follow_up.account_id, one.open) for one in held] == [(True, 1), (False, 0)]
    heirs = Heirs(sam.id, of_accounts={follow_up.account_id: mia.id})
    assert isinstance(change(running, OLIVIA, ada, SignIn(OLIVIA, Role.CALLER), heirs), User)
    assert running.rows(select(FollowUp.owner_id)) == [mia.id]
    owners = {one.name: one.owner_id for one in running.rows(select(Account).where(Account.owner_id.is_not(None)))}
    assert owners.pop("Bright Ltd") == sam.id
    assert set(owners.values()) == {mia.id}


def test_an_account_that_is_given_to_somebody_leaves_other_follow_ups_to_the_heir(running: Scene, ada: User) -> None:
    running.talk(*running.dial("C1"), "1", "1", "2")
    olivia, sam = running.user(OLIVIA), running.user(SAM)
    mia = add(running, "mia@example.com", Role.MANAGER)
    with running.database.transaction() as session:
        bright = Account(external_id="B2", name="Bright Ltd", owner_id=olivia.id, yearly_value=5.0, country="GB")
        session.add(bright)
    heirs = Heirs(sam.id, of_accounts={bright.id: mia.id})
    assert isinstance(change(running, OLIVIA, ada, SignIn(OLIVIA, Role.CALLER), heirs), User)
    assert running.rows(select(FollowUp.owner_id)) == [sam.id]
    assert running.rows(select(Account.owner_id).where(Account.name == "Bright Ltd")) == [mia.id]


def test_nobody_answers_for_what_is_about_them(running: Scene, ada: User) -> None:
    running.talk(*running.dial("C1"), "1", "1", "2")
    (follow_up,) = running.rows(select(FollowUp))
    (agent,) = running.rows(select(Agent).where(Agent.external_id == agent_of(running, follow_up.id)))
    wanted = SignIn(OLIVIA, Role.MANAGER, agent.external_id)
    refused = change(running, OLIVIA, ada, wanted)
    assert refused == Wrong("agent", f"Follow-up {follow_up.id} is theirs, and about them. Hand it over first.")
    done = change(running, SAM, ada, SignIn(SAM, Role.AGENT, f" {agent.external_id} "))
    assert isinstance(done, User)
    assert done.agent_id == agent.id
    assert isinstance(change(running, SAM, ada, SignIn(SAM, Role.MANAGER, agent.external_id)), User)
    without = change(running, SAM, ada, SignIn(SAM, Role.MANAGER, " "))
    assert isinstance(without, User)
    assert without.agent_id is None


def agent_of(scene: Scene, follow_up_id: int) -> str:
    """The number of whom a follow-up is about."""
    with scene.database.reading() as session:
        row = session.get_one(FollowUp, follow_up_id)
        touchpoint = session.get_one(Interview, row.interview_id).case.touchpoint
        assert touchpoint.agent is not None
        return str(touchpoint.agent.external_id)


def test_who_calls_no_more_gives_their_case_back(running: Scene, ada: User) -> None:
    mine = taken(by_callers(running))
    with running.database.transaction() as session:
        session.add(
            Appointment(
                case_id=mine.case_id,
                kind="hard",
                channel="live",
                source="caller",
                caller_id=running.user(CARL).id,
                at=running.now + timedelta(minutes=20),
                agreed_at=running.now,
            )
        )
    done = change(running, CARL, ada, SignIn(CARL, Role.CUSTOMER_SUCCESS), Heirs(None, running.user(DORA).id))
    assert isinstance(done, User)
    (lease,) = running.rows(select(DeskLease))
    assert lease.ended_at is not None
    assert lease.note == f"{done.name} had this case, and does other work now."
    assert running.rows(select(Appointment.caller_id)) == [running.user(DORA).id]

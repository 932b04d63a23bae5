"""Passwords, and leaving: nobody leaves a customer unanswered behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desking import CARL, DORA, by_callers, leases, rung, taken
from scene import Scene, hashed
from sqlalchemy import select

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Account, Agent
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import administering, leasing, leaving, signing_in

PASSWORD = "a long enough one"


@pytest.fixture
def ada(scene: Scene) -> User:
    """An administrator with a password."""
    added = scene.do(
        administering.add_user,
        email="Ada@example.com",
        name="Ada Admin",
        role=Role.ADMIN,
        password_hash=signing_in.password_hash(PASSWORD),
        zone="UTC",
    )
    assert isinstance(added, User)
    return added


def who(scene: Scene, email: str, password: str) -> str | None:
    """The name of whoever signs in with that."""
    with scene.database.reading() as session:
        user = signing_in.person_who_signs_in(session, email, password)
        return user.name if user else None


def leave(scene: Scene, email: str, actor: User, heir: User | None = None) -> User | Refusal:
    """Deactivate somebody."""
    with scene.database.transaction() as session:
        return leaving.deactivate(
            session,
            scene.user(email).id,
            session.get_one(User, actor.id),
            scene.now,
            heirs=leaving.Heirs(heir.id if heir else None),
        )


def test_the_right_password_and_no_other(scene: Scene, ada: User) -> None:
    assert who(scene, " ADA@example.com ", PASSWORD) == "Ada Admin"
    assert who(scene, "ada@example.com", PASSWORD + "!") is None
    assert who(scene, "ada@example.com", "") is None
    assert who(scene, "nobody@example.com", PASSWORD) is None
    assert who(scene, "olivia@example.com", "-") is None, "what is no hash matches nothing"


def test_the_hash_is_argon2id_and_salted() -> None:
    first, second = signing_in.password_hash(PASSWORD), signing_in.password_hash(PASSWORD)
    assert first != second
    assert first.startswith("$argon2id$")


def test_a_new_password_ends_every_session(scene: Scene, ada: User) -> None:
    with scene.database.transaction() as session:
        changed = signing_in.change_password(session, ada.id, "another good one")
    assert isinstance(changed, User)
    assert changed.session_key != ada.session_key
    assert who(scene, "ada@example.com", "another good one") == "Ada Admin"
    assert who(scene, "ada@example.com", PASSWORD) is None


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_a_poor_password_is_refused(scene: Scene, ada: User, password: str) -> None:
    with scene.database.transaction() as session:
        assert isinstance(signing_in.change_password(session, ada.id, password), Refusal)
    assert who(scene, "ada@example.com", PASSWORD) == "Ada Admin"


def test_somebody_who_owes_nothing_leaves(scene: Scene, ada: User) -> None:
    before = scene.user("sam@example.com")
    gone = leave(scene, "sam@example.com", ada)
    assert isinstance(gone, User)
    assert not gone.active
    assert gone.session_key != before.session_key


def test_nobody_deactivates_themselves(scene: Scene, ada: User) -> None:
    assert isinstance(leave(scene, "ada@example.com", ada), Refusal)
    assert scene.user("ada@example.com").active


def test_who_is_gone_does_not_sign_in(scene: Scene, ada: User) -> None:
    other = scene.do(
        administering.add_user,
        email="bo@example.com",
        name="Bo",
        role=Role.ADMIN,
        zone="UTC",
        password_hash=signing_in.password_hash(PASSWORD),
    )
    assert who(scene, "bo@example.com", PASSWORD) == "Bo"
    leave(scene, "bo@example.com", ada)
    assert isinstance(other, User)
    assert who(scene, "bo@example.com", PASSWORD) is None


def test_open_follow_ups_and_accounts_go_to_the_heir(running: Scene, ada: User) -> None:
    running.talk(*running.dial("C1"), "1", "1", "2")
    refused = leave(running, "olivia@example.com", ada)
    assert refused == Refusal("Olivia Owner has open follow-ups (1). Name who takes them over.")
    assert running.user("olivia@example.com").active
    sam = running.user("sam@example.com")
    assert isinstance(leave(running, "olivia@example.com", ada, sam), User)
    assert [one.owner_id for one in running.rows(select(FollowUp))] == [sam.id]
    assert running.rows(select(Account.owner_id).where(Account.external_id == "A1")) == [sam.id]


def test_the_heir_is_somebody_else_who_is_here_and_no_agent(running: Scene, ada: User) -> None:
    running.talk(*running.dial("C1"), "1", "1", "2")
    olivia, sam = running.user("olivia@example.com"), running.user("sam@example.com")
    assert isinstance(leave(running, "olivia@example.com", ada, olivia), Refusal)
    with running.database.transaction() as session:
        session.get_one(User, sam.id).agent_id = session.scalars(select(Agent.id)).first()
    assert isinstance(leave(running, "olivia@example.com", ada, sam), Refusal)
    with running.database.transaction() as session:
        session.get_one(User, sam.id).agent_id = None
        session.get_one(User, sam.id).active = False
    assert isinstance(leave(running, "olivia@example.com", ada, sam), Refusal)
    assert running.user("olivia@example.com").active


def test_the_desk_of_a_caller_who_leaves_is_free_at_once(running: Scene, ada: User) -> None:
    mine = taken(by_callers(running))
    at = running.now + timedelta(minutes=20)
    with running.database.transaction() as session:
        agreed = Appointment(
            case_id=mine.case_id, kind="hard", channel="live", source="caller", at=at, agreed_at=running.now
        )
        agreed.caller_id = running.user(CARL).id
        session.add(agreed)
    assert isinstance(leave(running, CARL, ada), User)
    (ended,) = leases(running)
    assert (ended.ending, ended.note) == ("stopped", "Carl had this case, and does not work here any more.")
    assert running.rows(select(Appointment.caller_id)) == [None], "anybody keeps the time that they agreed to"
    assert taken(running, DORA).case_id == mine.case_id
    with running.database.reading() as session:
        assert audit(session, running.now, hashed) == ()


def test_whoever_is_on_the_phone_is_not_cut_off_and_their_case_goes_back_after_the_call(
    running: Scene, ada: User
) -> None:
    mine = taken(by_callers(running))
    names = rung(running, mine)
    running.answer(*names)
    leave(running, CARL, ada)
    running.later(seconds=2)
    assert [row.ended_at for row in leases(running)] == [None]
    running.hang_up(*names)
    assert running.do(leasing.expire, rules=running.rules) == 1
    assert [row.ending for row in leases(running)] == ["expired"]

"""Whether it is put right is the customer's to say: they are called by themselves, and what they say decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from putting_right import follow_up, put_right, verified_by_phone, whole
from scene import Scene, hashed
from sqlalchemy import select

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent, Notice
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.candidates import population
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.followup.lifecycle import Event
from vocsurvey.operations import administering, following_up, leasing


@pytest.fixture
def verifying(running: Scene) -> Scene:
    """Ann, whose trouble was put right a day ago."""
    return verified_by_phone(running)


def kinds(scene: Scene) -> list[str]:
    """What happened to it, in order."""
    with scene.database.reading() as session:
        return list(session.scalars(select(FollowUpEvent.kind).order_by(FollowUpEvent.id)))


def test_a_yes_verifies(verifying: Scene) -> None:
    case = verifying.case("C1")
    assert (case.kind, case.due_at) == (CaseKind.VERIFICATION, verifying.now)
    token, sid = verifying.dial("C1")
    verifying.talk(token, sid, "1", "1")
    assert follow_up(verifying).state == "verification_due", "one answer is not the whole"
    verifying.hear(token, sid, 2, "1")
    row = follow_up(verifying)
    assert (row.state, row.next_action_at) == ("verified", None)
    verifying.hang_up(token, sid)
    assert (verifying.case("C1").disposition, kinds(verifying)[-1]) == ("1.1", "verified")
    whole(verifying)


def test_who_says_yes_and_hangs_up_has_said_yes(verifying: Scene) -> None:
    token, sid = verifying.dial("C1")
    verifying.talk(token, sid, "1", "1")
    for _ in range(3):
        verifying.hang_up(token, sid)
        if verifying.case("C1").closed_at is not None:
            break
        verifying.later(days=3)
        token, sid = verifying.dial("C1")
    assert follow_up(verifying).state == "verified"


@pytest.mark.parametrize("heard", [("1", "2"), ("1", "1", "2")])
def test_a_no_opens_it_again_with_its_first_deadlines(verifying: Scene, heard: tuple[str, ...]) -> None:
    before = follow_up(verifying)
    token, sid = verifying.dial("C1")
    verifying.talk(token, sid, *heard)
    row = follow_up(verifying)
    assert (row.state, row.closed_at) == ("reopened", None)
    assert row.first_contact_due_at == before.first_contact_due_at
    assert row.next_action_at == verifying.now
    assert len(verifying.rows(select(Flag).where(Flag.follow_up_id == row.id))) == 2
    told = verifying.rows(select(Notice).where(Notice.kind == "reopened"))
    assert [one.recipient_id for one in told] == [row.owner_id]
    verifying.hang_up(token, sid)
    assert follow_up(verifying).state == "reopened"
    whole(verifying)


def test_two_noes_open_it_once_and_the_next_yes_counts(verifying: Scene) -> None:
    token, sid = verifying.dial("C1")
    verifying.talk(token, sid, "1", "2", "2")
    verifying.hang_up(token, sid)
    assert kinds(verifying).count("not_put_right") == 1
    assert kinds(verifying)[-1] == "flagged_again"
    with verifying.database.transaction() as session:
        for case in session.scalars(select(Case).where(Case.closed_at.is_(None))):
            case.closed_at, case.due_at, case.disposition = verifying.now, None, "1.2"
    put_right(verifying)
    token, sid = verifying.dial("C1")
    verifying.talk(token, sid, "1", "1", "1")
    assert follow_up(verifying).state == "verified"
    verifying.hang_up(token, sid)
    whole(verifying)


def test_three_calls_without_an_answer_end_as_unverified(verifying: Scene) -> None:
    for number in range(3):
        row = follow_up(verifying)
        assert row.state == "verification_due", number
        token, sid = verifying.dial("C1")
        verifying.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
        case = verifying.case("C1")
        if case.due_at is not None:
            rested = follow_up(verifying).next_action_at
            assert rested == case.due_at + timedelta(days=1), "it rests with a date"
            verifying.now = case.due_at
    row = follow_up(verifying)
    assert (row.state, kinds(verifying)[-1], row.next_action_at) == ("unverified", "unverified", None)
    assert verifying.case("C1").closed_at is not None
    whole(verifying)


def test_who_may_not_be_called_is_left_to_people(verifying: Scene) -> None:
    with verifying.database.transaction() as session:
        session.scalars(select(Contact).where(Contact.external_id == "C1")).one().active = False
    assert verifying.claim() == ()
    row = follow_up(verifying)
    assert (row.state, row.next_action_at) == ("verification_due", verifying.now + timedelta(days=1))
    sam = verifying.user("sam@example.com")
    assert isinstance(verifying.do(following_up.verify, row.id, sam, Event.VERIFIED, "He says so."), FollowUp)


def test_who_was_asked_by_hand_is_not_called_too(verifying: Scene) -> None:
    sam = verifying.user("sam@example.com")
    verifying.do(following_up.verify, follow_up(verifying).id, sam, Event.NOT_PUT_RIGHT, "He says no.")
    case = verifying.case("C1")
    assert (case.closed_at, case.disposition) == (verifying.now, "3.11")
    assert verifying.claim() == ()
    whole(verifying)


def test_the_owner_does_not_ask_about_their_own_work(verifying: Scene) -> None:
    for name in ("carl", "cleo"):
        added = verifying.do(
            administering.add_user, email=f"{name}@example.com", name=name, role=Role.CALLER, password_hash="-",
            zone="UTC", languages=["en"],
        )  # fmt: skip
        assert isinstance(added, User)
    carl, cleo = verifying.user("carl@example.com"), verifying.user("cleo@example.com")
    verifying.do(following_up.hand_over, follow_up(verifying).id, carl, cleo)
    with verifying.database.transaction() as session:
        session.get_one(Case, verifying.case("C1").id).channel = "live"
    found = verifying.do(leasing.take_next, carl.id, rules=verifying.rules, line_hash=hashed)
    assert not isinstance(found, DeskLease)
    assert isinstance(verifying.do(leasing.take_next, cleo.id, rules=verifying.rules, line_hash=hashed), DeskLease)


def test_what_a_verification_is_about_is_drawn_by_no_campaign(verifying: Scene) -> None:
    with verifying.database.reading() as session:
        drawn = {one.touchpoint_id for one in population(session, (), verifying.now).candidates}
    assert verifying.case("C1").touchpoint_id not in drawn


def test_without_a_campaign_for_it_people_ask(running: Scene) -> None:
    running.talk(*running.dial("C1"), "1", "1", "2")
    put_right(running)
    assert running.rows(select(Case).where(Case.kind == CaseKind.VERIFICATION)) == []
    assert follow_up(running).next_action_at == running.now

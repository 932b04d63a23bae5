"""Somebody else is asked instead: who has left, or whose number is another's, and who comes after them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from desking import CARL, by_callers, press, rung, taken, whom
from scene import Scene, hashed
from sqlalchemy import select, update

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.desk import DeskLease, WrapUp
from vocsurvey.db.people import User
from vocsurvey.db.sample import Account, Contact, Suppression, Touchpoint
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Coded
from vocsurvey.operations import closing, coming_after, conducting, leasing, wrapping_up
from vocsurvey.operations.coming_after import (
    ASKED_ALREADY,
    CAMPAIGN_OVER,
    HOW,
    IN_LINE_ALREADY,
    LATER,
    NOT_IN_A_TEST,
    NOT_TO_BE_CALLED,
    SAME_PERSON,
    Named,
    may_be_named,
)
from vocsurvey.operations.succeeding import Successor
from vocsurvey.operations.wrapping_up import NAMED, NO_CALL

NINA = Successor("Nina Novak", Line("+12025550188", "", "fixed", "US"), "decision_maker", "de")


class Left:
    """A caller whose customer's phone somebody else has picked up."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.lease = taken(scene)
        self.contact = whom(scene, self.lease)
        self.names = rung(scene, self.lease)
        scene.answer(*self.names)

    def over(self) -> Left:
        """They hang up."""
        self.scene.hang_up(*self.names, CarrierOutcome.COMPLETED)
        self.scene.later(seconds=20)
        return self

    def name(self, who: Successor = NINA, choice: str = "has_left", *, at_once: bool = False) -> Any:
        """The caller writes down who comes after them."""
        return press(
            self.scene, coming_after.name_successor, self.lease, choice, who, at_once=at_once, line_hash=hashed
        )

    def open_to_it(self) -> bool:
        """Whether the page asks for somebody else."""
        with self.scene.database.reading() as session:
            found = wrapping_up.write_up_of(session, session.get_one(DeskLease, self.lease.id), self.scene.rules)
            return not isinstance(found, Refusal) and may_be_named(found)

    def person(self, colleague: bool = False) -> tuple[Contact, Line]:
        """Whom they called, or somebody else at the same account, and their phone."""
        with self.scene.database.reading() as session:
            mine = Contact.external_id == self.contact
            who = session.scalars(select(Contact).where(~mine if colleague else mine).order_by(Contact.id)).first()
            assert who is not None
            line = Line(who.line.number, who.line.extension, "fixed", "US")
            session.expunge_all()
        return who, line

    def colleague(self) -> tuple[Contact, Line]:
        """Somebody else at the same account."""
        with self.scene.database.transaction() as session:
            mine = session.scalars(select(Contact).where(Contact.external_id == self.contact)).one()
            session.execute(update(Contact).values(account_id=mine.account_id))
        return self.person(colleague=True)

    def nina(self) -> tuple[Contact, Case]:
        """Who was named, and the case that is theirs."""
        row = self.scene.rows(select(Contact).where(Contact.name == "Nina Novak"))[0]
        return row, self.scene.rows(select(Case).where(Case.contact_id == row.id))[0]

    def clean(self) -> bool:
        """No promise is broken."""
        with self.scene.database.reading() as session:
            return audit(session, self.scene.now, hashed) == ()


@pytest.fixture
def left(running: Scene) -> Left:
    """Their phone was picked up, and the call is over."""
    by_callers(running)
    return Left(running).over()


def test_who_comes_after_them_gets_a_case_of_their_own_at_the_desks(left: Left) -> None:
    assert left.open_to_it()
    done = left.name()
    assert isinstance(done, Named)
    assert (done.lease, done.why) == (None, LATER)
    old, (person, case) = left.scene.case(left.contact), left.nina()
    assert (old.disposition, old.closed_at is not None) == ("4.70", True)
    assert (person.role, person.language, person.automated_consent) == ("decision_maker", "de", None)
    assert (case.campaign_id, case.kind, case.channel) == (old.campaign_id, old.kind, Channel.LIVE)
    assert case.due_at == left.scene.now + left.scene.rules.desk.named
    before, about = (
        left.scene.rows(select(Touchpoint).where(Touchpoint.id == one.touchpoint_id))[0] for one in (old, case)
    )
    assert (about.kind, about.subject, about.agent_id) == (before.kind, before.subject, before.agent_id)
    word = left.scene.rows(select(WrapUp))[0]
    assert (word.step, word.choice, word.successor_id) == ("changed", "has_left", person.id)
    assert not left.open_to_it()
    assert left.clean()


def test_what_was_named_stays_and_is_named_once(left: Left) -> None:
    left.name(choice="wrong_person")
    assert left.scene.case(left.contact).disposition == "4.90"
    assert left.name() == NAMED
    assert press(left.scene, wrapping_up.undo, left.lease) == NAMED
    assert press(left.scene, wrapping_up.change, left.lease, "refused_firmly", "They said so.") == NAMED
    assert isinstance(press(left.scene, wrapping_up.finish, left.lease, ""), DeskLease)
    words = left.scene.rows(select(WrapUp).order_by(WrapUp.id))
    assert [(one.step, one.choice) for one in words] == [("changed", "wrong_person"), ("confirmed", "wrong_person")]
    assert words[0].successor_id == words[1].successor_id == left.nina()[0].id
    assert left.clean()


def test_who_can_be_put_through_is_on_the_desk_at_once(left: Left) -> None:
    done = left.name(at_once=True)
    assert isinstance(done, Named)
    assert done.lease is not None
    assert done.lease.case_id == left.nina()[1].id
    with left.scene.database.reading() as session:
        old = session.get_one(DeskLease, left.lease.id)
        assert (old.ending, old.ended_at) == ("done", left.scene.now)
    assert rung(left.scene, done.lease)[0] != left.names[0], "their own phone rings"
    assert left.clean()


def test_also_when_the_old_case_is_off_the_desk_already(left: Left) -> None:
    press(left.scene, wrapping_up.finish, left.lease, "")
    done = left.name(at_once=True)
    assert isinstance(done, Named)
    assert done.lease is not None


@pytest.mark.parametrize(
    ("languages", "why"), [(["en"], leasing.OTHER_TONGUE.sentence), ([], "which languages you call in")]
)
def test_another_caller_has_who_speaks_another_language(left: Left, languages: list[str], why: str) -> None:
    with left.scene.database.transaction() as session:
        session.execute(update(User).where(User.email == CARL).values(languages=languages))
    done = left.name(at_once=True)
    assert isinstance(done, Named)
    assert done.lease is None
    assert why in done.why
    assert left.nina()[1].closed_at is None
    assert left.clean()


def test_who_is_not_to_be_called_is_not(left: Left) -> None:
    barred = Suppression(line_hash=hashed(NINA.line.number, ""), scope="all_surveys", source="page", reason="never")
    with left.scene.database.transaction() as session:
        barred.created_at = left.scene.now
        session.add(barred)
    done = left.name(at_once=True)
    assert isinstance(done, Named)
    assert (done.lease, done.why) == (None, NOT_TO_BE_CALLED)
    assert left.nina()[1].closed_at is not None
    assert left.clean()


def test_the_hours_hold_for_them_too(left: Left) -> None:
    with left.scene.database.transaction() as session:
        session.execute(update(Account).values(hours={"sun": ["03:00-03:30"]}))
    done = left.name(at_once=True)
    assert isinstance(done, Named)
    assert (done.lease, done.why) == (None, leasing.NOT_AT_ONCE.sentence)
    assert left.nina()[1].closed_at is None


@pytest.mark.parametrize("at_once", [False, True])
def test_who_is_asked_already_is_not_asked_twice(left: Left, at_once: bool) -> None:
    other, line = left.colleague()
    who = Successor(other.name.upper(), line)
    with left.scene.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.contact_id == other.id)).one()
        closing.close_case(session, case, left.scene.rules, left.scene.now)
    done = left.name(who, at_once=at_once)
    assert isinstance(done, Named)
    assert (done.contact.id, done.lease, done.why) == (other.id, None, ASKED_ALREADY)
    assert len(left.scene.rows(select(Case).where(Case.contact_id == other.id))) == 1


def test_who_is_in_line_already_stays_there(left: Left) -> None:
    other, line = left.colleague()
    done = left.name(Successor(other.name, line))
    assert isinstance(done, Named)
    assert done.why == IN_LINE_ALREADY


def test_where_the_call_says_so_by_itself_no_reason_is_asked_for(running: Scene) -> None:
    by_callers(running)
    left = Left(running)
    for wanted in ("no", "another_person", "left", ""):
        with running.database.reading() as session:
            found = conducting.scene_of(session, session.get_one(DeskLease, left.lease.id))
            assert found is not None
            turn = found.course.turn
        assert turn.ask is not None
        said = Coded(value=wanted) if wanted else Coded(verbatim="Nina Novak, she has taken over")
        running.later(seconds=5)
        done = press(running, conducting.hear, left.lease, turn.position, turn.ask.step, said, line_hash=hashed)
        assert isinstance(done, conducting.Heeded), done
    left.over()
    assert running.case(left.contact).disposition in coming_after.ENDS_WITH
    assert left.open_to_it()
    assert isinstance(left.name(choice=""), Named)
    word = running.rows(select(WrapUp))[0]
    assert (word.step, word.choice, word.successor_id) == ("confirmed", None, left.nina()[0].id)
    assert left.clean()


def test_what_does_not_fit_is_refused(left: Left) -> None:
    assert left.name(choice="refused_firmly") == HOW
    mine, line = left.person()
    assert left.name(Successor(mine.name.upper(), line)) == SAME_PERSON
    with left.scene.database.transaction() as session:
        session.execute(update(Campaign).values(ends_at=left.scene.now + timedelta(minutes=1)))
    left.scene.later(minutes=2)
    assert left.name() == CAMPAIGN_OVER
    with left.scene.database.transaction() as session:
        session.execute(update(Case).values(kind="test"))
    assert left.name() == NOT_IN_A_TEST
    assert not left.open_to_it()


def test_before_the_call_nobody_is_named(running: Scene) -> None:
    by_callers(running)
    lease = taken(running)
    done = press(running, coming_after.name_successor, lease, "has_left", NINA, at_once=False, line_hash=hashed)
    assert done == NO_CALL

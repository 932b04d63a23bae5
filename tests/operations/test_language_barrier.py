"""Another language is in the way: the case goes to somebody who speaks it, or ends with that as its reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from desking import CARL, DORA, by_callers, caller, press, press_next, rung, taken, whom
from scene import Scene, hashed
from sqlalchemy import select, update

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease, WrapUp
from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.phone import Line
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import coming_after, conducting, language_barrier, wrapping_up
from vocsurvey.operations.language_barrier import NOT_ANOTHER, UNKNOWN, WHICH, can_be_said
from vocsurvey.operations.sorting import sort_cases
from vocsurvey.operations.succeeding import Successor
from vocsurvey.operations.wrapping_up import NAMED, NO_CALL, NOT_POSSIBLE, WriteUp

NAMES = {"de": "German", "fr": "French", "pl": "Polish", UNKNOWN: ""}


class Barrier:
    """A caller, and somebody who picked up and does not understand them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        with scene.database.transaction() as session:
            session.execute(update(Contact).values(language="en"))
            session.execute(update(User).where(User.email == CARL).values(languages=["en"]))
        self.lease = taken(scene)
        self.contact = whom(scene, self.lease)
        self.names = rung(scene, self.lease)
        scene.answer(*self.names)

    def over(self, outcome: CarrierOutcome = CarrierOutcome.COMPLETED) -> Barrier:
        """They hang up."""
        self.scene.hang_up(*self.names, outcome)
        self.scene.later(seconds=20)
        return self

    def speak(self, language: str, *, themselves: bool = True) -> Any:
        """The caller says what it was."""
        name = NAMES.get(language, "")
        return press(self.scene, language_barrier.meet_language, self.lease, language, name, themselves=themselves)

    def person(self) -> Contact:
        """Whom they called."""
        row = self.scene.rows(select(Contact).where(Contact.external_id == self.contact))[0]
        assert isinstance(row, Contact)
        return row

    def stands(self) -> tuple[str | None, bool, str]:
        """The attempt's code, whether the case is closed, and the language of the person."""
        case = self.scene.case(self.contact)
        code = self.scene.attempts(self.contact)[-1].disposition
        return code, case.closed_at is not None, self.person().language

    def word(self) -> WrapUp:
        """What was said last."""
        row = self.scene.rows(select(WrapUp).order_by(WrapUp.id.desc()))[0]
        assert isinstance(row, WrapUp)
        return row

    def offered(self) -> bool:
        """Whether the page asks for a language."""
        with self.scene.database.reading() as session:
            found = wrapping_up.write_up_of(session, session.get_one(DeskLease, self.lease.id), self.scene.rules)
            return isinstance(found, WriteUp) and can_be_said(found)

    def clean(self) -> bool:
        """No promise is broken."""
        with self.scene.database.reading() as session:
            return audit(session, self.scene.now, hashed) == ()


@pytest.fixture
def barrier(running: Scene) -> Barrier:
    """A call that is over."""
    by_callers(running)
    return Barrier(running).over()


def test_somebody_who_speaks_it_gets_them_and_begins_in_it(barrier: Barrier) -> None:
    scene = barrier.scene
    assert isinstance(barrier.speak("de"), WriteUp)
    assert barrier.stands() == ("2.332", False, "de")
    word = barrier.word()
    assert (word.choice, word.reason, word.language, word.language_before) == (
        "another_language", "They speak German.", "de", "en",
    )  # fmt: skip
    press(scene, wrapping_up.finish, barrier.lease, "")
    with scene.database.transaction() as session:
        while sort_cases(session):
            pass
        case = session.get_one(Case, barrier.lease.case_id)
        assert case.desk_queue == "de"
        due = case.due_at
        later = Case.id != case.id, Case.closed_at.is_(None)
        session.execute(update(Case).where(*later).values(due_at=scene.now + timedelta(days=300)))
    assert due is not None
    scene.now = max(due, scene.now)
    assert isinstance(press_next(scene, CARL), Refusal), "he does not speak it"
    lease = taken(scene, DORA)
    assert lease.case_id == barrier.lease.case_id
    scene.answer(*rung(scene, lease, DORA))
    with scene.database.reading() as session:
        found = conducting.scene_of(session, session.get_one(DeskLease, lease.id))
        assert found is not None
        assert found.course.turn.language == "de", "she need not ask first"
    assert barrier.clean()


@pytest.mark.parametrize("language", ["fr", "pl"])
def test_where_nobody_calls_in_it_the_case_ends_and_says_so(barrier: Barrier, language: str) -> None:
    assert isinstance(barrier.speak(language), WriteUp)
    assert barrier.stands() == ("2.333", True, language)
    assert barrier.word().reason == f"They speak {NAMES[language]}."
    assert barrier.clean()


def test_a_caller_of_that_language_who_left_does_not_count(barrier: Barrier) -> None:
    caller(barrier.scene, "fred@example.com", ["fr"])
    with barrier.scene.database.transaction() as session:
        session.execute(update(User).where(User.email == "fred@example.com").values(active=False))
        session.execute(update(User).where(User.email == DORA).values(languages=["en"]))
    barrier.speak("de")
    assert barrier.stands() == ("2.333", True, "de")


def test_nobody_knows_which_it_was(barrier: Barrier) -> None:
    barrier.speak(UNKNOWN)
    assert barrier.stands() == ("2.333", True, "en"), "what is not known is not written down"
    assert barrier.word().reason == "They speak a language that nobody here knows."


def test_whoever_answers_there_is_not_the_customer(barrier: Barrier) -> None:
    barrier.speak("fr", themselves=False)
    assert barrier.stands() == ("2.331", False, "en")
    assert (barrier.word().reason, barrier.word().language_before) == ("Whoever answers there speaks French.", None)
    assert barrier.clean()


def test_it_is_put_right_and_taken_back(barrier: Barrier) -> None:
    barrier.speak("fr")
    barrier.speak("de")
    assert barrier.stands() == ("2.332", False, "de")
    assert barrier.word().language_before == "en", "the first one was wrong"
    press(barrier.scene, wrapping_up.undo, barrier.lease)
    assert barrier.stands() == ("3.20", False, "en")
    barrier.speak("fr")
    press(barrier.scene, wrapping_up.change, barrier.lease, "refused_firmly", "They said no, in English.")
    assert barrier.stands() == ("2.112", True, "en")
    assert barrier.clean()


def test_a_list_that_knew_better_meanwhile_is_not_undone(barrier: Barrier) -> None:
    barrier.speak("fr")
    with barrier.scene.database.transaction() as session:
        session.execute(update(Contact).where(Contact.external_id == barrier.contact).values(language="es"))
    press(barrier.scene, wrapping_up.undo, barrier.lease)
    assert barrier.stands()[2] == "es"


def test_what_does_not_fit_is_refused(barrier: Barrier) -> None:
    assert barrier.speak("") == WHICH
    assert barrier.speak("en") == NOT_ANOTHER
    assert press(barrier.scene, wrapping_up.change, barrier.lease, "another_language", "They said so.") == NOT_POSSIBLE
    who = Successor("Nina Novak", Line("+12025550188", "", "fixed", "US"))
    press(barrier.scene, coming_after.name_successor, barrier.lease, "has_left", who, at_once=False, line_hash=hashed)
    assert barrier.speak("de") == NAMED


def test_whom_nobody_reached_speaks_no_language(running: Scene) -> None:
    by_callers(running)
    barrier = Barrier.__new__(Barrier)
    barrier.scene, barrier.lease = running, taken(running)
    assert barrier.speak("fr") == NO_CALL
    names = rung(running, barrier.lease)
    running.hang_up(*names, CarrierOutcome.NO_ANSWER)
    assert barrier.speak("fr") == NOT_POSSIBLE
    assert not barrier.offered()


def test_it_is_offered_where_it_can_have_been_in_the_way(barrier: Barrier) -> None:
    assert barrier.offered()
    barrier.speak("fr")
    assert barrier.offered(), "another one can be chosen"

"""Why was this person not called, and when will they be?"""

from __future__ import annotations

from pathlib import Path

import pytest
from scene import NOW, Scene, hashed, own_rules
from sqlalchemy import select

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.operations import explaining
from vocsurvey.operations.explaining import CaseExplained, Standing, find_contacts
from vocsurvey.operations.foreseeing import Foreseen, foresee
from vocsurvey.rulebook import load_rulebook


def explained(scene: Scene, contact: str = "C1") -> tuple[CaseExplained, ...]:
    """Every case of somebody, explained now."""
    with scene.database.reading() as session:
        row = session.scalars(select(Contact).where(Contact.external_id == contact)).one()
        return explaining.explain_contact(session, row, rules=scene.rules, line_hash=hashed, now=scene.now)


def only(scene: Scene, contact: str = "C1") -> CaseExplained:
    """Somebody's only case."""
    (one,) = explained(scene, contact)
    return one


def test_the_ways_in_which_a_case_can_stand(scene: Scene, tmp_path: Path) -> None:
    assert explained(scene) == ()
    scene.rules = own_rules(tmp_path)
    scene.people_refuse("C3")
    scene.campaign()
    ready = only(scene)
    assert (ready.standing, ready.codes, ready.until, ready.tried) == (Standing.ALLOWED, (), None, 0)
    assert ready.answer == "Every rule allows the call: the automated voice calls them when it is their turn."
    voiceless = only(scene, "C3")
    assert (voiceless.standing, voiceless.codes) == (Standing.ONWARD, ("no_consent_for_automated_voice",))
    assert "goes to a live caller" in voiceless.answer
    scene.claim()
    assert only(scene).standing is Standing.UNDER_WAY
    live = only(scene, "C3")
    assert (live.standing, live.channel) == (Standing.ALLOWED, "live")
    assert "a live caller calls them" in live.answer
    scene.hang_up(*scene.ring(1), CarrierOutcome.NO_ANSWER)
    waits = only(scene)
    assert (waits.standing, waits.codes, waits.tried) == (Standing.DEFERRED, ("too_soon", "not_due"), 1)
    assert waits.until == scene.case().due_at
    assert [reason.sentence for reason in waits.reasons] == [
        "Too soon after the last attempt: the next one follows by itself.",
        "Not due yet: the call follows by itself when it is.",
    ]


def test_a_case_that_is_blocked_and_one_that_is_closed(running: Scene) -> None:
    with running.database.transaction() as session:
        session.scalars(select(Contact).where(Contact.external_id == "C1")).one().active = False
    blocked = only(running)
    assert (blocked.standing, blocked.codes) == (Standing.BLOCKED, ("inactive",))
    assert "not called" in blocked.answer
    running.claim()
    closed = only(running)
    assert (closed.standing, closed.codes, closed.disposition) == (Standing.CLOSED, ("inactive",), "3.11")
    assert closed.closed_at == NOW
    assert "closed" in closed.answer
    running.campaign("Winter")
    assert [one.campaign for one in explained(running, "C2")] == ["Winter", "Autumn"]
    with running.database.transaction() as session:
        session.scalars(select(Case).where(Case.contact.has(external_id="C2"))).all()[0].kind = CaseKind.TEST
    assert len(explained(running, "C2")) == 1


def test_explaining_changes_nothing(running: Scene) -> None:
    before = [(case.due_at, case.waiting_for, case.channel) for case in running.rows(select(Case).order_by(Case.id))]
    running.now = NOW.replace(year=2031)
    explained(running)
    after = [(case.due_at, case.waiting_for, case.channel) for case in running.rows(select(Case).order_by(Case.id))]
    assert before == after


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("C1", ["C1"]),
        ("ann archer", ["C1"]),
        ("ANN", ["C1"]),
        ("birke.example", ["C3"]),
        ("clara@Birke", ["C3"]),
        ("C", ["C1", "C2", "C3"]),
        ("%", []),
        ("nobody", []),
        ("  ", []),
    ],
)
def test_contacts_are_found_by_id_name_and_address(scene: Scene, words: str, found: list[str]) -> None:
    with scene.database.transaction() as session:
        clara = session.scalars(select(Contact).where(Contact.external_id == "C3")).one()
        clara.email = "clara@birke.example"
        assert [one.external_id for one in find_contacts(session, words)] == found


def foreseen(scene: Scene, contact: str) -> Foreseen:
    """Whether a campaign that began now could call somebody."""
    with scene.database.reading() as session:
        row = session.scalars(select(Contact).where(Contact.external_id == contact)).one()
        return foresee(session, row, rules=scene.rules, line_hash=hashed, now=scene.now)


def test_whom_no_campaign_calls_is_told_whether_one_could(scene: Scene) -> None:
    scene.rules = load_rulebook()
    scene.people_refuse("C3")
    assert foreseen(scene, "C1") == Foreseen(Standing.ALLOWED)
    live = foreseen(scene, "C3")
    assert (live.standing, live.codes) == (Standing.ONWARD, ("no_consent_for_automated_voice",))
    assert live.answer == "If one began now, only a live caller could call them."
    with scene.database.transaction() as session:
        session.scalars(select(Contact).where(Contact.external_id == "C2")).one().active = False
    gone = foreseen(scene, "C2")
    assert (gone.standing, gone.codes, gone.until) == (Standing.BLOCKED, ("inactive",), None)
    assert gone.reasons[0].sentence.startswith("The contact is not active")
    scene.later(hours=12)
    night = foreseen(scene, "C1")
    assert (night.standing, night.codes) == (Standing.DEFERRED, ("outside_hours",))
    assert night.until is not None
    assert scene.rows(select(Case)) == [], "nothing is written by asking"


def test_whoever_was_asked_is_told_until_when_they_rest(running: Scene) -> None:
    token, sid = running.dial("C1")
    running.talk(token, sid, "1", "1", "1", "1")
    running.hang_up(token, sid, CarrierOutcome.COMPLETED)
    assert running.case("C1").disposition == "1.1"
    running.rules = load_rulebook()
    resting = foreseen(running, "C1")
    assert resting.standing is Standing.DEFERRED
    assert set(resting.codes) >= {"asked_recently", "called_recently"}
    assert resting.until is not None
    assert (resting.until - running.now).days >= 90

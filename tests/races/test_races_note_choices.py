"""A reader of a note chooses while the worker asks for the permit: one of them comes first, and the other knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from crowd import at_once
from noticing import chosen, notes, wanting_notes
from scene import Scene, hashed
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vocsurvey.db.advance_notice import AdvanceNotice
from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.sample import Contact, Suppression
from vocsurvey.fieldwork.phone import Line
from vocsurvey.operations import choosing, dialing, giving_notice
from vocsurvey.operations.choosing import Chosen, Why
from vocsurvey.operations.dialing import Permit, Refused

PEOPLE = 12


def announced(scene: Scene) -> dict[int, AdvanceNotice]:
    """Twelve people whose notes were sent a day ago, and whose calls are planned now; their notes by call id."""
    scene.people(
        [
            f"A{n},Account {n},GB,,P{n},Person {n},user,+44 20 7946 0{n:03d},,en,Europe/London,"
            f"TP{n},support_case,the export,G1,Gus Green,yes"
            for n in range(PEOPLE)
        ]
    )
    scene.campaign()
    wanting_notes(scene)
    with scene.database.transaction() as session:
        session.execute(update(Contact).values(email="somebody@customer.example"))
    scene.claim(50)
    for note_id in scene.do(giving_notice.nudge_notes):
        scene.do(giving_notice.note_sent, note_id)
    scene.later(days=1)
    assert len(scene.claim(50)) == PEOPLE
    theirs = {row.case_id: row for row in notes(scene)}
    return {one.call_id: theirs[one.case_id] for one in scene.rows(select(Attempt))}


def permit(scene: Scene, call_id: int) -> Permit | Refused:
    """A worker asks for a permit."""

    def work(session: Session) -> Permit | Refused:
        return dialing.grant_permit(session, call_id, rules=scene.rules, line_hash=hashed, now=scene.now)

    return scene.database.run(work)


def choose(scene: Scene, which: int, public_id: str) -> Chosen | Why:
    """A reader presses one of the four buttons."""

    def work(session: Session) -> Chosen | Why:
        rules, now = scene.rules, scene.now
        match which % 4:
            case 0:
                at = now.replace(minute=0) + timedelta(hours=1)
                return choosing.choose_time(session, public_id, at, rules=rules, now=now)
            case 1:
                deferral = rules.advance_notice.deferrals[0]
                return choosing.put_off(session, public_id, deferral, rules=rules, now=now)
            case 2:
                return choosing.never(session, public_id, by_mail=False, rules=rules, line_hash=hashed, now=now)
            case _:
                line = Line(f"+49302312{which:04d}", "", "fixed", "DE")
                return choosing.name_successor(session, public_id, f"Heir {which}", line, rules=rules, now=now)

    return scene.database.run(work)


def test_a_choice_and_a_permit_never_both_win(scene: Scene) -> None:
    planned = announced(scene)
    works: list[Callable[[], Any]] = []
    for which, (call_id, note) in enumerate(sorted(planned.items())):
        works += [partial(permit, scene, call_id), partial(choose, scene, which, note.public_id)]
    said = at_once(works)
    calls = {row.id: row for row in scene.rows(select(Call))}
    for which, (call_id, _) in enumerate(sorted(planned.items())):
        permitted, done = said[2 * which], said[2 * which + 1]
        if which % 4 == 2:  # never always wins: a phone that rings is hung up
            assert isinstance(done, Chosen)
            assert (done.hang_up == (call_id,)) is isinstance(permitted, Permit)
        elif isinstance(permitted, Permit):
            assert done is Why.CALLING
            assert calls[call_id].status == CallStatus.SENDING
        else:
            assert done == Chosen()
            assert calls[call_id].status == CallStatus.CANCELLED
    kept = [one.choice for one in chosen(scene)]
    assert len(kept) == sum(isinstance(one, Chosen) for one in said)
    assert len(scene.rows(select(Appointment).where(*STILL_OPEN))) == kept.count("time")
    assert len(scene.rows(select(Suppression))) == 2 * kept.count("never")
    assert len(scene.rows(select(Case))) == PEOPLE + kept.count("instead")
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()


def test_one_note_pressed_twelve_times_at_once_is_one_choice_after_the_other(scene: Scene) -> None:
    note = next(iter(announced(scene).values()))
    said = at_once([partial(choose, scene, which, note.public_id) for which in range(12)])
    assert sum(isinstance(one, Chosen) for one in said) >= 1
    mine = select(Appointment).where(Appointment.case_id == note.case_id, *STILL_OPEN)
    assert scene.rows(mine) == []  # a "never" or a successor is among them, and ends the case
    assert scene.rows(select(Case.closed_at).where(Case.id == note.case_id)) == [scene.now]
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()

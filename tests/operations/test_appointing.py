"""A caller agrees to a time: in the person's own clock, within the hours, and theirs to keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from desking import CARL, by_callers, press, rung, taken, whom
from scene import Scene, hashed
from sqlalchemy import select, update

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.sample import Contact, PhoneLine
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import appointing, leasing
from vocsurvey.operations.appointing import NO_CLOCK
from vocsurvey.rulebook import load_rulebook

TOMORROW = datetime(2026, 11, 19, 10, 30)  # noqa: DTZ001 - as the person's own clock shows it


@pytest.fixture
def desk(running: Scene) -> tuple[Scene, DeskLease]:
    """A caller who has just tried somebody in Berlin in vain."""
    by_callers(running)
    with running.database.transaction() as session:
        session.execute(update(Contact).values(zone="Europe/Berlin"))
    lease = taken(running)
    running.hang_up(*rung(running, lease), CarrierOutcome.NO_ANSWER)
    return running, lease


def test_a_time_is_theirs_in_their_own_clock_and_the_case_waits_for_it(desk: tuple[Scene, DeskLease]) -> None:
    scene, lease = desk
    first = press(scene, appointing.appoint, lease, TOMORROW + timedelta(hours=1))
    assert isinstance(first, Appointment)
    assert isinstance(press(scene, appointing.appoint, lease, TOMORROW), Appointment), "they changed their mind"
    (made,) = scene.rows(select(Appointment).where(*STILL_OPEN))
    assert (made.at, made.kind, made.channel) == (datetime(2026, 11, 19, 9, 30, tzinfo=UTC), "hard", "live")
    assert made.caller_id == scene.user(CARL).id
    assert scene.case(whom(scene, lease)).due_at == made.at
    press(scene, leasing.finish, lease, "")
    scene.now = made.at
    assert taken(scene).case_id == lease.case_id
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()


def test_a_time_that_is_agreed_on_the_phone_is_found_when_the_call_ends(running: Scene) -> None:
    by_callers(running)
    lease = taken(running)
    assert press(running, appointing.appoint, lease, TOMORROW) == Refusal(
        "Call them first: a time is agreed with the person."
    )
    names = rung(running, lease)
    running.answer(*names)
    made = press(running, appointing.appoint, lease, TOMORROW)
    assert isinstance(made, Appointment)
    running.hang_up(*names)
    assert running.case(whom(running, lease)).due_at == made.at


@pytest.mark.parametrize(
    ("local", "sentence"),
    [
        (datetime(2026, 11, 18, 9, 0), "That time has passed."),  # noqa: DTZ001
        (datetime(2027, 3, 1, 9, 0), "That is too far ahead: choose a day within 60 days."),  # noqa: DTZ001
        (datetime(2026, 11, 19, 23, 0), "Their phone may not ring then."),  # noqa: DTZ001
        (datetime(2026, 11, 22, 10, 0), "Their phone may not ring then."),  # noqa: DTZ001
        (datetime(2026, 12, 15, 10, 0), "The campaign is over by then."),  # noqa: DTZ001
    ],
)
def test_a_time_at_which_nobody_may_call_is_refused(
    desk: tuple[Scene, DeskLease], local: datetime, sentence: str
) -> None:
    scene, lease = desk
    scene.rules = load_rulebook()
    with scene.database.transaction() as session:
        session.execute(update(Campaign).values(ends_at=datetime(2026, 12, 1, tzinfo=UTC)))
    refused = press(scene, appointing.appoint, lease, local)
    assert isinstance(refused, Refusal)
    assert refused.sentence.startswith(sentence)
    assert scene.rows(select(Appointment)) == []


def test_an_hour_that_the_clocks_leave_out_is_refused(desk: tuple[Scene, DeskLease]) -> None:
    scene, lease = desk
    refused = press(scene, appointing.appoint, lease, datetime(2027, 3, 28, 2, 30))  # noqa: DTZ001
    assert isinstance(refused, Refusal)
    assert "that time does not exist for them" in refused.sentence


def test_nothing_is_agreed_without_a_clock_a_case_or_a_lease(desk: tuple[Scene, DeskLease]) -> None:
    scene, lease = desk
    with scene.database.transaction() as session:
        session.execute(update(Contact).values(zone=None))
        line = session.get_one(Case, lease.case_id).contact.line_id
        nowhere = update(PhoneLine).where(PhoneLine.id == line)
        session.execute(nowhere.values(number="+18005550100", country=None))  # of no place
    assert press(scene, appointing.appoint, lease, TOMORROW) == NO_CLOCK
    with scene.database.transaction() as session:
        session.execute(
            update(Case).where(Case.id == lease.case_id).values(closed_at=scene.now, due_at=None, disposition="1.1")
        )
    closed = press(scene, appointing.appoint, lease, TOMORROW)
    assert closed == Refusal("This case is closed: they are not called for it again.")
    press(scene, leasing.finish, lease, "")
    gone = press(scene, appointing.appoint, lease, TOMORROW)
    assert gone == Refusal("You are done with this case.")

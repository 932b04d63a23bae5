"""A caller agrees to a time: in the person's own clock, within the hours, and theirs to keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from desking import CARL, DORA, by_callers, press, rung, taken, whom
from scene import Scene, hashed
from sqlalchemy import select, update

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.reads.desk import coming
from vocsurvey.db.sample import Account, Contact, PhoneLine
from vocsurvey.fieldwork.load import Slot
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


def test_a_refusal_says_when_their_phone_may_ring_again(desk: tuple[Scene, DeskLease]) -> None:
    scene, lease = desk
    scene.rules = load_rulebook()
    refused = press(scene, appointing.appoint, lease, datetime(2026, 11, 21, 10, 0))  # noqa: DTZ001 - a Saturday
    assert refused == Refusal("Their phone may not ring then. It may again on Monday, 23 November, 09:00.")
    with scene.database.transaction() as session:
        session.execute(update(Account).values(hours={}))
    refused = press(scene, appointing.appoint, lease, TOMORROW)
    assert refused == Refusal("Their phone may not ring then, nor at any other time.")


@pytest.mark.parametrize(("anybody", "soft"), [(True, False), (False, True)])
def test_it_is_anybodys_or_a_guess(desk: tuple[Scene, DeskLease], anybody: bool, soft: bool) -> None:
    scene, lease = desk
    made = press(scene, appointing.appoint, lease, TOMORROW, anybody=anybody, soft=soft)
    assert isinstance(made, Appointment)
    assert made.caller_id == (None if anybody else scene.user(CARL).id)
    assert made.kind == ("soft" if soft else "hard")
    assert scene.case(whom(scene, lease)).due_at == made.at
    with scene.database.reading() as session:
        announced = coming(session, scene.user(DORA).id, made.at)
        assert len(announced) == (1 if anybody else 0), "a guess is announced to nobody, and mine only to me"
        assert audit(session, scene.now, hashed) == ()


def test_the_calendar_offers_open_times_of_their_zone_with_their_load(desk: tuple[Scene, DeskLease]) -> None:
    scene, lease = desk
    scene.rules = load_rulebook()
    assert isinstance(press(scene, appointing.appoint, lease, TOMORROW), Appointment)
    offered = _calendar(scene, lease)
    assert offered is not None
    assert (offered.zone, offered.callers) == ("Europe/Berlin", 2)
    assert [day.isoformat() for day, _ in offered.days][:2] == ["2026-11-18", "2026-11-19"]
    assert all(day.weekday() < 5 for day, _ in offered.days)
    loaded = [slot for _, slots in offered.days for slot in slots if slot.everybody]
    assert loaded == [Slot(datetime(2026, 11, 19, 9, 30, tzinfo=UTC), 1, 1, full=False)]
    for _, slots in offered.days:
        for slot in slots:
            local = slot.at.astimezone(ZoneInfo("Europe/Berlin")).replace(tzinfo=None)
            assert isinstance(press(scene, appointing.appoint, lease, local), Appointment), "what is offered is taken"
    with scene.database.transaction() as session:
        session.execute(update(Contact).values(zone=None))
        line = session.get_one(Case, lease.case_id).contact.line_id
        nowhere = update(PhoneLine).where(PhoneLine.id == line)
        session.execute(nowhere.values(number="+18005550100", country=None))  # of no place
    assert _calendar(scene, lease) is None


def _calendar(scene: Scene, lease: DeskLease) -> appointing.Calendar | None:
    with scene.database.reading() as session:
        case = session.get_one(Case, lease.case_id)
        return appointing.calendar(session, case, scene.user(CARL).id, rules=scene.rules, now=scene.now)


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

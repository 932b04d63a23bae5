"""Deadlines in the owner's working time, and never outside the customer's hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from vocsurvey.fieldwork.window import ALWAYS, Hours, next_open, open_at, read_week
from vocsurvey.followup.deadlines import Deadlines, Ladder, Term, due, within_hours
from vocsurvey.followup.severity import Severity
from vocsurvey.rulebook import load_rulebook

LADDER = load_rulebook().severity
OFFICE = read_week({"mon-fri": ["09:00-17:00"]})
LUNCH = read_week({"mon-fri": ["09:00-12:00", "13:00-17:00"]})
NEVER = read_week({})
BERLIN, NEW_YORK, KOLKATA, AUCKLAND = "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"
TOKYO = "Asia/Tokyo"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("opened", "severity", "owner", "customer", "first", "plan"),
    [
        # Everybody in Berlin, on a Tuesday at 10:00.
        ("2026-03-03 09:00", "critical", BERLIN, BERLIN, "2026-03-03 10:00", "2026-03-04 09:00"),
        ("2026-03-03 09:00", "high", BERLIN, BERLIN, "2026-03-03 13:00", "2026-03-05 09:00"),
        ("2026-03-03 09:00", "medium", BERLIN, BERLIN, "2026-03-04 09:00", "2026-03-10 09:00"),
        ("2026-03-03 09:00", "low", BERLIN, BERLIN, "2026-03-10 09:00", "2026-03-17 09:00"),
        # Friday evening: the clock starts on Monday.
        ("2026-03-06 18:00", "critical", BERLIN, BERLIN, "2026-03-09 09:00", "2026-03-10 08:00"),
        # Due exactly when everybody closes is still within the day.
        ("2026-03-03 12:00", "high", BERLIN, BERLIN, "2026-03-03 16:00", "2026-03-05 12:00"),
        # An owner in New York has until 13:00 there, when Berlin is closed: the next time that both are at work.
        ("2026-03-03 14:00", "high", NEW_YORK, BERLIN, "2026-03-04 14:00", "2026-03-05 14:00"),
        # New York and Kolkata never share an office hour: an hour into the customer's next morning.
        ("2026-03-03 14:00", "critical", NEW_YORK, KOLKATA, "2026-03-04 04:30", "2026-03-05 03:30"),
        # Ten minutes are left today: the other fifty are tomorrow's first.
        ("2026-03-03 15:50", "high", NEW_YORK, BERLIN, "2026-03-04 14:50", "2026-03-05 15:50"),
    ],
)
def test_deadlines(opened: str, severity: str, owner: str, customer: str, first: str, plan: str) -> None:
    found = due(utc(opened), Severity(severity), OFFICE, owner, OFFICE, (customer,), LADDER)
    assert found == Deadlines(utc(first), utc(plan))


def test_lunch_and_holidays_are_closed_time() -> None:
    closed = LUNCH.closed_also_on(frozenset([date(2026, 3, 4)]))
    found = due(utc("2026-03-03 10:30"), Severity.HIGH, closed, BERLIN, ALWAYS, (BERLIN,), LADDER)
    assert found == Deadlines(utc("2026-03-03 15:30"), utc("2026-03-06 10:30"))


def test_hours_that_never_open_leave_the_other_side_to_decide() -> None:
    opened = utc("2026-03-03 20:00")
    mine = Deadlines(utc("2026-03-04 09:00"), utc("2026-03-05 08:00"))
    assert due(opened, Severity.CRITICAL, OFFICE, BERLIN, NEVER, (BERLIN,), LADDER) == mine
    assert due(opened, Severity.CRITICAL, OFFICE, BERLIN, OFFICE, (), LADDER) == mine
    morning = utc("2026-03-04 09:00")
    assert due(opened, Severity.CRITICAL, NEVER, BERLIN, OFFICE, (BERLIN,), LADDER) == Deadlines(morning, morning)


def test_a_rare_overlap_is_not_waited_for() -> None:
    # The owner works one day in the whole spring that the customer shares, six weeks on.
    rare = OFFICE.closed_also_on(frozenset(date(2026, 3, 4) + timedelta(days=count) for count in range(42)))
    found = due(utc("2026-03-03 16:30"), Severity.CRITICAL, rare, NEW_YORK, OFFICE, (BERLIN,), LADDER)
    assert found.first_contact_at == utc("2026-03-04 09:00"), "an hour after the customer has opened"


@pytest.mark.parametrize(
    ("opened", "hours", "first"),
    [
        ("2026-11-26 08:00", 1, "2026-11-27 01:00"),  # Thursday, 17:00 in Tokyo: Friday at 10, not at the opening at 9
        ("2026-11-26 08:00", 3, "2026-11-27 03:00"),
        ("2026-11-26 08:00", 0.25, "2026-11-27 00:15"),
        ("2026-11-26 10:45", 1, "2026-11-27 00:45"),  # a quarter of an hour is left on Thursday
    ],
)
def test_no_deadline_is_the_instant_at_which_the_customer_opens(opened: str, hours: float, first: str) -> None:
    ladder = LADDER.model_copy(update={"reachable_hours": hours})
    until = "20:00" if opened.endswith("10:45") else "17:00"
    customer = read_week({"mon-sat": [f"09:00-{until}"]})
    found = due(utc(opened), Severity.CRITICAL, OFFICE, NEW_YORK, customer, (TOKYO,), ladder)
    assert found.first_contact_at == utc(first)
    assert found.plan_at >= found.first_contact_at


OPENED = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
ZONES = st.sampled_from([BERLIN, NEW_YORK, KOLKATA, AUCKLAND])
HOURS = st.sampled_from([OFFICE, LUNCH, ALWAYS, read_week({"tue-sat": ["12:00-20:00"]})])


@settings(max_examples=80, deadline=None)
@given(OPENED, st.sampled_from(Severity), HOURS, ZONES, HOURS, st.lists(ZONES, min_size=1, max_size=2, unique=True))
def test_never_outside_the_customers_hours(
    opened: datetime, severity: Severity, owner: Hours, owner_zone: str, customer: Hours, zones: list[str]
) -> None:
    found = due(opened, severity, owner, owner_zone, customer, zones, LADDER)
    assert opened < found.first_contact_at <= found.plan_at
    for deadline in (found.first_contact_at, found.plan_at):
        if next_open(opened, zones, customer) is not None:
            assert within_hours(deadline, zones, customer)
        else:
            assert within_hours(deadline, (owner_zone,), owner)


@settings(max_examples=100, deadline=None)
@given(OPENED, HOURS, ZONES, ZONES)
def test_the_more_serious_is_due_the_sooner(opened: datetime, hours: Hours, owner_zone: str, zone: str) -> None:
    deadlines = [due(opened, severity, hours, owner_zone, OFFICE, (zone,), LADDER) for severity in Severity]
    assert deadlines == sorted(deadlines, key=lambda each: each.first_contact_at)


def test_closing_time_is_within_the_hours_and_the_second_before_opening_is_not() -> None:
    closing = utc("2026-03-03 16:00")
    assert within_hours(closing, (BERLIN,), OFFICE)
    assert not open_at(closing, (BERLIN,), OFFICE)
    assert not within_hours(closing + timedelta(seconds=1), (BERLIN,), OFFICE)


@pytest.mark.parametrize("term", [{}, {"business_hours": 1, "business_days": 1}])
def test_a_term_is_hours_or_days(term: dict[str, int]) -> None:
    with pytest.raises(ValidationError, match="either business_hours or business_days"):
        Term.model_validate(term)


def test_a_ladder_names_every_severity() -> None:
    week = {"week": {"mon": ["09:00-17:00"]}, "mark": "R", "source": "own"}
    step = {"first_contact": {"business_hours": 1}, "plan": {"business_days": 1}}
    data = {"format": 1, "mark": "R", "source": "own", "owner_hours": week, "deadlines": {"low": step}}
    with pytest.raises(ValidationError, match="missing for critical, high, medium"):
        Ladder.model_validate(data)

"""More than two hundred deadlines by table: zones, changes of the clocks, holidays, lunch, pauses, and reopening."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from deadline_people import PEOPLE
from deadline_rows import PAUSES, ROWS
from minute_by_minute import Side, after_pauses, deadlines

from vocsurvey.fieldwork.window import Hours, Span
from vocsurvey.followup.clocks import Moment, next_deadline, read_clocks
from vocsurvey.followup.deadlines import Deadlines, due, moved_on
from vocsurvey.followup.lifecycle import Event
from vocsurvey.followup.severity import Severity
from vocsurvey.rulebook import load_rulebook

LADDER = load_rulebook().severity
EVERY = 3  # so many rows of the tables are counted minute by minute again, each time
E = Event


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(side: Side) -> Hours:
    week = tuple(tuple(Span(first, last) for first, last in day) for day in side.week)
    return Hours(week, side.closed)


def test_the_tables_are_long_enough() -> None:
    assert len(ROWS) + len(PAUSES) + len(REOPENED) >= 200
    assert len({row[:4] for row in ROWS}) == len(ROWS)
    assert {name for row in ROWS for name in row[2:4]} == PEOPLE.keys()


@pytest.mark.parametrize(("opened", "severity", "owner", "customer", "first", "plan"), ROWS)
def test_deadlines(opened: str, severity: str, owner: str, customer: str, first: str, plan: str) -> None:
    mine, theirs = PEOPLE[owner], PEOPLE[customer]
    found = due(utc(opened), Severity(severity), hours(mine), mine.zone, hours(theirs), (theirs.zone,), LADDER)
    assert found == Deadlines(utc(first), utc(plan))


@pytest.mark.parametrize(("deadline", "pauses", "owner", "customer", "expected"), PAUSES)
def test_deadlines_after_pauses(
    deadline: str, pauses: tuple[tuple[str, str], ...], owner: str, customer: str, expected: str
) -> None:
    mine, theirs = PEOPLE[owner], PEOPLE[customer]
    waited = [(utc(since), utc(until)) for since, until in pauses]
    found = moved_on(utc(deadline), waited, hours(mine), mine.zone, hours(theirs), (theirs.zone,))
    assert found == utc(expected)


def test_the_tables_are_what_somebody_counts_minute_by_minute() -> None:
    for opened, severity, owner, customer, first, plan in ROWS[::EVERY]:
        counted = deadlines(utc(opened), severity, PEOPLE[owner], PEOPLE[customer])
        assert counted == (utc(first), utc(plan)), (opened, severity, owner, customer)
    for deadline, pauses, owner, customer, expected in PAUSES[::EVERY]:
        waited = [(utc(since), utc(until)) for since, until in pauses]
        assert after_pauses(utc(deadline), waited, PEOPLE[owner], PEOPLE[customer]) == utc(expected), deadline


# Opened on Tuesday, 3 March, at 9:00 UTC; first contact is due by 13:00, the plan by Thursday at 9:00.
FIRST, PLAN = "2026-03-03 13:00", "2026-03-05 09:00"
SPOKEN = (E.IN_CONVERSATION, "2026-03-03 10:00", None)
AGREED = (E.ACTION_AGREED, "2026-03-03 11:00", "2026-03-06 16:00")
CLAIMED = (E.PUT_RIGHT, "2026-03-04 10:00", None), (E.VERIFICATION_DUE, "2026-03-04 10:00", "2026-03-05 10:00")
NO = (E.NOT_PUT_RIGHT, "2026-03-05 12:00", "2026-03-05 12:00")
History = tuple[tuple[Event, str, str | None], ...]
REOPENED: tuple[tuple[History, str | None], ...] = (
    ((), FIRST),
    (((E.CONTACT_ATTEMPTED, "2026-03-03 12:00", None),), FIRST),
    ((SPOKEN,), PLAN),
    ((SPOKEN, AGREED), "2026-03-06 16:00"),
    ((AGREED, (E.ACTION_AGREED, "2026-03-04 08:00", "2026-03-04 18:00")), "2026-03-04 18:00"),
    (CLAIMED, "2026-03-05 10:00"),
    ((SPOKEN, AGREED, *CLAIMED), "2026-03-05 10:00"),
    # "No" is owed at once, and after that the first plan still is.
    ((SPOKEN, AGREED, *CLAIMED, NO), "2026-03-05 12:00"),
    ((SPOKEN, AGREED, *CLAIMED, NO, (E.CONTACT_ATTEMPTED, "2026-03-05 13:00", None)), "2026-03-05 12:00"),
    ((SPOKEN, AGREED, *CLAIMED, NO, (E.IN_CONVERSATION, "2026-03-05 13:00", None)), PLAN),
    (
        (SPOKEN, AGREED, *CLAIMED, NO, (E.ACTION_AGREED, "2026-03-05 13:00", "2026-03-09 16:00")),
        "2026-03-09 16:00",
    ),
    ((*CLAIMED, (E.VERIFIED, "2026-03-05 12:00", None)), None),
    ((*CLAIMED, (E.UNVERIFIED, "2026-03-12 12:00", None)), None),
    (
        (*CLAIMED, (E.VERIFIED, "2026-03-05 12:00", None), (E.NOT_PUT_RIGHT, *("2026-03-20 09:00",) * 2)),
        "2026-03-20 09:00",
    ),
    (((E.UNREACHABLE, "2026-03-03 12:00", "2026-03-17 12:00"),), "2026-03-17 12:00"),
    (((E.UNREACHABLE, "2026-03-03 12:00", "2026-03-17 12:00"), (E.IN_CONVERSATION, "2026-03-10 12:00", None)), PLAN),
    ((SPOKEN, (E.FLAGGED_AGAIN, "2026-03-03 10:05", "2026-03-03 10:30")), "2026-03-03 10:30"),
    ((*CLAIMED, (E.FLAGGED_AGAIN, "2026-03-04 11:00", "2026-03-04 11:00")), "2026-03-04 11:00"),
    ((*CLAIMED, NO, *(CLAIMED[0],), (E.VERIFICATION_DUE, "2026-03-06 10:00", "2026-03-09 10:00")), "2026-03-09 10:00"),
    ((SPOKEN, (E.WAITING, "2026-03-03 11:00", "2026-03-12 11:00")), "2026-03-12 11:00"),
    ((SPOKEN, AGREED, (E.WAITING, "2026-03-03 12:00", "2026-03-12 11:00")), "2026-03-06 16:00"),
    ((SPOKEN, AGREED, *CLAIMED, NO, (E.WAITING, "2026-03-05 13:00", "2026-03-10 13:00")), "2026-03-05 12:00"),
)


@pytest.mark.parametrize(("happened", "expected"), REOPENED)
def test_the_next_deadline_of_a_history(happened: History, expected: str | None) -> None:
    told = [Moment(E.OPENED, utc("2026-03-03 09:00"))]
    told += [Moment(event, utc(at), None if until is None else utc(until)) for event, at, until in happened]
    found = next_deadline(read_clocks(told), Deadlines(utc(FIRST), utc(PLAN)))
    assert found == (None if expected is None else utc(expected))

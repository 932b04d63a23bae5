"""The ladder: when each rung is due in the owner's working time, that it repeats, and that the file makes sense."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from vocsurvey.fieldwork.window import open_time, read_week
from vocsurvey.followup.escalation import EscalationRules, Past, Standing, Told, next_rung_at, standing
from vocsurvey.followup.lifecycle import Event
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook().escalation
LUNCH = read_week({"mon-fri": ["09:00-12:00", "13:00-17:00"]})
NEVER = read_week({})
BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("acted", "deadline", "climbed", "last", "expected"),
    [
        # Berlin is an hour ahead of UTC in winter; 3 March is a Tuesday, 6 March a Friday.
        ("03-03 08:00", "03-03 11:00", 0, "03-03 08:00", "03-03 10:24"),  # 80 % of three hours
        ("03-03 08:00", "03-03 13:00", 0, "03-03 08:00", "03-03 12:12"),  # of four, with lunch between
        ("03-03 15:00", "03-04 11:00", 0, "03-03 15:00", "03-04 10:12"),  # of four, with a night between
        ("03-06 15:00", "03-09 12:00", 0, "03-06 15:00", "03-09 10:12"),  # of four, with a weekend and a lunch
        ("03-03 08:00", "03-03 11:00", 1, "03-03 10:24", "03-03 11:00"),  # at the deadline
        ("03-03 08:00", "03-03 11:00", 1, "03-03 10:54", "03-03 11:04"),  # never two within ten minutes
        ("03-03 08:00", "03-03 11:00", 2, "03-03 11:00", "03-03 13:00"),  # an hour later is after lunch
        ("03-03 08:00", "03-03 15:30", 2, "03-03 15:30", "03-04 08:30"),  # half an hour today, half tomorrow
        ("03-03 08:00", "03-06 15:30", 3, "03-06 16:00", "03-09 09:30"),  # two hours after Friday at 16:30
        ("03-03 08:00", "03-03 11:00", 4, "03-03 14:00", "03-04 10:00"),  # and four after that, again
        ("03-03 08:00", "03-03 11:00", 9, "03-04 10:00", "03-04 15:00"),  # and again
        ("03-03 11:00", "03-03 11:00", 0, "03-03 11:00", "03-03 11:10"),  # overdue when somebody acted
    ],
)
def test_rungs(acted: str, deadline: str, climbed: int, last: str, expected: str) -> None:
    at = Standing(utc(acted), climbed, utc(last))
    assert next_rung_at(RULES, at, utc(deadline), BERLIN, LUNCH) == utc(expected)


def test_who_is_never_at_work_is_told_by_the_clock() -> None:
    start, deadline = utc("03-03 08:00"), utc("03-03 18:00")
    assert next_rung_at(RULES, Standing(start, 0, start), deadline, BERLIN, NEVER) == utc("03-03 16:00")
    assert next_rung_at(RULES, Standing(start, 2, start), deadline, BERLIN, NEVER) == utc("03-03 19:00")
    closed = LUNCH.closed_also_on(frozenset([date(2026, 3, 3)]))
    assert next_rung_at(RULES, Standing(start, 0, start), deadline, BERLIN, closed) == utc("03-03 16:00")


def test_whom_the_rungs_tell() -> None:
    assert [RULES.tells(rung) for rung in range(6)] == [
        (Told.OWNER,),
        (Told.OWNER,),
        (Told.MANAGER,),
        (Told.MANAGER, Told.ACCOUNT_EXECUTIVE),
        (Told.MANAGER,),
        (Told.MANAGER,),
    ]
    assert [RULES.warns(rung) for rung in range(5)] == [True, False, False, False, False]


def test_an_act_starts_the_ladder_anew_and_what_the_system_does_is_none() -> None:
    start = utc("03-03 08:00")
    hour = timedelta(hours=1)
    past = [
        Past(Event.OPENED, start, by_person=False),
        Past(Event.ESCALATED, start + hour, by_person=False),
        Past(Event.ESCALATED, start + 2 * hour, by_person=False),
        Past(Event.VERIFICATION_DUE, start + 3 * hour, by_person=False),
        Past(Event.NOTE, start + 4 * hour, by_person=True),
        Past(Event.ESCALATED, start + 5 * hour, by_person=False),
        Past(Event.NOT_PUT_RIGHT, start + 6 * hour, by_person=False),
    ]
    assert standing(start, past[:4]) == Standing(start, 2, start + 2 * hour)
    assert standing(start, past[:5]) == Standing(start + 4 * hour, 0, start + 4 * hour)
    assert standing(start, past[:6]) == Standing(start + 4 * hour, 1, start + 5 * hour)
    assert standing(start, past) == Standing(start + 6 * hour, 0, start + 6 * hour)


MINUTES = st.integers(0, 20_000)


@settings(max_examples=120, deadline=None)
@given(MINUTES, st.integers(1, 20_000))
def test_it_never_stops_and_never_goes_back(start: int, span: int) -> None:
    opened = utc("03-01 00:00") + timedelta(minutes=start)
    deadline = opened + timedelta(minutes=span)
    at = Standing(opened, 0, opened)
    for rung in range(8):
        due_at = next_rung_at(RULES, at, deadline, BERLIN, LUNCH)
        assert due_at >= at.last_at + (RULES.apart if rung else timedelta())
        assert due_at <= deadline if rung == 0 else due_at >= deadline
        if rung == 0 and (worked := open_time(opened, deadline, BERLIN, LUNCH)):
            assert abs(open_time(opened, due_at, BERLIN, LUNCH) - 0.8 * worked) < timedelta(seconds=1)
        at = Standing(opened, rung + 1, due_at)


FILE: dict[str, Any] = {
    "format": 1,
    "mark": "R",
    "source": "own",
    "rungs": [{"share": 1, "tells": ["owner"]}],
    "repeat": {"every_business_hours": 4, "tells": ["manager"]},
    "apart": "15 min",
}


@pytest.mark.parametrize(
    ("rungs", "words"),
    [
        ([{"tells": ["owner"]}], "either share or business_hours_after"),
        ([{"share": 1, "business_hours_after": 1, "tells": ["owner"]}], "either share or business_hours_after"),
        ([{"share": 0.4, "tells": ["owner"]}], "greater than or equal to 0.5"),
        ([{"share": 1, "tells": []}], "at least 1 item"),
        ([{"share": 1, "tells": ["the boss"]}], "'owner', 'manager' or 'account_executive'"),
        ([], "at least 1 item"),
        ([{"share": 1, "tells": ["owner"]}, {"share": 0.8, "tells": ["owner"]}], "in the order in which they come"),
        (
            [{"business_hours_after": 1, "tells": ["owner"]}, {"share": 1, "tells": ["owner"]}],
            "in the order in which they come",
        ),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(rungs: list[dict[str, Any]], words: str) -> None:
    assert EscalationRules.model_validate(FILE).rungs[0].place == (1, 0)
    with pytest.raises(ValidationError, match=words):
        EscalationRules.model_validate({**FILE, "rungs": rungs})

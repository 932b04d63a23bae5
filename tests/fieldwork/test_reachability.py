"""When somebody is reached: what calls teach, and the hour of the next one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from vocsurvey.fieldwork.protocol import Ending, part_of_day
from vocsurvey.fieldwork.reachability import (
    ReachRules,
    Tally,
    best_time,
    certain_part,
    part_in_words,
    part_name,
    rate,
)
from vocsurvey.fieldwork.window import ALWAYS, Hours, next_open, open_at, read_week
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook()
REACH, PARTS = RULES.reach, RULES.protocol.parts_of_day
OFFICE = read_week({"mon-fri": ["09:00-17:00"]})
AFTERNOONS = read_week({"mon-fri": ["13:00-14:30"]})
NEVER = Hours(((),) * 7)
BERLIN = "Europe/Berlin"
EVEN, MORNINGS, LATE = (0.3, 0.3, 0.3), (0.6, 0.3, 0.3), (0.3, 0.3, 0.6)
TALLIES = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda pair: Tally(min(pair), max(pair)))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def tried(part: int | None, zone: str) -> datetime | None:
    """A moment in a part of the day."""
    return None if part is None else datetime.combine(date(2026, 3, 2), PARTS[part], ZoneInfo(zone))


@pytest.mark.parametrize(
    ("person", "segment", "expected"),
    [
        (Tally(), Tally(), 1 / 3),
        (Tally(), Tally(2, 3), 0.5),
        (Tally(3, 4), Tally(), (3 + 4 / 3) / 8),
        (Tally(3, 4), Tally(2, 3), (3 + 2) / 8),
        (Tally(0, 4), Tally(2, 3), 2 / 8),
    ],
)
def test_the_mean_of_what_is_believed_and_what_was_seen(person: Tally, segment: Tally, expected: float) -> None:
    assert rate(REACH, person, segment) == pytest.approx(expected)


@given(TALLIES, TALLIES)
def test_one_more_success_never_lowers_a_rate_and_one_more_failure_never_raises_it(
    person: Tally, segment: Tally
) -> None:
    before = rate(REACH, person, segment)
    assert 0 < before < 1
    for reached, one in ((True, before.__le__), (False, before.__ge__)):
        assert one(rate(REACH, person.with_one(reached), segment))
        assert one(rate(REACH, person, segment.with_one(reached)))
        assert one(rate(REACH, person.with_one(reached), segment.with_one(reached)))


@pytest.mark.parametrize(
    ("earliest", "rates", "hours", "avoid", "expected"),
    [
        # Tuesday, 11:20 in Berlin: now is as good as later, unless another hour is better.
        ("2026-03-03T10:20", EVEN, OFFICE, None, "2026-03-03T10:20"),
        ("2026-03-03T10:20", LATE, OFFICE, None, "2026-03-03T14:00"),
        ("2026-03-03T10:20", MORNINGS, OFFICE, None, "2026-03-03T10:20"),
        ("2026-03-03T12:20", MORNINGS, OFFICE, None, "2026-03-04T08:00"),
        # The part that was tried in vain waits, however good it is.
        ("2026-03-03T10:20", MORNINGS, OFFICE, 0, "2026-03-03T11:00"),
        ("2026-03-03T12:20", LATE, OFFICE, 2, "2026-03-03T12:20"),
        # Friday evening: the first open moment is Monday's, and from there a day is looked ahead.
        ("2026-03-06T20:00", EVEN, OFFICE, None, "2026-03-09T08:00"),
        ("2026-03-06T20:00", EVEN, OFFICE, 0, "2026-03-09T11:00"),
        ("2026-03-06T20:00", LATE, OFFICE, 0, "2026-03-09T14:00"),
        # One part of the day is open only, and it was tried in vain: it is taken all the same.
        ("2026-03-03T10:20", EVEN, AFTERNOONS, 1, "2026-03-03T12:00"),
        ("2026-03-03T10:20", EVEN, NEVER, None, "2026-03-03T10:20"),
        # The clocks go forward in the night before 29 March: 15:00 is 13:00 UTC from then on.
        ("2026-03-28T20:00", LATE, ALWAYS, None, "2026-03-28T20:00"),
        ("2026-03-29T06:00", LATE, ALWAYS, None, "2026-03-29T13:00"),
    ],
)
def test_the_next_time(earliest: str, rates: tuple[float, ...], hours: Hours, avoid: int | None, expected: str) -> None:
    assert best_time(REACH, PARTS, rates, utc(earliest), (BERLIN,), hours, tried_at=tried(avoid, BERLIN)) == utc(
        expected
    )


def test_a_day_without_parts_has_no_better_one() -> None:
    moment = utc("2026-03-08T10:20")
    assert best_time(REACH, (), (), moment, (BERLIN,), OFFICE) == moment
    assert best_time(REACH, (time(0),), (0.5,), moment, (BERLIN,), OFFICE) == moment


@given(
    st.integers(0, 8000).map(lambda hours: utc("2026-01-01T00:17") + timedelta(hours=hours)),
    st.lists(st.floats(0.01, 0.99), min_size=3, max_size=3),
    st.sampled_from([OFFICE, AFTERNOONS, ALWAYS, read_week({"tue-wed": ["01:30-02:30", "20:00-24:00"]})]),
    st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
    st.sampled_from([None, 0, 1, 2]),
)
def test_never_outside_the_hours_never_too_soon_never_much_too_late(
    earliest: datetime, rates: list[float], hours: Hours, zone: str, avoid: int | None
) -> None:
    tried_at = tried(avoid, zone)
    chosen = best_time(REACH, PARTS, rates, earliest, (zone,), hours, tried_at=tried_at)
    first = next_open(earliest, (zone,), hours)
    assert first is not None
    assert open_at(chosen, (zone,), hours)
    assert first <= chosen <= first + REACH.look_ahead
    assert chosen == best_time(REACH, PARTS, rates, earliest, (zone,), hours, tried_at=tried_at)
    part = part_of_day(PARTS, chosen.astimezone(ZoneInfo(zone)).time())
    if part != avoid:
        # More successes in the part that was chosen never lead away from it.
        better = [value + 0.005 * (place == part) for place, value in enumerate(rates)]
        again = best_time(REACH, PARTS, better, earliest, (zone,), hours, tried_at=tried_at)
        assert part_of_day(PARTS, again.astimezone(ZoneInfo(zone)).time()) == part


def test_where_several_zones_are_possible_the_worst_of_them_counts() -> None:
    coasts = ("America/New_York", "America/Los_Angeles")
    # 10:20 in New York is too early in Los Angeles; from 12:00 there it is late in New York, where that is best.
    noon_there, late_here = utc("2026-03-03T20:00"), utc("2026-03-03T21:00")
    assert best_time(REACH, PARTS, (0.1, 0.4, 0.5), utc("2026-03-03T15:20"), coasts, OFFICE) == noon_there
    assert best_time(REACH, PARTS, (0.4, 0.4, 0.4), utc("2026-03-03T15:20"), coasts, OFFICE) == utc("2026-03-03T17:00")
    tried_at = utc("2026-03-02T20:30")
    found = best_time(REACH, PARTS, (0.1, 0.4, 0.5), utc("2026-03-03T20:10"), coasts, OFFICE, tried_at=tried_at)
    assert found == utc("2026-03-04T17:00")
    assert certain_part(PARTS, noon_there, coasts) is None
    assert certain_part(PARTS, late_here + timedelta(hours=2), coasts) == 2
    assert certain_part(PARTS, late_here, ()) is None


def test_the_parts_of_the_day_have_names() -> None:
    assert [part_name(PARTS, part) for part in range(3)] == ["00:00-12:00", "12:00-15:00", "15:00-00:00"]
    assert [part_in_words(PARTS, part) for part in range(3)] == [
        "in the morning, until 12:00",
        "from 12:00 to 15:00",
        "from 15:00 on",
    ]
    night = (time(8), time(18))
    assert [part_in_words(night, part) for part in range(2)] == ["from 08:00 to 18:00", "from 18:00 to 08:00"]


def test_what_an_ending_teaches() -> None:
    lessons = {ending: REACH.lesson(ending) for ending in (None, *Ending)}
    assert {ending for ending, lesson in lessons.items() if lesson} == REACH.reached
    assert {ending for ending, lesson in lessons.items() if lesson is False} == {Ending.NO_ANSWER, Ending.MACHINE}
    assert lessons[Ending.BUSY] is lessons[Ending.UNCERTAIN] is lessons[None] is None


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"not_reached": ["no_answer", "complete"]}, "complete cannot be reached and not reached"),
        ({"prior": {"reached": 3, "tries": 3, "mark": "R", "source": "mine"}}, "reached must be less than tries"),
        ({"prior": {"reached": 0, "tries": 3, "mark": "R", "source": "mine"}}, "greater than 0"),
        ({"segment": {"alike_in": ["shoe_size"], "weight": 1, "mark": "R", "source": "mine"}}, "'country' or 'role'"),
    ],
)
def test_rules_that_make_no_sense_are_refused(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        ReachRules.model_validate(REACH.model_dump() | change)

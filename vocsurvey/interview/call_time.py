"""When somebody may be called back: the times that came with the call, and what was said about one of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

from vocsurvey.interview.basis import Basis
from vocsurvey.interview.clock_words import Part, Said, offered_time, time_said
from vocsurvey.interview.heard import Command, Heard, Speech
from vocsurvey.interview.reading import CERTAIN_FROM, Given, Sign
from vocsurvey.interview.state import Frame
from vocsurvey.questionnaire.condition import Value
from vocsurvey.questionnaire.moment import NEAR, read_day, read_moment

STILL_AN_HOUR = timedelta(minutes=90)
"""What still counts as "in an hour": a lunch break may lie between."""
_MORNING = time(9)
_NOON = 12
_OFFICE = (9, 16)
_AFTER_LUNCH = 13
_EVENING = 17
_LATE = {Part.MORNING: 9, Part.AFTERNOON: 14, Part.EVENING: 19}
"""The hour that stands for a part of a day in which nobody can be called."""
_DAYS_OF_A_WEEK = 7
_SUNDAY = 6
_AN_HOUR = timedelta(hours=1)
OFFERED = ("in_an_hour", "tomorrow_morning")
_ASKING = (Frame.RIGHT_PERSON, Frame.RESUMPTION, Frame.GOOD_TIME, Frame.WHEN, Frame.DAY, Frame.HOUR)


def meant(
    basis: Basis, frame: Frame | None, day: date | None, heard: Heard
) -> Given | Command | Literal[Sign.CLOSED] | None:
    """The moment or the day that words mean at a step, such as ``2026-11-19T15:00`` for "Thursday at three".

    None where they mean no time, and where the step asks for none. Of a week in which there are several days to choose
    from, those are named again; a time at which nobody can be called is closed, or, where that is not what was asked
    for, leads to the step that names the days. What is said of an hour by itself is of ``day``, once that is known.
    """
    if frame not in _ASKING or basis.called_at is None or not isinstance(heard, Speech):
        return None
    if heard.confidence is not None and heard.confidence < CERTAIN_FROM:
        return None
    said = time_said(heard.words, basis.language)
    offered = offered_time(heard.words, basis.language) if frame not in (Frame.DAY, Frame.HOUR) else None
    if offered in OFFERED:
        return Given(offered)
    if said is None:
        return None
    if said.week is not None:
        return _of_week(basis, frame, said.week)
    if said.later is not None:
        return _from_now(basis, frame, basis.called_at + said.later)
    on = _on(basis, said, day if frame is Frame.HOUR else None)
    if on is None:
        return None
    if said.hour is None and said.part is None:
        return _day_alone(basis, frame, on)
    early = said.part is Part.MORNING and said.hour is None and _tomorrow(basis, on)
    if early and frame is not Frame.HOUR:
        return None  # "tomorrow morning" is one of the times that are offered
    return _given(basis, frame, _moment(basis, said, on))


def _given(basis: Basis, frame: Frame | None, at: datetime) -> Given | Literal[Sign.CLOSED]:
    if frame is Frame.HOUR and not open_at(basis, at):
        return Sign.CLOSED
    return Given(at.isoformat(timespec="minutes"))


def _from_now(basis: Basis, frame: Frame | None, at: datetime) -> Given | Literal[Sign.CLOSED] | None:
    """The moment of "in two hours"; an hour from now is one of the times that are offered."""
    assert basis.called_at is not None, "asked before"
    offered = at - basis.called_at == _AN_HOUR and frame not in (Frame.DAY, Frame.HOUR)
    return None if offered else _given(basis, frame, at)


def _day_alone(basis: Basis, frame: Frame | None, day: date) -> Given | Literal[Sign.CLOSED] | None:
    if frame is Frame.DAY and not hours_then(basis, day):
        return Sign.CLOSED
    soon_asked = _tomorrow(basis, day) and frame not in (Frame.DAY, Frame.HOUR)
    return None if soon_asked else Given(day.isoformat())


def _of_week(basis: Basis, frame: Frame | None, weeks: int) -> Given | Command | Literal[Sign.CLOSED]:
    """A week alone is the day of it that is offered; of several one is chosen from."""
    assert basis.today is not None, "asked before"
    monday = basis.today - timedelta(days=basis.today.weekday()) + timedelta(days=_DAYS_OF_A_WEEK * weeks)
    week = [one for one in days_offered(basis) if monday <= one < monday + timedelta(days=_DAYS_OF_A_WEEK)]
    if len(week) == 1:
        return Given(week[0].isoformat())
    if frame in (Frame.DAY, Frame.HOUR):
        return Command.REPEAT if week else Sign.CLOSED
    return Given("another_time" if week else (monday + timedelta(days=_SUNDAY)).isoformat())


def _on(basis: Basis, said: Said, day: date | None) -> date | None:
    """The day that was said, be it one of those offered or not; None for one that may be either of two."""
    today = basis.today
    assert today is not None, "asked before"
    if said.ahead is not None:
        return today + timedelta(days=said.ahead)
    if said.weekday is None:
        return day
    named = [one for one in days_offered(basis) if one.weekday() == said.weekday]
    if named:
        return None if distant(basis, named[0]) else named[0]
    return today + timedelta(days=(said.weekday - today.weekday() - 1) % _DAYS_OF_A_WEEK + 1)


def _tomorrow(basis: Basis, day: date) -> bool:
    return basis.today is not None and day == basis.today + timedelta(days=1)


def _moment(basis: Basis, said: Said, day: date) -> datetime:
    """The moment that was said: by the clock of 24 hours or of 12, whichever of the two is open."""
    if said.hour is None:
        part = said.part or Part.AFTERNOON
        wanted = [one for one in hours_then(basis, day) if _within(one, part) and ahead(basis, day, one)]
        return datetime.combine(day, time(wanted[0] if wanted else _LATE[part]))
    late = said.hour + _NOON if said.hour < _NOON else said.hour
    either = {None: (said.hour, late), Part.MORNING: (said.hour,)}.get(said.part, (late,))
    moments = [datetime.combine(day, time(hour, said.minute)) for hour in dict.fromkeys(either)]
    return next((one for one in moments if open_at(basis, one)), moments[0])


def _within(hour: int, part: Part) -> bool:
    """Whether an hour is in that part of the day; the one at noon is in none."""
    from_hour = {Part.AFTERNOON: _AFTER_LUNCH, Part.EVENING: _EVENING}
    return hour < _NOON if part is Part.MORNING else hour >= from_hour[part]


def ahead(basis: Basis, day: date, hour: int) -> bool:
    """Whether an hour of a day is still to come."""
    return basis.called_at is None or datetime.combine(day, time(hour)) > basis.called_at


def open_at(basis: Basis, moment: datetime) -> bool:
    """Whether somebody can be called back then. Within the last hour before a break nobody knows when it ends."""
    hours = hours_then(basis, moment.date())
    known = moment.hour in hours and (basis.called_at is None or moment > basis.called_at)
    return known and (moment.minute == 0 or moment.hour + 1 in hours)


def hours_then(basis: Basis, day: date) -> tuple[int, ...]:
    """The hours of a day at which somebody can be called; none of a day that is not offered. Today is not offered, but
    the hours that are left of it came with the call."""
    if day in days_offered(basis):
        return hours_on(basis, day)
    left = str(basis.fact("call_back.today") or "").split(".") if day == basis.today else []
    return tuple(int(one) for one in left if one.isdigit())


def near_enough(basis: Basis, value: Value | None, at: datetime) -> bool:
    """Whether a time is what was asked for: near enough to an hour from now, or tomorrow before noon."""
    now = basis.called_at
    if now is None:
        return True
    if value == "in_an_hour":
        return at - now <= STILL_AN_HOUR
    return at.date() == now.date() + timedelta(days=1) and at.hour < _NOON


def soon(basis: Basis, value: Value | None) -> datetime | None:
    """The time that came with the call, which lies in the calling hours; else the one that the words mean."""
    agreed = read_moment(basis.fact(f"call_back.{value}"))
    now = basis.called_at
    if agreed is not None or now is None:
        return agreed
    later = now + timedelta(hours=1)
    return later if value == "in_an_hour" else datetime.combine(now.date() + timedelta(days=1), _MORNING)


def possible(basis: Basis, value: Value | None) -> bool:
    """Whether an answer to when to call can be kept: in an hour, or tomorrow morning; the others always can."""
    at = soon(basis, value) if value in OFFERED else None
    return at is None or near_enough(basis, value, at)


def days_offered(basis: Basis) -> tuple[date, ...]:
    """The days to choose from, as they came with the call; else the next five working days."""
    known = basis.fact("call_back.days")
    if known is not None or basis.today is None:
        return tuple(day for day in map(read_day, str(known or "").split(",")) if day)
    week = (basis.today + timedelta(days=away) for away in range(1, 8))
    return tuple(day for day in week if day.weekday() < 5)


def distant(basis: Basis, day: date) -> bool:
    """Whether the name of a day would be taken for an earlier one: a week away and more, or after one of the name."""
    named = [one for one in days_offered(basis) if one.weekday() == day.weekday()]
    return day != named[0] or (basis.today is not None and day - basis.today > NEAR)


def hours_on(basis: Basis, day: date | None) -> tuple[int, ...]:
    """The hours of a day at which somebody can be called back, in order: as they came with the call, else from the
    first to the last that came with it, else those of an office."""
    by_day = dict(zip(days_offered(basis), str(basis.fact("call_back.hours") or "").split(","), strict=False))
    hours = tuple(int(one) for one in by_day.get(day, "").split(".") if one.isdigit()) if day is not None else ()
    if not hours and day is not None and day == basis.today:
        hours = hours_then(basis, day)
    if hours:
        return hours
    low, high = basis.fact("call_back.first_hour"), basis.fact("call_back.last_hour")
    first, last = (low, high) if isinstance(low, int) and isinstance(high, int) else _OFFICE
    return tuple(range(first, max(first, last) + 1))

"""When somebody may be called back: the times that came with the call, and what was said about one of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from vocsurvey.interview.basis import Basis
from vocsurvey.interview.clock_words import Part, Said, time_said
from vocsurvey.interview.heard import Heard, Speech
from vocsurvey.interview.reading import CERTAIN_FROM
from vocsurvey.interview.state import Frame
from vocsurvey.questionnaire.condition import Value
from vocsurvey.questionnaire.moment import NEAR, read_day, read_moment

STILL_AN_HOUR = timedelta(minutes=90)
"""What still counts as "in an hour": a lunch break may lie between."""
_MORNING = time(9)
_NOON = 12
_OFFICE = (9, 16)
_AFTER_LUNCH = 13
_ASKING = (Frame.RIGHT_PERSON, Frame.RESUMPTION, Frame.GOOD_TIME, Frame.WHEN, Frame.DAY, Frame.HOUR)


def meant(basis: Basis, frame: Frame | None, day: date | None, heard: Heard) -> str | None:
    """The moment or the day that words mean at a step, such as ``2026-11-19T15:00`` for "Thursday at three".

    None where they mean none of the days that are offered, and where the step asks for no time. A day alone is not
    read at the step that asks for the day, which knows its own answers. What is said of an hour by itself is of
    ``day``, once that is known.
    """
    if frame not in _ASKING or basis.called_at is None or not isinstance(heard, Speech):
        return None
    if heard.confidence is not None and heard.confidence < CERTAIN_FROM:
        return None
    said = time_said(heard.words, basis.language)
    on = None if said is None else _on(basis, said, day if frame is Frame.HOUR else None)
    if said is None or on is None:
        return None
    if said.hour is None and said.part is None:
        return None if frame in (Frame.DAY, Frame.HOUR) or _tomorrow(basis, on) else on.isoformat()
    at = _moment(basis, said, on)
    early = said.part is Part.MORNING and said.hour is None and _tomorrow(basis, on)
    if at is None or (early and frame is not Frame.HOUR):
        return None  # "tomorrow morning" is one of the times that are offered
    return at.isoformat(timespec="minutes")


def _on(basis: Basis, said: Said, day: date | None) -> date | None:
    """The day that was said, if it is one of those offered."""
    if said.weekday is None and said.ahead is None:
        return day
    today = basis.called_at.date() if basis.called_at is not None else None
    for one in days_offered(basis):
        if said.ahead is not None and today is not None and one == today + timedelta(days=said.ahead):
            return one
        if said.weekday == one.weekday() and not distant(basis, one):
            return one
    return None


def _tomorrow(basis: Basis, day: date) -> bool:
    return basis.today is not None and day == basis.today + timedelta(days=1)


def _moment(basis: Basis, said: Said, day: date) -> datetime | None:
    """The moment that was said: by the clock of 24 hours or of 12, whichever of the two is open."""
    if said.hour is None:
        hours = [one for one in hours_on(basis, day) if (one < _NOON) is (said.part is Part.MORNING)]
        wanted = [one for one in hours if one < _NOON or one >= _AFTER_LUNCH]
        return datetime.combine(day, time(wanted[0])) if wanted else None
    late = said.hour + _NOON if said.hour < _NOON else said.hour
    either = {None: (said.hour, late), Part.MORNING: (said.hour,), Part.AFTERNOON: (late,)}[said.part]
    moments = [datetime.combine(day, time(hour, said.minute)) for hour in dict.fromkeys(either)]
    return next((one for one in moments if open_at(basis, one)), moments[0])


def open_at(basis: Basis, moment: datetime) -> bool:
    """Whether somebody can be called back then. Within the last hour before a break nobody knows when it ends."""
    hours = hours_on(basis, moment.date())
    known = moment.hour in hours and moment.date() in days_offered(basis)
    return known and (moment.minute == 0 or moment.hour + 1 in hours)


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
    if hours:
        return hours
    low, high = basis.fact("call_back.first_hour"), basis.fact("call_back.last_hour")
    first, last = (low, high) if isinstance(low, int) and isinstance(high, int) else _OFFICE
    return tuple(range(first, max(first, last) + 1))

"""The table of decisions, ``permission_cases.csv``: what is known of a person, and what the answer must be.

Columns: ``place`` is a country with its subdivision (``DE-BY``), ``zones`` are separated by a bar, ``now`` and
``until`` are in UTC. ``facts`` are words: ``consent=yes|no|unknown`` (as a list says; yes where nothing is said),
``ledger=purpose:yes|no@given[/expires]``, ``suppressed=subject:scope``, ``tried=ending[.live]@when,…``, ``due=when``,
``survey=completed|called|both|outstanding@when``, ``account=contacts:when,…`` (the colleagues who were called),
``campaign|account_hours|contact_hours=days:from-to,…``, ``starts=when``, ``ends=when``, ``spent=calls:money[@day]``,
``own=calls:money[@day]`` of the campaign and its ``limit=calls:money`` (either may be empty),
``quota=full``, ``nights`` (phones may ring at night where no statute says otherwise), ``note=days`` or
``note=days@sent``, and single words for what is so or not.
A time is relative to now: ``-2h``, ``+1d``, ``-23h59m``.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast, get_args

from vocsurvey.fieldwork.advance_notice import Note
from vocsurvey.fieldwork.allowance import Spent
from vocsurvey.fieldwork.calendar import calling_hours
from vocsurvey.fieldwork.consent import Given
from vocsurvey.fieldwork.fatigue import Colleagues, OtherSurvey
from vocsurvey.fieldwork.permission import Callee
from vocsurvey.fieldwork.phone import LineKind
from vocsurvey.fieldwork.plan import Limit
from vocsurvey.fieldwork.protocol import Channel, Ending, PastAttempt
from vocsurvey.fieldwork.suppression import Scope, Subject, Suppressed
from vocsurvey.fieldwork.window import Hours, read_week
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.rulebook import Rulebook

TABLE = Path(__file__).with_name("permission_cases.csv")
HOURS = ("campaign", "account_hours", "contact_hours")
NIGHTS = "nights"
WORDS: dict[str, dict[str, Any]] = {
    "appointment": {"appointment": True},
    "verification": {"verification": True},
    "inactive": {"active": False},
    "line_taken": {"line_taken": True},
    "paused": {"campaign_running": False},
    "country_stopped": {"country_stopped": True},
    "stopped": {"dialling_stopped": True},
    "quota=full": {"quota_full": True},
    NIGHTS: {},
}


@dataclass(frozen=True)
class Row:
    """One row of the table, read."""

    what: str
    person: Callee
    channel: Channel
    hours: Hours
    now: datetime
    verdict: str
    until: datetime | None
    reasons: tuple[str, ...]


def read_table(rules: Rulebook) -> list[Row]:
    """Every row, in order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [_row(cells, rules) for cells in csv.DictReader(file)]


def _row(cells: dict[str, str], rules: Rulebook) -> Row:
    now = _moment(cells["now"])
    country, _, subdivision = cells["place"].partition("-")
    words = cells["facts"].split()
    assert cells["line"] in get_args(LineKind)
    facts: dict[str, Any] = {}
    for word in words:
        facts |= WORDS.get(word, {})
    told = [word.partition("=")[::2] for word in words if word not in WORDS]
    for name, value in told:
        if name not in (*HOURS, "consent"):
            _add(facts, name, value, now, rules)
    listed = next((value for name, value in told if name == "consent"), "yes")
    if listed != "unknown":
        facts["consents"] = (Given(Purpose.AUTOMATED_VOICE, listed == "yes"), *facts.get("consents", ()))
    week = {name: _week(value) for name, value in told if name in HOURS}
    narrower = [week[name] for name in HOURS[1:] if name in week]
    return Row(
        what=cells["what"],
        person=Callee(
            zones=tuple(filter(None, cells["zones"].split("|"))),
            kind=cast(LineKind, cells["line"]),
            country=country or None,
            **facts,
        ),
        channel=Channel(cells["channel"]),
        hours=calling_hours(
            rules.hours.model_copy(update={"elsewhere": None}) if NIGHTS in words else rules.hours,
            rules.holidays,
            country or None,
            week.get("campaign"),
            *narrower,
            subdivision=subdivision or None,
        ),
        now=now,
        verdict=cells["verdict"],
        until=_moment(cells["until"]) if cells["until"] else None,
        reasons=tuple(cells["reasons"].split()),
    )


def _add(facts: dict[str, Any], name: str, value: str, now: datetime, rules: Rulebook) -> None:
    """What one word with a value says of the person."""
    what, _, when = value.partition("@")
    more: tuple[str, tuple[Any, ...]]
    match name:
        case "due" | "starts" | "ends":
            facts[{"due": "due_at"}.get(name, f"campaign_{name}_at")] = _when(value, now)
            return
        case "account":
            contacts, _, called = value.partition(":")
            times = tuple(_when(one, now) for one in filter(None, called.split(",")))
            facts["account"] = Colleagues(int(contacts), times)
            return
        case "spent" | "own":
            calls, _, money = what.partition(":")
            day = rules.allowance.day(now) + timedelta(days=int(when or 0))
            facts["spent" if name == "spent" else "campaign_spent"] = Spent(day, int(calls), Decimal(money))
            return
        case "limit":
            calls, _, money = what.partition(":")
            facts["campaign_limit"] = Limit(int(calls) if calls else None, Decimal(money) if money else None)
            return
        case "note":
            facts["note"] = Note(timedelta(days=int(what)), _when(when, now) if when else None)
            return
        case "suppressed":
            subject, _, scope = value.partition(":")
            facts["suppressed"] = facts.get("suppressed", frozenset()) | {Suppressed(Subject(subject), Scope(scope))}
            return
        case "ledger":
            purpose, _, answer = what.partition(":")
            given, _, expires = when.partition("/")
            expires_at = _when(expires, now) if expires else None
            more = ("consents", (Given(Purpose(purpose), answer == "yes", _when(given, now), expires_at),))
        case "tried":
            more = ("attempts", tuple(_attempt(one, now) for one in filter(None, value.split(","))))
        case _:
            assert name == "survey", f"nobody knows what {name} is"
            at = _when(when, now)
            rang, done = what != "completed", what in ("completed", "both")
            survey = OtherSurvey(at if rang else None, at if done else None, what == "outstanding")
            more = ("surveys", (survey,))
    facts[more[0]] = (*facts.get(more[0], ()), *more[1])


def _attempt(word: str, now: datetime) -> PastAttempt:
    what, _, when = word.partition("@")
    ending, _, channel = what.partition(".")
    dialled = ending not in ("open", "not_dialed", "rejected")
    return PastAttempt(
        _when(when, now), dialled, Ending(ending) if ending != "open" else None, Channel(channel or "ivr")
    )


def _week(words: str) -> Hours:
    days: dict[str, list[str]] = {}
    for word in words.split(","):
        day, _, span = word.partition(":")
        days.setdefault(day, []).append(span)
    return read_week(days)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _when(text: str, now: datetime) -> datetime:
    found = re.fullmatch(r"([+-])(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?", text)
    assert found, f"{text!r} is no time"
    days, hours, minutes = (int(part or 0) for part in found.groups()[1:])
    away = timedelta(days=days, hours=hours, minutes=minutes)
    return now + away if found[1] == "+" else now - away

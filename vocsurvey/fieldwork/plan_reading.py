"""A plan as somebody typed it, read into a plan, or everything that is wrong with it, each at its field."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vocsurvey.fieldwork.advance_notice import read_note_days
from vocsurvey.fieldwork.calendar import calling_hours, read_hours
from vocsurvey.fieldwork.drawing import FILTERS, Draw, Per, Sampling
from vocsurvey.fieldwork.phone import read_number
from vocsurvey.fieldwork.plan import Answerable, Plan, Tries, WeekWords
from vocsurvey.fieldwork.plan_limits import read_limit, read_priority, read_quotas
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.quota import unknown_value
from vocsurvey.fieldwork.recurrence import Every
from vocsurvey.fieldwork.typed import Known, Problems, Reading, Typed
from vocsurvey.fieldwork.window import DAYS, Hours, known_zone, next_open, read_week

LONGEST_NAME = 200
_HOURS, _DATES = frozenset({"hours", *DAYS}), frozenset({"zone", "first_day", "last_day"})
_DASH = re.compile(r"\s*[-–]\s*")


def read_plan(typed: Typed, known: Known) -> Plan | Problems:
    """The plan, or what is wrong with it: at least one sentence, by the name of the field."""
    it = Reading(typed, known)
    zone = _zone(it)
    starts_at, ends_at = _dates(it, zone)
    hours = _hours(it)
    check_window(it, hours, zone, starts_at, ends_at)
    plan = Plan(
        name=_name(it),
        company_name=_company(it),
        questionnaire=_questionnaire(it),
        from_number=_from_number(it),
        owner_id=(owner_id := _owner(it)),
        answerable=_answerable(it, owner_id),
        about=_about(it),
        filters={name: chosen for name in FILTERS if (chosen := _values(it, name))},
        sampling=_sampling(it),
        zone=zone,
        hours=hours,
        starts_at=starts_at,
        ends_at=ends_at,
        tries=_tries(it),
        limit=read_limit(it),
        quotas=read_quotas(it),
        every=(every := _every(it)),
        launched_by_clock=every is not None and it.one("by_clock") == "yes",
        standing=_standing(it, every),
        priority=read_priority(it),
        note_days=read_note_days(it),
    )
    return it.problems or plan


def _name(it: Reading) -> str:
    name = it.one("name")
    if not name:
        it.refuse("name", "Give the campaign a name, like “After support, November”.")
    elif len(name) > LONGEST_NAME:
        it.refuse("name", f"Shorten the name to {LONGEST_NAME} characters.")
    elif name in it.known.taken:
        it.refuse("name", f"There is a campaign called “{name}” already; choose another name.")
    return name


def _company(it: Reading) -> str:
    company = it.one("company_name")
    if not company or len(company) > LONGEST_NAME:
        it.refuse("company_name", "Say in whose name we call, in a few words: it is said at the start of every call.")
    return company


def _questionnaire(it: Reading) -> str:
    name = it.one("questionnaire")
    if name not in it.known.questionnaires:
        there = ", ".join(sorted(it.known.questionnaires))
        it.refuse("questionnaire", f"There is no questionnaire “{name}”; there are {there}." if name
                  else "Choose what is asked.")  # fmt: skip
    return name


def _from_number(it: Reading) -> str:
    text = it.one("from_number")
    if not text:
        it.refuse(
            "from_number", "Give the number that people see, like +12025550100. It is answered when they call back."
        )
        return ""
    if len(it.many("from_number")) > 1:
        it.refuse("from_number", "There are two numbers: choose one of yours, or type another one.")
    line = read_number(text, None)
    if isinstance(line, Problem):
        it.refuse("from_number", line.sentence)
        return ""
    if line.extension:
        it.refuse("from_number", "The number that people see has no extension; give the whole number of a line.")
    return line.number


def _owner(it: Reading) -> int | None:
    text = it.one("owner")
    if not text:
        return None
    owner_id = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    if owner_id not in it.known.owners:
        it.refuse("owner", "That person cannot answer for a campaign; choose somebody who works with customers.")
    return owner_id


def _answerable(it: Reading, owner_id: int | None) -> Answerable:
    text = it.one("answerable") or Answerable.ACCOUNT.value
    if text not in frozenset(Answerable):
        it.refuse("answerable", "Choose who owns the follow-ups.")
        return Answerable.ACCOUNT
    chosen = Answerable(text)
    if chosen is not Answerable.ACCOUNT and owner_id is None:
        it.refuse("owner", "Say who answers for the campaign, because its follow-ups go to them.")
    return chosen


def _about(it: Reading) -> tuple[str, ...]:
    chosen, kinds = it.many("about"), it.known.kinds
    for kind in sorted(set(chosen) - kinds):
        it.refuse("about", f"{kind} is not a kind of touchpoint; the kinds are {', '.join(sorted(kinds))}.")
    return chosen


def _values(it: Reading, name: str) -> tuple[str, ...]:
    chosen = it.many(name)
    for value in chosen:
        if (problem := unknown_value(name, value, it.known.values.get(name, ()))) is not None:
            it.refuse(name, problem.sentence)
    return chosen


def _sampling(it: Reading) -> Sampling:
    rule, per = it.one("draw") or Draw.ALL.value, it.one("per") or Per.ACCOUNT.value
    if rule not in frozenset(Draw) or per not in frozenset(Per):
        it.refuse("draw", "Choose how people are drawn.")
        return Sampling()
    number = None
    if rule == Draw.ONE_IN:
        number = it.needed("one_in", "one in how many people is asked", 2, 1000)
    elif rule == Draw.AT_MOST:
        number = it.needed("at_most", "how many people are asked at most", 1, 1000)
    return Sampling(Draw(rule), number or 1, Per(per), it.one("unhappy_too") != "no")


def _zone(it: Reading) -> str:
    zone = it.one("zone") or "UTC"
    if known_zone(zone):
        return zone
    it.refuse("zone", f"“{zone}” is not a time zone; write it like Europe/Berlin or UTC.")
    return "UTC"


def _dates(it: Reading, zone: str) -> tuple[datetime | None, datetime | None]:
    """From the beginning of the first day to the end of the last one, in the campaign's zone."""
    first, last = it.day("first_day"), it.day("last_day")
    if first is not None and last is not None and last < first:
        it.refuse("last_day", "The last day is before the first one; choose a later day.")
    ends_at = None if last is None else midnight(last + timedelta(days=1), zone)
    if ends_at is not None and ends_at <= it.known.now:
        it.refuse("last_day", "The last day is over already; choose a later day, or none.")
    return None if first is None else midnight(first, zone), ends_at


def midnight(day: date, zone: str) -> datetime:
    """When a day begins in a zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _hours(it: Reading) -> WeekWords | None:
    """Hours of the campaign's own: one text for each day, spans with commas between them."""
    if it.one("hours") != "own":
        return None
    week: dict[str, list[str]] = {}
    for day in DAYS:
        spans = [_DASH.sub("-", span.strip()) for span in it.one(day).split(",") if span.strip()]
        if spans:
            read = read_hours({day: spans})
            if isinstance(read, Problem):
                it.refuse(day, read.sentence)
            week[day] = spans
    if not week:
        it.refuse("hours", "These hours never open; name at least one day, like 09:00-17:00.")
    return week


def check_window(
    it: Reading, hours: WeekWords | None, zone: str, starts_at: datetime | None, ends_at: datetime | None
) -> None:
    """Whether any phone may ring at all: within the law of each country, and between the two dates.

    Said beside whatever else is wrong, unless the hours, or the days, cannot be read themselves.
    """
    if it.problems.keys() & _HOURS:
        return
    own = read_week(hours) if hours is not None else None
    known = frozenset(it.known.values.get("country", ()))
    # Where nobody is known yet, what holds wherever nothing else is said.
    countries: frozenset[str | None] = known.intersection(it.many("country")) or known or frozenset((None,))
    allowed = {one: calling_hours(it.known.hours, it.known.holidays, one, own) for one in countries}
    if not any(_opens(one) for one in allowed.values()):
        names = ", ".join(sorted(filter(None, allowed))) or "most countries"
        chosen = "choose hours inside those of the law and of our rules"
        it.refuse("hours", f"No phone may ring at any of these hours in {names}; {chosen}.")
    elif ends_at is not None and not it.problems.keys() & _DATES:
        begins = max(starts_at or it.known.now, it.known.now)
        if not any(_rings(one, zone, begins, ends_at) for one in allowed.values()):
            it.refuse("last_day", "No phone may ring between these days: they are all closed. Choose a later last day.")


def _opens(hours: Hours) -> bool:
    return any(hours.week)


def _rings(hours: Hours, zone: str, begins: datetime, ends_at: datetime) -> bool:
    opened = next_open(begins, (zone,), hours)
    return opened is not None and opened < ends_at


def _tries(it: Reading) -> Tries:
    attempts = it.number("attempts", "how often a person is tried", it.known.max_attempts)
    gap = it.number("gap_days", "the days between two tries", 30)
    message = {"yes": True, "no": False}.get(it.one("machine_message"))
    return Tries(attempts, gap, message)


def _standing(it: Reading, every: Every | None) -> bool:
    """Whether it waits for events. One that begins anew every quarter would wait twice for the same."""
    standing = it.one("standing") == "yes"
    if standing and every is not None:
        it.refuse("every", "A campaign that waits for events does not come again; it goes on until its last day.")
    return standing


def _every(it: Reading) -> Every | None:
    text = it.one("every")
    if text and text not in frozenset(Every):
        it.refuse("every", "Choose whether it comes again every quarter, every year, or not at all.")
    return Every(text) if text in frozenset(Every) else None

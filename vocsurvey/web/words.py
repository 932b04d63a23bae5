"""Codes in words, and times and amounts as people read them: the filters of the templates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup

from vocsurvey.clock import now
from vocsurvey.db.reads.follow_up_keys import MOST
from vocsurvey.fieldwork.explanation import reason_in_words, reasons_in_words
from vocsurvey.followup.closing import RootCause
from vocsurvey.reporting.coaching import Became
from vocsurvey.web.follow_up_words import CAUSES, EVENTS, STATES
from vocsurvey.web.refusal_words import purpose, scope, source, subject
from vocsurvey.web.visitor import known_visitor

ROLES = {
    "account_team": "account team",
    "caller": "caller",
    "customer_success": "customer success",
    "manager": "manager",
    "agent": "agent",
    "admin": "administrator",
    "decision_maker": "decision maker",
    "influencer": "influencer",
    "user": "user",
}
METRICS = {
    "cared": "Genuinely cared",
    "csat": "Satisfied",
    "ces": "Made it easy",
    "nps": "Would recommend",
    "fcr_resolved": "Resolved",
    "fcr_one_contact": "In one contact",
}


LIST_STATES = {
    "arriving": "arriving",
    "reading": "being read",
    "columns_wanted": "waits for its columns",
    "comparing": "being compared",
    "checked": "waits for your word",
    "applying": "being imported",
    "applied": "imported",
    "refused": "not imported",
    "discarded": "thrown away",
}
LIST_COLUMNS = {
    "account_id": "customer number",
    "account": "customer",
    "account_country": "country",
    "tier": "tier",
    "yearly_value": "yearly value",
    "owner_email": "account owner’s e-mail",
    "contact_id": "contact number",
    "contact_name": "name",
    "first_name": "first name",
    "last_name": "last name",
    "contact_role": "role",
    "zone": "time zone",
    "touchpoint_id": "number of the case or order",
    "touchpoint_kind": "what it is about",
    "touchpoint_subject": "subject",
    "agent_id": "agent’s number",
    "agent_name": "agent",
    "agent_team": "agent’s team",
    "agent_shift": "agent’s shift",
    "email": "e-mail",
    "subdivision": "state or province",
    "preferred_time": "best time to call",
    "automated_voice_consent": "may be phoned by an automated voice",
}


def plain(code: str | None) -> str:
    """A code that has no words of its own, readable."""
    return (code or "").replace("_", " ")


def role(code: str) -> str:
    """A role of a person or a contact."""
    return ROLES.get(code, plain(code))


def state(code: str) -> str:
    """A follow-up's state."""
    return STATES.get(code, plain(code))


def metric(code: str | None, question: str) -> str:
    """What an answer measures, in a word or two; the question's own name where it feeds no figure."""
    return METRICS.get(code or "", plain(question).capitalize())


def cause(code: str) -> str:
    """A root cause."""
    return CAUSES[RootCause(code)] if code in list(RootCause) else plain(code)


def reason(code: str) -> str:
    """Why somebody is not called."""
    return reason_in_words(code)


def reasons(codes: Sequence[str]) -> str:
    """All that a case waits for."""
    return reasons_in_words(codes)


def event(code: str) -> str:
    """An event of a follow-up."""
    return EVENTS.get(code, plain(code))


def list_state(code: str) -> str:
    """How far a contact list has come."""
    return LIST_STATES.get(code, plain(code))


def list_column(code: str) -> str:
    """A column of a contact list."""
    return LIST_COLUMNS.get(code, plain(code))


def queue(code: str | None) -> str:
    """A queue's name."""
    return f"{plain(code)} queue"


def bounded(count: int) -> str:
    """A count that may have stopped counting."""
    return f"more than {MOST}" if count > MOST else str(count)


def local(moment: datetime) -> datetime:
    """The moment in the visitor's own zone."""
    person = known_visitor()
    return moment.astimezone(ZoneInfo(person.zone if person is not None else "UTC"))


def today() -> date:
    """The day where the visitor is."""
    return local(now()).date()


def time_words(moment: datetime | None) -> Markup | str:
    """A moment in the visitor's zone, with the zone named; a year only when it is not this one."""
    if moment is None:
        return "—"
    here = local(moment)
    day = f"{here:%a} {here.day} {here:%b}" + ("" if here.year == local(now()).year else f" {here.year}")
    stamp = moment.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{}, {:%H:%M} <span class="zone">{}</span></time>').format(
        stamp, day, here, here.tzname() or "UTC"
    )


def day_words(day: date) -> Markup:
    """A day; a year only when it is not this one."""
    said = f"{day:%a} {day.day} {day:%b}" + ("" if day.year == local(now()).year else f" {day.year}")
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), said)


def clock_words(moment: datetime) -> Markup:
    """The time of day in the visitor's zone, to the second: for what happened within one call."""
    stamp = moment.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{:%H:%M:%S}</time>').format(stamp, local(moment))


def clock_there(moment: datetime, zone: str) -> str:
    """A moment as a clock on the wall of another zone shows it."""
    return f"{moment.astimezone(ZoneInfo(zone)):%a %H:%M}"


def from_now(moment: datetime | None) -> str:
    """How far away a moment is: ``in 2 h 10 min``, ``3 days ago``."""
    if moment is None:
        return ""
    away = moment - now()
    ago = away < timedelta(0)
    words = length(abs(away))
    return f"{words} ago" if ago else f"in {words}"


def lateness(moment: datetime | None) -> str:
    """How a deadline stands: ``due in 2 h``, ``overdue by 3 days``."""
    if moment is None:
        return "nothing is due"
    away = moment - now()
    return f"overdue by {length(-away)}" if away < timedelta(0) else f"due in {length(away)}"


def overdue(moment: datetime | None) -> bool:
    """Has the moment passed?"""
    return moment is not None and moment < now()


def length(span: timedelta) -> str:
    """A length of time with its one or two largest units."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h" + (f" {minutes} min" if minutes and hours < 6 else "")
    days = hours // 24
    return "1 day" if days == 1 else f"{days} days"


def amount(value: float | None) -> str:
    """A yearly value, without decimals."""
    return "value not known" if value is None else f"{value:,.0f} a year"


FINDINGS = {
    "told": "the carrier told it by itself",
    "placed": "the phone rang",
    "never_placed": "the phone never rang",
    "given_up": "never found out; counted as an attempt",
    "recovered": "key presses that had not reached us",
}


BECAME = {
    Became.DONE: "Done, and both saw it",
    Became.PARTLY: "Partly",
    Became.NOT_YET: "Not yet",
}


def became(code: str) -> str:
    """What became of the step that was agreed in a coaching."""
    return BECAME[Became(code)]


def finding(verdict: str) -> str:
    """What was found out about an uncertain call."""
    return FINDINGS.get(verdict, plain(verdict))


def install(app: Flask) -> None:
    """Make the words known to every template."""
    filters = (
        plain,
        role,
        state,
        metric,
        cause,
        reason,
        reasons,
        event,
        queue,
        bounded,
        list_state,
        list_column,
        subject,
        purpose,
        scope,
        source,
        time_words,
        day_words,
        clock_words,
        clock_there,
        from_now,
        lateness,
        overdue,
        amount,
        finding,
        became,
    )
    for one in filters:
        app.add_template_filter(one, one.__name__)

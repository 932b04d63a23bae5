"""By when a follow-up's customer is spoken to, gathered from the rows for ``followup.deadlines``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.window import Hours, open_at
from vocsurvey.followup.deadlines import Deadlines, due, moved_on, reachable
from vocsurvey.followup.severity import Severity
from vocsurvey.followup.working_time import working_hours
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.calling_times import country_of, hours_of, subdivision_of
from vocsurvey.operations.presence import own_hours
from vocsurvey.rulebook import Rulebook


def deadlines_for(
    contact: Contact, owner: User | None, severity: Severity, rules: Rulebook, opened_at: datetime
) -> Deadlines:
    """The deadlines of a follow-up opened then; without an owner they count in the customer's own zone."""
    return due(opened_at, severity, *_sides(contact, owner, rules), rules.severity)


def reachable_for(contact: Contact, owner: User | None, rules: Rulebook, opened_at: datetime) -> datetime | None:
    """The earliest moment (UTC) that can be promised from then on, as ``followup.deadlines.reachable`` has it."""
    return reachable(opened_at, *_sides(contact, owner, rules), rules.severity)


def moved_on_for(
    contact: Contact,
    owner: User | None,
    rules: Rulebook,
    deadline: datetime,
    pauses: Sequence[tuple[datetime, datetime]],
) -> datetime:
    """A deadline (UTC) after we waited for the customer, as ``followup.deadlines.moved_on`` has it."""
    return moved_on(deadline, pauses, *_sides(contact, owner, rules))


def working_time_of(contact: Contact, owner: User | None, rules: Rulebook) -> tuple[Hours, str]:
    """When the owner of a follow-up works, and the zone they do it in; without one, as if they were the customer's
    neighbour.
    """
    owner_zone = owner.zone if owner else next(iter(zones_of(contact)), "UTC")
    if owner is not None and owner.country is not None:
        holidays = rules.holidays.of(owner.country)
    else:
        # Nobody has told us the owner's country: the customer's holidays count for both.
        holidays = rules.holidays.of(country_of(contact), subdivision_of(contact))
    own = own_hours(owner) if owner is not None else None
    return working_hours(rules.severity.owner_hours, own, holidays), owner_zone


def at_work(contact: Contact, owner: User, rules: Rulebook, now: datetime) -> bool:
    """Whether the owner of a customer's follow-up is at work at this moment, as their deadlines have it."""
    hours, zone = working_time_of(contact, owner, rules)
    return open_at(now, (zone,), hours)


def _sides(contact: Contact, owner: User | None, rules: Rulebook) -> tuple[Hours, str, Hours, tuple[str, ...]]:
    """When the owner works and where, and when the customer can be called and where."""
    owner_hours, owner_zone = working_time_of(contact, owner, rules)
    return owner_hours, owner_zone, hours_of(contact, rules), tuple(zones_of(contact))

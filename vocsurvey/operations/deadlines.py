"""By when a follow-up's customer is spoken to, gathered from the rows for ``followup.deadlines``."""

from __future__ import annotations

from datetime import datetime

from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.window import Hours
from vocsurvey.followup.deadlines import Deadlines, due, reachable
from vocsurvey.followup.severity import Severity
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.calling_times import country_of, hours_of, subdivision_of
from vocsurvey.rulebook import Rulebook


def deadlines_for(
    contact: Contact, owner: User | None, severity: Severity, rules: Rulebook, opened_at: datetime
) -> Deadlines:
    """The deadlines of a follow-up opened then; without an owner they count in the customer's own zone."""
    return due(opened_at, severity, *_sides(contact, owner, rules), rules.severity)


def reachable_for(contact: Contact, owner: User | None, rules: Rulebook, opened_at: datetime) -> datetime | None:
    """The earliest moment (UTC) that can be promised from then on, as ``followup.deadlines.reachable`` has it."""
    return reachable(opened_at, *_sides(contact, owner, rules), rules.severity)


def _sides(contact: Contact, owner: User | None, rules: Rulebook) -> tuple[Hours, str, Hours, tuple[str, ...]]:
    """When the owner works and where, and when the customer can be called and where."""
    zones = zones_of(contact)
    owner_zone = owner.zone if owner else next(iter(zones), "UTC")
    owner_hours = rules.severity.owner_hours.week
    if rules.severity.owner_hours.closed_on_holidays:
        # Nobody has told us the owner's country: the customer's holidays count for both.
        owner_hours = owner_hours.closed_also_on(rules.holidays.of(country_of(contact), subdivision_of(contact)))
    return owner_hours, owner_zone, hours_of(contact, rules), tuple(zones)

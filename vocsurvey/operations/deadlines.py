"""By when a follow-up's customer is spoken to, gathered from the rows for ``followup.deadlines``."""

from __future__ import annotations

from datetime import datetime

from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.calendar import calling_hours
from vocsurvey.fieldwork.phone import candidate_zones
from vocsurvey.followup.deadlines import Deadlines, due
from vocsurvey.followup.severity import Severity
from vocsurvey.operations.decision import line_of
from vocsurvey.rulebook import Rulebook


def deadlines_for(
    contact: Contact, owner: User | None, severity: Severity, rules: Rulebook, opened_at: datetime
) -> Deadlines:
    """The deadlines of a follow-up opened then; without an owner they count in the customer's own zone."""
    zones = (contact.zone,) if contact.zone else candidate_zones(line_of(contact.line))
    owner_zone = owner.zone if owner else next(iter(zones), "UTC")
    owner_hours = rules.severity.owner_hours.week
    if rules.severity.owner_hours.closed_on_holidays:
        # Nobody has told us the owner's country: the customer's holidays count for both.
        owner_hours = owner_hours.closed_also_on(rules.holidays.of(contact.line.country))
    return due(
        opened_at,
        severity,
        owner_hours,
        owner_zone,
        calling_hours(rules.hours, rules.holidays, contact.line.country),
        zones,
        rules.severity,
    )

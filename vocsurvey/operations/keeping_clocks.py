"""The clocks and the next deadline of a follow-up, read from its history whenever somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from vocsurvey.db.followup import FollowUp, FollowUpEvent
from vocsurvey.followup.clocks import Clocks, Moment, next_deadline, read_clocks
from vocsurvey.followup.deadlines import Deadlines
from vocsurvey.followup.lifecycle import Event
from vocsurvey.operations.deadlines import moved_on_for
from vocsurvey.rulebook import Rulebook

# What an event's details call the date that it set: a promise has a name of its own.
_DATES = ("promised_at", "until")


def clocks_of(events: Iterable[FollowUpEvent]) -> Clocks:
    """The clocks of a follow-up, from its whole history, oldest event first."""
    return read_clocks([Moment(Event(one.kind), one.happened_at, date_in(one.details)) for one in events])


def deadlines_of(follow_up: FollowUp, clocks: Clocks, rules: Rulebook) -> Deadlines:
    """By when the customer is first spoken to and by when a plan is agreed, after what we waited for them."""
    plan_at = follow_up.plan_due_at
    if clocks.pauses:
        pauses = [(pause.since, pause.until) for pause in clocks.pauses]
        plan_at = moved_on_for(follow_up.contact, follow_up.owner, rules, plan_at, pauses)
    return Deadlines(follow_up.first_contact_due_at, plan_at)


def next_action_of(follow_up: FollowUp, clocks: Clocks, rules: Rulebook) -> datetime | None:
    """The soonest of the live deadlines (UTC); None when nothing is owed any more."""
    return next_deadline(clocks, deadlines_of(follow_up, clocks, rules))


def date_in(details: Mapping[str, Any]) -> datetime | None:
    """The date that an event set, from its details; None for one that sets none."""
    found = next((details[name] for name in _DATES if details.get(name)), None)
    return None if found is None else datetime.fromisoformat(found)

"""When a contact's phone may ring, from what the rules, the campaign, the account and the contact say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign
from vocsurvey.db.sample import Account, Contact
from vocsurvey.fieldwork.calendar import calling_hours, read_hours
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.subdivision import subdivision_named
from vocsurvey.fieldwork.window import Hours, read_week
from vocsurvey.rulebook import Rulebook


def country_of(contact: Contact) -> str | None:
    """Whose rules apply: those of the number's country; of a number of no country, those of the account's."""
    return contact.line.country or contact.account.country


def subdivision_of(contact: Contact) -> str | None:
    """The state or province whose rules apply; where nobody said it, the one that the account's region names.

    It is not read from the number: people keep theirs when they move, and an unknown one is held to the rules of all.
    """
    return contact.subdivision or subdivision_named(contact.account.region, country_of(contact))


def hours_of(contact: Contact, rules: Rulebook, campaign: Campaign | None = None) -> Hours:
    """The narrowest of statute, campaign, account and contact, holidays included.

    When a person likes to be called narrows the hours; where that would leave none at all, it is left aside.
    """
    return _hours(contact, rules, campaign, wished=not wish_aside(contact, rules, campaign))


def wish_aside(contact: Contact, rules: Rulebook, campaign: Campaign | None = None) -> bool:
    """Whether the hours that a person likes are never open here, while others are: it is a wish and forbids nothing."""
    if contact.hours is None or any(_hours(contact, rules, campaign, wished=True).week):
        return False
    return any(_hours(contact, rules, campaign, wished=False).week)


def _hours(contact: Contact, rules: Rulebook, campaign: Campaign | None, *, wished: bool) -> Hours:
    theirs = (contact.account.hours, contact.hours if wished else None)
    wishes = [read_week(hours) for hours in theirs if hours is not None]
    return calling_hours(
        rules.hours,
        rules.holidays,
        country_of(contact),
        read_week(campaign.hours) if campaign is not None and campaign.hours is not None else None,
        *wishes,
        subdivision=subdivision_of(contact),
    )


def set_hours(
    session: Session, whose: Campaign | Account | Contact, week: Mapping[str, Sequence[str]] | None
) -> Problem | None:
    """Give a campaign, an account or a contact hours of its own, or take them away (None); refused if they never open.

    ``week`` is in words: ``{"mon-fri": ["09:00-12:00", "13:00-17:00"]}``.
    """
    read = read_hours(week) if week is not None else None
    if isinstance(read, Problem):
        return read
    whose.hours = {day: list(spans) for day, spans in week.items()} if week is not None else None
    session.flush()
    return None

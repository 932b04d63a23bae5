"""Who answers for a follow-up, from the rows, by the rules of ``ownership.yaml``.

A rule that names somebody who belongs to the customer costs no query; one whose people share the work costs one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.fieldwork.plan import Answerable
from vocsurvey.followup.ownership import (
    Belonging,
    OwnerRule,
    OwnershipRules,
    Person,
    Roster,
    Verdict,
    first_able,
    sharer,
    unanimous,
)
from vocsurvey.operations.deadlines import at_work
from vocsurvey.operations.presence import there
from vocsurvey.rulebook import Rulebook

_BELONGS = {
    Belonging.ACCOUNT_OWNER: Answerable.ACCOUNT,
    Belonging.CAMPAIGN_OWNER: Answerable.CAMPAIGN,
}


@dataclass(frozen=True)
class Said:
    """What decides who answers: dimension, queue, kind and severity of the flag, and what the customer said that it was
    mostly about (None: not yet, or nothing of what there is)."""

    dimension: str | None
    queue: str
    kind: str
    severity: str
    attribution: str | None = None


def decide_owner(
    session: Session,
    case: Case,
    said: Said,
    rules: Rulebook,
    now: datetime,
    *,
    keeps: int | None = None,
    moved: Mapping[int, int] | None = None,
) -> Verdict:
    """Who answers for what the customer of this case said. There is always somebody, or a queue.

    ``keeps``: who has it now, and keeps it among those who share the work. ``moved``: by user id, how many follow-ups
    more they would have than the rows say.
    """
    facts = {**_facts(case, rules.ownership), **vars(said)}
    found = (
        Verdict(one.name, one.says, _finds(session, case, one, rules, now, keeps, moved or {}), one.queue)
        for one in rules.ownership.rules
        if one.meant(facts)
    )
    # The last rule finds a queue for everything.
    return next(one for one in found if one.owner_id is not None or one.queue is not None)


def foreseen_owner(case: Case, rules: Rulebook, now: datetime) -> User | None:
    """Who will answer for a case whatever its customer says, so that they can be named; None where that depends."""
    facts = _facts(case, rules.ownership)
    asked = [(one, _belonging(case, one, now)) for one in rules.ownership.rules if one.may_be_meant(facts)]
    deciding = [(one, found) for one, found in asked if found is not None or one.owner is None]
    # Behind a rule that is sure to decide none is asked; the last one finds a queue for everything.
    sure = next(number for number, (one, _) in enumerate(deciding, 1) if one.foreseeable)
    owner_id = unanimous([found for _, found in deciding[:sure]])
    return next((one for one in _of_the_customer(case) if one is not None and one.id == owner_id), None)


def roster(session: Session, who: Roster) -> Sequence[User]:
    """Everybody active who is on a roster, by id."""
    named = or_(User.role.in_(who.roles), User.email.in_([one.lower() for one in who.people]))
    return session.scalars(select(User).where(User.active, named).order_by(User.id)).all()


def unknown_people(session: Session, rules: OwnershipRules) -> tuple[str, ...]:
    """The addresses in the rules with which nobody signs in, who would therefore never answer."""
    rosters = (*rules.queues.values(), *(one.share for one in rules.rules if one.share is not None))
    named = {one.lower() for who in rosters for one in who.people}
    known = set(session.scalars(select(User.email).where(User.active, User.email.in_(named))))
    return tuple(sorted(named - known))


def _finds(
    session: Session,
    case: Case,
    one: OwnerRule,
    rules: Rulebook,
    now: datetime,
    keeps: int | None,
    moved: Mapping[int, int],
) -> int | None:
    if one.share is None:
        return _belonging(case, one, now)
    found = sharer(
        one.share,
        _sharers(session, case, one.share, rules, now, moved),
        about_agent=case.touchpoint.agent_id,
        language=case.contact.language,
        keeps=keeps,
    )
    return None if found is None else found.id


def _belonging(case: Case, one: OwnerRule, now: datetime) -> int | None:
    """Whom of those that belong to the customer the rule finds."""
    if one.owner is None:
        return None
    account, campaign = _of_the_customer(case)
    order = {
        Answerable.ACCOUNT: (account,),
        Answerable.ACCOUNT_OR_CAMPAIGN: (account, campaign),
        Answerable.CAMPAIGN: (campaign,),
    }[_BELONGS.get(one.owner) or Answerable(case.campaign.answerable)]
    people = (None if user is None else _person(user, now) for user in order)
    found = first_able(people, case.touchpoint.agent_id)
    return None if found is None else found.id


def _of_the_customer(case: Case) -> tuple[User | None, User | None]:
    return case.contact.account.owner, case.campaign.owner


def _person(user: User, now: datetime) -> Person:
    return Person(user.id, user.email, user.role, user.agent_id, tuple(user.languages), there(user, now))


def _sharers(
    session: Session, case: Case, who: Roster, rules: Rulebook, now: datetime, moved: Mapping[int, int]
) -> list[Person]:
    """Those who share the work, with what they have; one query."""
    named = or_(User.role.in_(who.roles), User.email.in_([one.lower() for one in who.people]))
    have = (
        select(FollowUp.owner_id, func.count().label("open"), func.max(FollowUp.opened_at).label("latest_at"))
        .where(FollowUp.closed_at.is_(None), FollowUp.owner_id.is_not(None))
        .group_by(FollowUp.owner_id)
        .subquery()
    )
    rows = session.execute(
        select(User, have.c.open, have.c.latest_at)
        .outerjoin(have, have.c.owner_id == User.id)
        .where(User.active, named)
        .order_by(User.id)
    )
    return [
        Person(
            user.id,
            user.email,
            user.role,
            user.agent_id,
            tuple(user.languages),
            there(user, now),
            at_work(case.contact, user, rules, now),
            (count or 0) + moved.get(user.id, 0),
            latest_at,
        )
        for user, count, latest_at in rows
    ]


def _facts(case: Case, rules: OwnershipRules) -> dict[str, str | None]:
    """What the rules may ask of a case; what costs a query only where some rule asks for it."""
    contact, touchpoint = case.contact, case.touchpoint
    account = contact.account
    agent = touchpoint.agent if "team" in rules.facts else None
    return {
        "region": account.region,
        "tier": account.tier,
        "country": account.country,
        "language": contact.language,
        "role": contact.role,
        "touchpoint": touchpoint.kind,
        "team": agent.team if agent is not None else None,
        "campaign": case.campaign.name,
    }

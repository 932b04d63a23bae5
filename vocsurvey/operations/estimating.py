"""What an estimate of a campaign rests on, gathered from the rows: prices, hours, and how often people were dialled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.sample import Account, Contact
from vocsurvey.fieldwork.calendar import calling_hours
from vocsurvey.fieldwork.drawing import Candidate
from vocsurvey.fieldwork.estimate import ENOUGH_CASES, Estimate, estimate, pace_of
from vocsurvey.fieldwork.window import Hours, read_week
from vocsurvey.interview.transcript import Channel
from vocsurvey.operations.campaign_terms import limit_of, protocol_of
from vocsurvey.questionnaire.duration import Duration
from vocsurvey.rulebook import Rulebook


def hours_in(campaign: Campaign, country: str | None, rules: Rulebook) -> Hours:
    """The hours in which a campaign's phones may ring in a country: its own, within the law of the place."""
    own = read_week(campaign.hours) if campaign.hours is not None else None
    return calling_hours(rules.hours, rules.holidays, country, own)


def accounts_of(session: Session, people: Sequence[Candidate]) -> list[tuple[int, int]]:
    """Of each account in the campaign, the active contacts that it has, and those who are drawn."""
    drawn = Counter(one.account for one in people)
    rows = session.execute(
        select(Account.external_id, func.count())
        .join(Contact, Contact.account_id == Account.id)
        .where(Contact.active)
        .group_by(Account.external_id)
    )
    return [(count, drawn[account]) for account, count in rows if account in drawn]


def expected(
    session: Session,
    campaign: Campaign,
    people: int,
    countries: Counter[str | None],
    lengths: Mapping[tuple[str, Channel], Duration],
    rules: Rulebook,
    now: datetime,
) -> Estimate:
    """How long so many people take, and what they cost. ``countries`` are those of the people who were asked about."""
    tariff, limit = rules.allowance.tariff, limit_of(campaign)
    price = sum((tariff.of(one) * count for one, count in countries.items()), Decimal(0)) / max(countries.total(), 1)
    taken = [one.median for (_, channel), one in lengths.items() if channel is Channel.IVR]
    call = max(taken, default=timedelta(minutes=3))
    most = countries.most_common(1)
    return estimate(
        people,
        _dials_each(session),
        price,
        pace_of(rules.pacing, call, price, (limit.calls, rules.allowance.calls), (limit.money, rules.allowance.money)),
        hours_in(campaign, most[0][0] if most else None, rules),
        campaign.zone,
        max(campaign.starts_at or now, now),
        protocol_of(campaign, rules),
    )


def _dials_each(session: Session) -> float | None:
    """How often a person was dialled on average until the case was closed; None while too few cases were."""
    closed = (Case.closed_at.is_not(None), Case.kind == CaseKind.SURVEY)
    dials = select(func.count(Attempt.id)).join(Case, Case.id == Attempt.case_id).where(*closed, Attempt.counted)
    tried = select(func.count(Attempt.case_id.distinct())).join(Case, Case.id == Attempt.case_id)
    cases = session.scalar(tried.where(*closed, Attempt.counted)) or 0
    return (session.scalar(dials) or 0) / cases if cases >= ENOUGH_CASES else None

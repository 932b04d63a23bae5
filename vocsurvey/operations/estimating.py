"""What an estimate of a campaign rests on, gathered from the rows: prices, hours, and how often people were dialled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.sample import Account, Contact
from vocsurvey.fieldwork.calendar import calling_hours
from vocsurvey.fieldwork.drawing import Candidate
from vocsurvey.fieldwork.effort import effort
from vocsurvey.fieldwork.estimate import ENOUGH_CASES, Estimate, Tries, estimate, pace_of
from vocsurvey.fieldwork.protocol import Channel as Caller
from vocsurvey.fieldwork.window import Hours, read_week
from vocsurvey.interview.transcript import Channel
from vocsurvey.operations.campaign_terms import limit_of, protocol_of
from vocsurvey.operations.reaching import chances_among
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


@dataclass
class Callees:
    """Of the people who were asked about: how many are in each country and are alike, and the share (from 0 to 1) of
    the callable whom only a live caller may call. ``people``: how many there are to call in all."""

    people: int = 0
    countries: Counter[str | None] = field(default_factory=Counter)
    segments: Counter[str] = field(default_factory=Counter)
    live_share: float = 0.0


def expected(
    session: Session,
    campaign: Campaign,
    callees: Callees,
    lengths: Mapping[tuple[str, Channel], Duration],
    rules: Rulebook,
    now: datetime,
) -> Estimate:
    """How long so many people take, and what they cost: by the campaign's own protocol, and what calls have taught."""
    tariff, limit = rules.allowance.tariff, limit_of(campaign)
    countries = callees.countries
    price = sum((tariff.of(one) * count for one, count in countries.items()), Decimal(0)) / max(countries.total(), 1)
    taken = [one.median for (_, channel), one in lengths.items() if channel is Channel.IVR]
    call = max(taken, default=timedelta(minutes=3))
    most = countries.most_common(1)
    hours = hours_in(campaign, most[0][0] if most else None, rules)
    starts_at = max(campaign.starts_at or now, now)
    return estimate(
        callees.people,
        _tries(session, campaign, callees, hours, rules, starts_at),
        price,
        pace_of(rules.pacing, call, price, (limit.calls, rules.allowance.calls), (limit.money, rules.allowance.money)),
        hours,
        campaign.zone,
        starts_at,
        protocol_of(campaign, rules),
    )


def _tries(
    session: Session, campaign: Campaign, callees: Callees, hours: Hours, rules: Rulebook, starts_at: datetime
) -> Tries:
    """Along the ladder from its top, and from the live caller on for those whom nobody else may call."""
    protocol = protocol_of(campaign, rules)
    chances, learned_from = chances_among(session, callees.segments, rules)
    first, live = (
        effort(protocol, rules.reach, chances, starts_at, campaign.zone, hours, channel)
        for channel in (protocol.ladder[0], Caller.LIVE)
    )
    return Tries(first.mixed(live, callees.live_share), learned_from, _dials_each(session))


def _dials_each(session: Session) -> float | None:
    """How often a person was dialled on average until the case was closed; None while too few cases were."""
    closed = (Case.closed_at.is_not(None), Case.kind == CaseKind.SURVEY)
    dials = select(func.count(Attempt.id)).join(Case, Case.id == Attempt.case_id).where(*closed, Attempt.counted)
    tried = select(func.count(Attempt.case_id.distinct())).join(Case, Case.id == Attempt.case_id)
    cases = session.scalar(tried.where(*closed, Attempt.counted)) or 0
    return (session.scalar(dials) or 0) / cases if cases >= ENOUGH_CASES else None

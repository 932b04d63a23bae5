"""What the calls of a day were booked with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignDay, DialDay
from vocsurvey.fieldwork.allowance import AllowanceRules, Spent

_CENTI_CENT = Decimal("0.0001")


def spent(session: Session, allowance: AllowanceRules, now: datetime) -> Spent:
    """The calls and the money of today."""
    day = allowance.day(now)
    row = session.get(DialDay, day, populate_existing=True)
    return Spent(day) if row is None else Spent(day, row.calls, Decimal(row.money).quantize(_CENTI_CENT))


def spent_by_campaigns(
    session: Session, campaigns: Iterable[Campaign], allowance: AllowanceRules, now: datetime
) -> dict[int, Spent]:
    """The calls and the money of today, by campaign; only of those that have a limit of their own."""
    limited = {one.id for one in campaigns if one.calls_per_day is not None or one.money_per_day is not None}
    if not limited:
        return {}
    day = allowance.day(now)
    rows = session.scalars(
        select(CampaignDay)
        .where(CampaignDay.campaign_id.in_(limited), CampaignDay.day == day)
        .execution_options(populate_existing=True)
    )
    return {row.campaign_id: Spent(day, row.calls, Decimal(row.money).quantize(_CENTI_CENT)) for row in rows}


def spent_today(session: Session, campaign: Campaign, allowance: AllowanceRules, now: datetime) -> Spent:
    """The calls and the money of today in one campaign, whether it has limits or not."""
    day = allowance.day(now)
    row = session.get(CampaignDay, (campaign.id, day), populate_existing=True)
    return Spent(day) if row is None else Spent(day, row.calls, Decimal(row.money).quantize(_CENTI_CENT))


def book(session: Session, allowance: AllowanceRules, country: str | None, campaign_id: int, now: datetime) -> None:
    """One more call, to a country. Permits come one at a time through the gate of all dialling, so none is lost."""
    day, price = allowance.day(now), allowance.tariff.of(country)
    house = session.get(DialDay, day, populate_existing=True)
    if house is None:
        house = DialDay(day=day, calls=0, money=0.0)
        session.add(house)
    campaign = session.get(CampaignDay, (campaign_id, day), populate_existing=True)
    if campaign is None:
        campaign = CampaignDay(campaign_id=campaign_id, day=day, calls=0, money=0.0)
        session.add(campaign)
    for row in (house, campaign):
        row.calls += 1
        row.money = float(Decimal(row.money).quantize(_CENTI_CENT) + price)
    session.flush()

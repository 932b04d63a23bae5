"""What the calls of a day were booked with."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from vocsurvey.db.campaign import DialDay
from vocsurvey.fieldwork.allowance import AllowanceRules, Spent

_CENTI_CENT = Decimal("0.0001")


def spent(session: Session, allowance: AllowanceRules, now: datetime) -> Spent:
    """The calls and the money of today."""
    day = allowance.day(now)
    row = session.get(DialDay, day, populate_existing=True)
    return Spent(day) if row is None else Spent(day, row.calls, Decimal(row.money).quantize(_CENTI_CENT))


def book(session: Session, allowance: AllowanceRules, country: str | None, now: datetime) -> None:
    """One more call, to a country. Permits come one at a time through the gate of all dialling, so none is lost."""
    day = allowance.day(now)
    row = session.get(DialDay, day, populate_existing=True)
    if row is None:
        row = DialDay(day=day, calls=0, money=0.0)
        session.add(row)
    row.calls += 1
    row.money = float(Decimal(row.money).quantize(_CENTI_CENT) + allowance.tariff.of(country))
    session.flush()

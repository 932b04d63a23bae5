"""The gate that stops all dialling: how it stands, and everybody who opened or closed one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, DialGate, GateChange

_CAMPAIGN = "campaign:"
_COUNTRY = "country:"


@dataclass(frozen=True)
class Gate:
    """The gate of all dialling; ``changed_by`` None: nobody ever touched it. ``reason`` and ``probe_at``
    are set where the carrier closed it: why, and when the clock looks whether its account works again.
    """

    opened: bool
    changed_by: str | None
    changed_at: datetime | None
    reason: str | None = None
    probe_at: datetime | None = None


@dataclass(frozen=True)
class StoppedCountry:
    """A country that the carrier does not let us call, since when, and what to do."""

    country: str
    since: datetime
    reason: str | None


@dataclass(frozen=True)
class Change:
    """Somebody opened or closed a gate. ``what`` names the campaign or the country; None for all dialling."""

    what: str | None
    opened: bool
    changed_by: str
    changed_at: datetime
    reason: str | None


def gate(session: Session) -> Gate:
    """The gate of all dialling as it stands."""
    row = session.get(DialGate, "all")
    return (
        Gate(row.opened, row.changed_by, row.changed_at, row.reason, row.probe_at)
        if row is not None
        else Gate(True, None, None)
    )


def stopped_countries(session: Session) -> tuple[StoppedCountry, ...]:
    """The countries whose gate is closed, by their codes."""
    closed = select(DialGate).where(DialGate.key.startswith(_COUNTRY), ~DialGate.opened).order_by(DialGate.key)
    return tuple(
        StoppedCountry(row.key.removeprefix(_COUNTRY), row.changed_at, row.reason) for row in session.scalars(closed)
    )


def changes(session: Session, limit: int = 20) -> tuple[Change, ...]:
    """Who opened and closed the gates, latest first."""
    rows = session.scalars(select(GateChange).order_by(GateChange.id.desc()).limit(limit)).all()
    ids = {int(row.gate_key.removeprefix(_CAMPAIGN)) for row in rows if row.gate_key.startswith(_CAMPAIGN)}
    named = session.execute(select(Campaign.id, Campaign.name).where(Campaign.id.in_(ids)))
    names = {f"{_CAMPAIGN}{campaign_id}": f"“{name}”" for campaign_id, name in named}
    return tuple(
        Change(_what(row.gate_key, names), row.opened, row.changed_by, row.changed_at, row.reason) for row in rows
    )


def _what(key: str, names: dict[str, str]) -> str | None:
    if key.startswith(_COUNTRY):
        return f"calls to {key.removeprefix(_COUNTRY)}"
    return names.get(key)

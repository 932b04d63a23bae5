"""The gate that stops all dialling: how it stands, and everybody who opened or closed one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, DialGate, GateChange

_CAMPAIGN = "campaign:"


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
class Change:
    """Somebody opened or closed a gate. ``what`` is the name of the campaign whose it is; None for all dialling."""

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


def changes(session: Session, limit: int = 20) -> tuple[Change, ...]:
    """Who opened and closed the gates, latest first."""
    rows = session.scalars(select(GateChange).order_by(GateChange.id.desc()).limit(limit)).all()
    ids = {key: _campaign_id(key) for key in {row.gate_key for row in rows}}
    named = select(Campaign.id, Campaign.name).where(Campaign.id.in_([one for one in ids.values() if one is not None]))
    names = {campaign_id: name for campaign_id, name in session.execute(named)}
    return tuple(
        Change(_what(ids[row.gate_key], names), row.opened, row.changed_by, row.changed_at, row.reason) for row in rows
    )


def _campaign_id(key: str) -> int | None:
    return int(key.removeprefix(_CAMPAIGN)) if key.startswith(_CAMPAIGN) else None


def _what(campaign_id: int | None, names: dict[int, str]) -> str | None:
    return None if campaign_id is None else names.get(campaign_id, f"campaign {campaign_id}")

"""How long a caller and a customer have talked: since the customer picked up, without the time on hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from vocsurvey.db.bridge import BridgeParty
from vocsurvey.db.dialing import Call


def talked(session: Session, call: Call, until: datetime | None = None) -> timedelta | None:
    """The talk of a call up to its end, or else to ``until``; None where nobody picked up, or it is not over."""
    return without_holds(call, session.get(BridgeParty, call.id), call.ended_at or until)


def without_holds(call: Call, party: BridgeParty | None, until: datetime | None) -> timedelta | None:
    """The same, of rows that are at hand. Calls that no caller was in have no party, and no holds."""
    if call.answered_at is None or until is None:
        return None
    held = party.held_for(until) if party is not None else timedelta(0)
    return max(timedelta(0), until - call.answered_at - held)

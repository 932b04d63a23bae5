"""How long a customer is on hold. News of it may come late or twice; a hold counts once, from when we first heard."""

from __future__ import annotations

from datetime import datetime

from vocsurvey.db.bridge import BridgeParty


def hold(party: BridgeParty, now: datetime) -> None:
    """They are on hold, from now on or since before; who has left is not."""
    if party.left_at is None:
        party.held_since = party.held_since or now


def release(party: BridgeParty, now: datetime) -> None:
    """They are not on hold any more, or never were."""
    party.held_seconds, party.held_since = round(party.held_for(now).total_seconds()), None


def leave(party: BridgeParty, now: datetime) -> None:
    """They have left, now or before; a hold ends with that."""
    release(party, now)
    party.left_at = party.left_at or now

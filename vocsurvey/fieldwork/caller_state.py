"""What a caller is doing, as those who look after the callers see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HEARD_LATELY = timedelta(minutes=2)
"""An open page is heard from every half minute. Whoever was not for so long has gone. Our own rule."""


class CallerState(StrEnum):
    """What a caller is doing. PREPARING: reads about somebody before the call; WRITING_UP: after it; PAUSED: has said
    so; AWAY: has no case, and no page of theirs is open."""

    TALKING = "talking"
    RINGING = "ringing"
    PREPARING = "preparing"
    WRITING_UP = "writing_up"
    FREE = "free"
    PAUSED = "paused"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a caller. ``has_case``: one is on their desk; ``talking``: with its customer; ``ringing``: a
    phone rings, theirs or the customer's; ``called``: that call is over. ``seen_at``: the last sign of their page.
    """

    has_case: bool = False
    talking: bool = False
    ringing: bool = False
    called: bool = False
    resting: bool = False
    seen_at: datetime | None = None


def state_of(signs: Signs, now: datetime) -> CallerState:
    """What a caller with these signs is doing."""
    if signs.talking:
        return CallerState.TALKING
    if signs.ringing:
        return CallerState.RINGING
    if signs.has_case:
        return CallerState.WRITING_UP if signs.called else CallerState.PREPARING
    if signs.seen_at is None or signs.seen_at <= now - HEARD_LATELY:
        return CallerState.AWAY
    return CallerState.PAUSED if signs.resting else CallerState.FREE

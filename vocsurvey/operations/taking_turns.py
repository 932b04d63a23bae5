"""How the people of one draw stand in each other's way: only a share of an account's contacts is asked at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vocsurvey.fieldwork.permission import Allow, Defer
from vocsurvey.operations.decision import Question, Ruling


def in_turn(asked: Sequence[tuple[int, Question]], now: datetime) -> list[Ruling]:
    """How each stands with the rules when all of them are called as soon as they may be; in the same order.

    ``asked`` has, for each, the id of their account. Whoever may be called first is; their colleagues then wait until
    the account has rested from that call. Asked one by one, as if there were nobody else, all would be called at once.
    """
    found = [question.ruling(now) for _, question in asked]
    called: dict[int, list[datetime]] = {}
    for place in sorted(range(len(asked)), key=lambda one: _called_at(found[one], now) or now):
        account_id, question = asked[place]
        before = called.setdefault(account_id, [])
        if before:
            found[place] = question.beside(before).ruling(now)
        if (at := _called_at(found[place], now)) is not None:
            before.append(at)
    return found


def _called_at(ruling: Ruling, now: datetime) -> datetime | None:
    """When the automated voice calls, at the soonest; None for never. When a live caller does, nobody knows."""
    if isinstance(ruling.decision, Defer):
        return ruling.decision.until
    return now if isinstance(ruling.decision, Allow) else None

"""What the dials of a campaign came to, by the hour of the day and by who called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.dialing import Attempt, Call

COMPLETE = "1.1"


@dataclass(frozen=True)
class Tally:
    """``dialled`` phones, of which ``answered`` were answered by somebody; ``complete`` interviews came of it.

    ``key`` is an hour of the day, 0 to 23, or a channel with the number that was shown.
    """

    key: int | tuple[str, str]
    dialled: int
    answered: int
    complete: int


def by_hour(session: Session, campaign: Campaign) -> tuple[Tally, ...]:
    """By the hour of the day in the campaign's zone; hours in which nobody was dialled are left out."""
    bucket = _hour_of(session, Call.sent_at)
    zone = ZoneInfo(campaign.zone)
    found: dict[int, list[int]] = {}
    for hour, *counts in _counted(session, campaign, [bucket]):
        # Every hour of the calendar is one row, so that a change of the clocks moves only what it should.
        local = datetime.strptime(hour, "%Y-%m-%d %H").replace(tzinfo=UTC).astimezone(zone).hour
        known = found.setdefault(local, [0, 0, 0])
        found[local] = [mine + more for mine, more in zip(known, counts, strict=True)]
    return tuple(Tally(hour, *found[hour]) for hour in sorted(found))


def by_caller(session: Session, campaign: Campaign) -> tuple[Tally, ...]:
    """By channel and the number that was shown, the busiest first."""
    rows = _counted(session, campaign, [Attempt.channel, Call.from_number])
    found = (Tally((channel, number), *counts) for channel, number, *counts in rows)
    return tuple(sorted(found, key=lambda one: (-one.dialled, one.key)))


def _counted(session: Session, campaign: Campaign, keys: Sequence[Any]) -> Sequence[Any]:
    complete = func.count().filter(Attempt.disposition == COMPLETE)
    return session.execute(
        select(*keys, func.count(), func.count(Call.answered_at), complete)
        .select_from(Attempt)
        .join(Case, Case.id == Attempt.case_id)
        .join(Call, Call.id == Attempt.call_id)
        .where(
            Case.campaign_id == campaign.id, Case.kind == CaseKind.SURVEY, Attempt.counted, Call.sent_at.is_not(None)
        )
        .group_by(*keys)
    ).all()


def _hour_of(session: Session, moment: Any) -> ColumnElement[str]:
    """The hour of the calendar, in UTC, in which a moment lies."""
    if session.get_bind().dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d %H", moment)
    return func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD HH24")

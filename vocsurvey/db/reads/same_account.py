"""What else is owed to the customer of a follow-up, and how earlier ones ended: a few of each, in few queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.agreement import Promise
from vocsurvey.db.followup import FollowUp, FollowUpEvent
from vocsurvey.followup.lifecycle import Event, State

MOST = 5


@dataclass(frozen=True)
class Owed:
    """Another open follow-up of the same account. ``promise``: what the customer was told last, of what we will do."""

    id: int
    contact: str
    severity: str
    state: str
    owner: str | None
    queue: str | None
    next_action_at: datetime | None
    promise: str | None


@dataclass(frozen=True)
class Ended:
    """An earlier follow-up of the same account, and how it ended."""

    id: int
    contact: str
    state: str
    cause: str | None
    closed_at: datetime


@dataclass(frozen=True)
class SameAccount:
    """The soonest deadline first; what ended last first. ``more_…``: whether there are more than these."""

    owed: tuple[Owed, ...]
    more_owed: bool
    ended: tuple[Ended, ...]
    more_ended: bool


def same_account(session: Session, row: FollowUp, owner_id: int | None = None) -> SameAccount:
    """The others of the account; with ``owner_id`` only those of that person. Tests are none."""
    wanted = select(FollowUp).where(FollowUp.account_id == row.account_id, FollowUp.id != row.id)
    wanted = wanted.options(joinedload(FollowUp.contact), joinedload(FollowUp.owner))
    if owner_id is not None:
        wanted = wanted.where(FollowUp.owner_id == owner_id)
    opened = _some(session, wanted.where(FollowUp.closed_at.is_(None)).order_by(FollowUp.next_action_at, FollowUp.id))
    closed = wanted.where(FollowUp.closed_at.is_not(None), FollowUp.state != State.TRIED_OUT)
    ended = _some(session, closed.order_by(FollowUp.closed_at.desc(), FollowUp.id.desc()))
    promises = _promises(session, [one.id for one in opened[:MOST]])
    return SameAccount(
        tuple(_owed(one, promises.get(one.id)) for one in opened[:MOST]),
        len(opened) > MOST,
        tuple(Ended(one.id, one.contact.name, one.state, one.cause, _at(one.closed_at)) for one in ended[:MOST]),
        len(ended) > MOST,
    )


def _some(session: Session, wanted: Select[Any]) -> list[FollowUp]:
    return list(session.scalars(wanted.limit(MOST + 1)))


def _at(moment: datetime | None) -> datetime:
    assert moment is not None, "only those that are closed were asked for"
    return moment


def _owed(row: FollowUp, promise: str | None) -> Owed:
    owner = row.owner.name if row.owner else None
    return Owed(row.id, row.contact.name, row.severity, row.state, owner, row.queue, row.next_action_at, promise)


def _promises(session: Session, ids: list[int]) -> dict[int, str]:
    """By follow-up, what was agreed with the customer last; else what they were told on the phone."""
    told = select(Promise.follow_up_id, Promise.words).where(Promise.follow_up_id.in_(ids))
    agreed = (FollowUpEvent.kind == Event.ACTION_AGREED, FollowUpEvent.follow_up_id.in_(ids))
    latest = select(func.max(FollowUpEvent.id)).where(*agreed).group_by(FollowUpEvent.follow_up_id)
    events = session.scalars(select(FollowUpEvent).where(FollowUpEvent.id.in_(latest))).all()
    promises = {one: words for one, words in session.execute(told)}
    return promises | {one.follow_up_id: text for one in events if (text := str(one.details.get("text") or ""))}

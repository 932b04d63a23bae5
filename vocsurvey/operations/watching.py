"""Calls that are at the carrier: which shall end, which have gone silent, which nobody can tell anything of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import BridgeParty
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.operations.bridging import LEGS, lock_calls
from vocsurvey.operations.closing import end_call
from vocsurvey.rulebook import Rulebook


def nudge_hang_ups(session: Session, *, rules: Rulebook, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """Calls that shall end and have not: each is handed out once per lead time, until the carrier says it is over."""
    due = (
        select(Call.id)
        .where(
            Call.hang_up_wanted_at <= now,
            Call.ended_at.is_(None),
            Call.carrier_sid.is_not(None),
            or_(Call.nudged_until.is_(None), Call.nudged_until <= now),
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return nudge(session, due, now + rules.pacing.claim_lead)


def nudge_silent(session: Session, *, rules: Rulebook, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """Calls at the carrier that nothing was heard of for too long: a lost callback is never repeated, so we ask."""
    due = (
        select(Call.id)
        .where(
            Call.status.in_((CallStatus.PLACED, CallStatus.LIVE)),
            Call.ended_at.is_(None),
            Call.carrier_sid.is_not(None),
            Call.heard_from_at <= now - rules.pacing.poll_after,
            or_(Call.nudged_until.is_(None), Call.nudged_until <= now),
        )
        .order_by(Call.heard_from_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return nudge(session, due, now + rules.pacing.poll_after)


def lose_sight(session: Session, call: Call, rules: Rulebook, now: datetime) -> None:
    """The carrier could tell nothing of a call. Long after it must have ended, it counts as failed."""
    bridged = call.purpose in LEGS or session.get(BridgeParty, call.id) is not None
    live = bridged or (call.attempt and call.attempt.channel == Channel.LIVE)
    limit = rules.pacing.live_time_limit if live else rules.pacing.time_limit
    longest = rules.pacing.ring_timeout + limit + 10 * rules.pacing.poll_after
    began_at = call.sent_at or call.answered_at  # whoever calls us was not sent for
    if call.ended_at is None and began_at is not None and began_at + longest <= now:
        end_call(session, call, CarrierOutcome.FAILED, rules, now)


def nudge(session: Session, due: Select[int], until: datetime) -> tuple[int, ...]:
    """Set ``nudged_until`` on the selected calls by compare-and-set and return their ids."""
    rows = session.execute(
        update(Call).where(Call.id.in_(due)).values(nudged_until=until).returning(Call.id),
        execution_options={"synchronize_session": False},
    )
    return tuple(sorted(rows.scalars()))


def locked(session: Session, call_id: int) -> Call:
    """The call, locked until the transaction ends. Raises NoResultFound."""
    return session.get_one(Call, call_id, with_for_update=True, populate_existing=True)


def locked_to_end(session: Session, call_id: int) -> Call:
    """The call, locked with all that are in a bridge with it, for whoever may end it. Raises IndexError."""
    return lock_calls(session, Call.id == call_id)[0]


def carrier_sid(session: Session, call_id: int, *, unwanted_at: datetime | None = None) -> str | None:
    """The carrier's name for a call that is not over; with ``unwanted_at``, only if it is to be hung up by that time.

    None when there is no such call.
    """
    where = [Call.id == call_id, Call.ended_at.is_(None)]
    if unwanted_at is not None:
        where.append(Call.hang_up_wanted_at <= unwanted_at)
    return session.scalar(select(Call.carrier_sid).where(*where))

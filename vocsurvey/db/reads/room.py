"""The room of the callers as it stands: who does what, and what the day has brought so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import case as when
from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.bridge import Bridge, BridgeParty, BridgeStatus
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease, DeskTakeOver
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Attempt, Call, CallStatus
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.bridge import passed_on
from vocsurvey.db.room import DeskPresence
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.caller_state import CallerState, Signs, state_of

COMPLETE = "1.1"
HOUR = timedelta(hours=1)
_ALREADY = (CallStatus.SENDING, CallStatus.UNCERTAIN, CallStatus.PLACED)


@dataclass(frozen=True)
class OnDesk:
    """The case that a caller has. ``attempt_id``: their call about it; ``answered_at``: when it was picked up."""

    lease_id: int
    case_id: int
    contact: str
    account: str
    campaign: str
    attempt_id: int | None
    answered_at: datetime | None
    held: bool


@dataclass(frozen=True)
class CallerLine:
    """One caller. ``since``: when they began what they do, if known; ``calls`` and ``completes`` are of today."""

    user_id: int
    name: str
    state: CallerState
    since: datetime | None
    desk: OnDesk | None
    bridge_id: int | None
    calls: int
    completes: int


@dataclass(frozen=True)
class Tally:
    """What came of live calls. ``outcomes``: how many ended under each code today, the most first."""

    calls_today: int
    calls_this_hour: int
    completes_today: int
    completes_this_hour: int
    outcomes: tuple[tuple[str, int], ...]
    by_caller: dict[int, tuple[int, int]]


def callers_now(session: Session, tally: Tally, now: datetime) -> tuple[CallerLine, ...]:
    """Everybody who calls, by name: callers, and whoever has a case."""
    leases = {lease.user_id: lease for lease in _leases(session)}
    callers = select(User).where(User.active, (User.role == Role.CALLER) | User.id.in_(leases)).order_by(User.name)
    users = session.scalars(callers).all()
    attempts, passed = _attempts(session), _passed_on(session)
    bridges = {row.user_id: row for row in session.scalars(select(Bridge).where(Bridge.ended_at.is_(None)))}
    parties = _parties(session, [row.id for row in bridges.values()])
    presences = {row.user_id: row for row in session.scalars(select(DeskPresence))}
    lines = []
    for user in users:
        lease = leases.get(user.id)
        attempt = attempts.get(lease.id) if lease is not None else None
        bridge, presence = bridges.get(user.id), presences.get(user.id)
        signs = _signs(lease, attempt, bridge, presence)
        if attempt is not None and attempt.call_id in passed:  # a colleague talks on with their customer
            signs = replace(signs, talking=False, called=True)
        state = state_of(signs, now)
        party = parties.get(bridge.id) if bridge is not None else None
        calls, completes = tally.by_caller.get(user.id, (0, 0))
        lines.append(
            CallerLine(
                user_id=user.id,
                name=user.name,
                state=state,
                since=_since(state, lease, attempt, bridge, presence),
                desk=None if lease is None else _on_desk(lease, attempt, party),
                bridge_id=bridge.id if bridge is not None else None,
                calls=calls,
                completes=completes,
            )
        )
    return tuple(lines)


def tally(session: Session, since: datetime, now: datetime) -> Tally:
    """What came of the live calls that were over since then, and in the last hour."""
    # By their names in the GROUP BY: PostgreSQL takes one expression with two parameters for two.
    lately = when((Attempt.closed_at > now - HOUR, 1), else_=0).label("lately")
    in_time = (Attempt.closed_at >= since).label("in_time")
    live = Attempt.channel == literal_column("'live'")
    rows = session.execute(
        select(Attempt.caller_id, Attempt.disposition, Attempt.counted, lately, func.count(), in_time)
        .where(live, Attempt.closed_at.is_not(None), Attempt.closed_at >= min(since, now - HOUR))
        .group_by(Attempt.caller_id, Attempt.disposition, Attempt.counted, "lately", "in_time")
    ).all()
    outcomes: dict[str, int] = defaultdict(int)
    each: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    day, hour = [0, 0], [0, 0]
    for caller_id, code, counted, late, number, today in rows:
        amounts = (number if counted else 0, number if code == COMPLETE else 0)
        if late:
            hour = [hour[0] + amounts[0], hour[1] + amounts[1]]
        if not today:
            continue
        day = [day[0] + amounts[0], day[1] + amounts[1]]
        if counted:
            outcomes[str(code)] += number
        if caller_id is not None:
            each[caller_id] = [each[caller_id][0] + amounts[0], each[caller_id][1] + amounts[1]]
    return Tally(
        calls_today=day[0],
        calls_this_hour=hour[0],
        completes_today=day[1],
        completes_this_hour=hour[1],
        outcomes=tuple(sorted(outcomes.items(), key=lambda one: (-one[1], one[0]))),
        by_caller={caller_id: (calls, completes) for caller_id, (calls, completes) in each.items()},
    )


def _leases(session: Session) -> list[DeskLease]:
    return list(
        session.scalars(
            select(DeskLease)
            .where(DeskLease.ended_at.is_(None))
            .options(
                joinedload(DeskLease.case, innerjoin=True).options(
                    joinedload(Case.contact, innerjoin=True).joinedload(Contact.account, innerjoin=True),
                    joinedload(Case.campaign, innerjoin=True),
                )
            )
        )
    )


def _attempts(session: Session) -> dict[int, Attempt]:
    """The latest call of each caller about the case that is theirs, by lease."""
    made = (Attempt.caller_id == DeskLease.user_id) & (Attempt.opened_at >= DeskLease.taken_at)
    rows = session.execute(
        select(DeskLease.id, Attempt)
        .join(Attempt, Attempt.case_id == DeskLease.case_id)
        .outerjoin(DeskTakeOver, DeskTakeOver.lease_id == DeskLease.id)
        .where(DeskLease.ended_at.is_(None), made | (Attempt.id == DeskTakeOver.attempt_id))
        .options(joinedload(Attempt.call, innerjoin=True))
        .order_by(Attempt.number)
    )
    return {lease_id: attempt for lease_id, attempt in rows}


def _passed_on(session: Session) -> frozenset[int]:
    """The customers' calls that go on with a colleague now, whom their caller has left them with."""
    going = select(Call.id).where(Call.ended_at.is_(None), Call.status.in_(OPEN_AT_CARRIER), passed_on())
    return frozenset(session.scalars(going))


def _parties(session: Session, bridge_ids: Iterable[int]) -> dict[int, BridgeParty]:
    rows = select(BridgeParty).where(BridgeParty.bridge_id.in_(tuple(bridge_ids))).order_by(BridgeParty.call_id)
    return {row.bridge_id: row for row in session.scalars(rows)}


def _signs(
    lease: DeskLease | None, attempt: Attempt | None, bridge: Bridge | None, presence: DeskPresence | None
) -> Signs:
    under_way = attempt is not None and attempt.closed_at is None
    at_work = bridge is not None and bridge.status in (BridgeStatus.OPENING, BridgeStatus.CALLING)
    live = under_way and attempt is not None and attempt.leg is not None
    talking = live or (bridge is not None and bridge.status == BridgeStatus.TALKING)
    return Signs(
        has_case=lease is not None,
        talking=talking,
        ringing=at_work or (under_way and not live and attempt is not None and attempt.call.status in _ALREADY),
        called=attempt is not None and attempt.closed_at is not None,
        resting=presence is not None and presence.resting_since is not None,
        seen_at=presence.seen_at if presence is not None else None,
    )


def _since(
    state: CallerState,
    lease: DeskLease | None,
    attempt: Attempt | None,
    bridge: Bridge | None,
    presence: DeskPresence | None,
) -> datetime | None:
    """When a caller began what they do, as far as it is known."""
    if state is CallerState.TALKING and attempt is not None and attempt.call.answered_at is not None:
        return attempt.call.answered_at
    if state in (CallerState.TALKING, CallerState.RINGING) and bridge is not None:
        return bridge.since
    if state is CallerState.WRITING_UP and attempt is not None:
        return attempt.closed_at
    if lease is not None:
        return lease.taken_at
    if presence is None:
        return None
    return {CallerState.PAUSED: presence.resting_since, CallerState.AWAY: presence.seen_at}.get(state)


def _on_desk(lease: DeskLease, attempt: Attempt | None, party: BridgeParty | None) -> OnDesk:
    contact = lease.case.contact
    return OnDesk(
        lease_id=lease.id,
        case_id=lease.case_id,
        contact=contact.name,
        account=contact.account.name,
        campaign=lease.case.campaign.name,
        attempt_id=attempt.id if attempt is not None else None,
        answered_at=attempt.call.answered_at if attempt is not None else None,
        held=party is not None and party.held,
    )

"""The call that a caller has open, as their page shows it, or the one that they had last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeGuest, BridgeParty, BridgeStatus, GuestPurpose, HandOver
from vocsurvey.db.dialing import Attempt, Call, CallStatus, CarrierEvent
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User, Way
from vocsurvey.db.reads.said import Said, said_in


@dataclass(frozen=True)
class PartyView:
    """The customer's call. ``token`` and ``carrier_sid`` are what the turns of its interview are taken by; ``ringing``:
    the carrier has said so; ``disposition``: how the attempt ended, once it has.
    """

    call_id: int
    token: str
    carrier_sid: str | None
    status: CallStatus
    ringing: bool
    talking: bool
    held: bool
    outcome: str | None
    disposition: str | None


@dataclass(frozen=True)
class BridgeView:
    """``waits``: its customer came from the automated voice, and nobody has taken their call. ``since``: when it took
    its status. ``refused``: why the customer may not be called, when that was asked last."""

    bridge_id: int
    token: str
    case_id: int
    way: Way
    status: BridgeStatus
    since: datetime
    ending: BridgeEnding | None
    muted: bool
    refused: tuple[str, ...]
    party: PartyView | None
    waits: bool = False

    def ended_for(self, case_id: int, after: datetime) -> bool:
        """Whether it was about this case, and ended after that moment."""
        return self.status is BridgeStatus.ENDED and self.case_id == case_id and self.since >= after


def bridge_of(session: Session, user_id: int) -> BridgeView | None:
    """The latest bridge of a caller, open or over; None for who never had one."""
    latest = select(Bridge).where(Bridge.user_id == user_id).order_by(Bridge.id.desc()).limit(1)
    row = session.scalar(latest.options(joinedload(Bridge.hand_over)))
    if row is None:
        return None
    return BridgeView(
        bridge_id=row.id,
        token=row.token,
        case_id=row.case_id,
        way=Way(row.way),
        status=BridgeStatus(row.status),
        since=row.since,
        ending=BridgeEnding(row.ending) if row.ending is not None else None,
        muted=row.muted,
        refused=tuple(str(one) for one in row.refused),
        party=_party(session, row),
        waits=row.hand_over is not None and row.hand_over.accepted_at is None,
    )


@dataclass(frozen=True)
class Incoming:
    """A customer who asked the automated voice for a person and waits for this one: who, and what they said.
    ``on_page``: no phone rings, they are taken with a key of the page."""

    contact: str
    account: str
    role: str
    about: str
    said: tuple[Said, ...]
    on_page: bool = False


def incoming_for(session: Session, user_id: int) -> Incoming | None:
    """Who waits for somebody at this moment, and has not been taken yet."""
    bridge = session.scalar(
        select(Bridge)
        .join(HandOver, HandOver.bridge_id == Bridge.id)
        .where(Bridge.user_id == user_id, Bridge.ended_at.is_(None), HandOver.accepted_at.is_(None))
    )
    if bridge is None:
        return None
    case, interview = bridge.case, session.scalar(select(Interview).where(Interview.case_id == bridge.case_id))
    said = tuple(one for one in said_in(interview) if not one.superseded) if interview is not None else ()
    contact = case.contact
    return Incoming(
        contact.name, contact.account.name, contact.role, case.touchpoint.subject or "", said, bridge.way == Way.BROWSER
    )


def listeners_now(session: Session) -> dict[int, tuple[str, ...]]:
    """Who listens to which open bridge now, by name: those whose phone was picked up and who have not left."""
    rows = session.execute(
        select(BridgeGuest.bridge_id, User.name)
        .join(User, User.id == BridgeGuest.user_id)
        .join(Bridge, Bridge.id == BridgeGuest.bridge_id)
        .where(
            BridgeGuest.purpose == GuestPurpose.LISTEN,
            BridgeGuest.joined_at.is_not(None),
            BridgeGuest.left_at.is_(None),
            Bridge.ended_at.is_(None),
        )
        .order_by(BridgeGuest.call_id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for bridge_id, name in rows:
        found[bridge_id] = (*found.get(bridge_id, ()), name)
    return found


def passed_on() -> ColumnElement[bool]:
    """Whether a call (``Call``) goes on with a colleague whom its caller has left the customer with."""
    return exists().where(
        BridgeParty.call_id == Call.id,
        BridgeGuest.bridge_id == BridgeParty.bridge_id,
        BridgeGuest.purpose == GuestPurpose.JOIN,
        BridgeGuest.relieved_at.is_not(None),
    )


def passed_to(session: Session, call_id: int) -> str | None:
    """Who goes on with a customer's call alone, as its caller has left it to them; None where nobody does."""
    return session.scalar(
        select(User.name)
        .join(BridgeGuest, BridgeGuest.user_id == User.id)
        .join(BridgeParty, BridgeParty.bridge_id == BridgeGuest.bridge_id)
        .where(BridgeParty.call_id == call_id)
        .where(BridgeGuest.purpose == GuestPurpose.JOIN, BridgeGuest.relieved_at.is_not(None))
    )


class Standing(StrEnum):
    """Where a colleague stands who was asked into a call."""

    RINGS = "rings"
    COMES = "comes"
    HERE = "here"
    MISSED = "missed"
    GONE = "gone"


@dataclass(frozen=True)
class ColleagueView:
    """The colleague whom a caller has asked into the call last."""

    name: str
    stands: Standing


def colleague_in(session: Session, bridge_id: int) -> ColleagueView | None:
    """Whom the caller of a bridge has asked in last; None for nobody."""
    guest = session.scalar(
        select(BridgeGuest)
        .where(BridgeGuest.bridge_id == bridge_id, BridgeGuest.purpose == GuestPurpose.JOIN)
        .order_by(BridgeGuest.call_id.desc())
        .limit(1)
        .options(joinedload(BridgeGuest.user, innerjoin=True))
    )
    if guest is None:
        return None
    if guest.left_at is not None:
        stands = Standing.MISSED if guest.joined_at is None else Standing.GONE
    elif guest.joined_at is not None:
        stands = Standing.HERE
    else:
        stands = Standing.RINGS if guest.accepted_at is None else Standing.COMES
    return ColleagueView(guest.user.name, stands)


def _party(session: Session, row: Bridge) -> PartyView | None:
    """The latest customer's call, when it is of the case that the bridge is about now."""
    found = session.execute(
        select(BridgeParty, Call, Attempt)
        .join(Call, Call.id == BridgeParty.call_id)
        .join(Attempt, Attempt.call_id == Call.id)
        .where(BridgeParty.bridge_id == row.id, Attempt.case_id == row.case_id)
        .order_by(BridgeParty.call_id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    party, call, attempt = found
    rang = select(CarrierEvent.id).where(CarrierEvent.call_id == call.id, CarrierEvent.progress == "ringing").limit(1)
    status = CallStatus(call.status)
    return PartyView(
        call_id=call.id,
        token=call.token,
        carrier_sid=call.carrier_sid,
        status=status,
        ringing=status is CallStatus.PLACED and session.scalar(rang) is not None,
        talking=party.joined_at is not None and party.left_at is None,
        held=party.held,
        outcome=call.outcome,
        disposition=attempt.disposition,
    )

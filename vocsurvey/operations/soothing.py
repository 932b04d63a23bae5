"""What whoever waits in a room is to hear there until somebody else comes. Reads only."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeParty, BridgeStatus
from vocsurvey.db.dialing import Call
from vocsurvey.fieldwork.bridge_words import Cue
from vocsurvey.operations.bridging import waits_for_somebody


def cue(session: Session, token: str) -> tuple[Cue, str | None] | None:
    """What to say to whoever waits in a room, under their own token, and in which language (None: the caller's). Reads
    only; None for a token that we do not know."""
    bridge = session.scalar(select(Bridge).where(Bridge.token == token))
    if bridge is not None:
        return _to_caller(bridge), None
    call = session.scalar(select(Call).where(Call.token == token))
    party = session.get(BridgeParty, call.id) if call is not None else None
    if call is None or call.attempt is None or party is None:
        return None
    return _to_customer(party.bridge), call.attempt.case.contact.language


def hold_language(session: Session, token: str) -> str | None:
    """The language of the customer who is held in the room of a bridge; None when nobody is there. Reads only."""
    bridge = session.scalar(select(Bridge).where(Bridge.token == token))
    return None if bridge is None else bridge.case.contact.language


def _to_customer(bridge: Bridge) -> Cue:
    if waits_for_somebody(bridge):
        return Cue.FETCHING if bridge.ended_at is None else Cue.MOMENT
    return Cue.LOST if bridge.ended_at is not None else Cue.MOMENT


def _to_caller(bridge: Bridge) -> Cue:
    if bridge.ended_at is not None:
        return Cue.OVER
    if bridge.status in (BridgeStatus.CALLING, BridgeStatus.OPENING):
        return Cue.CALLING
    return Cue.REFUSED if bridge.refused else Cue.NOBODY

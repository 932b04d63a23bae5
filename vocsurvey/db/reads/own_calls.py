"""The calls of one caller and what they agreed to, for their own page."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.bridge import BridgeParty
from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.reads.talk_time import without_holds
from vocsurvey.reporting.own_figures import OwnCall

REFUSAL = "refusal"


def own_calls(session: Session, user_id: int, since: datetime, zone: ZoneInfo) -> tuple[OwnCall, ...]:
    """The calls that a caller made since then and that are over; by the days of ``zone``. Tests are none."""
    earlier = aliased(Attempt)
    refused = exists().where(
        earlier.case_id == Attempt.case_id, earlier.number < Attempt.number, earlier.ending == REFUSAL
    )
    rows = session.execute(
        select(Attempt.opened_at, Attempt.disposition, Call, BridgeParty, refused)
        .join(Call, Call.id == Attempt.call_id)
        .outerjoin(BridgeParty, BridgeParty.call_id == Call.id)
        .join(Case, Case.id == Attempt.case_id)
        .where(Attempt.caller_id == user_id, Attempt.opened_at >= since, Attempt.closed_at.is_not(None))
        .where(Attempt.counted, Case.kind == CaseKind.SURVEY)
        .order_by(Attempt.id)
    )
    return tuple(
        OwnCall(
            on=opened_at.astimezone(zone).date(),
            code=str(code),
            talked=without_holds(call, party, call.ended_at),
            refused_before=before,
        )
        for opened_at, code, call, party, before in rows
    )


def agreed_on(session: Session, user_id: int, since: datetime, zone: ZoneInfo) -> tuple[date, ...]:
    """The days on which a caller agreed to a call of their own, one for each."""
    rows = session.scalars(
        select(Appointment.agreed_at).where(
            Appointment.caller_id == user_id, Appointment.source == "caller", Appointment.agreed_at >= since
        )
    )
    return tuple(at.astimezone(zone).date() for at in rows)

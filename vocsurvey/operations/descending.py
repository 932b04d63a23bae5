"""Down the ladder: a case goes to whoever calls next, and keeps the reason why."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.fieldwork.reason import Reason


def go_on_with(session: Session, case: Case, channel: Channel, because: Sequence[Reason]) -> None:
    """From now on the case is called on this channel, and so is a time that the person named."""
    mine = (Appointment.case_id == case.id, Appointment.kind == "hard", Appointment.channel == case.channel)
    session.execute(update(Appointment).where(*mine, *STILL_OPEN).values(channel=channel))
    case.channel, case.desk_queue = channel, None
    case.waiting_for = [*because, Reason.GOES_TO_LIVE_CALLER]
    session.flush()

"""A machine's greeting: whether its end is waited for, so that a message can follow, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Call, MachineMessage
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.operations.campaign_terms import protocol_of
from vocsurvey.rulebook import Rulebook

PATIENCE = timedelta(seconds=60)
"""When the line is closed, whatever became of the message: it takes 20 s, and a worker may be busy."""


def wanted(session: Session, case: Case, rules: Rulebook) -> bool:
    """Whether a machine that answers for this case is to hear the message: the call protocol has one left, the
    questionnaire has one, and the case has not had it. Never in a test."""
    if not protocol_of(case.campaign, rules).machine_message:
        return False
    if case.kind == CaseKind.TEST or case.closed_at is not None:
        return False
    version = case.campaign.questionnaire
    if version is None or pinned(version).machine_message is None:
        return False
    return not session.scalar(select(exists().where(MachineMessage.case_id == case.id)))


def pending(call: Call, now: datetime) -> bool:
    """Whether this call's machine is to hear the message, or hears it now: the line is to be closed, but not yet."""
    return call.hang_up_wanted_at is not None and call.hang_up_wanted_at > now

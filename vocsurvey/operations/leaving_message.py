"""The one message for a machine: whether it is wanted, leave to say it once, and a human who breaks in.

Leave is a row that is committed before the one request to the carrier, as a permit is before a dial. Whatever dies in
between, no second message ever goes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.dialing import CallStatus, MachineMessage
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.interview.message import Message, message_for_machine
from vocsurvey.operations.closing import goes_by, reconsider
from vocsurvey.operations.disposing import message_on, taken_for_machine
from vocsurvey.operations.facts import facts_of
from vocsurvey.operations.greeting import pending, wanted
from vocsurvey.operations.interviewing import Reply, begin, lock_call
from vocsurvey.operations.suppressing import LineHash, pass_line, suppressions
from vocsurvey.operations.watching import locked
from vocsurvey.rulebook import Rulebook


@dataclass(frozen=True)
class Leave:
    """Leave to say this message once on this call. Whoever holds it sends one request."""

    call_id: int
    carrier_sid: str
    token: str
    message: Message


def grant_message(
    session: Session, call_id: int, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Leave | None:
    """Ask everything once more, and commit to one request. A second job for the same call gets None, and so does a line
    that was opted out meanwhile: both queue at the line's row."""
    call = locked(session, call_id)
    attempt, sid = call.attempt, call.carrier_sid
    if attempt is None or sid is None or call.status != CallStatus.LIVE or not pending(call, now):
        return None
    case, version = attempt.case, attempt.case.campaign.questionnaire
    if version is None or not taken_for_machine(session, call) or not wanted(session, case, rules):
        return None
    if suppressions(session, [pass_line(session, call.line_id)], line_hash):
        return None
    questionnaire = pinned(version)
    message = message_for_machine(questionnaire, facts_of(session, case, questionnaire, rules, now))
    assert message is not None, "a message is wanted only where the questionnaire has one"
    session.add(MachineMessage(case_id=case.id, call_id=call.id, language=message.language, granted_at=now))
    session.flush()
    return Leave(call.id, sid, call.token, message)


def break_in(session: Session, token: str, carrier_sid: str, *, rules: Rulebook, now: datetime) -> Reply:
    """A key was pressed while the message was said: it was no machine, and the call goes on with the current turn.

    The key proves a human and answers nothing, because nothing was asked.
    """
    call = lock_call(session, token)
    message = message_on(session, call) if call is not None and goes_by(session, call, carrier_sid) else None
    if call is not None and message is not None and message.interrupted_at is None:
        message.interrupted_at = now
        call.hang_up_wanted_at = None
        session.flush()
    return begin(session, token, carrier_sid, rules=rules, now=now)


def message_left(session: Session, call_id: int, rules: Rulebook, now: datetime) -> None:
    """The carrier took the message. The call may be over by now: then it is known how it ended."""
    call = locked(session, call_id)
    message = message_on(session, call)
    if message is not None and message.left_at is None:
        message.left_at = now
        session.flush()
    if call.attempt is not None and call.attempt.closed_at is not None:
        reconsider(session, call.attempt, rules, now)

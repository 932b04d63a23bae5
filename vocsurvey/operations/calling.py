"""A caller calls: the attempt and its call are planned for whoever has the case, after the rules were asked once more.

The call then passes the same permit as any other (``dialing.grant_permit``). Whoever speaks with the carrier for the
caller's phone takes it from there: a planned call of a caller is never placed by the clock.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt, Call, CallPurpose
from vocsurvey.fieldwork.explanation import explained
from vocsurvey.fieldwork.permission import Allow
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.calling_times import country_of
from vocsurvey.operations.decision import in_words, rule
from vocsurvey.operations.leasing import mine
from vocsurvey.operations.opting_out import Barred, Wish, bar, has_line_with_others
from vocsurvey.operations.queueing import keep_waiting
from vocsurvey.operations.returning import queue_for_desks, stop_desks
from vocsurvey.operations.suppressing import LineHash, this_contact, this_line
from vocsurvey.rulebook import Rulebook

ANSWERED_MEANWHILE = "This case was closed meanwhile: there is nothing left to ask."


def plan_call(
    session: Session, lease_id: int, user_id: int, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Attempt | Refusal:
    """Plan the call to the case that is with a caller: an attempt on the live channel, which may ask for its permit.

    A second press finds the call that is planned or on its way. Where the rules say no by now, the case goes back.
    """
    queue_for_desks(session)
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    case = session.get_one(Case, lease.case_id, with_for_update={"key_share": True}, populate_existing=True)
    if case.closed_at is not None:
        stop_desks(session, (case.id,), ANSWERED_MEANWHILE, now)
        return Refusal(ANSWERED_MEANWHILE)
    open_now = session.scalar(select(Attempt).where(Attempt.case_id == case.id, Attempt.closed_at.is_(None)))
    if open_now is not None:
        return open_now if open_now.caller_id == user_id else Refusal("They are on the phone with us already.")
    ruling = rule(session, [case], rules=rules, line_hash=line_hash, now=now)[case.id]
    if not isinstance(ruling.decision, Allow):
        why = " ".join(_sentence(explained(str(code)).why) for code in ruling.decision.reasons)
        keep_waiting(session, [(case, ruling)], rules, now)
        stop_desks(session, (case.id,), f"They may not be called now. {why}", now)
        return Refusal(f"They may not be called now. {why}")
    return _planned(session, case, lease, in_words(ruling.decision, rules), rules, now)


def never_again(
    session: Session, lease_id: int, user_id: int, reason: str, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Barred | Refusal:
    """They told the caller not to call them: the person is not called any more, nor is their line unless colleagues
    have it too. The case ends, and a phone that rings is hung up by the edge. To be called through ``Database.run``.
    """
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    words = reason.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        return Refusal(f"Say in {SHORTEST} to {LONGEST} characters what they said.")
    case = session.get_one(Case, lease.case_id)
    contact = case.contact
    wish = Wish("caller", words, origin=case.campaign.name, by_id=user_id)
    person = this_contact(contact)
    if has_line_with_others(session, contact, contact.line_id):
        return bar(session, person, wish, rules=rules, line_hash=line_hash, now=now)
    line = bar(session, this_line(contact.line), wish, rules=rules, line_hash=line_hash, now=now)
    theirs = bar(session, person, wish, rules=rules, line_hash=line_hash, now=now, but_not_tell=line.told)
    hang_up = tuple(dict.fromkeys((*line.hang_up, *theirs.hang_up)))
    return replace(theirs, cases=line.cases + theirs.cases, hang_up=hang_up)


def _planned(
    session: Session, case: Case, lease: DeskLease, decision: dict[str, object], rules: Rulebook, now: datetime
) -> Attempt:
    number = rules.caller_numbers.of(case.id, country_of(case.contact), case.campaign.from_number)
    call = Call(
        token=secrets.token_urlsafe(24).replace("_", "-"),
        purpose=CallPurpose.INTERVIEW,
        line_id=case.contact.line_id,
        from_number=number,
        planned_at=now,
    )
    session.add(call)
    session.flush()
    tried = session.scalar(select(func.max(Attempt.number)).where(Attempt.case_id == case.id)) or 0
    attempt = Attempt(
        case_id=case.id,
        call_id=call.id,
        number=tried + 1,
        channel=Channel.LIVE,
        caller_id=lease.user_id,
        decision=decision,
        opened_at=now,
    )
    session.add(attempt)
    case.waiting_for = []
    lease.expires_at = max(lease.expires_at, now + rules.desk.lease)
    session.flush()
    return attempt


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."

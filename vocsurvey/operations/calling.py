"""A caller calls: the attempt and its call are planned for whoever has the case, after the rules were asked once more.

They are asked when the caller presses Call, and again when the caller is on the line (``connecting``): then the call is
planned, and passes the same permit as any other (``dialing.grant_permit``).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

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
BEING_CALLED = Refusal("They are on the phone with us already.")


@dataclass(frozen=True)
class Ready:
    """A case that may be called now by whoever has it."""

    lease: DeskLease
    case: Case
    decision: dict[str, Any]


def make_ready(
    session: Session, lease_id: int, user_id: int, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Ready | Refusal:
    """Whether the case that is with a caller may be called now. Where the rules say no by now, it goes back."""
    queue_for_desks(session)
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    case = session.get_one(Case, lease.case_id, with_for_update={"key_share": True}, populate_existing=True)
    if case.closed_at is not None:
        stop_desks(session, (case.id,), ANSWERED_MEANWHILE, now)
        return Refusal(ANSWERED_MEANWHILE)
    open_now = select(Attempt.id).where(Attempt.case_id == case.id, Attempt.closed_at.is_(None)).limit(1)
    if session.scalar(open_now) is not None:
        return BEING_CALLED
    ruling = rule(session, [case], rules=rules, line_hash=line_hash, now=now)[case.id]
    if not isinstance(ruling.decision, Allow):
        why = " ".join(_sentence(explained(str(code)).why) for code in ruling.decision.reasons)
        keep_waiting(session, [(case, ruling)], rules, now)
        stop_desks(session, (case.id,), f"They may not be called now. {why}", now)
        return Refusal(f"They may not be called now. {why}")
    lease.expires_at = max(lease.expires_at, now + rules.desk.lease)
    session.flush()
    return Ready(lease, case, in_words(ruling.decision, rules))


def plan_call(
    session: Session, lease_id: int, user_id: int, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Attempt | Refusal:
    """Plan the call to the case that is with a caller: an attempt on the live channel, which may ask for its permit."""
    found = make_ready(session, lease_id, user_id, rules=rules, line_hash=line_hash, now=now)
    return found if isinstance(found, Refusal) else _planned(session, found, rules, now)


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


def _planned(session: Session, ready: Ready, rules: Rulebook, now: datetime) -> Attempt:
    case = ready.case
    call = Call(
        token=secrets.token_urlsafe(24).replace("_", "-"),
        purpose=CallPurpose.INTERVIEW,
        line_id=case.contact.line_id,
        from_number=rules.caller_numbers.of(case.id, country_of(case.contact), case.campaign.from_number),
        planned_at=now,
        nudged_until=now + rules.pacing.claim_lead,
    )
    session.add(call)
    session.flush()
    tried = session.scalar(select(func.max(Attempt.number)).where(Attempt.case_id == case.id)) or 0
    attempt = Attempt(
        case_id=case.id,
        call_id=call.id,
        number=tried + 1,
        channel=Channel.LIVE,
        caller_id=ready.lease.user_id,
        decision=ready.decision,
        opened_at=now,
    )
    session.add(attempt)
    case.waiting_for = []
    session.flush()
    return attempt


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."

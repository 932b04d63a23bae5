"""The desk: a caller takes the next case, keeps it while they are heard from, and gives it back with a note.

The same order and the same rules as when the clock claims, for the channel of live callers. Whoever takes a case queues
with everybody who does, and with whoever stops the phones, so that no two get the same, and none is taken after a stop.
Lock order: the queue of desks, the caller, the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.orm import Session, aliased

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.campaign import Case, DialGate
from vocsurvey.db.desk import DeskLease, Return
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.db.room import DeskPresence
from vocsurvey.db.verification import Verification
from vocsurvey.fieldwork.desk import queues_of
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.permission import Allow
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.bridging import lock_calls
from vocsurvey.operations.callee import ALL_DIALLING
from vocsurvey.operations.closing import end_call
from vocsurvey.operations.decision import Ruling, rule
from vocsurvey.operations.lining_up import line_up
from vocsurvey.operations.queueing import due_cases, keep_waiting
from vocsurvey.operations.returning import STANDING, bring_back, on_the_phone, queue_for_desks
from vocsurvey.operations.sorting import language_of, sort_cases
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook

LOOKS = (3, 15, 60)
"""How many of the line are looked at, one group after the other: one of the first may nearly always be called."""
NOBODY = Refusal("Nobody is waiting for you now. The next one appears here as soon as they are due.")
ON_THE_PHONE = Refusal("You are on the phone with them. Hang up first; what was said is kept.")
NOT_WITH_YOU = Refusal("This case is not with you any more. Nothing was changed.")
OTHER_TONGUE = Refusal("They are asked in a language that you do not call in, so somebody who does has them now.")
NOT_AT_ONCE = Refusal("The rules do not allow to call them at this moment, so they wait in the queue of the desks.")
AT_ONCE = 100


def take_next(
    session: Session, user_id: int, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> DeskLease | Refusal:
    """The next case for a caller: the one that they have, or else the first in the line that may be called now.

    Those before it who may not be called are put off, go to somebody else or end, as at a claim. To be called through
    ``Database.run``.
    """
    queue_for_desks(session)
    user = session.get_one(User, user_id, with_for_update={"key_share": True}, populate_existing=True)
    expire(session, rules=rules, now=now)
    held = held_by(session, user_id)
    if held is not None:
        return held
    refusal = _idle(session, user)
    if refusal is not None:
        return refusal
    sort_cases(session)
    queues = queues_of(sorted(map(str, user.languages)), converts=user.converts_refusals)
    fitting = _fitting(user, rules, now)
    line = line_up(session, Channel.LIVE, rules, now, LOOKS[-1], queues=queues, fitting=fitting)
    for count in LOOKS:
        some, line = line[:count], line[count:]
        found = _first_allowed(session, some, rules, line_hash, now) if some else None
        if found is not None:
            return _lease(session, found, user, rules, now)
    return NOBODY


def take_this(
    session: Session, user_id: int, case: Case, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> DeskLease | Refusal:
    """This very case for a caller whose desk is empty, where they speak its language and it may be called now. Who may
    take it queues already (``queue_for_desks``)."""
    user = session.get_one(User, user_id, with_for_update={"key_share": True}, populate_existing=True)
    refusal = _idle(session, user)
    if refusal is not None:
        return refusal
    if language_of(case) not in {str(code).partition("-")[0] for code in user.languages}:
        return OTHER_TONGUE
    found = _first_allowed(session, (case.id,), rules, line_hash, now)
    return _lease(session, found, user, rules, now) if found is not None else NOT_AT_ONCE


def held_by(session: Session, user_id: int) -> DeskLease | None:
    """The case that is with a caller."""
    return session.scalar(
        select(DeskLease).where(DeskLease.user_id == user_id, STANDING).execution_options(populate_existing=True)
    )


def mine(session: Session, lease_id: int, user_id: int) -> DeskLease | Refusal:
    """The lease, locked, while it is this caller's; else why it is not."""
    lease = session.get(DeskLease, lease_id, with_for_update={"key_share": True}, populate_existing=True)
    if lease is None or lease.user_id != user_id:
        return NOT_WITH_YOU
    return lease if lease.ended_at is None else lost(session, lease)


def lost(session: Session, lease: DeskLease) -> Refusal:
    """Why a case is not with its caller any more, in a sentence or two."""
    theirs = select(User.name).join(DeskLease, DeskLease.user_id == User.id)
    now_with = session.scalar(theirs.where(DeskLease.case_id == lease.case_id, STANDING))
    whose = f" {now_with} has it now." if now_with is not None else ""
    match lease.ending:
        case Return.STOPPED:
            return Refusal(f"{lease.note} The case is not with you any more.")
        case Return.EXPIRED:
            return Refusal(f"Your page was not heard from for too long, so this case went back.{whose}")
        case Return.GIVEN_BACK:
            return Refusal(f"You gave this case back.{whose}")
        case _:
            return Refusal("You are done with this case.")


def renew(session: Session, lease_id: int, user_id: int, *, rules: Rulebook, now: datetime) -> DeskLease | Refusal:
    """The caller is still there: the case stays with them."""
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, DeskLease):
        lease.expires_at = max(lease.expires_at, now + rules.desk.lease)
        session.flush()
    return lease


def give_back(
    session: Session, lease_id: int, user_id: int, note: str, *, rules: Rulebook, now: datetime
) -> DeskLease | Refusal:
    """Somebody else shall call them; ``note`` says why, to whoever is next. A call that is only planned is off."""
    words = note.strip()
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    if not SHORTEST <= len(words) <= LONGEST:
        return Refusal(f"Say in {SHORTEST} to {LONGEST} characters why you give it back; whoever is next reads it.")
    if not bring_back(session, (DeskLease.id == lease.id,), Return.GIVEN_BACK, words, now):
        return ON_THE_PHONE
    withdraw_plans(session, rules=rules, now=now)
    session.flush()
    return lease


def finish(
    session: Session, lease_id: int, user_id: int, note: str, *, rules: Rulebook, now: datetime
) -> DeskLease | Refusal:
    """The case was worked: the desk is free. ``note`` may be empty; whoever is next reads it."""
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    if not bring_back(session, (DeskLease.id == lease.id,), Return.DONE, note.strip()[:LONGEST], now):
        return ON_THE_PHONE
    withdraw_plans(session, rules=rules, now=now)
    return lease


def expire(session: Session, *, rules: Rulebook, now: datetime) -> int:
    """Cases whose caller was not heard from for too long go back, with a note; how many."""
    late = session.scalars(
        select(DeskLease)
        .where(STANDING, DeskLease.expires_at <= now, ~on_the_phone())
        .order_by(DeskLease.id)
        .limit(AT_ONCE)
        .with_for_update(of=DeskLease, skip_locked=True)
    ).all()
    for lease in late:
        note = f"{lease.user.name} had this case, and was not heard from any more."
        bring_back(session, (DeskLease.id == lease.id,), Return.EXPIRED, note, now)
    withdraw_plans(session, rules=rules, now=now)
    return len(late)


def withdraw_plans(session: Session, *, rules: Rulebook, now: datetime) -> int:
    """Calls that a caller has planned for a case that is not with them any more are off; how many."""
    with_them = exists().where(DeskLease.case_id == Attempt.case_id, DeskLease.user_id == Attempt.caller_id, STANDING)
    found = session.scalars(
        select(Call.id)
        .join(Attempt, Attempt.call_id == Call.id)
        .where(Attempt.closed_at.is_(None), Attempt.caller_id.is_not(None), ~with_them)
        .where(Call.status == CallStatus.PLANNED, Call.ended_at.is_(None))
        .order_by(Call.id)
        .limit(AT_ONCE)
    ).all()
    forlorn = lock_calls(session, and_(Call.id.in_(found), Call.status == CallStatus.PLANNED)) if found else []
    for call in forlorn:
        call.problem = "no longer with the caller"
        end_call(session, call, CarrierOutcome.NEVER_LEFT, rules, now, status=CallStatus.CANCELLED, due_at=now)
    return len(forlorn)


def _idle(session: Session, user: User) -> Refusal | None:
    """Why nobody is looked for."""
    gate = session.get(DialGate, ALL_DIALLING, populate_existing=True)
    if gate is not None and not gate.opened:
        return Refusal(f"All dialling is stopped by {gate.changed_by}. Nobody is called until it is opened again.")
    if not user.languages:
        return Refusal("Nobody has written down which languages you call in. Ask an administrator to do it.")
    return None


def _fitting(user: User, rules: Rulebook, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What must hold of a case for this caller, besides its queue.

    A time that another caller agreed to is theirs for a while; nobody gets back at once what they gave back, and nobody
    asks whether their own work has put something right.
    """
    theirs = aliased(Appointment)  # the line asks for appointments of its own
    elsewhere = exists().where(
        theirs.case_id == Case.id,
        theirs.kept_at.is_(None),
        theirs.missed_at.is_(None),
        theirs.cancelled_at.is_(None),
        theirs.kind == "hard",
        theirs.caller_id != user.id,
        theirs.at > now - rules.desk.own_appointment,
        theirs.caller_id.in_(select(User.id).where(User.active)),
    )
    given_back = exists().where(
        DeskLease.case_id == Case.id,
        DeskLease.user_id == user.id,
        DeskLease.ending == Return.GIVEN_BACK,
        DeskLease.ended_at > now - rules.desk.not_again,
    )
    own = exists().where(
        Verification.case_id == Case.id, FollowUp.id == Verification.follow_up_id, FollowUp.owner_id == user.id
    )
    return (~elsewhere, ~given_back, ~own)


def _first_allowed(
    session: Session, line: Sequence[int], rules: Rulebook, line_hash: LineHash, now: datetime
) -> Case | None:
    """The first of some who may be called; those before them are put off."""
    cases = due_cases(session, now, line, Channel.LIVE)
    ruled = rule(session, cases, rules=rules, line_hash=line_hash, now=now) if cases else {}
    held: list[tuple[Case, Ruling]] = []
    found = None
    for case in cases:
        if isinstance(ruled[case.id].decision, Allow):
            found = case
            break
        held.append((case, ruled[case.id]))
    keep_waiting(session, held, rules, now)
    return found


def _lease(session: Session, case: Case, user: User, rules: Rulebook, now: datetime) -> DeskLease:
    case.waiting_for = []
    length: timedelta = rules.desk.lease
    lease = DeskLease(case_id=case.id, user_id=user.id, taken_at=now, expires_at=now + length)
    session.add(lease)
    here = update(DeskPresence).where(DeskPresence.user_id == user.id).values(seen_at=now, resting_since=None)
    session.execute(here, execution_options={"synchronize_session": False})
    session.flush()
    return lease

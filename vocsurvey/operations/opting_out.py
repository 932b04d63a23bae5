"""Somebody is not to be called: written down, and done everywhere in the same transaction; and taken back again.

Cases that are open end, or go to a live caller where only automated calls are refused; planned calls and appointments
are off; calls that ring are hung up; a follow-up that is owed lives, and its history says what changed.

Lock order: phone lines by id, cases by id, calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Promise
from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.sample import Contact, PhoneLine, Suppression, SuppressionScope
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.permission import Block
from vocsurvey.fieldwork.suppression import Scope, Suppressed, Who, manner
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.lifecycle import Event, Refusal
from vocsurvey.operations.decision import rule
from vocsurvey.operations.disposing import dispose
from vocsurvey.operations.flagging import record
from vocsurvey.operations.queueing import put_off
from vocsurvey.operations.returning import stop_desks
from vocsurvey.operations.suppressing import LineHash, note_down, people_of, this_contact, this_line
from vocsurvey.operations.watching import locked
from vocsurvey.rulebook import Rulebook

NOT_TO_BE_CALLED = "They have just asked not to be called."
"""What a caller reads who had them on the desk."""
_AT_CARRIER = (CallStatus.SENDING, CallStatus.UNCERTAIN, CallStatus.PLACED)


@dataclass(frozen=True)
class Wish:
    """What is wished, and where it came from.

    ``source`` is one of key_press, speech, recording, caller, page, file, command, api, link, import; ``origin`` says
    where exactly, such as a file and its line; ``by_id`` is who wrote it down, None for the person and for programs.
    """

    source: str
    reason: str
    scope: SuppressionScope = SuppressionScope.ALL_SURVEYS
    campaign_id: int | None = None
    origin: str | None = None
    by_id: int | None = None


@dataclass(frozen=True)
class Speaker:
    """Who said so on the phone. ``confirmed``: that it is they whom we asked for; ``gone``: that those have left, or
    never were there.
    """

    confirmed: bool
    gone: bool = False


@dataclass(frozen=True)
class Barred:
    """What came of it. ``new`` is false where the same was in force already. ``people``: contacts that it concerns now;
    ``cases``: open ones that ended or went to a live caller; ``hang_up``: ids of calls to end after the commit;
    ``told``: ids of follow-ups whose history says it.
    """

    suppression_id: int
    new: bool
    people: int
    cases: int
    hang_up: tuple[int, ...]
    told: frozenset[int] = frozenset()


def bar(
    session: Session,
    who: Who,
    wish: Wish,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
    but_not_call: int | None = None,
    but_not_tell: frozenset[int] = frozenset(),
) -> Barred:
    """Never call them again, as far as the wish reaches. Whoever it concerns may not be there yet, or not any more.

    ``but_not_call`` is the call in which the person said so: it gets its goodbye, and its case ends with it;
    ``but_not_tell`` are follow-ups whose history says it already. To be called through ``Database.run``, because
    claims and turns are at work on the same rows.
    """
    noted = note_down(
        session,
        who,
        scope=wish.scope,
        source=wish.source,
        reason=wish.reason,
        campaign_id=wish.campaign_id,
        origin=wish.origin,
        by_id=wish.by_id,
        line_hash=line_hash,
        now=now,
        but_not_call=but_not_call,
    )
    people = people_of(who)
    mine: list[ColumnElement[bool]] = [Case.contact_id.in_(people)]
    if wish.campaign_id is not None:
        mine.append(Case.campaign_id == wish.campaign_id)
    ended = stop_cases(session, mine, rules=rules, line_hash=line_hash, now=now, but_not_call=but_not_call)
    told = _tell_owners(session, mine, who, wish, now, but_not_tell) if noted.new else frozenset()
    count = session.scalar(select(func.count()).select_from(people.subquery())) or 0
    session.flush()
    return Barred(noted.row.id, noted.new, count, ended, noted.hang_up, told)


def bar_on_phone(
    session: Session,
    call: Call,
    wish: Wish,
    who: Speaker,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> tuple[int, ...]:
    """Whoever is on the line does not want to be called; the ids of calls to hang up after the commit.

    The line is not called any more, nor is the person at any other number, unless they are gone: then it was somebody
    else who asked. Where colleagues have the line too, and it may have been any of them, no automated voice calls it
    any more; a live caller still reaches the others.
    """
    assert call.attempt is not None, "what is asked in an interview is asked in an attempt"
    contact, line = call.attempt.case.contact, session.get_one(PhoneLine, call.line_id)
    anybody = not who.confirmed and has_line_with_others(session, contact, line.id)
    wishes = [(this_line(line), replace(wish, scope=SuppressionScope.AUTOMATED) if anybody else wish)]
    if not who.gone and call.attempt.case.kind != CaseKind.TEST:  # who tries a questionnaire out is nobody's contact
        wishes.insert(0, (this_contact(contact), wish))
    hang_up: list[int] = []
    told: frozenset[int] = frozenset()
    for one, reaching in wishes:
        barred = bar(
            session, one, reaching, rules=rules, line_hash=line_hash, now=now, but_not_call=call.id, but_not_tell=told
        )
        hang_up += barred.hang_up
        told |= barred.told
    return tuple(dict.fromkeys(hang_up))


def has_line_with_others(session: Session, contact: Contact, line_id: int) -> bool:
    """Whether somebody else has this line too, as colleagues behind a switchboard do."""
    return session.scalar(_on(line_id).where(Contact.id != contact.id).limit(1)) is not None


def only_person_on(session: Session, line_id: int) -> Contact | None:
    """Whose line it is; None where it is nobody's, or several people have it."""
    people = session.scalars(_on(line_id).limit(2)).all()
    return people[0] if len(people) == 1 else None


def _on(line_id: int) -> Select[Contact]:
    """Who has a line; who stands in for a customer in a test has none."""
    standing_in = exists().where(Case.contact_id == Contact.id, Case.kind == CaseKind.TEST)
    return select(Contact).where(Contact.line_id == line_id, ~standing_in)


def lift(
    session: Session, suppression_id: int, *, reason: str, by_id: int | None, now: datetime
) -> Suppression | Refusal:
    """They may be called again; the row stays, with the reason. What has ended stays ended."""
    reason = reason.strip()
    row = session.get(Suppression, suppression_id, with_for_update=True, populate_existing=True)
    if row is None:
        return Refusal("There is no such entry.")
    if row.lifted_at is not None:
        return Refusal("That was lifted already.")
    if not SHORTEST <= len(reason) <= LONGEST:
        return Refusal(f"Say why they may be called again, in {SHORTEST} to {LONGEST} characters.")
    row.lifted_at, row.lifted_by_id, row.lift_reason = now, by_id, reason
    session.flush()
    return row


def stop_cases(
    session: Session,
    mine: Sequence[ColumnElement[bool]],
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
    but_not_call: int | None = None,
) -> int:
    """Ask the rules about these open cases at once, and not when they are next due; how many ended or changed hands.

    A case in which somebody is being spoken with goes on to the end of its call.
    """
    cases = session.scalars(
        select(Case)
        .where(*mine, Case.closed_at.is_(None), Case.kind != CaseKind.TEST)
        .order_by(Case.id)
        .with_for_update(of=Case, key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    ruled = rule(session, cases, rules=rules, line_hash=line_hash, now=now) if cases else {}
    stopped = []
    for case in cases:
        if isinstance(ruled[case.id].decision, Block) and _stand_down(session, case, now, but_not_call):
            put_off(session, case, ruled[case.id], rules, now)
            stopped.append(case.id)
    if stopped:
        stop_desks(session, stopped, NOT_TO_BE_CALLED, now)
    return len(stopped)


def _stand_down(session: Session, case: Case, now: datetime, but_not_call: int | None) -> bool:
    """Take a planned call back; false where somebody is on the phone, or is just saying so."""
    attempt = session.scalar(select(Attempt).where(Attempt.case_id == case.id, Attempt.closed_at.is_(None)))
    if attempt is None:
        return True
    if attempt.call_id == but_not_call:
        return False
    status = session.scalar(select(Call.status).where(Call.id == attempt.call_id))
    # Only a planned call is locked: whoever hears from the carrier has the call first and then the case.
    if status != CallStatus.PLANNED:
        return status in _AT_CARRIER  # it is hung up, and ends after its case
    cancel_planned(session, attempt, "not to be called", now)
    return True


def cancel_planned(session: Session, attempt: Attempt, why: str, now: datetime) -> None:
    """Take back a call that is planned only; the attempt does not count. Its line was passed, so no permit comes
    between.
    """
    call = locked(session, attempt.call_id)
    call.status, call.outcome, call.ended_at = CallStatus.CANCELLED, CarrierOutcome.NEVER_LEFT, now
    call.nudged_until, call.problem = None, why
    session.flush()
    dispose(session, attempt, now)


def _tell_owners(
    session: Session,
    mine: Sequence[ColumnElement[bool]],
    who: Who,
    wish: Wish,
    now: datetime,
    but_not_tell: frozenset[int],
) -> frozenset[int]:
    """The history of every follow-up that is owed says what they asked for, and how it is done from now on."""
    owed: Select[int, str | None, int | None] = (
        select(FollowUp.id, Contact.email, Promise.id)
        .join(Interview, Interview.id == FollowUp.interview_id)
        .join(Case, Case.id == Interview.case_id)
        .join(Contact, Contact.id == Case.contact_id)
        .outerjoin(Promise, Promise.follow_up_id == FollowUp.id)
        .where(*mine, FollowUp.closed_at.is_(None))
        .order_by(FollowUp.id)
    )
    scope = Scope.AUTOMATED if wish.scope == SuppressionScope.AUTOMATED else Scope.ALL_SURVEYS
    told: set[int] = set()
    for follow_up_id, email, promise_id in session.execute(owed).all():
        if follow_up_id not in but_not_tell:
            text = manner([Suppressed(who.subject, scope)], email, promised=promise_id is not None)
            record(session, follow_up_id, Event.NOTE, now, actor_id=wish.by_id, text=text)
            told.add(follow_up_id)
    return frozenset(told)

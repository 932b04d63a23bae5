"""Flags and the follow-ups they oblige us to: in the transaction of the answer, with an owner and a due time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent, Notice
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Account, Contact
from vocsurvey.followup.flag import RaisedFlag
from vocsurvey.followup.lifecycle import Event, State, next_state
from vocsurvey.followup.severity import Severity, most_serious
from vocsurvey.operations.campaign_terms import answers_for
from vocsurvey.operations.deadlines import deadlines_for
from vocsurvey.operations.informing import owe_event, owe_flag
from vocsurvey.rulebook import Rulebook

# Everybody whom a new follow-up concerns, in one query: the customer is on the line and waits for our answer.
_PEOPLE = (
    joinedload(Case.touchpoint),
    joinedload(Case.campaign).joinedload(Campaign.owner),
    joinedload(Case.contact).options(joinedload(Contact.account).joinedload(Account.owner), joinedload(Contact.line)),
)


def raise_flag(
    session: Session, interview: Interview, raised: RaisedFlag, position: int, rules: Rulebook, now: datetime
) -> Flag:
    """Store a flag on the interview's follow-up, opening it when this is the first one."""
    follow_up = session.scalar(select(FollowUp).where(FollowUp.interview_id == interview.id).with_for_update())
    if follow_up is None:
        follow_up = _open(session, interview, raised, rules, now)
    else:
        _flag_again(session, follow_up, raised, rules, now)
    flag = Flag(
        follow_up_id=follow_up.id,
        kind=raised.kind,
        question=raised.question,
        position=position,
        rule=raised.rule or "",
        severity=raised.severity,
        dimension=raised.dimension,
        queue=raised.queue,
        raised_at=now,
    )
    session.add(flag)
    owe_flag(session, flag, now)
    session.flush()
    return flag


def withdraw_flag(session: Session, flag: Flag, now: datetime) -> None:
    """The customer corrected the answer behind a flag. The flag stays; that it was withdrawn is an event.

    When no other flag of the follow-up stands, nothing is owed any more and the follow-up ends as withdrawn.
    """
    follow_up = session.get_one(FollowUp, flag.follow_up_id, with_for_update=True, populate_existing=True)
    record(session, follow_up.id, Event.FLAG_WITHDRAWN, now, flag_id=flag.id, question=flag.question)
    flags = select(Flag.id).where(Flag.follow_up_id == follow_up.id)
    standing = set(session.scalars(flags)) - withdrawn(session, follow_up.id)
    after = next_state(State(follow_up.state), Event.WITHDRAWN_AFTER_CORRECTION)
    if not standing and isinstance(after, State):
        record(session, follow_up.id, Event.WITHDRAWN_AFTER_CORRECTION, now)
        follow_up.state, follow_up.closed_at, follow_up.next_action_at = after, now, None
    session.flush()


def withdrawn(session: Session, follow_up_id: int) -> set[int]:
    """The ids of the flags of a follow-up that were withdrawn."""
    events = select(FollowUpEvent).where(
        FollowUpEvent.follow_up_id == follow_up_id, FollowUpEvent.kind == Event.FLAG_WITHDRAWN
    )
    return {event.details["flag_id"] for event in session.scalars(events)}


def record(
    session: Session, follow_up_id: int, kind: str, now: datetime, *, actor_id: int | None = None, **details: object
) -> None:
    """Add to a follow-up's history. ``actor_id`` None is the system itself."""
    event = FollowUpEvent(follow_up_id=follow_up_id, kind=kind, actor_id=actor_id, details=details, happened_at=now)
    session.add(event)
    owe_event(session, event, now)


def owe_notices(
    session: Session, follow_up: FollowUp, kind: str, headline: str, recipients: Iterable[User], now: datetime
) -> None:
    """Owe each person one message; its key makes a repeat recognisable and a second row impossible."""
    for user in recipients:
        session.add(
            Notice(
                key=f"{kind}:{follow_up.id}:{user.id}:{now:%Y%m%dT%H%M%S%f}",
                follow_up_id=follow_up.id,
                recipient_id=user.id,
                kind=kind,
                headline=headline[:200],
                due_at=now,
                created_at=now,
            )
        )


def responsible(session: Session, follow_up: FollowUp) -> list[User]:
    """Who is told: the owner; for a queue, or an owner who has left, everybody who works it.

    Where nobody does, every manager and administrator.
    """
    owner = session.get(User, follow_up.owner_id) if follow_up.owner_id is not None else None
    if owner is not None and owner.active:
        return [owner]
    for roles in ((Role.CUSTOMER_SUCCESS,), (Role.MANAGER, Role.ADMIN)):
        people = list(session.scalars(select(User).where(User.active, User.role.in_(roles)).order_by(User.id)))
        if people:
            return people
    return []


def _open(session: Session, interview: Interview, raised: RaisedFlag, rules: Rulebook, now: datetime) -> FollowUp:
    case = session.get_one(Case, interview.case_id, options=_PEOPLE)
    contact, owner = case.contact, answers_for(case)
    deadlines = deadlines_for(contact, owner, raised.severity, rules, now)
    follow_up = FollowUp(
        interview_id=interview.id,
        account_id=contact.account_id,
        contact_id=contact.id,
        state=State.ASSIGNED if owner and case.kind != CaseKind.TEST else State.NEW,
        severity=raised.severity,
        owner_id=owner.id if owner else None,
        queue=raised.queue,
        opened_at=now,
        first_contact_due_at=deadlines.first_contact_at,
        plan_due_at=deadlines.plan_at,
        next_action_at=deadlines.first_contact_at,
    )
    session.add(follow_up)
    session.flush()
    record(session, follow_up.id, Event.OPENED, now, severity=raised.severity, queue=raised.queue)
    if case.kind == CaseKind.TEST:
        return _end_as_test(session, follow_up, now)
    if owner:
        record(session, follow_up.id, Event.ASSIGNED, now, owner_id=owner.id, before=None)
    headline = f"{contact.name} at {contact.account.name} needs you"
    owe_notices(session, follow_up, "flag_raised", headline, responsible(session, follow_up), now)
    return follow_up


def _end_as_test(session: Session, follow_up: FollowUp, now: datetime) -> FollowUp:
    """What a test interview raised ends at once: it stays with whoever tried, and nobody is told or has to act."""
    state = next_state(State(follow_up.state), Event.TRIED_OUT)
    assert isinstance(state, State), "what has just been opened can end as a test"
    record(session, follow_up.id, Event.TRIED_OUT, now)
    follow_up.state, follow_up.closed_at, follow_up.next_action_at = state, now, None
    session.flush()
    return follow_up


def _flag_again(session: Session, follow_up: FollowUp, raised: RaisedFlag, rules: Rulebook, now: datetime) -> None:
    """Another flag in the same interview: one owner speaks to the customer, about the worst of it, and soonest."""
    before = Severity(follow_up.severity)
    severity = most_serious(before, raised.severity)
    record(session, follow_up.id, Event.FLAGGED_AGAIN, now, question=raised.question, before=before, severity=severity)
    state = next_state(State(follow_up.state), Event.FLAGGED_AGAIN)
    assert isinstance(state, State), "a flag can always be raised again"
    if state is State.TRIED_OUT:
        follow_up.severity = severity
        session.flush()
        return
    deadlines = deadlines_for(follow_up.contact, follow_up.owner, severity, rules, follow_up.opened_at)
    if follow_up.next_action_at is None or severity.rank < before.rank:
        follow_up.next_action_at = min(follow_up.next_action_at or now, deadlines.first_contact_at)
    follow_up.state, follow_up.severity, follow_up.closed_at = state, severity, None
    follow_up.first_contact_due_at = min(follow_up.first_contact_due_at, deadlines.first_contact_at)
    follow_up.plan_due_at = min(follow_up.plan_due_at, deadlines.plan_at)
    session.flush()

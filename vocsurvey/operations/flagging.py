"""Flags and the follow-ups they oblige us to: in the transaction of the answer, with an owner and a due time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent, Notice
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.belonging import follow_up_of
from vocsurvey.db.sample import Account, Contact
from vocsurvey.followup.flag import FlagKind, Queue, RaisedFlag
from vocsurvey.followup.lifecycle import Event, State, next_state
from vocsurvey.followup.ownership import Roster
from vocsurvey.followup.severity import Severity, most_serious
from vocsurvey.operations.bringing_steps import program_of
from vocsurvey.operations.chatting import owe_chats
from vocsurvey.operations.deadlines import deadlines_for
from vocsurvey.operations.informing import owe_event, owe_flag
from vocsurvey.operations.keeping_clocks import clocks_of, next_action_of
from vocsurvey.operations.owning import Said, decide_owner, roster
from vocsurvey.operations.presence import there
from vocsurvey.rulebook import Rulebook

# Everybody whom a new follow-up concerns, in one query: the customer is on the line and waits for our answer.
PEOPLE = (
    joinedload(Case.touchpoint),
    joinedload(Case.campaign).joinedload(Campaign.owner),
    joinedload(Case.contact).options(joinedload(Contact.account).joinedload(Account.owner), joinedload(Contact.line)),
)


def raise_flag(
    session: Session, interview: Interview, raised: RaisedFlag, position: int, rules: Rulebook, now: datetime
) -> Flag:
    """Store a flag on the interview's follow-up, opening it when this is the first one; what is said when we ask
    whether something was put right is about that, and opens it again."""
    case = session.get_one(Case, interview.case_id, options=PEOPLE)
    follow_up = follow_up_of(session, case, lock=True)
    if follow_up is None:
        follow_up = _open(session, interview, case, raised, rules, now)
    elif case.kind == CaseKind.VERIFICATION and raised.kind in (FlagKind.NEGATIVE, FlagKind.ALARM):
        _not_put_right(session, follow_up, raised, rules, now)
    else:
        _said_more(session, follow_up, case, raised, rules, now)
    flag = Flag(
        follow_up_id=follow_up.id,
        interview_id=interview.id,
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
    """Add to a follow-up's history. ``actor_id`` None is the system itself, which no program speaks for."""
    event = FollowUpEvent(follow_up_id=follow_up_id, kind=kind, actor_id=actor_id, details=details, happened_at=now)
    event.token_id = None if actor_id is None else program_of(session)
    session.add(event)
    owe_event(session, event, now)


def owe_notices(
    session: Session, follow_up: FollowUp, kind: str, headline: str, recipients: Iterable[User], now: datetime
) -> None:
    """Owe each person one message; its key makes a repeat recognisable and a second row impossible. Their chats too."""
    notices = [
        Notice(
            key=f"{kind}:{follow_up.id}:{user.id}:{now:%Y%m%dT%H%M%S%f}",
            follow_up_id=follow_up.id,
            recipient_id=user.id,
            kind=kind,
            headline=headline[:200],
            due_at=now,
            created_at=now,
        )
        for user in recipients
    ]
    session.add_all(notices)
    owe_chats(session, follow_up, notices, now)


def responsible(session: Session, follow_up: FollowUp, rules: Rulebook, now: datetime) -> list[User]:
    """Who is told: the owner; for a queue, or an owner who has left or is away, everybody who works it and is there.

    Where nobody does, every manager and administrator who is there, then whoever works for customer success; else the
    owner all the same, or everybody of the first of these.
    """
    owner = session.get(User, follow_up.owner_id) if follow_up.owner_id is not None else None
    if owner is not None and there(owner, now):
        return [owner]
    working: list[User] = []
    queue = rules.ownership.queues[Queue(follow_up.queue or Queue.CUSTOMER_SUCCESS)]
    others = Roster(roles=(Role.MANAGER.value, Role.ADMIN.value)), rules.ownership.queues[Queue.CUSTOMER_SUCCESS]
    for who in (queue, *others):
        people = _not_about_them(session, follow_up, list(roster(session, who)))
        if present := [person for person in people if there(person, now)]:
            return present
        working = working or people
    return [owner] if owner is not None and owner.active else working


def _not_about_them(session: Session, follow_up: FollowUp, people: list[User]) -> list[User]:
    """Without the agent whom the conversation was about: a complaint about conduct is nothing for them to answer."""
    if all(one.agent_id is None for one in people):
        return people
    about = session.get_one(Interview, follow_up.interview_id).case.touchpoint.agent_id
    return [one for one in people if about is None or one.agent_id != about]


def _open(
    session: Session, interview: Interview, case: Case, raised: RaisedFlag, rules: Rulebook, now: datetime
) -> FollowUp:
    said = Said(raised.dimension, raised.queue, raised.kind, raised.severity)
    verdict, contact = decide_owner(session, case, said, rules, now), case.contact
    owner = None if verdict.owner_id is None else session.get_one(User, verdict.owner_id)
    deadlines = deadlines_for(contact, owner, raised.severity, rules, now)
    follow_up = FollowUp(
        interview_id=interview.id,
        account_id=contact.account_id,
        contact_id=contact.id,
        state=State.ASSIGNED if owner and case.kind != CaseKind.TEST else State.NEW,
        severity=raised.severity,
        owner_id=owner.id if owner else None,
        queue=verdict.queue or raised.queue,
        opened_at=now,
        first_contact_due_at=deadlines.first_contact_at,
        plan_due_at=deadlines.plan_at,
        next_action_at=deadlines.first_contact_at,
    )
    session.add(follow_up)
    session.flush()
    why: dict[str, Any] = {"rule": verdict.rule, "why": verdict.says}
    opened: dict[str, Any] = {"severity": raised.severity, "queue": follow_up.queue, **({} if owner else why)}
    record(session, follow_up.id, Event.OPENED, now, **opened)
    if case.kind == CaseKind.TEST:
        return _end_as_test(session, follow_up, now)
    if owner:
        record(session, follow_up.id, Event.ASSIGNED, now, owner_id=owner.id, before=None, **why)
    headline = f"{contact.name} at {contact.account.name} needs you"
    owe_notices(session, follow_up, "flag_raised", headline, responsible(session, follow_up, rules, now), now)
    return follow_up


def _not_put_right(session: Session, follow_up: FollowUp, raised: RaisedFlag, rules: Rulebook, now: datetime) -> None:
    """A customer whom we asked says that it is not put right: it is open again, and its owner is told."""
    state = next_state(State(follow_up.state), Event.NOT_PUT_RIGHT)
    if not isinstance(state, State):  # open again already
        _flag_again(session, follow_up, raised, rules, now)
        return
    again_at = max(follow_up.first_contact_due_at, now)
    record(session, follow_up.id, Event.NOT_PUT_RIGHT, now, until=again_at.isoformat(), question=raised.question)
    follow_up.state, follow_up.closed_at = state, None
    follow_up.severity = most_serious(Severity(follow_up.severity), raised.severity)
    follow_up.next_action_at = again_at
    session.flush()
    headline = f"{follow_up.contact.name}: it is not put right yet"
    owe_notices(session, follow_up, "reopened", headline, responsible(session, follow_up, rules, now), now)


def _said_more(
    session: Session, follow_up: FollowUp, case: Case, raised: RaisedFlag, rules: Rulebook, now: datetime
) -> None:
    """Another flag; where it opens again what was thought to be put right, whoever answers for it is told: a customer
    who wants a person, or is not there any more, has not said no."""
    before = State(follow_up.state)
    _flag_again(session, follow_up, raised, rules, now)
    if case.kind == CaseKind.VERIFICATION and follow_up.state == State.REOPENED and before is not State.REOPENED:
        headline = f"{follow_up.contact.name} at {follow_up.account.name} needs you again"
        owe_notices(session, follow_up, "reopened", headline, responsible(session, follow_up, rules, now), now)


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
    said: dict[str, Any] = {"question": raised.question, "before": before, "severity": severity}
    state = next_state(State(follow_up.state), Event.FLAGGED_AGAIN)
    assert isinstance(state, State), "a flag can always be raised again"
    if state is State.TRIED_OUT:
        record(session, follow_up.id, Event.FLAGGED_AGAIN, now, **said)
        follow_up.severity = severity
        session.flush()
        return
    deadlines = deadlines_for(follow_up.contact, follow_up.owner, severity, rules, follow_up.opened_at)
    reopened, worse = state is State.REOPENED and follow_up.state != State.REOPENED, severity.rank < before.rank
    if reopened or worse:
        again_at = min(follow_up.next_action_at or now, deadlines.first_contact_at)
        again_at = max(again_at, now) if reopened else again_at
        said["until"] = again_at.isoformat()
    record(session, follow_up.id, Event.FLAGGED_AGAIN, now, **said)
    follow_up.state, follow_up.severity, follow_up.closed_at = state, severity, None
    follow_up.next_action_at = follow_up.next_action_at or now
    if worse:  # the same again is due when it was, by the hours of whoever owned it then
        follow_up.first_contact_due_at = min(follow_up.first_contact_due_at, deadlines.first_contact_at)
        follow_up.plan_due_at = min(follow_up.plan_due_at, deadlines.plan_at)
    session.flush()
    if "until" in said:
        session.refresh(follow_up, ["events"])
        follow_up.next_action_at = next_action_of(follow_up, clocks_of(follow_up.events), rules)
        session.flush()

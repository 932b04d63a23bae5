"""The work on a follow-up: somebody takes it, speaks to the customer, puts it right, and the customer confirms it.

Every step is an event that stays for ever, and leaves behind who has it and by when the next thing happens. There is
none after somebody was erased.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User
from vocsurvey.followup.clocks import Clock, next_deadline
from vocsurvey.followup.closing import closing_problems
from vocsurvey.followup.deadlines import Deadlines
from vocsurvey.followup.lifecycle import Event, Refusal, State
from vocsurvey.operations.escalating import escalate, escalate_overdue, overdue
from vocsurvey.operations.flagging import owe_notices
from vocsurvey.operations.keeping_clocks import clocks_of
from vocsurvey.operations.stepping import dated, happen, locked, stored
from vocsurvey.operations.telling import due_notices, notice_failed, notice_sent, nudge, seen
from vocsurvey.operations.verification_cases import queue_case
from vocsurvey.rulebook import Rulebook

__all__ = (
    "CONTACTS",
    "VERDICTS",
    "Closing",
    "add_note",
    "claim",
    "customer_answered",
    "due_notices",
    "end_at_wish",
    "escalate",
    "escalate_overdue",
    "hand_over",
    "notice_failed",
    "notice_sent",
    "nudge",
    "overdue",
    "owned_open",
    "put_right",
    "record_contact",
    "rest",
    "seen",
    "verify",
    "wait_for_customer",
)

# A resting follow-up is looked at again; it never rests for ever.
REST = timedelta(days=14)
CONTACTS = (Event.CONTACT_ATTEMPTED, Event.IN_CONVERSATION, Event.ACTION_AGREED)
VERDICTS = (Event.VERIFIED, Event.NOT_PUT_RIGHT, Event.UNVERIFIED)


@dataclass(frozen=True)
class Closing:
    """What it takes to claim that it was put right: a RootCause's code and two texts."""

    cause: str
    action: str
    told: str


def claim(
    session: Session, follow_up_id: int, actor: User, now: datetime, *, seen_owner_id: int | None
) -> FollowUp | Refusal:
    """The actor becomes the owner. ``seen_owner_id`` is the owner that they saw when they decided to."""
    follow_up = locked(session, follow_up_id)
    if follow_up.owner_id == actor.id:
        return follow_up
    if follow_up.owner_id != seen_owner_id:
        name = follow_up.owner.name if follow_up.owner else "Nobody"
        return Refusal(f"{name} has it now. Look again before you take it over.")
    if actor.agent_id is not None and actor.agent_id == _agent_of(session, follow_up):
        return Refusal("This follow-up is about you, so somebody else answers for it.")
    return _own(session, follow_up, actor, Event.CLAIMED, actor, now)


def hand_over(
    session: Session, follow_up_id: int, to: User, actor: User, now: datetime, *, why: str | None = None
) -> FollowUp | Refusal:
    """Somebody else becomes the owner and is told; ``why`` stands in the history."""
    follow_up = locked(session, follow_up_id)
    if not to.active:
        return Refusal(f"{to.name} cannot sign in any more. Choose somebody else.")
    if to.agent_id is not None and to.agent_id == _agent_of(session, follow_up):
        return Refusal(f"Follow-up {follow_up.id} is about {to.name}, so somebody else answers for it.")
    done = _own(session, follow_up, to, Event.ASSIGNED, actor, now, **({} if why is None else {"text": why}))
    if isinstance(done, FollowUp):
        headline = f"{follow_up.contact.name} at {follow_up.account.name} is now yours"
        owe_notices(session, follow_up, "handed_over", headline, [to], now)
    return done


def add_note(session: Session, follow_up_id: int, actor: User, text: str, now: datetime) -> FollowUp | Refusal:
    """Write something down. A note moves no deadline."""
    text = text.strip()
    if not text:
        return Refusal("Write something first.")
    return happen(session, locked(session, follow_up_id), Event.NOTE, actor, now, text=text)


def record_contact(
    session: Session,
    follow_up_id: int,
    actor: User,
    event: Event,
    text: str,
    now: datetime,
    *,
    rules: Rulebook,
    promised_at: datetime | None = None,
) -> FollowUp | Refusal:
    """The customer was tried, spoken to, or promised something by ``promised_at`` (one of CONTACTS).

    A try that reached nobody keeps the deadline; a conversation makes the plan the next one; a promise is the next one.
    A conversation or a promise ends a wait for the customer.
    """
    if event not in CONTACTS:
        raise ValueError(f"{event} is not a contact with the customer")
    if event is Event.ACTION_AGREED and (promised_at is None or promised_at <= now):
        return Refusal("Say by when it will be done: a time that is still to come.")
    follow_up = locked(session, follow_up_id)
    promise = {"promised_at": stored(promised_at)} if promised_at else {}
    done = happen(session, follow_up, event, actor, now, text=text.strip(), **promise)
    return dated(session, done, rules)


def wait_for_customer(
    session: Session,
    follow_up_id: int,
    actor: User,
    until: datetime | None,
    text: str,
    now: datetime,
    *,
    rules: Rulebook,
) -> FollowUp | Refusal:
    """We wait for something from the customer until then: their clocks stand still, and a promise to them does not.

    Refused before somebody has spoken to them, without a date that is still to come, and for too long at a time.
    """
    longest = rules.severity.longest_wait
    if until is None or until <= now:
        return Refusal("Say until when you wait for them: a time that is still to come.")
    if until > now + longest:
        return Refusal(f"Wait for {longest.days} days at most, and ask them again then.")
    follow_up = locked(session, follow_up_id)
    if Clock.FIRST_CONTACT not in clocks_of(follow_up.events).reached:
        return Refusal("Speak with them first: until then it is they who wait for you.")
    done = happen(session, follow_up, Event.WAITING, actor, now, text=text.strip(), until=stored(until))
    return dated(session, done, rules)


def customer_answered(
    session: Session, follow_up_id: int, actor: User, text: str, now: datetime, *, rules: Rulebook
) -> FollowUp | Refusal:
    """What we waited for has come: the clocks go on, and the plan has as much time as was left."""
    follow_up = locked(session, follow_up_id)
    if clocks_of(follow_up.events).waiting_until is None:
        return Refusal("Nobody waits for the customer here.")
    done = happen(session, follow_up, Event.ANSWERED, actor, now, text=text.strip())
    return dated(session, done, rules)


def put_right(
    session: Session, follow_up_id: int, actor: User, closing: Closing, now: datetime, *, rules: Rulebook
) -> FollowUp | Refusal:
    """The owner's claim that it was put right; the customer is asked later (``verification.yaml``). Success is
    theirs to declare.

    They are called by themselves where a standing campaign asks the questionnaire ``verification``; else people ask.
    """
    problems = closing_problems(closing.cause, closing.action, closing.told)
    if problems:
        return Refusal(" ".join(problems))
    follow_up = locked(session, follow_up_id)
    details = {"cause": closing.cause, "action": closing.action.strip(), "told": closing.told.strip()}
    done = happen(session, follow_up, Event.PUT_RIGHT, actor, now, **details)
    if isinstance(done, Refusal):
        return done
    follow_up.cause = closing.cause
    asked_at = now + rules.verification.after
    case = queue_case(session, follow_up, asked_at, now)
    until = asked_at + rules.verification.grace if case is not None else asked_at
    queued = {"case_id": case.id} if case is not None else {}
    done = happen(session, done, Event.VERIFICATION_DUE, None, now, until=stored(until), **queued)
    follow_up.next_action_at = until
    session.flush()
    return done


def verify(
    session: Session, follow_up_id: int, actor: User, verdict: Event, text: str, now: datetime
) -> FollowUp | Refusal:
    """What the customer said when asked whether it was put right (one of VERDICTS), asked by somebody but the owner.

    Verified and unverified are final. "Not put right" reopens it, with its original deadlines.
    """
    if verdict not in VERDICTS:
        raise ValueError(f"{verdict} is not a verdict of the customer")
    follow_up = locked(session, follow_up_id)
    if follow_up.owner_id == actor.id:
        return Refusal("Somebody other than you asks the customer whether it was put right.")
    again_at = max(follow_up.first_contact_due_at, now)
    owed = {"until": stored(again_at)} if verdict is Event.NOT_PUT_RIGHT else {}
    done = happen(session, follow_up, verdict, actor, now, text=text.strip(), **owed)
    if isinstance(done, FollowUp) and verdict is Event.NOT_PUT_RIGHT:
        session.refresh(done, ["events"])
        # The plan is not live before they were spoken to again, so what was waited need not be counted here.
        due = Deadlines(done.first_contact_due_at, done.plan_due_at)
        done.next_action_at = next_deadline(clocks_of(done.events), due)
        owner = [done.owner] if done.owner else []
        owe_notices(session, done, "reopened", f"{done.contact.name}: it is not put right yet", owner, now)
    return done


def rest(
    session: Session, follow_up_id: int, actor: User, event: Event, text: str, now: datetime
) -> FollowUp | Refusal:
    """The customer cannot be reached or does not want to be spoken to: it rests, and comes back after two weeks."""
    if event not in (Event.UNREACHABLE, Event.DECLINED_CONTACT):
        raise ValueError(f"{event} lets nothing rest")
    rested_at = now + REST
    done = happen(session, locked(session, follow_up_id), event, actor, now, text=text.strip(), until=stored(rested_at))
    if isinstance(done, FollowUp):
        done.next_action_at = rested_at
        session.flush()
    return done


def end_at_wish(session: Session, follow_up: FollowUp, by_id: int | None, why: str, now: datetime) -> None:
    """Nothing is owed to somebody any more who wishes to be erased; never counted as put right."""
    claimed = State(follow_up.state) in (State.PUT_RIGHT, State.VERIFICATION_DUE)
    event = Event.UNVERIFIED if claimed else Event.CANNOT_BE_RESOLVED
    actor = None if by_id is None else session.get_one(User, by_id)
    done = happen(session, follow_up, event, actor, now, text=why)
    assert isinstance(done, FollowUp), "what is open can always be ended"


def owned_open(session: Session, user_id: int) -> Sequence[FollowUp]:
    """The follow-ups that a person has and that are not finally closed, oldest first."""
    wanted = select(FollowUp).where(FollowUp.owner_id == user_id, FollowUp.closed_at.is_(None)).order_by(FollowUp.id)
    return session.scalars(wanted).all()


def _own(
    session: Session, follow_up: FollowUp, owner: User, event: Event, actor: User, now: datetime, **said: str
) -> FollowUp | Refusal:
    done = happen(session, follow_up, event, actor, now, owner_id=owner.id, before=follow_up.owner_id, **said)
    if isinstance(done, FollowUp):
        done.owner_id = owner.id
        session.flush()
        session.refresh(done, ["owner"])
    return done


def _agent_of(session: Session, follow_up: FollowUp) -> int | None:
    return session.get_one(Interview, follow_up.interview_id).case.touchpoint.agent_id

"""What nobody acts on climbs the ladder of ``escalation.yaml``, again and again, until somebody acts.

An act is anything that a person did; it starts the ladder anew, and so does a customer who says it is not put right.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.followup import FollowUp, FollowUpEvent
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Account, Contact
from vocsurvey.followup.escalation import Past, Told, next_rung_at, standing
from vocsurvey.followup.lifecycle import Event
from vocsurvey.operations.deadlines import working_time_of
from vocsurvey.operations.flagging import owe_notices, record, responsible
from vocsurvey.rulebook import Rulebook

# Nobody is warned earlier than this before a deadline: not of a promise for next year either.
FORESIGHT = timedelta(days=20)


def escalate_overdue(session: Session, now: datetime, rules: Rulebook, limit: int = 100) -> tuple[int, ...]:
    """Tell the next person about every open follow-up that is about to be late, or is; their ids.

    Each is escalated by one rung at most, so that a clock that stood still overnight does not tell everybody at once.
    """
    return tuple(one for one in overdue(session, now, rules, limit) if escalate(session, one, now, rules))


def overdue(session: Session, now: datetime, rules: Rulebook, limit: int = 100) -> tuple[int, ...]:
    """The follow-ups whose next person is to be told now, longest due first. Changes nothing: look first, then lock,
    because the turns of running calls wait behind whatever is locked.
    """
    wanted = (
        select(FollowUp)
        .where(FollowUp.closed_at.is_(None), FollowUp.next_action_at <= now + FORESIGHT)
        .order_by(FollowUp.next_action_at, FollowUp.id)
        .options(
            selectinload(FollowUp.events),
            joinedload(FollowUp.owner),
            joinedload(FollowUp.contact).options(joinedload(Contact.account), joinedload(Contact.line)),
        )
    )
    due = (row.id for row in session.scalars(wanted) if next_rung(row, row.events, rules)[1] <= now)
    return tuple(islice(due, limit))


def escalate(session: Session, follow_up_id: int, now: datetime, rules: Rulebook) -> bool:
    """Tell the next person about one follow-up; false when somebody acted, or told them, in the meantime."""
    follow_up = session.get_one(FollowUp, follow_up_id, with_for_update={"of": FollowUp}, populate_existing=True)
    if follow_up.closed_at is not None:
        return False
    session.refresh(follow_up, ["events"])
    rung, due_at = next_rung(follow_up, follow_up.events, rules)
    if due_at > now:
        return False
    _tell(session, follow_up, rung, now, rules)
    session.flush()
    return True


def next_rung(follow_up: FollowUp, events: Sequence[FollowUpEvent], rules: Rulebook) -> tuple[int, datetime]:
    """The next rung of an open follow-up (from 0), and the moment at which it is due."""
    deadline = follow_up.next_action_at
    assert deadline is not None, "the database keeps open follow-ups dated"
    past = [Past(Event(event.kind), event.happened_at, event.actor_id is not None) for event in events]
    at = standing(follow_up.opened_at, past)
    hours, zone = working_time_of(follow_up.contact, follow_up.owner, rules)
    return at.climbed, next_rung_at(rules.escalation, at, deadline, zone, hours)


def _tell(session: Session, follow_up: FollowUp, rung: int, now: datetime, rules: Rulebook) -> None:
    people = _people(session, follow_up, rung, rules, now)
    record(session, follow_up.id, Event.ESCALATED, now, rung=rung, told=[person.id for person in people])
    name = f"{follow_up.contact.name} at {follow_up.account.name}"
    soon = rules.escalation.warns(rung)
    headline = f"{name} is waiting: soon overdue" if soon else f"{name} is still waiting: overdue"
    owe_notices(session, follow_up, f"escalated_{rung}", headline, people, now)


def _people(session: Session, follow_up: FollowUp, rung: int, rules: Rulebook, now: datetime) -> list[User]:
    """Everybody whom a rung tells, each once; where it finds nobody, whoever is responsible."""
    found: dict[int, User] = {}
    for told in rules.escalation.tells(rung):
        for person in _of(session, follow_up, told, rules, now):
            found.setdefault(person.id, person)
    return list(found.values()) or responsible(session, follow_up, rules, now)


def _of(session: Session, follow_up: FollowUp, told: Told, rules: Rulebook, now: datetime) -> Sequence[User]:
    if told is Told.OWNER:
        return responsible(session, follow_up, rules, now)
    if told is Told.MANAGER:
        return session.scalars(select(User).where(User.active, User.role == Role.MANAGER).order_by(User.id)).all()
    executive = session.get_one(Account, follow_up.account_id).owner
    return [executive] if executive is not None and executive.active else []

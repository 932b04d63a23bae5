"""The health of the loop, gathered from the rows for ``reporting.loop_health``, and what is at stake."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.audit.follow_ups import lost_words
from vocsurvey.db.audit.rule import Violation
from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.followup import FollowUp, FollowUpEvent
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.sample import Account, Contact
from vocsurvey.followup.clocks import Clock, Moment, read_clocks
from vocsurvey.followup.lifecycle import Event, State
from vocsurvey.followup.severity import Severity
from vocsurvey.operations.keeping_clocks import date_in, deadlines_of
from vocsurvey.reporting.coverage import DECISION_MAKER
from vocsurvey.reporting.loop_health import LoopHealth, LoopRow, Promise, loop_health
from vocsurvey.rulebook import Rulebook

PRESSING = (Severity.CRITICAL, Severity.HIGH)
DETRACTOR = 6
"""The highest rating of 0 to 10 that makes somebody a detractor."""
MEMORY = timedelta(days=365)
"""How long a rating that nobody has given anew says what somebody thinks."""


@dataclass(frozen=True)
class AtRisk:
    """Customers who may leave, each counted once. ``value`` is the yearly revenue of those whose value is known
    (``valued``), in the company's own currency; ``accounts`` are the most valuable of them, with their names."""

    count: int
    valued: int
    value: float
    accounts: tuple[tuple[int, str, float | None], ...]


@dataclass(frozen=True)
class LoopReport:
    """All that the page of the loop shows. ``lost``: what the audit finds now of words that nobody has to answer for,
    whatever the period; ``overdue`` open ones have a next action that is over."""

    health: LoopHealth
    lost: tuple[Violation, ...]
    overdue: int
    unclaimed: int
    risk: AtRisk


def report(session: Session, rules: Rulebook, since: datetime, now: datetime, names: int = 10) -> LoopReport:
    """The loop, of what customers said since then (UTC); the number of statements is the same however many did."""
    still_open = FollowUp.closed_at.is_(None)
    overdue = select(func.count()).select_from(FollowUp).where(still_open, FollowUp.next_action_at < now)
    unclaimed = select(func.count()).select_from(FollowUp).where(still_open, FollowUp.owner_id.is_(None))
    return LoopReport(
        loop_health(_rows(session, rules, since), now),
        lost_words(session, now),
        session.scalars(overdue).one(),
        session.scalars(unclaimed).one(),
        _risk(session, now, names),
    )


def _rows(session: Session, rules: Rulebook, since: datetime) -> list[LoopRow]:
    people = joinedload(FollowUp.contact)
    opened = select(FollowUp).where(FollowUp.opened_at >= since)
    found = session.scalars(
        opened.options(people.joinedload(Contact.line), people.joinedload(Contact.account), joinedload(FollowUp.owner))
    ).all()
    happened = (
        select(FollowUpEvent.follow_up_id, FollowUpEvent.kind, FollowUpEvent.happened_at, FollowUpEvent.details)
        .join(FollowUp, FollowUp.id == FollowUpEvent.follow_up_id)
        .where(FollowUp.opened_at >= since)
        .order_by(FollowUpEvent.id)
    )
    histories = defaultdict[int, list[Moment]](list)
    for follow_up_id, kind, at, details in session.execute(happened):
        histories[follow_up_id].append(Moment(Event(kind), at, date_in(details)))
    return [_row(one, histories[one.id], rules) for one in found]


def _row(follow_up: FollowUp, history: Sequence[Moment], rules: Rulebook) -> LoopRow:
    clocks = read_clocks(history)
    due = deadlines_of(follow_up, clocks, rules)
    return LoopRow(
        account_id=follow_up.account_id,
        severity=Severity(follow_up.severity),
        state=State(follow_up.state),
        opened_at=clocks.opened_at,
        took={clock: clocks.ran(clock, at) for clock, at in clocks.reached.items()},
        contact_at=clocks.reached.get(Clock.FIRST_CONTACT),
        contact_by=due.first_contact_at,
        plan_at=clocks.reached.get(Clock.PLAN),
        plan_by=due.plan_at,
        happened=Counter(one.event for one in history),
        promises=[
            Promise(one.at, one.until) for one in history if one.event is Event.ACTION_AGREED and one.until is not None
        ],
        done_at=[one.at for one in history if one.event is Event.PUT_RIGHT],
        cause=follow_up.cause,
        ended_at=follow_up.closed_at,
    )


def _risk(session: Session, now: datetime, names: int) -> AtRisk:
    """Distinct accounts with an open follow-up that is critical, as a wish to cancel is, or high, or with a decision
    maker who would not recommend us (the domain's revenue at risk)."""
    pressing = select(FollowUp.account_id).where(FollowUp.closed_at.is_(None), FollowUp.severity.in_(PRESSING))
    wanted = or_(Account.id.in_(pressing), Account.id.in_(_detractors(now)))
    count, valued, value = session.execute(
        select(func.count(), func.count(Account.yearly_value), func.sum(Account.yearly_value)).where(wanted)
    ).one()
    first = select(Account.id, Account.name, Account.yearly_value).where(wanted)
    ordered = first.order_by(func.coalesce(Account.yearly_value, -1).desc(), Account.name, Account.id).limit(names)
    return AtRisk(count, valued, float(value or 0), tuple((row[0], row[1], row[2]) for row in session.execute(ordered)))


def _detractors(now: datetime) -> Select[tuple[int]]:
    """The accounts of which a decision maker gave, in their latest answer, a rating of somebody who may leave."""
    newest = func.row_number().over(partition_by=Contact.id, order_by=(Answer.answered_at.desc(), Answer.id.desc()))
    said = (
        select(Contact.account_id, Answer.value, newest.label("place"))
        .join(Interview, Interview.id == Answer.interview_id)
        .join(Case, Case.id == Interview.case_id)
        .join(Contact, Contact.id == Case.contact_id)
        .where(
            Answer.metric == "nps",
            Answer.superseded_at.is_(None),
            Answer.value.is_not(None),
            Answer.answered_at >= now - MEMORY,
            Contact.role == DECISION_MAKER,
            Contact.erased_at.is_(None),
            Case.kind != CaseKind.TEST,
        )
        .subquery()
    )
    low = said.c.value.in_([str(rating) for rating in range(DETRACTOR + 1)])
    return select(said.c.account_id).where(said.c.place == 1, low)

"""Open follow-ups go to whom the rules name: after the rules were changed, and when their owner has left or is away.

What somebody took by hand, or has spoken about with the customer, stays with them as long as they are there. Every
change is an event with the rule behind it, and whoever has the follow-up now is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.campaign import Case
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User
from vocsurvey.db.reads.attribution import attribution_in, attributions_of
from vocsurvey.followup.clocks import Clock
from vocsurvey.followup.lifecycle import RESTING, Event, Refusal, State, claimed
from vocsurvey.followup.ownership import OwnershipRules, Verdict
from vocsurvey.operations.flagging import PEOPLE, owe_notices, responsible
from vocsurvey.operations.keeping_clocks import clocks_of
from vocsurvey.operations.owning import Said, decide_owner, unknown_people
from vocsurvey.operations.presence import absences_of, there
from vocsurvey.operations.stepping import happen, locked
from vocsurvey.questionnaire.model import Attribution
from vocsurvey.rulebook import Rulebook


class Why(StrEnum):
    """Why somebody else answers now."""

    RULES = "rules"
    AWAY = "away"
    LEFT = "left"
    SAID = "said"


class Stays(StrEnum):
    """Why a follow-up stays with whoever has it, whatever the rules say."""

    TAKEN_BY_HAND = "taken_by_hand"
    HAS_SPOKEN = "has_spoken"


@dataclass(frozen=True)
class Proposal:
    """One open follow-up: who has it (a person, or its queue), and whom the rules name for it.

    ``stays``: why it does not change hands, although the rules name somebody else; ``changes`` says whether it does.
    """

    follow_up_id: int
    contact: str
    account: str
    severity: str
    owner_id: int | None
    queue: str | None
    verdict: Verdict
    stays: Stays | None = None

    @property
    def changes(self) -> bool:
        """Whether somebody else has it afterwards."""
        if self.stays is not None:
            return False
        queue = self.verdict.queue is not None and self.verdict.queue != self.queue
        return self.verdict.owner_id != self.owner_id or queue


@dataclass(frozen=True)
class Preview:
    """What rules would do: every open follow-up, oldest first, and the addresses in them that nobody signs in with."""

    proposals: tuple[Proposal, ...]
    unknown: tuple[str, ...]

    @property
    def changing(self) -> tuple[Proposal, ...]:
        """Those that change hands."""
        return tuple(one for one in self.proposals if one.changes)

    @property
    def before(self) -> Counter[int | None]:
        """By user id, or None for the queues, how many each has."""
        return Counter(one.owner_id for one in self.proposals)

    @property
    def after(self) -> Counter[int | None]:
        """How many each would have."""
        return Counter(one.verdict.owner_id if one.changes else one.owner_id for one in self.proposals)


def preview(session: Session, ownership: OwnershipRules, rules: Rulebook, now: datetime) -> Preview:
    """What these rules would do to the open follow-ups; changes nothing.

    Those who share work get it one after the other, as it would be given: one query for each such follow-up, and a few
    for all of them.
    """
    changed = replace(rules, ownership=ownership)
    moved: Counter[int] = Counter()
    found: list[Proposal] = []
    waiting = list(_open(session))
    about = attributions_of(session, [row.interview_id for row, _ in waiting])
    for row, case in waiting:
        proposal = _propose(session, row, case, changed, now, moved, about.get(row.interview_id))
        if proposal.changes:
            moved.update({one: 1 for one in (proposal.verdict.owner_id,) if one is not None})
            moved.subtract({one: 1 for one in (proposal.owner_id,) if one is not None})
        found.append(proposal)
    return Preview(tuple(found), unknown_people(session, ownership))


def give(session: Session, proposal: Proposal, actor: User | None, rules: Rulebook, now: datetime) -> bool:
    """Carry out one proposal, with an event; False when it changed hands, or ended, since it was made."""
    row = locked(session, proposal.follow_up_id)
    if row.closed_at is not None or (row.owner_id, row.queue) != (proposal.owner_id, proposal.queue):
        return False
    return _give(session, row, proposal.verdict, Why.RULES, actor, rules, now)


def reassign(session: Session, follow_up_id: int, why: Why, actor: User | None, rules: Rulebook, now: datetime) -> bool:
    """A follow-up goes to whom the rules name now; False when it has ended, or somebody who is there has it by now."""
    row = locked(session, follow_up_id)
    if row.closed_at is not None or row.owner is None or there(row.owner, now):
        return False
    case = session.get_one(Interview, row.interview_id).case
    verdict = decide_owner(session, case, _said(session, row), rules, now)
    return _give(session, row, verdict, why, actor, rules, now)


def give_as_said(session: Session, row: FollowUp, rules: Rulebook, now: datetime) -> bool:
    """The customer has named what it was mostly about: a locked, open follow-up goes to whom the rules name for that,
    unless somebody took it by hand or has spoken with them. Whoever was told of it already is not told again."""
    case = session.get_one(Interview, row.interview_id).case
    verdict = decide_owner(session, case, _said(session, row), rules, now, keeps=row.owner_id)
    before = responsible(session, row, rules, now)
    proposal = Proposal(row.id, "", "", row.severity, row.owner_id, row.queue, verdict, _stays(row, now))
    return proposal.changes and _give(session, row, verdict, Why.SAID, None, rules, now, told=before)


def forsaken(session: Session, now: datetime) -> tuple[tuple[int, Why], ...]:
    """The open follow-ups whose owner cannot answer in time: they have left, or are away until after the next action.

    What is put right, or rests, waits for the customer and stays. Changes nothing.
    """
    having = select(User).join(FollowUp, FollowUp.owner_id == User.id).where(FollowUp.closed_at.is_(None))
    found: list[tuple[int, Why]] = []
    for owner in dict.fromkeys(session.scalars(having.order_by(User.id))):
        if there(owner, now):
            continue
        waiting = select(FollowUp).where(FollowUp.owner_id == owner.id, FollowUp.closed_at.is_(None))
        back_at = _back_at(owner, now)
        for row in session.scalars(waiting.order_by(FollowUp.id)):
            rests = claimed(State(row.state)) or row.state in RESTING
            if not owner.active:
                found.append((row.id, Why.LEFT))
            elif not rests and row.next_action_at is not None and row.next_action_at < back_at:
                found.append((row.id, Why.AWAY))
    return tuple(found)


def _back_at(owner: User, now: datetime) -> datetime:
    """When somebody who is away is there again: the morning after the days that follow one another."""
    day = now.astimezone(ZoneInfo(owner.zone)).date()
    for one in absences_of(owner):
        if one.first <= day <= one.last:
            day = one.last + timedelta(days=1)
    return datetime.combine(day, time(), ZoneInfo(owner.zone)).astimezone(UTC)


def _give(
    session: Session,
    row: FollowUp,
    verdict: Verdict,
    why: Why,
    actor: User | None,
    rules: Rulebook,
    now: datetime,
    told: Sequence[User] = (),
) -> bool:
    queue = verdict.queue or row.queue
    done = happen(
        session, row, Event.ASSIGNED, actor, now,
        owner_id=verdict.owner_id, before=row.owner_id, queue=queue, rule=verdict.rule, why=verdict.says, because=why,
    )  # fmt: skip
    if isinstance(done, Refusal):
        return False
    row.owner_id, row.queue = verdict.owner_id, queue
    session.flush()
    session.refresh(row, ["owner"])
    whose = "yours" if verdict.owner_id is not None else "for you and your colleagues"
    headline = f"{row.contact.name} at {row.account.name} is now {whose}"
    others = [one for one in responsible(session, row, rules, now) if one not in told]
    owe_notices(session, row, "handed_over", headline, others, now)
    session.flush()
    return True


def _propose(
    session: Session,
    row: FollowUp,
    case: Case,
    rules: Rulebook,
    now: datetime,
    moved: Counter[int],
    about: Attribution | None,
) -> Proposal:
    said = _said_by(row.flags[0], row, about)
    verdict = decide_owner(session, case, said, rules, now, keeps=row.owner_id, moved=moved)
    return Proposal(
        row.id, row.contact.name, row.account.name, row.severity, row.owner_id, row.queue, verdict, _stays(row, now)
    )


def _stays(row: FollowUp, now: datetime) -> Stays | None:
    if row.owner is None or not there(row.owner, now):
        return None
    given = [one for one in row.events if one.kind in (Event.ASSIGNED, Event.CLAIMED)]
    if given and _by_hand(given[-1]):
        return Stays.TAKEN_BY_HAND
    return Stays.HAS_SPOKEN if Clock.FIRST_CONTACT in clocks_of(row.events).reached else None


def _by_hand(given: FollowUpEvent) -> bool:
    return given.actor_id is not None and "rule" not in given.details


def _open(session: Session) -> Iterator[tuple[FollowUp, Case]]:
    rows = session.execute(
        select(FollowUp, Case)
        .join(Interview, Interview.id == FollowUp.interview_id)
        .join(Case, Case.id == Interview.case_id)
        .where(FollowUp.closed_at.is_(None))
        .order_by(FollowUp.id)
        .options(selectinload(FollowUp.events), selectinload(FollowUp.flags), joinedload(FollowUp.owner), *PEOPLE)
    )
    yield from ((row, case) for row, case in rows)


def _said(session: Session, row: FollowUp) -> Said:
    first = session.scalars(select(Flag).where(Flag.follow_up_id == row.id).order_by(Flag.id).limit(1)).one()
    return _said_by(first, row, attribution_in(session.get_one(Interview, row.interview_id)))


def _said_by(first: Flag, row: FollowUp, about: Attribution | None) -> Said:
    return Said(first.dimension, first.queue or row.queue or "", first.kind, row.severity, about)

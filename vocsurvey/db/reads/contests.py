"""What agents contest: by answer, and all of it for those who decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.campaign import Case
from vocsurvey.db.coaching import Contest
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.said import Said, own_words, said_in
from vocsurvey.db.sample import Contact


@dataclass(frozen=True)
class ContestLine:
    """One contest with what it is about: the answer as it was asked and said, and the customer's own words."""

    contest: Contest
    case_id: int
    contact: str
    account: str
    said: Said
    words: tuple[str, ...]


@dataclass(frozen=True)
class ContestStep:
    """One contest of an answer, as its agent reads it: open while ``decided_at`` is None."""

    words: str
    contested_at: datetime
    upheld: bool | None
    reason: str | None
    decided_by: str | None
    decided_at: datetime | None


def contests_of(session: Session, agent_id: int) -> dict[int, list[ContestStep]]:
    """All contests of an agent by answer, the latest last."""
    theirs = select(Contest).where(Contest.agent_id == agent_id).order_by(Contest.id)
    found: dict[int, list[ContestStep]] = {}
    for row in session.scalars(theirs.options(joinedload(Contest.decided_by))):
        decided_by = row.decided_by.name if row.decided_by is not None else None
        step = ContestStep(row.words, row.contested_at, row.upheld, row.reason, decided_by, row.decided_at)
        found.setdefault(row.answer_id, []).append(step)
    return found


def upheld_of(session: Session, agent_id: int) -> frozenset[int]:
    """The answers that do not count for an agent, by the latest decision."""
    decided = select(Contest.answer_id, Contest.upheld).where(
        Contest.agent_id == agent_id, Contest.decided_at.is_not(None)
    )
    latest = {answer_id: upheld for answer_id, upheld in session.execute(decided.order_by(Contest.id))}
    return frozenset(answer_id for answer_id, upheld in latest.items() if upheld)


def waiting_for(session: Session, user_id: int, agent_id: int | None) -> int:
    """How many contests wait for a decision of somebody (``agent_id``: who they are as an agent, if anybody): none of
    their own, and none about them."""
    theirs = [Contest.decided_at.is_(None), Contest.by_id != user_id]
    if agent_id is not None:
        theirs.append(Contest.agent_id != agent_id)
    return session.scalar(select(func.count()).select_from(Contest).where(*theirs)) or 0


def decided_since(session: Session, agent_id: int, since: datetime) -> Sequence[tuple[Contest, int, str]]:
    """What was decided of what an agent contested, the oldest first: the contest, the interview, and with whom."""
    rows = session.execute(
        select(Contest, Interview.id, Contact.name)
        .join(Answer, Answer.id == Contest.answer_id)
        .join(Interview, Interview.id == Answer.interview_id)
        .join(Case, Case.id == Interview.case_id)
        .join(Contact, Contact.id == Case.contact_id)
        .where(Contest.agent_id == agent_id, Contest.decided_at >= since)
        .order_by(Contest.decided_at, Contest.id)
    )
    return [(row, interview_id, name) for row, interview_id, name in rows]


def contest_lines(session: Session, *, decided: bool, limit: int = 50) -> Sequence[ContestLine]:
    """Those that wait, the oldest first; or those that were decided, the latest first."""
    which = Contest.decided_at.is_not(None) if decided else Contest.decided_at.is_(None)
    order = (Contest.decided_at.desc(), Contest.id.desc()) if decided else (Contest.id,)
    people = (joinedload(Contest.by), joinedload(Contest.decided_by), joinedload(Contest.agent))
    rows = session.scalars(select(Contest).where(which).order_by(*order).limit(limit).options(*people)).all()
    answers = {one.id: one for one in session.scalars(select(Answer).where(Answer.id.in_([r.answer_id for r in rows])))}
    wanted = select(Interview).where(Interview.id.in_({one.interview_id for one in answers.values()}))
    to_contact = joinedload(Interview.case).joinedload(Case.contact).joinedload(Contact.account)
    loaded = (selectinload(Interview.answers).joinedload(Answer.flag), selectinload(Interview.recordings))
    talks = {one.id: one for one in session.scalars(wanted.options(to_contact, *loaded))}
    return [_line(row, talks[answers[row.answer_id].interview_id]) for row in rows]


def _line(row: Contest, interview: Interview) -> ContestLine:
    said = said_in(interview)
    place = next(place for place, one in enumerate(interview.answers) if one.id == row.answer_id)
    contact = interview.case.contact
    return ContestLine(row, interview.case_id, contact.name, contact.account.name, said[place], own_words(said))

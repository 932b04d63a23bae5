"""Reviews as they are read: the list of those that wait, one with its paradata, and what a caller reads of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.interview import Exchange, Interview
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.db.reads.said import Recorded, Said, asked_as, calls_recorded, said_in
from vocsurvey.db.reads.talk_time import talked
from vocsurvey.db.reads.timings import Moment, times_of
from vocsurvey.db.reads.transcript import Step, transcript
from vocsurvey.db.review import Review, ReviewEvent, ReviewStep
from vocsurvey.db.sample import Contact
from vocsurvey.interview.heard import Asked, Command, Silence, from_row
from vocsurvey.questionnaire.check_length import LONGEST

MOST_WAITING = 100
MOST_OF_ONE = 20


@dataclass(frozen=True)
class StepLine:
    """One step of a review, in the order of time."""

    kind: str
    by: str
    words: str | None
    at: datetime


@dataclass(frozen=True)
class ReviewLine:
    """A review in a list. ``waits_for_caller``: it was sent back, and they have not answered yet."""

    attempt_id: int
    caller: str
    contact: str
    account: str
    campaign: str
    why: str
    called_at: datetime
    steps: tuple[StepLine, ...]
    approved: bool

    @property
    def waits_for_caller(self) -> bool:
        """Whether it is the caller's turn."""
        return bool(self.steps) and self.steps[-1].kind == ReviewStep.SENT_BACK


@dataclass(frozen=True)
class Timed:
    """How long one question took in this call, all visits together."""

    asked: str
    seconds: float


@dataclass(frozen=True)
class Paradata:
    """How the call went: talk without holds against the budget; silences, ways back, and the time for each question."""

    lasted: timedelta | None
    budget: timedelta
    silences: int
    back: int
    corrected: int
    timed: tuple[Timed, ...]


@dataclass(frozen=True)
class ReviewSheet:
    """All there is to one review."""

    line: ReviewLine
    steps: tuple[Step, ...]
    answers: tuple[Said, ...]
    attempts: tuple[Attempt, ...]
    paradata: Paradata
    recorded: tuple[Recorded, ...]


def waiting_reviews(session: Session) -> tuple[ReviewLine, ...]:
    """The reviews that are not approved yet, the oldest first; those that wait for their caller come last."""
    rows = session.scalars(_whole().where(Review.approved_at.is_(None)).order_by(Review.drawn_at).limit(MOST_WAITING))
    return tuple(sorted(map(_line, rows), key=lambda one: one.waits_for_caller))


def reviews_of(session: Session, caller_id: int) -> tuple[ReviewLine, ...]:
    """What was said about the calls of one caller, the latest first: only what somebody has decided about already."""
    decided = select(ReviewEvent.attempt_id).where(ReviewEvent.attempt_id == Review.attempt_id).exists()
    rows = session.scalars(
        _whole().where(Review.caller_id == caller_id, decided).order_by(Review.drawn_at.desc()).limit(MOST_OF_ONE)
    )
    return tuple(map(_line, rows))


def review_sheet(session: Session, row: Review) -> ReviewSheet:
    """One review with its conversation."""
    interview = row.interview
    attempts = session.scalars(
        select(Attempt)
        .where(Attempt.case_id == interview.case_id)
        .order_by(Attempt.number)
        .options(joinedload(Attempt.call, innerjoin=True), joinedload(Attempt.caller))
    ).all()
    return ReviewSheet(
        line=_line(row),
        steps=transcript(session, interview),
        answers=said_in(interview),
        attempts=tuple(attempts),
        paradata=_paradata(session, interview, row.attempt),
        recorded=calls_recorded(interview),
    )


def _paradata(session: Session, interview: Interview, attempt: Attempt) -> Paradata:
    questionnaire, call = pinned(interview.questionnaire), attempt.call
    own = [row for row in interview.exchanges if row.call_id == call.id]
    heard = [from_row(row.heard) for row in own]
    moments = (Moment(interview.id, row.leg, row.step, row.heard_at, call.answered_at) for row in own)
    return Paradata(
        lasted=talked(session, call),
        budget=LONGEST,
        silences=sum(isinstance(one, Silence) for one in heard),
        back=sum(isinstance(one, Asked) and one.command is Command.BACK for one in heard),
        corrected=sum(_within(own, one.superseded_by_position) for one in interview.answers),
        timed=tuple(
            Timed(asked_as(questionnaire, step, interview.facts), seconds)
            for step, seconds in times_of(moments).items()
        ),
    )


def _within(own: Sequence[Exchange], position: int | None) -> bool:
    return any(row.position == position for row in own)


def _whole() -> Select[Review]:
    theirs = joinedload(Case.contact, innerjoin=True).joinedload(Contact.account, innerjoin=True)
    case = joinedload(Interview.case, innerjoin=True).options(theirs, joinedload(Case.campaign, innerjoin=True))
    return select(Review).options(
        joinedload(Review.interview, innerjoin=True).options(case),
        joinedload(Review.caller, innerjoin=True),
        joinedload(Review.attempt, innerjoin=True),
        selectinload(Review.steps).joinedload(ReviewEvent.by, innerjoin=True),
    )


def _line(row: Review) -> ReviewLine:
    case = row.interview.case
    return ReviewLine(
        attempt_id=row.attempt_id,
        caller=row.caller.name,
        contact=case.contact.name,
        account=case.contact.account.name,
        campaign=case.campaign.name,
        why=row.why,
        called_at=row.attempt.opened_at,
        steps=tuple(StepLine(one.kind, one.by.name, one.words, one.at) for one in row.steps),
        approved=row.approved_at is not None,
    )

"""The list of follow-ups: the customer's words first, then who has it and what is due when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.belonging import interview_ids
from vocsurvey.db.reads.follow_up_choice import EVERYTHING, Narrowed
from vocsurvey.db.reads.follow_up_keys import Looked, Place, bounded, look, look_among
from vocsurvey.db.reads.follow_up_search import Found, find
from vocsurvey.db.reads.reasons import reasons_for
from vocsurvey.db.reads.said import Comment, Said, comments_in, negatives_in, own_words, said_in
from vocsurvey.db.team import TeamMember
from vocsurvey.followup.lifecycle import State

PAGE = 30


@dataclass(frozen=True)
class FollowUpLine:
    """One follow-up. ``words`` are the customer's own; ``negatives`` the answers that opened it."""

    id: int
    contact: str
    role: str
    account: str
    account_value: float | None
    words: tuple[str, ...]
    comments: tuple[Comment, ...]
    negatives: tuple[Said, ...]
    reasons: tuple[str, ...]
    state: str
    severity: str
    owner_id: int | None
    owner: str | None
    queue: str | None
    next_action_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class Theirs:
    """Whose follow-ups: what an index answers of it, and what is left to look at."""

    indexed: tuple[ColumnElement[bool], ...]
    left: tuple[ColumnElement[bool], ...]


@dataclass(frozen=True)
class Tally:
    """How many are open: of one person, in a queue without an owner, and altogether. ``MOST`` + 1 is more than that."""

    mine: int
    queue: int
    all: int


@dataclass(frozen=True)
class FollowUpPage:
    """Some of the follow-ups. ``total``: how many there are from here on; ``MOST`` + 1 is more than that.

    ``after``: where the next page begins, None on the last; ``looked``: whether there may be more behind the rows that
    were looked at, so that ``total`` is only of these.
    """

    lines: tuple[FollowUpLine, ...]
    total: int
    after: Place | None
    looked: bool


def follow_ups(
    session: Session,
    *,
    whose: str,
    user_id: int,
    opened: bool,
    after: Place | None = None,
    size: int = PAGE,
    narrowed: Narrowed = EVERYTHING,
) -> FollowUpPage:
    """Follow-ups, the soonest deadline first; closed ones, the latest first. Tests are none.

    ``whose`` is ``mine`` (owned by the user), ``team`` (by those who are in a team with them), ``queue`` (owned by
    nobody yet) or ``all``. The same number of queries however many there are: one more for
    each word that is looked for.
    """
    theirs = whose_are(session, whose, user_id, opened=opened)
    looked = fitting(session, theirs, narrowed, find(session, narrowed.words), opened=opened, after=after)
    shown = looked.places[:size]
    more = len(looked.places) > size
    return FollowUpPage(
        lines_of(session, [place.id for place in shown]),
        len(looked.places),
        shown[-1] if more else looked.edge,
        looked.edge is not None and not more,
    )


def fitting(
    session: Session, theirs: Theirs, narrowed: Narrowed, found: Found, *, opened: bool, after: Place | None = None
) -> Looked:
    """Which of somebody's follow-ups are as narrow as was chosen and have the words; one query."""
    indexed = [
        *theirs.indexed,
        FollowUp.closed_at.is_(None) if opened else FollowUp.closed_at.is_not(None),
        *narrowed.span,
    ]
    # One index is in the order of the list; of what was chosen it answers the first, where it is not needed for whose.
    by_index = 0 if theirs.indexed else 1
    indexed += narrowed.chosen[:by_index]
    left = [*theirs.left, *narrowed.chosen[by_index:], *narrowed.left, *found.has]
    if found.ids is None:
        return look(session, indexed, left, opened=opened, after=after)
    return look_among(session, found.ids, [*indexed, *left], opened=opened, after=after)


def tally(session: Session, user_id: int) -> Tally:
    """The counts of open follow-ups; one query."""
    opened = FollowUp.closed_at.is_(None)
    counts = select(
        bounded(opened, FollowUp.owner_id == user_id), bounded(opened, FollowUp.owner_id.is_(None)), bounded(opened)
    )
    return Tally(*session.execute(counts).one())


def teammates(session: Session, user_id: int) -> tuple[int, ...]:
    """Everybody who is in a team with somebody, and they themselves."""
    theirs = select(TeamMember.team_id).where(TeamMember.user_id == user_id)
    found = session.scalars(select(TeamMember.user_id).where(TeamMember.team_id.in_(theirs)).distinct())
    return tuple(sorted({user_id, *found}))


def whose_are(session: Session, whose: str, user_id: int, *, opened: bool) -> Theirs:
    """The conditions of whose they are; one query for those of somebody's teams, else none. No test is open."""
    left = () if opened else (FollowUp.state != State.TRIED_OUT,)
    if whose == "mine":
        return Theirs((FollowUp.owner_id == user_id,), left)
    if whose == "queue":
        return Theirs((FollowUp.owner_id.is_(None),), left)
    return Theirs((), (*left, FollowUp.owner_id.in_(teammates(session, user_id))) if whose == "team" else left)


def lines_of(session: Session, ids: list[int]) -> tuple[FollowUpLine, ...]:
    """The lines of a few follow-ups, in that order; the same number of queries however many there are."""
    rows = session.scalars(
        select(FollowUp)
        .where(FollowUp.id.in_(ids))
        .options(joinedload(FollowUp.account), joinedload(FollowUp.contact), joinedload(FollowUp.owner))
    ).all()
    answers = _answers(session, interview_ids(session, rows))
    unsaid = [row for row in rows if not own_words(answers[row.id]) + _asked(answers[row.id])]
    reasons = reasons_for(session, unsaid)
    lines = {row.id: _line(row, answers[row.id], reasons.get(row.id, ())) for row in rows}
    return tuple(lines[one] for one in ids)


def _answers(session: Session, interviews: dict[int, tuple[int, ...]]) -> dict[int, tuple[Said, ...]]:
    """By follow-up, all that was said of it: when it was opened, then whenever somebody asked if it is put right."""
    rows = session.scalars(
        select(Interview)
        .where(Interview.id.in_([one for ids in interviews.values() for one in ids]))
        .options(
            selectinload(Interview.answers).joinedload(Answer.flag),
            selectinload(Interview.recordings),
            joinedload(Interview.questionnaire),
        )
    )
    said = {row.id: said_in(row) for row in rows}
    return {key: tuple(chain.from_iterable(said[one] for one in ids)) for key, ids in interviews.items()}


def _asked(answers: tuple[Said, ...]) -> tuple[str, ...]:
    return tuple(one.asked for one in negatives_in(answers))


def _line(row: FollowUp, answers: tuple[Said, ...], reasons: tuple[str, ...]) -> FollowUpLine:
    return FollowUpLine(
        id=row.id,
        contact=row.contact.name,
        role=row.contact.role,
        account=row.account.name,
        account_value=row.account.yearly_value,
        words=own_words(answers),
        comments=comments_in(answers),
        negatives=negatives_in(answers),
        reasons=reasons,
        state=row.state,
        severity=row.severity,
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else None,
        queue=row.queue,
        next_action_at=row.next_action_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )

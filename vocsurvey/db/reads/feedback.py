"""What customers said about one agent, for that agent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.campaign import Case
from vocsurvey.db.coaching import SelfCheck
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.attribution import about_agent, judged_in
from vocsurvey.db.reads.contests import ContestStep, contests_of, upheld_of
from vocsurvey.db.reads.said import Comment, Said, comments_in, own_words, said_in, scores_in
from vocsurvey.db.sample import Contact
from vocsurvey.reporting.attribution import AttributionRules, Judged


@dataclass(frozen=True)
class Weighed:
    """One answer, whether it counts in the figures of the agent, and what they contested of it, the latest last."""

    answer_id: int
    said: Said
    judged: Judged
    contests: tuple[ContestStep, ...] = ()

    @property
    def open(self) -> bool:
        """Whether a contest of it waits for a decision."""
        return bool(self.contests) and self.contests[-1].decided_at is None

    @property
    def contestable(self) -> bool:
        """Whether the agent may contest it now: it counts, and nothing waits."""
        return self.judged.counts and not self.said.missing and not self.open


@dataclass(frozen=True)
class Conversation:
    """One interview about something that the agent did, without anything that was said in it."""

    interview_id: int
    contact: str
    account: str
    about: str
    at: datetime


@dataclass(frozen=True)
class Feedback(Conversation):
    """The same with what was said, once the agent has said how they think it went: before that ``revealed`` is False,
    and nothing that was said is in it. ``own`` is the agent's word, None when they said none; ``cared`` the answer to
    whether they genuinely cared."""

    revealed: bool = False
    own: str | None = None
    words: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    cared: Weighed | None = None
    scores: tuple[Weighed, ...] = ()


def conversations_about(session: Session, agent_id: int, limit: int) -> list[Conversation]:
    """The interviews about the agent, latest first, and none of their words."""
    return [conversation(row) for row in session.scalars(_latest(agent_id, limit))]


def feedback_about(session: Session, agent_id: int, rules: AttributionRules, limit: int = 50) -> list[Feedback]:
    """The interviews about the agent in which something was answered, latest first. Whoever does not want the agent to
    know what they said is left out."""
    said = (selectinload(Interview.answers).joinedload(Answer.flag), selectinload(Interview.recordings))
    wanted = _latest(agent_id, limit).options(*said, joinedload(Interview.questionnaire))
    rows = session.scalars(wanted).all()
    checks = self_checks(session, agent_id, [row.id for row in rows])
    contests, upheld = contests_of(session, agent_id), upheld_of(session, agent_id)
    return [feedback(row, rules, checks.get(row.id), contests, upheld) for row in rows]


def talks_about(session: Session, agent_id: int, rules: AttributionRules, limit: int = 50) -> list[Feedback]:
    """The same as a coach reads it: all that was said, and nothing that the agent said of it beforehand."""
    said = (selectinload(Interview.answers).joinedload(Answer.flag), selectinload(Interview.recordings))
    wanted = _latest(agent_id, limit).options(*said, joinedload(Interview.questionnaire))
    contests, upheld = contests_of(session, agent_id), upheld_of(session, agent_id)
    return [_revealed(row, rules, None, contests, upheld) for row in session.scalars(wanted)]


def self_checks(session: Session, agent_id: int, interview_ids: Collection[int]) -> dict[int, SelfCheck]:
    """What the agent said of these conversations, by interview; those of which they have said nothing are left out."""
    theirs = select(SelfCheck).where(SelfCheck.agent_id == agent_id, SelfCheck.interview_id.in_(interview_ids))
    return {one.interview_id: one for one in session.scalars(theirs)}


def conversation(row: Interview) -> Conversation:
    """One interview, without its words."""
    touchpoint, contact = row.case.touchpoint, row.case.contact
    about = touchpoint.subject or touchpoint.kind.replace("_", " ")
    return Conversation(row.id, contact.name, contact.account.name, about, row.started_at)


def feedback(
    row: Interview,
    rules: AttributionRules,
    check: SelfCheck | None,
    contests: Mapping[int, Sequence[ContestStep]],
    upheld: Collection[int],
) -> Feedback:
    """One interview as its agent sees it: without anything that was said while there is no word of theirs."""
    if check is None:
        return Feedback(**vars(conversation(row)))
    return _revealed(row, rules, check.word, contests, upheld)


def _revealed(
    row: Interview,
    rules: AttributionRules,
    own: str | None,
    contests: Mapping[int, Sequence[ContestStep]],
    upheld: Collection[int],
) -> Feedback:
    answers = said_in(row)
    scores = _weighed(row, answers, judged_in(row, rules, upheld), contests)
    return Feedback(
        **vars(conversation(row)),
        revealed=True,
        own=own,
        words=own_words(answers),
        comments=comments_in(answers),
        cared=next((one for one in scores if one.said.metric == "cared"), None),
        scores=tuple(one for one in scores if one.said.metric != "cared"),
    )


def _latest(agent_id: int, limit: int) -> Select[Interview]:
    to_contact = joinedload(Interview.case).joinedload(Case.contact).joinedload(Contact.account)
    to_touchpoint = joinedload(Interview.case).joinedload(Case.touchpoint)
    return about_agent(agent_id).order_by(Interview.id.desc()).limit(limit).options(to_contact, to_touchpoint)


def _weighed(
    row: Interview,
    answers: tuple[Said, ...],
    judged: Mapping[int, Judged],
    contests: Mapping[int, Sequence[ContestStep]],
) -> tuple[Weighed, ...]:
    ids = {one.question: one.id for one in row.answers if one.id in judged}
    known = ((ids[one.question], one) for one in scores_in(answers))
    return tuple(Weighed(key, one, judged[key], tuple(contests.get(key, ()))) for key, one in known)

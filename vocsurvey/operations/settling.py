"""What an exchange settled becomes rows: answers, those that they replace, and the flags that they raise."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.pinned import pinned_to
from vocsurvey.interview.turn import Course, Settled
from vocsurvey.operations.attributing import attribute
from vocsurvey.operations.flagging import raise_flag, withdraw_flag
from vocsurvey.operations.informing import owe_answer
from vocsurvey.questionnaire.model import Choice
from vocsurvey.rulebook import Rulebook


def settle(
    session: Session, interview: Interview, course: Course, position: int, rules: Rulebook, now: datetime
) -> tuple[int, ...]:
    """Write what the exchange at ``position`` settled and superseded; the ids of the flags that it raised."""
    standing = {answer.question: answer for answer in interview.answers if answer.superseded_at is None}
    for settled in course.settled:
        if settled.superseded_at == position:
            _supersede(session, standing[settled.question], position, now)
    session.flush()
    flags: list[int] = []
    for settled in course.settled:
        if settled.position == position:
            flag_id = None
            if settled.flag is not None:
                flag_id = raise_flag(session, interview, settled.flag, position, rules, now).id
                flags.append(flag_id)
            answer = _row(settled, flag_id, now)
            interview.answers.append(answer)
            owe_answer(session, answer, interview, now)
    session.flush()
    if any(one.position == position and _names_what(interview, one.question) for one in course.settled):
        attribute(session, interview, rules, now)
    return tuple(flags)


def _names_what(interview: Interview, question_id: str) -> bool:
    """Whether the question asks what it was mostly about."""
    question = pinned_to(interview).question(question_id)
    return isinstance(question, Choice) and any(one.attribution is not None for one in question.options)


def _supersede(session: Session, answer: Answer, position: int, now: datetime) -> None:
    answer.superseded_at = now
    answer.superseded_by_position = position
    if answer.flag is not None:
        withdraw_flag(session, answer.flag, now)


def _row(settled: Settled, flag_id: int | None, now: datetime) -> Answer:
    return Answer(
        question=settled.question,
        position=settled.position,
        value=None if settled.value is None else str(settled.value),
        missing=settled.missing,
        verbatim=settled.verbatim,
        metric=settled.metric,
        negative=settled.negative,
        flag_id=flag_id,
        answered_at=now,
    )

"""What a person agrees to on the phone, and what they take back: a line in the ledger for each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Consent
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.interview import Interview, Recording, RecordingState
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.db.tape import Tape
from vocsurvey.interview.answer import standing
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.consent import YES, agreed, asked_for, words_of
from vocsurvey.interview.transcript import Channel
from vocsurvey.interview.turn import Course
from vocsurvey.operations.agreeing import source_of
from vocsurvey.operations.fetching import discard
from vocsurvey.questionnaire import model


def note_consents(
    session: Session, interview: Interview, attempt: Attempt, before: Course, course: Course, now: datetime
) -> None:
    """Keep the consents that the latest exchange gave, refused or took back, with the words that the person was asked.

    ``before`` is the course without it. A yes is taken back by another answer, by leaving the question out after all,
    and by a correction after which it would not have been asked. What was recorded under it is deleted.
    """
    position: int | None = course.turn.position - 1
    changes = tuple(_changes(pinned(interview.questionnaire), before, course))
    for question, granted in changes:
        words = _words(interview, attempt, question, before.turn.language)
        session.add(
            Consent(
                contact_id=interview.case.contact_id,
                purpose=question.purpose,
                granted=granted,
                source=source_of(interview, attempt),
                words=words[:4000],
                interview_id=interview.id,
                position=position,
                given_at=now,
            )
        )
        position = None  # the ledger has one line for a position; more than one consent went with a correction
    session.flush()
    if any(question.purpose is model.Purpose.RECORDING for question, _granted in changes):
        _discard_recordings(session, interview, course, now)


def _changes(
    questionnaire: model.Questionnaire, before: Course, course: Course
) -> Iterator[tuple[model.Consent, bool]]:
    """The consent that was answered, then those that went without an answer, that to recording first."""
    position = course.turn.position - 1
    said, says = standing(before.settled), standing(course.settled)
    asked = [one for one in questionnaire.questions if isinstance(one, model.Consent)]
    for question in asked:
        new = says.get(question.id)
        if new is not None and new.position == position and new.value is not None:
            yield question, new.value == YES
    for question in sorted(asked, key=lambda one: one.purpose is not model.Purpose.RECORDING):
        old, new = said.get(question.id), says.get(question.id)
        gone = old is not None and old.value == YES and (new is None or new.value is None)
        if gone and not agreed(questionnaire, course.settled, question.purpose):
            yield question, False


def _words(interview: Interview, attempt: Attempt, question: model.Consent, language: str) -> str:
    assert attempt.leg is not None, "whoever answers is on a leg"
    occasion = interview.occasions[attempt.leg - 1]
    basis = Basis(pinned(interview.questionnaire), interview.facts, occasion, language)
    return words_of(basis, question, live=attempt.channel == Channel.LIVE)


def _discard_recordings(session: Session, interview: Interview, course: Course, now: datetime) -> None:
    """What was recorded under a yes that does not stand any more is deleted, also what a later comment replaced;
    and a call that is being recorded is not any more."""
    questionnaire, stands = pinned(interview.questionnaire), standing(course.settled)
    kept = select(Recording).where(Recording.interview_id == interview.id, Recording.state != RecordingState.UNWANTED)
    rows = session.scalars(kept.with_for_update().execution_options(populate_existing=True)).all()
    asked = {row.id: asked_for(questionnaire, course.settled, row.position) or "" for row in rows}
    agreed_to = {question for question, answer in stands.items() if answer.value == YES}
    for row in [one for one in rows if asked[one.id] not in agreed_to]:
        discard(row, now)
    running = select(Tape).where(Tape.interview_id == interview.id, Tape.ended_at.is_(None))
    for tape in session.scalars(running.with_for_update().execution_options(populate_existing=True)):
        if (asked_for(questionnaire, course.settled, tape.position) or "") not in agreed_to:
            tape.stop_wanted_at = tape.stop_wanted_at or now
    session.flush()

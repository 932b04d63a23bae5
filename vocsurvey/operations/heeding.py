"""The words of a recording, heeded as if they had been heard on the line: what must not wait, and no further calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import CaseKind
from vocsurvey.db.dialing import Call
from vocsurvey.db.followup import Flag
from vocsurvey.db.interview import Answer, Interview, Recording, RecordingState
from vocsurvey.db.reads.belonging import follow_up_of
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.followup.flag import FlagKind, Queue, RaisedFlag
from vocsurvey.followup.severity import Severity
from vocsurvey.interview import opt_out
from vocsurvey.interview.answer import alarm_flag
from vocsurvey.interview.engine import next_turn
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.operations.course import transcript_of
from vocsurvey.operations.flagging import owe_notices, raise_flag, responsible
from vocsurvey.operations.opting_out import Speaker, Wish, bar_on_phone
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.questionnaire.model import Statement
from vocsurvey.rulebook import Rulebook

TO_HEAR = "comment_to_hear"
"""The rule of the flag for a comment that nobody has heard, because nothing writes its words down."""
PATIENCE = timedelta(hours=1)
"""How long the words of a sound that is kept are waited for: the carrier needs minutes."""


@dataclass(frozen=True)
class Heeded:
    """What the words led to: ids of the ``flags`` that they raised, and of calls to ``hang_up`` after the commit."""

    flags: tuple[int, ...] = ()
    hang_up: tuple[int, ...] = ()


def opted_out(
    session: Session, call: Call, words: str, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> tuple[int, ...]:
    """Who said in a recorded comment that we shall not call again is not called again; the ids of calls to hang up.

    Whoever is still on the line is not cut off in mid-sentence: the wish is for the calls that would come. The words
    themselves are not written into the list, because it outlives them. Whoever comments has got past the question who
    it is, where it was put.
    """
    if call.attempt is None or not opt_out.asked(words):
        return ()
    wish = Wish(
        source="recording",
        reason="asked in a recorded comment not to be called again",
        origin=call.attempt.case.campaign.name,
    )
    return bar_on_phone(session, call, wish, Speaker(confirmed=True), rules=rules, line_hash=line_hash, now=now)


def alarmed(session: Session, row: Recording, rules: Rulebook, now: datetime) -> tuple[int, ...]:
    """Words that must not wait raise a flag of their own, as they do when they are heard; the ids of the flags.

    Answers never change, so that the flag stands beside the answer; a comment that was replaced raises none.
    """
    answer = _answer(session, row)
    if answer is None or row.words is None:
        return ()
    interview = row.interview
    questionnaire = pinned(interview.questionnaire)
    question = questionnaire.question(answer.question)
    assert not isinstance(question, Statement), "a statement has no answer"
    raised = alarm_flag(question, row.words, questionnaire.phrases[_language(interview, row.position)].alarms)
    if raised is None:
        return ()
    follow_up = follow_up_of(session, interview.case)
    flag = raise_flag(session, interview, raised, row.position, rules, now)
    if follow_up is not None and interview.case.kind != CaseKind.TEST:
        contact = follow_up.contact
        headline = f"{contact.name} at {contact.account.name} said something that must not wait"
        owe_notices(session, follow_up, "alarm_heard", headline, responsible(session, follow_up, rules, now), now)
    session.flush()
    return (flag.id,)


def unheard(
    session: Session, recording_id: int, *, transcribed: Callable[[str], bool], rules: Rulebook, now: datetime
) -> tuple[int, ...]:
    """A comment that is kept and whose words nobody writes down is put before a person; the ids of the flags, one once.

    ``transcribed`` tells of a language whether the carrier writes its words down; where it understood none, they are
    empty. Where the answer has a flag already, whoever answers for that hears the comment with it.
    """
    call_id = session.get_one(Recording, recording_id).call_id
    session.get_one(Call, call_id, with_for_update=True)  # as everything that may open the interview's follow-up does
    row = session.get_one(Recording, recording_id, populate_existing=True)
    if row.state != RecordingState.KEPT or row.words:
        return ()
    answer = _answer(session, row)
    if answer is None or answer.flag_id is not None:
        return ()
    if row.words is None and transcribed(_language(row.interview, row.position)):
        return ()
    known = select(Flag.id).where(
        Flag.interview_id == row.interview_id, Flag.rule == TO_HEAR, Flag.position == row.position
    )
    if session.scalar(known) is not None:
        return ()
    raised = RaisedFlag(
        FlagKind.RAISED_BY_HAND, answer.question, TO_HEAR, Severity.MEDIUM, None, Queue.CUSTOMER_SUCCESS
    )
    return (raise_flag(session, row.interview, raised, row.position, rules, now).id,)


def overdue(session: Session, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """The ids of comments that are for ``unheard`` although their language is written down: the words have not come in
    time, and the answer has no flag with which somebody hears it. The longest kept first."""
    known = exists(
        select(Flag.id)
        .where(Flag.interview_id == Recording.interview_id, Flag.rule == TO_HEAR, Flag.position == Recording.position)
        .correlate(Recording)
    )
    wanted = (
        select(Recording.id)
        .join(Answer, (Answer.interview_id == Recording.interview_id) & (Answer.position == Recording.position))
        .where(Recording.state == RecordingState.KEPT, Recording.purged_at.is_(None), Recording.tape_id.is_(None))
        .where(Recording.fetched_at <= now - PATIENCE, Recording.words.is_(None))
        .where(Answer.superseded_at.is_(None), Answer.flag_id.is_(None), ~known)
    )
    return tuple(session.scalars(wanted.order_by(Recording.fetched_at, Recording.id).limit(limit)))


def _answer(session: Session, row: Recording) -> Answer | None:
    """The answer that a recording is, unless it was replaced; None for that of a live call."""
    if row.tape_id is not None:
        return None
    standing = Answer.superseded_at.is_(None)
    wanted = select(Answer).where(Answer.interview_id == row.interview_id, Answer.position == row.position, standing)
    return session.scalar(wanted)


def _language(interview: Interview, position: int) -> str:
    """The language that was spoken at a position of the automated call."""
    whole = transcript_of(interview, interview.exchanges[position].leg, Channel.IVR)
    before = Transcript(whole.exchanges[:position], whole.leg, Channel.IVR, whole.occasions)
    return next_turn(pinned(interview.questionnaire), interview.facts, before).language

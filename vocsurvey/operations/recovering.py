"""What was pressed or said and never reached us: the carrier remembers what it could not deliver while we were down.

There is no signature on what is remembered. It is believed because we asked the carrier ourselves, and because each
press comes with an address of ours whose signed state says which question of which call it answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.inquiry import Inquiry, InquiryKind, InquiryVerdict
from vocsurvey.db.interview import Interview, Recording
from vocsurvey.fieldwork.inquiry import read_again_at
from vocsurvey.interview.heard import Keys, Recorded, Speech, to_row
from vocsurvey.interview.turn import Ask
from vocsurvey.operations.course import course_of
from vocsurvey.operations.inquiring import asked, lock_inquiry, settle
from vocsurvey.operations.interviewing import Reply, Spoken, take_turn
from vocsurvey.operations.recording import take_comment
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook


@dataclass(frozen=True)
class Recall:
    """Whose memory to read: the carrier's name of the call, and our token in its addresses.

    ``comment_awaited``: the call broke off while a comment was being recorded, of which we never heard.
    """

    carrier_sid: str
    token: str
    comment_awaited: bool = False


@dataclass(frozen=True)
class Press:
    """Something heard at ``position`` on ``leg``, where ``step`` was asked; ``questionnaire`` is how the digest of the
    interview's begins."""

    questionnaire: str
    leg: int
    position: int
    step: str
    heard: Keys | Speech | Recorded


@dataclass(frozen=True)
class Recovered:
    """What to act on after the commit: the ids of calls to hang up, and of the flags that were raised."""

    hang_up: tuple[int, ...] = ()
    flagged: tuple[int, ...] = ()


def recall(session: Session, inquiry_id: int) -> Recall | None:
    """Whose memory an open inquiry about key presses wants read; None for any other. Reads only."""
    inquiry = session.get(Inquiry, inquiry_id)
    if inquiry is None or inquiry.kind != InquiryKind.KEY_PRESSES or inquiry.settled_at is not None:
        return None
    assert inquiry.call.carrier_sid is not None, "presses are looked for only where the carrier has a name for the call"
    attempt = inquiry.call.attempt
    assert attempt is not None, "presses are looked for only in calls of cases"
    interview = session.scalars(select(Interview).where(Interview.case_id == attempt.case_id)).one()
    awaited = attempt.leg == interview.legs and _recorded_at(interview, attempt) is not None
    return Recall(inquiry.call.carrier_sid, inquiry.call.token, awaited)


def _recorded_at(interview: Interview, attempt: Attempt) -> Ask | None:
    """What is waited for, where that is a comment to be recorded."""
    ask = course_of(interview, attempt).turn.ask
    return ask if ask is not None and ask.recorded else None


def recover(
    session: Session,
    inquiry_id: int,
    presses: Sequence[Press],
    comments: Sequence[Recorded] = (),
    *,
    shown: bool,
    rules: Rulebook,
    line_hash: LineHash,
    asked_at: datetime,
    now: datetime,
) -> Recovered:
    """Take in what a call's memory holds (``shown``: anything at all), as read from ``asked_at`` on, and the recordings
    that the carrier has of it, newest first.

    Each press is heard once, at its own position and only while that is the one that is asked: never as an answer to
    another question. If the person was called again meanwhile it is kept beside the transcript and not acted on.
    """
    inquiry = lock_inquiry(session, inquiry_id)
    if inquiry is None:
        return Recovered()
    call = inquiry.call
    attempt, ended_at = call.attempt, call.ended_at
    assert attempt is not None, "presses are looked for only in calls of cases"
    assert ended_at is not None, "presses are looked for only after the end"
    interview = session.scalars(select(Interview).where(Interview.case_id == attempt.case_id).with_for_update()).one()
    ours = [
        one
        for one in presses
        if one.leg == attempt.leg and interview.questionnaire_digest.startswith(one.questionnaire)
    ]
    found = Recovered()
    if attempt.leg == interview.legs:
        found = _hear(session, inquiry, call, attempt, interview, ours, comments, rules, line_hash, now)
    else:
        _set_aside(inquiry, interview, ours)
    again_at = read_again_at(ended_at, asked_at, shown=shown, rules=rules.inquiry)
    if again_at is not None:
        asked(inquiry, ask_at=again_at, now=now)
    elif inquiry.learned.get("heard"):
        settle(inquiry, InquiryVerdict.RECOVERED, now)
    else:
        settle(inquiry, InquiryVerdict.NOTHING_MISSED if shown else InquiryVerdict.GIVEN_UP, now)
    session.flush()
    return found


def _hear(
    session: Session,
    inquiry: Inquiry,
    call: Call,
    attempt: Attempt,
    interview: Interview,
    presses: Sequence[Press],
    comments: Sequence[Recorded],
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Recovered:
    """Hear what answers the question that is open, then the next, as long as there is any; keep what contradicts.

    A comment of which only the recording is left answers the question at which the call broke off: the last that was
    recorded is the one that was being said. The others are deleted.
    """
    hang_up: list[int] = []
    flagged: list[int] = []
    heard: list[dict[str, object]] = []
    sid = call.carrier_sid or ""
    said = [(one.position, one.step, one.heard) for one in presses]
    left = _unknown(session, comments, [heard for _, _, heard in said])
    awaited = _recorded_at(interview, attempt) if left else None
    if awaited is not None:
        said += [(len(interview.exchanges), awaited.step, one) for one in left]
    for position, step, what in said:
        turn = course_of(interview, attempt).turn
        if position > turn.position:
            continue  # what led there is missing: it would be an answer to another question
        open_question = position == turn.position and turn.ask is not None and turn.ask.step == step
        take = partial(_take, rules=rules, line_hash=line_hash, now=now)
        reply = take(session, call.token, sid, position, what, step=step)
        if open_question and isinstance(reply, Spoken):
            heard.append({"position": position, "heard": to_row(what)})
            hang_up += reply.hang_up
            flagged += reply.flagged
    if heard:
        inquiry.learned = {**inquiry.learned, "heard": [*inquiry.learned.get("heard", ()), *heard]}
    return Recovered(tuple(hang_up), tuple(flagged))


def _take(session: Session, token: str, sid: str, position: int, what: Keys | Speech | Recorded, **more: Any) -> Reply:
    if isinstance(what, Recorded):
        return take_comment(session, token, sid, position, what, **more)
    return take_turn(session, token, sid, position, what, **more)


def _unknown(session: Session, comments: Sequence[Recorded], heard: Sequence[object]) -> list[Recorded]:
    """Those of the recordings of which we have not heard in any other way."""
    told = {one.sid for one in heard if isinstance(one, Recorded)}
    known = select(Recording.carrier_sid).where(Recording.carrier_sid.in_([one.sid for one in comments]))
    told.update(session.scalars(known))
    return [one for one in comments if one.sid not in told]


def _set_aside(inquiry: Inquiry, interview: Interview, presses: Sequence[Press]) -> None:
    """The person was called again meanwhile and asked anew: what they pressed before is shown, not acted on."""
    known = [{"position": one.position, "heard": one.heard} for one in interview.exchanges]
    told = [{"position": one.position, "heard": to_row(one.heard)} for one in presses]
    missed = [one for one in told if one not in known]
    if missed:
        inquiry.learned = {**inquiry.learned, "too_late": missed}

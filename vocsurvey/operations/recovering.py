"""Key presses and words that never reached us: the carrier remembers what it could not deliver while we were down.

There is no signature on what is remembered. It is believed because we asked the carrier ourselves, and because each
press comes with an address of ours whose signed state says which question of which call it answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.inquiry import Inquiry, InquiryKind, InquiryVerdict
from vocsurvey.db.interview import Interview
from vocsurvey.fieldwork.inquiry import read_again_at
from vocsurvey.interview.heard import Keys, Speech, to_row
from vocsurvey.operations.course import course_of
from vocsurvey.operations.inquiring import asked, lock_inquiry, settle
from vocsurvey.operations.interviewing import Spoken, take_turn
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook


@dataclass(frozen=True)
class Recall:
    """Whose memory to read: the carrier's name of the call, and our token in its addresses."""

    carrier_sid: str
    token: str


@dataclass(frozen=True)
class Press:
    """Something heard at ``position`` on ``leg``, where ``step`` was asked; ``questionnaire`` is how the digest of the
    interview's begins."""

    questionnaire: str
    leg: int
    position: int
    step: str
    heard: Keys | Speech


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
    return Recall(inquiry.call.carrier_sid, inquiry.call.token)


def recover(
    session: Session,
    inquiry_id: int,
    presses: Sequence[Press],
    *,
    shown: bool,
    rules: Rulebook,
    line_hash: LineHash,
    asked_at: datetime,
    now: datetime,
) -> Recovered:
    """Take in what a call's memory holds (``shown``: anything at all), as read from ``asked_at`` on.

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
        found = _hear(session, inquiry, call, attempt, interview, ours, rules, line_hash, now)
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
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Recovered:
    """Hear what answers the question that is open, then the next, as long as there is any; keep what contradicts."""
    hang_up: list[int] = []
    flagged: list[int] = []
    heard: list[dict[str, object]] = []
    sid = call.carrier_sid or ""
    for press in presses:
        turn = course_of(interview, attempt).turn
        if press.position > turn.position:
            continue  # what led there is missing: it would be an answer to another question
        open_question = press.position == turn.position and turn.ask is not None and turn.ask.step == press.step
        reply = take_turn(
            session, call.token, sid, press.position, press.heard,
            rules=rules, line_hash=line_hash, now=now, step=press.step,
        )  # fmt: skip
        if open_question and isinstance(reply, Spoken):
            heard.append({"position": press.position, "heard": to_row(press.heard)})
            hang_up += reply.hang_up
            flagged += reply.flagged
    if heard:
        inquiry.learned = {**inquiry.learned, "heard": [*inquiry.learned.get("heard", ()), *heard]}
    return Recovered(tuple(hang_up), tuple(flagged))


def _set_aside(inquiry: Inquiry, interview: Interview, presses: Sequence[Press]) -> None:
    """The person was called again meanwhile and asked anew: what they pressed before is shown, not acted on."""
    known = [{"position": one.position, "heard": one.heard} for one in interview.exchanges]
    told = [{"position": one.position, "heard": to_row(one.heard)} for one in presses]
    missed = [one for one in told if one not in known]
    if missed:
        inquiry.learned = {**inquiry.learned, "too_late": missed}

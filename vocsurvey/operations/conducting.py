"""A caller conducts an interview: the same engine and the same rows as when the automated voice does.

Three edges differ: the caller codes what was said, the page shows what to read, and the lease says whose it is. The
interview is opened when the customer picks up, by whoever hears of it from the carrier (``interviewing.begin``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vocsurvey.db.desk import DeskDraft, DeskLease
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.bridge import passed_to
from vocsurvey.db.reads.desk import own_attempt
from vocsurvey.followup.closing import LONGEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Asked, Coded, Heard, Speaks, to_row
from vocsurvey.interview.turn import Ask, Course
from vocsurvey.operations import interviewing
from vocsurvey.operations.course import course_of
from vocsurvey.operations.leasing import mine
from vocsurvey.operations.listening import dismiss_unwanted
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.operations.taping import unwanted
from vocsurvey.rulebook import Rulebook

NOT_ON_THE_PHONE = Refusal("You are not on the phone with them. Nothing was changed.")
STALE = Refusal("This question was answered already, here or in another window. Here is where the interview stands.")


@dataclass(frozen=True)
class Scene:
    """Where the interview on a desk stands. ``draft`` is what was typed for the question that is put."""

    attempt: Attempt
    interview: Interview
    course: Course
    draft: str


@dataclass(frozen=True)
class Heeded:
    """An answer was taken in, now or before; ``scene`` is where the interview stands since then, None for before.

    To act on after the commit: ``hang_up`` are the ids of calls to end, ``tapes`` those of tapes to stop.
    """

    hang_up: tuple[int, ...] = ()
    tapes: tuple[int, ...] = ()
    scene: Scene | None = None


def scene_of(session: Session, lease: DeskLease) -> Scene | None:
    """The interview that the caller conducts; None while nobody has picked up. Reads only."""
    attempt = own_attempt(session, lease)
    if attempt is None or attempt.leg is None:
        return None
    interview = session.scalars(select(Interview).where(Interview.case_id == lease.case_id)).one()
    course = course_of(interview, attempt)
    draft = session.get(DeskDraft, (interview.id, course.turn.position))
    return Scene(attempt, interview, course, draft.words if draft is not None else "")


def hear(
    session: Session,
    lease_id: int,
    user_id: int,
    position: int,
    step: str,
    heard: Heard,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Heeded | Refusal:
    """What the customer said, as the caller coded it, at ``position``, where ``step`` is put.

    The same again is heard once. What is no answer to it is refused in a sentence, before it becomes one; so is what
    comes from a page that shows an earlier question. To be called through ``Database.run``.
    """
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    attempt = own_attempt(session, lease)
    if attempt is None or attempt.leg is None or attempt.call.carrier_sid is None:
        return NOT_ON_THE_PHONE
    if passed_to(session, attempt.call_id) is not None:
        return NOT_ON_THE_PHONE
    judged: list[Interview] = []

    def judge(interview: Interview, course: Course) -> None:
        judged.append(interview)
        _judge(interview, course, position, step, heard)

    try:
        spoken = interviewing.take_turn(
            session, attempt.call.token, attempt.call.carrier_sid, position, heard,
            rules=rules, line_hash=line_hash, now=now, step=step, judge=judge,
        )  # fmt: skip
    except _NotHeard as why:
        return why.refusal or Heeded()
    if not isinstance(spoken, interviewing.Spoken):
        return NOT_ON_THE_PHONE
    at = (DeskDraft.interview_id == judged[0].id, DeskDraft.position <= position)
    session.execute(delete(DeskDraft).where(*at), execution_options={"synchronize_session": False})
    lease.expires_at = max(lease.expires_at, now + rules.desk.lease)
    session.flush()
    listeners = dismiss_unwanted(session, lease, now)
    tapes = unwanted(session, judged[0].id)
    return Heeded((*spoken.hang_up, *listeners), tapes, Scene(attempt, judged[0], spoken.course, ""))


class _NotHeard(Exception):
    """This is not taken in: ``refusal`` says why, None that it was before."""

    def __init__(self, refusal: Refusal | None) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def _judge(interview: Interview, course: Course, position: int, step: str, heard: Heard) -> None:
    """Raises what keeps this from being taken in where the interview stands."""
    ask = course.turn.ask
    if position != course.turn.position or ask is None or ask.step != step:
        again = [row.heard for row in interview.exchanges if row.position == position and row.step == step]
        raise _NotHeard(None if again == [to_row(heard)] else STALE)
    if (wrong := unfit(ask, heard)) is not None:
        raise _NotHeard(wrong)


def save_draft(
    session: Session, lease_id: int, user_id: int, position: int, words: str, now: datetime
) -> datetime | Refusal:
    """Keep what was typed so far for the question that is put; when it was kept."""
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    scene = scene_of(session, lease)
    if scene is None:
        return NOT_ON_THE_PHONE
    if position != scene.course.turn.position:
        return STALE
    draft = session.get(DeskDraft, (scene.interview.id, position))
    if draft is None:
        draft = DeskDraft(interview_id=scene.interview.id, position=position)
        session.add(draft)
    draft.words, draft.saved_at = words[:LONGEST], now
    session.flush()
    return now


def unfit(ask: Ask, heard: Heard) -> Refusal | None:
    """Why this is no answer to what is asked; None where it is one, or a command."""
    if isinstance(heard, Asked | Speaks):
        return None
    if not isinstance(heard, Coded):
        return Refusal("A caller codes what was said. Nothing was changed.")
    if heard.missing is not None:
        return None
    if ask.offered:
        known = {str(one.value) for one in ask.offered}
        return None if str(heard.value) in known else Refusal("That is none of the answers. Choose one of them.")
    if ask.low is not None and ask.high is not None:
        number = str(heard.value or "")
        if number.isascii() and number.isdigit() and len(number) < 10 and ask.low <= int(number) <= ask.high:
            return None
        return Refusal(f"Give a whole number from {ask.low} to {ask.high}.")
    words = (heard.verbatim or "").strip()
    if len(words) > LONGEST:
        return Refusal(f"That is {len(words)} characters. Write down at most {LONGEST} characters of what they said.")
    return None if words else Refusal("Write down what they said, or say that they did not.")

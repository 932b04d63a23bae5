"""The conversation: somebody answers, something is heard, and what it obliges us to is stored with it.

Lock order, the same in every operation: call, interview, phone line. All webhooks of a call queue at its row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call, CallPurpose, CallStatus
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.pinned import pinned, pinned_to
from vocsurvey.db.sample import Contact
from vocsurvey.interview.heard import Heard, Keys
from vocsurvey.interview.turn import Course, Ending
from vocsurvey.operations import verifying
from vocsurvey.operations.agreeing import keep_appointment, note_ending, source_of
from vocsurvey.operations.bridging import Seated, caller_enters, customer_enters, party_of
from vocsurvey.operations.bringing_in import offered
from vocsurvey.operations.closing import goes_by, reconsider
from vocsurvey.operations.course import course_of
from vocsurvey.operations.disposing import taken_for_machine
from vocsurvey.operations.facts import facts_of
from vocsurvey.operations.greeting import pending
from vocsurvey.operations.occasion import occasion_of
from vocsurvey.operations.opting_out import Speaker, Wish, bar_on_phone
from vocsurvey.operations.parting import Deserted, NotReached, left_alone
from vocsurvey.operations.phone_consents import note_consents
from vocsurvey.operations.saying import Spoken as Spoken
from vocsurvey.operations.saying import spoken_of
from vocsurvey.operations.settling import settle
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.operations.transcribing import append, keep_conflict
from vocsurvey.operations.whispering import HandedOver, Whispered, pick_up
from vocsurvey.rulebook import Rulebook


@dataclass(frozen=True)
class UnknownCall:
    """No call has this token, or the carrier speaks of another call than the one that was bound to it."""


@dataclass(frozen=True)
class Trial:
    """Somebody answered a test call: there is nothing to ask, only to say that it works."""


@dataclass(frozen=True)
class Machine:
    """Detection says machine and no key was pressed: it is hung up, or gets silence while its message is on the way."""

    waiting: bool = False


Reply = Spoken | Trial | Machine | Seated | HandedOver | Whispered | NotReached | Deserted | UnknownCall
Known = dict[str, bool]
Judge = Callable[[Interview, Course], None]
"""Looks at the interview as it stands, under its locks, before something is heard; what it raises is passed on."""


def begin(
    session: Session, token: str, carrier_sid: str, *, rules: Rulebook, now: datetime, known: Known | None = None
) -> Reply:
    """Somebody answered: bind the call, open or resume the case's interview, and say the first turn of this leg.

    A repeat gets the turn that is current. ``known`` are facts of the call that its case does not tell.
    """
    call = lock_call(session, token)
    if call is None or not _bind(session, call, carrier_sid, now):
        return UnknownCall()
    if call.attempt is None:
        return _without_case(session, call, rules, now)
    if taken_for_machine(session, call):
        return Machine(waiting=pending(call, now))
    attempt = call.attempt
    if call.hang_up_wanted_at is not None and call.hang_up_wanted_at == attempt.case.campaign.stopped_at:
        call.hang_up_wanted_at = None  # answered in the moment in which the campaign was stopped: it goes on to its end
    interview = _interview(session, attempt.case_id)
    if interview is None:
        interview = _open(session, attempt, rules, now)
    if attempt.leg is None:
        interview.legs += 1
        attempt.leg = interview.legs
        occasion = {**occasion_of(session, attempt.case, rules, now), **(known or {})}
        theirs = pinned_to(interview).language(attempt.case.contact.language)
        if theirs != interview.facts.get("contact.language"):
            occasion["contact.language"] = theirs
        interview.occasions = [*interview.occasions, occasion]
        keep_appointment(session, attempt, now)
        # "Not now" and silence ended the earlier call, not this one.
        _note_progress(interview, course_of(interview, attempt), now)
    course = course_of(interview, attempt)
    session.flush()
    party = party_of(session, call)
    if party is not None:  # a caller speaks, and reads what to say from the screen
        return customer_enters(call, party, now) or left_alone(session, party, interview, attempt, now)
    return spoken_of(interview, attempt, course)


def take_turn(
    session: Session,
    token: str,
    carrier_sid: str,
    position: int,
    heard: Heard,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
    step: str | None = None,
    judge: Judge | None = None,
    connects: bool = False,
) -> Reply:
    """Something was heard at ``position``. Exchange, answers, flags, follow-up and notices are one transaction.

    The same position again is heard once: a repeat gets the current turn; another value is kept as a conflict. So is
    what answers another ``step`` than the one that this position asks: it never becomes the answer to a question that
    was not put. Before that, ``judge`` is asked. ``connects``: as in ``agreeing.note_ending``.
    """
    call = lock_call(session, token)
    if call is None or call.attempt is None or not _bind(session, call, carrier_sid, now):
        return UnknownCall()
    if _erased(session, attempt := call.attempt):  # another machine had kept it meanwhile
        return UnknownCall()
    interview = _interview(session, attempt.case_id)
    if interview is None or attempt.leg is None:  # its answer webhook never reached us
        return begin(session, token, carrier_sid, rules=rules, now=now)
    if taken_for_machine(session, call):
        if not isinstance(heard, Keys):
            return Machine(waiting=pending(call, now))
        call.hang_up_wanted_at = None  # detection was wrong: a machine presses no keys
    before = course_of(interview, attempt)
    if judge is not None:
        judge(interview, before)
    ask = before.turn.ask
    if position != before.turn.position or ask is None or step not in (None, ask.step):
        keep_conflict(session, interview, call, position, heard, now)
        return spoken_of(interview, attempt, before)
    return _heed(session, call, interview, before, heard, rules=rules, line_hash=line_hash, now=now, connects=connects)


def _heed(
    session: Session,
    call: Call,
    interview: Interview,
    before: Course,
    heard: Heard,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
    connects: bool,
) -> Spoken:
    """What was heard answers the turn of ``before``: written down, settled, and the next turn."""
    attempt, position = call.attempt, before.turn.position
    assert attempt is not None
    append(session, interview, attempt, before, heard, now)
    after = course_of(interview, attempt)
    flags = settle(session, interview, after, position, rules, now)
    _note_progress(interview, after, now)
    verifying.heard(session, interview, now)
    note_consents(session, interview, attempt, before, after, now)
    flags += note_ending(session, interview, attempt, before, after, rules, now, connects=connects)
    hang_up: tuple[int, ...] = ()
    if after.ending is Ending.OPTED_OUT:
        wish, who = _opt_out(interview, attempt), Speaker(after.confirmed, after.gone is not None)
        hang_up = bar_on_phone(session, call, wish, who, rules=rules, line_hash=line_hash, now=now)
    session.flush()
    if attempt.closed_at is not None:
        reconsider(session, attempt, rules, now)
    return spoken_of(interview, attempt, after, hang_up, flags)


def _opt_out(interview: Interview, attempt: Attempt) -> Wish:
    return Wish(
        source=source_of(interview, attempt),
        reason="asked on the phone not to be called again",
        origin=interview.case.campaign.name,
    )


def _without_case(session: Session, call: Call, rules: Rulebook, now: datetime) -> Reply:
    if call.purpose == CallPurpose.HAND_OVER:
        return pick_up(session, call, rules, now)
    if call.purpose == CallPurpose.CALLER_LEG:
        return offered(session, call) or caller_enters(session, call, now) or Deserted(None)
    return Trial() if call.purpose == CallPurpose.TEST else UnknownCall()


def lock_call(session: Session, token: str) -> Call | None:
    """The call of a token, locked until the transaction ends."""
    return session.execute(
        select(Call).where(Call.token == token).with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()


def _erased(session: Session, attempt: Attempt) -> bool:
    # Not by the rows themselves: what a negative answer needs of them is read at once, as long as none is there yet.
    whose = select(Contact.erased_at).join(Case, Case.contact_id == Contact.id).where(Case.id == attempt.case_id)
    return session.scalar(whose) is not None


def _interview(session: Session, case_id: int) -> Interview | None:
    return session.execute(
        select(Interview)
        .where(Interview.case_id == case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def _open(session: Session, attempt: Attempt, rules: Rulebook, now: datetime) -> Interview:
    case = attempt.case
    version = case.campaign.questionnaire
    assert version is not None, "the database refuses a launched campaign without a pinned questionnaire"
    interview = Interview(
        case_id=case.id,
        questionnaire_digest=version.digest,
        facts=facts_of(session, case, pinned(version), rules, now),
        legs=0,
        completeness="contacted",
        started_at=now,
    )
    session.add(interview)
    session.flush()
    return interview


def _bind(session: Session, call: Call, carrier_sid: str, now: datetime) -> bool:
    """Take a signed voice webhook as proof that this call is live under this SID, even if our own commit was lost."""
    if not goes_by(session, call, carrier_sid):
        return False
    call.carrier_sid = carrier_sid
    call.heard_from_at = now
    if CallStatus(call.status).rank < CallStatus.LIVE.rank:
        call.status = CallStatus.LIVE
        call.placed_at = call.placed_at or now
        call.answered_at = call.answered_at or now
    session.flush()
    return True


def _note_progress(interview: Interview, course: Course, now: datetime) -> None:
    interview.completeness = course.completeness
    interview.ending = course.dropped
    interview.ended_at = now if course.dropped is not None else None

"""What is agreed with a person while they are on the line: call-backs, promises, and whom to ask instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment, Promise
from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.followup import Flag, FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.belonging import follow_up_of
from vocsurvey.db.sample import Contact
from vocsurvey.followup.flag import FlagKind, Queue, RaisedFlag
from vocsurvey.followup.severity import Severity
from vocsurvey.interview.transcript import Channel
from vocsurvey.interview.turn import Course, Ending
from vocsurvey.operations.flagging import raise_flag, withdraw_flag, withdrawn
from vocsurvey.operations.occasion import zone_of
from vocsurvey.rulebook import Rulebook

_PERSON = "person_requested"
_GONE = {Ending.WRONG_PERSON: "wrong_person", Ending.LEFT: "contact_left"}


def note_ending(
    session: Session,
    interview: Interview,
    attempt: Attempt,
    before: Course,
    course: Course,
    rules: Rulebook,
    now: datetime,
    *,
    connects: bool = False,
) -> tuple[int, ...]:
    """What an ending that was just reached obliges us to; the ids of the flags that it raised.

    ``before`` is the course without the latest exchange. ``connects``: who asked for a person may be put through, so
    that nothing is promised to them yet.
    """
    case = interview.case
    if course.ending is Ending.CALL_BACK and course.call_back is not None:
        zone = zone_of(case)
        assert zone is not None, "a call-back is only offered where the person's time is known"
        agree(session, interview, attempt, _utc(course.call_back, zone), now, channel=attempt.channel)
    flag = None
    if course.ending is Ending.PERSON and not _standing(session, interview, (_PERSON,)):
        flag = _by_hand(session, interview, course, _PERSON, Severity.HIGH, rules, now)
    if course.promised is not None and not (connects and course.ending is Ending.PERSON):
        promise(session, interview, course, now)
    if before.gone is not course.gone:
        return _note_gone(session, interview, course, rules, now)
    if flag is None:
        return ()
    if course.gone is not None:  # no call was promised, and there is nobody to call
        return (flag.id,)
    due_at = session.get_one(FollowUp, flag.follow_up_id).first_contact_due_at
    agree(session, interview, attempt, due_at, now, kind="soft", channel="live")
    return (flag.id,)


def _note_gone(
    session: Session, interview: Interview, course: Course, rules: Rulebook, now: datetime
) -> tuple[int, ...]:
    """Whoever has left, or never was at this number, is not called, and somebody is told: at once, because the line may
    drop before the end. What is taken back on the phone is undone with it: the fold alone decides.
    """
    for flag in _standing(session, interview, _GONE.values()):
        withdraw_flag(session, flag, now)
    case = interview.case
    if case.kind != CaseKind.TEST:  # who tries a questionnaire out is nobody's contact
        session.get_one(Contact, case.contact_id).active = course.gone is None
    if course.gone is None:
        session.flush()
        return ()
    return (_by_hand(session, interview, course, _GONE[course.gone], Severity.LOW, rules, now).id,)


def _by_hand(
    session: Session,
    interview: Interview,
    course: Course,
    rule: str,
    severity: Severity,
    rules: Rulebook,
    now: datetime,
) -> Flag:
    raised = RaisedFlag(FlagKind.RAISED_BY_HAND, course.steps[-1], rule, severity, None, Queue.CUSTOMER_SUCCESS)
    return raise_flag(session, interview, raised, course.turn.position - 1, rules, now)


def agree(
    session: Session,
    interview: Interview,
    attempt: Attempt,
    at: datetime,
    now: datetime,
    *,
    kind: str = "hard",
    channel: str = "ivr",
) -> Appointment:
    """Make an appointment; one that was open for the case gives way to it."""
    case, source = interview.case, source_of(interview, attempt)
    session.execute(update(Appointment).where(Appointment.case_id == case.id, *STILL_OPEN).values(cancelled_at=now))
    made = Appointment(case_id=case.id, kind=kind, channel=channel, source=source, at=at, agreed_at=now)
    made.caller_id = attempt.caller_id
    session.add(made)
    # A key that arrived after the call had ended: its attempt was closed without knowing of the appointment.
    if channel == attempt.channel and attempt.closed_at is not None and case.closed_at is None:
        case.due_at = at
    session.flush()
    return made


def open_appointment(session: Session, case_id: int) -> Appointment | None:
    """The appointment that a case has open, if any."""
    return session.scalar(select(Appointment).where(Appointment.case_id == case_id, *STILL_OPEN))


def keep_appointment(session: Session, attempt: Attempt, now: datetime) -> None:
    """Somebody answered the call that was agreed. Whoever calls us before its time has not had that call yet."""
    appointment = open_appointment(session, attempt.case_id)
    early = appointment is not None and attempt.call.direction == "inbound" and appointment.at > now
    if appointment is not None and appointment.channel == attempt.channel and not early:
        appointment.kept_at = now


def agreed_time(session: Session, attempt: Attempt, now: datetime) -> datetime | None:
    """The time that was agreed for after this attempt; one that this attempt was to keep and did not is missed."""
    appointment = open_appointment(session, attempt.case_id)
    if appointment is None or appointment.channel != attempt.channel:
        return None
    if appointment.at > attempt.opened_at:
        return appointment.at
    appointment.missed_at = now
    session.flush()
    return None


def call_off(session: Session, case: Case, now: datetime) -> None:
    """The case is closed: the machine keeps no appointment any more. One with a person stands, except after a test."""
    mine = [Appointment.case_id == case.id, *STILL_OPEN]
    if case.kind != CaseKind.TEST:
        mine.append(Appointment.channel == "ivr")
    session.execute(update(Appointment).where(*mine).values(cancelled_at=now))


def _standing(session: Session, interview: Interview, rules: Iterable[str]) -> list[Flag]:
    """The flags of an interview that go by one of these names and were not withdrawn."""
    wanted = select(Flag).where(Flag.interview_id == interview.id, Flag.rule.in_(tuple(rules)))
    return [flag for flag in session.scalars(wanted) if flag.id not in withdrawn(session, flag.follow_up_id)]


def promise(session: Session, interview: Interview, course: Course, now: datetime) -> None:
    """The customer is told who calls back and by when: from now on the follow-up is due by then at the latest."""
    if course.promised is None:
        return
    follow_up = follow_up_of(session, interview.case, lock=True)
    if follow_up is None:  # the closing promises a call to those who complained of nothing
        return
    if session.scalar(select(Promise.id).where(Promise.follow_up_id == follow_up.id)) is not None:
        return  # the first promise is the earlier one, and is kept
    zone = zone_of(interview.case)
    assert zone is not None, "a time is only promised where the person's time is known"
    by_at = _utc(course.promised, zone)
    words = " ".join(line.text for line in course.turn.lines)[:4000]
    who = interview.facts.get("owner.name")
    session.add(Promise(follow_up_id=follow_up.id, who=who, words=words, by_at=by_at, made_at=now))
    follow_up.first_contact_due_at = min(follow_up.first_contact_due_at, by_at)
    if follow_up.next_action_at is not None:
        follow_up.next_action_at = min(follow_up.next_action_at, by_at)
    session.flush()


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone)


def source_of(interview: Interview, attempt: Attempt) -> str:
    """How we know what was heard last: from a live caller, in words that were said, or by a key that was pressed."""
    if attempt.channel == Channel.LIVE:
        return "caller"
    return "speech" if interview.exchanges[-1].heard.get("kind") == "speech" else "key_press"

"""Somebody calls our number: mostly a person whom we did not reach, and who wants to know who it was.

A known person with an open case has the same interview, in a call that was not dialled: it has no permit and does not
count against the protocol. Everybody else hears who we are, and hardly more.

Lock order: phone lines by id, case, call. The lines come first, as they do for permits, so that we never ring somebody
who has just begun to call us.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import case as one_of
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus, Case, CaseKind
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Attempt, Call, CallStatus
from vocsurvey.db.interview import Interview
from vocsurvey.db.sample import Contact, PhoneLine, Suppression, SuppressionScope
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.reception import OFFERING, Notice, country_of
from vocsurvey.fieldwork.suppression import Who, one_line
from vocsurvey.interview.turn import Ending
from vocsurvey.operations.bridging import lock_to_end
from vocsurvey.operations.closing import CarrierNews, hear_from_carrier
from vocsurvey.operations.disposing import dispose
from vocsurvey.operations.interviewing import Reply, begin
from vocsurvey.operations.opting_out import Wish, bar, only_person_on
from vocsurvey.operations.suppressing import IN_FORCE, LineHash, pass_line, suppressions, this_contact, this_line
from vocsurvey.operations.watching import locked
from vocsurvey.rulebook import Rulebook

CALLED_BACK_WITHIN = timedelta(days=30)
"""Who calls later than this hardly means the call that they missed."""
UNKNOWN_LINE = 0
_STILL_OPEN = (CampaignStatus.RUNNING, CampaignStatus.PAUSED)
_NOT_DIALLED = (CallStatus.PLANNED, CallStatus.UNSENT, CallStatus.CANCELLED)


@dataclass(frozen=True)
class Ringing:
    """A call that comes in. ``number`` is who calls, E.164, None when it is withheld; ``ours`` the number called."""

    carrier_sid: str
    number: str | None
    ours: str


@dataclass(frozen=True)
class TakenUp:
    """The interview goes on in this call, under its token."""

    token: str
    reply: Reply


@dataclass(frozen=True)
class Told:
    """Nothing is asked. ``company`` is in whose name we call, None when nobody knows; ``languages`` are the person's
    and those of their number's country, the likeliest first.

    ``line_id`` is the line that can be opted out, where that is offered: ``UNKNOWN_LINE`` for the caller's own, of
    which we know nothing else; ``hang_up`` are ids of calls to end after the commit.
    """

    notice: Notice
    company: str | None
    languages: tuple[str, ...] = ()
    line_id: int | None = None
    hang_up: tuple[int, ...] = ()


def receive(
    session: Session, ringing: Ringing, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> TakenUp | Told:
    """Somebody calls: go on with their interview, or say who we are. The same call again gets the turn that is current.

    To be called through ``Database.run``: a clock may claim the same case at the same moment.
    """
    known = session.scalar(select(Call).where(Call.carrier_sid == ringing.carrier_sid))
    if known is not None and known.direction == "inbound":
        return TakenUp(known.token, begin(session, known.token, ringing.carrier_sid, rules=rules, now=now))
    lines = _lines(session, ringing.number)
    free = _free(session, lines, line_hash)
    if not free:
        return _told(session, lines, ringing, _barred(session, lines, ringing.number, line_hash), rules)
    case = _missed(session, free, ringing.ours, now) if known is None else None
    if case is None:
        return _told(session, free, ringing, Notice.NOTHING_NEEDED, rules)
    occupied = _stand_down(session, case, now)
    if occupied is not None:
        return Told(occupied, case.campaign.company_name, _languages(case.contact, rules))
    token = _take_up(session, case, ringing, now)
    facts = {"call.inbound": True}
    if _several(session, lines):
        facts["call.shared"] = True
    return TakenUp(token, begin(session, token, ringing.carrier_sid, rules=rules, now=now, known=facts))


def hear_choice(
    session: Session,
    ringing: Ringing,
    line_id: int,
    *,
    unwanted: bool,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Told:
    """Who was told that nothing is needed could say that we shall not call again (``unwanted``); then a goodbye.

    Only a line of the number that calls can be opted out, whatever ``line_id`` says, and with it the person who has it
    alone; of a number that we know nothing of, its own line: nobody's extension.
    """
    theirs = _lines(session, ringing.number)
    lines = [line for line in theirs if line.id == line_id]
    who = this_line(lines[0]) if lines else _own_line(ringing) if line_id == UNKNOWN_LINE else None
    if who is None or not unwanted:
        return _told(session, lines, ringing, Notice.GOODBYE, rules)
    wish = Wish(source="key_press", reason="asked, when calling us back, not to be called again")
    barred = bar(session, who, wish, rules=rules, line_hash=line_hash, now=now)
    person = only_person_on(session, line_id)
    if person is not None and not _several(session, theirs):
        told, who = barred.told, this_contact(person)
        bar(session, who, wish, rules=rules, line_hash=line_hash, now=now, but_not_tell=told)
    return replace(_told(session, lines, ringing, Notice.OPTED_OUT, rules), hang_up=barred.hang_up)


def hear_end(session: Session, news: CarrierNews, *, rules: Rulebook, now: datetime) -> None:
    """The carrier says that a call which came in is over. Of a call that nothing was asked in, there is no row."""
    token = session.scalar(select(Call.token).where(Call.carrier_sid == news.carrier_sid, Call.direction == "inbound"))
    call = lock_to_end(session, token) if token is not None else None
    if call is not None:
        hear_from_carrier(session, call, news, rules, now)


def _lines(session: Session, number: str | None) -> list[PhoneLine]:
    """The lines of a number, with any extension, each locked: permits and opt-outs for them wait for us."""
    known = session.scalars(select(PhoneLine.id).where(PhoneLine.number == number).order_by(PhoneLine.id)).all()
    return [pass_line(session, line_id) for line_id in known]


def _free(session: Session, lines: Sequence[PhoneLine], line_hash: LineHash) -> list[PhoneLine]:
    barred = suppressions(session, lines, line_hash)
    return [line for line in lines if line.id not in barred]


def _barred(session: Session, lines: Sequence[PhoneLine], number: str | None, line_hash: LineHash) -> Notice:
    """What to say where no line is free: who is only not called by the automated voice hears who called, and why."""
    scopes = suppressions(session, lines, line_hash).values()
    if any(scope <= {SuppressionScope.AUTOMATED} for scope in scopes):
        return Notice.PERSON_ONLY
    return Notice.NOT_CALLED if lines or _erased(session, number, line_hash) else Notice.STRANGER


def _erased(session: Session, number: str | None, line_hash: LineHash) -> bool:
    """Whether a number that we know nothing else of any more is one that is not called."""
    hashed = line_hash(number or "", "")
    return session.scalar(select(Suppression.id).where(Suppression.line_hash == hashed, IN_FORCE).limit(1)) is not None


def _missed(session: Session, lines: Sequence[PhoneLine], ours: str, now: datetime) -> Case | None:
    """The open case, locked, that we last dialled one of these lines for: from the number that is called, if any."""
    return session.scalar(
        select(Case)
        .join(Contact, Contact.id == Case.contact_id)
        .join(Campaign, Campaign.id == Case.campaign_id)
        .join(Attempt, Attempt.case_id == Case.id)
        .join(Call, Call.id == Attempt.call_id)
        .where(
            Contact.line_id.in_([line.id for line in lines]),
            Contact.active,
            Case.kind != CaseKind.TEST,
            Case.closed_at.is_(None),
            Campaign.status.in_(_STILL_OPEN),
            Call.direction == "outbound",
            Call.status.not_in(_NOT_DIALLED),
            Call.sent_at > now - CALLED_BACK_WITHIN,
        )
        .order_by(one_of((Call.from_number == ours, 0), else_=1), Call.sent_at.desc(), Call.id.desc())
        .limit(1)
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    )


def _stand_down(session: Session, case: Case, now: datetime) -> Notice | None:
    """Call off the call that is planned for a case; what to say when the line rings instead, or is spoken on."""
    on_the_line = select(Call.status).where(Call.line_id == case.contact.line_id, Call.status.in_(OPEN_AT_CARRIER))
    open_status = session.scalar(on_the_line.limit(1))
    if open_status is not None:
        return Notice.ENGAGED if open_status == CallStatus.LIVE else Notice.CALLING_NOW
    attempt = session.scalar(select(Attempt).where(Attempt.case_id == case.id, Attempt.closed_at.is_(None)))
    if attempt is None:
        return None
    call = locked(session, attempt.call_id)
    if call.status != CallStatus.PLANNED:  # to a number that the person had before
        return Notice.CALLING_NOW
    call.status, call.outcome, call.ended_at, call.nudged_until = (
        CallStatus.CANCELLED,
        CarrierOutcome.NEVER_LEFT,
        now,
        None,
    )
    call.problem = "they called us first"
    session.flush()
    dispose(session, attempt, now)
    return None


def _take_up(session: Session, case: Case, ringing: Ringing, now: datetime) -> str:
    """The call and its attempt, which is due again when it ends, as after any other; its token."""
    number = session.scalar(select(func.max(Attempt.number)).where(Attempt.case_id == case.id)) or 0
    call = Call(
        token=secrets.token_urlsafe(24).replace("_", "-"),
        direction="inbound",
        line_id=case.contact.line_id,
        from_number=ringing.ours,
        status=CallStatus.LIVE,
        carrier_sid=ringing.carrier_sid,
        planned_at=now,
        placed_at=now,
        answered_at=now,
        heard_from_at=now,
    )
    session.add(call)
    session.flush()
    decision = {"verdict": "allow", "asked_for_by": "the person, who called us"}
    session.add(Attempt(case_id=case.id, call_id=call.id, number=number + 1, decision=decision, opened_at=now))
    case.waiting_for = []
    session.flush()
    return call.token


def _own_line(ringing: Ringing) -> Who | None:
    """The telephone that calls, as far as its number tells; None when it does not show a number."""
    return one_line(ringing.number) if ringing.number is not None else None


def _several(session: Session, lines: Sequence[PhoneLine]) -> bool:
    """Whether more than one person may be calling from this number: then we ask who it is before we say more."""
    people = select(func.count()).select_from(Contact).where(Contact.line_id.in_([line.id for line in lines]))
    return (session.scalar(people.where(Contact.active)) or 0) > 1


def _told(session: Session, lines: Sequence[PhoneLine], ringing: Ringing, notice: Notice, rules: Rulebook) -> Told:
    """What to say to whom we last had to do with on these lines; to nobody whom we know, that this is our number."""
    dialled = select(func.max(Call.sent_at)).join(Attempt, Attempt.call_id == Call.id).where(Attempt.case_id == Case.id)
    case = session.scalar(
        select(Case)
        .join(Contact, Contact.id == Case.contact_id)
        .where(Contact.line_id.in_([line.id for line in lines]), Case.kind != CaseKind.TEST)
        .order_by(dialled.scalar_subquery().desc().nulls_last(), Case.id.desc())
        .limit(1)
    )
    if case is None:
        nobody = Notice.WITHHELD if ringing.number is None else Notice.STRANGER
        around = rules.languages.of(country_of(ringing.number))
        told = nobody if notice in (Notice.NOTHING_NEEDED, Notice.STRANGER) else notice
        offered = UNKNOWN_LINE if told in (Notice.STRANGER, Notice.PERSON_ONLY) else None
        return Told(told, _company(session, ringing.ours), around, offered)
    if notice is Notice.NOTHING_NEEDED and not _several(session, lines):
        notice = _settled(session, case)
    line_id = case.contact.line_id if notice in OFFERING else None
    return Told(notice, case.campaign.company_name, _languages(case.contact, rules), line_id)


def _languages(contact: Contact, rules: Rulebook) -> tuple[str, ...]:
    return (contact.language, *rules.languages.of(contact.line.country))


def _settled(session: Session, case: Case) -> Notice:
    """Why there is nothing to ask about a case: of nobody but the person themselves, who may know."""
    with_a_person = [Appointment.case_id == case.id, Appointment.channel == "live", *STILL_OPEN]
    if session.scalar(select(Appointment.id).where(*with_a_person).limit(1)) is not None:
        return Notice.PERSON_CALLS
    ending = session.scalar(select(Interview.ending).where(Interview.case_id == case.id))
    return Notice.ANSWERED if ending == Ending.COMPLETED else Notice.NOTHING_NEEDED


def _company(session: Session, ours: str) -> str | None:
    """In whose name the number that was called is used now, or was used last."""
    return session.scalar(
        select(Campaign.company_name)
        .where(Campaign.kind == CampaignKind.SURVEY, Campaign.status != CampaignStatus.DRAFT)
        .order_by(
            one_of((Campaign.from_number == ours, 0), else_=1),
            one_of((Campaign.status == CampaignStatus.RUNNING, 0), else_=1),
            Campaign.id.desc(),
        )
        .limit(1)
    )

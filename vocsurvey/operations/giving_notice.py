"""Advance notice: the note that goes out before a first call, from when it is owed until it was sent or given up.

Lock order: cases by id, then their notes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.advance_notice import AdvanceNotice
from vocsurvey.db.campaign import Campaign, CampaignStatus, Case, CaseKind
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.advance_notice import Note
from vocsurvey.fieldwork.permission import Decision, Defer
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.fieldwork.reason import Reason
from vocsurvey.operations.announcing import announce, announced
from vocsurvey.operations.lining_up import waiting_for
from vocsurvey.operations.telling import FIRST_PAUSE, LONGEST_PAUSE, NUDGE
from vocsurvey.rulebook import Rulebook

_A_DAY = timedelta(days=1)
_WAITING = frozenset((Reason.NOTE_NOT_SENT, Reason.NOTE_SENT_LATELY))
_OWED = (AdvanceNotice.sent_at.is_(None), AdvanceNotice.failed_at.is_(None))


def notes_of(session: Session, cases: Sequence[Case], now: datetime) -> dict[int, Note]:
    """By case id, the notes that are to go ahead of first calls. Where one was given up, or cannot go out, there is
    none. Whoever said “not now” is to get another one when their time has come.
    """
    wanted = {
        one.id: timedelta(days=one.campaign.notice_days)
        for one in cases
        if one.campaign.notice_days is not None and one.kind == CaseKind.SURVEY and has_address(one.contact)
    }
    if not wanted:
        return {}
    rows = {row.case_id: row for row in session.scalars(_notes(wanted))}
    given_up = {case_id for case_id, row in rows.items() if row.failed_at is not None}
    sent = {case_id: row.sent_at for case_id, row in rows.items() if not _renewed(row, now)}
    return {case_id: Note(lead, sent.get(case_id)) for case_id, lead in wanted.items() if case_id not in given_up}


def has_address(contact: Contact) -> bool:
    """Whether a note can be sent at all."""
    return "@" in (contact.email or "")


def waits_for_its_note(decision: Decision) -> bool:
    """Whether nothing but the note stands between a case and its call."""
    return isinstance(decision, Defer) and decision.reasons == (Reason.NOTE_NOT_SENT,)


def give_notice(session: Session, cases: Sequence[Case], rules: Rulebook, now: datetime) -> int:
    """Owe a note to each of these cases, which are locked and wait for nothing else; how many are owed now.

    In a campaign no more notes go out in a day than it may make calls, and nobody is written to about a second call
    while the first is still to come: those cases wait for another day.
    """
    if not cases:
        return 0
    room = _room(session, cases, rules, now)
    announced = _announced(session, cases)
    rows = {row.case_id: row for row in session.scalars(_notes([one.id for one in cases]))}
    count = 0
    for case in cases:
        row = rows.get(case.id)
        if row is not None and not _renewed(row, now):
            continue  # its letter is on its way
        left = room.get(case.campaign_id)
        if left == 0 or announced.get(case.contact_id, case.id) != case.id:
            continue
        if row is None:
            public_id = secrets.token_urlsafe(15)
            session.add(AdvanceNotice(case_id=case.id, public_id=public_id, owed_at=now))
        else:
            row.owed_at, row.round, row.tries = now, row.round + 1, 0
            row.due_at = row.sent_at = row.problem = row.renew_at = None
        announced[case.contact_id] = case.id
        if left is not None:
            room[case.campaign_id] = left - 1
        count += 1
    session.flush()
    return count


def unwritten(session: Session, channel: Channel, now: datetime, limit: int = 100) -> list[int]:
    """The ids of cases that are due on a channel, that are to get a note, and that have none; longest due first."""
    dialled = exists().where(Attempt.case_id == Case.id, Attempt.counted)
    wanted = (
        select(Case.id)
        .join(Campaign, Campaign.id == Case.campaign_id)
        .join(Contact, Contact.id == Case.contact_id)
        .where(Campaign.status == CampaignStatus.RUNNING, Campaign.notice_days.is_not(None))
        .where(*waiting_for(channel, now), Case.kind == CaseKind.SURVEY, Contact.email.contains("@"), ~dialled)
        .where(~exists().where(AdvanceNotice.case_id == Case.id))
        .order_by(Case.due_at, Case.id)
    )
    return list(session.scalars(wanted.limit(limit)))


def nudge_notes(session: Session, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """The ids of notes to send now, each handed out once until a worker must have taken it up.

    Those of campaigns that pause wait: whoever is written to is called.
    """
    due = (
        select(AdvanceNotice.id)
        .join(Case, Case.id == AdvanceNotice.case_id)
        .join(Campaign, Campaign.id == Case.campaign_id)
        .where(*_OWED, or_(AdvanceNotice.due_at.is_(None), AdvanceNotice.due_at <= now))
        .where(Case.closed_at.is_(None), Campaign.status == CampaignStatus.RUNNING)
        .order_by(AdvanceNotice.id)
        .limit(limit)
        .with_for_update(of=AdvanceNotice, skip_locked=True)
    )
    rows = session.execute(
        update(AdvanceNotice).where(AdvanceNotice.id.in_(due)).values(due_at=now + NUDGE).returning(AdvanceNotice.id),
        execution_options={"synchronize_session": False},
    )
    return tuple(sorted(rows.scalars()))


def note_sent(session: Session, note_id: int, now: datetime) -> None:
    """The mail server has it. Saying so twice changes nothing."""
    note = _locked(session, note_id)
    if note.sent_at is None:
        note.sent_at, note.failed_at, note.problem = now, None, None
        note.tries += 1
    session.flush()


def note_refused(
    session: Session, note_id: int, problem: str, *, permanent: bool, rules: Rulebook, now: datetime
) -> None:
    """It did not arrive: tried again after 1, 2, 4 … minutes while there is patience. After that, or where it never can
    arrive, the reason is kept and the call goes on without it.
    """
    note = _locked(session, note_id)
    if note.sent_at is not None or note.failed_at is not None:
        return
    note.tries += 1
    note.problem = problem[:4000]
    note.due_at = now + min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(note.tries - 1, 20)))
    if permanent or now - note.owed_at >= rules.advance_notice.patience:
        _give_up(session, note, now)
        _tell(session, note, now, nobody_else=permanent)
    session.flush()


def give_up_notes(session: Session, rules: Rulebook, now: datetime, limit: int = 100) -> int:
    """Notes that nobody could send for so long are given up, also where there is no mail server; how many."""
    late = select(AdvanceNotice.id).where(*_OWED, AdvanceNotice.owed_at <= now - rules.advance_notice.patience)
    ids = session.scalars(late.order_by(AdvanceNotice.id).limit(limit)).all()
    for note_id in ids:
        note = _locked(session, note_id)
        note.problem = note.problem or "No mail server has taken it."
        _give_up(session, note, now)
        _tell(session, note, now, nobody_else=False)
    session.flush()
    return len(ids)


def _renewed(note: AdvanceNotice, now: datetime) -> bool:
    """Whether another note is to go out: the time for which its reader had put the call off is over."""
    return note.renew_at is not None and note.renew_at <= now


def _give_up(session: Session, note: AdvanceNotice, now: datetime) -> None:
    """The case does not wait for its note any longer."""
    note.failed_at = now
    case = note.case
    open_attempt = select(Attempt.id).where(Attempt.case_id == case.id, Attempt.closed_at.is_(None))
    waits = _WAITING.intersection(case.waiting_for)
    if case.closed_at is None and waits and session.scalar(open_attempt) is None:
        case.due_at = now


def _tell(session: Session, note: AdvanceNotice, now: datetime, *, nobody_else: bool) -> None:
    """The operators hear of it once a day in each campaign. ``nobody_else``: it is this person's address, not the
    mail server that takes nothing from us.
    """
    campaign = note.case.campaign
    if nobody_else:
        headline = f"A note of “{campaign.name}” was refused"
        words = (
            f"{note.problem} The call goes on without the note. The page of the person says so; put their address "
            "right in the next contact list. You hear of this once a day at most, however many there are."
        )
    else:
        headline = f"Notes of “{campaign.name}” do not leave us"
        words = (
            f"{note.problem} People are called without the note that was to go ahead. Pause the campaign if that shall "
            "not be, and have SMTP_URL looked at: vocsurvey doctor tries it. You hear of this once a day at most."
        )
    if not announced(session, headline, now - _A_DAY):
        announce(session, headline, words, now)


def _locked(session: Session, note_id: int) -> AdvanceNotice:
    """The note, after its case: claims take them in this order."""
    case_id = select(AdvanceNotice.case_id).where(AdvanceNotice.id == note_id).scalar_subquery()
    mine = select(Case).where(Case.id == case_id).with_for_update(key_share=True)
    session.execute(mine.execution_options(populate_existing=True))
    return session.get_one(AdvanceNotice, note_id, with_for_update=True, populate_existing=True)


def _notes(case_ids: Iterable[int]) -> Select[AdvanceNotice]:
    return select(AdvanceNotice).where(AdvanceNotice.case_id.in_(list(case_ids)))


def _room(session: Session, cases: Sequence[Case], rules: Rulebook, now: datetime) -> dict[int, int]:
    """How many more notes may go out today, by campaign id; campaigns without a limit on their calls are left out."""
    limits = {}
    for case in cases:
        given = [one for one in (case.campaign.calls_per_day, rules.allowance.calls) if one is not None]
        if given:
            limits[case.campaign_id] = min(given)
    rows = session.execute(
        select(Case.campaign_id, func.count())
        .join(AdvanceNotice, AdvanceNotice.case_id == Case.id)
        .where(AdvanceNotice.owed_at > now - _A_DAY, Case.campaign_id.in_(limits))
        .group_by(Case.campaign_id)
    )
    written = {campaign_id: count for campaign_id, count in rows}
    return {campaign_id: max(0, limit - written.get(campaign_id, 0)) for campaign_id, limit in limits.items()}


def _announced(session: Session, cases: Sequence[Case]) -> dict[int, int]:
    """By contact id, the case about whose call they were written to, while that call is still to come."""
    rows = session.execute(
        select(Case.contact_id, Case.id)
        .join(AdvanceNotice, AdvanceNotice.case_id == Case.id)
        .where(Case.contact_id.in_({one.contact_id for one in cases}), Case.closed_at.is_(None))
        .where(AdvanceNotice.failed_at.is_(None))
    )
    return {contact_id: case_id for contact_id, case_id in rows}

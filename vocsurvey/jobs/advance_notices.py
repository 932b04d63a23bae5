"""Notes that go ahead of calls: woken by the clock, sent by a worker, given up when nobody can send them."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.db.advance_notice import AdvanceNotice
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.jobs.workshop import runtime
from vocsurvey.notices.advance_notice import Links, note_ahead
from vocsurvey.notices.email import EmailChannel
from vocsurvey.notices.message import Message, NotSent
from vocsurvey.operations import giving_notice
from vocsurvey.operations.call_ahead import call_ahead
from vocsurvey.runtime import Runtime

log = logging.getLogger(__name__)


def ring_for_notes(house: Runtime) -> None:
    """Wake a worker for every note that is owed; without a mail server they are given up when patience ends."""
    with house.database.transaction() as session:
        giving_notice.give_up_notes(session, house.rulebook, clock.now())
        owed = giving_notice.nudge_notes(session, clock.now()) if house.settings.smtp_url is not None else ()
    ring(house.redis, UPKEEP, "vocsurvey.jobs.advance_notices.send_note", owed)


def send_note(note_id: int) -> None:
    """Job: one note to one contact; at least once, never marked as sent before it was."""
    send(runtime(), note_id)


def send(house: Runtime, note_id: int) -> None:
    """Send one note by e-mail, with no transaction open while the mail server thinks."""
    if house.settings.smtp_url is None:
        return
    with house.database.reading() as session:
        message = _compose(session, house, note_id)
    if message is None:
        return
    outcome = EmailChannel(house.settings.smtp_url).send(message)
    with house.database.transaction() as session:
        if isinstance(outcome, NotSent):
            log.warning("advance notice %s was not sent: %s", note_id, outcome.why)
            giving_notice.note_refused(
                session, note_id, outcome.why, permanent=outcome.permanent, rules=house.rulebook, now=clock.now()
            )
        else:
            giving_notice.note_sent(session, note_id, clock.now())


def _compose(session: Session, house: Runtime, note_id: int) -> Message | None:
    """The letter of a note that is still owed to somebody who is still to be called."""
    note = session.get(AdvanceNotice, note_id)
    if note is None or note.sent_at is not None or note.failed_at is not None:
        return None
    if note.case.closed_at is not None:
        return None
    call = call_ahead(session, note, house.rulebook, clock.now())
    links = house.links
    return note_ahead(
        note.case.contact.email or "",
        f"advance-notice:{note.public_id}:{note.round}",
        house.rulebook.notice_words.languages[call.language],
        call,
        Links(links.page(note.public_id), links.never(note.public_id), links.one_click),
        note.owed_at,
    )

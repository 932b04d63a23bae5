"""Letters to people of ours: woken by the clock, sent by a worker, at least once."""

from __future__ import annotations

import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.db.letter import DIGEST, INVITATION, Letter
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.jobs.workshop import runtime
from vocsurvey.notices import letter
from vocsurvey.notices.email import EmailChannel
from vocsurvey.notices.message import Message, NotSent
from vocsurvey.operations import digesting, inviting
from vocsurvey.runtime import Runtime

JOB = "vocsurvey.jobs.letters.send_letter"
log = logging.getLogger(__name__)


def ring_for_digests(house: Runtime) -> None:
    """Owe everybody whose morning it is their digest. Without a mail server there is none."""
    if house.settings.smtp_url is not None:
        with house.database.transaction() as session:
            digesting.owe_digests(session, clock.now(), house.rulebook)


def ring_for_letters(house: Runtime) -> None:
    """Wake a worker for every letter that is owed."""
    if house.settings.smtp_url is None:
        return
    with house.database.transaction() as session:
        owed = inviting.nudge_letters(session, clock.now())
    ring(house.redis, UPKEEP, JOB, owed)


def send_letter(letter_id: int) -> None:
    """Job: one letter to one person."""
    send(runtime(), letter_id)


def send(house: Runtime, letter_id: int) -> None:
    """Send one letter, with no transaction open while the mail server thinks."""
    if house.settings.smtp_url is None:
        return
    with house.database.reading() as session:
        message = _compose(session, house, letter_id)
    if message is None:
        return
    outcome = EmailChannel(house.settings.smtp_url).send(message)
    with house.database.transaction() as session:
        if isinstance(outcome, NotSent):
            log.warning("letter %s was not sent: %s", letter_id, outcome.why)
            inviting.letter_failed(session, letter_id, outcome.why, clock.now(), for_good=outcome.permanent)
        else:
            inviting.letter_sent(session, letter_id, clock.now())


def _compose(session: Session, house: Runtime, letter_id: int) -> Message | None:
    row = session.get(Letter, letter_id)
    if row is None or row.sent_at or row.failed_at or row.nothing_at or not row.user.active:
        return None
    user = row.user
    if row.kind != DIGEST:
        ends_at = row.created_at + inviting.LIVES[row.kind]
        link = house.password_links.link(user.id, inviting.state_of(user), ends_at)
        write = letter.invitation if row.kind == INVITATION else letter.reset
        return write(user.email, row.key, user.name, link, row.created_at)
    since = row.since or row.created_at - timedelta(days=1)
    sections = [
        letter.Section(part.title, tuple((said, house.urls.received(path)) for said, path in part.lines))
        for part in digesting.parts(session, user, since, row.created_at)
    ]
    local = row.created_at.astimezone(ZoneInfo(user.zone))
    day = f"{local:%A} {local.day} {local:%B}"
    return letter.digest(user.email, row.key, sections, day, house.urls.received("/notices"), row.created_at)

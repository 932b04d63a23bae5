"""Upkeep: notices, escalation, campaigns that are done."""

from __future__ import annotations

import logging
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.db.announcement import Announcement
from vocsurvey.db.followup import Notice
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.belonging import said_last
from vocsurvey.db.reads.reasons import reasons_of
from vocsurvey.db.reads.said import negatives_in, own_words
from vocsurvey.db.reads.withheld import withheld
from vocsurvey.jobs.launches import sweep
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.jobs.workshop import runtime
from vocsurvey.notices.email import EmailChannel
from vocsurvey.notices.message import Message, NotSent
from vocsurvey.notices.wording import FlagRaised, about_the_house, flag_raised
from vocsurvey.operations import (
    administering,
    announcing,
    following_up,
    gatekeeping,
    passing_on,
    remembering,
    reowning,
    repeating,
    steering,
    wording,
)
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.runtime import Runtime
from vocsurvey.telephony.carrier import AccountView

log = logging.getLogger(__name__)
MOST_PORTIONS = 20
"""In one tick: the clock has other things to do, too."""


def ring_for_notices(house: Runtime) -> None:
    """Wake a worker for every notice that is owed. Without a mail server they wait on the page."""
    if house.settings.smtp_url is None:
        return
    with house.database.transaction() as session:
        now = clock.now()
        passing_on.pass_on_notices(session, now)
        owed = [one for one in following_up.due_notices(session, now) if following_up.nudge(session, one, now)]
    ring(house.redis, UPKEEP, "vocsurvey.jobs.upkeep.send_notice", owed)


def ring_for_announcements(house: Runtime) -> None:
    """Wake a worker for every announcement that is owed. Without a mail server the pages alone tell it."""
    if house.settings.smtp_url is None:
        return
    with house.database.transaction() as session:
        owed = announcing.nudge_announcements(session, clock.now())
    ring(house.redis, UPKEEP, "vocsurvey.jobs.upkeep.send_announcement", owed)


def look_at_account(house: Runtime) -> None:
    """Dialling that stopped because of the carrier's account goes on once that works again."""
    with house.database.reading() as session:
        due = gatekeeping.probe_due(session, clock.now())
    if due:
        found = house.carrier.check_account()
        works = isinstance(found, AccountView) and found.status == "active"
        with house.database.transaction() as session:
            gatekeeping.probed(session, works=works, rules=house.rulebook, now=clock.now())


def escalate(house: Runtime) -> None:
    """Nothing goes quiet: what nobody acted on climbs."""
    with house.database.reading() as session:
        late = following_up.overdue(session, clock.now(), house.rulebook)
    for follow_up_id in late:
        with house.database.transaction() as session:
            following_up.escalate(session, follow_up_id, clock.now(), house.rulebook)


def reassign(house: Runtime) -> None:
    """What somebody has who is away until it is due, or is gone, goes to whom the rules name."""
    with house.database.reading() as session:
        forsaken = reowning.forsaken(session, clock.now())
    for follow_up_id, why in forsaken:
        with house.database.transaction() as session:
            reowning.reassign(session, follow_up_id, why, None, house.rulebook, clock.now())


def finish(house: Runtime) -> None:
    """Campaigns in which nobody is left to phone are finished; those that were stopped are wound up, in portions."""
    with house.database.transaction() as session:
        administering.finish_campaigns(session, clock.now())
    for _ in range(MOST_PORTIONS):
        with house.database.transaction() as session:
            closed = steering.wind_up(session, house.rulebook, clock.now())
        if not closed:
            break
    sweep(house.database, MOST_PORTIONS)


def read_words(house: Runtime) -> None:
    """What follow-ups are found by is read again where something was said since, in portions."""
    for _ in range(MOST_PORTIONS):
        with house.database.transaction() as session:
            read = wording.read_words(session)
        if not read:
            break


def forget_answers(house: Runtime) -> None:
    """Answers that the API kept for requests that might come again go after a week."""
    with house.database.transaction() as session:
        remembering.forget_answers(session, clock.now())


def repeat(house: Runtime) -> None:
    """Campaigns that come again: the next round is made when it is due, each in a transaction of its own."""
    with house.database.reading() as session:
        due = repeating.due_rounds(session, clock.now())
    voiceless = {name: house.voices.lacking(one.languages) for name, one in house.library.items()} if due else {}
    for campaign_id in due:
        with house.database.transaction() as session:
            repeating.make_round(
                session,
                campaign_id,
                house.library,
                voiceless=voiceless,
                rules=house.rulebook,
                now=clock.now(),
            )


def send_notice(notice_id: int) -> None:
    """Job: one message to one person; at least once, never marked as sent before it was."""
    send(runtime(), notice_id)


def send(house: Runtime, notice_id: int) -> None:
    """Send one notice by e-mail, with no transaction open while the mail server thinks."""
    if house.settings.smtp_url is None:
        return
    with house.database.reading() as session:
        message = _compose(session, house, notice_id)
    if message is None:
        return
    outcome = EmailChannel(house.settings.smtp_url).send(message)
    with house.database.transaction() as session:
        if isinstance(outcome, NotSent):
            log.warning("notice %s was not sent: %s", notice_id, outcome.why)
            following_up.notice_failed(session, notice_id, outcome.why, clock.now(), for_good=outcome.permanent)
        else:
            following_up.notice_sent(session, notice_id, clock.now())


def send_announcement(announcement_id: int) -> None:
    """Job: one message about the house to one operator; at least once."""
    announce(runtime(), announcement_id)


def announce(house: Runtime, announcement_id: int) -> None:
    """Send one announcement by e-mail, with no transaction open while the mail server thinks."""
    if house.settings.smtp_url is None:
        return
    with house.database.reading() as session:
        row = session.get(Announcement, announcement_id)
        if row is None or row.sent_at is not None or row.failed_at is not None:
            return
        link = house.urls.received("/gate")
        message = about_the_house(row.recipient.email, row.key, row.headline, row.words, link, row.created_at)
    outcome = EmailChannel(house.settings.smtp_url).send(message)
    problem = outcome.why if isinstance(outcome, NotSent) else None
    with house.database.transaction() as session:
        announcing.announcement_told(session, announcement_id, problem, clock.now())


def _compose(session: Session, house: Runtime, notice_id: int) -> Message | None:
    """The message of a notice that is still owed."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.sent_at is not None or notice.failed_at is not None:
        return None
    follow_up, recipient = notice.follow_up, notice.recipient
    interview = session.get_one(Interview, follow_up.interview_id)
    answers = said_last(session, follow_up)
    worst = next(iter(negatives_in(answers)), None)
    # A letter leaves the house; whoever does not want to be quoted is read on the page.
    quotable = not withheld(session, (follow_up.contact_id,), Purpose.QUOTE)
    words = own_words(answers) if quotable else ()
    reasons = reasons_of(session, follow_up)
    message = flag_raised(
        recipient.email,
        notice.key,
        FlagRaised(
            said=words[-1] if words else worst.said if worst else next(iter(reasons), notice.headline),
            question=worst.asked if worst else "",
            person=follow_up.contact.name,
            account=follow_up.account.name,
            severity=follow_up.severity,
            due_at=follow_up.next_action_at or follow_up.first_contact_due_at,
            zone=ZoneInfo(recipient.zone),
            link=house.urls.received(f"/follow-ups/{follow_up.id}"),
            about=interview.case.touchpoint.subject,
        ),
        notice.created_at,
    )
    return message if notice.kind == "flag_raised" else replace(message, subject=notice.headline)

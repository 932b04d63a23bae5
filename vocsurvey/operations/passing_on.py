"""What does not arrive is told to others: nobody goes untold because of a mail server, an address or a chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.chat import Chat
from vocsurvey.db.followup import Notice
from vocsurvey.db.people import User
from vocsurvey.db.webhook import WebhookSubscription
from vocsurvey.operations.announcing import OPERATORS, announce, announced
from vocsurvey.operations.flagging import owe_notices
from vocsurvey.operations.presence import there
from vocsurvey.operations.telling import PATIENCE

UNTOLD = "untold"
NO_MAIL = "E-mails do not go out"
_ONCE_IN = timedelta(days=1)


def pass_on_notices(session: Session, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """Tell others of notices that the mail server refused for good, or that are unsent since a quarter of an hour.

    Where it is the address, managers are owed a notice about that follow-up; where it is the mail server, operators
    learn it once a day, in their bell and their chat. The ids.
    """
    late = or_(Notice.refused_at.is_not(None), Notice.created_at <= now - PATIENCE)
    wanted = (
        select(Notice)
        .join(Notice.recipient)
        .where(Notice.sent_at.is_(None), Notice.failed_at.is_(None), Notice.passed_on_at.is_(None), late, User.active)
        .order_by(Notice.id)
        .limit(limit)
        .with_for_update(of=Notice, skip_locked=True)
    )
    rows = session.scalars(wanted).all()
    for row in rows:
        row.passed_on_at = now
        if row.refused_at is not None:
            _refused(session, row, now)
        else:
            _unsent(session, row, now)
    session.flush()
    return tuple(row.id for row in rows)


def pass_on_chats(session: Session, now: datetime) -> tuple[int, ...]:
    """Tell operators of chats in which nothing arrives since a quarter of an hour, once until it does; their ids."""
    failing = (Chat.active, Chat.failing_since <= now - PATIENCE, Chat.passed_on_at.is_(None))
    rows = session.scalars(
        select(Chat).where(*failing).order_by(Chat.id).with_for_update(of=Chat, skip_locked=True)
    ).all()
    for row in rows:
        row.passed_on_at = now
        words = (
            f"{row.problem} It is tried again by itself, and nothing is lost: look at the chat, or give its address."
        )
        announce(session, f"Nothing arrives in the chat “{row.name}”", words, now)
    session.flush()
    return tuple(row.id for row in rows)


def pass_on_webhooks(session: Session, now: datetime) -> tuple[int, ...]:
    """Tell operators of addresses that take nothing since a quarter of an hour, or that stopped by themselves, once
    until something arrives; their ids."""
    failing = (WebhookSubscription.failing_since <= now - PATIENCE, WebhookSubscription.passed_on_at.is_(None))
    wanted = select(WebhookSubscription).where(*failing).order_by(WebhookSubscription.id)
    rows = session.scalars(wanted.with_for_update(of=WebhookSubscription, skip_locked=True)).all()
    for row in rows:
        row.passed_on_at = now
        if row.active:
            headline = f"The webhook “{row.name}” takes nothing"
            words = "It is tried again by itself. Look at the program that it tells; its page shows what it answered."
        else:
            headline = f"The webhook “{row.name}” has stopped"
            words = f"{row.stopped_why} Nothing is sent there until somebody presses Go on, on its page."
        announce(session, headline, words, now)
    session.flush()
    return tuple(row.id for row in rows)


def _refused(session: Session, row: Notice, now: datetime) -> None:
    person = row.recipient
    headline = f"E-mail does not reach {person.name}"
    if not announced(session, headline, now - _ONCE_IN):
        words = f"{row.problem} Correct the address {person.email} under People; until then tell them yourself."
        announce(session, headline, words, now)
    if row.kind == UNTOLD or row.follow_up.closed_at is not None:
        return
    managers = [one for one in _operators(session, now) if one.id != person.id]
    who = f"{row.follow_up.contact.name} at {row.follow_up.account.name}"
    owe_notices(session, row.follow_up, UNTOLD, f"{person.name} could not be told of {who}", managers, now)


def _unsent(session: Session, row: Notice, now: datetime) -> None:
    if not announced(session, NO_MAIL, now - _ONCE_IN):
        why = row.problem or "The mail server takes too long."
        then = "What people are to be told waits in their bell, and is sent later."
        words = f"{why} Look at the mail server and at SMTP_URL. {then}"
        announce(session, NO_MAIL, words, now)


def _operators(session: Session, now: datetime) -> Sequence[User]:
    """Every manager and administrator who is there; all of them where nobody is."""
    everybody = session.scalars(select(User).where(User.active, User.role.in_(OPERATORS)).order_by(User.id)).all()
    return [one for one in everybody if there(one, now)] or everybody

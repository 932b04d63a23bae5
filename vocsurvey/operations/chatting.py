"""Chats are told too: who is owed which message, and how often it is tried, until it has arrived.

What is owed is written in the transaction of the notice or of the announcement, so neither is there without the other.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.announcement import Announcement
from vocsurvey.db.chat import Chat, ChatMessage
from vocsurvey.db.followup import FollowUp, Notice
from vocsurvey.db.team import Team
from vocsurvey.operations.telling import NUDGE, PATIENCE, REFUSED_PAUSE

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
_CHATS = "chats that are told"


def owe_chats(session: Session, follow_up: FollowUp, notices: Sequence[Notice], now: datetime) -> None:
    """People are owed these notices about a follow-up: so are the chats of theirs, of their teams and of its queue.

    Each chat is owed one message, however many of its people are told.
    """
    for chat in _told(session):
        about = next((one for one in notices if _concerns(chat, follow_up, one)), None)
        if about is not None:
            key = f"follow-up-{follow_up.id}:{about.kind}:{now:%Y%m%dT%H%M%S%f}"
            session.add(_message(chat, key, now, notice=about))


def owe_announcement(session: Session, announcement: Announcement, now: datetime) -> None:
    """An operator is owed an announcement: so are the chats of theirs."""
    for chat in _told(session):
        if chat.user_id == announcement.recipient_id:
            session.add(_message(chat, announcement.key, now, announcement=announcement))


def owe_test(session: Session, chat_id: int, now: datetime) -> ChatMessage:
    """Somebody wants to see whether a chat is reached."""
    row = _message(session.get_one(Chat, chat_id), f"test:{secrets.token_hex(8)}", now)
    row.nudged_until = now + NUDGE
    session.add(row)
    session.flush()
    return row


def nudge_chats(session: Session, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """The ids of messages to send now, each handed out once until a worker must have taken it up."""
    due = (
        select(ChatMessage.id)
        .join(ChatMessage.chat)
        .where(
            ChatMessage.delivered_at.is_(None),
            ChatMessage.failed_at.is_(None),
            ChatMessage.due_at <= now,
            or_(ChatMessage.nudged_until.is_(None), ChatMessage.nudged_until <= now),
            Chat.active,
        )
        .order_by(ChatMessage.due_at, ChatMessage.id)
        .limit(limit)
        .with_for_update(of=ChatMessage, skip_locked=True)
    )
    ids = session.scalars(due).all()
    session.execute(
        update(ChatMessage).where(ChatMessage.id.in_(ids)).values(nudged_until=now + NUDGE),
        execution_options={"synchronize_session": False},
    )
    return tuple(sorted(ids))


def arrived(session: Session, message_id: int, status: int, now: datetime) -> None:
    """The chat has it, and so whatever waits for that chat is tried at once. Saying so twice changes nothing."""
    chat, row = _locked(session, message_id)
    row.tries, row.status, row.problem, row.nudged_until = row.tries + 1, status, None, None
    row.delivered_at, row.failed_at = row.delivered_at or now, None
    was_failing = chat.failing_since is not None
    chat.delivered_at, chat.failing_since, chat.passed_on_at, chat.problem = now, None, None, None
    session.flush()
    if was_failing:
        wake(session, chat.id, now)


def not_arrived(
    session: Session, message_id: int, problem: str, now: datetime, *, status: int | None = None, for_good: bool = False
) -> None:
    """It did not arrive: tried again after 5, 10, 20 … seconds and at last every quarter of an hour; every six hours
    where only somebody can help (``for_good``). It is given up when its follow-up is done, or when it was a test.
    """
    chat, row = _locked(session, message_id)
    if row.delivered_at is not None:
        return
    row.tries, row.status, row.problem, row.nudged_until = row.tries + 1, status, problem[:4000], None
    growing = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(row.tries - 1, 20)))
    row.due_at = now + (REFUSED_PAUSE if for_good else growing)
    done = row.notice is not None and row.notice.follow_up.closed_at is not None
    if done or (row.notice is None and row.announcement is None):
        row.failed_at = now
    chat.problem, chat.failing_since = problem[:4000], chat.failing_since or now
    if for_good:  # nobody need wait to learn it
        chat.failing_since = min(chat.failing_since, now - PATIENCE)
    session.flush()


def wake(session: Session, chat_id: int, now: datetime) -> None:
    """Whatever waits for a chat is tried now."""
    waiting = (ChatMessage.delivered_at.is_(None), ChatMessage.failed_at.is_(None))
    session.execute(
        update(ChatMessage).where(ChatMessage.chat_id == chat_id, *waiting).values(due_at=now, nudged_until=None),
        execution_options={"synchronize_session": False},
    )


def _told(session: Session) -> tuple[Chat, ...]:
    """Which chats are told: asked once in a transaction, because a customer waits on the line."""
    if _CHATS not in session.info:
        whose = (joinedload(Chat.team).options(selectinload(Team.members)), joinedload(Chat.user))
        # What is half done yet must not be written only because somebody looks here.
        with session.no_autoflush:
            found = session.scalars(select(Chat).where(Chat.active).order_by(Chat.id).options(*whose))
            session.info[_CHATS] = tuple(found)
    found_before: tuple[Chat, ...] = session.info[_CHATS]
    return found_before


def forget_chats(session: Session) -> None:
    """A chat was added or changed in this transaction: look again."""
    session.info.pop(_CHATS, None)


def _concerns(chat: Chat, follow_up: FollowUp, notice: Notice) -> bool:
    if chat.queue is not None:
        return chat.queue == follow_up.queue
    members: Iterable[int] = (one.id for one in chat.team.members) if chat.team is not None else ()
    return notice.recipient_id == chat.user_id or notice.recipient_id in members


def _message(
    chat: Chat, key: str, now: datetime, *, notice: Notice | None = None, announcement: Announcement | None = None
) -> ChatMessage:
    return ChatMessage(
        chat_id=chat.id, key=key, notice=notice, announcement=announcement, created_at=now, due_at=now, tries=0
    )


def _locked(session: Session, message_id: int) -> tuple[Chat, ChatMessage]:
    """The chat first, as whoever changes it does."""
    chat_id = session.get_one(ChatMessage, message_id).chat_id
    chat = session.get_one(Chat, chat_id, with_for_update={"of": Chat}, populate_existing=True)
    return chat, session.get_one(ChatMessage, message_id, with_for_update={"of": ChatMessage}, populate_existing=True)

"""Chats: each with how it goes, and what one message says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.chat import Chat, ChatMessage
from vocsurvey.db.followup import Notice
from vocsurvey.db.reads.belonging import said_last
from vocsurvey.db.reads.masking import initials
from vocsurvey.db.reads.reasons import reasons_of
from vocsurvey.db.reads.said import negatives_in, own_words
from vocsurvey.db.reads.withheld import withheld
from vocsurvey.questionnaire.model import Purpose

QUEUES = {
    "customer_success": "customer success",
    "product": "product",
    "management": "management",
}
_WHY = {
    "flag_raised": "gave a negative answer",
    "alarm_heard": "said something that must not wait",
    "handed_over": "was handed over to you",
    "reopened": "says that it is not put right",
    "mentioned": "has a note for you from a colleague",
    "untold": "is waiting, and somebody could not be told",
}


@dataclass(frozen=True)
class ChatLine:
    """One chat. ``state``: told, failing or stopped; ``host`` is all of its address that is shown."""

    id: int
    name: str
    kind: str
    host: str
    whose: str
    personal: bool
    state: str
    problem: str | None
    failing_since: datetime | None
    delivered_at: datetime | None
    waiting: int


@dataclass(frozen=True)
class ChatNews:
    """What a message says: its headline, what was said where that may be told, and by when somebody is to act.

    ``follow_up_id`` is None for what is about the house, with ``lines`` then.
    """

    headline: str
    said: str | None = None
    lines: tuple[str, ...] = ()
    follow_up_id: int | None = None
    due_at: datetime | None = None
    zone: str = "UTC"


def chats(session: Session, user_id: int | None = None) -> Sequence[ChatLine]:
    """Every chat, or those of one person, those that are told first."""
    waiting = dict[int, int]()
    counted = select(ChatMessage.chat_id, func.count()).where(
        ChatMessage.delivered_at.is_(None), ChatMessage.failed_at.is_(None)
    )
    for chat_id, count in session.execute(counted.group_by(ChatMessage.chat_id)):
        waiting[chat_id] = count
    wanted = select(Chat).options(joinedload(Chat.user), joinedload(Chat.team))
    wanted = wanted if user_id is None else wanted.where(Chat.user_id == user_id)
    rows = session.scalars(wanted.order_by(Chat.active.desc(), Chat.name))
    return [_line(row, waiting.get(row.id, 0)) for row in rows]


def news(session: Session, row: ChatMessage) -> ChatNews:
    """What a message says, as things are now."""
    if row.announcement is not None:
        return ChatNews(row.announcement.headline, None, tuple(row.announcement.words.splitlines()))
    if row.notice is None:
        return ChatNews("This is a test of vocsurvey.", None, ("Whoever reads this is told of follow-ups here.",))
    return _about(session, row.notice, personal=row.chat.personal)


def _about(session: Session, notice: Notice, *, personal: bool) -> ChatNews:
    follow_up = notice.follow_up
    answers = said_last(session, follow_up)
    worst = next(iter(negatives_in(answers)), None)
    said = None
    if personal:
        quotable = not withheld(session, (follow_up.contact_id,), Purpose.QUOTE)
        words = own_words(answers) if quotable else ()
        reasons = reasons_of(session, follow_up)
        said = words[-1] if words else worst.said if worst else next(iter(reasons), None)
    who = follow_up.contact.name if personal else initials(follow_up.contact.name)
    why = _WHY.get(notice.kind, "needs somebody")
    why = "is still waiting" if notice.kind.startswith("escalated") else why
    headline = notice.headline if personal else f"{who} at {follow_up.account.name} {why}"
    lines = (f"When asked: {worst.asked}",) if personal and worst is not None else ()
    return ChatNews(
        headline,
        said,
        (*lines, f"Severity: {follow_up.severity}."),
        follow_up.id,
        follow_up.next_action_at,
        notice.recipient.zone,
    )


def _line(row: Chat, waiting: int) -> ChatLine:
    state = "stopped" if not row.active else "failing" if row.failing_since is not None else "told"
    whose = (
        row.user.name
        if row.user
        else f"team {row.team.name}"
        if row.team
        else f"queue {QUEUES.get(row.queue or '', row.queue)}"
    )
    problem = row.problem if row.active else row.stopped_why
    host = urlsplit(row.url).hostname or ""
    return ChatLine(
        row.id,
        row.name,
        row.kind,
        host,
        whose,
        row.personal,
        state,
        problem,
        row.failing_since,
        row.delivered_at,
        waiting,
    )

"""Chats that want to be told: taken in, moved, stopped; or refused in a sentence. The edge has checked the address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.chat import Chat
from vocsurvey.db.name_queue import queue_for_name
from vocsurvey.db.people import User
from vocsurvey.db.team import Team
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.chatting import forget_chats, wake


def add_chat(
    session: Session,
    *,
    name: str,
    kind: str,
    url: str,
    now: datetime,
    user_id: int | None = None,
    team_id: int | None = None,
    queue: str | None = None,
    personal: bool = False,
    by_id: int | None = None,
) -> Chat | Refusal:
    """One more chat: of a person, of a team, or of a queue."""
    name = name.strip()
    if not name or len(name) > 200:
        return Refusal("Give it a name, at most 200 characters long: which chat is it?")
    if sum(one is not None for one in (user_id, team_id, queue)) != 1:
        return Refusal("Choose whose chat it is: one person’s, one team’s or one queue’s.")
    queue_for_name(session, Chat.__tablename__)
    if session.scalar(select(Chat.id).where(Chat.name == name)) is not None:
        return Refusal(f"There is a chat called “{name}” already; choose another name.")
    if user_id is not None and not ((person := session.get(User, user_id)) and person.active):
        return Refusal("That person cannot sign in; choose somebody else.")
    if team_id is not None and session.get(Team, team_id) is None:
        return Refusal("There is no such team; choose another one.")
    row = Chat(
        name=name,
        kind=kind,
        url=url,
        user_id=user_id,
        team_id=team_id,
        queue=queue,
        personal=personal,
        active=True,
        created_at=now,
        created_by_id=by_id,
    )
    session.add(row)
    session.flush()
    forget_chats(session)
    return row


def move_chat(session: Session, chat_id: int, url: str, now: datetime) -> Chat:
    """The chat is at another address from now on; whatever waits is tried there at once."""
    row = _locked(session, chat_id)
    row.url, row.failing_since, row.passed_on_at, row.problem = url, None, None, None
    wake(session, row.id, now)
    session.flush()
    return row


def stop_chat(session: Session, chat_id: int, why: str) -> Chat:
    """Nothing is sent there any more, and nothing new is owed; what was owed waits."""
    row = _locked(session, chat_id)
    row.active, row.stopped_why = False, why[:4000]
    row.failing_since = row.passed_on_at = None
    session.flush()
    forget_chats(session)
    return row


def go_on_with_chat(session: Session, chat_id: int, now: datetime) -> Chat | Refusal:
    """Tell it again, and at once what waited."""
    row = _locked(session, chat_id)
    if row.user is not None and not row.user.active:
        return Refusal(f"{row.user.name} cannot sign in any more, so this chat stays stopped.")
    row.active, row.stopped_why = True, None
    wake(session, row.id, now)
    session.flush()
    forget_chats(session)
    return row


def _locked(session: Session, chat_id: int) -> Chat:
    return session.get_one(Chat, chat_id, with_for_update={"of": Chat}, populate_existing=True)

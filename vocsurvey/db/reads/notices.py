"""Notices: what is in a person's bell, and what one message says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.announcement import Announcement
from vocsurvey.db.followup import Notice


@dataclass(frozen=True)
class NoticeLine:
    """One notice in the bell. ``seen`` once its person opened it."""

    id: int
    follow_up_id: int
    headline: str
    kind: str
    created_at: datetime
    seen: bool
    undelivered: bool


@dataclass(frozen=True)
class AnnouncementLine:
    """Something about the house that an operator was told."""

    headline: str
    words: str
    created_at: datetime
    seen: bool
    undelivered: bool


def unseen(session: Session, user_id: int) -> int:
    """How many notices and announcements the person has not seen."""
    wanted = select(func.count(Notice.id)).where(Notice.recipient_id == user_id, Notice.seen_at.is_(None))
    told = select(func.count(Announcement.id)).where(
        Announcement.recipient_id == user_id, Announcement.seen_at.is_(None)
    )
    return session.execute(wanted).scalar_one() + session.execute(told).scalar_one()


def announcements(session: Session, user_id: int, limit: int = 20) -> list[AnnouncementLine]:
    """What the person was told about the house, latest first."""
    wanted = select(Announcement).where(Announcement.recipient_id == user_id).order_by(Announcement.id.desc())
    return [
        AnnouncementLine(row.headline, row.words, row.created_at, row.seen_at is not None, row.failed_at is not None)
        for row in session.scalars(wanted.limit(limit))
    ]


def notices(session: Session, user_id: int, limit: int = 50) -> list[NoticeLine]:
    """The person's notices, latest first."""
    wanted = select(Notice).where(Notice.recipient_id == user_id).order_by(Notice.id.desc()).limit(limit)
    return [
        NoticeLine(
            row.id,
            row.follow_up_id,
            row.headline,
            row.kind,
            row.created_at,
            row.seen_at is not None,
            row.sent_at is None and (row.failed_at is not None or row.passed_on_at is not None),
        )
        for row in session.scalars(wanted)
    ]

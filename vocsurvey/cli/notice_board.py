"""Notices on the terminal of ``vocsurvey up``: without a mail server they must not wait for a page to be opened."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload

from vocsurvey.db.followup import Notice
from vocsurvey.db.session import Database

MOST_LINES = 50


class NoticeBoard:
    """Tells of each notice once. What was owed before the board went up is on the pages, not here."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last = self._newest()

    def news(self) -> list[str]:
        """One line for each notice since the last look; none while the database does not answer."""
        try:
            with self._database.reading() as session:
                wanted = (
                    select(Notice)
                    .where(Notice.id > self._last)
                    .order_by(Notice.id)
                    .limit(MOST_LINES)
                    .options(joinedload(Notice.recipient), joinedload(Notice.follow_up))
                )
                found = list(session.scalars(wanted))
                lines = [_line(notice) for notice in found]
                self._last = found[-1].id if found else self._last
        except SQLAlchemyError:
            return []
        return lines

    def _newest(self) -> int:
        with self._database.reading() as session:
            return session.scalar(select(Notice.id).order_by(Notice.id.desc()).limit(1)) or 0


def _line(notice: Notice) -> str:
    due_at = notice.follow_up.next_action_at or notice.follow_up.first_contact_due_at
    return (
        f"NOTICE to {notice.recipient.name}: {notice.headline} ({notice.follow_up.severity}, "
        f"by {_local(due_at, notice.recipient.zone)}; follow-up {notice.follow_up_id})"
    )


def _local(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %H:%M} {local.tzname()}"

"""Follow-ups are read for the words by which they are found, a while after something that was said has changed."""

from __future__ import annotations

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from vocsurvey.db.base import table_of
from vocsurvey.db.finding import FollowUpWord, UnreadFollowUp
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.reads.belonging import interviews_of
from vocsurvey.db.reads.said import own_words, said_in
from vocsurvey.followup.search_words import words_in

PORTION = 20
"""So few at once that nobody on the phone waits behind it for long."""


def read_words(session: Session) -> int:
    """Read those that have changed, the oldest change first; how many changes that were, 0 when there is none.

    Whoever takes words away (an erasure) holds the row of the follow-up, so that none comes back from an older reading.
    One that somebody else works on at this moment, as when its customer is still speaking, is left for the next time.
    """
    found = session.execute(
        select(UnreadFollowUp.id, UnreadFollowUp.follow_up_id).order_by(UnreadFollowUp.id).limit(PORTION)
    ).all()
    ids = sorted({one.follow_up_id for one in found})
    wanted = select(FollowUp).where(FollowUp.id.in_(ids)).order_by(FollowUp.id)
    rows = session.scalars(wanted.with_for_update(key_share=True, skip_locked=True, of=FollowUp)).all()
    for row in rows:
        _read(session, row)
    held = {row.id for row in rows}
    done = [one.id for one in found if one.follow_up_id in held]
    session.execute(delete(UnreadFollowUp).where(UnreadFollowUp.id.in_(done)))
    return len(done)


def _read(session: Session, row: FollowUp) -> None:
    said = [words for one in interviews_of(session, row) for words in own_words(said_in(one))]
    wanted = words_in([str(row.id), row.contact.name, row.account.name, *said])
    known = set(session.scalars(select(FollowUpWord.word).where(FollowUpWord.follow_up_id == row.id)))
    gone = FollowUpWord.word.in_(known - wanted)
    session.execute(delete(FollowUpWord).where(FollowUpWord.follow_up_id == row.id, gone))
    fresh = [{"follow_up_id": row.id, "word": word} for word in sorted(wanted - known)]
    if fresh:
        session.execute(insert(table_of(FollowUpWord)), fresh)

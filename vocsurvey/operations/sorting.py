"""Sorting the cases of live callers: into the queue of those who speak the language and can do what it takes.

The queue is a column of the case, so that the next one for somebody is found by an index, however many wait. It is null
until it was worked out, and null again when something that it depends on changes: the case was tried once more, or
the person speaks another language (a trigger).
"""

from __future__ import annotations

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.fieldwork.desk import queue_for
from vocsurvey.fieldwork.protocol import Ending

AT_ONCE = 200
"""Cases that are sorted in one transaction: turns of running calls wait behind it."""


def sort_cases(session: Session, most: int = AT_ONCE) -> int:
    """Sort some of those that are not sorted yet; how many. To be repeated until it is 0."""
    unsorted = (Case.closed_at.is_(None), Case.channel == literal_column("'live'"), Case.desk_queue.is_(None))
    cases = session.scalars(
        select(Case)
        .where(*unsorted)
        .order_by(Case.id)
        .limit(most)
        .with_for_update(of=Case, skip_locked=True)
        .options(
            joinedload(Case.contact, innerjoin=True),
            joinedload(Case.campaign, innerjoin=True).joinedload(Campaign.questionnaire),
        )
    ).all()
    if not cases:
        return 0
    ids = [case.id for case in cases]
    refused = set(
        session.scalars(select(Attempt.case_id).where(Attempt.case_id.in_(ids), Attempt.ending == Ending.REFUSAL))
    )
    for case in cases:
        case.desk_queue = queue_for(language_of(case), refused=case.id in refused)
    session.flush()
    return len(cases)


def language_of(case: Case) -> str:
    """The code of the language in which somebody is interviewed, without a region: theirs where it is asked in it."""
    version = case.campaign.questionnaire
    assert version is not None, "the database refuses a launched campaign without a pinned questionnaire"
    return pinned(version).language(case.contact.language).partition("-")[0]

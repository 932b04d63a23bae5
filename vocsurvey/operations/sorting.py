"""Sorting the cases of live callers: into the queue of those who speak the language and can do what it takes.

The queue is a column of the case, so that the next one for somebody is found by an index, however many wait. It is null
until it was worked out, and null again when something that it depends on changes: the case was tried once more, or
the person speaks another language (a trigger). Those whose interview the automated voice has begun have a queue of
their own, which comes first.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, literal_column, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.interview import Answer, Exchange, Interview
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.fieldwork.desk import queue_for
from vocsurvey.fieldwork.protocol import Channel, Ending
from vocsurvey.interview.turn import Ending as InterviewEnding

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
    begun = _begun(session, ids)
    for case in cases:
        case.desk_queue = queue_for(language_of(case), refused=case.id in refused, begun=case.id in begun)
    session.flush()
    return len(cases)


def _begun(session: Session, case_ids: Sequence[int]) -> set[int]:
    """Those of some cases whose person answered something to the automated voice, or asked it for a person, and has
    spoken with no caller."""
    theirs = Interview.case_id.in_(case_ids)
    answered = (Answer.interview_id == Interview.id, Answer.superseded_at.is_(None), Answer.missing.is_(None))
    begun = exists().where(*answered) | (Interview.ending == InterviewEnding.PERSON)
    live = (Exchange.interview_id == Interview.id, Exchange.channel == Channel.LIVE)
    return set(session.scalars(select(Interview.case_id).where(theirs, begun, ~exists().where(*live))))


def language_of(case: Case) -> str:
    """The code of the language in which somebody is interviewed, without a region: theirs where it is asked in it."""
    version = case.campaign.questionnaire
    assert version is not None, "the database refuses a launched campaign without a pinned questionnaire"
    return pinned(version).language(case.contact.language).partition("-")[0]

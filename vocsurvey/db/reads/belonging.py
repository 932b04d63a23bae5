"""Which follow-up an interview is about, and which interviews a follow-up was spoken of in.

An interview opens a follow-up of its own, unless it is a verification call: that is about the follow-up that it
verifies. Nothing else asks for "the follow-up of an interview"; a flag says itself in which interview it was raised.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.said import Said, negatives_in, own_words, said_in
from vocsurvey.db.verification import Verification


def follow_up_of(session: Session, case: Case, *, lock: bool = False) -> FollowUp | None:
    """The follow-up that the interview of a case is about, held until the transaction ends if ``lock``; None without
    one."""
    wanted = select(FollowUp)
    if case.kind == CaseKind.VERIFICATION:
        wanted = wanted.join(Verification, Verification.follow_up_id == FollowUp.id)
        wanted = wanted.where(Verification.case_id == case.id)
    else:
        wanted = wanted.join(Interview, Interview.id == FollowUp.interview_id).where(Interview.case_id == case.id)
    if lock:
        wanted = wanted.with_for_update(of=FollowUp).execution_options(populate_existing=True)
    return session.scalar(wanted)


def follow_up_ids(session: Session, interview_ids: Collection[int]) -> dict[int, int]:
    """The follow-up that each of the interviews is about, by their ids; those without one are left out."""
    own = select(FollowUp.interview_id, FollowUp.id).where(FollowUp.interview_id.in_(interview_ids))
    verified = (
        select(Interview.id, Verification.follow_up_id)
        .join(Verification, Verification.case_id == Interview.case_id)
        .where(Interview.id.in_(interview_ids))
    )
    return {one: found for wanted in (own, verified) for one, found in session.execute(wanted)}


def interview_ids(session: Session, follow_ups: Collection[FollowUp]) -> dict[int, tuple[int, ...]]:
    """The interviews of each follow-up: the one that opened it, then its verification calls as they were made."""
    found: dict[int, list[int]] = defaultdict(list)
    for one in follow_ups:
        found[one.id].append(one.interview_id)
    asked = (
        select(Verification.follow_up_id, Interview.id)
        .join(Interview, Interview.case_id == Verification.case_id)
        .where(Verification.follow_up_id.in_(list(found)))
        .order_by(Verification.number)
    )
    for follow_up_id, interview_id in session.execute(asked):
        found[follow_up_id].append(interview_id)
    return {one: tuple(ids) for one, ids in found.items()}


def interviews_of(session: Session, follow_up: FollowUp) -> Sequence[Interview]:
    """The interview that opened a follow-up, then its verification calls as they were made."""
    return [session.get_one(Interview, one) for one in interview_ids(session, [follow_up])[follow_up.id]]


def said_last(session: Session, follow_up: FollowUp) -> tuple[Said, ...]:
    """What was answered in the latest interview that says why it is there, else in the one that opened it."""
    answers = [said_in(one) for one in interviews_of(session, follow_up)]
    why = [one for one in answers if negatives_in(one) or own_words(one)]
    return (why or answers)[-1 if why else 0]

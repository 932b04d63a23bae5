"""What verification calls come to: a yes verifies, a no reopens, and whoever never answers is never counted as helped.

The automated voice asks, or a live caller who is not the owner. So many calls as ``verification.yaml`` says without an
answer end it as unverified.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.followup.lifecycle import Event, State, claimed
from vocsurvey.interview.turn import Completeness
from vocsurvey.operations.stepping import happen, stored
from vocsurvey.operations.verification_cases import verified_by
from vocsurvey.rulebook import Rulebook

PUT_RIGHT = "put_right"
NOT_ASKED = "The call could not be made. Ask them yourself, or have somebody else ask them."


def heard(session: Session, interview: Interview, now: datetime) -> None:
    """Something was answered in an interview: where that is the whole of a verification, a yes verifies."""
    if interview.case.kind == CaseKind.VERIFICATION and interview.completeness == Completeness.COMPLETE:
        _conclude(session, interview.case, now)


def asked_enough(session: Session, case: Case, rules: Rulebook) -> bool:
    """Whether a verification was called so often that nobody asks any more."""
    return case.kind == CaseKind.VERIFICATION and _calls(session, case) >= rules.verification.calls


def asked_again(session: Session, case: Case, rules: Rulebook, now: datetime) -> None:
    """A call did not bring an answer: the follow-up rests until some time after the next one is due."""
    follow_up = _waiting(session, case)
    if follow_up is not None and case.due_at is not None:
        _rest(session, follow_up, case.due_at + rules.verification.grace, now, text="")


def over(session: Session, case: Case, rules: Rulebook, now: datetime) -> None:
    """A case has ended. Where nobody said yes, it is unverified after enough calls, and else up to people."""
    if case.kind != CaseKind.VERIFICATION or _conclude(session, case, now):
        return
    follow_up = _waiting(session, case)
    if follow_up is None:
        return
    if _calls(session, case) >= rules.verification.calls:
        happen(session, follow_up, Event.UNVERIFIED, None, now, case_id=case.id)
    else:
        _rest(session, follow_up, now + rules.verification.grace, now, text=NOT_ASKED)


def _conclude(session: Session, case: Case, now: datetime) -> bool:
    """Verify what they said is put right, when nothing that they said speaks against it."""
    said = session.scalars(
        select(Answer)
        .join(Interview, Interview.id == Answer.interview_id)
        .where(
            Interview.case_id == case.id,
            Answer.superseded_at.is_(None),
            or_(Answer.question == PUT_RIGHT, Answer.negative),
        )
    ).all()
    if not said or any(one.negative or one.value != "yes" for one in said):
        return False
    follow_up = _waiting(session, case)
    if follow_up is not None:
        happen(session, follow_up, Event.VERIFIED, None, now, case_id=case.id)
    return True


def _waiting(session: Session, case: Case) -> FollowUp | None:
    """The follow-up of a verification, while its customer is still to be asked."""
    follow_up = verified_by(session, case.id) if case.kind == CaseKind.VERIFICATION else None
    return follow_up if follow_up is not None and claimed(State(follow_up.state)) else None


def _rest(session: Session, follow_up: FollowUp, until: datetime, now: datetime, *, text: str) -> None:
    happen(session, follow_up, Event.VERIFICATION_DUE, None, now, until=stored(until), text=text)
    follow_up.next_action_at = until
    session.flush()


def _calls(session: Session, case: Case) -> int:
    dialled = select(func.count(Attempt.id)).where(Attempt.case_id == case.id, Attempt.counted)
    return session.scalar(dialled) or 0

"""Other programs are told at once: who wants to be, what each of them is owed, and how often it is tried.

What is owed is written in the transaction of the answer, the flag or the event itself, so neither is there without the
other. Tests are told to nobody.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.webhook import WebhookDelivery, WebhookSubscription
from vocsurvey.operations.telling import NUDGE, PATIENCE

# After each try that failed: the schedule of the Standard Webhooks specification, about three days in all. What tells
# of an open follow-up is tried at its last pause for as long as that is open.
# https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
PAUSES = tuple(timedelta(seconds=one) for one in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400))
_LISTENERS = "webhook listeners"


def new_secret() -> str:
    """A secret of 256 bits, as the specification writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def owe_answer(session: Session, answer: Answer, interview: Interview, now: datetime) -> None:
    """An answer was given: whoever wants answers is owed a message."""
    wanting = [one for one in _listeners(session) if one.answers]
    if wanting and interview.case.kind != CaseKind.TEST:
        session.add_all(_delivery(one, now, answer=answer) for one in wanting)


def owe_flag(session: Session, flag: Flag, now: datetime) -> None:
    """A flag was raised."""
    wanting = [one for one in _listeners(session) if one.flags]
    if wanting and not _test(session, flag.follow_up_id):
        session.add_all(_delivery(one, now, flag=flag) for one in wanting)


def owe_event(session: Session, event: FollowUpEvent, now: datetime) -> None:
    """Something happened to a follow-up."""
    wanting = [one for one in _listeners(session) if one.follow_ups]
    if wanting and not _test(session, event.follow_up_id):
        session.add_all(_delivery(one, now, event=event) for one in wanting)


def nudge_deliveries(session: Session, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """The ids of messages to send now, each handed out once until a worker must have taken it up."""
    due = (
        select(WebhookDelivery.id)
        .join(WebhookDelivery.subscription)
        .where(
            WebhookDelivery.delivered_at.is_(None),
            WebhookDelivery.failed_at.is_(None),
            WebhookDelivery.due_at <= now,
            or_(WebhookDelivery.nudged_until.is_(None), WebhookDelivery.nudged_until <= now),
            WebhookSubscription.active,
        )
        .order_by(WebhookDelivery.due_at, WebhookDelivery.id)
        .limit(limit)
        .with_for_update(of=WebhookDelivery, skip_locked=True)
    )
    ids = session.scalars(due).all()
    session.execute(
        update(WebhookDelivery).where(WebhookDelivery.id.in_(ids)).values(nudged_until=now + NUDGE),
        execution_options={"synchronize_session": False},
    )
    return tuple(sorted(ids))


def delivered(session: Session, delivery_id: int, status: int, now: datetime) -> None:
    """The address has it, and so whatever waits for it is tried at once. Saying so twice changes nothing."""
    told, row = _locked(session, delivery_id)
    row.tries, row.status = row.tries + 1, status
    row.delivered_at = row.delivered_at or now
    row.failed_at, row.problem, row.nudged_until = None, None, None
    was_failing = told.failing_since is not None
    told.failing_since = told.passed_on_at = None
    session.flush()
    if was_failing:
        _wake(session, told.id, now)


def not_delivered(
    session: Session, delivery_id: int, problem: str, now: datetime, *, status: int | None = None, gone: bool = False
) -> None:
    """It did not arrive: tried again after growing pauses, then given up, unless it tells of a follow-up that is still
    open. Where the address is gone, all of it stops, and nobody need wait to learn it.
    """
    told, row = _locked(session, delivery_id)
    if row.delivered_at is not None:
        return
    row.tries, row.status, row.problem, row.nudged_until = row.tries + 1, status, problem[:4000], None
    if gone or (row.tries > len(PAUSES) and not _still_open(session, row)):
        row.failed_at = now
    else:
        row.due_at = now + PAUSES[min(row.tries, len(PAUSES)) - 1]
    if gone:
        stop(session, told.id, problem)
        told.failing_since = now - PATIENCE
    elif told.active:
        told.failing_since = told.failing_since or now
    session.flush()


def send_again(session: Session, delivery_id: int, now: datetime) -> None:
    """Somebody wants it sent once more, whatever became of it; it is tried as often as a new one."""
    _, row = _locked(session, delivery_id)
    row.due_at, row.nudged_until, row.tries = now, now + NUDGE, 0
    row.delivered_at = row.failed_at = None
    session.flush()


def stop(session: Session, subscription_id: int, why: str) -> None:
    """Nothing is sent there any more, and nothing new is owed; what was owed waits."""
    row = session.get_one(WebhookSubscription, subscription_id, with_for_update=True, populate_existing=True)
    row.active, row.stopped_why = False, why[:4000]
    row.failing_since = row.passed_on_at = None
    session.flush()


def go_on(session: Session, subscription_id: int, now: datetime) -> None:
    """Send there again, and at once what waited."""
    row = session.get_one(WebhookSubscription, subscription_id, with_for_update=True, populate_existing=True)
    row.active, row.stopped_why = True, None
    row.failing_since = row.passed_on_at = None
    session.flush()
    _wake(session, subscription_id, now)


def change_secret(session: Session, subscription_id: int) -> str:
    """Another secret signs from now on."""
    row = session.get_one(WebhookSubscription, subscription_id, with_for_update=True, populate_existing=True)
    row.secret = new_secret()
    session.flush()
    return row.secret


def _listeners(session: Session) -> tuple[WebhookSubscription, ...]:
    """Who wants to be told: asked once in a transaction, because a customer waits on the line."""
    if _LISTENERS not in session.info:
        # What is half done yet must not be written only because somebody looks here.
        with session.no_autoflush:
            active = select(WebhookSubscription).where(WebhookSubscription.active).order_by(WebhookSubscription.id)
            session.info[_LISTENERS] = tuple(session.scalars(active))
    found: tuple[WebhookSubscription, ...] = session.info[_LISTENERS]
    return found


def _test(session: Session, follow_up_id: int) -> bool:
    kind = (
        select(Case.kind)
        .join(Interview, Interview.case_id == Case.id)
        .join(FollowUp, Interview.id == FollowUp.interview_id)
        .where(FollowUp.id == follow_up_id)
    )
    with session.no_autoflush:
        return session.scalar(kind) == CaseKind.TEST


def _delivery(
    subscription: WebhookSubscription,
    now: datetime,
    *,
    answer: Answer | None = None,
    flag: Flag | None = None,
    event: FollowUpEvent | None = None,
) -> WebhookDelivery:
    return WebhookDelivery(
        message_id=f"msg_{secrets.token_urlsafe(20)}",
        subscription_id=subscription.id,
        answer=answer,
        flag=flag,
        event=event,
        created_at=now,
        due_at=now,
    )


def _still_open(session: Session, row: WebhookDelivery) -> bool:
    """Whether it tells of a follow-up that somebody still has to put right."""
    about = row.flag or row.event
    return about is not None and session.get_one(FollowUp, about.follow_up_id).closed_at is None


def _wake(session: Session, subscription_id: int, now: datetime) -> None:
    """Whatever waits for an address is tried now."""
    session.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.subscription_id == subscription_id,
            WebhookDelivery.delivered_at.is_(None),
            WebhookDelivery.failed_at.is_(None),
        )
        .values(due_at=now, nudged_until=None),
        execution_options={"synchronize_session": False},
    )


def _locked(session: Session, delivery_id: int) -> tuple[WebhookSubscription, WebhookDelivery]:
    """The subscription first, as whoever changes it does; a turn that owes it more need not wait for it."""
    told_id = session.get_one(WebhookDelivery, delivery_id).subscription_id
    lock = {"key_share": True}
    told = session.get_one(WebhookSubscription, told_id, with_for_update=lock, populate_existing=True)
    return told, session.get_one(WebhookDelivery, delivery_id, with_for_update=True, populate_existing=True)

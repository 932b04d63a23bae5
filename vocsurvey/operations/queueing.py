"""Cases in the queue of a channel: which are due, whom each of them asks, and how one is put off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session, contains_eager, joinedload

from vocsurvey.db.campaign import Campaign, CampaignStatus, Case, DialGate
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.permission import Allow, Defer, Reason
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.fieldwork.quota import QUOTA_FULL
from vocsurvey.operations.callee import ALL_DIALLING
from vocsurvey.operations.closing import close_case
from vocsurvey.operations.decision import Ruling
from vocsurvey.operations.descending import go_on_with
from vocsurvey.operations.giving_notice import give_notice, waits_for_its_note
from vocsurvey.operations.lining_up import waiting_for
from vocsurvey.rulebook import Rulebook


def due_cases(session: Session, now: datetime, line: Sequence[int], channel: Channel = Channel.IVR) -> Sequence[Case]:
    """Those of some cases that are still due on a channel and that no attempt is open for, locked, in this order; each
    with all that is theirs."""
    locked_now = session.scalars(
        select(Case)
        .join(Campaign, Campaign.id == Case.campaign_id)
        .join(DialGate, DialGate.key == ALL_DIALLING)
        .where(
            Case.id.in_(line),
            Campaign.status == CampaignStatus.RUNNING,
            DialGate.opened,
            *waiting_for(channel, now),
        )
        .order_by(Case.id)
        .with_for_update(of=Case, skip_locked=True)
        .options(
            contains_eager(Case.campaign),
            joinedload(Case.touchpoint, innerjoin=True),
            joinedload(Case.contact, innerjoin=True).options(
                joinedload(Contact.account, innerjoin=True), joinedload(Contact.line, innerjoin=True)
            ),
        )
    ).all()
    # PostgreSQL looks again at a row that it waited for, but not at the attempts and callers that it got meanwhile.
    ids = [case.id for case in locked_now]
    taken = set(
        session.scalars(
            union_all(
                select(Attempt.case_id).where(Attempt.case_id.in_(ids), Attempt.closed_at.is_(None)),
                select(DeskLease.case_id).where(DeskLease.case_id.in_(ids), DeskLease.ended_at.is_(None)),
            )
        )
    )
    place = {case_id: number for number, case_id in enumerate(line)}
    return sorted((case for case in locked_now if case.id not in taken), key=lambda case: place[case.id])


def asked_by(case: Case, rules: Rulebook) -> set[tuple[str, int]]:
    """Whom a case asks, as far as there is a limit on it: a second one waits for the next claim, which knows it."""
    found = set()
    if rules.fatigue.account.share < 1:
        found.add(("account", case.contact.account_id))
    if rules.fatigue.outstanding == 1:
        found.add(("contact", case.contact_id))
    return found


def keep_waiting(session: Session, held: Sequence[tuple[Case, Ruling]], rules: Rulebook, now: datetime) -> None:
    """Put off everybody in a line who may not be called now, whatever the channel that they are lined up for. Whoever
    waits for nothing but the note ahead of their call is owed it from now on.
    """
    for case, ruling in held:
        put_off(session, case, ruling, rules, now)
    give_notice(session, [case for case, ruling in held if waits_for_its_note(ruling.decision)], rules, now)


def put_off(session: Session, case: Case, ruling: Ruling, rules: Rulebook, now: datetime) -> None:
    """Not now, or not on this channel: the case waits, goes to whoever calls next, or ends. It always says why."""
    decision = ruling.decision
    assert not isinstance(decision, Allow), "whoever may be called is not put off"
    case.waiting_for = list(decision.reasons)
    if isinstance(decision, Defer):
        case.due_at = decision.until
    elif ruling.onward is not None:
        go_on_with(session, case, ruling.onward, decision.reasons)
    else:
        close_case(session, case, rules, now, otherwise=QUOTA_FULL if Reason.QUOTA_FULL in decision.reasons else None)

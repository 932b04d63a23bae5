"""Quotas of a campaign: set, counted, and asked before somebody is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, Case, CaseKind, Quota
from vocsurvey.db.sample import Account, Contact, Touchpoint
from vocsurvey.fieldwork import quota as pure
from vocsurvey.fieldwork.disposition import Class, Dispositions
from vocsurvey.fieldwork.problem import Problem

_COLUMNS = {
    "country": Account.country,
    "region": Account.region,
    "tier": Account.tier,
    "role": Contact.role,
    "language": Contact.language,
    "touchpoint": Touchpoint.kind,
}


def completed_codes(table: Dispositions) -> frozenset[str]:
    """The dispositions of a completed interview."""
    return frozenset(entry.code for entry in table.codes if entry.class_ is Class.I)


def segment_of(case: Case) -> dict[str, str | None]:
    """What quotas tell customers apart by."""
    contact, account = case.contact, case.contact.account
    return {
        "country": account.country,
        "region": account.region,
        "tier": account.tier,
        "role": contact.role,
        "language": contact.language,
        "touchpoint": case.touchpoint.kind,
    }


def set_quota(
    session: Session, campaign: Campaign, segment: Mapping[str, str], target: int, *, table: Dispositions, now: datetime
) -> Quota | Problem:
    """Enough are ``target`` complete interviews of this segment. A quota for it that is there already is changed.

    Refused for a segment that no customer is in. What the campaign has completed so far counts.
    """
    known = {name: _values(session, name) for name in segment if name in _COLUMNS}
    problem = pure.check_quota(segment, target, known)
    if problem is not None:
        return problem
    rows = session.scalars(select(Quota).where(Quota.campaign_id == campaign.id)).all()
    row = next((one for one in rows if one.segment == dict(segment)), None)
    if row is None:
        row = Quota(campaign_id=campaign.id, segment=dict(segment), target=target)
        row.completed = completed_in(session, campaign, segment, table)
        session.add(row)
    row.target = target
    session.flush()
    return row


def quotas_of(session: Session, campaign_ids: Iterable[int]) -> dict[int, list[pure.Quota]]:
    """The quotas of campaigns, by the campaign's id; campaigns without any are left out."""
    found: dict[int, list[pure.Quota]] = {}
    for row in session.scalars(select(Quota).where(Quota.campaign_id.in_(set(campaign_ids)))):
        found.setdefault(row.campaign_id, []).append(pure.Quota(row.segment, row.target, row.completed))
    return found


def count_completion(session: Session, case: Case, before: str | None, table: Dispositions) -> None:
    """A case has another final disposition than before: the quotas that count this customer are counted up or down."""
    done = completed_codes(table)
    step = (case.disposition in done) - (before in done)
    if step == 0 or case.kind != CaseKind.SURVEY:
        return
    facts = segment_of(case)
    for row in session.scalars(select(Quota).where(Quota.campaign_id == case.campaign_id).order_by(Quota.id)):
        if pure.Quota(row.segment, row.target).covers(facts):
            session.execute(
                update(Quota).where(Quota.id == row.id).values(completed=Quota.completed + step),
                execution_options={"synchronize_session": False},
            )


def _values(session: Session, name: str) -> list[str]:
    column = _COLUMNS[name]
    rows = session.scalars(select(column).select_from(column.class_).where(column.is_not(None)).distinct())
    return [str(value) for value in rows]


def completed_in(session: Session, campaign: Campaign, segment: Mapping[str, str], table: Dispositions) -> int:
    """How many of a segment have answered in full in a campaign."""
    wanted = [_COLUMNS[name] == value for name, value in segment.items()]
    return (
        session.scalar(
            select(func.count(Case.id))
            .join(Contact, Contact.id == Case.contact_id)
            .join(Account, Account.id == Contact.account_id)
            .join(Touchpoint, Touchpoint.id == Case.touchpoint_id)
            .where(
                Case.campaign_id == campaign.id,
                Case.kind == CaseKind.SURVEY,
                Case.disposition.in_(completed_codes(table)),
                *wanted,
            )
        )
        or 0
    )

"""Changing a campaign while it runs: its end, its quotas, what a day may have, and its priority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, cast, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignStatus, CampaignStep, Case, Quota
from vocsurvey.fieldwork.disposition import Dispositions
from vocsurvey.fieldwork.plan import Limit, PlannedQuota
from vocsurvey.fieldwork.plan_limits import HIGHEST_PRIORITY
from vocsurvey.fieldwork.reason import Reason
from vocsurvey.fieldwork.terms import TERMS, Frame, Terms, changes, read_terms, segment_words, too_few
from vocsurvey.fieldwork.typed import Known, Problems, Typed
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.campaign_log import Actor, latest, note
from vocsurvey.operations.campaign_terms import limit_of
from vocsurvey.operations.dialing import campaign_gate, pass_gate
from vocsurvey.operations.plan_words import typed_of
from vocsurvey.operations.quotas import completed_in

AT_ONCE = 500
"""Cases that are woken in one transaction: turns of running calls wait behind it."""
_OF_TODAY = (Reason.CAMPAIGN_CALLS_USED_UP, Reason.CAMPAIGN_BUDGET_SPENT)


@dataclass(frozen=True)
class Amended:
    """What was changed, in the words of the log; or what is wrong, by field, and then nothing is changed."""

    campaign: Campaign
    changes: tuple[str, ...] = ()
    problems: Problems | None = None
    more_today: bool = False
    """Whether a day may have more than before, so that people wait for tomorrow who need not."""


def terms_typed(session: Session, campaign: Campaign) -> dict[str, list[str]]:
    """The terms as they would be typed."""
    typed = typed_of(session, campaign)
    return {name: texts for name, texts in typed.items() if name in TERMS or name.startswith("quota-")}


def terms_of(session: Session, campaign: Campaign) -> Terms:
    """The terms as they are."""
    quotas = tuple(PlannedQuota(dict(row.segment), row.target) for row in _rows(session, campaign))
    return Terms(campaign.ends_at, limit_of(campaign), quotas, campaign.priority)


def done_so_far(session: Session, campaign: Campaign) -> dict[str, int]:
    """How many have answered in full, by the segments of the campaign's quotas, in words."""
    return {segment_words(row.segment): row.completed for row in _rows(session, campaign)}


def unchangeable(session: Session, campaign: Campaign) -> Refusal | None:
    """Why nothing can be changed any more, or not yet."""
    if campaign.status == CampaignStatus.DRAFT:
        return Refusal(f"“{campaign.name}” is a draft: change its plan instead.")
    if campaign.stopped_at is not None:
        return Refusal(f"“{campaign.name}” was stopped, so there is nothing to change. Copy it to call again.")
    if campaign.status == CampaignStatus.FINISHED:
        return Refusal(f"“{campaign.name}” is finished, so there is nothing to change. Copy it to call again.")
    return None


def amend(
    session: Session,
    campaign_id: int,
    typed: Typed,
    seen: int | None,
    known: Known,
    by: Actor,
    *,
    table: Dispositions,
    now: datetime,
) -> Amended | Refusal:
    """Change the terms of a campaign that runs or is paused. It holds from the next claim, and at the next permit.

    ``seen`` is the revision that somebody looked at, None for whatever it is now: whoever comes second is told.
    """
    # The gate first: permits queue at it, so that no call is booked against limits that are no more.
    pass_gate(session, campaign_gate(campaign_id))
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    refusal = unchangeable(session, campaign) or _overtaken(session, campaign, seen)
    if refusal is not None:
        return refusal
    before = terms_of(session, campaign)
    frame = Frame(campaign.zone, campaign.starts_at, campaign.hours, tuple(campaign.filters.get("country", ())))
    after = read_terms(typed, known, before, frame)
    if not isinstance(after, Terms):
        return Amended(campaign, problems=dict(sorted(after.items())))
    done = {segment_words(one.segment): completed_in(session, campaign, one.segment, table) for one in after.quotas}
    if fewer := too_few(after, done, typed):
        return Amended(campaign, problems=fewer)
    said = changes(before, after, campaign.zone)
    if said:
        _apply(session, campaign, after, done)
        note(session, campaign.id, CampaignStep.CHANGED, by, now, "; ".join(said))
        session.flush()
    return Amended(campaign, said, more_today=_more(before.limit, after.limit))


def prefer(session: Session, campaign_id: int, priority: int, by: Actor, now: datetime) -> Campaign | Refusal:
    """Who is due in this campaign is called before those of campaigns with a lower priority, from the next claim on."""
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if priority not in range(HIGHEST_PRIORITY + 1):
        return Refusal(f"The priority of “{campaign.name}” is a number from 0 to 9; 9 is called first.")
    if campaign.priority != priority:
        note(session, campaign.id, CampaignStep.CHANGED, by, now, f"priority {priority} instead of {campaign.priority}")
        campaign.priority = priority
        campaign.revision += 1
        if campaign.typed is not None:
            campaign.typed = {**campaign.typed, "priority": [str(priority)]}
    session.flush()
    return campaign


def wake(session: Session, campaign_id: int, now: datetime) -> int:
    """Have some of those due now who wait for tomorrow because the day's calls or money were used up; how many.

    The next claim asks the rules about them again. To be repeated until it is 0.
    """
    said = cast(Case.waiting_for, Text)
    wanted = (
        select(Case.id)
        .where(
            Case.campaign_id == campaign_id,
            Case.closed_at.is_(None),
            Case.due_at > now,
            or_(*(said.contains(f'"{reason.value}"') for reason in _OF_TODAY)),
        )
        .order_by(Case.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(wanted).all()
    if found:
        session.execute(
            update(Case).where(Case.id.in_(found)).values(due_at=now),
            execution_options={"synchronize_session": False},
        )
    return len(found)


def _overtaken(session: Session, campaign: Campaign, seen: int | None) -> Refusal | None:
    if seen is None or campaign.revision == seen:
        return None
    last = latest(session, campaign.id)
    who = last.actor if last is not None else "Somebody"
    return Refusal(
        f"{who} has changed this campaign while you were typing. Yours is not saved: save it again to replace theirs."
    )


def _apply(session: Session, campaign: Campaign, after: Terms, done: Mapping[str, int]) -> None:
    campaign.ends_at, campaign.priority = after.ends_at, after.priority
    campaign.calls_per_day = after.limit.calls
    campaign.money_per_day = None if after.limit.money is None else float(after.limit.money)
    campaign.revision += 1
    wanted = {segment_words(one.segment): one for one in after.quotas}
    for row in _rows(session, campaign):
        kept = wanted.pop(segment_words(row.segment), None)
        if kept is None:
            session.delete(row)
        else:
            row.target = kept.target
    session.add_all(
        Quota(campaign_id=campaign.id, segment=dict(one.segment), target=one.target, completed=done[name])
        for name, one in wanted.items()
    )


def _rows(session: Session, campaign: Campaign) -> list[Quota]:
    return list(session.scalars(select(Quota).where(Quota.campaign_id == campaign.id).order_by(Quota.id)))


def _more(before: Limit, after: Limit) -> bool:
    calls = before.calls is not None and (after.calls is None or after.calls > before.calls)
    money = before.money is not None and (after.money is None or after.money > before.money)
    return calls or money

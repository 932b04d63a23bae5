"""The plan of a campaign as it would have been typed: for a form to show it again, and for a copy."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignStatus, Quota
from vocsurvey.fieldwork.drawing import Draw
from vocsurvey.fieldwork.quota import SEGMENTS
from vocsurvey.fieldwork.typed import Typed
from vocsurvey.fieldwork.window import DAYS
from vocsurvey.operations.campaign_terms import limit_of, sampling_of


def typed_of(session: Session, campaign: Campaign) -> dict[str, list[str]]:
    """What was typed for a draft; for what has been launched, or was made by a command, what its columns say."""
    if campaign.typed is not None and campaign.status == CampaignStatus.DRAFT:
        typed = {name: [str(text) for text in texts] for name, texts in campaign.typed.items()}
        # A draft of an earlier version, which asked for neither.
        return {"standing": _yes(campaign.standing), "priority": _text(campaign.priority), **typed}
    return {
        "name": [campaign.name],
        "company_name": [campaign.company_name],
        "questionnaire": [campaign.questionnaire_name],
        "from_number": [campaign.from_number],
        "owner": _text(campaign.owner_id),
        "answerable": [campaign.answerable],
        "about": [str(kind) for kind in campaign.touchpoint_kinds],
        **{name: [str(value) for value in values] for name, values in campaign.filters.items()},
        **_draw(campaign),
        "zone": [campaign.zone],
        "first_day": _day(campaign.starts_at, campaign.zone),
        "last_day": _day(campaign.ends_at - timedelta(seconds=1) if campaign.ends_at else None, campaign.zone),
        **_hours(campaign.hours),
        "attempts": _text(campaign.max_attempts),
        "gap_days": _text(campaign.min_gap_days),
        "machine_message": [] if campaign.machine_message is None else ["yes" if campaign.machine_message else "no"],
        "calls_per_day": _text(campaign.calls_per_day),
        "money_per_day": _text(limit_of(campaign).money),
        "priority": _text(campaign.priority),
        "every": _text(campaign.every),
        "by_clock": _yes(campaign.launched_by_clock),
        "standing": _yes(campaign.standing),
        **({} if campaign.notice_days is None else {"note": ["yes"], "note_days": [str(campaign.notice_days)]}),
        **_quotas(session, campaign.id),
    }


def blank(company_name: str | None, from_number: str | None, zone: str, owner_id: int) -> Typed:
    """What a new plan begins with: the company and the number of the last campaign, and whoever plans."""
    return {
        "company_name": [company_name] if company_name else [],
        "from_number": [from_number] if from_number else [],
        "zone": [zone],
        "owner": [str(owner_id)],
        "answerable": ["account_or_campaign"],
        "unhappy_too": ["yes"],
    }


def _yes(ticked: bool) -> list[str]:
    return ["yes" if ticked else "no"]


def _text(value: object) -> list[str]:
    return [] if value is None else [str(value)]


def _day(moment: datetime | None, zone: str) -> list[str]:
    return [] if moment is None else [moment.astimezone(ZoneInfo(zone)).date().isoformat()]


def _draw(campaign: Campaign) -> dict[str, list[str]]:
    sampling = sampling_of(campaign)
    number = {Draw.ONE_IN: "one_in", Draw.AT_MOST: "at_most"}.get(sampling.draw)
    return {
        "draw": [sampling.draw.value],
        "per": [sampling.per.value],
        "unhappy_too": ["yes" if sampling.unhappy_too else "no"],
        **({number: [str(sampling.number)]} if number is not None else {}),
    }


def _hours(week: dict[str, Any] | None) -> dict[str, list[str]]:
    """A field for each day, also where several were named together (``mon-fri``)."""
    if week is None:
        return {"hours": ["usual"]}
    found: dict[str, list[str]] = {"hours": ["own"]}
    for name, spans in week.items():
        first, _, last = name.partition("-")
        for day in DAYS[DAYS.index(first) : DAYS.index(last or first) + 1]:
            found[day] = [", ".join(str(span) for span in spans)]
    return found


def _quotas(session: Session, campaign_id: int) -> dict[str, list[str]]:
    rows = session.scalars(select(Quota).where(Quota.campaign_id == campaign_id).order_by(Quota.id))
    found: dict[str, list[str]] = {}
    for place, row in enumerate(rows, 1):
        found[f"quota-{place}"] = [f"{name}={row.segment[name]}" for name in SEGMENTS if name in row.segment]
        found[f"quota-{place}-target"] = [str(row.target)]
    return found

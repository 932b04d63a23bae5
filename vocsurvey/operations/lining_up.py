"""The line of those who are due on a channel: whoever is called next stands first.

However many cases wait, a claim reads a pool of bounded size: from each campaign that is running, by an index, the
cases that have been due longest. Appointments, interviews that the automated voice has begun, and priority are kept
over everybody; the rest of the order within the pool. So a claim costs the same whether thousands wait or millions,
and nothing is read of campaigns that are paused.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, func, select, union_all
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Campaign, CampaignStatus, Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.sample import Contact, PhoneLine
from vocsurvey.fieldwork.desk import begun_among
from vocsurvey.fieldwork.phone import Line, candidate_zones
from vocsurvey.fieldwork.precedence import Waiting, in_order
from vocsurvey.fieldwork.protocol import Channel, part_of_day
from vocsurvey.fieldwork.window import known_zone
from vocsurvey.rulebook import Rulebook

SMALLEST_POOL = 200
_AT_ONCE = 100
"""Campaigns, or queues of campaigns, that are asked about in one statement: SQLite takes no more than 500 parts of a
union."""


def waiting_for(channel: Channel, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What holds for a case that is due on a channel, that nobody calls at this moment and that no caller has."""
    open_attempt = exists().where(Attempt.case_id == Case.id, Attempt.closed_at.is_(None))
    leased = exists().where(DeskLease.case_id == Case.id, DeskLease.ended_at.is_(None))
    return (Case.closed_at.is_(None), Case.channel == channel, Case.due_at <= now, ~open_attempt, ~leased)


def line_up(
    session: Session,
    channel: Channel,
    rules: Rulebook,
    now: datetime,
    room: int,
    *,
    but_not: Collection[int] = (),
    queues: Sequence[str] | None = None,
    fitting: Sequence[ColumnElement[bool]] = (),
) -> list[int]:
    """The ids of due cases, the first to be called first: twice as many as there is room for, some hundreds at least.

    ``but_not``: campaigns of which no case need be looked at. ``queues``: those of the desk that are drawn from, for
    a live caller; ``fitting`` is what must hold of a case besides.
    """
    pool = max(SMALLEST_POOL, 2 * room)
    due = (*waiting_for(channel, now), *fitting)
    if queues is None:
        named = _appointments(session, channel, now, pool, but_not, due)
    else:
        named = _appointments(session, channel, now, pool, but_not, (*due, Case.desk_queue.in_(queues)))
    priorities = dict.fromkeys(named, 0)
    begun: set[int] = set()
    for priority, campaign_ids in _running(session, but_not):
        first = _longest_due(session, _shelves(campaign_ids, begun_among(queues or ())), due, pool)
        begun.update(first)
        if len(priorities.keys() - named.keys() - begun) < pool:
            first = [*first, *_longest_due(session, _shelves(campaign_ids, queues), due, pool)]
        priorities |= dict.fromkeys(first, priority)
    return [one.case_id for one in in_order(_facts(session, priorities, named, begun, rules, now))]


def _appointments(
    session: Session,
    channel: Channel,
    now: datetime,
    most: int,
    but_not: Collection[int],
    due: Sequence[ColumnElement[bool]],
) -> dict[int, datetime]:
    """By case id, the times that people named and that have come."""
    rows = session.execute(
        select(Appointment.case_id, Appointment.at)
        .join(Case, Case.id == Appointment.case_id)
        .join(Campaign, Campaign.id == Case.campaign_id)
        .where(*STILL_OPEN, Appointment.kind == "hard", Appointment.channel == channel, Appointment.at <= now)
        .where(Campaign.status == CampaignStatus.RUNNING, Campaign.id.not_in(but_not), *due)
        .order_by(Appointment.at, Appointment.id)
        .limit(most)
    )
    return {case_id: at for case_id, at in rows}


def _running(session: Session, but_not: Collection[int]) -> list[tuple[int, list[int]]]:
    """The campaigns that are running, by priority, the highest first."""
    rows = session.execute(
        select(Campaign.priority, Campaign.id)
        .where(Campaign.status == CampaignStatus.RUNNING, Campaign.id.not_in(but_not))
        .order_by(Campaign.priority.desc(), Campaign.id)
    )
    return [(priority, [row.id for row in level]) for priority, level in groupby(rows, key=lambda row: row.priority)]


def _shelves(campaign_ids: Sequence[int], queues: Sequence[str] | None) -> list[Sequence[ColumnElement[bool]]]:
    """What is looked through one by one: each campaign, or of each campaign each queue."""
    if queues is None:
        return [(Case.campaign_id == campaign_id,) for campaign_id in campaign_ids]
    return [(Case.campaign_id == one, Case.desk_queue == queue) for one in campaign_ids for queue in queues]


def _longest_due(
    session: Session, shelves: Sequence[Sequence[ColumnElement[bool]]], due: Sequence[ColumnElement[bool]], most: int
) -> Sequence[int]:
    """The cases that have been due longest, from each shelf by its index."""
    found: list[tuple[datetime, int]] = []
    for some in _batches(shelves):
        each = [
            select(Case.due_at, Case.id).where(*shelf, *due).order_by(Case.due_at, Case.id).limit(most).subquery()
            for shelf in some
        ]
        everybody = union_all(*(select(one.c.due_at, one.c.id) for one in each)).subquery()
        rows = session.execute(select(everybody).order_by(everybody.c.due_at, everybody.c.id).limit(most))
        found += [(due_at, case_id) for due_at, case_id in rows]
    return [case_id for _, case_id in sorted(found)[:most]]


def _facts(
    session: Session,
    priorities: dict[int, int],
    named: dict[int, datetime],
    begun: Collection[int],
    rules: Rulebook,
    now: datetime,
) -> list[Waiting]:
    """What the order needs to know of the cases of the pool."""
    tried: dict[int, list[datetime]] = {}
    for case_id, at in session.execute(
        select(Attempt.case_id, func.coalesce(Call.sent_at, Attempt.opened_at))
        .join(Call, Call.id == Attempt.call_id)
        .where(Attempt.case_id.in_(priorities), Attempt.counted)
    ):
        tried.setdefault(case_id, []).append(at)
    rows = session.execute(
        select(Case.id, Case.created_at, Contact.zone, PhoneLine.number)
        .join(Contact, Contact.id == Case.contact_id)
        .join(PhoneLine, PhoneLine.id == Contact.line_id)
        .where(Case.id.in_(priorities))
    )
    found = []
    for case_id, created_at, zone, number in rows:
        there = _zone_of(zone, number)
        times = tried.get(case_id, [])
        found.append(
            Waiting(
                case_id=case_id,
                touched_at=max(times, default=created_at),
                appointment_at=named.get(case_id),
                priority=priorities[case_id],
                tried_now=_tried_now(times, there, rules, now),
                ahead=now.astimezone(there).utcoffset() or timedelta(0),
                begun=case_id in begun,
            )
        )
    return found


def _zone_of(zone: str | None, number: str) -> ZoneInfo:
    """Where the person is; the first zone that the number may be in where nobody knows, as good as any of them."""
    zones = (zone,) if zone and known_zone(zone) else candidate_zones(Line(number, "", "other", None))
    return ZoneInfo(next(iter(zones), "UTC"))


def _tried_now(times: Sequence[datetime], there: ZoneInfo, rules: Rulebook, now: datetime) -> int:
    """How many of the tries were in the part of the day that it is now."""
    parts = rules.protocol.parts_of_day
    here = part_of_day(parts, now.astimezone(there).time())
    return sum(part_of_day(parts, at.astimezone(there).time()) == here for at in times)


def _batches(shelves: Sequence[Sequence[ColumnElement[bool]]]) -> list[Sequence[Sequence[ColumnElement[bool]]]]:
    return [shelves[start : start + _AT_ONCE] for start in range(0, len(shelves), _AT_ONCE)]

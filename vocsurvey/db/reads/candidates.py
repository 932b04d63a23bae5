"""Whom a campaign could ask, what they can be chosen by, and who of them was unhappy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, or_, select, union
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.imports import ImportChange, ImportRun, ImportState, Kept
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.lifecycle import LifecycleEvent
from vocsurvey.db.sample import Account, Agent, Contact, Touchpoint
from vocsurvey.fieldwork.drawing import Candidate

_FACTS = ("country", "region", "tier", "team", "role", "language")
_AT_ONCE = 5_000
REMEMBERED = timedelta(days=365)
"""For how long somebody who said no to something counts as unhappy: our own choice."""


@dataclass(frozen=True)
class Population:
    """The candidates, and how many others there are: people without a touchpoint of the wanted kinds."""

    candidates: tuple[Candidate, ...]
    unhappy_elsewhere: int
    others_elsewhere: int


@dataclass(frozen=True)
class Choice:
    """A value that people can be chosen by, and how many have it."""

    value: str
    people: int


def population(session: Session, kinds: Sequence[str], now: datetime) -> Population:
    """Each active contact with the latest touchpoint of the wanted kinds, without what a list is still bringing, and
    without what a list that was taken back had to leave only because somebody was in a campaign.
    """
    sad = set(session.scalars(unhappy(now)))
    alike: dict[tuple[str | None, ...], dict[str, str | None]] = {}

    def facts(*values: str | None) -> dict[str, str | None]:
        """Many people have the same ones: kept once."""
        if values not in alike:
            alike[values] = dict(zip(_FACTS, values, strict=True))
        return alike[values]

    rows = session.execute(_latest(kinds).execution_options(yield_per=_AT_ONCE))
    found = tuple(
        Candidate(touchpoint_id, contact_id, key, account, facts(*values), contact_id in sad)
        for touchpoint_id, contact_id, key, account, *values in rows
    )
    others = set() if not kinds else set(session.scalars(_everybody())) - {one.contact_id for one in found}
    return Population(found, len(others & sad), len(others - sad))


def how_many(session: Session) -> int:
    """How many people there are who could be asked at all, or a few more."""
    return session.scalar(select(func.count(Contact.id)).where(Contact.active)) or 0


def taken_back(session: Session) -> int:
    """How many lists were ever taken back, or are being: what was drawn at another count may be gone."""
    return session.scalar(select(func.count(ImportRun.id)).where(ImportRun.undo_at.is_not(None))) or 0


def unhappy(now: datetime) -> CompoundSelect[int]:
    """The contacts whom somebody owes an answer, or who said no to something in the last year."""
    owed = select(FollowUp.contact_id).where(FollowUp.closed_at.is_(None))
    complained = (
        select(Case.contact_id)
        .join(Interview, Interview.case_id == Case.id)
        .join(Answer, Answer.interview_id == Interview.id)
        .where(
            Case.kind == CaseKind.SURVEY,
            Answer.negative,
            Answer.superseded_at.is_(None),
            Answer.answered_at >= now - REMEMBERED,
        )
    )
    return union(owed, complained)


def choices(session: Session) -> dict[str, list[Choice]]:
    """By what people can be chosen, each value with how many have it, by name; what nobody has is left out."""
    columns: dict[str, Any] = {
        "country": Account.country,
        "region": Account.region,
        "tier": Account.tier,
        "role": Contact.role,
        "language": Contact.language,
        "touchpoint": Touchpoint.kind,
        "team": Agent.team,
    }
    return {name: _choices(session, column) for name, column in columns.items()}


def _choices(session: Session, column: Any) -> list[Choice]:
    wanted = (
        select(column, func.count(Contact.id.distinct()))
        .select_from(Contact)
        .join(Account, Account.id == Contact.account_id)
        .join(Touchpoint, Touchpoint.contact_id == Contact.id)
        .outerjoin(Agent, Agent.id == Touchpoint.agent_id)
        .where(Contact.active, column.is_not(None), _brought())
        .group_by(column)
        .order_by(column)
    )
    return [Choice(str(value), people) for value, people in session.execute(wanted)]


def _brought() -> ColumnElement[bool]:
    halfway = select(ImportRun.id).where((ImportRun.state != ImportState.APPLIED) | ImportRun.undo_at.is_not(None))
    there = or_(Touchpoint.import_run_id.is_(None), Touchpoint.import_run_id.not_in(halfway))
    left = select(ImportChange.row_id).where(
        ImportChange.table_name == Touchpoint.__tablename__, ImportChange.kept == Kept.CASE
    )
    reported = exists().where(LifecycleEvent.touchpoint_id == Touchpoint.id)
    verifies = exists().where(Case.touchpoint_id == Touchpoint.id, Case.kind == CaseKind.VERIFICATION)
    return and_(~verifies, there, or_(Touchpoint.named_run_id.is_not(None), Touchpoint.id.not_in(left), reported))


def _everybody() -> Select[Any]:
    return (
        select(Contact.id).distinct().join(Touchpoint, Touchpoint.contact_id == Contact.id)
        .where(Contact.active, _brought())
    )  # fmt: skip


def _latest(kinds: Sequence[str]) -> Select[*tuple[Any, ...]]:
    order = (func.coalesce(Touchpoint.closed_at, Touchpoint.opened_at).desc(), Touchpoint.id.desc())
    place = func.row_number().over(partition_by=Touchpoint.contact_id, order_by=order).label("place")
    wanted = [Contact.active, _brought(), *([Touchpoint.kind.in_(kinds)] if kinds else [])]
    latest = select(Touchpoint.id, place).join(Contact, Contact.id == Touchpoint.contact_id).where(*wanted).subquery()
    return (
        select(
            Touchpoint.id, Contact.id, Contact.external_id, Account.external_id,
            Account.country, Account.region, Account.tier, Agent.team, Contact.role, Contact.language,
        )
        .join(latest, latest.c.id == Touchpoint.id)
        .join(Contact, Contact.id == Touchpoint.contact_id)
        .join(Account, Account.id == Contact.account_id)
        .outerjoin(Agent, Agent.id == Touchpoint.agent_id)
        .where(latest.c.place == 1)
        .order_by(Touchpoint.id)
    )  # fmt: skip

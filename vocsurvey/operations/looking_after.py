"""People and their teams: what is changed of them once they can sign in, and what there is of somebody who leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.base import Base
from vocsurvey.db.campaign import Campaign, CampaignStatus
from vocsurvey.db.chat import Chat
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.name_queue import queue_for_name
from vocsurvey.db.people import User, Way
from vocsurvey.db.problem import Problem
from vocsurvey.db.sample import Account
from vocsurvey.db.team import Team
from vocsurvey.followup.problem import OVER as SOLVED
from vocsurvey.followup.working_time import Absence

OVER = (CampaignStatus.FINISHED,)


@dataclass(frozen=True)
class Estate:
    """What somebody has that goes on without them: numbers of each."""

    follow_ups: int
    accounts: int
    campaigns: int
    appointments: int
    cases: int
    chats: int
    problems: int = 0

    @property
    def needs_heir(self) -> bool:
        """Whether a customer would wait for nobody."""
        return self.follow_ups > 0

    @property
    def with_customers(self) -> bool:
        """Whether somebody has to answer for it."""
        return bool(self.follow_ups or self.accounts or self.campaigns or self.problems)


@dataclass(frozen=True)
class AccountHeld:
    """One account that somebody answers for, and how many of its follow-ups are open with them."""

    id: int
    name: str
    open: int


def estate_of(session: Session, user_id: int) -> Estate:
    """What somebody has now."""

    def count(table: type[Base], *which: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(table).where(*which)) or 0

    return Estate(
        count(FollowUp, FollowUp.owner_id == user_id, FollowUp.closed_at.is_(None)),
        count(Account, Account.owner_id == user_id),
        count(Campaign, Campaign.owner_id == user_id, Campaign.status.not_in(OVER)),
        count(Appointment, Appointment.caller_id == user_id, *STILL_OPEN),
        count(DeskLease, DeskLease.user_id == user_id, DeskLease.ended_at.is_(None)),
        count(Chat, Chat.user_id == user_id, Chat.active.is_(True)),
        count(Problem, Problem.owner_id == user_id, Problem.state.not_in(SOLVED)),
    )


def accounts_of(session: Session, user_id: int, limit: int = 100) -> list[AccountHeld]:
    """The accounts of somebody, those with open follow-ups first, then those of the greatest value, then by name."""
    still = (FollowUp.account_id == Account.id, FollowUp.owner_id == user_id, FollowUp.closed_at.is_(None))
    owed = select(func.count()).select_from(FollowUp).where(*still).correlate(Account).scalar_subquery()
    wanted = select(Account.id, Account.name, owed).where(Account.owner_id == user_id)
    ordered = wanted.order_by(owed.desc(), func.coalesce(Account.yearly_value, 0).desc(), Account.name, Account.id)
    return [AccountHeld(*row) for row in session.execute(ordered.limit(limit))]


def change_person(
    session: Session,
    user_id: int,
    *,
    name: str,
    zone: str,
    languages: Sequence[str],
    converts_refusals: bool,
    phone: str | None,
    way: Way | None,
    hours: Mapping[str, Sequence[str]] | None,
    country: str | None,
    away: Sequence[Absence],
    teams: Sequence[str],
) -> User:
    """All that an administrator sets of somebody, from now on; the edge has read it. Teams that are new are made."""
    queue_for_name(session, Team.__tablename__)
    user = session.get_one(User, user_id, with_for_update=True, populate_existing=True)
    user.name, user.zone = name.strip(), zone
    user.languages = list(dict.fromkeys(one.partition("-")[0].lower() for one in languages))
    user.converts_refusals = converts_refusals
    user.phone, user.way = phone, way
    user.hours = None if hours is None else {day: list(spans) for day, spans in hours.items()}
    user.country = country
    user.away = [one.words() for one in sorted(set(away))]
    _put_into(session, user, teams)
    session.flush()
    return user


def leave_teams(session: Session, user: User) -> None:
    """Somebody is in no team any more."""
    for team in session.scalars(select(Team).where(Team.members.any(User.id == user.id))).all():
        team.members.remove(user)


def _put_into(session: Session, user: User, names: Sequence[str]) -> None:
    leave_teams(session, user)
    for name in dict.fromkeys(one.strip()[:200] for one in names if one.strip()):
        team = session.scalar(select(Team).where(Team.name == name))
        if team is None:
            team = Team(name=name, members=[])
            session.add(team)
        team.members.append(user)

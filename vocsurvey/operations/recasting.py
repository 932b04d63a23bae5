"""Somebody signs in with another address, or does other work from now on; nothing of a customer's stays behind."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.name_queue import queue_for_name
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Agent, Touchpoint
from vocsurvey.operations.announcing import announce
from vocsurvey.operations.leaving import CALLERS, NOBODY, Heirs, hand_on, hand_times_on, last_admin, no_heirs
from vocsurvey.operations.looking_after import estate_of
from vocsurvey.operations.planning import ANSWERING
from vocsurvey.operations.returning import free_desk, queue_for_desks


@dataclass(frozen=True)
class SignIn:
    """How somebody comes in, and as what. ``agent``: whose feedback is theirs, by the number of the contact lists."""

    email: str
    role: Role
    agent: str | None = None


@dataclass(frozen=True)
class Wrong:
    """Why it was not changed, in one sentence for a person, and what of it to mend: email, role, agent or heir."""

    what: str
    sentence: str


def change_sign_in(
    session: Session, user_id: int, wanted: SignIn, actor: User, now: datetime, *, heirs: Heirs = NOBODY
) -> User | Wrong:
    """The address and the role hold from now on, also in sessions that are open; a new address ends those, and links
    that were sent. Whoever does not answer to customers any more hands on all that they have to ``heirs``; whoever does
    not call any more gives their case back. Managers and administrators are told, by name."""
    queue_for_desks(session)
    queue_for_name(session, User.__tablename__)
    user = session.get_one(User, user_id, with_for_update=True, populate_existing=True)
    before = SignIn(user.email, Role(user.role), _number_of(session, user))
    after = replace(wanted, email=wanted.email.strip().lower(), agent=(wanted.agent or "").strip() or None)
    if after == before:
        return user
    agent_id = _agent_id(session, after)
    if isinstance(agent_id, Wrong):
        return agent_id
    wrong = _not_this_address(session, user, after) or _not_this_role(session, user, after.role, actor)
    if wrong or (wrong := _about_themselves(session, user, agent_id) or _keeps(session, user, after.role, heirs)):
        return wrong
    if _stops(user, after.role, ANSWERING):
        hand_on(session, user, heirs, actor, now)
    if stops_calling := _stops(user, after.role, CALLERS):
        hand_times_on(session, user, heirs)
    user.agent_id, user.role = agent_id, after.role
    if user.email != after.email:
        user.email, user.session_key = after.email, secrets.token_urlsafe(32)
    session.flush()
    if stops_calling:
        free_desk(session, user, f"{user.name} had this case, and does other work now.", now)
    announce(session, f"How {user.name} signs in has changed", _words(before, after, actor), now)
    return user


def _number_of(session: Session, user: User) -> str | None:
    return session.scalar(select(Agent.external_id).where(Agent.id == user.agent_id)) if user.agent_id else None


def _agent_id(session: Session, after: SignIn) -> int | Wrong | None:
    if after.agent is None:
        wrong = Wrong("agent", "Give the agent number: whose feedback they read.")
        return wrong if after.role is Role.AGENT else None
    found = session.scalar(select(Agent.id).where(Agent.external_id == after.agent))
    return found or Wrong("agent", f"There is no agent {after.agent}; import a contact list that names them first.")


def _not_this_address(session: Session, user: User, after: SignIn) -> Wrong | None:
    theirs = session.scalar(select(User.id).where(User.email == after.email))
    return None if theirs in (None, user.id) else Wrong("email", f"{after.email} can sign in already.")


def _not_this_role(session: Session, user: User, role: Role, actor: User) -> Wrong | None:
    if role == user.role:
        return None
    if user.id == actor.id:
        return Wrong("role", "Somebody else has to change your role, so that one administrator is always left.")
    refused = last_admin(session, user)
    return None if refused is None else Wrong("role", refused.sentence)


def _about_themselves(session: Session, user: User, agent_id: int | None) -> Wrong | None:
    """Nobody answers for what was said about them (domain: conduct never goes to whom it is about)."""
    if agent_id is None or agent_id == user.agent_id:
        return None
    about = (
        select(FollowUp.id)
        .join(Interview, Interview.id == FollowUp.interview_id)
        .join(Case, Case.id == Interview.case_id)
        .join(Touchpoint, Touchpoint.id == Case.touchpoint_id)
        .where(FollowUp.owner_id == user.id, FollowUp.closed_at.is_(None), Touchpoint.agent_id == agent_id)
    )
    first = session.scalar(about.order_by(FollowUp.id).limit(1))
    return (
        None if first is None else Wrong("agent", f"Follow-up {first} is theirs, and about them. Hand it over first.")
    )


def _stops(user: User, role: Role, doing: Collection[Role]) -> bool:
    return user.role in doing and role not in doing


def _keeps(session: Session, user: User, role: Role, heirs: Heirs) -> Wrong | None:
    """Whoever answers to customers no more names who does, and whoever calls no more may; None when that is so."""
    answers_no_more = _stops(user, role, ANSWERING)
    if answers_no_more and heirs.heir_id is None and estate_of(session, user.id).with_customers:
        return Wrong("heir", f"{user.name} answers to customers. Name who takes over.")
    refused = no_heirs(session, user, heirs) if answers_no_more or _stops(user, role, CALLERS) else None
    return None if refused is None else Wrong("heir", refused.sentence)


def _words(before: SignIn, after: SignIn, actor: User) -> str:
    def said(one: SignIn) -> str:
        role = one.role.value.replace("_", " ")
        return f"{one.email}, {role}" + (f" (agent {one.agent})" if one.agent else "")

    return f"{actor.name} changed it from {said(before)} to {said(after)}. If that is a surprise, look at People."

"""Somebody leaves, or does other work from now on: nobody leaves a customer unanswered behind."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Campaign, CampaignStep
from vocsurvey.db.chat import Chat
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Account
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.campaign_log import Actor, note
from vocsurvey.operations.following_up import hand_over, owned_open
from vocsurvey.operations.looking_after import OVER, leave_teams
from vocsurvey.operations.problem_solving import hand_problems_over
from vocsurvey.operations.reowning import Why, reassign
from vocsurvey.operations.returning import free_desk, queue_for_desks
from vocsurvey.operations.setting_up_chats import stop_chat
from vocsurvey.rulebook import Rulebook

CALLERS = (Role.CALLER, Role.MANAGER)


@dataclass(frozen=True)
class Heirs:
    """Who takes over, by ids of users: everything that is with customers, and the times that were agreed to call at.

    ``of_accounts``: account id to whoever takes over that account, and the follow-ups of its people, instead.
    """

    heir_id: int | None = None
    caller_id: int | None = None
    of_accounts: Mapping[int, int] = field(default_factory=dict)


NOBODY = Heirs()


def deactivate(
    session: Session,
    user_id: int,
    actor: User,
    now: datetime,
    *,
    heirs: Heirs = NOBODY,
    by_rules: Rulebook | None = None,
) -> User | Refusal:
    """The person can no longer sign in, their sessions end, and what they have goes to others, all at once.

    Open follow-ups, accounts and campaigns go to the heir. Without one each follow-up goes to whom the rules name
    (``by_rules``), and new ones of their accounts do so too; without either it is refused while any is open. Problems
    go to the heir, or else to ``actor``. The times that they agreed to call at go to the caller who is named, or else
    to whichever caller comes first. The case on their desk goes back with a note. Their own chats are stopped, and they
    are in no team any more.
    """
    queue_for_desks(session)  # before the person, as whoever takes a case does; two who deactivate wait here, too
    user = session.get_one(User, user_id, with_for_update=True, populate_existing=True)
    if user.id == actor.id:
        return Refusal("Somebody else has to deactivate you, so that one administrator is always left.")
    if wrong := last_admin(session, user) or no_heirs(session, user, heirs):
        return wrong
    left = [one for one in owned_open(session, user.id) if one.account_id not in heirs.of_accounts]
    if left and heirs.heir_id is None and by_rules is None:
        return Refusal(f"{user.name} has open follow-ups ({len(left)}). Name who takes them over.")
    hand_on(session, user, heirs, actor, now)
    hand_times_on(session, user, heirs)
    for chat_id in session.scalars(select(Chat.id).where(Chat.user_id == user.id, Chat.active)).all():
        stop_chat(session, chat_id, f"{user.name} cannot sign in any more.")
    leave_teams(session, user)
    user.active, user.phone = False, None
    user.session_key = secrets.token_urlsafe(32)
    session.flush()
    if heirs.heir_id is None and by_rules is not None:
        for follow_up in left:
            reassign(session, follow_up.id, Why.LEFT, actor, by_rules, now)
    free_desk(session, user, f"{user.name} had this case, and does not work here any more.", now)
    return user


def hand_on(session: Session, user: User, heirs: Heirs, actor: User, now: datetime) -> None:
    """All that somebody has goes to those whom ``no_heirs`` found good. What no heir is named for stays, except for
    problems: those go to ``actor``."""
    heir = session.get_one(User, heirs.heir_id) if heirs.heir_id is not None else None
    for account_id, heir_id in heirs.of_accounts.items():
        _bequeath(session, user, session.get_one(User, heir_id), actor, now, account_id)
    if heir is not None:
        _bequeath(session, user, heir, actor, now)
        _campaigns(session, user, heir, actor, now)
    hand_problems_over(session, user, heir or actor, actor.id, now)


def hand_times_on(session: Session, user: User, heirs: Heirs) -> None:
    """The times that somebody agreed to call at go to the caller who is named, if one is."""
    if heirs.caller_id is not None:
        theirs = (Appointment.caller_id == user.id, *STILL_OPEN)
        session.execute(
            update(Appointment).where(*theirs).values(caller_id=heirs.caller_id),
            execution_options={"synchronize_session": False},
        )


def last_admin(session: Session, user: User) -> Refusal | None:
    """Why somebody has to stay an administrator; None when another one is left, or they are none."""
    others = select(User.id).where(User.active, User.role == Role.ADMIN, User.id != user.id)
    if user.role != Role.ADMIN or session.scalar(others.limit(1)) is not None:
        return None
    return Refusal(f"{user.name} is the last administrator. Let somebody else be one first.")


def no_heirs(session: Session, user: User, heirs: Heirs) -> Refusal | None:
    """Why one of those who are named cannot take over; None when all can."""
    for heir_id in dict.fromkeys((heirs.heir_id, *heirs.of_accounts.values())):
        if heir_id is not None and (wrong := _no_heir(user, session.get(User, heir_id))):
            return wrong
    caller = session.get(User, heirs.caller_id) if heirs.caller_id is not None else None
    if caller is not None and (caller.id == user.id or not caller.active or caller.role not in CALLERS):
        return Refusal("Choose somebody else, who calls customers, for the times that were agreed.")
    return None


def _no_heir(user: User, heir: User | None) -> Refusal | None:
    if heir is None or heir.id == user.id or not heir.active:
        return Refusal("Choose somebody else, who can sign in, to take over.")
    if heir.agent_id is not None:
        return Refusal(f"{heir.name} is somebody whom feedback is about. Choose somebody else to take over.")
    return None


def _bequeath(
    session: Session, user: User, heir: User, actor: User, now: datetime, account_id: int | None = None
) -> None:
    """Accounts and open follow-ups: of one account, or all that they still have."""
    for follow_up in owned_open(session, user.id):
        if account_id in (None, follow_up.account_id):
            done = hand_over(session, follow_up.id, heir, actor, now)
            assert isinstance(done, FollowUp), "an active heir whom no feedback is about is never refused"
    theirs = select(Account).where(Account.owner_id == user.id)
    for account in session.scalars(theirs if account_id is None else theirs.where(Account.id == account_id)):
        account.owner_id = heir.id
    session.flush()


def _campaigns(session: Session, user: User, heir: User, actor: User, now: datetime) -> None:
    going_on = (Campaign.owner_id == user.id, Campaign.status.not_in(OVER))
    for campaign in session.scalars(select(Campaign).where(*going_on).with_for_update()):
        campaign.owner_id = heir.id
        words = f"{heir.name} answers for it instead of {user.name}"
        note(session, campaign.id, CampaignStep.CHANGED, Actor(actor.name, actor.id), now, words)

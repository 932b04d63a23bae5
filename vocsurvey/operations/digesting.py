"""The digest of a morning: what each person is told of, by role, once a day in their own zone, and on no free day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.campaign import Campaign, CampaignStatus, Case
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent
from vocsurvey.db.letter import DIGEST, Letter
from vocsurvey.db.name_queue import queue_for_name
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.coachings import coachings_of, reviews_due
from vocsurvey.db.reads.contests import decided_since, waiting_for
from vocsurvey.db.reads.feedback import conversations_about
from vocsurvey.db.sample import Account
from vocsurvey.fieldwork.window import open_time
from vocsurvey.followup.lifecycle import Event, State
from vocsurvey.followup.working_time import working_hours
from vocsurvey.operations.presence import own_hours, there
from vocsurvey.rulebook import Rulebook

WANTED = ("when_needed", "always", "never")
FROM, UNTIL = time(7), time(11)
"""When a digest goes out, by the reader's clock; it is left out of a day on which nobody could write it by then."""
MOST = 10
"""So many of a kind are named."""
_RESTING = (State.UNREACHABLE, State.DECLINED_CONTACT)


@dataclass(frozen=True)
class Part:
    """One part of a digest: a title, and lines with the path that each leads to."""

    title: str
    lines: tuple[tuple[str, str], ...]


def owe_digests(session: Session, now: datetime, rules: Rulebook) -> tuple[int, ...]:
    """Owe everybody whose morning it is their digest of the day, once, however many clocks ask; the ids of letters.

    Where there is nothing to say, a row says so, and only who wants it ``always`` gets a letter.
    """
    readers = select(User).where(User.active, User.digest != "never").order_by(User.id)
    due = [one for one in session.scalars(readers) if _morning(one, now, rules)]
    if not due:
        return ()
    queue_for_name(session, Letter.__tablename__)
    keys = {f"digest:{one.id}:{_day(one, now)}": one for one in due}
    there_already = set(session.scalars(select(Letter.key).where(Letter.key.in_(keys))))
    made = []
    for key, user in keys.items():
        if key in there_already:
            continue
        since = _since(session, user, now)
        nothing = user.digest != "always" and not parts(session, user, since, now)
        row = Letter(
            key=key,
            user_id=user.id,
            kind=DIGEST,
            since=since,
            created_at=now,
            due_at=now,
            tries=0,
            nothing_at=now if nothing else None,
        )
        session.add(row)
        made.append(row)
    session.flush()
    return tuple(row.id for row in made if row.nothing_at is None)


def want_digest(session: Session, user_id: int, wanted: str) -> User:
    """Whether somebody gets a digest: when there is something to say, always, or never. Raises ValueError."""
    if wanted not in WANTED:
        raise ValueError(f"{wanted} is not one of {WANTED}")
    user = session.get_one(User, user_id, with_for_update=True)
    user.digest = wanted
    session.flush()
    return user


def parts(session: Session, user: User, since: datetime, now: datetime, most: int = MOST) -> tuple[Part, ...]:
    """What a person is told this morning; nothing where there is nothing to say."""
    found = _mine(session, user, now, most)
    if user.role == Role.MANAGER:
        found += _team(session, since, now, most)
        found.append(_to_review(session, user, now, most))
        found.append(_to_decide(session, user))
    if user.role == Role.ACCOUNT_TEAM:
        found += _accounts(session, user, since, most)
    if user.agent_id is not None:
        news = [one for one in conversations_about(session, user.agent_id, most) if one.at >= since]
        lines = tuple((f"{one.contact}, {one.account}: {one.about}", f"/feedback/{one.interview_id}") for one in news)
        found.append(Part("Feedback about you", lines))
        found.append(_coached(session, user.agent_id, since, most))
        found.append(_decided(session, user.agent_id, since, most))
    return tuple(one for one in found if one.lines)


def _mine(session: Session, user: User, now: datetime, most: int) -> list[Part]:
    zone = ZoneInfo(user.zone)
    midnight = datetime.combine(_day(user, now) + timedelta(days=1), time(0), zone)
    mine, at = FollowUp.owner_id == user.id, FollowUp.next_action_at
    today = (mine, at >= now, at < midnight)
    return [
        _part(session, most, "Overdue", mine, at < now),
        _part(session, most, "Due today", *today, FollowUp.state.not_in(_RESTING)),
        _part(session, most, "Their rest ends today", *today, FollowUp.state.in_(_RESTING)),
    ]


def _team(session: Session, since: datetime, now: datetime, most: int) -> list[Part]:
    climbed = select(FollowUpEvent.follow_up_id).where(
        FollowUpEvent.kind == Event.ESCALATED, FollowUpEvent.happened_at >= since
    )
    flagged = select(Flag.follow_up_id).where(Flag.raised_at >= since)
    return [
        _part(session, most, "Overdue in the team", FollowUp.next_action_at < now),
        _part(session, most, "In a queue, with no single owner", FollowUp.owner_id.is_(None)),
        _part(session, most, "Escalated since your last digest", FollowUp.id.in_(climbed)),
        _part(session, most, "Flagged since your last digest", FollowUp.id.in_(flagged)),
    ]


def _to_review(session: Session, user: User, now: datetime, most: int) -> Part:
    """The coachings whose day of review has come."""
    due = reviews_due(session, user.id, _day(user, now))[:most]
    lines = ((one, one.agent.name or one.agent.external_id) for one in due)
    by = tuple((f"{name}, by {one.review_on.day} {one.review_on:%B}", f"/coaching/{one.id}") for one, name in lines)
    return Part("Coachings to review", by)


def _coached(session: Session, agent_id: int, since: datetime, most: int) -> Part:
    """What was written about an agent: who wrote it, and none of it."""
    news = [one for one in coachings_of(session, agent_id) if (one.row.reviewed_at or one.row.coached_at) >= since]
    return Part(
        "Coaching",
        tuple((f"{one.row.coach.name}, about {one.contact}", f"/feedback/{one.interview_id}") for one in news)[:most],
    )


def _to_decide(session: Session, user: User) -> Part:
    """What agents contest, and this manager may decide."""
    waiting = waiting_for(session, user.id, user.agent_id)
    line = f"{waiting} answer{'' if waiting == 1 else 's'} that an agent contests"
    return Part("To decide", ((line, "/contests"),) if waiting else ())


def _decided(session: Session, agent_id: int, since: datetime, most: int) -> Part:
    """What became of what an agent contested."""
    lines = (
        (f"{name}: it {'does not count any more' if row.upheld else 'goes on counting'}", f"/feedback/{interview_id}")
        for row, interview_id, name in decided_since(session, agent_id, since)[:most]
    )
    return Part("What you contested", tuple(lines))


def _accounts(session: Session, user: User, since: datetime, most: int) -> list[Part]:
    flagged = select(Flag.follow_up_id).where(Flag.raised_at >= since)
    theirs = select(Account.id).where(Account.owner_id == user.id)
    which = (FollowUp.id.in_(flagged), FollowUp.account_id.in_(theirs))
    running = select(Campaign).where(Campaign.owner_id == user.id, Campaign.status == CampaignStatus.RUNNING)
    progress = []
    for campaign in session.scalars(running.order_by(Campaign.id).limit(most)):
        whole = select(func.count(), func.count(Case.closed_at)).where(Case.campaign_id == campaign.id)
        total, done = session.execute(whole).one()
        progress.append((f"{campaign.name}: {done} of {total} done", f"/campaigns/{campaign.id}"))
    return [_part(session, most, "Your accounts with new flags", *which), Part("Your campaigns", tuple(progress))]


def _part(session: Session, most: int, title: str, *which: ColumnElement[bool]) -> Part:
    """The open follow-ups of this kind, the soonest first, with how many there are where they are too many to name."""
    wanted = select(FollowUp).where(FollowUp.closed_at.is_(None), *which)
    soonest = wanted.order_by(FollowUp.next_action_at, FollowUp.id).limit(most)
    rows = session.scalars(soonest.options(joinedload(FollowUp.contact), joinedload(FollowUp.account))).all()
    lines = [(f"{one.contact.name} at {one.account.name}, {one.severity}", f"/follow-ups/{one.id}") for one in rows]
    if len(rows) == most:
        count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        lines += [(f"and {count - most} more", "/follow-ups")] if count > most else []
    return Part(title, tuple(lines))


def _day(user: User, now: datetime) -> date:
    return now.astimezone(ZoneInfo(user.zone)).date()


def _since(session: Session, user: User, now: datetime) -> datetime:
    """What was told before is not told again: since the last digest, or for a day."""
    last = select(func.max(Letter.created_at)).where(Letter.user_id == user.id, Letter.kind == DIGEST)
    return session.scalar(last) or now - timedelta(days=1)


def _morning(user: User, now: datetime, rules: Rulebook) -> bool:
    """Whether it is morning for somebody, on a day on which they work."""
    zone = ZoneInfo(user.zone)
    if not FROM <= now.astimezone(zone).time() < UNTIL or not there(user, now):
        return False
    starts = datetime.combine(_day(user, now), time(0), zone)
    holidays = rules.holidays.of(user.country)
    hours = working_hours(rules.severity.owner_hours, own_hours(user), holidays)
    return open_time(starts, starts + timedelta(days=1), user.zone, hours) > timedelta()

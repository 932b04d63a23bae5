"""The list of customers: what each is worth, who has it, how well it is listened to; and all of them in figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.campaign import Case
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User
from vocsurvey.db.reads.heard import ANSWERED, Word, ever_asked, latest_words
from vocsurvey.db.sample import NOWHERE, Account, Contact
from vocsurvey.followup.lifecycle import State
from vocsurvey.reporting.coverage import A_YEAR, Coverage, Silence, Split, Voice, coverage, silence, split

PAGE = 50


@dataclass(frozen=True)
class AccountLine:
    """One customer. ``heard_at``: when anybody of it last answered; ``open_follow_ups`` wait for one of us."""

    id: int
    external_id: str
    name: str
    country: str
    value: float | None
    tier: str | None
    region: str | None
    owner: str | None
    coverage: Coverage
    split: Split | None
    silence: Silence
    heard_at: datetime | None
    open_follow_ups: int


@dataclass(frozen=True)
class Portfolio:
    """The chosen customers as a whole: one account one vote, and by revenue. Heard: somebody answered within a year."""

    accounts: int
    heard: int
    value: float
    value_heard: float


@dataclass(frozen=True)
class AccountPage:
    """Some of the customers; ``number`` counts pages from 1."""

    lines: tuple[AccountLine, ...]
    number: int
    pages: int
    total: int
    portfolio: Portfolio


@dataclass(frozen=True)
class Choices:
    """What customers can be chosen by: the tiers, regions and owners that there are."""

    tiers: tuple[str, ...]
    regions: tuple[str, ...]
    owners: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Chosen:
    """Which customers: a part of the name or number, and facts; None for any. ``silent``: not heard within a year."""

    words: str = ""
    tier: str | None = None
    region: str | None = None
    owner_id: int | None = None
    silent: bool = False


def accounts(session: Session, chosen: Chosen, *, now: datetime, number: int) -> AccountPage:
    """A page of customers, those with the highest yearly value first."""
    wanted = _conditions(chosen, now)
    portfolio = _portfolio(session, wanted, now)
    pages = max(1, -(-portfolio.accounts // PAGE))
    number = min(max(1, number), pages)
    rows = session.scalars(
        select(Account)
        .where(*wanted)
        .order_by(Account.yearly_value.desc().nulls_last(), Account.name, Account.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
        .options(joinedload(Account.owner))
    ).all()
    return AccountPage(_lines(session, rows, now), number, pages, portfolio.accounts, portfolio)


def choices(session: Session) -> Choices:
    """What there is to choose by."""
    tiers, regions = (
        session.scalars(
            select(column).where(column.is_not(None), Account.country != NOWHERE).distinct().order_by(column)
        )
        for column in (Account.tier, Account.region)
    )
    owned = select(Account.owner_id).where(Account.owner_id.is_not(None), Account.country != NOWHERE)
    owners = session.execute(select(User.id, User.name).where(User.id.in_(owned)).order_by(User.name, User.id))
    return Choices(
        tuple(tier for tier in tiers if tier),
        tuple(region for region in regions if region),
        tuple((user_id, name) for user_id, name in owners),
    )


def account_line(session: Session, row: Account, now: datetime) -> AccountLine:
    """One customer as the list shows it."""
    return _lines(session, [row], now)[0]


def voices(contacts: list[Contact], words: dict[int, Word]) -> tuple[Voice, ...]:
    """Everybody who is still there, with their latest word."""
    found = []
    for one in contacts:
        word = words.get(one.id)
        found.append(Voice(one.role, word.at, word.negative) if word is not None else Voice(one.role))
    return tuple(found)


def _conditions(chosen: Chosen, now: datetime) -> list[ColumnElement[bool]]:
    wanted = [Account.country != NOWHERE]
    part = chosen.words.strip().lower()
    if part:
        columns = (Account.name, Account.external_id)
        wanted.append(or_(*(func.lower(column).contains(part, autoescape=True) for column in columns)))
    if chosen.tier is not None:
        wanted.append(Account.tier == chosen.tier)
    if chosen.region is not None:
        wanted.append(Account.region == chosen.region)
    if chosen.owner_id is not None:
        wanted.append(Account.owner_id == chosen.owner_id)
    if chosen.silent:
        wanted.append(~_heard_lately(now))
    return wanted


def _heard_lately(now: datetime) -> ColumnElement[bool]:
    return (
        select(Interview.id)
        .join(Case, Case.id == Interview.case_id)
        .join(Contact, Contact.id == Case.contact_id)
        .where(Contact.account_id == Account.id, Interview.started_at > now - A_YEAR, *ANSWERED)
        .exists()
    )


def _portfolio(session: Session, wanted: list[ColumnElement[bool]], now: datetime) -> Portfolio:
    lately = _heard_lately(now)
    value = func.coalesce(func.sum(Account.yearly_value), 0)
    all_of_them = session.execute(select(func.count(Account.id), value).where(*wanted)).one()
    heard = session.execute(select(func.count(Account.id), value).where(*wanted, lately)).one()
    return Portfolio(all_of_them[0], heard[0], float(all_of_them[1] or 0), float(heard[1] or 0))


def _lines(session: Session, rows: Sequence[Account], now: datetime) -> tuple[AccountLine, ...]:
    ids = [row.id for row in rows]
    people: dict[int, list[Contact]] = {key: [] for key in ids}
    for contact in session.scalars(select(Contact).where(Contact.account_id.in_(ids)).order_by(Contact.id)):
        people[contact.account_id].append(contact)
    words, asked, owed = latest_words(session, ids), ever_asked(session, ids), _owed(session, ids)
    return tuple(_line(row, people[row.id], words, row.id in asked, owed.get(row.id, 0), now) for row in rows)


def _owed(session: Session, ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(FollowUp.account_id, func.count())
        .where(FollowUp.account_id.in_(ids), FollowUp.closed_at.is_(None), FollowUp.state != State.TRIED_OUT)
        .group_by(FollowUp.account_id)
    )
    return {account_id: count for account_id, count in rows}


def _line(
    row: Account, people: list[Contact], words: dict[int, Word], asked: bool, owed: int, now: datetime
) -> AccountLine:
    present = voices([one for one in people if one.active], words)
    # Whoever has left spoke for the account too.
    heard_at = max((words[one.id].at for one in people if one.id in words), default=None)
    return AccountLine(
        id=row.id,
        external_id=row.external_id,
        name=row.name,
        country=row.country,
        value=row.yearly_value,
        tier=row.tier,
        region=row.region,
        owner=row.owner.name if row.owner else None,
        coverage=coverage(present, now),
        split=split(present, now),
        silence=silence(heard_at, asked, now),
        heard_at=heard_at,
        open_follow_ups=owed,
    )

"""What taking a contact list back would come to: which rows that it created may go, and why others have to stay.

One description of what keeps a row serves the look ahead and the undo itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, not_, null, or_, select
from sqlalchemy import case as one_of
from sqlalchemy.orm import Session

from vocsurvey.db.advance_notice import NoticeChoice
from vocsurvey.db.agreement import Consent
from vocsurvey.db.base import Identity
from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus, Case
from vocsurvey.db.coaching import Coaching, Contest, SelfCheck
from vocsurvey.db.desk import WrapUp
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.imports import ImportChange, ImportRun, ImportState, Kept
from vocsurvey.db.launch import UNDER_WAY, CampaignLaunch
from vocsurvey.db.lifecycle import LifecycleEvent
from vocsurvey.db.people import User
from vocsurvey.db.sample import Account, Agent, Contact, PhoneLine, Suppression, Touchpoint
from vocsurvey.fieldwork.suppression import LineHash, one_account, one_contact, one_line

Brought = type[Touchpoint] | type[Contact] | type[Account] | type[Agent]
CREATED: tuple[Brought, ...] = (Touchpoint, Contact, Account, Agent)
"""The tables of which a list creates rows, those that refer before those that they refer to."""
ON_A_PAGE = 50
_RUN = bindparam("run", type_=Identity)


@dataclass(frozen=True)
class Verdict:
    """A row that a list created. ``kept``: why it stays; None when it may go. A contact's has its line and account."""

    row_id: int
    kept: Kept | None
    line_id: int | None = None
    account_id: int | None = None


@dataclass(frozen=True)
class KeptRow:
    """A row that an undo left as it was: its table, how it is called by people, and why; None: it went later."""

    table: str
    name: str | None
    row_id: int
    kept: str


def judge(
    session: Session, run_id: int, table: Brought, after: int, most: int, line_hash: LineHash, *, lock: bool = False
) -> Sequence[Verdict]:
    """The next so many rows of a table, beyond an id, that a list created: which may go. ``lock``: nobody can refer to
    them until the transaction ends; else it is a look ahead.
    """
    mine = select(table.id).where(table.import_run_id == run_id, table.id > after).order_by(table.id).limit(most)
    ids = session.scalars(mine.with_for_update() if lock else mine).all()
    if not ids:
        return ()
    rows = session.execute(_JUDGED[table.__tablename__, lock], {"run": run_id, "ids": ids}).all()
    suppressed = _suppressed(session, table, [row[0] for row in rows if row[1] is None], line_hash)
    return [
        Verdict(row_id, Kept.SUPPRESSION if row_id in suppressed else Kept(kept) if kept else None, line_id, account_id)
        for row_id, kept, line_id, account_id in rows
    ]


def _judged(table: Brought, *, now: bool) -> Select[Any]:
    """``now``: by the rows as they are; else as they will be when what a launch left that was called off is gone."""
    reason = one_of(*((condition, kept.value) for kept, condition in _keeping(table, now)), else_=None)
    whose = (Contact.line_id, Contact.account_id) if table is Contact else (null(), null())
    some = table.id.in_(bindparam("ids", expanding=True))
    return select(table.id, reason, *whose).where(some).order_by(table.id)


def _keeping(table: Brought, now: bool) -> Sequence[tuple[Kept, ColumnElement[bool]]]:
    """Everything that keeps a row of the table, the most telling first."""
    changed = exists().where(
        ImportChange.table_name == table.__tablename__, ImportChange.row_id == table.id, ImportChange.run_id != _RUN
    )
    listed = and_(table.named_run_id.is_not(None), table.named_run_id != _RUN)
    used = _used(now)[table.__tablename__]
    return [*used, (Kept.OTHER_LIST, listed), *_referred(table, now), (Kept.CHANGED_SINCE, changed)]


def _used(now: bool) -> Mapping[str, Sequence[tuple[Kept, ColumnElement[bool]]]]:
    under_way = select(CampaignLaunch.campaign_id).where(CampaignLaunch.state.in_(UNDER_WAY))
    draft = (Campaign.status == CampaignStatus.DRAFT, Campaign.kind == CampaignKind.SURVEY)
    called_off = select(Campaign.id).where(*draft, Campaign.id.not_in(under_way))
    stays = () if now else (Case.campaign_id.not_in(called_off),)
    return {
        "touchpoint": (
            (Kept.CASE, exists().where(Case.touchpoint_id == Touchpoint.id, *stays)),
            (Kept.EVENT, exists().where(LifecycleEvent.touchpoint_id == Touchpoint.id)),
        ),
        "contact": (
            (Kept.CASE, exists().where(Case.contact_id == Contact.id, *stays)),
            (Kept.FOLLOW_UP, exists().where(FollowUp.contact_id == Contact.id)),
            (Kept.EVENT, exists().where(LifecycleEvent.contact_id == Contact.id)),
            (Kept.SUCCESSOR, exists().where(NoticeChoice.successor_id == Contact.id)),
            (Kept.SUCCESSOR, exists().where(WrapUp.successor_id == Contact.id)),
            (Kept.CONSENT, exists().where(Consent.contact_id == Contact.id)),
        ),
        "account": ((Kept.FOLLOW_UP, exists().where(FollowUp.account_id == Account.id)),),
        "agent": (
            (Kept.USER, exists().where(User.agent_id == Agent.id)),
            *((Kept.CASE, exists().where(one.agent_id == Agent.id)) for one in (SelfCheck, Contest, Coaching)),
        ),
    }


def _going(table: Brought, now: bool) -> ColumnElement[bool]:
    """A row that refers to another one, and will not any more when the list is taken back."""
    moved = exists().where(
        ImportChange.run_id == _RUN,
        ImportChange.table_name == table.__tablename__,
        ImportChange.row_id == table.id,
        ImportChange.kept.is_(None),
    )
    keeping = or_(*(condition for _, condition in _keeping(table, now)))
    return or_(moved, and_(func.coalesce(table.import_run_id, 0) == _RUN, not_(keeping)))


def _referred(table: Brought, now: bool) -> Sequence[tuple[Kept, ColumnElement[bool]]]:
    """Rows of the sample that refer to one of the table and stay."""
    if table is Contact:
        stays = exists().where(Touchpoint.contact_id == Contact.id, not_(_going(Touchpoint, now)))
        return ((Kept.OTHER_TOUCHPOINT, stays),)
    if table is Account:
        return ((Kept.CONTACTS, exists().where(Contact.account_id == Account.id, not_(_going(Contact, now)))),)
    if table is Agent:
        stays = exists().where(Touchpoint.agent_id == Agent.id, not_(_going(Touchpoint, now)))
        return ((Kept.TOUCHPOINTS, stays),)
    return ()


# Made once: putting a statement together takes longer than it runs.
_JUDGED = {(table.__tablename__, now): _judged(table, now=now) for table in CREATED for now in (True, False)}


def _suppressed(session: Session, table: Brought, ids: Sequence[int], line_hash: LineHash) -> set[int]:
    """Those that somebody asked not to be called, as far as the list of suppressions names them; lifted or not."""
    hashes: defaultdict[str, list[int]] = defaultdict(list)
    if table is Contact:
        people = select(Contact.id, Contact.external_id, PhoneLine.number, PhoneLine.extension).join(
            PhoneLine, PhoneLine.id == Contact.line_id
        )
        for row_id, external_id, number, extension in session.execute(people.where(Contact.id.in_(ids))):
            hashes[one_contact(external_id).hashed(line_hash)].append(row_id)
            hashes[one_line(number, extension).hashed(line_hash)].append(row_id)
    elif table is Account:
        customers = select(Account.id, Account.external_id).where(Account.id.in_(ids))
        for row_id, external_id in session.execute(customers):
            hashes[one_account(external_id).hashed(line_hash)].append(row_id)
    wanted = list(hashes)
    found: set[int] = set()
    for start in range(0, len(wanted), 5_000):
        some = select(Suppression.line_hash).where(Suppression.line_hash.in_(wanted[start : start + 5_000]))
        found.update(row_id for one in session.scalars(some) for row_id in hashes[one])
    return found


def coming_in(session: Session) -> bool:
    """Whether a list is being applied now. On PostgreSQL no other list begins to be before the transaction ends."""
    waiting = (ImportState.READING, ImportState.COMPARING, ImportState.CHECKED, ImportState.APPLYING)
    states = session.scalars(
        select(ImportRun.state).where(ImportRun.state.in_(waiting)).order_by(ImportRun.id).with_for_update(read=True)
    ).all()
    return ImportState.APPLYING in states


def kept_rows(session: Session, run_id: int, number: int) -> tuple[Sequence[KeptRow], int]:
    """One page of what an undo left, by table and id, and how many pages there are."""
    mine = (ImportChange.run_id == run_id, ImportChange.kept.is_not(None))
    total = session.scalar(select(func.count()).select_from(ImportChange).where(*mine)) or 0
    page = (
        select(ImportChange.table_name, ImportChange.row_id, ImportChange.kept)
        .where(*mine)
        .order_by(ImportChange.table_name.desc(), ImportChange.row_id)
        .offset((max(number, 1) - 1) * ON_A_PAGE)
        .limit(ON_A_PAGE)
    )
    found = [(table, row_id, str(kept)) for table, row_id, kept in session.execute(page)]
    names = _names(session, found)
    rows = [KeptRow(table, names.get((table, row_id)), row_id, kept) for table, row_id, kept in found]
    return rows, max(1, -(-total // ON_A_PAGE))


def kept_because(session: Session, run_id: int) -> Sequence[tuple[str, str, int]]:
    """How many rows an undo left: by table and reason."""
    counted = (
        select(ImportChange.table_name, ImportChange.kept, func.count())
        .where(ImportChange.run_id == run_id, ImportChange.kept.is_not(None))
        .group_by(ImportChange.table_name, ImportChange.kept)
        .order_by(func.count().desc(), ImportChange.table_name, ImportChange.kept)
    )
    return [(table, str(kept), count) for table, kept, count in session.execute(counted)]


def _names(session: Session, rows: Sequence[tuple[str, int, str]]) -> dict[tuple[str, int], str]:
    names: dict[tuple[str, int], str] = {}
    for table in CREATED:
        shown: Any = Touchpoint.external_id if table is Touchpoint else table.name  # type: ignore[union-attr]
        ids = [row_id for name, row_id, _ in rows if name == table.__tablename__]
        if ids:
            for row_id, name in session.execute(select(table.id, shown).where(table.id.in_(ids))):
                names[table.__tablename__, row_id] = str(name)
    return names

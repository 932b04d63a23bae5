"""One person with what they were served with, as another program reports them: read and applied like a line of a list.

Whatever the report leaves out stays as it is known already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.imports import ImportProblem, ImportRun, ImportState
from vocsurvey.db.sample import Account, Contact, Touchpoint
from vocsurvey.fieldwork.clash import touchpoint_key
from vocsurvey.fieldwork.contact_line import RowProblem, SampleRow, read_line
from vocsurvey.fieldwork.sample import ListLine
from vocsurvey.fieldwork.spellings import REQUIRED
from vocsurvey.operations.applying import apply_lines, sweep
from vocsurvey.operations.bringing import end_reading, receive
from vocsurvey.operations.staging import compare, stage
from vocsurvey.operations.taking_away import drop_lines

_LINE = 1


@dataclass(frozen=True)
class Unfit:
    """Why the report cannot be used; each problem names its column, as a contact list calls it."""

    problems: tuple[RowProblem, ...]


@dataclass(frozen=True)
class Upserted:
    """The touchpoint, with its contact. ``created``: the contact was not known before."""

    touchpoint: Touchpoint
    created: bool


def upsert(
    session: Session, said: Mapping[str, str], now: datetime, *, token_id: int | None = None
) -> Upserted | Unfit:
    """Create or change account, contact, line, agent and touchpoint. ``said`` has cells by the columns of a list;
    ``token_id`` is the program that said it.

    Nothing of it may be kept when it is Unfit: whoever called ends the transaction.
    """
    known = session.scalar(select(Contact).where(Contact.external_id == said["contact_id"]))
    cells = {**_known_facts(session, known, said), **said}
    if lacking := [column for column in REQUIRED if not cells.get(column)]:
        return Unfit(tuple(_needed(column) for column in lacking))
    row, problems = read_line(_LINE, tuple(cells), tuple(cells.values()))
    if row is None:
        return Unfit(tuple(problems))
    if taken := _of_another(session, row):
        return Unfit((taken,))
    before = known.line_id if known is not None else None
    found = _bring(session, row, now, token_id)
    if before is not None:  # nobody could find it any more, once nobody has it
        drop_lines(session, {before})
    return Unfit(found) if isinstance(found, tuple) else Upserted(found, known is None)


def _known_facts(session: Session, contact: Contact | None, said: Mapping[str, str]) -> dict[str, str]:
    """What a list must say of a person and is known already."""
    facts: dict[str, str] = {}
    account = contact.account if contact is not None else None
    if "account_id" in said and (account is None or account.external_id != said["account_id"]):
        account = session.scalar(select(Account).where(Account.external_id == said["account_id"]))
    if account is not None:
        facts |= {"account_id": account.external_id, "account": account.name, "account_country": account.country}
    if contact is not None:
        facts["contact_name"] = contact.name
        if "phone" not in said and "extension" not in said:
            facts |= {"phone": contact.line.number, "extension": contact.line.extension}
        elif "phone" not in said:
            facts["phone"] = contact.line.number
    return facts


def _needed(column: str) -> RowProblem:
    whose = "account" if column.startswith("account") else "contact"
    return RowProblem(_LINE, column, f"This is needed, because the {whose} is not known yet.")


def _of_another(session: Session, row: SampleRow) -> RowProblem | None:
    """A touchpoint never changes hands: what was said about it belongs to the person who said it."""
    wanted = select(Contact.external_id).join(Touchpoint, Touchpoint.contact_id == Contact.id)
    owner = session.scalar(wanted.where(Touchpoint.external_id == touchpoint_key(row)))
    if owner in (None, row.contact_id):
        return None
    return RowProblem(_LINE, "touchpoint_id", "This belongs to another contact already; use an id of its own.")


def _bring(
    session: Session, row: SampleRow, now: datetime, token_id: int | None
) -> Touchpoint | tuple[RowProblem, ...]:
    """Stage and apply the one line; of the list that it was for a moment nothing is left."""
    run = receive(session, file_name="a report", digest="", size=0, by_id=None, straight=True, now=now)
    run.state, run.bad_left_out = ImportState.READING, True
    stage(session, compare(session, run.id, [ListLine(_LINE, (), row, ())]), 0, now)
    if problems := session.scalars(select(ImportProblem).where(ImportProblem.run_id == run.id)).all():
        return tuple(RowProblem(one.line, one.place, one.sentence) for one in problems)
    end_reading(session, run.id, (), now)
    while apply_lines(session, run.id, run.applied_to, _LINE, now, traced=False, token_id=token_id) is not None:
        pass
    while sweep(session, run.id, _LINE):
        pass
    session.flush()
    session.expire_all()
    touchpoint = session.scalars(select(Touchpoint).where(Touchpoint.external_id == touchpoint_key(row))).one()
    # What a program reports is its own from now on: no list takes it back.
    contact = touchpoint.contact
    for one in (touchpoint, touchpoint.agent, contact, contact.account):
        if one is not None:
            one.import_run_id = None
    session.delete(session.get_one(ImportRun, run.id))
    session.flush()
    return touchpoint

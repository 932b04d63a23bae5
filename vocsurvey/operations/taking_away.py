"""What a contact list created goes, where nobody has used it since; and a yes that it brought is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from vocsurvey.db.agreement import Consent
from vocsurvey.db.base import Identity
from vocsurvey.db.dialing import Call
from vocsurvey.db.imports import ImportChange, ImportRun
from vocsurvey.db.reads.undoing import Brought, Verdict
from vocsurvey.db.sample import Contact, PhoneLine
from vocsurvey.questionnaire.model import Purpose

_WITHDRAWN = "The contact list that said yes was taken back."
_UNSEEN = {"synchronize_session": False}


def take_away(session: Session, run_id: int, table: Brought, verdicts: Sequence[Verdict]) -> None:
    """Delete the rows that may go, and note why others stay: those are no longer the list's."""
    going = [one.row_id for one in verdicts if one.kept is None]
    staying = [
        {"run_id": run_id, "table_name": table.__tablename__, "row_id": one.row_id, "kept": one.kept.value}
        for one in verdicts
        if one.kept is not None
    ]
    session.execute(delete(table).where(table.id.in_(going)), execution_options=_UNSEEN)
    if staying:
        left = [one["row_id"] for one in staying]
        session.execute(update(table).where(table.id.in_(left)).values(import_run_id=None), execution_options=_UNSEEN)
        session.execute(insert(ImportChange), [{**one, "before": {}, "after": {}} for one in staying])


def release(session: Session, run_id: int, table: Brought, after: int, most: int) -> int | None:
    """The list does not speak of the next so many rows any more that another one created; the last of them."""
    named = select(table.id).where(table.named_run_id == run_id, table.id > after).order_by(table.id).limit(most)
    ids = session.scalars(named).all()
    freed = update(table).where(table.id.in_(ids)).values(named_run_id=None)
    session.execute(freed, execution_options=_UNSEEN)
    return ids[-1] if ids else None


def agreed(session: Session, run_id: int, at_most: int | None = None) -> int:
    """How many consents rest on a list alone: no other list or program said the same before or anything since. No more
    than ``at_most`` are counted.
    """
    rows = select(func.count()).select_from(_AGREED.order_by(None).limit(at_most).subquery())
    return session.scalar(rows, {"run": run_id, "after": 0}) or 0


def _agreed() -> Select[int, int, int | None]:
    """The next consents of a run beyond an id that rest on it alone."""
    later, earlier, before = aliased(Consent), aliased(Consent), aliased(Consent)
    said_before = select(func.max(before.id)).where(*_standing(before), before.id < Consent.id)
    # By itself it would only look one step outwards, and ask about everybody at once.
    latest = said_before.correlate(Consent).scalar_subquery()
    run, after = bindparam("run", type_=Identity), bindparam("after", type_=Identity)
    return (
        select(Consent.id, Consent.contact_id, Consent.import_line)
        .where(Consent.import_run_id == run, Consent.granted, Consent.id > after)
        .where(~exists().where(*_standing(later), later.id > Consent.id))
        .where(~exists().where(earlier.id == latest, earlier.granted))
        .order_by(Consent.id)
        .limit(bindparam("most", type_=Identity))
    )


def _standing(other: type[Consent]) -> tuple[ColumnElement[bool], ...]:
    """Said of the same person, for the same purpose, in the same way; and no yes of a list that is taken back."""
    taken_back = select(ImportRun.id).where(ImportRun.undo_at.is_not(None))
    stands = or_(~other.granted, other.import_run_id.is_(None), other.import_run_id.not_in(taken_back))
    same = (other.contact_id == Consent.contact_id, other.purpose == Consent.purpose, other.source == Consent.source)
    return (*same, stands)


# Made once: putting a statement together takes longer than it runs.
_AGREED = _agreed()


def withdraw(session: Session, run: ImportRun, after: int, most: int, now: datetime) -> Sequence[int]:
    """Take back what the next so many people agreed to by the list's word, in the ledger and in what it says of them;
    the ids of the consents.
    """
    found = session.execute(_AGREED, {"run": run.id, "after": after, "most": most}).all()
    words = [
        {
            "contact_id": one.contact_id,
            "purpose": Purpose.AUTOMATED_VOICE.value,
            "granted": False,
            "source": "import",
            "words": _WITHDRAWN,
            "given_at": now,
            "by_id": run.undo_by_id,
            "import_run_id": run.id,
            "import_line": one.import_line,
        }
        for one in found
    ]
    if words:
        session.execute(insert(Consent), words)
        said_yes = (Contact.id.in_([one.contact_id for one in found]), Contact.automated_consent.is_(True))
        unsaid = update(Contact).where(*said_yes).values(automated_consent=None)
        session.execute(unsaid, execution_options=_UNSEEN)
    return [one.id for one in found]


def drop_lines(session: Session, lines: set[int]) -> None:
    """Forget those of the telephone numbers that nobody has any more, and nobody was called at. Their row is the gate
    of permits and opt-outs: one that was passed stays, without its number.
    """
    if not lines:
        return
    unused = (
        PhoneLine.id.in_(lines),
        ~exists().where(Contact.line_id == PhoneLine.id),
        ~exists().where(Call.line_id == PhoneLine.id),
    )
    session.execute(delete(PhoneLine).where(PhoneLine.passages == 0, *unused), execution_options=_UNSEEN)
    blank = {"number": "+0" + cast(PhoneLine.id, String), "extension": "", "kind": "other", "country": None}
    session.execute(update(PhoneLine).where(*unused).values(blank), execution_options=_UNSEEN)

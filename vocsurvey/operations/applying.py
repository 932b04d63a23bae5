"""A staged list becomes accounts, contacts, lines, agents and touchpoints, some lines in each short transaction.

A person is whole in one transaction. What is new counts for no campaign before the list is applied to its end, which is
one row that changes; what a crash left halfway is gone on with, because the place that was reached is in that row.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Insert,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    true,
    update,
)
from sqlalchemy import case as one_of
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Consent
from vocsurvey.db.base import Base, UtcDateTime
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Call
from vocsurvey.db.imports import AT_REST, ImportPiece, ImportProblem, ImportRun, ImportState, StagedLine
from vocsurvey.db.reads.forecast import TARGETS, WORDS, Target
from vocsurvey.db.sample import Contact, PhoneLine, Touchpoint
from vocsurvey.operations.bringing import WORKING, clear_lines, discard, locked
from vocsurvey.questionnaire.model import Purpose

WAITS_FOR_A_WORD = timedelta(days=7)
"""So long a list that was read waits for somebody to say that it shall be applied."""
BAD_LINES_KEPT = timedelta(days=30)


def go_ahead(session: Session, run_id: int, now: datetime) -> bool:
    """A person has seen what the list would do, and wants it without its bad lines. False when it is not to be had."""
    run = locked(session, run_id)
    if run.state != ImportState.CHECKED:
        return False
    run.state, run.bad_left_out, run.enqueued_until = ImportState.APPLYING, True, now + WORKING
    session.flush()
    return True


def apply_lines(session: Session, run_id: int, after: int, most: int, now: datetime) -> int | None:
    """Bring in at most so many staged lines beyond line ``after``; the last of them.

    None when there is nothing left to do here: the list is applied to its end, or somebody else is further.
    """
    run = locked(session, run_id)
    if run.state != ImportState.APPLYING or run.applied_to != after:
        return None
    beyond = (StagedLine.run_id == run_id, StagedLine.at_line > after)
    lines = session.scalars(select(StagedLine.at_line).where(*beyond).order_by(StagedLine.at_line).limit(most)).all()
    if not lines:
        _finish(run, now)
        session.flush()
        return None
    place = {"run": run_id, "after": after, "last": lines[-1]}
    counts = {word: Counter(run.counts.get(word, {})) for word in WORDS}
    session.execute(_NEW_LINES, place)
    for target in TARGETS:
        # What is there is changed before anything new is there: nothing is counted as both.
        change, create = _STATEMENTS[target.name]
        counts["changed"][target.name] += _count(session, change, place)
        counts["created"][target.name] += _count(session, create, place)
    session.execute(_CONSENTS, {**place, "moment": now})
    run.counts = {word: dict(count) for word, count in counts.items()}
    run.applied_to, run.lines_applied = lines[-1], run.lines_applied + len(lines)
    run.enqueued_until = now + WORKING
    session.flush()
    return lines[-1]


def phones_in_use(session: Session) -> bool:
    """Whether any call is under way, so that somebody on the phone might wait behind a large write."""
    return bool(session.scalar(select(exists().where(Call.status.in_(OPEN_AT_CARRIER)))))


def sweep(session: Session, run_id: int, most: int) -> bool:
    """Throw away at most so many lines of a list that is done with, then its file. False when nothing is left."""
    run = locked(session, run_id)
    if run.state not in AT_REST or run.swept:
        return False
    if clear_lines(session, run_id, most):
        return True
    piece = session.scalar(select(func.min(ImportPiece.position)).where(ImportPiece.run_id == run_id))
    if piece is None:
        run.swept, run.enqueued_until = True, None
        session.flush()
        return False
    session.execute(delete(ImportPiece).where(ImportPiece.run_id == run_id, ImportPiece.position == piece))
    return True


def forget(session: Session, now: datetime, most: int = 500) -> None:
    """Give up lists that nobody said a word about, and throw away the cells of bad lines when they are old."""
    waiting = (ImportState.ARRIVING, ImportState.COLUMNS_WANTED, ImportState.CHECKED)
    stale = select(ImportRun.id).where(ImportRun.state.in_(waiting), ImportRun.created_at < now - WAITS_FOR_A_WORD)
    for run_id in session.scalars(stale):
        discard(session, run_id, now)
    old = (
        select(ImportProblem.id)
        .join(ImportRun, ImportRun.id == ImportProblem.run_id)
        .where(ImportRun.created_at < now - BAD_LINES_KEPT, ImportRun.state.in_(AT_REST))
        .limit(most)
    )
    session.execute(delete(ImportProblem).where(ImportProblem.id.in_(session.scalars(old).all())))
    session.flush()


def _finish(run: ImportRun, now: datetime) -> None:
    """The one change that makes all of the list count."""
    named = run.forecast.get("named", {})
    created, changed = run.counts.get("created", {}), run.counts.get("changed", {})
    unchanged = {name: count - created.get(name, 0) - changed.get(name, 0) for name, count in named.items()}
    run.counts = {"created": created, "changed": changed, "unchanged": unchanged}
    run.state, run.finished_at, run.enqueued_until = ImportState.APPLIED, now, None


def _count(session: Session, statement: Any, place: dict[str, int]) -> int:
    done: Any = session.execute(statement, place, execution_options={"preserve_rowcount": True})
    return int(done.rowcount)


def _table(model: type[Base]) -> Table:
    """The table alone: with parameters the ORM would take these statements for lists of rows."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _new_lines() -> Insert:
    staged = StagedLine.__table__.c
    known = exists().where(PhoneLine.number == staged.number, PhoneLine.extension == staged.extension)
    new = (
        select(staged.number, staged.extension, func.min(staged.line_kind), func.min(staged.line_country))
        .where(_SCOPE, ~known.correlate(StagedLine))
        .group_by(staged.number, staged.extension)
    )
    return insert(_table(PhoneLine)).from_select(["number", "extension", "kind", "country"], new)


def _change(target: Target) -> Update:
    values = {fact.column.key: func.coalesce(fact.said, fact.column) for fact in target.facts}
    changed = update(_table(target.table)).where(_SCOPE, target.first, target.key == target.named, target.differs)
    return changed.values(values)


def _create(target: Target) -> Insert:
    names = [target.key.key, *(fact.column.key for fact in target.facts)]
    said: list[Any] = [target.named]
    said += [fact.said if fact.at_first is None else func.coalesce(fact.said, fact.at_first) for fact in target.facts]
    if target.name == Touchpoint.__tablename__:
        names.append(Touchpoint.import_run_id.key)
        said.append(StagedLine.run_id)
    new = select(*said).select_from(StagedLine).where(_SCOPE, target.first, target.named.is_not(None), ~target.known)
    return insert(_table(target.table)).from_select(names, new)


def _consents() -> Insert:
    """What the list says of being phoned by a machine, where the latest list that said anything said otherwise."""
    ledger, said, automated = Consent.__table__.c, StagedLine.automated_voice_consent, Purpose.AUTOMATED_VOICE.value
    before = (
        select(ledger.granted)
        .where(ledger.contact_id == Contact.id, ledger.purpose == automated, ledger.source == "import")
        .order_by(ledger.given_at.desc(), ledger.id.desc())
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )
    facts = {
        "contact_id": Contact.id,
        "purpose": literal(automated),
        "granted": said,
        "source": literal("import"),
        "words": one_of((said == true(), "The contact list says yes."), else_="The contact list says no."),
        "given_at": bindparam("moment", type_=UtcDateTime()),
        "import_run_id": StagedLine.run_id,
        "import_line": StagedLine.at_line,
    }
    new = (
        select(*facts.values())
        .join_from(StagedLine, Contact, Contact.external_id == StagedLine.contact_id)
        .where(_SCOPE, StagedLine.contact_first == true(), said.is_not(None), before.is_distinct_from(said))
    )
    return insert(_table(Consent)).from_select(list(facts), new)


_SCOPE = and_(
    StagedLine.run_id == bindparam("run"),
    StagedLine.at_line > bindparam("after"),
    StagedLine.at_line <= bindparam("last"),
)
# Made once: putting a statement together takes longer than many of them run.
_NEW_LINES = _new_lines()
_CONSENTS = _consents()
_STATEMENTS = {target.name: (_change(target), _create(target)) for target in TARGETS}

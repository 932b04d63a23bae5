"""Files of those who are not to be called: what each line would do, and doing it, some lines in each transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.imports import RefusalFile
from vocsurvey.db.sample import Contact, Suppression, SuppressionScope
from vocsurvey.fieldwork.refusal_list import RefusalLine
from vocsurvey.fieldwork.suppression import Scope, Who
from vocsurvey.operations.opting_out import Wish, bar
from vocsurvey.operations.suppressing import IN_FORCE, LineHash, people_of
from vocsurvey.rulebook import Rulebook

AT_ONCE = 25
"""So many lines go into one transaction: turns wait behind it."""
WORKING = timedelta(seconds=60)
WAITS_FOR_A_WORD = timedelta(days=7)
WITHOUT_A_REASON = "stood in a file of those who are not to be called"


@dataclass(frozen=True)
class Foreseen:
    """What a line would do. ``known``: all that it names is on the list. ``people``: names of those it concerns now;
    ``cases``: how many open cases they have.
    """

    line: RefusalLine
    known: bool
    people: tuple[str, ...] = ()
    cases: int = 0


def foresee(session: Session, lines: Sequence[RefusalLine], line_hash: LineHash) -> tuple[Foreseen, ...]:
    """What each of these lines would do. Changes nothing."""
    known = _known(session, lines, line_hash)
    found = []
    for line in lines:
        named = [(who.hashed(line_hash), _scope(line)) for who in line.whos]
        people = [person for who in line.whos for person in session.execute(_people(who))]
        names = tuple(dict.fromkeys(name for _, name, _ in people))
        cases = sum({contact_id: count for contact_id, _, count in people}.values())
        found.append(Foreseen(line, bool(named) and all(one in known for one in named), names, cases))
    return tuple(found)


def tally(session: Session, lines: Iterable[RefusalLine], line_hash: LineHash) -> dict[str, int]:
    """How many lines would put somebody on the list, name only those who are on it, and are bad."""
    counts = {"new": 0, "known": 0, "bad": 0}
    portion: list[RefusalLine] = []

    def count() -> None:
        known = _known(session, portion, line_hash)
        for line in portion:
            on_it = all((who.hashed(line_hash), _scope(line)) in known for who in line.whos)
            counts["bad" if line.problem else "known" if on_it else "new"] += 1
        portion.clear()

    for line in lines:
        portion.append(line)
        if len(portion) == 500:
            count()
    count()
    return counts


def apply_lines(
    session: Session,
    lines: Iterable[RefusalLine],
    *,
    file_name: str,
    source: str,
    by_id: int | None,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> tuple[int, int, tuple[int, ...]]:
    """Bar whom these lines name: how many lines put somebody on the list, how many open cases ended, calls to end."""
    new, cases, hang_up = 0, 0, []
    for line in lines:
        wish = Wish(
            source=source,
            reason=line.reason or WITHOUT_A_REASON,
            scope=_scope(line),
            origin=f"{file_name[:160]}, line {line.number}",
            by_id=by_id,
        )
        done = [bar(session, who, wish, rules=rules, line_hash=line_hash, now=now) for who in line.whos]
        new += any(one.new for one in done)
        cases += sum(one.cases for one in done)
        hang_up += [call_id for one in done for call_id in one.hang_up]
    return new, cases, tuple(hang_up)


def keep(
    session: Session, *, file_name: str, content: bytes, country: str | None, by_id: int, now: datetime
) -> RefusalFile:
    """A file that waits for a person's word."""
    row = RefusalFile(
        file_name=file_name[:200], content=content, country=country, by_id=by_id, counts={}, created_at=now
    )
    session.add(row)
    session.flush()
    return row


def confirm(session: Session, file_id: int, now: datetime) -> bool:
    """A person has seen what it would do, and wants it without its bad lines. False when it is not to be had."""
    row = locked(session, file_id)
    if row.content is None or row.confirmed_at is not None:
        return False
    row.confirmed_at, row.enqueued_until = now, now + WORKING
    session.flush()
    return True


def discard(session: Session, file_id: int, now: datetime) -> bool:
    """Throw a file away that has changed nothing yet. False when it is too late."""
    row = locked(session, file_id)
    if row.content is None or row.confirmed_at is not None:
        return False
    row.content, row.finished_at = None, now
    session.flush()
    return True


def go_on(
    session: Session,
    file_id: int,
    lines: Sequence[RefusalLine],
    after: int,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> tuple[int, ...] | None:
    """The next lines of a confirmed file, those beyond line ``after``; no lines end it. The ids of calls to hang up.

    None when somebody else has gone on, or it is done with.
    """
    row = locked(session, file_id)
    if row.confirmed_at is None or row.finished_at is not None or row.applied_to != after:
        return None
    if not lines:
        row.finished_at, row.content, row.enqueued_until = now, None, None
        session.flush()
        return ()
    good = [line for line in lines if line.problem is None]
    new, cases, hang_up = apply_lines(
        session,
        good,
        file_name=row.file_name,
        source="file",
        by_id=row.by_id,
        rules=rules,
        line_hash=line_hash,
        now=now,
    )
    more = {"done": len(good), "barred": new, "cases": cases}
    row.counts = row.counts | {word: row.counts.get(word, 0) + count for word, count in more.items()}
    row.applied_to, row.enqueued_until = lines[-1].number, now + WORKING
    session.flush()
    return hang_up


def nudge_files(session: Session, now: datetime) -> tuple[int, ...]:
    """The confirmed files that nobody works on, each given out once in a while; those without a word are given up."""
    stale = (RefusalFile.confirmed_at.is_(None), RefusalFile.created_at < now - WAITS_FOR_A_WORD)
    session.execute(
        update(RefusalFile).where(*stale, RefusalFile.finished_at.is_(None)).values(content=None, finished_at=now)
    )
    idle = or_(RefusalFile.enqueued_until.is_(None), RefusalFile.enqueued_until <= now)
    due = (RefusalFile.confirmed_at.is_not(None), RefusalFile.finished_at.is_(None), idle)
    marked = update(RefusalFile).where(*due).values(enqueued_until=now + WORKING).returning(RefusalFile.id)
    return tuple(session.scalars(marked))


def locked(session: Session, file_id: int) -> RefusalFile:
    """The file, with its row locked, so that two who work on one queue."""
    return session.get_one(RefusalFile, file_id, with_for_update=True, populate_existing=True)


def _scope(line: RefusalLine) -> SuppressionScope:
    return SuppressionScope.AUTOMATED if line.scope is Scope.AUTOMATED else SuppressionScope.ALL_SURVEYS


def _known(session: Session, lines: Sequence[RefusalLine], line_hash: LineHash) -> set[tuple[str, str]]:
    hashes = {who.hashed(line_hash) for line in lines for who in line.whos}
    rows = select(Suppression.line_hash, Suppression.scope).where(Suppression.line_hash.in_(hashes), IN_FORCE)
    return {(hashed, scope) for hashed, scope in session.execute(rows)}


def _people(who: Who) -> Select[int, str, int]:
    open_cases = select(func.count(Case.id)).where(Case.contact_id == Contact.id, Case.closed_at.is_(None))
    return select(Contact.id, Contact.name, open_cases.correlate(Contact).scalar_subquery()).where(
        Contact.id.in_(people_of(who))
    )

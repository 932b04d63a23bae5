"""A contact list is taken back, some rows in each short transaction, without touching what was used since.

What it changed is put back where nobody has changed it since; what it created goes where nobody has used it since; all
else stays, with the reason. The ledger of consents only grows: a yes that the list brought is withdrawn, a no stays.
Suppressions are never lifted. What is done leaves no image and no mark behind, so that a crash is gone on with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from vocsurvey.db.imports import ImportRun, ImportState, Kept
from vocsurvey.db.reads.forecast import TARGETS, Target
from vocsurvey.db.reads.undoing import CREATED, Brought, Verdict, coming_in, judge
from vocsurvey.db.sample import Account
from vocsurvey.fieldwork.suppression import LineHash
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.bringing import WORKING, locked
from vocsurvey.operations.launching import sweep
from vocsurvey.operations.putting_back import Restored, compared, images, put_back
from vocsurvey.operations.taking_away import agreed, drop_lines, release, take_away, withdraw
from vocsurvey.operations.tracing import UNDO_WITHIN

LOOKED_AT = 2_000
"""So many rows of each table are looked at for somebody who waits for the answer."""
WORDS = ("deleted", "put_back", "withdrawn", "kept")
_STAGES: tuple[Target | Brought | None, ...] = (*TARGETS, None, *CREATED, *CREATED)
"""Tables of which rows were changed; the consents; tables of which rows were created, then of rows only named."""
_RELEASING = len(_STAGES) - len(CREATED)


@dataclass(frozen=True)
class Place:
    """How far an undo is: its stage, and the last row that was looked at."""

    stage: int = 0
    after: int = 0


@dataclass
class Tally:
    """What was done, or would be: by word and table; ``why`` by table and reason. ``whole``: all rows are counted."""

    done: dict[str, Counter[str]] = field(default_factory=lambda: {word: Counter() for word in WORDS})
    why: Counter[tuple[str, Kept]] = field(default_factory=Counter)
    whole: bool = True

    def restored(self, target: Target, rows: Sequence[Restored]) -> None:
        """Count rows that were changed."""
        for one in rows:
            if one.whole:
                self.done["put_back"][target.name] += 1
            elif not one.gone:
                self._keep(target.name, Kept.CHANGED_SINCE)

    def judged(self, table: Brought, verdicts: Sequence[Verdict]) -> None:
        """Count rows that were created."""
        for one in verdicts:
            if one.kept is None:
                self.done["deleted"][table.__tablename__] += 1
            else:
                self._keep(table.__tablename__, one.kept)

    def added_to(self, before: dict[str, Any]) -> dict[str, dict[str, int]]:
        """The numbers with those of earlier portions."""
        return {word: dict(self.done[word] + Counter(before.get(word, {}))) for word in WORDS}

    @property
    def reasons(self) -> list[tuple[str, Kept, int]]:
        """Why so many rows of a table stay, most first."""
        return [(table, kept, count) for (table, kept), count in self.why.most_common()]

    @property
    def rows(self) -> dict[str, dict[str, int]]:
        """The numbers alone."""
        return self.added_to({})

    def _keep(self, table: str, reason: Kept) -> None:
        self.done["kept"][table] += 1
        self.why[table, reason] += 1


def refusal(run: ImportRun, now: datetime) -> Refusal | None:
    """Why a list cannot be taken back; None when it can."""
    if run.undo_at is not None:
        return Refusal("That list was taken back already.")
    if run.state != ImportState.APPLIED or run.finished_at is None:
        return Refusal("Only a list that is in can be taken back.")
    if not run.traced:
        return Refusal("That list came in before lists could be taken back, so nobody knows which rows are its own.")
    if run.finished_at < now - UNDO_WITHIN:
        return Refusal(f"It is too late: a list can be taken back for {UNDO_WITHIN.days} days.")
    return None


def begin(session: Session, run_id: int, by_id: int | None, now: datetime) -> Refusal | None:
    """Take a list back. From now on no campaign draws those whom it brought; the rest is work for ``undo_some``."""
    run = locked(session, run_id)
    refused = refusal(run, now)
    if refused is None:
        run.undo_at, run.undo_by_id, run.enqueued_until = now, by_id, now + WORKING
        session.flush()
    return refused


def undo_some(
    session: Session, run_id: int, place: Place, most: int, *, line_hash: LineHash, now: datetime
) -> Place | None:
    """Undo at most so many rows beyond a place; the place that was reached, or the same one while another list comes
    in, because that one may be about to refer to what would go, or while cases of a launch that was called off are
    there, which are taken away first: they keep nobody. None when the list is taken back.
    """
    run = locked(session, run_id)
    if not run.undoing:
        return None
    run.enqueued_until = now + WORKING
    if coming_in(session) or sweep(session):
        session.flush()
        return place
    if place.stage == len(_STAGES):
        run.undone_at, run.enqueued_until = now, None
        session.flush()
        return None
    tally = Tally()
    last = _portion(session, run, place, most, tally, line_hash, now)
    run.undo_counts = tally.added_to(run.undo_counts)
    session.flush()
    return Place(place.stage + 1) if last is None else Place(place.stage, last)


def foresee(session: Session, run_id: int, line_hash: LineHash, most: int = 2_000, at_most: int | None = None) -> Tally:
    """What taking the list back would come to now. Reads only, ``most`` rows at a time.

    ``at_most``: whoever waits for it is told of the first so many rows of each table; None: of all.
    """
    tally = Tally()
    for target in TARGETS:
        after, looked = 0, 0
        while some := images(session, run_id, target, after, most if looked != at_most else 1):
            if looked == at_most:
                tally.whole = False
                break
            some = some[: at_most and at_most - looked]
            after, looked = some[-1].row_id, looked + len(some)
            tally.restored(target, compared(session, target, some))
            session.expunge_all()
    _foresee_created(session, run_id, line_hash, most, at_most, tally)
    tally.done["withdrawn"]["consent"] = agreed(session, run_id, at_most)
    return tally


def _foresee_created(
    session: Session, run_id: int, line_hash: LineHash, most: int, at_most: int | None, tally: Tally
) -> None:
    holding: set[int | None] = set()
    for table in CREATED:
        after, looked = 0, 0
        while verdicts := judge(session, run_id, table, after, most if looked != at_most else 1, line_hash):
            if looked == at_most:
                tally.whole = False
                break
            verdicts = verdicts[: at_most and at_most - looked]
            after, looked = verdicts[-1].row_id, looked + len(verdicts)
            # Only a contact's hash tells that it is suppressed, so its account cannot know by a query that it stays.
            holding |= {one.account_id for one in verdicts if one.kept is Kept.SUPPRESSION}
            held = table is Account
            tally.judged(
                table,
                [
                    replace(one, kept=Kept.CONTACTS) if held and one.kept is None and one.row_id in holding else one
                    for one in verdicts
                ],
            )


def _portion(
    session: Session, run: ImportRun, place: Place, most: int, tally: Tally, line_hash: LineHash, now: datetime
) -> int | None:
    """The last row of the stage that was dealt with; None when none is left."""
    subject = _STAGES[place.stage]
    if subject is None:
        consents = withdraw(session, run, place.after, most, now)
        tally.done["withdrawn"]["consent"] += len(consents)
        return consents[-1] if consents else None
    if isinstance(subject, Target):
        some = images(session, run.id, subject, place.after, most)
        if not some:
            return None
        rows = compared(session, subject, some, lock=True)
        put_back(session, run.id, subject, rows)
        drop_lines(session, {one.line_id for one in rows if one.line_id is not None})
        tally.restored(subject, rows)
        return some[-1].row_id
    if place.stage >= _RELEASING:
        return release(session, run.id, subject, place.after, most)
    verdicts = judge(session, run.id, subject, place.after, most, line_hash, lock=True)
    if not verdicts:
        return None
    take_away(session, run.id, subject, verdicts)
    drop_lines(session, {one.line_id for one in verdicts if one.kept is None and one.line_id is not None})
    tally.judged(subject, verdicts)
    return verdicts[-1].row_id

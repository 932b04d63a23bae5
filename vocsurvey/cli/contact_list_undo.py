"""``vocsurvey import --undo``: a contact list is taken back, after saying what that comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import opened, show_json
from vocsurvey.db.imports import ImportRun
from vocsurvey.db.reads.undoing import kept_because
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.suppression import LineHash
from vocsurvey.jobs.list_undo import UndoWork
from vocsurvey.keys import line_hasher
from vocsurvey.operations import undo_words, undoing
from vocsurvey.operations.undo_words import counted
from vocsurvey.settings import Needs, Settings

_CALLED = {
    "deleted": ("Deleted", "Would delete"),
    "put_back": ("As before", "Would put back as before"),
    "withdrawn": ("Withdrawn", "Would withdraw"),
}
_CALLED_KEPT = ("Left alone", "Would leave alone")


def undo_list(run_id: int, *, dry_run: bool, sure: bool, as_json: bool, quiet: bool) -> None:
    """Take a list back, or only say what that would come to. Raises Failure when it cannot be had, and Abort when
    whoever is asked does not want it.
    """
    settings = Settings.from_environ(needs=Needs.SUPPRESSION_KEY)
    with opened(settings) as database:
        line_hash = line_hasher(settings.suppression_key or "")
        name, begun, tally = _foreseen(database, run_id, line_hash)
        if dry_run:
            _show(run_id, tally.rows, tally.reasons, as_json, True)
            return
        if not sure and not begun:
            _show(run_id, tally.rows, tally.reasons, False, True)
            click.confirm(f"Undo the import of “{name}”?", abort=True)
        with database.transaction() as session:
            undoing.begin(session, run_id, None, clock.now())
        _work(database, run_id, line_hash, quiet)
        with database.reading() as session:
            done = session.get_one(ImportRun, run_id)
            _show(run_id, done.undo_counts, kept_because(session, run_id), as_json, False)


def _foreseen(database: Database, run_id: int, line_hash: LineHash) -> tuple[str, bool, undoing.Tally]:
    """The name of a list, whether somebody began to take it back, and what that comes to from here."""
    with database.reading() as session:
        run = session.get(ImportRun, run_id)
        if run is None:
            raise Failure(f"There is no import {run_id}; “Contact lists” in the web application shows their numbers.")
        # An undo that was interrupted is gone on with.
        refused = None if run.undoing else undoing.refusal(run, clock.now())
        if refused is not None:
            raise Failure(refused.sentence)
        name, begun = run.file_name, run.undoing
        session.expunge(run)
        return name, begun, undoing.foresee(session, run_id, line_hash)


def _work(database: Database, run_id: int, line_hash: LineHash, quiet: bool) -> None:
    work = UndoWork(database, run_id, line_hash)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task("Taking back", total=None)
        while work.step():
            if not quiet:
                with database.reading() as session:
                    run = session.get_one(ImportRun, run_id)
                    bar.update(task, completed=run.rows_undone, total=max(run.rows_brought, run.rows_undone))


def _show(run_id: int, counts: Mapping[str, Mapping[str, int]], why: Any, as_json: bool, would: bool) -> None:
    if as_json:
        kept = [{"table": table, "reason": str(kept), "rows": count} for table, kept, count in why]
        show_json({"import": run_id, **{word: counts.get(word, {}) for word in undoing.WORDS}, "kept_because": kept})
        return
    for word, called in _CALLED.items():
        if any(counts.get(word, {}).values()) or word == "deleted":
            click.echo(f"{called[would]}: {counted(counts.get(word, {}))}.")
    for one in undo_words.reasons(why):
        click.echo(f"{_CALLED_KEPT[would]}: {one.rows}, because {one.why}.")

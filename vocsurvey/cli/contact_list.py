"""``vocsurvey import``: a contact list, whole or with its bad lines left out, never halfway."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.cli.contact_list_undo import undo_list
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, opened, show_json
from vocsurvey.db.imports import ImportRun, ImportState
from vocsurvey.db.reads.borrowed_phones import BorrowedPhones, borrowed_phones
from vocsurvey.db.reads.contact_lists import every_problem
from vocsurvey.db.reads.forecast import WORDS, LineForecast, line_forecasts
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.columns import OPTIONAL, REQUIRED
from vocsurvey.fieldwork.contact_line import RowProblem
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.jobs.contact_lists import PIECE, ListWork, take_in
from vocsurvey.operations import bringing
from vocsurvey.settings import Settings

_CHANGES_SHOWN = 20
_LINES_AT_A_TIME = 500
_STAGES = {
    ImportState.READING: "Reading",
    ImportState.COMPARING: "Comparing",
    ImportState.APPLYING: "Importing",
    ImportState.APPLIED: "Tidying up",
}


def _listed(columns: Sequence[str]) -> str:
    return "\n" + textwrap.fill(", ".join(columns), 76, initial_indent="  ", subsequent_indent="  ")


@dataclass(frozen=True)
class Given:
    """What became of a list: its run, everything wrong with it, and in a dry run what each line would do."""

    run: ImportRun
    problems: tuple[RowProblem, ...]
    lines: tuple[LineForecast, ...] = field(default=())
    borrowed: BorrowedPhones = field(default=BorrowedPhones(0, ()))


@click.command(
    epilog=f"\b\nColumns that are needed: {_listed(REQUIRED)}\n\n\b\nOthers: {_listed(OPTIONAL)}",
)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be created and changed, and what is wrong.")
@click.option("--skip-bad", is_flag=True, help="Import the good lines although others are bad.")
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="NAME=COLUMN",
    help="What a column of the list is, or “-” to leave it out; “#3” is the third. May be given several times.",
)
@click.option("--undo", type=int, metavar="RUN", help="Take the import of this number back, instead of a FILE.")
@click.option("--yes", "sure", is_flag=True, help="Do not ask again before an undo.")
@as_json_option
@click.pass_context
def import_list(
    ctx: click.Context,
    file: Path | None,
    dry_run: bool,
    skip_bad: bool,
    mapped: tuple[str, ...],
    undo: int | None,
    sure: bool,
    as_json: bool,
) -> None:
    """Bring in the contact list FILE (CSV or XLSX). A list with bad lines changes nothing, unless you say --skip-bad.

    Importing a list again brings its people up to date; nothing is ever deleted by a list. Exit status 1 if any line
    is bad. The columns that it may have are listed below; usual spellings of their names are understood in English,
    German, French and Spanish. Should it be interrupted, what was begun is finished by vocsurvey's clock.

    For 30 days an import can be taken back with --undo: what it created and nobody has used is deleted, what it
    changed and nobody has changed since is as before, and the rest is listed with the reason. It asks first.

    \b
    Examples:
      vocsurvey import contacts.csv --dry-run
      vocsurvey import contacts.xlsx --skip-bad --map "Tel. 2=phone" --map "Shoe size=-"
      vocsurvey import --undo 12
    """
    quiet = as_json or not sys.stderr.isatty()
    if undo is not None:
        if file is not None or skip_bad or mapped:
            raise click.UsageError("--undo goes without a FILE, --skip-bad and --map.")
        undo_list(undo, dry_run=dry_run, sure=sure, as_json=as_json, quiet=quiet)
        return
    if file is None:
        raise click.UsageError("Name the FILE to import, or the import to take back with --undo.")
    mapping = _mapping(mapped)
    with opened(Settings.from_environ()) as database:
        given = import_file(
            database,
            file,
            mapping=mapping,
            dry_run=dry_run,
            skip_bad=skip_bad,
            quiet=quiet,
        )
    if as_json:
        show_json(_as_json(given))
    else:
        _show(file, given, dry_run)
    ctx.exit(1 if given.problems and not (skip_bad and given.run.good_lines) else 0)


def import_file(
    database: Database,
    file: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    quiet: bool = True,
) -> Given:
    """Import a contact list, or only look at it. Raises Failure when the file is no list at all."""
    taken = take_in(database, _pieces(file), file.name, mapping=mapping, straight=not dry_run, bad_left_out=skip_bad)
    if isinstance(taken, Problem):
        raise Failure(f"{file}: {taken.sentence}")
    try:
        _work(database, taken, quiet)
        with database.reading() as session:
            given = _given(session, taken, dry_run)
    except KeyboardInterrupt:
        _give_up(database, taken)
        raise
    if given.run.state in (ImportState.CHECKED, ImportState.COLUMNS_WANTED):
        _give_up(database, taken)
    if given.run.state == ImportState.REFUSED and not given.problems:
        raise Failure(f"{file}: {given.run.reason}")
    return given


def _mapping(mapped: Sequence[str]) -> dict[str, str]:
    mapping = {}
    for one in mapped:
        name, sign, column = one.rpartition("=")
        if not sign or not name.strip():
            raise click.UsageError(f"--map {one}: write it like --map “Tel. 2=phone”.")
        mapping[name.strip()] = column.strip()
    return mapping


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while piece := content.read(PIECE):
            yield piece


def _give_up(database: Database, run_id: int) -> None:
    """Leave nothing of a list that has changed nothing."""
    with database.transaction() as session:
        bringing.discard(session, run_id, clock.now())
    work = ListWork(database, run_id)
    while work.step():
        pass


def _work(database: Database, run_id: int, quiet: bool) -> None:
    work = ListWork(database, run_id)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task("Reading", total=None)
        while work.step():
            if not quiet:
                _move(bar, task, database, run_id)


def _move(bar: Progress, task: TaskID, database: Database, run_id: int) -> None:
    with database.reading() as session:
        run = session.get_one(ImportRun, run_id)
        applying = run.state == ImportState.APPLYING
        done, about = (run.lines_applied, run.good_lines) if applying else (run.lines_read, run.about)
        bar.update(
            task, description=_STAGES.get(ImportState(run.state), ""), completed=done, total=max(about, done) or None
        )


def _given(session: Session, run_id: int, dry_run: bool) -> Given:
    run = session.get_one(ImportRun, run_id)
    session.expunge(run)
    problems = tuple(RowProblem(one.line, one.place, one.sentence) for one in every_problem(session, run_id))
    lines: list[LineForecast] = []
    while dry_run and (more := line_forecasts(session, run_id, lines[-1].line if lines else 0, _LINES_AT_A_TIME)):
        lines += more
    return Given(run, problems, tuple(lines), borrowed_phones(session, run_id))


def _show(file: Path, given: Given, dry_run: bool) -> None:
    run = given.run
    if run.note:
        click.echo(run.note, err=True)
    for problem in given.problems:
        where = f" {problem.column}:" if problem.column else ""
        click.echo(f"{file}:{problem.line}:{where} {problem.sentence}", err=True)
    if any("column" in problem.sentence for problem in given.problems if problem.column is None):
        click.echo("Say what a column is with --map “NAME=COLUMN”, or leave it out with --map “NAME=-”.", err=True)
    for one in given.borrowed.first:
        where = f"{file}:{one.line}: phone"
        click.echo(f"{where}: That of {one.known}, {one.account}, too; look whether it is {one.contact}’s.", err=True)
    if run.state != ImportState.APPLIED:
        _show_forecast(file, given)
        click.echo(_why_nothing(given, dry_run), err=bool(given.problems))
        return
    _show_counts("", run.counts)
    if run.rows_brought:
        click.echo(f"To take it back within 30 days: vocsurvey import --undo {run.id}", err=True)
    if given.problems:
        click.echo(f"{_bad_lines(given)} left out.", err=True)
    for email in run.unknown_owners:
        click.echo(f"Nobody signs in as {email}, so its accounts have no owner: vocsurvey user add {email} …", err=True)


def _show_counts(before: str, counts: Mapping[str, Mapping[str, int]]) -> None:
    for word in WORDS:
        named = sorted(counts.get(word, {}).items())
        listed = ", ".join(f"{count} {table}{'s' * (count != 1)}" for table, count in named if count)
        if listed:
            click.echo(f"{before}{word.capitalize()}: {listed}." if not before else f"{before}{word}: {listed}.")


def _show_forecast(file: Path, given: Given) -> None:
    changed = [line for line in given.lines if line.verdict == "changed"]
    for line in changed[:_CHANGES_SHOWN]:
        click.echo(f"{file}:{line.line}: {line.contact_id}, {line.contact}: would change {', '.join(line.changes)}")
    if len(changed) > _CHANGES_SHOWN:
        click.echo(f"… and {len(changed) - _CHANGES_SHOWN} more lines that change something; --json lists them all.")
    _show_counts("Would be ", given.run.forecast)


def _why_nothing(given: Given, dry_run: bool) -> str:
    good = given.run.good_lines
    if not given.problems:
        return f"{good} good line(s); nothing was imported, because this was a dry run."
    bad = f"{_bad_lines(given)} bad"
    because = "this was a dry run" if dry_run else "lines are bad; --skip-bad leaves them out"
    if given.run.state == ImportState.COLUMNS_WANTED:
        because = "it is not known what the columns are; --map says it"
    elif not given.run.bad_lines:
        bad = "none bad, but the first one has a column that is not known"
        because = because if dry_run else "of that column; --skip-bad imports all but what stands in it"
    return f"{good} good line(s), {bad}; nothing was imported, because {because}."


def _bad_lines(given: Given) -> str:
    return f"{len({problem.line for problem in given.problems})} line(s)"


def _as_json(given: Given) -> dict[str, object]:
    run = given.run
    return {
        "import": run.id,
        "good_lines": run.good_lines,
        "problems": [
            {"line": problem.line, "column": problem.column, "sentence": problem.sentence} for problem in given.problems
        ],
        "note": run.note,
        "telephones_of_others": {"total": given.borrowed.total, "first": [asdict(one) for one in given.borrowed.first]},
        "imported": run.counts if run.state == ImportState.APPLIED else None,
        "forecast": {word: run.forecast[word] for word in WORDS if word in run.forecast} or None,
        "lines": [
            {"line": line.line, "contact_id": line.contact_id, "verdict": line.verdict, "changes": line.changes}
            for line in given.lines
        ],
        "unknown_owners": run.unknown_owners,
    }

"""``vocsurvey import``: a contact list, whole or with its bad lines left out, never halfway."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, opened, show_json
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.columns import OPTIONAL, REQUIRED
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.sample import RowProblem, SampleRow, decode, read_rows
from vocsurvey.operations.sampling import import_sample
from vocsurvey.settings import Settings

ROWS_AT_A_TIME = 25


def _listed(columns: Sequence[str]) -> str:
    return "\n" + textwrap.fill(", ".join(columns), 76, initial_indent="  ", subsequent_indent="  ")


@dataclass(frozen=True)
class ContactList:
    """A file that was read: its good lines, everything wrong with the others, and how it had to be decoded."""

    rows: tuple[SampleRow, ...]
    problems: tuple[RowProblem, ...]
    note: str | None


@dataclass(frozen=True)
class Imported:
    """What became of the lines: counts by word and table, and owners that nobody signs in as."""

    counts: Mapping[str, Mapping[str, int]]
    unknown_owners: tuple[str, ...]


@click.command(
    epilog=f"\b\nColumns that are needed: {_listed(REQUIRED)}\n\n\b\nOthers: {_listed(OPTIONAL)}",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what is wrong and what would be imported.")
@click.option("--skip-bad", is_flag=True, help="Import the good lines although others are bad.")
@as_json_option
@click.pass_context
def import_list(ctx: click.Context, file: Path, dry_run: bool, skip_bad: bool, as_json: bool) -> None:
    """Bring in the contact list FILE (CSV). A list with bad lines changes nothing, unless you say --skip-bad.

    Importing a list again brings its people up to date; nothing is ever deleted by a list. Exit status 1 if any line
    is bad. The columns that it may have are listed below; usual other spellings of their names are understood.

    \b
    Examples:
      vocsurvey import contacts.csv --dry-run
      vocsurvey import contacts.csv --skip-bad
    """
    given = read_list(file)
    accepted = given.rows if skip_bad or not given.problems else ()
    imported = None
    if accepted and not dry_run:
        with opened(Settings.from_environ()) as database:
            imported = import_rows(database, accepted)
    if as_json:
        show_json(_as_json(given, imported))
    else:
        _show(file, given, imported, dry_run)
    ctx.exit(1 if given.problems and not (skip_bad and given.rows) else 0)


def read_list(file: Path) -> ContactList:
    """Read a contact list. Raises Failure when the file is no list at all."""
    decoded = decode(file.read_bytes())
    if isinstance(decoded, Problem):
        raise Failure(f"{file}: {decoded.sentence}")
    rows, problems = read_rows(decoded.text)
    return ContactList(rows, problems, decoded.note)


def import_rows(database: Database, rows: tuple[SampleRow, ...]) -> Imported:
    """Import the lines, a few in each transaction: a running campaign's turns wait behind no long one."""
    created, changed = Counter[str](), Counter[str]()
    unknown: set[str] = set()
    for start in range(0, len(rows), ROWS_AT_A_TIME):
        with database.transaction() as session:
            done = import_sample(session, rows[start : start + ROWS_AT_A_TIME], clock.now())
        created.update(done.created)
        changed.update(done.changed)
        unknown.update(done.unknown_owners)
    # An account can stand in several portions, so what was left alone is counted over the whole list.
    unchanged = {table: count - created[table] - changed[table] for table, count in _named(rows).items()}
    return Imported({"created": created, "changed": changed, "unchanged": unchanged}, tuple(sorted(unknown)))


def _named(rows: tuple[SampleRow, ...]) -> dict[str, int]:
    """How many different accounts, contacts, touchpoints and agents the list names."""
    return {
        "account": len({row.account_id for row in rows}),
        "contact": len({row.contact_id for row in rows}),
        "touchpoint": len({row.touchpoint_id or (row.contact_id,) for row in rows}),
        "agent": len({row.agent_id for row in rows if row.agent_id is not None}),
    }


def _show(file: Path, given: ContactList, imported: Imported | None, dry_run: bool) -> None:
    if given.note:
        click.echo(given.note, err=True)
    for problem in given.problems:
        where = f" {problem.column}:" if problem.column else ""
        click.echo(f"{file}:{problem.line}:{where} {problem.sentence}", err=True)
    if imported is None:
        click.echo(_why_nothing(given, dry_run), err=bool(given.problems))
        return
    for word, counts in imported.counts.items():
        listed = ", ".join(f"{count} {table}{'s' * (count != 1)}" for table, count in sorted(counts.items()) if count)
        if listed:
            click.echo(f"{word.capitalize()}: {listed}.")
    if given.problems:
        click.echo(f"{_lines(given)} left out.", err=True)
    for email in imported.unknown_owners:
        click.echo(f"Nobody signs in as {email}, so its accounts have no owner: vocsurvey user add {email} …", err=True)


def _why_nothing(given: ContactList, dry_run: bool) -> str:
    if not given.problems:
        return f"{len(given.rows)} good line(s); nothing was imported, because this was a dry run."
    because = "this was a dry run" if dry_run else "lines are bad; --skip-bad leaves them out"
    return f"{len(given.rows)} good line(s), {_lines(given)} bad; nothing was imported, because {because}."


def _lines(given: ContactList) -> str:
    return f"{len({problem.line for problem in given.problems})} line(s)"


def _as_json(given: ContactList, imported: Imported | None) -> dict[str, object]:
    return {
        "good_lines": len(given.rows),
        "problems": [
            {"line": problem.line, "column": problem.column, "sentence": problem.sentence} for problem in given.problems
        ],
        "note": given.note,
        "imported": {word: dict(counts) for word, counts in imported.counts.items()} if imported else None,
        "unknown_owners": list(imported.unknown_owners) if imported else [],
    }

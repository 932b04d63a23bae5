"""``vocsurvey do-not-call``: who is not called; one more, a whole file of them, and lifting one again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import click
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, opened, show_json, show_table
from vocsurvey.db.campaign import Campaign, CampaignKind
from vocsurvey.db.reads.do_not_call import Entry, campaigns_barred, every_entry
from vocsurvey.db.sample import SuppressionScope
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.cell import read_country
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.refusal import meant_by, read_who
from vocsurvey.fieldwork.refusal_list import COLUMNS, LARGEST, RefusalLine
from vocsurvey.fieldwork.suppression import Subject
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.jobs.refusals import lines_of
from vocsurvey.keys import line_hasher
from vocsurvey.operations import opting_out, refusal_files
from vocsurvey.operations.opting_out import Wish
from vocsurvey.operations.refusal_files import AT_ONCE, Foreseen
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook, load_rulebook
from vocsurvey.settings import Needs, Settings

country_option = click.option("--country", help="Where numbers without + are at home, like GB.")


@dataclass(frozen=True)
class House:
    """What these commands work with."""

    database: Database
    rules: Rulebook
    line_hash: LineHash


@contextmanager
def _house() -> Iterator[House]:
    settings = Settings.from_environ(needs=Needs.SUPPRESSION_KEY)
    rules = load_rulebook(settings.rules_folder)
    with opened(settings) as database:
        yield House(database, rules, line_hasher(settings.suppression_key or ""))


@click.group()
def do_not_call() -> None:
    """Who is not called any more: by a key on the phone, by hand, from a file. In force at once, in every campaign.

    \b
    Examples:
      vocsurvey do-not-call add "+44 20 7946 0123 ext. 12" --reason "wrote to us on Monday"
      vocsurvey do-not-call file robinson.csv --country GB --dry-run
    """


@do_not_call.command("list")
@click.argument("words", default="")
@click.option("--lifted", is_flag=True, help="Those that were lifted again.")
@as_json_option
def list_entries(words: str, lifted: bool, as_json: bool) -> None:
    """List who is not called, with where each came from; only those with WORDS in the name, the reason or the origin.

    A number is found in any international spelling, also when its name was erased.

    \b
    Example:
      vocsurvey do-not-call list "0049 30 23125 003"
    """
    with _house() as house, house.database.reading() as session:
        campaigns = (None, *campaigns_barred(session))
        hashes = [who.hashed(house.line_hash, one) for who in meant_by(words) for one in campaigns]
        found = every_entry(session, lifted=lifted, words=words, hashes=hashes)
    if as_json:
        show_json([asdict(one) for one in found])
        return
    show_table(("ID", "WHOM", "WHAT", "HOW FAR", "FROM", "SINCE", "WHY"), map(_row, found))


@do_not_call.command()
@click.argument("whom")
@click.option(
    "--as",
    "subject",
    type=click.Choice([one.value for one in Subject]),
    default=Subject.LINE.value,
    help="What WHOM is.",
)
@country_option
@click.option("--automated", is_flag=True, help="No automated calls; a person may call.")
@click.option("--campaign", help="Only in this campaign, by its name or its number.")
@click.option("--organisation-refused", is_flag=True, help="Needed for --as number: it bars everybody behind it.")
@click.option("--reason", required=True, help="Why, and how you know.")
def add(
    whom: str,
    subject: str,
    country: str | None,
    automated: bool,
    campaign: str | None,
    organisation_refused: bool,
    reason: str,
) -> None:
    """Never call WHOM again: a telephone in any spelling, unless --as says that it is something else.

    \b
    Examples:
      vocsurvey do-not-call add "020 7946 0123" --country GB --reason "asked by e-mail"
      vocsurvey do-not-call add C-1042 --as contact --automated --reason "wants to speak with people"
    """
    who = read_who(Subject(subject), whom, _country(country))
    if isinstance(who, Problem):
        raise Failure(who.sentence)
    if who.subject is Subject.NUMBER and not organisation_refused:
        raise Failure("One person cannot refuse for all: add --organisation-refused if the organisation did.")
    scope = SuppressionScope.AUTOMATED if automated else SuppressionScope.ALL_SURVEYS
    with _house() as house:
        with house.database.reading() as session:
            campaign_id = _campaign_id(session, campaign)
        wish = Wish("command", reason, scope, campaign_id)
        done = house.database.run(
            lambda session: opting_out.bar(
                session, who, wish, rules=house.rules, line_hash=house.line_hash, now=clock.now()
            )
        )
    if not done.new:
        click.echo(f"{who.shown} was on the list already, as {done.suppression_id}.")
        return
    click.echo(f"{who.shown} is not called any more ({done.suppression_id}).")
    people = "1 known person" if done.people == 1 else f"{done.people} known people"
    cases = "1 open case" if done.cases == 1 else f"{done.cases} open cases"
    click.echo(f"It concerns {people}; {cases} ended or went to a live caller.")


@do_not_call.command()
@click.argument("entry_id", metavar="ID", type=int)
@click.option("--reason", required=True, help="Why they may be called again; it is kept for ever.")
def lift(entry_id: int, reason: str) -> None:
    """Lift the entry ID again: they may be called. The entry stays in the history.

    \b
    Example:
      vocsurvey do-not-call lift 17 --reason "wrote that she would like to take part after all"
    """
    with _house() as house, house.database.transaction() as session:
        done = opting_out.lift(session, entry_id, reason=reason, by_id=None, now=clock.now())
        if isinstance(done, Refusal):
            raise Failure(done.sentence)
    click.echo("Lifted. What had ended stays ended.")


@do_not_call.command(epilog=f"Columns: {', '.join(COLUMNS)}. A list of bare numbers needs none.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@country_option
@click.option("--dry-run", is_flag=True, help="Only say, line by line, what would happen.")
@as_json_option
@click.pass_context
def file(ctx: click.Context, file: Path, country: str | None, dry_run: bool, as_json: bool) -> None:
    """Never call those whom FILE names, CSV or XLSX. Bad lines are named and left out; exit status 1 if there is any.

    A line with a number and a contact_id means both; an account_id or a domain only counts where neither stands there.
    Interrupted, or run again, it goes on: whoever is on the list stays on it.

    \b
    Example:
      vocsurvey do-not-call file robinson.xlsx --country GB --dry-run
    """
    content = file.read_bytes() if file.stat().st_size <= LARGEST else bytes(LARGEST + 1)
    lines = lines_of(content, _country(country))
    if isinstance(lines, Problem):
        raise Failure(f"{file}: {lines.sentence}")
    bad, shown, counts = 0, list[Foreseen](), {"new": 0, "cases": 0}
    with _house() as house:
        while some := list(islice(lines, AT_ONCE)):
            bad += _tell_bad(file, some)
            with house.database.reading() as session:
                foreseen = refusal_files.foresee(session, some, house.line_hash)
            shown += foreseen
            counts["new"] += sum(not one.known and one.line.problem is None for one in foreseen)
            if not dry_run:
                counts["cases"] += _apply(house, file, some)
    if as_json:
        show_json({**counts, "bad": bad, "applied": not dry_run, "lines": [_as_json(one) for one in shown]})
    else:
        _show(file, shown, counts, dry_run)
    ctx.exit(1 if bad else 0)


def _apply(house: House, file: Path, lines: list[RefusalLine]) -> int:
    """Bar whom these lines name; how many open cases ended. Phones that ring are hung up by the clock."""
    good = [line for line in lines if line.problem is None]
    _, cases, _ = house.database.run(
        lambda session: refusal_files.apply_lines(
            session,
            good,
            file_name=file.name,
            source="command",
            by_id=None,
            rules=house.rules,
            line_hash=house.line_hash,
            now=clock.now(),
        )
    )
    return cases


def _tell_bad(file: Path, lines: list[RefusalLine]) -> int:
    bad = [line for line in lines if line.problem is not None]
    for line in bad:
        click.echo(f"{file}:{line.number}: {line.problem}", err=True)
    return len(bad)


def _show(file: Path, shown: list[Foreseen], counts: dict[str, int], dry_run: bool) -> None:
    for one in shown if dry_run else ():
        if one.line.problem is None:
            whom = " and ".join(who.shown for who in one.line.whos)
            what = "is on the list already" if one.known else f"would not be called any more ({one.line.scope.value})"
            known = f": {', '.join(one.people)}, {one.cases} open cases" if one.people and not one.known else ""
            click.echo(f"{file}:{one.line.number}: {whom} {what}{known}")
    verb = "would put" if dry_run else "put"
    ended = "" if dry_run else f" {counts['cases']} open cases ended or went to a live caller."
    click.echo(f"{counts['new']} of {len(shown)} lines {verb} somebody on the list.{ended}")


def _country(text: str | None) -> str | None:
    read = read_country(text) if text else None
    if isinstance(read, Problem):
        raise Failure(f"--country: {read.sentence}")
    return read


def _campaign_id(session: Session, named: str | None) -> int | None:
    if named is None:
        return None
    number = int(named[:18]) if named.isascii() and named.isdigit() else 0
    wanted = select(Campaign.id).where(Campaign.kind == CampaignKind.SURVEY)
    found = session.scalar(wanted.where(or_(Campaign.name == named, Campaign.id == number)))
    if found is None:
        raise Failure(f"There is no campaign “{named}”. See: vocsurvey campaign status")
    return found


def _row(one: Entry) -> tuple[object, ...]:
    reach = f"{one.scope}, {one.campaign}" if one.campaign else one.scope
    origin = f"{one.source}: {one.origin}" if one.origin else one.source
    why = f"{one.reason} / lifted: {one.lift_reason}" if one.lift_reason else one.reason
    return one.id, one.name or "(erased)", one.subject, reach, origin, f"{one.created_at:%Y-%m-%d %H:%M}", why


def _as_json(one: Foreseen) -> dict[str, object]:
    return {
        "line": one.line.number,
        "text": one.line.text,
        "problem": one.line.problem,
        "whom": [{"subject": who.subject, "name": who.shown} for who in one.line.whos],
        "scope": one.line.scope,
        "known": one.known,
        "people": one.people,
        "cases": one.cases,
    }

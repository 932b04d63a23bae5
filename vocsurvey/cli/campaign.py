"""``vocsurvey campaign``: from a draft to people being phoned, and back to silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.cli.operator import me
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, opened, show_json, show_table
from vocsurvey.db.campaign import Campaign, CampaignKind
from vocsurvey.db.people import User
from vocsurvey.db.reads.campaigns import campaigns
from vocsurvey.db.reads.inquiries import doubts
from vocsurvey.db.reads.progress import progress
from vocsurvey.db.reads.standstill import Standstill, standstills
from vocsurvey.db.sample import TOUCHPOINT_KINDS
from vocsurvey.fieldwork.disposition import Dispositions
from vocsurvey.fieldwork.explanation import reasons_in_words
from vocsurvey.library import Library, load_library
from vocsurvey.operations import administering
from vocsurvey.operations.administering import Refusal
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.rulebook import load_rulebook
from vocsurvey.runtime import load_voices
from vocsurvey.settings import Settings


@click.group()
def campaign() -> None:
    """Make, launch, pause, resume and watch campaigns. A campaign is named by its name or its number.

    \b
    Example:
      vocsurvey campaign new "After support, November" --questionnaire support-case --company "Brightwater"
      vocsurvey campaign launch "After support, November"
    """


@campaign.command()
@click.argument("name")
@click.option("--questionnaire", required=True, help="Which questionnaire is asked, by its name.")
@click.option("--company", required=True, help="In whose name we call; it is said at the start of every call.")
@click.option("--from", "from_number", help="The number that is shown to people. Default: VOCSURVEY_FROM_NUMBER.")
@click.option("--about", multiple=True, type=click.Choice(TOUCHPOINT_KINDS), help="Only people with such a touchpoint.")
@click.option("--owner", help="Who answers for the campaign, by e-mail address.")
@click.option("--standing", is_flag=True, help="Phone nobody by itself: wait for what other programs report.")
def new(
    name: str,
    questionnaire: str,
    company: str,
    from_number: str | None,
    about: tuple[str, ...],
    owner: str | None,
    standing: bool,
) -> None:
    """Make the campaign NAME, as a draft. Nobody is phoned before it is launched.

    \b
    Examples:
      vocsurvey campaign new "After support, November" --questionnaire support-case \\
        --company "Brightwater" --about support_case
      vocsurvey campaign new "After support" --questionnaire support-case --company "Brightwater" --standing
    """
    _questionnaire(load_library(), questionnaire)
    settings = Settings.from_environ()
    number = from_number or settings.from_number
    if number is None:
        raise Failure("Nobody knows which number to show: give --from +12025550100, or set VOCSURVEY_FROM_NUMBER.")
    with opened(settings) as database, database.transaction() as session:
        made = administering.new_campaign(
            session,
            name=name,
            company_name=company,
            questionnaire=questionnaire,
            from_number=number,
            touchpoint_kinds=about,
            owner_id=_owner_id(session, owner),
            now=clock.now(),
            standing=standing,
        )
        if isinstance(made, Refusal):
            raise Failure(made.sentence)
        click.echo(
            f"Campaign {made.id}, “{made.name}”, is a draft. Launch it with: vocsurvey campaign launch {made.id}"
        )


@campaign.command()
@click.argument("name_or_number", metavar="CAMPAIGN")
def launch(name_or_number: str) -> None:
    """Launch CAMPAIGN: its questionnaire is pinned as it is now, and people are phoned as the rules allow.

    \b
    Example:
      vocsurvey campaign launch "After support, November"
    """
    settings = Settings.from_environ()
    library, voices = load_library(), load_voices(settings.rules_folder)
    with opened(settings) as database, database.transaction() as session:
        found = _found(session, name_or_number)
        questionnaire = _questionnaire(library, found.questionnaire_name)
        if lacking := voices.lacking(questionnaire.languages):
            raise Failure(f"No voice speaks {', '.join(lacking)}; name one in voices.yaml in the folder of rules.")
        done = administering.launch(session, found.id, questionnaire, me(), clock.now())
        if isinstance(done, Refusal):
            raise Failure(done.sentence)
        who = "it waits for what other programs report" if found.standing else f"{done.cases} people to phone"
        click.echo(f"“{found.name}” is launched: {who}.")
        click.echo(f"Who waits, and for what, says: vocsurvey campaign status {found.id}")


@campaign.command()
@click.argument("name_or_number", metavar="CAMPAIGN")
def pause(name_or_number: str) -> None:
    """Pause CAMPAIGN: no phone rings for it from now on. Calls that are under way go on to their end.

    \b
    Example:
      vocsurvey campaign pause 1
    """
    _turn(name_or_number, administering.pause, "paused")


@campaign.command()
@click.argument("name_or_number", metavar="CAMPAIGN")
def resume(name_or_number: str) -> None:
    """Resume CAMPAIGN where it was paused.

    \b
    Example:
      vocsurvey campaign resume 1
    """
    _turn(name_or_number, administering.resume, "running")


@campaign.command()
@click.argument("name_or_number", metavar="[CAMPAIGN]", required=False)
@as_json_option
def status(name_or_number: str | None, as_json: bool) -> None:
    """How far CAMPAIGN is; without one, how far each of them is.

    \b
    Examples:
      vocsurvey campaign status
      vocsurvey campaign status 1 --json
    """
    settings = Settings.from_environ()
    with opened(settings) as database, database.reading() as session:
        if name_or_number is None:
            _show_all(session, as_json)
        else:
            table = load_rulebook(settings.rules_folder).dispositions
            _show_one(session, _found(session, name_or_number), table, as_json)


def _show_all(session: Session, as_json: bool) -> None:
    lines = campaigns(session)
    if as_json:
        show_json([asdict(line) for line in lines])
    elif not lines:
        click.echo("There is no campaign yet. Make one with: vocsurvey campaign new --help")
    else:
        header = ("no.", "name", "questionnaire", "status", "cases", "closed", "complete", "open follow-ups")
        show_table(
            header,
            [
                (one.id, one.name, one.questionnaire_name, one.status, one.cases, one.closed, one.completes,
                 one.open_follow_ups)
                for one in lines
            ],
        )  # fmt: skip


def _show_one(session: Session, found: Campaign, table: Dispositions, as_json: bool) -> None:
    now = progress(session, found, latest=0)
    waiting = standstills(session, found, clock.now())
    facts: dict[str, Any] = {
        "id": found.id,
        "name": found.name,
        "questionnaire": found.questionnaire_name,
        "status": found.status,
        "launched_at": found.launched_at,
        "finished_at": found.finished_at,
        "cases": now.cases,
        "closed": now.closed,
        "on_the_line": now.on_the_line,
        "uncertain": doubts(session, found.id).count,
        "dialled": now.dialled,
        "dispositions": dict(now.codes),
        "answers": now.answers,
        "negative_answers": now.negative_answers,
        "flags": now.flags,
        "open_follow_ups": now.open_follow_ups,
        "stopped_by": now.stopped_by,
        "stopped_at": now.stopped_at,
    }
    if as_json:
        show_json({**facts, "not_called": [asdict(one) for one in waiting]})
        return
    for name, value in facts.items():
        if isinstance(value, dict):
            value = ", ".join(f"{_named(code, table)}: {count}" for code, count in value.items())
        if isinstance(value, datetime):
            value = _at(value)
        if value is not None and value != "":
            click.echo(f"{name.replace('_', ' ')}: {value}")
    for one in waiting:
        click.echo(_not_called(one))


def _named(code: str, table: Dispositions) -> str:
    entry = table.of(code)
    return f"{code} {entry.name}" if entry else code


def _not_called(one: Standstill) -> str:
    people = f"{one.cases} {'person' if one.cases == 1 else 'people'}: {reasons_in_words(one.reasons)}"
    return f"never called: {people}" if one.next_at is None else f"not called before {_at(one.next_at)}: {people}"


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _turn(name_or_number: str, verb: Callable[..., Campaign | Refusal], word: str) -> None:
    with opened(Settings.from_environ()) as database:
        # Found in a transaction of its own: the verb takes the campaign's gate before anything else.
        with database.reading() as session:
            campaign_id = _found(session, name_or_number).id
        with database.transaction() as session:
            done = verb(session, campaign_id, me(), clock.now())
            if isinstance(done, Refusal):
                raise Failure(done.sentence)
            name = done.name
    click.echo(f"“{name}” is {word}.")


def _found(session: Session, name_or_number: str) -> Campaign:
    found = session.scalar(select(Campaign).where(Campaign.name == name_or_number))
    if found is None and name_or_number.isascii() and name_or_number.isdigit():
        found = session.get(Campaign, int(name_or_number[:18]))
    if found is None or found.kind == CampaignKind.TEST:
        raise Failure(f"There is no campaign “{name_or_number}”; see them with: vocsurvey campaign status")
    return found


def _owner_id(session: Session, email: str | None) -> int | None:
    if email is None:
        return None
    found = session.scalar(select(User.id).where(User.email == email.strip().lower()))
    if found is None:
        raise Failure(f"Nobody signs in as {email}; let them in with: vocsurvey user add {email} …")
    return found


def _questionnaire(library: Library, name: str) -> Questionnaire:
    if name not in library:
        raise Failure(f"There is no questionnaire “{name}”; there are {', '.join(sorted(library))}.")
    return library[name]

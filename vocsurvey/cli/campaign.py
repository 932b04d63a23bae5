"""``vocsurvey campaign``: from a draft to people being phoned, and back to silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.cli.campaign_launch import launch
from vocsurvey.cli.campaign_naming import found
from vocsurvey.cli.campaign_plan import copy, new, preview
from vocsurvey.cli.campaign_terms import change
from vocsurvey.cli.dialling import end_ringing
from vocsurvey.cli.operator import me
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, opened, show_json, show_table
from vocsurvey.db.campaign import Campaign, CampaignStatus
from vocsurvey.db.launch import CampaignLaunch, LaunchState
from vocsurvey.db.reads.campaigns import campaigns
from vocsurvey.db.reads.inquiries import doubts
from vocsurvey.db.reads.progress import progress
from vocsurvey.db.reads.standstill import Standstill, standstills
from vocsurvey.fieldwork.disposition import Dispositions
from vocsurvey.fieldwork.explanation import reasons_in_words
from vocsurvey.operations import administering, amending, steering
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.rulebook import load_rulebook
from vocsurvey.settings import Settings

_LAUNCHES = {"paused": "is held; nobody is phoned for it", "running": "goes on where it was held"}
_CALLED_OFF = "The launch of “{}” is called off; it is a draft as before."


@click.group()
def campaign() -> None:
    """Plan, launch, pause, resume, stop and watch campaigns. A campaign is named by its name or its number.

    \b
    Example:
      vocsurvey campaign new "After support, November" --questionnaire support-case --company "Brightwater"
      vocsurvey campaign launch "After support, November"
    """


for planning in (new, preview, launch, copy, change):
    campaign.add_command(planning)


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
@click.argument("name_or_number", metavar="CAMPAIGN")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def stop(name_or_number: str, yes: bool) -> None:
    """Stop CAMPAIGN for good: nobody is called for it any more. To hold it for a while, pause it.

    \b
    Example:
      vocsurvey campaign stop 1
    """
    settings = Settings.from_environ()
    with opened(settings) as database:
        with database.reading() as session:
            one = found(session, name_or_number)
            campaign_id, name, left = one.id, one.name, steering.left_to_call(session, one.id)
        if not yes:
            people = "1 person" if left == 1 else f"{left} people"
            click.confirm(f"“{name}”: {people} would not be called any more. Stop it for good?", abort=True)
        with database.transaction() as session:
            done = steering.stop(session, campaign_id, me(), clock.now())
            if isinstance(done, Refusal):
                raise Failure(done.sentence)
            off = done.campaign.status == CampaignStatus.DRAFT
        click.echo(_CALLED_OFF.format(name) if off else f"“{name}” is stopped for good.")
        end_ringing(settings, database, done.ringing)


@campaign.command()
@click.argument("name_or_number", metavar="CAMPAIGN")
@click.argument("priority", type=int)
def prefer(name_or_number: str, priority: int) -> None:
    """Call the people of CAMPAIGN before those of campaigns with a lower PRIORITY: 0, as all have at first, to 9.

    \b
    Example:
      vocsurvey campaign prefer 1 5
    """
    with opened(Settings.from_environ()) as database, database.transaction() as session:
        done = amending.prefer(session, found(session, name_or_number).id, priority, Actor(me()), clock.now())
        if isinstance(done, Refusal):
            raise Failure(done.sentence)
        click.echo(f"“{done.name}” has priority {done.priority}.")


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
            _show_one(session, found(session, name_or_number), table, as_json)


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


def _show_one(session: Session, one: Campaign, table: Dispositions, as_json: bool) -> None:
    now = progress(session, one, latest=0)
    waiting = standstills(session, one, clock.now())
    facts: dict[str, Any] = {
        "id": one.id,
        "name": one.name,
        "questionnaire": one.questionnaire_name,
        "status": "stopped" if one.stopped_at is not None else one.status,
        **_launch(session, one),
        "launched_at": one.launched_at,
        "finished_at": one.finished_at,
        "cases": now.cases,
        "closed": now.closed,
        "on_the_line": now.on_the_line,
        "uncertain": doubts(session, one.id).count,
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
        show_json({**facts, "not_called": [asdict(group) for group in waiting]})
        return
    for name, value in facts.items():
        if isinstance(value, dict):
            value = ", ".join(f"{_named(code, table)}: {count}" for code, count in value.items())
        if isinstance(value, datetime):
            value = _at(value)
        if value is not None and value != "":
            click.echo(f"{name.replace('_', ' ')}: {value}")
    for group in waiting:
        click.echo(_not_called(group))


def _launch(session: Session, one: Campaign) -> dict[str, Any]:
    """How far its launch is, or why it did not come about."""
    launch = session.get(CampaignLaunch, one.id) if one.status == CampaignStatus.DRAFT else None
    if launch is None or launch.state == LaunchState.CALLED_OFF:
        return {}
    if launch.state == LaunchState.REFUSED:
        return {"not_launched": launch.reason}
    drawn = {} if launch.people is None else {"ready": launch.placed, "drawn": launch.people}
    return {"launch": "held" if launch.state == LaunchState.HELD else "under way", **drawn}


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
            campaign_id = found(session, name_or_number).id
        with database.transaction() as session:
            done = verb(session, campaign_id, me(), clock.now())
            if isinstance(done, Refusal):
                raise Failure(done.sentence)
            name, draft = done.name, done.status == CampaignStatus.DRAFT
    click.echo(f"The launch of “{name}” {_LAUNCHES[word]}." if draft else f"“{name}” is {word}.")

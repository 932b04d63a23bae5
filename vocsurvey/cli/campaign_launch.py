"""``vocsurvey campaign launch``: ask for the launch of a draft, and do it or leave it to the workers."""

from __future__ import annotations

from collections.abc import Callable

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from vocsurvey import clock
from vocsurvey.cli.campaign_naming import found
from vocsurvey.cli.campaign_plan import known_of, pinned, ready
from vocsurvey.cli.operator import me
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import opened
from vocsurvey.db.campaign import CampaignStatus
from vocsurvey.db.launch import UNDER_WAY, CampaignLaunch, LaunchState
from vocsurvey.db.session import Database
from vocsurvey.jobs.launches import carry_out, outcome
from vocsurvey.keys import line_hasher
from vocsurvey.library import load_library
from vocsurvey.operations import launching
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.rulebook import Rulebook, load_rulebook
from vocsurvey.runtime import load_voices
from vocsurvey.settings import Needs, Settings


@click.command()
@click.argument("name_or_number", metavar="CAMPAIGN")
@click.option("--no-wait", is_flag=True, help="Only ask for it: the workers do it, as when it is launched on the page.")
def launch(name_or_number: str, no_wait: bool) -> None:
    """Launch CAMPAIGN: its questionnaire is pinned as it is now, and people are phoned as the rules allow.

    Nobody is phoned before everybody is drawn. What breaks off is gone on with by the workers.

    \b
    Examples:
      vocsurvey campaign launch "After support, November"
      vocsurvey campaign launch 1 --no-wait
    """
    settings = Settings.from_environ(needs=Needs.SUPPRESSION_KEY)
    rules = load_rulebook(settings.rules_folder)
    with opened(settings) as database:
        campaign_id, name, standing = _asked(database, name_or_number, settings, rules)
        if no_wait:
            click.echo(f"“{name}” is being launched. How far it is, says: vocsurvey campaign status {campaign_id}")
            return
        _work(database, campaign_id, rules, settings)
        came = outcome(database, campaign_id)
    if came.state != LaunchState.DONE:
        raise Failure(_why_not(came, name))
    who = "it waits for what other programs report" if standing else f"{came.people} people to phone"
    click.echo(f"“{name}” is launched: {who}.")
    click.echo(f"Who waits, and for what, says: vocsurvey campaign status {campaign_id}")


def _asked(database: Database, name_or_number: str, settings: Settings, rules: Rulebook) -> tuple[int, str, bool]:
    """Ask for it; its number, its name, and whether it waits for events. Raises Failure."""
    library, voices = load_library(), load_voices(settings.rules_folder)
    with database.reading() as session:
        one = found(session, name_or_number)
        draft = one.status == CampaignStatus.DRAFT
        questionnaire = ready(session, one, library, rules) if draft else pinned(library, one.questionnaire_name)
        known = known_of(session, one, library, rules)
        campaign_id, name, standing = one.id, one.name, one.standing
    with database.transaction() as session:
        lacking = voices.lacking(questionnaire.languages)
        asked = launching.ask(
            session, campaign_id, questionnaire, known, Actor(me()), lacking_voices=lacking, now=clock.now()
        )
        if isinstance(asked, Refusal):
            raise Failure(asked.sentence)
    return campaign_id, name, standing


def _work(database: Database, campaign_id: int, rules: Rulebook, settings: Settings) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Drawing its people", total=None)
        watch: Callable[[int, int], None] = lambda placed, people: bar.update(  # noqa: E731
            task, description="Making them ready", completed=placed, total=people
        )
        line_hash = line_hasher(settings.suppression_key or "")
        carry_out(database, campaign_id, rules=rules, line_hash=line_hash, watch=watch)


def _why_not(came: CampaignLaunch, name: str) -> str:
    if came.reason is not None:
        return came.reason
    if came.state in UNDER_WAY:
        state = "was held meanwhile" if came.state == LaunchState.HELD else "goes on in a worker"
        return f"The launch of “{name}” {state}; how far it is, says: vocsurvey campaign status {came.campaign_id}"
    return f"The launch of “{name}” was called off meanwhile; it is a draft as before."

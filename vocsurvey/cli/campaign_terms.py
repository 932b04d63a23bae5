"""The part of ``vocsurvey campaign`` that changes one while it runs."""

from __future__ import annotations

from typing import Any

import click

from vocsurvey import clock
from vocsurvey.cli.campaign_naming import found
from vocsurvey.cli.campaign_plan import complaints, quotas
from vocsurvey.cli.operator import me
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import opened
from vocsurvey.fieldwork.plan_limits import MOST_QUOTAS
from vocsurvey.fieldwork.terms import TERMS
from vocsurvey.jobs.waking import wake_everybody
from vocsurvey.library import load_library
from vocsurvey.operations import amending, planning
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.rulebook import load_rulebook
from vocsurvey.settings import Settings

NO_MORE = "none"


@click.command()
@click.argument("name_or_number", metavar="CAMPAIGN")
@click.option("--last-day", help="Nobody is called after it, like 2026-11-30; none: until everybody was worked.")
@click.option("--calls-per-day", help="How many calls a day may have; none: only the limit of the whole house.")
@click.option("--money-per-day", help="What the calls of a day may be booked with; none: as above.")
@click.option("--quota", multiple=True, help="So many of a kind are enough, like tier=gold:20; tier=gold:none ends it.")
@click.option("--priority", help="0 to 9; 9 is called first.")
def change(name_or_number: str, **given: Any) -> None:
    """Change CAMPAIGN while it runs: its end, its quotas, what a day may have, who goes first.

    What is not named stays as it is. What is asked, and whom, stays as it was launched.

    \b
    Examples:
      vocsurvey campaign change 1 --last-day 2026-12-18 --quota tier=gold:40
      vocsurvey campaign change "After support, November" --calls-per-day none --priority 5
    """
    if not any(given.values()):
        raise Failure("Say what is to be changed; see: vocsurvey campaign change --help")
    settings = Settings.from_environ()
    rules, library = load_rulebook(settings.rules_folder), load_library()
    with opened(settings) as database:
        # Gathered in a transaction of its own: the verb takes the campaign's gate before anything else.
        with database.reading() as session:
            one = found(session, name_or_number)
            known = planning.known(session, library, rules, clock.now(), one.id)
            campaign_id, name, revision = one.id, one.name, one.revision
            typed = _changed(amending.terms_typed(session, one), given)
        with database.transaction() as session:
            done = amending.amend(
                session, campaign_id, typed, revision, known, Actor(me()), table=rules.dispositions, now=clock.now()
            )
            if isinstance(done, Refusal):
                raise Failure(done.sentence)
            if done.problems:
                raise Failure(complaints(done.problems))
        if done.more_today:
            wake_everybody(database, campaign_id)
    click.echo(f"“{name}”: {'; '.join(done.changes) or 'nothing was different'}.")


def _changed(typed: dict[str, list[str]], given: dict[str, Any]) -> dict[str, list[str]]:
    """The terms as they would be typed, with what the options say."""
    for name in TERMS:
        if given[name]:
            typed[name] = [] if given[name] == NO_MORE else [given[name]]
    asked = quotas(given["quota"])
    for place in range(1, len(given["quota"]) + 1):
        segment, target = asked.get(f"quota-{place}", []), asked.get(f"quota-{place}-target", [])
        there = _place_of(typed, segment)
        typed |= {f"quota-{there}": segment, f"quota-{there}-target": [] if target == [NO_MORE] else target}
    return typed


def _place_of(typed: dict[str, list[str]], segment: list[str]) -> int:
    """Where a quota for these customers is, or the first free place."""
    places = range(1, MOST_QUOTAS + 1)
    same = (one for one in places if sorted(typed.get(f"quota-{one}", [])) == sorted(segment))
    free = (one for one in places if f"quota-{one}" not in typed)
    return next(same, next(free, MOST_QUOTAS))

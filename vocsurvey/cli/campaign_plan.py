"""The part of ``vocsurvey campaign`` that comes before the first call: a plan, a look ahead, a copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.cli.campaign_naming import found
from vocsurvey.cli.campaign_outlook import outlook_as_json, show
from vocsurvey.cli.operator import me
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, opened, show_json
from vocsurvey.db.campaign import Campaign, CampaignStatus
from vocsurvey.db.people import User
from vocsurvey.fieldwork.drawing import FILTERS
from vocsurvey.fieldwork.plan import Answerable, Plan
from vocsurvey.fieldwork.plan_limits import MOST_QUOTAS
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.recurrence import Every
from vocsurvey.fieldwork.typed import Known, Problems
from vocsurvey.fieldwork.window import DAYS
from vocsurvey.keys import line_hasher
from vocsurvey.library import Library, load_library
from vocsurvey.operations import planning
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.operations.previewing import preview as look_ahead
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.rulebook import Rulebook, load_rulebook
from vocsurvey.settings import Needs, Settings

OPTIONS = {
    "name": "NAME", "company_name": "--company", "from_number": "--from", "first_day": "--first-day",
    "last_day": "--last-day", "one_in": "--one-in", "at_most": "--at-most", "attempts": "--tries",
    "gap_days": "--gap-days", "calls_per_day": "--calls-per-day", "money_per_day": "--money-per-day",
    "answerable": "--follow-ups", "note_days": "--note-days", "by_clock": "--by-clock",
}  # fmt: skip
"""What the fields of a plan are called here, where they are not called the same."""


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    for name in FILTERS:
        command = click.option(f"--{name}", multiple=True, help=f"Only people of this {name}; may be given again.")(
            command
        )
    return command


@click.command()
@click.argument("name")
@click.option("--questionnaire", required=True, help="Which questionnaire is asked, by its name.")
@click.option("--company", required=True, help="In whose name we call; it is said at the start of every call.")
@click.option("--from", "from_number", help="The number that is shown to people. Default: VOCSURVEY_FROM_NUMBER.")
@click.option("--about", multiple=True, help="Only people with such a touchpoint, like support_case.")
@_filters
@click.option("--one-in", help="Draw one in so many.")
@click.option("--at-most", help="Draw at most so many of each account, or of what --per says.")
@click.option("--per", type=click.Choice(["account", "team", "region"]), default="account", show_default=True)
@click.option("--only-drawn", is_flag=True, help="Do not add whoever was unhappy to the draw.")
@click.option("--zone", default="UTC", show_default=True, help="The time zone of the days, like Europe/Berlin.")
@click.option("--first-day", help="Nobody is called before it, like 2026-11-30.")
@click.option("--last-day", help="Nobody is called after it.")
@click.option("--every", type=click.Choice([one.value for one in Every]), help="How often it comes again.")
@click.option("--by-clock", is_flag=True, help="Let the clock launch the next rounds on their day, unasked.")
@click.option("--hours", multiple=True, help="Hours of its own, like mon-fri=09:00-12:00,13:00-17:00.")
@click.option("--tries", "attempts", help="How often a person is tried at most.")
@click.option("--gap-days", help="Days between two tries at least.")
@click.option("--calls-per-day", help="How many calls a day may have.")
@click.option("--money-per-day", help="What the calls of a day may be booked with.")
@click.option("--note-days", help="Write to people by e-mail so many days before they are called for the first time.")
@click.option("--quota", multiple=True, help="So many of a kind are enough, like tier=gold,region=EMEA:20.")
@click.option("--owner", help="Who answers for the campaign, by e-mail address.")
@click.option("--follow-ups", "answerable", type=click.Choice([one.value for one in Answerable]), default="account",
              show_default=True, help="Whose its follow-ups are.")  # fmt: skip
@click.option("--priority", help="0, as all have at first, to 9; 9 is called first.")
@click.option("--standing", is_flag=True, help="Phone nobody by itself: wait for what other programs report.")
def new(questionnaire: str, owner: str | None, from_number: str | None, **given: Any) -> None:
    """Plan the campaign NAME, as a draft. Nobody is phoned before it is launched.

    \b
    Examples:
      vocsurvey campaign new "After support, November" --questionnaire support-case \\
        --company "Brightwater" --about support_case
      vocsurvey campaign new "After support" --questionnaire support-case --company "Brightwater" --standing \\
        --note-days 2 --owner ada@example.com
      vocsurvey campaign new "Key accounts" --questionnaire relationship --company "Brightwater" \\
        --tier gold --at-most 2 --hours mon-thu=09:00-16:00 --last-day 2026-12-18 --quota region=EMEA:40
    """
    library, settings = load_library(), Settings.from_environ()
    number = from_number or settings.from_number or ""
    rules = load_rulebook(settings.rules_folder)
    with opened(settings) as database:
        # Gathered before the transaction that writes, which others wait behind; so below.
        with database.reading() as session:
            known = planning.known(session, library, rules, clock.now())
        with database.transaction() as session:
            typed = _typed(given) | {"questionnaire": [questionnaire], "from_number": [number]}
            _make(session, typed, owner, known, _wrong(given, number))


def _make(session: Session, typed: dict[str, list[str]], owner: str | None, known: Known, wrong: Problems) -> None:
    if owner is not None:
        owner_id = session.scalar(select(User.id).where(User.email == owner.strip().lower()))
        typed["owner"] = [str(owner_id or 0)]
        if owner_id is None:
            stranger = f"Nobody signs in as {owner}; let them in with: vocsurvey user add {owner} …"
            wrong = {**wrong, "owner": Problem(stranger)}
    saved = planning.new_draft(session, typed, known, Actor(me()), clock.now())
    if problems := {**saved.problems, **wrong}:
        raise Failure(complaints(problems))
    made = saved.campaign
    click.echo(f"Campaign {made.id}, “{made.name}”, is a draft.")
    click.echo(f"Look ahead with: vocsurvey campaign preview {made.id}")
    click.echo(f"Launch it with: vocsurvey campaign launch {made.id}")


@click.command()
@click.argument("name_or_number", metavar="CAMPAIGN")
@as_json_option
def preview(name_or_number: str, as_json: bool) -> None:
    """Look ahead at CAMPAIGN, a draft: who would be called, when and why not, how long it takes, what it costs.

    \b
    Example:
      vocsurvey campaign preview "After support, November"
    """
    settings = Settings.from_environ(needs=Needs.SUPPRESSION_KEY)
    rules, library = load_rulebook(settings.rules_folder), load_library()
    with opened(settings) as database, database.reading() as session:
        one = found(session, name_or_number)
        questionnaire = ready(session, one, library, rules)
        seen = look_ahead(
            session,
            one,
            questionnaire,
            rules=rules,
            line_hash=line_hasher(settings.suppression_key or ""),
            now=clock.now(),
        )
        if as_json:
            show_json(outlook_as_json(one, seen))
        else:
            show(one, seen)


@click.command()
@click.argument("name_or_number", metavar="CAMPAIGN")
def copy(name_or_number: str) -> None:
    """Copy the plan of CAMPAIGN into a new draft, without its days.

    \b
    Example:
      vocsurvey campaign copy "After support, November"
    """
    settings = Settings.from_environ()
    rules, library = load_rulebook(settings.rules_folder), load_library()
    with opened(settings) as database, database.transaction() as session:
        one = found(session, name_or_number)
        known = planning.known(session, library, rules, clock.now())
        made = planning.copy_campaign(session, one, known, Actor(me()), clock.now()).campaign
        click.echo(f"Campaign {made.id}, “{made.name}”, is a draft.")


def pinned(library: Library, name: str) -> Questionnaire:
    """The questionnaire of that name. Raises Failure when there is none."""
    if name not in library:
        raise Failure(f"There is no questionnaire “{name}”; there are {', '.join(sorted(library))}.")
    return library[name]


def _typed(given: Mapping[str, Any]) -> dict[str, list[str]]:
    """The options as the fields of a plan."""
    typed = {"name": [given["name"]], "company_name": [given["company"]], "about": list(given["about"])}
    typed |= {name: list(given[name]) for name in FILTERS if given[name]}
    typed["draw"] = ["one_in" if given["one_in"] else "at_most" if given["at_most"] else "all"]
    typed |= {name: ["yes" if given[name] else "no"] for name in ("by_clock", "standing")}
    typed["unhappy_too"] = ["no" if given["only_drawn"] else "yes"]
    typed["note"] = ["yes" if given["note_days"] else "no"]
    for name in ("one_in", "at_most", "per", "zone", "first_day", "last_day", "attempts", "gap_days", "calls_per_day",
                 "money_per_day", "answerable", "every", "priority", "note_days"):  # fmt: skip
        if given[name]:
            typed[name] = [given[name]]
    return typed | _hours(given["hours"]) | quotas(given["quota"])


def _wrong(given: Mapping[str, Any], number: str) -> Problems:
    """What can be wrong with options only, by the field that it is about: a form has no way to say it."""
    wrong: dict[str, Problem] = {}
    if not number:
        wrong["from_number"] = Problem(
            "Nobody knows which number to show: give --from +12025550100, or set VOCSURVEY_FROM_NUMBER."
        )
    if given["one_in"] and given["at_most"]:
        wrong["one_in"] = Problem("People are drawn by one rule: leave out --one-in or --at-most.")
    if given["by_clock"] and not given["every"]:
        wrong["by_clock"] = Problem("Say with --every how often it comes again, or leave out --by-clock.")
    unread = [text for text in given["hours"] if not _days(text)]
    if unread:
        wrong["hours"] = Problem(f"Write “{unread[0]}” like mon-fri=09:00-17:00.")
    return wrong


def _hours(texts: Sequence[str]) -> dict[str, list[str]]:
    """``mon-fri=09:00-17:00`` for each of its days."""
    typed: dict[str, list[str]] = {"hours": ["own"]} if texts else {}
    for text in texts:
        typed |= {day: [text.partition("=")[2]] for day in _days(text)}
    return typed


def _days(text: str) -> Sequence[str]:
    """The days that ``mon-fri=…`` names; none where it names no days, or the last before the first."""
    first, _, last = (part.strip() for part in text.partition("=")[0].lower().partition("-"))
    if first not in DAYS or (last or first) not in DAYS[DAYS.index(first) :]:
        return ()
    return DAYS[DAYS.index(first) : DAYS.index(last or first) + 1]


def quotas(texts: Sequence[str]) -> dict[str, list[str]]:
    """``tier=gold,region=EMEA:20`` as the two fields of a quota."""
    typed: dict[str, list[str]] = {}
    for place, text in enumerate(texts[:MOST_QUOTAS], 1):
        segment, _, target = text.rpartition(":")
        typed |= {f"quota-{place}": segment.split(","), f"quota-{place}-target": [target]}
    return typed


def complaints(problems: Problems) -> str:
    """Every sentence, each after the option that it is about."""
    said = [f"{_option(name)}: {problem.sentence}" for name, problem in problems.items()]
    return said[0] if len(said) == 1 else "\n  ".join(("The plan is not whole yet:", *said))


def _option(field: str) -> str:
    if field in DAYS:
        return "--hours"
    if field.startswith("quota-"):
        return "--quota"
    return OPTIONS.get(field, f"--{field}")


def known_of(session: Session, campaign: Campaign, library: Library, rules: Rulebook) -> Known:
    """What the plan of a campaign may speak of now."""
    return planning.known(session, library, rules, clock.now(), campaign.id)


def ready(session: Session, campaign: Campaign, library: Library, rules: Rulebook) -> Questionnaire:
    """What a draft asks, if it can be looked at. Raises Failure."""
    if campaign.status != CampaignStatus.DRAFT:
        raise Failure(f"“{campaign.name}” is {campaign.status}; see how far it is: vocsurvey campaign status")
    plan = planning.plan_of(session, campaign, known_of(session, campaign, library, rules))
    if not isinstance(plan, Plan):
        raise Failure(complaints(plan))
    return pinned(library, campaign.questionnaire_name)

"""``vocsurvey owners``: who answers for the open follow-ups, by rules that are in force or not yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, opened, show_json, show_table
from vocsurvey.db.people import User
from vocsurvey.followup.ownership import OwnershipRules
from vocsurvey.operations import reowning
from vocsurvey.operations.reowning import Preview, Proposal, Stays
from vocsurvey.rulebook import RulesError, load_rulebook, read_rules
from vocsurvey.settings import Settings

_STAYS = {
    Stays.TAKEN_BY_HAND: "stays: taken by hand",
    Stays.HAS_SPOKEN: "stays: has spoken with them",
}


@click.group()
def owners() -> None:
    """Who answers for follow-ups: what rules would change, and change it.

    \b
    Example:
      vocsurvey owners preview rules/ownership.yaml
    """


@owners.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@as_json_option
def preview(file: Path | None, as_json: bool) -> None:
    """Say who would get which open follow-up by the rules of FILE, or by those in force. Nothing is changed.

    \b
    Examples:
      vocsurvey owners preview
      vocsurvey owners preview new/ownership.yaml --json
    """
    settings = Settings.from_environ()
    rules = load_rulebook(settings.rules_folder)
    ownership = rules.ownership if file is None else _read(file)
    with opened(settings) as database, database.reading() as session:
        found = reowning.preview(session, ownership, rules, clock.now())
        names = _names(session)
    if as_json:
        show_json(_as_json(found, names))
        return
    for address in found.unknown:
        click.echo(f"Nobody signs in as {address}, so the rules never name them.", err=True)
    _show(found, names)


@owners.command()
@click.option("--yes", is_flag=True, help="Do it without asking.")
def apply(yes: bool) -> None:
    """Give the open follow-ups to whom the rules in force name, each with an entry in its history.

    \b
    Example:
      vocsurvey owners apply --yes
    """
    settings = Settings.from_environ()
    rules = load_rulebook(settings.rules_folder)
    with opened(settings) as database:
        with database.reading() as session:
            found = reowning.preview(session, rules.ownership, rules, clock.now())
            names = _names(session)
        _show(found, names)
        if not found.changing or not (yes or click.confirm("Give them to these people, who are told at once?")):
            return
        done = 0
        for one in found.changing:
            with database.transaction() as session:
                done += reowning.give(session, one, None, rules, clock.now())
    late = len(found.changing) - done
    click.echo(f"{done} changed hands." + (f" {late} had changed hands meanwhile and stay." if late else ""))


def _read(file: Path) -> OwnershipRules:
    try:
        return read_rules(file, OwnershipRules)
    except RulesError as error:
        raise Failure("\n".join(error.problems)) from error


def _names(session: Session) -> dict[int, str]:
    return {user.id: user.name for user in session.scalars(select(User))}


def _whom(owner_id: int | None, queue: str | None, names: Mapping[int, str]) -> str:
    return names[owner_id] if owner_id is not None else f"queue {queue}"


def _now_with(one: Proposal, names: Mapping[int, str]) -> str:
    return _whom(one.owner_id, one.queue, names)


def _then_with(one: Proposal, names: Mapping[int, str]) -> str:
    return _whom(one.verdict.owner_id, one.verdict.queue or one.queue, names) if one.changes else _now_with(one, names)


def _show(found: Preview, names: Mapping[int, str]) -> None:
    changing = found.changing
    click.echo(f"{len(changing)} of {len(found.proposals)} open follow-ups would change hands.")
    held = [one for one in found.proposals if one.stays is not None]
    if changing:
        show_table(
            ("follow-up", "customer", "severity", "now with", "then with", "by the rule"),
            [
                (
                    one.follow_up_id,
                    f"{one.contact}, {one.account}",
                    one.severity,
                    _now_with(one, names),
                    _then_with(one, names),
                    one.verdict.rule,
                )
                for one in changing
            ],
        )
    for why, words in _STAYS.items():
        if count := sum(one.stays is why for one in held):
            click.echo(f"{count} {words}.")
    people = sorted(found.before.keys() | found.after.keys(), key=lambda one: names.get(one or 0, ""))
    if changing:
        click.echo()
        show_table(
            ("who", "has", "would have"),
            [("the queues" if one is None else names[one], found.before[one], found.after[one]) for one in people],
        )


def _as_json(found: Preview, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "open": len(found.proposals),
        "unknown": list(found.unknown),
        "follow_ups": [
            {
                "follow_up": one.follow_up_id,
                "contact": one.contact,
                "account": one.account,
                "severity": one.severity,
                "now_with": _now_with(one, names),
                "then_with": _then_with(one, names),
                "changes": one.changes,
                "stays": one.stays,
                "rule": one.verdict.rule,
            }
            for one in found.proposals
        ],
    }

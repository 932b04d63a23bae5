"""``vocsurvey explain``: why somebody was not called, and when they will be."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, opened, show_json
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.disposition import Dispositions
from vocsurvey.keys import line_hasher
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.explaining import MOST_FOUND, CaseExplained, explain_contact, find_contacts
from vocsurvey.operations.foreseeing import Foreseen, foresee
from vocsurvey.rulebook import load_rulebook
from vocsurvey.settings import Needs, Settings


@click.command()
@click.argument("contact")
@as_json_option
def explain(contact: str, as_json: bool) -> None:
    """Say why CONTACT was not called, and when they will be: each reason, and what would have to change.

    CONTACT is the contact_id of the contact list, or any part of a name or an e-mail address that only one person has.
    The rules are asked as they are at this moment; nothing is changed.

    \b
    Examples:
      vocsurvey explain C-1042
      vocsurvey explain "ann archer" --json
    """
    settings = Settings.from_environ(needs=Needs.SUPPRESSION_KEY)
    rules = load_rulebook(settings.rules_folder)
    with opened(settings) as database, database.reading() as session:
        found = _only(find_contacts(session, contact), contact)
        cases = explain_contact(
            session, found, rules=rules, line_hash=line_hasher(settings.suppression_key or ""), now=clock.now()
        )
        foreseen = None
        if found.erased_at is None and all(one.closed_at is not None for one in cases):
            foreseen = foresee(
                session, found, rules=rules, line_hash=line_hasher(settings.suppression_key or ""), now=clock.now()
            )
        if as_json:
            show_json(_as_json(found, cases, foreseen))
            return
        click.echo(f"{found.name}, {found.account.name} ({found.external_id})")
        if not cases:
            click.echo("  In no campaign: nobody has launched one over this person.")
        zones = zones_of(found)
        there = zones[0] if len(zones) == 1 else None
        for one in cases:
            _show(one, there, rules.dispositions)
        if foreseen is not None:
            _show_foreseen(foreseen, there)


def _only(found: tuple[Contact, ...], words: str) -> Contact:
    if not found:
        raise Failure(f"There is no contact “{words}”; give the contact_id of the list, or a part of the name.")
    if len(found) > 1:
        listed = "\n".join(f"  {one.external_id}  {one.name}, {one.account.name}" for one in found)
        most = f" (the first {MOST_FOUND})" if len(found) == MOST_FOUND else ""
        raise Failure(f"Several contacts match “{words}”{most}; name one of them by its id:\n{listed}")
    return found[0]


def _show(one: CaseExplained, zone: str | None, table: Dispositions) -> None:
    click.echo(f"\n{one.campaign}, about {one.about} (case {one.case_id}, dialled {one.tried} times)")
    if one.closed_at is not None and one.disposition is not None:
        entry = table.of(one.disposition)
        click.echo(f"  Ended as {one.disposition}{f' {entry.name}' if entry else ''}, {_at(one.closed_at, zone)}.")
    else:
        click.echo(f"  {one.answer}")
    if one.until is not None:
        click.echo(f"  Not before {_at(one.until, zone)}.")
    for reason in one.reasons:
        click.echo(f"  - {reason.sentence}")


def _show_foreseen(one: Foreseen, zone: str | None) -> None:
    click.echo(f"\nNo campaign calls them now. {one.answer}")
    if one.until is not None:
        click.echo(f"  Not before {_at(one.until, zone)}.")
    for reason in one.reasons:
        click.echo(f"  - {reason.sentence}")


def _at(moment: datetime, zone: str | None) -> str:
    there = f" ({moment.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M} in {zone})" if zone else ""
    return f"{moment:%Y-%m-%d %H:%M} UTC{there}"


def _as_json(found: Contact, cases: tuple[CaseExplained, ...], foreseen: Foreseen | None) -> dict[str, Any]:
    return {
        "contact": found.external_id,
        "name": found.name,
        "account": found.account.name,
        "zone": found.zone,
        "if_a_campaign_began_now": None
        if foreseen is None
        else {
            "standing": foreseen.standing,
            "answer": foreseen.answer,
            "until": foreseen.until,
            "reasons": _reasons(foreseen),
        },
        "cases": [
            {
                "case": one.case_id,
                "campaign": one.campaign,
                "about": one.about,
                "channel": one.channel,
                "standing": one.standing,
                "answer": one.answer,
                "until": one.until,
                "reasons": _reasons(one),
                "disposition": one.disposition,
                "closed_at": one.closed_at,
                "dialled": one.tried,
            }
            for one in cases
        ],
    }


def _reasons(one: CaseExplained | Foreseen) -> list[dict[str, str]]:
    return [{"code": code, "sentence": reason.sentence} for code, reason in zip(one.codes, one.reasons, strict=True)]

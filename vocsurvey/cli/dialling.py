"""``vocsurvey dialling``: the switch that stops every phone, from the command line."""

from __future__ import annotations

from dataclasses import asdict

import click

from vocsurvey import clock
from vocsurvey.cli.operator import me
from vocsurvey.cli.showing import as_json_option, opened, show_json
from vocsurvey.db.reads.gates import Gate, changes, gate, stopped_countries
from vocsurvey.db.session import Database
from vocsurvey.jobs.hanging_up import end_now
from vocsurvey.operations import gatekeeping
from vocsurvey.rulebook import load_rulebook
from vocsurvey.settings import Settings
from vocsurvey.telephony.twilio import TwilioCarrier
from vocsurvey.telephony.url import CarrierUrls

SHOWN = 20


@click.group()
def dialling() -> None:
    """Stop all dialling at once, open it again, and see who did.

    \b
    Example:
      vocsurvey dialling stop
    """


@dialling.command()
def stop() -> None:
    """Stop all dialling: no call is placed from now on, and phones that ring are hung up.

    Conversations end as pacing.yaml says. Needs neither Redis nor a worker.

    \b
    Example:
      vocsurvey dialling stop
    """
    settings = Settings.from_environ()
    rules = load_rulebook(settings.rules_folder)
    with opened(settings) as database:
        with database.transaction() as session:
            ending = gatekeeping.stop_everything(session, me(), rules=rules, now=clock.now())
        with database.reading() as session:
            now = gate(session)
        click.echo(_sentence(now))
        end_ringing(settings, database, ending)


@dialling.command(name="open")
@click.option("--country", help="Only the calls to this country, which the carrier had refused: GB, DE, US …")
def open_again(country: str | None) -> None:
    """Open dialling again. What was planned meanwhile asks for its permit anew.

    \b
    Examples:
      vocsurvey dialling open
      vocsurvey dialling open --country GB
    """
    code = country.strip().upper() if country is not None else None
    with opened(Settings.from_environ()) as database:
        with database.transaction() as session:
            done = gatekeeping.go_on(session, me(), clock.now(), code)
        if code is not None:
            click.echo(f"Calls to {code} go on." if done else f"Calls to {code} were not stopped.")
        with database.reading() as session:
            click.echo(_sentence(gate(session)))


@dialling.command()
@as_json_option
def status(as_json: bool) -> None:
    """Whether phones may ring, and who stopped and opened dialling and campaigns, latest first.

    \b
    Examples:
      vocsurvey dialling status
      vocsurvey dialling status --json
    """
    with opened(Settings.from_environ()) as database, database.reading() as session:
        now, before, countries = gate(session), changes(session, SHOWN), stopped_countries(session)
    if as_json:
        show_json(
            {**asdict(now), "countries": [asdict(one) for one in countries], "changes": [asdict(one) for one in before]}
        )
        return
    click.echo(_sentence(now))
    for stopped in countries:
        click.echo(f"Calls to {stopped.country} are stopped: {stopped.reason}")
    for one in before:
        what = f"{'opened' if one.opened else 'stopped'} {one.what or 'all dialling'}"
        why = f": {one.reason}" if one.reason else ""
        click.echo(f"{one.changed_at:%Y-%m-%d %H:%M:%S} UTC  {what}, {one.changed_by}{why}")


def end_ringing(settings: Settings, database: Database, ending: tuple[int, ...]) -> None:
    """Have the carrier end these calls now, and say how many it has ended."""
    account = settings.carrier
    if not ending:
        return
    if account is None:
        click.echo(f"The carrier is not set here: the clock ends the {len(ending)} calls that are with it.")
        return
    urls = CarrierUrls(account.public_url, "nothing is signed here")
    carrier = TwilioCarrier(account.account_sid, account.auth_tokens[0], account.api_url, urls)
    click.echo(f"Calls that were ended: {end_now(database, carrier, ending)} of {len(ending)}.")


def _sentence(now: Gate) -> str:
    word = "Phones may ring" if now.opened else "All dialling is stopped"
    if now.changed_by is None or now.changed_at is None:
        return f"{word}; nobody has stopped it so far."
    why = f" {now.reason}" if now.reason else ""
    return f"{word}, {now.changed_by}, {now.changed_at:%Y-%m-%d %H:%M:%S} UTC.{why}"

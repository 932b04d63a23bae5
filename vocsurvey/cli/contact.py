"""``vocsurvey contact``: single people; so far, erasing one at their wish."""

from __future__ import annotations

import click
from sqlalchemy import select

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import opened
from vocsurvey.db.sample import Contact
from vocsurvey.jobs.erasure import erase_person
from vocsurvey.keys import line_hasher
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.erasing import outlook
from vocsurvey.rulebook import load_rulebook
from vocsurvey.settings import Needs, Settings
from vocsurvey.spool import FOLDER, Spool
from vocsurvey.telephony.twilio import TwilioCarrier
from vocsurvey.telephony.url import CarrierUrls


@click.group()
def contact() -> None:
    """Single people.

    \b
    Example:
      vocsurvey contact erase C-1042
    """


@contact.command()
@click.argument("external_id")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.option("--firm-too", is_flag=True, help="Take the name from the customer as well, where it is the person's.")
def erase(external_id: str, yes: bool, firm_too: bool) -> None:
    """Erase the person with this EXTERNAL_ID, the contact_id of the contact list, at their wish and for good.

    Name, number, address, words, notes and sounds go; figures and dates stay, of nobody. What is owed to them ends, and
    nobody calls them again, also when a list brings them back; where colleagues have the same phone, under the same
    contact_id.

    \b
    Example:
      vocsurvey contact erase C-1042
    """
    settings = Settings.from_environ(needs=Needs.SUPPRESSION_KEY)
    rules, line_hash = load_rulebook(settings.rules_folder), line_hasher(settings.suppression_key or "")
    with opened(settings) as database:
        with database.reading() as session:
            found = session.scalar(select(Contact).where(Contact.external_id == external_id))
            if found is None:
                raise Failure(f"There is no contact {external_id}; find the id with: vocsurvey explain NAME")
            contact_id, name, there = found.id, f"{found.name}, {found.account.name}", outlook(session, found)
        if not yes:
            owed = f" {there.open_follow_ups} follow-up(s) that are owed end." if there.open_follow_ups else ""
            firm = (
                " The customer is called like them and keeps that name; --firm-too takes it away."
                if there.firm and not firm_too
                else ""
            )
            click.confirm(
                f"{name}: {there.conversations} conversation(s) lose their words, and {there.recordings} recording(s) "
                f"their sound.{owed}{firm} Erase them for good?",
                abort=True,
            )
        done = erase_person(
            database, _carrier(settings), contact_id, None,
            rules=rules, line_hash=line_hash, at=clock.now,
            spool=Spool(settings.data_folder / FOLDER), firm_too=firm_too,
        )  # fmt: skip
    if isinstance(done, Refusal):
        raise Failure(done.sentence)
    taken = f"{done.conversations} conversation(s), {done.recordings} recording(s)"
    click.echo(f"Erased: {taken}. {done.never_again}")


def _carrier(settings: Settings) -> TwilioCarrier | None:
    """The carrier, to end what rings; without one the clock does it."""
    account = settings.carrier
    if account is None:
        return None
    urls = CarrierUrls(account.public_url, "nothing is signed here")
    return TwilioCarrier(account.account_sid, account.auth_tokens[0], account.api_url, urls)

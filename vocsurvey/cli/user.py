"""``vocsurvey user``: the people who sign in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import click

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import opened
from vocsurvey.db.people import Role
from vocsurvey.fieldwork.cell import read_email, read_language, read_zone
from vocsurvey.fieldwork.phone import read_own_phone
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.operations.administering import Refusal, add_user, set_skills
from vocsurvey.operations.signing_in import password_hash, password_problem
from vocsurvey.settings import Settings


@click.group()
def user() -> None:
    """The people who sign in.

    \b
    Example:
      vocsurvey user add jo@example.com --name "Jo Ferrer" --role manager
    """


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as customers and colleagues know it.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What they do here.")
@click.option("--zone", default="UTC", show_default=True, help="The time zone that the person works in.")
@click.option("--agent", help="For the role agent: whose feedback is theirs, by the agent_id of the contact list.")
@click.option("--language", "languages", multiple=True, help="For a caller: a language they call in; once for each.")
@click.option("--refusals", is_flag=True, help="For a caller: they also call those who have refused once.")
@click.option("--phone", help="For a caller: the number of their own phone, which rings before the customer's.")
@click.option("--generate", is_flag=True, help="Make up a password and print it, instead of asking for one.")
def add(
    email: str,
    name: str,
    role: str,
    zone: str,
    agent: str | None,
    languages: tuple[str, ...],
    refusals: bool,
    phone: str | None,
    generate: bool,
) -> None:
    """Let a person sign in with EMAIL. Asks for the password twice.

    \b
    Examples:
      vocsurvey user add jo@example.com --name "Jo Ferrer" --role manager --zone Europe/Berlin
      vocsurvey user add kim@example.com --name "Kim Sato" --role agent --agent A07 --generate
      vocsurvey user add lou@example.com --name "Lou Diaz" --role caller --language en --language es
    """
    for read, given in ((read_email, email.strip()), (read_zone, zone)):
        if isinstance(found := read(given), Problem):
            raise Failure(found.sentence)
    spoken, own = _languages(languages), _phone(phone)
    if role == Role.CALLER and not spoken:
        raise Failure("Say which languages they call in, with --language en, once for each of them.")
    with opened(Settings.from_environ()) as database:
        password = secrets.token_urlsafe(12) if generate else _ask()
        with database.transaction() as session:
            added = add_user(
                session,
                email=email,
                name=name,
                role=Role(role),
                password_hash=hashed(password),
                zone=zone,
                now=clock.now(),
                agent_external_id=agent,
                languages=spoken,
                converts_refusals=refusals,
                phone=own,
            )
            if isinstance(added, Refusal):
                raise Failure(added.sentence)
    click.echo(f"{name} can sign in as {email.strip().lower()}{f' with the password {password}' if generate else ''}")


@user.command("set")
@click.argument("email")
@click.option("--language", "languages", multiple=True, help="A language they call in, instead of those so far.")
@click.option("--refusals/--no-refusals", default=None, help="Whether they also call those who have refused once.")
@click.option("--phone", help="The number of their own phone, which rings before the customer's.")
def set_(email: str, languages: tuple[str, ...], refusals: bool | None, phone: str | None) -> None:
    """Change which cases the caller with EMAIL takes from the desk, from their next case on, and at which phone.

    \b
    Examples:
      vocsurvey user set lou@example.com --language en --language es
      vocsurvey user set lou@example.com --refusals
      vocsurvey user set lou@example.com --phone "+34 912 345 678"
    """
    spoken, own = _languages(languages), _phone(phone)
    if not spoken and refusals is None and own is None:
        raise Failure("Say what changes: --language, --refusals, --no-refusals or --phone.")
    with opened(Settings.from_environ()) as database, database.transaction() as session:
        changed = set_skills(session, email, languages=spoken or None, converts_refusals=refusals, phone=own)
        if isinstance(changed, Refusal):
            raise Failure(changed.sentence)
        told = f"{changed.name} calls in {', '.join(changed.languages) or 'no language yet'}"
        told += ", also those who have refused once" if changed.converts_refusals else ""
        told += f", at {changed.phone}" if changed.phone else ""
    click.echo(told)


def _languages(codes: Sequence[str]) -> tuple[str, ...]:
    """The codes of languages. Raises Failure for what is none."""
    read = [read_language(code) for code in codes]
    wrong = next((one for one in read if isinstance(one, Problem)), None)
    if wrong is not None:
        raise Failure(wrong.sentence)
    return tuple(one for one in read if isinstance(one, str))


def _phone(number: str | None) -> str | None:
    """A number in E.164; None where none was given. Raises Failure for what is none."""
    read = None if number is None else read_own_phone(number)
    if isinstance(read, Problem):
        raise Failure(read.sentence)
    return None if read is None else read.number


def hashed(password: str) -> str:
    """The hash to store. Raises Failure for a password that is too short or too long."""
    if problem := password_problem(password):
        raise Failure(problem)
    return password_hash(password)


def _ask() -> str:
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer

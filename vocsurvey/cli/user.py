"""``vocsurvey user``: the people who sign in."""

from __future__ import annotations

import secrets

import click

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import opened
from vocsurvey.db.people import Role
from vocsurvey.fieldwork.cell import read_email, read_zone
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.operations.administering import Refusal, add_user
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
@click.option("--generate", is_flag=True, help="Make up a password and print it, instead of asking for one.")
def add(email: str, name: str, role: str, zone: str, agent: str | None, generate: bool) -> None:
    """Let a person sign in with EMAIL. Asks for the password twice.

    \b
    Examples:
      vocsurvey user add jo@example.com --name "Jo Ferrer" --role manager --zone Europe/Berlin
      vocsurvey user add kim@example.com --name "Kim Sato" --role agent --agent A07 --generate
    """
    for read, given in ((read_email, email.strip()), (read_zone, zone)):
        if isinstance(found := read(given), Problem):
            raise Failure(found.sentence)
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
            )
            if isinstance(added, Refusal):
                raise Failure(added.sentence)
    click.echo(f"{name} can sign in as {email.strip().lower()}{f' with the password {password}' if generate else ''}")


def hashed(password: str) -> str:
    """The hash to store. Raises Failure for a password that is too short or too long."""
    if problem := password_problem(password):
        raise Failure(problem)
    return password_hash(password)


def _ask() -> str:
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer

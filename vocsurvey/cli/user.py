"""``vocsurvey user``: the people who sign in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TypeVar

import click

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import opened
from vocsurvey.db.people import Role, User, Way
from vocsurvey.fieldwork.cell import read_country, read_email, read_language, read_zone
from vocsurvey.fieldwork.phone import read_own_phone
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.followup.lifecycle import Refusal as NotThere
from vocsurvey.followup.working_time import read_absence, read_working_week
from vocsurvey.operations.administering import Refusal, add_user, set_skills
from vocsurvey.operations.presence import absences_of, set_working_time
from vocsurvey.operations.signing_in import password_hash, password_problem
from vocsurvey.settings import Settings

T = TypeVar("T")


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
@click.option("--way", type=click.Choice([way.value for way in Way]), help="Whether they call there or in the browser.")
def set_(email: str, languages: tuple[str, ...], refusals: bool | None, phone: str | None, way: str | None) -> None:
    """Change which cases the caller with EMAIL takes from the desk, from their next case on, and at which phone.

    \b
    Examples:
      vocsurvey user set lou@example.com --language en --language es
      vocsurvey user set lou@example.com --refusals
      vocsurvey user set lou@example.com --phone "+34 912 345 678" --way phone
    """
    spoken, own, chosen = _languages(languages), _phone(phone), None if way is None else Way(way)
    if not spoken and refusals is None and own is None and chosen is None:
        raise Failure("Say what changes: --language, --refusals, --no-refusals, --phone or --way.")
    with opened(Settings.from_environ()) as database, database.transaction() as session:
        changed = set_skills(
            session, email, languages=spoken or None, converts_refusals=refusals, phone=own, way=chosen
        )
        if isinstance(changed, Refusal):
            raise Failure(changed.sentence)
        told = f"{changed.name} calls in {', '.join(changed.languages) or 'no language yet'}"
        told += ", also those who have refused once" if changed.converts_refusals else ""
        told += ", in the browser" if changed.way == Way.BROWSER else f", at {changed.phone}" if changed.phone else ""
    click.echo(told)


@user.command()
@click.argument("email")
@click.option("--hours", multiple=True, help="Their hours, like mon-fri=09:00-12:00,13:00-17:00; once for each group.")
@click.option("--usual-hours", is_flag=True, help="They work in the hours of severity.yaml again.")
@click.option("--country", help="Whose holidays are theirs, like DE.")
@click.option("--away", multiple=True, help="Days on which others answer for them, like 2026-12-24..2027-01-02.")
@click.option("--not-away", is_flag=True, help="Forget when they are away.")
def works(
    email: str, hours: tuple[str, ...], usual_hours: bool, country: str | None, away: tuple[str, ...], not_away: bool
) -> None:
    """Say when the person with EMAIL works: the deadlines of their follow-ups count in it.

    While somebody is away, new follow-ups go to others, and others are told of theirs.

    \b
    Examples:
      vocsurvey user works lou@example.com --hours mon-thu=08:00-12:00,13:00-17:00 --hours fri=08:00-13:00
      vocsurvey user works lou@example.com --country DE --away 2026-12-24..2027-01-02
    """
    if not (hours or usual_hours or country or away or not_away):
        raise Failure("Say what changes: --hours, --usual-hours, --country, --away or --not-away.")
    if (hours and usual_hours) or (away and not_away):
        raise Failure("Give hours or --usual-hours, and days or --not-away; not both.")
    week = _read(read_working_week(hours)) if hours else None
    absences = [_read(read_absence(one)) for one in away] if away or not_away else None
    place = _read(read_country(country)) if country else None
    with opened(Settings.from_environ()) as database, database.transaction() as session:
        changed = set_working_time(session, email, hours=week, usual_hours=usual_hours, country=place, away=absences)
        if isinstance(changed, NotThere):
            raise Failure(changed.sentence)
        told = [f"{changed.name} works {_hours(changed)}"]
        told += [f"with the holidays of {changed.country}"] if changed.country else []
        told += [f"away {one.words()}" for one in absences_of(changed)]
    click.echo(", ".join(told))


def _hours(person: User) -> str:
    if person.hours is None:
        return "in the usual hours"
    return "; ".join(f"{days} {', '.join(spans)}" for days, spans in person.hours.items())


def _read(read: T | Problem) -> T:
    """What was read. Raises Failure for what could not be."""
    if isinstance(read, Problem):
        raise Failure(read.sentence)
    return read


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

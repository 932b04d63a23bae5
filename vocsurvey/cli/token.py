"""``vocsurvey token``: the programs that may use the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, opened, show_json, show_table
from vocsurvey.db.api import ApiToken, Scope
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.admitting import issue_token, revoke_token
from vocsurvey.settings import Settings


@click.group()
def token() -> None:
    """The tokens with which other programs use the API.

    \b
    Example:
      vocsurvey token new "Help desk" --scope events:write
    """


@token.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it allows; repeat it.",
)
@click.option("--days", default=365, show_default=True, help="So many days until it ends.")
def new(name: str, scopes: tuple[str, ...], days: int) -> None:
    """Issue a token called NAME and print it. It is not kept: nobody can print it again.

    \b
    Example:
      vocsurvey token new "Help desk" --scope events:write --scope contacts:write --days 180
    """
    with opened(Settings.from_environ()) as database, database.transaction() as session:
        # Longer than any calendar: the operation says what is allowed.
        lifetime = timedelta(days=min(max(days, 0), 100_000))
        done = issue_token(session, name=name, scopes=scopes, lifetime=lifetime, by_id=None, now=clock.now())
        if isinstance(done, Refusal):
            raise Failure(done.sentence)
        click.echo(done.secret)
        click.echo(f"“{done.token.name}” ends on {done.token.expires_at:%Y-%m-%d}. Copy it now.", err=True)


@token.command("list")
@as_json_option
def list_tokens(as_json: bool) -> None:
    """Every token: what it allows, when it ends, when it was used.

    \b
    Example:
      vocsurvey token list --json
    """
    with opened(Settings.from_environ()) as database, database.reading() as session:
        found = [_shown(row) for row in session.scalars(select(ApiToken).order_by(ApiToken.name))]
    if as_json:
        show_json(found)
    elif found:
        header = ("name", "begins with", "scopes", "ends", "state")
        lines = [
            (one["name"], one["hint"], " ".join(one["scopes"]), f"{one['expires_at']:%Y-%m-%d}", one["state"])
            for one in found
        ]
        show_table(header, lines)
    else:
        click.echo("There is no token yet. Issue one with: vocsurvey token new")


@token.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Revoke the token called NAME: whatever uses it is refused from now on.

    \b
    Example:
      vocsurvey token revoke "Help desk"
    """
    with opened(Settings.from_environ()) as database, database.transaction() as session:
        if not revoke_token(session, _found(session, name), clock.now()):
            raise Failure(f"“{name}” was revoked already.")
    click.echo(f"“{name}” is revoked.")


def _found(session: Session, name: str) -> int:
    found = session.scalar(select(ApiToken.id).where(ApiToken.name == name))
    if found is None:
        raise Failure(f"There is no token called “{name}”. See them with: vocsurvey token list")
    return found


def _shown(row: ApiToken) -> dict[str, Any]:
    names = ("name", "hint", "scopes", "created_at", "expires_at", "revoked_at", "used_at")
    state = "valid" if row.lets_in(clock.now()) else "revoked" if row.revoked_at is not None else "ended"
    return {**{name: getattr(row, name) for name in names}, "state": state}

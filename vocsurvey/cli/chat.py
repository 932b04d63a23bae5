"""``vocsurvey chat``: the chats in which people are told, and whether a message arrives there."""

from __future__ import annotations

from dataclasses import asdict

import click
from sqlalchemy import select

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.cli.showing import as_json_option, opened, show_json, show_table
from vocsurvey.db.chat import Chat, ChatMessage
from vocsurvey.db.reads.chats import ChatLine, chats
from vocsurvey.jobs.chats import tell
from vocsurvey.operations.chatting import owe_test
from vocsurvey.runtime import Runtime
from vocsurvey.settings import Settings


@click.group()
def chat() -> None:
    """The chats in which people are told of follow-ups: how each goes, and a test. They are added under People, Chats.

    \b
    Example:
      vocsurvey chat test "Customer success"
    """


@chat.command("list")
@as_json_option
def list_chats(as_json: bool) -> None:
    """Every chat: whose it is, whether anything arrives there, and how many messages wait for it.

    \b
    Example:
      vocsurvey chat list --json
    """
    with opened(Settings.from_environ()) as database, database.reading() as session:
        found = chats(session)
    if as_json:
        show_json([asdict(one) for one in found])
    elif found:
        show_table(
            ("name", "where", "whose", "names", "state", "waiting"),
            [
                (
                    one.name,
                    f"{one.kind}, {one.host}",
                    one.whose,
                    "yes" if one.personal else "no",
                    _state(one),
                    one.waiting,
                )
                for one in found
            ],
        )
    else:
        click.echo("No chat is told yet. Add one on the page People, Chats.")


@chat.command()
@click.argument("name")
def test(name: str) -> None:
    """Send a test to the chat called NAME now, and say whether it arrived.

    \b
    Example:
      vocsurvey chat test "Customer success"
    """
    settings = Settings.from_environ()
    with opened(settings) as database, database.transaction() as session:
        row = session.scalar(select(Chat).where(Chat.name == name))
        if row is None:
            raise Failure(f"There is no chat called “{name}”. See them with: vocsurvey chat list")
        if not row.active:
            raise Failure(f"“{name}” is stopped: {row.stopped_why} Let it go on under People, Chats.")
        message_id = owe_test(session, row.id, clock.now()).id
    house = Runtime.from_settings(settings)
    try:
        tell(house, message_id)
        with house.database.reading() as session:
            sent = session.get_one(ChatMessage, message_id)
            problem = None if sent.delivered_at is not None else sent.problem
    finally:
        house.database.dispose()
    if problem is not None:
        raise Failure(
            f"It did not arrive in “{name}”: {problem} Look at the chat, or give its address under People, Chats."
        )
    click.echo(f"It arrived in “{name}”.")


def _state(one: ChatLine) -> str:
    if one.failing_since is not None and one.state == "failing":
        return f"takes nothing since {one.failing_since:%Y-%m-%d %H:%M} UTC: {one.problem}"
    return "stopped" if one.state == "stopped" else "told"

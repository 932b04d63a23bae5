"""The script of a rehearsal: what the customer does, one thing a line, written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vocsurvey.interview.heard import Asked, Command, Heard, Keys, Recorded, Silence, Speech
from vocsurvey.interview.persona import Move, Respondent, Scene

_SAY = "say:"
_ASK = "ask:"
_RECORD = "record:"
_KEYS = frozenset("0123456789*#")


def script(text: str) -> Iterator[tuple[int, str]]:
    """The tokens of a script with their line numbers from 1: one a line, without blank lines and comments.

    A comment begins with ``#`` and a space; ``#`` alone is a key.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("# "):
            yield number, line.strip()


def checked(token: str) -> str:
    """The token as it is. Raises ValueError with a sentence that says what a token may be when it is none."""
    if token.strip() not in tuple(Move):
        heard_of(token)
    return token


def heard_of(token: str) -> Heard:
    """What one line of a script stands for. Raises ValueError with a sentence that says what a line may be."""
    text = token.strip()
    if text in ("", "silence"):
        return Silence()
    if text.startswith(_SAY):
        return Speech(text.removeprefix(_SAY).strip())
    if text.startswith(_RECORD):
        return Recorded("rehearsed", _seconds(text.removeprefix(_RECORD).strip()), "#")
    if text.startswith(_ASK):
        return Asked(_command(text.removeprefix(_ASK).strip()))
    if _KEYS.issuperset(text):
        return Keys(text)
    raise ValueError(
        f"{text!r} is nothing that can be heard; write keys (such as 1, * or 10#), silence, hangup, call again, "
        "say: words, record: seconds, or ask: and a command"
    )


def scripted(tokens: Iterable[str]) -> Respondent:
    """A respondent that does what the tokens say, one after the other: those of ``heard_of``, ``hangup``, and
    ``call again``. It raises ValueError for a token that is none."""
    left = iter(tokens)

    def responds(scene: Scene) -> Heard | Move | None:
        token = next(left, None)
        if token is None:
            return None
        text = token.strip()
        return Move(text) if text in tuple(Move) else heard_of(text)

    return responds


def _seconds(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return int(text)
    raise ValueError(f"{text!r} is no length of a recording; write whole seconds")


def _command(name: str) -> Command:
    try:
        return Command(name.replace(" ", "_"))
    except ValueError:
        known = ", ".join(command.value.replace("_", " ") for command in Command)
        raise ValueError(f"{name!r} is no command; write one of: {known}") from None

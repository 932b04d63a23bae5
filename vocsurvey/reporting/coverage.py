"""How well an account is listened to: who of it was heard, whether its roles disagree, and silence as a signal.

One person's 9 hides another's 4, so nothing here is an average: what counts is each person's latest word of a year.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

A_YEAR = timedelta(days=365)
"""How long a word counts: whoever has said nothing for longer than that is silent."""
DECISION_MAKER = "decision_maker"


@dataclass(frozen=True)
class Voice:
    """A person at an account: when they last answered something (None: never), and whether any of it was negative."""

    role: str
    heard_at: datetime | None = None
    negative: bool = False


@dataclass(frozen=True)
class Coverage:
    """How many of an account's people there are, and how many were heard within a year."""

    contacts: int
    heard: int
    deciders: int
    deciders_heard: int


@dataclass(frozen=True)
class Split:
    """Roles that disagree: somebody of each of ``troubled`` has complained, and nobody of ``content`` has."""

    content: tuple[str, ...]
    troubled: tuple[str, ...]


class Silence(StrEnum):
    """What an account's silence says. ``HEARD``: somebody answered within a year."""

    HEARD = "heard"
    SILENT = "silent"
    NEVER_ANSWERED = "never_answered"
    NEVER_ASKED = "never_asked"


def coverage(voices: Iterable[Voice], now: datetime) -> Coverage:
    """Count the people, and those who were heard within a year before ``now`` (aware)."""
    everybody = tuple(voices)
    deciders = [one for one in everybody if one.role == DECISION_MAKER]
    return Coverage(len(everybody), _heard(everybody, now), len(deciders), _heard(deciders, now))


def split(voices: Iterable[Voice], now: datetime) -> Split | None:
    """Whether the roles of an account disagree, by the latest word of each person within a year; None: they do not."""
    said: dict[str, bool] = {}
    for one in voices:
        if _counts(one, now):
            said[one.role] = said.get(one.role, False) or one.negative
    content = tuple(sorted(role for role, negative in said.items() if not negative))
    troubled = tuple(sorted(role for role, negative in said.items() if negative))
    return Split(content, troubled) if content and troubled else None


def silence(heard_at: datetime | None, asked: bool, now: datetime) -> Silence:
    """What it says that an account was last heard then, or never; ``asked``: a phone of theirs was ever dialled."""
    if heard_at is None:
        return Silence.NEVER_ANSWERED if asked else Silence.NEVER_ASKED
    return Silence.HEARD if heard_at > now - A_YEAR else Silence.SILENT


def _heard(voices: Iterable[Voice], now: datetime) -> int:
    return sum(_counts(one, now) for one in voices)


def _counts(one: Voice, now: datetime) -> bool:
    return one.heard_at is not None and one.heard_at > now - A_YEAR

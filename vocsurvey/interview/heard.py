"""What can be heard at one position of an interview, on any channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Command(StrEnum):
    """What the person on the line, or the caller on their behalf, can ask for at any moment."""

    REPEAT = "repeat"
    BACK = "back"
    SKIP = "skip"
    PERSON = "person"
    OPT_OUT = "opt_out"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys pressed on the phone: digits, ``*`` and ``#``, as they came."""

    digits: str


@dataclass(frozen=True, slots=True)
class Speech:
    """Words that the carrier recognised, with its confidence from 0 to 1 where it gave one."""

    words: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """Words that the carrier recorded and nobody has heard yet.

    ``sid`` is the carrier's name for the recording, ``seconds`` its length, ``key`` the key that ended it, if one did.
    """

    sid: str
    seconds: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """The time was up and nothing was heard."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What a live caller entered: a value, or why there is none, with the person's own words beside it."""

    value: str | int | None = None
    missing: Literal["dont_know", "refused"] | None = None
    verbatim: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A command: from the spoken menu it is derived by the engine; a live caller gives it outright."""

    command: Command


@dataclass(frozen=True, slots=True)
class Speaks:
    """The language that the person would rather speak, as a live caller notices it."""

    language: str


Heard = Keys | Speech | Recorded | Silence | Coded | Asked | Speaks


def to_row(heard: Heard) -> dict[str, str | int | float | None]:
    """The JSON form that is stored; ``from_row`` reads it back."""
    match heard:
        case Keys(digits=digits):
            return {"kind": "keys", "digits": digits}
        case Speech(words=words, confidence=confidence):
            return {"kind": "speech", "words": words, "confidence": confidence}
        case Recorded(sid=sid, seconds=seconds, key=key):
            return {"kind": "recorded", "sid": sid, "seconds": seconds, "key": key}
        case Silence():
            return {"kind": "silence"}
        case Coded(value=value, missing=missing, verbatim=verbatim):
            return {"kind": "coded", "value": value, "missing": missing, "verbatim": verbatim}
        case Speaks(language=language):
            return {"kind": "speaks", "language": language}
        case _:
            return {"kind": "asked", "command": heard.command.value}


def from_row(row: Mapping[str, object]) -> Heard:
    """The value that ``to_row`` stored. Raises ValueError for a kind it does not know."""
    match row:
        case {"kind": "keys", "digits": str(digits)}:
            return Keys(digits)
        case {"kind": "speech", "words": str(words), **rest}:
            confidence = rest.get("confidence")
            return Speech(words, float(confidence) if isinstance(confidence, (int, float)) else None)
        case {"kind": "recorded", "sid": str(sid), "seconds": int(seconds), "key": str(key)}:
            return Recorded(sid, seconds, key)
        case {"kind": "silence"}:
            return Silence()
        case {"kind": "coded", **rest}:
            value, missing, verbatim = rest.get("value"), rest.get("missing"), rest.get("verbatim")
            return Coded(
                value if isinstance(value, (str, int)) else None,
                _missing(missing),
                verbatim if isinstance(verbatim, str) else None,
            )
        case {"kind": "speaks", "language": str(language)}:
            return Speaks(language)
        case {"kind": "asked", "command": str(command)}:
            return Asked(Command(command))
        case _:
            raise ValueError(f"not something that can be heard: {row!r}")


def _missing(value: object) -> Literal["dont_know", "refused"] | None:
    if value == "dont_know":
        return "dont_know"
    if value == "refused":
        return "refused"
    return None

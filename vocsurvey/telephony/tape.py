"""The recording of a call that goes on: what we ask of the carrier about it, and what it can answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Records:
    """The carrier records, under this name."""

    sid: str


@dataclass(frozen=True, slots=True)
class RecordsNot:
    """It does not; or where it is not ``sure``, nobody can say. ``why`` is a sentence."""

    why: str
    sure: bool


class Tapes(Protocol):
    """What can be done with the recording of a call. Every method returns within the carrier's time limits."""

    def start(self, carrier_sid: str, token: str) -> Records | RecordsNot:
        """Record a call from now on, both who is called and who speaks to them; its news comes under the tape's token.
        One request: asked twice, the carrier would record twice."""

    def stop(self, carrier_sid: str) -> bool:
        """Record no longer; may be asked twice. True where the carrier records nothing any more."""

"""The transcript: what was heard, in order, and on which leg of the interview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from vocsurvey.interview.heard import Heard
from vocsurvey.questionnaire.condition import FactValue


class Channel(StrEnum):
    """Who speaks the questionnaire."""

    IVR = "ivr"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One asked-and-heard. ``leg`` counts the calls of this interview from 1."""

    position: int
    leg: int
    channel: Channel
    heard: Heard


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything heard so far, with the leg that is on the line now and its channel.

    The exchange at index ``n`` has position ``n``. When ``leg`` is greater than the last exchange's leg, an earlier
    call broke off and this one goes on at the same question. ``occasions`` are the facts of each call, frozen when it
    was answered, such as the hour: what was heard on a call is read by that call's.
    """

    exchanges: tuple[Exchange, ...] = ()
    leg: int = 1
    channel: Channel = Channel.IVR
    occasions: tuple[Mapping[str, FactValue], ...] = ()

    def occasion(self, leg: int) -> Mapping[str, FactValue]:
        """The facts of one call; none where they are not known."""
        return self.occasions[leg - 1] if 0 < leg <= len(self.occasions) else {}

    @property
    def position(self) -> int:
        """The position that the next thing heard will take."""
        return len(self.exchanges)

    def heard(self, heard: Heard) -> Transcript:
        """The transcript with one more exchange on the present leg."""
        return replace(self, exchanges=(*self.exchanges, Exchange(self.position, self.leg, self.channel, heard)))

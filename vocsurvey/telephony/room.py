"""A room in which a caller and a customer are joined: what we ask of the carrier about it, and what it can answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Word(StrEnum):
    """What became of an order about a room.

    DONE: it is so now. GONE: there is no such room any more, or nobody of that name in it. UNKNOWN: nobody can say
    whether it was carried out; since each of these orders may be given twice, it may simply be given again.
    """

    DONE = "done"
    GONE = "gone"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Occupant:
    """One call in a room, as the carrier shows it. ``label`` is the one that we gave it, "" for none."""

    carrier_sid: str
    label: str
    held: bool
    muted: bool


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as the carrier shows it. ``begun``: those in it hear each other; ``ended``: it is over for good."""

    room_sid: str
    begun: bool
    ended: bool
    occupants: tuple[Occupant, ...]

    def has(self, label: str) -> bool:
        """Whether somebody with this label is in it."""
        return any(one.label == label for one in self.occupants)


class Rooms(Protocol):
    """What can be done with rooms. Every method returns within the carrier's time limits, and may be called twice."""

    def find_room(self, name: str) -> RoomView | None:
        """The latest room of this name; None where the carrier has none. Raises UnreachableError when that cannot be
        learned to its end."""

    def hold(self, room_sid: str, label: str, *, held: bool, page: str | None = None) -> Word:
        """Put somebody apart from the others, hearing a page, or bring them back."""

    def mute(self, room_sid: str, label: str, *, muted: bool) -> Word:
        """Let nobody hear them, or everybody again."""

    def stay(self, room_sid: str, label: str, *, ends: bool) -> Word:
        """Whether the room ends when they leave: it must not, when somebody else goes on in it."""

    def remove(self, room_sid: str, label: str) -> Word:
        """Put somebody out; their call goes on behind the room."""

    def end_room(self, room_sid: str) -> Word:
        """End it for everybody; their calls go on behind it."""

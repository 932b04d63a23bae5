"""What the carrier tells of a room, and of a call that has left one, in our words. Readers never raise.

https://www.twilio.com/docs/voice/twiml/conference#attributes-status-callback
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from vocsurvey.telephony.borders import Params
from vocsurvey.telephony.carrier import CallProgress, progress_of
from vocsurvey.telephony.webhook import Malformed

_ROOM_SID = re.compile(r"CF[0-9a-fA-F]{32}", re.ASCII)
_CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9-]{1,128}", re.ASCII)
_CLIENT = re.compile(r"client:([A-Za-z0-9_-]{1,100})", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RoomBegun:
    """Those in the room hear each other."""


@dataclass(frozen=True, slots=True)
class RoomEnded:
    """The room is over."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody has entered the room."""

    carrier_sid: str
    label: str


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody has left the room."""

    carrier_sid: str
    label: str


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody is apart from the others now, or back with them."""

    carrier_sid: str
    label: str
    held: bool


@dataclass(frozen=True, slots=True)
class Muted:
    """Somebody cannot be heard now, or can be again."""

    carrier_sid: str
    label: str
    muted: bool


Event = RoomBegun | RoomEnded | Joined | Left | Held | Muted


@dataclass(frozen=True, slots=True)
class RoomNews:
    """One event of a room. ``event`` is None for a kind that means nothing to us; ``sequence`` counts its events."""

    room_sid: str
    sequence: int | None
    event: Event | None


@dataclass(frozen=True, slots=True)
class Parted:
    """A call has left its room and asks what comes next; ``progress`` tells whether anybody is still on it."""

    carrier_sid: str
    progress: CallProgress
    lasted: timedelta | None


@dataclass(frozen=True, slots=True)
class BrowserCalls:
    """A phone in a browser calls us, or has: ``identity`` is what its access token says, ``room`` what it asks for."""

    carrier_sid: str
    progress: CallProgress
    identity: str
    room: str | None


def read_room_news(params: Params) -> RoomNews | Malformed:
    """An event of a room."""
    fields = dict(params)
    sid, sequence = fields.get("ConferenceSid", ""), fields.get("SequenceNumber")
    if not _ROOM_SID.fullmatch(sid):
        return Malformed("ConferenceSid is missing or not a room's.")
    if sequence is not None and not _NUMBER.fullmatch(sequence):
        return Malformed("SequenceNumber is not a number.")
    number = None if sequence is None else int(sequence)
    kind = fields.get("StatusCallbackEvent", "")
    if kind in ("conference-start", "conference-end"):
        return RoomNews(sid, number, RoomBegun() if kind == "conference-start" else RoomEnded())
    call, label = fields.get("CallSid", ""), fields.get("ParticipantLabel", "")
    if kind.startswith("participant-") and not (_CALL_SID.fullmatch(call) and _LABEL.fullmatch(label)):
        return Malformed("CallSid or ParticipantLabel is missing or not one of ours.")
    return RoomNews(sid, number, _of_somebody(kind, call, label))


def _of_somebody(kind: str, call: str, label: str) -> Event | None:
    match kind:
        case "participant-join":
            return Joined(call, label)
        case "participant-leave":
            return Left(call, label)
        case "participant-hold" | "participant-unhold":
            return Held(call, label, kind == "participant-hold")
        case "participant-mute" | "participant-unmute":
            return Muted(call, label, kind == "participant-mute")
    return None


def read_parted(params: Params) -> Parted | Malformed:
    """The request for what comes behind a room. It comes for a call that is over, too."""
    fields = dict(params)
    read = _call(fields)
    if isinstance(read, Malformed):
        return read
    seconds = fields.get("DialCallDuration", "")
    return Parted(*read, timedelta(seconds=int(seconds)) if _NUMBER.fullmatch(seconds) else None)


def read_browser(params: Params) -> BrowserCalls | Malformed:
    """The request of a phone in a browser for what it shall hear, or the report that it is over.

    Who it is, the carrier has read from the access token that we signed; what it asks for is anybody's word.
    """
    fields = dict(params)
    read = _call(fields)
    if isinstance(read, Malformed):
        return read
    who = _CLIENT.fullmatch(fields.get("From", ""))
    if who is None:
        return Malformed("This is not a call of a phone in a browser.")
    room = fields.get("Room", "")
    return BrowserCalls(*read, who[1], room if _TOKEN.fullmatch(room) else None)


def _call(fields: dict[str, str]) -> tuple[str, CallProgress] | Malformed:
    progress = progress_of(fields.get("CallStatus"))
    if progress is None or not _CALL_SID.fullmatch(fields.get("CallSid", "")):
        return Malformed("CallSid or CallStatus is missing or not one that we know.")
    return fields["CallSid"], progress

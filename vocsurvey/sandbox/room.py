"""Conferences: rooms that calls are joined in, by a name within the account, and who sits in them.

Source: Twilio's page on <Conference>. A room begins when the second call enters, if any of those in it starts it; until
then whoever is in it hears the wait page. The first call that asks for callbacks decides for the room.
"""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.ledger import Ledger
from vocsurvey.sandbox.pace import now, rfc_2822
from vocsurvey.sandbox.post import PostRoom
from vocsurvey.sandbox.verbs import Conference

HUNG_UP = "participant_hung_up"
UPDATED = "participant_updated_via_api"
MODERATED = "moderator_ended_conference"
BY_API = "conference_ended_via_api"
_EVENTS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "participant-speech-start": "speaker",
    "participant-speech-stop": "speaker",
    "announcement-end": "announcement",
}
_FAILED = "announcement-fail"


@dataclass(eq=False)
class Seat:
    """One call in a room. `out`: why it is no longer in it; `moved` is set whenever anything changes about it."""

    call: Call
    room: "Room"
    label: str
    starts: bool
    ends: bool
    muted: bool
    coached: str
    held: bool = False
    hold_page: Endpoint | None = None
    out: str | None = None
    at: datetime = field(default_factory=now)
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    hears: Callable[[str, str], None] = lambda who, words: None

    @property
    def coaching(self) -> bool:
        """Whether only one other hears them."""
        return bool(self.coached)


@dataclass(eq=False)
class Room:
    """One conference. `status`: init, in-progress, completed."""

    sid: str
    name: str
    status: str = "init"
    seats: dict[str, Seat] = field(default_factory=dict)
    callback: Endpoint | None = None
    events: frozenset[str] = frozenset()
    sequence: int = 0
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)
    reason: str | None = None
    ended_by: str | None = None
    order: asyncio.Lock = field(default_factory=asyncio.Lock)

    def find(self, key: str) -> Seat | None:
        """Who sits here under a call's SID or a label."""
        return self.seats.get(key) or next((one for one in self.seats.values() if key and one.label == key), None)


class Rooms:
    """All rooms of the account. Two rooms have one name only one after the other."""

    def __init__(self, account_sid: str, post: PostRoom, ledger: Ledger) -> None:
        self.account_sid = account_sid
        self.all: dict[str, Room] = {}
        self._open: dict[str, Room] = {}
        self._post = post
        self._ledger = ledger

    # coming and going

    def enter(self, call: Call, rules: Conference, callback: Endpoint | None) -> Seat | str:
        """Sit down; a sentence when that cannot be: then the call goes on after its Dial."""
        room = self._open.get(rules.name) or Room(f"CF{uuid.uuid4().hex}", rules.name)
        if rules.coach and rules.coach not in room.seats:
            return f"13240: nobody in the conference has the call {rules.coach}"
        if len(room.seats) >= rules.most:
            return f"the conference has its {rules.most} participants already"
        if rules.label and room.find(rules.label) is not None:
            return f"16025: somebody in the conference has the label {rules.label!r}"
        self.all[room.sid] = self._open[rules.name] = room
        if room.callback is None and callback is not None:
            room.callback, room.events = callback, rules.callback_events
        seat = Seat(call, room, rules.label, rules.starts, rules.ends, rules.muted, rules.coach)
        room.seats[call.sid] = seat
        self._tell(room, "participant-join", seat)
        if room.status == "init" and len(room.seats) > 1 and any(one.starts for one in room.seats.values()):
            room.status, room.updated_at = "in-progress", now()
            self._tell(room, "conference-start")
        self._wake(room)
        return seat

    def leave(self, seat: Seat, why: str = HUNG_UP, *, kicked: bool = False) -> None:
        """Get up; whoever ends the room on the way out ends it."""
        room = seat.room
        if room.seats.pop(seat.call.sid, None) is None:
            return
        seat.out = why
        seat.moved.set()
        self._tell(room, "participant-leave", seat, ReasonParticipantLeft=why, ParticipantCallStatus=seat.call.status)
        how = "kicked" if kicked else "left"
        if seat.ends:
            self._close(room, f"participant-with-end-conference-on-exit-{how}", MODERATED, seat)
        elif not room.seats:
            self._close(room, f"last-participant-{how}", MODERATED)

    def end(self, room: Room) -> None:
        """End a room by order; what has ended stays as it is."""
        if room.status != "completed":
            self._close(room, "conference-ended-via-api", BY_API)

    def _close(self, room: Room, reason: str, why: str, by: Seat | None = None) -> None:
        room.status, room.reason, room.updated_at = "completed", reason, now()
        room.ended_by = by.call.sid if by is not None else None
        self._open.pop(room.name, None)
        others, room.seats = list(room.seats.values()), {}
        for seat in others:
            seat.out = why
            seat.moved.set()
            self._tell(
                room, "participant-leave", seat, ReasonParticipantLeft=why, ParticipantCallStatus=seat.call.status
            )
        ended: dict[str, str] = {"ReasonConferenceEnded": reason, "Reason": reason.replace("-", " ")}
        if by is not None:
            ended["CallSidEndingConference"] = by.call.sid
            if by.label:
                ended["ParticipantLabelEndingConference"] = by.label
        self._tell(room, "conference-end", None, **ended)

    # while they sit

    def mute(self, seat: Seat, muted: bool) -> None:
        """Whether they can be heard."""
        if seat.muted is not muted:
            seat.muted = muted
            self._tell(seat.room, "participant-mute" if muted else "participant-unmute", seat)

    def hold(self, seat: Seat, held: bool, page: Endpoint | None) -> None:
        """Whether they are apart from the others, hearing a page or nothing."""
        seat.hold_page = page
        if seat.held is not held:
            seat.held = held
            self._tell(seat.room, "participant-hold" if held else "participant-unhold", seat)
            seat.moved.set()

    def modify(self, seat: Seat, *, ends: bool | None = None, coached: str | None = None) -> None:
        """Whether the room ends with them, and whom they coach ("": they speak to all)."""
        before = (seat.ends, seat.coached)
        seat.ends = seat.ends if ends is None else ends
        seat.coached = seat.coached if coached is None else coached
        if before != (seat.ends, seat.coached):
            self._tell(seat.room, "participant-modify", seat)

    def say(self, seat: Seat, words: str) -> None:
        """Speak, or press keys: who hears it is written down."""
        room = seat.room
        able = room.status == "in-progress" and not seat.muted and not seat.held and seat.out is None
        hearers = [one for one in room.seats.values() if one is not seat and not one.held] if able else []
        if seat.coached:
            hearers = [one for one in hearers if one.call.sid == seat.coached]
        self._ledger.said(room.name, seat.label or seat.call.sid, words, [one.label or one.call.sid for one in hearers])
        if able:
            self._tell(room, "participant-speech-start", seat)
            self._tell(room, "participant-speech-stop", seat)
        for one in hearers:
            one.hears(seat.label, words)

    def announced(self, room: Room, url: str, seat: Seat | None, failed: str | None) -> None:
        """An announcement was made to a room or to one in it, or could not be."""
        event = "announcement-end" if failed is None else _FAILED
        fields = {"AnnounceUrl": url} | ({} if failed is None else {"ReasonAnnouncementFailed": failed})
        self._tell(room, event, seat, **fields)

    @staticmethod
    def _wake(room: Room) -> None:
        for seat in room.seats.values():
            seat.moved.set()

    def _tell(self, room: Room, event: str, seat: Seat | None = None, **more: str) -> None:
        number, room.sequence = room.sequence + 1, room.sequence + 1
        if room.callback is None or _EVENTS.get(event, "announcement") not in room.events:
            return
        fields = {
            "ConferenceSid": room.sid,
            "FriendlyName": room.name,
            "AccountSid": self.account_sid,
            "SequenceNumber": str(number),
            "Timestamp": rfc_2822(now()),
            "StatusCallbackEvent": event,
            **more,
        }
        if seat is not None:
            fields |= {
                "CallSid": seat.call.sid,
                "Muted": _word(seat.muted),
                "Hold": _word(seat.held),
                "Coaching": _word(seat.coaching),
                "EndConferenceOnExit": _word(seat.ends),
                "StartConferenceOnEnter": _word(seat.starts),
                **({"ParticipantLabel": seat.label} if seat.label else {}),
            }
        self._post.from_room(room.name, room.callback, fields, room.order)


def _word(value: bool) -> str:
    return "true" if value else "false"

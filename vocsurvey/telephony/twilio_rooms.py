"""Rooms at Twilio, where they are called conferences, through the real SDK.

Every order here may be given twice, so what a broken connection leaves unknown is asked once more at once. A 429 is
not: the carrier asks for a pause. https://www.twilio.com/docs/voice/api/conference-participant-resource
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client

from vocsurvey.telephony.carrier import UnreachableError
from vocsurvey.telephony.room import Occupant, RoomView, Word
from vocsurvey.telephony.transport import BrokenError, NotSentError, TooManyError

ROOM_SID = re.compile(r"CF[0-9a-fA-F]{32}", re.ASCII)
LABEL = re.compile(r"[A-Za-z0-9-]{1,128}", re.ASCII)
TRIES = 2
MOST_IN_A_ROOM = 250
_UNREADABLE = (TwilioException, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RuntimeError)
_BEGUN, _ENDED = "in-progress", "completed"


class TwilioRooms:
    """Implements ``Rooms`` over the carrier's own client."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def find_room(self, name: str) -> RoomView | None:
        """The latest of this name, and who is in it. Raises UnreachableError."""
        try:
            found = self._client.conferences.list(friendly_name=name, page_size=1, limit=1)
            if not found:
                return None
            room = found[0]
            status, sid = str(room.status), str(room.sid)
            if not ROOM_SID.fullmatch(sid):
                raise ValueError("not a room's name")
            seats = [] if status == _ENDED else self._client.conferences(sid).participants.list(limit=MOST_IN_A_ROOM)
            return RoomView(sid, status == _BEGUN, status == _ENDED, tuple(map(_occupant, seats)))
        except TooManyError as error:
            raise UnreachableError("The carrier asks us to slow down.", error.retry_after) from error
        except (NotSentError, BrokenError, *_UNREADABLE) as error:
            raise UnreachableError("The carrier did not show the room.") from error

    def hold(self, room_sid: str, label: str, *, held: bool, page: str | None = None) -> Word:
        """Hold, with a page that is asked for by POST, or back."""
        more = {"hold_url": page, "hold_method": "POST"} if held and page is not None else {}
        return self._of(room_sid, label, lambda seat: seat.update(hold=held, **more))

    def mute(self, room_sid: str, label: str, *, muted: bool) -> Word:
        """Mute, or unmute."""
        return self._of(room_sid, label, lambda seat: seat.update(muted=muted))

    def stay(self, room_sid: str, label: str, *, ends: bool) -> Word:
        """EndConferenceOnExit."""
        return self._of(room_sid, label, lambda seat: seat.update(end_conference_on_exit=ends))

    def remove(self, room_sid: str, label: str) -> Word:
        """Delete the participant; whoever is out of the room already is GONE, which is as good."""
        return self._of(room_sid, label, lambda seat: seat.delete())

    def end_room(self, room_sid: str) -> Word:
        """Complete the conference."""
        if not ROOM_SID.fullmatch(room_sid):
            return Word.REFUSED
        return _ask(lambda: self._client.conferences(room_sid).update(status=_ENDED))

    def _of(self, room_sid: str, label: str, order: Callable[[Any], object]) -> Word:
        if not ROOM_SID.fullmatch(room_sid) or not LABEL.fullmatch(label):
            return Word.REFUSED
        return _ask(lambda: order(self._client.conferences(room_sid).participants(label)))


def _ask(order: Callable[[], object]) -> Word:
    for _ in range(TRIES):
        try:
            order()
        except TooManyError:
            return Word.UNKNOWN
        except (NotSentError, BrokenError):
            continue
        except (TwilioRestException, TwilioServiceException) as error:
            return Word.GONE if error.status == 404 else Word.REFUSED
        except _UNREADABLE:  # carried out, as the status says, and only the view of it cannot be read
            return Word.DONE
        return Word.DONE
    return Word.UNKNOWN


def _occupant(seat: Any) -> Occupant:
    return Occupant(str(seat.call_sid), str(seat.label or ""), seat.hold is True, seat.muted is True)

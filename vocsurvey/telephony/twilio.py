"""The carrier that is Twilio, or anything that speaks its HTTP, through the real SDK."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client

from vocsurvey.interview.heard import Recorded
from vocsurvey.telephony.carrier import (
    GREETING_PATIENCE,
    AccountView,
    CallProgress,
    CallView,
    NeverLeft,
    NotYet,
    Order,
    Placed,
    Placement,
    Problem,
    Rejected,
    Remembered,
    Throttled,
    UnreachableError,
    Unsure,
    answered_by_of,
    progress_of,
)
from vocsurvey.telephony.memory import read_events
from vocsurvey.telephony.recorded import LARGEST_RECORDING, LARGEST_TAPE, recorded_in, why_no_sound
from vocsurvey.telephony.room import Rooms
from vocsurvey.telephony.tape import Tapes
from vocsurvey.telephony.transport import SDK_ADDRESS, BrokenError, CarrierHttpClient, NotSentError, TooManyError
from vocsurvey.telephony.twilio_rooms import TwilioRooms
from vocsurvey.telephony.twilio_tapes import TwilioTapes
from vocsurvey.telephony.url import CarrierUrls

STATUS_EVENTS = ("initiated", "ringing", "answered", "completed")
CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}", re.ASCII)
EXTENSION_PAUSE = "wwww"  # two seconds, in which the switchboard begins its greeting
MOST_SEND_DIGITS = 32
PAGE = 1_000  # as many on a page as the carrier gives
MOST_READ = 20_000
CONNECT_TIMEOUT = timedelta(seconds=3)
READ_TIMEOUT = timedelta(seconds=30)

# The SDK looks for its region and edge in the process environment unless it is handed one that is not empty.
_NO_ENVIRONMENT = {"TWILIO_REGION": "", "TWILIO_EDGE": ""}

# What the SDK raises on a body that is not what it expects, depending on how far it came with it.
_UNREADABLE = (TwilioException, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RuntimeError)
_FAILURES = (NotSentError, BrokenError, TooManyError, *_UNREADABLE)


class TwilioCarrier:
    """Implements ``Carrier``. Holds no connection and no other state: safe in threads and after a fork."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        carrier_url: str,
        urls: CarrierUrls,
        *,
        connect_timeout: timedelta = CONNECT_TIMEOUT,
        read_timeout: timedelta = READ_TIMEOUT,
        ca_certs: str | None = None,
    ) -> None:
        http_client = CarrierHttpClient(carrier_url, connect_timeout, read_timeout, ca_certs)
        self._account_sid = account_sid
        self._credentials = (account_sid, auth_token)
        self._http = http_client
        self._client = Client(account_sid, auth_token, http_client=http_client, environment=_NO_ENVIRONMENT)
        self._urls = urls
        self.rooms: Rooms = TwilioRooms(self._client)
        self.tapes: Tapes = TwilioTapes(self._client, urls)

    def place(self, order: Order) -> Placement:
        """One POST. The carrier knows no idempotency key, so whatever is not certain is Unsure.

        https://www.twilio.com/docs/api/errors/20429 (never processed), .../20500 (may have been).
        """
        parameters = self._parameters(order)
        try:
            call = self._client.calls.create(**parameters)
            return _placed(call.sid, call.queue_time)
        except NotSentError as error:
            return NeverLeft(str(error))
        except TooManyError as error:
            return Throttled(error.retry_after)
        except BrokenError as error:
            return Unsure(str(error))
        except (TwilioRestException, TwilioServiceException) as error:
            return _refused(error)
        except _UNREADABLE:
            return Unsure("The carrier's answer could not be read.")

    def fetch(self, carrier_sid: str) -> CallView | None:
        """The call now; None when it is not found, the carrier is out of reach or its answer cannot be read."""
        if not CALL_SID.fullmatch(carrier_sid):
            return None
        try:
            return _view(self._client.calls(carrier_sid).fetch())
        except _FAILURES:
            return None

    def hang_up(self, carrier_sid: str) -> bool:
        """``canceled`` ends a queued or ringing call and leaves a live one alone; ``completed`` ends that too."""
        if not CALL_SID.fullmatch(carrier_sid):
            return False
        canceled = self._update(carrier_sid, "canceled")
        if canceled is not None and canceled.progress.terminal:
            return True
        if self._update(carrier_sid, "completed") is not None:
            return True
        seen = self.fetch(carrier_sid)
        return seen is not None and seen.progress.terminal

    def speak(self, carrier_sid: str, document: str) -> bool:
        """One POST that replaces what the call is doing. https://www.twilio.com/docs/voice/api/call-resource"""
        if not CALL_SID.fullmatch(carrier_sid):
            return False
        try:
            view = _view(self._client.calls(carrier_sid).update(twiml=document))
        except _FAILURES:
            return False
        return view.progress is CallProgress.IN_PROGRESS

    def lengthen(self, carrier_sid: str, time_limit: timedelta) -> bool:
        """TimeLimit. https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource"""
        with suppress(*_FAILURES):
            named = CALL_SID.fullmatch(carrier_sid) is not None
            return named and bool(self._client.calls(carrier_sid).update(time_limit=_whole_seconds(time_limit)))
        return False

    def list_calls(self, to: str, from_number: str) -> Iterator[CallView]:
        """No StartTime filter, because a queued call has no start. Raises UnreachableError if the list breaks off."""
        try:
            for read, call in enumerate(self._client.calls.stream(to=to, from_=from_number, page_size=PAGE), 1):
                if read > MOST_READ:
                    raise UnreachableError("The carrier's list of calls is longer than we read.")
                yield _view(call)
        except _FAILURES as error:
            raise UnreachableError("The carrier's list of calls broke off.", _pause(error)) from error

    def remembered(self, carrier_sid: str) -> Remembered:
        """Call events: https://www.twilio.com/docs/voice/api/call-event-resource. Raises UnreachableError."""
        try:
            events = self._client.calls(carrier_sid).events.list(page_size=PAGE, limit=MOST_READ)
        except _FAILURES as error:
            raise UnreachableError("The carrier's list of events broke off.", _pause(error)) from error
        return read_events((event.request, event.response) for event in events)

    def fetch_recording(self, sid: str, *, whole_call: bool = False) -> bytes | NotYet:
        """By the name alone and with our credentials: an address that a webhook brings is never asked.

        https://www.twilio.com/docs/voice/api/recording#fetch-a-recordings-media-file
        """
        largest = LARGEST_TAPE if whole_call else LARGEST_RECORDING
        uri = f"{SDK_ADDRESS}/2010-04-01/Accounts/{self._account_sid}/Recordings/{sid}.wav"
        try:
            status, content = self._http.download(uri, self._credentials, largest)
        except (NotSentError, BrokenError) as error:
            return NotYet(str(error))
        except TooManyError:
            return NotYet("The carrier asks us to slow down.")
        wrong = why_no_sound(status, content, largest)
        return content if wrong is None else NotYet(wrong)

    def recordings_of(self, carrier_sid: str) -> tuple[Recorded, ...]:
        """Of a call: https://www.twilio.com/docs/voice/api/recording. Raises UnreachableError."""
        try:
            found = self._client.calls(carrier_sid).recordings.list(page_size=PAGE, limit=MOST_READ)
        except _FAILURES as error:
            raise UnreachableError("The carrier's list of recordings broke off.", _pause(error)) from error
        whole = (
            recorded_in({"RecordingSid": str(one.sid), "RecordingDuration": str(one.duration)})
            for one in found
            if str(one.status) == "completed"
        )
        return tuple(one for one in whole if one is not None)

    def erase_recording(self, sid: str) -> bool:
        """Not found is gone too."""
        try:
            return bool(self._client.recordings(sid).delete())
        except TwilioRestException as error:
            return bool(error.status == 404)
        except _FAILURES:
            return False

    def check_account(self) -> AccountView | Problem:
        """Fetch our own account."""
        try:
            account = self._client.api.accounts(self._account_sid).fetch()
            return AccountView(str(account.sid), str(account.friendly_name), str(account.status), str(account.type))
        except (NotSentError, BrokenError, TooManyError) as error:
            return Problem(f"{error} Check VOCSURVEY_CARRIER_URL and the network.")
        except TwilioRestException as error:
            if error.status in (401, 403, 404):
                return Problem(
                    "The carrier does not accept our credentials. Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN."
                )
            return Problem(f"The carrier answered with HTTP {error.status} when asked for our account.")
        except _UNREADABLE:
            return Problem("The carrier's answer could not be read. Check VOCSURVEY_CARRIER_URL.")

    def _update(self, carrier_sid: str, status: str) -> CallView | None:
        try:
            return _view(self._client.calls(carrier_sid).update(status=status))
        except _FAILURES:
            return None

    def _parameters(self, order: Order) -> dict[str, Any]:
        parameters: dict[str, Any] = {
            "to": order.to,
            "from_": order.from_number,
            "url": self._urls.answer(order.token),
            "method": "POST",
            "fallback_url": self._urls.fallback(order.token),
            "fallback_method": "POST",
            "status_callback": self._urls.status(order.token),
            "status_callback_method": "POST",
            "status_callback_event": list(STATUS_EVENTS),
            "timeout": _whole_seconds(order.ring_timeout),
            "time_limit": _whole_seconds(order.time_limit),
        }
        if order.extension is not None:
            pause = EXTENSION_PAUSE[: MOST_SEND_DIGITS - len(order.extension)]
            parameters["send_digits"] = pause + order.extension
        elif order.detect_machines:  # the carrier ignores detection when it has digits to send
            parameters["machine_detection"] = "DetectMessageEnd" if order.await_greeting else "Enable"
            if order.await_greeting:
                parameters["machine_detection_timeout"] = _whole_seconds(GREETING_PATIENCE)
            parameters["async_amd"] = "true"
            parameters["async_amd_status_callback"] = self._urls.machine(order.token)
            parameters["async_amd_status_callback_method"] = "POST"
        return parameters


def _pause(error: Exception) -> timedelta | None:
    return error.retry_after if isinstance(error, TooManyError) else None


def _whole_seconds(duration: timedelta) -> int:
    return int(duration.total_seconds())


def _placed(sid: object, queue_time: object) -> Placed | Unsure:
    if not isinstance(sid, str) or not CALL_SID.fullmatch(sid):
        return Unsure("The carrier's answer names no call.")
    milliseconds = str(queue_time)
    if not (milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) <= 9):
        return Placed(sid, None)
    return Placed(sid, timedelta(milliseconds=int(milliseconds)))


def _refused(error: TwilioRestException | TwilioServiceException) -> Rejected:
    """A 4xx answer. Of its body, anything may be missing or of another type than it should be."""
    status: object = error.status
    http = status if isinstance(status, int) and 400 <= status < 500 else 400
    # Without a code in the body, the SDK repeats the HTTP status as if it were one.
    code: object = error.code
    message = error.msg if isinstance(error, TwilioRestException) else error.detail or error.title
    return Rejected(
        code if isinstance(code, int) and code >= 1000 else None,
        http,
        str(message).removeprefix("Unable to create record: ")[:500],
    )


def _view(call: Any) -> CallView:
    """Raises ValueError when the carrier's view is not of a call in a status that we know."""
    progress = progress_of(call.status)
    if progress is None or not isinstance(call.sid, str) or not CALL_SID.fullmatch(call.sid):
        raise ValueError("not a call in a status that we know")
    duration = str(call.duration)
    return CallView(
        carrier_sid=call.sid,
        progress=progress,
        to=str(call.to),
        from_number=str(call._from),
        created_at=_moment(call.date_created),
        started_at=_moment(call.start_time),
        ended_at=_moment(call.end_time),
        duration=timedelta(seconds=int(duration)) if duration.isascii() and duration.isdigit() else None,
        answered_by=answered_by_of(call.answered_by),
    )


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None

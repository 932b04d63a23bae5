"""Recordings of calls that go on: begun and stopped through the REST API, and over with the call.

Source of the parameters: Twilio's OpenAPI description of api.v2010 (Apache-2.0), operations CreateCallRecording and
UpdateCallRecording. Twilio would record a call twice at once; here the second order is refused.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from vocsurvey.sandbox import refusal
from vocsurvey.sandbox.call import API_VERSION, Call
from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.order import endpoint_of, idle
from vocsurvey.sandbox.parameters import RECORD, STOP_RECORDING, first_fault
from vocsurvey.sandbox.post import PostRoom
from vocsurvey.sandbox.recording import BY_API, Recordings, callback_fields
from vocsurvey.sandbox.refusal import Refusal

CURRENT = "Twilio.CURRENT"
_OF_CALL = f"/{API_VERSION}/Accounts/{{account}}/Calls/{{sid}}/Recordings"
_CALLBACK, _METHOD, _EVENT = "RecordingStatusCallback", "RecordingStatusCallbackMethod", "RecordingStatusCallbackEvent"


@dataclass(frozen=True)
class _Running:
    sid: str
    began: float
    callback: Endpoint | None
    events: frozenset[str]


class Tapes:
    """What is being recorded now, at most once for each call."""

    def __init__(self, recordings: Recordings, post: PostRoom) -> None:
        self._recordings = recordings
        self._post = post
        self._running: dict[str, _Running] = {}

    def start(self, call: Call, callback: Endpoint | None, events: frozenset[str]) -> str | None:
        """Record from now on, under the name that comes back; None where the call is recorded already."""
        if call.sid in self._running:
            return None
        sid = self._recordings.begin(call)
        self._running[call.sid] = running = _Running(sid, time.monotonic(), callback, events)
        self._tell(call, running, "in-progress", self._recordings.fields(call, sid, 0), 0.0)
        return sid

    def stop(self, call: Call) -> str | None:
        """Record no longer; the name of what was recorded, None where nothing was."""
        running = self._running.pop(call.sid, None)
        if running is None:
            return None
        kept = self._recordings.finish(call, running.sid, time.monotonic() - running.began)
        self._tell(call, running, "completed", kept, self._recordings.delay)
        return running.sid

    def now(self, call: Call) -> str | None:
        """The name of what a call is recorded to."""
        running = self._running.get(call.sid)
        return running.sid if running is not None else None

    def _tell(self, call: Call, running: _Running, status: str, kept: Mapping[str, str], seconds: float) -> None:
        if running.callback is not None and status in running.events:
            fields = callback_fields(call, kept, status, source=BY_API)
            self._post.in_time(call, running.callback, fields, seconds)


class TapingApi:
    """The endpoints."""

    def __init__(self, calls: Mapping[str, Call], tapes: Tapes, recordings: Recordings) -> None:
        self._calls = calls
        self._tapes = tapes
        self._recordings = recordings

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_post(f"{_OF_CALL}.json", self._start)
        app.router.add_post(f"{_OF_CALL}/{{recording}}.json", self._stop)

    async def _start(self, request: web.Request) -> web.Response:
        call, pairs = self._call(request), await _form(request)
        one = dict(pairs)
        wrong = first_fault(pairs, RECORD) or idle(one, ((_METHOD, _CALLBACK), (_EVENT, _CALLBACK)))
        callback = wrong or endpoint_of(one, _CALLBACK, _METHOD)
        if isinstance(callback, Refusal):
            return _refused(callback)
        if call.status != "in-progress":
            return _refused(Refusal(refusal.CALL_STATE, "Call is not in-progress. Cannot record."))
        events = frozenset(value for name, value in pairs if name == _EVENT) or frozenset({"completed"})
        sid = self._tapes.start(call, callback, events)
        if sid is None:
            return _refused(Refusal(refusal.CALL_STATE, "The call is being recorded already"))
        return web.json_response(self._recordings.shown(sid), status=201)

    async def _stop(self, request: web.Request) -> web.Response:
        call, wanted, pairs = self._call(request), request.match_info["recording"], await _form(request)
        if (fault := first_fault(pairs, STOP_RECORDING)) is not None:
            return _refused(fault)
        if not pairs:
            return _refused(Refusal(refusal.BAD_PARAMETER, "Status is missing"))
        if self._tapes.now(call) is None or wanted not in (CURRENT, self._tapes.now(call)):
            raise web.HTTPNotFound
        sid = self._tapes.stop(call)
        return web.json_response(self._recordings.shown(str(sid)))

    def _call(self, request: web.Request) -> Call:
        call = self._calls.get(request.match_info["sid"])
        if call is None:
            raise web.HTTPNotFound
        return call


async def _form(request: web.Request) -> Sequence[tuple[str, str]]:
    return [(name, str(value)) for name, value in (await request.post()).items()]


def _refused(reason: Refusal) -> web.Response:
    return web.json_response(reason.body(), status=reason.status)

"""The REST API under /2010-04-01, and the ledger and health beside it, over HTTP."""

import base64
import binascii
import hmac
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from vocsurvey.sandbox import refusal
from vocsurvey.sandbox.application_api import ApplicationApi
from vocsurvey.sandbox.call import API_VERSION, Call, representation
from vocsurvey.sandbox.carrier import Carrier
from vocsurvey.sandbox.client_api import ClientApi
from vocsurvey.sandbox.conference_api import ConferenceApi
from vocsurvey.sandbox.front_desk import FrontDesk
from vocsurvey.sandbox.listing import fits, page_of
from vocsurvey.sandbox.parameters import LIST, PAGING, Check, first_fault
from vocsurvey.sandbox.phone import Phone
from vocsurvey.sandbox.placing import create_call
from vocsurvey.sandbox.refusal import Refusal
from vocsurvey.sandbox.taping import TapingApi
from vocsurvey.sandbox.updating import update_call

Pairs = list[tuple[str, str]]
Endpoint = Callable[[web.Request], Awaitable[web.StreamResponse]]

_ACCOUNT = f"/{API_VERSION}/Accounts/{{account}}"


def _refused(reason: Refusal) -> web.Response:
    return web.json_response(reason.body(), status=reason.status)


def _credentials(request: web.Request) -> tuple[str, str] | None:
    kind, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        user, separator, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, secret) if kind.lower() == "basic" and separator else None


class Api:
    """The endpoints of one carrier."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._configuration = carrier.configuration
        self._reads = 0

    def application(self) -> web.Application:
        """The web application, with its routes."""

        @web.middleware
        async def guard(request: web.Request, handler: Endpoint) -> web.StreamResponse:
            return await self._guarded(request, handler)

        app = web.Application(middlewares=[guard], client_max_size=1024 * 1024)
        app.router.add_get(f"{_ACCOUNT}.json", self._fetch_account)
        app.router.add_post(f"{_ACCOUNT}/Calls.json", self._create)
        app.router.add_get(f"{_ACCOUNT}/Calls.json", self._list)
        app.router.add_get(f"{_ACCOUNT}/Calls/{{sid}}/Events.json", self._events)
        app.router.add_get(f"{_ACCOUNT}/Calls/{{sid}}/Recordings.json", self._recordings)
        app.router.add_get(f"{_ACCOUNT}/Calls/{{sid}}.json", self._fetch)
        app.router.add_post(f"{_ACCOUNT}/Calls/{{sid}}.json", self._update)
        app.router.add_delete(f"{_ACCOUNT}/Calls/{{sid}}.json", self._delete)
        app.router.add_get(f"{_ACCOUNT}/Recordings/{{sid}}", self._recording)
        app.router.add_delete(f"{_ACCOUNT}/Recordings/{{sid}}.json", self._delete_recording)
        app.router.add_get("/ledger.json", self._ledger)
        app.router.add_get("/health", self._health)
        app.router.add_post("/trouble", self._trouble)
        ConferenceApi(self._carrier).add_to(app)
        TapingApi(self._carrier.calls, self._carrier.tapes, self._carrier.recordings).add_to(app)
        ApplicationApi(self._configuration).add_to(app)
        ClientApi(self._configuration, self._carrier.clients).add_to(app)
        FrontDesk(self._carrier).add_to(app)
        Phone(self._carrier.switchboard, self._carrier.sounds).add_to(app)
        return app

    # who may, and what is said when something is wrong

    def _known(self, credentials: tuple[str, str] | None) -> bool:
        if credentials is None:
            return False
        user, secret = credentials
        secrets = {self._configuration.account_sid: self._configuration.auth_token, **self._configuration.api_keys}
        return user in secrets and hmac.compare_digest(secrets[user].encode(), secret.encode())

    async def _guarded(self, request: web.Request, handler: Endpoint) -> web.StreamResponse:
        if request.path.startswith(f"/{API_VERSION}/"):
            if not self._known(_credentials(request)):
                return _refused(refusal.unauthenticated())
            if request.match_info.get("account", self._configuration.account_sid) != self._configuration.account_sid:
                return _refused(refusal.not_found(request.path))
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return _refused(refusal.not_found(request.path))
        except web.HTTPMethodNotAllowed:
            return _refused(refusal.method_not_allowed(request.method))

    def _call(self, request: web.Request) -> Call:
        call = self._carrier.calls.get(request.match_info["sid"])
        if call is None:
            raise web.HTTPNotFound
        return call

    # the account and its calls

    async def _fetch_account(self, request: web.Request) -> web.Response:
        sid = self._configuration.account_sid
        uri = f"/{API_VERSION}/Accounts/{sid}"
        return web.json_response(
            {
                "sid": sid,
                "friendly_name": "Sandbox carrier",
                "status": "active" if self._carrier.trouble is None else "suspended",
                "type": "Full",
                "owner_account_sid": sid,
                "date_created": "Thu, 01 Jan 2026 00:00:00 +0000",
                "date_updated": "Thu, 01 Jan 2026 00:00:00 +0000",
                "uri": uri + ".json",
                "subresource_uris": {"calls": uri + "/Calls.json"},
            }
        )

    async def _create(self, request: web.Request) -> web.StreamResponse:
        form = await self._form(request)
        if isinstance(form, Refusal):
            return _refused(form)
        return await create_call(self._carrier, request, form)

    async def _form(self, request: web.Request) -> Pairs | Refusal:
        if request.content_type != "application/x-www-form-urlencoded":
            return Refusal(refusal.BAD_PARAMETER, "The content type must be application/x-www-form-urlencoded")
        return [(name, str(value)) for name, value in (await request.post()).items()]

    def _query(self, request: web.Request, known: dict[str, Check]) -> dict[str, str] | Refusal:
        pairs = list(request.query.items())
        return first_fault(pairs, known) or dict(pairs)

    async def _list(self, request: web.Request) -> web.Response:
        query = self._query(request, dict(LIST))
        if isinstance(query, Refusal):
            return _refused(query)
        if (weather := self._read_weather()) is not None:
            return _refused(weather)
        newest_first = [call for call in reversed(self._carrier.calls.values()) if call.listed_at <= time.monotonic()]
        items = [(call.sid, representation(call)) for call in newest_first if fits(call, query)]
        return web.json_response(page_of(items, "calls", request.path, query, self._configuration.longest_page))

    async def _fetch(self, request: web.Request) -> web.Response:
        return web.json_response(representation(self._call(request)))

    async def _update(self, request: web.Request) -> web.Response:
        call = self._call(request)
        form = await self._form(request)
        fault = form if isinstance(form, Refusal) else await update_call(self._carrier, call, form)
        return _refused(fault) if fault is not None else web.json_response(representation(call))

    async def _delete(self, request: web.Request) -> web.Response:
        call = self._call(request)
        if not call.ended:
            return _refused(Refusal(refusal.NOT_COMPLETE, "Cannot delete this resource before it is complete", 409))
        del self._carrier.calls[call.sid]
        return web.Response(status=204)

    async def _events(self, request: web.Request) -> web.Response:
        call = self._call(request)
        query = self._query(request, dict(PAGING))
        if isinstance(query, Refusal):
            return _refused(query)
        if (weather := self._read_weather()) is not None:
            return _refused(weather)
        shown = call.events if self._remembered(call) else []
        items = [(str(index), event) for index, event in enumerate(shown)]
        return web.json_response(page_of(items, "events", request.path, query, self._configuration.longest_page))

    async def _recordings(self, request: web.Request) -> web.Response:
        call = self._call(request)
        query = self._query(request, dict(PAGING))
        if isinstance(query, Refusal):
            return _refused(query)
        if (weather := self._read_weather()) is not None:
            return _refused(weather)
        items = self._carrier.recordings.of_call(call)
        return web.json_response(page_of(items, "recordings", request.path, query, self._configuration.longest_page))

    def _remembered(self, call: Call) -> bool:
        """Whether the events of a call are shown already: from some time after its end."""
        after = self._configuration.events_seconds
        return not after or (call.over_at is not None and call.over_at + after <= time.monotonic())

    def _read_weather(self) -> Refusal | None:
        """What the weather does to a request that only reads."""
        self._reads += 1
        kind = self._configuration.weather.first("read_", self._reads)
        return {"read_throttled": refusal.too_many_requests(), "read_error": refusal.internal_error()}.get(kind or "")

    async def _recording(self, request: web.Request) -> web.Response:
        sound = self._carrier.recordings.sound(request.match_info["sid"].removesuffix(".wav"))
        if sound is None:
            raise web.HTTPNotFound
        return web.Response(body=sound, content_type="audio/x-wav")

    async def _delete_recording(self, request: web.Request) -> web.Response:
        if self._carrier.recordings.goes_on(request.match_info["sid"]):
            return _refused(Refusal(refusal.NOT_COMPLETE, "Cannot delete this resource before it is complete", 409))
        if not self._carrier.recordings.delete(request.match_info["sid"]):
            raise web.HTTPNotFound
        return web.Response(status=204)

    # for tests and for people

    async def _ledger(self, request: web.Request) -> web.Response:
        ledger = self._carrier.ledger
        return web.json_response(
            {
                "creates": ledger.creates,
                "rung": ledger.rung,
                "inbound": ledger.inbound,
                "delivered": ledger.delivered,
                "undelivered": ledger.undelivered,
                "lost_keys": ledger.lost_keys,
                "foreign": ledger.foreign,
                "tapes": ledger.tapes,
                "connected": ledger.connected,
                "spoken": ledger.spoken,
                "violations": ledger.violations,
                "calls": {sid: call.status for sid, call in self._carrier.calls.items()},
                "open": self._carrier.open_calls,
                "pending": self._carrier.pending,
            }
        )

    async def _trouble(self, request: web.Request) -> web.Response:
        """Put the account into trouble (form: code=20005), or out of it again (code=0)."""
        code = str((await request.post()).get("code", ""))
        if code != "0" and code not in {str(known) for known in refusal.TROUBLES}:
            known = ", ".join(str(one) for one in refusal.TROUBLES)
            return web.Response(status=400, text=f"code is 0 or one of {known}\n")
        self._carrier.trouble = refusal.trouble(int(code)) if code != "0" else None
        return web.Response(status=204)

    async def _health(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "open": self._carrier.open_calls})

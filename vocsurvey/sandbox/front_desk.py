"""Calls that come in, over HTTP: the account's numbers in the REST API, and a way to have somebody ring one of them.

`POST /inbound.json` with `{"from": "+44…", "to": "+1…", "role": …}` makes a call on demand: `from` may be "withheld",
`to` may be left out where the account has one number, and `role` is a persona's name or a list of steps as in a cast.
Only JSON is taken, at this machine's own address, so that no other origin's page can ring anybody.
"""

import json
from typing import Any

from aiohttp import web

from vocsurvey.sandbox import refusal
from vocsurvey.sandbox.call import API_VERSION
from vocsurvey.sandbox.carrier import Carrier
from vocsurvey.sandbox.cast import role_of
from vocsurvey.sandbox.listing import page_of
from vocsurvey.sandbox.numbers import LIST, WITHHELD, Number
from vocsurvey.sandbox.order import E164
from vocsurvey.sandbox.parameters import first_fault
from vocsurvey.sandbox.phone import trusted_host
from vocsurvey.sandbox.refusal import Refusal

_NUMBERS = f"/{API_VERSION}/Accounts/{{account}}/IncomingPhoneNumbers"


def _refused(reason: Refusal) -> web.Response:
    return web.json_response(reason.body(), status=reason.status)


def _sentence(text: str, status: int = 400) -> web.Response:
    return web.json_response({"sentence": text}, status=status)


class FrontDesk:
    """The endpoints."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._numbers = carrier.numbers

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(f"{_NUMBERS}.json", self._list)
        app.router.add_get(f"{_NUMBERS}/{{sid}}.json", self._fetch)
        app.router.add_post(f"{_NUMBERS}/{{sid}}.json", self._update)
        app.router.add_post("/inbound.json", self._ring)

    def _number(self, request: web.Request) -> Number:
        number = self._numbers.named(request.match_info["sid"])
        if number is None:
            raise web.HTTPNotFound
        return number

    async def _list(self, request: web.Request) -> web.Response:
        pairs = list(request.query.items())
        if (fault := first_fault(pairs, LIST)) is not None:
            return _refused(fault)
        query = dict(pairs)
        longest = self._carrier.configuration.longest_page
        items = [(one.sid, self._numbers.representation(one)) for one in self._numbers.listed(query)]
        return web.json_response(page_of(items, "incoming_phone_numbers", request.path, query, longest))

    async def _fetch(self, request: web.Request) -> web.Response:
        return web.json_response(self._numbers.representation(self._number(request)))

    async def _update(self, request: web.Request) -> web.Response:
        number = self._number(request)
        if request.content_type != "application/x-www-form-urlencoded":
            return _refused(
                Refusal(refusal.BAD_PARAMETER, "The content type must be application/x-www-form-urlencoded")
            )
        form = [(name, str(value)) for name, value in (await request.post()).items()]
        changed = self._numbers.update(number, form)
        if isinstance(changed, Refusal):
            return _refused(changed)
        return web.json_response(self._numbers.representation(changed))

    async def _ring(self, request: web.Request) -> web.Response:
        if not trusted_host(request.host) or request.content_type != "application/json":
            return _sentence("Send JSON, to this machine's own address.", 415)
        try:
            wanted = json.loads(await request.text())
        except ValueError:
            return _sentence("This is not JSON.")
        if not isinstance(wanted, dict) or not set(wanted) <= {"from", "to", "role"}:
            return _sentence('Send {"from": NUMBER, "to": NUMBER, "role": PERSONA or STEPS}, and nothing else.')
        return self._ringing(wanted)

    def _ringing(self, wanted: dict[str, Any]) -> web.Response:
        caller = str(WITHHELD if wanted.get("from") == "withheld" else wanted.get("from"))
        called = str(wanted.get("to", self._only()))
        for name, number in (("from", caller), ("to", called)):
            if not E164.fullmatch(number):
                return _sentence(f"Say in “{name}” which number it is, such as +12025550101.")
        try:
            role = role_of(caller, wanted["role"]) if "role" in wanted else None
        except ValueError as error:
            return _sentence(f"{error}")
        call = self._carrier.ring_in(caller, called, role)
        if isinstance(call, str):
            return _sentence(call, 409)
        return web.json_response({"sid": call.sid, "from": caller, "to": called}, status=201)

    def _only(self) -> str | None:
        own = self._carrier.configuration.own_numbers
        return own[0] if len(own) == 1 else None

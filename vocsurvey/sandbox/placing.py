"""`POST …/Calls.json`: a new call, and what the weather does to the request and to its answer.

Twilio has no idempotency key for this request; whoever gets no clear answer does not know whether a phone rings.
"""

import asyncio

from aiohttp import web

from vocsurvey.sandbox import refusal
from vocsurvey.sandbox.call import API_VERSION, Call, representation
from vocsurvey.sandbox.carrier import Carrier
from vocsurvey.sandbox.order import Order, read_order
from vocsurvey.sandbox.pace import now, rfc_2822
from vocsurvey.sandbox.post import snake
from vocsurvey.sandbox.refusal import Refusal


def _error(reason: Refusal) -> web.Response:
    return web.json_response(reason.body(), status=reason.status)


def _hang_up(request: web.Request) -> web.Response:
    """Drop the connection; the response that is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _keep_request(call: Call, response_code: int) -> None:
    """The create request is the first of a call's events; its Url holds the customer's token."""
    call.events.append(
        {
            "request": {
                "method": "POST",
                "url": f"https://api.twilio.com/{API_VERSION}/Accounts/{call.account_sid}/Calls.json",
                "parameters": {snake(name): value for name, value in call.order.form},
            },
            "response": {
                "response_code": response_code,
                "request_duration": 1,
                "content_type": "application/json",
                "response_body": "",
                "date_created": rfc_2822(now()),
            },
        }
    )


async def create_call(carrier: Carrier, request: web.Request, form: list[tuple[str, str]]) -> web.StreamResponse:
    """Read the order, place the call, and answer; each create request for a number has its own weather."""
    order = read_order(form, carrier.configuration.own_numbers)
    if isinstance(order, Refusal):
        return _error(order)
    nth = sum(1 for create in carrier.ledger.creates if create["to"] == order.to)
    if carrier.trouble is not None:
        carrier.ledger.created(order, None, str(carrier.trouble.code))
        return _error(carrier.trouble)
    if carrier.configuration.weather.strikes("list_foreign", order.to, nth):
        _keep_request(carrier.call_elsewhere(order, nth), 201)
    kind = carrier.configuration.weather.first("create_", order.to, nth)
    if kind in {"create_throttled", "create_error", "create_reset"}:
        return _not_placed(carrier, request, order, kind)
    call = carrier.place(order)
    if call is None:
        carrier.ledger.created(order, None, "429")
        return _error(refusal.too_many_requests())
    return await _placed(carrier, request, call, kind)


def _not_placed(carrier: Carrier, request: web.Request, order: Order, kind: str) -> web.Response:
    answers = {"create_throttled": "429", "create_error": "500", "create_reset": "reset"}
    carrier.ledger.created(order, None, answers[kind])
    if kind == "create_reset":
        return _hang_up(request)
    return _error(refusal.too_many_requests() if kind == "create_throttled" else refusal.internal_error())


async def _placed(carrier: Carrier, request: web.Request, call: Call, kind: str | None) -> web.Response:
    answers = {None: "201", "create_error_placed": "500", "create_garbled": "garbled", "create_hung": "hung"}
    carrier.ledger.created(call.order, call.sid, answers[kind])
    _keep_request(call, 500 if kind == "create_error_placed" else 201)
    if kind == "create_error_placed":
        return _error(refusal.internal_error())
    if kind == "create_garbled":
        return web.Response(status=201, text='{"sid": "CA', content_type="application/json")
    body = representation(call)
    if kind == "create_hung":
        await asyncio.sleep(carrier.configuration.hold_seconds)
        return _hang_up(request)
    return web.json_response(body, status=201)

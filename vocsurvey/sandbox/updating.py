"""`POST …/Calls/{Sid}.json`: ending a call, or going on with another document."""

from collections.abc import Sequence

from vocsurvey.sandbox import refusal
from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.carrier import Carrier
from vocsurvey.sandbox.conversation import Step
from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.order import METHODS, document_of, endpoint_of, idle
from vocsurvey.sandbox.parameters import UPDATE, first_fault
from vocsurvey.sandbox.refusal import Refusal

_NOT_IN_PROGRESS = Refusal(refusal.CALL_STATE, "Call is not in-progress. Cannot redirect.")


async def update_call(carrier: Carrier, call: Call, form: Sequence[tuple[str, str]]) -> Refusal | None:
    """Carry out an update (rules C5, C7 and C8); the first thing wrong with it, or None when it is done."""
    one = dict(form)
    if (fault := first_fault(form, UPDATE) or idle(one, METHODS)) is not None:
        return fault
    if len({"Url", "Twiml", "Status"} & set(one)) > 1:
        return Refusal(refusal.BAD_PARAMETER, "Give only one of Url, Twiml and Status")
    if call.ended:
        return _NOT_IN_PROGRESS
    endpoints: dict[str, Endpoint] = {}
    for name, method in (
        ("Url", "Method"),
        ("FallbackUrl", "FallbackMethod"),
        ("StatusCallback", "StatusCallbackMethod"),
    ):
        endpoint = endpoint_of(one, name, method)
        if isinstance(endpoint, Refusal):
            return endpoint
        if endpoint is not None:
            endpoints[name] = endpoint
    document = document_of(one)
    if isinstance(document, Refusal):
        return document
    call.fallback = endpoints.get("FallbackUrl", call.fallback)
    call.status_callback = endpoints.get("StatusCallback", call.status_callback)
    call.time_limit = float(one.get("TimeLimit", call.time_limit))
    source = endpoints.get("Url") or document
    if source is not None:
        return None if carrier.redirect(call, Step(source)) else _NOT_IN_PROGRESS
    if "Status" in one:
        await carrier.end(call, one["Status"])
    return None

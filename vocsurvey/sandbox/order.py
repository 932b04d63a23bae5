"""An order for a call: the form of `POST …/Calls.json`, read strictly.

Whatever Twilio would silently ignore is an error here: unknown parameters, events joined into one value, a
fallback without a Url, machine detection together with SendDigits.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vocsurvey.sandbox import refusal
from vocsurvey.sandbox.endpoint import Endpoint, read_endpoint
from vocsurvey.sandbox.parameters import CREATE, NOT_OFFERED, first_fault
from vocsurvey.sandbox.refusal import Refusal
from vocsurvey.sandbox.twiml import Document, read_twiml

EVENTS = ("initiated", "ringing", "answered", "completed")
E164 = re.compile(r"\+[1-9][0-9]{1,14}")
LONGEST_CALL = 14_400


METHODS = (("Method", "Url"), ("FallbackMethod", "FallbackUrl"), ("StatusCallbackMethod", "StatusCallback"))
_DETECTION = (
    ("AsyncAmdStatusCallbackMethod", "AsyncAmdStatusCallback"),
    ("AsyncAmd", "MachineDetection"),
    ("AsyncAmdStatusCallback", "MachineDetection"),
    ("MachineDetectionTimeout", "MachineDetection"),
    ("MachineDetectionSpeechThreshold", "MachineDetection"),
    ("MachineDetectionSpeechEndThreshold", "MachineDetection"),
    ("MachineDetectionSilenceTimeout", "MachineDetection"),
)


@dataclass(frozen=True)
class Detection:
    """Machine detection as ordered: Enable or DetectMessageEnd, how long at most, and where an asynchronous
    result goes (None: the call waits for the result)."""

    mode: str
    timeout: float = 30.0
    asynchronous: bool = False
    callback: Endpoint | None = None


@dataclass(frozen=True)
class Order:
    """One valid order. `url_text` and `companion_urls` are the URLs as written, for the ledger."""

    to: str
    caller: str
    source: Endpoint | Document
    fallback: Endpoint | None = None
    status_callback: Endpoint | None = None
    events: tuple[str, ...] = ("completed",)
    timeout: int = 60
    timeout_given: bool = False
    time_limit: int = LONGEST_CALL
    time_limit_given: bool = False
    send_digits: str = ""
    detection: Detection | None = None
    url_text: str | None = None
    companion_urls: tuple[str, ...] = ()
    form: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def elsewhere(order: Order) -> Order:
    """An order that another application of the account could give for the same two numbers."""
    url = "https://calls.example.net/voice"
    form = (("To", order.to), ("From", order.caller), ("Url", url))
    return Order(order.to, order.caller, Endpoint(url), url_text=url, form=form)


def _ends(one: Mapping[str, str], own_numbers: Sequence[str]) -> Refusal | None:
    """To and From: rule C3, and From must be one of the account's own numbers if those are known."""
    to, caller = one.get("To", ""), one.get("From", "")
    if not to:
        return Refusal(refusal.TO_MISSING, "No 'To' number is specified")
    if not caller:
        return Refusal(refusal.FROM_MISSING, "No 'From' number is specified")
    if not E164.fullmatch(to):
        return Refusal(refusal.INVALID_TO, f"The phone number you are attempting to call, {to}, is not valid.")
    if not E164.fullmatch(caller):
        return Refusal(refusal.INVALID_FROM, f"The source phone number provided, {caller}, is not valid.")
    if own_numbers and caller not in own_numbers:
        message = f"The source phone number provided, {caller}, is not yet verified for your account."
        return Refusal(refusal.FROM_NOT_VERIFIED, message)
    return None


def _combination(one: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> Refusal | None:
    """Rules C1, C2, C4 and the parameters that this carrier does not offer."""
    for name in NOT_OFFERED:
        if name in one:
            return Refusal(refusal.BAD_PARAMETER, f"{name} is not offered by this carrier")
    sources = [name for name in ("Url", "Twiml") if name in one]
    if len(sources) != 1:
        found = "both" if sources else "neither"
        return Refusal(refusal.INVALID_URL, f"Give exactly one of Url and Twiml; this request has {found}")
    if "FallbackUrl" in one and "Url" not in one:
        return Refusal(refusal.FALLBACK_WITHOUT_URL, "FallbackUrl requires Url")
    if "SendDigits" in one and "MachineDetection" in one:
        return Refusal(refusal.BAD_PARAMETER, "SendDigits switches MachineDetection off; give one of them")
    if "StatusCallbackEvent" in one and "StatusCallback" not in one:
        return Refusal(refusal.STATUS_CALLBACK_INVALID, "StatusCallbackEvent requires StatusCallback")
    events = [value for name, value in pairs if name == "StatusCallbackEvent"]
    if len(set(events)) != len(events):
        return Refusal(refusal.BAD_PARAMETER, "StatusCallbackEvent names an event twice")
    return None


def idle(one: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> Refusal | None:
    """The first parameter that Twilio would ignore without saying so, because the one that it goes with is missing."""
    for name, needed in pairs:
        if name in one and needed not in one:
            return Refusal(refusal.BAD_PARAMETER, f"{name} is ignored without {needed}")
    return None


def _unheard(one: Mapping[str, str]) -> Refusal | None:
    """A verdict that would go nowhere (Twilio's warning 21262), or an address that none would come to."""
    if ("AsyncAmdStatusCallback" in one) == (one.get("AsyncAmd") == "true"):
        return None
    return Refusal(refusal.BAD_PARAMETER, "AsyncAmd is true exactly when AsyncAmdStatusCallback is given")


def endpoint_of(one: Mapping[str, str], name: str, method_name: str) -> Endpoint | Refusal | None:
    """The endpoint of one URL parameter, with the method that goes with it (rule C5); None if it is not given."""
    if name not in one:
        return None
    endpoint = read_endpoint(one[name], one.get(method_name, "POST"))
    if isinstance(endpoint, str):
        code = refusal.STATUS_CALLBACK_INVALID if name == "StatusCallback" else refusal.INVALID_URL
        return Refusal(code, f"{name} is not a valid URL: {one[name]!r} {endpoint}")
    return endpoint


def document_of(one: Mapping[str, str]) -> Document | Refusal | None:
    """The document of the Twiml parameter; None if it is not given."""
    if "Twiml" not in one:
        return None
    document = read_twiml(one["Twiml"].encode(), declared=False)
    if isinstance(document, Document):
        return document
    return Refusal(document.code, f"Twiml is refused: {document.message}")


def _detection(one: Mapping[str, str], callback: Endpoint | None) -> Detection | None:
    if "MachineDetection" not in one:
        return None
    return Detection(
        mode=one["MachineDetection"],
        timeout=float(one.get("MachineDetectionTimeout", "30")),
        asynchronous=one.get("AsyncAmd") == "true",
        callback=callback,
    )


def read_order(pairs: Sequence[tuple[str, str]], own_numbers: Sequence[str] = ()) -> Order | Refusal:
    """Read the form of a new call (names and values in the order sent), or say the first thing wrong with it."""
    one = dict(pairs)
    fault = first_fault(pairs, CREATE) or _ends(one, own_numbers) or _combination(one, pairs)
    fault = fault or idle(one, (*METHODS, *_DETECTION)) or _unheard(one)
    if fault is not None:
        return fault
    names = ("Url", "FallbackUrl", "StatusCallback", "AsyncAmdStatusCallback")
    methods = ("Method", "FallbackMethod", "StatusCallbackMethod", "AsyncAmdStatusCallbackMethod")
    endpoints: list[Endpoint | None] = []
    for name, method_name in zip(names, methods, strict=True):
        endpoint = endpoint_of(one, name, method_name)
        if isinstance(endpoint, Refusal):
            return endpoint
        endpoints.append(endpoint)
    source = document_of(one) or endpoints[0]
    if isinstance(source, Refusal):
        return source
    if source is None:
        return Refusal(refusal.INVALID_URL, "Give exactly one of Url and Twiml")
    return Order(
        to=one["To"],
        caller=one["From"],
        source=source,
        fallback=endpoints[1],
        status_callback=endpoints[2],
        events=tuple(value for name, value in pairs if name == "StatusCallbackEvent") or ("completed",),
        timeout=int(one.get("Timeout", "60")),
        timeout_given="Timeout" in one,
        time_limit=int(one.get("TimeLimit", LONGEST_CALL)),
        time_limit_given="TimeLimit" in one,
        send_digits=one.get("SendDigits", ""),
        detection=_detection(one, endpoints[3]),
        url_text=one.get("Url"),
        companion_urls=tuple(one[name] for name in ("FallbackUrl", "StatusCallback") if name in one),
        form=tuple(pairs),
    )

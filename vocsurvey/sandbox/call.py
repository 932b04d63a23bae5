"""A call: its record, and the fields that every webhook about it carries."""

import base64
import json
import math
import time
from dataclasses import dataclass, field
from datetime import datetime

from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.order import Order
from vocsurvey.sandbox.pace import now, rfc_2822
from vocsurvey.sandbox.place import place_fields

API_VERSION = "2010-04-01"
TERMINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


@dataclass
class Call:
    """One call from order to end. `elapsed` counts seconds since the answer in the people's time."""

    sid: str
    account_sid: str
    order: Order
    queue_seconds: float
    direction: str = "outbound-api"
    number_sid: str | None = None
    token: str | None = None
    status: str = "queued"
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)
    listed_at: float = 0.0
    """From when on lists of calls show it, on the monotonic clock."""
    over_at: float | None = None
    """When it ended, on the monotonic clock."""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    elapsed: float = 0.0
    ring: int = 0
    """The how-manieth time this number is rung, or rings us, from 0."""
    answered_by: str | None = None
    sip_code: int | None = None
    fallback: Endpoint | None = None
    status_callback: Endpoint | None = None
    time_limit: float = 0.0
    webhooks: int = 0
    """How many voice webhooks were begun: names the next one for the weather."""
    sequence: int = 0
    """The next SequenceNumber of a status callback."""
    events: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fallback = self.order.fallback
        self.status_callback = self.order.status_callback
        self.time_limit = float(self.order.time_limit)

    @property
    def inbound(self) -> bool:
        """Whether somebody rang one of the account's numbers."""
        return self.direction == "inbound"

    @property
    def person(self) -> str:
        """The number at the other end: who was rung, or who rang."""
        return self.order.caller if self.inbound else self.order.to

    @property
    def subject(self) -> tuple[str, str]:
        """What chance knows this call by."""
        return self.person, f"in {self.ring}" if self.inbound else str(self.ring)

    @property
    def ended(self) -> bool:
        """Whether the status is final."""
        return self.status in TERMINAL

    @property
    def duration(self) -> int:
        """Seconds between answer and end, in the people's time."""
        return round(self.elapsed)

    def taken_up(self) -> None:
        """A call that comes in rings until its first document is performed."""
        if self.inbound and self.status == "ringing":
            self.become("in-progress")

    def become(self, status: str) -> None:
        """Take the next status."""
        self.status = status
        self.updated_at = now()
        if self.started_at is None and status in {"initiated", "ringing"}:
            self.started_at = self.updated_at
        if self.ended:
            self.ended_at = self.updated_at
            self.over_at = time.monotonic()


def common_fields(call: Call) -> dict[str, str]:
    """What every webhook about this call carries."""
    to, caller = call.order.to, call.order.caller
    fields = {
        "CallSid": call.sid,
        "AccountSid": call.account_sid,
        "ApiVersion": API_VERSION,
        "Direction": call.direction,
        "CallStatus": call.status,
        "To": to,
        "From": caller,
        "Called": to,
        "Caller": caller,
        **place_fields(to, "To", "Called"),
        **place_fields(caller, "From", "Caller"),
    }
    return fields | _inbound_fields(call) if call.inbound else fields


def _inbound_fields(call: Call) -> dict[str, str]:
    """What calls that come in carry besides: a token for calls in answer to this one, and in North America how sure
    the network is of the number. ForwardedFrom and CallerName come only with forwarding and with the lookup."""
    token = base64.urlsafe_b64encode(call.sid.encode()).decode()
    fields = {"CallToken": json.dumps({"parentCallInfoToken": token, "identityHeaderTokens": []})}
    if call.order.to.startswith("+1"):
        fields["StirVerstat"] = "TN-Validation-Passed-A" if call.person.startswith("+1") else "No-TN-Validation"
    return fields


def status_fields(call: Call) -> dict[str, str]:
    """What a status callback carries besides, taking the next sequence number."""
    fields = common_fields(call) | {
        "Timestamp": rfc_2822(now()),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.sequence),
    }
    call.sequence += 1
    if call.ended:
        fields["CallDuration"] = str(call.duration)
        fields["Duration"] = str(math.ceil(call.duration / 60))
    if call.sip_code is not None:
        fields["SipResponseCode"] = str(call.sip_code)
    if call.answered_by is not None:
        fields["AnsweredBy"] = call.answered_by
    return fields


def formatted(number: str) -> str:
    """The number as Twilio shows it to people."""
    if number.startswith("+1") and len(number) == 12:
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


def representation(call: Call) -> dict[str, object]:
    """The call as the REST API shows it; `initiated` is shown as queued, which is what the resource knows."""
    uri = f"/{API_VERSION}/Accounts/{call.account_sid}/Calls/{call.sid}"
    subresources = ("Notifications", "Recordings", "Payments", "Events", "Siprec", "Streams", "Transcriptions")
    return {
        "sid": call.sid,
        "date_created": rfc_2822(call.created_at),
        "date_updated": rfc_2822(call.updated_at),
        "parent_call_sid": None,
        "account_sid": call.account_sid,
        "to": call.order.to,
        "to_formatted": formatted(call.order.to),
        "from": call.order.caller,
        "from_formatted": formatted(call.order.caller),
        "phone_number_sid": call.number_sid,
        "status": "queued" if call.status == "initiated" else call.status,
        "start_time": rfc_2822(call.started_at) if call.started_at else None,
        "end_time": rfc_2822(call.ended_at) if call.ended_at else None,
        "duration": str(call.duration) if call.ended else None,
        "price": None,
        "price_unit": "USD",
        "direction": call.direction,
        "answered_by": call.answered_by,
        "annotation": None,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": "",
        "queue_time": str(round(call.queue_seconds * 1000)),
        "trunk_sid": None,
        "uri": uri + ".json",
        "subresource_uris": {name.lower(): f"{uri}/{name}.json" for name in subresources},
    }

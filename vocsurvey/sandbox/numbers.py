"""The account's own numbers: who is asked what to say when somebody rings one of them.

Twilio calls them IncomingPhoneNumbers. Source of the parameters: its OpenAPI description of api.v2010 (Apache-2.0),
operations ListIncomingPhoneNumber and UpdateIncomingPhoneNumber.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vocsurvey.sandbox import refusal
from vocsurvey.sandbox.call import API_VERSION, formatted
from vocsurvey.sandbox.configuration import Configuration
from vocsurvey.sandbox.endpoint import Endpoint, read_endpoint
from vocsurvey.sandbox.order import E164, Order
from vocsurvey.sandbox.pace import now, rfc_2822
from vocsurvey.sandbox.parameters import PAGING, Check, first_fault
from vocsurvey.sandbox.refusal import Refusal

WITHHELD = "+266696687"
"""What stands in From when the caller withholds the number: the letters of ANONYMOUS on a keypad."""

NOT_OFFERED = (
    "AccountSid", "AddressSid", "ApiVersion", "BundleSid", "EmergencyAddressSid", "EmergencyStatus", "IdentitySid",
    "SmsApplicationSid", "SmsFallbackMethod", "SmsFallbackUrl", "SmsMethod", "SmsUrl", "TrunkSid",
    "VoiceApplicationSid", "VoiceCallerIdLookup", "VoiceReceiveMode",
)  # fmt: skip
"""Known to Twilio and refused here by name, so that nobody believes that they work."""

_URLS = {
    "VoiceUrl": ("VoiceMethod", "voice"),
    "VoiceFallbackUrl": ("VoiceFallbackMethod", "fallback"),
    "StatusCallback": ("StatusCallbackMethod", "status"),
}


def _anything(value: str) -> str | None:
    return None


def _method(value: str) -> str | None:
    return None if value in {"GET", "POST"} else "must be GET or POST"


UPDATE: Mapping[str, Check] = {
    **dict.fromkeys((*NOT_OFFERED, *_URLS), _anything),
    **dict.fromkeys((method for method, _part in _URLS.values()), _method),
    "FriendlyName": lambda value: None if 0 < len(value) <= 64 else "must have 1 to 64 characters",
}
LIST: Mapping[str, Check] = {**PAGING, "PhoneNumber": _anything, "FriendlyName": _anything}


@dataclass(frozen=True)
class Number:
    """One number, and the addresses that are asked when it is rung; without a voice URL nobody can ring it."""

    phone_number: str
    friendly_name: str
    voice: Endpoint | None = None
    fallback: Endpoint | None = None
    status: Endpoint | None = None

    @property
    def sid(self) -> str:
        """The number's own name, always the same for the same number."""
        return "PN" + hashlib.sha256(self.phone_number.encode()).hexdigest()[:32]

    def order(self, caller: str) -> Order | None:
        """What a call that comes in goes by; None when nothing says what to say to it."""
        if self.voice is None:
            return None
        return Order(
            to=self.phone_number, caller=caller, source=self.voice, fallback=self.fallback, status_callback=self.status
        )


class Numbers:
    """The numbers of the account. Where no numbers were named, every number that is asked for is one of ours."""

    def __init__(self, configuration: Configuration) -> None:
        self._own = configuration.own_numbers
        self._account_sid = configuration.account_sid
        self._inbound = {
            part: read_endpoint(url) if url else None
            for part, url in (
                ("voice", configuration.inbound_url),
                ("fallback", configuration.inbound_fallback_url),
                ("status", configuration.inbound_status_url),
            )
        }
        self._known: dict[str, Number] = {}
        for number in self._own:
            self.at(number)

    def at(self, number: str) -> Number | None:
        """The number, if it is one of the account's."""
        if number not in self._known and (not self._own or number in self._own) and E164.fullmatch(number):
            endpoints = {part: one for part, one in self._inbound.items() if isinstance(one, Endpoint)}
            self._known[number] = Number(number, formatted(number), **endpoints)
        return self._known.get(number)

    def named(self, sid: str) -> Number | None:
        """The number with this SID."""
        return next((one for one in self._known.values() if one.sid == sid), None)

    def listed(self, query: Mapping[str, str]) -> list[Number]:
        """The numbers that fit a list request. ``*`` in PhoneNumber stands for any digits, as at Twilio."""
        pattern = re.escape(query.get("PhoneNumber", "*")).replace(r"\*", "[0-9+]*")
        name = query.get("FriendlyName")
        return [
            one
            for one in self._known.values()
            if re.search(pattern, one.phone_number) and name in (None, one.friendly_name)
        ]

    def update(self, number: Number, form: Sequence[tuple[str, str]]) -> Number | Refusal:
        """The number with what the form changes, or the first thing that is wrong with it; "" takes a URL away."""
        one = dict(form)
        if (fault := first_fault(form, UPDATE)) is not None:
            return fault
        for name in NOT_OFFERED:
            if name in one:
                return Refusal(refusal.BAD_PARAMETER, f"{name} is not offered by this carrier")
        parts: dict[str, Endpoint | None] = {}
        for name, (method_name, part) in _URLS.items():
            endpoint = _endpoint(one, name, method_name, _parts(number)[part])
            if isinstance(endpoint, Refusal):
                return endpoint
            parts[part] = endpoint
        name = one.get("FriendlyName", number.friendly_name)
        changed = Number(number.phone_number, name, parts["voice"], parts["fallback"], parts["status"])
        self._known[number.phone_number] = changed
        return changed

    def representation(self, number: Number) -> dict[str, object]:
        """The number as the REST API shows it."""
        moment = rfc_2822(now())
        methods = {part: (one or Endpoint("")).method for part, one in _parts(number).items()}
        urls = {part: one.url if one else "" for part, one in _parts(number).items()}
        return {
            "sid": number.sid,
            "account_sid": self._account_sid,
            "friendly_name": number.friendly_name,
            "phone_number": number.phone_number,
            "capabilities": {"voice": True, "sms": False, "mms": False, "fax": False},
            "voice_url": urls["voice"],
            "voice_method": methods["voice"],
            "voice_fallback_url": urls["fallback"],
            "voice_fallback_method": methods["fallback"],
            "voice_caller_id_lookup": False,
            "voice_application_sid": None,
            "voice_receive_mode": "voice",
            "status_callback": urls["status"],
            "status_callback_method": methods["status"],
            "origin": "twilio",
            "status": "in-use",
            "beta": False,
            "api_version": API_VERSION,
            "date_created": moment,
            "date_updated": moment,
            "uri": f"/{API_VERSION}/Accounts/{self._account_sid}/IncomingPhoneNumbers/{number.sid}.json",
        }


def _parts(number: Number) -> Mapping[str, Endpoint | None]:
    return {"voice": number.voice, "fallback": number.fallback, "status": number.status}


def _endpoint(one: Mapping[str, str], name: str, method_name: str, kept: Endpoint | None) -> Endpoint | Refusal | None:
    """The endpoint after an update: of the new URL, of the old one with a new method, or as it was."""
    url = one.get(name, kept.url if kept else "")
    if name not in one and method_name not in one:
        return kept
    if not url:
        return None
    endpoint = read_endpoint(url, one.get(method_name, kept.method if kept else "POST"))
    if isinstance(endpoint, str):
        return Refusal(refusal.INVALID_URL, f"{name} is not a valid URL: {url!r} {endpoint}")
    return endpoint

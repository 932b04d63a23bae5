"""One of our own numbers, as the carrier has it: whom it asks when somebody calls the number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from vocsurvey.telephony.carrier import Problem
from vocsurvey.telephony.transport import BrokenError, CarrierHttpClient, NotSentError, TooManyError

_PATIENCE = timedelta(seconds=10)
# The SDK looks for its region and edge in the process environment unless it is handed one that is not empty.
_NO_ENVIRONMENT = {"TWILIO_REGION": "", "TWILIO_EDGE": ""}
_UNREADABLE = (TwilioException, ValueError, TypeError, AttributeError, LookupError)


@dataclass(frozen=True, slots=True)
class VoiceAddresses:
    """The addresses that a number is configured with, each "" when there is none."""

    voice_url: str
    fallback_url: str
    status_url: str


def voice_addresses(account_sid: str, auth_token: str, carrier_url: str, number: str) -> VoiceAddresses | Problem:
    """Ask the carrier for the addresses of one of our numbers (E.164)."""
    http_client = CarrierHttpClient(carrier_url, _PATIENCE, _PATIENCE)
    client = Client(account_sid, auth_token, http_client=http_client, environment=_NO_ENVIRONMENT)
    try:
        found = client.incoming_phone_numbers.list(phone_number=number, limit=20)
        exact = [one for one in found if one.phone_number == number]
        if not exact:
            return Problem(f"The carrier does not list {number} among the numbers of the account.")
        one = exact[0]
        return VoiceAddresses(one.voice_url or "", one.voice_fallback_url or "", one.status_callback or "")
    except (NotSentError, BrokenError, TooManyError, *_UNREADABLE):
        return Problem(f"The carrier did not say how {number} is set up.")

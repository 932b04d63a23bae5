"""The application that phones in a browser call, as the carrier has it: whom it asks what such a phone shall hear.

It is asked for with the API key that signs the access tokens, so that one answer proves the key, its secret and the
application. https://www.twilio.com/docs/usage/api/applications
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from vocsurvey.telephony.carrier import Problem
from vocsurvey.telephony.transport import BrokenError, CarrierHttpClient, NotSentError, TooManyError
from vocsurvey.telephony.voice_token import PhoneAccount

_PATIENCE = timedelta(seconds=10)
# The SDK looks for its region and edge in the process environment unless it is handed one that is not empty.
_NO_ENVIRONMENT = {"TWILIO_REGION": "", "TWILIO_EDGE": ""}
_UNREADABLE = (TwilioException, ValueError, TypeError, AttributeError, LookupError)


@dataclass(frozen=True, slots=True)
class Application:
    """Its name, and the addresses that it is configured with, each "" when there is none; ``posts``: both are asked by
    POST."""

    name: str
    voice_url: str
    status_url: str
    posts: bool


def application_of(account: PhoneAccount, carrier_url: str) -> Application | Problem:
    """Ask the carrier for the application of a phone account, in the name of its API key."""
    http_client = CarrierHttpClient(carrier_url, _PATIENCE, _PATIENCE)
    client = Client(
        account.key, account.secret, account.account_sid, http_client=http_client, environment=_NO_ENVIRONMENT
    )
    try:
        one = client.applications(account.application_sid).fetch()
        methods = {one.voice_method or "POST", one.status_callback_method or "POST"}
        return Application(str(one.friendly_name), one.voice_url or "", one.status_callback or "", methods == {"POST"})
    except TwilioRestException as error:
        if error.status in (401, 403):
            return Problem("The carrier does not accept the API key. Check TWILIO_API_KEY and TWILIO_API_SECRET.")
        if error.status == 404:
            return Problem(f"The carrier has no application {account.application_sid}. Check TWILIO_APPLICATION_SID.")
        return Problem(f"The carrier answered with HTTP {error.status} when asked for the application.")
    except (NotSentError, BrokenError, TooManyError, *_UNREADABLE):
        return Problem("The carrier did not say how the application of the browser phone is set up.")

"""What an operator sets at the carrier so that callers can call in the browser, and whether it is set."""

from __future__ import annotations

from vocsurvey.settings import Settings
from vocsurvey.settings_form import BROWSER_PHONE
from vocsurvey.telephony.application import application_of
from vocsurvey.telephony.carrier import Problem
from vocsurvey.telephony.url import CarrierUrls
from vocsurvey.telephony.voice_token import PhoneAccount


def look_at(settings: Settings) -> tuple[bool, str] | None:
    """Whether callers can call in the browser, and a sentence about it; None where there is no carrier. That nobody
    wants to is no problem."""
    carrier, phone = settings.carrier, settings.browser_phone
    if carrier is None:
        return None
    urls = CarrierUrls(carrier.public_url, "nothing is signed here")
    wanted = f"“Request URL” of Voice and “Status callback URL” both {urls.browser}, each with HTTP POST"
    if phone is None:
        names = ", ".join(BROWSER_PHONE)
        return True, (
            f"not set up, so callers call at their own phones. For the browser too, make a TwiML App at the carrier "
            f"({wanted}) and an API key, and set {names}."
        )
    account = PhoneAccount(carrier.account_sid, phone.key, phone.secret, phone.application)
    found = application_of(account, carrier.api_url)
    if isinstance(found, Problem):
        return False, found.sentence
    if (found.voice_url, found.status_url, found.posts) != (urls.browser, urls.browser, True):
        return False, f"the TwiML App “{found.name}” does not reach us. Set there: {wanted}."
    return True, f"the API key is good, and the TwiML App “{found.name}” reaches us."

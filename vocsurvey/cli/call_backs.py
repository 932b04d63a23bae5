"""What an operator sets at the carrier, so that people who call back are heard."""

from __future__ import annotations

from vocsurvey.settings import CarrierAccount
from vocsurvey.telephony.url import CarrierUrls


def call_backs(account: CarrierAccount) -> str:
    """The addresses as a sentence, in the words of the carrier's console."""
    urls = CarrierUrls(account.public_url, "nothing is signed here")
    return (
        f"at {account.from_number}, “A call comes in” and “Call status changes” go to {urls.inbound}, "
        f"“Primary handler fails” to {urls.inbound_fallback}, each with HTTP POST."
    )

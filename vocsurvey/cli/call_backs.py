"""What an operator sets at the carrier, so that people who call back are heard, and whether it is set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vocsurvey.rulebook import Rulebook
from vocsurvey.settings import CarrierAccount
from vocsurvey.telephony.carrier import Problem
from vocsurvey.telephony.own_number import voice_addresses
from vocsurvey.telephony.url import CarrierUrls


def own_numbers(account: CarrierAccount, rules: Rulebook | None) -> tuple[str, ...]:
    """Every number of ours that people may see, and call back: that of the settings first, then those of the rules."""
    listed = rules.caller_numbers.numbers if rules is not None else ()
    return tuple(dict.fromkeys((account.from_number, *(one.number for one in listed))))


def call_backs(account: CarrierAccount, numbers: Sequence[str]) -> str:
    """The addresses as a sentence, in the words of the carrier's console."""
    urls = CarrierUrls(account.public_url, "nothing is signed here")
    return (
        f"at {', '.join(numbers)}, “A call comes in” and “Call status changes” go to {urls.inbound}, "
        f"“Primary handler fails” to {urls.inbound_fallback}, each with HTTP POST."
    )


def set_up(account: CarrierAccount, rules: Rulebook | None) -> Iterator[str]:
    """Of each of our numbers, whether the carrier asks us what to say to somebody who calls it back."""
    urls = CarrierUrls(account.public_url, "nothing is signed here")
    ours = (urls.inbound, urls.inbound_fallback, urls.inbound)
    for number in own_numbers(account, rules):
        found = voice_addresses(account.account_sid, account.auth_tokens[0], account.api_url, number)
        wanted = call_backs(account, (number,))
        if isinstance(found, Problem):
            yield f"{found.sentence} Set there: {wanted}"
        elif (found.voice_url, found.fallback_url, found.status_url) == ours:
            yield f"who calls {number} back reaches us."
        else:
            yield f"{number} is not set up for them at the carrier. Set there: {wanted}"

"""How the carrier has one of our numbers, with real sockets."""

from __future__ import annotations

import pytest
from raw_carrier import Behaviour, close, raw_carrier, reply
from test_carrier_placing import ACCOUNT

from vocsurvey.telephony.carrier import Problem
from vocsurvey.telephony.own_number import VoiceAddresses, voice_addresses

OURS = "+12025550199"
IN, FALLBACK = "https://survey.example.com/carrier/inbound", "https://survey.example.com/carrier/inbound/fallback"


def listed(*numbers: object) -> Behaviour:
    """A list of the account's numbers."""
    page = {"incoming_phone_numbers": list(numbers), "next_page_uri": None, "page": 0}
    return reply(200, page)


def asked(behaviour: Behaviour) -> VoiceAddresses | Problem:
    """What we make of it."""
    with raw_carrier(behaviour) as raw:
        found = voice_addresses(ACCOUNT, "token", raw.url(), OURS)
        assert raw.target().startswith(f"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers.json?")
        assert "PhoneNumber=%2B12025550199" in raw.target()
    return found


def test_the_addresses_of_a_number() -> None:
    number = {"phone_number": OURS, "voice_url": IN, "voice_fallback_url": FALLBACK, "status_callback": IN}
    assert asked(listed(number)) == VoiceAddresses(IN, FALLBACK, IN)


def test_a_number_without_addresses() -> None:
    number = {"phone_number": OURS, "voice_url": None, "voice_fallback_url": "", "status_callback": None}
    assert asked(listed({"phone_number": "+112025550199"}, number)) == VoiceAddresses("", "", "")


def test_a_number_of_somebody_else() -> None:
    assert asked(listed()) == Problem(f"The carrier does not list {OURS} among the numbers of the account.")


@pytest.mark.parametrize("behaviour", [close, reply(500, {}), reply(401, {}), reply(429, {}), reply(200, ["odd"])])
def test_what_cannot_be_read_is_a_problem(behaviour: Behaviour) -> None:
    assert asked(behaviour) == Problem(f"The carrier did not say how {OURS} is set up.")

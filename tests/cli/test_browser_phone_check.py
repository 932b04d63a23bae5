"""What doctor says of the phone in the browser: nothing wanted, all well, and everything that can be wrong with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from carrier_house import SID, TOKEN, house

from vocsurvey.cli.browser_phone import look_at
from vocsurvey.sandbox.configuration import APPLICATION_SID
from vocsurvey.settings import BrowserPhoneKey, CarrierAccount, Settings

KEY = BrowserPhoneKey("SK" + "1" * 32, "a secret of at least thirty-two bytes", APPLICATION_SID)
PUBLIC = "https://survey.example.com"


def settings(api_url: str, phone: BrowserPhoneKey | None = KEY) -> Settings:
    """Of a house with a carrier there."""
    account = CarrierAccount(SID, (TOKEN,), api_url, PUBLIC, "+12025550199")
    return Settings(data_folder=Path("nowhere"), database_url="sqlite://", carrier=account, browser_phone=phone)


def said(made: Settings) -> tuple[bool, str]:
    found = look_at(made)
    assert found is not None
    return found


def test_that_nobody_wants_it_is_no_problem_and_says_how_to_have_it() -> None:
    ok, sentence = said(settings("http://127.0.0.1:9", None))
    assert ok
    assert f"{PUBLIC}/carrier/browser" in sentence
    assert "TWILIO_API_KEY, TWILIO_API_SECRET, TWILIO_APPLICATION_SID" in sentence
    assert look_at(replace(settings("http://127.0.0.1:9"), carrier=None)) is None


@pytest.mark.parametrize(
    ("asked", "told", "ok", "words"),
    [
        (f"{PUBLIC}/carrier/browser", f"{PUBLIC}/carrier/browser", True, "reaches us"),
        ("https://old.example.com/voice", f"{PUBLIC}/carrier/browser", False, "does not reach us. Set there: “Request"),
        (f"{PUBLIC}/carrier/browser", None, False, "does not reach us"),
    ],
)
def test_the_application_reaches_us_or_it_says_what_to_set(asked: str, told: str | None, ok: bool, words: str) -> None:
    keys = {KEY.key: KEY.secret}
    with house(api_keys=keys, application_url=asked, application_status_url=told) as home:
        found = said(settings(home.url))
        assert (found[0], words in found[1]) == (ok, True), found


def test_a_key_a_secret_or_an_application_that_is_wrong_is_named() -> None:
    with house(api_keys={KEY.key: KEY.secret}, application_url=f"{PUBLIC}/carrier/browser") as home:
        secret = said(settings(home.url, replace(KEY, secret="another secret of thirty-two bytes")))
        other = said(settings(home.url, replace(KEY, application="AP" + "9" * 32)))
    nobody = said(settings("http://127.0.0.1:9"))
    assert (secret[0], other[0], nobody[0]) == (False, False, False)
    assert "Check TWILIO_API_KEY and TWILIO_API_SECRET." in secret[1]
    assert "Check TWILIO_APPLICATION_SID." in other[1]
    assert "did not say" in nobody[1]

"""What the ledger holds against a customer: the rules H1, H2, H3 and H7."""

from typing import Any

import pytest
from carrier_house import HAPPY, house


def rules(ledger: dict[str, Any]) -> list[str]:
    return [violation["rule"] for violation in ledger["violations"]]


def test_a_good_order_is_no_violation() -> None:
    with house(cast={HAPPY: "away"}) as home:
        sid = home.call()
        ledger = home.quiet()
        assert rules(ledger) == []
        (create,) = ledger["creates"]
        assert (create["token"], create["to"], create["sid"], create["answer"]) == ("t1", HAPPY, sid, "201")


def test_the_same_token_twice_is_a_double_dial() -> None:
    with house(cast={HAPPY: "away"}) as home:
        home.call()
        home.call(token="t2")
        second = home.call()
        ledger = home.quiet()
        assert rules(ledger) == ["H1"]
        assert (ledger["violations"][0]["sid"], ledger["violations"][0]["token"]) == (second, "t1")
        assert len(ledger["rung"]) == 3


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"status_callback": "https://example.com/carrier/t2/status"}, ["H2"]),
        ({"fallback_url": "https://example.com/elsewhere"}, ["H2"]),
        ({"url": "https://example.com/elsewhere"}, ["H2"]),
        ({"status_callback_event": ["initiated", "completed"]}, ["H3"]),
        ({"timeout": 31}, ["H7"]),
        ({"timeout": None}, ["H7"]),
        ({"time_limit": None}, ["H7"]),
    ],
)
def test_a_careless_order_is_placed_and_written_down(changes: dict[str, Any], expected: list[str]) -> None:
    with house(cast={HAPPY: "away"}) as home:
        home.call(**changes)
        assert rules(home.quiet()) == expected


def test_the_place_of_the_token_can_be_chosen() -> None:
    with house(token_pattern=r"[?&]call=(\w+)", cast={HAPPY: "away"}) as home:
        url = home.customer.url + "/x?call=abc"
        home.call(url=url, fallback_url=url, status_callback=url)
        ledger = home.quiet()
        assert [create["token"] for create in ledger["creates"]] == ["abc"]
        assert rules(ledger) == []

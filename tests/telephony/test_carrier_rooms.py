"""Orders about rooms over real HTTP: against the sandbox carrier, and against one that fails in every way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from carrier_house import SID, TOKEN, House, house
from raw_carrier import Behaviour, close, in_turn, raw_carrier, reply
from test_carrier_placing import carrier_at

from vocsurvey.runtime import load_voices
from vocsurvey.telephony import conference
from vocsurvey.telephony.carrier import UnreachableError
from vocsurvey.telephony.conference import RoomUrls
from vocsurvey.telephony.room import Occupant, Rooms, RoomView, Word
from vocsurvey.telephony.twilio import TwilioCarrier
from vocsurvey.telephony.url import CarrierUrls

CALLER, CUSTOMER = "+12025550141", "+12025550142"
ROOM, CALL = "CF" + "1" * 32, "CA" + "2" * 32
VOICES = load_voices(None)
Order = Callable[[Rooms], Word]
ORDERS: dict[str, Order] = {
    "hold": lambda rooms: rooms.hold(ROOM, "customer", held=True, page="https://survey.example.com/hold"),
    "back": lambda rooms: rooms.hold(ROOM, "customer", held=False),
    "mute": lambda rooms: rooms.mute(ROOM, "caller", muted=True),
    "stay": lambda rooms: rooms.stay(ROOM, "caller", ends=False),
    "remove": lambda rooms: rooms.remove(ROOM, "customer"),
    "end": lambda rooms: rooms.end_room(ROOM),
}


def seated(home: House, number: str, label: str) -> str:
    """Ring a number whose call enters the room by our own documents; its SID."""
    urls = CarrierUrls(home.customer.url, "s" * 32)
    doors = RoomUrls(urls.wait(label), urls.behind(label), urls.room("r1"))
    bare = '<?xml version="1.0" encoding="UTF-8"?><Response>'
    documents = {
        f"/carrier/{label}/answer": conference.enter("r1", label, doors, timedelta(minutes=30)),
        f"/carrier/{label}/wait": conference.wait("One moment.", "en", urls.wait(label), VOICES),
        f"/carrier/{label}/behind": conference.part("Goodbye.", "en", VOICES),
        "/carrier/r1/hold": conference.wait("One moment.", "en", urls.hold("r1"), VOICES),
    }
    for path, written in documents.items():
        home.customer.says(path, written.removeprefix(bare).removesuffix("</Response>"))
    sid: str = home.call(number, label)
    home.until(lambda: any(one.form.get("ParticipantLabel") == label for one in home.customer.at("/carrier/r1/room")))
    return sid


def test_a_room_from_the_first_to_the_last_order() -> None:
    with house(cast={CALLER: "colleague", CUSTOMER: "colleague"}) as home:
        rooms = TwilioCarrier(SID, TOKEN, home.url, CarrierUrls("https://survey.example.com", "s" * 32)).rooms
        assert rooms.find_room("r1") is None
        caller = seated(home, CALLER, "caller")
        alone = rooms.find_room("r1")
        assert alone is not None
        assert (alone.begun, alone.ended, alone.has("caller"), alone.has("customer")) == (False, False, True, False)
        customer = seated(home, CUSTOMER, "customer")
        found = rooms.find_room("r1")
        assert found == RoomView(
            alone.room_sid,
            True,
            False,
            (Occupant(caller, "caller", False, False), Occupant(customer, "customer", False, False)),
        )
        sid = found.room_sid
        page = CarrierUrls(home.customer.url, "s" * 32).hold("r1")
        assert rooms.hold(sid, "customer", held=True, page=page) is Word.DONE
        assert rooms.mute(sid, "caller", muted=True) is Word.DONE
        assert rooms.mute(sid, "caller", muted=True) is Word.DONE
        home.until(lambda: bool(home.customer.at("/carrier/r1/hold")))
        now = rooms.find_room("r1")
        assert now is not None
        assert [(one.label, one.held, one.muted) for one in now.occupants] == [
            ("caller", False, True),
            ("customer", True, False),
        ]
        assert rooms.hold(sid, "customer", held=False) is Word.DONE
        assert rooms.stay(sid, "customer", ends=False) is Word.DONE
        assert rooms.remove(sid, "customer") is Word.DONE
        assert rooms.remove(sid, "customer") is Word.GONE
        home.until(lambda: bool(home.customer.at("/carrier/customer/behind")))
        assert rooms.end_room(sid) is Word.DONE
        assert rooms.mute(sid, "caller", muted=False) is Word.GONE
        over = rooms.find_room("r1")
        assert over == RoomView(sid, False, True, ())
        assert home.quiet()["violations"] == []


@pytest.mark.parametrize("name", sorted(ORDERS))
@pytest.mark.parametrize(
    ("behaviour", "word", "asked"),
    [
        (reply(404, {"code": 20404}), Word.GONE, 1),
        (reply(400, {"code": 20001, "message": "no"}), Word.REFUSED, 1),
        (reply(429, b""), Word.UNKNOWN, 1),
        (reply(500, b""), Word.UNKNOWN, 2),
        (close, Word.UNKNOWN, 2),
    ],
)
def test_what_becomes_of_an_order(name: str, behaviour: Behaviour, word: Word, asked: int) -> None:
    with raw_carrier(behaviour) as raw:
        assert ORDERS[name](carrier_at(raw.url()).rooms) is word
        assert raw.connections == asked


def test_what_a_broken_connection_left_unknown_is_asked_once_more() -> None:
    with raw_carrier(in_turn(close, reply(200, {"call_sid": CALL, "muted": True}))) as raw:
        assert ORDERS["mute"](carrier_at(raw.url()).rooms) is Word.DONE
        assert raw.form(1) == [("Muted", "true")]


def test_an_order_that_was_taken_and_whose_answer_cannot_be_read_is_done() -> None:
    with raw_carrier(reply(200, b"{")) as raw:
        assert ORDERS["mute"](carrier_at(raw.url()).rooms) is Word.DONE


def test_nobody_is_asked_about_names_that_are_none() -> None:
    with raw_carrier(reply(500, b"")) as raw:
        rooms = carrier_at(raw.url()).rooms
        assert rooms.mute("../Calls", "caller", muted=True) is Word.REFUSED
        assert rooms.mute(ROOM, "a/b", muted=True) is Word.REFUSED
        assert rooms.end_room("x") is Word.REFUSED
        assert raw.connections == 0


@pytest.mark.parametrize(
    "behaviour",
    [
        reply(500, b""),
        reply(429, b""),
        reply(200, b"{"),
        reply(200, {"conferences": [{"sid": "x", "status": "init"}], "next_page_uri": None}),
        in_turn(reply(200, {"conferences": [{"sid": ROOM, "status": "init"}], "next_page_uri": None}), close),
    ],
)
def test_a_room_that_cannot_be_seen_to_its_end_is_no_room_that_is_gone(behaviour: Behaviour) -> None:
    with raw_carrier(behaviour) as raw, pytest.raises(UnreachableError):
        carrier_at(raw.url()).rooms.find_room("r1")

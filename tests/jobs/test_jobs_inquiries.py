"""From a doubt to a verdict over real sockets: the list, the memories, and a carrier that is away."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from commenting import SID as COMMENT
from commenting import YES, launched_with_consent
from raw_carrier import Behaviour, RawCarrier, close, raw_carrier, reply
from sqlalchemy import select
from workplace import Workplace

from vocsurvey.clock import now, pause
from vocsurvey.db.followup import Flag
from vocsurvey.db.inquiry import Inquiry
from vocsurvey.db.interview import Exchange, Recording
from vocsurvey.jobs import calls, inquiries
from vocsurvey.telephony.url import CarrierUrls, State

Opened = Callable[..., Workplace]
SID = "CA" + "a" * 32
FOREIGN = "CA" + "f" * 32
MOMENT = timedelta(milliseconds=1)


class Records:
    """A carrier whose answer to the POST is lost, and what its records say afterwards."""

    def __init__(self) -> None:
        self.views: list[dict[str, object]] = []
        self.memories: dict[str, list[object]] = {}
        self.recordings: list[dict[str, str]] = []
        self.reading: Behaviour | None = None
        self.orders: list[dict[str, str]] = []
        self.raw: RawCarrier | None = None

    def __call__(self, connection: socket.socket) -> None:
        assert self.raw is not None
        if self.raw.requests[-1].startswith(b"POST"):
            self.orders.append(dict(self.raw.form(-1)))
            reply(500, b"")(connection)
        elif self.reading is not None:
            self.reading(connection)
        elif "/Recordings.json" in self.raw.target(-1):
            reply(200, {"recordings": self.recordings, "page": 0, "next_page_uri": None})(connection)
        elif "/Events.json" in self.raw.target(-1):
            sid = self.raw.target(-1).partition("/Calls/")[2].partition("/")[0]
            reply(200, {"events": self.memories.get(sid, []), "page": 0, "next_page_uri": None})(connection)
        else:
            reply(200, {"calls": self.views, "page": 0, "next_page_uri": None})(connection)

    def show(self, sid: str, at: datetime, url: str, status: str = "no-answer") -> None:
        """A call in the list, with the request that made it in its memory."""
        when = format_datetime(at)
        view = {"sid": sid, "status": status, "to": "+12025550101", "from": "+12025550199"}
        self.views.append({**view, "date_created": when, "start_time": when, "end_time": when})
        request = {"method": "POST", "url": "https://api.twilio.com/2010-04-01/Accounts/AC/Calls.json"}
        self.memories[sid] = [{"request": {**request, "parameters": {"url": url}}, "response": {"response_code": 500}}]


@pytest.fixture
def records() -> Records:
    """The carrier's records, empty at first."""
    return Records()


def doubtful(place: Workplace, **rules: Any) -> Workplace:
    """The call to C1 is uncertain; whatever the records lag by is a moment, unless said otherwise."""
    quick = {"list_settles": MOMENT, "events_after": timedelta(), "clock_skew": timedelta(seconds=2), **rules}
    inquiry = place.house.rulebook.inquiry.model_copy(update=quick)
    place = replace(place, house=replace(place.house, rulebook=replace(place.house.rulebook, inquiry=inquiry)))
    calls.dispatch(place.house)
    place.house.redis.flushall()
    calls.place(place.house, place.call_to().id)
    assert place.call_to().status == "uncertain"
    return place


def asked(place: Workplace) -> Inquiry:
    """The clock rings, a worker asks; the inquiry afterwards."""
    inquiries.ring_for_inquiries(place.house)
    place.work([job for job in place.queued() if job[0] == "ask_carrier"])
    place.house.redis.flushall()
    (found,) = place.scene.rows(select(Inquiry))
    assert isinstance(found, Inquiry)
    return found


def test_a_call_that_the_carrier_knows_is_bound(opened: Opened, records: Records) -> None:
    with raw_carrier(records) as raw:
        records.raw = raw
        place = doubtful(opened(raw.url()))
        records.show(FOREIGN, now(), "https://calls.example.net/voice")
        records.show(SID, now(), records.orders[0]["Url"], "busy")
        assert asked(place).verdict == "placed"
    call = place.call_to()
    assert (call.carrier_sid, call.status, call.outcome) == (SID, "ended", "busy")
    assert place.attempt_of().counted
    assert place.violations() == []


def test_a_call_that_the_carrier_does_not_know_is_released(opened: Opened, records: Records) -> None:
    with raw_carrier(records) as raw:
        records.raw = raw
        place = doubtful(opened(raw.url()))
        records.show(FOREIGN, now(), "https://calls.example.net/voice")
        assert asked(place).verdict == "never_placed"
        assert len(records.orders) == 1
    assert (place.call_to().status, place.attempt_of().counted) == ("unsent", False)
    assert place.violations() == []


def test_a_memory_that_is_not_shown_yet_is_waited_for(opened: Opened, records: Records) -> None:
    with raw_carrier(records) as raw:
        records.raw = raw
        place = doubtful(opened(raw.url()))
        records.show(SID, now(), records.orders[0]["Url"])
        shown, records.memories = records.memories, {}
        inquiry = asked(place)
        assert (inquiry.verdict, inquiry.asks, inquiry.learned["undecided"]) == (None, 1, [SID])
        assert place.call_to().status == "uncertain"
        records.memories = shown
        inquiries.ask(place.house, inquiry.id)
    assert place.call_to().carrier_sid == SID


def test_a_call_that_another_of_ours_goes_by_is_not_read(opened: Opened, records: Records) -> None:
    with raw_carrier(records) as raw:
        records.raw = raw
        place = doubtful(opened(raw.url()))
        _, sid = place.scene.dial("C2")
        records.show(sid, now(), "https://calls.example.net/voice")
        assert asked(place).verdict == "never_placed"
        assert not any("Events" in raw.target(at) for at in range(len(raw.requests)))


@pytest.mark.parametrize(
    ("reading", "waits"),
    [(close, 1), (reply(500, b""), 1), (reply(429, b"", "Retry-After: 90"), 90)],
    ids=["closed", "500", "429"],
)
def test_a_carrier_that_cannot_be_read_is_asked_again(
    opened: Opened, records: Records, reading: Behaviour, waits: int
) -> None:
    with raw_carrier(records) as raw:
        records.raw = raw
        place = doubtful(opened(raw.url()))
        records.reading = reading
        before = now()
        inquiry = asked(place)
        assert inquiry.verdict is None
        assert inquiry.problem == "The carrier's list of calls broke off."
        assert timedelta(seconds=waits) <= inquiry.ask_at - before < timedelta(seconds=waits + 30)
        assert place.call_to().status == "uncertain"
        records.reading = None
        inquiries.ask(place.house, inquiry.id)
    assert place.call_to().status == "unsent"


def test_a_webhook_that_came_first_leaves_nothing_to_ask(opened: Opened, records: Records) -> None:
    with raw_carrier(records) as raw:
        records.raw = raw
        place = doubtful(opened(raw.url()))
        place.scene.now = now()
        place.scene.answer(place.call_to().token, SID)
        assert asked(place).verdict == "told"
        assert len(raw.requests) == 1
    assert place.call_to().status == "live"


def asking_soon(place: Workplace) -> Workplace:
    """The same place, where the carrier's memory of a call is asked for as soon as the call is over."""
    inquiry = place.house.rulebook.inquiry.model_copy(update={"events_after": MOMENT, "events_settle": MOMENT})
    place = replace(place, house=replace(place.house, rulebook=replace(place.house.rulebook, inquiry=inquiry)))
    place.scene.rules, place.scene.now = place.house.rulebook, now()
    return place


def test_a_key_press_that_never_reached_us_is_heard_from_the_memory(opened: Opened, records: Records) -> None:
    """We were down when "no" was pressed: its webhook failed, the fallback too, and the call was over."""
    with raw_carrier(records) as raw:
        records.raw = raw
        place = asking_soon(opened(raw.url()))
        token, sid = place.scene.dial()
        spoken = place.scene.talk(token, sid, "1")
        place.scene.hang_up(token, sid)
        assert spoken.turn.ask is not None
        state = State(
            spoken.digest[:32],
            "en",
            spoken.turn.position,
            spoken.leg,
            spoken.gates,
            spoken.turn.ask.step,
            spoken.order,
            spoken.course.codes,
        )
        other = CarrierUrls("https://voice.example.com", "a stranger's key")
        records.show(sid, now(), place.house.urls.answer(token), "completed")
        records.memories[sid] += [
            _webhook(sid, other.turn(token, state), "1"),
            _webhook(sid, place.house.urls.turn("another-token", state), "1"),
            _webhook(sid, place.house.urls.turn(token, state), "2"),
            _webhook(sid, place.house.urls.fallback(token), None),
        ]
        pause(0.01)
        assert asked(place).verdict == "recovered"
    assert [row.heard["digits"] for row in place.scene.rows(select(Exchange).order_by(Exchange.position))] == ["1", "2"]
    assert [flag.rule for flag in place.scene.rows(select(Flag))] == ["not_resolved"]
    assert place.violations() == []


def test_a_comment_that_never_reached_us_is_had_from_the_list(opened: Opened, records: Records) -> None:
    """We were down while it was said: no webhook of it reached us, nor did a status of the recording."""
    with raw_carrier(records) as raw:
        records.raw = raw
        place = asking_soon(opened(raw.url()))
        launched_with_consent(place.scene)
        token, sid = place.scene.dial()
        place.scene.talk(token, sid, *YES)
        place.scene.hang_up(token, sid)
        records.show(sid, now(), place.house.urls.answer(token), "completed")
        records.recordings = [{"sid": COMMENT, "duration": "7", "status": "completed"}]
        pause(0.01)
        assert asked(place).verdict == "recovered"
    (row,) = place.scene.rows(select(Recording))
    assert (row.carrier_sid, row.state, row.seconds) == (COMMENT, "awaited", 7)
    assert place.violations() == []


def _webhook(sid: str, url: str, digits: str | None) -> dict[str, object]:
    parameters = {"call_sid": sid, "call_status": "in-progress", **({"digits": digits} if digits else {})}
    return {"request": {"method": "POST", "url": url, "parameters": parameters}, "response": {"response_code": None}}

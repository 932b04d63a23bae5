"""Live calls over real HTTP: our web process, our jobs, and the sandbox carrier, whose people pick up and hang up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from live_stage import CUSTOMER, MINE, Open, Stage
from scene import NOW
from sqlalchemy import select, update

from vocsurvey import clock
from vocsurvey.db.agreement import Appointment
from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeStatus
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.fieldwork.pacing import Conversations
from vocsurvey.jobs import bridges, calls
from vocsurvey.jobs.clock_tower import tick
from vocsurvey.operations import gatekeeping
from vocsurvey.telephony.room import Word


def test_caller_and_customer_talk_until_the_customer_hangs_up(stage: Open) -> None:
    on = stage({"stays": 0.3})
    on.opens()
    on.until(on.ended)
    ledger = on.quiet()
    assert on.bridge.ending == BridgeEnding.CUSTOMER_LEFT
    assert [one["to"] for one in ledger["rung"]] == [MINE.number, CUSTOMER]
    customer = f"customer-{on.party.call_id}"
    assert {one["by"]: one["heard_by"] for one in ledger["spoken"]} == {"caller": [customer], customer: ["caller"]}
    attempt = on.scene.attempts()[0]
    assert (attempt.channel, attempt.leg, attempt.counted) == ("live", 1, True)
    assert on.scene.interview().started_at is not None


def test_the_caller_holds_mutes_and_closes(stage: Open) -> None:
    on = stage()
    on.opens()
    on.until(on.talking)
    assert bridges.hold(on.house, on.bridge_id, held=True) is Word.DONE
    assert bridges.mute(on.house, on.bridge_id, muted=True) is Word.DONE
    on.until(lambda: on.party.held and on.bridge.muted)
    assert bridges.hold(on.house, on.bridge_id, held=False) is Word.DONE
    assert bridges.mute(on.house, on.bridge_id, muted=False) is Word.DONE
    on.until(lambda: not on.party.held and not on.bridge.muted)
    bridges.close(on.house, on.bridge_id)
    on.quiet()
    assert on.bridge.ending == BridgeEnding.CLOSED
    assert on.scene.rows(select(Appointment)) == []
    assert bridges.mute(on.house, on.bridge_id, muted=True) is Word.GONE


def test_a_customer_whose_caller_drops_is_told_and_called_back(stage: Open) -> None:
    on = stage(mine={"stays": 0.3})
    on.opens()
    on.until(on.ended)
    on.quiet()
    assert on.bridge.ending == BridgeEnding.CALLER_LEFT
    assert [one.channel for one in on.scene.rows(select(Appointment))] == ["live"]
    case = on.scene.case()
    assert case.closed_at is None
    assert case.due_at is not None
    assert case.due_at > clock.now()
    said = on.house.urls.behind(on.scene.rows(select(Call.token).where(Call.id == on.party.call_id))[0])
    told = [event["response"] for event in on.carrier.carrier.calls[str(customer_sid(on))].events
            if dict(event["request"])["url"] == said]  # type: ignore[call-overload]  # fmt: skip
    assert "We will call you back" in str(told)


def customer_sid(on: Stage) -> object:
    return on.scene.rows(select(Call.carrier_sid).where(Call.id == on.party.call_id))[0]


@pytest.mark.parametrize("customer", ["busy", "away", "dead"])
def test_who_is_not_reached_leaves_the_caller_in_the_room(stage: Open, customer: str) -> None:
    on = stage(customer)
    on.opens()
    on.until(lambda: bool(on.scene.attempts()) and on.scene.attempts()[0].closed_at is not None)
    assert on.bridge.status == BridgeStatus.WAITING
    bridges.close(on.house, on.bridge_id)
    on.quiet()
    assert on.bridge.ending == BridgeEnding.CLOSED


def test_a_caller_in_the_browser_talks_and_closes(stage: Open) -> None:
    on = stage()
    status, sid = on.connects(on.opens(own=None))
    assert status == 201
    on.until(on.talking)
    assert on.bridge.caller_sid == sid
    ledger = on.carrier.ledger()
    assert [one["to"] for one in ledger["rung"]] == [CUSTOMER]
    bridges.close(on.house, on.bridge_id)
    on.quiet()
    assert (on.bridge.ending, on.bridge.caller_gone_at is not None) == (BridgeEnding.CLOSED, True)


def test_a_browser_whose_page_is_closed_leaves_nobody_in_silence(stage: Open) -> None:
    on = stage()
    _, sid = on.connects(on.opens(own=None))
    on.until(on.talking)
    handset = on.carrier.carrier.clients.view(sid)
    assert handset is not None
    on.carrier.loop.call_soon_threadsafe(handset.hang_up, "The page was closed.")
    on.until(on.ended)
    on.quiet()
    assert on.bridge.ending == BridgeEnding.CALLER_LEFT
    assert [one.channel for one in on.scene.rows(select(Appointment))] == ["live"]


def test_a_caller_who_does_not_pick_up_calls_nobody(stage: Open) -> None:
    on = stage(mine="away")
    on.opens()
    on.until(on.ended)
    assert len(on.quiet()["rung"]) == 1
    assert on.bridge.ending == BridgeEnding.NEVER_CONNECTED


def test_when_every_callback_is_lost_the_rooms_are_looked_at(stage: Open) -> None:
    on = stage(weather="status_lost=1")
    on.opens()
    on.until(lambda: bool(on.carrier.client().conferences.list()) and on.bridge.caller_sid is not None)
    assert on.bridge.status == BridgeStatus.OPENING
    bridges.look(on.house, on.bridge_id)
    assert on.bridge.status == BridgeStatus.CALLING
    on.until(lambda: len(on.carrier.client().conferences.list()[0].participants.list()) == 2)
    bridges.look(on.house, on.bridge_id)
    assert on.talking()
    bridges.close(on.house, on.bridge_id)
    on.until(lambda: not on.carrier.carrier.open_calls)
    assert on.scene.attempts()[0].closed_at is not None


@pytest.mark.parametrize(
    "weather",
    [
        "status_doubled=0.6,voice_doubled=0.6",
        "status_late=0.5,status_reordered=0.5",
        "voice_refused=0.6,voice_slow=0.4,status_lost=0.3",
    ],
)
def test_in_bad_weather_nobody_is_rung_twice_or_left_alone(stage: Open, weather: str) -> None:
    on = stage({"stays": 0.5}, weather)
    on.opens()

    def looked_after() -> bool:
        bridges.look(on.house, on.bridge_id)
        return on.ended()

    on.until(looked_after)
    on.until(lambda: not on.carrier.carrier.open_calls and not on.carrier.carrier.pending)
    for call_id in on.scene.rows(select(Call.id).where(Call.ended_at.is_(None))):
        calls.look_up(on.house, call_id)
    ledger = on.quiet()
    assert [one["to"] for one in ledger["rung"]] == [MINE.number, CUSTOMER]
    assert {call.status for call in on.scene.rows(select(Call))} == {CallStatus.ENDED}


def test_stopping_everything_lets_both_go_where_the_rules_say_so(stage: Open) -> None:
    on = stage()
    on.opens()
    on.until(on.talking)
    pacing = on.house.rulebook.pacing.model_copy(update={"conversations_when_stopped": Conversations.HANG_UP})
    rules = replace(on.house.rulebook, pacing=pacing)
    ending = on.house.database.run(
        lambda session: gatekeeping.stop_everything(session, "Ada", rules=rules, now=clock.now())
    )
    for call_id in ending:
        calls.hang_up(on.house, call_id)
    on.quiet()
    assert on.ended()
    assert {call.status for call in on.scene.rows(select(Call))} == {CallStatus.ENDED}


def test_the_tick_looks_after_bridges(stage: Open) -> None:
    on = stage()
    on.opens()
    on.until(on.talking)
    with on.house.database.transaction() as session:
        session.execute(update(Bridge).values(heard_from_at=NOW))
    tick(on.house, 1)
    on.work()
    assert on.talking()
    assert on.bridge.heard_from_at > NOW
    bridges.close(on.house, on.bridge_id)
    on.quiet()

"""A running call is taken over, or listened to, over real HTTP: the carrier seats and unseats, and nobody is alone."""

from __future__ import annotations

from typing import Any

from live_stage import CUSTOMER, MINE, THEIRS, Open, Stage
from scene import hashed
from sqlalchemy import select, update

from vocsurvey import clock
from vocsurvey.db.agreement import Appointment, Consent
from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeGuest, BridgeStatus
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Call
from vocsurvey.fieldwork.phone import Line
from vocsurvey.jobs import bridges, calls
from vocsurvey.operations import listening, relieving, taking_over
from vocsurvey.operations.dialing import Permit

WHY = "She speaks Finnish."


def boss(on: Stage) -> int:
    """Who looks after the callers."""
    return int(on.scene.user("sam@example.com").id)


def lease_of(on: Stage, user_id: int | None = None) -> DeskLease:
    """The case on the desk of whoever has the bridge, or of somebody."""
    whose = DeskLease.user_id == (user_id or on.bridge.user_id)
    (found,) = on.scene.rows(select(DeskLease).where(whose, DeskLease.ended_at.is_(None)))
    assert isinstance(found, DeskLease)
    return found


def guest(on: Stage) -> BridgeGuest:
    (found,) = on.scene.rows(select(BridgeGuest))
    assert isinstance(found, BridgeGuest)
    return found


def takes_over(on: Stage, own: Line = THEIRS) -> None:
    """Somebody takes the running call over, and their phone rings."""
    lease_id, who = lease_of(on).id, boss(on)

    def ask(session: Any) -> Any:
        rules = on.house.rulebook
        return taking_over.take_over(session, lease_id, who, own, WHY, rules=rules, line_hash=hashed, now=clock.now())

    permit = on.house.database.run(ask)
    assert isinstance(permit, Permit), permit
    calls.dial(on.house, permit)


def present(on: Stage) -> list[str]:
    """Who sits in the room, as the carrier shows it."""
    view = on.house.carrier.rooms.find_room(on.bridge.token)
    return [] if view is None else [one.label for one in view.occupants]


def test_the_customer_talks_on_with_whoever_took_over_and_the_caller_leaves(stage: Open) -> None:
    on = stage()
    on.opens()
    on.until(on.talking)
    leg = on.bridge.leg_id
    takes_over(on)
    on.until(lambda: bool(on.scene.rows(select(BridgeGuest.cleared_at))[0]))
    on.until(lambda: on.scene.rows(select(Call.ended_at).where(Call.id == leg))[0] is not None)
    assert on.bridge.status == BridgeStatus.TALKING
    customer, successor = f"customer-{on.party.call_id}", relieving.guest_label(guest(on).call_id)
    assert sorted(present(on)) == sorted([customer, successor])
    assert (on.bridge.user_id, lease_of(on).user_id) == (boss(on), boss(on))
    bridges.close(on.house, on.bridge_id)
    ledger = on.quiet()
    assert [one["to"] for one in ledger["rung"]] == [MINE.number, CUSTOMER, THEIRS.number]
    assert on.bridge.ending == BridgeEnding.CLOSED
    assert on.scene.rows(select(Appointment)) == []


def test_a_caller_who_was_not_put_out_is_put_out_by_the_clock(stage: Open) -> None:
    on = stage()
    on.opens()
    on.until(on.talking)
    takes_over(on)
    on.until(lambda: guest(on).cleared_at is not None)
    with on.house.database.transaction() as session:
        session.execute(update(BridgeGuest).values(cleared_at=None))
    bridges.look_after_bridges(on.house)
    on.until(lambda: guest(on).cleared_at is not None)
    assert on.bridge.status == BridgeStatus.TALKING
    bridges.close(on.house, on.bridge_id)
    on.quiet()
    bridges.put_out(on.house, on.bridge_id)


def test_whoever_took_over_and_drops_leaves_nobody_in_silence(stage: Open) -> None:
    on = stage()
    on.opens()
    on.until(on.talking)
    takes_over(on)
    on.until(lambda: guest(on).cleared_at is not None)
    assert on.house.carrier.hang_up(str(on.bridge.caller_sid))
    on.until(on.ended)
    on.quiet()
    assert on.bridge.ending == BridgeEnding.CALLER_LEFT
    assert [one.channel for one in on.scene.rows(select(Appointment))] == ["live"]


def test_who_listens_is_muted_and_leaves_without_ending_the_call(stage: Open) -> None:
    on = stage()
    on.opens()
    on.until(on.talking)
    case_id, who = on.bridge.case_id, boss(on)
    interview = on.scene.interview()
    with on.house.database.transaction() as session:
        consent = Consent(
            contact_id=on.scene.case().contact_id,
            purpose="recording",
            granted=True,
            source="caller",
            words="May we record this?",
            interview_id=interview.id,
            position=0,
            given_at=clock.now(),
        )
        session.add(consent)
        session.flush()
        lease, user = session.get_one(DeskLease, lease_of(on).id), on.scene.user("sam@example.com")
        bridge = taking_over.running_call(session, lease)
        assert isinstance(bridge, Bridge)
        permit = taking_over.ring_into(
            session, bridge, lease, user, THEIRS, rules=on.house.rulebook, line_hash=hashed, now=clock.now()
        )
        assert isinstance(permit, Permit)
        row = {"call_id": permit.call_id, "bridge_id": on.bridge_id, "user_id": who, "consent_id": consent.id}
        session.add(BridgeGuest(**row, purpose="listen", asked_at=clock.now()))
    calls.dial(on.house, permit)
    on.until(lambda: guest(on).joined_at is not None)
    view = on.house.carrier.rooms.find_room(on.bridge.token)
    assert view is not None
    assert [one.muted for one in view.occupants if one.label == relieving.guest_label(permit.call_id)] == [True]
    going = on.house.database.run(lambda session: listening.stop_listening(session, who, clock.now()))
    assert going == (permit.call_id,)
    calls.hang_up(on.house, permit.call_id)
    on.until(lambda: guest(on).left_at is not None)
    assert on.bridge.status == BridgeStatus.TALKING
    assert on.bridge.case_id == case_id
    bridges.close(on.house, on.bridge_id)
    on.quiet()

"""From the automated voice to a person, over real HTTP: the menu, the room, the whisper, and how each of them fails.

The sandbox's people press keys, hang up and do not pick up; the web process and the jobs are ours.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import timedelta

import pytest
from cast import hashed, post, sign_in
from desking import CARL, caller
from kept import app_over
from live_stage import CUSTOMER, MINE, Open, Stage
from sqlalchemy import select, update

from vocsurvey import clock
from vocsurvey.db.agreement import Appointment
from vocsurvey.db.bridge import Bridge, BridgeEnding, HandOver
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.followup import Flag, FollowUp
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.protocol import Ending
from vocsurvey.jobs import bridges, calls
from vocsurvey.jobs.clock_tower import tick
from vocsurvey.operations import administering, conducting, gatekeeping, supervising
from vocsurvey.operations.connecting import Opened

ASKS = ["1", "*", "4"]
TAKES = ["1"]


@dataclass
class Handed:
    """Somebody who asked the automated voice for a person, and whom that person is."""

    on: Stage

    @classmethod
    def by_machine(cls, on: Stage, *, at_desk: bool = True, browser: bool = False) -> Handed:
        """The machine calls one customer; a caller sits at their desk with a telephone."""
        scene = on.scene
        carl = caller(scene, CARL)
        with scene.database.transaction() as session:
            session.execute(update(Case).values(channel="live"))
            first = select(Contact.id).where(Contact.external_id == "C1").scalar_subquery()
            session.execute(update(Case).where(Case.contact_id == first).values(channel="ivr"))
            session.execute(update(User).where(User.id == carl.id).values(phone=None if browser else MINE.number))
            if at_desk:
                supervising.note_presence(session, carl.id, clock.now())
        calls.dispatch(on.house)
        return cls(on)

    def row(self) -> HandOver:
        found = self.on.scene.rows(select(HandOver))[0]
        assert isinstance(found, HandOver)
        self.on.bridge_id = found.bridge_id
        return found

    def asked(self) -> bool:
        return bool(self.on.scene.rows(select(HandOver.bridge_id))) and bool(self.row())

    def said_to(self, number: str) -> str:
        """All documents that a phone was given."""
        found = [one for one in self.on.carrier.carrier.calls.values() if one.order.to == number]
        return str([event["response"] for one in found for event in one.events])

    def ended(self) -> bool:
        return self.asked() and self.on.ended()


def test_who_asks_for_a_person_is_put_through_to_a_caller_who_goes_on_with_the_interview(stage: Open) -> None:
    on = stage([*ASKS], mine={"steps": TAKES, "stays": 60})
    handed = Handed.by_machine(on)
    on.until(handed.asked)
    on.until(on.talking)
    assert "putting you through" in handed.said_to(CUSTOMER)
    assert "Ann Archer, Alder Freight" in handed.said_to(MINE.number)
    attempt = on.scene.attempts()[0]
    lease = on.scene.rows(select(DeskLease))[0]
    assert (attempt.channel, attempt.leg, attempt.caller_id) == ("live", 2, lease.user_id)
    assert on.scene.case().channel == "live"
    with on.house.database.reading() as session:
        scene = conducting.scene_of(session, session.get_one(DeskLease, lease.id))
        assert scene is not None
        assert scene.course.turn.ask is not None
        assert scene.course.turn.ask.step == "resolved", "the question at which they asked for a person"
    assert [one.kept_at is not None for one in on.scene.rows(select(Appointment))] == [True]
    sid = on.scene.rows(select(Call.carrier_sid).where(Call.id == attempt.call_id))[0]
    assert on.carrier.carrier.calls[str(sid)].time_limit == 45 * 60
    bridges.close(on.house, on.bridge_id)
    ledger = on.quiet()
    assert [one["to"] for one in ledger["rung"]] == [CUSTOMER, MINE.number]
    assert {call.status for call in on.scene.rows(select(Call))} == {CallStatus.ENDED}
    assert [flag.rule for flag in on.scene.rows(select(Flag))] == ["person_requested"]


@pytest.mark.parametrize("mine", ["away", "busy", "machine", ["2"], ["hangup"], ["silence", "silence"]])
def test_who_is_not_put_through_is_promised_a_call(stage: Open, mine: object) -> None:
    on = stage([*ASKS], mine=mine)
    handed = Handed.by_machine(on)
    on.until(handed.ended)
    on.quiet()
    assert on.bridge.ending == BridgeEnding.NEVER_CONNECTED
    told = handed.said_to(CUSTOMER)
    assert "nobody can take your call" in told
    assert "Somebody will call you." in told
    assert handed.row().accepted_at is None
    assert [one.channel for one in on.scene.rows(select(Appointment))] == ["live"]
    assert on.scene.attempts()[0].channel == "ivr"
    assert len(on.scene.rows(select(FollowUp))) == 1
    assert on.scene.rows(select(DeskLease)) == []


def test_a_caller_without_a_telephone_takes_the_call_on_their_page(stage: Open) -> None:
    on = stage({"steps": [*ASKS], "waits": 60, "stays": 60})
    user = on.scene.do(
        administering.add_user, email="caller@example.com", name="Bea", role=Role.CALLER, zone="UTC",
        password_hash=hashed(), languages=("en",),
    )  # fmt: skip
    with on.house.database.transaction() as session:
        supervising.note_presence(session, user.id, clock.now())
    client = app_over(on.house).test_client()
    sign_in(client, Role.CALLER)
    handed = Handed.by_machine(on, at_desk=False, browser=True)
    on.until(handed.asked)
    on.until(lambda: on.party.joined_at is not None)
    bridge = on.bridge
    assert (bridge.user_id, bridge.way, bridge.leg_id) == (user.id, "browser", None)
    shown = html.unescape(client.get("/desk").text)
    assert "Ann Archer of Alder Freight is waiting for you" in shown
    assert "Take the call <kbd>1</kbd>" in shown
    assert "data-browser-line" not in shown, "the page does not connect before the key"
    assert "Your phone rings" not in shown
    assert post(client, "/desk/phone/token", "/desk").json["room"] is None
    assert post(client, "/desk/incoming/take", "/desk").status_code == 303
    assert post(client, "/desk/incoming/take", "/desk").status_code == 303, "twice is once"
    shown = html.unescape(client.get("/desk").text)
    assert "Is it resolved?" in shown
    assert 'data-begun="no"' in shown, "now it does"
    assert post(client, "/desk/phone/token", "/desk").json["room"] == bridge.token
    on.connects(Opened(bridge.id, bridge.token, None))
    on.until(on.talking)
    attempt = on.scene.attempts()[0]
    assert (attempt.channel, attempt.leg, attempt.caller_id) == ("live", 2, user.id)
    assert post(client, "/desk/line/hang-up", "/desk").status_code == 303
    ledger = on.quiet()
    assert [one["to"] for one in ledger["rung"]] == [CUSTOMER], "nobody's telephone rang"


def test_a_page_that_takes_nothing_leaves_the_customer_the_promise(stage: Open) -> None:
    on = stage({"steps": [*ASKS], "waits": 60, "stays": 60})
    handed = Handed.by_machine(on, browser=True)
    on.until(handed.asked)
    on.until(lambda: on.party.joined_at is not None)
    with on.house.database.transaction() as session:
        long_ago = clock.now() - timedelta(minutes=1)
        session.execute(update(HandOver).values(asked_at=long_ago, give_up_at=long_ago + timedelta(seconds=25)))
    tick(on.house, 1)
    on.until(handed.ended)
    on.quiet()
    assert on.bridge.ending == BridgeEnding.NEVER_CONNECTED
    assert "Somebody will call you." in handed.said_to(CUSTOMER)


def test_where_nobody_is_at_their_desk_a_call_is_promised_at_once(stage: Open) -> None:
    on = stage([*ASKS], mine=TAKES)
    handed = Handed.by_machine(on, at_desk=False)
    on.until(lambda: bool(on.scene.attempts()) and on.scene.attempts()[0].closed_at is not None)
    on.quiet()
    assert on.scene.rows(select(HandOver)) == []
    assert "Somebody will call you." in handed.said_to(CUSTOMER)
    assert len(on.carrier.ledger()["rung"]) == 1


def test_a_customer_who_hangs_up_while_they_wait_lets_the_other_phone_go_quiet(stage: Open) -> None:
    # The other phone rings 25 s of a clock that is 400 times as fast: 60 ms.
    on = stage({"steps": [*ASKS], "waits": 0.01}, mine="away")
    handed = Handed.by_machine(on)
    on.until(handed.ended)
    on.quiet()
    assert on.bridge.ending == BridgeEnding.CUSTOMER_LEFT
    assert [one.channel for one in on.scene.rows(select(Appointment))] == ["live"]
    # The other phone rang and was hung up, or was never asked for, where the customer was faster than the worker.
    assert {call.status for call in on.scene.rows(select(Call))} <= {CallStatus.ENDED, CallStatus.CANCELLED}


def test_the_switch_that_stops_all_dialling_ends_the_wait_with_the_promise(stage: Open) -> None:
    on = stage([*ASKS], mine="away")
    handed = Handed.by_machine(on)
    on.until(handed.asked)
    on.house.database.run(
        lambda session: gatekeeping.stop_everything(session, "Ada", rules=on.house.rulebook, now=clock.now())
    )
    on.until(handed.ended)
    tick(on.house, 1)
    on.quiet()
    assert handed.row().accepted_at is None
    assert "Somebody will call you." in handed.said_to(CUSTOMER)


def test_whoever_waits_when_everything_of_ours_dies_is_let_out_by_the_tick(stage: Open) -> None:
    on = stage([*ASKS], mine="away")
    handed = Handed.by_machine(on)
    end = clock.now() + timedelta(seconds=20)
    while not handed.asked():
        assert clock.now() < end
        on.work()
    on.house.redis.flushall()  # the job that was to ring the person is gone, and so is whoever would have done it
    with on.house.database.transaction() as session:
        long_ago = clock.now() - timedelta(minutes=2)
        session.execute(update(HandOver).values(asked_at=long_ago, give_up_at=long_ago + timedelta(seconds=25)))
        session.execute(update(Bridge).values(room_sid=None))
    tick(on.house, 1)
    on.until(handed.ended)
    on.quiet()
    assert on.bridge.ending == BridgeEnding.NEVER_CONNECTED
    assert "Somebody will call you." in handed.said_to(CUSTOMER)


@pytest.mark.parametrize(
    "weather", ["status_doubled=0.6,voice_doubled=0.6", "voice_refused=0.5,voice_slow=0.4,status_lost=0.3"]
)
def test_in_bad_weather_nobody_is_left_waiting(stage: Open, weather: str) -> None:
    on = stage([*ASKS], weather, mine={"steps": TAKES, "stays": 0.5})
    handed = Handed.by_machine(on)

    def over() -> bool:
        bridges.look_after_bridges(on.house)
        return all(one.closed_at is not None for one in on.scene.attempts()) and bool(on.scene.attempts())

    on.until(over)
    on.until(lambda: not on.carrier.carrier.open_calls and not on.carrier.carrier.pending)
    for call_id in on.scene.rows(select(Call.id).where(Call.ended_at.is_(None))):
        calls.look_up(on.house, call_id)
    on.quiet()
    assert handed.said_to(CUSTOMER)
    assert {call.status for call in on.scene.rows(select(Call))} <= {CallStatus.ENDED, CallStatus.CANCELLED}


def test_who_breaks_off_is_the_next_one_at_a_desk_with_all_that_was_said(stage: Open) -> None:
    on = stage({"steps": ["1", "1", "hangup"], "stays": 60})
    user = on.scene.do(
        administering.add_user, email="caller@example.com", name="Carl", role=Role.CALLER, zone="UTC",
        password_hash=hashed(), languages=("en",),
    )  # fmt: skip
    client = app_over(on.house).test_client()
    sign_in(client, Role.CALLER)
    with on.house.database.transaction() as session:
        session.execute(update(User).where(User.id == user.id).values(phone=MINE.number))
        first = select(Contact.id).where(Contact.external_id == "C1").scalar_subquery()
        # The others have been a caller's for a long time already.
        session.execute(update(Case).values(channel="live", due_at=clock.now() - timedelta(days=3)))
        session.execute(update(Case).where(Case.contact_id == first).values(channel="ivr"))
    calls.dispatch(on.house)
    on.until(lambda: bool(on.scene.attempts()) and on.scene.attempts()[0].closed_at is not None)
    ended_at, spacing = on.scene.attempts()[0].closed_at, on.house.rulebook.protocol.spacing[Ending.BREAK_OFF]
    assert ended_at is not None
    assert spacing.wait is not None
    rested_at = ended_at + spacing.wait
    on.until(lambda: clock.now() > rested_at)
    with on.house.database.transaction() as session:  # the automated voice has had all its tries
        session.execute(update(Case).where(Case.contact_id == first).values(channel="live", due_at=clock.now()))
    assert post(client, "/desk/next", "/desk").status_code == 303
    before = html.unescape(client.get("/desk").text)
    assert "Ann Archer, Alder Freight" in before
    assert "Is it resolved?" in before[before.index("What the automated voice asked") :]
    lease = on.scene.rows(select(DeskLease))[0]
    assert post(client, f"/desk/{lease.id}/call", "/desk").status_code == 303
    on.bridge_id = on.scene.rows(select(Bridge.id))[0]
    on.until(on.talking)
    during = html.unescape(client.get("/desk").text)
    assert "Is it resolved?" in during[during.index("What the automated voice asked") :]
    assert post(client, "/desk/line/hang-up", "/desk").status_code == 303
    on.quiet()


def test_the_page_of_an_empty_desk_shows_who_waits_and_becomes_the_script(stage: Open) -> None:
    on = stage([*ASKS], mine={"steps": TAKES, "stays": 60})
    user = on.scene.do(
        administering.add_user, email="caller@example.com", name="Carl", role=Role.CALLER, zone="UTC",
        password_hash=hashed(), languages=("en",),
    )  # fmt: skip
    with on.house.database.transaction() as session:
        session.execute(update(User).where(User.id == user.id).values(phone=MINE.number))
        supervising.note_presence(session, user.id, clock.now())
    client = app_over(on.house).test_client()
    sign_in(client, Role.CALLER)
    handed = Handed.by_machine(on, at_desk=False)
    on.until(handed.asked)
    assert "Ann Archer of Alder Freight is waiting for you" in client.get("/desk/incoming").text
    assert "is waiting for you" in client.get("/desk").text
    on.until(on.talking)
    answer = client.get("/desk/incoming")
    assert answer.headers["HX-Redirect"] == "/desk"
    assert "is waiting for you" not in answer.text
    shown = html.unescape(client.get("/desk").text)
    assert "Is it resolved?" in shown
    talk = shown[shown.index("What the automated voice asked") :]
    assert "pressed 4" in talk, "what was said before is beside the script"
    bridges.close(on.house, on.bridge_id)
    on.quiet()

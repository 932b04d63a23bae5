"""A live call over real rows: the caller first, then the customer, then both, and all that can go wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from desking import put_on_desk
from scene import Scene, hashed
from sqlalchemy import select, update

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeParty, BridgeStatus
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt, Call, CallPurpose, CallStatus, DialPermit
from vocsurvey.db.people import User, Way
from vocsurvey.db.reads.bridge import BridgeView, bridge_of
from vocsurvey.db.sample import Contact, SuppressionScope
from vocsurvey.fieldwork.bridge_words import Cue
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Coded
from vocsurvey.operations import (
    attending,
    connecting,
    dialing,
    gatekeeping,
    interviewing,
    leasing,
    nudging,
    opting_out,
    parting,
    soothing,
    watching,
)
from vocsurvey.operations.attending import Happening, Next, Presence, RoomEvent, Seen
from vocsurvey.operations.bridging import CALLER, GRACE, Seated, call_of, label_of
from vocsurvey.operations.budget import book
from vocsurvey.operations.calling import ANSWERED_MEANWHILE
from vocsurvey.operations.connecting import BUSY, CONNECT_WITHIN, LONGEST_WAIT, Closed, Opened
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.interviewing import Spoken, UnknownCall
from vocsurvey.operations.leasing import NOT_WITH_YOU
from vocsurvey.operations.parting import CALL_BACK_AFTER, Deserted, Farewell
from vocsurvey.operations.suppressing import suppress_line, this_contact

MINE = Line("+12025550170", "", "fixed", "US")
ROOM, OTHER_ROOM = "CF" + "1" * 32, "CF" + "2" * 32


@dataclass
class Desk:
    """A caller at work on one case at a time."""

    scene: Scene
    email: str = "olivia@example.com"
    bridge_id: int = 0
    token: str = ""
    leg: str = ""
    caller_sid: str = ""
    sequence: int = 0
    done: list[Next] = field(default_factory=list)

    def opens(self, contact: str = "C1", *, own: Line | None = MINE) -> Opened | Refusal:
        """The caller presses Call."""
        case_id = self.scene.case(contact).id
        with self.scene.database.transaction() as session:
            user = session.scalars(select(User).where(User.email == self.email)).one()
            lease = put_on_desk(session, user.id, case_id, self.scene.now)
            opened = connecting.open_bridge(
                session, lease.id, user.id, own, rules=self.scene.rules, line_hash=hashed, now=self.scene.now
            )
        if isinstance(opened, Opened) and opened.bridge_id != self.bridge_id:
            self.bridge_id, self.token, self.sequence = opened.bridge_id, opened.token, 0
            self.leg = "" if opened.permit is None else opened.permit.token
        return opened

    def picks_up(self) -> Any:
        """The caller's own phone is answered; what they are told."""
        self.caller_sid = next(self.scene.sids)
        call_id = self.scene.call(self.leg).id
        self.scene.do(dialing.record_placed, call_id, self.caller_sid)
        return self.scene.do(interviewing.begin, self.leg, self.caller_sid, rules=self.scene.rules)

    def tell(self, happening: Happening | None, label: str = "", **more: Any) -> Next | None:
        """The carrier tells of the room."""
        self.sequence += 1
        given = {"room_sid": ROOM, "sequence": self.sequence, **more}
        event = RoomEvent(happening=happening, label=label, **given)
        found = self.scene.do(attending.hear_room, self.token, event, rules=self.scene.rules, line_hash=hashed)
        assert found is None or isinstance(found, Next)
        return found

    def sits(self, contact: str = "C1", *, own: Line | None = MINE) -> int:
        """Opened, and the caller is in the room: the customer's call."""
        assert isinstance(self.opens(contact, own=own), Opened)
        if own is None:
            self.caller_sid = next(self.scene.sids)
            entered = self.scene.do(attending.browser_enters, self.token, self.user, self.caller_sid)
            assert isinstance(entered, Seated)
        else:
            self.picks_up()
        todo = self.tell(Happening.JOINED, CALLER, carrier_sid=self.caller_sid)
        assert todo is not None
        assert len(todo.ring) == 1
        return todo.ring[0]

    def talks(self, contact: str = "C1", **how: Any) -> tuple[int, str, str]:
        """Both are in the room: the customer's call, its token and SID."""
        call_id = self.sits(contact, **how)
        token, sid = self.scene.ring(call_id)
        seated = self.scene.do(interviewing.begin, token, sid, rules=self.scene.rules)
        assert seated == Seated(self.token, label_of(call_id), token)
        self.tell(Happening.JOINED, label_of(call_id), carrier_sid=sid)
        assert self.bridge.status == BridgeStatus.TALKING
        return call_id, token, sid

    def parts(self, token: str, sid: str, *, over: bool = False) -> Farewell | None:
        """The carrier asks what comes behind the room."""
        found = self.scene.do(parting.part, token, sid, over=over)
        assert found is None or isinstance(found, Farewell)
        return found

    def sees(self, seen: Seen | None, as_of: datetime | None = None) -> Next:
        """We ask the carrier who is in the room. ``as_of``: when we had last heard of it; None: nothing came since."""
        asked = {"as_of": as_of or self.bridge.heard_from_at, "rules": self.scene.rules, "line_hash": hashed}
        found = self.scene.do(attending.see_room, self.bridge_id, seen, **asked)
        assert isinstance(found, Next)
        return found

    def closes(self) -> Closed:
        """The caller ends the call on the page."""
        with self.scene.database.transaction() as session:
            return connecting.close_bridge(session, self.bridge_id, self.scene.now)

    @property
    def user(self) -> int:
        return int(self.scene.user(self.email).id)

    @property
    def bridge(self) -> Bridge:
        found = self.scene.rows(select(Bridge).where(Bridge.id == self.bridge_id))[0]
        assert isinstance(found, Bridge)
        return found

    def party(self, call_id: int) -> BridgeParty:
        found = self.scene.rows(select(BridgeParty).where(BridgeParty.call_id == call_id))[0]
        assert isinstance(found, BridgeParty)
        return found

    def call(self, call_id: int) -> Call:
        found = self.scene.rows(select(Call).where(Call.id == call_id))[0]
        assert isinstance(found, Call)
        return found

    def ends(self, token: str, sid: str, outcome: CarrierOutcome = CarrierOutcome.COMPLETED) -> None:
        self.scene.hang_up(token, sid, outcome)


@pytest.fixture
def desk(running: Scene) -> Desk:
    """A desk whose three cases are for a live caller."""
    ladder = running.rules.protocol.model_copy(update={"ladder": (Channel.IVR, Channel.LIVE)})
    running.rules = replace(running.rules, protocol=ladder)
    with running.database.transaction() as session:
        session.execute(update(Case).values(channel="live"))
    return Desk(running)


def clean(scene: Scene, later: timedelta = timedelta()) -> bool:
    scene.now += later
    scene.do(leasing.expire, rules=scene.rules)
    with scene.database.reading() as session:
        return audit(session, scene.now, hashed) == ()


def test_a_whole_conversation_at_ones_own_phone(desk: Desk) -> None:
    scene = desk.scene
    opened = desk.opens()
    assert isinstance(opened, Opened)
    assert opened.permit is not None
    assert opened.permit.live
    assert (opened.permit.number, desk.bridge.status, desk.bridge.way) == (MINE.number, "opening", Way.PHONE)
    leg = scene.call(opened.permit.token)
    assert (leg.purpose, leg.status) == (CallPurpose.CALLER_LEG, CallStatus.SENDING)
    assert scene.rows(select(DialPermit).where(DialPermit.call_id == leg.id))
    assert desk.picks_up() == Seated(desk.token, CALLER, desk.token)
    assert scene.attempts() == []
    todo = desk.tell(Happening.JOINED, CALLER, carrier_sid=desk.caller_sid)
    assert todo is not None
    (call_id,) = todo.ring
    assert (desk.bridge.status, scene.attempts()[0].channel) == (BridgeStatus.CALLING, "live")
    permit = scene.permit(call_id)
    assert isinstance(permit, Permit)
    assert (permit.live, permit.await_greeting) == (True, False)
    sid = next(scene.sids)
    scene.do(dialing.record_placed, call_id, sid)
    assert scene.do(interviewing.begin, permit.token, sid, rules=scene.rules) == Seated(
        desk.token, label_of(call_id), permit.token
    )
    assert desk.tell(Happening.JOINED, label_of(call_id), carrier_sid=sid) == Next()
    assert desk.bridge.status == BridgeStatus.TALKING
    spoken = scene.hear(permit.token, sid, 0, Coded(value="yes"))
    assert isinstance(spoken, Spoken)
    scene.later(seconds=60)
    assert desk.parts(permit.token, sid, over=True) == Farewell(None)
    desk.ends(permit.token, sid)
    assert (desk.bridge.ending, desk.party(call_id).left_at) == (BridgeEnding.CUSTOMER_LEFT, scene.now)
    assert desk.parts(desk.token, desk.caller_sid) == Farewell(Cue.OVER)
    desk.ends(desk.leg, desk.caller_sid)
    assert desk.bridge.caller_gone_at == scene.now
    assert scene.attempts()[0].closed_at == scene.now
    assert clean(scene, timedelta(hours=3))


def test_a_whole_conversation_in_the_browser(desk: Desk) -> None:
    scene = desk.scene
    call_id, token, sid = desk.talks(own=None)
    assert (desk.bridge.way, desk.bridge.leg_id) == (Way.BROWSER, None)
    assert desk.closes() == Closed((call_id,), desk.caller_sid)
    assert desk.bridge.ending == BridgeEnding.CLOSED
    assert desk.parts(token, sid) == Farewell(None)
    desk.ends(token, sid)
    assert scene.do(attending.browser_over, desk.caller_sid) == Next()
    assert desk.bridge.caller_gone_at == scene.now
    assert scene.do(attending.browser_over, "CA" + "f" * 32) == Next()
    assert desk.closes() == Closed((), None)
    assert clean(scene, timedelta(hours=3))


def test_a_page_that_cannot_be_a_phone_leaves_nobody_waiting(desk: Desk) -> None:
    desk.opens()
    desk.scene.do(connecting.not_connected, desk.user)
    assert desk.bridge.status == BridgeStatus.OPENING, "a phone that rings is not its page"
    desk.closes()
    desk.scene.do(connecting.not_connected, desk.user)
    assert desk.bridge.ending == BridgeEnding.CLOSED, "what is over stays as it is"
    desk.opens(own=None)
    desk.scene.do(connecting.not_connected, desk.user)
    assert (desk.bridge.status, desk.bridge.ending) == (BridgeStatus.ENDED, BridgeEnding.NEVER_CONNECTED)
    desk.talks(own=None)
    desk.scene.do(connecting.not_connected, desk.user)
    assert desk.bridge.status == BridgeStatus.TALKING, "it had connected"


@pytest.mark.parametrize(
    ("chosen", "phone", "ready", "way"),
    [
        (None, None, True, Way.BROWSER),
        (None, None, False, Way.PHONE),
        (None, MINE.number, True, Way.PHONE),
        (Way.PHONE, None, True, Way.PHONE),
        (Way.BROWSER, MINE.number, False, Way.BROWSER),
    ],
)
def test_who_has_no_phone_of_their_own_calls_in_the_browser(
    chosen: Way | None, phone: str | None, ready: bool, way: Way
) -> None:
    assert connecting.way_of(User(way=chosen, phone=phone), ready=ready) is way


def test_one_bridge_at_a_time_and_only_for_who_may_be_called(desk: Desk) -> None:
    scene = desk.scene
    assert isinstance(desk.opens(), Opened)
    other = Line("+12025550171", "", "fixed", "US")
    assert desk.opens() == Opened(desk.bridge_id, desk.token, None), "a second press finds what the first one began"
    assert Desk(scene).opens("C2", own=other) == BUSY
    sam = Desk(scene, "sam@example.com")
    assert sam.opens("C3") == Refusal("Your own phone cannot be rung: this line is in a call already.")
    assert isinstance(sam.opens("C3", own=other), Opened)


def test_who_may_not_be_called_by_now_leaves_the_desk(desk: Desk) -> None:
    scene = desk.scene
    with scene.database.transaction() as session:
        put_on_desk(session, desk.user, scene.case().id, scene.now)
        session.execute(update(Case).values(closed_at=scene.now, disposition="1.1", due_at=None))
    assert desk.opens() == Refusal(ANSWERED_MEANWHILE)
    with scene.database.transaction() as session:
        session.execute(update(Case).values(closed_at=None, disposition=None, due_at=scene.now))
        lease = put_on_desk(session, desk.user, scene.case("C2").id, scene.now)
        suppress_line(
            session,
            session.get_one(Case, lease.case_id).contact.line_id,
            scope=SuppressionScope.ALL_SURVEYS,
            source="page",
            reason="asked",
            line_hash=hashed,
            now=scene.now,
        )
    refused = desk.opens("C2", own=None)
    assert isinstance(refused, Refusal)
    assert "They may not be called now." in refused.sentence
    with scene.database.transaction() as session:
        gone = connecting.open_bridge(
            session, lease.id, desk.user, None, rules=scene.rules, line_hash=hashed, now=scene.now
        )
    assert gone == Refusal(f"{refused.sentence} The case is not with you any more.")


def test_the_kill_switch_keeps_every_way_shut(desk: Desk) -> None:
    scene = desk.scene
    call_id = desk.sits()
    hang_up = scene.do(gatekeeping.stop_everything, "Ada", rules=scene.rules)
    assert hang_up == ()  # the caller's own phone is a conversation that may finish; the customer's was not dialled
    assert scene.permit(call_id) == Refused("gate closed")
    assert (desk.bridge.status, desk.party(call_id).left_at) == (BridgeStatus.WAITING, scene.now)
    stopped = Refusal("All dialling was stopped by Ada. Nobody is called until it is opened again.")
    assert Desk(scene, "sam@example.com").opens("C2", own=None) == stopped
    assert scene.do(connecting.lapse) == (scene.call(desk.leg).id,)
    assert desk.bridge.ending == BridgeEnding.STOPPED


@pytest.mark.parametrize("how", ["stopped", "expired", "given_back", "done"])
@pytest.mark.parametrize("there", [False, True])
def test_a_bridge_without_its_case_is_over_unless_its_caller_can_take_the_next_one(
    desk: Desk, how: str, there: bool
) -> None:
    scene = desk.scene
    if there:
        desk.ends(*scene.ring(desk.sits()), CarrierOutcome.BUSY)
    else:
        desk.opens()
    assert scene.do(connecting.lapse) == ()
    with scene.database.transaction() as session:
        session.execute(update(DeskLease).values(ended_at=scene.now, ending=how, note="It went."))
    stays = there and how in ("given_back", "done")
    assert scene.do(connecting.lapse) == (() if stays else (scene.call(desk.leg).id,))
    assert desk.bridge.ending == (None if stays else BridgeEnding.STOPPED)


@pytest.mark.parametrize("how", ["gone", "another", "not active"])
def test_who_picks_up_when_nobody_is_to_be_called_any_more_hears_so(desk: Desk, how: str) -> None:
    scene = desk.scene
    desk.opens()
    desk.picks_up()
    with scene.database.transaction() as session:
        if how == "not active":
            session.execute(update(Contact).values(active=False))
        else:
            session.execute(update(DeskLease).values(ended_at=scene.now, ending="done", note=""))
        if how == "another":
            put_on_desk(session, desk.user, scene.case("C2").id, scene.now)
    assert desk.tell(Happening.JOINED, CALLER, carrier_sid=desk.caller_sid) == Next()
    why = "The contact is not active." if how == "not active" else NOT_WITH_YOU.sentence
    assert desk.bridge.status == BridgeStatus.WAITING
    assert why in desk.bridge.refused[0]
    with scene.database.reading() as session:
        assert soothing.cue(session, desk.token) == (Cue.REFUSED, None)
    if how == "not active":
        assert desk.opens("C2") == Refusal("They may not be called now. The contact is not active.")


def test_stopping_while_the_customers_phone_rings_lets_both_go(desk: Desk) -> None:
    scene = desk.scene
    token, sid = scene.ring(call_id := desk.sits())
    assert scene.do(gatekeeping.stop_everything, "Ada", rules=scene.rules) == (call_id,)
    desk.ends(token, sid, CarrierOutcome.CANCELED)
    assert desk.bridge.ending == BridgeEnding.STOPPED
    leg = scene.call(desk.leg)
    assert leg.hang_up_wanted_at == scene.now + GRACE
    assert watching_hang_ups(scene, after=GRACE) == (leg.id,)


def test_who_opts_out_while_their_phone_rings_lets_both_go(desk: Desk) -> None:
    scene = desk.scene
    token, sid = scene.ring(call_id := desk.sits())
    with scene.database.transaction() as session:
        contact = session.get_one(Case, scene.case().id).contact
        wish = opting_out.Wish(source="page", reason="asked by e-mail")
        barred = opting_out.bar(
            session, this_contact(contact), wish, rules=scene.rules, line_hash=hashed, now=scene.now
        )
    assert barred.hang_up == (call_id,)
    desk.ends(token, sid, CarrierOutcome.CANCELED)
    assert desk.bridge.ending == BridgeEnding.STOPPED
    assert scene.call(desk.leg).hang_up_wanted_at == scene.now + GRACE
    assert clean(scene)


def watching_hang_ups(scene: Scene, *, after: timedelta) -> tuple[int, ...]:
    scene.now += after
    found = scene.do(watching.nudge_hang_ups, rules=scene.rules)
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize("outcome", [CarrierOutcome.NO_ANSWER, CarrierOutcome.BUSY, CarrierOutcome.FAILED])
def test_who_is_not_reached_leaves_the_caller_for_the_next_one(desk: Desk, outcome: CarrierOutcome) -> None:
    scene = desk.scene
    call_id = desk.sits()
    token, sid = scene.ring(call_id)
    with scene.database.reading() as session:
        assert soothing.cue(session, desk.token) == (Cue.CALLING, None)
    desk.ends(token, sid, outcome)
    assert desk.bridge.status == BridgeStatus.WAITING
    assert scene.attempts()[0].closed_at == scene.now
    assert scene.case().due_at is not None
    with scene.database.reading() as session:
        assert soothing.cue(session, desk.token) == (Cue.NOBODY, None)
    following = desk.opens("C2")
    assert isinstance(following, Opened)
    assert (following.bridge_id, following.permit, len(following.ring)) == (desk.bridge_id, None, 1)
    assert desk.bridge.case_id == scene.case("C2").id
    assert desk.opens("C2") == Opened(desk.bridge_id, desk.token, None)
    desk.closes()
    assert clean(scene)


def test_nobody_is_dialled_for_a_caller_who_has_left(desk: Desk) -> None:
    scene = desk.scene
    call_id = desk.sits()
    desk.ends(desk.leg, desk.caller_sid)
    assert desk.bridge.ending == BridgeEnding.CALLER_LEFT
    assert desk.call(call_id).nudged_until is None
    assert scene.permit(call_id) == Refused("the caller is not on the line any more")
    assert (desk.call(call_id).status, scene.attempts()[0].counted) == (CallStatus.CANCELLED, False)
    assert scene.case().due_at == scene.now
    assert desk.bridge.ending == BridgeEnding.CALLER_LEFT
    assert clean(scene, timedelta(hours=3))


def test_a_customer_whose_phone_rings_when_the_caller_leaves_is_let_go(desk: Desk) -> None:
    scene = desk.scene
    call_id = desk.sits()
    token, sid = scene.ring(call_id)
    todo = desk.tell(Happening.LEFT, CALLER, carrier_sid=desk.caller_sid)
    assert todo == Next(hang_up=(call_id,))
    assert desk.call(call_id).hang_up_wanted_at == scene.now
    # They pick up before that: not into silence.
    reply = scene.do(interviewing.begin, token, sid, rules=scene.rules)
    assert reply == Deserted("en")
    appointment = scene.rows(select(Appointment))[0]
    assert (appointment.kind, appointment.channel, appointment.at) == ("hard", "live", scene.now + CALL_BACK_AFTER)
    desk.ends(token, sid)
    assert scene.case().due_at == scene.now + CALL_BACK_AFTER
    assert desk.bridge.ending == BridgeEnding.CALLER_LEFT
    assert clean(scene)


def test_a_customer_whom_we_lose_in_mid_sentence_is_told_and_called_back(desk: Desk) -> None:
    scene = desk.scene
    call_id, token, sid = desk.talks()
    scene.later(seconds=20)
    desk.tell(Happening.LEFT, CALLER, carrier_sid=desk.caller_sid)
    assert desk.call(call_id).hang_up_wanted_at == scene.now + GRACE
    assert desk.parts(token, sid) == Farewell(Cue.LOST, "en")
    assert desk.parts(token, sid) == Farewell(Cue.LOST, "en")
    assert [one.at for one in scene.rows(select(Appointment))] == [scene.now + CALL_BACK_AFTER]
    scene.later(seconds=5)
    desk.ends(token, sid)
    case = scene.case()
    assert (case.closed_at, case.due_at) == (None, scene.now + CALL_BACK_AFTER - timedelta(seconds=5))
    with scene.database.reading() as session:
        assert soothing.cue(session, token) == (Cue.LOST, "en")
        assert soothing.cue(session, desk.token) == (Cue.OVER, None)
    assert clean(scene)


def test_the_carrier_may_ask_behind_the_room_before_it_tells_who_left(desk: Desk) -> None:
    _, token, sid = desk.talks()
    assert desk.parts(token, sid) == Farewell(Cue.LOST, "en")
    assert desk.bridge.ending == BridgeEnding.CALLER_LEFT


def test_after_the_last_question_nobody_is_owed_anything(desk: Desk) -> None:
    scene = desk.scene
    _, token, sid = desk.talks()
    spoken = scene.hear(token, sid, 0, Coded(value="yes"))
    for _ in range(8):
        ask = spoken.turn.ask
        if ask is None:
            break
        spoken = scene.hear(token, sid, spoken.turn.position, Coded(value=10 if ask.kind == "scale" else "yes"))
    assert scene.interview().ending == "completed"
    assert desk.parts(token, sid) == Farewell(None)
    assert scene.rows(select(Appointment)) == []
    desk.ends(token, sid)
    assert scene.case().disposition == "1.1"


def test_behind_the_room_is_for_calls_that_we_know(desk: Desk) -> None:
    scene = desk.scene
    assert desk.parts("nobody", "CA" + "f" * 32) is None
    call_id, token, sid = desk.talks()
    assert desk.parts(token, "CA" + "f" * 32) is None
    assert desk.parts(desk.token, "CA" + "f" * 32) is None
    assert desk.parts(desk.leg, desk.caller_sid) is None
    assert desk.party(call_id).left_at is None
    assert desk.bridge.status == BridgeStatus.TALKING
    assert scene.rows(select(Appointment)) == []
    assert sid


def test_a_caller_who_is_put_out_before_anything_began_hears_so(desk: Desk) -> None:
    desk.opens()
    desk.picks_up()
    assert desk.parts(desk.token, desk.caller_sid) == Farewell(Cue.OVER)
    assert desk.bridge.ending == BridgeEnding.FAILED


def test_a_caller_who_hangs_up_is_gone(desk: Desk) -> None:
    desk.sits()
    assert desk.parts(desk.token, desk.caller_sid, over=True) == Farewell(None)
    assert (desk.bridge.ending, desk.bridge.caller_gone_at) == (BridgeEnding.CALLER_LEFT, desk.scene.now)


def test_a_phone_that_nobody_picks_up_ends_the_bridge(desk: Desk) -> None:
    scene = desk.scene
    opened = desk.opens()
    assert isinstance(opened, Opened)
    assert opened.permit is not None
    sid = next(scene.sids)
    scene.do(dialing.record_placed, opened.permit.call_id, sid)
    desk.ends(desk.leg, sid, CarrierOutcome.NO_ANSWER)
    assert desk.bridge.ending == BridgeEnding.NEVER_CONNECTED
    assert isinstance(desk.opens(), Opened)
    assert scene.attempts() == []


@pytest.mark.parametrize("fate", ["refused", "never left", "unknown", "no such number"])
def test_a_phone_of_ones_own_that_may_not_have_rung_was_not_left_to_ring(desk: Desk, fate: str) -> None:
    scene = desk.scene
    desk.opens()
    call_id = scene.call(desk.leg).id
    if fate == "refused":
        scene.do(dialing.record_rejected, call_id, "no route", rules=scene.rules)
    elif fate == "never left":
        scene.do(dialing.record_unsent, call_id, "no line", throttled=False, rules=scene.rules)
    elif fate == "unknown":
        scene.do(dialing.record_uncertain, call_id, "no answer")
        scene.now += CONNECT_WITHIN
        scene.do(connecting.lapse)
    else:
        sid = next(scene.sids)
        scene.do(dialing.record_placed, call_id, sid)
        desk.ends(desk.leg, sid, CarrierOutcome.FAILED)
    assert desk.bridge.ending == BridgeEnding.FAILED


def test_ones_own_phone_is_not_rung_where_we_may_not_call_or_when_the_day_is_used_up(desk: Desk) -> None:
    scene = desk.scene
    far = desk.opens(own=Line("+33199000011", "", "fixed", "FR"))
    rules, allowance = scene.rules, scene.rules.allowance
    assert isinstance(far, Opened)
    desk.closes()
    scene.rules = replace(rules, allowance=allowance.model_copy(update={"countries": frozenset({"US"})}))
    why = "its country is none of those that may be called from here"
    assert desk.opens(own=Line("+33199000012", "", "fixed", "FR")) == Refusal(f"Your own phone cannot be rung: {why}.")
    scene.rules = replace(rules, allowance=allowance.model_copy(update={"calls": 1}))
    with scene.database.transaction() as session:
        book(session, allowance, "US", scene.case("C1").campaign_id, scene.now)
    why = "the calls of the day are used up"
    assert desk.opens() == Refusal(f"Your own phone cannot be rung: {why}.")


def test_a_caller_who_picks_up_too_late_is_let_go(desk: Desk) -> None:
    scene = desk.scene
    desk.opens()
    scene.do(dialing.record_placed, scene.call(desk.leg).id, next(scene.sids))
    scene.now += CONNECT_WITHIN
    assert scene.do(connecting.lapse) == (scene.call(desk.leg).id,)
    assert desk.bridge.ending == BridgeEnding.NEVER_CONNECTED
    assert scene.do(interviewing.begin, desk.leg, scene.call(desk.leg).carrier_sid, rules=scene.rules) == Deserted(None)
    assert scene.do(connecting.lapse) == ()


def test_a_caller_who_sits_alone_for_too_long_is_let_go(desk: Desk) -> None:
    scene = desk.scene
    token, sid = scene.ring(desk.sits())
    desk.ends(token, sid, CarrierOutcome.BUSY)
    scene.now += LONGEST_WAIT - timedelta(seconds=1)
    desk.sees(Seen(ROOM, False, {CALLER: Presence(desk.caller_sid, False, False)}))
    assert scene.do(connecting.lapse) == ()
    scene.now += timedelta(seconds=1)
    assert scene.do(connecting.lapse) == (scene.call(desk.leg).id,)
    assert desk.bridge.ending == BridgeEnding.IDLE


def test_news_may_be_late_doubled_or_of_another_room(desk: Desk) -> None:
    scene = desk.scene
    call_id, _, sid = desk.talks()
    label = label_of(call_id)
    assert desk.tell(Happening.JOINED, CALLER, carrier_sid=desk.caller_sid) == Next()
    assert desk.tell(Happening.JOINED, label, carrier_sid=sid) == Next()
    assert len(scene.attempts()) == 1
    desk.tell(Happening.HELD, label, sequence=9)
    assert desk.party(call_id).held is True
    desk.tell(Happening.RELEASED, label, sequence=8)
    assert desk.party(call_id).held is True
    desk.tell(Happening.RELEASED, label, sequence=None)
    assert desk.party(call_id).held is False
    silent = []
    for happening, sequence in ((Happening.MUTED, 11), (Happening.HEARD, 10), (Happening.HEARD, 12)):
        desk.tell(happening, CALLER, sequence=sequence)
        silent.append(desk.bridge.muted)
    assert silent == [True, True, False]
    for strange in ("customer-99999", "somebody", "customer-x"):
        assert desk.tell(Happening.LEFT, strange, sequence=13) == Next()
    assert desk.tell(None, CALLER, sequence=14) == Next()
    assert desk.tell(None, label, sequence=15) == Next()
    assert desk.tell(Happening.LEFT, CALLER, room_sid=OTHER_ROOM) == Next()
    assert desk.bridge.status == BridgeStatus.TALKING
    desk.tell(Happening.LEFT, label, sequence=16)
    assert desk.bridge.ending == BridgeEnding.CUSTOMER_LEFT
    desk.tell(Happening.OVER, sequence=17)
    desk.tell(Happening.JOINED, CALLER, sequence=1)
    desk.tell(Happening.JOINED, label, sequence=2)
    assert desk.bridge.ending == BridgeEnding.CUSTOMER_LEFT
    desk.token = "nobody"
    assert desk.tell(Happening.OVER) is None


def test_time_on_hold_is_counted_once_however_often_it_is_told(desk: Desk) -> None:
    scene = desk.scene
    call_id, _, sid = desk.talks()
    label, since = label_of(call_id), scene.now

    def party() -> tuple[datetime | None, int]:
        return desk.party(call_id).held_since, desk.party(call_id).held_seconds

    desk.tell(Happening.HELD, label, sequence=9)
    scene.later(seconds=20)
    desk.tell(Happening.HELD, label, sequence=9)
    both = {CALLER: Presence(desk.caller_sid, False, False), label: Presence(sid, True, False)}
    desk.sees(Seen(ROOM, False, both))
    desk.tell(Happening.RELEASED, label, sequence=8)
    assert party() == (since, 0), "it began when it was first heard of, and what is late does not end it"
    assert desk.party(call_id).held_for(scene.now) == timedelta(seconds=20)
    for sequence in (10, 10, 11):
        desk.tell(Happening.RELEASED, label, sequence=sequence)
        assert party() == (None, 20)
        scene.later(seconds=5)
    desk.tell(Happening.HELD, label, sequence=10)
    assert party() == (None, 20), "late news begins no hold"
    since = scene.now
    desk.sees(Seen(ROOM, False, both))
    assert party() == (since, 20), "what was lost is found by looking"
    scene.later(seconds=7)
    desk.tell(Happening.LEFT, label, sequence=12)
    scene.later(seconds=7)
    desk.tell(Happening.HELD, label, sequence=13)
    desk.tell(Happening.LEFT, label, sequence=14)
    assert party() == (None, 27), "who has left is not on hold"
    assert desk.party(call_id).left_at == since + timedelta(seconds=7)


def test_who_comes_when_it_is_over_gets_no_room_of_their_own(desk: Desk) -> None:
    call_id, _, sid = desk.talks()
    desk.closes()
    late = desk.tell(Happening.JOINED, label_of(call_id), carrier_sid=sid, room_sid=OTHER_ROOM)
    assert late == Next(end_room=OTHER_ROOM)


def test_a_room_that_ends_by_itself_is_a_bridge_that_failed(desk: Desk) -> None:
    desk.talks()
    desk.tell(Happening.OVER)
    assert desk.bridge.ending == BridgeEnding.FAILED


def test_what_was_lost_is_found_by_looking(desk: Desk) -> None:
    scene = desk.scene
    desk.opens()
    desk.picks_up()
    assert desk.sees(None) == Next()
    assert desk.bridge.status == BridgeStatus.OPENING
    me = Presence(desk.caller_sid, False, True)
    todo = desk.sees(Seen(ROOM, False, {CALLER: me}))
    (call_id,) = todo.ring
    assert (desk.bridge.status, desk.bridge.muted, desk.bridge.room_sid) == (BridgeStatus.CALLING, True, ROOM)
    token, sid = scene.ring(call_id)
    scene.do(interviewing.begin, token, sid, rules=scene.rules)
    both = {CALLER: me, label_of(call_id): Presence(sid, True, False)}
    assert desk.sees(Seen(ROOM, False, both)) == Next()
    assert (desk.bridge.status, desk.party(call_id).held) == (BridgeStatus.TALKING, True)
    assert desk.sees(Seen(ROOM, False, {CALLER: me})) == Next()
    assert (desk.bridge.ending, desk.party(call_id).left_at) == (BridgeEnding.CUSTOMER_LEFT, scene.now)
    assert desk.sees(Seen(ROOM, True, {})) == Next()


def test_a_caller_who_is_not_in_the_room_any_more_has_left(desk: Desk) -> None:
    call_id = desk.sits()
    desk.scene.ring(call_id)
    assert desk.sees(None) == Next(hang_up=(call_id,))
    assert desk.bridge.ending == BridgeEnding.CALLER_LEFT


def test_who_came_while_we_asked_is_not_taken_for_gone(desk: Desk) -> None:
    """The view was taken before they joined; what was heard since is newer than it."""
    scene = desk.scene
    desk.opens()
    desk.picks_up()
    asked = desk.bridge.heard_from_at
    scene.later(seconds=1)
    todo = desk.tell(Happening.JOINED, CALLER, carrier_sid=desk.caller_sid)
    assert todo is not None
    (call_id,) = todo.ring
    for old in (None, Seen(ROOM, False, {}), Seen(ROOM, True, {})):
        assert desk.sees(old, asked) == Next()
    assert desk.bridge.status == BridgeStatus.CALLING
    token, sid = scene.ring(call_id)
    scene.later(seconds=1)
    scene.do(interviewing.begin, token, sid, rules=scene.rules)
    me, asked, label = Presence(desk.caller_sid, False, False), desk.bridge.heard_from_at, label_of(call_id)
    scene.later(seconds=1)
    desk.tell(Happening.JOINED, label, carrier_sid=sid)
    assert desk.sees(Seen(ROOM, False, {CALLER: me}), asked) == Next()
    assert desk.bridge.status == BridgeStatus.TALKING
    both, asked = {CALLER: me, label: Presence(sid, False, False)}, desk.bridge.heard_from_at
    scene.later(seconds=1)
    desk.tell(Happening.HELD, label)
    desk.tell(Happening.MUTED, CALLER)
    assert desk.sees(Seen(ROOM, False, both), asked) == Next()
    assert (desk.party(call_id).held, desk.bridge.muted) == (True, True), "what was pressed since stays pressed"
    assert desk.sees(Seen(ROOM, False, both)) == Next()
    assert (desk.party(call_id).held, desk.bridge.muted) == (False, False)


def test_a_room_that_was_over_before_we_heard_of_it(desk: Desk) -> None:
    desk.opens()
    desk.picks_up()
    desk.sees(Seen(ROOM, True, {}))
    assert desk.bridge.ending == BridgeEnding.CALLER_LEFT


def test_nobody_gets_into_the_room_of_somebody_else(desk: Desk) -> None:
    scene = desk.scene
    opened = desk.opens(own=None)
    assert isinstance(opened, Opened)
    assert opened.permit is None
    mine, other = next(scene.sids), next(scene.sids)
    sam = scene.user("sam@example.com").id
    enter = attending.browser_enters
    assert scene.do(enter, desk.token, sam, mine) == Deserted(None)
    assert scene.do(enter, None, desk.user, mine) == Deserted(None)
    assert scene.do(enter, "nobody", desk.user, mine) == Deserted(None)
    assert scene.do(enter, desk.token, desk.user, mine) == Seated(desk.token, CALLER, desk.token)
    assert scene.do(enter, desk.token, desk.user, mine) == Seated(desk.token, CALLER, desk.token)
    assert scene.do(enter, desk.token, desk.user, other) == Deserted(None)
    assert scene.do(attending.browser_over, mine) == Next()
    assert scene.do(enter, desk.token, desk.user, mine) == Deserted(None)


def test_a_browser_that_stays_on_the_line_is_let_go(desk: Desk) -> None:
    scene = desk.scene
    desk.sits(own=None)
    desk.tell(Happening.OVER)
    assert scene.do(nudging.dangling) == ()
    scene.now += GRACE
    assert scene.do(nudging.dangling) == (desk.bridge_id,)
    assert scene.do(nudging.dangling) == ()
    scene.do(attending.caller_gone, desk.bridge_id)
    scene.now += GRACE
    assert scene.do(nudging.dangling) == ()


def test_of_whom_nothing_is_heard_the_carrier_is_asked(desk: Desk) -> None:
    scene = desk.scene
    desk.talks()
    scene.now += nudging.LOOK_AFTER
    assert scene.do(nudging.unheard) == ()
    scene.now += nudging.LOOK_AT_TALK_AFTER - nudging.LOOK_AFTER
    assert scene.do(nudging.unheard) == (desk.bridge_id,)
    assert scene.do(nudging.unheard) == ()


def test_what_is_said_to_whom(desk: Desk) -> None:
    scene = desk.scene
    _, token, _ = desk.talks("C3")
    with scene.database.reading() as session:
        assert soothing.cue(session, token) == (Cue.MOMENT, "de")
        assert soothing.cue(session, "nobody") is None
        assert soothing.cue(session, desk.leg) is None
        assert soothing.hold_language(session, desk.token) == "de"
        assert soothing.hold_language(session, "nobody") is None


def test_labels_say_whose_call_it_is() -> None:
    assert call_of(label_of(17)) == 17
    assert [call_of(one) for one in ("caller", "customer-", "customer-x", "customer-\u0661")] == [None] * 4


def test_a_leg_without_a_bridge_is_no_call_of_ours(desk: Desk) -> None:
    scene = desk.scene
    opened = desk.opens()
    assert isinstance(opened, Opened)
    with scene.database.transaction() as session:
        session.execute(update(Bridge).values(leg_id=None))
    assert desk.picks_up() == Deserted(None)
    desk.ends(desk.leg, desk.caller_sid)
    assert desk.bridge.ended_at is None


def test_long_calls_are_not_lost_sight_of(desk: Desk) -> None:
    scene = desk.scene
    _, token, _ = desk.talks()
    pacing = scene.rules.pacing
    scene.now += pacing.ring_timeout + pacing.time_limit + 10 * pacing.poll_after
    for one in (token, desk.leg):
        with scene.database.transaction() as session:
            call = interviewing.lock_call(session, one)
            assert call is not None
            watching.lose_sight(session, call, scene.rules, scene.now)
            assert call.ended_at is None


def test_an_unknown_purpose_is_no_call_of_ours(desk: Desk) -> None:
    scene = desk.scene
    desk.opens()
    with scene.database.transaction() as session:
        session.execute(update(Call).values(purpose=CallPurpose.FOLLOW_UP))
    assert desk.picks_up() == UnknownCall()


def test_two_customers_of_one_bridge_come_one_after_the_other(desk: Desk) -> None:
    scene = desk.scene
    first = desk.sits()
    token, sid = scene.ring(first)
    desk.ends(token, sid, CarrierOutcome.NO_ANSWER)
    assert isinstance(desk.opens("C2"), Opened)
    desk.tell(Happening.LEFT, label_of(first))
    assert desk.bridge.status == BridgeStatus.CALLING
    desk.tell(Happening.JOINED, label_of(first))
    assert [one.case_id for one in scene.rows(select(Attempt).order_by(Attempt.id))] == [
        scene.case("C1").id,
        scene.case("C2").id,
    ]


def test_the_page_shows_how_the_call_stands(desk: Desk) -> None:
    scene = desk.scene

    def shown(user_id: int) -> BridgeView | None:
        with scene.database.reading() as session:
            return bridge_of(session, user_id)

    assert shown(desk.user) is None
    call_id = desk.sits()
    planned = shown(desk.user)
    assert planned is not None
    assert (planned.status, planned.way, planned.ending, planned.refused) == ("calling", "phone", None, ())
    assert planned.party is not None
    assert (planned.party.call_id, planned.party.status, planned.party.ringing) == (call_id, "planned", False)
    token, sid = scene.ring(call_id)
    scene.report(token, sid, "ringing", CallStatus.PLACED, 1)
    rings = shown(desk.user)
    assert rings is not None
    assert rings.party is not None
    assert (rings.party.ringing, rings.party.token, rings.party.carrier_sid) == (True, token, sid)
    desk.ends(token, sid, CarrierOutcome.BUSY)
    over = shown(desk.user)
    assert over is not None
    assert over.party is not None
    assert (over.status, over.party.outcome, over.party.disposition) == ("waiting", "busy", "3.12")
    assert not over.ended_for(scene.case().id, scene.now)
    with scene.database.transaction() as session:
        session.execute(update(Contact).where(Contact.external_id == "C2").values(active=False))
    assert isinstance(desk.opens("C2"), Refusal)
    refused = shown(desk.user)
    assert refused is not None
    assert refused.party is None
    assert refused.refused == ("They may not be called now. The contact is not active.",)
    desk.closes()
    closed = shown(desk.user)
    assert closed is not None
    assert (closed.status, closed.ending) == ("ended", "closed")
    two = scene.case("C2").id
    assert closed.ended_for(two, scene.now)
    assert not closed.ended_for(scene.case().id, scene.now)
    assert not closed.ended_for(two, scene.now + timedelta(seconds=1))

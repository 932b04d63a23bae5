"""Who looks after callers takes a case over, or listens: over real rows, and nobody is ever left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from commenting import launched_with_consent
from desking import put_on_desk
from scene import Scene, hashed
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from test_connecting import MINE, ROOM, Desk, clean

from vocsurvey.db.agreement import Consent
from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeGuest, BridgeParty, BridgeStatus, GuestPurpose
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease, DeskTakeOver, Return
from vocsurvey.db.dialing import Call
from vocsurvey.db.people import Way
from vocsurvey.fieldwork.bridge_words import Cue
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Asked, Coded, Command
from vocsurvey.operations import (
    conducting,
    connecting,
    dialing,
    gatekeeping,
    interviewing,
    leasing,
    listening,
    relieving,
    soothing,
    summoning,
    taking_over,
)
from vocsurvey.operations.attending import Happening, Next, Presence, Seen
from vocsurvey.operations.bridging import CALLER, Seated, label_of
from vocsurvey.operations.dialing import Permit
from vocsurvey.operations.parting import Farewell
from vocsurvey.operations.relieving import guest_label, guest_of
from vocsurvey.operations.taking_over import (
    COMING_ALREADY,
    DESK_FULL,
    GONE,
    NO_PHONE,
    ON_A_LINE,
    RINGING,
    WORDS,
    YOURS,
)

BOSS = "sam@example.com"
THEIRS = Line("+12025550171", "", "fixed", "US")
WHY = "She speaks Finnish."
YES = Coded(value="yes")


class Supervised(Desk):
    """A caller at work, and somebody who looks after them."""

    guest: int = 0
    guest_sid: str = ""

    def lease(self, email: str | None = None) -> DeskLease:
        """The case that is with somebody."""
        who = self.scene.user(email or self.email).id
        found = self.scene.rows(select(DeskLease).where(DeskLease.user_id == who, DeskLease.ended_at.is_(None)))
        assert found, "there is none"
        (lease,) = found
        assert isinstance(lease, DeskLease)
        return lease

    def over(self, own: Line | None = THEIRS, words: str = WHY, lease_id: int = 0, email: str = BOSS) -> Any:
        """Somebody presses “Take over”."""
        lease_id = lease_id or self.lease().id
        return self.scene.do(
            taking_over.take_over, lease_id, self.scene.user(email).id, own, words, rules=self.scene.rules,
            line_hash=hashed,
        )  # fmt: skip

    def listens(self, own: Line | None = THEIRS, email: str = BOSS, lease_id: int = 0) -> Any:
        """Somebody presses “Listen”."""
        user = self.scene.user(email).id
        lease_id = lease_id or self.lease().id
        return self.scene.do(listening.listen, lease_id, user, own, rules=self.scene.rules, line_hash=hashed)

    def comes(self, permit: Any, *, muted: bool = False) -> Next:
        """Their phone is picked up, and they sit in the room."""
        assert isinstance(permit, Permit), permit
        self.guest, self.guest_sid = permit.call_id, next(self.scene.sids)
        self.scene.do(dialing.record_placed, permit.call_id, self.guest_sid)
        seated = self.scene.do(interviewing.begin, permit.token, self.guest_sid, rules=self.scene.rules)
        label = guest_label(permit.call_id)
        assert seated == Seated(self.token, label, permit.token, guest=True, muted=muted)
        todo = self.tell(Happening.JOINED, label, carrier_sid=self.guest_sid)
        assert todo is not None
        return todo

    def guests(self) -> list[BridgeGuest]:
        """Everybody who was asked in."""
        return self.scene.rows(select(BridgeGuest).order_by(BridgeGuest.call_id))

    def conducted(self, lease: DeskLease) -> conducting.Scene | None:
        """The interview on the desk of a lease."""
        with self.scene.database.reading() as session:
            found = conducting.scene_of(session, session.get_one(DeskLease, lease.id))
            session.expunge_all()
            return found

    def says(self, heard: Any, email: str | None = None) -> Any:
        """Whoever has the case codes what was said."""
        lease = self.lease(email)
        scene = self.conducted(lease)
        assert scene is not None
        turn = scene.course.turn
        step = turn.ask.step if turn.ask is not None else ""
        self.scene.later(seconds=4)
        return self.scene.do(
            conducting.hear, lease.id, lease.user_id, turn.position, step, heard, rules=self.scene.rules,
            line_hash=hashed,
        )  # fmt: skip


def supervised(scene: Scene) -> Supervised:
    """A desk whose cases are for a live caller."""
    ladder = scene.rules.protocol.model_copy(update={"ladder": (Channel.IVR, Channel.LIVE)})
    scene.rules = replace(scene.rules, protocol=ladder)
    with scene.database.transaction() as session:
        session.execute(update(Case).values(channel="live"))
    return Supervised(scene)


@pytest.fixture
def desk(running: Scene) -> Supervised:
    """A caller, and somebody who looks after them."""
    return supervised(running)


@pytest.fixture
def agreed(running: Scene) -> Supervised:
    """The same, in a campaign that asks for a consent, which was just given."""
    found = supervised(launched_with_consent(running))
    found.talks()
    for one in (YES, YES, YES, YES):
        assert isinstance(found.says(one), conducting.Heeded)
    return found


def test_a_case_that_nobody_is_on_the_phone_about_changes_desks_at_once(desk: Supervised) -> None:
    scene = desk.scene
    desk.sits()  # the customer's call is planned, and off with the case
    mine = desk.lease()
    taken = desk.over()
    assert isinstance(taken, DeskLease)
    lost = scene.rows(select(DeskLease).where(DeskLease.id == mine.id))[0]
    assert (lost.ending, lost.note) == (Return.STOPPED, f"Sam Success took this case over. {WHY}")
    with scene.database.reading() as session:
        assert leasing.lost(session, session.get_one(DeskLease, mine.id)).sentence.startswith(lost.note)
    (row,) = scene.rows(select(DeskTakeOver))
    assert (row.lease_id, row.from_lease_id, row.words) == (taken.id, mine.id, WHY)
    assert desk.conducted(taken) is None
    scene.do(connecting.lapse)
    desk.ends(desk.leg, desk.caller_sid)
    assert desk.bridge.ending == BridgeEnding.STOPPED
    assert clean(scene, timedelta(hours=3))


def test_a_running_call_goes_on_at_the_other_desk_at_the_same_question(desk: Supervised) -> None:
    scene = desk.scene
    call_id, token, sid = desk.talks()
    desk.says(YES)
    mine = desk.lease()
    permit = desk.over()
    assert desk.lease().id == mine.id, "the case stays until they are there"
    assert desk.over(email="olivia@example.com") == YOURS
    todo = desk.comes(permit)
    assert todo == Next(put_out=desk.bridge_id)
    taken = desk.lease(BOSS)
    bridge = desk.bridge
    assert (bridge.user_id, bridge.status, bridge.way) == (taken.user_id, BridgeStatus.TALKING, Way.PHONE)
    assert (bridge.caller_label, bridge.caller_sid) == (guest_label(desk.guest), desk.guest_sid)
    before, after = desk.conducted(mine), desk.conducted(taken)
    assert before is not None
    assert after is not None
    assert after.course.turn == before.course.turn
    refused = scene.do(
        conducting.hear, mine.id, mine.user_id, after.course.turn.position, "resolved", YES, rules=scene.rules,
        line_hash=hashed,
    )  # fmt: skip
    assert refused == Refusal(f"Sam Success took this case over. {WHY} The case is not with you any more.")
    heeded = desk.says(YES, BOSS)
    assert isinstance(heeded, conducting.Heeded)
    assert heeded.hang_up == ()
    with scene.database.reading() as session:
        assert relieving.to_put_out(session, desk.bridge_id) == (ROOM, CALLER, guest_label(desk.guest))
        assert relieving.still_to_put_out(session) == (desk.bridge_id,)
    scene.do(relieving.put_out, desk.bridge_id)
    assert desk.tell(Happening.LEFT, CALLER, carrier_sid=desk.caller_sid) == Next(hang_up=(scene.call(desk.leg).id,))
    assert desk.parts(desk.token, desk.caller_sid) is None, "whoever was relieved hears nothing more"
    desk.ends(desk.leg, desk.caller_sid)
    assert desk.bridge.status == BridgeStatus.TALKING
    with scene.database.reading() as session:
        assert relieving.to_put_out(session, desk.bridge_id) is None
        assert relieving.still_to_put_out(session) == ()
    assert desk.parts(token, sid, over=True) == Farewell(None)
    desk.ends(token, sid)
    assert desk.bridge.ending == BridgeEnding.CUSTOMER_LEFT
    guest = scene.rows(select(Call).where(Call.id == desk.guest))[0]
    assert desk.parts(guest.token, desk.guest_sid) == Farewell(Cue.OVER)
    desk.ends(guest.token, desk.guest_sid)
    assert (desk.bridge.caller_gone_at, desk.guests()[0].left_at) == (scene.now, scene.now)
    assert desk.party(call_id).left_at == scene.now
    assert clean(scene, timedelta(hours=3))


def test_who_took_over_can_be_relieved_in_turn_and_hangs_up_like_any_caller(desk: Supervised) -> None:
    scene = desk.scene
    desk.talks()
    desk.comes(desk.over())
    scene.do(relieving.put_out, desk.bridge_id)
    first = desk.lease(BOSS)
    desk.ends(desk.leg, desk.caller_sid)
    before, sid = desk.guest, desk.guest_sid
    todo = desk.comes(desk.over(lease_id=first.id, email="olivia@example.com", own=MINE))
    assert todo.put_out == desk.bridge_id
    with scene.database.reading() as session:
        assert relieving.to_put_out(session, desk.bridge_id) == (ROOM, guest_label(before), guest_label(desk.guest))
    scene.do(relieving.put_out, desk.bridge_id)
    assert scene.rows(select(Call.hang_up_wanted_at).where(Call.id == before)) == [scene.now]
    desk.ends(scene.rows(select(Call.token).where(Call.id == before))[0], sid)
    assert desk.conducted(desk.lease()) is not None
    desk.tell(Happening.LEFT, guest_label(desk.guest), carrier_sid=desk.guest_sid)
    assert desk.bridge.ending == BridgeEnding.CALLER_LEFT


def test_who_took_over_and_hangs_up_before_the_caller_is_out_leaves_nobody_without_a_sentence(
    desk: Supervised,
) -> None:
    scene = desk.scene
    call_id, token, sid = desk.talks()
    desk.comes(desk.over())  # the carrier has not put the caller out yet, so the room does not end with the manager
    todo = desk.tell(Happening.LEFT, guest_label(desk.guest), carrier_sid=desk.guest_sid)
    assert todo is not None
    assert todo.end_room == ROOM
    assert desk.bridge.ending == BridgeEnding.CALLER_LEFT
    scene.later(seconds=10)
    assert scene.do(summoning.stranded) == (desk.bridge_id,), "where that was lost, the clock looks"
    there = {CALLER: Presence(desk.caller_sid, False, False), label_of(call_id): Presence(sid, False, False)}
    assert desk.sees(Seen(ROOM, False, there)) == Next(end_room=ROOM)
    assert desk.sees(Seen(ROOM, True, {})) == Next()
    assert desk.parts(token, sid) == Farewell(Cue.LOST, "en")
    desk.ends(token, sid)
    scene.later(seconds=60)
    assert scene.do(summoning.stranded) == (), "nobody is there any more"


def test_who_does_not_come_leaves_everything_as_it_was(desk: Supervised) -> None:
    scene = desk.scene
    desk.talks()
    mine = desk.lease()
    permit = desk.over()
    assert isinstance(permit, Permit)
    assert desk.over(email="olivia@example.com", lease_id=mine.id) == YOURS
    assert desk.over() == COMING_ALREADY
    sid = next(scene.sids)
    scene.do(dialing.record_placed, permit.call_id, sid)
    desk.ends(permit.token, sid)
    assert desk.guests()[0].left_at == scene.now
    assert desk.lease().id == mine.id
    assert isinstance(scene.do(interviewing.begin, permit.token, sid, rules=scene.rules), object)
    assert isinstance(desk.over(), Permit), "and they may try again"


def test_what_cannot_be_taken_over(desk: Supervised) -> None:
    scene = desk.scene
    desk.opens()
    mine = desk.lease()
    assert desk.over(lease_id=99999) == GONE
    assert desk.over(words="x") == WORDS
    assert desk.over(email=desk.email) == YOURS
    with scene.database.transaction() as session:
        put_on_desk(session, scene.user(BOSS).id, scene.case("C2").id, scene.now)
    assert desk.over() == DESK_FULL
    with scene.database.transaction() as session:
        session.execute(
            update(DeskLease).where(DeskLease.id == desk.lease(BOSS).id).values(ended_at=scene.now, ending="done")
        )
    desk.picks_up()
    todo = desk.tell(Happening.JOINED, CALLER, carrier_sid=desk.caller_sid)
    assert todo is not None
    scene.ring(todo.ring[0])
    assert desk.over() == RINGING
    assert desk.lease().id == mine.id


def test_ones_own_phone_is_rung_by_the_rules_of_every_phone(desk: Supervised) -> None:
    scene = desk.scene
    desk.talks()
    assert desk.over(own=None) == NO_PHONE
    assert desk.over(own=MINE) == Refusal("Your own phone cannot be rung: this line is in a call already.")
    scene.do(gatekeeping.stop_everything, "Ada", rules=scene.rules)
    assert desk.over() == Refusal("Your own phone cannot be rung: all dialling was stopped by Ada.")
    abroad = Line("+33199000011", "", "fixed", "FR")
    scene.rules = replace(
        scene.rules, allowance=scene.rules.allowance.model_copy(update={"countries": frozenset({"US"})})
    )
    why = "its country is none of those that may be called from here"
    assert desk.over(own=abroad) == Refusal(f"Your own phone cannot be rung: {why}.")


def test_a_full_desk_when_they_come_keeps_the_call_with_its_caller(desk: Supervised) -> None:
    scene = desk.scene
    desk.talks()
    permit = desk.over()
    with scene.database.transaction() as session:
        put_on_desk(session, scene.user(BOSS).id, scene.case("C2").id, scene.now)
    todo = desk.comes(permit)
    assert (todo.put_out, todo.hang_up) == (None, (desk.guest,))
    assert desk.bridge.user_id == desk.user


def test_looking_finds_who_came_and_who_went(desk: Supervised) -> None:
    scene = desk.scene
    call_id, _, sid = desk.talks()
    permit = desk.over()
    there = {CALLER: Presence(desk.caller_sid, False, False), label_of(call_id): Presence(sid, False, False)}
    guest = {guest_label(permit.call_id): Presence("CAguest", False, False)}
    assert desk.sees(Seen(ROOM, False, there)).put_out is None
    assert desk.sees(Seen(ROOM, False, {**there, **guest})).put_out == desk.bridge_id
    assert desk.bridge.user_id == scene.user(BOSS).id
    assert desk.sees(Seen(ROOM, False, {**guest, label_of(call_id): there[label_of(call_id)]})) == Next()
    assert desk.bridge.status == BridgeStatus.TALKING


def test_who_was_on_the_line_in_the_browser_has_no_phone_to_hang_up(desk: Supervised) -> None:
    scene = desk.scene
    call_id, _, sid = desk.talks()
    permit = desk.over()
    there = {CALLER: Presence(desk.caller_sid, False, False), label_of(call_id): Presence(sid, False, False)}
    desk.sees(Seen(ROOM, False, {**there, guest_label(permit.call_id): Presence("CAguest", False, False)}))
    with scene.database.transaction() as session:
        session.execute(update(BridgeGuest).values(relieved_leg_id=None))
    scene.do(relieving.put_out, desk.bridge_id)
    assert [one.cleared_at is not None for one in desk.guests()] == [True]
    assert scene.rows(select(Call.id).where(Call.hang_up_wanted_at.is_not(None))) == []


def test_looking_finds_that_a_listener_has_gone(agreed: Supervised) -> None:
    agreed.comes(agreed.listens(), muted=True)
    (party,) = agreed.scene.rows(select(BridgeParty))
    there = {CALLER: Presence(agreed.caller_sid, False, False), label_of(party.call_id): Presence("CA1", False, False)}
    agreed.sees(Seen(ROOM, False, there))
    assert [one.left_at is not None for one in agreed.guests()] == [True]


def test_there_is_no_consent_before_anybody_speaks(desk: Supervised) -> None:
    desk.sits()
    with desk.scene.database.reading() as session:
        lease = session.get_one(DeskLease, desk.lease().id)
        assert listening.consent_point(session, lease, session.get_one(Bridge, desk.bridge_id)) is None


def test_labels_say_who_is_a_guest() -> None:
    assert [guest_of(one) for one in ("guest-7", "guest-x", "customer-7", "caller")] == [7, None, None, None]


def test_nobody_listens_before_the_consent_point(running: Scene) -> None:
    desk = supervised(launched_with_consent(running))
    desk.opens()
    assert desk.listens() == RINGING
    desk.closes()
    desk.ends(desk.leg, next(desk.scene.sids))
    desk.talks()
    for one in (YES, YES, YES):
        assert desk.listens() == listening.NOT_AGREED
        desk.says(one)
    assert desk.listens() == listening.NOT_AGREED
    desk.says(YES)
    assert isinstance(desk.listens(), Permit)


def test_who_listens_is_not_heard_and_is_a_row(agreed: Supervised) -> None:
    scene = agreed.scene
    todo = agreed.comes(agreed.listens(), muted=True)
    assert todo == Next()
    (row,) = agreed.guests()
    assert (row.purpose, row.joined_at, row.left_at) == (GuestPurpose.LISTEN, scene.now, None)
    assert agreed.listens() == ON_A_LINE
    with scene.database.reading() as session:
        token = session.get_one(Call, row.call_id).token
        assert soothing.cue(session, token) is None
    scene.later(seconds=40)
    assert scene.do(listening.stop_listening, scene.user(BOSS).id) == (row.call_id,)
    agreed.tell(Happening.LEFT, guest_label(row.call_id), carrier_sid=agreed.guest_sid)
    assert agreed.parts(token, agreed.guest_sid) == Farewell(Cue.OVER)
    agreed.ends(token, agreed.guest_sid)
    assert agreed.guests()[0].left_at == scene.now
    assert agreed.bridge.status == BridgeStatus.TALKING
    assert clean(scene)


def test_who_takes_the_yes_back_is_heard_by_nobody_else_from_then_on(agreed: Supervised) -> None:
    scene = agreed.scene
    agreed.comes(agreed.listens(), muted=True)
    assert agreed.says(Asked(Command.BACK)).hang_up in ((), (agreed.guest,))
    done = agreed.says(Coded(value="no"))
    wanted = scene.rows(select(Call.hang_up_wanted_at).where(Call.id == agreed.guest))
    assert wanted[0] is not None, done
    again = agreed.listens(email="olivia@example.com")
    assert again == YOURS
    agreed.ends(scene.rows(select(Call.token).where(Call.id == agreed.guest))[0], agreed.guest_sid)
    assert agreed.listens() == listening.NOT_AGREED
    assert clean(scene)


def test_nobody_listens_without_a_call_a_case_or_a_consent(desk: Supervised) -> None:
    assert desk.listens(lease_id=99999) == GONE
    desk.talks()
    assert desk.listens() == listening.NOT_AGREED
    assert desk.listens(email=desk.email) == YOURS
    desk.says(YES)
    assert desk.listens() == listening.NOT_AGREED


def test_the_database_refuses_whoever_would_listen_without_a_yes(agreed: Supervised) -> None:
    scene = agreed.scene
    permit = agreed.listens()
    assert isinstance(permit, Permit)
    (row,) = agreed.guests()
    old = scene.rows(select(Consent).where(Consent.id == row.consent_id))[0]
    (bridge,) = scene.rows(select(Bridge))
    own_call = scene.rows(select(Call).where(Call.token == agreed.leg))[0]

    def sneak() -> None:
        with scene.database.transaction() as session:
            session.execute(update(BridgeGuest).values(left_at=scene.now))
            session.add(
                BridgeGuest(
                    call_id=own_call.id,
                    bridge_id=bridge.id,
                    user_id=scene.user(BOSS).id,
                    purpose="listen",
                    consent_id=old.id,
                    asked_at=scene.now,
                )
            )

    agreed.says(Asked(Command.BACK))
    agreed.says(Coded(value="no"))
    with pytest.raises(IntegrityError):
        sneak()


def test_listening_needs_a_phone_and_a_leg(agreed: Supervised) -> None:
    scene = agreed.scene
    assert agreed.listens(own=None) == NO_PHONE
    assert scene.do(listening.stop_listening, scene.user(BOSS).id) == ()
    with scene.database.transaction() as session:
        lease = session.get_one(DeskLease, agreed.lease().id)
        bridge = session.get_one(Bridge, agreed.bridge_id)
        bridge.opened_at = scene.now + timedelta(seconds=1)
        session.flush()
        assert listening.consent_point(session, lease, bridge) is None, "the yes was given in another call"
        session.rollback()

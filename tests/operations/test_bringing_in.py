"""A caller brings a colleague into the call, goes on with both, or leaves the customer with them: over real rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from commenting import launched_with_consent
from scene import Scene, hashed
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from test_connecting import ROOM, clean
from test_owning import person
from test_taking_over import BOSS, THEIRS, YES, Supervised, supervised

from vocsurvey.db.bridge import BridgeEnding, BridgeGuest, BridgeStatus
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease, Return
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.followup import FollowUp, FollowUpEvent
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.bridge import ColleagueView, Standing, colleague_in, passed_to
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.bridge_words import Cue
from vocsurvey.fieldwork.phone import Line
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Coded
from vocsurvey.operations import (
    bringing_in,
    conducting,
    connecting,
    dialing,
    gatekeeping,
    holding,
    interviewing,
    leasing,
    relieving,
    taping,
    wrapping_up,
)
from vocsurvey.operations.attending import Happening, Next, Presence, Seen
from vocsurvey.operations.bridging import CALLER, Seated, label_of, lock_bridge, party_now
from vocsurvey.operations.bringing_in import NOBODY_SUCH, NOBODY_THERE, ON_HOLD, Colleague, Left
from vocsurvey.operations.conducting import NOT_ON_THE_PHONE
from vocsurvey.operations.dialing import Permit
from vocsurvey.operations.parting import Deserted, Farewell
from vocsurvey.operations.relieving import guest_label
from vocsurvey.operations.taking_over import RINGING
from vocsurvey.operations.whispering import Whispered

NO = Coded(value="no")
BROUGHT = "Olivia Owner brought me into the call."
TOM = "tom@example.com"


class Joined(Supervised):
    """A caller at work, and colleagues with a phone of their own."""

    permit: Permit | None = None

    def token_of(self, call_id: int) -> str:
        """The token of a call."""
        token: str = self.scene.rows(select(Call.token).where(Call.id == call_id))[0]
        return token

    def asks_in(self, email: str = BOSS) -> Any:
        """The caller asks somebody in."""
        lease = self.lease()
        return self.scene.do(
            bringing_in.bring_in, lease.id, lease.user_id, self.scene.user(email).id, rules=self.scene.rules,
            line_hash=hashed,
        )  # fmt: skip

    def hears(self, permit: Any) -> Any:
        """The colleague's phone is picked up; what they hear."""
        assert isinstance(permit, Permit), permit
        self.permit, self.guest, self.guest_sid = permit, permit.call_id, next(self.scene.sids)
        self.scene.do(dialing.record_placed, permit.call_id, self.guest_sid)
        return self.scene.do(interviewing.begin, permit.token, self.guest_sid, rules=self.scene.rules)

    def keys(self, digits: str, token: str = "", sid: str = "") -> Any:
        """The colleague presses a key."""
        assert self.permit is not None
        keyed = (token or self.permit.token, sid or self.guest_sid, digits)
        return self.scene.do(bringing_in.join, *keyed, rules=self.scene.rules)

    def joins(self, email: str = BOSS) -> None:
        """Asked in, picked up, 1, and in the room."""
        assert isinstance(self.hears(self.asks_in(email)), Whispered)
        label = guest_label(self.guest)
        assert self.keys("1") == Seated(self.token, label, self.token_of(self.guest), guest=True)
        assert self.tell(Happening.JOINED, label, carrier_sid=self.guest_sid) == Next()

    def leaves(self) -> Any:
        """The caller leaves the two of them."""
        lease = self.lease()
        return self.scene.do(bringing_in.leave_them, lease.id, lease.user_id)

    def out(self) -> Any:
        """The caller goes on without the colleague."""
        lease = self.lease()
        return self.scene.do(bringing_in.take_out, lease.id, lease.user_id)

    def stands(self) -> ColleagueView | None:
        """As the caller's page shows it."""
        with self.scene.database.reading() as session:
            return colleague_in(session, self.bridge_id)

    def offered(self) -> tuple[Colleague, ...]:
        """Whom the page offers."""
        with self.scene.database.reading() as session:
            case, lease = session.get_one(Case, self.lease().case_id), self.lease()
            return bringing_in.colleagues(session, case, lease.user_id, rules=self.scene.rules, now=self.scene.now)


@pytest.fixture
def desk(running: Scene) -> Joined:
    """Somebody of customer success has a phone."""
    found = Joined(supervised(running).scene)
    phones(running, {BOSS: THEIRS.number})
    return found


def phones(scene: Scene, numbers: dict[str, str | None]) -> None:
    with scene.database.transaction() as session:
        for email, number in numbers.items():
            session.execute(update(User).where(User.email == email).values(phone=number))


def whom(scene: Scene) -> str:
    name: str = scene.rows(select(Contact.name).where(Contact.external_id == "C1"))[0]
    return name


def comes_with_a_phone(scene: Scene, name: str, role: Role, phone: str) -> None:
    person(scene, name, role)
    phones(scene, {f"{name}@example.com": phone})


def events(scene: Scene) -> list[tuple[str, str | None]]:
    rows = scene.rows(select(FollowUpEvent).order_by(FollowUpEvent.id))
    return [(one.kind, one.details.get("text")) for one in rows if one.kind in ("in_conversation", "note")]


def test_a_colleague_hears_who_it_is_joins_by_a_key_and_is_left_with_the_customer(desk: Joined) -> None:
    scene = desk.scene
    call_id, token, sid = desk.talks()
    desk.says(YES)
    desk.says(NO)
    mine = desk.lease()
    permit = desk.asks_in()
    assert isinstance(permit, Permit)
    assert permit.rings == scene.rules.desk.waits
    assert desk.stands() == ColleagueView("Sam Success", Standing.RINGS)
    heard = desk.hears(permit)
    assert isinstance(heard, Whispered)
    assert (heard.by, heard.person, heard.call) == ("Olivia Owner", whom(scene), permit.token)
    assert any("no" in one.lower() for one in heard.said), "what they were unhappy about"
    assert desk.keys("1") == Seated(desk.token, guest_label(desk.guest), permit.token, guest=True)
    assert desk.stands() == ColleagueView("Sam Success", Standing.COMES)
    assert scene.do(interviewing.begin, permit.token, desk.guest_sid, rules=scene.rules) == desk.keys("1"), "again"
    assert desk.leaves() == NOBODY_THERE
    desk.tell(Happening.JOINED, guest_label(desk.guest), carrier_sid=desk.guest_sid)
    assert desk.stands() == ColleagueView("Sam Success", Standing.HERE)
    assert isinstance(desk.says(YES), conducting.Heeded), "the caller goes on while they are three"
    assert desk.leaves() == Left(desk.bridge_id, (), None)
    assert desk.lease().id == mine.id, "the case stays where it is"
    bridge = desk.bridge
    assert (bridge.user_id, bridge.status) == (scene.user(BOSS).id, BridgeStatus.TALKING)
    with scene.database.reading() as session:
        assert passed_to(session, call_id) == "Sam Success"
        assert relieving.to_put_out(session, desk.bridge_id) == (ROOM, CALLER, guest_label(desk.guest))
    assert desk.says(YES) == NOT_ON_THE_PHONE
    assert desk.leaves() == RINGING
    assert desk.out() == NOBODY_THERE
    scene.do(relieving.put_out, desk.bridge_id)
    assert desk.parts(desk.token, desk.caller_sid) is None
    desk.ends(desk.leg, desk.caller_sid)
    done = scene.do(wrapping_up.finish, mine.id, mine.user_id, "Sam has her.", rules=scene.rules)
    assert isinstance(done, DeskLease)
    assert done.ending == Return.DONE, "the desk is free while they talk on"
    guest = scene.rows(select(Call).where(Call.id == desk.guest))[0]
    assert desk.parts(guest.token, desk.guest_sid) == Farewell(Cue.OVER)
    assert desk.parts(token, sid) == Farewell(None), "who was left with a colleague is not lost"
    desk.ends(guest.token, desk.guest_sid)
    desk.ends(token, sid)
    (attempt,) = scene.rows(select(Attempt))
    assert attempt.closed_at is not None
    assert ("in_conversation", BROUGHT) in events(scene)
    assert clean(scene, timedelta(hours=3))


def test_a_mailbox_never_comes_into_the_call(desk: Joined) -> None:
    scene = desk.scene
    desk.talks()
    desk.hears(desk.asks_in())
    assert desk.keys("") == Deserted(None)
    assert desk.keys("2") == Deserted(None)
    with pytest.raises(IntegrityError), scene.database.transaction() as session:
        session.execute(update(BridgeGuest).values(joined_at=scene.now))
    desk.ends(desk.token_of(desk.guest), desk.guest_sid)
    assert desk.stands() == ColleagueView("Sam Success", Standing.MISSED)
    assert desk.keys("1") == Deserted(None), "too late"
    assert isinstance(desk.asks_in(), Permit), "and they may be asked again"


def test_the_two_go_on_without_the_colleague(desk: Joined) -> None:
    scene = desk.scene
    desk.talks()
    desk.asks_in()
    (ringing,) = desk.guests()
    assert desk.out() == (ringing.call_id,)
    assert desk.stands() == ColleagueView("Sam Success", Standing.MISSED)
    sid = next(scene.sids)
    scene.do(dialing.record_placed, ringing.call_id, sid)
    token = desk.token_of(ringing.call_id)
    assert scene.do(interviewing.begin, token, sid, rules=scene.rules) == Deserted(None), "who picks up late"
    desk.ends(token, sid)
    desk.joins()
    assert desk.out() == (desk.guest,)
    desk.tell(Happening.LEFT, guest_label(desk.guest), carrier_sid=desk.guest_sid)
    assert desk.stands() == ColleagueView("Sam Success", Standing.GONE)
    assert desk.parts(desk.token_of(desk.guest), desk.guest_sid) == Farewell(Cue.OVER)
    assert desk.bridge.status == BridgeStatus.TALKING
    assert desk.out() == NOBODY_THERE
    assert isinstance(desk.says(YES), conducting.Heeded)
    assert events(scene) == [], "nothing was open, so nobody is told"


def test_the_call_of_three_ends_with_the_caller_and_nobody_is_forgotten(desk: Joined) -> None:
    scene = desk.scene
    _, token, sid = desk.talks()
    desk.joins()
    scene.do(connecting.close_bridge, desk.bridge_id)
    for one, its in ((desk.token_of(desk.guest), desk.guest_sid), (token, sid), (desk.leg, desk.caller_sid)):
        desk.ends(one, its)
    assert clean(scene, timedelta(hours=3))


def test_the_customer_who_hangs_up_ends_the_call_of_the_two(desk: Joined) -> None:
    scene = desk.scene
    _, token, sid = desk.talks()
    desk.joins()
    desk.leaves()
    scene.do(relieving.put_out, desk.bridge_id)
    assert desk.parts(token, sid, over=True) == Farewell(None)
    desk.ends(token, sid)
    assert desk.bridge.ending == BridgeEnding.CUSTOMER_LEFT
    assert desk.parts(desk.token_of(desk.guest), desk.guest_sid) == Farewell(Cue.OVER)
    desk.ends(desk.token_of(desk.guest), desk.guest_sid)
    desk.ends(desk.leg, desk.caller_sid)
    mine = desk.lease()
    assert isinstance(scene.do(wrapping_up.confirm, mine.id, mine.user_id, rules=scene.rules), wrapping_up.WriteUp)
    assert clean(scene, timedelta(hours=3))


def test_a_page_that_was_closed_behind_it_lets_the_case_go(desk: Joined) -> None:
    scene = desk.scene
    desk.talks()
    desk.joins()
    scene.later(minutes=30)
    assert scene.do(leasing.expire, rules=scene.rules) == 0, "while they talk, the case stays"
    desk.leaves()
    assert scene.do(leasing.expire, rules=scene.rules) == 1


def test_nobody_is_left_on_hold(desk: Joined) -> None:
    desk.talks()
    desk.joins()
    with desk.scene.database.transaction() as session:
        party = party_now(session, lock_bridge(session, desk.bridge_id))
        assert party is not None
        holding.hold(party, desk.scene.now)
    assert desk.leaves() == ON_HOLD
    with desk.scene.database.transaction() as session:
        party = party_now(session, lock_bridge(session, desk.bridge_id))
        assert party is not None
        holding.release(party, desk.scene.now)
    assert isinstance(desk.leaves(), Left)


def test_whom_the_page_offers(desk: Joined) -> None:
    scene = desk.scene
    desk.talks()
    comes_with_a_phone(scene, "tom", Role.ACCOUNT_TEAM, "+12025550172")
    comes_with_a_phone(scene, "carla", Role.CALLER, "+12025550173")
    comes_with_a_phone(scene, "gus", Role.MANAGER, "+12025550174")
    with scene.database.transaction() as session:
        session.execute(update(User).where(User.email == "gus@example.com").values(active=False))
    names = [(one.name, one.answers) for one in desk.offered()]
    assert set(names) == {("Sam Success", False), ("Tom", False)}, "no caller, nobody who has left, not oneself"
    with scene.database.transaction() as session:
        session.execute(update(User).where(User.email == TOM).values(away=["2026-01-01..2027-12-31"]))
    assert [one.name for one in desk.offered()] == ["Sam Success"]
    assert desk.asks_in(TOM) == Refusal("Tom is away, or in another call. Choose somebody else, or try again.")
    with scene.database.transaction() as session:
        session.execute(update(User).where(User.email == TOM).values(away=[], phone="12"))
    assert [one.name for one in desk.offered()] == ["Sam Success"], "whose number is none is not offered"
    assert desk.asks_in(TOM) == NOBODY_SUCH
    phones(scene, {TOM: "+12025550172"})
    desk.joins()
    assert [one.name for one in desk.offered()] == ["Tom"]
    assert desk.asks_in(TOM) == Refusal("Sam Success is in this call already.")


def test_who_answers_for_the_customer_is_offered_first(desk: Joined) -> None:
    scene = desk.scene
    desk.talks()
    comes_with_a_phone(scene, "ada", Role.ACCOUNT_TEAM, "+12025550172")
    desk.says(YES)
    desk.says(NO)
    with scene.database.transaction() as session:
        session.execute(update(FollowUp).values(owner_id=scene.user(BOSS).id, queue=None))
    assert [(one.name, one.answers) for one in desk.offered()] == [("Sam Success", True), ("Ada", False)]


def test_what_is_refused_is_said_in_a_sentence(desk: Joined) -> None:
    scene = desk.scene
    assert isinstance(desk.opens(), connecting.Opened)
    mine = desk.lease()
    sam = scene.user(BOSS).id
    given: dict[str, Any] = {"rules": scene.rules, "line_hash": hashed}
    assert desk.asks_in() == RINGING
    desk.closes()
    assert desk.out() == NOBODY_THERE
    assert scene.do(bringing_in.bring_in, 999, mine.user_id, sam, **given) == leasing.NOT_WITH_YOU
    assert scene.do(bringing_in.leave_them, 999, mine.user_id) == leasing.NOT_WITH_YOU
    assert scene.do(bringing_in.take_out, 999, mine.user_id) == leasing.NOT_WITH_YOU


def test_whose_phone_cannot_be_rung(desk: Joined) -> None:
    scene = desk.scene
    desk.talks()
    mine = desk.lease()
    given: dict[str, Any] = {"rules": scene.rules, "line_hash": hashed}
    for nobody in (mine.user_id, 999):
        assert scene.do(bringing_in.bring_in, mine.id, mine.user_id, nobody, **given) == NOBODY_SUCH
    permit = desk.asks_in()
    assert isinstance(permit, Permit)
    assert desk.asks_in() == Refusal("Sam Success is being rung already.")
    desk.out()
    sid = next(scene.sids)
    scene.do(dialing.record_placed, permit.call_id, sid)
    desk.ends(permit.token, sid)
    scene.do(gatekeeping.stop_everything, "Ada", rules=scene.rules)
    assert desk.asks_in() == Refusal("The phone of Sam Success cannot be rung: all dialling was stopped by Ada.")


def test_a_key_for_another_call_joins_nothing(desk: Joined) -> None:
    scene = desk.scene
    _, token, sid = desk.talks()
    desk.hears(desk.asks_in())
    given = {"rules": scene.rules}
    assert scene.do(bringing_in.join, "unknown", desk.guest_sid, "1", **given) is None
    assert scene.do(bringing_in.join, token, sid, "1", **given) is None, "the customer's own call"
    assert desk.keys("1", sid="CA" + "9" * 32) is None


def test_a_colleague_who_has_a_call_of_their_own_is_not_left_with_another(desk: Joined) -> None:
    scene = desk.scene
    desk.talks()
    desk.joins()
    other = Joined(scene, email=BOSS)
    own = Line("+12025550177", "", "fixed", "US")
    assert isinstance(other.opens("C2", own=own), connecting.Opened)
    refused = desk.leaves()
    assert refused == Refusal("Sam Success is in another call of ours as well, and cannot go on with this one alone.")


def test_looking_finds_the_colleague(desk: Joined) -> None:
    call_id, _, sid = desk.talks()
    desk.hears(desk.asks_in())
    desk.keys("1")
    there = {
        CALLER: Presence(desk.caller_sid, False, False),
        label_of(call_id): Presence(sid, False, False),
        guest_label(desk.guest): Presence(desk.guest_sid, False, False),
    }
    assert desk.sees(Seen(ROOM, False, there)) == Next()
    assert desk.stands() == ColleagueView("Sam Success", Standing.HERE)
    del there[guest_label(desk.guest)]
    desk.sees(Seen(ROOM, False, there))
    assert desk.stands() == ColleagueView("Sam Success", Standing.GONE)


@pytest.mark.parametrize(
    ("state", "told"),
    [("new", [("in_conversation", BROUGHT)]), ("put_right", [("note", BROUGHT)]), ("verified", [])],
)
def test_the_follow_up_tells_it_as_it_stands(desk: Joined, state: str, told: list[tuple[str, str]]) -> None:
    scene = desk.scene
    desk.talks()
    desk.says(YES)
    desk.says(NO)
    over = state == "verified"
    with scene.database.transaction() as session:
        follow_up = session.scalars(select(FollowUp)).one()
        follow_up.owner_id, follow_up.queue, follow_up.state = scene.user(BOSS).id, None, state
        if over:
            follow_up.closed_at, follow_up.next_action_at = scene.now, None
    desk.joins()
    assert events(scene) == told


def test_what_was_agreed_with_the_caller_is_neither_recorded_nor_listened_to_behind_them(running: Scene) -> None:
    scene = launched_with_consent(running, calls=True)
    desk = Joined(supervised(scene).scene)
    phones(scene, {BOSS: THEIRS.number})
    comes_with_a_phone(scene, "mona", Role.MANAGER, "+12025550175")
    desk.talks()
    for _ in range(4):
        assert isinstance(desk.says(YES), conducting.Heeded)
    lease = desk.lease()
    tape = scene.do(taping.begin, lease.id, lease.user_id, rules=scene.rules)
    scene.do(taping.begun, tape.id, "RE" + "1" * 32)
    mona = Line("+12025550175", "", "fixed", "US")
    listens = desk.listens(mona, "mona@example.com")
    desk.comes(listens, muted=True)
    listener = desk.guest
    desk.joins()
    assert desk.leaves() == Left(desk.bridge_id, (listener,), tape.id)
    assert scene.rows(select(Call.hang_up_wanted_at).where(Call.id == listener)) == [scene.now]

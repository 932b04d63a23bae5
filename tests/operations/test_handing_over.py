"""From the automated voice to a person: who can take a call, what they hear, and what becomes of the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from desking import CARL, DORA, by_callers, leases, put_on_desk
from scene import Scene, hashed
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Appointment, Promise
from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeStatus, HandOver
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.db.reads.bridge import incoming_for
from vocsurvey.db.sample import Contact, SuppressionScope
from vocsurvey.fieldwork.bridge_words import Cue
from vocsurvey.interview.heard import Keys
from vocsurvey.interview.turn import Ending
from vocsurvey.operations import (
    attending,
    bridging,
    connecting,
    dialing,
    handing_over,
    interviewing,
    parting,
    soothing,
    summoning,
    supervising,
    suppressing,
    watching,
    whispering,
)
from vocsurvey.operations.attending import Happening, RoomEvent, Seen
from vocsurvey.operations.bridging import Seated
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.interviewing import Spoken
from vocsurvey.operations.parting import Deserted, Farewell, NotReached
from vocsurvey.operations.whispering import HandedOver, Whispered

OLIVIA = "olivia@example.com"
PHONES = {CARL: "+12025550171", DORA: "+12025550172", OLIVIA: "+12025550173"}
ROOM = "CF" + "1" * 32


@pytest.fixture
def on(scene: Scene) -> Scene:
    """Two callers and an owner with telephones; Carl's desk is open."""
    scene.campaign()
    by_callers(scene, everybody=False)
    with scene.database.transaction() as session:
        for email, phone in PHONES.items():
            session.execute(update(User).where(User.email == email).values(phone=phone))
    there(scene, CARL)
    return scene


def there(on: Scene, email: str) -> None:
    with on.database.transaction() as session:
        user_id = session.scalars(select(User.id).where(User.email == email)).one()
        supervising.note_presence(session, user_id, on.now)


def engage(session: Session, on: Scene, email: str) -> None:
    """Somebody is on the line about somebody else."""
    user_id = session.scalars(select(User.id).where(User.email == email)).one()
    session.add(
        Bridge(
            token="b", user_id=user_id, way="browser", case_id=on.case("C2").id, refused=[], opened_at=on.now,
            since=on.now, heard_from_at=on.now,
        )
    )  # fmt: skip
    session.flush()


def hears(on: Scene, token: str, sid: str, position: int, keys: str, *, browsers: bool = False) -> Any:
    return on.database.run(
        lambda session: handing_over.hear(
            session, token, sid, position, Keys(keys), rules=on.rules, line_hash=hashed, now=on.now, browsers=browsers
        )
    )


def asks(on: Scene, *before: str, contact: str = "C1") -> tuple[str, str, Any]:
    """A customer answers, perhaps says something, and asks for a person; the token, the SID and what they hear."""
    token, sid = on.dial(contact)
    spoken: Any = on.answer(token, sid)
    for key in (*before, "*", "4"):
        spoken = hears(on, token, sid, spoken.turn.position, key)
    return token, sid, spoken


def waiting(on: Scene, *before: str) -> tuple[str, str, HandedOver]:
    token, sid, heard = asks(on, *before)
    assert isinstance(heard, HandedOver), heard
    on.do(
        attending.hear_room, heard.seat.room, RoomEvent(ROOM, 1, Happening.JOINED, heard.seat.label, sid),
        rules=on.rules, line_hash=hashed,
    )  # fmt: skip
    return token, sid, heard


def permit(on: Scene, call_id: int) -> Any:
    return on.do(summoning.grant_permit, call_id, rules=on.rules, line_hash=hashed)


def picked_up(on: Scene, heard: HandedOver) -> tuple[str, str, Any]:
    """The phone of the person is rung and picked up: token, SID and what is whispered."""
    granted = permit(on, heard.ring[0])
    assert isinstance(granted, Permit), granted
    sid = next(on.sids)
    on.do(dialing.record_placed, granted.call_id, sid)
    return granted.token, sid, on.do(interviewing.begin, granted.token, sid, rules=on.rules)


def take(on: Scene, token: str, sid: str, digits: str = "1") -> Any:
    return on.do(whispering.take_call, token, sid, digits, rules=on.rules)


def bridge(on: Scene) -> Bridge:
    found = on.rows(select(Bridge))[-1]
    assert isinstance(found, Bridge)
    return found


def who(on: Scene) -> str:
    return str(on.rows(select(User.email).where(User.id == bridge(on).user_id))[0])


UNCARED = ("1", "1", "2")
"""All is well but for whether we cared, which a decision maker denies: critical."""


def told(on: Scene, *keys: str, contact: str = "C1") -> tuple[str, str, Any]:
    """A decision maker answers with these keys; the token, the SID and what they hear."""
    with on.database.transaction() as session:
        session.execute(update(Contact).values(role="decision_maker"))
    token, sid = on.dial(contact)
    spoken: Any = on.answer(token, sid)
    for key in keys:
        spoken = hears(on, token, sid, spoken.turn.position, key)
    return token, sid, spoken


def test_after_a_critical_answer_the_owner_is_offered_and_hears_what_was_said(on: Scene) -> None:
    token, sid, spoken = told(on, *UNCARED)
    assert spoken.turn.ask.step == "offer"
    heard = hears(on, token, sid, spoken.turn.position, "1")
    assert isinstance(heard, HandedOver), heard
    assert who(on) == OLIVIA
    _, _, whispered = picked_up(on, heard)
    assert isinstance(whispered, Whispered)
    assert whispered.person == "Ann Archer"
    assert whispered.said


def test_who_declines_the_owner_goes_on_with_the_interview(on: Scene) -> None:
    token, sid, spoken = told(on, *UNCARED)
    onward = hears(on, token, sid, spoken.turn.position, "2")
    assert isinstance(onward, Spoken)
    assert onward.turn.ask is not None
    assert onward.turn.ask.step == "why"
    assert on.rows(select(HandOver)) == []


@pytest.mark.parametrize("why", ["no phone", "in a call"])
def test_nobody_is_offered_who_could_not_take_the_call(on: Scene, why: str) -> None:
    with on.database.transaction() as session:
        if why == "no phone":
            session.execute(update(User).where(User.email == OLIVIA).values(phone=None))
        else:
            engage(session, on, OLIVIA)
    _, _, spoken = told(on, *UNCARED)
    assert spoken.turn.ask.step == "why"


def test_who_is_at_hand_no_more_when_the_offer_is_taken_leaves_the_promise(on: Scene) -> None:
    token, sid, spoken = told(on, *UNCARED)
    with on.database.transaction() as session:
        session.execute(update(User).values(phone=None))
    heard = hears(on, token, sid, spoken.turn.position, "1")
    assert isinstance(heard, Spoken)
    assert heard.course.ending is Ending.PERSON
    assert len(on.rows(select(Appointment))) == 1, "and somebody calls them"


def test_a_customer_without_a_complaint_goes_to_a_desk(on: Scene) -> None:
    token, sid, heard = waiting(on, "1", "1")
    assert who(on) == CARL
    mine, my_sid, whispered = picked_up(on, heard)
    assert isinstance(whispered, Whispered)
    assert (whispered.person, whispered.language, whispered.said) == ("Ann Archer", "en", ())
    assert bridge(on).status == BridgeStatus.OPENING
    assert isinstance(take(on, mine, my_sid), Seated)
    assert isinstance(take(on, mine, my_sid), Seated), "the same press again"
    assert isinstance(on.do(interviewing.begin, mine, my_sid, rules=on.rules), Seated), "the carrier asks again"
    attempt = on.attempts()[0]
    assert (attempt.channel, attempt.leg) == ("live", 2)
    assert [lease.case_id for lease in leases(on)] == [attempt.case_id]
    with on.database.reading() as session:
        interview = on.interview()
        assert interview.ending is None
        assert session.get_one(Case, attempt.case_id).channel == "live"
    on.do(
        attending.hear_room, heard.seat.room, RoomEvent(ROOM, 2, Happening.JOINED, bridging.CALLER, my_sid),
        rules=on.rules, line_hash=hashed,
    )  # fmt: skip
    assert bridge(on).status == BridgeStatus.TALKING
    assert isinstance(hears(on, token, sid, 2, "4"), Seated | Spoken | HandedOver), "the key that came twice"
    assert on.do(parting.part, token, sid, over=False) == Farewell(Cue.LOST, "en")
    assert [one.kept_at is not None for one in on.rows(select(Appointment).order_by(Appointment.id))] == [True, False]


def test_the_owner_simply_speaks_with_them(on: Scene) -> None:
    _, _, heard = waiting(on, "1", "2")
    mine, my_sid, _ = picked_up(on, heard)
    assert isinstance(take(on, mine, my_sid), Seated)
    assert on.rows(select(FollowUp.state)) == ["in_conversation"]
    assert on.attempts()[0].channel == "ivr"
    assert leases(on) == []
    assert on.rows(select(Promise)) == []


def test_who_complained_goes_to_whoever_answers_for_them_and_their_words_go_along(on: Scene) -> None:
    _, _, heard = waiting(on, "1", "2")
    assert who(on) == OLIVIA
    _, _, whispered = picked_up(on, heard)
    assert isinstance(whispered, Whispered)
    assert whispered.said == ("Is it resolved? No",)
    assert whispered.language is None, "nobody has written down which she speaks"


def test_whoever_has_a_case_when_they_take_the_call_gives_it_back(on: Scene) -> None:
    other, carl = on.case("C3").id, on.user(CARL).id
    with on.database.transaction() as session:
        session.execute(update(Case).where(Case.id == other).values(channel="live"))
    _, _, heard = waiting(on)
    mine, my_sid, _ = picked_up(on, heard)
    with on.database.transaction() as session:
        put_on_desk(session, carl, other, on.now)
    assert isinstance(take(on, mine, my_sid), Seated)
    assert [(one.ending, one.note) for one in leases(on)] == [("given_back", whispering.TOOK_A_CALL), (None, None)]


def test_a_case_that_is_for_callers_by_now_stays_with_them(on: Scene) -> None:
    _, _, heard = waiting(on, "1", "1")
    mine, my_sid, _ = picked_up(on, heard)
    with on.database.transaction() as session:
        session.execute(update(Case).where(Case.id == on.case().id).values(channel="live"))
    assert isinstance(take(on, mine, my_sid), Seated)
    assert (on.case().channel, len(leases(on))) == ("live", 1)


def test_a_case_that_was_closed_meanwhile_is_talked_about_and_goes_to_no_desk(on: Scene) -> None:
    _, _, heard = waiting(on)
    mine, my_sid, _ = picked_up(on, heard)
    with on.database.transaction() as session:
        session.execute(
            update(Case).where(Case.id == on.case().id).values(closed_at=on.now, due_at=None, disposition="2.10")
        )
        session.execute(delete(Appointment))
    assert isinstance(take(on, mine, my_sid), Seated)
    assert leases(on) == []


@pytest.mark.parametrize("digits", ["2", ""])
def test_another_key_takes_nothing(on: Scene, digits: str) -> None:
    _, _, heard = waiting(on)
    mine, my_sid, _ = picked_up(on, heard)
    assert take(on, mine, my_sid, digits) == Deserted(None)
    assert take(on, mine, "CA" + "f" * 32) is None, "another call"
    assert take(on, "nobody", my_sid) is None


def test_who_hangs_up_while_they_wait_is_called_and_nobody_joins_them(on: Scene) -> None:
    token, sid, heard = waiting(on)
    mine, my_sid, _ = picked_up(on, heard)
    on.hang_up(token, sid)
    assert bridge(on).ending == BridgeEnding.CUSTOMER_LEFT
    assert take(on, mine, my_sid) == Deserted(None)
    assert on.do(interviewing.begin, mine, my_sid, rules=on.rules) == Deserted(None)
    assert on.rows(select(Appointment.channel)) == ["live"]
    assert on.do(parting.part, token, sid, over=True) == Farewell(None)


def test_who_waited_in_vain_is_let_out_and_hears_the_promise(on: Scene) -> None:
    token, sid, heard = waiting(on)
    mine, my_sid, _ = picked_up(on, heard)
    assert on.do(attending_cue, token) == (Cue.FETCHING, "en")
    on.hang_up(mine, my_sid)
    assert bridge(on).ending == BridgeEnding.NEVER_CONNECTED
    assert on.do(attending_cue, token) == (Cue.MOMENT, "en")
    leg = on.rows(select(Bridge.leg_id))[0]
    assert on.do(summoning.stranded, leg_id=leg) == (bridge(on).id,)
    assert on.do(summoning.stranded) == (), "it was handed out"
    seen = Seen(ROOM, False, {})
    asked = {"as_of": bridge(on).heard_from_at, "rules": on.rules, "line_hash": hashed}
    found = on.do(attending.see_room, bridge(on).id, seen, **asked)
    assert found.end_room == ROOM
    again = hears(on, token, sid, heard.spoken.turn.position - 1, "4")
    assert isinstance(again, NotReached), "the press came twice"
    left = on.do(parting.part, token, sid, over=False)
    assert isinstance(left, NotReached)
    assert "Somebody will call you." in left.spoken.turn.lines[0].text
    assert isinstance(on.do(interviewing.begin, token, sid, rules=on.rules), NotReached), "the fallback"
    assert on.do(summoning.stranded) == ()


def attending_cue(session: Any, token: str, now: Any) -> Any:
    return soothing.cue(session, token)


def test_a_press_that_comes_twice_waits_in_the_same_room(on: Scene) -> None:
    token, sid, heard = waiting(on)
    again = hears(on, token, sid, heard.spoken.turn.position - 1, "4")
    assert isinstance(again, HandedOver)
    assert (again.seat, again.ring) == (heard.seat, ())


def test_a_wait_is_over_when_its_time_is(on: Scene) -> None:
    waiting(on)
    assert on.do(summoning.lapse) == ()
    on.later(seconds=26)
    assert on.do(summoning.lapse) == ()
    assert bridge(on).ending == BridgeEnding.NEVER_CONNECTED
    assert on.do(summoning.stranded) == (bridge(on).id,)


def test_the_phone_of_a_person_asks_for_its_permit_like_any_other(on: Scene) -> None:
    _, sid, heard = waiting(on)
    granted = permit(on, heard.ring[0])
    assert isinstance(granted, Permit)
    assert (granted.number, granted.live, granted.rings) == (PHONES[CARL], True, on.rules.desk.waits)
    assert permit(on, heard.ring[0]) == Refused("not planned")
    with on.database.reading() as session:
        assert summoning.waiting_sid(session, heard.ring[0]) == sid
    assert permit(on, 999_999) == Refused("not planned")


@pytest.mark.parametrize("why", ["stopped", "suppressed", "engaged", "used up", "gone"])
def test_nobody_is_rung_when_the_rules_say_so(on: Scene, why: str) -> None:
    token, sid, heard = waiting(on)
    leg = heard.ring[0]
    line = on.rows(select(Call.line_id).where(Call.id == leg))[0]
    if why == "stopped":
        on.do(dialing.set_gate, dialing.ALL_DIALLING, opened=False, by="Ada")
    elif why == "suppressed":
        with on.database.transaction() as session:
            suppressing.suppress_line(
                session,
                line,
                scope=SuppressionScope.ALL_SURVEYS,
                source="caller",
                reason="asked",
                line_hash=hashed,
                now=on.now,
            )
    elif why == "engaged":
        with on.database.transaction() as session:
            session.execute(update(Call).where(Call.status == CallStatus.LIVE).values(line_id=line))
    elif why == "used up":
        on.rules = replace(on.rules, allowance=on.rules.allowance.model_copy(update={"calls": 1}))
    else:
        on.hang_up(token, sid)
    refused = permit(on, leg)
    assert isinstance(refused, Refused), refused
    assert bridge(on).ended_at is not None
    assert on.rows(select(Call.status).where(Call.id == leg)) == [CallStatus.CANCELLED]


@pytest.mark.parametrize("why", ["away", "resting", "busy", "no phone", "other language", "bad phone", "stopped"])
def test_where_nobody_can_take_the_call_it_is_promised_at_once(on: Scene, why: str) -> None:
    changes: dict[str, dict[str, Any]] = {
        "no phone": {"phone": None},
        "other language": {"languages": ["fr"]},
        "bad phone": {"phone": "+1"},
    }
    with on.database.transaction() as session:
        session.execute(update(User).where(User.email == OLIVIA).values(phone=None))
        if why in changes:
            session.execute(update(User).where(User.email == CARL).values(**changes[why]))
    if why == "resting":
        on.do(supervising.rest, on.user(CARL).id, resting=True)
    if why == "away":
        on.later(minutes=3)
    token, sid = on.dial("C1")
    spoken: Any = on.answer(token, sid)
    if why == "stopped":
        on.do(dialing.set_gate, dialing.ALL_DIALLING, opened=False, by="Ada")
    if why == "busy":
        with on.database.transaction() as session:
            engage(session, on, CARL)
    for key in ("*", "4"):
        spoken = hears(on, token, sid, spoken.turn.position, key)
    assert isinstance(spoken, Spoken)
    assert on.rows(select(HandOver.bridge_id)) == []
    again = hears(on, token, sid, spoken.turn.position - 1, "4")
    assert isinstance(again, Spoken), "the press came twice"
    with on.database.transaction() as session:
        session.execute(update(User).where(User.email == CARL).values(phone=PHONES[CARL], languages=["en"]))
    there(on, CARL)
    on.later(seconds=1)
    assert isinstance(hears(on, token, sid, spoken.turn.position - 1, "4"), Spoken), "they hear the goodbye by now"


def test_an_owner_is_rung_in_their_working_hours_only(on: Scene) -> None:
    on.do(supervising.rest, on.user(CARL).id, resting=True)
    with on.database.reading() as session:
        case = session.get_one(Case, on.case().id)
        found = list(handing_over.takers(session, case, on.rules, on.now))
        assert [(one.user.email, one.to_desk) for one in found] == [(OLIVIA, False)]
        assert list(handing_over.takers(session, case, on.rules, on.now.replace(hour=4))) == []
        orphan = session.get_one(Case, on.case("C3").id)
        assert list(handing_over.takers(session, orphan, on.rules, on.now)) == []
    with on.database.transaction() as session:
        engage(session, on, OLIVIA)
        case = session.get_one(Case, on.case().id)
        assert list(handing_over.takers(session, case, on.rules, on.now)) == [], "they are on another line"


def test_two_calls_of_a_hand_over_that_nobody_knows_the_end_of_may_last_as_a_talk_does(on: Scene) -> None:
    token, _, _ = waiting(on)
    on.later(seconds=on.rules.pacing.time_limit.total_seconds() * 3)
    with on.database.transaction() as session:
        call = interviewing.lock_call(session, token)
        assert call is not None
        watching.lose_sight(session, call, on.rules, on.now)
    assert on.call(token).ended_at is None


def on_pages(on: Scene, *before: str) -> tuple[str, str, Any]:
    """Nobody has a telephone, Carl's page can be one, and somebody asks for a person."""
    with on.database.transaction() as session:
        session.execute(update(User).values(phone=None))
    token, sid = on.dial("C1")
    spoken: Any = on.answer(token, sid)
    for key in (*before, "*", "4"):
        spoken = hears(on, token, sid, spoken.turn.position, key, browsers=True)
    return token, sid, spoken


def takes_on_page(on: Scene) -> Any:
    return on.do(whispering.take_on_page, on.user(CARL).id, rules=on.rules)


def test_who_calls_in_the_browser_takes_the_call_on_their_page_and_connects_then(on: Scene) -> None:
    assert takes_on_page(on) == whispering.NOBODY_WAITS
    token, sid, heard = on_pages(on, "1", "1")
    assert isinstance(heard, HandedOver), heard
    assert (who(on), bridge(on).way, bridge(on).leg_id, heard.ring) == (CARL, "browser", None, ())
    room, carl = bridge(on).token, on.user(CARL).id
    assert on.do(attending.browser_enters, room, carl, "CAbrowser") == Deserted(None), "not before the key"
    with on.database.reading() as session:
        incoming = incoming_for(session, carl)
        assert incoming is not None
        assert incoming.on_page
    assert takes_on_page(on) is None
    assert takes_on_page(on) is None, "twice is once"
    assert (on.attempts()[0].channel, on.attempts()[0].leg) == ("live", 2)
    assert isinstance(on.do(attending.browser_enters, room, carl, "CAbrowser"), Seated)
    on.hang_up(token, sid)
    assert takes_on_page(on) == whispering.NOBODY_WAITS


def test_a_customer_who_has_gone_is_taken_by_nobody(on: Scene) -> None:
    token, _, _ = on_pages(on, "1", "1")
    with on.database.transaction() as session:
        session.execute(update(Call).where(Call.token == token).values(status=CallStatus.PLACED))
    assert takes_on_page(on) == whispering.NOBODY_WAITS


def test_a_page_that_fails_leaves_the_customer_on_the_line_to_hear_a_sentence(on: Scene) -> None:
    token, sid, _ = on_pages(on, "1", "1")
    takes_on_page(on)
    on.do(connecting.not_connected, on.user(CARL).id)
    assert bridge(on).ending == BridgeEnding.NEVER_CONNECTED
    (wanted,) = on.rows(select(Call.hang_up_wanted_at).where(Call.token == token))
    assert wanted > on.now, "they are let out of the room first"
    assert on.do(parting.part, token, sid, over=False) == Farewell(Cue.LOST, "en")

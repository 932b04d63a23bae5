"""The carrier's door for rooms: who may speak there, what is said in a room, and what comes behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from desking import put_on_desk
from doorstep import PUBLIC, Door, door_of
from scene import hashed
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeStatus
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Call
from vocsurvey.db.people import User
from vocsurvey.fieldwork.phone import Line
from vocsurvey.operations import connecting, dialing
from vocsurvey.operations.connecting import Opened
from vocsurvey.runtime import Runtime
from vocsurvey.telephony.voice_token import identity_of

ROOM = "CF" + "1" * 32
MINE = Line("+12025550170", "", "fixed", "US")
CALLER_SID, BROWSER_SID = "CA" + "a" * 32, "CA" + "b" * 32


@pytest.fixture
def door(runtime: Runtime) -> Door:
    """The door, and nobody's phone rings yet."""
    door = door_of(runtime)
    door.sid = CALLER_SID
    return door


def opened(door: Door, own: Line | None = MINE, contact: str = "C2") -> Opened:
    """A caller has pressed Call."""
    with door.scene.database.transaction() as session:
        session.execute(update(Case).values(channel="live"))
        user = session.scalars(select(User).order_by(User.id)).first()
        assert user is not None
        rules, now = door.runtime.rulebook, door.scene.now
        lease = put_on_desk(session, user.id, door.scene.case(contact).id, now)
        made = connecting.open_bridge(session, lease.id, user.id, own, rules=rules, line_hash=hashed, now=now)
        assert isinstance(made, Opened), made
        return made


def event(door: Door, token: str, kind: str, label: str = "", **more: str) -> int:
    """The carrier tells of a room."""
    fields = {"ConferenceSid": ROOM, "FriendlyName": token, "SequenceNumber": "1", "StatusCallbackEvent": kind}
    if label:
        fields |= {"CallSid": CALLER_SID, "ParticipantLabel": label, "Muted": "false"}
    return door.knock(f"{PUBLIC}/carrier/{token}/room", sorted({**fields, **more}.items())).status


def bridge(door: Door) -> Bridge:
    found = door.scene.rows(select(Bridge))[0]
    assert isinstance(found, Bridge)
    return found


def at(door: Door, token: str, sid: str) -> Door:
    """What follows is about this call."""
    door.token, door.sid = token, sid
    return door


def test_from_ones_own_phone_into_the_room(door: Door) -> None:
    made = opened(door)
    assert made.permit is not None
    door.scene.do(dialing.record_placed, made.permit.call_id, CALLER_SID)
    said = at(door, made.permit.token, CALLER_SID).answer()
    conference = said.root[0][0]
    assert (conference.text, conference.attrib["participantLabel"]) == (made.token, "caller")
    assert conference.attrib["waitUrl"] == f"{PUBLIC}/carrier/{made.token}/wait"
    assert conference.attrib["statusCallback"] == f"{PUBLIC}/carrier/{made.token}/room"
    assert said.root[0].attrib["action"] == f"{PUBLIC}/carrier/{made.token}/behind"
    waits = door.knock(f"{PUBLIC}/carrier/{made.token}/wait", door.form())
    assert (waits.words, waits.verbs) == ("We are calling your customer.", ["Say", "Pause", "Redirect"])
    assert event(door, made.token, "participant-join", "caller") == 204
    assert bridge(door).status == BridgeStatus.CALLING
    held = door.knock(f"{PUBLIC}/carrier/{made.token}/hold", door.form())
    assert held.words == "One moment, please."
    behind = door.knock(f"{PUBLIC}/carrier/{made.token}/behind", door.form(DialCallStatus="answered"))
    assert (behind.words, behind.verbs) == ("The call is over.", ["Say", "Hangup"])
    over = at(door, made.permit.token, CALLER_SID).answer()
    assert (over.words, over.verbs) == ("The call is over.", ["Say", "Hangup"])


def test_the_customer_whose_caller_is_gone(door: Door) -> None:
    made = opened(door)
    assert made.permit is not None
    door.scene.do(dialing.record_placed, made.permit.call_id, CALLER_SID)
    at(door, made.permit.token, CALLER_SID).answer()
    event(door, made.token, "participant-join", "caller")
    call = door.scene.rows(select(Call).order_by(Call.id.desc()))[0]
    token, sid = door.scene.ring(call.id)
    assert at(door, token, sid).answer().verbs == ["Dial"]
    event(door, made.token, "participant-join", f"customer-{call.id}")
    lost = door.knock(door.url("behind"), door.form(DialCallStatus="answered", DialCallDuration="7"))
    assert "We will call you back in a few minutes" in lost.words
    gone = door.knock(door.url("behind"), door.form(CallStatus="completed"))
    assert gone.verbs == ["Hangup"]
    assert door.scene.call(token).ended_at is not None
    again = door.knock(door.url("wait"), door.form())
    assert "We are sorry" in again.words


def test_a_browser_gets_into_its_own_room_and_no_other(door: Door) -> None:
    made = opened(door, own=None)
    url, mine = f"{PUBLIC}/carrier/browser", identity_of(bridge(door).user_id)
    ringing = {"CallSid": BROWSER_SID, "CallStatus": "ringing", "Direction": "inbound", "To": "", "Room": made.token}
    assert door.knock(url, {**ringing, "From": "client:user-9999"}.items()).verbs == ["Say", "Hangup"]
    assert door.knock(url, {**ringing, "From": "client:somebody"}.items()).verbs == ["Hangup"]
    assert door.knock(url, {**ringing, "From": "+12025550101"}.items()).status == 400
    entered = door.knock(url, {**ringing, "From": f"client:{mine}"}.items())
    assert (entered.verbs, entered.root[0][0].text) == (["Dial"], made.token)
    done = door.knock(url, {**ringing, "CallStatus": "completed", "From": f"client:{mine}"}.items())
    assert (done.status, bridge(door).ending) == (204, BridgeEnding.CALLER_LEFT)


@pytest.mark.parametrize("last", ["wait", "hold", "room", "behind"])
def test_only_the_carrier_is_let_in(door: Door, last: str) -> None:
    made = opened(door)
    before = door.rows()
    for signed in ("", "nonsense"):
        assert door.knock(f"{PUBLIC}/carrier/{made.token}/{last}", door.form(), signed=signed).status == 403
    assert door.rows() == before


def test_what_cannot_be_read_or_is_nobodys(door: Door) -> None:
    made = opened(door)
    assert event(door, made.token, "participant-join", "a b") == 400
    assert event(door, "nobody", "conference-end") == 404
    assert door.knock(f"{PUBLIC}/carrier/{made.token}/behind", [("CallSid", "x")]).status == 400
    assert door.knock(f"{PUBLIC}/carrier/nobody/behind", door.form()).verbs == ["Hangup"]
    assert door.knock(f"{PUBLIC}/carrier/nobody/wait", door.form()).words == "One moment, please."


def test_who_waits_is_not_put_out_because_the_database_is_away(door: Door) -> None:
    made = opened(door)

    class Away:
        """A database that does not answer."""

        @contextmanager
        def patient(self, _seconds: float) -> Iterator[None]:
            yield

        def reading(self) -> Any:
            raise OperationalError("SELECT 1", {}, Exception("gone"))

        def run(self, _work: object) -> Any:
            raise OperationalError("SELECT 1", {}, Exception("gone"))

    away = door.again(database=Away())
    assert away.knock(f"{PUBLIC}/carrier/{made.token}/wait", door.form()).words == "One moment, please."
    assert away.knock(f"{PUBLIC}/carrier/{made.token}/hold", door.form()).words == "One moment, please."
    sorry = away.knock(f"{PUBLIC}/carrier/{made.token}/behind", door.form())
    assert sorry.verbs == ["Say", "Hangup"]


def test_a_report_of_a_recording_that_cannot_be_read_is_refused_and_of_an_unknown_tape_is_of_none(door: Door) -> None:
    told = {"CallSid": CALLER_SID, "RecordingSid": "RE" + "1" * 32, "RecordingStatus": "completed"}
    assert door.knock(f"{PUBLIC}/carrier/nobody/tape", sorted(told.items())).status == 404
    assert door.knock(f"{PUBLIC}/carrier/nobody/tape", [("RecordingStatus", "completed")]).status == 400

"""The room of the callers as a page, and what of it reaches their desks."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from cast import Cast, post, sign_in, token_in
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from vocsurvey.clock import now
from vocsurvey.db.agreement import Appointment, Consent
from vocsurvey.db.bridge import Bridge, BridgeGuest
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Call
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import Role, User
from vocsurvey.db.room import DeskMessage, DeskPresence


@pytest.fixture
def mona(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which a manager has signed in."""
    sign_in(client, Role.MANAGER)
    return client


@pytest.fixture
def carl(app: Flask, cast: Cast) -> FlaskClient:
    """Another browser, in which a caller has."""
    client = app.test_client()
    sign_in(client, Role.CALLER)
    return client


def seen(client: FlaskClient, path: str = "/room") -> str:
    """A page, without the entities of HTML."""
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_an_empty_room_says_what_will_be_there(mona: FlaskClient) -> None:
    shown = seen(mona)
    for words in (
        "Carl Calloway",
        "away",
        "No agreed call is due soon.",
        "Nobody is due for a live caller now.",
        "No live call has ended today.",
    ):
        assert words in shown


def test_the_room_follows_a_call(cast: Cast, mona: FlaskClient, carl: FlaskClient) -> None:
    post(carl, "/desk/here", "/desk")
    assert ">free</span>" in seen(mona)
    lease_id = cast.lease("C5")
    shown = seen(mona, "/room/now")
    assert ">preparing</span>" in shown
    assert "Eva Ernst, Lindner Optik" in shown
    call_id = cast.call_from(lease_id)
    assert ">ringing</span>" in seen(mona, "/room/now")
    cast.pick_up(call_id, "CAroom")
    shown = seen(mona, "/room/now")
    assert ">on a call</span>" in shown
    assert "asks: " in shown
    assert "0 answered" in shown


def test_who_waits_is_said_in_words(cast: Cast, mona: FlaskClient) -> None:
    cast.come_down()
    with cast.runtime.database.transaction() as session:
        case_id = session.scalars(select(Case.id).where(Case.closed_at.is_(None)).limit(1)).one()
        session.execute(update(Case).where(Case.id == case_id).values(desk_queue="de refused"))
        row = Appointment(
            case_id=case_id,
            kind="hard",
            channel="live",
            source="caller",
            at=now() - timedelta(hours=1),
            agreed_at=now() - timedelta(hours=2),
        )
        session.add(row)
    shown = seen(mona)
    assert "German, said no once" in shown
    with cast.runtime.database.transaction() as session:
        session.execute(update(Case).where(Case.id == case_id).values(desk_queue="en begun"))
    assert "English, begun by the automated voice" in seen(mona)
    assert "Not sorted yet" in shown
    assert "1 agreed call is overdue." in shown
    with cast.runtime.database.transaction() as session:
        session.execute(update(Appointment).values(at=now() - timedelta(minutes=1)))
    assert ">due</span>" in seen(mona)
    with cast.runtime.database.transaction() as session:
        session.execute(update(Appointment).values(at=now() + timedelta(minutes=5)))
    assert ">soon</span>" in seen(mona)


def test_a_message_stands_on_the_desk_until_it_is_seen(cast: Cast, mona: FlaskClient, carl: FlaskClient) -> None:
    assert 'id="desk-told"' in seen(carl, "/desk")
    refused = post(mona, "/room/messages", "/room", to="0", words="  ")
    assert refused.status_code == 422
    assert "Write what they shall read" in refused.text
    assert post(mona, "/room/messages", "/room", to="nobody", words="Hello").status_code == 422
    assert post(mona, "/room/messages", "/room", to="0", words="Slower, <b>please</b>.").status_code == 303
    assert "not seen yet" in seen(mona)
    told = carl.get("/desk/told").text
    assert "Slower, &lt;b&gt;please&lt;/b&gt;." in told
    with cast.runtime.database.reading() as session:
        message_id = session.scalars(select(DeskMessage.id)).one()
    form = {"csrf_token": token_in(told)}
    again = carl.post(f"/desk/told/{message_id}/seen", data=form, headers={"HX-Request": "true"})
    assert again.status_code == 200
    assert "Slower" not in again.text
    assert carl.post(f"/desk/told/{message_id}/seen", data=form).status_code == 303
    assert "· seen" in seen(mona)


def test_a_pause_is_seen_and_ends(cast: Cast, mona: FlaskClient, carl: FlaskClient) -> None:
    post(carl, "/desk/pause", "/desk", resting="yes")
    assert "You pause, since" in seen(carl, "/desk")
    assert ">paused</span>" in seen(mona)
    post(carl, "/desk/pause", "/desk", resting="no")
    assert "You pause" not in seen(carl, "/desk")
    with cast.runtime.database.reading() as session:
        assert session.scalars(select(DeskPresence)).one().resting_since is None
        assert session.scalars(select(DeskLease)).all() == []


def test_a_case_is_taken_over_from_the_room(cast: Cast, mona: FlaskClient, carl: FlaskClient) -> None:
    lease_id = cast.lease("C5")
    page = f"/room/{lease_id}/take-over"
    assert "Carl Calloway has this case now." in seen(mona, page)
    refused = post(mona, page, page, words="x")
    assert refused.status_code == 422
    assert "why you take it over" in refused.text
    taken = post(mona, page, page, words="He knows me.")
    assert (taken.status_code, taken.location) == (303, "/desk")
    assert "Eva Ernst, Lindner Optik" in seen(mona, "/desk")
    assert "Mona Marsh took this case over. He knows me." in seen(carl, "/desk")
    assert mona.get(page).status_code == 303
    late = post(mona, page, "/room", words="Once more.")
    assert late.status_code == 422
    assert "Once more." in late.text
    assert "on nobody" in late.text
    assert "Back to the room" in late.text


def test_a_running_call_is_not_heard_without_a_yes_and_needs_a_phone(cast: Cast, mona: FlaskClient) -> None:
    lease_id = cast.lease("C5")
    cast.pick_up(cast.call_from(lease_id), "CAroom")
    assert "Take over …" in seen(mona)
    assert f"/room/{lease_id}/listen" not in seen(mona)
    assert post(mona, f"/room/{lease_id}/listen", "/room").status_code == 303
    assert "They have not agreed in this call" in seen(mona)
    page = f"/room/{lease_id}/take-over"
    assert "Your own phone rings into the same call." in seen(mona, page)
    refused = post(mona, page, page, words="She speaks Finnish.")
    assert "Give the number of your own phone" in refused.text
    with cast.runtime.database.transaction() as session:
        session.get_one(User, cast.user_id(Role.MANAGER)).phone = "+493023125077"
    assert post(mona, page, page, words="She speaks Finnish.").status_code == 303
    assert "Your phone rings. Pick it up" in seen(mona)
    post(mona, "/room/listening/stop", "/room")
    assert "You listened to nobody." in seen(mona)


def test_who_listens_is_seen_by_the_caller(cast: Cast, mona: FlaskClient, carl: FlaskClient) -> None:
    lease_id = cast.lease("C5")
    cast.pick_up(cast.call_from(lease_id), "CAroom")
    with cast.runtime.database.transaction() as session:
        session.get_one(User, cast.user_id(Role.MANAGER)).phone = "+493023125077"
        bridge = session.scalars(select(Bridge)).one()
        interview = session.scalars(select(Interview).where(Interview.case_id == bridge.case_id)).one()
        yes = Consent(
            contact_id=cast.contact_id("C5"),
            purpose="recording",
            granted=True,
            source="caller",
            words="May we?",
            interview_id=interview.id,
            given_at=now(),
        )
        session.add(yes)
        session.flush()
        line = session.scalars(select(Call.line_id).where(Call.purpose == "caller_leg")).one()
        call = Call(token="guest", purpose="caller_leg", line_id=line, from_number="+12025550199", planned_at=now())
        session.add(call)
        session.flush()
        session.add(
            BridgeGuest(
                call_id=call.id,
                bridge_id=bridge.id,
                user_id=cast.user_id(Role.MANAGER),
                purpose="listen",
                consent_id=yes.id,
                asked_at=now(),
                joined_at=now(),
            )
        )
    assert "Mona Marsh listens to this call. Nobody hears them." in html.unescape(carl.get("/desk/told").text)
    shown = seen(mona)
    assert "You listen to a call." in shown
    assert "Mona Marsh listens" in shown
    post(mona, "/room/listening/stop", "/room")
    assert "You listen no more." in seen(mona)

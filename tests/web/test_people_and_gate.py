"""Who can sign in, how they leave, and the switch that stops all dialling."""

from __future__ import annotations

import html

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.clock import now
from vocsurvey.db.campaign import DialGate
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role, User
from vocsurvey.operations import dialing, gatekeeping
from vocsurvey.operations.callee import country_gate
from vocsurvey.operations.dialing import ALL_DIALLING

NEW = {
    "name": "Nia New",
    "email": "Nia@Example.com",
    "role": "caller",
    "agent": "",
    "zone": "Europe/London",
    "password": "a first password",
}


@pytest.fixture
def ada(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which the administrator has signed in."""
    sign_in(client, Role.ADMIN)
    return client


def user(cast: Cast, email: str) -> User | None:
    """Somebody who signs in, or nobody."""
    with cast.runtime.database.reading() as session:
        found = session.scalars(select(User).where(User.email == email)).one_or_none()
        if found is not None:
            session.expunge(found)
        return found


def test_somebody_is_added_and_signs_in(cast: Cast, ada: FlaskClient) -> None:
    assert post(ada, "/people", "/people", **NEW).status_code == 303
    assert "Nia New can sign in now." in ada.get("/people").text
    added = user(cast, "nia@example.com")
    assert added is not None
    assert (added.role, added.zone, added.agent_id) == (Role.CALLER, "Europe/London", None)
    assert NEW["password"] not in added.password_hash
    other = ada.application.test_client()
    token_page = other.get("/sign-in").text
    assert token_page
    answer = post(other, "/sign-in", "/sign-in", email="nia@example.com", password=NEW["password"])
    assert answer.status_code == 302


def test_a_caller_is_added_with_their_languages(cast: Cast, ada: FlaskClient) -> None:
    assert post(ada, "/people", "/people", **{**NEW, "languages": "de, en-GB en"}).status_code == 303
    added = user(cast, "nia@example.com")
    assert added is not None
    assert added.languages == ["de", "en"]
    page = ada.get("/people").text
    assert "calls in German, English" in page
    assert "no language yet" in page, "of the caller who was there before"
    wrong = post(ada, "/people", "/people", **{**NEW, "email": "b@example.com", "languages": "loud"})
    assert "“loud” is not a language" in html.unescape(wrong.text)
    other = post(ada, "/people", "/people", **{**NEW, "email": "b@example.com", "role": "manager", "languages": "en"})
    assert "Leave this empty, or choose the role caller." in other.text


def test_an_agent_is_connected_with_their_number(cast: Cast, ada: FlaskClient) -> None:
    assert post(ada, "/people", "/people", **{**NEW, "role": "agent", "agent": "G2"}).status_code == 303
    added = user(cast, "nia@example.com")
    assert added is not None
    assert added.agent_id is not None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Give the person&#39;s name."),
        ("email", "nia", "Give an e-mail address, like jo@example.com."),
        ("email", "admin@example.com", "admin@example.com can sign in already."),
        ("zone", "Mars/Olympus", "That is not a time zone; write it like Europe/Berlin."),
        ("password", "", "Give them a password: no mail server is set (SMTP_URL), so no link can be sent."),
        ("password", "short", "The password needs at least 10 characters, and 200 at most."),
        ("agent", "G1", "Leave this empty, or choose the role agent."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(ada: FlaskClient, field: str, value: str, sentence: str) -> None:
    answer = post(ada, "/people", "/people", **{**NEW, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-problem">{sentence}' in answer.text
    kept = "name" if field != "name" else "email"
    assert NEW[kept] in answer.text
    assert NEW["password"] not in answer.text


def test_an_unknown_agent_is_refused(ada: FlaskClient) -> None:
    answer = post(ada, "/people", "/people", **{**NEW, "role": "agent", "agent": "G9"})
    assert answer.status_code == 422
    assert "There is no agent G9" in answer.text


def test_nobody_leaves_a_customer_behind(cast: Cast, ada: FlaskClient) -> None:
    page = f"/people/{cast.user_id(Role.ACCOUNT_TEAM)}/leave"
    shown = ada.get(page).text
    assert "1 open follow-up" in shown
    assert "Gus Green" not in shown, "an agent does not take over"
    refused = post(ada, page, page, heir="")
    assert refused.status_code == 422
    assert "Name who takes them over." in refused.text
    heir = cast.user_id(Role.CUSTOMER_SUCCESS)
    assert post(ada, page, page, heir=str(heir)).status_code == 303
    gone = user(cast, "account_team@example.com")
    assert gone is not None
    assert not gone.active
    with cast.runtime.database.reading() as session:
        assert session.get_one(FollowUp, cast.follow_up_id("C1")).owner_id == heir
        unowned = select(FollowUp.id).where(FollowUp.owner_id == gone.id, FollowUp.closed_at.is_(None))
        assert session.scalars(unowned).all() == []
    assert "left" in ada.get("/people").text


def test_what_somebody_leaves_goes_to_whom_the_rules_name(cast: Cast, ada: FlaskClient) -> None:
    page = f"/people/{cast.user_id(Role.ACCOUNT_TEAM)}/leave"
    assert "Whoever the rules name" in ada.get(page).text
    assert post(ada, page, page, heir="rules").status_code == 303
    with cast.runtime.database.reading() as session:
        row = session.get_one(FollowUp, cast.follow_up_id("C1"))
        assert (row.owner_id, row.queue) == (None, "product"), "what the customer said that it was about"


def test_an_heir_that_was_not_offered_is_refused(cast: Cast, ada: FlaskClient) -> None:
    page = f"/people/{cast.user_id(Role.ACCOUNT_TEAM)}/leave"
    for heir in (cast.user_id(Role.AGENT), cast.user_id(Role.ACCOUNT_TEAM), 99999):
        assert post(ada, page, page, heir=str(heir)).status_code == 422
    still = user(cast, "account_team@example.com")
    assert still is not None
    assert still.active


def test_nobody_deactivates_themselves(cast: Cast, ada: FlaskClient) -> None:
    page = f"/people/{cast.user_id(Role.ADMIN)}/leave"
    answer = post(ada, page, page, heir="")
    assert answer.status_code == 422
    assert ada.get("/people").status_code == 200


def test_the_gate_stops_and_opens_and_says_who(cast: Cast, ada: FlaskClient) -> None:
    def opened() -> bool:
        with cast.runtime.database.reading() as session:
            return session.get_one(DialGate, ALL_DIALLING).opened

    assert "Phones may ring" in ada.get("/gate").text
    post(ada, "/gate", "/gate", turn="stop")
    assert not opened()
    page = ada.get("/gate").text
    assert "No phone rings" in page
    assert "Stopped by Ada Admin" in page
    assert "Stopped: all dialling" in page, "the history"
    for path in ("/", "/people", "/questionnaires", "/notices"):
        assert "All dialling is stopped, by Ada Admin" in ada.get(path).text
    post(ada, "/gate", "/gate", turn="open")
    assert opened()
    assert post(ada, "/gate", "/gate", turn="sideways").status_code == 400
    assert ada.post("/gate", data={"turn": "stop"}).status_code == 400, "no token"
    assert post(ada, "/gate", "/gate").status_code == 400
    assert opened()


def test_a_country_that_the_carrier_refused_is_told_and_opened_again(cast: Cast, ada: FlaskClient) -> None:
    error = cast.runtime.rulebook.account_errors.of(21215, 400)
    assert error is not None
    told = ("Calls to GB are stopped", error.to_do)
    cast.do(dialing.set_gate, country_gate("GB"), opened=False, by=gatekeeping.THE_CARRIER, reason=error.to_do)
    with cast.runtime.database.transaction() as session:
        gatekeeping.announce(session, *told, now())
    assert '<span class="count">1</span>' in ada.get("/notices/bell").text
    assert all(word in html.unescape(ada.get("/notices").text) for word in told)
    post(ada, "/notices/seen", "/notices")
    assert "none new" in ada.get("/notices/bell").text
    assert "No phone rings in GB" in ada.get("/gate").text
    assert "Phones may ring" in ada.get("/gate").text
    assert post(ada, "/gate", "/gate", turn="stop", country="GB").status_code == 400
    assert post(ada, "/gate", "/gate", turn="open", country="GB").status_code == 303
    page = ada.get("/gate").text
    assert "No phone rings in GB" not in page
    assert "Opened: calls to GB" in page

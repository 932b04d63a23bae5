"""The pages of administrators about one person and about chats."""

from __future__ import annotations

from html import unescape

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from vocsurvey.db.chat import Chat, ChatMessage
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Account
from vocsurvey.db.team import Team
from vocsurvey.jobs.queues import UPKEEP

FORM = {
    "name": "Carl Calloway",
    "zone": "Europe/Paris",
    "teams": "North, Evening",
    "languages": "de, fr",
    "converts_refusals": "y",
    "phone": "+49 30 23125 009",
    "way": "phone",
    "hours": "mon-thu=08:00-12:00,13:00-17:00\nfri=08:00-13:00",
    "country": "de",
    "away": "2026-12-24..2027-01-02",
}
CHATS = "/people/chats"
SECRET = "https://hooks.example.com/services/T0/B0/secret"


@pytest.fixture
def ada(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which the administrator has signed in."""
    sign_in(client, Role.ADMIN)
    return client


def chat_form(cast: Cast, **other: str) -> dict[str, str]:
    """A good form for a chat."""
    whose = f"user_id:{cast.user_id(Role.CUSTOMER_SUCCESS)}"
    return {"name": "Sam’s", "kind": "slack", "url": SECRET, "whose": whose, **other}


def test_everything_of_a_person_is_set_and_shown_again(cast: Cast, ada: FlaskClient) -> None:
    page = f"/people/{cast.user_id(Role.CALLER)}"
    done = post(ada, page, page, **FORM)
    assert done.status_code == 303
    shown = unescape(ada.get(page).text)
    assert "What you set for Carl Calloway holds from now on." in shown
    for word in ("Evening, North", "de, fr", "+493023125009", "mon-thu=08:00-12:00,13:00-17:00", "2026-12-24..2027"):
        assert word in shown
    with cast.runtime.database.reading() as session:
        carl = session.get_one(User, cast.user_id(Role.CALLER))
        assert (carl.country, carl.way, carl.converts_refusals) == ("DE", "phone", True)
        assert session.scalars(select(Team.name).order_by(Team.name)).all() == ["Evening", "North"]
    empty = {name: "" for name in FORM if name != "converts_refusals"}
    assert post(ada, page, page, **{**empty, "name": "Carl", "zone": "UTC"}).status_code == 303
    with cast.runtime.database.reading() as session:
        carl = session.get_one(User, cast.user_id(Role.CALLER))
        assert (carl.country, carl.way, carl.hours, carl.phone, carl.away) == (None, None, None, None, [])
        assert not carl.converts_refusals


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Give the person’s name."),
        ("zone", "Mars/Olympus", "Mars/Olympus"),
        ("languages", "loud", "“loud” is not a language"),
        ("phone", "12", "12"),
        ("hours", "always", "are no hours"),
        ("country", "xx", "XX"),
        ("away", "next week", "is not a time away"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(
    cast: Cast, ada: FlaskClient, field: str, value: str, sentence: str
) -> None:
    page = f"/people/{cast.user_id(Role.CALLER)}"
    refused = post(ada, page, page, **{**FORM, field: value})
    assert refused.status_code == 422
    assert sentence in unescape(refused.text)
    assert f'id="{field}-problem"' in refused.text
    with cast.runtime.database.reading() as session:
        assert session.get_one(User, cast.user_id(Role.CALLER)).zone == "Europe/Berlin"


def test_address_and_role_are_changed_on_the_page(cast: Cast, ada: FlaskClient) -> None:
    sam = cast.user_id(Role.CUSTOMER_SUCCESS)
    page = f"/people/{sam}"
    other = ada.application.test_client()
    sign_in(other, Role.CUSTOMER_SUCCESS)
    done = post(ada, f"{page}/sign-in", page, email="Sam.New@example.com", role="manager", agent="", heir="", caller="")
    assert done.status_code == 303
    shown = unescape(ada.get(page).text)
    assert "How Sam Sorensen signs in holds from now on." in shown
    assert "sam.new@example.com" in shown
    assert '<option selected value="manager">' in shown
    assert "/sign-in" in other.get("/").location, "a new address ends the sessions"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "", "Give an e-mail address."),
        ("email", "nowhere", "like jo@example.com"),
        ("email", "Admin@example.com", "admin@example.com can sign in already."),
        ("role", "emperor", "Not a valid choice"),
        ("agent", "G404", "There is no agent G404"),
        ("heir", "4711", "Not a valid choice"),
    ],
)
def test_what_is_wrong_with_a_sign_in_is_said_at_its_field(
    cast: Cast, ada: FlaskClient, field: str, value: str, sentence: str
) -> None:
    olivia = cast.user_id(Role.ACCOUNT_TEAM)
    page, good = (
        f"/people/{olivia}",
        {"email": "o@example.com", "role": "manager", "agent": "", "heir": "", "caller": ""},
    )
    refused = post(ada, f"{page}/sign-in", page, **{**good, field: value})
    assert refused.status_code == 422
    shown = unescape(refused.text)
    assert sentence in shown
    assert f'id="{field}-problem"' in shown
    assert 'name="zone"' in shown, "the other form is there as it was"
    with cast.runtime.database.reading() as session:
        assert session.get_one(User, olivia).role == Role.ACCOUNT_TEAM


def test_single_accounts_go_to_others(cast: Cast, ada: FlaskClient) -> None:
    olivia, sam = cast.user_id(Role.ACCOUNT_TEAM), cast.user_id(Role.CUSTOMER_SUCCESS)
    mona = cast.user_id(Role.MANAGER)
    with cast.runtime.database.transaction() as session:
        second = Account(external_id="Z9", name="Zebra Ltd", country="GB", owner_id=olivia)
        session.add(second)
        session.flush()
        key = f"account-{second.id}"
    page = f"/people/{olivia}/leave"
    shown = unescape(ada.get(page).text)
    assert "Somebody else for single accounts" in shown
    assert "Zebra Ltd" in shown
    refused = post(ada, page, page, heir="", caller="", **{key: str(sam)})
    assert refused.status_code == 422
    assert f'<option value="{sam}" selected>' in refused.text, "what was chosen is kept"
    assert post(ada, page, page, heir=str(mona), caller="", **{key: str(sam)}).status_code == 303
    with cast.runtime.database.reading() as session:
        owners = {one.name: one.owner_id for one in session.scalars(select(Account))}
    assert owners.pop("Zebra Ltd") == sam
    assert mona in owners.values()
    assert olivia not in owners.values()


def test_a_session_of_somebody_who_is_deactivated_ends_at_once(cast: Cast, ada: FlaskClient) -> None:
    other = ada.application.test_client()
    sign_in(other, Role.CALLER)
    assert other.get("/desk").status_code == 200
    page = f"/people/{cast.user_id(Role.CALLER)}/leave"
    assert post(ada, page, page, heir="", caller="").status_code == 303
    assert other.get("/desk").status_code == 302
    assert "/sign-in" in other.get("/desk").location


def test_what_there_is_and_to_whom_it_goes_is_shown(cast: Cast, ada: FlaskClient) -> None:
    cast.chat(Role.ACCOUNT_TEAM)
    shown = unescape(ada.get(f"/people/{cast.user_id(Role.ACCOUNT_TEAM)}/leave").text)
    for words in ("1 open follow-up: to whoever takes over", "1 account: to whoever", "1 chat of their own"):
        assert words in shown
    assert "agreed call" not in shown


def test_a_chat_is_added_tested_stopped_and_moved(cast: Cast, ada: FlaskClient) -> None:
    assert "No chat is told yet." in ada.get(CHATS).text
    assert post(ada, CHATS, CHATS, **chat_form(cast)).status_code == 303
    shown = unescape(ada.get(CHATS).text)
    assert "Sam Sorensen" in shown
    assert "hooks.example.com" in shown
    assert "secret" not in shown, "whoever knows the address can write there"
    assert "Nothing was sent there yet." in shown
    with cast.runtime.database.reading() as session:
        one = f"{CHATS}/{session.scalars(select(Chat.id)).one()}"
    assert "A test is on its way." in unescape(ada.get(post(ada, one, CHATS, turn="test").location).text)
    with cast.runtime.database.reading() as session:
        test_id = session.scalars(select(ChatMessage.id)).one()
    line = Queue(UPKEEP, connection=cast.runtime.redis, serializer=JSONSerializer)
    assert [job.args[0] for job in line.jobs] == [test_id]
    assert "Stopped: Ada Admin stopped it." in ada.get(post(ada, one, CHATS, turn="stop").location).text
    assert "It is told again." in ada.get(post(ada, one, CHATS, turn="test").location).text
    moved = post(ada, one, CHATS, turn="move", url="https://hooks.example.net/new")
    assert "It has a new address." in ada.get(moved.location).text
    inside = post(ada, one, CHATS, turn="move", url="https://10.0.0.7/new")
    assert "inside a network of its own" in inside.text
    assert "hooks.example.net" in ada.get(CHATS).text
    assert post(ada, one, CHATS, turn="sideways").status_code == 400
    with cast.runtime.database.transaction() as session:
        row = session.scalars(select(Chat)).one()
        row.failing_since, row.problem = cast.now, "It answered 500."
    assert "Nothing arrives since" in ada.get(CHATS).text
    assert post(ada, f"{CHATS}/4711", CHATS, turn="stop").status_code == 404


def test_chats_of_teams_and_queues(cast: Cast, ada: FlaskClient) -> None:
    with cast.runtime.database.transaction() as session:
        session.add(Team(name="North", members=[]))
        session.flush()
        team_id = session.scalars(select(Team.id)).one()
    assert post(ada, CHATS, CHATS, **chat_form(cast, whose=f"team_id:{team_id}", kind="teams")).status_code == 303
    queue = post(ada, CHATS, CHATS, **chat_form(cast, name="Q", whose="queue:product", personal="y"))
    assert queue.status_code == 303
    shown = unescape(ada.get(CHATS).text)
    assert "team North" in shown
    assert "queue product" in shown
    assert "with names and own words" in shown


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "Give it a name."),
        ({"url": ""}, "Give the address of its incoming webhook."),
        ({"url": "http://hooks.example.com/"}, "by https only"),
        ({"url": "https://169.254.169.254/latest"}, "inside a network of its own"),
        ({"whose": ""}, "Choose whose chat it is"),
        ({"whose": "user_id:4711"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_with_a_chat_is_said_at_its_field(
    cast: Cast, ada: FlaskClient, wrong: dict[str, str], told: str
) -> None:
    refused = post(ada, CHATS, CHATS, **chat_form(cast, **wrong))
    assert refused.status_code == 422
    assert told in unescape(refused.text)


def test_two_chats_have_two_names(cast: Cast, ada: FlaskClient) -> None:
    assert post(ada, CHATS, CHATS, **chat_form(cast)).status_code == 303
    refused = post(ada, CHATS, CHATS, **chat_form(cast))
    assert refused.status_code == 422
    assert "There is a chat called “Sam’s” already" in unescape(refused.text)

"""After a call that reached nobody to ask: somebody else is asked instead, or another language was in the way."""

from __future__ import annotations

import html

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease, WrapUp
from vocsurvey.db.people import Role
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.outcome import CarrierOutcome

NINA = {
    "instead-why": "has_left",
    "instead-name": "  Nina   Novak ",
    "instead-phone": "(030) 23125-088",
    "instead-role": "decision_maker",
    "instead-language": "de",
}


@pytest.fixture
def carl(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which a caller has signed in."""
    sign_in(client, Role.CALLER)
    return client


@pytest.fixture
def mine(cast: Cast) -> int:
    """A lease whose customer's phone was picked up and hung up at once."""
    lease_id = cast.lease()
    cast.end(cast.pick_up(cast.call_from(lease_id), "CAinstead"), "CAinstead", CarrierOutcome.COMPLETED)
    return lease_id


def page(client: FlaskClient, path: str = "/desk") -> str:
    """A page without the entities of HTML."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.text)


def nina(cast: Cast) -> tuple[Contact, Case]:
    """Who was named, and their case."""
    with cast.runtime.database.reading() as session:
        person = session.scalars(select(Contact).where(Contact.name == "Nina Novak")).one()
        case = session.scalars(select(Case).where(Case.contact_id == person.id)).one()
        assert person.line.number == "+493023125088"
        session.expunge_all()
    return person, case


def test_who_comes_after_them_is_written_down(cast: Cast, carl: FlaskClient, mine: int) -> None:
    shown = page(carl)
    assert 'data-hotkey="s" aria-keyshortcuts="s">Ask somebody else instead' in shown
    assert post(carl, f"/desk/{mine}/instead", "/desk", **NINA).status_code == 303
    shown = page(carl)
    assert "Nina Novak is written down. Live callers have them from now on." in shown
    assert "They have left the company." in shown
    assert "Asked instead: <strong>Nina Novak</strong>." in shown
    assert "Ask somebody else instead" not in shown
    assert "Take it back" not in shown, "she would still be called"
    person, case = nina(cast)
    assert (person.role, person.language, case.channel) == ("decision_maker", "de", "live")
    with cast.runtime.database.reading() as session:
        assert session.get_one(Case, cast.case_id("C5")).disposition == "4.70"


def test_who_can_be_put_through_is_on_the_desk_next(cast: Cast, carl: FlaskClient, mine: int) -> None:
    done = post(carl, f"/desk/{mine}/instead", "/desk", **{**NINA, "instead-at_once": "y"})
    assert done.headers["Location"].endswith("/desk")
    shown = page(carl)
    assert "Nina Novak is written down. Here they are." in shown
    assert "<h1>Nina Novak, Lindner Optik</h1>" in shown
    assert "about a returned parcel" in shown
    with cast.runtime.database.reading() as session:
        assert session.get_one(DeskLease, mine).ending == "done"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"instead-name": "  "}, "Write down the name."),
        ({"instead-name": "N" * 101}, "A name has at most 100 characters."),
        ({"instead-phone": "030"}, "030"),
        ({"instead-phone": ""}, "There is no phone number."),
        ({"instead-role": "king"}, "Not a valid choice."),
        ({"instead-language": "tlh"}, "Not a valid choice."),
        ({"instead-why": ""}, "Say first whether they have left"),
        ({"instead-name": "eva ernst", "instead-phone": "+49 30 23125 005"}, "that you have just called"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_and_stays(
    cast: Cast, carl: FlaskClient, mine: int, wrong: dict[str, str], told: str
) -> None:
    answer = post(carl, f"/desk/{mine}/instead", "/desk", **{**NINA, **wrong})
    assert answer.status_code == 422
    shown = html.unescape(answer.text)
    assert told in shown
    assert 'open><summary data-hotkey="s"' in shown
    name = wrong.get("instead-name", "Nina Novak").strip()
    assert f'value="{name}"' in shown
    with cast.runtime.database.reading() as session:
        assert session.scalar(select(Contact.id).where(Contact.name == "Nina Novak")) is None
        assert session.get_one(Case, cast.case_id("C5")).closed_at is None


def test_another_language_is_met_and_taken_back(cast: Cast, carl: FlaskClient, mine: int) -> None:
    shown = page(carl)
    assert 'data-hotkey="l" aria-keyshortcuts="l">They speak another language' in shown
    assert '<option value="pl">Polish</option>' in shown
    assert post(carl, f"/desk/{mine}/language", "/desk", language="de").status_code == 303
    shown = page(carl)
    assert "They speak another language." in shown
    assert "You said so: They speak German." in shown
    with cast.runtime.database.reading() as session:
        assert session.get_one(Case, cast.case_id("C5")).contact.language == "de"
    post(carl, f"/desk/{mine}/undo", "/desk")
    with cast.runtime.database.reading() as session:
        assert session.get_one(Case, cast.case_id("C5")).contact.language == "en"
    fields = {"language": "other", "spoken-other": "pl"}
    post(carl, f"/desk/{mine}/language", "/desk", **fields)
    shown = page(carl)
    assert "They speak a language that nobody here calls in." in shown
    assert "The case is closed." in shown
    post(carl, f"/desk/{mine}/language", "/desk", **fields, **{"spoken-unit": "y"})
    assert "Whoever answers there speaks Polish." in page(carl)
    post(carl, f"/desk/{mine}/language", "/desk", language="unknown")
    assert "They speak a language that nobody here knows." in page(carl)


@pytest.mark.parametrize("fields", [{}, {"language": "other"}, {"language": "other", "spoken-other": "xx"}])
def test_no_language_is_refused_where_it_is_chosen(
    cast: Cast, carl: FlaskClient, mine: int, fields: dict[str, str]
) -> None:
    answer = post(carl, f"/desk/{mine}/language", "/desk", **fields)
    assert answer.status_code == 422
    assert "Choose the language that they speak" in answer.text
    assert 'open><summary data-hotkey="l"' in answer.text
    with cast.runtime.database.reading() as session:
        assert session.scalar(select(WrapUp.id)) is None


def test_it_can_be_said_from_the_empty_desk_too(cast: Cast, carl: FlaskClient, mine: int) -> None:
    post(carl, f"/desk/{mine}/done", "/desk", note="")
    here = f"/desk/{mine}/outcome"
    assert post(carl, f"/desk/{mine}/instead", here, **{**NINA, "instead-name": ""}).status_code == 422
    assert post(carl, f"/desk/{mine}/instead", here, **NINA).headers["Location"].endswith(here)
    assert "Asked instead: <strong>Nina Novak</strong>." in page(carl, here)

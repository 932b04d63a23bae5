"""A character that no database keeps: it is said in a sentence, and whoever pasted it sends the rest with one press."""

from __future__ import annotations

import html
import io
import re

import pytest
from cast import Cast, post, sign_in, token_in
from flask.testing import FlaskClient
from sqlalchemy import Select, select
from test_web_campaign_plans import WHOLE

from vocsurvey.db.campaign import Campaign
from vocsurvey.db.people import Role
from vocsurvey.db.sample import Contact, Suppression
from vocsurvey.web.characters import AGAIN, BY_HAND, TITLE

WISH = {"subject": "line", "whom": "+49 30 23125 005", "scope": "all_surveys", "reason": "He <wrote>\x00\r\nto us."}
PLAN = {**WHOLE, "name": 'Winter\x00 check "é"', "hours": "own", "mon": "9-12"}


def kept(page: str) -> list[tuple[str, str]]:
    """The fields that come back, as a browser reads them."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [(html.unescape(name), html.unescape(value)) for name, value in found]


@pytest.mark.parametrize(
    ("page", "form", "statement", "stored"),
    [
        ("/campaigns/new", PLAN, select(Campaign.name), 'Winter check "é"'),
        ("/do-not-call", WISH, select(Suppression.reason), "He <wrote>\nto us."),
    ],
    ids=["plan", "wish"],
)
def test_the_form_comes_back_whole_and_is_sent_with_one_press(
    client: FlaskClient, cast: Cast, page: str, form: dict[str, str], statement: Select[tuple[str]], stored: str
) -> None:
    def rows() -> list[str]:
        with cast.runtime.database.reading() as session:
            return list(session.scalars(statement))

    sign_in(client, Role.ACCOUNT_TEAM)
    before = rows()
    refused = post(client, page, page, **form)
    assert refused.status_code == 400
    assert TITLE in refused.text
    assert AGAIN in refused.text
    assert "\x00" not in refused.text
    assert "<wrote>" not in refused.text
    assert rows() == before
    again = kept(refused.text)
    assert dict(again).keys() == {"csrf_token", *form}
    assert client.post(page, data=dict(again)).status_code == 303
    assert stored in [one.replace("\r\n", "\n") for one in rows()]


def test_a_page_of_somebody_elses_making_gets_no_token_of_ours(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    refused = client.post("/do-not-call?x=%00&y=1", data=WISH)
    assert 'action="?x=&amp;y=1"' in refused.text
    assert dict(kept(refused.text)).keys() == WISH.keys()
    assert client.post("/do-not-call", data=dict(kept(refused.text))).status_code == 400
    with cast.runtime.database.reading() as session:
        assert session.scalars(select(Suppression.id)).all() == []


def test_a_search_is_sent_again_without_it(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    refused = client.get("/do-not-call?q=Eva%00+Ernst&page=1")
    assert (refused.status_code, kept(refused.text)) == (400, [("q", "Eva Ernst"), ("page", "1")])
    assert '<form method="get">' in refused.text
    assert client.get("/do-not-call", query_string=kept(refused.text)).status_code == 200


def test_no_password_and_no_file_comes_back(client: FlaskClient, cast: Cast) -> None:
    secret = post(client, "/sign-in", "/sign-in", email="a\x00@example.com", password="known to nobody")
    sign_in(client, Role.ACCOUNT_TEAM)
    file = (io.BytesIO(b"whatever"), "list.csv")
    token = token_in(client.get("/contact-lists").text)
    sent = client.post("/contact-lists", data={"csrf_token": token, "any": "a\x00", "file": file})
    for refused in (secret, sent):
        assert refused.status_code == 400
        assert BY_HAND in refused.text
        assert kept(refused.text) == []
        assert "known to nobody" not in refused.text


def test_a_part_of_a_page_keeps_what_was_typed_where_it_stands(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    refused = client.post("/do-not-call", data=WISH, headers={"HX-Request": "true"})
    assert (refused.status_code, refused.headers["HX-Reswap"]) == (400, "afterbegin")
    assert refused.headers["HX-Reselect"] == "[data-told]"
    assert "data-told" in refused.text
    assert BY_HAND in refused.text


def test_the_reader_of_a_note_meets_their_own_page_and_no_other(client: FlaskClient, cast: Cast) -> None:
    link = cast.note()
    form = re.search(r'name="form" value="([^"]+)"', client.get(link).text)
    assert form
    typed = {"form": form[1], "name": "Zoe\x00 Zhang", "phone": "+44 20 7946\x00 0123"}
    wrong = client.post(f"{link}/instead", data={**typed, "phone": "12\x00"})
    assert (wrong.status_code, "\x00" in wrong.text, 'value="12"' in wrong.text) == (422, False, True)
    for part, sent in (("later", {"wait": "\x00"}), ("time", {"at": "\x00"}), ("back", {"form": "\x00"})):
        assert client.post(f"{link}/{part}", data={**typed, **sent}).status_code == 422
    assert client.get(f"{link}?x=%00").status_code == 200
    assert client.post(f"{link}/instead", data=typed).status_code == 303
    with cast.runtime.database.reading() as session:
        assert "Zoe Zhang" in session.scalars(select(Contact.name)).all()

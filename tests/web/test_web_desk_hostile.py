"""What nobody types on a caller's desk and somebody sends all the same: too long, not storable, or made to be run."""

from __future__ import annotations

import pytest
from cast import HOSTILE, Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select
from test_web_script import OnThePhone

from vocsurvey.db.interview import Answer, Exchange
from vocsurvey.db.people import Role

LONG = "x" * 4001
NUL = "before\x00after"
LINES = "\r\n".join(["a line"] * 570)  # as a browser sends them: each end of a line is two characters
FIELDS = {
    "give-back": "note",
    "done": "note",
    "do-not-call": "reason",
    "draft": "words",
    "answer": "words",
}


def to_the_words(phone: OnThePhone) -> None:
    """As far as the question that is answered in words."""
    for one in ("value:yes", "value:no", "value:1", "value:1", "value:no"):
        phone.say(one)


@pytest.fixture
def phone(cast: Cast, client: FlaskClient) -> OnThePhone:
    """Somebody is on the phone, and is asked for their words."""
    sign_in(client, Role.CALLER)
    phone = OnThePhone(cast, client)
    to_the_words(phone)
    return phone


@pytest.mark.parametrize("words", [LONG, NUL, LINES, HOSTILE], ids=["long", "nul", "lines", "script"])
@pytest.mark.parametrize("path", FIELDS)
def test_nothing_that_is_sent_breaks_a_page(phone: OnThePhone, path: str, words: str) -> None:
    hidden = phone.hidden(phone.page())
    answer = post(phone.client, f"/desk/{phone.lease}/{path}", "/desk", say="words:", **{**hidden, FIELDS[path]: words})
    assert answer.status_code == 400 if words is NUL else answer.status_code < 500
    assert "<script>alert" not in answer.text
    page = phone.client.get("/desk")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_words_that_are_too_long_are_refused_at_the_place_and_stay_there(phone: OnThePhone) -> None:
    before = len(phone.rows(select(Exchange)))
    refused = phone.say("words:", words=LONG, fragment=True)
    assert refused.status_code == 422
    assert "at most 4000 characters" in refused.text
    assert LONG in refused.text
    assert len(phone.rows(select(Exchange))) == before


def test_the_end_of_a_line_is_one_character(phone: OnThePhone) -> None:
    assert len(LINES) > 4000
    assert phone.say("words:", words=LINES, fragment=True).status_code == 200
    assert phone.rows(select(Answer.verbatim).where(Answer.verbatim.is_not(None)))[-1] == LINES.replace("\r\n", "\n")


@pytest.mark.parametrize("path", ["/sign-in?next=%00", "/questionnaires/%00", "/do-not-call?q=%00", "/desk/%00"])
def test_an_address_that_no_database_keeps_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (400, 404)
    assert post(client, "/sign-in", "/sign-in", email="a\x00@example.com", password="x").status_code == 400

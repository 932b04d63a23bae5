"""The page “Do not call”: what it takes, refuses in a sentence and finds, and what it says of follow-ups."""

from __future__ import annotations

import io
from typing import Any

import pytest
from cast import Cast, post, sign_in, token_in
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.db.campaign import Case
from vocsurvey.db.people import Role
from vocsurvey.db.sample import Contact, Suppression
from vocsurvey.jobs import refusals
from vocsurvey.operations.blotting import blot_list
from vocsurvey.operations.suppressing import this_contact, this_line

PAGE = "/do-not-call"
GOOD = {"subject": "line", "whom": "+49 30 23125 005", "scope": "all_surveys", "reason": "He wrote to us."}


def rows(cast: Cast) -> list[Suppression]:
    """All entries."""
    with cast.runtime.database.reading() as session:
        found = list(session.scalars(select(Suppression).order_by(Suppression.id)))
        session.expunge_all()
        return found


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"whom": ""}, "Say whom we shall not call."),
        ({"whom": "030 23125 005"}, "has no country"),
        ({"country": "Atlantis"}, "is not a country"),
        ({"subject": "number"}, "One person cannot refuse for all."),
        ({"subject": "domain", "whom": "birke"}, "is not an e-mail domain"),
        ({"scope": "campaign"}, "Choose the campaign."),
        ({"scope": "campaign", "campaign": "999"}, "Not a valid choice"),
        ({"reason": "x"}, "Say why, in"),
        ({"subject": "planet"}, "Not a valid choice"),
    ],
)
def test_bad_input_is_told_in_a_sentence_and_changes_nothing(
    client: FlaskClient, cast: Cast, change: dict[str, str], sentence: str
) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    answer = post(client, PAGE, PAGE, **{**GOOD, **change})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert rows(cast) == []


def test_by_hand_for_one_campaign_in_a_national_spelling(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ADMIN)
    form = {"whom": "(030) 23125 / 005", "country": "DE", "scope": "campaign", "campaign": str(cast.campaign_id)}
    assert post(client, PAGE, PAGE, **{**GOOD, **form}).status_code == 303
    told = client.get(PAGE).text
    assert "It concerns 1 person in your lists. 1 open case ended" in told
    assert "not for Autumn support cases" in told
    assert "by hand, by Ada Admin" in told
    with cast.runtime.database.reading() as session:
        assert session.get_one(Case, cast.case_id("C5")).closed_at is not None
    assert post(client, PAGE, PAGE, **{**GOOD, **form}).status_code == 303
    assert "was on the list already" in client.get(PAGE).text


def test_the_organisation_refused_and_only_machines(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.CUSTOMER_SUCCESS)
    form = {"subject": "number", "refused": "y", "scope": "automated"}
    assert post(client, PAGE, PAGE, **{**GOOD, **form}).status_code == 303
    assert [(row.subject, row.scope) for row in rows(cast)] == [("number", "automated")]


def test_a_search_finds_what_was_erased_by_the_number_alone(client: FlaskClient, cast: Cast) -> None:
    cast.opt_out("+493023125005")
    cast.opt_out("+12025550177", reason="A letter came.")
    with cast.runtime.database.transaction() as session:
        person = session.scalars(select(Contact).where(Contact.external_id == "C5")).one()
        blot_list(session, [this_contact(person), this_line(person.line)], cast.runtime.line_hash)
    sign_in(client, Role.ACCOUNT_TEAM)
    found = client.get(PAGE, query_string={"q": "+49 (30) 23125-005"}).text
    assert "erased" in found
    assert "A letter came." not in found
    assert "A letter came." in client.get(PAGE, query_string={"q": "letter"}).text
    assert "A letter came." in client.get(PAGE, query_string={"q": "202 555"}).text
    assert "Nothing here matches" in client.get(PAGE, query_string={"q": "nobody"}).text


def test_the_list_has_pages(client: FlaskClient, cast: Cast) -> None:
    for n in range(51):
        cast.opt_out(f"+4420794600{n:02d}")
    sign_in(client, Role.ACCOUNT_TEAM)
    assert "Page 1 of 2" in client.get(PAGE).text
    assert "Page 2 of 2" in client.get(PAGE, query_string={"page": "99"}).text


def test_lifting_twice_says_so(client: FlaskClient, cast: Cast) -> None:
    one = f"{PAGE}/{cast.opt_out('+493023125005')}/lift"
    sign_in(client, Role.ACCOUNT_TEAM)
    assert post(client, one, PAGE, reason="").status_code == 422
    assert post(client, one, PAGE, reason="He called.").status_code == 303
    assert "lifted already" in client.get(one, follow_redirects=True).text
    assert client.get(f"{PAGE}/999/lift").status_code == 404


def test_the_follow_up_says_how_it_is_done(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.CUSTOMER_SUCCESS)
    path = f"/follow-ups/{cast.follow_up_id('C1')}"
    assert "keep that promise" not in client.get(path).text
    suppression_id = cast.opt_out("+12025550101")
    page = client.get(path).text
    assert page.count("keep that promise") == 2, "above the work, and in the history"
    assert post(client, f"{PAGE}/{suppression_id}/lift", PAGE, reason="She called.").status_code == 303
    assert client.get(path).text.count("keep that promise") == 1, "the history stays"


def bring(client: FlaskClient, content: bytes, country: str = "") -> Any:
    """Bring a file."""
    token = token_in(client.get(f"{PAGE}/files").text)
    form = {"csrf_token": token, "country": country, "file": (io.BytesIO(content), "C:\\lists\\no.csv")}
    return client.post(f"{PAGE}/files", data=form, content_type="multipart/form-data")


@pytest.mark.parametrize(
    ("content", "country", "sentence"),
    [
        (b"", "", "The file is empty"),
        (b"name,town\nJo,Ulm\n", "", "The first line must name the columns"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 80, "", "The file is a picture"),
        (b"phone\n+12025550101\n", "Atlantis", "is not a country"),
    ],
    ids=["empty", "no columns", "a picture", "no country"],
)
def test_a_file_that_cannot_be_read(
    client: FlaskClient, cast: Cast, content: bytes, country: str, sentence: str
) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    answer = bring(client, content, country)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_file_that_is_too_large(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "LARGEST", 100)
    sign_in(client, Role.ACCOUNT_TEAM)
    answer = bring(client, b"phone\n" + b"1" * 100)
    assert answer.status_code == 422
    assert "split it into several files" in answer.text


def test_a_file_is_looked_at_line_by_line_and_then_counts(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    cast.opt_out("+493023125003")
    lines = "phone;reason\n030 23125-005;he wrote\n0049 30 23125 003;\n12;\n" + "".join(
        f"+442079460{n:03d};\n" for n in range(60)
    )
    one = bring(client, lines.encode(), "DE").location
    page = client.get(one).text
    assert "no.csv" in page
    assert "Telephone +493023125005: no surveys at all." in page
    assert "Eva Ernst; 1 open case" in page
    assert "Nothing: on the list already." in page
    assert "1</span>names who is on it already<" in page
    assert "1</span>line left out<" in page
    assert "Left out: 12 " in page
    assert "Page 1 of 2" in page
    assert "Line by line" in client.get(one, query_string={"page": "2"}).text
    assert len(rows(cast)) == 1, "nothing has happened yet"
    assert post(client, f"{one}/apply", PAGE).status_code == 303
    assert "0 of 62" in client.get(one).text
    refusals.work(cast.runtime, int(one.rpartition("/")[2]))
    assert "Nobody of these is called any more" in client.get(one).text
    assert post(client, f"{one}/discard", PAGE).status_code == 303
    assert "too late" in client.get(one).text
    assert len(rows(cast)) == 62
    with cast.runtime.database.reading() as session:
        assert session.get_one(Case, cast.case_id("C5")).closed_at is not None
    assert "no.csv, line 2" in client.get(PAGE, query_string={"q": "he wrote"}).text
    refusals.work(cast.runtime, int(one.rpartition("/")[2]))
    assert len(rows(cast)) == 62, "it is done with"


def test_a_file_that_is_thrown_away_or_left_behind(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ADMIN)
    path = f"{PAGE}/files/{cast.refusal_file()}"
    assert post(client, f"{path}/discard", PAGE).status_code == 303
    assert "It was thrown away" in client.get(path).text
    assert post(client, f"{path}/apply", PAGE).status_code == 303
    assert "not waiting any more" in client.get(path).text
    on_the_list = cast.refusal_file("phone\nx\n")
    assert "No line of it puts anybody on the list." in client.get(f"{PAGE}/files/{on_the_list}").text
    refusals.ring_for_files(cast.runtime)

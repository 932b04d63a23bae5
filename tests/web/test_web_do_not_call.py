"""The page “Do not call”: what it takes, refuses in a sentence and finds, and what it says of follow-ups."""

from __future__ import annotations

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.db.campaign import Case
from vocsurvey.db.people import Role
from vocsurvey.db.sample import Contact, Suppression
from vocsurvey.operations.opting_out import unname

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
        unname(session, person, line_hash=cast.runtime.line_hash)
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
    assert "The answer is still owed" not in client.get(path).text
    suppression_id = cast.opt_out("+12025550101")
    page = client.get(path).text
    assert page.count("The answer is still owed") == 2, "above the work, and in the history"
    assert post(client, f"{PAGE}/{suppression_id}/lift", PAGE, reason="She called.").status_code == 303
    assert client.get(path).text.count("The answer is still owed") == 1, "the history stays"

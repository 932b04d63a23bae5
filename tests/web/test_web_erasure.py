"""Erasing a person on their page, and with the command: what is asked before, and every page afterwards."""

from __future__ import annotations

from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select, update

from vocsurvey.db.inquiry import Inquiry
from vocsurvey.db.people import Role
from vocsurvey.db.sample import Contact


def test_a_manager_erases_a_person_and_every_page_goes_on(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    contact_id, case_id, follow_up_id = cast.contact_id("C1"), cast.case_id("C1"), cast.follow_up_id("C1")
    home = f"/contacts/{contact_id}"
    assert "Erase this person" in client.get(home).text
    asked = client.get(f"{home}/erase").text
    assert "in 1 conversation" in asked
    assert "1 follow-up that is owed ends" in asked
    with cast.runtime.database.transaction() as session:
        session.execute(update(Inquiry).values(settled_at=cast.now, verdict="nothing_missed"))
    done = post(client, f"{home}/erase", f"{home}/erase")
    page = client.get(done.location).text
    assert "They are erased." in page
    assert "They wished to be erased." in page
    assert client.get(f"{home}/erase").location == home
    for path in (home, f"/cases/{case_id}", f"/follow-ups/{follow_up_id}", "/contacts", "/accounts", "/follow-ups",
                 f"/campaigns/{cast.campaign_id}", f"/campaigns/{cast.campaign_id}/cases", "/figures",
                 "/notices", "/start", "/"):  # fmt: skip
        got = client.get(path)
        assert got.status_code in (200, 303, 404), path
        assert "Ann" not in got.text.replace("Annual", ""), path
    again = post(client, f"{home}/erase", "/notices")
    assert "They were erased already." in client.get(again.location).text


def test_where_colleagues_have_the_phone_the_page_promises_no_more_than_holds(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    with cast.runtime.database.transaction() as session:
        line_id = session.scalars(select(Contact.line_id).where(Contact.external_id == "C4")).one()
        session.execute(update(Contact).where(Contact.external_id == "C5").values(line_id=line_id))
    home = f"/contacts/{cast.contact_id('C5')}"
    asked = client.get(f"{home}/erase").text
    assert "no list brings them back under the same contact number" in asked
    assert "somebody who is new to us" in asked
    page = client.get(post(client, f"{home}/erase", f"{home}/erase").location).text
    assert "They are erased." in page
    assert "Under another one they would be new to us" in page


def test_the_firm_of_one_person_is_asked_about(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    contact_id = cast.contact_id("C4")
    home = f"/contacts/{contact_id}"
    assert "Take the name from the customer" not in client.get(f"{home}/erase").text
    with cast.runtime.database.transaction() as session:
        row = session.get_one(Contact, contact_id)
        row.account.name, account_id = row.name, row.account_id
    assert "Take the name from the customer, too" in client.get(f"{home}/erase").text
    post(client, f"{home}/erase", f"{home}/erase", firm="on")
    assert "Erased customer" in client.get(f"/accounts/{account_id}").text

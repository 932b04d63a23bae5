"""A colleague in the call: what the page offers, what is refused at the line, and what the line costs each second."""

from __future__ import annotations

from typing import Any

import pytest
from cast import Cast, sign_in, token_in
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from test_same_account import statements
from test_web_script import OnThePhone

from vocsurvey.clock import now
from vocsurvey.db.bridge import Bridge, BridgeGuest
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.people import Role, User
from vocsurvey.operations import bringing_in
from vocsurvey.operations.dialing import Permit

MOST = 12
"""Statements of what each caller asks for each second, two of them the beginnings of transactions."""


@pytest.fixture
def phone(cast: Cast, client: FlaskClient) -> OnThePhone:
    """Somebody is on the phone, and a colleague has one too."""
    sign_in(client, Role.CALLER)
    with cast.runtime.database.transaction() as session:
        success = User.email == f"{Role.CUSTOMER_SUCCESS}@example.com"
        session.execute(update(User).where(success).values(phone="+442079460123"))
    return OnThePhone(cast, client)


def press(phone: OnThePhone, path: str, *, fragment: bool = True, **form: str) -> Any:
    data = {**form, "csrf_token": token_in(phone.page())}
    headers = {"HX-Request": "true"} if fragment else {}
    return phone.client.post(f"/desk/{phone.lease}/{path}", data=data, headers=headers)


def asked_in(phone: OnThePhone, colleague_id: int) -> None:
    """Their phone rings."""
    house = phone.cast.runtime
    caller_id = phone.rows(select(DeskLease.user_id).where(DeskLease.id == phone.lease))[0]
    done = phone.cast.do(
        bringing_in.bring_in, phone.lease, caller_id, colleague_id, rules=house.rulebook, line_hash=house.line_hash
    )
    assert isinstance(done, Permit), done


def test_the_page_offers_colleagues_and_says_at_the_line_what_became_of_them(phone: OnThePhone) -> None:
    with phone.cast.runtime.database.reading() as session:
        colleague = session.scalars(select(User).where(User.phone == "+442079460123")).one()
        name, user_id = colleague.name, str(colleague.id)
    assert f'<option value="{user_id}">{name}' in phone.page()
    for chosen in ("", "x", "99999", "9" * 30):
        assert "Choose one of those that are shown." in press(phone, "bring-in", colleague=chosen).text
    for path in ("leave-them", "take-out"):
        assert "colleague is in this call" in press(phone, path).text
        press(phone, path, fragment=False)
        assert "colleague is in this call" in phone.page()
    # The telephone company of this house answers nobody.
    assert f"{name} did not take the call." in press(phone, "bring-in", colleague=user_id).text
    asked_in(phone, int(user_id))
    assert f"{name} is being rung already." in press(phone, "bring-in", colleague=user_id).text
    assert f"The phone of {name} rings." in phone.client.get(f"/desk/{phone.lease}/line").text
    assert f"{name} did not take the call." in press(phone, "take-out").text


def test_leaving_them_shows_who_goes_on_and_frees_the_desk(app: Flask, phone: OnThePhone) -> None:
    manager = app.test_client()
    sign_in(manager, Role.MANAGER)
    assert ">on a call</span>" in manager.get("/room/now").text
    with phone.cast.runtime.database.reading() as session:
        user_id = str(session.scalars(select(User.id).where(User.phone == "+442079460123")).one())
    asked_in(phone, int(user_id))
    with phone.cast.runtime.database.transaction() as session:
        session.execute(update(BridgeGuest).values(accepted_at=now(), joined_at=now()))
    left = press(phone, "leave-them")
    assert left.headers["HX-Redirect"] == "/desk"
    assert "You are not on the line any more." in phone.page()
    assert "talks with Eva Ernst now" in phone.client.get(f"/desk/{phone.lease}/state").text
    assert "The line is closed." in phone.client.get(f"/desk/{phone.lease}/line").text
    assert ">writing up</span>" in manager.get("/room/now").text
    phone.client.post(f"/desk/{phone.lease}/done", data={"note": "", "csrf_token": token_in(phone.page())})
    assert "Nobody is on your desk." in phone.page()
    assert phone.rows(select(Bridge.user_id)) == [int(user_id)]


def test_nobody_who_could_be_rung(phone: OnThePhone) -> None:
    with phone.cast.runtime.database.transaction() as session:
        session.execute(update(User).where(User.phone == "+442079460123").values(phone=None))
    assert "No colleague who answers for customers can be rung now" in phone.page()


def test_the_line_costs_few_statements_each_second(phone: OnThePhone, cast: Cast) -> None:
    assert statements(cast, phone.client, f"/desk/{phone.lease}/line") <= MOST

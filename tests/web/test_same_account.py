"""Beside a follow-up stands what else its customer is owed and how earlier ones ended, as far as one may see it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import event

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads import same_account
from vocsurvey.followup.lifecycle import Event
from vocsurvey.interview.heard import Speech
from vocsurvey.operations import following_up, handing_on

UNHAPPY = ("1", "1", "2", "3", "5", "2", Speech("The parcel never came."), "3")


@pytest.fixture
def page(cast: Cast, client: FlaskClient) -> str:
    """Clara's follow-up; a manager has signed in."""
    sign_in(client, Role.MANAGER)
    return f"/follow-ups/{cast.follow_up_id('C3')}"


def panel(client: FlaskClient, page: str) -> str:
    """The part of the page about the account, as plain words."""
    text = client.get(page).text.partition('<section aria-labelledby="account">')[2].partition("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def others(cast: Cast) -> tuple[int, int]:
    """Two more of the same account: Eva's, and one that is Dirk's."""
    cast.now += timedelta(days=2)
    cast.call("C5", *UNHAPPY)
    cast.call("C4", *UNHAPPY)
    return cast.follow_up_id("C5"), cast.follow_up_id("C4")


def statements(cast: Cast, client: FlaskClient, page: str) -> int:
    """How many statements the page takes."""
    said: list[str] = []

    def heard(_: Any, __: Any, statement: str, *___: Any) -> None:
        said.append(statement)

    engine = cast.runtime.database.engine
    event.listen(engine, "before_cursor_execute", heard)
    assert client.get(page).status_code == 200
    event.remove(engine, "before_cursor_execute", heard)
    return len(said)


def test_nothing_else_is_said_so(client: FlaskClient, page: str) -> None:
    shown = panel(client, page)
    assert "Nothing else is open." in shown
    assert "None ended before." in shown


def test_what_is_owed_and_how_it_ended(cast: Cast, client: FlaskClient, page: str) -> None:
    eva, dirk = others(cast)
    sam = cast.user_id(Role.CUSTOMER_SUCCESS)
    rules = cast.runtime.rulebook
    at = cast.now + timedelta(days=3)

    def agree(session: Any, now: Any) -> Any:
        person = session.get_one(User, sam)
        following_up.claim(session, eva, person, now, seen_owner_id=None)
        for words in ("A credit note.", "A new parcel by courier."):
            following_up.record_contact(
                session, eva, person, Event.ACTION_AGREED, words, now, rules=rules, promised_at=at
            )
        handing_on.cannot_be_resolved(session, dirk, person, "product_gap", "Not planned.", "Just that.", now)

    cast.do(agree)
    shown = panel(client, page)
    assert "Eva Ernst , " in shown
    assert "“A new parcel by courier.” action agreed, with Sam Sorensen, next " in shown
    assert "A credit note." not in shown
    assert "Dirk Danz cannot be resolved, explained, Product: something is missing" in shown
    text = client.get(page).text
    assert f'href="/follow-ups/{eva}"' in text
    assert f'href="/follow-ups/{dirk}"' in text
    assert client.get(page).text.count('href="/accounts/2"') == 1


def test_whoever_sees_only_their_own_sees_no_other(cast: Cast, client: FlaskClient, page: str) -> None:
    eva, dirk = others(cast)
    cast.own("C3", Role.AGENT)
    cast.own("C4", Role.AGENT)
    cast.own("C5", Role.CUSTOMER_SUCCESS)
    post(client, "/sign-out", page)
    sign_in(client, Role.AGENT)
    text = client.get(page).text
    assert f'href="/follow-ups/{dirk}"' in text
    assert f'href="/follow-ups/{eva}"' not in text
    assert "/accounts/" not in text
    assert "None ended before with you." in panel(client, page)


def test_only_a_few_are_shown_and_the_others_are_a_link_away(
    cast: Cast, client: FlaskClient, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(same_account, "MOST", 1)
    eva, dirk = others(cast)
    shown = client.get(page).text
    assert (f'href="/follow-ups/{eva}"' in shown) != (f'href="/follow-ups/{dirk}"' in shown)
    assert "/follow-ups?whose=all&amp;account=2" in shown
    with cast.runtime.database.transaction() as session:
        for one in (eva, dirk):
            row = session.get_one(FollowUp, one)
            row.state, row.closed_at, row.next_action_at = "verified", cast.now, None
    shown = client.get(page).text
    assert f'href="/follow-ups/{max(eva, dirk)}"' in shown
    assert f'href="/follow-ups/{min(eva, dirk)}"' not in shown
    assert "/follow-ups?whose=all&amp;state=closed&amp;account=2" in shown


def test_many_cost_no_more_statements_than_none(cast: Cast, client: FlaskClient, page: str) -> None:
    alone = statements(cast, client, page)
    _, dirk = others(cast)
    assert statements(cast, client, page) == alone
    cast.own("C4", Role.CUSTOMER_SUCCESS)
    cast.own("C5", Role.ACCOUNT_TEAM)
    assert statements(cast, client, page) == alone
    with cast.runtime.database.transaction() as session:
        row = session.get_one(FollowUp, dirk)
        row.state, row.closed_at, row.next_action_at = "verified", cast.now, None
    assert statements(cast, client, page) == alone

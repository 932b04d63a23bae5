"""The page of the loop: empty, full, and over other days."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from cast import Cast, sign_in
from flask.testing import FlaskClient
from sqlalchemy import update

from vocsurvey.clock import now
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role
from vocsurvey.db.sample import Account
from vocsurvey.web.loop import took_words


@pytest.fixture
def manager(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which the manager has signed in."""
    sign_in(client, Role.MANAGER)
    return client


def test_it_says_what_waits_and_what_is_at_stake(manager: FlaskClient, cast: Cast) -> None:
    with cast.runtime.database.transaction() as session:
        session.execute(update(Account).values(yearly_value=1250.5))
    shown = unescape(manager.get("/loop").text)
    for words in (
        "Nothing is lost: every bad answer has a follow-up",
        "1,250.50",
        "until they were spoken to",
        "none due yet",
        "How old the open ones are",
        "No cause was written down yet",
    ):
        assert words in shown
    assert 'href="/loop?days=90" aria-current="true"' in shown


@pytest.mark.parametrize(("asked", "held"), [("30", "30"), ("365", "365"), ("31", "90"), ("", "90")])
def test_other_days(manager: FlaskClient, asked: str, held: str) -> None:
    shown = manager.get("/loop", query_string={"days": asked})
    assert shown.status_code == 200
    assert f'href="/loop?days={held}" aria-current="true"' in shown.text


def test_what_is_in_a_black_hole_is_named(manager: FlaskClient, cast: Cast) -> None:
    with cast.runtime.database.transaction() as session:
        session.execute(update(FollowUp).values(next_action_at=now() - timedelta(days=9)))
    shown = unescape(manager.get("/loop").text)
    assert "has been overdue for more than a week." in shown
    assert "This must never happen." in shown
    assert "Nothing is lost" not in shown


@pytest.mark.parametrize(
    ("took", "words"),
    [
        (None, "–"),
        (timedelta(seconds=20), "under a minute"),
        (timedelta(minutes=40), "40 min"),
        (timedelta(hours=5), "5.0 h"),
        (timedelta(hours=30), "30 h"),
        (timedelta(days=3, hours=12), "3.5 days"),
    ],
)
def test_a_time_is_said_as_people_say_it(took: timedelta | None, words: str) -> None:
    assert took_words(took) == words

"""A list of follow-ups is as narrow as its link says, and a link says no more than the list can do."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.clock import now
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.follow_up_choice import Choice, narrowed, read_choice, states
from vocsurvey.db.reads.follow_ups import follow_ups
from vocsurvey.followup.lifecycle import FINAL, RESTING, Event, Refusal, State
from vocsurvey.operations.following_up import rest

LIST = "/follow-ups?whose=all"


@pytest.fixture
def sam(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which somebody from customer success has signed in."""
    sign_in(client, Role.CUSTOMER_SUCCESS)
    return client


def rows(cast: Cast) -> list[FollowUp]:
    """Every open follow-up, as it stands."""
    with cast.runtime.database.reading() as session:
        found = list(session.scalars(select(FollowUp).where(FollowUp.closed_at.is_(None))))
        session.expunge_all()
        return found


def linked(page: str) -> set[int]:
    """The follow-ups that a page leads to."""
    return {int(found) for found in re.findall(r'href="/follow-ups/(\d+)"', page)}


def chosen(cast: Cast, choice: Choice, at: datetime) -> set[int]:
    """The open follow-ups of a choice at a moment."""
    with cast.runtime.database.reading() as session:
        user_id, wanted = cast.user_id(Role.MANAGER), narrowed(choice, at)
        page = follow_ups(session, whose="all", user_id=user_id, opened=True, narrowed=wanted)
        assert page.total == len(page.lines)
        return {line.id for line in page.lines}


def test_a_link_narrows_by_severity_and_by_where_it_stands(cast: Cast, sam: FlaskClient) -> None:
    page = f"/follow-ups/{cast.follow_up_id('C3')}"
    cast.own("C3", Role.CUSTOMER_SUCCESS)
    assert post(sam, f"{page}/note", page, event="in_conversation", text="They told me all.").status_code == 303
    opened = rows(cast)
    assert len({row.state for row in opened}) > 1
    assert linked(sam.get(LIST).text) == {row.id for row in opened}
    for name, value in {("severity", row.severity) for row in opened} | {("stands", row.state) for row in opened}:
        wanted = {row.id for row in opened if getattr(row, {"stands": "state"}.get(name, name)) == value}
        shown = sam.get(f"{LIST}&{name}={value}").text
        assert linked(shown) == wanted
        assert f"{len(wanted)} follow-up" in shown
        assert f'<option value="{value}" selected>' in shown
        assert f"whose=mine&amp;{name}={value}" in shown


def test_both_hold_at_once_and_what_fits_nothing_says_so(cast: Cast, sam: FlaskClient) -> None:
    shown = sam.get(f"{LIST}&severity=low&stands=action_agreed").text
    assert linked(shown) == set()
    assert "No follow-up is like that." in shown
    assert "Show all of them" in shown


def test_overdue_is_what_was_due_before_now(cast: Cast) -> None:
    opened = rows(cast)
    first = min(row.next_action_at for row in opened if row.next_action_at is not None)
    overdue, second = Choice(due="overdue"), timedelta(seconds=1)
    assert chosen(cast, overdue, first) == set()
    assert chosen(cast, overdue, first + second) == {row.id for row in opened if row.next_action_at == first}
    assert chosen(cast, Choice(due="at_work"), first) == {row.id for row in opened}
    assert chosen(cast, Choice(due="resting"), first) == set()


def test_what_rests_is_not_overdue(cast: Cast) -> None:
    follow_up_id = cast.follow_up_id("C3")
    with cast.runtime.database.transaction() as session:
        actor = session.get_one(User, cast.user_id(Role.MANAGER))
        done = rest(session, follow_up_id, actor, Event.UNREACHABLE, "Nobody picks up.", now())
    assert not isinstance(done, Refusal)
    late = now() + timedelta(days=60)
    assert chosen(cast, Choice(due="resting"), late) == {follow_up_id}
    others = {row.id for row in rows(cast)} - {follow_up_id}
    assert others
    assert chosen(cast, Choice(due="overdue"), late) == others
    assert chosen(cast, Choice(due="at_work"), late) == others


def test_age_counts_from_the_answer(cast: Cast) -> None:
    opened = rows(cast)
    oldest = min(row.opened_at for row in opened)
    week, second = timedelta(days=7), timedelta(seconds=1)
    assert chosen(cast, Choice(age=7), oldest + week) == set()
    assert chosen(cast, Choice(age=7), oldest + week + second) == {
        row.id for row in opened if row.opened_at < oldest + second
    }


def test_an_agent_narrows_only_what_is_theirs(cast: Cast, client: FlaskClient) -> None:
    cast.own("C3", None)
    sign_in(client, Role.AGENT)
    mine = linked(client.get("/follow-ups").text)
    assert cast.follow_up_id("C3") not in mine
    severities = {row.severity for row in rows(cast)}
    assert {one for kind in severities for one in linked(client.get(f"{LIST}&severity={kind}").text)} <= mine


@pytest.mark.parametrize(
    ("said", "opened", "understood"),
    [
        ({}, True, {}),
        ({"severity": "", "stands": "", "due": "", "age": ""}, True, {}),
        (
            {"severity": "high", "due": "overdue", "age": "30"},
            True,
            {"severity": "high", "due": "overdue", "age": "30"},
        ),
        ({"severity": "' OR 1=1", "stands": "verified", "due": "later", "age": "-1"}, True, {}),
        ({"stands": "verified", "due": "overdue"}, False, {"stands": "verified"}),
        ({"stands": "tried_out"}, False, {}),
        (
            {"owner": "3", "account": "12", "cause": "billing", "queue": "product"},
            True,
            {"owner": "3", "account": "12", "cause": "billing", "queue": "product"},
        ),
        ({"owner": "-3", "account": "1e9", "cause": "the weather", "queue": "' --"}, True, {}),
        ({"owner": "9" * 30, "account": "²"}, True, {}),
    ],
)
def test_a_link_says_what_it_was_read_as(said: dict[str, str], opened: bool, understood: dict[str, str]) -> None:
    read = read_choice(said, opened=opened)
    assert read.address() == understood
    assert read_choice(read.address(), opened=opened) == read


def test_every_state_is_open_or_closed() -> None:
    assert {*states(opened=True), *states(opened=False)} == {*State} - {State.TRIED_OUT}
    assert set(states(opened=False)) == FINAL - {State.TRIED_OUT}
    assert set(states(opened=True)) >= RESTING

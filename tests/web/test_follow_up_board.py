"""The board of follow-ups has every open one in the column of its state, and says no more than the list."""

from __future__ import annotations

import re

import pytest
from board_story import tell_all
from cast import Cast, sign_in
from flask.testing import FlaskClient
from sqlalchemy import func, select
from test_same_account import statements

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role
from vocsurvey.db.reads.follow_up_board import CARDS, COLUMNS, Column, board
from vocsurvey.db.reads.follow_up_choice import Choice, narrowed, states
from vocsurvey.operations.wording import read_words
from vocsurvey.web.follow_up_words import COLUMNS as NAMES

BOARD = "/follow-ups/board?whose=all"


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Follow-ups in every column."""
    tell_all(cast)
    return cast


def columns(cast: Cast, whose: str = "all", role: Role = Role.MANAGER, choice: Choice | None = None) -> list[Column]:
    """The board as somebody sees it."""
    wanted = narrowed(choice or Choice(), cast.now)
    with cast.runtime.database.reading() as session:
        return list(board(session, whose=whose, user_id=cast.user_id(role), narrowed=wanted))


def test_every_state_of_an_open_follow_up_has_one_column_with_a_name() -> None:
    assert sorted(one.value for column in COLUMNS.values() for one in column) == sorted(states(opened=True))
    assert list(NAMES) == list(COLUMNS)


def test_every_open_one_is_counted_where_it_stands(told: Cast) -> None:
    with told.runtime.database.reading() as session:
        stand = select(FollowUp.state, func.count()).where(FollowUp.closed_at.is_(None)).group_by(FollowUp.state)
        there = {state: count for state, count in session.execute(stand)}
    found = columns(told)
    assert {one.state: one.total for column in found for one in column.standing if one.total} == there
    assert all(column.lines for column in found)
    assert max(column.total for column in found) > CARDS
    for column in found:
        assert len(column.lines) == min(column.total, CARDS)
        assert {line.state for line in column.lines} <= set(COLUMNS[column.code])
        assert not column.looked
        due = [(line.next_action_at, line.id) for line in column.lines]
        assert due == sorted(due)
        assert all(line.words or line.negatives for line in column.lines)


def test_the_soonest_of_all_states_of_a_column_come_first(told: Cast) -> None:
    with told.runtime.database.reading() as session:
        wanted = select(FollowUp.id).where(FollowUp.state.in_(COLUMNS["to_begin"]))
        first = session.scalars(wanted.order_by(FollowUp.next_action_at, FollowUp.id).limit(CARDS)).all()
    (begin,) = (column for column in columns(told) if column.code == "to_begin")
    assert [line.id for line in begin.lines] == first


def test_it_is_as_narrow_as_the_list(told: Cast) -> None:
    mine = columns(told, "mine", Role.CUSTOMER_SUCCESS)
    assert sum(column.total for column in mine) == 7
    assert {line.owner for column in mine for line in column.lines} == {"Sam Sorensen"}
    queue = columns(told, "queue")
    assert {line.owner for column in queue for line in column.lines} == {None}
    with told.runtime.database.transaction() as session:
        while read_words(session):
            pass
    found = columns(told, choice=Choice(words="novak"))
    assert [line.contact for column in found for line in column.lines] == ["Nia Novak"]
    severe = columns(told, choice=Choice(severity="critical"))
    assert {line.severity for column in severe for line in column.lines} == {"critical"}
    assert sum(column.total for column in columns(told, "team", Role.CUSTOMER_SUCCESS)) == 7


def test_counts_lead_to_the_list_which_shows_as_many(told: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    for narrow, least in (("", 6), ("&severity=high&stands=assigned&due=resting", 2)):
        page = client.get(f"{BOARD}{narrow}").text
        links = re.findall(r'href="(/follow-ups\?[^"]*stands=[^"]*)">[^<]*</a> <span class="sub">(\d+)<', page)
        assert len(links) >= least, narrow
        assert all(("severity=high" in link) == bool(narrow) for link, _ in links)
        _lead_there(client, links)


def _lead_there(client: FlaskClient, links: list[tuple[str, str]]) -> None:
    for link, count in links:
        shown = client.get(link.replace("&amp;", "&")).text
        assert f"{count} follow-up" in shown


def test_a_board_on_which_nothing_stands_says_so(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    shown = client.get("/follow-ups/board").text
    assert "No customer is waiting for you." in shown
    assert "The board of everybody" in shown
    shown = client.get(f"{BOARD}&words=nobodyatall").text
    assert "No follow-up is like that." in shown


def test_who_sees_only_their_own_sees_only_those_there(told: Cast, client: FlaskClient) -> None:
    told.own("D7", Role.CALLER)
    sign_in(client, Role.CALLER)
    page = client.get(BOARD).text
    assert set(re.findall(r'class="line-title"><a href="/follow-ups/(\d+)"', page)) == {str(told.follow_up_id("D7"))}
    assert "All</a>" not in page


def test_more_cards_take_no_more_statements(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    before = statements(cast, client, BOARD)
    tell_all(cast)
    assert statements(cast, client, BOARD) <= before < 45

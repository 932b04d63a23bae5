"""A list of follow-ups is paged from place to place: nobody is shown twice, and nobody is left out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cast import Cast, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads import follow_up_keys
from vocsurvey.db.reads.follow_up_choice import EVERYTHING, Choice, Narrowed, narrowed
from vocsurvey.db.reads.follow_up_keys import Place, read_place
from vocsurvey.db.reads.follow_ups import follow_ups, teammates
from vocsurvey.db.team import Team


def walked(cast: Cast, *, opened: bool, whose: str = "all", by: Narrowed = EVERYTHING) -> list[int]:
    """Every follow-up of a list, from page to page, two at a time."""
    found: list[int] = []
    after: Place | None = None
    with cast.runtime.database.reading() as session:
        while True:
            user_id = cast.user_id(Role.MANAGER)
            page = follow_ups(session, whose=whose, user_id=user_id, opened=opened, after=after, size=2, narrowed=by)
            found += [line.id for line in page.lines]
            if page.after is None:
                return found
            after = read_place(str(page.after))
            assert after == page.after


def opened(session: Session) -> list[FollowUp]:
    """One open follow-up of every interview, by number."""
    said = {row.interview_id: row for row in session.scalars(select(FollowUp))}
    some = next(iter(said.values()))
    for interview in session.scalars(select(Interview).order_by(Interview.id)):
        contact = interview.case.contact
        row = said.get(interview.id) or FollowUp(
            interview_id=interview.id,
            account_id=contact.account_id,
            contact_id=contact.id,
            severity="low",
            queue="customer_success",
            opened_at=some.opened_at,
            first_contact_due_at=some.first_contact_due_at,
            plan_due_at=some.plan_due_at,
        )
        row.state = "new"
        row.next_action_at, row.closed_at = some.plan_due_at + timedelta(minutes=interview.id % 2), None
        session.add(row)
    session.flush()
    return list(session.scalars(select(FollowUp).order_by(FollowUp.id)))


def due_ones(cast: Cast) -> list[int]:
    """Every follow-up, some of them due at the same moment, by when it is due."""
    with cast.runtime.database.transaction() as session:
        rows = opened(session)
        moments = [row.next_action_at or now() for row in rows]
        assert len(set(moments)) < len(rows) > 2
        return [row.id for _, row in sorted(zip(moments, rows, strict=True), key=lambda one: (one[0], one[1].id))]


def test_every_open_one_is_shown_once_in_order(cast: Cast) -> None:
    everybody = due_ones(cast)
    assert walked(cast, opened=True) == everybody


def test_every_closed_one_is_shown_once_the_latest_first(cast: Cast) -> None:
    with cast.runtime.database.transaction() as session:
        rows = opened(session)
        for number, row in enumerate(rows):
            row.state, row.next_action_at, row.closed_at = "unverified", None, now() - timedelta(days=number // 2)
        session.flush()
        ids = [row.id for row in sorted(rows, key=lambda row: (row.closed_at or now(), row.id), reverse=True)]
    assert [one for one in walked(cast, opened=False) if one in ids] == ids
    unverified = narrowed(Choice(stands="unverified"), now())
    assert walked(cast, opened=False, by=unverified) == ids


def test_a_look_that_ends_goes_on_from_there(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = due_ones(cast)
    monkeypatch.setattr(follow_up_keys, "LOOK", 2)
    far = everybody[-1]
    only = Narrowed(left=(FollowUp.id == far,))
    with cast.runtime.database.reading() as session:
        first = follow_ups(session, whose="all", user_id=1, opened=True, narrowed=only)
    assert (first.lines, first.total, first.looked) == ((), 0, True)
    assert first.after is not None
    assert first.after.id == everybody[1]
    assert walked(cast, opened=True, by=only) == [far]


def test_my_teams_are_whoever_is_in_one_with_me(cast: Cast) -> None:
    me, other, third = (cast.user_id(role) for role in (Role.MANAGER, Role.CUSTOMER_SUCCESS, Role.ACCOUNT_TEAM))
    ids = due_ones(cast)
    with cast.runtime.database.transaction() as session:
        for number, follow_up_id in enumerate(ids):
            session.get_one(FollowUp, follow_up_id).owner_id = (me, other, third)[number % 3]
        assert teammates(session, me) == (me,)
        session.add(Team(name="Two", members=[session.get_one(User, one) for one in (me, other)]))
        session.flush()
        assert set(teammates(session, me)) == {me, other}
    assert walked(cast, opened=True, whose="team") == [one for number, one in enumerate(ids) if number % 3 != 2]


@pytest.mark.parametrize("said", [None, "", "1", "1-", "-1-2", "x-1", "9" * 18 + "-1", "1-" + "9" * 19, "٣-٣", "1-2-3"])
def test_what_is_no_place_is_the_beginning(said: str | None) -> None:
    assert read_place(said) is None


def test_a_place_comes_back_to_the_microsecond() -> None:
    place = Place(datetime.fromisoformat("2026-11-23T05:00:00.000001+00:00"), 7)
    assert read_place(str(place)) == place


def test_the_page_goes_on_behind_a_place(cast: Cast, client: FlaskClient) -> None:
    ids = due_ones(cast)
    sign_in(client, Role.MANAGER)
    with cast.runtime.database.reading() as session:
        page = follow_ups(session, whose="all", user_id=1, opened=True, size=2)
    shown = client.get(f"/follow-ups?whose=all&after={page.after}").text
    assert f'href="/follow-ups/{ids[1]}"' not in shown
    assert f'href="/follow-ups/{ids[2]}"' in shown
    assert "From the beginning" in shown
    last = Place(now() + timedelta(days=9999), 1)
    assert "Nothing more is behind these." in client.get(f"/follow-ups?whose=all&after={last}").text


def test_a_list_of_one_customer_says_whose_and_hides_what_agents_may_not_know(cast: Cast, client: FlaskClient) -> None:
    with cast.runtime.database.reading() as session:
        row = session.get_one(FollowUp, cast.follow_up_id("C3"))
        account_id, name = row.account_id, row.account.name
    address = f"/follow-ups?whose=all&account={account_id}"
    sign_in(client, Role.MANAGER)
    assert f"What is owed to {name}" in client.get(address).text
    agent = client.application.test_client()
    sign_in(agent, Role.AGENT)
    assert name not in agent.get(address).text

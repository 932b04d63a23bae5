"""Many follow-ups in one step: each is a decision of its own, and what cannot be done for one is said by its name."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select, update

from vocsurvey.db.followup import FollowUp, FollowUpEvent
from vocsurvey.db.people import Role

LIST, TOGETHER = "/follow-ups?whose=all", "/follow-ups/together"
OTHER = "They know the account better."


def open_ones(cast: Cast) -> list[tuple[int, int | None]]:
    """Every open follow-up with its owner."""
    with cast.runtime.database.reading() as session:
        rows = session.execute(
            select(FollowUp.id, FollowUp.owner_id).where(FollowUp.closed_at.is_(None)).order_by(FollowUp.id)
        )
        return [(one, owner) for one, owner in rows]


def last_kind(cast: Cast, follow_up_id: int) -> str:
    """What happened to it last."""
    with cast.runtime.database.reading() as session:
        of_it = select(FollowUpEvent.kind).where(FollowUpEvent.follow_up_id == follow_up_id)
        return session.scalars(of_it.order_by(FollowUpEvent.id.desc())).first() or ""


def together(client: FlaskClient, turn: str, ids: list[int], **more: str) -> Any:
    """Press one of the two buttons, with these ticked."""
    return post(client, TOGETHER, LIST, turn=turn, ticked=[str(one) for one in ids], whose="all", **more)


def told_by(client: FlaskClient, answer: Any) -> str:
    """What the page says that comes next."""
    assert answer.status_code == 303, answer.text
    return unescape(client.get(answer.location).text)


@pytest.fixture
def ids(cast: Cast) -> list[int]:
    """Two open follow-ups that nobody has."""
    with cast.runtime.database.transaction() as session:
        session.execute(update(FollowUp).values(owner_id=None, queue="customer_success"))
    found = [one for one, _ in open_ones(cast)]
    assert len(found) >= 2
    return found[:2]


def test_the_ticked_ones_are_taken(client: FlaskClient, cast: Cast, ids: list[int]) -> None:
    sign_in(client, Role.CUSTOMER_SUCCESS)
    page = client.get(LIST).text
    for one in ids:
        assert f'name="ticked" value="{one}"' in page
    assert f"{len(ids)} are yours now." in told_by(client, together(client, "claim", [*ids, ids[0]]))
    me = cast.user_id(Role.CUSTOMER_SUCCESS)
    assert [owner for one, owner in open_ones(cast) if one in ids] == [me, me]
    assert {last_kind(cast, one) for one in ids} == {"claimed"}


def test_one_that_somebody_took_meanwhile_stays_theirs_and_the_others_are_taken(
    client: FlaskClient, cast: Cast, ids: list[int]
) -> None:
    sign_in(client, Role.CUSTOMER_SUCCESS)
    with cast.runtime.database.transaction() as session:
        session.execute(update(FollowUp).where(FollowUp.id == ids[0]).values(owner_id=cast.user_id(Role.MANAGER)))
    told = told_by(client, together(client, "claim", [*ids, 10**9], **{f"seen-{ids[0]}": ""}))
    assert "has it now. Look again before you take it over." in told
    assert f"{ids[0]}, " in told, "it is said by its number and name"
    assert "1000000000: There is no such follow-up for you any more." in told
    assert "1 is yours now." in told
    # What the page showed is what counts: with the owner that is there, it is taken over.
    seen = {f"seen-{ids[0]}": str(cast.user_id(Role.MANAGER))}
    assert "1 is yours now." in told_by(client, together(client, "claim", ids[:1], **seen))


def test_the_ticked_ones_are_handed_over_with_why(client: FlaskClient, cast: Cast, ids: list[int]) -> None:
    sign_in(client, Role.MANAGER)
    to = cast.user_id(Role.CUSTOMER_SUCCESS)
    told = told_by(client, together(client, "hand_on", ids, to=str(to), why=OTHER))
    assert "2 are with " in told
    assert [owner for one, owner in open_ones(cast) if one in ids] == [to, to]
    again = unescape(together(client, "hand_on", ids, to=str(to), why=OTHER).text)
    assert again.count("has it already") == 2
    assert "are with" not in again
    assert "2 are with the" in told_by(client, together(client, "hand_on", ids, to="product", why=OTHER))
    assert [owner for one, owner in open_ones(cast) if one in ids] == [None, None]


def test_only_who_may_hands_over(client: FlaskClient, cast: Cast, ids: list[int]) -> None:
    sign_in(client, Role.CUSTOMER_SUCCESS)
    told = unescape(together(client, "hand_on", ids, to=str(cast.user_id(Role.MANAGER)), why=OTHER).text)
    assert told.count("Only whoever has it, or a manager, hands it over.") == 2
    assert [owner for one, owner in open_ones(cast) if one in ids] == [None, None]


def test_what_is_missing_is_said_and_what_was_ticked_and_typed_is_kept(
    client: FlaskClient, cast: Cast, ids: list[int]
) -> None:
    sign_in(client, Role.MANAGER)
    assert "Tick those that you mean first." in told_by(client, together(client, "claim", []))
    refused = together(client, "hand_on", ids, to="", why="so they say", severity="critical")
    assert refused.status_code == 422
    assert "Choose to whom." in refused.text
    assert "so they say" in refused.text
    assert together(client, "sell", ids).status_code == 400
    whole = together(client, "hand_on", ids, to="", why="")
    assert whole.text.count(" checked>") >= len(ids)


def test_the_list_stays_as_narrow_as_it_was(client: FlaskClient, cast: Cast, ids: list[int]) -> None:
    sign_in(client, Role.MANAGER)
    done = together(client, "claim", ids, severity="high", words="export", after="nowhere", ticked_too="x")
    assert "severity=high" in done.location
    assert "words=export" in done.location
    assert "after" not in done.location


def test_who_sees_only_their_own_ticks_nothing(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.CALLER)
    assert 'name="ticked"' not in client.get("/follow-ups").text
    sign_in(client, Role.MANAGER)
    assert 'name="ticked"' not in client.get("/follow-ups?whose=all&state=closed").text

"""A follow-up that lives in another help desk: every step in somebody's name, with their rights, once, and kept."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from cast import Cast, post, sign_in
from flask import Flask
from flask.testing import FlaskClient
from programs import Program, open_follow_up
from sqlalchemy import Row, select

from vocsurvey.clock import now
from vocsurvey.db.api import ApiToken, Scope
from vocsurvey.db.followup import FollowUp, FollowUpEvent
from vocsurvey.db.people import Role, User
from vocsurvey.followup.lifecycle import State

RIGHT: dict[str, Any] = {"kind": "put_right", "cause": "billing", "action": "The bill was written anew.", "told": "So."}


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Program:
    """A help desk that may say what was done."""
    return Program.with_scopes(app, cast, Scope.FOLLOW_UPS_WRITE)


def history(cast: Cast, follow_up_id: int) -> list[Row[tuple[str, int | None, dict[str, Any]]]]:
    """All that happened to it: the kind, who did it, the details."""
    said = select(FollowUpEvent.kind, FollowUpEvent.actor_id, FollowUpEvent.details)
    with cast.runtime.database.reading() as session:
        of_it = said.where(FollowUpEvent.follow_up_id == follow_up_id)
        return list(session.execute(of_it.order_by(FollowUpEvent.id)))


def address_of(cast: Cast, role: Role, other_than: str = "") -> str:
    """Somebody of this role."""
    with cast.runtime.database.reading() as session:
        theirs = select(User.email).where(User.role == role, User.active, User.email != other_than)
        return session.scalars(theirs.order_by(User.id)).first() or ""


def test_the_whole_way_to_put_right(desk: Program, cast: Cast) -> None:
    one, owner = open_follow_up(cast)
    steps = f"/follow-ups/{one}/steps"
    promised = (now() + timedelta(days=2)).isoformat()
    for said, state in (
        ({"kind": "note", "text": "Seen.\nA second line."}, None),
        ({"kind": "contact_attempted"}, State.CONTACT_ATTEMPTED),
        ({"kind": "in_conversation", "text": "We spoke."}, State.IN_CONVERSATION),
        ({"kind": "action_agreed", "text": "A technician.", "promised_at": promised}, State.ACTION_AGREED),
        (RIGHT, State.VERIFICATION_DUE),
    ):
        done = desk.ask("POST", steps, {**said, "by": owner.upper()})
        assert done.status_code == 201, done.text
        assert done.get_json()["id"] == one
        assert state is None or done.get_json()["state"] == state
        assert done.get_json()["owner"] is None, "masked without the scope for it"
    added = history(cast, one)[-6:]
    kinds = ["note", "contact_attempted", "in_conversation", "action_agreed", "put_right", "verification_due"]
    assert [event.kind for event in added] == kinds
    assert len({event.actor_id for event in added[:5]}) == 1
    with cast.runtime.database.reading() as session:
        wanted = select(FollowUpEvent.token_id).where(FollowUpEvent.follow_up_id == one)
        brought = list(session.scalars(wanted.order_by(FollowUpEvent.id)))
        token_id = session.scalars(select(ApiToken.id)).one()
    assert brought[-6:] == [token_id] * 5 + [None], "what the system does, no program brings"
    assert set(brought[:-6]) == {None}
    assert added[0].details["text"] == "Seen.\nA second line."


def test_the_same_step_is_done_once(desk: Program, cast: Cast) -> None:
    one, owner = open_follow_up(cast)
    before = len(history(cast, one))
    for _ in range(3):
        said = {"kind": "note", "text": "Once.", "by": owner}
        assert desk.ask("POST", f"/follow-ups/{one}/steps", said, Idempotency_Key="reply-3").status_code == 201
    assert len(history(cast, one)) == before + 1


def test_what_nobody_has_is_taken_and_what_somebody_has_is_not(desk: Program, cast: Cast) -> None:
    one, owner = open_follow_up(cast)
    other = address_of(cast, Role.CUSTOMER_SUCCESS, owner)
    taken = desk.ask("POST", f"/follow-ups/{one}/steps", {"kind": "claimed", "by": other})
    assert taken.status_code == 409
    assert "has it now" in taken.get_json()["detail"]
    with cast.runtime.database.transaction() as session:
        row = session.get_one(FollowUp, one)
        row.owner_id, row.queue = None, "customer_success"
    assert desk.ask("POST", f"/follow-ups/{one}/steps", {"kind": "claimed", "by": other}).status_code == 201
    assert history(cast, one)[-1].kind == "claimed"


def test_nobody_may_do_here_what_is_not_theirs_there(desk: Program, app: Flask, cast: Cast) -> None:
    one, owner = open_follow_up(cast)
    before, steps = len(history(cast, one)), f"/follow-ups/{one}/steps"
    for role in (Role.CALLER, Role.AGENT, Role.ADMIN):
        refused = desk.ask("POST", steps, {"kind": "note", "text": "x", "by": address_of(cast, role, owner)})
        assert refused.status_code == 409, (role, refused.text)
        assert "That is not for" in refused.get_json()["detail"]
    other = address_of(cast, Role.CUSTOMER_SUCCESS, owner) or address_of(cast, Role.ACCOUNT_TEAM, owner)
    assert desk.ask("POST", steps, {**RIGHT, "by": other}).status_code == 409
    reader = Program.with_scopes(app, cast, Scope.FOLLOW_UPS_READ)
    assert reader.ask("POST", steps, {"kind": "note", "text": "x", "by": owner}).status_code == 403
    assert len(history(cast, one)) == before


@pytest.mark.parametrize(
    ("said", "pointer", "sentence"),
    [
        ({"kind": "note"}, "/text", "Write something first."),
        ({"kind": "note", "text": "x", "cause": "billing"}, "/cause", "Only put_right has this"),
        ({"kind": "note", "text": "x\u0000y"}, "/text", "control character"),
        ({"kind": "action_agreed", "text": "x"}, "/promised_at", "a time that is still to come"),
        ({"kind": "action_agreed", "promised_at": "2020-01-01T10:00:00Z"}, "/promised_at", "still to come"),
        ({"kind": "note", "text": "x", "by": "nobody@example.com"}, "/by", "Nobody signs in as"),
        ({"kind": "gossip"}, "/kind", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_place(
    desk: Program, cast: Cast, said: dict[str, Any], pointer: str, sentence: str
) -> None:
    one, owner = open_follow_up(cast)
    before = len(history(cast, one))
    refused = desk.ask("POST", f"/follow-ups/{one}/steps", {"by": owner, **said})
    assert refused.status_code == 422, refused.text
    (error, *_) = refused.get_json()["errors"]
    assert error["pointer"] == pointer
    assert sentence in error["detail"]
    assert len(history(cast, one)) == before


def test_what_is_not_possible_now_says_the_sentence_of_the_page(desk: Program, cast: Cast) -> None:
    one, owner = open_follow_up(cast)
    refused = desk.ask("POST", f"/follow-ups/{one}/steps", {**RIGHT, "cause": "moon", "by": owner})
    assert (refused.status_code, refused.get_json()["detail"]) == (409, "Choose the root cause.")
    assert desk.ask("POST", f"/follow-ups/{one}/steps", {**RIGHT, "by": owner}).status_code == 201
    again = desk.ask("POST", f"/follow-ups/{one}/steps", {**RIGHT, "by": owner})
    assert again.status_code == 409
    for nothing in (10**6, 10**30):
        said = {"kind": "note", "text": "x", "by": owner}
        assert desk.ask("POST", f"/follow-ups/{nothing}/steps", said).status_code == 404


def test_the_page_says_which_program_brought_a_step(desk: Program, cast: Cast, client: FlaskClient) -> None:
    one, owner = open_follow_up(cast)
    note = {"kind": "note", "text": "From the help desk.", "by": owner}
    assert desk.ask("POST", f"/follow-ups/{one}/steps", note).status_code == 201
    sign_in(client, Role.MANAGER)
    page = f"/follow-ups/{one}"
    assert post(client, f"{page}/note", page, event="note", text="On the page.").status_code == 303
    with cast.runtime.database.reading() as session:
        name = session.scalars(select(ApiToken.name)).one()
    latest, before = unescape(client.get(page).text).partition('class="timeline"')[2].split("</li>")[:2]
    assert "On the page." in latest
    assert "by the program" not in latest
    assert "From the help desk." in before
    assert f"by the program “{name}”" in before

"""“@” and a name in a note, or a colleague chosen beside it, tells them in their bell; others cannot be told."""

from __future__ import annotations

from html import unescape

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.db.followup import FollowUpEvent, Notice
from vocsurvey.db.people import Role, User


@pytest.fixture
def page(cast: Cast, client: FlaskClient) -> str:
    """Clara's follow-up, which is with Sam, who has signed in."""
    sign_in(client, Role.CUSTOMER_SUCCESS)
    return f"/follow-ups/{cast.own('C3', Role.CUSTOMER_SUCCESS)}"


def told(cast: Cast) -> list[int]:
    """Who was told of a note."""
    with cast.runtime.database.reading() as session:
        wanted = select(Notice.recipient_id).where(Notice.kind == "mentioned").order_by(Notice.id)
        return list(session.scalars(wanted))


def events(cast: Cast) -> list[str]:
    """What happened to it."""
    wanted = select(FollowUpEvent.kind).where(FollowUpEvent.follow_up_id == cast.follow_up_id("C3"))
    with cast.runtime.database.reading() as session:
        return list(session.scalars(wanted.order_by(FollowUpEvent.id)))


def test_a_name_in_a_note_tells_them_once_with_a_link(cast: Cast, client: FlaskClient, page: str) -> None:
    mona = cast.user_id(Role.MANAGER)
    typed = {"event": "in_conversation", "text": "She asks for a refund, @Mona. @Mona Marsh, may I?", "tell": str(mona)}
    assert post(client, f"{page}/note", page, **typed).status_code == 303
    assert events(cast)[-2:] == ["in_conversation", "colleague_told"]
    assert told(cast) == [mona]
    shown = unescape(client.get(page).text)
    assert "Next, agree a plan. Mona Marsh is told." in shown
    assert "told Mona Marsh of it" in shown.replace("</strong>", "")
    bell = client.application.test_client()
    sign_in(bell, Role.MANAGER)
    notices = bell.get("/notices").text
    assert "Sam Sorensen noted something for you: Clara Lindner at Lindner Optik" in notices
    with cast.runtime.database.reading() as session:
        notice_id = session.scalars(select(Notice.id).where(Notice.kind == "mentioned")).one()
    assert post(bell, f"/notices/{notice_id}/open", "/notices").location == page


def test_somebody_chosen_beside_the_note_and_one_in_it(cast: Cast, client: FlaskClient, page: str) -> None:
    mona, alma = cast.user_id(Role.MANAGER), cast.user_id(Role.ACCOUNT_TEAM)
    typed = {"event": "note", "text": "Please look, @alma.", "tell": str(mona)}
    assert post(client, f"{page}/note", page, **typed).status_code == 303
    assert sorted(told(cast)) == sorted([mona, alma])
    assert " are told." in client.get(page).text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"text": "@Peter, look."}, "text", "Nobody who can read this is called “@Peter”."),
        ({"text": "@Gus, look.", "tell": ""}, "text", "Nobody who can read this is called “@Gus”."),
        ({"text": "Look.", "tell": "99999"}, "tell", "They cannot read this follow-up."),
        ({"text": "Look.", "tell": "x"}, "tell", "They cannot read this follow-up."),
    ],
)
def test_who_cannot_read_it_is_not_told(
    cast: Cast, client: FlaskClient, page: str, typed: dict[str, str], field: str, sentence: str
) -> None:
    before = events(cast)
    answer = post(client, f"{page}/note", page, event="note", **typed)
    assert answer.status_code == 422
    assert sentence in unescape(answer.text).partition(f'id="{field}-problem"')[2][:200]
    assert f"{typed['text']}</textarea>" in answer.text
    assert (events(cast), told(cast)) == (before, [])


def test_an_agent_is_told_only_of_what_is_theirs(cast: Cast, client: FlaskClient, page: str) -> None:
    gus = cast.user_id(Role.AGENT)
    assert f'<option value="{gus}">' not in client.get(page).text
    cast.own("C3", Role.AGENT)
    assert f'<option value="{gus}">' in client.get(page).text
    assert post(client, f"{page}/note", page, event="note", text="Yours.", tell=str(gus)).status_code == 303
    assert told(cast) == [gus]
    with cast.runtime.database.transaction() as session:
        session.get_one(User, gus).active = False
    assert f'<option value="{gus}">' not in client.get(page).text


def test_a_note_to_oneself_tells_nobody(cast: Cast, client: FlaskClient, page: str) -> None:
    assert post(client, f"{page}/note", page, event="note", text="@Sam: look again.").status_code == 303
    assert told(cast) == []
    assert events(cast)[-1] == "note"

"""After the call on the desk: how it ended, what may be said instead, and taking it back."""

from __future__ import annotations

import html
import re
from zoneinfo import ZoneInfo

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import WrapUp
from vocsurvey.db.people import Role
from vocsurvey.fieldwork.outcome import CarrierOutcome

WHY = "Their greeting said so."


@pytest.fixture
def carl(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which a caller has signed in."""
    sign_in(client, Role.CALLER)
    return client


def page(client: FlaskClient, path: str = "/desk") -> str:
    """A page without the entities of HTML."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.text)


def picked_up(cast: Cast) -> int:
    """A lease whose customer picked up and hung up at once."""
    mine = cast.lease()
    token = cast.pick_up(cast.call_from(mine), "CAafter")
    cast.end(token, "CAafter", CarrierOutcome.COMPLETED)
    return mine


def words(cast: Cast) -> list[tuple[str, str]]:
    """All that was said of calls."""
    with cast.runtime.database.reading() as session:
        rows = session.execute(select(WrapUp.step, WrapUp.after).order_by(WrapUp.id))
        return [(step, after) for step, after in rows]


def test_it_is_changed_confirmed_and_taken_back(cast: Cast, carl: FlaskClient) -> None:
    mine = picked_up(cast)
    shown = page(carl)
    for expected in (
        "Somebody picked up, and we cannot tell who.",
        "It ended otherwise",
        "Their own voicemail answered",
        "4.90",
    ):
        assert expected in shown
    assert "They broke off" not in shown, "nothing was begun"
    assert 'data-hotkey="d" aria-keyshortcuts="d" autofocus' in shown, "Enter confirms"
    refused = post(carl, f"/desk/{mine}/outcome", "/desk", choice="own_machine", reason="")
    assert refused.status_code == 422
    assert "characters why it is so." in html.unescape(refused.text)
    assert 'value="own_machine" checked' in refused.text, "what was chosen is still there"
    wrong = post(carl, f"/desk/{mine}/outcome", "/desk", choice="complete", reason=WHY)
    assert wrong.status_code == 422
    assert "That does not fit what happened in this call." in wrong.text
    assert WHY in wrong.text
    assert post(carl, f"/desk/{mine}/outcome", "/desk", choice="own_machine", reason=WHY).status_code == 303
    shown = page(carl)
    assert "Their own voicemail answered." in shown
    assert f"You said so: {WHY}" in shown
    assert post(carl, f"/desk/{mine}/undo", "/desk").status_code == 303
    assert "Somebody picked up, and we cannot tell who." in page(carl)
    post(carl, f"/desk/{mine}/outcome", "/desk", choice="refused_firmly", reason=WHY)
    assert "The case is closed." in page(carl)
    assert post(carl, f"/desk/{mine}/done", "/desk", note="").status_code == 303
    assert words(cast) == [
        ("changed", "2.222"),
        ("undone", "3.20"),
        ("changed", "2.112"),
        ("confirmed", "2.112"),
    ]


def test_on_the_empty_desk_it_can_be_put_right_until_the_next_case(cast: Cast, carl: FlaskClient) -> None:
    mine = picked_up(cast)
    assert carl.get(f"/desk/{mine}/outcome").status_code == 303, "it is on the desk"
    post(carl, f"/desk/{mine}/outcome", "/desk", choice="refused_firmly", reason=WHY)
    post(carl, f"/desk/{mine}/done", "/desk", note="")
    shown = page(carl)
    assert "You wrote up Eva Ernst: They refused for good." in shown.replace("<strong>", "").replace("</strong>", "")
    assert post(carl, f"/desk/{mine}/undo", "/desk").headers["Location"].endswith(f"/desk/{mine}/outcome")
    shown = page(carl, f"/desk/{mine}/outcome")
    assert "Taken back. Say how the call ended." in shown
    assert "Somebody picked up, and we cannot tell who." in shown
    here = f"/desk/{mine}/outcome"
    assert post(carl, here, here, choice="own_machine", reason="").status_code == 422
    assert post(carl, here, here, choice="own_machine", reason=WHY).status_code == 303
    assert post(carl, f"/desk/{mine}/outcome/confirm", here).headers["Location"].endswith("/desk")
    assert "Their own voicemail answered" in page(carl)
    with cast.runtime.database.reading() as session:
        case = session.get_one(Case, cast.case_id("C5"))
        assert (case.closed_at, case.disposition) == (None, None)
    cast.lease("C4")
    late = post(carl, here, "/desk", choice="refused_firmly", reason=WHY)
    assert late.status_code == 422
    assert "You have another case by now" in late.text
    assert WHY in late.text, "nothing that was typed is lost"
    assert post(carl, f"/desk/{mine}/undo", "/desk").status_code == 303
    assert "You have another case by now" in page(carl)
    assert carl.get(here).status_code == 303


def test_a_time_is_picked_from_the_calendar_and_the_next_one_sees_the_load(cast: Cast, carl: FlaskClient) -> None:
    mine = picked_up(cast)
    shown = page(carl)
    assert "In large: the clock where they are (Europe/Berlin)" in shown
    times = re.findall(r'name="at" value="([^"]+)"', shown)
    assert len(times) > 3
    bad = post(carl, f"/desk/{mine}/appointment", "/desk", at="soon")
    assert bad.status_code == 422
    done = post(carl, f"/desk/{mine}/appointment", "/desk", at=times[3], whose="anybody")
    assert done.status_code == 303
    assert "Whoever is to keep it is told before it is due." in page(carl)
    with cast.runtime.database.reading() as session:
        (row,) = session.scalars(select(Appointment).where(Appointment.case_id == cast.case_id("C5")))
        assert (row.caller_id, row.kind) == (None, "hard")
        assert f"{row.at.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m-%dT%H:%M}" == times[3]
    assert "1 agreed" in page(carl)

"""The caller's desk: empty, with a case, while the phone rings, when it is over, and when the case is gone."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from cast import WORDS, Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select, update

from vocsurvey.clock import now
from vocsurvey.db.agreement import Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.people import Role
from vocsurvey.db.sample import Suppression
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.operations import dialing, gatekeeping


@pytest.fixture
def carl(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which a caller has signed in."""
    sign_in(client, Role.CALLER)
    return client


def page(client: FlaskClient) -> str:
    """The desk as it stands, without the entities of HTML."""
    answer = client.get("/desk")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def lease(cast: Cast, lease_id: int) -> DeskLease:
    """A lease as it is now."""
    with cast.runtime.database.reading() as session:
        found = session.get_one(DeskLease, lease_id)
        session.expunge(found)
        return found


def test_an_empty_desk_gets_the_next_case_by_one_press(cast: Cast, carl: FlaskClient) -> None:
    assert "Nobody is on your desk." in page(carl)
    assert post(carl, "/desk/next", "/desk").status_code == 303
    assert "Nobody has written down which languages you call in." in page(carl)
    cast.come_down()
    post(carl, "/desk/next", "/desk")
    shown = page(carl)
    assert "Eva Ernst, Lindner Optik" in shown or "Dirk Danz, Lindner Optik" in shown
    for words in ("Time where they are", "Europe/Berlin", "Nobody left a note.", "Nothing is open with them."):
        assert words in shown
    assert 'data-hotkey="c"' in shown


def test_the_preview_knows_what_was_said_and_what_is_owed(cast: Cast, carl: FlaskClient) -> None:
    cast.lease("C1")
    shown = page(carl)
    assert "Ann Archer, Harbour Logistics" in shown
    assert "decision maker" in shown
    assert "the night export" in shown
    assert "automated voice" in shown, "who tried before"
    assert "What is owed to them" in shown
    assert "Nothing is open with them." not in shown
    talk = shown[shown.index("What the automated voice asked") : shown.index("What is owed to them")]
    assert "Has your issue been resolved?" in talk
    assert "pressed 2 (no)" in talk
    assert WORDS in talk
    cast.runtime.database.dispose()


def test_it_goes_back_with_a_note_that_the_next_one_reads(cast: Cast, carl: FlaskClient) -> None:
    mine = cast.lease()
    refused = post(carl, f"/desk/{mine}/give-back", "/desk", note="no")
    assert refused.status_code == 422
    assert "Say in 3 to 4000 characters why you give it back" in refused.text
    assert "\nno</textarea>" in refused.text, "what was typed is still there"
    done = post(carl, f"/desk/{mine}/give-back", "/desk", note="In a meeting until three.")
    assert done.status_code == 303
    assert "It went back, with your note." in page(carl)
    cast.lease("C5", "cleo@example.com")
    other = carl.application.test_client()
    other.post("/sign-in", data={"csrf_token": "", "email": "", "password": ""})
    with cast.runtime.database.reading() as session:
        notes = session.scalars(select(DeskLease.note).where(DeskLease.note.is_not(None))).all()
    assert notes == ["In a meeting until three."]
    again = post(carl, f"/desk/{mine}/give-back", "/desk", note="Written twice, in the second tab.")
    assert again.status_code == 422
    assert "You gave this case back. Cleo Calls has it now." in html.unescape(again.text)
    assert "Written twice, in the second tab." in again.text, "nothing that was typed is lost"


def test_nobody_is_called_before_the_caller_has_a_phone(cast: Cast, carl: FlaskClient) -> None:
    mine = cast.lease()
    refused = post(carl, f"/desk/{mine}/call", "/desk")
    assert refused.status_code == 422
    assert "Give the number of your own phone first" in refused.text
    for wrong, why in (("", "There is no phone number."), ("+1 202 555 0170 ext. 9", "without an extension")):
        refused = post(carl, "/desk/phone", "/desk", number=wrong)
        assert refused.status_code == 422
        assert why in refused.text
    assert f'value="{wrong}"' in refused.text, "what was typed is still there"
    assert post(carl, "/desk/phone", "/desk", number="+49 (30) 23125-077").status_code == 303
    assert "Your own phone: +493023125077" in page(carl)
    assert post(carl, f"/desk/{mine}/call", "/desk").status_code == 303
    shown = page(carl)
    assert "could not connect you, so your own phone may not have rung." in shown, "nobody listens where the carrier is"
    assert "Call again" in shown
    assert post(carl, f"/desk/{mine}/give-back", "/desk", note="No phone here.").status_code == 303
    assert post(carl, "/desk/phone", "/desk", number="12").status_code == 422, "on the empty desk, too"
    assert "not on the line any more" in carl.get("/desk/line").text


def test_the_call_is_planned_rings_and_is_over(cast: Cast, carl: FlaskClient) -> None:
    mine = cast.lease()
    call_id = cast.call_from(mine)
    assert "You are on the line. Their phone is called now." in page(carl)
    assert "Their phone is called now." in carl.get("/desk/line").text
    rules, line_hash = cast.runtime.rulebook, cast.runtime.line_hash
    permit = cast.do(dialing.grant_permit, call_id, rules=rules, line_hash=line_hash)
    assert isinstance(permit, dialing.Permit)
    assert "is being asked to ring their phone" in page(carl)
    cast.do(dialing.record_placed, call_id, "CAdesk")
    assert "Their phone rings." in page(carl)
    assert "Their phone rings." in carl.get(f"/desk/{mine}/state").text
    busy = post(carl, f"/desk/{mine}/done", "/desk", note="")
    assert busy.status_code == 422
    assert "You are on the phone with them." in busy.text
    cast.end(permit.token, "CAdesk", CarrierOutcome.NO_ANSWER)
    assert 'hx-trigger="load"' in carl.get(f"/desk/{mine}/state").text, "the whole desk comes anew"
    shown = page(carl)
    assert "Nobody picked up." in shown
    assert "You are on the line alone." in shown
    assert "Hang up" in carl.get("/desk/line").text
    assert "They are called again" in shown
    for given, complaint in (
        ({}, "Choose the day."),
        ({"day": "2020-01-01", "hour": "09:00"}, "That time has passed."),
    ):
        refused = post(carl, f"/desk/{mine}/appointment", "/desk", **given)
        assert refused.status_code == 422
        assert complaint in refused.text
    tomorrow = {"day": f"{now() + timedelta(days=2):%Y-%m-%d}", "hour": "09:00"}
    assert post(carl, f"/desk/{mine}/appointment", "/desk", **tomorrow).status_code == 303
    assert "They agreed with you to be called" in page(carl)
    assert post(carl, f"/desk/{mine}/done", "/desk", note="Try the mobile.").status_code == 303
    assert "Nobody is on your desk." in page(carl)
    assert (lease(cast, mine).ending, lease(cast, mine).note) == ("done", "Try the mobile.")


def test_a_refusal_at_the_press_says_why_and_frees_the_desk(cast: Cast, carl: FlaskClient) -> None:
    mine = cast.lease()
    cast.put_off("C5")
    post(carl, "/desk/phone", "/desk", number="+493023125077")
    post(carl, f"/desk/{mine}/call", "/desk")
    shown = page(carl)
    assert "They may not be called now. The contact is not active." in shown
    assert "Nobody is on your desk." in shown


def test_who_wants_no_calls_is_off_at_once(cast: Cast, carl: FlaskClient) -> None:
    mine = cast.lease()
    refused = post(carl, f"/desk/{mine}/do-not-call", "/desk", reason="")
    assert refused.status_code == 422
    assert "what they said." in refused.text
    assert post(carl, f"/desk/{mine}/do-not-call", "/desk", reason="“Take me off your list.”").status_code == 303
    assert "Nobody calls them any more" in page(carl)
    with cast.runtime.database.reading() as session:
        rows = session.scalars(select(Suppression).where(Suppression.source == "caller")).all()
        assert {row.subject for row in rows} == {"line", "contact"}
        assert session.get_one(Case, cast.case_id("C5")).closed_at is not None


@pytest.mark.parametrize("stop", ["kill switch", "expired"])
def test_whoever_loses_a_case_reads_why(cast: Cast, carl: FlaskClient, stop: str) -> None:
    mine = cast.lease()
    if stop == "kill switch":
        with cast.runtime.database.transaction() as session:
            gatekeeping.stop_everything(session, "Ada", rules=cast.runtime.rulebook, now=now())
    else:
        with cast.runtime.database.transaction() as session:
            session.execute(
                update(DeskLease).values(ended_at=now(), ending="expired", note="Carl was not heard from any more.")
            )
    beat = carl.post(f"/desk/{mine}/renew", data={"csrf_token": token(carl)}, headers={"HX-Request": "true"})
    why = "All dialling was stopped by Ada." if stop == "kill switch" else "Your page was not heard from"
    assert why in html.unescape(beat.text)
    assert "What you have typed is still here." in beat.text
    assert "<html" not in beat.text
    assert "Your last case went back" in page(carl)
    assert carl.get(f"/desk/{mine}").status_code == 303
    assert why in page(carl)


def token(client: FlaskClient) -> str:
    """A token against forgery."""
    text = client.get("/notices").text
    return text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


def test_an_open_page_keeps_the_case_and_writes_once_a_minute(cast: Cast, carl: FlaskClient) -> None:
    mine = cast.lease()
    before = lease(cast, mine).expires_at
    quiet = {"csrf_token": token(carl)}
    assert "Yours until" in carl.post(f"/desk/{mine}/renew", data=quiet, headers={"HX-Request": "true"}).text
    assert lease(cast, mine).expires_at == before, "it was heard from a moment ago"
    with cast.runtime.database.transaction() as session:
        session.execute(update(DeskLease).values(expires_at=now() + timedelta(minutes=2)))
    carl.post(f"/desk/{mine}/renew", data=quiet, headers={"HX-Request": "true"})
    renewed = lease(cast, mine).expires_at
    assert renewed > now() + timedelta(minutes=4)
    assert post(carl, f"/desk/{mine}/renew", "/desk").status_code == 303, "without scripts there is a button"
    assert lease(cast, mine).expires_at > renewed


def test_an_appointment_is_announced_before_it_is_due(cast: Cast, carl: FlaskClient) -> None:
    cast.come_down()
    caller = cast.user_id(Role.CALLER)
    with cast.runtime.database.transaction() as session:
        for name, minutes, by in (("C5", 10, caller), ("C4", 12, None)):
            case = session.get_one(Case, cast.case_id(name))
            case.due_at = at = now() + timedelta(minutes=minutes)
            row = Appointment(case_id=case.id, kind="hard", channel="live", source="caller", at=at, agreed_at=now())
            row.caller_id = by
            session.add(row)
    shown = page(carl)
    assert "Eva Ernst, Lindner Optik" in shown
    assert "you agreed to it" in shown
    assert "for whoever is free" in shown
    part = carl.get("/desk/coming").text
    assert "Eva Ernst" in part
    assert "<html" not in part
    cast.lease("C3")
    assert "you agreed to call Eva Ernst" in page(carl), "also while somebody is on the desk"


def test_a_case_that_was_closed_meanwhile_says_so(cast: Cast, carl: FlaskClient) -> None:
    mine = cast.lease()
    with cast.runtime.database.transaction() as session:
        session.execute(
            update(Case).where(Case.id == cast.case_id("C5")).values(closed_at=now(), due_at=None, disposition="1.1")
        )
    assert "This case was closed meanwhile" in page(carl)
    assert post(carl, f"/desk/{mine}/done", "/desk", note="").status_code == 303

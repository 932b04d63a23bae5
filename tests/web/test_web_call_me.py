"""The page that rings one's own phone, and every other page, which does not know of it."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cast import Cast, post, settings_for, sign_in
from flask import Flask
from flask.testing import FlaskClient
from kept import app_over
from sqlalchemy import select
from test_authority import PUBLIC, READERS, Rows, address, routes, without_token

from vocsurvey.clock import now
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.dialing import Call
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import Role
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.interview.heard import Speech
from vocsurvey.operations.trying_out import MOST_IN_AN_HOUR, PermittedTest
from vocsurvey.runtime import Runtime
from vocsurvey.telephony.voices import Voices

FORM = "/questionnaires/support-case/call-me"
PHONE = "+1 202 555 0170"
WORDS = "It was never answered, which a test says of nobody."


def hold(cast: Cast, *heard: Any, over: bool = True) -> PermittedTest:
    """A test interview of somebody of the account team."""
    return cast.trial(Role.ACCOUNT_TEAM, *heard, over=over)


def steady(page: str) -> str:
    """A page as it is at any minute: what says how late it is, or how long ago something was, changes by itself."""
    page = re.sub(r"\b\d+:\d\d\b", "so late", page)
    return re.sub(r"\b(less than a minute|\d+ (min|h|days?))\b( \d+ min)?", "so long", without_token(page))


def every_page(app: Flask, client: FlaskClient, values: dict[str, int | str]) -> dict[str, tuple[int, str]]:
    """Every page that there is, as the person who has signed in gets it."""
    found = {}
    for method, endpoint in sorted(routes(app) - PUBLIC - READERS):
        if method == "GET":
            answer = client.get(address(app, endpoint, values))
            # The sound of a comment is no text.
            found[endpoint] = (answer.status_code, steady(answer.data.decode("utf-8", "replace")))
    for path in ("/follow-ups?whose=all", "/follow-ups?whose=all&state=closed", "/follow-ups?whose=queue"):
        found[path] = (200, steady(client.get(path).text))
    return found


@pytest.mark.parametrize("role", list(Role))
def test_every_page_is_as_it_was_before_the_test(app: Flask, client: FlaskClient, cast: Cast, role: Role) -> None:
    cast.now = now()
    sign_in(client, role)
    values = {**Rows(cast, role, own=False).values(), "trial_id": 0}
    before = every_page(app, client, values)
    hold(cast, "1", "2", "2", "3", "2", Speech(WORDS), "1")
    with cast.runtime.database.reading() as session:
        assert session.scalars(select(FollowUp).where(FollowUp.state == "tried_out")).one().closed_at is not None
    after = every_page(app, client, values)
    changed = [endpoint for endpoint, page in after.items() if page != before[endpoint]]
    # The form remembers the tester's own phone; that is all.
    assert changed == (["call_me.page"] if role is Role.ACCOUNT_TEAM else [])
    assert {status for status, _ in after.values()} <= {200, 303, 403, 404}
    assert sum(status == 200 for status, _ in after.values()) > 8


@pytest.mark.parametrize("role", list(Role))
def test_nobody_finds_the_rows_of_a_test_by_their_numbers(client: FlaskClient, cast: Cast, role: Role) -> None:
    asked = hold(cast, "1", "2", "2", "3", "2", Speech(WORDS), "1")
    with cast.runtime.database.reading() as session:
        campaign_id = session.scalars(select(Campaign.id).join(Case).where(Case.kind == CaseKind.TEST)).one()
        interview_id = session.scalars(select(Interview.id).where(Interview.case_id == asked.case_id)).one()
        follow_up_id = session.scalars(select(FollowUp.id).where(FollowUp.interview_id == interview_id)).one()
    sign_in(client, role)
    for path in (
        f"/campaigns/{campaign_id}",
        f"/campaigns/{campaign_id}/progress",
        f"/campaigns/{campaign_id}/cases",
        f"/campaigns/{campaign_id}/answers/cared",
        f"/cases/{asked.case_id}",
        f"/follow-ups/{follow_up_id}",
        f"/feedback/{interview_id}",
        f"/call-me/{cast.case_id('C1')}",
    ):
        assert client.get(path).status_code in (403, 404), path
    theirs = client.get(f"/call-me/{asked.case_id}").status_code
    assert theirs == {Role.ACCOUNT_TEAM: 200, Role.AGENT: 403, Role.CUSTOMER_SUCCESS: 403}.get(role, 404)


def test_the_page_shows_the_talk_and_what_it_would_raise(client: FlaskClient, cast: Cast) -> None:
    cast.now = now()
    asked = hold(cast, "1", "2", "2", "3", "2", Speech(WORDS), over=False)
    sign_in(client, Role.ACCOUNT_TEAM)
    page = client.get(f"/call-me/{asked.case_id}").text
    assert "connected" in page
    assert 'hx-trigger="every 1s"' in page
    assert WORDS in page
    assert "It would raise" in page
    now_part = client.get(f"/call-me/{asked.case_id}/now").text
    assert now_part.strip() in page
    with cast.runtime.database.reading() as session:
        call = session.get_one(Call, asked.permit.call_id)
        token, sid = call.token, str(call.carrier_sid)
    cast.end(token, sid, CarrierOutcome.COMPLETED)
    page = client.get(f"/call-me/{asked.case_id}").text
    assert "The call is over." in page
    assert "It would have raised" in page
    assert "one follow-up of high severity" in page
    assert "hx-get" not in page.partition('id="trial"')[2].partition(">")[0]


def test_a_call_that_raises_nothing_says_so(client: FlaskClient, cast: Cast) -> None:
    asked = hold(cast, "1", "1", "1", "5", "7", "1", "10#")
    sign_in(client, Role.ACCOUNT_TEAM)
    assert "Nothing: nobody has to act" in client.get(f"/call-me/{asked.case_id}").text


def test_the_form_names_the_phone_of_last_time(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    assert 'value="+44 20 7946 0123"' in client.get(f"{FORM}?number=%2B44+20+7946+0123&language=de").text
    assert '<option selected value="de">German' in client.get(f"{FORM}?language=de").text
    hold(cast, "1")
    assert 'value="+12025550170"' in client.get(FORM).text
    assert client.get("/questionnaires/nothing/call-me").status_code == 404


@pytest.mark.parametrize(
    ("number", "language", "complaint"),
    [
        ("", "en", "Give the number of your phone."),
        ("12", "en", "has no country"),
        ("9" * 61, "en", "Shorten the number"),
        ("+1 900 234 5678", "en", "premium-rate"),
        (PHONE, "tlh", "Not a valid choice"),
    ],
)
def test_a_phone_that_cannot_be_rung_is_refused_at_its_field(
    client: FlaskClient, cast: Cast, number: str, language: str, complaint: str
) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    answer = post(client, FORM, FORM, number=number, language=language)
    assert answer.status_code == 422
    assert complaint in answer.text
    with cast.runtime.database.reading() as session:
        assert session.scalars(select(Case).where(Case.kind == CaseKind.TEST)).all() == []


def test_a_carrier_that_does_not_answer_is_told_of(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    answer = post(client, FORM, FORM, number=PHONE, language="de")
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "did not place the call" in page
    assert "Call me again" in page
    with cast.runtime.database.reading() as session:
        assert audit(session, now(), cast.runtime.line_hash) == ()


def test_what_stops_the_call_is_said_at_the_field(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    cast.now = now()
    for _ in range(MOST_IN_AN_HOUR):
        hold(cast, "1")
    answer = post(client, FORM, FORM, number=PHONE, language="en")
    assert (answer.status_code, "Nobody was called: there were 5 test calls" in answer.text) == (422, True)


@pytest.fixture
def speechless(runtime: Runtime, tmp_path: Path, database_url: str, redis_url: str) -> Generator[FlaskClient]:
    """The pages of a house whose only voice speaks English."""
    wired = Runtime.from_settings(settings_for(tmp_path, database_url, redis_url))
    english = Voices({"en": wired.voices.of("en")}, "en")
    wired = Runtime(**{**vars(wired), "voices": english})
    yield app_over(wired).test_client()
    wired.database.dispose()
    wired.redis.close()


def test_no_call_in_a_language_that_no_voice_speaks(speechless: FlaskClient, cast: Cast) -> None:
    sign_in(speechless, Role.ACCOUNT_TEAM)
    answer = post(speechless, FORM, FORM, number=PHONE, language="en")
    assert (answer.status_code, "no voice speaks German" in answer.text) == (422, True)


def test_whoever_asks_for_the_first_time_is_offered_the_phone_of_the_settings(runtime: Runtime, cast: Cast) -> None:
    house = replace(runtime, settings=replace(runtime.settings, test_number="+12025550198"))
    client = app_over(house).test_client()
    sign_in(client, Role.ACCOUNT_TEAM)
    assert 'value="+12025550198"' in client.get(FORM).text
    assert 'value="+442079460123"' in client.get(f"{FORM}?number=%2B442079460123").text
    cast.trial_id(Role.ACCOUNT_TEAM)
    assert 'value="+12025550198"' not in client.get(FORM).text, "one's own is remembered from the last call"
    bare = app_over(runtime).test_client()
    sign_in(bare, Role.MANAGER)
    assert 'id="number"' in bare.get(FORM).text
    assert "+1202555" not in bare.get(FORM).text


def test_the_page_goes_on_looking_while_a_comment_is_on_its_way(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    held = hold(cast, "1", "2", "2", "3", "2", Speech(WORDS), "1")
    page = f"/call-me/{held.case_id}"
    assert "hx-get" not in client.get(page).text.partition('id="trial"')[2].partition(">")[0]
    cast.voice("", "awaited", case_id=held.case_id)
    waiting = client.get(page).text
    assert "The recording is on its way." in waiting
    assert 'hx-trigger="every 5s"' in waiting

"""The small public page of a note: what it shows, takes and refuses, and what it never gives away."""

from __future__ import annotations

import re
from typing import Any

import pytest
from cast import Cast, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from vocsurvey.clock import now
from vocsurvey.db.advance_notice import AdvanceNotice, NoticeChoice
from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Campaign
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Contact, Suppression
from vocsurvey.operations import erasing, steering


@pytest.fixture
def link(cast: Cast) -> str:
    """The link in the note to Eva Ernst, C5, whom nobody has called yet."""
    return cast.note()


def form_of(page: str) -> str:
    """The token that the page's forms carry."""
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found
    return found[1]


def press(client: FlaskClient, link: str, part: str, **typed: str) -> TestResponse:
    """Press a button of the page."""
    form = form_of(client.get(link).text)
    return client.post(f"{link}/{part}", data={"form": form, **typed})


def rows(cast: Cast, statement: Any) -> list[Any]:
    """Rows, detached."""
    with cast.runtime.database.reading() as session:
        found = list(session.scalars(statement))
        session.expunge_all()
        return found


def choices(cast: Cast) -> list[str]:
    """What was chosen so far."""
    return [str(one) for one in rows(cast, select(NoticeChoice.choice).order_by(NoticeChoice.id))]


def test_it_says_who_calls_and_gives_nothing_away(client: FlaskClient, cast: Cast, link: str) -> None:
    answer = client.get(link)
    assert answer.status_code == 200
    for words in ("A call from Northwind", "“a returned parcel”", "ends in 05", "+1 202-555-0199", "Europe/Berlin"):
        assert words in answer.text
    for secret in ("Eva", "23125", "Lindner", "eva@", "Clara", "csrf"):
        assert secret not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'content="noindex, nofollow"' in answer.text
    assert "<script" not in answer.text


def test_fetching_changes_nothing(client: FlaskClient, cast: Cast, link: str) -> None:
    for path in (
        "",
        "/never",
        "/never?List-Unsubscribe=One-Click",
        "?at=2026-11-24T15:30Z",
        "/time",
        "/later",
    ):
        assert client.get(link + path).status_code in (200, 405)
        client.head(link + path)
        client.options(link + path)
    assert (choices(cast), rows(cast, select(Suppression))) == ([], [])
    assert "<details open>\n    <summary><h2>Never call me" in client.get(f"{link}/never").text


def test_a_time_is_picked_changed_and_taken_back(client: FlaskClient, cast: Cast, link: str) -> None:
    page = client.get(link).text
    times = re.findall(r'<option value="(2[^"]+)"', page)
    assert len(times) > 20
    answer = press(client, link, "time", at=times[20])
    assert (answer.status_code, answer.location) == (303, link)
    told = client.get(link).text
    assert re.search(r"We call you on \w+day, \d+ \w+, at \d\d:\d\d \(Europe/Berlin\)\.", told)
    assert f'<option value="{times[20]}" selected>' in told
    assert press(client, link, "back").status_code == 303
    assert rows(cast, select(Appointment).where(*STILL_OPEN)) == []
    assert choices(cast) == ["time", "back"]


def test_not_now(client: FlaskClient, cast: Cast, link: str) -> None:
    assert press(client, link, "later", wait="month").status_code == 303
    assert "We do not call you before" in client.get(link).text
    assert choices(cast) == ["later"]


def test_never_in_two_steps(client: FlaskClient, cast: Cast, link: str) -> None:
    assert press(client, link, "never").status_code == 303
    told = client.get(link).text
    assert "You are off our list" in told
    assert "write to account_team@example.com" in told
    assert "<form" not in told
    assert rows(cast, select(Suppression.source)) == ["link", "link"]
    with cast.runtime.database.transaction() as session:
        session.execute(update(User).values(active=False))
    assert "reply to the e-mail that led you here" in client.get(link).text


def test_never_with_the_button_of_the_mail_program(client: FlaskClient, cast: Cast, link: str) -> None:
    posted = {"List-Unsubscribe": "One-Click"}
    assert client.post(f"{link}/never", data=posted).status_code == 200
    assert client.post(f"{link}/never", data=posted).status_code == 200
    assert (choices(cast), rows(cast, select(NoticeChoice.by_mail))) == (["never"], [True])
    assert client.post("/n/nobody-knows-it.aaaaaaaaaaaaaaaaaaaaaa/never", data=posted).status_code == 404


def test_somebody_else(client: FlaskClient, cast: Cast, link: str) -> None:
    assert press(client, link, "instead", name="Zoe Zhang", phone="+44 20 7946 0123").status_code == 303
    told = client.get(link).text
    assert "We ask the person whom you named" in told
    assert "Zoe" not in told
    assert rows(cast, select(Contact.name).where(Contact.external_id.startswith("successor:"))) == ["Zoe Zhang"]


@pytest.mark.parametrize(
    ("part", "typed", "sentence"),
    [
        ("time", {"at": ""}, "Choose a time."),
        ("time", {"at": "2026-11-24T10:00:00"}, "Choose a time."),
        ("time", {"at": "2020-01-01T10:00:00+00:00"}, "That time is gone"),
        ("later", {"wait": "century"}, "Choose when we may ask again."),
        ("instead", {"name": " \n", "phone": "+44 20 7946 0123"}, "Give the name of the person"),
        ("instead", {"name": "Z" * 101, "phone": "+44 20 7946 0123"}, "Give the name of the person"),
        ("instead", {"name": "Zoe <b>", "phone": "030 12"}, "That is no phone number that we can call"),
        ("instead", {"name": "Zoe", "phone": "+49 30 23125 005"}, "That is your own number"),
    ],
)
def test_bad_input_is_told_in_a_sentence_and_nothing_typed_is_lost(
    client: FlaskClient, cast: Cast, link: str, part: str, typed: dict[str, str], sentence: str
) -> None:
    answer = press(client, link, part, **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    if part == "instead":
        shown = typed["name"].replace("<", "&lt;").replace(">", "&gt;")
        assert f'value="{shown}"' in answer.text
        assert f'value="{typed["phone"]}"' in answer.text
    assert choices(cast) == []


@pytest.mark.parametrize("part", ["later", "back", "never", "instead"])
def test_without_the_form_of_the_page_nothing_is_done(client: FlaskClient, cast: Cast, link: str, part: str) -> None:
    typed = {"wait": "week", "name": "Zoe Zhang", "phone": "+44 20 7946 0123"}
    for form in ({}, {"form": "2026-01-01.aaaaaaaaaaaaaaaaaaaaaa"}, {"form": "ä"}):
        answer = client.post(f"{link}/{part}", data={**typed, **form})
        assert answer.status_code == 422
        assert "The page was open for long" in answer.text
    assert choices(cast) == []


@pytest.mark.parametrize("token", ["x", "a.b", "aaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaa", "ä" * 30, "%00"])
def test_a_link_that_is_not_ours_leads_nowhere(client: FlaskClient, cast: Cast, link: str, token: str) -> None:
    answer = client.get(f"/n/{token}", headers={"Accept-Language": "fr-CH, en;q=0.5"})
    assert answer.status_code == 404
    assert "Ce lien ne mène nulle part" in answer.text
    assert client.post(f"/n/{token}/later", data={"wait": "week", "form": "x"}).status_code == 404
    changed = link[:-1] + ("a" if link[-1] != "a" else "b")
    assert client.get(changed).status_code == 404
    assert client.get(cast.runtime.links.page("signed-but-nobodys").removeprefix("http://localhost")).status_code == 404


@pytest.mark.parametrize("end", ["stopped", "erased"])
def test_a_page_left_open_over_the_end_can_only_say_never(client: FlaskClient, cast: Cast, link: str, end: str) -> None:
    before = client.get(link).text
    form, times = form_of(before), re.findall(r'<option value="(2[^"]+)"', before)
    if end == "stopped":
        cast.do(steering.stop, cast.campaign_id, "Mona")
    else:
        hashed, contact_id = cast.runtime.line_hash, cast.contact_id("C5")
        cast.do(erasing.silence, contact_id, None, rules=cast.runtime.rulebook, line_hash=hashed)
        cast.do(erasing.erase, contact_id, None, line_hash=hashed)
    shown = client.get(link).text
    assert "This call is over, and this page with it." in shown
    assert "Eva" not in shown
    assert "support case" not in shown
    everybody = len(rows(cast, select(Contact.id)))
    for part, typed in (
        ("time", {"at": times[20]}),
        ("later", {"wait": "month"}),
        ("instead", {"name": "Zoe Zhang", "phone": "+44 20 7946 0123"}),
        ("back", {}),
    ):
        answer = client.post(f"{link}/{part}", data={"form": form, **typed}, follow_redirects=True)
        assert answer.status_code in (200, 422), part
        assert "This call is over" in answer.text, part
    assert choices(cast) == []
    assert rows(cast, select(Appointment).where(*STILL_OPEN)) == []
    assert len(rows(cast, select(Contact.id))) == everybody
    assert press(client, link, "never").status_code == 303
    assert rows(cast, select(Suppression.id)) != []
    assert "Eva" not in client.get(link).text


def test_the_page_speaks_the_language_of_its_reader(client: FlaskClient, cast: Cast, link: str) -> None:
    for language, title in (("de", "Ein Anruf von"), ("fr", "Un appel de"), ("es", "Una llamada de"), ("ja", "A call")):
        with cast.runtime.database.transaction() as session:
            session.execute(update(Contact).values(language=language))
        page = client.get(link, headers={"Accept-Language": "en"}).text
        assert title in page
        assert f'<html lang="{language if language != "ja" else "en"}">' in page


def test_while_the_phone_rings_the_page_says_so(client: FlaskClient, cast: Cast, link: str) -> None:
    form = form_of(client.get(link).text)
    with cast.runtime.database.transaction() as session:
        session.execute(update(Campaign).values(notice_days=None))
    cast.now = now()
    cast.ring("C5")
    assert "We are calling you at this very moment." in client.get(link).text
    answer = client.post(f"{link}/later", data={"wait": "week", "form": form})
    assert answer.status_code == 422
    assert "Nothing was changed yet." in answer.text
    assert choices(cast) == []


def test_who_tries_too_often_waits(client: FlaskClient, cast: Cast, link: str) -> None:
    codes = [client.post(f"{link}/back", headers={"Accept-Language": "de"}).status_code for _ in range(22)]
    assert codes[19:] == [422, 429, 429]
    answer = client.post(f"{link}/back", headers={"Accept-Language": "de"})
    assert "Bitte warten Sie eine Minute" in answer.text
    # Whoever reads is not kept out by that, nor is somebody else's mail program.
    assert client.get(link).status_code == 200


def test_staff_who_are_signed_in_see_the_same(client: FlaskClient, cast: Cast, link: str) -> None:
    before = client.get(link).text
    sign_in(client, Role.MANAGER)
    assert client.get(link).text == before


def test_the_pages_of_the_contact_and_of_the_case_say_what_was_chosen(
    client: FlaskClient, cast: Cast, link: str
) -> None:
    press(client, link, "later", wait="week")
    press(client, link, "back")
    press(client, link, "instead", name="Zoe <Zhang>", phone="+44 20 7946 0123")
    client.post(f"{link}/never", data={"List-Unsubscribe": "One-Click"})
    sign_in(client, Role.ACCOUNT_TEAM)
    for path in (f"/contacts/{cast.contact_id('C5')}", f"/cases/{cast.case_id('C5')}"):
        page = client.get(path).text
        assert "<strong>Sent " in page
        for words in ("They said not now, until", "They took that back", "They named somebody else", "They said never"):
            assert words in page
        assert "with the button of their mail program" in page
        assert "Zoe &lt;Zhang&gt;</a>" in page
        assert "Autumn support cases" in page


def test_a_note_that_could_not_be_sent_says_why(client: FlaskClient, cast: Cast, link: str) -> None:
    with cast.runtime.database.transaction() as session:
        session.execute(update(AdvanceNotice).values(sent_at=None, round=2))
    sign_in(client, Role.ACCOUNT_TEAM)
    path = f"/contacts/{cast.contact_id('C5')}"
    assert "On its way since" in client.get(path).text
    with cast.runtime.database.transaction() as session:
        session.execute(update(AdvanceNotice).values(failed_at=now(), problem="The mail server refused it (550)."))
    page = client.get(path).text
    for words in ("Could not be sent", "called without it", "The mail server refused it (550).", "the 2. note about"):
        assert words in page
    assert "Note ahead" not in client.get(f"/cases/{cast.case_id('C1')}").text

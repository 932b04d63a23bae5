"""The pages of customers and their people: who is found, what is said of them, and why they are not called."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cast import WORDS, Cast, sign_in
from flask.testing import FlaskClient
from kept import app_over
from sqlalchemy import select, update

from vocsurvey.db.agreement import Consent
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import Role
from vocsurvey.db.reach import PartTally
from vocsurvey.db.reads import accounts, contact, contacts, heard
from vocsurvey.db.sample import NOWHERE, Account, Contact, Touchpoint
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.rulebook import load_rulebook
from vocsurvey.runtime import Runtime


@pytest.fixture
def manager(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which the manager has signed in."""
    sign_in(client, Role.MANAGER)
    return client


def text_of(page: str) -> str:
    """A page without its markup, every run of blanks as one."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def row_of(page: str, name: str) -> str:
    """The row of a table that has a name in it."""
    return text_of("<main>" + next(row for row in page.split("<tr>") if name in row))


def change(cast: Cast, kind: type[Account] | type[Contact], key: str, **facts: object) -> int:
    """Change a customer or a person; the id."""
    with cast.runtime.database.transaction() as session:
        row: Any = session.scalars(select(kind).where(kind.external_id == key)).one()
        for name, value in facts.items():
            setattr(row, name, value)
        return int(row.id)


def account_of(cast: Cast, key: str) -> str:
    """The address of a customer's page."""
    return f"/accounts/{change(cast, Account, key)}"


def contact_of(cast: Cast, key: str) -> str:
    """The address of a person's page."""
    return f"/contacts/{change(cast, Contact, key)}"


def test_the_list_shows_value_owner_coverage_and_signals(manager: FlaskClient, cast: Cast) -> None:
    change(cast, Account, "A1", tier="gold", region="East")
    page = manager.get("/accounts").text
    assert page.index("Harbour Logistics") < page.index("Lindner Optik"), "the highest value first"
    harbour = row_of(page, "Harbour Logistics")
    assert "A1 · US 480,000 gold East Alma Okafor 2 of 2 decision makers 1 of 1 split last heard" in harbour
    assert harbour.endswith(" 1")
    lindner = row_of(page, "Lindner Optik")
    assert "91,000 — — nobody 1 of 3 no decision maker known" in lindner
    assert "split" not in lindner
    words = text_of(page)
    assert "one account one vote 2 of 2 (100 %)" in words
    assert "by yearly value 571,000 of 571,000 (100 %)" in words


def test_silence_is_a_signal(manager: FlaskClient, cast: Cast) -> None:
    with cast.runtime.database.transaction() as session:
        session.execute(update(Interview).values(started_at=cast.now - timedelta(days=366)))
    page = text_of(manager.get("/accounts?silent=yes").text)
    assert page.count("silent for a year last heard") == 2
    assert "split" not in page
    assert "one account one vote 0 of 2 (0 %)" in page
    assert "Nobody here has answered for a year." in text_of(manager.get(account_of(cast, "A1")).text)
    with cast.runtime.database.transaction() as session:
        session.execute(update(Interview).values(completeness="contacted"))
    assert "never answered" in row_of(manager.get("/accounts").text, "Harbour Logistics")
    assert "nobody here has ever answered" in text_of(manager.get(account_of(cast, "A1")).text)
    with cast.runtime.database.transaction() as session:
        session.execute(update(Attempt).values(counted=False))
    assert "never asked" in row_of(manager.get("/accounts").text, "Harbour Logistics")
    assert "Nobody here was ever asked." in text_of(manager.get(account_of(cast, "A1")).text)


CUSTOMERS = {
    "q=harbour": {"Harbour"},
    "q=a2": {"Lindner"},
    "q=%25": set(),
    "tier=gold": {"Harbour"},
    "region=West": {"Lindner"},
    "tier=gold&region=West": set(),
    "silent=yes": set(),
    "owner=nobody": {"Harbour", "Lindner"},
    "owner=999": set(),
    "page=-3": {"Harbour", "Lindner"},
    "page=x": {"Harbour", "Lindner"},
}


def test_customers_are_chosen_by_what_is_known_of_them(manager: FlaskClient, cast: Cast) -> None:
    change(cast, Account, "A1", tier="gold", region="East")
    change(cast, Account, "A2", region="West")
    for query, found in CUSTOMERS.items():
        page = text_of(manager.get(f"/accounts?{query}").text)
        assert {name for name in ("Harbour", "Lindner") if f"{name} " in page} == found, query
        assert ("No account like that. Show all of them ." in page) is not bool(found), query
    owner = cast.user_id(Role.ACCOUNT_TEAM)
    assert "Lindner Optik" not in manager.get(f"/accounts?owner={owner}").text


def test_an_account_shows_its_people_by_role_and_what_they_said(manager: FlaskClient, cast: Cast) -> None:
    page = text_of(manager.get(account_of(cast, "A1")).text)
    assert "They do not agree: users have nothing to complain of, decision makers do." in page
    assert WORDS in page
    assert page.index("Decision makers 1 Ann Archer complained") < page.index("Users 1 Ben Burke content")
    assert "Open follow-ups 1 Ann Archer, Harbour Logistics" in page
    change(cast, Contact, "C1", active=False)
    page = text_of(manager.get(account_of(cast, "A1")).text)
    assert "Ann Archer no longer called · complained" in page
    assert "They do not agree" not in page, "whoever has left does not count any more"
    assert WORDS in page, "but what they said stays"


def test_an_account_without_anybody_is_not_empty_handed(manager: FlaskClient, cast: Cast) -> None:
    with cast.runtime.database.transaction() as session:
        session.add(Account(external_id="A9", name="Quiet Mills", country="GB"))
    page = text_of(manager.get(account_of(cast, "A9")).text)
    for words in ("Nobody is known here.", "Nobody here has said anything yet.", "Nobody here waits for one of us."):
        assert words in page
    assert "0 of 0" in row_of(manager.get("/accounts").text, "Quiet Mills")
    assert "no value is known" in text_of(manager.get("/accounts?q=quiet").text)


EVERYBODY = ("Ann Archer", "Ben Burke", "Clara Lindner", "Dirk Danz", "Eva Ernst")
PEOPLE = {
    "q=ann": {"Ann Archer"},
    "q=LINDNER+optik": {"Clara Lindner", "Dirk Danz", "Eva Ernst"},
    "q=c2": {"Ben Burke"},
    "q=dirk@lindner": {"Dirk Danz"},
    "q=%2B49+30+23125003": {"Clara Lindner"},
    "q=030+23125-004": {"Dirk Danz"},
    "q=(202)+555-0102": {"Ben Burke"},
    "q=202+555": {"Ann Archer", "Ben Burke"},
    "q=%2B1+202+555+0101+ext+7": {"Ann Archer"},
    "q=%2B1+202+555+0101+ext+8": set(),
    "role=influencer": {"Clara Lindner"},
    "role=emperor&q=ann": {"Ann Archer"},
    "q=nobody": set(),
}


def test_people_are_found_by_name_customer_and_any_spelling_of_their_number(manager: FlaskClient, cast: Cast) -> None:
    change(cast, Contact, "C4", email="dirk@lindner.example")
    with cast.runtime.database.transaction() as session:
        session.scalars(select(Contact).where(Contact.external_id == "C1")).one().line.extension = "7"
    for query, found in PEOPLE.items():
        page = manager.get(f"/contacts?{query}").text
        assert {name for name in EVERYBODY if f">{name}</a>" in page} == found, query
        assert ("Nobody like that." in page) is not bool(found), query


def test_a_contact_shows_every_attempt_in_plain_words_and_the_next_call(manager: FlaskClient, cast: Cast) -> None:
    path = contact_of(cast, "C4")
    with cast.runtime.database.transaction() as session:
        session.get_one(Case, cast.case_id("C4")).due_at = cast.now + timedelta(days=2)
    page = text_of(manager.get(path).text)
    assert "Dirk Danz user Lindner Optik C4" in page
    assert "Phone +493023125004" in page
    assert "Europe/Berlin Language German" in page
    assert "Autumn support cases, about the label printer Not now: the automated voice calls them later." in page
    assert "Not due yet: the call follows by itself when it is." in page
    assert "By the automated voice · dialled once" in page
    assert "Attempts 1 Nobody picked up 3.13" in page
    assert page.count("Yes to calls by an automated voice in a contact list") == 1
    assert "What they said 0 Nothing yet." in page


def test_a_contact_keeps_closed_cases_and_what_was_said_in_them(manager: FlaskClient, cast: Cast) -> None:
    with cast.runtime.database.transaction() as session:
        row = session.get_one(Case, cast.case_id("C1"))
        session.add(
            Consent(
                contact_id=row.contact_id,
                purpose="live_call",
                granted=False,
                source="caller",
                words="May we call you again?",
                given_at=cast.now,
                expires_at=cast.now + timedelta(days=9),
            )
        )
        row.contact.zone, row.contact.automated_consent = None, None
    page = text_of(manager.get(contact_of(cast, "C1")).text)
    assert "No campaign calls them now: every case is closed." in page
    assert "Autumn support cases Answered to the end 1.1" in page
    assert WORDS in page
    assert "No to calls by a person to a caller" in page
    assert "Asked: “May we call you again?”" in page
    assert "Yes to calls by an automated voice in a contact list" in page
    assert "“The contact list says yes.”" in page
    assert "Note a yes or a no" not in page, "a manager reads it"
    assert "America/New_York, by the number" in page
    line = change(cast, Contact, "C2")
    with cast.runtime.database.transaction() as session:
        session.get_one(Contact, line).line.number = "+18005550199"
        session.get_one(Contact, line).zone = None
    page = text_of(manager.get(f"/contacts/{line}").text)
    assert "so we call when it is a good hour in all of them" in page or "Time where they are not known" in page


def test_a_contact_shows_the_hours_at_which_they_are_reached(runtime: Runtime, cast: Cast) -> None:
    path = contact_of(cast, "C4")
    with cast.runtime.database.transaction() as session:
        call = session.scalars(select(Call).where(Call.attempt.has(case_id=cast.case_id("C4")))).one()
        call.sent_at = cast.now.replace(hour=8)
        session.add(PartTally(segment="DE/user", part="12:00-15:00", reached=3, tries=4))
    client = app_over(replace(runtime, rulebook=load_rulebook())).test_client()
    sign_in(client, Role.MANAGER)
    page = text_of(client.get(path).text)
    morning = "In the morning, until 12:00 Reached 0 of 1 time. A call then has a chance of about 27 %."
    assert f"When they can be reached {morning} People with their role and country: not known yet" in page
    assert "From 12:00 to 15:00 best Never called at this hour. A call then has a chance of about 57 %." in page
    assert "People with their role and country: 3 of 4" in page
    change(cast, Contact, "C4", zone=None)
    assert "When they can be reached In the morning" in text_of(client.get(path).text), "their number says where"
    with cast.runtime.database.transaction() as session:
        session.scalars(select(Contact).where(Contact.external_id == "C4")).one().line.number = "+80012345678"
    assert "We do not know their time zone" in text_of(client.get(path).text)


def test_a_contact_in_no_campaign(manager: FlaskClient, cast: Cast) -> None:
    with cast.runtime.database.transaction() as session:
        other = session.scalars(select(Contact)).first()
        assert other is not None
        new = Contact(external_id="C9", account_id=other.account_id, line_id=other.line_id, name="Nia New", role="user")
        new.language, new.active = "en", False
        session.add(new)
    page = text_of(manager.get(contact_of(cast, "C9")).text)
    for words in ("no longer called", "They are in no campaign.", "Not called yet.", "They were never asked."):
        assert words in page
    assert "If one began now, it could not call them either, unless this changes. The contact is not active: " in page
    assert "What they had to do with us" not in page


def test_a_contact_shows_what_they_had_to_do_with_us_and_when_they_like_to_be_called(
    manager: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = contact_of(cast, "C4")
    with cast.runtime.database.transaction() as session:
        row = session.scalars(select(Contact).where(Contact.external_id == "C4")).one()
        row.hours, row.subdivision = {"mon-fri": ["09:00-12:00"]}, "BY"
        about = {"contact_id": row.id, "channel": "mail"}
        session.add(Touchpoint(external_id="O-1", kind="order", opened_at=cast.now - timedelta(days=500), **about))
        session.add(Touchpoint(external_id="relationship:C4", kind="relationship", **about))
    page = text_of(manager.get(path).text)
    assert "Likes to be called Mon–Fri 09:00–12:00 by their own clock" in page
    assert "State or province BY" in page
    assert "What they had to do with us 2 Order order O-1 · opened " in page
    assert re.search(r"mail the label printer asked about support case \S+", page), "it has no date, so it stands last"
    assert "relationship:C4" not in page
    monkeypatch.setattr(contact, "PAGE", 1)
    page = text_of(manager.get(path).text)
    assert "the label printer asked about" not in page
    assert "The latest 1 of them." in page


def test_whoever_is_in_no_campaign_any_more_is_told_until_when_they_rest(runtime: Runtime, cast: Cast) -> None:
    client = app_over(replace(runtime, rulebook=load_rulebook())).test_client()
    sign_in(client, Role.MANAGER)
    page = text_of(client.get(contact_of(cast, "C1")).text)
    assert "every case is closed. If one began now, it would call them later. Not before " in page
    assert "Completed another survey not long ago: " in page


def test_long_lists_come_in_pages(manager: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (accounts, contacts, heard):
        monkeypatch.setattr(module, "PAGE", 1)
    first, last = manager.get("/accounts").text, manager.get("/accounts?page=99").text
    assert "Page 1 of 2" in first
    assert ">Harbour Logistics</a>" in first
    assert ">Lindner Optik</a>" in last
    assert "Page 2 of 2" in last
    second = manager.get("/contacts?page=2&role=user").text
    assert "Page 2 of 3" in second
    assert "role=user" in second
    said = manager.get(account_of(cast, "A1") + "?page=2").text
    assert "Page 2 of 2" in said
    assert WORDS in said
    monkeypatch.setattr(contact, "PAGE", 1)
    with cast.runtime.database.transaction() as session:
        session.execute(update(Case).where(Case.id == cast.case_id("C4")).values(due_at=cast.now))
    cast.now += timedelta(hours=4)
    cast.end(*cast.ring("C4"), CarrierOutcome.NO_ANSWER)
    page = manager.get(contact_of(cast, "C4") + "?page=2").text
    assert "Page 2 of 2" in page


def test_test_calls_are_no_customers(manager: FlaskClient, cast: Cast) -> None:
    cast.trial(Role.MANAGER)
    with cast.runtime.database.reading() as session:
        account_id = session.scalars(select(Account.id).where(Account.country == NOWHERE)).one()
        contact_id = session.scalars(select(Contact.id).where(Contact.account_id == account_id)).one()
    assert "Test calls of" not in manager.get("/accounts").text
    assert "Mona Marsh</a>" not in manager.get("/contacts").text
    assert manager.get(f"/accounts/{account_id}").status_code == 404
    assert manager.get(f"/contacts/{contact_id}").status_code == 404


@pytest.mark.parametrize("role", [Role.AGENT, Role.CALLER, Role.ADMIN])
def test_whoever_may_not_read_what_customers_say_finds_no_way_there(
    client: FlaskClient, cast: Cast, role: Role
) -> None:
    sign_in(client, role)
    assert 'href="/accounts"' not in client.get("/").text
    follow_up = client.get(f"/follow-ups/{cast.own('C1', role)}")
    assert follow_up.status_code == 200
    assert "All about" not in follow_up.text


def test_the_pages_lead_to_each_other(manager: FlaskClient, cast: Cast) -> None:
    contact_page = contact_of(cast, "C1")
    for path in (f"/cases/{cast.case_id('C1')}", f"/follow-ups/{cast.follow_up_id('C1')}", account_of(cast, "A1")):
        assert f'href="{contact_page}"' in manager.get(path).text
    assert f'href="{account_of(cast, "A1")}"' in manager.get(contact_page).text

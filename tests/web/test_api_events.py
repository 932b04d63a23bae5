"""Events over HTTP: reported by a help desk, decided by the shipped rules, and read with what came of them."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from cast import Cast
from flask import Flask
from launched import launch
from programs import Program
from sqlalchemy import func, select

from vocsurvey.clock import now
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.trigger import drawn
from vocsurvey.operations import administering


@pytest.fixture
def program(app: Flask, cast: Cast) -> Program:
    """A program that may do everything, and a standing campaign that waits for closed complaints."""
    campaign = cast.do(
        administering.new_campaign,
        name="After support",
        company_name="Northwind",
        questionnaire="support-case",
        from_number="+12025550199",
        touchpoint_kinds=[],
        owner_id=None,
        standing=True,
    )
    assert isinstance(campaign, Campaign)
    cast.do(launch, campaign.id, cast.runtime.library["support-case"], "a test")
    return Program.with_scopes(app, cast)


def event(**other: Any) -> dict[str, Any]:
    """A closed complaint of somebody new."""
    return {
        "kind": "complaint_closed",
        "happened_at": (now() - timedelta(hours=1)).isoformat(),
        "external_id": "zendesk-4711",
        "contact": {
            "external_id": "C9",
            "name": "Nell North",
            "phone": "+44 20 7946 0123",
            "email": "nell@quince.example",
            "account": {"external_id": "A9", "name": "Quince Foods", "country": "GB"},
        },
        "touchpoint": {"external_id": "4711", "subject": "a torn carton", "opened_at": "2026-11-01T09:00:00+01:00"},
        "agent": {"external_id": "G9", "name": "Gwen", "team": "night"},
        **other,
    }


def test_event_becomes_a_case_and_both_can_be_read(program: Program, cast: Cast) -> None:
    given = event()
    made = program.ask("POST", "/events", given)
    assert made.status_code == 201, made.text
    told = made.get_json()
    assert (told["decision"], told["rule"], told["contact"]) == ("case_made", "after a closed complaint", "C9")
    assert told["case"]["due_at"] > told["received_at"]
    assert program.get(f"/events/{told['id']}").get_json() == told
    assert program.get("/events/zendesk-4711").get_json() == told
    assert program.get("/events").get_json() == {"data": [told], "next": None}
    again = program.ask("POST", "/events", given)
    assert (again.status_code, again.get_json()) == (200, told)
    with cast.runtime.database.reading() as session:
        assert session.scalar(select(Contact.email).where(Contact.external_id == "C9")) == "nell@quince.example"


def test_templates_that_know_nothing_write_empty_texts(program: Program) -> None:
    known = {"external_id": "C1", "phone": "", "name": " ", "email": "", "account": {"external_id": "A1", "tier": ""}}
    touchpoint = {"external_id": "4711", "subject": "  a torn carton ", "opened_at": "", "closed_at": None}
    body = event(contact=known, touchpoint=touchpoint, happened_at="", agent={"external_id": "G1", "team": ""})
    made = program.ask("POST", "/events", body)
    assert made.status_code == 201, made.text
    assert made.get_json()["happened_at"] == made.get_json()["received_at"]
    shown = program.get("/contacts/C1").get_json()
    assert (shown["name"], shown["phone"]) == ("Ann Archer", "+12025550101")
    assert program.ask("POST", "/events", body).status_code == 200, "the same report again, although time went on"


def test_reason_of_a_deferral_is_told_in_words(program: Program, cast: Cast) -> None:
    made = program.ask("POST", "/events", event()).get_json()
    with cast.runtime.database.transaction() as session:
        session.get_one(Case, made["case"]["id"]).waiting_for = ["suppressed"]
    told = program.get(f"/events/{made['id']}").get_json()["case"]["waiting_for"]
    assert told == [told[0]]
    assert told[0] != "suppressed"


def test_one_in_three_is_drawn_the_same_way_every_time(program: Program, cast: Cast) -> None:
    rule = next(one for one in cast.runtime.rulebook.lifecycle.triggers if one.on == "case_closed")
    about = next(f"N{number}" for number in range(100) if not drawn(rule, f"N{number}"))
    given = event(kind="case_closed", touchpoint={"external_id": about})
    assert program.ask("POST", "/events", given).get_json()["decision"] == "not_drawn"
    assert program.ask("POST", "/events", {**given, "external_id": "another"}).get_json()["decision"] == "not_drawn"


@pytest.mark.parametrize(
    ("wrong", "status", "pointer"),
    [
        ({"kind": "party"}, 422, "/kind"),
        ({"happened_at": (now() + timedelta(days=2)).isoformat()}, 422, "/happened_at"),
        ({"happened_at": "2026-11-01T09:00:00"}, 422, "/happened_at"),
        ({"happened_at": "1999-11-01T09:00:00Z"}, 422, "/happened_at"),
        ({"contact": {"external_id": "C8"}}, 422, "/contact/account/external_id"),
        ({"contact": {"external_id": "C1", "phone": "12"}}, 422, "/contact/phone"),
        ({"contact": {"external_id": "C1", "email": "nobody"}}, 422, "/contact/email"),
        ({"touchpoint": {"external_id": "T3"}}, 409, "/touchpoint/external_id"),
        (
            {"touchpoint": {"external_id": "x", "opened_at": "2026-11-02T00:00Z", "closed_at": "2026-11-01T00:00Z"}},
            422,
            "/touchpoint/closed_at",
        ),
        ({"agent": {"external_id": "G9", "shoe_size": 43}}, 422, "/agent/shoe_size"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(program: Program, wrong: Any, status: int, pointer: str) -> None:
    refused = program.ask("POST", "/events", event(**wrong))
    assert refused.status_code == status, refused.text
    assert refused.get_json()["errors"][0]["pointer"] == pointer
    assert program.get("/events").get_json()["data"] == []


def test_another_event_under_the_same_id_is_refused(program: Program) -> None:
    program.ask("POST", "/events", event())
    refused = program.ask("POST", "/events", event(kind="cancelled"))
    assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (409, "/external_id")
    assert program.get("/events/nothing").status_code == 404


def test_events_come_in_pages(program: Program) -> None:
    for number in range(5):
        program.ask("POST", "/events", event(external_id=f"E{number}", kind="cancelled"))
    seen, after = [], "0"
    while True:
        page = program.get("/events", limit="2", after=after).get_json()
        seen += [one["external_id"] for one in page["data"]]
        if page["next"] is None:
            break
        after = str(page["next"])
    assert seen == [f"E{number}" for number in range(5)]
    for wrong in ("limit=0", "limit=201", "limit=two", "after=-1", "after=01"):
        assert program.ask("GET", f"/events?{wrong}").status_code == 422


def test_same_event_at_once_from_many_makes_one_case(program: Program, cast: Cast) -> None:
    given = event()
    others = [event(external_id=f"other-{number}", touchpoint={"external_id": f"X{number}"}) for number in range(3)]
    answers: list[Any] = []
    gate = threading.Barrier(6)

    def send(body: dict[str, Any]) -> None:
        gate.wait()
        answers.append(program.ask("POST", "/events", body))

    threads = [threading.Thread(target=send, args=(body,)) for body in (given, given, given, *others)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {one.status_code for one in answers} <= {200, 201}, [one.text for one in answers]
    with cast.runtime.database.reading() as session:
        made = select(func.count(Case.id)).where(Case.contact.has(external_id="C9"))
        assert session.scalar(made) == 1, "not more than one a month, however close together they come"

"""The page of events: what came in, what became of it, and how it is narrowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from cast import Cast, sign_in
from flask import Flask
from flask.testing import FlaskClient
from launched import launch
from programs import Program

from vocsurvey.app import create_app
from vocsurvey.clock import now
from vocsurvey.db.campaign import Campaign
from vocsurvey.db.people import Role
from vocsurvey.fieldwork.trigger import LifecycleRules
from vocsurvey.operations import administering


def report(program: Program, kind: str, contact: str, ticket: str) -> None:
    """A program reports something of somebody whom we know."""
    body = {
        "kind": kind,
        "happened_at": (now() - timedelta(hours=1)).isoformat(),
        "external_id": f"ticket-{ticket}",
        "contact": {"external_id": contact},
        "touchpoint": {"external_id": ticket, "subject": "a torn carton"},
    }
    assert program.ask("POST", "/events", body).status_code == 201


def test_each_event_is_told_with_its_case_or_why_there_is_none(app: Flask, client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    assert "Nothing was reported yet." in client.get("/events").text
    assert 'href="/events"' in client.get("/campaigns").text
    program = Program.with_scopes(app, cast)
    report(program, "complaint_closed", "C1", "1")
    made = cast.do(
        administering.new_campaign, name="After support", company_name="N", questionnaire="support-case",
        from_number="+12025550199", touchpoint_kinds=[], owner_id=None, standing=True,
    )  # fmt: skip
    assert isinstance(made, Campaign)
    cast.do(launch, made.id, cast.runtime.library["support-case"], "a test")
    report(program, "complaint_closed", "C5", "2")
    page = client.get("/events").text
    assert "ticket-1" in page
    assert "no campaign waits for it" in page
    assert "No standing campaign with the questionnaire support-case is under way." in page
    assert "a case in After support" in page
    assert "by the rule “after a closed complaint”" in page
    assert page.index("ticket-2") < page.index("ticket-1")
    for narrowed, seen, unseen in (
        ("decision=case_made", "ticket-2", "ticket-1"),
        ("q=ann%20arch", "ticket-1", "ticket-2"),
        ("q=TICKET-2&kind=complaint_closed", "ticket-2", "ticket-1"),
        ("kind=nonsense&decision=nonsense", "ticket-2", "No event like that"),
        ("kind=renewal_due", "No event like that", "ticket-1"),
    ):
        shown = client.get(f"/events?{narrowed}").text
        assert seen in shown, narrowed
        assert unseen not in shown, narrowed


def test_a_rule_that_asks_nothing_that_there_is_is_named(cast: Cast) -> None:
    rules = cast.runtime.rulebook.lifecycle
    slips = (rules.triggers[0].model_copy(update={"ask": "suport"}), *rules.triggers[1:])
    wrong: LifecycleRules = rules.model_copy(update={"triggers": slips})
    runtime = replace(cast.runtime, rulebook=replace(cast.runtime.rulebook, lifecycle=wrong))
    client = create_app(runtime).test_client()
    sign_in(client, Role.MANAGER)
    assert "asks suport, which is no questionnaire" in client.get("/events").text

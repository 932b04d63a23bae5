"""Claim, note, put right, verify: each says what it did, and a refusal keeps what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.clock import now
from vocsurvey.db.followup import FollowUp, FollowUpEvent, Notice
from vocsurvey.db.people import Role

RIGHT = {"cause": "responsiveness", "action": "Called back.", "told": "It will not happen again."}


@pytest.fixture
def sam(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which somebody from customer success has signed in, and a follow-up that nobody has."""
    cast.own("C3", None)
    sign_in(client, Role.CUSTOMER_SUCCESS)
    return client


def as_it_stands(cast: Cast) -> FollowUp:
    """Clara's follow-up."""
    with cast.runtime.database.reading() as session:
        row = session.get_one(FollowUp, cast.follow_up_id("C3"))
        session.expunge(row)
        return row


def events(cast: Cast) -> list[str]:
    """What happened to it."""
    wanted = select(FollowUpEvent.kind).where(FollowUpEvent.follow_up_id == cast.follow_up_id("C3"))
    with cast.runtime.database.reading() as session:
        return list(session.scalars(wanted.order_by(FollowUpEvent.id)))


def place(cast: Cast) -> str:
    """The page of the follow-up."""
    return f"/follow-ups/{cast.follow_up_id('C3')}"


def test_claim_note_and_put_right(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    answer = post(sam, f"{page}/claim", page, seen_owner="")
    assert (answer.status_code, answer.location) == (303, page)
    shown = sam.get(page).text
    assert "It is yours now." in shown
    assert "Call Clara Lindner" in shown
    assert as_it_stands(cast).owner_id == cast.user_id(Role.CUSTOMER_SUCCESS)
    assert post(sam, f"{page}/note", page, event="note", text="Asked billing.").status_code == 303
    assert "Asked billing." in sam.get(page).text
    assert post(sam, f"{page}/resolve", page, **RIGHT).status_code == 303
    assert as_it_stands(cast).state == "verification_due"
    shown = sam.get(page).text
    assert "Somebody other than you asks Clara Lindner" in shown
    assert "People: responsiveness." in shown
    assert "Told the customer: It will not happen again." in shown


def test_waiting_for_the_customer_stands_on_the_page(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    post(sam, f"{page}/claim", page, seen_owner="")
    day = (now() + timedelta(days=5)).date().isoformat()
    wait = {"event": "waiting_for_customer", "text": "Their log files.", "promised_on": day}
    refused = post(sam, f"{page}/note", page, **wait)
    assert refused.status_code == 422
    assert "Speak with them first" in refused.text
    assert "What I waited for has come" not in refused.text
    post(sam, f"{page}/note", page, event="in_conversation", text="They send the files.")
    undated = post(sam, f"{page}/note", page, **{**wait, "promised_on": ""})
    assert (undated.status_code, "Say until which day you wait for them." in undated.text) == (422, True)
    assert post(sam, f"{page}/note", page, **wait).status_code == 303
    shown = sam.get(page).text
    assert "Their clocks stand still until then" in shown
    assert "We waited for them" in shown
    assert "What I waited for has come" in shown
    answered = post(sam, f"{page}/note", page, event="customer_answered", text="Here they are.")
    assert answered.status_code == 303
    assert "has what the customer was asked for" in sam.get(page).text
    assert events(cast)[-2:] == ["waiting_for_customer", "customer_answered"]


def test_putting_right_without_a_cause_says_so_at_the_field_and_keeps_the_rest(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    post(sam, f"{page}/claim", page, seen_owner="")
    answer = post(sam, f"{page}/resolve", page, **{**RIGHT, "cause": ""})
    assert answer.status_code == 422
    assert 'id="cause-problem">Choose the root cause.' in answer.text
    assert 'aria-describedby="cause-problem"' in answer.text
    assert "Called back.</textarea>" in answer.text
    assert "It will not happen again.</textarea>" in answer.text
    assert as_it_stands(cast).state == "assigned"


@pytest.mark.parametrize(
    ("field", "sentence"),
    [("action", "Write down what was done about it"), ("told", "Write down what the customer was told")],
)
@pytest.mark.parametrize("value", ["", "  x "])
def test_putting_right_needs_every_word(cast: Cast, sam: FlaskClient, field: str, sentence: str, value: str) -> None:
    page = place(cast)
    post(sam, f"{page}/claim", page, seen_owner="")
    answer = post(sam, f"{page}/resolve", page, **{**RIGHT, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-problem">{sentence}' in answer.text


def test_a_cause_that_is_not_in_the_list_is_refused(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    post(sam, f"{page}/claim", page, seen_owner="")
    assert post(sam, f"{page}/resolve", page, **{**RIGHT, "cause": "the weather"}).status_code == 422


def test_put_right_twice_is_refused_in_words(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    post(sam, f"{page}/claim", page, seen_owner="")
    post(sam, f"{page}/resolve", page, **RIGHT)
    again = post(sam, f"{page}/resolve", page, **RIGHT)
    assert again.status_code == 422
    assert events(cast).count("put_right") == 1


def test_a_claim_against_another_one_is_refused_kindly(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    cast.own("C3", Role.MANAGER)
    answer = post(sam, f"{page}/claim", page, seen_owner="")
    assert answer.status_code == 422
    assert "Mona Marsh has it now. Look again before you take it over." in answer.text
    assert as_it_stands(cast).owner_id == cast.user_id(Role.MANAGER)
    assert post(sam, f"{page}/claim", page, seen_owner=str(cast.user_id(Role.MANAGER))).status_code == 303
    assert as_it_stands(cast).owner_id == cast.user_id(Role.CUSTOMER_SUCCESS)


def test_a_promise_needs_its_day(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    post(sam, f"{page}/claim", page, seen_owner="")
    answer = post(sam, f"{page}/note", page, event="action_agreed", text="A credit note.")
    assert answer.status_code == 422
    assert 'id="promised_on-problem">Say by which day it will be done.' in answer.text
    assert "A credit note.</textarea>" in answer.text
    past = (now() - timedelta(days=3)).date().isoformat()
    answer = post(sam, f"{page}/note", page, event="action_agreed", text="A credit note.", promised_on=past)
    assert answer.status_code == 422
    assert "a time that is still to come" in answer.text
    soon = (now() + timedelta(days=3)).date()
    answer = post(sam, f"{page}/note", page, event="action_agreed", text="A note.", promised_on=soon.isoformat())
    assert answer.status_code == 303
    due_at = as_it_stands(cast).next_action_at
    assert due_at is not None
    assert due_at.date() == soon


@pytest.mark.parametrize(
    ("event", "said"), [("contact_attempted", "The deadline stays"), ("in_conversation", "Next, agree a plan")]
)
def test_contacts_are_kept(cast: Cast, sam: FlaskClient, event: str, said: str) -> None:
    page = place(cast)
    post(sam, f"{page}/note", page, event=event, text="Rang.")
    assert said in sam.get(page).text
    assert events(cast)[-1] == event


def test_a_note_without_words_is_refused(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    answer = post(sam, f"{page}/note", page, event="note", text=" ")
    assert answer.status_code == 422
    assert 'id="text-problem">Write something first.' in answer.text


def test_a_note_may_be_hostile(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    post(sam, f"{page}/note", page, event="note", text="<script>alert(2)</script>")
    assert "<script>alert(2)" not in sam.get(page).text


def test_the_customer_confirms_through_somebody_else(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    cast.own("C3", Role.MANAGER)
    manager = sam.application.test_client()
    sign_in(manager, Role.MANAGER)
    post(manager, f"{page}/resolve", page, **RIGHT)
    assert post(sam, f"{page}/verify", page).status_code == 422
    assert post(sam, f"{page}/verify", page, verdict="verified", text="all good").status_code == 303
    assert as_it_stands(cast).closed_at is not None
    assert "confirmed by the customer" in sam.get(page).text
    assert "Clara Lindner" in sam.get("/follow-ups?whose=all&state=closed").text


def test_the_owner_does_not_confirm_for_the_customer(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    post(sam, f"{page}/claim", page, seen_owner="")
    post(sam, f"{page}/resolve", page, **RIGHT)
    refused = post(sam, f"{page}/verify", page, verdict="verified")
    assert as_it_stands(cast).closed_at is None
    assert "Somebody other than you asks the customer" in refused.text


def test_what_is_sent_without_a_token_changes_nothing(cast: Cast, sam: FlaskClient) -> None:
    before = events(cast)
    for verb in ("claim", "note", "resolve", "verify"):
        assert sam.post(f"{place(cast)}/{verb}", data={"event": "note", "text": "forged"}).status_code == 400
    assert events(cast) == before


def test_the_bell_counts_what_is_new_and_opens_it(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    assert '<span class="count">1</span>' in client.get("/notices/bell").text
    page = client.get("/notices").text
    assert "Ann Archer at Harbour Logistics needs you" in page
    with cast.runtime.database.reading() as session:
        user_id = cast.user_id(Role.ACCOUNT_TEAM)
        notice_id = session.scalars(select(Notice.id).where(Notice.recipient_id == user_id)).one()
    answer = post(client, f"/notices/{notice_id}/open", "/notices")
    assert answer.location == f"/follow-ups/{cast.follow_up_id('C1')}"
    assert "none new" in client.get("/notices/bell").text


def test_all_notices_are_seen_at_once(cast: Cast, client: FlaskClient) -> None:
    cast.notice_for(Role.AGENT)
    sign_in(client, Role.AGENT)
    assert "I have seen them all" in client.get("/notices").text
    assert post(client, "/notices/seen", "/notices").status_code == 303
    assert "I have seen them all" not in client.get("/notices").text


def test_handing_it_over_to_a_queue_says_why_and_tells_them(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    post(sam, f"{page}/claim", page, seen_owner="")
    refused = post(sam, f"{page}/hand-on", page, to="", why="")
    assert refused.status_code == 422
    assert "Choose to whom." in refused.text
    assert "Write down why" in refused.text
    assert post(sam, f"{page}/hand-on", page, to="99999", why="They know it.").status_code == 422
    assert post(sam, f"{page}/hand-on", page, to="product", why="They know it.").status_code == 303
    row = as_it_stands(cast)
    assert (row.owner_id, row.queue) == (None, "product")
    shown = sam.get(page).text
    assert "Handed over to the product queue." in shown
    assert "to the product queue" in shown
    assert "They know it." in shown


def test_handing_it_over_to_somebody(cast: Cast, sam: FlaskClient) -> None:
    page, manager = place(cast), cast.user_id(Role.MANAGER)
    post(sam, f"{page}/claim", page, seen_owner="")
    assert post(sam, f"{page}/hand-on", page, to=str(manager), why="You spoke with them.").status_code == 303
    assert as_it_stands(cast).owner_id == manager
    assert post(sam, f"{page}/hand-on", page, to="product", why="Or they.").status_code == 404


def test_what_cannot_be_resolved_says_why(cast: Cast, sam: FlaskClient) -> None:
    page = place(cast)
    post(sam, f"{page}/claim", page, seen_owner="")
    refused = post(sam, f"{page}/cannot", page, cause="", reason="", told="")
    assert refused.status_code == 422
    assert 'id="cannot-cause-problem">Choose the root cause.' in refused.text
    assert "Write down why nothing more can be done" in refused.text
    answer = post(sam, f"{page}/cannot", page, cause="product_gap", reason="It is not planned.", told="Just that.")
    assert answer.status_code == 303
    assert as_it_stands(cast).state == "cannot_be_resolved"
    shown = sam.get(page).text
    assert "does not count as put right" in shown
    assert "It is not planned." in shown

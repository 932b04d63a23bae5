"""The page of what is unsure: who is held back, what was asked, and a person's own word."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select, update

from vocsurvey.clock import now
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.inquiry import Inquiry
from vocsurvey.db.people import Role
from vocsurvey.db.reads.inquiries import doubts, masked
from vocsurvey.operations import dialing, gatekeeping, reconciling

PAGE = "/uncertain-calls"


@pytest.fixture
def manager(client: FlaskClient, cast: Cast) -> FlaskClient:
    """The manager has signed in, and the call to Eva Ernst is uncertain."""
    cast.doubt()
    sign_in(client, Role.MANAGER)
    return client


def words(client: FlaskClient, path: str = PAGE) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).text).split())


def the_inquiry(cast: Cast) -> Inquiry:
    with cast.runtime.database.reading() as session:
        found = session.get_one(Inquiry, cast.doubt())
        session.expunge_all()
        return found


def test_nothing_unsure_is_said_in_a_sentence(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ADMIN)
    assert "Nothing is unsure" in words(client)
    assert "Nothing had to be found out yet" in words(client)
    assert "uncertain" not in words(client, "/")


def test_what_is_unsure_is_shown_with_a_masked_number(manager: FlaskClient, cast: Cast) -> None:
    page = words(manager)
    assert "Eva Ernst" in page
    assert "+49 •••••••005" in page
    assert "+493023125005" not in manager.get(PAGE).text
    assert "The carrier did not answer in time." in page
    assert "The carrier was not asked yet." in page
    assert "1 call uncertain" in words(manager, "/")
    assert "Uncertain calls" in words(manager, "/gate")


@pytest.mark.parametrize(
    ("learned", "problem", "said"),
    [
        ({"undecided": ["CA1"]}, None, "1 call to this number may be ours"),
        ({"undecided": ["CA1", "CA2"]}, None, "2 calls to this number may be ours"),
        ({}, None, "It shows no such call so far"),
        ({}, "The carrier's list of calls broke off.", "It did not answer: The carrier&#39;s list of calls broke off."),
    ],
)
def test_what_was_asked_and_what_was_learned(
    manager: FlaskClient, cast: Cast, learned: dict[str, list[str]], problem: str | None, said: str
) -> None:
    with cast.runtime.database.transaction() as session:
        changes = {"asks": 2, "asked_at": now() - timedelta(minutes=3), "learned": learned, "problem": problem}
        session.execute(update(Inquiry).values(**changes))
    assert said in words(manager)
    assert "asked 2 times, last 3 min ago" in words(manager)


def test_asking_now_makes_it_due_and_wakes_a_worker(manager: FlaskClient, cast: Cast) -> None:
    inquiry_id = cast.doubt()
    with cast.runtime.database.transaction() as session:
        later = now() + timedelta(hours=1)
        session.execute(update(Inquiry).values(ask_at=later, nudged_until=later))
    answer = post(manager, f"{PAGE}/{inquiry_id}/ask", PAGE)
    assert answer.status_code == 303
    assert the_inquiry(cast).ask_at <= now()
    queue = Queue("upkeep", connection=cast.runtime.redis, serializer=JSONSerializer)
    assert [(job.func_name, job.args) for job in queue.jobs] == [("vocsurvey.jobs.inquiries.ask_carrier", [inquiry_id])]
    assert "The carrier is being asked" in words(manager)


@pytest.mark.parametrize(("what", "counted", "status"), [("never", False, "unsent"), ("rang", True, "ended")])
def test_a_persons_own_word_frees_the_line_and_is_kept(
    manager: FlaskClient, cast: Cast, what: str, counted: bool, status: str
) -> None:
    path = f"{PAGE}/{cast.doubt()}"
    answer = post(manager, path, path, what=what, reason="The carrier's own log says so.")
    assert answer.status_code == 303
    inquiry = the_inquiry(cast)
    assert (inquiry.settled_by, inquiry.reason) == ("Mona Marsh", "The carrier's own log says so.")
    with cast.runtime.database.reading() as session:
        call = session.get_one(Call, inquiry.call_id)
        attempt = session.scalars(select(Attempt).where(Attempt.call_id == call.id)).one()
        assert (call.status, attempt.counted) == (status, counted)
        assert audit(session, now() + timedelta(seconds=1), None) == ()
        assert doubts(session).count == 0
    page = words(manager)
    assert "Nothing is unsure" in page
    assert "Mona Marsh: The carrier&#39;s own log says so." in page


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"reason": "the log of the carrier"}, "Choose what happened."),
        ({"what": "never"}, "Write down how you know"),
        ({"what": "maybe", "reason": "the log of the carrier"}, "Not a valid choice"),
        ({"what": "rang", "reason": "x"}, "Write down how you know"),
    ],
)
def test_a_word_without_a_reason_is_not_taken(
    manager: FlaskClient, cast: Cast, form: dict[str, str], sentence: str
) -> None:
    path = f"{PAGE}/{cast.doubt()}"
    answer = post(manager, path, path, **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert the_inquiry(cast).settled_at is None


def test_what_the_carrier_told_meanwhile_is_not_overruled(manager: FlaskClient, cast: Cast) -> None:
    inquiry = the_inquiry(cast)
    path = f"{PAGE}/{inquiry.id}"
    cast.do(dialing.record_placed, inquiry.call_id, next(cast.sids))
    post(manager, path, path, what="never", reason="I am quite sure of it.")
    assert "not uncertain any more" in words(manager)
    assert the_inquiry(cast).settled_by is None
    cast.do(reconciling.already_told, inquiry.id)
    assert post(manager, path, PAGE).status_code == 303
    assert post(manager, f"{path}/ask", PAGE).status_code == 303
    assert "not uncertain any more" in words(manager)
    with cast.runtime.database.reading() as session:
        assert session.get_one(Call, inquiry.call_id).status == CallStatus.PLACED


def test_an_inquiry_about_key_presses_has_no_such_page(manager: FlaskClient, cast: Cast) -> None:
    with cast.runtime.database.transaction() as session:
        session.execute(update(Inquiry).values(kind="key_presses"))
    assert manager.get(f"{PAGE}/{cast.doubt()}").status_code == 404
    assert manager.get(f"{PAGE}/99999").status_code == 404


@pytest.mark.parametrize(("number", "shown"), [("+12025550101", "+12 ••••••101"), ("+4412", "+44 412")])
def test_a_number_is_masked(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_the_switch_hangs_up_phones_that_ring_at_once_and_shows_who_pressed_it(
    manager: FlaskClient, cast: Cast
) -> None:
    cast.now = began = now()
    token, _ = cast.ring("C4")
    assert post(manager, "/gate", "/gate", turn="stop").status_code == 303
    with cast.runtime.database.reading() as session:
        call = session.scalars(select(Call).where(Call.token == token)).one()
        assert call.hang_up_wanted_at is not None
        assert call.hang_up_wanted_at >= began
        assert "Stopped by Mona Marsh" in words(manager, "/gate")
    assert post(manager, "/gate", "/gate", turn="open").status_code == 303


def test_the_carriers_reason_stands_on_the_pages(manager: FlaskClient, cast: Cast) -> None:
    error = cast.runtime.rulebook.account_errors.of(20005, 403)
    assert error is not None
    call_id = the_inquiry(cast).call_id
    cast.now = now()
    cast.do(gatekeeping.record_account_refused, call_id, error, "its words", rules=cast.runtime.rulebook)
    for path in ("/", "/gate"):
        assert "perhaps because it is out of funds. Look at the balance" in words(manager, path)
    assert "dialling goes on by itself" in words(manager, "/gate")

"""The live script in the page: read aloud, answered, corrected, kept as it is typed, and over."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from cast import Cast, sign_in, token_in
from flask.testing import FlaskClient
from sqlalchemy import select, update

from vocsurvey.db.bridge import Bridge, BridgeParty
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskDraft
from vocsurvey.db.dialing import Call
from vocsurvey.db.interview import Answer, Exchange
from vocsurvey.db.people import Role
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.web.script_sheet import keys_of

TYPED = "I had to ring three times."


class OnThePhone:
    """A caller in a browser without scripts, and a customer who has picked up."""

    def __init__(self, cast: Cast, client: FlaskClient) -> None:
        self.cast, self.client = cast, client
        self.lease = cast.lease("C5")
        self.call_id, self.sid = cast.call_from(self.lease), "CAlive"
        self.token = cast.pick_up(self.call_id, self.sid)

    def page(self) -> str:
        """The desk as it stands."""
        return html.unescape(self.client.get("/desk").text)

    def hidden(self, text: str) -> dict[str, str]:
        """The position and the step that a page answers."""
        return dict(re.findall(r'name="(position|step)" value="([^"]*)"', text))

    def say(self, what: str, page: str | None = None, *, fragment: bool = False, **more: str) -> Any:
        """Press one of the buttons of the page, or of one that was shown before."""
        text = page or self.page()
        form = {**self.hidden(text), "say": what, **more, "csrf_token": token_in(text)}
        headers = {"HX-Request": "true"} if fragment else {}
        return self.client.post(f"/desk/{self.lease}/answer", data=form, headers=headers)

    def rows(self, statement: Any) -> list[Any]:
        """What the database holds."""
        with self.cast.runtime.database.reading() as session:
            return list(session.scalars(statement))


@pytest.fixture
def phone(cast: Cast, client: FlaskClient) -> OnThePhone:
    """Somebody is on the phone."""
    sign_in(client, Role.CALLER)
    return OnThePhone(cast, client)


def test_the_script_is_read_answered_and_thanked_for(phone: OnThePhone) -> None:
    shown = phone.page()
    assert "am I speaking with Eva Ernst?" in shown
    assert 'class="script-say" lang="en"' in shown
    assert 'data-hotkey="y"' in shown
    assert "Nothing yet." in shown
    assert phone.say("value:yes").status_code == 303
    assert "Has your issue been resolved?" in phone.page()
    phone.say("value:no")
    shown = phone.page()
    assert "Somebody will answer for this" in shown, "flagged as it happens"
    assert "sorry" in shown, "and acknowledged"
    for answer in ("value:2", "value:2", "value:no"):
        phone.say(answer)
    shown = phone.page()
    assert "For you:" in shown, "instructions stand apart from what is read"
    assert "Could you tell me a little more?" in shown
    phone.say("words:", words=TYPED)
    phone.say("value:agent")
    shown = phone.page()
    assert "will call you by" in shown, "the promise is read aloud"
    assert "Read this, then hang up." in shown
    assert TYPED in shown
    answers = phone.rows(select(Answer.question).join(Exchange, Exchange.position == Answer.position).distinct())
    assert "reason" in answers


def test_what_is_no_answer_is_said_where_it_happened(phone: OnThePhone) -> None:
    refused = phone.say("value:perhaps")
    assert refused.status_code == 422
    assert "That is none of the answers." in refused.text
    for answer in ("value:yes", "value:no", "value:2", "value:2", "value:no"):
        phone.say(answer)
    empty = phone.say("words:", words="   ")
    assert empty.status_code == 422
    assert "Write down what they said" in empty.text
    for nothing in ("", "value:", "missing:perhaps", "command:dance"):
        assert phone.say(nothing).status_code == 400


def test_a_stale_page_loses_nothing_that_was_typed(phone: OnThePhone) -> None:
    for answer in ("value:yes", "value:no", "value:2", "value:2", "value:no"):
        phone.say(answer)
    old = phone.page()
    phone.say("words:", words="In the other window.")
    stale = phone.say("words:", page=old, words=TYPED)
    assert stale.status_code == 422
    text = html.unescape(stale.text)
    assert "This question was answered already, here or in another window." in text
    assert "What was it mostly about?" in text, "the page shows where the interview stands"
    assert TYPED in text, "and what was typed"
    reasons = select(Answer.verbatim).where(Answer.question == "reason").order_by(Answer.id.desc())
    assert phone.rows(reasons)[0] == "In the other window."
    assert TYPED not in phone.rows(reasons)


def test_what_is_typed_is_kept_as_it_is_typed(phone: OnThePhone) -> None:
    for answer in ("value:yes", "value:no", "value:2", "value:2", "value:no"):
        phone.say(answer)
    text = phone.page()
    form = {**phone.hidden(text), "words": "I had to", "csrf_token": token_in(text)}
    kept = phone.client.post(f"/desk/{phone.lease}/draft", data=form, headers={"HX-Request": "true"})
    assert "Kept at" in kept.text
    assert "I had to</textarea>" in phone.page(), "also after the browser was closed"
    late = phone.client.post(f"/desk/{phone.lease}/draft", data={**form, "position": "0"})
    assert "stays on this page" in late.text
    assert phone.client.post(f"/desk/{phone.lease}/draft", data={"csrf_token": form["csrf_token"]}).status_code == 400
    phone.say("words:", words=TYPED)
    assert phone.rows(select(DeskDraft)) == []


def test_back_shows_what_stands_and_a_correction_takes_its_place(phone: OnThePhone) -> None:
    for answer in ("value:yes", "value:no", "command:back"):
        phone.say(answer)
    assert "So far: <strong>No</strong>" in phone.page()
    phone.say("value:yes")
    assert "Somebody will answer for this" not in phone.page()
    for answer in ("missing:dont_know", "missing:refused", "command:skip"):
        phone.say(answer)
    missing = phone.rows(select(Answer.missing).where(Answer.missing.is_not(None)).order_by(Answer.id))
    assert missing[-3:] == ["dont_know", "refused", "refused"]


def test_with_scripts_the_next_question_comes_in_the_same_answer(phone: OnThePhone) -> None:
    answer = phone.say("value:yes", fragment=True)
    assert answer.status_code == 200
    assert "Has your issue been resolved?" in html.unescape(answer.text)
    german = html.unescape(phone.say("language:de", fragment=True).text)
    assert 'lang="de"' in german
    assert "Wurde Ihr Anliegen" in german or "Anliegen" in german


def test_hanging_up_ends_the_call_and_the_answers_stay(phone: OnThePhone) -> None:
    phone.say("value:yes")
    phone.say("value:no")
    page = phone.page()
    assert "You are connected." in page
    done = phone.client.post("/desk/line/hang-up", data={"csrf_token": token_in(page)})
    assert done.status_code == 303
    assert phone.rows(select(Call.hang_up_wanted_at).where(Call.id == phone.call_id)) != [None]
    assert "You hung up." in phone.client.get(f"/desk/{phone.lease}/line").text
    phone.cast.end(phone.token, phone.sid, CarrierOutcome.COMPLETED)
    assert "The line is closed." in phone.client.get(f"/desk/{phone.lease}/line").text
    shown = phone.page()
    assert "Broke off after the first answers." in shown
    gone = phone.say("value:yes", page=page, words=TYPED)
    assert gone.status_code == 422
    assert TYPED in gone.text
    phone.client.post("/desk/line/hang-up", data={"csrf_token": token_in(shown)})
    assert "You are not on the phone with them." in phone.page()
    phone.cast.runtime.database.dispose()


def test_what_the_telephone_company_does_not_do_is_said_on_the_line(phone: OnThePhone) -> None:
    for path, field in (("mute", "muted"), ("hold", "held")):
        form = {"csrf_token": token_in(phone.page()), field: "yes"}
        part = phone.client.post(f"/desk/line/{path}", data=form, headers={"HX-Request": "true"})
        assert "The telephone company did not do that. Press again." in part.text
        assert "<html" not in part.text
        phone.client.post(f"/desk/line/{path}", data=form)
        assert "The telephone company did not do that. Press again." in phone.page()
    with phone.cast.runtime.database.transaction() as session:
        session.execute(update(Bridge).values(muted=True))
        session.execute(update(BridgeParty).values(held=True))
    line = phone.client.get(f"/desk/{phone.lease}/line").text
    assert "They are on hold. You are muted: they cannot hear you." in line
    assert 'value="no"' in line
    phone.client.post("/desk/line/hang-up", data=form)
    part = phone.client.post("/desk/line/mute", data=form, headers={"HX-Request": "true"})
    assert "You are not on the phone with them." in part.text


def test_a_person_who_has_left_is_written_down_with_whom_to_ask(phone: OnThePhone) -> None:
    with phone.cast.runtime.database.transaction() as session:
        session.execute(update(Case).where(Case.id == phone.cast.case_id("C5")).values(waiting_for=[]))
    for answer in ("value:no", "value:another_person", "value:left"):
        assert phone.say(answer).status_code == 303
    phone.say("words:", words="Please ask for Paula Brandt.")
    phone.cast.end(phone.token, phone.sid, CarrierOutcome.COMPLETED)
    assert "Has left the company." in phone.page()


def test_a_step_that_asks_nothing_has_no_keys() -> None:
    assert keys_of(None) == ()

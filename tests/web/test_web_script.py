"""The live script in the page: read aloud, answered, corrected, kept as it is typed, and over."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from cast import Cast, sign_in, token_in
from flask.testing import FlaskClient
from sqlalchemy import select, update

from vocsurvey.clock import now
from vocsurvey.db.agreement import Consent
from vocsurvey.db.bridge import Bridge, BridgeParty
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskDraft, DeskLease
from vocsurvey.db.dialing import Call
from vocsurvey.db.interview import Answer, Exchange, Interview
from vocsurvey.db.people import Role
from vocsurvey.db.tape import Tape
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.jobs import tapes
from vocsurvey.telephony.recorded import read_tape
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
    assert "Question 1" not in shown, "who they are is none of the questions"
    assert "am I speaking with Eva Ernst?" in shown
    assert 'class="script-say" lang="en"' in shown
    assert 'data-hotkey="y"' in shown
    assert "Nothing yet." in shown
    assert phone.say("value:yes").status_code == 303
    assert "Has your issue been resolved?" in phone.page()
    assert re.search(r">Question 1 of at most \d+, at least \d+ more<", phone.page())
    phone.say("value:no")
    shown = phone.page()
    assert ">Question 2 of " in shown
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
    assert "data-progress" not in shown
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
    assert '<div id="beside"></div>' in answer.text, "what was known before stays on the page: no answer waits for it"
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


def test_time_on_hold_is_no_time_of_the_interview(phone: OnThePhone) -> None:
    def been(since: int, *, held: int = 0, before: int = 0) -> str:
        at = now()
        with phone.cast.runtime.database.transaction() as session:
            since_then = at - timedelta(seconds=since)
            session.execute(update(Call).where(Call.id == phone.call_id).values(answered_at=since_then))
            began = at - timedelta(seconds=held) if held else None
            session.execute(update(BridgeParty).values(held_since=began, held_seconds=before))
        return phone.client.get(f"/desk/{phone.lease}/line").text

    line = been(320, held=100, before=20)
    assert 'data-used="200" data-held>' in line
    assert "They are on hold. Time on hold does not count." in line
    assert 'class="script-time"' in phone.page()
    assert ">3:20<" in phone.page()
    line = been(320, before=20)
    assert "data-held" not in line
    assert "Time on hold" not in line
    assert 'class="script-time is-late"' in phone.page()


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
        session.execute(update(BridgeParty).values(held_since=now()))
    line = phone.client.get(f"/desk/{phone.lease}/line").text
    assert "They are on hold. You are muted: they cannot hear you." in line
    assert 'value="no"' in line
    phone.client.post("/desk/line/hang-up", data=form)
    part = phone.client.post("/desk/line/mute", data=form, headers={"HX-Request": "true"})
    assert "You are not on the phone with them." in part.text


def taped(phone: OnThePhone) -> None:
    """They have agreed, and the carrier is asked to record; what the database lets through."""
    with phone.cast.runtime.database.transaction() as session:
        interview = session.scalars(select(Interview).where(Interview.case_id == phone.cast.case_id("C5"))).one()
        of = {"interview_id": interview.id, "position": 0}
        asked = {
            "contact_id": interview.case.contact_id,
            "purpose": "recording",
            "source": "caller",
            "words": "May we?",
        }
        consent = Consent(**asked, **of, granted=True, given_at=now())
        session.add(consent)
        session.flush()
        of = {"interview_id": interview.id, "position": 1, "consent_id": consent.id, "call_id": phone.call_id}
        session.add(Tape(**of, by_id=session.scalars(select(Bridge.user_id)).one(), token="tape-1", wanted_at=now()))


def test_a_sign_says_that_the_call_is_recorded_and_one_key_stops_it(phone: OnThePhone) -> None:
    form, path = {"csrf_token": token_in(phone.page())}, f"/desk/{phone.lease}/record"
    assert ">V<" not in phone.page(), "they have not agreed"
    part = phone.client.post(path, data={**form, "recorded": "yes"}, headers={"HX-Request": "true"})
    assert "They have not agreed in this call that it is recorded. Ask them first." in part.text
    taped(phone)
    assert "The recording is about to begin." in phone.page()
    tell = [("CallSid", "CA" + "1" * 32), ("RecordingSid", "RE" + "1" * 32), ("RecordingStatus", "in-progress")]
    house = phone.cast.runtime
    report = read_tape(tell)
    assert report is not None
    assert tapes.hear(house, "tape-1", report)
    assert not tapes.hear(house, "tape-2", report)
    shown = phone.page()
    assert "This call is being recorded." in shown
    assert "Stop recording <kbd>V</kbd>" in shown
    part = phone.client.post(path, data={**form, "recorded": "no"}, headers={"HX-Request": "true"})
    assert "It is asked again by itself until the recording has stopped." in part.text
    assert "The recording is about to stop." in part.text
    phone.client.post(path, data={**form, "recorded": "no"})
    assert "It is asked again by itself" in phone.page()


def test_a_person_who_has_left_is_written_down_with_whom_to_ask(phone: OnThePhone) -> None:
    with phone.cast.runtime.database.transaction() as session:
        session.execute(update(Case).where(Case.id == phone.cast.case_id("C5")).values(waiting_for=[]))
    for answer in ("value:no", "value:another_person", "value:left"):
        assert phone.say(answer).status_code == 303
    phone.say("words:", words="Please ask for Paula Brandt.")
    phone.cast.end(phone.token, phone.sid, CarrierOutcome.COMPLETED)
    assert "Has left the company." in phone.page()


def test_what_would_only_be_put_again_is_not_offered(phone: OnThePhone) -> None:
    withheld = ("missing:dont_know", "missing:refused")
    for step, say in (("good_time", "value:no"), ("when", "value:another_time"), ("day", None)):
        page = phone.page()
        assert f'name="step" value="{step}"' in page
        assert not any(one in page for one in withheld), step
        if say is not None:
            assert phone.say(say).status_code == 303


def test_a_step_that_asks_nothing_has_no_keys() -> None:
    assert keys_of(None) == ()


def test_a_flag_by_hand_needs_words_and_stands_beside_the_script(phone: OnThePhone) -> None:
    phone.say("value:yes")
    form = {"csrf_token": token_in(phone.page()), "severity": "critical", "words": "no"}
    refused = phone.client.post(f"/desk/{phone.lease}/flag", data=form)
    assert refused.status_code == 422
    assert "Say in 3 to 4000 characters what they said" in refused.text
    assert ">no</textarea>" in refused.text, "what was typed stays"
    done = phone.client.post(f"/desk/{phone.lease}/flag", data={**form, "words": TYPED})
    assert done.status_code == 303
    shown = phone.page()
    assert "Somebody will answer for this" in shown
    assert "by hand" in shown
    assert phone.client.post(f"/desk/{phone.lease}/flag", data={**form, "severity": "none"}).status_code == 400
    by_itself = {"HX-Request": "true"}
    again = phone.client.post(f"/desk/{phone.lease}/flag", data={**form, "words": TYPED}, headers=by_itself)
    assert again.status_code == 422
    assert "You have flagged this question already." in again.text
    phone.say("value:yes")
    told = phone.client.post(f"/desk/{phone.lease}/flag", data={**form, "words": TYPED}, headers=by_itself)
    assert "Flagged. Whoever looks after them is told now." in told.text
    assert "<html" not in told.text, "only this part of the page: a call in the browser goes on"
    phone.cast.end(phone.token, phone.sid, CarrierOutcome.COMPLETED)
    late = phone.client.post(f"/desk/{phone.lease}/flag", data={**form, "words": "Too late for a flag."})
    assert late.status_code == 422
    assert "Too late for a flag." in html.unescape(late.text)


def test_what_was_known_before_the_call_stands_beside_the_script(cast: Cast, client: FlaskClient) -> None:
    cast.lease("C1", "cleo@example.com")
    with cast.runtime.database.transaction() as session:
        note = "Only after the <lunch> break."
        session.execute(update(DeskLease).values(ended_at=now(), ending="given_back", note=note))
    sign_in(client, Role.CALLER)
    lease = cast.lease("C1")
    before = html.unescape(client.get("/desk").text)
    token = cast.pick_up(cast.call_from(lease), "CAlive")
    shown = html.unescape(client.get("/desk").text)
    beside = shown.partition('id="beside"')[2].partition("</details>")[0]
    promise = re.search(r'<blockquote class="words"><p>(.*?)</p>', before)
    for words in ("Only after the <lunch> break.", "What is owed to them", "automated voice"):
        assert words in before
        assert words in beside, "on the phone as on the preview"
    assert promise is not None
    assert promise[1] in beside
    assert "Nothing is open with them." not in beside
    assert " open>" in shown.partition('id="beside"')[2][:40], "in sight without a key"
    cast.end(token, "CAlive", CarrierOutcome.COMPLETED)


def test_where_nothing_is_known_the_page_says_so_and_takes_no_room_for_it(phone: OnThePhone) -> None:
    beside = phone.page().partition('id="beside"')[2].partition("</details>")[0]
    for words in ("Nothing is open with them.", "Nobody left a note."):
        assert words in beside
    assert " open>" not in beside[:40]

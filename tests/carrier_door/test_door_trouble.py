"""When something behind the door is broken: an answer in time, an apology at worst, and nothing half done."""

from __future__ import annotations

import time

import pytest
from doorstep import PUBLIC, Door
from redis import Redis
from sqlalchemy import select, text

from vocsurvey.db.followup import Flag
from vocsurvey.db.interview import Exchange, Interview
from vocsurvey.db.sample import Contact, PhoneLine, Suppression
from vocsurvey.db.session import Database
from vocsurvey.jobs import delivered
from vocsurvey.telephony.url import CarrierUrls
from vocsurvey.web import carrier

GONE = ("postgresql://nobody@127.0.0.1:9/nowhere", "sqlite:////nowhere/at/all.db")
LONGEST = 5.0  # seconds; the carrier waits for 15, and asks the fallback afterwards


def test_the_fallback_with_keys_that_were_repeated_hears_them_once(door: Door) -> None:
    said = door.talk("1")
    fell = door.fall_back(said.action, Digits="2")
    assert fell.verbs == ["Gather"]
    assert [flag.question for flag in door.scene.rows(select(Flag))] == ["resolved"]
    assert door.fall_back(said.action, Digits="2").action == fell.action
    assert door.press(said.action, "2").action == fell.action
    assert len(door.scene.rows(select(Exchange))) == 2


def test_the_fallback_without_keys_says_the_turn_that_is_current(door: Door) -> None:
    said = door.talk("1")
    before = len(door.scene.rows(select(Exchange)))
    assert door.fall_back(said.action).body == said.body
    assert len(door.scene.rows(select(Exchange))) == before


def test_the_fallback_of_the_answer_url_opens_the_conversation(door: Door) -> None:
    assert "Ann" in door.fall_back(door.url("answer")).words


@pytest.mark.parametrize(
    "error_url", ["", "not a URL", "https://evil.example.com/?s=v1.x.y", "http://[::1", PUBLIC + "/?s=" * 900]
)
def test_an_odd_error_url_does_no_harm(door: Door, error_url: str) -> None:
    said = door.talk("1")
    assert door.fall_back(error_url, Digits="2").action == said.action
    assert door.scene.rows(select(Flag)) == []


def test_the_fallback_carries_no_status(door: Door) -> None:
    said = door.talk("1")
    form = [pair for pair in door.form(ErrorCode="11200", ErrorUrl=said.action) if pair[0] != "CallStatus"]
    assert door.knock(door.url("fallback"), form).action == said.action


@pytest.mark.parametrize("address", GONE)
def test_without_a_database_everything_is_answered_fast_and_kept(door: Door, address: str) -> None:
    said = door.talk("1")
    broken = door.again(database=Database(address))
    began = time.monotonic()
    # Nothing is known of a call that begins: there is nothing to say, and nothing to keep.
    failed = broken.answer()
    assert failed.status == 500
    _tells_nothing(failed.body)
    sorry = broken.fall_back(said.action)
    assert sorry.verbs == ["Say", "Hangup"]
    assert len(door.runtime.spool.waiting()) == 0
    for report in (broken.report("completed", 3), broken.verdict("machine_start")):
        assert (report.status, report.body) == (204, "")
    assert broken.fall_back(said.action, Digits="2").verbs == ["Gather"]
    assert broken.press(said.action, "2").verbs == ["Gather"]
    assert time.monotonic() - began < LONGEST
    assert len(door.runtime.spool.waiting()) == 4
    # The database is back: nothing was lost.
    assert door.fall_back(said.action).action == said.action


@pytest.mark.parametrize(
    ("contact", "language", "words"), [("C2", "en-US", "I am sorry"), ("C3", "de-DE", "Es tut mir leid")]
)
def test_who_answers_while_the_database_is_away_hears_an_apology_and_was_not_reached(
    door: Door, monkeypatch: pytest.MonkeyPatch, contact: str, language: str, words: str
) -> None:
    door.dial(contact)
    (number,) = door.scene.rows(select(PhoneLine.number).join(Contact).where(Contact.external_id == contact))
    broken = door.again(database=Database(GONE[1]))
    # At once the carrier is sent to the fallback, which tries once more; after a silence there is no second one.
    assert broken.answer(To=number).status == 500
    first = broken.knock(door.url("fallback"), door.form(ErrorCode="11200", ErrorUrl=door.url("answer"), To=number))
    monkeypatch.setattr(carrier, "LONGEST_SILENCE", 0.0)
    second = broken.answer(To=number)
    for sorry in (first, second):
        assert (sorry.verbs, sorry.root[0].get("language")) == (["Say", "Hangup"], language)
        assert sorry.words.startswith(words)
    assert broken.report("in-progress", 2).status == 204
    assert broken.report("completed", 3, CallDuration="6").status == 204
    delivered.drain(door.runtime)
    (attempt,) = door.scene.attempts(contact)
    assert (attempt.disposition, attempt.counted, attempt.leg) == ("3.16", True, None)
    assert door.scene.case(contact).closed_at is None, "they are called again"
    assert door.scene.rows(select(Interview)) == []


def test_a_fault_in_the_middle_of_a_turn_leaves_nothing_half_done(door: Door) -> None:
    said = door.talk("1")
    with door.runtime.database.transaction() as session:
        session.execute(text("ALTER TABLE notice RENAME TO notice_gone"))
    kept = door.press(said.action, "2")
    assert kept.verbs == ["Gather"]
    assert "sorry" in kept.words.lower()
    with door.runtime.database.transaction() as session:
        session.execute(text("ALTER TABLE notice_gone RENAME TO notice"))
    assert door.scene.rows(select(Flag)) == []
    assert len(door.scene.rows(select(Exchange))) == 1
    # The next thing that is heard comes after what waited.
    assert door.press(kept.action, "1").verbs == ["Gather"]
    assert [flag.question for flag in door.scene.rows(select(Flag))] == ["resolved"]
    assert len(door.scene.rows(select(Exchange))) == 3


def _tells_nothing(body: str) -> None:
    for word in ("Traceback", "sqlalchemy", "sqlite", "psycopg", "127.0.0.1", ".py", "SELECT"):
        assert word.lower() not in body.lower()


def test_without_redis_the_conversation_goes_on(door: Door) -> None:
    away = door.again(redis=Redis(host="127.0.0.1", port=9))
    assert away.talk("1", "2", "*", "9").verbs[-1] == "Hangup"
    assert len(away.scene.rows(select(Flag))) == 1
    assert sorted(away.scene.rows(select(Suppression.subject))) == ["contact", "line"]


def test_a_new_secret_key_during_a_call_asks_the_same_question_again_and_goes_on(door: Door) -> None:
    said = door.talk("1")
    changed = door.again(secret_key="a new key", urls=CarrierUrls(PUBLIC, "a new key"))
    again = changed.press(said.action, "2")
    assert again.verbs == ["Gather"]
    assert again.words == said.words
    assert door.scene.rows(select(Flag)) == []
    assert changed.press(again.action, "2").verbs == ["Gather"]
    assert len(door.scene.rows(select(Flag))) == 1

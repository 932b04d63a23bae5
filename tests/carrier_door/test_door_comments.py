"""Recorded comments at the door: signed like all else, whenever they come, and heard once."""

from __future__ import annotations

import pytest
from commenting import OTHER, SID, launched_with_consent
from doorstep import PUBLIC, STRANGER, Answer, Door
from kept import app_over
from scene import Scene, demo_rules
from sqlalchemy import select

from vocsurvey.clock import now
from vocsurvey.db.followup import Flag
from vocsurvey.db.interview import Exchange, Recording
from vocsurvey.db.sample import Suppression
from vocsurvey.db.session import Database
from vocsurvey.jobs import delivered
from vocsurvey.jobs.queues import UPKEEP
from vocsurvey.runtime import Runtime

MADE = {"RecordingSid": SID, "RecordingDuration": "9", "RecordingUrl": f"https://api.example.com/Recordings/{SID}"}


@pytest.fixture
def asked(runtime: Runtime) -> tuple[Door, Answer]:
    """Somebody agreed to be recorded, and is asked why."""
    scene = Scene(runtime.database, demo_rules(), now=now())
    scene.people()
    launched_with_consent(scene)
    door = Door(runtime, scene, app_over(runtime).test_client()).dial("C2")
    return door, door.talk("1", "1", "1", "1")


def record(said: Answer) -> dict[str, str]:
    """What the document wants recorded."""
    assert said.verbs == ["Gather", "Record", "Redirect"]
    found = said.root.find("Record")
    assert found is not None
    return dict(found.attrib)


def said_into(door: Door, said: Answer, key: str = "#", **more: str) -> Answer:
    return door.knock(record(said)["action"], door.form(Digits=key, **{**MADE, **more}))


def reported(door: Door, url: str, status: str = "completed", **more: str) -> Answer:
    pairs = door.form(**{**MADE, "RecordingStatus": status, "RecordingSource": "RecordVerb", **more})
    return door.knock(url, [pair for pair in pairs if pair[0] != "CallStatus"])


def worded(door: Door, url: str, words: str, status: str = "completed", **more: str) -> Answer:
    fields = {"TranscriptionSid": "TR1", "TranscriptionStatus": status, "TranscriptionText": words}
    return door.knock(url, door.form(RecordingSid=SID, **{**fields, **more}))


def rows(door: Door) -> list[Recording]:
    return door.scene.rows(select(Recording).order_by(Recording.id))


def queued(door: Door) -> int:
    return int(door.runtime.redis.llen(f"rq:queue:{UPKEEP}"))


def heard(door: Door) -> list[object]:
    return [row.heard for row in door.scene.rows(select(Exchange).where(Exchange.step == "why"))]


def test_a_comment_goes_from_the_tone_to_its_words(asked: tuple[Door, Answer]) -> None:
    door, said = asked
    addresses = record(said)
    after = said_into(door, said)
    assert after.verbs == ["Gather"]
    assert heard(door) == [{"kind": "recorded", "sid": SID, "seconds": 9, "key": "#"}]
    assert queued(door) == 0
    assert reported(door, addresses["recordingStatusCallback"]).status == 204
    assert queued(door) == 1
    assert worded(door, addresses["transcribeCallback"], "There was smoke.").status == 204
    [row] = rows(door)
    assert (row.state, row.words) == ("awaited", "There was smoke.")
    assert [flag.rule for flag in door.scene.rows(select(Flag))] == ["safety_words"]


def test_who_says_it_after_the_tone_is_not_called_again(asked: tuple[Door, Answer]) -> None:
    door, said = asked
    said_into(door, said)
    assert worded(door, record(said)["transcribeCallback"], "It was fine. Never call me again.").status == 204
    assert door.scene.rows(select(Suppression.source)) == ["recording"]


def test_every_report_twice_changes_nothing_more(asked: tuple[Door, Answer]) -> None:
    door, said = asked
    addresses = record(said)
    first = said_into(door, said)
    worded(door, addresses["transcribeCallback"], "There was smoke.")
    before = door.scene.rows(select(Recording.words, Recording.state)), door.scene.rows(select(Flag.id)), heard(door)
    assert said_into(door, said).action == first.action
    worded(door, addresses["transcribeCallback"], "There was smoke.")
    after = door.scene.rows(select(Recording.words, Recording.state)), door.scene.rows(select(Flag.id)), heard(door)
    assert before == after


def test_silence_after_the_tone_comes_by_the_redirect(asked: tuple[Door, Answer]) -> None:
    door, said = asked
    redirect = said.root.find("Redirect")
    assert redirect is not None
    assert redirect.text == record(said)["action"]
    assert door.knock(redirect.text, door.form()).verbs == ["Gather"]
    assert heard(door) == [{"kind": "silence"}]
    assert rows(door) == []


def test_hanging_up_ends_the_comment_and_it_counts(asked: tuple[Door, Answer]) -> None:
    door, said = asked
    door.report("completed", 3, CallDuration="40")
    said_into(door, said, "hangup", CallStatus="completed")
    assert [row.state for row in rows(door)] == ["awaited"]
    assert door.scene.interview("C2").completeness == "complete"


def test_the_star_asks_the_menu_and_the_recording_is_to_go(asked: tuple[Door, Answer]) -> None:
    door, said = asked
    menu = said_into(door, said, "*")
    assert (menu.verbs, "press 9" in menu.words) == (["Gather"], True)
    assert [row.state for row in rows(door)] == ["unwanted"]


@pytest.mark.parametrize("path", ["comment", "words"])
def test_nobody_but_the_carrier_reports(asked: tuple[Door, Answer], path: str) -> None:
    door, said = asked
    said_into(door, said)
    before = door.rows()
    for signed in ("", "bm90IHRydWU="):
        assert door.knock(door.url(path), door.form(**MADE), signed=signed).status == 403
    assert door.rows() == before


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("comment", {"RecordingStatus": "in-progress"}),
        ("comment", {"RecordingStatus": "completed", "RecordingSid": "RE1"}),
        ("words", {"RecordingSid": ""}),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    asked: tuple[Door, Answer], path: str, fields: dict[str, str]
) -> None:
    door, _said = asked
    answer = door.knock(door.url(path), door.form(**{**MADE, **fields}))
    assert answer.status == 400
    assert answer.body.endswith(".")
    assert SID not in answer.body


def test_words_that_were_not_understood_are_none(asked: tuple[Door, Answer]) -> None:
    door, said = asked
    addresses = record(said)
    said_into(door, said)
    assert worded(door, addresses["transcribeCallback"], "", "failed").status == 204
    assert rows(door)[0].words == "", "that there are none is known"


def test_another_call_has_nothing_to_say_about_it(asked: tuple[Door, Answer]) -> None:
    door, said = asked
    addresses = record(said)
    said_into(door, said)
    door.sid = STRANGER
    before = [(row.state, row.words, row.next_try_at) for row in rows(door)]
    reported(door, addresses["recordingStatusCallback"], "absent")
    worded(door, addresses["transcribeCallback"], "There was smoke.")
    assert [(row.state, row.words, row.next_try_at) for row in rows(door)] == before


def test_a_comment_whose_state_cannot_be_read_asks_again_and_goes(asked: tuple[Door, Answer]) -> None:
    door, said = asked
    again = door.knock(f"{PUBLIC}/carrier/{door.token}/turn?s=v1.x.y", door.form(Digits="#", **MADE))
    assert record(again) == record(said)
    assert [row.state for row in rows(door)] == ["unwanted"]
    assert said_into(door, again, RecordingSid=OTHER).verbs == ["Gather"]
    assert [row.state for row in rows(door)] == ["unwanted", "awaited"]


def test_a_fallback_that_brings_the_comment_again_loses_nothing(asked: tuple[Door, Answer]) -> None:
    door, said = asked
    assert door.fall_back(record(said)["action"], Digits="#", **MADE).verbs == ["Gather"]
    assert [row.state for row in rows(door)] == ["awaited"]
    door.fall_back("", Digits="#", **{**MADE, "RecordingSid": OTHER})
    assert [row.state for row in rows(door)] == ["awaited", "unwanted"]


def test_what_is_reported_while_the_database_is_away_is_heard_afterwards(asked: tuple[Door, Answer]) -> None:
    door, said = asked
    addresses = record(said)
    away = door.again(database=Database("postgresql://nobody@127.0.0.1:9/nowhere"))
    said_into(away, said)
    assert reported(away, addresses["recordingStatusCallback"]).status == 204
    assert worded(away, addresses["transcribeCallback"], "There was smoke.").status == 204
    assert (rows(door), queued(door), len(door.runtime.spool.waiting())) == ([], 0, 3)
    assert delivered.drain(door.runtime) == 3
    [row] = rows(door)
    assert (row.state, row.words, queued(door)) == ("awaited", "There was smoke.", 1)
    assert [flag.rule for flag in door.scene.rows(select(Flag))] == ["safety_words"]

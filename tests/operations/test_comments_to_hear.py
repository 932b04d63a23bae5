"""A recorded comment whose words nobody writes down is put before a person, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from commenting import YES, comment, launched_with_consent, words
from scene import Scene, hashed
from sqlalchemy import select

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.followup import Flag, FollowUp
from vocsurvey.db.interview import Recording
from vocsurvey.db.reads.reasons import reasons_of
from vocsurvey.operations import fetching
from vocsurvey.operations.heeding import PATIENCE, overdue, unheard


@pytest.fixture
def commented(scene: Scene) -> tuple[Scene, str, str]:
    """Somebody has left a comment after the tone."""
    launched_with_consent(scene)
    token, sid = scene.dial("C1")
    scene.talk(token, sid, *YES)
    comment(scene, token, sid, 4)
    return scene, token, sid


def kept(scene: Scene) -> int:
    """Its sound is in the archive."""
    [row] = scene.rows(select(Recording))
    scene.do(fetching.kept, row.id, sha256="0" * 64, size=9)
    return int(row.id)


def flags(scene: Scene) -> list[str]:
    return [flag.rule for flag in scene.rows(select(Flag).order_by(Flag.id))]


def look(scene: Scene, recording_id: int, transcribed: bool = False) -> tuple[int, ...]:
    found = scene.do(unheard, recording_id, transcribed=lambda language: transcribed, rules=scene.rules)
    assert isinstance(found, tuple)
    return found


def test_it_is_somebodys_until_it_was_heard(commented: tuple[Scene, str, str]) -> None:
    scene, _, _ = commented
    row = kept(scene)
    assert len(look(scene, row)) == 1
    assert look(scene, row) == ()
    [follow_up] = scene.rows(select(FollowUp))
    assert (flags(scene), follow_up.severity) == (["comment_to_hear"], "medium")
    with scene.database.reading() as session:
        again = session.get_one(FollowUp, follow_up.id)
        assert reasons_of(session, again)[0].endswith("please listen to it.")
        assert audit(session, scene.now, hashed) == ()


def test_where_the_carrier_writes_the_words_down_nobody_has_to_listen(commented: tuple[Scene, str, str]) -> None:
    scene, _, _ = commented
    assert look(scene, kept(scene), transcribed=True) == ()
    assert flags(scene) == []


def test_words_that_are_there_and_sounds_that_are_not_need_no_listener(commented: tuple[Scene, str, str]) -> None:
    scene, token, sid = commented
    [row] = scene.rows(select(Recording))
    assert look(scene, row.id) == ()
    words(scene, token, sid, 4, "It was late.")
    assert look(scene, kept(scene)) == ()


def test_a_comment_that_was_replaced_needs_no_listener(scene: Scene) -> None:
    launched_with_consent(scene)
    token, sid = scene.dial("C1")
    scene.talk(token, sid, *YES)
    comment(scene, token, sid, 4)
    row = kept(scene)
    spoken = scene.answer(token, sid)
    for keys in ("*", "2", "#"):
        spoken = scene.hear(token, sid, spoken.turn.position, keys)
    assert look(scene, row) == ()


def test_a_person_who_is_asked_for_after_the_tone_is_somebodys_to_answer(commented: tuple[Scene, str, str]) -> None:
    scene, token, sid = commented
    words(scene, token, sid, 4, "Can I speak to a person, please?")
    [follow_up] = scene.rows(select(FollowUp))
    assert (flags(scene), follow_up.severity) == (["call_words"], "high")


def test_a_transcription_that_came_to_nothing_is_somebodys_to_hear_in_whatever_order(
    commented: tuple[Scene, str, str],
) -> None:
    scene, token, sid = commented
    row = kept(scene)
    assert look(scene, row, transcribed=True) == ()
    words(scene, token, sid, 4, "")
    words(scene, token, sid, 4, "")
    assert (flags(scene), look(scene, row, transcribed=True)) == (["comment_to_hear"], ())
    words(scene, token, sid, 4, "It was late.")
    assert [one.words for one in scene.rows(select(Recording))] == ["It was late."]


def test_a_transcription_that_came_to_nothing_before_the_sound_did_is_somebodys_to_hear(
    commented: tuple[Scene, str, str],
) -> None:
    scene, token, sid = commented
    words(scene, token, sid, 4, "")
    assert flags(scene) == []
    assert len(look(scene, kept(scene), transcribed=True)) == 1
    assert flags(scene) == ["comment_to_hear"]


def test_words_that_never_come_are_waited_for_an_hour_and_then_somebody_listens(
    commented: tuple[Scene, str, str],
) -> None:
    scene, _, _ = commented
    row = kept(scene)
    scene.now += PATIENCE - timedelta(seconds=1)
    assert scene.do(overdue) == ()
    scene.later(seconds=1)
    assert scene.do(overdue) == (row,)
    assert len(look(scene, row)) == 1
    assert scene.do(overdue) == ()


def test_nobody_is_kept_waiting_whose_words_came_or_whose_comment_is_somebodys_already(
    commented: tuple[Scene, str, str],
) -> None:
    scene, token, sid = commented
    scene.later(hours=3)
    assert scene.do(overdue) == ()
    row = kept(scene)
    scene.now += PATIENCE
    assert scene.do(overdue) == (row,)
    words(scene, token, sid, 4, "It was late.")
    assert scene.do(overdue) == ()


def test_a_comment_that_was_replaced_is_not_overdue(commented: tuple[Scene, str, str]) -> None:
    scene, token, sid = commented
    kept(scene)
    spoken = scene.answer(token, sid)
    for keys in ("*", "2", "#"):
        spoken = scene.hear(token, sid, spoken.turn.position, keys)
    scene.now += PATIENCE
    assert scene.do(overdue) == ()

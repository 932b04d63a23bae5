"""Recorded comments are fetched from the carrier, kept, and deleted there, whatever is lost on the way."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from commenting import SAID, YES, comment, launched_with_consent, ready
from raw_carrier import in_turn, raw_carrier, reply
from redis import Redis
from sqlalchemy import select, update
from workplace import Workplace

from vocsurvey.clock import now
from vocsurvey.db.followup import Flag
from vocsurvey.db.interview import Answer, Recording
from vocsurvey.jobs import recordings
from vocsurvey.jobs.schedule import ROUTINES
from vocsurvey.operations import purging
from vocsurvey.operations.fetching import Fetch
from vocsurvey.operations.heeding import PATIENCE, TO_HEAR
from vocsurvey.sound_archive import SoundArchive

Opened = Callable[..., Workplace]
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(range(200))
NOT_READY = reply(404, {"code": 20404, "status": 404, "message": "not found"})
READY, GONE = reply(200, WAV), reply(204, b"")


def commented(place: Workplace) -> tuple[str, str]:
    """Somebody has said something after the tone, and hung up."""
    launched_with_consent(place.scene)
    token, sid = place.scene.dial("C1")
    place.scene.talk(token, sid, *YES)
    comment(place.scene, token, sid, 4)
    place.scene.hang_up(token, sid)
    return token, sid


def row(place: Workplace) -> Recording:
    [found] = place.scene.rows(select(Recording))
    assert isinstance(found, Recording)
    return found


def come_due(place: Workplace) -> None:
    """As if the pause were over."""
    with place.house.database.transaction() as session:
        session.execute(update(Recording).values(next_try_at=now() - timedelta(seconds=1), nudged_until=None))


def round_of(place: Workplace) -> list[tuple[str, int]]:
    """A tick when the recording is due, and what the worker does."""
    come_due(place)
    recordings.ring_for_recordings(place.house)
    return place.work()


def sound(place: Workplace) -> Path:
    return place.house.sounds.path(row(place).file)


def test_a_recording_that_is_not_ready_three_times_is_fetched_then_and_deleted(opened: Opened) -> None:
    with raw_carrier(in_turn(NOT_READY, NOT_READY, NOT_READY, READY, GONE)) as raw:
        place = opened(raw.url())
        commented(place)
        for tries in (1, 2, 3):
            assert round_of(place) == [("look_after_recording", row(place).id)]
            assert (row(place).state, row(place).tries, sound(place).exists()) == ("awaited", tries, False)
        round_of(place)
        kept = row(place)
        assert (kept.state, kept.size, kept.sha256) == ("kept", len(WAV), hashlib.sha256(WAV).hexdigest())
        assert (kept.erased_at is not None, kept.next_try_at, kept.problem) == (True, None, None)
        assert sound(place).read_bytes() == WAV
        assert [request.split(b" ")[0] for request in raw.requests] == [b"GET"] * 4 + [b"DELETE"]
        come_due(place)
        recordings.ring_for_recordings(place.house)
        assert place.queued() == []
        recordings.look_after(place.house, kept.id)
        assert raw.connections == 5
    assert place.violations() == []


def test_only_the_owner_of_the_folder_reads_what_is_in_it(opened: Opened) -> None:
    with raw_carrier(in_turn(READY, GONE)) as raw:
        place = opened(raw.url())
        commented(place)
        round_of(place)
    path = sound(place)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.parent.parent == place.house.settings.data_folder
    assert str(row(place).id) != path.stem
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_what_the_carrier_does_not_delete_is_deleted_later(opened: Opened) -> None:
    with raw_carrier(in_turn(READY, reply(500, b""), NOT_READY)) as raw:
        place = opened(raw.url())
        commented(place)
        round_of(place)
        assert (row(place).state, row(place).erased_at, row(place).tries) == ("kept", None, 1)
        round_of(place)
        assert row(place).erased_at is not None
        assert raw.connections == 3


def test_what_does_not_count_is_deleted_and_never_fetched(opened: Opened) -> None:
    with raw_carrier(in_turn(GONE)) as raw:
        place = opened(raw.url())
        launched_with_consent(place.scene)
        token, sid = place.scene.dial("C1")
        place.scene.talk(token, sid, *YES)
        comment(place.scene, token, sid, 4, replace(SAID, key="*"))
        round_of(place)
        assert [request.split(b" ")[0] for request in raw.requests] == [b"DELETE"]
        assert not sound(place).exists()
    assert row(place).erased_at is not None


def test_what_was_recorded_under_a_consent_that_was_taken_back_goes_here_and_there(opened: Opened) -> None:
    with raw_carrier(in_turn(READY, GONE, GONE, READY)) as raw:
        place = opened(raw.url())
        launched_with_consent(place.scene)
        token, sid = place.scene.dial("C1")
        place.scene.talk(token, sid, *YES)
        comment(place.scene, token, sid, 4)
        round_of(place)
        assert sound(place).exists()
        place.scene.talk(token, sid, *("*", "2") * 2, "2")
        round_of(place)
        assert not sound(place).exists()
        assert row(place).erased_at is not None
        # A fetch that was under way brings it once more, and it is not kept.
        recordings.fetch(place.house, row(place).id, Fetch(row(place).carrier_sid, row(place).file))
        assert (row(place).state, sound(place).exists()) == ("unwanted", False)
        assert [request.split(b" ")[0] for request in raw.requests] == [b"GET", b"DELETE", b"DELETE", b"GET"]
    assert place.violations() == []


def test_a_recording_that_only_the_carrier_spoke_of_is_heard_after_a_while(opened: Opened) -> None:
    with raw_carrier(in_turn(READY, GONE)) as raw:
        place = opened(raw.url())
        launched_with_consent(place.scene)
        token, sid = place.scene.dial("C1")
        place.scene.talk(token, sid, *YES)
        ready(place.scene, token, sid, 4)
        place.scene.hang_up(token, sid)
        recordings.ring_for_recordings(place.house)
        assert place.queued() == []
        round_of(place)
        assert row(place).state == "awaited"
        round_of(place)
        assert (row(place).state, raw.connections) == ("kept", 2)


def test_a_carrier_that_is_away_and_a_flushed_redis_lose_nothing(opened: Opened) -> None:
    place = opened()
    commented(place)
    round_of(place)
    assert (row(place).state, row(place).tries) == ("awaited", 1)
    assert "refused" in (row(place).problem or "")
    come_due(place)
    away = replace(place.house, redis=Redis(host="127.0.0.1", port=9))
    recordings.ring_for_recordings(away)
    come_due(place)
    recordings.ring_for_recordings(place.house)
    place.house.redis.flushall()
    with raw_carrier(in_turn(READY, GONE)) as raw:
        account = place.house.settings.carrier
        assert account is not None
        settings = replace(place.house.settings, carrier=replace(account, api_url=raw.url()))
        back = Workplace(type(place.house).from_settings(settings), place.scene)
        assert round_of(back) == [("look_after_recording", row(place).id)]
        back.house.database.dispose()
    assert row(place).state == "kept"


def test_a_recording_that_is_gone_is_no_error(opened: Opened) -> None:
    place = opened()
    recordings.look_after(place.house, 4711)
    assert place.scene.rows(select(Recording)) == []


def test_a_job_that_was_killed_before_its_row_said_so_keeps_the_sound_once(opened: Opened) -> None:
    """The file is there and the row does not know: the next job puts the same file in its place."""
    with raw_carrier(in_turn(READY, GONE)) as raw:
        place = opened(raw.url())
        commented(place)
        place.house.sounds.keep(row(place).file, b"half of it")
        round_of(place)
        assert sound(place).read_bytes() == WAV
        assert raw.connections == 2


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "/x"])
def test_only_names_of_our_own_are_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        SoundArchive(tmp_path).path(name)


def test_a_disk_that_takes_nothing_leaves_nothing_half(tmp_path: Path) -> None:
    archive = SoundArchive(tmp_path)
    archive.path("0" * 64).mkdir(parents=True)
    with pytest.raises(OSError, match=r"."):
        archive.keep("0" * 64, b"sound")
    assert [one.name for one in (tmp_path / "recordings").iterdir()] == [f"{'0' * 64}.wav"]


def test_a_sound_goes_when_its_time_is_over_and_its_words_stay(opened: Opened) -> None:
    with raw_carrier(in_turn(READY, GONE)) as raw:
        place = opened(raw.url())
        commented(place)
        round_of(place)
        answers = place.scene.rows(select(Answer.question, Answer.value, Answer.verbatim))
        audio = place.house.rulebook.retention.audio
        fetched_within(place, audio - timedelta(minutes=1))
        assert (recordings.purge(place.house), sound(place).exists()) == (0, True)
        fetched_within(place, audio)
        assert (recordings.purge(place.house), sound(place).exists()) == (1, False)
        gone = row(place)
        assert (gone.state, gone.sha256, gone.size) == ("kept", hashlib.sha256(WAV).hexdigest(), len(WAV))
        assert gone.purged_at is not None
        assert place.scene.rows(select(Answer.question, Answer.value, Answer.verbatim)) == answers
        assert recordings.purge(place.house) == 0


def test_a_sound_that_had_gone_before_its_row_said_so_is_no_error(opened: Opened) -> None:
    with raw_carrier(in_turn(READY, GONE)) as raw:
        place = opened(raw.url())
        commented(place)
        round_of(place)
        fetched_within(place, timedelta(days=400))
        sound(place).unlink()
        assert recordings.purge(place.house) == 1
        before = row(place).purged_at
        with place.house.database.transaction() as session:
            purging.sound_purged(session, row(place).id, now())
        assert row(place).purged_at == before


def fetched_within(place: Workplace, ago: timedelta) -> None:
    with place.house.database.transaction() as session:
        session.execute(update(Recording).values(fetched_at=now() - ago))


def test_a_comment_whose_words_never_come_is_put_before_somebody_by_the_clock_once(opened: Opened) -> None:
    with raw_carrier(in_turn(READY, GONE)) as raw:
        place = opened(raw.url())
        commented(place)
        round_of(place)
        with place.house.database.transaction() as session:
            session.execute(update(Recording).values(fetched_at=now() - PATIENCE))
        assert [recordings.put_before_somebody(place.house) for _ in range(2)] == [1, 0]
    assert [flag.rule for flag in place.scene.rows(select(Flag))] == [TO_HEAR]
    assert recordings.put_before_somebody in [routine.run for routine in ROUTINES]

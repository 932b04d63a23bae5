"""A live call is recorded over real HTTP: begun, stopped, fetched, and no copy stays with the carrier."""

from __future__ import annotations

from live_stage import Open, Stage
from sqlalchemy import select

from vocsurvey import clock
from vocsurvey.db.agreement import Consent
from vocsurvey.db.dialing import Call
from vocsurvey.db.interview import Recording, RecordingState
from vocsurvey.db.tape import Tape
from vocsurvey.jobs import bridges, recordings, tapes
from vocsurvey.operations import taping


def talking(stage: Open) -> Stage:
    """A caller and a customer talk."""
    on = stage()
    on.opens()
    on.until(on.talking)
    return on


def tape(on: Stage) -> Tape:
    found = on.scene.rows(select(Tape).order_by(Tape.id.desc()))[0]
    assert isinstance(found, Tape)
    return found


def recording(on: Stage) -> Recording:
    found = on.scene.rows(select(Recording))[0]
    assert isinstance(found, Recording)
    return found


def wanted(on: Stage) -> int:
    """The customer has said yes, and the caller has pressed “Record”; what the database lets through."""
    interview = on.scene.interview()
    with on.house.database.transaction() as session:
        consent = Consent(
            contact_id=on.scene.case().contact_id, purpose="recording", granted=True, source="caller",
            words="May we record this call?", interview_id=interview.id, position=0, given_at=clock.now(),
        )  # fmt: skip
        session.add(consent)
        session.flush()
        row = Tape(
            token="tape-1", call_id=on.party.call_id, interview_id=interview.id, consent_id=consent.id,
            by_id=on.bridge.user_id, position=1, wanted_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def fetched(on: Stage) -> bool:
    """Whether the sound is here, and gone at the carrier."""
    recordings.ring_for_recordings(on.house)
    row = recording(on)
    return row.state == RecordingState.KEPT and row.erased_at is not None


def test_a_call_is_recorded_stopped_fetched_and_deleted_at_the_carrier(stage: Open) -> None:
    on = talking(stage)
    tape_id = wanted(on)
    assert tapes.start(on.house, tape_id) is None
    on.until(lambda: tape(on).begun_at is not None)
    assert on.scene.rows(select(Recording.state)) == ["awaited"]
    name = recording(on).carrier_sid
    assert on.house.carrier.erase_recording(name) is False, "nobody deletes what is being recorded"
    assert tapes.stop(on.house, tape_id)
    assert tapes.stop(on.house, tape_id), "twice is once"
    on.until(lambda: fetched(on))
    row = recording(on)
    sound = on.house.sounds.read(row.file)
    assert sound is not None
    assert sound.startswith(b"RIFF")
    assert (row.seconds >= 1, row.carrier_sid, len(sound)) == (True, name, row.size)
    assert on.talking(), "nobody was cut off"
    bridges.close(on.house, on.bridge_id)
    on.quiet()


def test_who_hangs_up_ends_the_recording_with_the_call(stage: Open) -> None:
    on = talking(stage)
    assert tapes.start(on.house, wanted(on)) is None
    on.until(lambda: tape(on).begun_at is not None)
    bridges.close(on.house, on.bridge_id)
    on.until(lambda: tape(on).ended_at is not None)
    on.until(lambda: fetched(on))
    on.quiet()


def test_the_clock_stops_what_shall_not_run(stage: Open) -> None:
    on = talking(stage)
    tape_id = wanted(on)
    assert tapes.start(on.house, tape_id) is None
    on.house.database.run(lambda session: taping.stop(session, on.bridge.user_id, clock.now()))
    tapes.ring_for_tapes(on.house)
    on.until(lambda: tape(on).ended_at is not None)
    (sid,) = on.scene.rows(select(Call.carrier_sid).where(Call.id == on.party.call_id))
    assert on.house.carrier.tapes.stop(sid), "nothing is left to stop"
    bridges.close(on.house, on.bridge_id)
    on.until(lambda: fetched(on))
    on.quiet()


def test_a_call_that_is_over_is_not_recorded(stage: Open) -> None:
    on = talking(stage)
    tape_id = wanted(on)
    bridges.close(on.house, on.bridge_id)
    on.quiet()
    assert tapes.start(on.house, tape_id) == "The telephone company refused to record (HTTP 400)."
    assert tape(on).problem == "The telephone company refused to record (HTTP 400)."

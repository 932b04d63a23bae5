"""Recorded comments: the tick that finds those that are due, and the job that fetches one, or has it deleted.

No transaction is open while the carrier thinks. The file is on the disk before the row says so.
"""

from __future__ import annotations

import logging
from functools import partial

from vocsurvey import clock
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.jobs.workshop import runtime
from vocsurvey.operations import fetching, heeding, purging, recording
from vocsurvey.operations.fetching import Erase, Fetch, Settle
from vocsurvey.runtime import Runtime
from vocsurvey.telephony.carrier import NotYet

log = logging.getLogger(__name__)
JOB = "vocsurvey.jobs.recordings.look_after_recording"


def ring_for_recordings(house: Runtime) -> None:
    """Wake a worker for every recording that is due."""
    with house.database.transaction() as session:
        now = clock.now()
        due = [one for one in fetching.due_recordings(session, now) if fetching.nudge(session, one, now)]
    ring(house.redis, UPKEEP, JOB, due)


def look_after_recording(recording_id: int) -> None:
    """Job: whatever is due for one recording."""
    look_after(runtime(), recording_id)


def look_after(house: Runtime, recording_id: int) -> None:
    """Do what is due; what fails is due again later."""
    with house.database.reading() as session:
        errand = fetching.errand(session, recording_id, clock.now())
    match errand:
        case Settle():
            house.database.run(
                lambda session: recording.settle_announced(
                    session, recording_id, rules=house.rulebook, line_hash=house.line_hash, now=clock.now()
                )
            )
        case Fetch():
            fetch(house, recording_id, errand)
        case Erase(sid=sid, file=file):
            if file is not None:
                house.sounds.delete(file)
            gone = house.carrier.erase_recording(sid)
            with house.database.transaction() as session:
                (fetching.erased if gone else fetching.not_erased)(session, recording_id, clock.now())


def fetch(house: Runtime, recording_id: int, wanted: Fetch) -> None:
    """Fetch the sound, keep it, and only then have the carrier's copy deleted."""
    content = house.carrier.fetch_recording(wanted.sid, whole_call=wanted.whole_call)
    if isinstance(content, NotYet):
        log.info("recording %s is not there yet: %s", recording_id, content.why)
        with house.database.transaction() as session:
            fetching.not_kept(session, recording_id, content.why, clock.now())
        return
    sound = house.sounds.keep(wanted.file, content)
    with house.database.transaction() as session:
        wanted_still = fetching.kept(session, recording_id, sha256=sound.sha256, size=sound.size, now=clock.now())
    if not wanted_still:  # the consent was taken back while the carrier sent it
        house.sounds.delete(wanted.file)
    house.database.run(
        lambda session: heeding.unheard(
            session,
            recording_id,
            transcribed=lambda language: house.voices.of(language).transcribed,
            rules=house.rulebook,
            now=clock.now(),
        )
    )
    look_after(house, recording_id)


def put_before_somebody(house: Runtime) -> int:
    """Have somebody listen to what the carrier should have written down, and did not in time; returns how many."""
    with house.database.reading() as session:
        overdue = heeding.overdue(session, clock.now())
    for recording_id in overdue:
        to_hear = partial(
            heeding.unheard, recording_id=recording_id, transcribed=_written, rules=house.rulebook, now=clock.now()
        )
        house.database.run(to_hear)
    if overdue:
        log.warning("the words of %s recorded comments have not come: somebody is to listen", len(overdue))
    return len(overdue)


def _written(language: str) -> bool:
    """Nothing is written down any more that has taken so long."""
    return False


def purge(house: Runtime) -> int:
    """Delete the sounds whose time is over; returns how many. The file goes first: no row says so before it is true."""
    with house.database.reading() as session:
        due = purging.due_sounds(session, house.rulebook, clock.now())
    for recording_id, file in due:
        house.sounds.delete(file)
        with house.database.transaction() as session:
            purging.sound_purged(session, recording_id, clock.now())
    if due:
        log.info("%s recorded comments were deleted: their time was over", len(due))
    return len(due)

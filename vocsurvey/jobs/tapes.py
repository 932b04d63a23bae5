"""Recordings of live calls: the carrier is asked to begin and to stop, and what it brought of one is done.

No transaction is open while the carrier thinks. What cannot be stopped now is asked again at every tick.
"""

from __future__ import annotations

from vocsurvey import clock
from vocsurvey.db.tape import Tape
from vocsurvey.jobs.queues import CALLS, UPKEEP, ring
from vocsurvey.jobs.recordings import JOB as LOOK_AFTER
from vocsurvey.jobs.workshop import runtime
from vocsurvey.operations import taping
from vocsurvey.runtime import Runtime
from vocsurvey.telephony.recorded import TapeReport
from vocsurvey.telephony.tape import Records

STOP = "vocsurvey.jobs.tapes.stop_tape"


def ring_for_tapes(house: Runtime) -> None:
    """Have those stopped that shall not run any more."""
    with house.database.reading() as session:
        due = taping.to_stop(session, clock.now())
    ring(house.redis, CALLS, STOP, due)


def stop_tape(tape_id: int) -> None:
    """Job: have one stopped."""
    stop(runtime(), tape_id)


def start(house: Runtime, tape_id: int) -> str | None:
    """Have the carrier record, once; a sentence where it does not. Where nobody can say, the row waits for its news,
    and the clock stops what never had any."""
    with house.database.reading() as session:
        tape = session.get_one(Tape, tape_id)
        token, sid = tape.token, tape.call.carrier_sid
    answer = house.carrier.tapes.start(sid or "", token)
    if isinstance(answer, Records):
        house.database.run(lambda session: taping.begun(session, tape_id, answer.sid, clock.now()))
        return None
    if answer.sure:
        house.database.run(lambda session: taping.not_begun(session, tape_id, answer.why, clock.now()))
    return answer.why


def stop(house: Runtime, tape_id: int) -> bool:
    """Have the carrier record no longer; false where nobody can say whether it does."""
    with house.database.reading() as session:
        tape = session.get_one(Tape, tape_id)
        sid, over = tape.call.carrier_sid, tape.ended_at is not None
    if over:
        return True
    if not house.carrier.tapes.stop(sid or ""):
        return False
    house.database.run(lambda session: taping.stopped(session, tape_id, clock.now()))
    return True


def hear(house: Runtime, token: str, report: TapeReport) -> bool:
    """The carrier's word on a recording; false when no tape has this token."""
    found = house.database.run(
        lambda session: taping.hear(
            session,
            token,
            report.recording_sid,
            report.seconds,
            begins=report.begins,
            ready=report.ready,
            now=clock.now(),
        )
    )
    ring(house.redis, UPKEEP, LOOK_AFTER, found or ())
    return found is not None

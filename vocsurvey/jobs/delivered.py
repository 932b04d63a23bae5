"""What the carrier brought, done: the same for a request that has just come and for one that waited in the spool."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.interview.heard import Heard, Recorded
from vocsurvey.jobs.news import news_of
from vocsurvey.jobs.queues import CALLS, UPKEEP, ring
from vocsurvey.jobs.recordings import JOB as LOOK_AFTER
from vocsurvey.operations import bridging, closing, handing_over, interviewing, recording, summoning
from vocsurvey.operations.closing import Aftermath
from vocsurvey.operations.interviewing import Reply, Spoken
from vocsurvey.operations.whispering import HandedOver
from vocsurvey.runtime import Runtime
from vocsurvey.spool import Kept
from vocsurvey.telephony import webhook
from vocsurvey.telephony.recorded import RecordingReport, WordsReport, read_recording, read_words
from vocsurvey.telephony.url import State, state_of
from vocsurvey.telephony.webhook import MachineVerdict, Malformed, StatusReport, TurnHeard

LONGEST_TROUBLE = timedelta(hours=1)
"""How long something may fail although the database answers, before it is put aside for a person to look at."""
_JOBS = {
    Aftermath.HANG_UP: "vocsurvey.jobs.calls.hang_up_call",
    Aftermath.LEAVE_MESSAGE: "vocsurvey.jobs.calls.leave_message",
}
log = logging.getLogger(__name__)


def take(
    house: Runtime, token: str, carrier_sid: str, state: State, heard: Heard, now: datetime, *, there: bool = False
) -> Reply:
    """Something was heard at the position that the signed state names; ``there``: just now, by somebody who is on the
    line. Raises what the database raises."""

    def hear(session: Session) -> Reply:
        rules, line_hash = house.rulebook, house.line_hash
        if isinstance(heard, Recorded):
            return recording.take_comment(
                session, token, carrier_sid, state.position, heard,
                step=state.step, rules=rules, line_hash=line_hash, now=now,
            )  # fmt: skip
        at = (session, token, carrier_sid, state.position, heard)
        if there:
            browsers = house.settings.browser_phone is not None
            return handing_over.hear(*at, step=state.step, rules=rules, line_hash=line_hash, now=now, browsers=browsers)
        return interviewing.take_turn(*at, step=state.step, rules=rules, line_hash=line_hash, now=now)

    spoken = house.database.run(hear)
    if isinstance(spoken, Spoken):
        ring(house.redis, CALLS, "vocsurvey.jobs.calls.hang_up_call", spoken.hang_up)
    elif isinstance(spoken, HandedOver):
        ring(house.redis, CALLS, "vocsurvey.jobs.calls.place_call", spoken.ring)
    return spoken


def progress(house: Runtime, token: str, report: StatusReport, now: datetime) -> bool:
    """The carrier reports how far a call has come; False when no call has this token."""

    ended: list[int] = []

    def hear(session: Session) -> bool:
        ended.clear()
        call = bridging.lock_to_end(session, token)
        if call is not None:
            closing.hear_from_carrier(session, call, news_of(report), house.rulebook, now)
            ended.extend(summoning.stranded(session, now, leg_id=call.id))
        return call is not None

    known = house.database.run(hear)
    ring(house.redis, CALLS, "vocsurvey.jobs.bridges.look_at_room", ended)
    return known


def verdict(house: Runtime, token: str, heard: MachineVerdict, now: datetime) -> bool:
    """Machine detection has decided; False when no call has this token and SID."""
    with house.database.transaction() as session:
        call = interviewing.lock_call(session, token)
        if call is None or not closing.goes_by(session, call, heard.carrier_sid):
            return False
        todo = closing.machine_heard(
            session,
            call,
            heard.answered_by,
            house.rulebook,
            now,
            greeting_ended=heard.greeting_ended,
            greeting_endless=heard.greeting_endless,
        )
    if todo is not None:
        ring(house.redis, CALLS, _JOBS[todo], [call.id])
    return True


def sounded(house: Runtime, token: str, report: RecordingReport, position: int | None, now: datetime) -> None:
    """A recording can be fetched, or never can; at the position that was recorded, where that is known."""
    ready = house.database.run(
        lambda session: recording.hear_of_recording(
            session,
            token,
            report.carrier_sid,
            position,
            report.recording_sid,
            report.seconds,
            ready=report.ready,
            now=now,
        )
    )
    ring(house.redis, UPKEEP, LOOK_AFTER, ready)


def worded(house: Runtime, token: str, report: WordsReport, position: int | None, now: datetime) -> None:
    """What the carrier understood of a recording; where it understood nothing, somebody is to listen."""
    heeded = house.database.run(
        lambda session: recording.hear_words(
            session,
            token,
            report.carrier_sid,
            position,
            report.recording_sid,
            report.words or "",
            rules=house.rulebook,
            line_hash=house.line_hash,
            now=now,
        )
    )
    ring(house.redis, CALLS, _JOBS[Aftermath.HANG_UP], heeded.hang_up)


def drain(house: Runtime, token: str | None = None) -> int:
    """Hear what waits in the spool, oldest first; of one call, or of all. Returns how many were heard.

    Raises what the database raises while it does not answer: then everything stays where it is.
    """
    heard = 0
    if token is None:
        house.spool.sweep(clock.now() - LONGEST_TROUBLE)
    for path in house.spool.waiting(token):
        try:
            kept = house.spool.read(path)
            if kept is not None:
                _hear(house, kept)
                heard += 1
            house.spool.drop(path)
        except ValueError:
            log.exception("what was kept in %s cannot be read: it is put aside", path.name)
            house.spool.refuse(path)
        except Exception:  # whatever is wrong with one of them, it holds up no other
            house.database.ping()
            log.exception("what was kept in %s could not be heard", path.name)
            _put_aside(house, path)
    return heard


def _put_aside(house: Runtime, path: Path) -> None:
    """The database answers, but not to this one: for a while it may only be waiting its turn."""
    kept = house.spool.read(path)
    if kept is not None and abs(clock.now() - kept.received_at) > LONGEST_TROUBLE:
        log.error("what was kept in %s is put aside", path.name)
        house.spool.refuse(path)


def _hear(house: Runtime, kept: Kept) -> None:
    hear = _KINDS.get(kept.last)
    if hear is None or not hear(house, kept):
        raise ValueError(f"nothing that a call of ours brings under {kept.last}")


def _turn(house: Runtime, kept: Kept) -> bool:
    said = webhook.read_turn(list(kept.params))
    state = _state(house, kept)
    if not isinstance(said, TurnHeard) or state is None:
        return False
    take(house, kept.token, said.carrier_sid, state, said.heard, kept.received_at)
    return True


def _fallback(house: Runtime, kept: Kept) -> bool:
    fell = webhook.read_fallback(list(kept.params))
    if isinstance(fell, Malformed) or fell.heard is None:
        return False
    state = state_of(house.urls, kept.token, fell.error_url)
    if state is None:
        return False
    take(house, kept.token, fell.carrier_sid, state, fell.heard, kept.received_at)
    return True


def _status(house: Runtime, kept: Kept) -> bool:
    report = webhook.read_status(list(kept.params))
    if isinstance(report, Malformed):
        return False
    progress(house, kept.token, report, kept.received_at)
    return True


def _machine(house: Runtime, kept: Kept) -> bool:
    detected = webhook.read_machine(list(kept.params))
    if isinstance(detected, Malformed):
        return False
    verdict(house, kept.token, detected, kept.received_at)
    return True


def _comment(house: Runtime, kept: Kept) -> bool:
    report = read_recording(list(kept.params))
    if report is not None:
        sounded(house, kept.token, report, _position(house, kept), kept.received_at)
    return report is not None


def _words(house: Runtime, kept: Kept) -> bool:
    report = read_words(list(kept.params))
    if report is not None:
        worded(house, kept.token, report, _position(house, kept), kept.received_at)
    return report is not None


def _state(house: Runtime, kept: Kept) -> State | None:
    return state_of(house.urls, kept.token, f"?{kept.query}")


def _position(house: Runtime, kept: Kept) -> int | None:
    state = _state(house, kept)
    return None if state is None else state.position


_KINDS: dict[str, Callable[[Runtime, Kept], bool]] = {
    "turn": _turn,
    "fallback": _fallback,
    "status": _status,
    "machine": _machine,
    "comment": _comment,
    "words": _words,
}
"""By the last part of the path that the carrier asked for; each says whether it was something that a call brings."""

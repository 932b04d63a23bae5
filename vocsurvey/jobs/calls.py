"""Calls: the tick that finds whom to phone, and the jobs that speak to the carrier.

Every job takes one id, opens one transaction at a time, and never holds one while it waits for the carrier.
"""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.jobs.news import news_of
from vocsurvey.jobs.pacing import uncollected
from vocsurvey.jobs.queues import CALLS, UPKEEP, ring
from vocsurvey.jobs.workshop import runtime
from vocsurvey.operations import (
    claiming,
    closing,
    dialing,
    gatekeeping,
    leaving_message,
    reconciling,
    summoning,
    watching,
)
from vocsurvey.rulebook import Rulebook
from vocsurvey.runtime import Runtime
from vocsurvey.telephony import twiml
from vocsurvey.telephony.carrier import NeverLeft, Order, Placed, Placement, Rejected, Throttled, Unsure

log = logging.getLogger(__name__)

HELD_UP = "the process that was to send it was held up for too long"


def dispatch(house: Runtime) -> None:
    """Claim what is due, and wake a worker for every planned call that has none."""
    rules = house.rulebook
    with house.database.transaction() as session, uncollected():
        dialing.claim_due_cases(
            session, rules=rules, line_hash=house.line_hash, now=clock.now(), limit=dialing.pulse(rules)
        )
    with house.database.transaction() as session:
        claiming.write_ahead(session, rules=rules, line_hash=house.line_hash, now=clock.now())
    with house.database.transaction() as session:
        calls = dialing.nudge_planned(session, rules=rules, now=clock.now())
    ring(house.redis, CALLS, "vocsurvey.jobs.calls.place_call", calls)


def hang_up_and_look(house: Runtime) -> None:
    """Wake a worker for every call that shall end, and for every call that has gone silent."""
    with house.database.transaction() as session:
        gatekeeping.cancel_after_hours(session, rules=house.rulebook, line_hash=house.line_hash, now=clock.now())
    with house.database.transaction() as session:
        ending = watching.nudge_hang_ups(session, rules=house.rulebook, now=clock.now())
        silent = watching.nudge_silent(session, rules=house.rulebook, now=clock.now())
    ring(house.redis, CALLS, "vocsurvey.jobs.calls.hang_up_call", ending)
    # Behind everything else: a phone that is to ring does not wait for a look at one that has gone silent.
    ring(house.redis, UPKEEP, "vocsurvey.jobs.calls.look_up_call", silent)


def doubt(house: Runtime) -> None:
    """Calls whose sender died become uncertain; uncertain calls are given up when they cannot be ringing any more."""
    with house.database.transaction() as session:
        reconciling.doubt_stale(session, rules=house.rulebook, now=clock.now())
        reconciling.give_up_uncertain(session, rules=house.rulebook, now=clock.now())


def place_call(call_id: int) -> None:
    """Job: permit, one POST with no transaction open, record."""
    place(runtime(), call_id)


def hang_up_call(call_id: int) -> None:
    """Job: end a call that shall not go on."""
    hang_up(runtime(), call_id)


def leave_message(call_id: int) -> None:
    """Job: say the one message to the machine that took a call."""
    leave(runtime(), call_id)


def look_up_call(call_id: int) -> None:
    """Job: ask the carrier for a call that has gone silent."""
    look_up(runtime(), call_id)


def place(house: Runtime, call_id: int) -> None:
    """Dial one planned call, once. Everything that the carrier can answer ends in a row."""

    def ask(session: Session) -> tuple[dialing.Permit | dialing.Refused, datetime]:
        rules, line_hash = house.rulebook, house.line_hash
        asked = summoning.grant_permit(session, call_id, rules=rules, line_hash=line_hash, now=clock.now())
        return asked, clock.now()  # it may have waited for the lock; from here on somebody may wait for us

    permit, passed_at = house.database.run(ask)
    if isinstance(permit, dialing.Refused):
        log.info("call %s was not dialled: %s", call_id, permit.why)
        _let_out(house, call_id)
        return
    dial(house, permit, passed_at)
    with house.database.reading() as session:
        waiting = summoning.waiting_sid(session, call_id)
    if waiting is not None:  # from now on two people talk, and not for a few minutes only
        house.carrier.lengthen(waiting, house.rulebook.pacing.live_time_limit)


def _let_out(house: Runtime, call_id: int) -> None:
    """Nobody comes to whoever may wait for the person whom this call was to ring."""
    with house.database.transaction() as session:
        rooms = summoning.stranded(session, clock.now(), leg_id=call_id)
    ring(house.redis, CALLS, "vocsurvey.jobs.bridges.look_at_room", rooms)


def dial(house: Runtime, permit: dialing.Permit, passed_at: datetime | None = None) -> None:
    """Send the one POST that a permit allows, and record what came of it.

    A sender that was held up after its permit does not send: others may have found out by then that nothing was sent,
    or somebody may have stopped all dialling since it passed the gates (``passed_at``). A call that shall end by the
    time the carrier has it is hung up at once.
    """
    pacing, now = house.rulebook.pacing, clock.now()
    latest = (passed_at or permit.granted_at) + pacing.permit_life
    if now >= min(latest, permit.granted_at + pacing.sending_patience):
        _record(house, permit.call_id, NeverLeft(HELD_UP))
        return
    try:
        order = Order(
            token=permit.token,
            to=permit.number,
            extension=permit.extension or None,
            from_number=permit.from_number,
            ring_timeout=permit.rings or pacing.ring_timeout,
            time_limit=pacing.live_time_limit if permit.live else pacing.time_limit,
            detect_machines=not permit.extension and not permit.live,
            await_greeting=permit.await_greeting,
        )
    except ValueError as error:  # nothing was sent: an extension that no keypad can dial, say
        _record(house, permit.call_id, Rejected(None, 0, str(error)))
        return
    if _record(house, permit.call_id, house.carrier.place(order)):
        hang_up(house, permit.call_id)


def hang_up(house: Runtime, call_id: int) -> None:
    """End a call at the carrier, unless a key that was pressed meanwhile proved that a human is on the line."""
    with house.database.reading() as session:
        sid = watching.carrier_sid(session, call_id, unwanted_at=clock.now())
    if sid is not None:
        house.carrier.hang_up(sid)
        # It may have been over long ago and the callback that said so lost, which is never repeated.
        look_up(house, call_id)


def leave(house: Runtime, call_id: int) -> None:
    """Leave to speak, one request with no transaction open, record. Whatever fails, the line is closed later, and the
    message is never sent again."""
    granted = house.database.run(
        lambda session: leaving_message.grant_message(
            session, call_id, rules=house.rulebook, line_hash=house.line_hash, now=clock.now()
        )
    )
    if granted is None:
        return
    said = granted.message
    try:
        document = twiml.message(said.text, said.language, house.urls.message(granted.token), house.voices)
    except ValueError as error:
        log.error("call %s hears no message: %s", call_id, error)
        return
    if house.carrier.speak(granted.carrier_sid, document):
        house.database.run(lambda session: leaving_message.message_left(session, call_id, house.rulebook, clock.now()))


def look_up(house: Runtime, call_id: int) -> None:
    """Take in what the carrier shows of a call."""
    with house.database.reading() as session:
        sid = watching.carrier_sid(session, call_id)
    view = house.carrier.fetch(sid) if sid is not None else None

    def take_in(session: Session) -> tuple[int, ...]:
        call = watching.locked_to_end(session, call_id)
        if view is None:
            watching.lose_sight(session, call, house.rulebook, clock.now())
        else:
            closing.hear_from_carrier(session, call, news_of(view), house.rulebook, clock.now())
        return summoning.stranded(session, clock.now(), leg_id=call_id)

    ring(house.redis, CALLS, "vocsurvey.jobs.bridges.look_at_room", house.database.run(take_in))


def _record(house: Runtime, call_id: int, placement: Placement) -> bool:
    return house.database.run(lambda session: _write(session, call_id, placement, house.rulebook, clock.now()))


def _write(session: Session, call_id: int, placement: Placement, rules: Rulebook, now: datetime) -> bool:
    """Write down what became of a request; true when the call was placed and shall end at once."""
    match placement:
        case Placed(carrier_sid=sid, queue_time=queue_time):
            # The gate before the call, as everywhere.
            gatekeeping.queue_grew(session, queue_time, rules=rules, now=now)
            return dialing.record_placed(session, call_id, sid, now)
        case Throttled():
            dialing.record_unsent(
                session, call_id, "the carrier asked us to slow down", throttled=True, rules=rules, now=now
            )
        case NeverLeft(why=why):
            dialing.record_unsent(session, call_id, why, throttled=False, rules=rules, now=now)
        case Rejected(code=code, http=http, message=message):
            error = rules.account_errors.of(code, http)
            if error is not None:
                gatekeeping.record_account_refused(session, call_id, error, message, rules=rules, now=now)
            else:
                dialing.record_rejected(session, call_id, message, rules=rules, now=now)
        case Unsure(why=why):
            dialing.record_uncertain(session, call_id, why, now)
    return False

"""The test call of the doctor: one ring of one phone, followed to its end."""

from __future__ import annotations

from datetime import timedelta

from vocsurvey import clock
from vocsurvey.cli.refusal import Failure
from vocsurvey.db.dialing import Call
from vocsurvey.fieldwork.phone import read_number
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.jobs.calls import dial
from vocsurvey.operations.dialing import Refused
from vocsurvey.operations.trying_out import permit_test_call
from vocsurvey.runtime import Runtime

LOOK_EVERY = 0.5
LONGEST_TALK = timedelta(seconds=60)


def ring_once(house: Runtime, number: str) -> str:
    """Ring the phone and wait for the end; what happened, in one sentence. Raises Failure when it did not work."""
    line = read_number(number, None)
    if isinstance(line, Problem):
        raise Failure(line.sentence)
    assert house.settings.from_number is not None
    with house.database.transaction() as session:
        permit = permit_test_call(
            session,
            line,
            from_number=house.settings.from_number,
            by="doctor",
            line_hash=house.line_hash,
            now=clock.now(),
        )
    if isinstance(permit, Refused):
        raise Failure(f"nobody was rung: {permit.why}.")
    dial(house, permit)
    return _verdict(_followed(house, permit.call_id))


def _followed(house: Runtime, call_id: int) -> Call:
    """The call at its end, or as it is when that takes too long."""
    until = clock.monotonic() + (house.rulebook.pacing.ring_timeout + LONGEST_TALK).total_seconds()
    while True:
        with house.database.reading() as session:
            call = session.get_one(Call, call_id)
            session.expunge(call)
        if call.ended_at is not None or clock.monotonic() > until:
            return call
        clock.pause(LOOK_EVERY)


def _verdict(call: Call) -> str:
    if call.sequence < 0 and call.problem is None:
        raise Failure("the carrier took the call, but none of its webhooks reached us. Check VOCSURVEY_PUBLIC_URL.")
    if call.problem is not None:
        raise Failure(f"the carrier did not place the call: {call.problem}")
    if call.answered_at is None:
        raise Failure(f"the phone rang, and nobody answered ({call.outcome or 'still ringing'}).")
    return "the phone rang, was answered, and heard us; the carrier's webhooks reach us."

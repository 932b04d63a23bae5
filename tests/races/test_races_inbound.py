"""Somebody calls us at the very moment in which we call them, opt them out, or hear from them twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

import pytest
from crowd import at_once
from scene import Scene, hashed
from sqlalchemy import select

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Call, CallStatus
from vocsurvey.db.sample import PhoneLine, SuppressionScope
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.operations import dialing, receiving
from vocsurvey.operations.dialing import Permit
from vocsurvey.operations.receiving import Ringing, TakenUp, Told
from vocsurvey.operations.suppressing import suppress_line

ANN, OURS = "+12025550101", "+12025550199"
SIDS = (f"CA{n:032x}" for n in count(1 << 64))


def call_us(scene: Scene, sid: str) -> TakenUp | Told:
    """Ann's number rings ours, as the web process hears it."""
    ringing = Ringing(sid, ANN, OURS)
    return scene.database.run(
        lambda session: receiving.receive(session, ringing, rules=scene.rules, line_hash=hashed, now=scene.now)
    )


def permit(scene: Scene, call_id: int) -> Any:
    """A worker asks for leave to dial."""
    return scene.database.run(
        lambda session: dialing.grant_permit(session, call_id, rules=scene.rules, line_hash=hashed, now=scene.now)
    )


def claim(scene: Scene) -> Any:
    """The clock ticks."""
    return scene.database.run(
        lambda session: dialing.claim_due_cases(session, rules=scene.rules, line_hash=hashed, now=scene.now, limit=10)
    )


def opt_out(scene: Scene) -> tuple[int, ...]:
    """Somebody says elsewhere that Ann's line shall not be called."""
    (line_id,) = scene.rows(select(PhoneLine.id).where(PhoneLine.number == ANN))
    return scene.database.run(
        lambda session: suppress_line(
            session,
            line_id,
            scope=SuppressionScope.ALL_SURVEYS,
            source="page",
            reason="asked",
            line_hash=hashed,
            now=scene.now,
        )
    )


@pytest.fixture
def missed(scene: Scene) -> Scene:
    """Ann missed a call two days ago, and the next one is planned."""
    scene.people()
    scene.campaign()
    token, sid = scene.dial()
    scene.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    scene.later(days=2)
    return scene


def open_calls(scene: Scene) -> list[Call]:
    """The calls on Ann's line that are sending, ringing or spoken on."""
    mine = PhoneLine.number == ANN
    return scene.rows(select(Call).join(PhoneLine).where(mine, Call.status.in_(OPEN_AT_CARRIER)))


def clean(scene: Scene) -> None:
    """Nothing that must never happen has happened."""
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()


@pytest.mark.parametrize("turn", range(6))
def test_either_we_ring_them_or_they_speak_with_us(missed: Scene, turn: int) -> None:
    planned = missed.dial_planned("C1")
    works: list[Callable[[], Any]] = [partial(call_us, missed, next(SIDS)), partial(permit, missed, planned)]
    received, verdict = at_once(works) if turn % 2 else at_once(works[::-1])[::-1]
    assert isinstance(received, TakenUp) != isinstance(verdict, Permit)
    (call,) = open_calls(missed)
    assert call.direction == ("inbound" if isinstance(received, TakenUp) else "outbound")
    clean(missed)


def test_a_crowd_of_calls_from_one_number_is_one_call(missed: Scene) -> None:
    same = next(SIDS)
    works = [partial(call_us, missed, same) for _ in range(4)] + [
        partial(call_us, missed, next(SIDS)) for _ in range(4)
    ]
    told = at_once([*works, partial(claim, missed), partial(claim, missed)])[:8]
    assert Counter(type(one) for one in told)[TakenUp] >= 1
    assert len({one.token for one in told if isinstance(one, TakenUp)}) == 1
    (call,) = open_calls(missed)
    assert (call.direction, call.status) == ("inbound", CallStatus.LIVE)
    assert len([one for one in missed.attempts() if one.closed_at is None]) == 1
    clean(missed)


@pytest.mark.parametrize("first", range(3))
def test_an_opt_out_is_in_force_whoever_was_first(missed: Scene, first: int) -> None:
    planned = missed.dial_planned("C1")
    works: list[Callable[[], Any]] = [
        partial(call_us, missed, next(SIDS)),
        partial(opt_out, missed),
        partial(claim, missed),
    ]
    told = at_once(works[first:] + works[:first])
    received = next(one for one in told if isinstance(one, TakenUp | Told))
    assert not isinstance(permit(missed, planned), Permit)
    assert len(open_calls(missed)) == isinstance(received, TakenUp)
    clean(missed)
    missed.later(days=3)
    assert [one for one in claim(missed) if isinstance(permit(missed, one), Permit) and one in anns(missed)] == []


def anns(scene: Scene) -> list[int]:
    """The ids of the calls to Ann's line."""
    return scene.rows(select(Call.id).join(PhoneLine).where(PhoneLine.number == ANN))

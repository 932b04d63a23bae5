"""Permits: one per call, one open call per line, and none after an opt-out, a pause or the kill switch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest
from crowd import at_once
from scene import Scene, hashed
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case, DialGate
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Attempt, Call, CallStatus, DialPermit
from vocsurvey.db.sample import Contact, PhoneLine, Suppression
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.suppression import Who, one_account, one_contact, one_line, this_domain, whole_number
from vocsurvey.operations import administering, dialing
from vocsurvey.operations.dialing import ALL_DIALLING, Permit, Refused, campaign_gate
from vocsurvey.operations.opting_out import Barred, Wish, bar
from vocsurvey.operations.suppressing import this_line

LINES = 4
THREADS = 32


def _crowded(scene: Scene, people: int = 24) -> list[int]:
    """So many people at a few switchboards, all of them planned to be called; the call ids."""
    scene.people(
        [
            f"A{n},Account {n},GB,,P{n},Person {n},user,+44 20 7946 {n % LINES:04d},,en,Europe/London,"
            f"TP{n},support_case,the export,G1,Gus Green,yes"
            for n in range(people)
        ]
    )
    scene.campaign()
    # More at once than a real installation would let out, so that many ask for the same line.
    scene.rules = replace(scene.rules, pacing=scene.rules.pacing.model_copy(update={"in_flight": 1000}))
    planned = scene.claim(1000)
    assert len(planned) == people
    return list(planned)


@dataclass(frozen=True)
class Passed:
    """What a transaction was told, and its place in the queues that it passed; the rows count their passages."""

    verdict: Permit | Refused
    line_id: int
    line: int
    gates: tuple[int, int]


def _permit(scene: Scene, call_id: int) -> Passed:
    def work(session: Session) -> Passed:
        verdict = dialing.grant_permit(session, call_id, rules=scene.rules, line_hash=hashed, now=scene.now)
        call = session.get_one(Call, call_id)
        line = session.scalars(select(PhoneLine.passages).where(PhoneLine.id == call.line_id)).one()
        return Passed(
            verdict, call.line_id, line, (_passages(session, ALL_DIALLING), _passages(session, campaign_gate(1)))
        )

    return scene.database.run(work)


def _busy(scene: Scene, permit: Permit) -> bool:
    sid = scene.call(permit.token).carrier_sid
    assert sid is not None
    return scene.report(permit.token, sid, "busy", CallStatus.ENDED, 3, CarrierOutcome.BUSY)


def _passages(session: Session, key: str) -> int:
    return session.scalars(select(DialGate.passages).where(DialGate.key == key)).one()


def _audited(scene: Scene) -> list[str]:
    with scene.database.reading() as session:
        return [str(violation) for violation in audit(session, scene.now + timedelta(seconds=1), hashed)]


def test_never_two_open_calls_on_a_line_and_one_permit_per_call(scene: Scene) -> None:
    calls = _crowded(scene)
    # Every call is asked for by several workers at once, as after a restart with jobs queued twice.
    asked = [call_id for call_id in calls for _ in range(3)]
    granted: list[Permit] = []
    for start in range(0, len(asked), THREADS):
        wave = asked[start : start + THREADS]
        results = at_once([partial(_permit, scene, call_id) for call_id in wave])
        granted += [passed.verdict for passed in results if isinstance(passed.verdict, Permit)]
    assert len(granted) == LINES
    assert len({permit.number for permit in granted}) == LINES
    with scene.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DialPermit)) == LINES
        open_calls = session.scalars(select(Call.line_id).where(Call.status.in_(OPEN_AT_CARRIER))).all()
        assert len(open_calls) == len(set(open_calls)) == LINES
        # The others wait for their turn: their attempts are closed, their cases come again.
        left = session.scalar(select(func.count()).select_from(Attempt).where(Attempt.closed_at.is_(None)))
        assert left == LINES
    assert _audited(scene) == []


def test_the_next_in_line_rings_when_the_line_is_free(scene: Scene) -> None:
    """Over several waves, with the ends of calls racing the permits of the next ones."""
    calls = _crowded(scene, people=12)
    rung: set[int] = set()
    for _ in range(3):
        asked = [call_id for call_id in calls if call_id not in rung]
        results = at_once([partial(_permit, scene, call_id) for call_id in asked])
        permits = [passed.verdict for passed in results if isinstance(passed.verdict, Permit)]
        assert len({permit.number for permit in permits}) == len(permits) == LINES
        rung |= {permit.call_id for permit in permits}
        for permit in permits:
            scene.do(dialing.record_placed, permit.call_id, next(scene.sids))
        ends = [partial(_busy, scene, permit) for permit in permits]
        assert all(at_once(ends))
        scene.later(minutes=1)
        calls = list(scene.claim(1000)) + calls
    assert _audited(scene) == []


@pytest.mark.parametrize("stop", ["opt-out", "pause", "kill switch"])
def test_after_the_stop_no_permit_is_granted(scene: Scene, stop: str) -> None:
    """Order is read from the rows that everybody passes: whoever passed after the stop got nothing."""
    calls = _crowded(scene, people=28)
    with scene.database.reading() as session:
        line_id = session.get_one(Call, calls[0]).line_id

    def halt() -> Passed:
        def work(session: Session) -> Passed:
            if stop == "opt-out":
                who = this_line(session.get_one(PhoneLine, line_id))
                bar(session, who, Wish("page", "asked"), rules=scene.rules, line_hash=hashed, now=scene.now)
            elif stop == "pause":
                administering.pause(session, 1, "a test", scene.now)
            else:
                dialing.set_gate(session, ALL_DIALLING, opened=False, by="a test", now=scene.now)
            line = session.scalars(select(PhoneLine.passages).where(PhoneLine.id == line_id)).one()
            gates = (_passages(session, ALL_DIALLING), _passages(session, campaign_gate(1)))
            return Passed(Refused("the stop itself"), line_id, line, gates)

        return scene.database.run(work)

    works = [partial(_permit, scene, call_id) for call_id in calls]
    stopped, *asked = at_once([halt, *works])
    for passed in asked:
        later = {
            "opt-out": passed.line_id == line_id and passed.line > stopped.line,
            "pause": passed.gates[1] > stopped.gates[1],
            "kill switch": passed.gates[0] > stopped.gates[0],
        }[stop]
        assert not (later and isinstance(passed.verdict, Permit)), (stop, passed)
        if isinstance(passed.verdict, Permit) and stop == "opt-out" and passed.line_id == line_id:
            assert scene.call(passed.verdict.token).hang_up_wanted_at is not None
    # Whoever asks from now on is refused as well.
    scene.later(minutes=1)
    again = [_permit(scene, call_id) for call_id in scene.claim(1000)[:8]]
    again = [passed for passed in again if stop != "opt-out" or passed.line_id == line_id]
    assert [passed for passed in again if isinstance(passed.verdict, Permit)] == []
    assert _audited(scene) == []


def test_refusals_that_overlap_all_hold(scene: Scene) -> None:
    """The same people are barred by line, number, id, customer and domain at once, while others claim and dial them."""
    calls = _crowded(scene, people=12)
    with scene.database.transaction() as session:
        session.execute(update(Contact).values(email=Contact.external_id + "@crowd.example"))
    numbers = [f"+44207946{n:04d}" for n in range(LINES)]
    whos = [one_line(number) for number in numbers] + [whole_number(numbers[0]), this_domain("crowd.example")]
    whos += [one_contact("P3"), one_account("A3"), one_line(numbers[1])]

    def barred(who: Who) -> Barred:
        return scene.database.run(
            lambda session: bar(session, who, Wish("page", "asked"), rules=scene.rules, line_hash=hashed, now=scene.now)
        )

    at_once([*(partial(barred, who) for who in whos), *(partial(_permit, scene, call_id) for call_id in calls)])
    ringing = scene.rows(select(Call).where(Call.status == CallStatus.SENDING))
    assert all(call.hang_up_wanted_at is not None for call in ringing)
    assert scene.rows(select(Case).where(Case.closed_at.is_(None))) == []
    assert len(scene.rows(select(Suppression))) == len(whos) - 1
    assert _audited(scene) == []


def test_two_clocks_claim_each_case_once(scene: Scene) -> None:
    scene.people(
        [
            f"A{n},Account {n},GB,,P{n},Person {n},user,+44 20 7946 {n:04d},,en,Europe/London,"
            f"TP{n},support_case,the export,G1,Gus Green,yes"
            for n in range(60)
        ]
    )
    scene.campaign()
    claimed = [call_id for calls in at_once([lambda: scene.claim(15)] * 8) for call_id in calls]
    assert len(claimed) == len(set(claimed)) > 0
    with scene.database.reading() as session:
        cases = session.scalars(select(Attempt.case_id)).all()
    assert len(cases) == len(set(cases)) == len(claimed)
    nudged = [
        call_id
        for calls in at_once([lambda: scene.do(dialing.nudge_planned, rules=scene.rules)] * 8)
        for call_id in calls
    ]
    assert sorted(nudged) == sorted(claimed)

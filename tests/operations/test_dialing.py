"""From a due case to a ringing phone: one permit, one POST, and a true account of what became of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from scene import PEOPLE, Scene, hashed, own_rules
from sqlalchemy import select

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call, DialPermit
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.operations import administering, dialing, reconciling, watching
from vocsurvey.operations.dialing import ALL_DIALLING, Permit, Refused
from vocsurvey.rulebook import SHIPPED


def test_claiming_plans_one_call_per_due_case(running: Scene) -> None:
    planned = running.claim()
    assert len(planned) == 3
    assert running.claim() == ()
    assert [row.decision["verdict"] for row in running.rows(select(Attempt))] == ["allow"] * 3
    assert running.rows(select(DialPermit)) == []


def test_no_more_is_claimed_than_the_pacing_allows(running: Scene) -> None:
    assert len(running.claim(limit=2)) == 2
    assert len(running.claim(limit=2)) == 1
    running.rules = running.rules.__class__(
        **{**running.rules.__dict__, "pacing": running.rules.pacing.model_copy(update={"in_flight": 3})}
    )
    running.campaign("Winter")
    assert running.claim() == ()
    assert dialing.pulse(running.rules) == 20


def test_outside_the_hours_a_case_is_deferred_into_them(scene: Scene, tmp_path: Path) -> None:
    scene.rules = own_rules(tmp_path)
    scene.now = scene.now.replace(hour=3)
    scene.campaign()
    assert scene.claim() == ()
    case = scene.case("C1")
    assert case.waiting_for == ["outside_hours"]
    assert case.due_at is not None
    assert case.due_at.hour == 14  # nine in the morning in New York, in November
    assert case.closed_at is None


def test_without_consent_where_it_is_needed_the_case_is_closed_with_the_reason(scene: Scene, tmp_path: Path) -> None:
    scene.people_refuse("C3")
    protocol = (SHIPPED / "protocol.yaml").read_text().replace("ladder: [ivr, live]", "ladder: [ivr]")
    scene.rules = own_rules(tmp_path, protocol=protocol)
    scene.campaign()
    scene.claim()
    case = scene.case("C3")
    assert case.waiting_for == ["no_consent_for_automated_voice"]
    assert (case.disposition, case.closed_at) == ("3.11", scene.now)


def test_without_consent_the_case_goes_to_a_live_caller_where_the_ladder_has_one(scene: Scene, tmp_path: Path) -> None:
    scene.people_refuse("C3")
    scene.rules = own_rules(tmp_path)
    scene.campaign()
    scene.claim()
    case = scene.case("C3")
    assert case.waiting_for == ["no_consent_for_automated_voice", "goes_to_live_caller"]
    assert (case.channel, case.disposition, case.closed_at) == ("live", None, None)
    scene.later(days=1)
    assert case.id not in {attempt.case_id for attempt in scene.attempts("C3")}
    scene.claim()
    assert scene.attempts("C3") == []


def test_each_planned_call_is_handed_out_once_per_lead_time(running: Scene) -> None:
    planned = running.claim()
    assert running.do(dialing.nudge_planned, rules=running.rules) == tuple(sorted(planned))
    assert running.do(dialing.nudge_planned, rules=running.rules) == ()
    running.now += running.rules.pacing.claim_lead
    assert running.do(dialing.nudge_planned, rules=running.rules) == tuple(sorted(planned))


def test_a_permit_is_granted_once(running: Scene) -> None:
    call_id = running.claim()[0]
    permit = running.permit(call_id)
    assert isinstance(permit, Permit)
    assert "_" not in permit.token
    assert running.permit(call_id) == Refused("not planned")
    assert running.permit(10_000) == Refused("not planned")
    assert len(running.rows(select(DialPermit))) == 1
    call = running.rows(select(Call).where(Call.id == call_id))[0]
    assert (call.status, call.sent_at, call.permit_call_id) == ("sending", running.now, call_id)


def test_a_call_without_a_case_gets_no_permit(running: Scene) -> None:
    with running.database.transaction() as session:
        line = session.scalars(select(Contact.line_id)).first()
        call = Call(token="loose", purpose="test", line_id=line, from_number="+12025550199", planned_at=running.now)
        session.add(call)
        session.flush()
        call_id = call.id
    assert running.permit(call_id) == Refused("no case")


def test_a_closed_gate_cancels_the_planned_call_and_the_case_comes_again(running: Scene) -> None:
    call_id = running.claim()[0]
    running.do(dialing.set_gate, ALL_DIALLING, opened=False, by="Ada Admin")
    assert running.permit(call_id) == Refused("gate closed")
    attempt = running.rows(select(Attempt).where(Attempt.call_id == call_id))[0]
    assert (attempt.disposition, attempt.counted) == ("3.11", False)
    case = running.rows(select(Case).where(Case.id == attempt.case_id))[0]
    assert case.closed_at is None
    assert case.due_at == running.now + running.rules.protocol.recheck
    running.later(minutes=1)
    assert running.claim() == ()
    running.do(dialing.set_gate, ALL_DIALLING, opened=True, by="Ada Admin")
    assert running.claim() == (max(row.id for row in running.rows(select(Call))),)


def test_a_paused_campaign_grants_no_permit(running: Scene) -> None:
    call_id = running.claim()[0]
    campaign_id = running.case().campaign_id
    running.do(administering.pause, campaign_id, "Ada Admin")
    assert running.permit(call_id) == Refused("gate closed")


def test_what_has_changed_since_the_claim_is_asked_again(running: Scene) -> None:
    call_id = running.dial_planned("C1")
    with running.database.transaction() as session:
        contact = session.scalars(select(Contact).where(Contact.external_id == "C1")).one()
        contact.active = False
    assert running.permit(call_id) == Refused("inactive")
    running.later(minutes=1)
    running.claim()
    assert running.case("C1").waiting_for == ["inactive"]


def test_two_cases_on_one_line_ring_one_after_the_other(scene: Scene) -> None:
    scene.campaign("Autumn")
    scene.campaign("Winter")
    planned = scene.claim()
    assert len(planned) == 6
    lines = {row.id: row.line_id for row in scene.rows(select(Call))}
    first = planned[0]
    second = next(call_id for call_id in planned if lines[call_id] == lines[first] and call_id != first)
    assert isinstance(scene.permit(first), Permit)
    assert scene.permit(second) == Refused("line_busy_with_us")


def test_colleagues_behind_one_switchboard_are_both_reachable(scene: Scene) -> None:
    rows = [PEOPLE[0].replace("0101,,", "0101,11,"), PEOPLE[1].replace("0102,,", "0101,12,")]
    scene.people_again(rows)
    scene.campaign()
    planned = scene.claim()
    permits = [scene.permit(call_id) for call_id in planned]
    assert [permit.number for permit in permits].count("+12025550101") == 2
    assert sorted(permit.extension for permit in permits) == ["", "11", "12"]


def test_an_unsure_placement_blocks_the_line_and_is_never_repeated(running: Scene) -> None:
    call_id = running.claim()[0]
    running.permit(call_id)
    running.do(dialing.record_uncertain, call_id, "no answer within 30 s")
    running.do(dialing.record_uncertain, call_id, "again")
    call = running.rows(select(Call).where(Call.id == call_id))[0]
    assert (call.status, call.problem) == ("uncertain", "no answer within 30 s")
    assert running.permit(call_id) == Refused("not planned")
    assert running.do(reconciling.give_up_uncertain, rules=running.rules) == ()
    running.now += running.rules.pacing.uncertain_patience
    assert running.do(reconciling.give_up_uncertain, rules=running.rules) == (call_id,)
    attempt = running.rows(select(Attempt).where(Attempt.call_id == call_id))[0]
    assert (attempt.disposition, attempt.counted, attempt.ending) == ("3.16", True, "uncertain")


def test_a_sender_that_died_leaves_an_uncertain_call(running: Scene) -> None:
    call_id = running.claim()[0]
    running.permit(call_id)
    assert running.do(reconciling.doubt_stale, rules=running.rules) == ()
    running.now += running.rules.pacing.sending_patience
    assert running.do(reconciling.doubt_stale, rules=running.rules) == (call_id,)
    # Its answer comes after all.
    running.do(dialing.record_placed, call_id, "CA" + "7" * 32)
    call = running.rows(select(Call).where(Call.id == call_id))[0]
    assert (call.status, call.carrier_sid) == ("placed", "CA" + "7" * 32)


def test_a_placement_recorded_after_the_first_webhook_does_not_go_back(running: Scene) -> None:
    call_id = running.claim()[0]
    permit = running.permit(call_id)
    running.answer(permit.token, "CA" + "8" * 32)
    running.do(dialing.record_placed, call_id, "CA" + "8" * 32)
    assert running.call(permit.token).status == "live"


@pytest.mark.parametrize(("throttled", "outcome"), [(True, "throttled"), (False, "never_left")])
def test_what_provably_never_left_is_tried_again_as_a_new_call(running: Scene, throttled: bool, outcome: str) -> None:
    call_id = running.claim()[0]
    running.permit(call_id)
    running.do(dialing.record_unsent, call_id, "refused", throttled=throttled, rules=running.rules)
    call = running.rows(select(Call).where(Call.id == call_id))[0]
    assert (call.status, call.outcome) == ("unsent", outcome)
    attempt = running.rows(select(Attempt).where(Attempt.call_id == call_id))[0]
    assert (attempt.disposition, attempt.counted) == ("3.11", False)
    running.later(minutes=2)
    assert len(running.claim()) == 1
    # A late second word changes nothing.
    running.do(dialing.record_unsent, call_id, "refused", throttled=throttled, rules=running.rules)
    assert running.rows(select(Call).where(Call.id == call_id))[0].ended_at == call.ended_at


def test_a_rejected_number_is_given_up_after_a_few_tries(running: Scene) -> None:
    for _ in range(running.rules.protocol.max_rejected):
        call_id = running.dial_planned("C1")
        running.permit(call_id)
        running.do(dialing.record_rejected, call_id, "not a valid number", rules=running.rules)
        running.do(dialing.record_rejected, call_id, "said twice", rules=running.rules)
        running.later(minutes=1)
    case = running.case("C1")
    assert (case.disposition, case.closed_at is not None) == ("3.16", True)
    assert [row.counted for row in running.attempts("C1")] == [False, False]


def test_silent_calls_are_looked_up_and_lost_ones_end_as_failed(running: Scene) -> None:
    token, sid = running.dial()
    call_id = running.call(token).id
    assert running.do(watching.nudge_silent, rules=running.rules) == ()
    running.now += running.rules.pacing.poll_after
    assert running.do(watching.nudge_silent, rules=running.rules) == (call_id,)
    assert running.do(watching.nudge_silent, rules=running.rules) == ()
    with running.database.transaction() as session:
        watching.lose_sight(session, watching.locked(session, call_id), running.rules, running.now)
    assert running.call(token).ended_at is None
    running.now += timedelta(hours=1)
    with running.database.transaction() as session:
        watching.lose_sight(session, watching.locked(session, call_id), running.rules, running.now)
    assert (running.call(token).status, running.call(token).outcome) == ("ended", CarrierOutcome.FAILED)
    with running.database.reading() as session:
        assert watching.carrier_sid(session, call_id) is None
    assert sid


def test_calls_that_shall_end_are_handed_out_until_they_have(running: Scene) -> None:
    token, sid = running.dial()
    with running.database.transaction() as session:
        call = watching.locked(session, running.call(token).id)
        call.hang_up_wanted_at = running.now
    first = running.do(watching.nudge_hang_ups, rules=running.rules)
    assert first == (running.call(token).id,)
    assert running.do(watching.nudge_hang_ups, rules=running.rules) == ()
    running.now += running.rules.pacing.claim_lead
    assert running.do(watching.nudge_hang_ups, rules=running.rules) == first
    running.hang_up(token, sid)
    running.now += running.rules.pacing.claim_lead
    assert running.do(watching.nudge_hang_ups, rules=running.rules) == ()


def test_a_line_of_an_unknown_kind_is_of_another_kind(running: Scene) -> None:
    with running.database.transaction() as session:
        contact = session.scalars(select(Contact).where(Contact.external_id == "C1")).one()
        contact.line.kind = "satellite"
        contact.zone = None
    assert len(running.claim()) == 3
    assert hashed("+1", "") != hashed("+1", "1")

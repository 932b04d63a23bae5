"""Test calls: one ring of one phone, under the same gates and permits as any other."""

from __future__ import annotations

from scene import NOW, Scene, hashed

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.dialing import Call, CallPurpose, CallStatus, DialPermit
from vocsurvey.db.sample import PhoneLine, SuppressionScope
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.phone import Line
from vocsurvey.operations import dialing, interviewing
from vocsurvey.operations.closing import CarrierNews, hear_from_carrier
from vocsurvey.operations.dialing import ALL_DIALLING, Permit, Refused
from vocsurvey.operations.interviewing import Trial, UnknownCall
from vocsurvey.operations.suppressing import suppress_line
from vocsurvey.operations.trying_out import permit_test_call

OURS = Line("+12025550150", "7", "fixed", "US")
SID = "CA" + "0" * 32


def ask(scene: Scene, line: Line = OURS) -> Permit | Refused:
    """Ask for leave to ring a phone."""
    found: Permit | Refused = scene.do(
        permit_test_call, line, from_number="+12025550199", by="doctor", line_hash=hashed
    )
    return found


def test_one_call_with_its_permit_and_no_attempt(scene: Scene) -> None:
    permit = ask(scene)
    assert isinstance(permit, Permit)
    assert (permit.number, permit.extension, permit.from_number) == (OURS.number, OURS.extension, "+12025550199")
    with scene.database.reading() as session:
        call = session.get_one(Call, permit.call_id)
        assert (call.purpose, call.status, call.attempt) == (CallPurpose.TEST, CallStatus.SENDING, None)
        assert session.get_one(DialPermit, call.id).decision["asked_for_by"] == "doctor"
        assert audit(session, NOW, hashed) == ()


def test_a_line_in_a_call_is_not_rung_again(scene: Scene) -> None:
    ask(scene)
    assert ask(scene) == Refused("this line is in a call already")


def test_the_same_line_can_be_rung_when_the_call_is_over(scene: Scene) -> None:
    first = ask(scene)
    assert isinstance(first, Permit)
    scene.do(dialing.record_rejected, first.call_id, "no such number", rules=scene.rules)
    second = ask(scene)
    assert isinstance(second, Permit)
    with scene.database.reading() as session:
        assert session.query(PhoneLine).filter_by(number=OURS.number, extension=OURS.extension).count() == 1


def test_whoever_opted_out_is_not_rung_for_a_test_either(scene: Scene) -> None:
    first = ask(scene)
    assert isinstance(first, Permit)
    with scene.database.transaction() as session:
        line_id = session.get_one(Call, first.call_id).line_id
        dialing.record_rejected(session, first.call_id, "no", rules=scene.rules, now=NOW)
        suppress_line(
            session,
            line_id,
            scope=next(iter(SuppressionScope)),
            source="page",
            reason="asked",
            line_hash=hashed,
            now=NOW,
        )
    assert ask(scene) == Refused("this line asked not to be called")


def test_the_kill_switch_stops_test_calls(scene: Scene) -> None:
    scene.do(dialing.set_gate, ALL_DIALLING, opened=True, by="first")
    scene.do(dialing.set_gate, ALL_DIALLING, opened=False, by="Ada")
    assert ask(scene) == Refused("all dialling was stopped by Ada")
    scene.do(dialing.set_gate, ALL_DIALLING, opened=True, by="Ada")
    assert isinstance(ask(scene), Permit)


def test_who_answers_hears_that_it_works_and_the_call_ends(scene: Scene) -> None:
    permit = ask(scene)
    assert isinstance(permit, Permit)
    scene.do(dialing.record_placed, permit.call_id, SID)
    assert scene.do(interviewing.begin, permit.token, SID, rules=scene.rules) == Trial()
    assert scene.do(interviewing.begin, permit.token, "CA" + "1" * 32, rules=scene.rules) == UnknownCall()
    news = CarrierNews(SID, "completed", CallStatus.ENDED, outcome=CarrierOutcome.COMPLETED, sequence=3)
    with scene.database.transaction() as session:
        assert hear_from_carrier(session, session.get_one(Call, permit.call_id), news, scene.rules, NOW)
    with scene.database.reading() as session:
        assert session.get_one(Call, permit.call_id).ended_at == NOW
        assert audit(session, NOW, hashed) == ()

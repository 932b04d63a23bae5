"""Uncertain dials: asked about until it is certain, released or bound, and never dialled meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from scene import Scene
from sqlalchemy import select, update

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.inquiry import Inquiry, InquiryKind
from vocsurvey.fieldwork.inquiry import Entry, Origin
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.operations import dialing, inquiring, reconciling
from vocsurvey.operations.closing import CarrierNews
from vocsurvey.rulebook import load_rulebook

SID = "CA" + "7" * 32
OTHER = "CA" + "8" * 32


@pytest.fixture
def doubtful(running: Scene) -> Scene:
    """The stage with the shipped patience, and the call to C1 uncertain."""
    shipped = load_rulebook()
    running.rules = replace(running.rules, inquiry=shipped.inquiry, pacing=shipped.pacing)
    call_id = running.dial_planned("C1")
    running.permit(call_id)
    running.do(dialing.record_uncertain, call_id, "no answer within 30 s")
    return running


def the_call(scene: Scene) -> Call:
    found = next(call for call in scene.rows(select(Call).order_by(Call.id)) if call.permit_call_id is not None)
    assert isinstance(found, Call)
    return found


def the_inquiry(scene: Scene) -> Inquiry:
    (found,) = scene.rows(select(Inquiry).where(Inquiry.kind == InquiryKind.PLACEMENT))
    assert isinstance(found, Inquiry)
    return found


def entry(scene: Scene, sid: str = SID, origin: Origin = Origin.UNKNOWN, over: bool = True) -> Entry:
    return Entry(sid, scene.now, over, scene.now if over else None, origin)


def news(sid: str, outcome: CarrierOutcome | None = CarrierOutcome.NO_ANSWER) -> CarrierNews:
    status = CallStatus.ENDED if outcome else CallStatus.PLACED
    return CarrierNews(sid, outcome or "queued", status, outcome)


def conclude(scene: Scene, entries: Sequence[Entry], told: CarrierNews | None = None) -> None:
    everything = {one.carrier_sid: news(one.carrier_sid) for one in entries}
    if told is not None:
        everything[told.carrier_sid] = told
    inquiry_id = the_inquiry(scene).id
    scene.do(reconciling.conclude, inquiry_id, entries, everything, rules=scene.rules, asked_at=scene.now)


def violations(scene: Scene) -> list[str]:
    with scene.database.reading() as session:
        return [one.rule for one in audit(session, scene.now + timedelta(seconds=1), None)]


def test_a_doubt_is_asked_about_at_once(doubtful: Scene) -> None:
    inquiry, call = the_inquiry(doubtful), the_call(doubtful)
    assert (inquiry.call_id, inquiry.why, inquiry.ask_at) == (call.id, "no answer within 30 s", doubtful.now)
    assert doubtful.do(inquiring.nudge_due, rules=doubtful.rules) == (inquiry.id,)
    assert doubtful.do(inquiring.nudge_due, rules=doubtful.rules) == ()
    doubtful.now += inquiring.PATIENCE
    assert doubtful.do(inquiring.nudge_due, rules=doubtful.rules) == (inquiry.id,)
    assert call.sent_at is not None
    with doubtful.database.reading() as session:
        asked = reconciling.question(session, inquiry.id)
    assert asked == reconciling.Question(call.token, "+12025550101", call.from_number, call.sent_at, frozenset())
    assert violations(doubtful) == []


def test_a_missing_call_is_believed_only_when_the_list_has_settled(doubtful: Scene) -> None:
    sent_at = doubtful.now
    conclude(doubtful, [])
    assert the_call(doubtful).status == "uncertain"
    assert the_inquiry(doubtful).ask_at == doubtful.now + doubtful.rules.inquiry.first_pause
    doubtful.now = sent_at + doubtful.rules.inquiry.list_settles
    assert doubtful.claim() == ()
    conclude(doubtful, [])
    call, attempt = the_call(doubtful), doubtful.attempts()[0]
    assert (call.status, call.outcome, call.problem) == ("unsent", "never_left", reconciling.NEVER_PLACED)
    assert (attempt.counted, attempt.disposition) == (False, "3.11")
    assert (the_inquiry(doubtful).verdict, the_inquiry(doubtful).settled_at) == ("never_placed", doubtful.now)
    assert doubtful.case().closed_at is None
    doubtful.later(minutes=1)
    assert doubtful.dial_planned("C1") != call.id
    assert violations(doubtful) == []


@pytest.mark.parametrize(
    ("outcome", "counted", "status"),
    [
        (CarrierOutcome.NO_ANSWER, True, "ended"),
        (CarrierOutcome.COMPLETED, True, "ended"),
        (CarrierOutcome.CANCELED, False, "ended"),
        (None, False, "placed"),
    ],
)
def test_a_call_that_was_placed_gets_its_name_and_status(
    doubtful: Scene, outcome: CarrierOutcome | None, counted: bool, status: str
) -> None:
    doubtful.later(minutes=20)
    foreign = entry(doubtful, OTHER, Origin.FOREIGN)
    conclude(doubtful, [foreign, entry(doubtful, SID, Origin.OURS)], news(SID, outcome))
    call = the_call(doubtful)
    assert (call.carrier_sid, call.status, call.outcome) == (SID, status, outcome)
    assert doubtful.attempts()[0].counted is counted
    assert the_inquiry(doubtful).verdict == "placed"
    assert call.heard_from_at == doubtful.now
    assert violations(doubtful) == []
    conclude(doubtful, [])  # an answer that was on its way meanwhile changes nothing
    assert the_call(doubtful).carrier_sid == SID


def test_what_is_learned_is_kept_for_the_next_question(doubtful: Scene) -> None:
    conclude(doubtful, [entry(doubtful, OTHER, Origin.FOREIGN), entry(doubtful, SID, over=False)])
    inquiry = the_inquiry(doubtful)
    assert inquiry.learned == {"ruled_out": [OTHER], "undecided": [SID]}
    assert (inquiry.asks, inquiry.asked_at) == (1, doubtful.now)
    conclude(doubtful, [])
    assert the_inquiry(doubtful).learned == {"ruled_out": [OTHER], "undecided": []}
    with doubtful.database.reading() as session:
        asked = reconciling.question(session, inquiry.id)
    assert asked is not None
    assert asked.known == {OTHER}


def test_a_call_that_goes_by_another_name_of_ours_is_not_this_one(doubtful: Scene) -> None:
    token, sid = doubtful.dial("C2")
    doubtful.later(hours=2)
    with doubtful.database.reading() as session:
        assert reconciling.bound_elsewhere(session, [sid, SID]) == {sid}
    conclude(doubtful, [entry(doubtful, sid)])
    assert the_inquiry(doubtful).verdict == "never_placed"
    assert doubtful.call(token).carrier_sid == sid


def test_a_webhook_tells_first(doubtful: Scene) -> None:
    inquiry = the_inquiry(doubtful)
    doubtful.answer(the_call(doubtful).token, SID)
    with doubtful.database.reading() as session:
        assert reconciling.question(session, inquiry.id) is None
        assert reconciling.question(session, 10_000) is None
    conclude(doubtful, [])
    assert the_inquiry(doubtful).verdict == "told"
    assert (the_call(doubtful).status, the_call(doubtful).carrier_sid) == ("live", SID)
    doubtful.do(reconciling.already_told, inquiry.id)  # it is settled


def test_an_inquiry_whose_doubt_is_gone_is_settled_without_asking(doubtful: Scene) -> None:
    inquiry = the_inquiry(doubtful)
    doubtful.do(reconciling.already_told, inquiry.id)
    assert the_inquiry(doubtful).verdict is None
    doubtful.do(dialing.record_placed, inquiry.call_id, SID)
    doubtful.do(reconciling.already_told, inquiry.id)
    assert the_inquiry(doubtful).verdict == "told"


def test_a_doubt_without_an_answer_is_given_up_when_no_carrier_can_hold_the_call_any_more(doubtful: Scene) -> None:
    doubtful.now += doubtful.rules.pacing.uncertain_patience
    assert doubtful.do(reconciling.give_up_uncertain, rules=doubtful.rules) == (the_call(doubtful).id,)
    assert the_inquiry(doubtful).verdict == "given_up"
    assert doubtful.attempts()[0].counted
    assert violations(doubtful) == []


@pytest.mark.parametrize("settled", [True, False], ids=["settled", "missing"])
def test_a_doubt_without_an_open_inquiry_is_given_up_all_the_same(doubtful: Scene, settled: bool) -> None:
    with doubtful.database.transaction() as session:
        if settled:
            session.execute(update(Inquiry).values(settled_at=doubtful.now, verdict="told"))
        else:
            session.delete(session.get_one(Inquiry, the_inquiry(doubtful).id))
    assert violations(doubtful) == ["doubt_without_inquiry"]
    doubtful.now += doubtful.rules.pacing.uncertain_patience
    assert len(doubtful.do(reconciling.give_up_uncertain, rules=doubtful.rules)) == 1
    assert the_call(doubtful).outcome == "uncertain_expired"


def test_a_carrier_that_cannot_be_asked_is_asked_again_later_each_time(doubtful: Scene) -> None:
    inquiry = the_inquiry(doubtful)
    pauses = []
    for rest in (None, None, timedelta(minutes=9), None):
        before = doubtful.now
        doubtful.do(inquiring.unanswered, inquiry.id, "it broke off", rules=doubtful.rules, rest=rest)
        doubtful.now = the_inquiry(doubtful).ask_at
        pauses.append((doubtful.now - before) / timedelta(minutes=1))
    assert pauses == [1, 2, 9, 8]
    assert the_inquiry(doubtful).problem == "it broke off"
    conclude(doubtful, [])
    assert the_inquiry(doubtful).problem is None
    assert doubtful.do(inquiring.ask_now, inquiry.id)
    assert doubtful.do(inquiring.nudge_due, rules=doubtful.rules) == (inquiry.id,)


def test_what_is_settled_or_unknown_is_not_asked_again(doubtful: Scene) -> None:
    inquiry = the_inquiry(doubtful)
    doubtful.later(hours=2)
    conclude(doubtful, [])
    assert not doubtful.do(inquiring.ask_now, inquiry.id)
    assert not doubtful.do(inquiring.ask_now, 10_000)
    doubtful.do(inquiring.unanswered, inquiry.id, "too late", rules=doubtful.rules)
    assert the_inquiry(doubtful).problem is None
    doubtful.later(hours=9)
    assert doubtful.do(inquiring.nudge_due, rules=doubtful.rules) == ()


def test_a_second_doubt_about_a_call_opens_no_second_inquiry(doubtful: Scene) -> None:
    with doubtful.database.transaction() as session:
        call = session.get_one(Call, the_call(doubtful).id)
        now = doubtful.now
        inquiring.open_inquiry(session, call, InquiryKind.PLACEMENT, "again", ask_at=now, now=now)
    assert the_inquiry(doubtful).why == "no answer within 30 s"


def test_whoever_asks_in_between_finds_the_line_blocked(doubtful: Scene) -> None:
    """Another campaign wants the same line while the doubt lasts."""
    doubtful.campaign("Winter")
    doubtful.later(minutes=5)
    planned = doubtful.claim()
    lines = {call.id: call.line_id for call in doubtful.rows(select(Call))}
    busy = the_call(doubtful).line_id
    assert busy not in {lines[call_id] for call_id in planned}
    waiting = doubtful.rows(select(Case).where(Case.closed_at.is_(None), Case.contact.has(external_id="C1")))
    assert all(not doubtful.rows(select(Attempt).where(Attempt.case_id == case.id))[1:] for case in waiting)


@pytest.mark.parametrize("rang", [True, False])
def test_what_somebody_found_out_settles_a_doubt_once_and_with_a_reason(doubtful: Scene, rang: bool) -> None:
    inquiry, told = the_inquiry(doubtful), {"by": "Ada", "reason": "The log of the carrier shows it."}
    by_hand = partial(doubtful.do, reconciling.settle_by_hand, inquiry.id, rang=rang, rules=doubtful.rules, **told)
    assert by_hand()
    settled = the_inquiry(doubtful)
    assert (settled.verdict, settled.settled_by) == ("placed" if rang else "never_placed", "Ada")
    assert doubtful.attempts()[0].counted is rang
    assert not by_hand()
    assert doubtful.do(reconciling.settle_by_hand, 10_000, rang=rang, rules=doubtful.rules, **told) is False

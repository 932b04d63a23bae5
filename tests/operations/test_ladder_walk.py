"""Down the ladder over real rows: the machine, then a live caller at the unanswered question, then non-contact."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.interview import Exchange
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.protocol import Channel, Ending, Spacing
from vocsurvey.operations import closing

TOKENS = itertools.count(1)


@pytest.fixture
def laddered(scene: Scene) -> Scene:
    """The stage with a campaign, where the machine has two of four attempts; everything else is as in the demo."""
    protocol = scene.rules.protocol.model_copy(
        update={
            "ladder": (Channel.IVR, Channel.LIVE),
            "max_attempts": 4,
            "per_channel": {Channel.IVR: 2},
        }
    )
    scene.rules = replace(scene.rules, protocol=protocol)
    scene.campaign()
    return scene


def by_a_person(scene: Scene, contact: str = "C1") -> tuple[str, str]:
    """A live caller rings somebody: token and SID."""
    case = scene.case(contact)
    with scene.database.transaction() as session:
        row = session.get_one(Case, case.id)
        call = Call(
            token=f"a-person-{next(TOKENS)}",
            line_id=row.contact.line_id,
            from_number=row.campaign.from_number,
            planned_at=scene.now,
        )
        session.add(call)
        session.flush()
        number = len(session.scalars(select(Attempt.id).where(Attempt.case_id == row.id)).all()) + 1
        attempt = Attempt(
            case_id=row.id,
            call_id=call.id,
            number=number,
            channel="live",
            decision={"verdict": "allow"},
            opened_at=scene.now,
        )
        session.add(attempt)
        session.flush()
        call_id = call.id
    return scene.ring(call_id)


def nobody_picks_up(scene: Scene, *, live: bool = False) -> None:
    """One more try of C1, some seconds later."""
    scene.later(seconds=10)
    token, sid = by_a_person(scene) if live else scene.dial()
    scene.hang_up(token, sid, CarrierOutcome.NO_ANSWER)


def test_from_the_machine_to_a_live_caller_to_nobody(laddered: Scene) -> None:
    nobody_picks_up(laddered)
    assert (laddered.case().channel, laddered.case().waiting_for) == ("ivr", [])
    nobody_picks_up(laddered)
    waiting = laddered.case()
    assert (waiting.channel, waiting.closed_at) == ("live", None)
    assert waiting.waiting_for == ["automated_attempts_used_up", "goes_to_live_caller"]
    assert waiting.due_at is not None
    laddered.later(days=2)
    laddered.claim()
    assert laddered.case().channel == "live"
    assert len(laddered.attempts()) == 2, "the machine does not come back"
    nobody_picks_up(laddered, live=True)
    assert laddered.case().closed_at is None
    nobody_picks_up(laddered, live=True)
    ended = laddered.case()
    assert (ended.disposition, ended.closed_at) == ("3.13", laddered.now)
    assert [one.channel for one in laddered.attempts()] == ["ivr", "ivr", "live", "live"]


def test_whoever_was_reached_before_and_then_no_more_is_a_non_contact(laddered: Scene) -> None:
    laddered.later(seconds=10)
    token, sid = laddered.dial()
    laddered.talk(token, sid, "1")
    laddered.hang_up(token, sid)
    nobody_picks_up(laddered)
    assert laddered.case().channel == "live"
    laddered.later(seconds=10)
    token, sid = by_a_person(laddered)
    laddered.answer(token, sid)
    laddered.hang_up(token, sid)
    nobody_picks_up(laddered, live=True)
    assert laddered.case().disposition == "2.20"


def test_a_live_caller_goes_on_at_the_unanswered_question(laddered: Scene) -> None:
    laddered.later(seconds=10)
    token, sid = laddered.dial()
    laddered.talk(token, sid, "1", "1")
    laddered.hang_up(token, sid)
    nobody_picks_up(laddered)
    laddered.later(seconds=10)
    token, sid = by_a_person(laddered)
    spoken = laddered.answer(token, sid)
    assert spoken.turn.ask is not None
    assert (spoken.turn.ask.step, spoken.leg) == ("resumption", 2)
    assert laddered.talk(token, sid, "1").turn.ask.step == "cared"  # type: ignore[union-attr]
    laddered.talk(token, sid, "1", "9")
    laddered.hang_up(token, sid)
    assert laddered.case().disposition == "1.1"
    heard = laddered.rows(select(Exchange).order_by(Exchange.position))
    assert (heard[0].channel, heard[-1].channel) == ("ivr", "live")
    assert [one.step for one in heard].count("resolved") == 1, "what was answered is not asked again"


def test_whoever_refused_the_machine_is_called_by_a_person_or_by_nobody(laddered: Scene) -> None:
    spacing = {**laddered.rules.protocol.spacing, Ending.REFUSAL: Spacing(wait=timedelta(days=14))}
    protocol = laddered.rules.protocol.model_copy(update={"spacing": spacing})
    laddered.rules = replace(laddered.rules, protocol=protocol)
    laddered.later(seconds=10)
    token, sid = laddered.dial()
    laddered.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    with laddered.database.transaction() as session:
        # A caller's word for a gatekeeper's no, which settles nothing by itself.
        attempt = session.scalars(select(Attempt).where(Attempt.case_id == laddered.case().id)).one()
        attempt.ending, attempt.disposition = Ending.REFUSAL, "2.111"
    called_off_unsent(laddered)
    refused = laddered.case()
    assert (refused.channel, refused.waiting_for) == ("live", ["refused", "goes_to_live_caller"])


def called_off_unsent(scene: Scene) -> None:
    """Their next attempt was planned before they refused, and is called off unsent."""
    with scene.database.transaction() as session:
        row = session.scalars(select(Case).where(Case.id == scene.case().id)).one()
        call = Call(token="too-late", line_id=row.contact.line_id, from_number="+12025550199", planned_at=scene.now)
        session.add(call)
        session.flush()
        attempt = Attempt(case_id=row.id, call_id=call.id, number=2, decision={"verdict": "allow"}, opened_at=scene.now)
        session.add(attempt)
        session.flush()
        closing.end_call(session, call, CarrierOutcome.NEVER_LEFT, scene.rules, scene.now, status=CallStatus.CANCELLED)


def test_who_never_agreed_to_the_machine_goes_to_a_person_with_the_time_that_they_named(laddered: Scene) -> None:
    laddered.people_refuse("C1")
    with laddered.database.transaction() as session:
        session.add(
            Appointment(
                case_id=laddered.case().id,
                kind="hard",
                channel="ivr",
                source="caller",
                at=laddered.now,
                agreed_at=laddered.now,
            )
        )
    laddered.claim()
    case = laddered.case()
    assert case.channel == "live"
    assert case.waiting_for == ["no_consent_for_automated_voice", "goes_to_live_caller"]
    assert [row.channel for row in laddered.rows(select(Appointment))] == ["live"]
    token, sid = by_a_person(laddered)
    laddered.later(seconds=1)
    laddered.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    assert laddered.rows(select(Appointment))[0].missed_at == laddered.now


def test_an_appointment_with_a_person_is_kept_when_they_pick_up(laddered: Scene) -> None:
    laddered.people_refuse("C1")
    laddered.claim()
    with laddered.database.transaction() as session:
        session.add(
            Appointment(
                case_id=laddered.case().id,
                kind="hard",
                channel="live",
                source="caller",
                at=laddered.now,
                agreed_at=laddered.now,
            )
        )
    token, sid = by_a_person(laddered)
    laddered.answer(token, sid)
    assert laddered.rows(select(Appointment))[0].kept_at == laddered.now

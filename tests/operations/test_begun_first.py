"""Whom the automated voice hands over in the middle of an interview comes first at the desks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from desking import CARL, by_callers, caller, come_down, next_one, press, rung, taken, whom
from scene import Scene
from sqlalchemy import select, update

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.reads import desk as desk_reads
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.protocol import Channel, Ending, Spacing
from vocsurvey.operations import amending, closing, leasing, lining_up, sorting
from vocsurvey.operations.campaign_log import Actor


@pytest.fixture
def broken_off(scene: Scene) -> Scene:
    """The machine has one try of each case; C2 answered its first question and hung up. Everybody is a caller's now."""
    scene.campaign()
    by_callers(scene, everybody=False)
    protocol = scene.rules.protocol.model_copy(update={"per_channel": {Channel.IVR: 1}, "max_attempts": 6})
    scene.rules = replace(scene.rules, protocol=protocol)
    token, sid = scene.dial("C2")
    scene.talk(token, sid, "1", "1")
    scene.hang_up(token, sid)
    everybody_by_callers(scene)
    return scene


def everybody_by_callers(scene: Scene) -> None:
    """What the machine had planned is off, and a minute later everybody is due at the desks."""
    scene.later(minutes=1)
    with scene.database.transaction() as session:
        for call in session.scalars(select(Call).where(Call.status == CallStatus.PLANNED)):
            outcome = CarrierOutcome.NEVER_LEFT
            closing.end_call(session, call, outcome, scene.rules, scene.now, status=CallStatus.CANCELLED)
        session.execute(update(Case).where(Case.closed_at.is_(None)).values(due_at=scene.now))
    come_down(scene)


def queue(scene: Scene, contact: str = "C2") -> str | None:
    scene.database.run(sorting.sort_cases)
    return scene.case(contact).desk_queue


def test_who_broke_off_goes_before_everybody_who_was_not_asked_yet(
    broken_off: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = broken_off
    monkeypatch.setattr(lining_up, "SMALLEST_POOL", 1)
    assert (on.case("C2").channel, queue(on), queue(on, "C1"), queue(on, "C3")) == ("live", "en begun", "en", "de")
    with on.database.transaction() as session:
        # The others have waited for days.
        long_ago = on.now - timedelta(days=9)
        session.execute(update(Case).where(Case.id != on.case("C2").id).values(due_at=long_ago))
    assert next_one(on) == "C2"


def test_and_before_a_campaign_that_is_preferred(broken_off: Scene) -> None:
    on = broken_off
    winter = on.campaign("Winter")
    everybody_by_callers(on)
    with on.database.transaction() as session:
        assert isinstance(amending.prefer(session, winter, 9, Actor("Ada"), on.now), Campaign)
    lease = taken(on)
    with on.database.reading() as session:
        assert session.get_one(Case, lease.case_id).campaign.name == "Autumn"
    assert whom(on, lease) == "C2"


def test_a_time_that_somebody_named_is_kept_before(broken_off: Scene) -> None:
    on = broken_off
    with on.database.transaction() as session:
        named = on.now - timedelta(minutes=5)
        session.add(
            Appointment(
                case_id=on.case("C1").id, kind="hard", channel="live", source="caller", at=named, agreed_at=named
            )
        )
    assert next_one(on) == "C1"


def test_who_speaks_another_language_does_not_get_them(broken_off: Scene) -> None:
    caller(broken_off, "emil@example.com", ["de"])
    assert next_one(broken_off, "emil@example.com") == "C3"


def test_who_refused_goes_to_those_who_can_turn_that_however_far_they_came(broken_off: Scene) -> None:
    on = broken_off
    on.rules = replace(
        on.rules,
        protocol=on.rules.protocol.model_copy(
            update={"spacing": {**on.rules.protocol.spacing, Ending.REFUSAL: Spacing(wait=timedelta(seconds=1))}}
        ),
    )
    with on.database.transaction() as session:
        for attempt in on.attempts("C2"):
            session.merge(attempt).ending = Ending.REFUSAL
    assert queue(on) == "en refused"


def test_who_has_spoken_with_a_caller_waits_like_everybody(broken_off: Scene) -> None:
    on = broken_off
    lease = taken(on)
    assert whom(on, lease) == "C2"
    with on.database.reading() as session:
        before = desk_reads.preview(session, session.get_one(Case, lease.case_id), on.user(CARL).id)
    token, sid = rung(on, lease)
    on.answer(token, sid)
    on.talk(token, sid, "1")
    with on.database.reading() as session:
        during = desk_reads.before(session, session.get_one(Case, lease.case_id))
    assert [one.heard for one in before.talked] == ["pressed 1 (yes)", "pressed 1 (yes)"]
    assert during.talked == before.talked, "what the caller asks is no part of it"
    on.hang_up(token, sid)
    press(on, leasing.finish, lease, "")
    assert queue(on) == "en"


def test_who_has_answered_nothing_was_not_begun(broken_off: Scene) -> None:
    on = broken_off
    with on.database.transaction() as session:
        session.execute(update(Case).where(Case.id == on.case("C1").id).values(channel=Channel.IVR))
    token, sid = on.dial("C1")
    on.talk(token, sid, "1")
    on.hang_up(token, sid)
    everybody_by_callers(on)
    assert queue(on, "C1") == "en"
    with on.database.reading() as session:
        assert desk_reads.before(session, session.get_one(Case, on.case("C3").id)).talked == ()

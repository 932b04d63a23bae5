"""The line of those who are due, over real rows, and what it costs to form it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from scene import NOW, Scene
from sqlalchemy import bindparam, event, select, text, update

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.base import UtcDateTime
from vocsurvey.db.campaign import Campaign, Case, DialGate
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.operations import amending, closing, lining_up
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.operations.lining_up import line_up
from vocsurvey.operations.queueing import due_cases
from vocsurvey.rulebook import load_rulebook


def line(scene: Scene, limit: int = 20, channel: Channel = Channel.IVR) -> list[str]:
    """Who stands in the line: campaign and contact."""
    with scene.database.reading() as session:
        ids = line_up(session, channel, scene.rules, scene.now, limit)[:limit]
        cases = [session.get_one(Case, case_id) for case_id in ids]
        return [f"{one.campaign.name} {one.contact.external_id}" for one in cases]


def test_appointments_then_priority_then_the_part_of_day_then_the_zone(scene: Scene) -> None:
    scene.rules = load_rulebook()
    autumn, winter = scene.campaign("Autumn"), scene.campaign("Winter")
    # It is evening in Berlin sooner than in New York; there, all were made at the same moment.
    assert [one.split()[1] for one in line(scene)] == ["C3", "C3", "C1", "C2", "C1", "C2"]
    with scene.database.transaction() as session:
        assert isinstance(amending.prefer(session, winter, 3, Actor("Ada"), NOW), Campaign)
    assert line(scene) == [f"{name} {who}" for name in ("Winter", "Autumn") for who in ("C3", "C1", "C2")]
    with scene.database.transaction() as session:
        late = session.scalars(select(Case).where(Case.campaign_id == autumn)).all()
        for case, hours in zip(late, (1, 2), strict=False):
            named = NOW - timedelta(hours=hours)
            session.add(
                Appointment(case_id=case.id, kind="hard", channel="ivr", source="key_press", at=named, agreed_at=named)
            )
    assert line(scene)[:3] == ["Autumn C2", "Autumn C1", "Winter C3"]
    # What was agreed for later, with a person, or only guessed, has not come.
    with scene.database.transaction() as session:
        session.execute(update(Appointment).values(kind="soft"))
    assert line(scene)[0] == "Winter C3"
    assert line(scene, channel=Channel.LIVE) == []


def test_whoever_was_tried_at_this_time_of_their_day_waits_for_those_who_were_not(scene: Scene) -> None:
    parts = load_rulebook().protocol.parts_of_day
    scene.rules = replace(scene.rules, protocol=scene.rules.protocol.model_copy(update={"parts_of_day": parts}))
    scene.campaign()
    scene.later(minutes=10)
    for contact in ("C3", "C1"):
        scene.hang_up(*scene.dial(contact), CarrierOutcome.NO_ANSWER)
    with scene.database.transaction() as session:
        for call in session.scalars(select(Call).where(Call.status == "planned")):
            closing.end_call(
                session, call, CarrierOutcome.NEVER_LEFT, scene.rules, scene.now, status=CallStatus.CANCELLED
            )
        session.execute(update(Case).values(due_at=scene.now))
    # A day later, at the same time: in Washington and Berlin one each was tried then, and C2 was not.
    scene.later(days=1)
    assert line(scene) == ["Autumn C2", "Autumn C3", "Autumn C1"]
    # Three hours on it is noon in Washington, where nobody was tried at noon; C2 was not touched for longer.
    scene.later(hours=3)
    assert line(scene) == ["Autumn C2", "Autumn C1", "Autumn C3"]


def test_who_is_not_known_to_be_anywhere_is_where_the_number_is(running: Scene) -> None:
    with running.database.transaction() as session:
        for contact in session.scalars(select(Contact)):
            contact.zone = None
    assert line(running)[0] == "Autumn C3"
    with running.database.transaction() as session:
        session.scalars(select(Contact).where(Contact.external_id == "C3")).one().line.number = "+88299900000"
    # A number of no country is taken to be in UTC, which is still ahead of Washington.
    assert line(running)[0] == "Autumn C3"


@pytest.mark.parametrize("number", ["+01", "+0012", "+1"])
@pytest.mark.parametrize("zone", [None, "Mars/Olympus"])
def test_one_row_that_says_nothing_of_where_does_not_stop_the_claim_of_everybody(
    running: Scene, number: str, zone: str | None
) -> None:
    with running.database.transaction() as session:
        nowhere = session.scalars(select(Contact).where(Contact.external_id == "C1")).one()
        nowhere.zone, nowhere.line.number = zone, number
    assert sorted(line(running)) == ["Autumn C1", "Autumn C2", "Autumn C3"]
    assert len(running.claim()) == 2
    assert running.case("C1").closed_at is not None
    assert "unknown_zone" in running.case("C1").waiting_for


def test_a_zone_that_this_machine_does_not_know_leaves_those_of_the_number(running: Scene) -> None:
    with running.database.transaction() as session:
        session.execute(update(Contact).values(zone="Mars/Olympus"))
    assert line(running)[0] == "Autumn C3"
    assert len(running.claim()) == 3


def test_a_full_pool_of_a_higher_priority_leaves_nobody_else_in_the_line(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lining_up, "SMALLEST_POOL", 1)
    scene.campaign("Autumn")
    winter = scene.campaign("Winter")
    with scene.database.transaction() as session:
        amending.prefer(session, winter, 9, Actor("Ada"), NOW)
    # Two are looked at for one who is wanted, and of these the later zone has no third.
    assert line(scene, limit=1) == ["Winter C1"]


@pytest.mark.parametrize("priority", [-1, 10])
def test_a_priority_that_there_is_not_is_refused(running: Scene, priority: int) -> None:
    with running.database.transaction() as session:
        refused = amending.prefer(session, 1, priority, Actor("Ada"), NOW)
    assert refused == Refusal("The priority of “Autumn” is a number from 0 to 9; 9 is called first.")


def test_while_all_dialling_is_stopped_nobody_is_looked_at(running: Scene) -> None:
    with running.database.transaction() as session:
        session.execute(update(DialGate).where(DialGate.key == "all").values(opened=False))
    assert running.claim() == ()
    assert {case.due_at for case in running.rows(select(Case))} == {NOW}


MANY = 12_000


def crowd(scene: Scene) -> None:
    """Twelve thousand more cases of the campaign, a third of them due, and as many in one that is paused."""
    paused = scene.campaign("Paused")
    numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :many)"
    touchpoints = text(
        f"INSERT INTO touchpoint (external_id, contact_id, kind) {numbers} "
        "SELECT 'N' || n, (SELECT min(id) FROM contact), 'order' FROM numbers"
    )
    due, later = NOW - timedelta(days=1), NOW + timedelta(days=9)
    cases = text(
        "INSERT INTO case_file (kind, campaign_id, contact_id, touchpoint_id, due_at, waiting_for, channel, created_at)"
        " SELECT 'survey', campaign.id, contact_id, touchpoint.id,"
        " CASE WHEN touchpoint.id % 3 = 0 THEN :due ELSE :later END, '[]', 'ivr', :due"
        " FROM touchpoint CROSS JOIN campaign WHERE touchpoint.external_id LIKE 'N%'"
    ).bindparams(bindparam("due", due, UtcDateTime()), bindparam("later", later, UtcDateTime()))
    with scene.database.transaction() as session:
        session.execute(touchpoints, {"many": MANY})
        session.execute(cases)
        session.execute(update(Campaign).where(Campaign.id == paused).values(status="paused"))
    with scene.database.transaction() as session:
        session.execute(text("ANALYZE"))


def test_no_claim_reads_all_cases(running: Scene) -> None:
    crowd(running)
    explain = "EXPLAIN QUERY PLAN" if running.database.is_sqlite else "EXPLAIN"
    plans: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.startswith("SELECT"):
            found = connection.exec_driver_sql(f"{explain} {statement}", parameters)
            plans.append("\n".join(str(tuple(row)) for row in found))

    event.listen(running.database.engine, "before_cursor_execute", listen)
    with running.database.transaction() as session:
        line = line_up(session, Channel.IVR, running.rules, running.now, 30)
        assert len(due_cases(session, running.now, line[:30])) == 30
    event.remove(running.database.engine, "before_cursor_execute", listen)
    assert any("ix_case_file_due" in plan for plan in plans)
    for plan in plans:
        for table in ("case_file", "touchpoint"):
            assert f"Seq Scan on {table} " not in plan, plan
            assert f"SCAN {table}'" not in plan, plan

"""What calls teach about the hours, over real rows, and what comes of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from scene import NOW, Scene, own_rules
from sqlalchemy import select

from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.reach import PartTally
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.protocol import same_part
from vocsurvey.fieldwork.reachability import Tally
from vocsurvey.operations import closing
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.reaching import Reach, reach_of
from vocsurvey.rulebook import SHIPPED

THEIRS = select(Attempt).where(Attempt.case.has(Case.contact.has(external_id="C3")))
"""C3 is in Berlin, where it is four in the afternoon."""


@pytest.fixture
def learning(scene: Scene, tmp_path: Path) -> Scene:
    """The stage under the shipped rules, with a campaign; several calls a day are allowed."""
    protocol = (SHIPPED / "protocol.yaml").read_text()
    for line in ("per_day: 1\n", "per_week: 3\n"):
        protocol = protocol.replace(line, line.split(":")[0] + ": 20\n")
    scene.rules = own_rules(tmp_path, protocol=protocol)
    scene.campaign()
    return scene


def known(scene: Scene, contact: str = "C3") -> tuple[Reach, ...]:
    """What is known of somebody."""
    with scene.database.reading() as session:
        row = session.scalars(select(Contact).where(Contact.external_id == contact)).one()
        return reach_of(session, row, scene.rules)


def tallies(scene: Scene) -> dict[tuple[str, str], tuple[int, int]]:
    """Every row of the table."""
    return {(row.segment, row.part): (row.reached, row.tries) for row in scene.rows(select(PartTally))}


def no_answer(scene: Scene, contact: str = "C3") -> datetime:
    """Call somebody, who does not pick up; when they are called next."""
    scene.hang_up(*scene.dial(contact), CarrierOutcome.NO_ANSWER)
    due_at = scene.case(contact).due_at
    assert due_at is not None
    return due_at


def test_every_call_teaches_and_the_next_one_comes_at_another_hour(learning: Scene) -> None:
    # Late on Wednesday: not late again, so tomorrow; and mornings are as good as the hours after them.
    due_at = no_answer(learning)
    assert due_at == NOW.replace(day=19, hour=8)
    assert tallies(learning) == {("DE/influencer", "15:00-00:00"): (0, 1)}
    assert [(one.person, one.segment) for one in known(learning)] == [
        (Tally(), Tally()),
        (Tally(), Tally()),
        (Tally(0, 1), Tally(0, 1)),
    ]
    learning.now = due_at
    token, sid = learning.dial("C3")
    learning.talk(token, sid, "1", "1")
    learning.hang_up(token, sid)
    assert learning.attempts("C3")[-1].ending == "break_off"
    # Reached in the morning: a day later, in the morning again, at the question where they stopped.
    assert learning.case("C3").due_at == due_at + timedelta(days=1)
    chances = [one.chance for one in known(learning)]
    assert max(chances) == chances[0]
    assert known(learning)[0].person == Tally(1, 1)


def test_people_who_are_alike_teach_for_each_other(learning: Scene) -> None:
    with learning.database.transaction() as session:
        session.add(PartTally(segment="DE/influencer", part="12:00-15:00", reached=30, tries=40))
    # Not the late hours again; of the others, those at which people like her pick up.
    assert no_answer(learning) == NOW.replace(day=19, hour=11)
    assert known(learning)[1].chance == pytest.approx(31 / 43)


def test_what_turns_out_otherwise_is_learned_otherwise(learning: Scene) -> None:
    token, sid = learning.dial("C3")
    learning.answer(token, sid)
    learning.hang_up(token, sid)
    key = ("DE/influencer", "15:00-00:00")
    assert tallies(learning) == {key: (1, 1)}
    with learning.database.transaction() as session:
        attempt = session.scalars(THEIRS).one()
        attempt.call.answered_by = "machine"
        session.flush()
        closing.reconsider(session, attempt, learning.rules, learning.now)
        closing.reconsider(session, attempt, learning.rules, learning.now)
    assert tallies(learning) == {key: (0, 1)}
    with learning.database.transaction() as session:
        attempt = session.scalars(THEIRS).one()
        attempt.case.contact.role = "user"
        attempt.call.answered_by = None
        session.flush()
        closing.reconsider(session, attempt, learning.rules, learning.now)
    assert tallies(learning) == {key: (0, 1), ("DE/user", "15:00-00:00"): (0, 0)}


def test_a_busy_line_and_calls_that_never_left_teach_nothing(learning: Scene) -> None:
    learning.hang_up(*learning.dial("C3"), CarrierOutcome.BUSY)
    assert learning.case("C3").due_at == NOW + timedelta(hours=4)
    assert tallies(learning) == {}
    assert {one.person for one in known(learning)} == {Tally()}


@pytest.mark.parametrize("what", ["zone", "test", "inbound"])
def test_who_teaches_nothing(learning: Scene, what: str) -> None:
    token, sid = learning.dial("C3")
    with learning.database.transaction() as session:
        attempt = session.scalars(THEIRS).one()
        if what == "zone":
            attempt.case.contact.zone, attempt.call.line.number = None, "+80012345678"
        elif what == "test":
            attempt.case.kind = CaseKind.TEST
        else:
            attempt.call.direction = "inbound"
    learning.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    assert tallies(learning) == {}
    assert not any(one.person.tries for one in known(learning))


def test_a_better_hour_is_not_waited_for_beyond_the_end_of_the_campaign(learning: Scene) -> None:
    with learning.database.transaction() as session:
        session.scalars(select(Campaign)).one().ends_at = NOW.replace(day=19, hour=10)
        session.add(PartTally(segment="DE/influencer", part="12:00-15:00", reached=30, tries=40))
    due_at = no_answer(learning)
    assert due_at < NOW.replace(day=19, hour=10)


@pytest.mark.parametrize("zone", [None, "Mars/Base"])
def test_who_is_where_their_number_says_is_not_called_at_the_same_hour_either(
    learning: Scene, zone: str | None
) -> None:
    with learning.database.transaction() as session:
        session.scalars(select(Contact).where(Contact.external_id == "C3")).one().zone = zone
    assert no_answer(learning) == NOW.replace(day=19, hour=8)
    assert tallies(learning) == {("DE/influencer", "15:00-00:00"): (0, 1)}


def test_whose_number_may_be_in_several_zones_is_called_in_another_part_of_the_day_in_all_of_them(
    learning: Scene,
) -> None:
    token, sid = learning.dial("C3")
    with learning.database.transaction() as session:
        row = session.scalars(select(Contact).where(Contact.external_id == "C3")).one()
        row.zone, row.line.number, row.line.country = None, "+18005550100", "US"
        zones = zones_of(row)
        assert len({learning.now.astimezone(ZoneInfo(zone)).utcoffset() for zone in zones}) > 3
    parts = learning.rules.protocol.parts_of_day
    learning.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    due_at = learning.case("C3").due_at
    assert due_at is not None
    assert due_at - learning.now > timedelta(hours=4), "it is still the morning in some of them"
    assert not same_part(parts, learning.now, due_at, zones)
    # It was the morning in all of them.
    assert tallies(learning) == {("US/influencer", "00:00-12:00"): (0, 1)}

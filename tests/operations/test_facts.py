"""The facts of a case: names and days as the person would say them, and nothing where nothing is known."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from scene import Scene, small_questionnaire
from sqlalchemy import select

from vocsurvey.db.campaign import Case
from vocsurvey.db.sample import Contact, Touchpoint
from vocsurvey.operations.facts import facts_of


def facts(scene: Scene, zone: str | None, closed_at: datetime | None, name: str = "Ann Archer") -> dict[str, object]:
    """The facts of Ann's case with another zone, another end of its touchpoint, and another name."""
    with scene.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.contact.has(external_id="C1"))).one()
        session.get_one(Contact, case.contact_id).zone = zone
        session.get_one(Contact, case.contact_id).name = name
        session.get_one(Touchpoint, case.touchpoint_id).closed_at = closed_at
        session.flush()
        return facts_of(session, case, small_questionnaire(), scene.rules, scene.now)


@pytest.mark.parametrize(
    ("zone", "closed_at", "day"),
    [
        ("Australia/Sydney", datetime(2026, 11, 17, 14, tzinfo=UTC), date(2026, 11, 18)),
        ("America/New_York", datetime(2026, 11, 17, 2, tzinfo=UTC), date(2026, 11, 16)),
        ("Europe/London", datetime(2026, 11, 17, 14, tzinfo=UTC), date(2026, 11, 17)),
        ("Europe/London", None, None),
    ],
)
def test_a_day_is_that_of_the_persons_own_calendar(
    running: Scene, zone: str, closed_at: datetime | None, day: date | None
) -> None:
    said = facts(running, zone, closed_at)["touchpoint.closed_on"]
    assert said == (None if day is None else day.isoformat())


def test_where_nobody_knows_the_zone_the_day_is_that_of_utc(running: Scene) -> None:
    with running.database.transaction() as session:
        line = session.scalars(select(Contact).where(Contact.external_id == "C1")).one().line
        line.number = "+18005550123"
    assert facts(running, None, datetime(2026, 11, 17, 2, tzinfo=UTC))["touchpoint.closed_on"] == "2026-11-17"


@pytest.mark.parametrize(("name", "first"), [("Dr. Ann Archer", "Ann"), ("Archer, Ann", "Ann"), ("Ms Archer", None)])
def test_a_title_is_nobodys_first_name(running: Scene, name: str, first: str | None) -> None:
    assert facts(running, None, None, name)["contact.first_name"] == first

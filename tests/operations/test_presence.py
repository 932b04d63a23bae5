"""When people work is theirs to say: deadlines count in it, and others answer while they are away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from scene import Scene
from sqlalchemy import select, update

from vocsurvey.db.followup import FollowUp, Notice
from vocsurvey.db.people import Role, User
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.followup.working_time import Absence
from vocsurvey.operations import administering
from vocsurvey.operations.flagging import responsible
from vocsurvey.operations.following_up import escalate_overdue
from vocsurvey.operations.presence import absences_of, set_working_time, there

OLIVIA, SAM = "olivia@example.com", "sam@example.com"
TODAY = Absence(date(2026, 11, 18), date(2026, 11, 20))


def works(scene: Scene, email: str, **how: object) -> User | Refusal:
    """Say when somebody works."""
    with scene.database.transaction() as session:
        changed = set_working_time(session, email, **how)  # type: ignore[arg-type]
        assert isinstance(changed, User | Refusal)
        return changed


def flagged(scene: Scene) -> FollowUp:
    """Ann did not feel cared for: her follow-up."""
    scene.talk(*scene.dial("C1"), "1", "1", "2")
    found = scene.rows(select(FollowUp))[0]
    assert isinstance(found, FollowUp)
    return found


def told(scene: Scene, kind: str) -> list[str]:
    """Who is owed a notice of this kind."""
    return scene.rows(select(User.email).join(Notice).where(Notice.kind == kind).order_by(User.email))


def test_a_deadline_counts_in_the_owners_own_hours(running: Scene) -> None:
    works(running, OLIVIA, hours={"mon-fri": ["09:00-10:30", "13:00-17:00"]})
    # It is ten in New York: half an hour is left before the break, and half an hour after it.
    assert flagged(running).first_contact_due_at == running.now + timedelta(hours=3, minutes=30)


def test_the_holidays_of_the_owners_country_are_closed_time(running: Scene) -> None:
    works(running, OLIVIA, country="DE")
    running.now += timedelta(days=8)  # 26 November: Thanksgiving, on which a German owner works
    assert flagged(running).first_contact_due_at == running.now + timedelta(hours=1)
    works(running, OLIVIA, country="US")
    again = running.rows(select(FollowUp))[0]
    assert again.first_contact_due_at == running.now + timedelta(hours=1), "what was promised stays"


def test_what_is_not_said_stays_and_can_be_taken_back(running: Scene) -> None:
    hours = {"mon": ["09:00-12:00"]}
    works(running, OLIVIA, hours=hours, country="US", away=[TODAY, TODAY])
    works(running, OLIVIA.upper() + " ")
    olivia = running.user(OLIVIA)
    assert (olivia.hours, olivia.country, absences_of(olivia)) == (hours, "US", (TODAY,))
    works(running, OLIVIA, usual_hours=True, away=[])
    olivia = running.user(OLIVIA)
    assert (olivia.hours, olivia.country, absences_of(olivia)) == (None, "US", ())
    assert works(running, "nobody@example.com") == Refusal("Nobody signs in as nobody@example.com.")


def test_while_the_owner_is_away_the_queue_answers(running: Scene) -> None:
    works(running, OLIVIA, away=[TODAY])
    follow_up = flagged(running)
    assert (follow_up.owner_id, follow_up.state) == (None, "new")
    assert told(running, "flag_raised") == [SAM]
    facts = running.interview("C1").facts
    assert facts["owner.name"] is None, "nobody is named who is not there"


def test_whoever_goes_away_has_others_told_of_theirs(running: Scene) -> None:
    follow_up = flagged(running)
    assert follow_up.owner_id == running.user(OLIVIA).id
    works(running, OLIVIA, away=[TODAY])
    running.now = follow_up.first_contact_due_at
    assert running.do(escalate_overdue, rules=running.rules) == (follow_up.id,)
    assert told(running, "escalated_0") == [SAM]


@pytest.mark.parametrize(("manager", "expected"), [(True, ["mona@example.com"]), (False, [OLIVIA])])
def test_where_nobody_is_there_somebody_is_told_all_the_same(
    running: Scene, manager: bool, expected: list[str]
) -> None:
    follow_up = flagged(running)
    for email in (OLIVIA, SAM):
        works(running, email, away=[TODAY])
    if manager:
        running.do(
            administering.add_user,
            email="mona@example.com",
            name="Mona Marsh",
            role=Role.MANAGER,
            password_hash="-",
            zone="Europe/Berlin",
        )
    with running.database.reading() as session:
        found = responsible(session, session.get_one(FollowUp, follow_up.id), running.rules, running.now)
        assert [one.email for one in found] == expected


def test_of_a_queue_of_which_everybody_is_away_everybody_is_told(running: Scene) -> None:
    follow_up = flagged(running)
    works(running, SAM, away=[TODAY])
    with running.database.transaction() as session:
        session.execute(update(FollowUp).values(owner_id=None))
        found = responsible(session, session.get_one(FollowUp, follow_up.id), running.rules, running.now)
        assert [one.email for one in found] == [SAM]
        assert not there(found[0], running.now)
        assert there(found[0], running.now + timedelta(days=3))

"""The digest of a morning: by role, once a day, in the reader's zone, on no free day; and letters that are owed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.announcement import Announcement
from vocsurvey.db.campaign import Campaign
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.letter import Letter
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Agent
from vocsurvey.operations import administering, digesting, inviting
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.telling import LONGEST_PAUSE

THURSDAY = datetime(2026, 11, 19, 12, 30, tzinfo=UTC)  # half past seven in New York, where Olivia is


@pytest.fixture
def flagged(running: Scene) -> Scene:
    """Ann gave a negative answer on Wednesday; Olivia owns it, in New York, with the campaign and an agent beside."""
    running.talk(*running.dial("C1"), "1", "1", "2")
    with running.database.transaction() as session:
        for user in session.scalars(select(User)):
            user.digest = "never"
        olivia = session.scalars(select(User).where(User.email == "olivia@example.com")).one()
        olivia.zone, olivia.digest, olivia.role = "America/New_York", "when_needed", Role.ACCOUNT_TEAM
        session.scalars(select(Campaign)).one().owner_id = olivia.id
    running.now = THURSDAY
    return running


def owe(scene: Scene) -> tuple[int, ...]:
    """A tick of the clock."""
    found = scene.do(digesting.owe_digests, rules=scene.rules)
    assert isinstance(found, tuple)
    return found


def titles(scene: Scene, since: datetime | None = None) -> dict[str, list[str]]:
    """What Olivia reads this morning."""
    with scene.database.reading() as session:
        olivia = session.scalars(select(User).where(User.email == "olivia@example.com")).one()
        found = digesting.parts(session, olivia, since or scene.now - timedelta(days=1), scene.now)
    return {part.title: [line for line, _ in part.lines] for part in found}


def be(scene: Scene, **values: object) -> None:
    """Olivia is somebody else."""
    with scene.database.transaction() as session:
        olivia = session.scalars(select(User).where(User.email == "olivia@example.com")).one()
        for name, value in values.items():
            setattr(olivia, name, value)


def due(scene: Scene, at: datetime, **values: object) -> None:
    """When the follow-up is due, and what else it is."""
    with scene.database.transaction() as session:
        row = session.scalars(select(FollowUp)).one()
        row.next_action_at = at
        for name, value in values.items():
            setattr(row, name, value)


def test_it_is_owed_once_on_a_day_however_many_clocks_ask(flagged: Scene) -> None:
    (letter_id,) = owe(flagged)
    assert owe(flagged) == ()
    flagged.later(hours=1)
    assert owe(flagged) == ()
    assert flagged.do(inviting.nudge_letters) == (letter_id,)
    assert flagged.do(inviting.nudge_letters) == ()
    flagged.later(hours=23)
    (second,) = owe(flagged)
    assert second != letter_id
    first = flagged.rows(select(Letter).order_by(Letter.id))
    assert first[1].since == first[0].created_at
    assert first[0].key.endswith(":2026-11-19")


@pytest.mark.parametrize(
    ("now", "values"),
    [
        (datetime(2026, 11, 19, 11, 59, tzinfo=UTC), {}),  # not yet seven
        (datetime(2026, 11, 19, 16, 0, tzinfo=UTC), {}),  # eleven
        (datetime(2026, 11, 21, 12, 30, tzinfo=UTC), {}),  # Saturday
        (THURSDAY, {"hours": {"mon-wed": ["09:00-17:00"]}}),
        (THURSDAY, {"away": ["2026-11-19"]}),
        (datetime(2026, 11, 26, 12, 30, tzinfo=UTC), {"country": "US"}),  # Thanksgiving
        (THURSDAY, {"digest": "never"}),
        (THURSDAY, {"active": False}),
    ],
)
def test_nobody_is_written_on_a_free_day_or_at_another_time(
    flagged: Scene, now: datetime, values: dict[str, object]
) -> None:
    be(flagged, **values)
    flagged.now = now
    assert owe(flagged) == ()
    assert flagged.rows(select(Letter)) == []


def test_nothing_is_sent_when_nothing_is_to_be_said_but_to_who_wants_it(flagged: Scene) -> None:
    be(flagged, role=Role.CUSTOMER_SUCCESS)
    due(flagged, THURSDAY + timedelta(days=9))
    assert owe(flagged) == ()
    assert [row.nothing_at for row in flagged.rows(select(Letter))] == [THURSDAY]
    assert flagged.do(inviting.nudge_letters) == ()
    flagged.later(days=1)
    with flagged.database.transaction() as session:
        digesting.want_digest(session, flagged.user("olivia@example.com").id, "always")
    assert len(owe(flagged)) == 1
    with flagged.database.transaction() as session, pytest.raises(ValueError, match="sometimes"):
        digesting.want_digest(session, flagged.user("olivia@example.com").id, "sometimes")


def test_each_role_reads_what_it_can_act_on(flagged: Scene) -> None:
    ann = "Ann Archer at Alder Freight, high"
    due(flagged, THURSDAY - timedelta(hours=1), severity="high")
    assert titles(flagged) == {
        "Overdue": [ann],
        "Your accounts with new flags": [ann],
        "Your campaigns": ["Autumn: 0 of 3 done"],
    }
    due(flagged, THURSDAY + timedelta(hours=3))
    be(flagged, role=Role.MANAGER)
    assert titles(flagged) == {"Due today": [ann], "Flagged since your last digest": [ann]}
    due(flagged, THURSDAY + timedelta(hours=3), state="unreachable")
    assert titles(flagged, THURSDAY) == {"Their rest ends today": [ann]}
    due(flagged, THURSDAY + timedelta(hours=30), owner_id=None)
    assert titles(flagged, THURSDAY) == {"In a queue, with no single owner": [ann]}
    with flagged.database.reading() as session:
        gus = session.scalars(select(Agent.id)).first()
    be(flagged, role=Role.AGENT, agent_id=gus)
    (line,) = titles(flagged, THURSDAY - timedelta(days=2))["Feedback about you"]
    assert line.startswith("Ann Archer, Alder Freight: ")
    assert titles(flagged, THURSDAY) == {}


def test_too_many_to_name_are_counted(flagged: Scene) -> None:
    flagged.now = THURSDAY - timedelta(hours=14)
    flagged.talk(*flagged.dial("C2"), "1", "1", "2")
    flagged.now = THURSDAY + timedelta(days=1)
    with flagged.database.transaction() as session:
        for row in session.scalars(select(FollowUp)):
            row.next_action_at = THURSDAY
        olivia = session.scalars(select(User).where(User.email == "olivia@example.com")).one()
        for most, lines in ((1, 2), (2, 2), (3, 2)):
            late = digesting.parts(session, olivia, THURSDAY, flagged.now, most=most)[0]
            assert (late.title, len(late.lines)) == ("Overdue", lines)
            assert (late.lines[-1] == ("and 1 more", "/follow-ups")) is (most == 1)


def test_a_letter_is_tried_until_its_time_is_over(flagged: Scene) -> None:
    (letter_id,) = owe(flagged)
    for minutes in (1, 2, 4):
        flagged.do(inviting.letter_failed, letter_id, "no route")
        (row,) = flagged.rows(select(Letter))
        assert (row.due_at - flagged.now, row.failed_at) == (timedelta(minutes=minutes), None)
    flagged.later(hours=4)
    flagged.do(inviting.letter_failed, letter_id, "no route")
    (row,) = flagged.rows(select(Letter))
    assert row.failed_at == flagged.now, "the morning is over"
    assert flagged.rows(select(Announcement)) == []
    flagged.do(inviting.letter_sent, letter_id)
    flagged.do(inviting.letter_failed, letter_id, "a late echo")
    (row,) = flagged.rows(select(Letter))
    assert (row.sent_at, row.problem, row.failed_at) == (flagged.now, None, None)


def test_somebody_is_invited_once_they_have_a_password_it_is_another_letter(running: Scene) -> None:
    added = running.do(
        administering.add_user,
        email="mo@example.com",
        name="Mo",
        role=Role.MANAGER,
        password_hash=inviting.NO_PASSWORD,
        zone="UTC",
    )
    assert isinstance(added, User)
    first = running.do(inviting.invite, added.id)
    assert first.kind == "invitation"
    state = inviting.state_of(added)
    with running.database.transaction() as session:
        session.get_one(User, added.id).password_hash = "$argon2id$"
        assert inviting.state_of(session.get_one(User, added.id)) != state
    again = running.do(inviting.invite, added.id)
    assert again.kind == "reset"
    for _ in range(30):
        running.do(inviting.letter_failed, first.id, "no route")
    assert running.rows(select(Letter.due_at).where(Letter.id == first.id)) == [running.now + LONGEST_PAUSE]
    running.do(inviting.letter_failed, again.id, "The mail server refused the address (550).", for_good=True)
    (told,) = running.rows(select(Announcement))
    assert told.headline == "Mo did not get the link to set a password"
    with running.database.transaction() as session:
        session.get_one(User, added.id).active = False
    assert running.do(inviting.invite, added.id) == Refusal("Mo cannot sign in any more.")


def test_the_day_is_the_readers(flagged: Scene) -> None:
    be(flagged, zone="Pacific/Auckland")
    flagged.now = datetime(2026, 11, 18, 19, 0, tzinfo=UTC)  # eight on Thursday there
    (_,) = owe(flagged)
    (row,) = flagged.rows(select(Letter))
    assert row.key.endswith(f":{date(2026, 11, 19)}")

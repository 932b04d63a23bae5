"""All that somebody has goes to others in the transaction in which they leave; the last administrator does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desking import CARL, DORA, by_callers, taken
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.campaign import Campaign, CampaignDecision
from vocsurvey.db.chat import Chat
from vocsurvey.db.followup import FollowUpEvent, Notice
from vocsurvey.db.people import Role, User, Way
from vocsurvey.db.team import Team, TeamMember
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.followup.working_time import Absence
from vocsurvey.operations import administering, leaving, setting_up_chats
from vocsurvey.operations.looking_after import Estate, change_person, estate_of


@pytest.fixture
def ada(scene: Scene) -> User:
    """An administrator."""
    return admin(scene, "ada@example.com")


def admin(scene: Scene, email: str) -> User:
    """An administrator with this address."""
    added = scene.do(
        administering.add_user, email=email, name=email[:3], role=Role.ADMIN, password_hash="-", zone="UTC"
    )
    assert isinstance(added, User)
    return added


def estate(scene: Scene, email: str) -> Estate:
    """What somebody has."""
    with scene.database.reading() as session:
        return estate_of(session, scene.user(email).id)


def leave(scene: Scene, email: str, actor: User, heir: str | None = None, caller: str | None = None) -> User | Refusal:
    """Deactivate somebody."""
    ids = [scene.user(one).id if one else None for one in (heir, caller)]
    with scene.database.transaction() as session:
        by = session.get_one(User, actor.id)
        return leaving.deactivate(session, scene.user(email).id, by, scene.now, heirs=leaving.Heirs(ids[0], ids[1]))


def change(scene: Scene, email: str, *teams: str) -> User:
    """Put somebody into these teams, with everything else that can be set."""
    with scene.database.transaction() as session:
        return change_person(
            session,
            scene.user(email).id,
            name=" Olivia Other ",
            zone="Europe/Paris",
            languages=("de-AT", "de", "FR"),
            converts_refusals=True,
            phone="+33123456789",
            way=Way.PHONE,
            hours={"mon-fri": ["09:00-12:00"]},
            country="FR",
            away=(Absence(scene.now.date(), scene.now.date()),),
            teams=teams,
        )


def test_everything_goes_at_once(running: Scene, ada: User) -> None:
    running.talk(*running.dial("C1"), "1", "1", "2")
    olivia, sam = running.user("olivia@example.com"), running.user("sam@example.com")
    with running.database.transaction() as session:
        session.scalars(select(Campaign)).one().owner_id = olivia.id
    chat = running.do(
        setting_up_chats.add_chat, name="Hers", kind="teams", url="https://chat.example/", user_id=olivia.id
    )
    assert isinstance(chat, Chat)
    change(running, "olivia@example.com", "North", " North ", "", "Loud")
    assert estate(running, "olivia@example.com") == Estate(1, 1, 1, 0, 0, 1)
    assert estate(running, "olivia@example.com").needs_heir
    assert isinstance(leave(running, "olivia@example.com", ada, "sam@example.com"), User)
    assert estate(running, "olivia@example.com") == Estate(0, 0, 0, 0, 0, 0)
    (campaign,) = running.rows(select(Campaign))
    assert campaign.owner_id == sam.id
    last = running.rows(select(CampaignDecision).order_by(CampaignDecision.id.desc()))[0]
    assert (last.actor_id, last.words) == (ada.id, "Sam Success answers for it instead of Olivia Other")
    event = running.rows(select(FollowUpEvent).order_by(FollowUpEvent.id.desc()))[0]
    assert (event.kind, event.details["owner_id"], event.actor_id) == ("assigned", sam.id, ada.id)
    assert [row.kind for row in running.rows(select(Notice).where(Notice.recipient_id == sam.id))] == ["handed_over"]
    assert running.rows(select(Chat.stopped_why)) == ["Olivia Other cannot sign in any more."]
    assert running.rows(select(TeamMember)) == []
    assert running.rows(select(Team.name).order_by(Team.name)) == ["Loud", "North"]


def test_the_times_that_a_caller_agreed_to_go_to_whom_is_named(running: Scene, ada: User) -> None:
    mine = taken(by_callers(running))
    with running.database.transaction() as session:
        session.add(
            Appointment(
                case_id=mine.case_id,
                kind="hard",
                channel="live",
                source="caller",
                caller_id=running.user(CARL).id,
                at=running.now + timedelta(minutes=20),
                agreed_at=running.now,
            )
        )
    assert estate(running, CARL) == Estate(0, 0, 0, 1, 1, 0)
    sentence = "Choose somebody else, who calls customers, for the times that were agreed."
    for wrong in (CARL, "sam@example.com"):
        assert leave(running, CARL, ada, caller=wrong) == Refusal(sentence)
    assert isinstance(leave(running, CARL, ada, caller=DORA), User)
    assert running.rows(select(Appointment.caller_id)) == [running.user(DORA).id]


def test_the_last_administrator_stays_also_when_two_put_out_each_other(scene: Scene, ada: User) -> None:
    other = admin(scene, "bob@example.com")
    assert isinstance(leave(scene, "bob@example.com", ada), User)
    refused = leave(scene, "ada@example.com", other)
    assert refused == Refusal("ada is the last administrator. Let somebody else be one first.")


def test_what_is_set_of_a_person_holds_and_an_empty_field_takes_it_away(scene: Scene) -> None:
    scene.people()
    changed = change(scene, "olivia@example.com", "North")
    assert (changed.name, changed.zone, changed.languages) == ("Olivia Other", "Europe/Paris", ["de", "fr"])
    assert (changed.phone, changed.way, changed.country) == ("+33123456789", "phone", "FR")
    assert changed.away == [scene.now.date().isoformat()]
    with scene.database.transaction() as session:
        after = change_person(
            session,
            changed.id,
            name="Olivia",
            zone="UTC",
            languages=(),
            converts_refusals=False,
            phone=None,
            way=None,
            hours=None,
            country=None,
            away=(),
            teams=(),
        )
        assert (after.hours, after.phone, after.away, after.languages) == (None, None, [], [])
    assert scene.rows(select(TeamMember)) == []


def test_a_team_that_is_there_is_joined(scene: Scene) -> None:
    scene.people()
    change(scene, "olivia@example.com", "North")
    change(scene, "sam@example.com", "North")
    assert scene.rows(select(Team.name)) == ["North"]
    assert len(scene.rows(select(TeamMember))) == 2

"""The stage for verification calls: the shipped questionnaire asks, and Ann's trouble was put right a day ago."""

from __future__ import annotations

from launched import launch
from scene import Scene, hashed
from sqlalchemy import select

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.followup import FollowUp
from vocsurvey.library import load_library
from vocsurvey.operations import administering, following_up
from vocsurvey.operations.administering import Launched
from vocsurvey.operations.following_up import Closing

CLOSING = Closing("billing", "Sent the right invoice.", "That it is right now.")


def verified_by_phone(running: Scene, *heard: str) -> Scene:
    """A campaign that verifies, and Ann, who was let down, or said what is ``heard``; nobody else is called."""
    campaign = running.do(
        administering.new_campaign,
        name="Put right?",
        company_name="Northwind",
        questionnaire="verification",
        from_number="+12025550199",
        touchpoint_kinds=[],
        owner_id=None,
        standing=True,
    )
    assert isinstance(campaign, Campaign)
    assert isinstance(running.do(launch, campaign.id, load_library()["verification"], "a test"), Launched)
    token, sid = running.dial("C1")
    running.talk(token, sid, *(heard or ("1", "1", "2")))
    running.hang_up(token, sid)
    with running.database.transaction() as session:
        for case in session.scalars(select(Case)):
            case.closed_at, case.due_at, case.disposition = running.now, None, "1.2"
    put_right(running)
    return running


def put_right(scene: Scene) -> None:
    """The owner says so; a day passes."""
    scene.later(minutes=5)
    done = scene.do(
        following_up.put_right, follow_up(scene).id, scene.user("olivia@example.com"), CLOSING, rules=scene.rules
    )
    assert isinstance(done, FollowUp)
    scene.later(days=1)


def follow_up(scene: Scene) -> FollowUp:
    """Ann's follow-up, the only one."""
    found = scene.rows(select(FollowUp))
    assert len(found) == 1
    assert isinstance(found[0], FollowUp)
    return found[0]


def whole(scene: Scene) -> None:
    """The audit finds nothing."""
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()

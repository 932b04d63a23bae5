"""Many people type the same name in one instant: one gets it, all others are told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from crowd import at_once
from scene import Scene
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.api import ApiToken
from vocsurvey.db.campaign import Campaign
from vocsurvey.db.people import Role, User
from vocsurvey.db.webhook import WebhookSubscription
from vocsurvey.operations import administering, admitting, planning, subscribing
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.campaign_log import Actor

PEOPLE = 8
ADA = Actor("Ada")
WHOLE = {"company_name": ["N"], "questionnaire": ["small"], "from_number": ["+12025550100"]}


def user(scene: Scene, session: Session) -> Any:
    """Let somebody in."""
    return administering.add_user(
        session, email="a@example.com", name="A", role=Role.ADMIN, password_hash="-", zone="UTC", now=scene.now
    )


def campaign(scene: Scene, session: Session) -> Any:
    """A campaign by a verb."""
    return administering.new_campaign(
        session, name="Autumn", company_name="N", questionnaire="small", from_number="+12025550100",
        touchpoint_kinds=(), owner_id=None, now=scene.now,
    )  # fmt: skip


def token(scene: Scene, session: Session) -> Any:
    """Leave for a program."""
    return admitting.issue_token(
        session, name="Desk", scopes=["events:write"], lifetime=timedelta(days=9), by_id=None, now=scene.now
    )


def webhook(scene: Scene, session: Session) -> Any:
    """An address that is told."""
    return subscribing.subscribe(
        session, name="Desk", url="https://example.com", kinds=["flags"], personal=False, by_id=None, now=scene.now
    )


def pressed(scene: Scene, verb: Callable[[Scene, Session], Any]) -> Any:
    """Somebody presses the button: one transaction, as a page opens it."""
    with scene.database.transaction() as session:
        return verb(scene, session)


@pytest.mark.parametrize(
    ("verb", "kind"),
    [(user, User), (campaign, Campaign), (token, ApiToken), (webhook, WebhookSubscription)],
)
def test_one_gets_the_name_and_the_others_a_sentence(
    scene: Scene, verb: Callable[[Scene, Session], Any], kind: type[Any]
) -> None:
    said = at_once([partial(pressed, scene, verb)] * PEOPLE)
    assert sum(isinstance(one, Refusal) for one in said) == PEOPLE - 1
    assert scene.rows(select(func.count()).select_from(kind)) == [1]


def test_one_plan_gets_its_name_and_the_others_are_told_at_the_field(scene: Scene) -> None:
    def save(name: str, scene: Scene, session: Session) -> planning.Saved:
        known = planning.known(session, ["small"], scene.rules, scene.now)
        return planning.new_draft(session, {**WHOLE, "name": [name]}, known, ADA, scene.now)

    named = at_once([partial(pressed, scene, partial(save, "Autumn"))] * PEOPLE)
    assert sorted(one.whole for one in named) == [*[False] * (PEOPLE - 1), True]
    assert {name for one in named for name in one.problems} == {"name"}
    unnamed = at_once([partial(pressed, scene, partial(save, ""))] * PEOPLE)
    assert len({one.campaign.name for one in unnamed}) == PEOPLE
    first = next(one.campaign for one in named if one.whole)

    def rename(saved: planning.Saved, scene: Scene, session: Session) -> Any:
        known = planning.known(session, ["small"], scene.rules, scene.now, saved.campaign.id)
        return planning.save_draft(session, saved.campaign.id, {"name": ["Winter"]}, 1, known, ADA, scene.now)

    renamed = at_once([partial(pressed, scene, partial(rename, one)) for one in unnamed])
    assert sorted("name" in one.problems for one in renamed) == [False, *[True] * (PEOPLE - 1)]

    def copy(scene: Scene, session: Session) -> Any:
        known = planning.known(session, ["small"], scene.rules, scene.now)
        return planning.copy_campaign(session, session.get_one(Campaign, first.id), known, ADA, scene.now)

    copied = at_once([partial(pressed, scene, copy)] * PEOPLE)
    assert sorted(one.campaign.name for one in copied) == [f"Autumn, {number}" for number in range(2, PEOPLE + 2)]

"""A colleague is told once of what was noted, with the note in the history."""

from __future__ import annotations

from typing import Any

import pytest
from scene import Scene, hashed
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.followup import FollowUp, Notice
from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import mentioning

OLIVIA, SAM = "olivia@example.com", "sam@example.com"


@pytest.fixture
def owned(running: Scene) -> Scene:
    """Ann's follow-up, which Olivia has; Sam works for customer success."""
    running.talk(*running.dial("C1"), "1", "1", "2")
    return running


def tell(scene: Scene, *emails: str) -> Any:
    """Olivia tells them."""
    olivia, ids = scene.user(OLIVIA), [scene.user(one).id for one in emails]
    (row,) = scene.rows(select(FollowUp))
    return scene.do(mentioning.tell_colleagues, row.id, olivia, ids)


def told(scene: Scene) -> list[tuple[str, str]]:
    """Who was told what."""
    wanted = select(User.email, Notice.headline).join(Notice, Notice.recipient_id == User.id)
    with scene.database.reading() as session:
        return [(one, said) for one, said in session.execute(wanted.where(Notice.kind == "mentioned"))]


def kinds(scene: Scene) -> list[str]:
    """What happened to it, in its order."""
    (row,) = scene.rows(select(FollowUp).options(selectinload(FollowUp.events)))
    return [event.kind for event in row.events]


def test_somebody_is_told_once(owned: Scene) -> None:
    sam = owned.user(SAM).id
    before = kinds(owned)
    assert tell(owned, SAM, SAM, OLIVIA) == (sam,)
    ((whom, headline),) = told(owned)
    assert whom == SAM
    assert headline.startswith("Olivia")
    assert "noted something for you: Ann Archer at " in headline
    assert kinds(owned) == [*before, "colleague_told"]
    with owned.database.reading() as session:
        assert audit(session, owned.now, hashed) == ()


def test_whoever_writes_for_themselves_or_for_one_who_left_tells_nobody(owned: Scene) -> None:
    with owned.database.transaction() as session:
        session.execute(update(User).where(User.email == SAM).values(active=False))
    before = kinds(owned)
    assert tell(owned, OLIVIA, SAM) == ()
    assert (told(owned), kinds(owned)) == ([], before)


def test_nothing_is_told_of_somebody_who_was_erased(owned: Scene) -> None:
    with owned.database.transaction() as session:
        session.execute(update(Contact).where(Contact.external_id == "C1").values(erased_at=owned.now))
    assert isinstance(tell(owned, SAM), Refusal)
    assert told(owned) == []

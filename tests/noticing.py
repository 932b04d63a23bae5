"""A campaign that writes a note ahead of its calls, on the stage of the operations' tests."""

from __future__ import annotations

from typing import Any

from scene import Scene
from sqlalchemy import select, update

from vocsurvey.db.advance_notice import AdvanceNotice, NoticeChoice
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact
from vocsurvey.operations import giving_notice

ADDRESSES = {"C1": "ann@alder.example", "C2": "ben@alder.example"}
"""Who of the three people has an e-mail address."""


def wanting_notes(scene: Scene, days: int = 1, **changed: Any) -> None:
    """From now on the campaigns send notes so many days ahead; two of the three people have an address."""
    with scene.database.transaction() as session:
        owner = session.scalars(select(User.id).where(User.email == "olivia@example.com")).one()
        session.execute(update(Campaign).values(notice_days=days, owner_id=owner, **changed))
        for external_id, email in ADDRESSES.items():
            session.execute(update(Contact).where(Contact.external_id == external_id).values(email=email))


def note_of(scene: Scene, contact: str = "C1") -> AdvanceNotice:
    """The note of somebody's case."""
    mine = AdvanceNotice.case.has(Case.contact.has(external_id=contact))
    found = scene.rows(select(AdvanceNotice).where(mine))[0]
    assert isinstance(found, AdvanceNotice)
    return found


def notes(scene: Scene) -> list[AdvanceNotice]:
    """Every note."""
    return scene.rows(select(AdvanceNotice).order_by(AdvanceNotice.id))


def chosen(scene: Scene) -> list[NoticeChoice]:
    """Every choice, in order."""
    return scene.rows(select(NoticeChoice).order_by(NoticeChoice.id))


def written(scene: Scene, contact: str = "C1") -> AdvanceNotice:
    """Claim, and hand every note that is owed to the mail server; that of one contact."""
    scene.claim()
    for note_id in scene.do(giving_notice.nudge_notes):
        scene.do(giving_notice.note_sent, note_id)
    return note_of(scene, contact)

"""The launch of a campaign, while it is under way: how far it is, who works on it, and why it did not come about."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Identity, Name, Words, one_of
from vocsurvey.db.campaign import Campaign, QuestionnaireVersion
from vocsurvey.db.people import User


class LaunchState(StrEnum):
    """How far a launch has come."""

    DRAWING = "drawing"
    FILLING = "filling"
    HELD = "held"
    CALLED_OFF = "called_off"
    REFUSED = "refused"
    DONE = "done"


AT_WORK = (LaunchState.DRAWING, LaunchState.FILLING)
UNDER_WAY = (*AT_WORK, LaunchState.HELD)


class CampaignLaunch(Base):
    """The latest launch of a campaign, which stays a draft until the launch is complete.

    ``turn`` counts who took it up: whoever does not hold the latest writes nothing any more.
    """

    __tablename__ = "campaign_launch"
    __table_args__ = (
        one_of("state", LaunchState),
        CheckConstraint("state <> 'refused' OR reason IS NOT NULL", name="refused_says_why"),
        CheckConstraint("state <> 'done' OR placed = people", name="done_is_whole"),
    )

    campaign_id: Mapped[int] = mapped_column(Identity, ForeignKey(Campaign.id), primary_key=True, autoincrement=False)
    state: Mapped[Code] = mapped_column(default=LaunchState.DRAWING)
    revision: Mapped[int] = mapped_column(doc="of the plan that is launched")
    questionnaire_digest: Mapped[str] = mapped_column(String(64), ForeignKey(QuestionnaireVersion.digest))
    actor: Mapped[Name]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    after_id: Mapped[int | None] = mapped_column(ForeignKey(Campaign.id), doc="the round before, for the clock's own")
    people: Mapped[int | None] = mapped_column(doc="how many are drawn; null: not drawn yet")
    placed: Mapped[int] = mapped_column(default=0, server_default=text("0"), doc="how many of them have a case")
    turn: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"), doc="taken up without getting further")
    reason: Mapped[Words | None] = mapped_column(doc="why it did not come about")
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    enqueued_until: Mapped[datetime | None] = mapped_column(doc="somebody is believed to work on it until then")
    campaign: Mapped[Campaign] = relationship(foreign_keys=campaign_id)
    questionnaire: Mapped[QuestionnaireVersion] = relationship()

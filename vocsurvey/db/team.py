"""Teams of people who work together."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Key, Name
from vocsurvey.db.people import User


class Team(Base):
    """A team. ``members`` are those who sign in; somebody can be in several."""

    __tablename__ = "team"

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    members: Mapped[list[User]] = relationship(secondary="team_member", order_by=User.name)


class TeamMember(Base):
    """Somebody is in a team."""

    __tablename__ = "team_member"

    team_id: Mapped[int] = mapped_column(ForeignKey(Team.id), primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, autoincrement=False, index=True)

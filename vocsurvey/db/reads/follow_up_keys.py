"""Which follow-ups come next in a list, without reading the others: a bounded way from a place in an index.

However many there are, a look costs one query. What an index answers is asked of the index; what is left is asked of
``LOOK`` rows at most, and the place where the look ended is given, so that it can go on from there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from vocsurvey.db.followup import FollowUp

LOOK = 1_000
"""So many rows are looked at where no index knows which of them fit."""
MOST = 200
"""More are counted as more than these."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PLACE = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Place:
    """A place in a list: behind the follow-up with this deadline (or end, of those that are closed) and number."""

    at: datetime
    id: int

    def __str__(self) -> str:
        """As an address says it."""
        return f"{(self.at - _EPOCH) // _MICROSECOND}-{self.id}"


def read_place(said: str | None) -> Place | None:
    """What an address says; None for the beginning, and for what is no place."""
    found = _PLACE.fullmatch(said or "")
    return None if found is None else Place(_EPOCH + int(found[1]) * _MICROSECOND, int(found[2]))


@dataclass(frozen=True)
class Looked:
    """The places of those that fit, in order, ``MOST`` + 1 of them at most. ``edge``: where the look ended before the
    end of the list; None where it did not have to.
    """

    places: tuple[Place, ...]
    edge: Place | None


def look(
    session: Session,
    indexed: Sequence[ColumnElement[bool]],
    left: Sequence[ColumnElement[bool]],
    *,
    opened: bool,
    after: Place | None,
) -> Looked:
    """Those that fit behind a place; an index in the order of the list answers ``indexed``, a look the rest."""
    at = FollowUp.next_action_at if opened else FollowUp.closed_at
    behind = [] if after is None else [_behind(at, after, opened=opened)]
    order = (at, FollowUp.id) if opened else (at.desc(), FollowUp.id.desc())
    seen = select(FollowUp.id, at.label("at")).where(*indexed, *behind).order_by(*order)
    if not left:
        rows = session.execute(seen.limit(MOST + 1)).all()
        return Looked(tuple(Place(one.at, one.id) for one in rows), None)
    # What fits is said within the look: a join would let the database read everything that fits before it looks.
    among = seen.add_columns(and_(*left).label("fits")).limit(LOOK).subquery()
    fits = select(among).where(among.c.fits).limit(MOST + 1).subquery()
    edge = seen.limit(1).offset(LOOK - 1).subquery()
    both = union_all(
        select(fits.c.id, fits.c.at, literal(0).label("edge")), select(edge.c.id, edge.c.at, literal(1).label("edge"))
    )
    found = sorted(session.execute(both).all(), key=lambda one: (one.at, one.id), reverse=not opened)
    edges = [Place(one.at, one.id) for one in found if one.edge]
    return Looked(tuple(Place(one.at, one.id) for one in found if not one.edge), edges[0] if edges else None)


def look_among(
    session: Session,
    ids: Collection[int],
    wanted: Sequence[ColumnElement[bool]],
    *,
    opened: bool,
    after: Place | None,
) -> Looked:
    """Those that fit among a few that are known by number (``LOOK`` at most)."""
    at = FollowUp.next_action_at if opened else FollowUp.closed_at
    behind = [] if after is None else [_behind(at, after, opened=opened)]
    rows = session.execute(select(FollowUp.id, at.label("at")).where(FollowUp.id.in_(ids), *wanted, *behind))
    places = sorted((Place(one.at, one.id) for one in rows), key=lambda one: (one.at, one.id), reverse=not opened)
    return Looked(tuple(places[: MOST + 1]), None)


def bounded(*wanted: ColumnElement[bool]) -> ColumnElement[int]:
    """How many there are, as part of a query; ``MOST`` + 1 stands for all that is more."""
    # In order, so that an index that has them in order is read, and no table from its beginning.
    some = select(FollowUp.id).where(*wanted).order_by(FollowUp.next_action_at).limit(MOST + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _behind(at: InstrumentedAttribute[datetime | None], place: Place, *, opened: bool) -> ColumnElement[bool]:
    """The first half alone is what an index can seek; the second decides among those of one moment."""
    if opened:
        return and_(at >= place.at, or_(at > place.at, FollowUp.id > place.id))
    return and_(at <= place.at, or_(at < place.at, FollowUp.id < place.id))

"""Which of several people who are due is called first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

FIRST_OF_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Waiting:
    """A case that is due. ``appointment_at``: the time that the person named, where it has come.

    ``priority``: that of its campaign. ``tried_now``: how often it was tried in the part of the day that it is for the
    person; ``ahead``: how far their clock is ahead of UTC. ``touched_at``: when it was last tried, or else made.
    ``begun``: the automated voice has handed them over in the middle of an interview.
    """

    case_id: int
    touched_at: datetime
    appointment_at: datetime | None = None
    priority: int = 0
    tried_now: int = 0
    ahead: timedelta = timedelta(0)
    begun: bool = False


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """The first is called first.

    Appointments, the one that has waited longest and so expires soonest; then whoever is in the middle of an interview;
    then priority; then whoever was least tried at this time of their day; then whose day ends sooner, in a later time
    zone; then whoever was longest untouched.
    """
    return sorted(waiting, key=_place)


def _place(one: Waiting) -> tuple[bool, datetime, bool, int, int, timedelta, datetime, int]:
    named = one.appointment_at
    return (
        named is None,
        named or FIRST_OF_ALL,
        not one.begun,
        -one.priority,
        one.tried_now,
        -one.ahead,
        one.touched_at,
        one.case_id,
    )

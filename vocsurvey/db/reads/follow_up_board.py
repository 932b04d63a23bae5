"""The board of open follow-ups: how far each has come, from what came back to what waits for the customer's yes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.reads.follow_up_choice import EVERYTHING, Narrowed
from vocsurvey.db.reads.follow_up_keys import Looked
from vocsurvey.db.reads.follow_up_search import find
from vocsurvey.db.reads.follow_ups import FollowUpLine, fitting, lines_of, whose_are
from vocsurvey.followup.lifecycle import State

CARDS = 8
"""So many stand in a column; the list has the others."""
COLUMNS: dict[str, tuple[State, ...]] = {
    "came_back": (State.REOPENED,),
    "to_begin": (State.NEW, State.ASSIGNED, State.CONTACT_ATTEMPTED),
    "talking": (State.IN_CONVERSATION,),
    "agreed": (State.ACTION_AGREED,),
    "claimed": (State.PUT_RIGHT, State.VERIFICATION_DUE),
    "resting": (State.UNREACHABLE, State.DECLINED_CONTACT),
}
"""Every state in which a follow-up is open, once; in the order in which they need us."""


@dataclass(frozen=True)
class Standing:
    """How many stand in one state. ``total``: ``MOST`` + 1 is more than that; ``looked``: there may be more behind
    the rows that were looked at."""

    state: str
    total: int
    looked: bool


@dataclass(frozen=True)
class Column:
    """One column: the soonest deadlines of its states, ``CARDS`` at most; ``total`` as in ``Standing``."""

    code: str
    standing: tuple[Standing, ...]
    lines: tuple[FollowUpLine, ...]

    @property
    def total(self) -> int:
        """How many there are in all of its states."""
        return sum(one.total for one in self.standing)

    @property
    def looked(self) -> bool:
        """Whether there may be more than that."""
        return any(one.looked for one in self.standing)


def board(session: Session, *, whose: str, user_id: int, narrowed: Narrowed = EVERYTHING) -> tuple[Column, ...]:
    """Every column, also those that are empty; ``whose`` and ``narrowed`` as for the list. The same number of queries
    however many follow-ups there are: one for each state, and what their cards need."""
    theirs, found = whose_are(session, whose, user_id, opened=True), find(session, narrowed.words)
    by_state = {}
    for state in (state for states in COLUMNS.values() for state in states):
        wanted = replace(narrowed, chosen=(FollowUp.state == state.value, *narrowed.chosen))
        by_state[state] = fitting(session, theirs, wanted, found, opened=True)
    shown = {code: _first(by_state[state] for state in states) for code, states in COLUMNS.items()}
    lines = {line.id: line for line in lines_of(session, [one for ids in shown.values() for one in ids])}
    return tuple(
        Column(
            code,
            tuple(_standing(state, by_state[state]) for state in states),
            tuple(lines[one] for one in shown[code]),
        )
        for code, states in COLUMNS.items()
    )


def _standing(state: State, looked: Looked) -> Standing:
    return Standing(state.value, len(looked.places), looked.edge is not None)


def _first(some: Iterator[Looked]) -> list[int]:
    places = sorted((place for looked in some for place in looked.places), key=lambda one: (one.at, one.id))
    return [place.id for place in places[:CARDS]]

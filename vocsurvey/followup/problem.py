"""A problem: one systemic cause that many follow-ups share, from its name to whether what was done has helped."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.lifecycle import Refusal

LONGEST_TITLE = 200


class ProblemState(StrEnum):
    """Where a problem stands: known, something is done about it, whether that helped is looked at, over."""

    OPEN = "open"
    ACTING = "acting"
    MEASURING = "measuring"
    SOLVED = "solved"
    DROPPED = "dropped"


class ProblemStep(StrEnum):
    """What can happen to a problem."""

    MADE = "made"
    ADDED = "added"
    REMOVED = "removed"
    PLANNED = "planned"
    MOVED = "moved"


OVER = frozenset({ProblemState.SOLVED, ProblemState.DROPPED})
_NEXT = {
    ProblemState.OPEN: (ProblemState.ACTING, ProblemState.DROPPED),
    ProblemState.ACTING: (ProblemState.MEASURING, ProblemState.OPEN, ProblemState.DROPPED),
    ProblemState.MEASURING: (ProblemState.SOLVED, ProblemState.ACTING, ProblemState.DROPPED),
    ProblemState.SOLVED: (ProblemState.OPEN,),
    ProblemState.DROPPED: (ProblemState.OPEN,),
}
_PLANNED = frozenset({ProblemState.ACTING, ProblemState.MEASURING, ProblemState.SOLVED})


def next_of(state: ProblemState) -> tuple[ProblemState, ...]:
    """Where it can go from here, the usual way first."""
    return _NEXT[state]


def move_refused(state: ProblemState, wanted: ProblemState, *, planned: bool, remeasured: bool) -> Refusal | None:
    """Why a problem cannot go there; None when it can. ``planned``: it has an action with its day; ``remeasured``: a
    day on which it is measured again."""
    if wanted not in _NEXT[state]:
        return Refusal(f"A problem that is {state.value} cannot become {wanted.value}.")
    if wanted in _PLANNED and not planned:
        return Refusal("First say what will be done about it, and by which day.")
    if wanted is ProblemState.MEASURING and not remeasured:
        return Refusal("First say on which day you will look whether it has helped.")
    return None


def wording_refused(title: str, cause: str) -> Refusal | None:
    """Why a problem cannot be called and described like that; None when it can."""
    if not SHORTEST <= len(title) <= LONGEST_TITLE:
        return Refusal(f"Give it a title of {SHORTEST} to {LONGEST_TITLE} characters.")
    if not SHORTEST <= len(cause) <= LONGEST:
        return Refusal(f"Say in {SHORTEST} to {LONGEST} characters what causes it.")
    return None


def plan_refused(state: ProblemState, action: str, due: date | None, remeasure: date | None) -> Refusal | None:
    """Why this cannot be the plan of a problem, whatever day it is; None when it can."""
    if state in OVER:
        return Refusal("This problem is over. Open it again before you plan anything.")
    if len(action) > LONGEST:
        return Refusal(f"Shorten what will be done to {LONGEST} characters.")
    if bool(action) != (due is not None):
        return Refusal("Say both what will be done and by which day.")
    if state in _PLANNED and due is None:
        return Refusal("Something is being done about it, so what and by when has to stay.")
    if state is ProblemState.MEASURING and remeasure is None:
        return Refusal("It is being measured, so the day for that has to stay.")
    if due is not None and remeasure is not None and remeasure <= due:
        return Refusal("Measure again after the day by which it is done.")
    return None


def past(wanted: date | None, known: date | None, today: date) -> Refusal | None:
    """Whether a new day is over already; one that was there before may be."""
    if wanted is None or wanted == known or wanted >= today:
        return None
    return Refusal("That day is over already. Choose today or a later one.")

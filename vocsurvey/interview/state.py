"""Where an interview stands between two exchanges: the immutable value that the fold carries along."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vocsurvey.interview.turn import Ending, Settled

GOOD_TIME = "good_time"
MENU = "menu"
ENDED = "ended"
_FOR_EVER = (Ending.COMPLETED, Ending.OPTED_OUT)


class Cue(StrEnum):
    """What is said before the question because of what was just heard."""

    RESUME = "resume"
    ACKNOWLEDGE = "acknowledge"
    SKIPPED = "skipped"
    SILENCE = "silence"
    WRONG_KEY = "wrong_key"
    NO_WAY_BACK = "no_way_back"


@dataclass(frozen=True, slots=True)
class State:
    """The interview so far.

    ``at`` is the question that is put, None while it is whether now is a good time. ``failures`` and ``repeats`` count
    within one visit to a question, ``backs`` within one call. ``entire`` is set when what leads up to the question (the
    opening, or the statements in ``lead_in``) is spoken with it; ``told`` are all statements that have been spoken.
    """

    at: str | None = None
    in_menu: bool = False
    ending: Ending | None = None
    leg: int = 1
    failures: int = 0
    repeats: int = 0
    backs: int = 0
    cue: Cue | None = None
    entire: bool = True
    lead_in: tuple[str, ...] = ()
    told: frozenset[str] = frozenset()
    settled: tuple[Settled, ...] = ()
    steps: tuple[str, ...] = ()

    @property
    def step(self) -> str:
        """The step that the next thing heard answers: ``good_time``, ``menu``, ``ended`` or a question's id."""
        if self.ending is not None:
            return ENDED
        if self.in_menu:
            return MENU
        return GOOD_TIME if self.at is None else self.at

    @property
    def final(self) -> bool:
        """Whether the interview has ended for ever, on this call and on every later one."""
        return self.ending in _FOR_EVER

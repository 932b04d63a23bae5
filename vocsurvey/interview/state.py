"""Where an interview stands between two exchanges: the immutable value that the fold carries along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vocsurvey.interview.turn import Ending, Settled

MENU = "menu"
STOPPING = "stopping"
ENDED = "ended"
_FOR_EVER = (Ending.COMPLETED, Ending.OPTED_OUT)


class Frame(StrEnum):
    """The steps around the questions."""

    RIGHT_PERSON = "right_person"
    RESUMPTION = "resumption"
    GOOD_TIME = "good_time"
    WHEN = "when"
    DAY = "day"
    HOUR = "hour"
    WHO = "who"
    SUCCESSOR = "successor"
    OFFER = "offer"


class Cue(StrEnum):
    """What is said before the question because of what was just heard."""

    RESUME = "resume"
    ACKNOWLEDGE = "acknowledge"
    SKIPPED = "skipped"
    FETCHED = "fetched"
    SILENCE = "silence"
    WRONG_KEY = "wrong_key"
    UNHEARD = "unheard"
    NOT_THEN = "not_then"
    NO_WAY_BACK = "no_way_back"
    WHO_CALLS = "who_calls"
    WHY_CALLING = "why_calling"
    HOW_LONG = "how_long"
    AUTOMATED = "automated"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True, slots=True)
class State:
    """The interview so far.

    ``frame`` is the step that is put, None while it is the question ``at``; a later call may begin with a step although
    the interview stands at a question. ``failures`` and ``repeats`` count within one visit, ``backs`` within one call.
    ``stopping``: somebody said "stop", and is asked whether they mean the interview, or has the menu from there;
    ``stops`` counts how often in one call; ``hurried``: they said then that they have no time, and refused nothing.
    ``counter_questions``: how many in a row were asked back instead of answering.
    ``entire`` is set when what leads up to the question (the
    opening, or the statements in ``lead_in``) is spoken with it; ``told`` are all statements that have been spoken.
    ``gone`` is LEFT or WRONG_PERSON once that was said of the person, until it is taken back. ``confirmed``: on this
    call they said that it is they. ``offered``: on this call they were offered a person.
    """

    frame: Frame | None = Frame.GOOD_TIME
    at: str | None = None
    language: str | None = None
    in_menu: bool = False
    stopping: bool = False
    ending: Ending | None = None
    leg: int = 1
    failures: int = 0
    repeats: int = 0
    backs: int = 0
    stops: int = 0
    hurried: bool = False
    counter_questions: int = 0
    cue: Cue | None = None
    entire: bool = True
    lead_in: tuple[str, ...] = ()
    told: frozenset[str] = frozenset()
    settled: tuple[Settled, ...] = ()
    steps: tuple[str, ...] = ()
    day: date | None = None
    call_back: datetime | None = None
    successor: str | None = None
    gone: Ending | None = None
    confirmed: bool = False
    offered: bool = False

    @property
    def step(self) -> str:
        """The step that the next thing heard answers: a frame's, ``menu``, ``stopping``, ``ended`` or a question's
        id."""
        if self.ending is not None:
            return ENDED
        if self.in_menu:
            return MENU
        if self.stopping:
            return STOPPING
        return self.at or "" if self.frame is None else self.frame

    @property
    def final(self) -> bool:
        """Whether the interview has ended for ever, on this call and on every later one."""
        return self.ending in _FOR_EVER

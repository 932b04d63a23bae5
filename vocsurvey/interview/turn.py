"""What is said next, and what the fold has arrived at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from vocsurvey.followup.flag import FlagKind, RaisedFlag
from vocsurvey.questionnaire.model import Metric, Missing


class Ending(StrEnum):
    """Why the interview itself ended; a hang-up is not an ending, it is a call that stopped."""

    COMPLETED = "completed"
    NOT_NOW = "not_now"
    CALL_BACK = "call_back"
    WRONG_PERSON = "wrong_person"
    LEFT = "left"
    OPTED_OUT = "opted_out"
    NO_INPUT = "no_input"
    PERSON = "person"
    REFUSED = "refused"


GRAVE_WORDS = frozenset(("safety_words", "legal_words"))
PUT_OFF = frozenset(("when", "day", "hour", "who", "successor"))
"""The steps that follow when the person said that now is not a good time."""


class Completeness(StrEnum):
    """How far the interview came, as the field defines it: printed on every report."""

    CONTACTED = "contacted"
    BREAK_OFF = "break_off"
    PARTIAL = "partial"
    COMPLETE = "complete"


class Part(StrEnum):
    """What a line is for. A caller reads all but NOTE aloud; NOTE and KEYS are shown apart."""

    ACKNOWLEDGE = "acknowledge"
    REPAIR = "repair"
    SPEECH = "speech"
    KEYS = "keys"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, fills resolved, in the turn's language or in one of its own.

    ``audio`` names a recorded file that the automated voice plays instead of the text.
    """

    part: Part
    text: str
    language: str | None = None
    audio: str | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """One answer that can be given: its value, its label in the turn's language, its key on the phone."""

    value: str | int
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What is waited for.

    ``step`` is a question's id, or ``good_time`` or ``menu``. ``max_keys`` is how many digits an answer has at most; a
    collection of more than one ends with ``#`` or after ``timeout``. With one key, ``#`` and ``*`` are keys too.
    ``speech``: words are listened for as well, ``hints`` being the likely ones. ``offered`` holds the answers of a
    yes/no or a choice question, and of a scale on the live channel. ``recorded``: the words are recorded after a tone,
    which the person has agreed to.
    """

    step: str
    kind: str
    max_keys: int
    timeout: timedelta
    speech: bool = False
    hints: tuple[str, ...] = ()
    offered: tuple[Offered, ...] = ()
    low: int | None = None
    high: int | None = None
    max_seconds: int | None = None
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said now and what is waited for; ``ask`` is None exactly when ``ending`` is not."""

    position: int
    language: str
    lines: tuple[Line, ...]
    ask: Ask | None
    ending: Ending | None


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer that the exchange at ``position`` settled: a value, or why there is none.

    ``superseded_at`` is the position whose exchange replaced it or took it off the route; None while it stands.
    ``flag`` is set when the answer obliges us to act; ``negative`` is true exactly for a flag of kind negative.
    ``recorded`` is the length in seconds of a comment that was recorded, whose words are not known yet.
    """

    question: str
    position: int
    value: str | int | None
    missing: Missing | None
    verbatim: str | None
    metric: Metric | None
    negative: bool
    flag: RaisedFlag | None
    superseded_at: int | None = None
    recorded: int | None = None

    @property
    def grave(self) -> bool:
        """Whether it tells of a grievance: a negative answer, or words about safety or the law. Words about leaving are
        not among them: they also fall in praise ("better than any other supplier")."""
        alarmed = self.flag is not None and self.flag.kind is FlagKind.ALARM and self.flag.rule in GRAVE_WORDS
        return self.negative or alarmed


@dataclass(frozen=True, slots=True)
class Course:
    """All that the fold derives from questionnaire, facts and transcript.

    ``settled`` is in order of settling, superseded ones included. ``codes`` is the compact state that the carrier's
    URLs carry: the standing answers as ``(question, value)``; nothing personal (open answers without their words).
    ``steps[n]`` is the step that the exchange at position ``n`` answered; ``ended`` when it came after the end.
    ``call_back`` is the time that was agreed, local to the person; ``successor`` whom to ask for instead, in the words
    that were said; ``promised`` by when somebody will call back, once the closing has said so. ``gone`` is LEFT or
    WRONG_PERSON once that was said of the person and not taken back, even before the call has ended. ``confirmed``:
    who is on the line has said on this call that they are the person we asked for. ``put_off``: what is put, or stands
    behind the menu that is, follows a “not now”. ``stopping``: who is on the line said "stop" and
    has not gone on since; ``hurried``: for want of time.
    """

    turn: Turn
    settled: tuple[Settled, ...]
    completeness: Completeness
    ending: Ending | None
    steps: tuple[str, ...]
    codes: tuple[tuple[str, str | int | None], ...]
    call_back: datetime | None = None
    successor: str | None = None
    promised: datetime | None = None
    gone: Ending | None = None
    confirmed: bool = False
    put_off: bool = False
    stopping: bool = False
    hurried: bool = False

    @property
    def dropped(self) -> Ending | None:
        """The ending if the line drops here: somebody who said that now is not the time has not refused, and has not
        merely been heard; who said "stop" and hangs up has refused, unless they only had to go; and who has left has
        left, whether or not we heard whom to ask instead."""
        if self.stopping:
            return self.gone or (Ending.NOT_NOW if self.hurried else Ending.REFUSED)
        return (self.gone or Ending.NOT_NOW) if self.put_off else self.ending

    @property
    def alarmed(self) -> bool:
        """Whether words about safety or the law stand that are no negative answer: they too hold the recommendation
        question back."""
        return any(answer.grave and not answer.negative for answer in self.standing_answers)

    @property
    def standing_answers(self) -> tuple[Settled, ...]:
        """The answers that count: not superseded."""
        return tuple(answer for answer in self.settled if answer.superseded_at is None)

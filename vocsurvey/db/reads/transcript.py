"""The transcript of an interview: what was said and what was heard, found by replaying the exchanges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.interview import Conflict, Interview
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.interview.engine import next_turn
from vocsurvey.interview.heard import Asked, Coded, Heard, Keys, Recorded, Silence, Speaks, Speech, from_row
from vocsurvey.interview.transcript import Channel, Exchange, Transcript
from vocsurvey.interview.turn import Part, Turn

_COMMANDS = {
    "repeat": "asked to hear it again",
    "back": "asked to go back",
    "skip": "skipped it",
    "person": "asked for a person",
    "opt_out": "asked not to be called again",
    "not_now": "said that now is not a good time",
}


@dataclass(frozen=True)
class Spoken:
    """One line that was said. ``aside`` lines are key instructions and notes, not the question itself."""

    text: str
    aside: bool


@dataclass(frozen=True)
class Step:
    """One turn: what was said, and what was heard after it. ``heard`` None: this was the last thing said.

    ``words`` is set when the person spoke; ``later_call`` when a new call begins here; ``conflicts`` are other values
    that came for the same position, which were kept and not acted on.
    """

    position: int
    language: str
    said: tuple[Spoken, ...]
    heard: str | None
    words: str | None
    heard_at: datetime | None
    later_call: bool
    conflicts: tuple[str, ...]


def transcript(session: Session, interview: Interview) -> tuple[Step, ...]:
    """Every turn of the interview, replayed from its frozen facts and its exchanges.

    None of an interview with somebody who was erased: without what they said it would replay as another one.
    """
    if interview.case.contact.erased_at is not None:
        return ()
    questionnaire, facts = pinned(interview.questionnaire), interview.facts
    rows, occasions = interview.exchanges, tuple(interview.occasions)
    exchanges = tuple(Exchange(row.position, row.leg, Channel(row.channel), from_row(row.heard)) for row in rows)
    conflicts = _conflicts(session, interview.id)
    steps: list[Step] = []
    leg = 1
    for index, exchange in enumerate(exchanges):
        so_far = Transcript(exchanges[:index], exchange.leg, exchange.channel, occasions)
        turn = next_turn(questionnaire, facts, so_far)
        later = exchange.leg > leg
        leg = exchange.leg
        steps.append(_step(turn, exchange.heard, rows[index].heard_at, later, conflicts.get(index, ())))
    channel = exchanges[-1].channel if exchanges else Channel.IVR
    last = next_turn(questionnaire, facts, Transcript(exchanges, leg, channel, occasions))
    return (*steps, _step(last, None, None, False, conflicts.get(len(exchanges), ())))


def _step(turn: Turn, heard: Heard | None, at: datetime | None, later: bool, conflicts: tuple[str, ...]) -> Step:
    said = tuple(Spoken(line.text, line.part in (Part.KEYS, Part.NOTE)) for line in turn.lines)
    words = heard.words if isinstance(heard, Speech) else heard.verbatim if isinstance(heard, Coded) else None
    return Step(
        position=turn.position,
        language=turn.language,
        said=said,
        heard=None if heard is None else in_words(heard, turn),
        words=words,
        heard_at=at,
        later_call=later,
        conflicts=conflicts,
    )


def in_words(heard: Heard, turn: Turn | None = None) -> str:
    """What was heard, for reading; with the turn that it answers, keys are given their meaning."""
    match heard:
        case Keys(digits=digits):
            offered = turn.ask.offered if turn is not None and turn.ask is not None else ()
            label = next((one.label for one in offered if one.key == digits.rstrip("#")), None)
            return f"pressed {digits}" + (f" ({label})" if label and label != digits else "")
        case Speech():
            return "said"
        case Recorded(seconds=seconds):
            return f"spoke after the tone, for {seconds} seconds"
        case Silence():
            return "said nothing"
        case Asked(command=command):
            return _COMMANDS[command.value]
        case Speaks(language=language):
            return f"would rather speak {language}"
        case Coded(value=value, missing=missing):
            return f"answered {value}" if value is not None else (missing or "answered in words").replace("_", " ")


def _conflicts(session: Session, interview_id: int) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for row in session.scalars(select(Conflict).where(Conflict.interview_id == interview_id).order_by(Conflict.id)):
        found[row.position] = (*found.get(row.position, ()), in_words(from_row(row.heard)))
    return found

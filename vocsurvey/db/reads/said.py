"""What was said, in words: each answer with the question that was asked, so that the words come before the number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from vocsurvey.db.interview import HEARD_STATES, Answer, Interview, Recording
from vocsurvey.db.reads.pinned import pinned_to
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Choice, Consent, Open, Question, Questionnaire, Scale, Statement, YesNo
from vocsurvey.questionnaire.wording import fill

HEADLINE_METRICS = ("cared", "csat", "ces", "nps")
MISSING_WORDS = {
    "not_routed": "not asked: it did not apply",
    "nps_gate": "not asked: held back after a negative answer",
    "dont_know": "could not say",
    "refused": "did not want to say",
    "no_input": "said nothing",
    "break_off": "the call ended before",
    "not_reached": "not reached",
    "redacted": "removed at the customer's request",
}


@dataclass(frozen=True)
class Recorded:
    """A comment in the person's own voice: awaited, kept (and played until ``purged_at``), or lost at ``lost_at``."""

    id: int
    seconds: int
    state: str
    lost_at: datetime | None
    purged_at: datetime | None


@dataclass(frozen=True)
class Comment:
    """What somebody said in their own words: the words where they are known, and the recording where there is one."""

    words: str | None
    recording: Recorded | None


@dataclass(frozen=True)
class Said:
    """One answer. ``words`` is set for an answer in the person's own words; ``said`` reads well for every kind."""

    question: str
    asked: str
    said: str
    words: str | None
    metric: str | None
    negative: bool
    severity: str | None
    superseded: bool
    missing: bool
    at: datetime
    recording: Recorded | None = None


def said_in(interview: Interview) -> tuple[Said, ...]:
    """Every answer of an interview, in order of settling; superseded ones are marked."""
    questionnaire = pinned_to(interview)
    comments = (one for one in interview.recordings if one.tape_id is None)
    recorded = {one.position: one for one in comments if one.state in HEARD_STATES}
    return tuple(
        _said(questionnaire, interview.facts, answer, recorded.get(answer.position)) for answer in interview.answers
    )


def calls_recorded(interview: Interview) -> tuple[Recorded, ...]:
    """The recordings of the live calls of an interview, in the order of time."""
    tapes = (one for one in interview.recordings if one.tape_id is not None and one.state in HEARD_STATES)
    return tuple(map(_recording, tapes))


def own_words(answers: Iterable[Said]) -> tuple[str, ...]:
    """What the person said in their own words, in the answers that stand."""
    return tuple(one.words for one in answers if one.words and not one.superseded)


def comments_in(answers: Iterable[Said]) -> tuple[Comment, ...]:
    """What the person said in their own words or in their own voice, in the answers that stand."""
    spoken = (one for one in answers if (one.words or one.recording) and not one.superseded)
    return tuple(Comment(one.words, one.recording) for one in spoken)


def scores_in(answers: Iterable[Said]) -> tuple[Said, ...]:
    """The answers that stand and feed a headline figure, and every other negative one.

    Whether we cared comes first, then what was negative.
    """
    wanted = [one for one in answers if (one.metric in HEADLINE_METRICS or one.negative) and not one.superseded]
    return tuple(sorted(wanted, key=lambda one: (one.metric != "cared", not one.negative)))


def negatives_in(answers: Iterable[Said]) -> tuple[Said, ...]:
    """The negative answers that stand."""
    return tuple(one for one in answers if one.negative and not one.superseded)


def asked_as(questionnaire: Questionnaire, question_id: str, facts: Mapping[str, FactValue]) -> str:
    """A question as it is worded for reading, in the questionnaire's first language."""
    try:
        question = questionnaire.question(question_id)
    except KeyError:
        return question_id.replace("_", " ")
    return fill(question.text(questionnaire.languages[0], live=False), facts)


def _said(
    questionnaire: Questionnaire, facts: Mapping[str, FactValue], answer: Answer, recorded: Recording | None
) -> Said:
    question = questionnaire.question(answer.question)
    if not isinstance(question, Open) or answer.missing is not None:
        recorded = None
    words = answer.verbatim or (answer.value if isinstance(question, Open) else None)
    if recorded is not None:
        words = recorded.words or None
    return Said(
        question=answer.question,
        asked=asked_as(questionnaire, answer.question, facts),
        said=_in_words(question, answer, questionnaire.languages[0]) if recorded is None else _spoken(recorded),
        words=words,
        metric=answer.metric,
        negative=answer.negative,
        severity=answer.flag.severity if answer.flag is not None else None,
        superseded=answer.superseded_at is not None,
        missing=answer.missing is not None,
        at=answer.answered_at,
        recording=None if recorded is None else _recording(recorded),
    )


def _recording(row: Recording) -> Recorded:
    return Recorded(row.id, row.seconds, row.state, row.lost_at, row.purged_at)


def _spoken(recorded: Recording) -> str:
    return recorded.words or f"A recording of {recorded.seconds} seconds"


def _in_words(question: Question | Statement, answer: Answer, language: str) -> str:
    if answer.missing is not None:
        return MISSING_WORDS.get(answer.missing, answer.missing)
    value = answer.value or answer.verbatim or ""
    match question:
        case YesNo() | Consent():
            return value.capitalize()
        case Scale(high=high, labels=labels) if value.isdigit():
            label = labels.get(int(value), {}).get(language)
            return f"{value} of {high}" + (f" ({label})" if label else "")
        case Choice(options=options):
            return next((option.label[language] for option in options if option.id == value), value)
        case _:
            return value or "A recording that was deleted, because the consent to it was taken back"

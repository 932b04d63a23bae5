"""How long a questionnaire takes on the phone, estimated before anybody is called.

``T(way) = Σ (words / rate + answer latency + repeats × words / rate + transition)``. On the automated voice, the key
instructions are words too, and one question in ten is met by silence and put again. Interviewers speak 2.0 to 3.5
words a second; the other figures are our own assumptions until calls have been timed: from ``ENOUGH`` complete
interviews on, the median that was observed for a step stands in place of its estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from vocsurvey.questionnaire.model import (
    AnyQuestion,
    Asked,
    Choice,
    Consent,
    Number,
    Questionnaire,
    Scale,
    Spoken,
    Statement,
    YesNo,
)
from vocsurvey.questionnaire.routes import Routes, Way, routes
from vocsurvey.questionnaire.wording import fill, word_count

WORDS_PER_SECOND = 2.5
REPEATED = 0.08
TRANSITION = 1.0
SILENT = 0.10
PATIENCE = 5.0
KEY_LATENCY = 3.0
VOICE_LATENCY = 20.0
LIVE_LATENCY: Mapping[str, float] = {
    "yes_no": 2.5,
    "consent": 2.5,
    "scale": 4.0,
    "choice": 3.0,
    "number": 4.0,
    "open": 20.0,
}
ENOUGH = 20
"""Complete interviews: from so many on, what was observed counts for more than what was assumed."""

OPENING, GOOD_TIME, CLOSING, ACKNOWLEDGE = "opening", "good_time", "closing", "acknowledge"


@dataclass(frozen=True, slots=True)
class Observed:
    """What calls of one questionnaire took, in one language on one channel.

    ``seconds`` gives a step's median over the ``completes`` interviews that were completed: from when what was heard
    before it was heard until its own answer was heard, all that was said in between included, repeats too. A step is
    one of ``Duration.per_question``; those that nobody has timed are left out.
    """

    completes: int
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Duration:
    """How long one language takes on one channel.

    ``longest`` and ``median`` are over the ways that differ in what is asked or in how many answers are negative.
    ``per_question`` gives every question's id, and ``opening``, ``good_time``, ``closing`` (the longer of the two) and
    ``acknowledge`` (once for each negative answer). ``longest_way`` is the way that takes longest.

    ``estimated`` is ``per_question`` as the formula alone has it; ``observed`` holds the medians that ``per_question``
    has in its place, and is empty before there are enough. What is spoken in one breath with a step that was observed,
    the opening or a statement, is in that step's median and takes nothing of its own.
    """

    longest: timedelta
    median: timedelta
    per_question: Mapping[str, timedelta]
    longest_way: Way
    estimated: Mapping[str, timedelta] = field(default_factory=dict)
    observed: Mapping[str, timedelta] = field(default_factory=dict)


def durations(
    questionnaire: Questionnaire,
    language: str,
    live: bool,
    ways: Routes | None = None,
    observed: Observed | None = None,
) -> Duration:
    """Estimate a language of the questionnaire, read by a caller (``live``) or spoken by the automated voice.

    ``ways`` are the questionnaire's routes when they have been counted out before; ``observed`` is what calls in this
    language on this channel took.
    """
    found = (ways or routes(questionnaire)).ways
    seconds = _Seconds(questionnaire, language, live)
    closings = seconds.said(questionnaire.closing), seconds.said(questionnaire.closing.flagged)
    estimated = {
        OPENING: seconds.said(questionnaire.opening),
        GOOD_TIME: seconds.asked(questionnaire.opening.good_time, "yes_no", seconds.yes_no_keys),
        **{question.id: seconds.question(question) for question in questionnaire.questions},
        CLOSING: max(closings),
        ACKNOWLEDGE: max(word_count(one) for one in seconds.phrases.acknowledge) / WORDS_PER_SECOND,
    }
    medians = _medians(estimated, observed)
    each = {**estimated, **_spoken_along(questionnaire, found, medians), **medians}
    calm, flagged = (each[CLOSING] if CLOSING in medians else one for one in closings)

    def taken(way: Way) -> float:
        asked = sum(each[one] for one in (OPENING, GOOD_TIME, *way.asked))
        return asked + way.negatives * each[ACKNOWLEDGE] + (flagged if way.negatives else calm)

    timed = sorted((taken(way), way) for way in found)
    return Duration(
        longest=_duration(timed[-1][0]),
        median=_duration(timed[len(timed) // 2][0]),
        per_question=_durations(each),
        longest_way=timed[-1][1],
        estimated=_durations(estimated),
        observed=_durations(medians),
    )


def _medians(estimated: Mapping[str, float], observed: Observed | None) -> Mapping[str, float]:
    """The observed medians of the steps that there are, once there are enough."""
    if observed is None or observed.completes < ENOUGH:
        return {}
    return {name: observed.seconds[name] for name in estimated if name in observed.seconds}


def _spoken_along(
    questionnaire: Questionnaire, ways: Iterable[Way], medians: Mapping[str, float]
) -> Mapping[str, float]:
    """Nothing for what is only ever spoken right before a step that was observed."""
    statements = {question.id for question in questionnaire.questions if isinstance(question, Statement)}
    followed_by: dict[str, set[str]] = {OPENING: {GOOD_TIME}}
    for way in ways:
        following = CLOSING
        for name in reversed(way.asked):
            if name in statements:
                followed_by.setdefault(name, set()).add(following)
            else:
                following = name
    return {name: 0.0 for name, steps in followed_by.items() if steps <= medians.keys()}


def _duration(seconds: float) -> timedelta:
    return timedelta(seconds=round(seconds, 1))


def _durations(seconds: Mapping[str, float]) -> Mapping[str, timedelta]:
    return {name: _duration(value) for name, value in seconds.items()}


class _Seconds:
    """Seconds for each thing that is said or asked."""

    def __init__(self, questionnaire: Questionnaire, language: str, live: bool) -> None:
        self.phrases = questionnaire.phrases[language]
        self.yes_no_keys = word_count(self.phrases.yes_no_keys)
        self._language = language
        self._live = live

    def said(self, spoken: Spoken) -> float:
        """Something that expects no answer."""
        return word_count(spoken.text(self._language, live=self._live)) / WORDS_PER_SECOND + TRANSITION

    def question(self, question: AnyQuestion) -> float:
        """A question with what it takes to answer it; a statement only with its words."""
        if isinstance(question, Statement):
            return self.said(question)
        return self.asked(question, question.kind, self._instruction(question))

    def asked(self, spoken: Spoken, kind: str, instruction: int) -> float:
        """Something that waits for an answer of a kind; ``instruction`` is the words on how to give it."""
        words = word_count(spoken.text(self._language, live=self._live))
        if self._live:
            read_out = words + (instruction if kind == "choice" else 0)
            return read_out / WORDS_PER_SECOND * (1 + REPEATED) + LIVE_LATENCY[kind] + TRANSITION
        speech = (words + instruction) / WORDS_PER_SECOND
        again = SILENT * (PATIENCE + speech + word_count(self.phrases.silence[0]) / WORDS_PER_SECOND)
        return speech * (1 + REPEATED) + (VOICE_LATENCY if kind == "open" else KEY_LATENCY) + again + TRANSITION

    def _instruction(self, question: Asked) -> int:
        match question:
            case YesNo() | Consent():
                return self.yes_no_keys
            case Scale():
                return self._scale(question)
            case Choice():
                labels = [option.label[self._language] for option in question.options]
                return sum(self._labelled(label, str(key)) for key, label in enumerate(labels, 1))
            case Number(low=low, high=high):
                return word_count(fill(self.phrases.number_keys, {"low": low, "high": high}))
            case _:
                return word_count(self.phrases.open_words)

    def _labelled(self, label: str, key: str) -> int:
        if self._live:
            return word_count(label)
        return word_count(label) + word_count(fill(self.phrases.choice_key, {"label": "", "key": key}))

    def _scale(self, scale: Scale) -> int:
        text = self.phrases.scale_keys if scale.high < 10 else self.phrases.scale_keys_hash
        ends = [scale.labels.get(point, {}).get(self._language, str(point)) for point in (scale.low, scale.high)]
        labels = {"low_label": "", "high_label": ""}
        keyed = fill(text, {"low": scale.low, "high": scale.high, **labels})
        return word_count(keyed) + sum(word_count(label) for label in ends)

"""How long a questionnaire takes on the phone, estimated before anybody is called.

``T(way) = Σ (words / rate + answer latency + repeats × words / rate + transition)``. On the automated voice, the key
instructions are words too, and one question in ten is met by silence and put again. Interviewers speak 2.0 to 3.5
words a second; the other figures are our own assumptions until calls have been timed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from vocsurvey.questionnaire.model import (
    AnyQuestion,
    Choice,
    Number,
    Open,
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
LIVE_LATENCY: Mapping[str, float] = {"yes_no": 2.5, "scale": 4.0, "choice": 3.0, "number": 4.0, "open": 20.0}

OPENING, GOOD_TIME, CLOSING, ACKNOWLEDGE = "opening", "good_time", "closing", "acknowledge"


@dataclass(frozen=True, slots=True)
class Duration:
    """The estimate for one language on one channel.

    ``longest`` and ``median`` are over the ways that differ in what is asked or in how many answers are negative.
    ``per_question`` gives every question's id, and ``opening``, ``good_time``, ``closing`` (the longer of the two) and
    ``acknowledge`` (once for each negative answer). ``longest_way`` is the way that takes longest.
    """

    longest: timedelta
    median: timedelta
    per_question: Mapping[str, timedelta]
    longest_way: Way


def durations(questionnaire: Questionnaire, language: str, live: bool, ways: Routes | None = None) -> Duration:
    """Estimate a language of the questionnaire, read by a caller (``live``) or spoken by the automated voice.

    ``ways`` are the questionnaire's routes when they have been counted out before.
    """
    seconds = _Seconds(questionnaire, language, live)
    each = {question.id: seconds.question(question) for question in questionnaire.questions}
    opening = seconds.said(questionnaire.opening)
    good_time = seconds.asked(questionnaire.opening.good_time, "yes_no", seconds.yes_no_keys)
    closing, flagged = seconds.said(questionnaire.closing), seconds.said(questionnaire.closing.flagged)
    acknowledge = word_count(seconds.phrases.acknowledge) / WORDS_PER_SECOND

    def taken(way: Way) -> float:
        ending = flagged if way.negatives else closing
        return opening + good_time + sum(each[one] for one in way.asked) + way.negatives * acknowledge + ending

    timed = sorted((taken(way), way) for way in (ways or routes(questionnaire)).ways)
    parts = {OPENING: opening, GOOD_TIME: good_time, **each, CLOSING: max(closing, flagged), ACKNOWLEDGE: acknowledge}
    return Duration(
        longest=timedelta(seconds=round(timed[-1][0], 1)),
        median=timedelta(seconds=round(timed[len(timed) // 2][0], 1)),
        per_question={name: timedelta(seconds=round(value, 1)) for name, value in parts.items()},
        longest_way=timed[-1][1],
    )


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

    def _instruction(self, question: YesNo | Scale | Choice | Number | Open) -> int:
        match question:
            case YesNo():
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

"""How long a questionnaire takes on the phone, estimated before anybody is called.

``T(way) = Σ (words / rate + answer latency + repeats × words / rate + transition)``. On the automated voice, the key
instructions are words too, and one question in ten is met by silence and put again. Interviewers speak 2.0 to 3.5
words a second; the other figures are our own assumptions until calls have been timed: from ``ENOUGH`` complete
interviews on, the median that was observed for a step stands in place of its estimate.

What is spoken around the questions counts: the opening with all that it discloses, whether now is a good time, the
offer of other languages, the acknowledgement of each negative answer, the closing with its promise, and on a line that
several people share, whom we speak with. What happens only when somebody says no to a good time does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from vocsurvey.questionnaire.keying import number_words
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

MOST_OFFERED = 2
"""Other languages on the first prompt."""

RIGHT_PERSON, OPENING, GOOD_TIME = "right_person", "opening", "good_time"
OTHER_LANGUAGES, CLOSING, ACKNOWLEDGE = "other_languages", "closing", "acknowledge"


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

    ``longest`` and ``median`` are over the ways that differ in what is asked or in how many answers are negative, on a
    line of one's own; ``longest_shared`` is the longest on a line that several people share, where it is asked first
    whom we speak with. ``per_question`` gives every question's id, and ``right_person`` (on such a line only),
    ``opening``, ``good_time``, ``other_languages`` (where there are others: their offer on the first prompt),
    ``closing`` (the longer of the two) and ``acknowledge`` (once for each negative answer). ``longest_way`` is the way
    that takes longest, and ``longest_estimated`` what the formula alone has for the longest.

    ``estimated`` is ``per_question`` as the formula alone has it; ``observed`` holds the medians that ``per_question``
    has in its place, and is empty before there are enough. What is spoken in one breath with a step that was observed,
    the opening or a statement, is in that step's median and takes nothing of its own. ``completes`` is how many
    complete interviews stand behind what was observed; 0 while everything is estimated.
    """

    longest: timedelta
    longest_shared: timedelta
    longest_estimated: timedelta
    median: timedelta
    per_question: Mapping[str, timedelta]
    longest_way: Way
    estimated: Mapping[str, timedelta] = field(default_factory=dict)
    observed: Mapping[str, timedelta] = field(default_factory=dict)
    completes: int = 0


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
    estimated = _estimated(questionnaire, seconds, closings)
    medians = _medians(estimated, observed)
    each = {**estimated, **_spoken_along(questionnaire, found, estimated, medians), **medians}
    timed = sorted((_taken(way, each, closings, medians), way) for way in found)
    longest = timed[-1][0]
    return Duration(
        longest=_duration(longest),
        longest_shared=_duration(longest + each[RIGHT_PERSON]),
        longest_estimated=_duration(max(_taken(way, estimated, closings, {}) for way in found)),
        median=_duration(timed[len(timed) // 2][0]),
        per_question=_durations(each),
        longest_way=timed[-1][1],
        estimated=_durations(estimated),
        observed=_durations(medians),
        completes=observed.completes if observed is not None and medians else 0,
    )


def _estimated(questionnaire: Questionnaire, seconds: _Seconds, closings: tuple[float, float]) -> Mapping[str, float]:
    others = seconds.other_languages()
    return {
        RIGHT_PERSON: seconds.right_person() + others,
        OPENING: seconds.said(questionnaire.opening),
        GOOD_TIME: seconds.asked(questionnaire.opening.good_time, "yes_no", seconds.yes_no_keys),
        **({OTHER_LANGUAGES: others} if len(questionnaire.languages) > 1 else {}),
        **{question.id: seconds.question(question) for question in questionnaire.questions},
        CLOSING: max(closings),
        ACKNOWLEDGE: max(word_count(one) for one in seconds.phrases.acknowledge) / WORDS_PER_SECOND,
    }


def _taken(way: Way, each: Mapping[str, float], closings: tuple[float, float], medians: Mapping[str, float]) -> float:
    """Seconds of one way on a line of one's own; ``closings`` are the calm and the flagged one."""
    calm, flagged = (each[CLOSING] if CLOSING in medians else one for one in closings)
    asked = sum(each[one] for one in (OPENING, GOOD_TIME, *way.asked)) + each.get(OTHER_LANGUAGES, 0.0)
    return asked + way.negatives * each[ACKNOWLEDGE] + (flagged if way.negatives else calm)


def _medians(estimated: Mapping[str, float], observed: Observed | None) -> Mapping[str, float]:
    """The observed medians of the steps that there are, once there are enough."""
    if observed is None or observed.completes < ENOUGH:
        return {}
    return {name: observed.seconds[name] for name in estimated if name in observed.seconds}


def _spoken_along(
    questionnaire: Questionnaire, ways: Iterable[Way], estimated: Mapping[str, float], medians: Mapping[str, float]
) -> Mapping[str, float]:
    """Nothing for what is only ever spoken right before a step that was observed."""
    statements = {question.id for question in questionnaire.questions if isinstance(question, Statement)}
    followed_by = {name: {GOOD_TIME} for name in (OPENING, OTHER_LANGUAGES) if name in estimated}
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
        self._others = [questionnaire.phrases[one] for one in questionnaire.languages if one != language]
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
        return self._asked(word_count(spoken.text(self._language, live=self._live)), kind, instruction)

    def right_person(self) -> float:
        """Whether it is the right person that answered: a caller reads no keys, and hears yes or no."""
        phrase = self.phrases.right_person
        return self._asked(word_count(phrase.ask), "yes_no", word_count(phrase.keys))

    def other_languages(self) -> float:
        """The longest offer of other languages, each in its own words; a caller notices, and offers none."""
        offers = sorted(word_count(fill(one.switch_key, {"key": 8})) for one in self._others)
        return 0.0 if self._live else sum(offers[-MOST_OFFERED:]) / WORDS_PER_SECOND

    def _asked(self, words: int, kind: str, instruction: int) -> float:
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
                return word_count(fill(number_words(self.phrases, high), {"low": low, "high": high}))
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

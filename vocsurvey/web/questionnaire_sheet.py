"""A questionnaire as its page shows it: the flow, the wording side by side, the time it takes, what the lint finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from vocsurvey.interview.transcript import Channel
from vocsurvey.library import Recording
from vocsurvey.questionnaire.check import check
from vocsurvey.questionnaire.check_length import LONG, LONG_AUTOMATED, LONGEST
from vocsurvey.questionnaire.digest import from_json, to_json
from vocsurvey.questionnaire.duration import (
    ACKNOWLEDGE,
    CLOSING,
    GOOD_TIME,
    OPENING,
    OTHER_LANGUAGES,
    RIGHT_PERSON,
    Duration,
    Observed,
    durations,
)
from vocsurvey.questionnaire.finding import Finding, Marks, Path
from vocsurvey.questionnaire.flow import Flow, flow
from vocsurvey.questionnaire.flow_drawing import Drawing, narrow, wide
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.plain_words import plain
from vocsurvey.questionnaire.recording import prompts
from vocsurvey.questionnaire.routes import routes
from vocsurvey.web.wording_sheet import Said, Voice, everything_said

LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}
PARTS = {
    RIGHT_PERSON: "The right person? On a shared line",
    OTHER_LANGUAGES: "Offer of other languages",
    OPENING: "Opening",
    GOOD_TIME: "Good time?",
    CLOSING: "Closing",
    ACKNOWLEDGE: "After each negative answer",
}


@dataclass(frozen=True)
class Span:
    """How long one part takes on one channel, in seconds. ``estimated`` is beside it where it was measured."""

    seconds: float
    estimated: float | None


@dataclass(frozen=True)
class Bar:
    """How long one part takes on each channel."""

    name: str
    automated: Span
    read: Span


@dataclass(frozen=True)
class Time:
    """How long a whole interview takes on one channel. ``better`` is the bound that it should keep to; ``measured``
    how many complete interviews stand behind it, None while it is an estimate, and ``estimated`` the estimate then.
    """

    channel: str
    median: timedelta
    longest: timedelta
    shared: timedelta
    better: timedelta
    measured: int | None
    estimated: timedelta

    @property
    def verdict(self) -> str:
        """Good, long, or too long: a campaign with it is refused."""
        if self.shared > LONGEST:
            return "too long"
        return "long" if self.longest > self.better else "in time"


@dataclass(frozen=True)
class Found:
    """One finding of the lint, with the part that it is about instead of a line."""

    place: str
    severity: str
    rule: str
    message: str


@dataclass(frozen=True)
class Sheet:
    """Everything that the page of one version shows, in one language."""

    questionnaire: Questionnaire
    language: str
    flow: Flow
    wide: Drawing
    narrow: Drawing
    said: tuple[Said, ...]
    bars: tuple[Bar, ...]
    times: tuple[Time, ...]
    findings: tuple[Found, ...]
    recordable: int

    @property
    def longest_bar(self) -> float:
        """Seconds of the longest part, at least one."""
        return max(1.0, *(span.seconds for bar in self.bars for span in (bar.automated, bar.read)))

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The recorded voices that are named in this language."""
        return tuple(one.voice for one in self.said if one.voice is not None)


def sheet(
    questionnaire: Questionnaire,
    language: str,
    observed: Mapping[Channel, Observed],
    recording: Callable[[str], Recording | None],
) -> Sheet:
    """The page of a questionnaire in one of its languages, with what was measured in that language.

    ``recording`` finds a recorded file by its name.
    """
    spoken = {one.path: one for one in prompts(questionnaire, language)}
    course = flow(questionnaire, language)
    ways = routes(questionnaire)
    found = {
        channel: durations(questionnaire, language, channel is Channel.LIVE, ways, seen)
        for channel, seen in observed.items()
    }
    automated, read = found[Channel.IVR], found[Channel.LIVE]
    return Sheet(
        questionnaire=questionnaire,
        language=language,
        flow=course,
        wide=wide(course),
        narrow=narrow(course),
        said=tuple(everything_said(questionnaire, language, course, spoken, recording)),
        bars=tuple(
            Bar(PARTS.get(name, plain(name)), _span(automated, name), _span(read, name))
            for name in automated.per_question
        ),
        times=(
            _time("automated voice", automated, LONG_AUTOMATED),
            _time("live caller", read, LONG),
        ),
        findings=findings(questionnaire),
        recordable=sum(1 for one in spoken.values() if one.recordable),
    )


def longest(questionnaire: Questionnaire, *, live: bool) -> timedelta:
    """The longest way on a channel, in whichever language takes longest: an estimate, made once for each text."""
    return _longest(to_json(questionnaire), live)


def findings(questionnaire: Questionnaire) -> tuple[Found, ...]:
    """What the lint finds; judged once for each text."""
    return _found(to_json(questionnaire))


def clock(span: timedelta) -> str:
    """Minutes and seconds."""
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    if not minutes:
        return f"{seconds} s"
    return f"{minutes} min {seconds:02d} s" if seconds else f"{minutes} min"


def language_name(code: str) -> str:
    """A language in English; its code where we know no name."""
    return LANGUAGES.get(code.partition("-")[0], code)


@lru_cache(maxsize=64)
def _longest(definition: str, live: bool) -> timedelta:
    questionnaire = from_json(definition)
    ways = routes(questionnaire)
    return max(durations(questionnaire, language, live, ways).longest for language in questionnaire.languages)


def _span(duration: Duration, name: str) -> Span:
    estimated = duration.estimated[name].total_seconds() if name in duration.observed else None
    return Span(duration.per_question[name].total_seconds(), estimated)


def _time(channel: str, duration: Duration, better: timedelta) -> Time:
    return Time(
        channel=channel,
        median=duration.median,
        longest=duration.longest,
        shared=duration.longest_shared,
        better=better,
        measured=duration.completes or None,
        estimated=duration.longest_estimated,
    )


@lru_cache(maxsize=64)
def _found(definition: str) -> tuple[Found, ...]:
    """The findings in the order of the parts: each part is given a line of its own, and read back from it."""
    questionnaire = from_json(definition)
    parts: list[tuple[Path, str]] = [(("opening",), "opening")]
    parts += [(("questions", place), plain(one.id)) for place, one in enumerate(questionnaire.questions)]
    parts += [(("closing",), "closing"), (("machine_message",), "message for machines")]
    parts += [(("phrases",), "standing phrases")]
    places = {tuple(str(one) for one in path): (line, 1) for line, (path, _) in enumerate(parts, 2)}
    names = {line: name for line, (_, name) in enumerate(parts, 2)}

    def found(one: Finding) -> Found:
        return Found(names.get(one.line, "questionnaire"), one.severity, one.rule, one.message)

    return tuple(found(one) for one in check(questionnaire, Marks(questionnaire.name, places)))

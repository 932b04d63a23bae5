"""Rules for the ear's patience: how long the whole takes, and how long a single prompt may be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from vocsurvey.questionnaire.check_said_length import untrue_length
from vocsurvey.questionnaire.duration import Duration, durations
from vocsurvey.questionnaire.finding import Finding, Marks, listed, shown
from vocsurvey.questionnaire.keying import number_words
from vocsurvey.questionnaire.model import (
    AnyQuestion,
    Choice,
    Consent,
    Number,
    Open,
    Phrases,
    Questionnaire,
    Scale,
    Statement,
    YesNo,
)
from vocsurvey.questionnaire.part import heard_on
from vocsurvey.questionnaire.routes import Routes
from vocsurvey.questionnaire.wording import fill, word_count

LONGEST = timedelta(seconds=240)
LONG = timedelta(seconds=210)
LONG_AUTOMATED = timedelta(seconds=180)
MOST_WORDS_SPOKEN = 50
"""Twenty seconds at 2.5 words a second."""


def too_long(timed: Duration, language: str, *, live: bool) -> str | None:
    """Why nobody may be phoned in a language on a channel: the longest way, and what takes longest; None within bounds.

    It is the way on a line that several people share: somebody always has one.
    """
    if timed.longest_shared <= LONGEST:
        return None
    return f"{_told(timed.longest_shared, timed, language, live)}; at most {_seconds(LONGEST)}, {_cure(timed)}"


def short_enough(whole: Questionnaire, ways: Routes, marks: Marks) -> Iterator[Finding]:
    """The longest way fits in 240 seconds; on a line of one's own better in 210, and by the automated voice in 180.

    What the opening says of it is so.
    """
    for language in whole.languages:
        for live in (False, True):
            estimate = durations(whole, language, live, ways)
            opening = heard_on(whole.opening, ("opening",), language, live=live)
            yield from untrue_length(opening, estimate.median, LONGEST, marks) if opening else ()
            better = LONG if live else LONG_AUTOMATED
            if message := too_long(estimate, language, live=live):
                yield marks.error(("questions",), "over-budget", message)
            elif estimate.longest > better:
                told = _told(estimate.longest, estimate, language, live)
                message = f"{told}; better {_seconds(better)}, {_cure(estimate)}"
                yield marks.warning(("questions",), "near-budget", message)


def _told(longest: timedelta, timed: Duration, language: str, live: bool) -> str:
    channel = "read by a caller" if live else "by the automated voice"
    shared = " on a line that several people share" if longest > timed.longest else ""
    measured = f", measured in {timed.completes} complete interviews" if timed.completes else ""
    return f"the longest way takes {_seconds(longest)} in {language} {channel}{shared}{measured}"


def _cure(timed: Duration) -> str:
    """What takes longest on the longest way."""
    steps = [name for name in timed.per_question if name in timed.longest_way.asked]
    worst = sorted(steps, key=lambda name: timed.per_question[name], reverse=True)[:3]
    return f"shorten {listed(worst)}" if worst else "shorten the opening"


def _seconds(taken: timedelta) -> str:
    return f"{taken.total_seconds():.0f} s"


def prompts_short(whole: Questionnaire, ways: Routes, marks: Marks) -> Iterator[Finding]:
    """The automated voice asks in at most 20 seconds, the keys included: longer, and the beginning is forgotten."""
    for index, question in enumerate(whole.questions):
        for language in whole.languages if question.id not in ways.never else ():
            text = heard_on(question, ("questions", index), language, live=False)
            words = _words(question, whole.phrases[language], language)
            if text and words > MOST_WORDS_SPOKEN and not isinstance(question, Statement):
                message = f"{words} words with the keys take more than 20 s in {shown(language)}; shorten them"
                yield marks.warning(text.path, "prompt-long", message)


def _words(question: AnyQuestion, phrases: Phrases, language: str) -> int:
    """How many words the automated voice says for a question, with how to answer it by the keys."""
    return word_count(question.text(language, live=False)) + sum(
        word_count(instruction) for instruction in _instructions(question, phrases, language)
    )


def _instructions(question: AnyQuestion, phrases: Phrases, language: str) -> Iterator[str]:
    match question:
        case YesNo() | Consent():
            yield phrases.yes_no_keys
        case Scale(low=low, high=high):
            keys = phrases.scale_keys if high < 10 else phrases.scale_keys_hash
            yield fill(keys, {"low": low, "high": high, "low_label": "", "high_label": ""})
            yield from (question.labels.get(end, {}).get(language, "") for end in (low, high))
        case Choice(options=options):
            for key, option in enumerate(options, 1):
                yield fill(phrases.choice_key, {"label": "", "key": key})
                yield option.label[language]
        case Number(low=low, high=high):
            yield fill(number_words(phrases, high), {"low": low, "high": high})
        case Open():
            yield phrases.open_words

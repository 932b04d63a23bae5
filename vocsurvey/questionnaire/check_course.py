"""Rules that need every way through the questionnaire: what can be reached, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from vocsurvey.questionnaire.duration import durations
from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.finding import Finding, Marks, listed
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.routes import MOST_WEIGHED, Routes
from vocsurvey.questionnaire.wording import fills_in

LONGEST = timedelta(seconds=240)
LONG = timedelta(seconds=210)
LONG_AUTOMATED = timedelta(seconds=180)

_PLACES: Mapping[str, frozenset[str]] = {
    "scale_keys": frozenset({"low", "high", "low_label", "high_label"}),
    "scale_keys_hash": frozenset({"low", "high", "low_label", "high_label"}),
    "choice_key": frozenset({"label", "key"}),
    "number_keys": frozenset(),
}
_OPTIONAL: Mapping[str, frozenset[str]] = {"number_keys": frozenset({"low", "high"})}
_CERTAIN = frozenset(name for name, fact in KNOWN_FACTS.items() if fact.certain and fact.kind == "text")


def reachable(whole: Questionnaire, ways: Routes, marks: Marks) -> Iterator[Finding]:
    """Every question is asked on some way, and no condition is there for nothing."""
    if not ways.proved:
        message = f"more than {MOST_WEIGHED} combinations to weigh, so nothing is proved; simplify the conditions"
        yield marks.warning(("questions",), "routes-unproved", message)
    for index, question in enumerate(whole.questions):
        path = ("questions", index, "ask_if")
        if question.id in ways.never:
            message = "no answers and facts fulfil this condition, so the question is never asked"
            yield marks.error(path, "never-asked", message)
        if question.id in ways.always:
            yield marks.warning(path, "always-asked", "this condition always holds; leave it out")


def short_enough(whole: Questionnaire, ways: Routes, marks: Marks) -> Iterator[Finding]:
    """The longest way fits in 240 seconds, better in 210, and by the automated voice in 180."""
    for language in whole.languages:
        for live in (False, True):
            estimate = durations(whole, language, live, ways)
            channel = "read by a caller" if live else "by the automated voice"
            seconds = estimate.longest.total_seconds()
            steps = [name for name in estimate.per_question if name in estimate.longest_way.asked]
            worst = sorted(steps, key=lambda name: estimate.per_question[name], reverse=True)[:3]
            told = f"the longest way takes {seconds:.0f} s in {language} {channel}"
            cure = f"shorten {listed(worst)}" if worst else "shorten the opening"
            if estimate.longest > LONGEST:
                message = f"{told}; at most {LONGEST.total_seconds():.0f} s, {cure}"
                yield marks.error(("questions",), "over-budget", message)
            elif estimate.longest > (LONG if live else LONG_AUTOMATED):
                better = (LONG if live else LONG_AUTOMATED).total_seconds()
                yield marks.warning(("questions",), "near-budget", f"{told}; better {better:.0f} s, {cure}")


def phrases_sound(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Every phrase says what the engine puts into it, and otherwise only facts that are always known."""
    for language, phrases in whole.phrases.items():
        for name, text in phrases.model_dump().items():
            needed = _PLACES.get(name, frozenset())
            allowed = needed | _OPTIONAL.get(name, frozenset()) | _CERTAIN
            for words in (text,) if isinstance(text, str) else text:
                yield from _phrase(words, ("phrases", language, name), needed, allowed, marks)


def _phrase(
    words: str, path: tuple[str, ...], needed: frozenset[str], allowed: frozenset[str], marks: Marks
) -> Iterator[Finding]:
    names = {fill.name for fill in fills_in(words)}
    if not words.strip():
        yield marks.error(path, "empty-text", f"the phrase `{path[-1]}` is empty; write it")
    if needed - names:
        yield marks.error(path, "phrase-fill", f"the phrase `{path[-1]}` does not say {listed(sorted(needed - names))}")
    if names - allowed:
        unknown = listed(sorted(names - allowed))
        message = f"the phrase `{path[-1]}` cannot say {unknown}; only facts that are always known"
        yield marks.error(path, "phrase-fill", message)

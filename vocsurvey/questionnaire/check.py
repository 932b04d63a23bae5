"""What is wrong with a questionnaire that reads well: the lint, one small function for each rule.

To add a rule, write a function in the module of its kind and name it in one of the lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from vocsurvey.questionnaire.check_course import phrases_sound, reachable, short_enough
from vocsurvey.questionnaire.check_frame import closing_thankful, opening_honest
from vocsurvey.questionnaire.check_order import (
    conditions_sound,
    core_known,
    languages_known,
    metrics_once,
    names_unique,
    reasons_asked,
    scales_agree,
)
from vocsurvey.questionnaire.check_question import flags_effective, metric_fits, name_free, options_few, range_sound
from vocsurvey.questionnaire.check_wording import fills_known, languages_spoken, words_fair, words_few
from vocsurvey.questionnaire.finding import Finding, Marks
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.part import Part, parts_of
from vocsurvey.questionnaire.routes import Routes, routes

PART_RULES: tuple[Callable[[Part, Marks], Iterator[Finding]], ...] = (
    languages_spoken,
    fills_known,
    words_few,
    words_fair,
    opening_honest,
    closing_thankful,
    name_free,
    range_sound,
    options_few,
    metric_fits,
    flags_effective,
)
"""Rules for one part, which need nothing else of the questionnaire."""

WHOLE_RULES: tuple[Callable[[Questionnaire, Marks], Iterator[Finding]], ...] = (
    names_unique,
    languages_known,
    core_known,
    conditions_sound,
    metrics_once,
    scales_agree,
    reasons_asked,
    phrases_sound,
)
"""Rules for the parts together."""

COURSE_RULES: tuple[Callable[[Questionnaire, Routes, Marks], Iterator[Finding]], ...] = (reachable, short_enough)
"""Rules over every way through. They need sound conditions, wordings and ranges to start from."""

_UNSOUND = frozenset(
    {
        "language-gap",
        "no-phrases",
        "duplicate-id",
        "unknown-question",
        "unknown-fact",
        "condition-order",
        "condition-empty",
        "type-mismatch",
        "range",
    }
)


def check(questionnaire: Questionnaire, marks: Marks) -> tuple[Finding, ...]:
    """Everything that is wrong with the questionnaire, in file order; empty when it can be published as it is."""
    findings = set(check_parts(parts_of(questionnaire), marks))
    for rule in WHOLE_RULES:
        findings.update(rule(questionnaire, marks))
    if not any(finding.rule in _UNSOUND for finding in findings):
        ways = routes(questionnaire)
        for judge in COURSE_RULES:
            findings.update(judge(questionnaire, ways, marks))
    return tuple(sorted(findings))


def check_parts(parts: Iterable[Part], marks: Marks) -> tuple[Finding, ...]:
    """What is wrong with single parts, also where the questionnaire that they belong to is not whole."""
    return tuple(sorted({finding for part in parts for rule in PART_RULES for finding in rule(part, marks)}))

"""What is wrong with a questionnaire that reads well: the lint, one small function for each rule.

To add a rule, write a function in the module of its kind, name it in one of the lists, and enter it in
``check_rules`` and in ``docs/lint.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from vocsurvey.questionnaire.check_allowance import allowances_sound, passed_over
from vocsurvey.questionnaire.check_channels import (
    channels_agree,
    files_apart,
    phrase_recordings_true,
    recordings_true,
    voices_whole,
)
from vocsurvey.questionnaire.check_course import answers_followed, opens_apart, reachable
from vocsurvey.questionnaire.check_frame import (
    callers_human,
    closing_thankful,
    good_time_asked,
    opening_honest,
    person_honest,
    recording_asked,
    resumption_honest,
)
from vocsurvey.questionnaire.check_kindness import (
    cared_straight,
    consent_straight,
    parts_kind,
    phrases_kind,
    secrets_kept,
)
from vocsurvey.questionnaire.check_labels import (
    attributions_meant,
    ends_meant,
    keys_steady,
    labels_telling,
    options_meant,
    rotation_harmless,
)
from vocsurvey.questionnaire.check_length import prompts_short, short_enough
from vocsurvey.questionnaire.check_letters import letters_plain, phrase_letters_plain
from vocsurvey.questionnaire.check_machine import message_honest
from vocsurvey.questionnaire.check_order import (
    conditions_sound,
    core_known,
    languages_known,
    metrics_once,
    names_unique,
    recommending_gated,
    scales_agree,
    sensitive_late,
)
from vocsurvey.questionnaire.check_phrases import phrases_sound
from vocsurvey.questionnaire.check_promises import promises_owned
from vocsurvey.questionnaire.check_purpose import answers_used, probes_earned
from vocsurvey.questionnaire.check_question import flags_effective, metric_fits, name_free, options_few, range_sound
from vocsurvey.questionnaire.check_replies import closing_sober, keys_beside, keys_told, phrases_fair, replies_true
from vocsurvey.questionnaire.check_times import phrase_times_kept, times_kept
from vocsurvey.questionnaire.check_tongue import address_kept, phrases_tongue_kept, tongue_kept, wordings_at_home
from vocsurvey.questionnaire.check_wording import fills_known, languages_spoken, words_few
from vocsurvey.questionnaire.check_words import agreement_rare, consent_noticed, stems_plain, words_fair
from vocsurvey.questionnaire.finding import Finding, Marks
from vocsurvey.questionnaire.model import Allowance, Questionnaire
from vocsurvey.questionnaire.part import Part, parts_of
from vocsurvey.questionnaire.routes import Routes, routes

PART_RULES: tuple[Callable[[Part, Marks], Iterator[Finding]], ...] = (
    languages_spoken,
    fills_known,
    letters_plain,
    tongue_kept,
    words_few,
    words_fair,
    stems_plain,
    agreement_rare,
    consent_noticed,
    consent_straight,
    cared_straight,
    secrets_kept,
    parts_kind,
    channels_agree,
    recordings_true,
    opening_honest,
    good_time_asked,
    closing_thankful,
    closing_sober,
    times_kept,
    message_honest,
    name_free,
    range_sound,
    ends_meant,
    labels_telling,
    options_few,
    options_meant,
    attributions_meant,
    rotation_harmless,
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
    recommending_gated,
    scales_agree,
    keys_steady,
    sensitive_late,
    recording_asked,
    resumption_honest,
    person_honest,
    callers_human,
    voices_whole,
    files_apart,
    phrase_recordings_true,
    answers_used,
    address_kept,
    wordings_at_home,
    phrases_sound,
    phrase_letters_plain,
    phrases_tongue_kept,
    phrases_fair,
    phrases_kind,
    phrase_times_kept,
    keys_told,
    keys_beside,
    replies_true,
)
"""Rules for the parts together."""

COURSE_RULES: tuple[Callable[[Questionnaire, Routes, Marks], Iterator[Finding]], ...] = (
    reachable,
    short_enough,
    prompts_short,
    answers_followed,
    probes_earned,
    promises_owned,
    opens_apart,
)
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
    """Everything that is wrong with the questionnaire, in file order; empty when it can be published as it is.

    What the file asks to be passed over, with its reason, is left out.
    """
    findings = _found(parts_of(questionnaire), marks)
    for rule in WHOLE_RULES:
        findings.update(rule(questionnaire, marks))
    sound = not any(finding.rule in _UNSOUND for finding in findings)
    if sound:
        ways = routes(questionnaire)
        for judge in COURSE_RULES:
            findings.update(judge(questionnaire, ways, marks))
    left, used = passed_over(findings, questionnaire.allow, [question.id for question in questionnaire.questions])
    return tuple(sorted({*left, *allowances_sound(questionnaire.allow, used if sound else None, marks)}))


def check_parts(
    parts: Iterable[Part], marks: Marks, allowances: Sequence[Allowance] = (), ids: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """What is wrong with single parts, also where the questionnaire that they belong to is not whole."""
    left, _ = passed_over(_found(parts, marks), allowances, ids)
    return tuple(sorted({*left, *allowances_sound(allowances, None, marks)}))


def _found(parts: Iterable[Part], marks: Marks) -> set[Finding]:
    return {finding for part in parts for rule in PART_RULES for finding in rule(part, marks)}

"""Rules for one question: its range, its options, its metric, its flags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vocsurvey.questionnaire.comparison import problems_with_answer
from vocsurvey.questionnaire.condition import Value
from vocsurvey.questionnaire.finding import Finding, Marks, shown
from vocsurvey.questionnaire.model import (
    AnyQuestion,
    Choice,
    Consent,
    FlagRule,
    Metric,
    Number,
    Open,
    Question,
    Scale,
    Statement,
    YesNo,
)
from vocsurvey.questionnaire.part import Part
from vocsurvey.questionnaire.routes import fires, negative, values_of

_ANY = YesNo | Scale | Choice | Number | Open | Consent | Statement
RESERVED = ("opening", "good_time", "menu", "stopping", "closing")
MOST_OPTIONS = 7
MANY_OPTIONS = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """What a question has to be to feed a metric, and which of its answers have to be flagged."""

    scale: tuple[int, int] | None
    low: tuple[Value, ...]


METRICS: Mapping[Metric, Shape] = {
    Metric.CARED: Shape(None, ("no",)),
    Metric.CSAT: Shape((1, 5), (1, 2)),
    Metric.CES: Shape((1, 7), (1, 2, 3)),
    Metric.NPS: Shape((0, 10), (0, 1, 2, 3, 4, 5, 6)),
    Metric.FCR_RESOLVED: Shape(None, ("no",)),
    Metric.FCR_ONE_CONTACT: Shape(None, ()),
}


def name_free(part: Part, marks: Marks) -> Iterator[Finding]:
    """A question's id is not a step that every interview has."""
    if isinstance(part.value, Question) and part.value.id in RESERVED:
        message = f"{shown(part.value.id)} is a step of every interview; choose another id"
        yield marks.error((*part.path, "id"), "reserved-id", message)


def range_sound(part: Part, marks: Marks) -> Iterator[Finding]:
    """``low`` is below ``high``; a scale's end points are labelled, and no label is outside it."""
    question = part.value
    if not isinstance(question, Scale | Number):
        return
    if question.low >= question.high:
        message = f"`low` ({question.low}) must be below `high` ({question.high})"
        yield marks.error((*part.path, "low"), "range", message)
    if isinstance(question, Scale):
        for end in (question.low, question.high):
            if end not in question.labels:
                message = f"the end point {end} has no label; say what it means"
                yield marks.error((*part.path, "labels"), "scale-labels", message)
        for point in question.labels:
            if not question.low <= point <= question.high:
                message = f"there is a label for {point}, but the scale goes from {question.low} to {question.high}"
                yield marks.error((*part.path, "labels", point), "label-outside", message)


def options_few(part: Part, marks: Marks) -> Iterator[Finding]:
    """At most seven options, better five, each with an id and a label of its own."""
    question = part.value
    if not isinstance(question, Choice):
        return
    path = (*part.path, "options")
    count = len(question.options)
    if count > MOST_OPTIONS:
        yield marks.error(path, "options", f"{count} options are too many by ear; at most {MOST_OPTIONS}")
    elif count > MANY_OPTIONS:
        yield marks.warning(path, "options-many", f"{count} options are many by ear; better {MANY_OPTIONS}")
    seen: set[str] = set()
    for index, option in enumerate(question.options):
        names = [option.id, *(f"{language}: {label.strip().casefold()}" for language, label in option.label.items())]
        if seen & set(names):
            message = f"option {index + 1} has the id or the label of an option before it"
            yield marks.error((*path, index), "duplicate-option", message)
        seen |= set(names)


def metric_fits(part: Part, marks: Marks) -> Iterator[Finding]:
    """A question that feeds a metric has its kind and range, and its low answers are flagged."""
    question = part.value
    if not isinstance(question, _ANY) or question.metric is None:
        return
    shape, path = METRICS[question.metric], (*part.path, "metric")
    name = shown(question.metric.value)
    if shape.scale is None and not isinstance(question, YesNo):
        yield marks.error(path, "metric-kind", f"{name} is a question of kind `yes_no`")
        return
    if shape.scale is not None:
        low, high = shape.scale
        if not isinstance(question, Scale):
            yield marks.error(path, "metric-kind", f"{name} is a question of kind `scale`, from {low} to {high}")
            return
        if (question.low, question.high, question.good_end) != (low, high, "high"):
            message = f"{name} is a scale from {low} to {high}, and {high} is the good end"
            yield marks.error(path, "metric-range", message)
            return
    unheard = [value for value in shape.low if not negative(question, value)]
    if unheard:
        values = ", ".join(str(value) for value in unheard)
        message = f"{values}: nobody would act on this answer to a {name} question; add a negative rule to its `flags`"
        yield marks.error(path, "metric-unflagged", message)
    best: Value = "yes" if shape.scale is None else shape.scale[1]
    if negative(question, best):
        message = f"{best} is the best answer to a {name} question, and a rule calls it negative; correct its `when`"
        yield marks.error(path, "metric-overflagged", message)


def flags_effective(part: Part, marks: Marks) -> Iterator[Finding]:
    """Every flag rule compares what can be compared, can fire, and says what it is about."""
    question = part.value
    if not isinstance(question, _ANY):
        return
    for index, rule in enumerate(question.flags):
        path = (*part.path, "flags", index)
        problems = tuple(problems_with_answer(rule.when, question))
        for where, name, message in problems:
            yield marks.error((*path, "when", *where), name, message)
        if rule.when is None and rule.kind == "negative" and not isinstance(question, Open):
            message = f"the rule {shown(rule.rule)} takes every answer, the good ones too; say `when`"
            yield marks.error(path, "flag-every", message)
        if not problems and not _first_for_any(question, rule, index):
            message = f"the rule {shown(rule.rule)} never decides; the rules before it take all of its answers"
            yield marks.error(path, "flag-shadowed", message)
        if rule.dimension is None and question.dimension is None:
            message = f"the rule {shown(rule.rule)} does not say what it is about; set `dimension`"
            yield marks.warning(path, "no-dimension", message)


def _first_for_any(question: AnyQuestion, rule: FlagRule, index: int) -> bool:
    values = values_of(question, [each.when for each in question.flags if each.when is not None])
    taken = [value for value in values if any(fires(each, value) for each in question.flags[:index])]
    return any(fires(rule, value) for value in values if value not in taken)

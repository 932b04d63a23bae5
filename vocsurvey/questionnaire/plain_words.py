"""Conditions, flag rules and kinds of questions as a reader without YAML understands them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vocsurvey.questionnaire.condition import (
    AnswerIs,
    Condition,
    Every,
    FactIs,
    FactKnown,
    Flagged,
    Some,
    Test,
    Value,
)
from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.model import (
    AnyQuestion,
    Choice,
    Consent,
    FlagRule,
    Number,
    Open,
    Questionnaire,
    Scale,
    YesNo,
)

_WHETHER = "whether "


def plain(code: str) -> str:
    """A code such as ``not_cared_for``, readable."""
    return code.replace("_", " ")


def condition_words(condition: Condition, questionnaire: Questionnaire, language: str) -> str:
    """A condition as the end of a sentence that begins with "only if". Labels are put in ``language``."""
    match condition:
        case AnswerIs(answer=name):
            test = comparison_words(condition, _labels_of(questionnaire, name, language))
            return f"the answer to “{plain(name)}” {test}"
        case FactIs(fact=name):
            return _fact_words(condition, name)
        case FactKnown(known=name):
            return f"{_about(name).removeprefix(_WHETHER)} is known"
        case Flagged(flagged=wanted):
            return f"{'an' if wanted else 'no'} answer so far was negative"
        case Every(every=parts):
            return _joined([_inner(part, questionnaire, language) for part in parts], " and ")
        case Some(some=parts):
            return _joined([_inner(part, questionnaire, language) for part in parts], " or ")
        case _:
            return f"it is not so that {condition_words(condition.opposite, questionnaire, language)}"


def comparison_words(test: Test, label: Callable[[Value], str] = str) -> str:
    """What a value has to be: ``is 2 or less``. ``label`` puts a value into words."""
    found: list[str] = []
    if test.equals is not None:
        found.append(f"is {label(test.equals)}")
    if test.is_in is not None:
        found.append(f"is {_joined([label(one) for one in test.is_in], ' or ')}")
    if test.at_least is not None and test.at_most is not None:
        found.append(f"is {test.at_least} to {test.at_most}")
    elif test.at_most is not None:
        found.append(f"is {test.at_most} or less")
    elif test.at_least is not None:
        found.append(f"is {test.at_least} or more")
    return _joined(found, " and ") or "is nothing at all"


def flag_words(rule: FlagRule, question: AnyQuestion, language: str) -> str:
    """Which answers a rule flags, and how: ``2 or less: negative, high, about service``."""
    which = "any answer"
    if rule.when is not None:
        which = comparison_words(rule.when, lambda value: value_label(question, value, language)).removeprefix("is ")
    dimension = rule.dimension or question.dimension
    about = f", about {dimension}" if dimension is not None else ""
    return f"{which}: {rule.kind}, {rule.severity}{about}"


def value_label(question: AnyQuestion, value: Value, language: str) -> str:
    """A value as it is read: the label of an option between quotation marks, everything else as it stands."""
    if isinstance(question, Choice):
        for option in question.options:
            if option.id == str(value):
                return f"“{option.label.get(language, plain(option.id))}”"
    return str(value)


def kind_words(question: AnyQuestion) -> str:
    """How a question is answered, in a few words."""
    match question:
        case YesNo():
            return "yes or no"
        case Scale(low=low, high=high):
            return f"a scale from {low} to {high}"
        case Choice(options=options):
            return f"one of {len(options)} options"
        case Number(low=low, high=high):
            return f"a number from {low} to {high}"
        case Open(max_seconds=seconds):
            return f"in their own words, up to {seconds} seconds"
        case Consent(purpose=purpose):
            return f"consent: {plain(purpose)}"
        case _:
            return "said, no answer"


def _labels_of(questionnaire: Questionnaire, name: str, language: str) -> Callable[[Value], str]:
    found = next((one for one in questionnaire.questions if one.id == name), None)
    return str if found is None else lambda value: value_label(found, value, language)


def _about(name: str) -> str:
    fact = KNOWN_FACTS.get(name)
    return plain(name.replace(".", "’s ")) if fact is None else fact.about.partition(", such as ")[0]


def _fact_words(condition: FactIs, name: str) -> str:
    about = _about(name)
    if not about.startswith(_WHETHER):
        return f"{about} {comparison_words(condition, lambda value: f'“{plain(str(value))}”')}"
    holds = about.removeprefix(_WHETHER)
    return holds if condition.holds(value=True) else f"it is not so that {holds}"


def _inner(part: Condition, questionnaire: Questionnaire, language: str) -> str:
    words = condition_words(part, questionnaire, language)
    return f"({words})" if isinstance(part, Every | Some) else words


def _joined(words: Sequence[str], last: str) -> str:
    return f"{', '.join(words[:-1])}{last}{words[-1]}" if len(words) > 1 else "".join(words)

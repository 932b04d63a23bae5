"""A rule for promises in the midst of an interview: who hears that somebody will call has given a reason to call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vocsurvey.questionnaire.clause import promises
from vocsurvey.questionnaire.condition import AnswerIs, Condition, Every, Flagged, Some
from vocsurvey.questionnaire.finding import Finding, Marks
from vocsurvey.questionnaire.lexicon import lexicon
from vocsurvey.questionnaire.model import AnyQuestion, Questionnaire, Statement
from vocsurvey.questionnaire.part import Part, Text, texts
from vocsurvey.questionnaire.routes import Routes, fires, values_of
from vocsurvey.questionnaire.wording import fills_in


def promises_owned(whole: Questionnaire, ways: Routes, marks: Marks) -> Iterator[Finding]:
    """A statement promises a call only after an answer that some flag rule takes: without a flag, nobody owns it."""
    asked: dict[str, AnyQuestion] = {}
    for index, question in enumerate(whole.questions):
        asked[question.id] = question
        if not isinstance(question, Statement) or question.id in ways.never or _obliged(question.ask_if, asked):
            continue
        for text in texts(Part(("questions", index), question, whole.languages)):
            if text.spoken and _promises(text):
                message = (
                    "a call is promised after answers that raise no flag, so nobody would make it; flag the answer"
                )
                yield marks.error(text.path, "promise-unowned", message)


def _promises(text: Text) -> bool:
    words = lexicon(text.language)
    if any(one.name == "promise.by" for one in fills_in(text.words)):
        return True
    return words is not None and promises(text.words, words)


def _obliged(condition: Condition | None, asked: Mapping[str, AnyQuestion]) -> bool:
    """Whether the condition holds only after an answer that has raised a flag of whatever kind."""
    match condition:
        case Flagged(flagged=flagged):
            return flagged
        case Every(every=parts):
            return any(_obliged(part, asked) for part in parts)
        case Some(some=parts):
            return all(_obliged(part, asked) for part in parts)
        case AnswerIs(answer=name):
            question = asked[name]
            tests = [condition, *(rule.when for rule in question.flags if rule.when is not None)]
            held = [value for value in values_of(question, tests) if condition.holds(value)]
            return all(any(fires(rule, value) for rule in question.flags) for value in held)
        case _:
            return False

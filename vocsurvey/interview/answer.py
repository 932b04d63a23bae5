"""Answers that stand, are replaced, or are held back; and the flag that an answer raises the moment it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vocsurvey.followup.flag import FlagKind, RaisedFlag, queue_of
from vocsurvey.followup.severity import Severity, severity_of
from vocsurvey.interview.alarm import alarm_in
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.call_wish import call_wanted
from vocsurvey.interview.reading import Given, Withheld
from vocsurvey.interview.turn import Settled
from vocsurvey.interview.vocabulary import empty_of_content
from vocsurvey.questionnaire.condition import Value
from vocsurvey.questionnaire.model import Alarms, Asked, Dimension, FlagRule, Metric, Missing, Open

CALL = "call"
"""Beside the categories of the alarms: the wish to be called back."""
Answers = tuple[Settled, ...]


def standing(settled: Answers) -> Mapping[str, Settled]:
    """The answers that count, by question: those that nothing has superseded."""
    return {answer.question: answer for answer in settled if answer.superseded_at is None}


def rule_of(question: Asked, value: Value | None) -> FlagRule | None:
    """The first flag rule of the question that the value matches; None when it obliges us to nothing.

    The value of an open question is the words that were said, which no test compares. A rule without a test takes
    whatever was answered.
    """

    def matches(rule: FlagRule) -> bool:
        if rule.when is None:
            return value is not None
        return not isinstance(question, Open) and rule.when.holds(value)

    return next((rule for rule in question.flags if matches(rule)), None)


def flag_of(basis: Basis, question: Asked, reading: Given | Withheld) -> RaisedFlag | None:
    """The flag that an answer raises, with its severity for this contact; None when it raises none.

    Words that must not wait make it critical, and raise one where the answer alone raises none. An idea or a need to
    learn that was asked for in so many words, and met with "no, nothing", is none.
    """
    flag = _ruled(basis, question, _said(question, reading))
    alarm = alarm_flag(question, reading.verbatim or "", basis.phrases.alarms)
    if alarm is not None and flag is not None and flag.kind is FlagKind.NEGATIVE:
        return replace(flag, severity=Severity.CRITICAL) if alarm.severity is Severity.CRITICAL else flag
    return alarm or flag


def alarm_flag(question: Asked, words: str, alarms: Alarms) -> RaisedFlag | None:
    """The flag that words raise by themselves when they must not wait, or ask for a call; None for all others."""
    alarm = alarm_in(words, alarms) or (CALL if call_wanted(words) else None)
    if alarm is None:
        return None
    return RaisedFlag(
        FlagKind.ALARM,
        question.id,
        f"{alarm}_words",
        Severity.HIGH if alarm == CALL else Severity.CRITICAL,
        question.dimension or Dimension.RELATIONSHIP,
        queue_of(FlagKind.ALARM, None),
    )


def _said(question: Asked, reading: Given | Withheld) -> Value | None:
    """What the flag rules look at: of an open question that something was said, be it known or recorded."""
    if isinstance(question, Open):
        return "" if isinstance(reading, Given) and reading.recorded is not None else reading.verbatim
    return reading.value if isinstance(reading, Given) else None


def _ruled(basis: Basis, question: Asked, value: Value | None) -> RaisedFlag | None:
    rule = rule_of(question, value)
    if rule is None:
        return None
    kind = FlagKind(rule.kind)
    # Of a recording nobody knows the words yet: somebody listens to it.
    if kind is not FlagKind.NEGATIVE and isinstance(question, Open) and value and empty_of_content(str(value)):
        return None
    dimension = rule.dimension or question.dimension
    severity = severity_of(
        rule.severity,
        metric=question.metric if kind is FlagKind.NEGATIVE else None,
        decision_maker=basis.decisive,
        dimension=dimension,
    )
    return RaisedFlag(kind, question.id, rule.rule, severity, dimension, queue_of(kind, dimension))


def settled(basis: Basis, question: Asked, position: int, reading: Given | Withheld) -> Settled:
    """The answer that the exchange at ``position`` settles."""
    value = reading.value if isinstance(reading, Given) else None
    flag = flag_of(basis, question, reading)
    return Settled(
        question=question.id,
        position=position,
        value=value,
        missing=reading.missing if isinstance(reading, Withheld) else None,
        verbatim=reading.verbatim,
        metric=question.metric,
        negative=flag is not None and flag.kind is FlagKind.NEGATIVE,
        flag=flag,
        recorded=reading.recorded if isinstance(reading, Given) else None,
    )


def held_back(question: Asked, position: int) -> Settled:
    """The entry for a question that was not asked because of the NPS gate."""
    return Settled(question.id, position, None, Missing.NPS_GATE, None, question.metric, negative=False, flag=None)


def with_answer(answers: Answers, new: Settled) -> Answers:
    """The answers with a new one, which supersedes the standing one. The same answer again changes nothing."""
    old = standing(answers).get(new.question)
    if old is not None and _same(old, new):
        return answers
    if old is not None:
        answers = without(answers, frozenset({new.question}), new.position)
    return (*answers, new)


def without(answers: Answers, questions: frozenset[str], position: int) -> Answers:
    """The answers with the standing ones to those questions superseded by the exchange at ``position``."""
    return tuple(
        replace(answer, superseded_at=position)
        if answer.superseded_at is None and answer.question in questions
        else answer
        for answer in answers
    )


def _same(old: Settled, new: Settled) -> bool:
    """Same value, and no other words beside it. The flag follows from the value, so it is the same too. What was
    recorded is never the same."""
    return (
        new.recorded is None
        and (old.value, old.missing) == (new.value, new.missing)
        and new.verbatim in (None, old.verbatim)
    )


def gated(basis: Basis, answers: Answers, question: Asked) -> bool:
    """Whether the NPS gate holds the question back: an aggrieved customer is not asked to recommend us.

    It closes on any standing negative answer to another question, on words there about safety or the law, on an open
    follow-up, or a complaint touchpoint.
    """
    if question.metric is not Metric.NPS:
        return False
    return basis.aggrieved or any(
        answer.grave for answer in standing(answers).values() if answer.question != question.id
    )

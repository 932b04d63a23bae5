"""Rules for the whole: names, conditions, the core, and the order of what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from vocsurvey.questionnaire.clause import plain
from vocsurvey.questionnaire.comparison import problems_with_answer, problems_with_fact
from vocsurvey.questionnaire.condition import (
    AnswerIs,
    Condition,
    Every,
    FactIs,
    FactKnown,
    Opposite,
    Some,
)
from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.finding import Finding, Marks, Path, guess, shown
from vocsurvey.questionnaire.lexicon import lexicon
from vocsurvey.questionnaire.model import (
    AnyQuestion,
    Consent,
    Dimension,
    Metric,
    Open,
    Questionnaire,
    Scale,
    Statement,
)
from vocsurvey.questionnaire.part import Part, Text, texts

NPS_STEPS = 9
"""From 1 to 10 or from 0 to 10: the scales on which people are asked to recommend."""
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")


def names_unique(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Ids of questions, names of flag rules, languages and core questions are each written once."""
    questions = [(("questions", index, "id"), one.id) for index, one in enumerate(whole.questions)]
    yield from _twice(questions, "duplicate-id", marks)
    rules = [
        (("questions", index, "flags", place, "rule"), rule.rule)
        for index, one in enumerate(whole.questions)
        for place, rule in enumerate(one.flags)
    ]
    yield from _twice(rules, "duplicate-flag", marks)
    yield from _twice([(("languages", i), one) for i, one in enumerate(whole.languages)], "duplicate-language", marks)
    yield from _twice([(("core", i), one) for i, one in enumerate(whole.core)], "duplicate-core", marks)


def _twice(names: Sequence[tuple[Path, str]], rule: str, marks: Marks) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for path, name in names:
        if name in first:
            line, _ = marks.at(first[name])
            yield marks.error(path, rule, f"{shown(name)} is already used on line {line}")
        first.setdefault(name, path)


def languages_known(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Languages are codes such as ``en`` or ``de-AT``, and are ones for which there are word lists."""
    for index, language in enumerate(whole.languages):
        if not _LANGUAGE.fullmatch(language):
            message = f"{shown(language)} is not a language code such as `en` or `de-AT`"
            yield marks.error(("languages", index), "language-code", message)
        elif lexicon(language) is None:
            message = f"there are no word lists for {shown(language)}; check its notices and leading words by ear"
            yield marks.warning(("languages", index), "no-word-list", message)
    for language in whole.languages:
        if language not in whole.title:
            yield marks.error(("title",), "language-gap", f"there is no text in {shown(language)}; write one")


def core_known(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """The core names questions that there are and that are answered."""
    known = {question.id: question for question in whole.questions}
    for index, name in enumerate(whole.core):
        if name not in known:
            message = f"there is no question {shown(name)}{guess(name, known)}"
            yield marks.error(("core", index), "core-unknown", message)
        elif isinstance(known[name], Statement):
            message = f"{shown(name)} is a statement and is never answered; name a question"
            yield marks.error(("core", index), "core-unanswered", message)


def conditions_sound(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """A condition compares earlier answers and known facts with values that they can have."""
    places = {question.id: index for index, question in reversed(list(enumerate(whole.questions)))}
    for index, question in enumerate(whole.questions):
        for path, leaf in _leaves(question.ask_if, ("questions", index, "ask_if")):
            yield from _leaf(leaf, path, index, places, whole, marks)


def _leaves(condition: Condition | None, path: Path) -> Iterator[tuple[Path, Condition]]:
    match condition:
        case None:
            return
        case Every(every=parts):
            for index, part in enumerate(parts):
                yield from _leaves(part, (*path, "all", index))
        case Some(some=parts):
            for index, part in enumerate(parts):
                yield from _leaves(part, (*path, "any", index))
        case Opposite(opposite=part):
            yield from _leaves(part, (*path, "not"))
        case _:
            yield path, condition


def _leaf(
    leaf: Condition, path: Path, index: int, places: dict[str, int], whole: Questionnaire, marks: Marks
) -> Iterator[Finding]:
    match leaf:
        case AnswerIs(answer=name) if name not in places:
            close = guess(name, places)
            yield marks.error((*path, "answer"), "unknown-question", f"there is no question {shown(name)}{close}")
        case AnswerIs(answer=name) if places[name] >= index:
            message = f"{shown(name)} is not answered yet; a condition looks at earlier questions only"
            yield marks.error((*path, "answer"), "condition-order", message)
        case AnswerIs(answer=name):
            for where, rule, message in problems_with_answer(leaf, whole.questions[places[name]]):
                yield marks.error((*path, *where), rule, message)
        case FactIs(fact=name) | FactKnown(known=name) if name not in KNOWN_FACTS:
            key = "fact" if isinstance(leaf, FactIs) else "known"
            close = guess(name, KNOWN_FACTS)
            yield marks.error((*path, key), "unknown-fact", f"there is no fact {shown(name)}{close}")
        case FactIs(fact=name):
            for where, rule, message in problems_with_fact(leaf, name, KNOWN_FACTS[name]):
                yield marks.error((*path, *where), rule, message)
        case _:
            return


def metrics_once(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """A metric is fed by one question, ``cared`` among them, and NPS comes after the service questions."""
    asked = [(index, one.metric) for index, one in enumerate(whole.questions) if one.metric is not None]
    yield from _twice([(("questions", i, "metric"), metric.value) for i, metric in asked], "duplicate-metric", marks)
    if not any(metric is Metric.CARED for _, metric in asked):
        message = "no question asks whether the person felt genuinely cared for; add one with `metric: cared`"
        yield marks.warning(("questions",), "no-cared", message)
    last = max((index for index, one in enumerate(whole.questions) if _comes_first(one)), default=-1)
    for index, metric in asked:
        if metric is Metric.NPS and index < last:
            message = f"NPS is asked before {shown(whole.questions[last].id)}; ask it after the questions on service"
            yield marks.error(("questions", index, "metric"), "nps-early", message)


def _comes_first(question: AnyQuestion) -> bool:
    """Whether NPS waits for the question: every other metric, and all that is closed and about service."""
    if question.metric is not None:
        return question.metric is not Metric.NPS
    return question.dimension is Dimension.SERVICE and not isinstance(question, Open | Consent | Statement)


def scales_agree(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """All scales have their good end on the same side."""
    scales = [(i, one) for i, one in enumerate(whole.questions) if isinstance(one, Scale)]
    for index, scale in scales:
        if scale.good_end != scales[0][1].good_end:
            message = f"the good end is {shown(scale.good_end)}, but not on the first scale; turn one of them round"
            yield marks.error(("questions", index, "good_end"), "scale-direction", message)


def recommending_gated(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Whoever asks whether somebody would recommend us asks NPS, which has a gate; on no other scale, by yes or no."""
    gates = frozenset(one.id for one in whole.questions if one.metric is Metric.NPS)
    for index, question in enumerate(whole.questions):
        if question.metric is Metric.NPS or isinstance(question, Statement) or _needs(question.ask_if, gates):
            continue
        said = (text for text in texts(Part(("questions", index), question, whole.languages)) if text.path[2] != "note")
        if any(_recommends(text, question) for text in said):
            message = "this asks to recommend us; set `metric: nps`, so that nobody who is angry is asked"
            yield marks.error(("questions", index), "nps-ungated", message)


def _needs(condition: Condition | None, answered: frozenset[str]) -> bool:
    """Whether the condition holds only for who has answered one of the questions: who came through their gate."""
    match condition:
        case AnswerIs(answer=name):
            return name in answered
        case Every(every=parts):
            return any(_needs(part, answered) for part in parts)
        case _:
            return False


def _recommends(text: Text, question: AnyQuestion) -> bool:
    known = lexicon(text.language)
    if known is None:
        return False
    long = isinstance(question, Scale) and question.high - question.low >= NPS_STEPS
    return (known.recommend if long else known.recommending).search(plain(text.words)) is not None


def sensitive_late(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """Nobody is asked about money or themselves before anything else."""
    asked = ((i, one) for i, one in enumerate(whole.questions) if not isinstance(one, Statement | Consent))
    for index, first in islice(asked, 1):
        for language, words in first.say.items():
            known = lexicon(language)
            if known is not None and (found := known.sensitive.search(words)):
                message = f"{shown(found.group())} is a sensitive thing to begin with; ask it later"
                yield marks.warning(("questions", index, "say", language), "sensitive-first", message)

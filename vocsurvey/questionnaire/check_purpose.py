"""Rules for what a question is there for: an answer that nobody uses, and a probe for people with nothing to tell."""

from __future__ import annotations

from collections.abc import Iterator

from vocsurvey.questionnaire.check_words import stems
from vocsurvey.questionnaire.condition import AnswerIs, Flagged
from vocsurvey.questionnaire.finding import Finding, Marks, shown
from vocsurvey.questionnaire.lexicon import lexicon
from vocsurvey.questionnaire.model import AnyQuestion, Attribution, Choice, Open, Questionnaire, Scale, YesNo
from vocsurvey.questionnaire.part import Part
from vocsurvey.questionnaire.routes import Routes, leaves


def answers_used(whole: Questionnaire, marks: Marks) -> Iterator[Finding]:
    """A yes or no, or a point on a scale, obliges somebody, feeds a metric, or lets a later question be asked."""
    tests = [leaf for one in whole.questions for leaf in leaves(one.ask_if) if isinstance(leaf, AnswerIs)]
    for index, question in enumerate(whole.questions):
        if not isinstance(question, YesNo | Scale) or question.metric is not None or question.flags:
            continue
        if not any(test.answer == question.id and _lets_in(question, test) for test in tests):
            message = "no answer to this is negative, and nothing depends on it; give it a flag rule, or leave it out"
            yield marks.warning(("questions", index), "answer-idle", message)


def _lets_in(question: YesNo | Scale, test: AnswerIs) -> bool:
    """Whether the test asks who has something to tell. One that a no fulfils asks what was wrong: no filter."""
    return isinstance(question, Scale) or not test.holds("no")


def probes_earned(whole: Questionnaire, ways: Routes, marks: Marks) -> Iterator[Finding]:
    """What asks for a fault is asked because of an answer; whoever is content is not asked what was wrong."""
    if not ways.proved:
        return
    content = {name for way in ways.ways if way.negatives == 0 for name in way.asked}
    for index, question in enumerate(whole.questions):
        asked_anyhow = question.id in content and not _earned(question)
        found = _presumes(question, index, whole.languages) if asked_anyhow else None
        if found is not None:
            message = f"{found}, and people without a negative answer are asked too; set `ask_if: {{flagged: yes}}`"
            yield marks.warning(("questions", index), "probe-unearned", message)


def _earned(question: AnyQuestion) -> bool:
    """Whether its condition looks at what was answered: a middling answer may be asked about too."""
    return any(isinstance(leaf, AnswerIs | Flagged) for leaf in leaves(question.ask_if))


def _presumes(question: AnyQuestion, index: int, languages: tuple[str, ...]) -> str | None:
    """How a question takes for granted that something is wrong; None when it does not."""
    match question:
        case Choice(options=options):
            named = {option.attribution for option in options} - {None}
            return "the options say whose fault it was" if Attribution.AGENT in named and len(named) > 1 else None
        case Open():
            return _grievance(Part(("questions", index), question, languages))
        case _:
            return None


def _grievance(part: Part) -> str | None:
    for text, stem in stems(part):
        words = lexicon(text.language)
        if words is not None and (found := words.grievance.search(stem)):
            return f"{shown(found.group())} takes for granted that something is wrong"
    return None

"""The course of a questionnaire as a graph: what is said and asked, where it forks, and how it ends.

Questions that follow each other under the same condition are one fork. Whoever draws or lists the graph needs nothing
else: every condition is there in plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from vocsurvey.questionnaire.condition import AnswerIs, Flagged
from vocsurvey.questionnaire.model import AnyQuestion, Metric, Questionnaire, Spoken, Statement
from vocsurvey.questionnaire.plain_words import condition_words, flag_words, kind_words, plain
from vocsurvey.questionnaire.routes import leaves

NodeKind = Literal["said", "question", "fork", "end"]

NPS_GATE = "no answer was negative, no follow-up is open and it is not about a complaint"
"""The gate before NPS, which every questionnaire has without writing it."""

_FILL = re.compile(r"\{([^{}|]*)(?:\|[^{}]*)?\}")


@dataclass(frozen=True, slots=True)
class Mark:
    """One flag rule of a question: how severe it is, and which answers it flags, in words."""

    kind: str
    severity: str
    words: str


@dataclass(frozen=True, slots=True)
class Node:
    """One box. ``title`` is what is said, or at a fork the condition; ``number`` counts the questions from 1.

    ``aside`` is set for what only some people hear; ``only_if`` then says who.
    """

    id: str
    kind: NodeKind
    name: str
    title: str
    hint: str = ""
    number: int | None = None
    core: bool = False
    marks: tuple[Mark, ...] = ()
    aside: bool = False
    only_if: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """From a box to one that may follow it, with when it does; without words it always does."""

    source: str
    target: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """The graph; ``nodes`` are in the order in which they are reached."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass
class _Course:
    """The graph while it is built: ``loose`` are the ways out that lead to whatever comes next."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    loose: list[tuple[str, str]] = field(default_factory=list)

    def put(self, node: Node) -> None:
        """The next box of the main line."""
        self.edges += [Edge(source, node.id, words) for source, words in self.loose]
        self.nodes.append(node)
        self.loose = [(node.id, "")]

    def fork(self, name: str, words: str, taken: list[Node]) -> None:
        """A fork, what follows when its condition holds, and the way past it."""
        fork = Node(f"fork-{taken[0].id}", "fork", name, f"Only if {words}")
        self.put(fork)
        self.aside(fork.id, "yes", taken)
        self.loose = [*self.loose, (fork.id, "no")]

    def aside(self, source: str, words: str, taken: list[Node]) -> None:
        """A row of boxes beside the main line, entered from ``source``."""
        self.loose = [(source, words)]
        for node in taken:
            self.put(node)


def flow(questionnaire: Questionnaire, language: str) -> Flow:
    """The graph of a questionnaire, worded for the automated voice in one of its languages."""
    course = _Course()
    opening = questionnaire.opening
    course.put(Node("opening", "said", "opening", _said(opening, language)))
    course.put(Node("good_time", "question", "good time", _said(opening.good_time, language), "yes or no"))
    not_now = Node("not_now", "end", "another time", _said(opening.not_now, language), aside=True)
    course.aside("good_time", "no", [not_now])
    course.loose = [("good_time", "yes")]
    numbers = {question.id: number for number, question in enumerate(_asked(questionnaire), 1)}
    for name, words, questions in _runs(questionnaire, language):
        made = [_node(questionnaire, one, language, numbers.get(one.id), words) for one in questions]
        if words is None:
            for node in made:
                course.put(node)
        else:
            course.fork(name, words, made)
    _close(course, questionnaire, language)
    return Flow(tuple(course.nodes), tuple(course.edges))


def readable(text: str) -> str:
    """A wording with each fill as the name of its fact between ‹ and ›, and without the brackets around what may go."""
    named = _FILL.sub(lambda found: f"‹{plain(found[1].strip().replace('.', ' '))}›", text)
    return " ".join(named.replace("[", "").replace("]", "").split())


def _close(course: _Course, questionnaire: Questionnaire, language: str) -> None:
    closing = questionnaire.closing
    rules = chain.from_iterable(question.flags for question in questionnaire.questions)
    if any(rule.kind == "negative" for rule in rules):
        only_if = "an answer was negative"
        said = _said(closing.flagged, language)
        node = Node("flagged", "end", "closing after a negative answer", said, aside=True, only_if=only_if)
        course.fork("closing", only_if, [node])
        course.loose = [("fork-flagged", "no")]
    course.put(Node("closing", "end", "closing", _said(closing, language)))


def _said(spoken: Spoken, language: str) -> str:
    return readable(spoken.text(language, live=False))


def _asked(questionnaire: Questionnaire) -> Iterator[AnyQuestion]:
    return (question for question in questionnaire.questions if not isinstance(question, Statement))


def _node(
    questionnaire: Questionnaire, question: AnyQuestion, language: str, number: int | None, words: str | None
) -> Node:
    return Node(
        id=f"question-{question.id}",
        kind="said" if isinstance(question, Statement) else "question",
        name=plain(question.id),
        title=_said(question, language),
        hint=kind_words(question),
        number=number,
        core=question.id in questionnaire.core,
        marks=tuple(Mark(rule.kind, rule.severity, flag_words(rule, question, language)) for rule in question.flags),
        aside=words is not None,
        only_if=words,
    )


def _runs(questionnaire: Questionnaire, language: str) -> Iterator[tuple[str, str | None, list[AnyQuestion]]]:
    """Questions that share a condition and follow each other: a name for the fork, its words, and the questions."""
    run: list[AnyQuestion] = []
    for question in questionnaire.questions:
        if run and not _together(run, question):
            yield plain(run[0].id), _only_if(questionnaire, run[0], language), run
            run = []
        run.append(question)
    yield plain(run[0].id), _only_if(questionnaire, run[0], language), run


def _together(run: list[AnyQuestion], question: AnyQuestion) -> bool:
    """Whether the question is asked exactly when the run is: same condition, which no answer of the run can change."""
    if question.ask_if != run[0].ask_if or Metric.NPS in (question.metric, run[0].metric):
        return False
    inside = {one.id for one in run}
    for leaf in leaves(question.ask_if):
        if isinstance(leaf, AnswerIs) and leaf.answer in inside:
            return False
        if isinstance(leaf, Flagged) and not leaf.flagged and any(one.flags for one in run):
            return False
    return True


def _only_if(questionnaire: Questionnaire, question: AnyQuestion, language: str) -> str | None:
    written = question.ask_if
    words = None if written is None else condition_words(written, questionnaire, language)
    if question.metric is not Metric.NPS:
        return words
    return NPS_GATE if words is None else f"{words}, and {NPS_GATE}"

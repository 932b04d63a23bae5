"""Rules that need every way through the questionnaire: what can be reached, and what follows on what."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from vocsurvey.questionnaire.finding import Finding, Marks, listed, shown
from vocsurvey.questionnaire.model import Attribution, Choice, Dimension, Open, Questionnaire
from vocsurvey.questionnaire.routes import MOST_WEIGHED, Routes, leaves, outstanding

MOST_NAMED = 3
"""So many conditions are named where there are too many ways."""


def reachable(whole: Questionnaire, ways: Routes, marks: Marks) -> Iterator[Finding]:
    """Every question is asked on some way, and no condition is there for nothing."""
    if not ways.proved:
        yield _unproved(whole, marks)
    for index, question in enumerate(whole.questions):
        path = ("questions", index, "ask_if")
        if question.id in ways.never:
            message = "no answers and facts fulfil this condition, so the question is never asked"
            yield marks.error(path, "never-asked", message)
        if question.id in ways.always:
            yield marks.warning(path, "always-asked", "this condition always holds; leave it out")
    places = {question.id: index for index, question in enumerate(whole.questions)}
    for name, place, holding in ways.idle:
        message = f"this part of the condition {'always' if holding else 'never'} holds; correct it, or leave it out"
        yield marks.warning(("questions", places[name], "ask_if", *place), "part-idle", message)


def _unproved(whole: Questionnaire, marks: Marks) -> Finding:
    """That nothing is proved, with the conditions that look at most."""
    tests = {one.id: sum(1 for _ in leaves(one.ask_if)) for one in whole.questions}
    most = sorted(tests, key=lambda name: tests[name], reverse=True)[:MOST_NAMED]
    message = (
        f"more than {MOST_WEIGHED} combinations to weigh, so nothing is proved; let the conditions of {listed(most)} "
        "look at fewer answers and facts, or ask by `flagged`"
    )
    return marks.error(("questions",), "routes-unproved", message)


def answers_followed(whole: Questionnaire, ways: Routes, marks: Marks) -> Iterator[Finding]:
    """After every negative answer, on every way, comes why in the person's own words; after service, whose it was."""
    bad = frozenset(one.id for one in whole.questions if any(rule.kind == "negative" for rule in one.flags))
    places = {question.id: index for index, question in enumerate(whole.questions)}
    opens = frozenset(one.id for one in whole.questions if isinstance(one, Open))
    unexplained = outstanding(whole, bad, opens)
    for name in sorted(unexplained or ()):
        message = "a negative answer is not explained on every way; ask why after it, by kind `open`"
        yield marks.error(("questions", places[name], "flags"), "no-reason", message)
    served = frozenset(one.id for one in whole.questions if one.id in bad and one.dimension is Dimension.SERVICE)
    sorting = frozenset(one.id for one in whole.questions if isinstance(one, Choice) and _attributes(one))
    unsorted = outstanding(whole, served, sorting)
    if unexplained is None or unsorted is None:
        yield _unproved(whole, marks)
    for name in sorted(unsorted or ()):
        message = (
            "a negative answer about service is charged to the agent, whoever is to blame; ask after it, on every way, "
            "what it was about, by a choice whose options say `attribution`: `agent` and one other at least"
        )
        yield marks.error(("questions", places[name], "flags"), "no-attribution", message)


def _attributes(choice: Choice) -> bool:
    named = {option.attribution for option in choice.options} - {None}
    return Attribution.AGENT in named and len(named) > 1


def opens_apart(whole: Questionnaire, ways: Routes, marks: Marks) -> Iterator[Finding]:
    """Two open questions in a row tire: on no way does one follow the other with nothing between them but words."""
    if not ways.proved:
        return
    kinds = {question.id: question.kind for question in whole.questions}
    pairs: set[tuple[str, str]] = set()
    for way in ways.ways:
        asked = [name for name in way.asked if kinds[name] != "statement"]
        pairs.update((one, two) for one, two in pairwise(asked) if kinds[one] == kinds[two] == "open")
    places = {question.id: index for index, question in enumerate(whole.questions)}
    for one, two in sorted(pairs):
        message = f"this open question comes right after the open question {shown(one)}; put a closed one between them"
        yield marks.warning(("questions", places[two]), "two-open", message)

"""The mutation run over the shipped questionnaires: every broken variant is found, and nothing in the originals."""

from __future__ import annotations

from functools import cache

import pytest
from mutants import KINDS, Original, Verdict, house_phrases, judged, mutants_of, originals, written
from run import CATALOGUE, complaints, equivalents, table, verdicts

from vocsurvey.questionnaire.check_rules import ASKED, SAID
from vocsurvey.questionnaire.load import examine

FEWEST = 1200
FEWEST_EACH = 140
FEWEST_LONG = 300
UNDER_TEST = {"no-word-list", "routes-unproved", "language-code"}
"""Rules that a shipped questionnaire cannot break by one change, each with examples of its own in the lint's tests."""


@cache
def run(name: str) -> tuple[Verdict, ...]:
    return tuple(verdicts(one for one in originals() if one.name == name))


def every() -> list[Verdict]:
    return [verdict for one in originals() for verdict in run(one.name)]


@pytest.mark.parametrize("original", originals(), ids=lambda one: one.name)
def test_nothing_is_found_in_an_original(original: Original) -> None:
    for text in (original.text, written(original.data)):
        assert examine(text, f"{original.name}.yaml", house_phrases()).findings == ()


@pytest.mark.parametrize("original", originals(), ids=lambda one: one.name)
def test_every_mutant_is_found_by_the_rules_that_it_breaks(original: Original) -> None:
    assert list(complaints(run(original.name))) == []


def test_there_are_enough_mutants_and_few_equivalent_ones() -> None:
    found = every()
    assert len(found) - len(list(equivalents(found))) >= FEWEST
    for original in originals():
        assert sum(1 for one in run(original.name) if not one.mutant.equivalent) >= FEWEST_EACH, original.name
    assert len(list(equivalents(found))) < len(found) / 10


@pytest.mark.long
@pytest.mark.parametrize("original", originals(), ids=lambda one: one.name)
def test_three_hundred_mutants_of_each_are_found(original: Original) -> None:
    found = list(verdicts([original], turns=3))
    assert list(complaints(found)) == []
    assert len(found) - len(list(equivalents(found))) >= FEWEST_LONG


def test_every_kind_has_mutants_and_every_mutant_is_another_file() -> None:
    mutants = [one.mutant for one in every()]
    assert {one.kind for one in mutants} == set(KINDS)
    assert len({one.text for one in mutants}) == len(mutants)
    assert len(CATALOGUE) == 9
    assert all(one.must or one.equivalent for one in mutants)


def test_every_rule_on_what_is_said_and_asked_has_a_mutant() -> None:
    proved = {rule for one in every() for rule in one.mutant.must}
    assert (set(SAID) | set(ASKED)) - proved - UNDER_TEST == set()


def test_a_mutant_that_escapes_is_told() -> None:
    """The run itself is not blind: an unbroken file that ought to be found out is reported, and so is a false alarm."""
    original = originals()[0]
    mutant = next(one for one in mutants_of(original) if one.must)
    unbroken = judged(type(mutant)("unbroken", original.name, "nowhere", original.text, mutant.must, None))
    broken = judged(type(mutant)("harmless", original.name, "somewhere", mutant.text, frozenset(), "it is said to be"))
    assert [line.partition(":")[0] for line in complaints([unbroken, broken])] == [original.name] * 2
    assert f"{1}/{0}/{0}" in "\n".join(table([unbroken]))

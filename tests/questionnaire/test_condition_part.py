"""Parts of a condition: those that come to the same every time are found, the outermost ones, and no others."""

from __future__ import annotations

from functools import partial
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.questionnaire.condition import Condition, Every, FactKnown, Opposite, Some, holds
from vocsurvey.questionnaire.condition_part import Place, Weighing

NAMES = ("a", "b", "c")
A, B = FactKnown(known="a"), FactKnown(known="b")
NEVER = Every(all=(A, Opposite(**{"not": A})))
ALWAYS = Some(any=(A, Opposite(**{"not": A})))


def weighed(condition: Condition) -> dict[Place, bool]:
    """The idle parts of a condition after every combination of what is known."""
    weighing = Weighing(condition)
    for values in product((None, "x"), repeat=len(NAMES)):
        facts = dict(zip(NAMES, values, strict=True))
        came_to = weighing.holds(partial(holds, answers={}, facts=facts, flagged=False))
        assert came_to is holds(condition, {}, facts, flagged=False)
    return dict(weighing.idle())


@pytest.mark.parametrize(
    ("condition", "idle"),
    [
        (A, {}),
        (Every(all=(A, B)), {}),
        (Every(all=(A, A)), {}),
        (Some(any=(A, NEVER)), {("any", 1): False}),
        (Every(all=(ALWAYS, A)), {("all", 0): True}),
        (Opposite(**{"not": Some(any=(A, NEVER))}), {("not", "any", 1): False}),
        (Some(any=(A, Every(all=(B, ALWAYS)))), {("any", 1, "all", 1): True}),
        (Some(any=(A, Every(all=(NEVER, ALWAYS)))), {("any", 1): False}),
    ],
)
def test_what_always_comes_to_the_same_is_found(condition: Condition, idle: dict[Place, bool]) -> None:
    assert weighed(condition) == idle


def conditions() -> st.SearchStrategy[Condition]:
    leaf: st.SearchStrategy[Condition] = st.sampled_from([FactKnown(known=name) for name in NAMES])

    def grown(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        lists = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            lists.map(lambda parts: Every(all=parts)),
            lists.map(lambda parts: Some(any=parts)),
            inner.map(lambda part: Opposite(**{"not": part})),
        )

    return st.recursive(leaf, grown, max_leaves=8)


def without(condition: Condition, place: Place) -> Condition | None:
    """The condition without a part; None where nothing would be left of its list."""
    name, *rest = place
    if isinstance(condition, Opposite):
        left = without(condition.opposite, tuple(rest))
        return None if left is None else Opposite(**{"not": left})
    assert isinstance(condition, Every | Some)
    parts = list(condition.every if isinstance(condition, Every) else condition.some)
    at = int(rest[0])
    kept = without(parts[at], tuple(rest[1:])) if len(rest) > 1 else None
    parts[at : at + 1] = [] if len(rest) == 1 else [kept] if kept is not None else [parts[at]]
    if not parts or (len(rest) > 1 and kept is None):
        return None
    return Every(all=tuple(parts)) if name == "all" else Some(any=tuple(parts))


@given(conditions())
def test_a_part_that_is_called_idle_can_be_left_out(condition: Condition) -> None:
    for place, came_to in weighed(condition).items():
        left = without(condition, place)
        if left is None or came_to is not (place[-2] == "all"):
            continue
        for values in product((None, "x"), repeat=len(NAMES)):
            facts = dict(zip(NAMES, values, strict=True))
            assert holds(left, {}, facts, flagged=False) is holds(condition, {}, facts, flagged=False)

"""Options in another order for each case: the same at every replay, and over many cases every order equally often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise, permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questionnaires_at_random import SUPPORT

from vocsurvey.interview.asking import offered
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Keys
from vocsurvey.interview.transcript import Transcript
from vocsurvey.library import load_library
from vocsurvey.questionnaire.digest import from_json, to_json
from vocsurvey.questionnaire.model import Choice, Questionnaire

CASES = 10_000
RAREST = {2: 13.82, 3: 16.27, 4: 18.47, 15: 37.70, 23: 49.73, 35: 66.62, 119: 172.50}
"""By degrees of freedom, the chi-square that one fair draw in a thousand exceeds."""


def asking(*ids: str, stays: tuple[str, ...] = (), name: str = "about") -> Questionnaire:
    """A questionnaire with one question whose options are rotated."""
    options = [{"id": one, "label": {"en": one, "de": one}, "stays": one in stays} for one in ids]
    question = {"kind": "choice", "id": name, "rotate": True, "say": {"en": "What", "de": "Was"}, "options": options}
    cared = next(one for one in SUPPORT["questions"] if one["id"] == "cared")
    data: dict[str, Any] = {**SUPPORT, "core": ["cared"], "questions": [cared, question], "allow": []}
    return Questionnaire.model_validate(data)


def order(questionnaire: Questionnaire, case: int | str, name: str = "about") -> tuple[str, ...]:
    """The options as they are read out in a case."""
    question = Basis(questionnaire, {"case.key": str(case)}).asked(name)
    assert isinstance(question, Choice)
    return tuple(option.id for option in question.options)


def chi_square(counts: Mapping[Any, int], cells: int) -> float:
    """How far the counts are from being all the same; cells that were never met count too."""
    expected = sum(counts.values()) / cells
    met = sum((count - expected) ** 2 / expected for count in counts.values())
    return met + (cells - len(counts)) * expected


def fair(seen: Iterable[Any], cells: int) -> None:
    counts = Counter(seen)
    assert len(counts) == cells
    assert chi_square(counts, cells) < RAREST[cells - 1], counts


@pytest.mark.parametrize("ids", [("a", "b", "c"), ("a", "b", "c", "d"), ("a", "b", "c", "d", "e")])
def test_over_ten_thousand_cases_every_order_comes_equally_often(ids: tuple[str, ...]) -> None:
    questionnaire = asking(*ids)
    orders = [order(questionnaire, case) for case in range(1, CASES + 1)]
    if len(ids) > 3:
        fair(orders, len(list(permutations(ids))))
    for place in range(len(ids)):
        fair((one[place] for one in orders), len(ids))


def test_every_option_is_last_equally_often_before_the_one_that_stays() -> None:
    questionnaire = asking("a", "b", "c", "d", "other", stays=("other",))
    orders = [order(questionnaire, case) for case in range(1, CASES + 1)]
    assert {one[-1] for one in orders} == {"other"}
    fair((one[-2] for one in orders), 4)
    fair((one[0] for one in orders), 4)


def test_two_questions_of_one_case_are_turned_apart() -> None:
    first, second = asking("a", "b", "c"), asking("a", "b", "c", name="why")
    both = [(order(first, case), order(second, case, "why")) for case in range(1, CASES + 1)]
    pairs = list(product(permutations("abc"), repeat=2))
    assert len(pairs) == 36
    fair(both, 36)


def test_neighbouring_cases_are_turned_apart() -> None:
    questionnaire = asking("a", "b", "c", "d")
    last = [order(questionnaire, case)[-1] for case in range(1, CASES + 2)]
    fair(pairwise(last), 16)


@pytest.mark.parametrize("name", ["support-case", "delivery", "renewal"])
def test_in_the_shipped_questionnaires_every_option_comes_last_equally_often(name: str) -> None:
    questionnaire = load_library()[name]
    turned = [one for one in questionnaire.questions if isinstance(one, Choice) and one.rotate]
    assert turned
    for question in turned:
        moving = [option.id for option in question.options if not option.stays]
        last = [
            next(one for one in reversed(order(questionnaire, case, question.id)) if one in moving)
            for case in range(1, CASES + 1)
        ]
        fair(last, len(moving))


@given(
    st.text(min_size=1, max_size=20),
    st.integers(2, 9).flatmap(lambda count: st.tuples(st.just(count), st.sets(st.integers(0, count - 1)))),
)
def test_a_replay_reads_out_the_same_and_what_stays_stays(case: str, drawn: tuple[int, set[int]]) -> None:
    count, staying = drawn
    ids = tuple(f"o{n}" for n in range(count))
    questionnaire = asking(*ids, stays=tuple(ids[n] for n in staying))
    read = order(questionnaire, case)
    assert read == order(from_json(to_json(questionnaire)), case)
    assert sorted(read) == sorted(ids)
    assert all(read[n] == ids[n] for n in staying)


@given(st.integers(1, CASES))
def test_the_key_that_is_pressed_is_the_option_that_was_read_out(case: int) -> None:
    questionnaire = asking("a", "b", "c", "d")
    facts = {"case.key": str(case)}
    transcript = Transcript().heard(Keys("1")).heard(Keys("1"))
    asked = play(questionnaire, facts, transcript).turn
    assert asked.ask is not None
    read = order(questionnaire, case)
    assert tuple(one.value for one in asked.ask.offered) == read
    for key, option in enumerate(read, 1):
        settled = play(questionnaire, facts, transcript.heard(Keys(str(key)))).settled
        assert settled[-1].value == option
    # Without a case, as on the page of a questionnaire, they stand as the author wrote them.
    written = Basis(questionnaire, {})
    assert [one.value for one in offered(written, written.asked("about"), live=True)] == ["a", "b", "c", "d"]

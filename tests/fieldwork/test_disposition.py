"""The AAPOR table, final dispositions and outcome rates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from vocsurvey.fieldwork.disposition import Class, Dispositions, final, rates
from vocsurvey.rulebook import load_rulebook

TABLE = load_rulebook().dispositions
A = dict(zip(Class, (4, 2, 1, 1, 1, 1, 1, 1), strict=True))
B = dict(zip(Class, (120, 15, 60, 45, 20, 70, 10, 40), strict=True))


@pytest.mark.parametrize(
    ("counts", "digits", "e", "response", "cooperation", "refusal", "contact"),
    [
        (
            A, 3, 0.9, (0.364, 0.545, 0.370, 0.556, 0.444, 0.667), (0.500, 0.750, 0.571, 0.857),
            (0.091, 0.093, 0.111), (0.727, 0.741, 0.889),
        ),
        (
            B, 4, 0.8667, (0.3529, 0.3971, 0.3644, 0.4099, 0.4615, 0.5192), (0.5581, 0.6279, 0.6154, 0.6923),
            (0.1765, 0.1822, 0.2308), (0.6324, 0.6528, 0.8269),
        ),
    ],
)  # fmt: skip
def test_published_vectors(
    counts: dict[Class, int],
    digits: int,
    e: float,
    response: tuple[float, ...],
    cooperation: tuple[float, ...],
    refusal: tuple[float, ...],
    contact: tuple[float, ...],
) -> None:
    found = rates(counts)
    half = 0.5001 * 10**-digits
    assert found.e == pytest.approx(e, abs=0.00005)
    assert found.response == pytest.approx(response, abs=half)
    assert found.cooperation == pytest.approx(cooperation, abs=half)
    assert found.refusal == pytest.approx(refusal, abs=half)
    assert found.contact == pytest.approx(contact, abs=half)


def test_nothing_divides_by_zero() -> None:
    empty = rates({})
    assert (empty.e, set(empty.response + empty.cooperation + empty.refusal + empty.contact)) == (None, {None})
    unknown = rates({Class.UH: 5})
    assert (unknown.e, unknown.response[:2], unknown.response[2:]) == (None, (0.0, 0.0), (None,) * 4)
    assert rates({Class.NE: 3}).e == 0.0


@given(st.fixed_dictionaries({member: st.integers(0, 500) for member in Class}))
def test_rates_are_shares_in_their_order(counts: dict[Class, int]) -> None:
    found = rates(counts)
    known = [rate for rate in found.response + found.cooperation + found.refusal + found.contact if rate is not None]
    assert all(0 <= rate <= 1 for rate in known)
    rr1, rr2, rr3, _, rr5, _ = found.response
    if None not in (rr1, rr2, rr3, rr5):
        assert rr1 <= rr2  # type: ignore[operator]
        assert rr1 <= rr3 + 1e-12 <= rr5 + 2e-12  # type: ignore[operator]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ((), None),
        (("3.13", "1.1"), "1.1"),
        (("1.1", "3.13"), "1.1"),
        (("2.12", "1.2", "3.12"), "1.2"),
        (("3.12", "3.13", "3.14"), "3.14"),
        (("2.21", "3.13"), "2.21"),
        (("2.12", "2.112"), "2.112"),
        (("2.20", "2.36"), "2.36"),
        (("3.20", "3.13"), "3.13"),
        (("4.32",), "4.32"),
    ],
)
def test_final_by_priority(history: tuple[str, ...], expected: str | None) -> None:
    assert final(history, TABLE) == expected


def test_an_unknown_code_is_named() -> None:
    with pytest.raises(ValueError, match=r"9\.9 is not in the table"):
        final(["9.9"], TABLE)


@given(st.lists(st.sampled_from([entry.code for entry in TABLE.codes]), min_size=1))
def test_the_final_code_is_of_the_best_class(history: list[str]) -> None:
    code = final(history, TABLE)
    assert code in history
    classes = [entry.class_ for entry in map(TABLE.of, history) if entry]
    chosen = TABLE.of(code or "")
    assert chosen is not None
    assert chosen.class_ == min(classes, key=TABLE.priority.index)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"priority": ["I", "I", "P", "R", "O", "NC", "UH", "UO"]}, "each class once"),
        ({"codes": [{"code": "1.1", "class": "I", "name": "Complete"}] * 2}, r"listed twice: 1\.1"),
        ({"codes": [{"code": "5.1", "class": "I", "name": "Complete"}]}, "code"),
    ],
)
def test_a_broken_table_is_refused(change: dict[str, object], sentence: str) -> None:
    whole = {"format": 1, "mark": "R", "source": "own", "edition": "x", "priority": [*Class], "codes": []}
    assert Dispositions.model_validate(whole).of("1.1") is None
    with pytest.raises(ValidationError, match=sentence):
        Dispositions.model_validate(whole | change)

"""Scores, intervals and their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.reporting import scores
from vocsurvey.reporting.scores import Interval, Nps, Share, wilson
from vocsurvey.reporting.wording import phrase


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (7, 10, 39.7, 89.2),
        (10, 10, 72.2, 100.0),
        (0, 5, 0.0, 43.4),
        (3, 4, 30.1, 95.4),
        (18, 20, 69.9, 97.2),
        (45, 60, 62.8, 84.2),
    ],
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    interval = wilson(hits, n)
    assert interval is not None
    assert (round(interval.low, 1), round(interval.high, 1)) == (low, high)


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "value", "low", "high"),
    [
        (6, 3, 1, 50, -0.2, 77.1),
        (5, 0, 0, 100, 17.5, 100.0),
        (30, 40, 30, 0, -14.9, 14.9),
        (2, 1, 1, 25, -44.2, 72.7),
    ],
)
def test_nps(promoters: int, passives: int, detractors: int, value: int, low: float, high: float) -> None:
    score = scores.nps([10] * promoters + [8] * passives + [3] * detractors)
    assert (score.promoters, score.passives, score.detractors) == (promoters, passives, detractors)
    assert score.value == value
    assert score.interval is not None
    assert (round(score.interval.low, 1), round(score.interval.high, 1)) == (low, high)


def test_the_cuts_of_nps() -> None:
    score = scores.nps(list(range(11)), held_back=2)
    assert (score.promoters, score.passives, score.detractors) == (2, 2, 7)
    assert (score.n, score.held_back, score.of) == (11, 2, 13)


def test_fcr() -> None:
    answers = [(True, True)] * 280 + [(True, False)] * 60 + [(False, True)] * 30 + [(False, False)] * 30
    assert scores.fcr(answers).value == 70


def test_csat_and_ces() -> None:
    csat = scores.csat([1, 2, 3, 4, 5, 5, 5, 5])
    assert (csat.hits, csat.n, csat.value, csat.bottom, csat.mean) == (5, 8, 62.5, 25.0, 3.75)
    ces = scores.ces([4, 5, 6, 7])
    assert (ces.hits, ces.value, ces.mean, ces.bottom) == (3, 75.0, 5.5, None)


def test_nothing_is_none() -> None:
    for empty in (scores.cared(0, 0), scores.csat([]), scores.ces([]), scores.fcr([])):
        assert (empty.n, empty.value, empty.interval, empty.bottom, empty.mean) == (0, None, None, None, None)
    assert wilson(0, 0) is None
    assert (scores.nps([]).value, scores.nps([]).interval) == (None, None)


@given(st.integers(0, 300), st.integers(0, 300))
def test_an_interval_holds_its_share(yes: int, no: int) -> None:
    score = scores.cared(yes, no)
    if score.value is not None and score.interval is not None:
        assert 0 <= score.interval.low <= score.value + 1e-9
        assert score.value - 1e-9 <= score.interval.high <= 100


@given(st.lists(st.integers(0, 10), min_size=1, max_size=80))
def test_nps_stays_within_its_ends(ratings: list[int]) -> None:
    score = scores.nps(ratings)
    assert score.value is not None
    assert score.interval is not None
    assert -100 <= score.interval.low <= score.interval.high <= 100
    mirrored = scores.nps([{True: 0, False: 8}[rating >= 9] if rating > 6 else 10 for rating in ratings])
    assert mirrored.value == pytest.approx(-score.value)


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (scores.cared(0, 0), "no answers yet"),
        (scores.cared(7, 2), "7 of 9"),
        (scores.cared(45, 15), "75 % (63 to 84, n = 60)"),
        (scores.fcr([(True, True)] * 280 + [(False, False)] * 120), "70.0 % (65.3 to 74.3, n = 400)"),
        (Share("CSAT", 5, 10, 50.0, None), "50 %"),
        (scores.nps([], held_back=3), "no answers yet (asked 0 of 3, 3 held back by the gate)"),
        (
            scores.nps([10, 10, 8, 3], held_back=1),
            "2 promoters, 1 passive, 1 detractor (asked 4 of 5, 1 held back by the gate)",
        ),
        (scores.nps([10] * 6 + [8] * 3 + [3], of=12), "+50 (0 to 77, n = 10); asked 10 of 12, 0 held back by the gate"),
        (
            Nps(2, 5, 4, 0, 11, -18.2, Interval(-58.1, 28.0)),
            "-18 (-58 to 28, n = 11); asked 11 of 11, 0 held back by the gate",
        ),
    ],
)
def test_phrases(score: Share | Nps, words: str) -> None:
    assert phrase(score) == words

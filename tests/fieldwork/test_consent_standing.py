"""Which of the words of a person on one purpose holds: the latest, while it lasts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vocsurvey.fieldwork.consent import Given, standing
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.rulebook import load_rulebook

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
VOICE = Purpose.AUTOMATED_VOICE


def said(granted: bool, days_ago: int | None = None, lasted: int | None = None) -> Given:
    """A word of so many days ago, None for undated, that ended so many days ago (negative: that ends later)."""
    at = None if days_ago is None else NOW - timedelta(days=days_ago)
    return Given(VOICE, granted, at, None if lasted is None else NOW - timedelta(days=lasted))


def heard(granted: bool, days_ago: int) -> Given:
    """What a list said that came so many days ago."""
    return Given(VOICE, granted, heard_at=NOW - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("ledger", "word"),
    [
        ([], None),
        ([Given(Purpose.QUOTE, True, NOW)], None),
        ([said(True)], True),
        ([said(False)], False),
        ([said(False), said(True, 1)], False),
        ([said(True), said(False, 1)], False),
        ([said(True, 1), said(False, 2)], True),
        ([said(False, 2), said(True, 1), said(False, 0)], False),
        ([said(True, 2, lasted=1)], None),
        ([said(True), said(True, 2, lasted=1)], True),
        ([said(True, 2, lasted=-1)], True),
        ([said(False, 3), said(True, 2, lasted=1)], None),
        ([said(True, 3), said(True, 2, lasted=1)], None),
        ([said(True, 2, lasted=0)], None),
        ([heard(False, 3), said(True, 2)], True),
        ([heard(False, 2), said(True, 2)], False),
        ([heard(False, 1), said(True, 2)], False),
        ([heard(False, 3), said(True, 2, lasted=1)], False),
        ([heard(True, 3), said(False, 4)], False),
        ([heard(True, 3), said(False, 4, lasted=1)], True),
    ],
)
def test_what_holds(ledger: list[Given], word: bool | None) -> None:
    assert standing(ledger, VOICE, NOW) is word
    assert standing(reversed(ledger), VOICE, NOW) is word


def test_the_shipped_rules_let_a_call_be_recorded_once_they_agree_and_a_country_can_forbid_it() -> None:
    rules = load_rulebook().consent
    assert [rules.recorded(one) for one in ("US", "DE", "NO", None)] == [True] * 4
    never = rules.recorded_call[0].model_copy(update={"allowed": False})
    assert not rules.model_copy(update={"recorded_call": (never,)}).recorded("US")
    nowhere = rules.otherwise_recorded.model_copy(update={"allowed": False})
    assert [rules.model_copy(update={"otherwise_recorded": nowhere}).recorded(one) for one in ("US", "NO")] == [
        True,
        False,
    ]

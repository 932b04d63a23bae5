"""Fatigue, budget, quotas and suppressions: the small rules that a decision is made of, and what their files refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from vocsurvey.fieldwork.allowance import AllowanceRules, Spent
from vocsurvey.fieldwork.fatigue import AccountShare, Colleagues, FatigueRules, share_free_at
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.quota import Quota, any_full, check_quota
from vocsurvey.fieldwork.suppression import domain_of
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook()
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


@given(
    st.integers(1, 400),
    st.lists(st.integers(0, 60 * 24).map(lambda hours: NOW - timedelta(hours=hours)), max_size=40),
    st.sampled_from([0.01, 0.1, 0.2, 0.29, 0.3, 0.5, 1]),
)
def test_the_share_of_an_account_is_kept_at_the_moment_that_is_named(
    contacts: int, called: list[datetime], share: float
) -> None:
    rules = RULES.fatigue.model_copy(
        update={"account": AccountShare(share=share, at_least=1, within=timedelta(days=30), mark="R", source="own")}
    )
    moment = share_free_at(rules, Colleagues(contacts, tuple(called)), NOW)
    most = max(1, int(Decimal(str(share)) * contacts))

    def recent(at: datetime) -> int:
        return sum(at - one < timedelta(days=30) for one in called)

    assert moment >= NOW
    assert recent(moment) < most
    if moment > NOW:
        assert recent(moment - timedelta(seconds=1)) >= most


def test_a_budget_has_a_day_and_room_for_a_call() -> None:
    rules = RULES.allowance.model_copy(update={"zone": "Australia/Sydney"})
    assert rules.day(NOW) == date(2026, 3, 3)
    assert rules.day(NOW + timedelta(hours=3)) == date(2026, 3, 4)
    assert rules.next_day_at(NOW) == datetime(2026, 3, 3, 13, 0, tzinfo=UTC)
    assert rules.tariff.of("DE") == Decimal("0.20")
    dear = rules.tariff.model_copy(update={"countries": {"AU": Decimal("1.5")}})
    assert dear.of("AU") == Decimal(6)
    given_rules = RULES.allowance.model_dump()
    for change, sentence in (
        ({"zone": "Mars/Olympus"}, "not a time zone"),
        ({"money": "0.19"}, "allows no call at all"),
        ({"calls": 0}, "greater than or equal to 1"),
        ({"countries": ["Germany"]}, "should match pattern"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            AllowanceRules.model_validate(given_rules | change)
    free = AllowanceRules.model_validate(given_rules | {"countries": None, "money": None, "calls": None})
    assert free.reaches(None)
    assert not RULES.allowance.reaches(None)


def test_fatigue_wants_numbers_that_can_be() -> None:
    given_rules = RULES.fatigue.model_dump()
    for change in ({"outstanding": 0}, {"between_any": "a month"}, {"between_any": 30}, {"per_moon": 1}):
        with pytest.raises(ValidationError):
            FatigueRules.model_validate(given_rules | change)


def test_quotas() -> None:
    facts = {"country": "DE", "tier": None, "role": "user"}
    assert Quota({}, 1).covers(facts)
    assert Quota({"country": "DE", "role": "user"}, 1).covers(facts)
    assert not Quota({"country": "DE", "role": "influencer"}, 1).covers(facts)
    assert not Quota({"tier": "gold"}, 1).covers(facts)
    assert not Quota({}, 2, 1).full
    assert any_full([Quota({"country": "GB"}, 1, 1), Quota({"role": "user"}, 3, 3)], facts)
    assert not any_full([Quota({"country": "GB"}, 1, 1), Quota({"role": "user"}, 3, 2)], facts)


@pytest.mark.parametrize(
    ("segment", "target", "sentence"),
    [
        ({"country": "DE"}, 0, "A quota needs at least one interview"),
        ({"shoe_size": "44"}, 5, "“shoe_size” is nothing that customers are told apart by; use country, "),
        ({"country": "FR"}, 5, "No customer has the country “FR”; there are DE, GB."),
        ({"region": "North"}, 5, "No customer has the region “North”; nobody has one."),
        ({"country": "DE"}, 5, None),
        ({}, 5, None),
    ],
)
def test_a_quota_for_nobody_is_refused(segment: dict[str, str], target: int, sentence: str | None) -> None:
    problem = check_quota(segment, target, {"country": ["GB", "DE", "GB"]})
    if sentence is None:
        assert problem is None
    else:
        assert isinstance(problem, Problem)
        assert problem.sentence.startswith(sentence)


@pytest.mark.parametrize(
    ("email", "domain"),
    [("Ann@Example.COM ", "example.com"), (None, None), ("", None), ("nobody", None), ("ann@", None)],
)
def test_domains(email: str | None, domain: str | None) -> None:
    assert domain_of(email) == domain


def test_a_day_can_be_used_up_by_calls_or_by_money() -> None:
    rules = RULES.allowance.model_copy(update={"calls": 2, "money": Decimal(1)})
    price = rules.tariff.of("US")
    today = rules.day(NOW)
    assert not rules.used_up(Spent(), "US", NOW)
    assert not rules.used_up(Spent(today, 1, Decimal(0)), "US", NOW)
    assert rules.used_up(Spent(today, 2, Decimal(0)), "US", NOW)
    assert rules.used_up(Spent(today, 1, Decimal(1) - price / 2), "US", NOW)
    assert not rules.used_up(Spent(today - timedelta(days=1), 9, Decimal(9)), "US", NOW)

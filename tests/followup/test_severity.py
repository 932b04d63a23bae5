"""How serious a flag is, and whose it is."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.followup.flag import FlagKind, Queue, RaisedFlag, queue_of
from vocsurvey.followup.severity import Severity, most_serious, severity_of


@pytest.mark.parametrize(
    ("base", "metric", "decision_maker", "dimension", "expected"),
    [
        ("high", "cared", True, "service", Severity.CRITICAL),
        ("low", "cared", True, "product", Severity.CRITICAL),
        ("low", "cared", False, "service", Severity.HIGH),
        ("critical", "cared", False, "service", Severity.CRITICAL),
        ("high", "csat", True, "service", Severity.HIGH),
        ("high", "ces", False, None, Severity.HIGH),
        ("high", "fcr_resolved", False, None, Severity.HIGH),
        ("high", "csat", False, "product", Severity.MEDIUM),
        ("high", "nps", True, "relationship", Severity.MEDIUM),
        ("critical", "nps", False, "product", Severity.CRITICAL),
        ("medium", "csat", False, "service", Severity.MEDIUM),
        ("low", None, True, None, Severity.LOW),
    ],
)
def test_severity(
    base: str, metric: str | None, decision_maker: bool, dimension: str | None, expected: Severity
) -> None:
    assert severity_of(base, metric=metric, decision_maker=decision_maker, dimension=dimension) is expected


def test_an_unknown_severity_is_refused() -> None:
    with pytest.raises(ValueError, match="urgent"):
        severity_of("urgent", metric=None, decision_maker=False, dimension=None)


@given(st.lists(st.sampled_from(Severity), min_size=1))
def test_a_follow_up_is_as_serious_as_its_worst_flag(severities: list[Severity]) -> None:
    worst = most_serious(*severities)
    assert worst in severities
    assert all(worst.rank <= severity.rank for severity in severities)


@pytest.mark.parametrize(
    ("kind", "dimension", "queue"),
    [
        (FlagKind.NEGATIVE, "service", Queue.CUSTOMER_SUCCESS),
        (FlagKind.NEGATIVE, "product", Queue.PRODUCT),
        (FlagKind.RAISED_BY_HAND, None, Queue.CUSTOMER_SUCCESS),
        (FlagKind.EDUCATION, "service", Queue.CUSTOMER_SUCCESS),
        (FlagKind.IDEA, None, Queue.PRODUCT),
    ],
)
def test_the_queue_of_a_flag(kind: FlagKind, dimension: str | None, queue: Queue) -> None:
    flag = RaisedFlag(kind, "cared", "not_cared_for", Severity.HIGH, dimension, queue_of(kind, dimension))
    assert flag.queue is queue
    with pytest.raises(FrozenInstanceError):
        flag.severity = Severity.LOW  # type: ignore[misc]

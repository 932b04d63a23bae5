"""A flag: an answer that obliges us to act. Raised at the answer, and never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vocsurvey.followup.severity import Severity


class FlagKind(StrEnum):
    """Why it was raised: a negative answer, words that must not wait, a person's decision, something to teach,
    something to build."""

    NEGATIVE = "negative"
    ALARM = "alarm"
    RAISED_BY_HAND = "raised_by_hand"
    EDUCATION = "education"
    IDEA = "idea"


class Queue(StrEnum):
    """Who answers for it when no single person does."""

    CUSTOMER_SUCCESS = "customer_success"
    PRODUCT = "product"
    MANAGEMENT = "management"


@dataclass(frozen=True)
class RaisedFlag:
    """One flag. ``question`` is the question's id and ``rule`` the name of the rule that fired (None: by hand)."""

    kind: FlagKind
    question: str
    rule: str | None
    severity: Severity
    dimension: str | None
    queue: Queue


def queue_of(kind: FlagKind, dimension: str | None) -> Queue:
    """The queue that a flag belongs to: what is about the product, or an idea about nothing else, goes to those who can
    change it."""
    if dimension == "product" or (kind is FlagKind.IDEA and dimension is None):
        return Queue.PRODUCT
    return Queue.CUSTOMER_SUCCESS

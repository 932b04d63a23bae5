"""What it takes to claim that something was put right: a cause, an action, and what the customer was told."""

from __future__ import annotations

from enum import StrEnum

SHORTEST = 3
LONGEST = 4000


class RootCause(StrEnum):
    """Why it went wrong; the first three are about people."""

    FELT_UNCARED_FOR = "felt_uncared_for"
    RESPONSIVENESS = "responsiveness"
    KNOWLEDGE = "knowledge"
    PRODUCT_DEFECT = "product_defect"
    PRODUCT_GAP = "product_gap"
    PROCESS_OR_POLICY = "process_or_policy"
    PRICE_OR_CONTRACT = "price_or_contract"
    DELIVERY = "delivery"
    BILLING = "billing"
    COMMUNICATION = "communication"


def closing_problems(cause: str | None, action: str | None, told: str | None) -> tuple[str, ...]:
    """Everything that is still missing before a follow-up may be called put right; empty when nothing is."""
    problems = []
    if cause not in list(RootCause):
        problems.append("Choose the root cause.")
    for text, what in ((action, "what was done about it"), (told, "what the customer was told")):
        length = len((text or "").strip())
        if length < SHORTEST:
            problems.append(f"Write down {what}.")
        elif length > LONGEST:
            problems.append(f"Shorten {what} to {LONGEST} characters.")
    return tuple(problems)

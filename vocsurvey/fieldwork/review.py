"""Which interviews of live callers are reviewed: the first of a newcomer, some of everybody's, and worrying ones."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from typing import Annotated

from pydantic import Field

from vocsurvey.fieldwork.rule import RuleFile


class WhyReviewed(StrEnum):
    """Why an interview is reviewed."""

    NEWCOMER = "newcomer"
    BROKE_OFF = "broke_off"
    DRAWN = "drawn"


class ReviewRules(RuleFile):
    """``first``: so many of each caller's; then one in ``one_in``; ``flagged_break_offs``: those that broke off after a
    flag was raised."""

    first: Annotated[int, Field(ge=0)]
    one_in: Annotated[int, Field(ge=1)]
    flagged_break_offs: bool


def why_reviewed(rules: ReviewRules, *, earlier: int, key: str, broke_off: bool, flagged: bool) -> WhyReviewed | None:
    """Why an interview is reviewed; None where it is not. ``earlier``: how many of the caller's were reviewed as a
    newcomer's; ``key`` names the interview and draws it, the same each time."""
    if earlier < rules.first:
        return WhyReviewed.NEWCOMER
    if rules.flagged_break_offs and broke_off and flagged:
        return WhyReviewed.BROKE_OFF
    drawn = int.from_bytes(sha256(f"review {key}".encode()).digest()[:8]) % rules.one_in == 0
    return WhyReviewed.DRAWN if drawn else None

"""How a customer is asked whether something was put right: when, how often, and when somebody looks after it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from vocsurvey.fieldwork.rule import Duration, RuleFile


class VerificationRules(RuleFile):
    """``after``: from the claim that it is put right to the first call. ``calls``: so many without an answer leave it
    unverified. ``grace``: from the time at which the phone may ring until somebody is told that nobody has asked."""

    after: Duration
    calls: Annotated[int, Field(ge=1, le=10)]
    grace: Duration

"""Which events of a customer's life lead to an interview: how long after, in how many cases, and how often at most.

Who is drawn is decided by a hash of the rule and of what it is about, so the same event is drawn, or not, every time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.rule import Duration, RuleFile, Sourced

_SHARE = re.compile(r"([1-9]\d{0,3}) in ([1-9]\d{0,3})")
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
TouchpointKind = Literal["support_case", "complaint", "order", "visit", "renewal", "relationship"]
Fact = Literal["tier", "region", "country", "role", "language", "channel", "team"]


def read_share(value: object) -> Fraction:
    """How many of them, in words: ``all`` or ``1 in 3``. Raises ValueError with a sentence for anything else."""
    if isinstance(value, Fraction):
        return value
    found = _SHARE.fullmatch(value) if isinstance(value, str) else None
    if value == "all":
        return Fraction(1)
    if found is None or int(found[1]) > int(found[2]):
        raise ValueError(f"{value!r} is not a share; write it like 1 in 3, or all")
    return Fraction(int(found[1]), int(found[2]))


class Limit(Sourced):
    """At most so many cases of one contact by this rule within so long."""

    cases: int = Field(ge=1)
    within: Duration


class Trigger(Sourced):
    """One rule: after which event, for whom, by which standing campaign.

    ``ask`` is the questionnaire of the campaign; ``campaign`` its name, where several have that questionnaire.
    ``wait``: from the event to the first call at the earliest. ``no_later_than``: an event that is reported later than
    this after it happened leads to nothing. ``only_if``: facts and the values that they must have one of.
    """

    name: str = Field(min_length=3, max_length=120)
    on: Word
    ask: str = Field(min_length=1, max_length=200)
    campaign: str | None = Field(None, min_length=1, max_length=200)
    wait: Duration
    sample: Annotated[Fraction, BeforeValidator(read_share)]
    at_most: Limit | None = None
    no_later_than: Duration
    only_if: dict[Fact, tuple[str, ...]] = Field(default_factory=dict)


class LifecycleRules(RuleFile):
    """What may be reported, each with what an interview about it is about; and what follows."""

    events: dict[Word, TouchpointKind] = Field(min_length=1)
    triggers: tuple[Trigger, ...]

    def unknown(self, questionnaires: Collection[str]) -> tuple[Problem, ...]:
        """The triggers that ask what is no questionnaire, so that their events would lead to nothing."""
        there = ", ".join(sorted(questionnaires)) or "none"
        return tuple(
            Problem(f"lifecycle.yaml: “{one.name}” asks {one.ask}, which is no questionnaire; there are {there}.")
            for one in self.triggers
            if one.ask not in questionnaires
        )

    @model_validator(mode="after")
    def _fit(self) -> LifecycleRules:
        names = [one.name for one in self.triggers]
        if double := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"two triggers are called “{double}”; draws are made by the name, so give each its own")
        for one in self.triggers:
            if one.on not in self.events:
                known = ", ".join(self.events)
                raise ValueError(f"“{one.name}” waits for {one.on}, which is no event here; there are {known}")
        return self


class Code(StrEnum):
    """What an event came to by one rule."""

    CASE_MADE = "case_made"
    NOT_MEANT = "not_meant"
    TOO_LATE = "too_late"
    NOT_DRAWN = "not_drawn"
    NO_CAMPAIGN = "no_campaign"
    ASKED_ALREADY = "asked_already"
    TOO_OFTEN = "too_often"


@dataclass(frozen=True)
class Occasion:
    """An event as a rule sees it. ``about`` is what it is about, by its id; ``facts`` by the names of ``Fact``.

    ``campaign``: a standing campaign takes it; ``asked``: the contact was asked about this already; ``earlier``: when
    this rule made cases of the contact.
    """

    about: str
    happened_at: datetime
    facts: Mapping[str, str | None]
    campaign: bool
    asked: bool
    earlier: tuple[datetime, ...]


@dataclass(frozen=True)
class Verdict:
    """What an event came to by one rule, with one sentence; ``due_at`` is set exactly when there is to be a case."""

    rule: str
    code: Code
    sentence: str
    due_at: datetime | None = None


def drawn(trigger: Trigger, about: str) -> bool:
    """Whether this one is of the share that is asked."""
    digest = sha256(f"{trigger.name}\x1f{about}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % trigger.sample.denominator < trigger.sample.numerator


def decide(trigger: Trigger, occasion: Occasion, now: datetime) -> Verdict:
    """Whether the event leads to a case by this rule; else the first reason why not."""
    told = _against(trigger, occasion, now)
    if told is not None:
        return Verdict(trigger.name, *told)
    due_at = max(now, occasion.happened_at + trigger.wait)
    return Verdict(trigger.name, Code.CASE_MADE, "There is a case; the rules of calling decide when.", due_at)


def _against(trigger: Trigger, occasion: Occasion, now: datetime) -> tuple[Code, str] | None:
    for fact, values in trigger.only_if.items():
        if occasion.facts.get(fact) not in values:
            return Code.NOT_MEANT, f"The rule is only for {' or '.join(values)} as {fact}."
    if now - occasion.happened_at > trigger.no_later_than:
        return Code.TOO_LATE, f"It was reported more than {_words(trigger.no_later_than.total_seconds())} afterwards."
    if not drawn(trigger, occasion.about):
        share = trigger.sample
        return Code.NOT_DRAWN, f"It is not among the {share.numerator} in {share.denominator} that are asked."
    if not occasion.campaign:
        named = f" called “{trigger.campaign}”" if trigger.campaign else ""
        return Code.NO_CAMPAIGN, f"No standing campaign{named} with the questionnaire {trigger.ask} is under way."
    if occasion.asked:
        return Code.ASKED_ALREADY, "The contact was asked about this already."
    limit = trigger.at_most
    if limit is not None and sum(at > now - limit.within for at in occasion.earlier) >= limit.cases:
        return Code.TOO_OFTEN, f"The contact had {limit.cases} in {_words(limit.within.total_seconds())} already."
    return None


def _words(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours / 24:g} days" if hours >= 48 else f"{hours:g} hours"

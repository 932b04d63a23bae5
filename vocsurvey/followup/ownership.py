"""Who answers for a follow-up: rules that are asked in turn, the last of which always finds somebody.

A rule names a person who belongs to the customer, several people who share the work, or a queue. Nobody answers for a
complaint that is about themselves, nor while they are away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from vocsurvey.fieldwork.rule import Rule, RuleFile
from vocsurvey.followup.flag import FlagKind, Queue
from vocsurvey.followup.severity import Severity
from vocsurvey.questionnaire.model import Attribution

Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=200)]
Fact = Literal[
    "region", "tier", "country", "language", "role", "touchpoint", "team", "campaign", "dimension", "queue", "kind",
    "severity", "attribution",
]  # fmt: skip
StaffRole = Literal["account_team", "caller", "customer_success", "manager", "agent", "admin"]
OF_THE_FLAG = frozenset(("dimension", "queue", "kind", "severity", "attribution"))
"""What is known of a follow-up only once the customer has said it."""
_CODES: Mapping[str, frozenset[str]] = {
    "queue": frozenset(Queue),
    "kind": frozenset(FlagKind),
    "severity": frozenset(Severity),
    "attribution": frozenset(Attribution),
}


class Belonging(StrEnum):
    """Somebody who belongs to the customer."""

    ACCOUNT_OWNER = "account_owner"
    CAMPAIGN_OWNER = "campaign_owner"
    AS_THE_CAMPAIGN_SAYS = "as_the_campaign_says"


class Roster(Rule):
    """Several people, by their role or one by one."""

    roles: tuple[StaffRole, ...] = ()
    people: tuple[Email, ...] = ()

    @model_validator(mode="after")
    def _somebody(self) -> Roster:
        if not (self.roles or self.people):
            raise ValueError("name roles or people, or both")
        return self

    def has(self, role: str, email: str) -> bool:
        """Whether somebody is one of them."""
        return role in self.roles or email.lower() in {one.lower() for one in self.people}


class Sharing(Roster):
    """People who share the work: each next follow-up goes to whoever has the fewest.

    ``speaks``: only who speaks the customer's language; ``at_work``: only who is at work at that moment.
    """

    speaks: bool = False
    at_work: bool = False


class OwnerRule(Rule):
    """One rule: ``when`` names facts and the values of which they must have one; then exactly one of the three.

    ``says`` is why, as the owner reads it on the follow-up.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{2,59}$")
    says: str = Field(min_length=3, max_length=200)
    when: Mapping[Fact, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(default_factory=dict)
    owner: Belonging | None = None
    share: Sharing | None = None
    queue: Queue | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> OwnerRule:
        if sum(one is not None for one in (self.owner, self.share, self.queue)) != 1:
            raise ValueError("give exactly one of owner, share and queue")
        for fact, values in self.when.items():
            if strangers := sorted(set(values) - _CODES.get(fact, frozenset(values))):
                known = ", ".join(sorted(_CODES[fact]))
                raise ValueError(f"{', '.join(strangers)} is no {fact}; there are {known}")
        return self

    def meant(self, facts: Mapping[str, str | None]) -> bool:
        """Whether a follow-up with these facts is one of those that the rule speaks of; case of letters is all one."""
        return all(_among(facts.get(fact), values) for fact, values in self.when.items())

    def may_be_meant(self, facts: Mapping[str, str | None]) -> bool:
        """The same, while nobody knows yet what the customer will say."""
        known = {fact: values for fact, values in self.when.items() if fact not in OF_THE_FLAG}
        return all(_among(facts.get(fact), values) for fact, values in known.items())

    @property
    def foreseeable(self) -> bool:
        """Whether it can be told before the customer has said anything."""
        return not OF_THE_FLAG & set(self.when)


class OwnershipRules(RuleFile):
    """The rules in their order, and who works each queue."""

    queues: Mapping[Queue, Roster]
    rules: tuple[OwnerRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _never_nobody(self) -> OwnershipRules:
        names = [one.name for one in self.rules]
        if double := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"two rules are called {double}; people read the name, so give each its own")
        last = self.rules[-1]
        if last.when or last.queue is None:
            raise ValueError(f"the last rule, {last.name}, must name a queue, without when: nothing may be unowned")
        if absent := [queue for queue in Queue if queue not in self.queues]:
            raise ValueError(f"queues does not say who works {', '.join(absent)}")
        return self

    @property
    def facts(self) -> frozenset[str]:
        """The facts that some rule asks for."""
        return frozenset(fact for one in self.rules for fact in one.when)


@dataclass(frozen=True)
class Person:
    """Somebody who may answer. ``open`` is how many follow-ups they have, ``latest_at`` when they got the last one."""

    id: int
    email: str
    role: str
    agent_id: int | None = None
    languages: tuple[str, ...] = ()
    there: bool = True
    at_work: bool = True
    open: int = 0
    latest_at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """Who answers, by which rule: a person, or a queue when ``owner_id`` is None. ``says``: why."""

    rule: str
    says: str
    owner_id: int | None
    queue: Queue | None = None


def able(person: Person, about_agent: int | None) -> bool:
    """Whether somebody can answer: they are there, and it is not about them."""
    return person.there and (about_agent is None or person.agent_id != about_agent)


def first_able(people: Iterable[Person | None], about_agent: int | None) -> Person | None:
    """The first of those who belong to the customer who can answer."""
    return next((one for one in people if one is not None and able(one, about_agent)), None)


def sharer(
    sharing: Sharing,
    people: Sequence[Person],
    *,
    about_agent: int | None,
    language: str | None,
    keeps: int | None = None,
) -> Person | None:
    """Whose turn it is: who is at work before who is not, then who has the fewest, then whoever has waited longest.

    ``keeps``: the id of who has it already, who stays the one as long as they could be.
    """
    fit = [
        one
        for one in people
        if sharing.has(one.role, one.email)
        and able(one, about_agent)
        and (one.at_work or not sharing.at_work)
        and (not sharing.speaks or _among(language, one.languages))
    ]
    kept = next((one for one in fit if one.id == keeps), None)
    return kept or min(fit, key=_turn, default=None)


def unanimous(owners: Collection[int | None]) -> int | None:
    """The one person whom every one of these is; None when they differ, or there is none."""
    return next(iter(owners)) if len(set(owners)) == 1 else None


def _turn(one: Person) -> tuple[bool, int, float, int]:
    return (not one.at_work, one.open, one.latest_at.timestamp() if one.latest_at else 0.0, one.id)


def _among(value: str | None, values: Iterable[str]) -> bool:
    return value is not None and value.casefold() in {one.casefold() for one in values}

"""Whom not to call: what a refusal speaks of, and how far it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """How far a suppression reaches."""

    CAMPAIGN = "campaign"
    ALL_SURVEYS = "all_surveys"
    AUTOMATED = "automated"


class Subject(StrEnum):
    """What is not called. ``line``: a number with its extension. ``number``: a switchboard with everybody behind it,
    which only the organisation itself can refuse. ``domain``: everybody with an e-mail address there.
    """

    LINE = "line"
    NUMBER = "number"
    CONTACT = "contact"
    ACCOUNT = "account"
    DOMAIN = "domain"


@dataclass(frozen=True)
class Suppressed:
    """One suppression that applies to a person in a campaign."""

    subject: Subject
    scope: Scope

    def holds(self, *, automated: bool) -> bool:
        """Whether it forbids the call; one of automated calls only leaves the live caller free."""
        return automated or self.scope is not Scope.AUTOMATED


def domain_of(email: str | None) -> str | None:
    """The domain of an e-mail address, in lower case; None without one."""
    _, at, domain = (email or "").strip().lower().rpartition("@")
    return domain if at and domain else None

"""Whom not to call: what a refusal speaks of, and how far it reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


LineHash = Callable[[str, str], str]
"""Number (E.164) and extension → keyed hash, stable over the life of the installation."""
WHOLE = "*"


@dataclass(frozen=True)
class Who:
    """What is not called, as it goes into the hash: ``name`` with ``extension``, which only a line has."""

    subject: Subject
    name: str
    extension: str = ""

    def hashed(self, line_hash: LineHash, campaign_id: int | None = None) -> str:
        """The keyed hash, for every campaign or for one."""
        return line_hash(self.name if campaign_id is None else f"campaign:{campaign_id}:{self.name}", self.extension)

    @property
    def key(self) -> str:
        """What goes by it in the sample: the number, the external id, or the domain."""
        return self.name if self.subject in (Subject.LINE, Subject.NUMBER) else self.name.partition(":")[2]

    @property
    def shown(self) -> str:
        """As people read it. It is kept beside the hash until the person is erased."""
        return f"{self.key}, extension {self.extension}" if self.extension not in ("", WHOLE) else self.key


def one_line(number: str, extension: str = "") -> Who:
    """A number with its extension."""
    return Who(Subject.LINE, number, extension)


def whole_number(number: str) -> Who:
    """A number with everybody behind it. Only the organisation can refuse for all of them."""
    return Who(Subject.NUMBER, number, WHOLE)


def one_contact(external_id: str) -> Who:
    """A person, at whatever number."""
    return Who(Subject.CONTACT, f"contact:{external_id}")


def one_account(external_id: str) -> Who:
    """A customer with all its contacts."""
    return Who(Subject.ACCOUNT, f"account:{external_id}")


def this_domain(domain: str) -> Who:
    """Everybody with an e-mail address of this domain."""
    return Who(Subject.DOMAIN, f"domain:{domain.strip().lower()}")


def manner(applying: Iterable[Suppressed], email: str | None, *, promised: bool = False) -> str | None:
    """How a follow-up that is owed is done with somebody who is not called; None where nothing changes it.

    ``promised``: they were told that somebody calls them about it.
    """
    scopes = {one.scope for one in applying}
    if not scopes:
        return None
    if scopes == {Scope.AUTOMATED}:
        return "They do not want automated calls. Call them yourself; no automated voice asks whether it is put right."
    if promised:
        return (
            "They asked not to be called with questions. They were told that somebody calls about this matter: "
            "keep that promise, and ask them nothing else."
        )
    write = f"write to {email}" if email else "write to them, or call about this matter and nothing else"
    return f"They asked not to be called with questions. The answer is still owed: {write}. Ask them nothing else."


def domain_of(email: str | None) -> str | None:
    """The domain of an e-mail address, in lower case; None without one."""
    _, at, domain = (email or "").strip().lower().rpartition("@")
    return domain if at and domain else None

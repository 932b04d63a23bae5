"""What the carrier refuses because of our account and not because of the number that was to be called.

Such an error is nobody's attempt: every further request would be refused as well, so all dialling stops, or that to
one country where the error concerns no other.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from vocsurvey.fieldwork.rule import Duration, RuleFile, Sourced


class Reopening(StrEnum):
    """Who opens dialling again: a person who has put it right, or the clock once the account works again."""

    PERSON = "person"
    PROBE = "probe"


class Concern(StrEnum):
    """How far a refusal reaches: every call, or those to the country of the number that was called."""

    ACCOUNT = "account"
    COUNTRY = "country"


class AccountError(Sourced):
    """One of the carrier's codes; ``code`` None stands for every other error that comes with one of the ``http``."""

    code: int | None
    meaning: str = Field(min_length=3)
    to_do: str = Field(min_length=3)
    reopens: Reopening
    concerns: Concern = Concern.ACCOUNT


class AccountErrors(RuleFile):
    """The codes that concern our account.

    ``http``: an answer with one of these concerns our account whatever its code. ``probe_after``: so long after the
    stop, and as often from then on, the account is looked at. ``longest_queue``: if the carrier would hold a new call
    for longer than this before it dials, no more calls are sent until that queue has run down.
    """

    probe_after: Duration
    longest_queue: Duration
    http: tuple[int, ...]
    errors: tuple[AccountError, ...]

    def of(self, code: int | None, http: int) -> AccountError | None:
        """What a refusal means for our account; None when it is about the number that was called."""
        named = next((one for one in self.errors if one.code == code and code is not None), None)
        if named is None and http in self.http:
            return next((one for one in self.errors if one.code is None), None)
        return named

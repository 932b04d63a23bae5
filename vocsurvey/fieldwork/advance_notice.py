"""Advance notice: a note by e-mail some days before a first call, and what can be chosen instead of the call.

The rule: where a campaign wants notes, nobody with an e-mail address is called for the first time before the note was
sent and its lead has passed. Whoever has no address, or whose note cannot be delivered, is called as usual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import Field, model_validator

from vocsurvey.fieldwork.protocol import Ending, PastAttempt
from vocsurvey.fieldwork.rule import Duration, Rule, RuleFile, Sourced
from vocsurvey.fieldwork.typed import Reading

NEVER_RANG = frozenset((None, Ending.NOT_DIALED, Ending.REJECTED))
"""How attempts end, or have not ended yet, of which the person noticed nothing."""


class Lead(Sourced):
    """How many days ahead a note goes out: usually, and at most."""

    usual_days: int = Field(ge=1)
    most_days: int = Field(ge=1, le=60)

    @model_validator(mode="after")
    def _usual_is_allowed(self) -> Lead:
        if self.usual_days > self.most_days:
            raise ValueError("usual_days must not be more than most_days")
        return self


class Times(Sourced):
    """The times that are offered: every ``step`` of the hours in which the phone may ring, from ``earliest`` after now
    on, of the next ``days`` days that have any; none later than ``within``."""

    step: Duration = Field(ge=timedelta(minutes=5), le=timedelta(hours=4))
    earliest: Duration
    days: int = Field(ge=1, le=30)
    within: Duration


class Deferral(Rule):
    """A way to say not now; ``name`` is what ``notice_words.yaml`` calls it."""

    name: str = Field(pattern=r"^[a-z_]{1,20}$")
    wait: Duration = Field(ge=timedelta(days=1))


class NoticeRules(RuleFile):
    """When notes go out and what may be chosen. ``patience``: how long we try to send one before the call goes on
    without it."""

    lead: Lead
    patience: Duration = Field(ge=timedelta(minutes=1))
    times: Times
    deferrals: tuple[Deferral, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_deferral_once(self) -> NoticeRules:
        if len({one.name for one in self.deferrals}) < len(self.deferrals):
            raise ValueError("deferrals names one of them twice")
        return self

    def deferral(self, name: str) -> Deferral | None:
        """The deferral of this name; None where there is none."""
        return next((one for one in self.deferrals if one.name == name), None)


@dataclass(frozen=True)
class Note:
    """The note that goes ahead of a call: how long before it, and when it was sent (aware); None: not yet."""

    lead: timedelta
    sent_at: datetime | None = None

    def free_at(self, now: datetime) -> datetime:
        """From when on the note does not keep the call back; a note that was not sent yet would have to go out now."""
        return (self.sent_at or now) + self.lead


def first_call(history: Sequence[PastAttempt]) -> bool:
    """Whether the person has not noticed any call for this yet, of ours or of theirs."""
    return not any(one.counted or one.ending not in NEVER_RANG for one in history)


def read_note_days(it: Reading) -> int | None:
    """From what was typed into a plan, how many days ahead a note goes out; None where none does."""
    days = it.number("note_days", "the days ahead", it.known.most_note_days)
    if it.one("note") != "yes":
        return None
    if not it.one("owner"):
        it.refuse("owner", "Say who answers for the campaign, because replies to its notes go to them.")
    return days or it.known.usual_note_days

"""Where a call needs the person's consent, as data that counsel can edit; and which consent of a person stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from vocsurvey.fieldwork.phone import LineKind
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.fieldwork.rule import Country, RuleFile, Sourced
from vocsurvey.questionnaire.model import Purpose

CALLING = {Channel.IVR: Purpose.AUTOMATED_VOICE, Channel.LIVE: Purpose.LIVE_CALL}
"""What a consent must be for, by who calls."""


@dataclass(frozen=True)
class Given:
    """One entry of a person's ledger; ``at`` None is one of which nobody knows when it was given, except that it was
    said before ``heard_at``, if that is known.
    """

    purpose: Purpose
    granted: bool
    at: datetime | None = None
    expires_at: datetime | None = None
    heard_at: datetime | None = None


class ConsentRule(Sourced):
    """Does a call need consent on lines of these kinds (none named: every kind) in this country?"""

    country: Country
    kinds: frozenset[LineKind] = frozenset()
    required: bool


class ConsentOtherwise(Sourced):
    """The rule for countries and kinds of line that no other rule names."""

    required: bool


class RecordingRule(Sourced):
    """May a live call with somebody in this country be recorded, once they have agreed to it on the line?"""

    country: Country
    allowed: bool


class RecordingOtherwise(Sourced):
    """The rule on recording for countries that no other rule names."""

    allowed: bool


class ConsentRules(RuleFile):
    """Every rule on consent: to an automated voice, to a live caller, and to the recording of a live call."""

    otherwise: ConsentOtherwise
    automated_voice: tuple[ConsentRule, ...] = ()
    otherwise_live: ConsentOtherwise = ConsentOtherwise(
        required=False, mark="R", source="A live caller speaks with a customer of the company, and stops when asked to."
    )
    live_call: tuple[ConsentRule, ...] = ()

    otherwise_recorded: RecordingOtherwise = RecordingOtherwise(
        allowed=True, mark="R", source="Whoever has said yes on the line, to a question that says so, is recorded."
    )
    recorded_call: tuple[RecordingRule, ...] = ()

    def recorded(self, country: str | None) -> bool:
        """May a live call be recorded, once the person has agreed? Without their yes it never is."""
        named = [rule.allowed for rule in self.recorded_call if rule.country == country]
        return all(named) if named else self.otherwise_recorded.allowed

    def required(self, country: str | None, kind: LineKind, channel: Channel = Channel.IVR) -> bool:
        """Is consent needed? A rule that names the kind of line beats one for the whole country."""
        automated = channel is Channel.IVR
        here = [rule for rule in (self.automated_voice if automated else self.live_call) if rule.country == country]
        named = [rule for rule in here if kind in rule.kinds] or [rule for rule in here if not rule.kinds]
        otherwise = self.otherwise if automated else self.otherwise_live
        return any(rule.required for rule in named) if named else otherwise.required


def standing(ledger: Iterable[Given], purpose: Purpose, now: datetime) -> bool | None:
    """Whether the person agrees to be called for a purpose; None when nobody knows.

    The latest entry with a date is the one that holds, until it expires: from then on nobody knows. A "no" without a
    date, as lists bring it, is obeyed in any case, because it may be the later word; unless it was heard before the one
    that holds.
    """
    entries = [one for one in ledger if one.purpose is purpose]
    dated = [(one.at, one) for one in entries if one.at is not None]
    at, latest = max(dated, key=lambda pair: pair[0]) if dated else (None, None)
    holds = latest is not None and (latest.expires_at is None or now < latest.expires_at)
    undated = [one for one in entries if one.at is None]
    for one in undated:
        earlier = holds and at is not None and one.heard_at is not None and one.heard_at < at
        if not one.granted and not earlier:
            return False
    if latest is not None and holds:
        return latest.granted
    return True if any(one.granted for one in undated) else None

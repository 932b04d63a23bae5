"""How often a customer may be asked at all, over all campaigns. The answer to "too often" is a date, never a drop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import Field

from vocsurvey.fieldwork.rule import Duration, RuleFile, Sourced


class AccountShare(Sourced):
    """At most this share of an account's contacts is called for surveys within so long, but always ``at_least`` one."""

    share: float = Field(gt=0, le=1)
    at_least: int = Field(ge=1)
    within: Duration


class FatigueRules(RuleFile):
    """Every limit on how often one is asked.

    ``between_completed``: from the end of one completed survey of a contact to the next call for another.
    ``between_any``: from the last call for one survey to the first for another. ``outstanding``: how many surveys of
    one contact may be under way at once. ``recheck``: when to look again at what has no date.
    """

    between_completed: Duration
    between_any: Duration
    outstanding: int = Field(ge=1)
    account: AccountShare
    recheck: Duration


@dataclass(frozen=True)
class OtherSurvey:
    """Another survey of the same contact: when it was last dialled, when it was completed, whether it is under way."""

    called_at: datetime | None = None
    completed_at: datetime | None = None
    outstanding: bool = False


@dataclass(frozen=True)
class Colleagues:
    """The account around a contact: how many contacts it has, this one included, and when each of the others was last
    called for a survey."""

    contacts: int = 1
    called_at: tuple[datetime, ...] = ()


def asked_again_at(rules: FatigueRules, others: Sequence[OtherSurvey]) -> datetime | None:
    """When the contact has rested from the surveys that they completed; None when there was none."""
    done = (one.completed_at for one in others if one.completed_at is not None)
    return _after(max(done, default=None), rules.between_completed)


def called_again_at(rules: FatigueRules, others: Sequence[OtherSurvey]) -> datetime | None:
    """When the contact has rested from being called for other surveys; None when they were not."""
    called = (one.called_at for one in others if one.called_at is not None)
    return _after(max(called, default=None), rules.between_any)


def too_many_outstanding(rules: FatigueRules, others: Sequence[OtherSurvey]) -> bool:
    """Are as many other surveys of the contact under way as may be?"""
    return sum(one.outstanding for one in others) >= rules.outstanding


def share_free_at(rules: FatigueRules, account: Colleagues, now: datetime) -> datetime:
    """The first moment from ``now`` on at which one more contact of the account may be called."""
    share = rules.account
    # An epsilon, because 0.2 * 5 must be one and 0.29 * 100 twenty-nine.
    most = max(share.at_least, int(share.share * account.contacts + 1e-9))
    recent = sorted(at + share.within for at in account.called_at if at + share.within > now)
    return recent[len(recent) - most] if len(recent) >= most else now


def _after(moment: datetime | None, wait: timedelta) -> datetime | None:
    return None if moment is None else moment + wait

"""The terms of one campaign, as values: how often it tries, what it may do in a day, and whom it draws."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from vocsurvey.db.campaign import Campaign
from vocsurvey.fieldwork.drawing import Draw, Per, Sampling
from vocsurvey.fieldwork.permission import CallRules
from vocsurvey.fieldwork.plan import Limit, Tries
from vocsurvey.fieldwork.protocol import Protocol
from vocsurvey.rulebook import Rulebook

_CENT = Decimal("0.01")


def tries_of(campaign: Campaign) -> Tries:
    """What the campaign says of how often somebody is tried."""
    return Tries(campaign.max_attempts, campaign.min_gap_days, campaign.machine_message)


def protocol_of(campaign: Campaign, rules: Rulebook) -> Protocol:
    """The call protocol in a campaign: that of the rules, or a narrower one."""
    return tries_of(campaign).narrow(rules.protocol)


def calling_of(campaign: Campaign, rules: Rulebook) -> CallRules:
    """The rules that ``may_call`` asks for in a campaign."""
    return replace(rules.calling, protocol=protocol_of(campaign, rules))


def limit_of(campaign: Campaign) -> Limit:
    """What the campaign may do in a day."""
    money = campaign.money_per_day
    return Limit(campaign.calls_per_day, None if money is None else Decimal(money).quantize(_CENT))


def sampling_of(campaign: Campaign) -> Sampling:
    """The sampling rule."""
    said = campaign.sampling
    return Sampling(
        Draw(said.get("draw", Draw.ALL)),
        int(said.get("number", 1)),
        Per(said.get("per", Per.ACCOUNT)),
        bool(said.get("unhappy_too", True)),
    )


def sampling_words(sampling: Sampling) -> dict[str, object]:
    """The sampling rule as it is stored."""
    return {
        "draw": sampling.draw.value,
        "number": sampling.number,
        "per": sampling.per.value,
        "unhappy_too": sampling.unhappy_too,
    }

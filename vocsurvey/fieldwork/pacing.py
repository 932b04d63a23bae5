"""How fast calls go out, and how long we wait for the carrier before we ask it ourselves."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from pydantic import Field

from vocsurvey.fieldwork.rule import Duration, Rule, RuleFile

_LONGEST_LIFE = timedelta(seconds=1.5)


class Conversations(StrEnum):
    """What becomes of people who are talking with us when somebody stops all dialling."""

    FINISH = "finish"
    HANG_UP = "hang_up"


class Limits(Rule):
    """How fast and how many at once, for one number or one campaign; None: no limit besides that of the house."""

    calls_per_second: float | None = Field(default=None, gt=0, le=100)
    in_flight: int | None = Field(default=None, ge=1, le=1000)


class Pacing(RuleFile):
    """Limits of speed and patience.

    ``calls_per_second`` and ``in_flight`` are for the whole installation, below the carrier's own. ``ring_timeout``
    and ``time_limit`` go to the carrier with each call, ``live_time_limit`` with those in which a caller speaks.
    ``poll_after``: silence from the carrier after which a placed call is looked up. ``sending_patience``: how long a
    request may be unanswered before its call is uncertain. ``uncertain_patience``: how long an uncertain call blocks
    its line before it is given up. ``claim_lead``: how long a claimed case may wait for a worker before the clock
    alarms again. ``tick``: the clock's pulse.

    ``permit_life``: a sender that was held up for longer after its permit does not send, so that no call is placed
    later than that after all dialling was stopped. ``conversations_when_stopped``: what becomes then of people who are
    talking with us. ``per_number``, ``per_campaign``: the limits of each number that we show, and of each campaign.
    """

    calls_per_second: float = Field(gt=0, le=100)
    in_flight: int = Field(ge=1, le=1000)
    ring_timeout: Duration
    time_limit: Duration
    poll_after: Duration
    sending_patience: Duration
    uncertain_patience: Duration
    claim_lead: Duration
    tick: Duration
    permit_life: Duration = Field(default=_LONGEST_LIFE, gt=timedelta(0), le=_LONGEST_LIFE)
    live_time_limit: Duration = Field(default=timedelta(minutes=45), gt=timedelta(0))
    per_number: Limits = Limits()
    per_campaign: Limits = Limits()
    conversations_when_stopped: Conversations = Conversations.FINISH

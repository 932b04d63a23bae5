"""How often somebody is dialled by the protocol until they are reached or given up: what a plan is reckoned with.

One person is followed along the protocol as if every call found nobody: when the next one is, who makes it, and in
which part of the day. How likely each of them reaches somebody is what was learned of that part; no lots are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from vocsurvey.fieldwork.protocol import Channel, Ending, Exhausted, PastAttempt, Protocol, local_part, next_attempt
from vocsurvey.fieldwork.reachability import ReachRules, best_time
from vocsurvey.fieldwork.window import Hours, next_open


@dataclass(frozen=True)
class Effort:
    """Of one person on average: ``dials``, those of them that a live caller makes, how likely somebody is ``reached``
    in the end, and after how long those are given up whom nobody reaches."""

    dials: float = 0.0
    live: float = 0.0
    reached: float = 0.0
    takes: timedelta = timedelta(0)

    def mixed(self, other: Effort, share: float) -> Effort:
        """Among people of whom ``share`` (from 0 to 1) take the other one's effort."""
        if not share:
            return self
        return Effort(
            self.dials + share * (other.dials - self.dials),
            self.live + share * (other.live - self.live),
            self.reached + share * (other.reached - self.reached),
            max(self.takes, other.takes) if share < 1 else other.takes,
        )


def effort(
    protocol: Protocol,
    reach: ReachRules,
    chances: Sequence[float],
    starts_at: datetime,
    zone: str,
    hours: Hours,
    channel: Channel,
) -> Effort:
    """From ``starts_at`` (aware) on, for somebody in a zone whom ``channel`` calls first.

    ``chances`` has, for each part of the protocol's day (one where it has none), how likely a call reaches somebody.
    Without an hour at which phones may ring there is no effort.
    """
    parts, zones = protocol.parts_of_day, (zone,)
    spacing = protocol.spacing[Ending.NO_ANSWER]
    history: list[PastAttempt] = []
    dials = live = 0.0
    unreached = 1.0
    at = next_open(starts_at, zones, hours)
    while at is not None:
        dials += unreached
        live += unreached if channel is Channel.LIVE else 0.0
        unreached *= 1 - chances[local_part(parts, at, zone)]
        history.append(PastAttempt(at, counted=True, ending=Ending.NO_ANSWER, channel=channel))
        again = next_attempt(protocol, history, Ending.NO_ANSWER, at, zones=zones, channel=channel)
        if isinstance(again, Exhausted):
            break
        due_at, channel = again.due_at, again.onward or channel
        if spacing.best_part_of_day:
            tried_at = at if spacing.another_part_of_day else None
            due_at = best_time(reach, parts, chances, due_at, zones, hours, tried_at=tried_at)
        at = next_open(due_at, zones, hours)
    takes = history[-1].at - history[0].at if history else timedelta(0)
    return Effort(dials, live, 1 - unreached, takes)

"""How many more calls a claim may plan: altogether, per campaign and per number that we show."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Attempt, Call, CallStatus
from vocsurvey.fieldwork.pacing import Limits, Pacing
from vocsurvey.operations.calling_times import country_of
from vocsurvey.rulebook import Rulebook


class Room:
    """The room that the calls in flight leave to one claim, and what the claim has taken of it."""

    def __init__(self, session: Session, rules: Rulebook, limit: int) -> None:
        self._rules = rules
        self._numbers: Counter[str] = Counter()
        self._campaigns: Counter[int | None] = Counter()
        self._now: Counter[str | int] = Counter()
        in_flight = 0
        for number, campaign_id, count in _in_flight(session):
            self._numbers[number] += count
            self._campaigns[campaign_id] += count
            in_flight += count
        self.left = min(limit, rules.pacing.in_flight - in_flight)

    def number_of(self, case: Case) -> str:
        """The number that a case sees."""
        return self._rules.caller_numbers.of(case.id, country_of(case.contact), case.campaign.from_number)

    def has(self, case: Case) -> bool:
        """Whether one more call of its campaign, from its number, fits in."""
        return self.left > 0 and self._campaign_has(case.campaign_id) and self._number_has(self.number_of(case))

    def take(self, case: Case) -> None:
        """One more call is planned."""
        number = self.number_of(case)
        self.left -= 1
        self._numbers[number] += 1
        self._campaigns[case.campaign_id] += 1
        self._now[number] += 1
        self._now[case.campaign_id] += 1

    def full_campaigns(self) -> frozenset[int]:
        """The campaigns of which no further case need be looked at."""
        known = {one for one in self._campaigns if one is not None}
        return frozenset(one for one in known if not self._campaign_has(one))

    def _campaign_has(self, campaign_id: int) -> bool:
        limits = self._rules.pacing.per_campaign
        return self._fits(limits, self._campaigns[campaign_id], self._now[campaign_id])

    def _number_has(self, number: str) -> bool:
        limits = self._rules.caller_numbers.limits(number, self._rules.pacing.per_number)
        return self._fits(limits, self._numbers[number], self._now[number])

    def _fits(self, limits: Limits, in_flight: int, now: int) -> bool:
        if limits.in_flight is not None and in_flight >= limits.in_flight:
            return False
        return limits.calls_per_second is None or now < per_tick(limits.calls_per_second, self._rules.pacing)


def per_tick(calls_per_second: float, pacing: Pacing) -> int:
    """How many calls one tick may plan so that their rate stays below the limit; at least one."""
    return max(1, int(calls_per_second * (pacing.tick / timedelta(seconds=1))))


def _in_flight(session: Session) -> list[tuple[str, int | None, int]]:
    """The calls that are planned or with the carrier, by number and campaign; a call may be of none."""
    rows = session.execute(
        select(Call.from_number, Case.campaign_id, func.count())
        .outerjoin(Attempt, Attempt.call_id == Call.id)
        .outerjoin(Case, Case.id == Attempt.case_id)
        # That they have not ended says the index which rows to look at: calls of years are not.
        .where(Call.ended_at.is_(None), Call.status.in_((*OPEN_AT_CARRIER, CallStatus.PLANNED)))
        .group_by(Call.from_number, Case.campaign_id)
    )
    return [(number, campaign_id, count) for number, campaign_id, count in rows]

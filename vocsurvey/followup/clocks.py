"""The clocks of a follow-up: how long the customer has waited for each thing, read from its history.

Nothing is counted up and stored: the same history says the same at any time, and more of it never says less. Time in
which we wait for the customer is theirs and does not count. Whoever reopens a follow-up was never helped, so its clocks
go on from where they began.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from vocsurvey.followup.deadlines import Deadlines
from vocsurvey.followup.lifecycle import REOPENING, RESTING, Event, Refusal, State, claimed, final, next_state


class Clock(StrEnum):
    """What a customer waits for, from the moment of the answer on."""

    FIRST_ATTEMPT = "first_attempt"
    FIRST_CONTACT = "first_contact"
    PLAN = "plan"
    PUT_RIGHT = "put_right"
    VERIFIED = "verified"


_SPOKEN = frozenset((Event.IN_CONVERSATION, Event.ACTION_AGREED, Event.PUT_RIGHT))
_STOPS: Mapping[Clock, frozenset[Event]] = {
    Clock.FIRST_ATTEMPT: _SPOKEN | {Event.CONTACT_ATTEMPTED},
    Clock.FIRST_CONTACT: _SPOKEN,
    Clock.PLAN: frozenset((Event.ACTION_AGREED, Event.PUT_RIGHT)),
    Clock.PUT_RIGHT: frozenset((Event.PUT_RIGHT,)),
    Clock.VERIFIED: frozenset((Event.VERIFIED,)),
}
_OWED_AGAIN = (Clock.PLAN, Clock.PUT_RIGHT, Clock.VERIFIED)
# What happens while somebody waits, without anything from the customer.
_LEAVES_WAITING = frozenset(
    (Event.NOTE, Event.ESCALATED, Event.FLAG_WITHDRAWN, Event.ASSIGNED, Event.CLAIMED, Event.CONTACT_ATTEMPTED)
)


@dataclass(frozen=True)
class Moment:
    """One event of the history. ``until`` is the date that it set: of a promise, a rest, a wait, or the next call."""

    event: Event
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Pause:
    """A time in which we waited for the customer, from then until just before then."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Clocks:
    """What a history says of a follow-up.

    ``reached``: when each clock stopped; one that is not there runs, unless ``ended_at`` says that nothing is owed any
    more. ``again_at``: by when the customer is spoken to again, after a reopening or a more serious answer.
    ``promised_at`` is the latest promise, ``dated_at`` the date of a rest or of the next verification call, and
    ``waiting_until`` that of a wait that nothing has ended.
    """

    state: State
    opened_at: datetime
    reached: Mapping[Clock, datetime]
    pauses: tuple[Pause, ...]
    ended_at: datetime | None = None
    again_at: datetime | None = None
    promised_at: datetime | None = None
    dated_at: datetime | None = None
    waiting_until: datetime | None = None

    def ran(self, clock: Clock, now: datetime) -> timedelta:
        """How long the customer has waited for it until now, or until it came; without what we waited for them."""
        until = max(self.opened_at, min(self.reached.get(clock, now), self.ended_at or now, now))
        return until - self.opened_at - self._waited(until)

    def waited(self, now: datetime) -> timedelta:
        """How long we have waited for the customer until now."""
        return self._waited(now)

    def _waited(self, until: datetime) -> timedelta:
        parts = (min(pause.until, until) - pause.since for pause in self.pauses)
        return sum((part for part in parts if part > timedelta()), timedelta())


def read_clocks(history: Sequence[Moment]) -> Clocks:
    """The clocks of a history, oldest event first; times that go back, as clocks of two machines do, are held.

    Raises ValueError for a history that cannot be: one that begins in its middle, or an event that cannot follow.
    """
    folding = _Folding()
    for moment in _in_order(history):
        folding.add(moment)
    if folding.state is None or folding.opened_at is None:
        raise ValueError("a follow-up has a history that begins with its opening")
    return Clocks(
        folding.state,
        folding.opened_at,
        folding.reached,
        tuple(folding.pauses),
        folding.ended_at,
        folding.again_at,
        folding.promised_at,
        folding.dated_at,
        folding.waiting_until,
    )


def next_deadline(clocks: Clocks, due: Deadlines) -> datetime | None:
    """The soonest of the live deadlines (UTC); None when nothing is owed any more.

    ``due`` are those of the follow-up, the plan's already moved on by what was waited. A wait puts off the plan, and
    never a promise that was made to the customer, nor their first call.
    """
    state = clocks.state
    if final(state):
        return None
    if state in RESTING or claimed(state):
        return clocks.dated_at
    live = [clocks.again_at]
    if Clock.FIRST_CONTACT not in clocks.reached:
        live.append(due.first_contact_at)
    if clocks.waiting_until is not None:
        live.append(clocks.waiting_until)
    elif Clock.PLAN not in clocks.reached and clocks.again_at is None:
        live.append(due.plan_at)
    if Clock.PLAN in clocks.reached:
        live.append(clocks.promised_at)
    return min(moment for moment in live if moment is not None)


class _Folding:
    """What is known so far, one event after the other."""

    def __init__(self) -> None:
        self.state: State | None = None
        self.opened_at: datetime | None = None
        self.reached: dict[Clock, datetime] = {}
        self.pauses: list[Pause] = []
        self.ended_at: datetime | None = None
        self.again_at: datetime | None = None
        self.promised_at: datetime | None = None
        self.dated_at: datetime | None = None
        self.waiting_until: datetime | None = None

    def add(self, moment: Moment) -> None:
        """What happened next."""
        following = next_state(self.state, moment.event)
        if isinstance(following, Refusal):
            raise ValueError(following.sentence)
        if moment.event is Event.OPENED:
            self.opened_at = moment.at
        self._wait(moment)
        if moment.event in REOPENING:
            self._owe_again(moment, reopened=following is State.REOPENED and self.state is not State.REOPENED)
        elif moment.event in _SPOKEN:
            self.again_at = None
        for clock, stops in _STOPS.items():
            if moment.event in stops:
                self.reached.setdefault(clock, moment.at)
        if moment.event is Event.ACTION_AGREED:
            self.promised_at = moment.until or moment.at
        if (following in RESTING or claimed(following)) and (moment.until or following is not self.state):
            self.dated_at = moment.until or moment.at
        self.ended_at = (self.ended_at or moment.at) if final(following) else None
        self.state = following

    def _wait(self, moment: Moment) -> None:
        if self.waiting_until is not None and moment.event not in _LEAVES_WAITING:
            last = self.pauses[-1]
            self.pauses[-1] = Pause(last.since, max(last.since, min(last.until, moment.at)))
            self.waiting_until = None
        if moment.event is Event.WAITING:
            self.waiting_until = max(moment.until or moment.at, moment.at)
            self.pauses.append(Pause(moment.at, self.waiting_until))

    def _owe_again(self, moment: Moment, *, reopened: bool) -> None:
        if reopened:
            for clock in _OWED_AGAIN:
                self.reached.pop(clock, None)
            self.promised_at = None
            self.again_at = moment.until or moment.at
        elif moment.until is not None:
            self.again_at = min(self.again_at or moment.until, moment.until)


def _in_order(history: Iterable[Moment]) -> Iterator[Moment]:
    """The moments, none earlier than the one before it."""
    latest: datetime | None = None
    for moment in history:
        latest = moment.at if latest is None else max(latest, moment.at)
        yield Moment(moment.event, latest, moment.until)

"""What we ask of a telephone company, and what it can answer, in our words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.interview.heard import Keys, Recorded, Speech
from vocsurvey.telephony.room import Rooms
from vocsurvey.telephony.tape import Tapes

GREETING_PATIENCE = timedelta(seconds=30)
"""How long the carrier listens for the end of a greeting. Without one by then it says that it does not know."""
EXTENSION = re.compile(r"[0-9*#]{1,32}", re.ASCII)


class CallProgress(StrEnum):
    """How far a call has come. ``rank`` only ever grows; the terminal ones share the highest."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def rank(self) -> int:
        """0 queued, 1 initiated, 2 ringing, 3 in progress, 4 over."""
        return _RANKS.get(self, 4)

    @property
    def terminal(self) -> bool:
        """Whether the call is over."""
        return self.rank == 4


_RANKS = {
    CallProgress.QUEUED: 0,
    CallProgress.INITIATED: 1,
    CallProgress.RINGING: 2,
    CallProgress.IN_PROGRESS: 3,
}

_OUTCOMES = {
    CallProgress.COMPLETED: CarrierOutcome.COMPLETED,
    CallProgress.BUSY: CarrierOutcome.BUSY,
    CallProgress.NO_ANSWER: CarrierOutcome.NO_ANSWER,
    CallProgress.FAILED: CarrierOutcome.FAILED,
    CallProgress.CANCELED: CarrierOutcome.CANCELED,
}


def progress_of(word: str | None) -> CallProgress | None:
    """The progress behind the carrier's status word (``no-answer``); None for a word that we do not know."""
    try:
        return CallProgress((word or "").replace("-", "_"))
    except ValueError:
        return None


def carrier_outcome_of(progress: CallProgress) -> CarrierOutcome | None:
    """How the carrier says that the call ended; None while it has not."""
    return _OUTCOMES.get(progress)


class AnsweredBy(StrEnum):
    """What machine detection took the answerer for. UNKNOWN is to be treated as a human."""

    HUMAN = "human"
    MACHINE = "machine"
    FAX = "fax"
    UNKNOWN = "unknown"


def answered_by_of(word: str | None) -> AnsweredBy | None:
    """The verdict behind the carrier's word (``machine_end_beep``); None without a word, UNKNOWN for a new one."""
    if not word:
        return None
    try:
        return AnsweredBy(word.partition("_")[0])
    except ValueError:
        return AnsweredBy.UNKNOWN


@dataclass(frozen=True, slots=True)
class Order:
    """One call to be placed. ``token`` names our call in every URL; numbers are E.164.

    ``await_greeting``: a machine is reported when its greeting has ended, not when it is recognised as one.

    Raises ValueError for an extension that no keypad can dial, or durations that are not at least a second.
    """

    token: str
    to: str
    extension: str | None
    from_number: str
    ring_timeout: timedelta
    time_limit: timedelta
    detect_machines: bool
    await_greeting: bool = False

    def __post_init__(self) -> None:
        if self.extension is not None and not EXTENSION.fullmatch(self.extension):
            raise ValueError("an extension is 1 to 32 digits, * or #")
        if min(self.ring_timeout, self.time_limit) < timedelta(seconds=1):
            raise ValueError("the ring timeout and the time limit are at least one second")


@dataclass(frozen=True, slots=True)
class Placed:
    """The carrier has the call. ``queue_time`` is how long it will hold it before dialling."""

    carrier_sid: str
    queue_time: timedelta | None


@dataclass(frozen=True, slots=True)
class Throttled:
    """Not processed, because we ask too fast; ``retry_after`` where the carrier gave one in seconds."""

    retry_after: timedelta | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Refused for good. ``message`` may name the number: it is for rows and screens, never for logs."""

    code: int | None
    http: int
    message: str


@dataclass(frozen=True, slots=True)
class NeverLeft:
    """No byte of the request left this machine: nobody's phone can ring."""

    why: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """The request left and its fate is unknown: the call may have been placed."""

    why: str


Placement = Placed | Throttled | Rejected | NeverLeft | Unsure


@dataclass(frozen=True, slots=True)
class CallView:
    """A call as the carrier shows it; its view may lag behind its webhooks. Times are aware UTC."""

    carrier_sid: str
    progress: CallProgress
    to: str
    from_number: str
    created_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    duration: timedelta | None
    answered_by: AnsweredBy | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One webhook of a call: the address that it went to, what it brought, and whether it got a good answer."""

    url: str
    heard: Keys | Speech | Recorded | None
    answered: bool


@dataclass(frozen=True, slots=True)
class Remembered:
    """``ordered_with``: the addresses in the request that made the call; empty while it is not shown."""

    ordered_with: tuple[str, ...]
    asked: tuple[Asked, ...]

    @property
    def urls(self) -> tuple[str, ...]:
        """Every address that the carrier was given for this call, or asked for it."""
        return (*self.ordered_with, *(one.url for one in self.asked))


@dataclass(frozen=True, slots=True)
class AccountView:
    """Our account at the carrier. ``status`` and ``kind`` are its words: active, suspended; Full, Trial."""

    account_sid: str
    name: str
    status: str
    kind: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in one sentence that says what to do."""

    sentence: str


@dataclass(frozen=True, slots=True)
class NotYet:
    """A recording cannot be had now; ``why`` is a sentence."""

    why: str


class UnreachableError(Exception):
    """Something could not be read to its end: what was read so far is not the whole. ``retry_after`` where the carrier
    asked for a pause.
    """

    def __init__(self, sentence: str, retry_after: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Carrier(Protocol):
    """A telephone company. Every method makes one attempt and returns within its time limits."""

    @property
    def rooms(self) -> Rooms:
        """The rooms in which calls are joined."""

    @property
    def tapes(self) -> Tapes:
        """The recording of calls that go on."""

    def place(self, order: Order) -> Placement:
        """Ask once, and only once, for one phone to ring."""

    def fetch(self, carrier_sid: str) -> CallView | None:
        """The call now; None when nothing can be learned of it now (not found, or the carrier out of reach)."""

    def hang_up(self, carrier_sid: str) -> bool:
        """End a call, queued or live; True when the carrier took the order or the call was over already."""

    def speak(self, carrier_sid: str, document: str) -> bool:
        """Let a live call go on with this document; one request. True when the carrier has it, False when not, or
        when nobody knows."""

    def lengthen(self, carrier_sid: str, time_limit: timedelta) -> bool:
        """Let a call last for so long since it was answered; may be asked twice. False where the carrier did not take
        it."""

    def list_calls(self, to: str, from_number: str) -> Iterator[CallView]:
        """Every call between two numbers, newest first, to the last page. Raises UnreachableError if it breaks off."""

    def remembered(self, carrier_sid: str) -> Remembered:
        """What the carrier remembers of a call; nothing yet while it goes on and for some minutes after.

        Raises UnreachableError if it cannot be read to its end.
        """

    def fetch_recording(self, sid: str, *, whole_call: bool = False) -> bytes | NotYet:
        """A recording as a WAV file; not ready, larger than a comment or a ``whole_call`` can be, or no sound at all:
        NotYet."""

    def recordings_of(self, carrier_sid: str) -> tuple[Recorded, ...]:
        """The whole recordings that the carrier keeps of a call, newest first; which key ended them it does not say.

        Raises UnreachableError if they cannot be read to their end.
        """

    def erase_recording(self, sid: str) -> bool:
        """Have the carrier delete its copy; True when it has none any more."""

    def check_account(self) -> AccountView | Problem:
        """Whether our credentials are good."""

"""How an attempt ended, from what the carrier says and how far the interview came.

The codes follow AAPOR's Standard Definitions for telephone surveys. Where the two witnesses disagree the interview
wins: a key that was pressed is proof of a human, whatever the carrier's detection or a late callback says.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vocsurvey.fieldwork.protocol import Ending


class CarrierOutcome(StrEnum):
    """How a call ended, in our words; the adapters of carriers translate theirs into these."""

    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELED = "canceled"
    REJECTED_BY_CARRIER = "rejected_by_carrier"
    NEVER_LEFT = "never_left"
    THROTTLED = "throttled"
    UNCERTAIN_EXPIRED = "uncertain_expired"
    MACHINE = "machine"


class Standing(StrEnum):
    """How far the interview came.

    ``started`` and ``break_off`` both mean that it ended with answers given but too few: the first when the line
    dropped, the second when the interview itself gave up.
    """

    NOT_STARTED = "not_started"
    CONTACTED = "contacted"
    STARTED = "started"
    BREAK_OFF = "break_off"
    PARTIAL = "partial"
    COMPLETE = "complete"
    OPTED_OUT_BEFORE = "opted_out_before"
    OPTED_OUT_AFTER = "opted_out_after"
    NOT_NOW = "not_now"
    NO_INPUT = "no_input"
    PERSON_REQUESTED = "person_requested"
    WRONG_PERSON = "wrong_person"
    LEFT = "left"
    REFUSED = "refused"
    REFUSED_AFTER = "refused_after"


class DeadCause(StrEnum):
    """A definitive reason why a number cannot be reached, with its AAPOR code; nothing else makes a number dead."""

    NOT_WORKING = "4.31"
    DISCONNECTED = "4.32"
    OUT_OF_ORDER = "4.33"
    CHANGED = "4.41"


@dataclass(frozen=True)
class AttemptOutcome:
    """The attempt's AAPOR code; whether it counts as an attempt; whether it settles the case by itself.

    Where it does not settle the case, ``ending`` goes to ``protocol.next_attempt``, which may find the case exhausted.
    """

    code: str
    ending: Ending
    counted: bool
    final_for_case: bool


@dataclass(frozen=True)
class Circumstances:
    """What else is known of an attempt.

    ``reached_before``: the person was heard on an earlier attempt. ``answered``: answers were given before a person was
    asked for. ``rang``: a cancelled call had begun to ring. ``confirmed``: the machine's greeting names the person.
    ``message_left``: the machine took our message. ``unspoken``: somebody picked up, and we could not say what we call
    for. ``dead``: why the carrier is sure that the number is dead.
    """

    reached_before: bool = False
    answered: bool = False
    rang: bool = False
    confirmed: bool = False
    message_left: bool = False
    unspoken: bool = False
    dead: DeadCause | None = None


_SETTLED = {
    Standing.COMPLETE: AttemptOutcome("1.1", Ending.COMPLETE, counted=True, final_for_case=True),
    Standing.OPTED_OUT_BEFORE: AttemptOutcome("2.112", Ending.REFUSAL, counted=True, final_for_case=True),
    Standing.OPTED_OUT_AFTER: AttemptOutcome("2.12", Ending.REFUSAL, counted=True, final_for_case=True),
    Standing.WRONG_PERSON: AttemptOutcome("4.90", Ending.NOT_ELIGIBLE, counted=True, final_for_case=True),
    # Nobody eligible is left under this name; a successor is another contact, and so another case.
    Standing.LEFT: AttemptOutcome("4.70", Ending.NOT_ELIGIBLE, counted=True, final_for_case=True),
}
# Whether these are tried again is the protocol's to say, until the attempts are used up.
_UNFINISHED = {
    Standing.PARTIAL: AttemptOutcome("1.2", Ending.PARTIAL, counted=True, final_for_case=False),
    Standing.STARTED: AttemptOutcome("2.12", Ending.BREAK_OFF, counted=True, final_for_case=False),
    Standing.BREAK_OFF: AttemptOutcome("2.12", Ending.BREAK_OFF, counted=True, final_for_case=False),
    # Who does not want to take part has not forbidden us to call: a live caller may ask once more where the protocol
    # lets one, the machine never.
    Standing.REFUSED: AttemptOutcome("2.112", Ending.REFUSAL, counted=True, final_for_case=False),
    Standing.REFUSED_AFTER: AttemptOutcome("2.12", Ending.REFUSAL, counted=True, final_for_case=False),
    Standing.NOT_NOW: AttemptOutcome("2.21", Ending.NOT_NOW, counted=True, final_for_case=False),
}
_HEARD = {**_SETTLED, **_UNFINISHED}
_UNHEARD = {
    CarrierOutcome.BUSY: AttemptOutcome("3.12", Ending.BUSY, counted=True, final_for_case=False),
    CarrierOutcome.NO_ANSWER: AttemptOutcome("3.13", Ending.NO_ANSWER, counted=True, final_for_case=False),
    CarrierOutcome.REJECTED_BY_CARRIER: AttemptOutcome("3.16", Ending.REJECTED, counted=False, final_for_case=False),
    CarrierOutcome.NEVER_LEFT: AttemptOutcome("3.11", Ending.NOT_DIALED, counted=False, final_for_case=False),
    CarrierOutcome.THROTTLED: AttemptOutcome("3.11", Ending.NOT_DIALED, counted=False, final_for_case=False),
    # The phone may have rung, so it counts: better one attempt too few than one too many.
    CarrierOutcome.UNCERTAIN_EXPIRED: AttemptOutcome("3.16", Ending.UNCERTAIN, counted=True, final_for_case=False),
}
UNKNOWN_CIRCUMSTANCES = Circumstances()
# Every code that an attempt can end with; a table of dispositions that lacks one of them is refused.
CODES = frozenset(("2.20", "3.20", "2.21", "2.12", "3.14", "2.221", "2.222", "3.16")) | {
    *(outcome.code for outcome in (*_HEARD.values(), *_UNHEARD.values())),
    *(cause.value for cause in DeadCause),
}


def outcome_of(
    carrier: CarrierOutcome, standing: Standing, circumstances: Circumstances = UNKNOWN_CIRCUMSTANCES
) -> AttemptOutcome:
    """How the attempt ended. Somebody who completed and then hung up is complete.

    An attempt counts when the phone was dialled, not when it was queued. A pending appointment with a known person is
    2.21 and never a refusal; silence is contact, never a refusal.
    """
    if standing in _HEARD:
        return _HEARD[standing]
    if standing is Standing.PERSON_REQUESTED:
        code = "2.12" if circumstances.answered else "2.21"
        return AttemptOutcome(code, Ending.PERSON_REQUESTED, counted=True, final_for_case=False)
    # A machine can be spoken to and "hear" silence; nothing that it did is contact.
    if carrier is CarrierOutcome.MACHINE:
        return _machine(circumstances)
    # Who picked up and heard nothing but our apology was not reached: it is our trouble and not their silence.
    if standing is Standing.NOT_STARTED and circumstances.unspoken and carrier is CarrierOutcome.COMPLETED:
        return AttemptOutcome("3.16", Ending.FAILED, counted=True, final_for_case=False)
    if standing is not Standing.NOT_STARTED or carrier is CarrierOutcome.COMPLETED:
        code = "2.20" if circumstances.reached_before else "3.20"
        return AttemptOutcome(code, Ending.CONTACTED, counted=True, final_for_case=False)
    if carrier is CarrierOutcome.FAILED:
        return _failed(circumstances)
    if carrier is CarrierOutcome.CANCELED:
        carrier = CarrierOutcome.NO_ANSWER if circumstances.rang else CarrierOutcome.NEVER_LEFT
    return _UNHEARD[carrier]


def _machine(circumstances: Circumstances) -> AttemptOutcome:
    code = "3.14"
    if circumstances.confirmed:
        code = "2.221" if circumstances.message_left else "2.222"
    return AttemptOutcome(code, Ending.MACHINE, counted=True, final_for_case=False)


def _failed(circumstances: Circumstances) -> AttemptOutcome:
    if circumstances.dead is None:
        return AttemptOutcome("3.16", Ending.FAILED, counted=True, final_for_case=False)
    return AttemptOutcome(circumstances.dead, Ending.DEAD_NUMBER, counted=True, final_for_case=True)

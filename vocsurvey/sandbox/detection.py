"""Machine detection: who picked up, as far as the carrier can tell, and how long it took to find out.

With `Enable` the verdict comes as soon as it is known who it is. With `DetectMessageEnd` a human and a fax are told at
once, and a machine only when its greeting has ended: at the beep, or after a silence. When the time is up before that,
the carrier does not know.
"""

from dataclasses import dataclass

from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.order import Detection
from vocsurvey.sandbox.personas import Persona

HUMAN_SECONDS = 4.0
SILENCE_SECONDS = 1.2
"""How long the carrier takes a silence to be the end of a greeting (MachineDetectionSpeechEndThreshold)."""


@dataclass(frozen=True)
class Verdict:
    """AnsweredBy, and the seconds of listening before it was known."""

    answered_by: str
    seconds: float

    def fields(self, call: Call) -> dict[str, str]:
        """What asynchronous detection reports."""
        return {
            "CallSid": call.sid,
            "AccountSid": call.account_sid,
            "AnsweredBy": self.answered_by,
            "MachineDetectionDuration": str(round(self.seconds * 1000)),
        }


def detect(wanted: Detection, persona: Persona) -> Verdict:
    """The verdict on this persona. Somebody slow, who says nothing when picking up, stays unknown."""
    if persona.line == "machine" or persona.taken_for is not None:
        if wanted.mode == "Enable":
            return Verdict("machine_start", HUMAN_SECONDS)
        ends = persona.greeting + (SILENCE_SECONDS if persona.taken_for == "machine_end_silence" else 0.0)
        if persona.taken_for is None or wanted.timeout < ends:
            return Verdict("unknown", wanted.timeout)
        return Verdict(persona.taken_for, ends)
    if persona.line == "fax":
        return Verdict("fax", HUMAN_SECONDS)
    if persona.name == "slow":
        return Verdict("unknown", min(wanted.timeout, 5.0))
    return Verdict("human", HUMAN_SECONDS)

"""Machine detection: who picked up, as far as the carrier can tell, and how long it took to find out."""

from dataclasses import dataclass

from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.order import Detection
from vocsurvey.sandbox.personas import Persona

HUMAN_SECONDS = 4.0
GREETING_SECONDS = 9.0


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
    if persona.line == "machine":
        if wanted.mode == "Enable":
            return Verdict("machine_start", HUMAN_SECONDS)
        if wanted.timeout < GREETING_SECONDS:
            return Verdict("unknown", wanted.timeout)
        return Verdict("machine_end_beep", GREETING_SECONDS)
    if persona.name == "slow":
        return Verdict("unknown", min(wanted.timeout, 5.0))
    return Verdict("human", HUMAN_SECONDS)

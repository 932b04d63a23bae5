"""An office behind one number: an automatic attendant greets, and puts through to whose extension is keyed in.

Keys that come before it listens are lost, as they are in life: that is why a caller waits before dialling on. Nobody
hears what is said before a colleague picks up.
"""

from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.far_end import SimulatedEnd, seconds_of
from vocsurvey.sandbox.gathering import Gathered, gather
from vocsurvey.sandbox.pace import Pace
from vocsurvey.sandbox.respondent import SILENCE, Respondent
from vocsurvey.sandbox.verbs import Gather, Pause, Play, Say

LISTENS_FROM = 1.5
"""Seconds after it picked up."""
RINGS = 5.0
"""How long a colleague's phone rings, in seconds."""
PATIENCE = 25.0
"""When it hangs up on whoever named no extension that there is, or whom nobody answered."""
_LASTS = {"w": 0.5, "W": 1.0}
_KEY_LASTS = 0.5


def seconds_of_keys(send_digits: str) -> float:
    """How long it takes to key this in; `w` waits half a second, `W` a whole one."""
    return sum(_LASTS.get(key, _KEY_LASTS) for key in send_digits)


def understood(send_digits: str) -> str:
    """The keys of SendDigits that come after the attendant has begun to listen."""
    at, keys = 0.0, ""
    for key in send_digits:
        if key not in _LASTS and at >= LISTENS_FROM:
            keys += key
        at += _LASTS.get(key, _KEY_LASTS)
    return keys


class OfficeEnd(SimulatedEnd):
    """One call to an office. `colleague`: whose extension was keyed in; None when there is no such, or nobody is there.
    `nobody`: whoever hears it then."""

    def __init__(self, call: Call, nobody: Respondent, pace: Pace, colleague: Respondent | None) -> None:
        super().__init__(call, colleague or nobody, pace, float("inf") if colleague else PATIENCE)
        self._picks_up_at = RINGS + seconds_of_keys(call.order.send_digits) if colleague else float("inf")

    @property
    def _there(self) -> bool:
        return self._call.elapsed >= self._picks_up_at

    async def hear(self, verb: Say | Play | Pause, base: Endpoint | None) -> None:
        """Hear one verb, if anybody does."""
        if self._there:
            await super().hear(verb, base)
        else:
            await self.pass_time(seconds_of(verb))

    async def gathered(self, verb: Gather, base: Endpoint | None) -> Gathered:
        """React, once somebody is there; whoever comes in the middle of a prompt waits for it to be said again."""
        if self._there:
            return await super().gathered(verb, base)
        result = gather(verb, sum(seconds_of(prompt) for prompt in verb.prompts), SILENCE)
        await self.pass_time(result.seconds)
        return result

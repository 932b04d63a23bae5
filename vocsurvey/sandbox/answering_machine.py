"""An answering machine: it greets, and then records whatever is said to it, until it hangs up."""

from collections.abc import Callable, Iterable

from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.far_end import SimulatedEnd, seconds_of
from vocsurvey.sandbox.gathering import Gathered
from vocsurvey.sandbox.pace import Pace
from vocsurvey.sandbox.respondent import WORDS_PER_SECOND, Respondent
from vocsurvey.sandbox.verbs import Gather, Pause, Play, Say

PATIENCE = 120.0
"""How long it records before it hangs up, in seconds from when it picked up."""


class AnsweringMachine(SimulatedEnd):
    """A machine on one call. What it hears after `greeting` seconds goes onto the tape, word by word.

    Those seconds are counted as everything in a call is, without the time for which documents are on their way. But
    once detection has reported the end of the greeting, it has ended, however long those took.
    """

    def __init__(
        self, call: Call, respondent: Respondent, pace: Pace, greeting: float, tape: Callable[[list[str]], None]
    ) -> None:
        super().__init__(call, respondent, pace, PATIENCE)
        self._greeting = greeting
        self._tape = tape

    async def hear(self, verb: Say | Play | Pause, base: Endpoint | None) -> None:
        """Record one verb, as far as it is spoken."""
        began, greeting = self._call.elapsed, self._greeting_ends_at()
        try:
            await super().hear(verb, base)
        finally:
            self._record([verb], began, greeting)

    async def gathered(self, verb: Gather, base: Endpoint | None) -> Gathered:
        """Record the prompts of a Gather; no machine presses a key."""
        began, greeting = self._call.elapsed, self._greeting_ends_at()
        try:
            return await super().gathered(verb, base)
        finally:
            self._record(verb.prompts, began, greeting)

    def _greeting_ends_at(self) -> float:
        """When the greeting ends, in seconds since the answer; 0 when it is known to be over."""
        return 0.0 if (self._call.answered_by or "").startswith("machine_end") else self._greeting

    def _record(self, verbs: Iterable[Say | Play | Pause], at: float, greeting: float) -> None:
        words: list[str] = []
        for verb in verbs:
            if isinstance(verb, Say):
                spoken = [(at + place / WORDS_PER_SECOND, word) for place, word in enumerate(verb.text.split())]
                words += [word for moment, word in spoken if greeting <= moment < self._call.elapsed]
            at += seconds_of(verb)
        if words:
            self._tape(words)

"""The far end of the line: whoever hears what is spoken, and presses keys or speaks. Simulated here.

The other one is a person at the phone in the browser (see person). Both decide what was heard by the same rules
(see gathering), so that an author meets what a customer would meet.

Time within a simulated call is arithmetic on what is said and pressed; the clock only waits for it. So what is heard
never depends on how fast the machine is.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.ear import matches
from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.gathering import Gathered, Reaction, gather
from vocsurvey.sandbox.pace import Pace
from vocsurvey.sandbox.respondent import SILENCE, WORDS_PER_SECOND, Prompt, Respondent
from vocsurvey.sandbox.verbs import Gather, Pause, Play, Record, Say
from vocsurvey.sandbox.vocabulary import TONE

PLAY_SECONDS = 3.0
BEEP_SECONDS = 0.5
GREETING = "Hello?"


class LineEnded(Exception):
    """The call is over: somebody hung up, the time limit was reached, or an error was spoken."""


@dataclass(frozen=True)
class Recorded:
    """A message: how long it is, what was said, and the key that ended it (`hangup`: they hung up)."""

    seconds: float
    key: str = ""
    words: str = ""


class FarEnd(Protocol):
    """Whoever is at the other end. Everything here raises LineEnded when they hang up or the time limit is reached.

    `base` is where the document came from: the sounds that it names may be relative to it.
    """

    stays: float
    """For how many seconds, of a real clock, they stay in a conference once somebody is there."""
    waits: float
    """For how many they wait in it alone."""

    @property
    def left(self) -> bool:
        """Whether it is they who hung up."""

    @property
    def leaving(self) -> bool:
        """Whether they hang up now that they have entered something, while it is still on its way."""

    async def pass_time(self, seconds: float) -> None:
        """Let time pass in which nothing is heard."""

    async def hear(self, verb: Say | Play | Pause, base: Endpoint | None) -> None:
        """Hear one verb to its end."""

    async def gathered(self, verb: Gather, base: Endpoint | None) -> Gathered:
        """What they enter. `left`: they hung up before it was complete."""

    async def recorded(self, verb: Record) -> Recorded | None:
        """The message that they leave, or None when they say nothing."""

    async def overhear(self, verb: Say | Play | Pause, base: Endpoint | None) -> None:
        """Hear one verb of a page while they wait in a conference."""

    async def converse(self, say: Callable[[str], None]) -> None:
        """Be in company: what they `say` or press is heard by the others. Ends only by being cancelled."""

    def told(self, who: str, words: str) -> None:
        """Somebody else in the conference, by their label, says something."""

    def cut_short(self) -> Recorded | None:
        """What they had said into a recording when the call ended in the midst of it."""


def seconds_of(verb: Say | Play | Pause) -> float:
    """How long a prompt takes, in the person's time; infinite for an endless loop."""
    if isinstance(verb, Pause):
        return float(verb.length)
    once = max(0.5, len(verb.text.split()) / WORDS_PER_SECOND) if isinstance(verb, Say) else PLAY_SECONDS
    return once * verb.loop if verb.loop else float("inf")


class SimulatedEnd:
    """A respondent on one call."""

    def __init__(self, call: Call, respondent: Respondent, pace: Pace, patience: float = float("inf")) -> None:
        self.leaving = False
        self.left = False
        self.stays = float("inf")
        self.waits = float("inf")
        self._greeted = False
        self._call = call
        self._respondent = respondent
        self._pace = pace
        self._patience = patience
        self._before = ""
        self._held: Reaction | None = None

    async def pass_time(self, seconds: float) -> None:
        """Let time pass for the people on the line. Raises LineEnded at the time limit or when patience ends."""
        left = min(self._call.time_limit, self._patience) - self._call.elapsed
        spent, began = min(seconds, left), time.monotonic()
        try:
            await self._pace.live(spent)
        except asyncio.CancelledError:
            self._call.elapsed += min(spent, (time.monotonic() - began) * self._pace.speed)
            raise
        self._call.elapsed += max(0.0, spent)
        if seconds >= left:
            raise LineEnded

    async def hear(self, verb: Say | Play | Pause, base: Endpoint | None) -> None:
        """Hear one verb, or hang up in the middle of it."""
        if isinstance(verb, Say):
            self._before = f"{self._before} {verb.text}".strip()
            leaves_at = self._respondent.overhear(verb.text)
            if leaves_at is not None and leaves_at < seconds_of(verb):
                await self.pass_time(leaves_at)
                raise LineEnded
        await self.pass_time(seconds_of(verb))

    async def gathered(self, verb: Gather, base: Endpoint | None) -> Gathered:
        """React to the prompts of a Gather."""
        text = " ".join(prompt.text for prompt in verb.prompts if isinstance(prompt, Say))
        language = next((p.language for p in verb.prompts if isinstance(p, Say)), verb.language)
        seconds = sum(seconds_of(prompt) for prompt in verb.prompts)
        # Somebody who was told to speak after the tone waits for it, whatever keys are listened for until then.
        toned = verb.inputs == {"dtmf"} and not verb.action_on_empty and matches(text.lower(), TONE)
        prompt = Prompt(text, language, seconds, "speech" in verb.inputs or toned, self._before)
        reaction = self._respondent.attend(prompt)
        self._before = ""
        if toned and not reaction.presses:
            self._held, reaction = reaction, SILENCE
        result = gather(verb, seconds, reaction)
        await self.pass_time(result.seconds)
        self.leaving = reaction.leaves_next
        return result

    async def recorded(self, verb: Record) -> Recorded | None:
        """Speak after the beep."""
        prompt = Prompt("", "en-US", BEEP_SECONDS if verb.beep else 0.0, True, self._before)
        reaction, self._held = self._held or self._respondent.attend(prompt), None
        self._before = ""
        if reaction.leaves_at is not None:
            await self.pass_time(reaction.leaves_at)
            raise LineEnded
        key = next((press.key for press in reaction.presses if press.key in verb.finish_on_key), "")
        words = reaction.speech.text if reaction.speech else ""
        if reaction.speech is None and not key:
            await self.pass_time(prompt.seconds + verb.timeout)
            return None
        spoken = reaction.speech.seconds if reaction.speech else 1.0
        length = min(spoken, verb.max_length)
        silence = verb.timeout if reaction.speech is not None and spoken < verb.max_length else 0.0
        await self.pass_time(prompt.seconds + length + silence)
        self.leaving = reaction.leaves_next
        return Recorded(length, key, words)

    async def overhear(self, verb: Say | Play | Pause, base: Endpoint | None) -> None:
        """Hear it at the pace of real people."""
        seconds = seconds_of(verb)
        await (asyncio.Event().wait() if seconds == float("inf") else asyncio.sleep(seconds))

    async def converse(self, say: Callable[[str], None]) -> None:
        """Greet, and stay."""
        if not self._greeted:
            self._greeted = True
            say(GREETING)
        await asyncio.Event().wait()

    def told(self, who: str, words: str) -> None:
        """Simulated people nod."""

    def cut_short(self) -> Recorded | None:
        """A simulated person is through with a message before anything else happens."""
        return None

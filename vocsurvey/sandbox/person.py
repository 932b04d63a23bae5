"""A person at the phone in the browser: the far end of a line, in real time.

What is heard of their keys and words is decided by the same rules as for everybody else (see gathering); only the
times are those of a clock.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any

from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.far_end import BEEP_SECONDS, LineEnded, Recorded, seconds_of
from vocsurvey.sandbox.gathering import Gathered
from vocsurvey.sandbox.handset import Act, Deed, Handset, Line, Listening
from vocsurvey.sandbox.hearing import Hearing
from vocsurvey.sandbox.sounds import Sounds
from vocsurvey.sandbox.verbs import Gather, Pause, Play, Record, Say

SLOWEST_VOICE = 4.0
"""A page that is not through after so many times the usual length, and a while more, is not waited for."""
SPARE_SECONDS = 15.0
LONGEST_SOUND = 600.0
TONE_SECONDS = 0.5
NEVER = float("inf")


class Person:
    """Somebody who took the call in the browser. `lose` is told of keys that nobody heard."""

    def __init__(self, handset: Handset, sounds: Sounds, lose: Callable[[str], None]) -> None:
        self.leaving = False
        self.stays = NEVER
        self.waits = NEVER
        self._message: _Message | None = None
        self._handset = handset
        self._sounds = sounds
        self._lose = lose

    async def pass_time(self, seconds: float) -> None:
        """Let time pass in which nothing is heard."""
        await self._meanwhile(asyncio.sleep(seconds))

    async def hear(self, verb: Say | Play | Pause, base: Endpoint | None) -> None:
        """Hear one verb to its end; keys meanwhile are lost."""
        await self._meanwhile(self._perform(verb, base))

    async def gathered(self, verb: Gather, base: Endpoint | None) -> Gathered:
        """Hear the prompts, which a key or a word cuts short, and wait for what is entered."""
        self._forget()
        hearing = Hearing(verb, time.monotonic())
        self._handset.listen(_listening(verb))
        prompts = self._begin(self._prompts(verb, base))
        try:
            while (result := hearing.result(time.monotonic())) is None:
                act = await self._next(hearing.deadline)
                if act is None:
                    continue
                hearing.take(act)
                if hearing.interrupted and not prompts.done():
                    prompts.cancel()
                    self._handset.rest()
                self._show(hearing, act)
        finally:
            await self._finish(prompts)
            self._handset.listen(None)
        self._tell(verb, result)
        return result

    async def recorded(self, verb: Record) -> Recorded | None:
        """Speak after the beep, until a key, a silence or the longest length."""
        if verb.beep:
            await self._meanwhile(self._timed("beep", "", BEEP_SECONDS))
        self._forget()
        message = self._message = _Message(verb, time.monotonic())
        self._handset.listen(message.shown)
        try:
            while (act := await self._next(message.until)) is not None:
                if act.deed is Deed.KEY and act.text not in verb.finish_on_key:
                    self._drop(act)
                    continue
                message.take(act)
                if act.deed in (Deed.KEY, Deed.SAID):
                    self._handset.tell(Line("you", str(act.deed), act.text))
                if act.deed is Deed.KEY:
                    break
                self._handset.listen(message.shown)
        finally:
            self._handset.listen(None)
        self._message = None
        if message.recorded is None:
            self._handset.tell(Line("you", "silence", ""))
        return message.recorded

    @property
    def left(self) -> bool:
        """Whether it is they who hung up."""
        return self._handset.left

    async def overhear(self, verb: Say | Play | Pause, base: Endpoint | None) -> None:
        """Hear one verb of a page while they wait in a conference."""
        await self.hear(verb, base)

    async def converse(self, say: Callable[[str], None]) -> None:
        """Speak and press: the others hear it."""
        self._forget()
        while True:
            act = await self._next(NEVER)
            if act is not None and act.deed in (Deed.KEY, Deed.SAID):
                self._handset.tell(Line("you", str(act.deed), act.text))
                say(act.text)

    def told(self, who: str, words: str) -> None:
        """Somebody else in the conference says something."""
        self._handset.tell(Line(who or "caller", "said", words))

    def cut_short(self) -> Recorded | None:
        """What was said into a recording until they hung up; a call that ends otherwise keeps nothing."""
        message, self._message = self._message, None
        if message is None or not message.spoke or not self._handset.left:
            return None
        return Recorded(time.monotonic() - message.began, "hangup", message.words)

    # time

    async def _next(self, until: float) -> Act | None:
        """The next act, or None when it is that time. Raises LineEnded at the time limit of the call."""
        handset = self._handset
        limit = time.monotonic() + handset.call.time_limit - handset.elapsed
        act = await handset.next_act(min(until, limit))
        if act is None and time.monotonic() >= limit:
            raise LineEnded
        return act

    def _begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Do this beside; when it is done, that comes as an act."""
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda task: None if task.cancelled() else self._handset.do(Deed.PROMPTED))
        return task

    async def _finish(self, task: "asyncio.Task[None]") -> None:
        task.cancel()
        await asyncio.wait({task})
        self._handset.rest()
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error

    async def _meanwhile(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this to its end; whatever is entered meanwhile is lost."""
        self._forget()
        task = self._begin(work)
        try:
            while not task.done():
                act = await self._next(NEVER)
                if act is not None:
                    self._drop(act)
        finally:
            await self._finish(task)

    # speaking

    async def _prompts(self, verb: Gather, base: Endpoint | None) -> None:
        for prompt in verb.prompts:
            await self._perform(prompt, base)

    async def _perform(self, verb: Say | Play | Pause, base: Endpoint | None) -> None:
        if isinstance(verb, Pause):
            await self._timed("pause", "", float(verb.length))
        elif isinstance(verb, Say):
            self._handset.tell(Line("caller", "said", verb.text, verb.language))
            once = seconds_of(replace(verb, loop=1))
            await self._again(verb.loop, "say", verb.text, verb.language, once, SLOWEST_VOICE * once + SPARE_SECONDS)
        elif verb.digits:
            self._handset.tell(Line("caller", "tones", verb.digits))
            await self._timed("tones", verb.digits, TONE_SECONDS * len(verb.digits))
        else:
            await self._play(verb, base)

    async def _play(self, verb: Play, base: Endpoint | None) -> None:
        sound = await self._sounds.fetch(self._handset.call, verb.url, base)
        name = verb.url.partition("?")[0].rpartition("/")[2] or verb.url
        self._handset.tell(Line("caller", "sound", name, heard=sound is not None))
        if sound is not None:
            seconds = seconds_of(replace(verb, loop=1))
            await self._again(verb.loop, "sound", name, "", seconds, LONGEST_SOUND, f"/phone/sounds/{sound}")

    async def _again(
        self, times: int, kind: str, text: str, language: str, seconds: float, longest: float, url: str = ""
    ) -> None:
        """Let the page perform something so many times (0: until the call ends)."""
        done = 0
        while times == 0 or done < times:
            finished = self._handset.perform(kind, text, language, seconds, url)
            with suppress(TimeoutError):
                async with asyncio.timeout(longest):
                    await finished.wait()
            done += 1
        self._handset.rest()

    async def _timed(self, kind: str, text: str, seconds: float) -> None:
        """What takes its time, whatever the page does."""
        self._handset.perform(kind, text, "", seconds)
        await asyncio.sleep(seconds)
        self._handset.rest()

    # entering

    def _show(self, hearing: Hearing, act: Act) -> None:
        """Show what was entered so far, and drop what is not listened for."""
        if hearing.ignores(act):
            self._drop(act, reported=act.deed is Deed.KEY)
        shown = self._handset.listening
        if shown is not None:
            self._handset.listen(replace(shown, entered=hearing.entered, waiting=hearing.waiting))

    def _tell(self, verb: Gather, result: Gathered) -> None:
        if result.speech is not None:
            self._handset.tell(Line("you", "said", result.speech.text, verb.language))
        elif entered := result.digits + result.finished_on:
            self._handset.tell(Line("you", "key", entered))
        else:
            self._handset.tell(Line("you", "silence", ""))
        if result.lost and "dtmf" in verb.inputs:
            self._handset.tell(Line("you", "key", result.lost, heard=False))

    def _forget(self) -> None:
        """What was entered before this moment came too early."""
        for act in self._handset.unread_acts():
            self._drop(act)

    def _drop(self, act: Act, reported: bool = False) -> None:
        """Nobody hears this. `reported`: the Gather tells the ledger of its keys itself."""
        if act.deed is Deed.KEY:
            self._handset.tell(Line("you", "key", act.text, heard=False))
            if not reported:
                self._lose(act.text)
        elif act.deed is Deed.SAID:
            self._handset.tell(Line("you", "said", act.text, heard=False))


class _Message:
    """One recording, from its beginning."""

    def __init__(self, verb: Record, began: float) -> None:
        self.began = began
        self.spoke = False
        self.words = ""
        self._verb = verb
        self._speaking = False
        self._quiet_since = began
        self._ended: tuple[float, str] | None = None

    @property
    def until(self) -> float:
        """The moment at which it ends if nothing else happens."""
        longest = self.began + self._verb.max_length
        return longest if self._speaking else min(longest, self._quiet_since + self._verb.timeout)

    @property
    def shown(self) -> Listening:
        """What the page shows meanwhile."""
        verb, entered = self._verb, "speaking" if self._speaking else ""
        return Listening(
            "record", True, True, 0, verb.finish_on_key, verb.timeout, "", entered=entered, waiting=not self._speaking
        )

    def take(self, act: Act) -> None:
        """They speak, or have spoken, or end it with a key."""
        if act.deed is Deed.KEY:
            self._ended = (act.at, act.text)
            return
        self._speaking, self.spoke, self._quiet_since = act.deed is Deed.SPEAKING, True, act.at
        if act.deed is Deed.SAID:
            self.words = f"{self.words} {act.text}".strip()

    @property
    def recorded(self) -> Recorded | None:
        """The message; None when nobody spoke and no key ended it."""
        if self._ended is not None:
            return Recorded(self._ended[0] - self.began, self._ended[1], self.words)
        if not self.spoke:
            return None
        longest = self.began + self._verb.max_length
        return Recorded((longest if self._speaking else min(self._quiet_since, longest)) - self.began, "", self.words)


def _listening(verb: Gather) -> Listening:
    return Listening(
        kind="gather",
        keys="dtmf" in verb.inputs,
        speech="speech" in verb.inputs,
        most=verb.num_digits or 0,
        finish=verb.finish_on_key,
        wait=verb.timeout,
        language=verb.language,
        barge_in=verb.barge_in,
    )

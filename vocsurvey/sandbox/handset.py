"""One call as the phone in the browser has it: what is spoken, what is listened for, and what was entered.

The page shows a handset and never keeps a state of its own, so that it can lose its connection or be loaded again in
the middle of a call. Times are seconds of the event loop's clock.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum

from vocsurvey.sandbox.call import Call


class Phase(StrEnum):
    """Where the call is, for the person."""

    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"


class Deed(StrEnum):
    """What a person does; PROMPTED is when the page is through with what it had to speak."""

    KEY = "key"
    SPEAKING = "speaking"
    SAID = "said"
    UNHEARD = "unheard"
    PROMPTED = "prompted"


@dataclass(frozen=True)
class Act:
    """Something that the person did. `text` is the key, or the words."""

    deed: Deed
    at: float
    text: str = ""
    confidence: float = 0.9


@dataclass(frozen=True)
class Doing:
    """What the page performs now: say, sound, tones, pause or beep. `seconds`: how long that takes in life."""

    id: int
    kind: str
    text: str
    language: str
    seconds: float
    url: str = ""


@dataclass(frozen=True)
class Listening:
    """What would be heard now. `kind`: gather or record; `most` keys at most (0: no limit); `wait`: the timeout."""

    kind: str
    keys: bool
    speech: bool
    most: int
    finish: str
    wait: float
    language: str
    barge_in: bool = True
    entered: str = ""
    waiting: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the transcript. `who`: caller or you; `kind`: said, sound, tones, key, silence."""

    who: str
    kind: str
    text: str
    language: str = ""
    heard: bool = True


class Handset:
    """A call that rings at the page, until it has ended. Everything here happens in the event loop."""

    def __init__(self, call: Call, changed: Callable[[], None]) -> None:
        self.call = call
        self.phase = Phase.RINGING
        self.tab: str | None = None
        self.ending = ""
        self.leave: Callable[[], None] = lambda: None
        self.left = False
        self.lines: list[Line] = []
        self.doing: Doing | None = None
        self.listening: Listening | None = None
        self._changed = changed
        self._picked: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._acts: asyncio.Queue[Act] = asyncio.Queue()
        self._done = asyncio.Event()
        self._began: float | None = None
        self._length: float | None = None
        self._performed = 0

    # ringing

    async def picked_up(self, seconds: float) -> bool | None:
        """Ring for so long: True when it is answered, False when it is declined, None when nobody does anything."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await asyncio.shield(self._picked)
        return None

    def answer(self, tab: str) -> bool:
        """Pick up in this tab; False when it is too late, or another tab was first."""
        if self.phase is not Phase.RINGING or self._picked.done():
            return False
        self.tab, self.phase, self._began = tab, Phase.TALKING, time.monotonic()
        self._picked.set_result(True)
        self._changed()
        return True

    def decline(self, tab: str) -> bool:
        """Refuse the call; False when it is too late."""
        if self.phase is not Phase.RINGING or self._picked.done():
            return False
        self.tab, self.left = tab, True
        self._picked.set_result(False)
        return True

    # talking

    @property
    def elapsed(self) -> float:
        """Seconds since the answer, or between answer and end."""
        if self._began is None:
            return 0.0
        return self._length if self._length is not None else time.monotonic() - self._began

    def do(self, deed: Deed, text: str = "", confidence: float = 0.9) -> None:
        """The person does something."""
        self._acts.put_nowait(Act(deed, time.monotonic(), text, confidence))

    async def next_act(self, until: float) -> Act | None:
        """What the person does next, or None when nothing is done until then (in the loop's own clock)."""
        left = until - time.monotonic()
        if left <= 0:
            return None if self._acts.empty() else self._acts.get_nowait()
        # Not wait_for, which on Python 3.11 may swallow that the call was cancelled.
        with suppress(TimeoutError):
            async with asyncio.timeout(None if left == float("inf") else left):
                return await self._acts.get()
        return None

    def unread_acts(self) -> list[Act]:
        """What was done while nobody listened."""
        return [self._acts.get_nowait() for _ in range(self._acts.qsize())]

    def perform(self, kind: str, text: str, language: str, seconds: float, url: str = "") -> asyncio.Event:
        """Let the page perform this; the event is set when it says that it is done."""
        self._performed += 1
        self.doing = Doing(self._performed, kind, text, language, seconds, url)
        self._done = asyncio.Event()
        self._changed()
        return self._done

    def performed(self, number: int) -> None:
        """The page is through with this."""
        if self.doing is not None and self.doing.id == number:
            self._done.set()

    def rest(self) -> None:
        """Nothing is performed any more."""
        if self.doing is not None:
            self.doing = None
            self._changed()

    def listen(self, listening: Listening | None) -> None:
        """What would be heard from now on."""
        if self.listening != listening:
            self.listening = listening
            self._changed()

    def tell(self, line: Line) -> None:
        """Another line of the transcript."""
        self.lines.append(line)
        self._changed()

    def hang_up(self, why: str) -> None:
        """The person leaves."""
        if self.phase is Phase.TALKING and not self.left:
            self.left, self.ending = True, why
            self.leave()

    def end(self, why: str) -> None:
        """The call has ended."""
        self._length = self.elapsed
        self.phase, self.ending = Phase.ENDED, self.ending or why
        self.doing = self.listening = None
        self._changed()

    def view(self) -> dict[str, object]:
        """Everything that the page shows, as plain values."""
        return {
            "sid": self.call.sid,
            "from": self.call.order.caller,
            "to": self.call.order.to,
            "inbound": self.call.inbound,
            "phase": str(self.phase),
            "seconds": round(self.elapsed, 1),
            "ending": self.ending,
            "lines": [asdict(line) for line in self.lines],
            "doing": asdict(self.doing) if self.doing else None,
            "listening": asdict(self.listening) if self.listening else None,
        }

"""The switchboard of the phone in the browser: which tabs are open, and which of them has which call."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.handset import Handset, Phase

GRACE_SECONDS = 6.0
"""How long a tab may be away (its network gone, its page loaded again) before that is hanging up."""

ENDINGS = {
    "busy": "You declined the call.",
    "no-answer": "Nobody answered.",
    "canceled": "The caller gave up.",
    "failed": "The line broke down.",
}


@dataclass
class Tab:
    """One page in a browser, known by a name that only it knows. `connection` counts its connections."""

    name: str
    connection: int = 0
    connected: bool = False
    handset: Handset | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Switchboard:
    """All calls to numbers that are held in the browser."""

    def __init__(self, numbers: tuple[str, ...], grace_seconds: float = GRACE_SECONDS) -> None:
        self._numbers = numbers
        self._grace = grace_seconds
        self._tabs: dict[str, Tab] = {}
        self._handsets: dict[str, Handset] = {}
        self._rang: Call | None = None
        self.dial: Callable[[str, str, str], Call | str] = lambda caller, called, tab: "This phone only takes calls."

    # for the carrier

    def ring(self, call: Call) -> Handset:
        """A call comes in."""
        handset = Handset(call, self.tell_everybody)
        self._handsets[call.sid] = handset
        if not call.inbound:
            self._rang = call
        self.tell_everybody()
        return handset

    def end(self, handset: Handset) -> None:
        """The call has its final status."""
        call = handset.call
        limit_reached = call.status == "completed" and handset.elapsed >= call.time_limit
        who = "other side" if call.inbound else "caller"
        other = f"The longest time that the {who} allowed is over." if limit_reached else f"The {who} hung up."
        handset.end(ENDINGS.get(call.status, other))
        self._handsets.pop(call.sid, None)

    # for the page

    def connect(self, name: str) -> tuple[Tab, int]:
        """A tab opens its line to us, or opens it again; the latest connection is the one that counts."""
        tab = self._tabs.setdefault(name, Tab(name))
        tab.connection += 1
        tab.connected = True
        tab.news.set()
        return tab, tab.connection

    def disconnect(self, tab: Tab, connection: int) -> None:
        """A connection is gone. If no other comes soon, the tab is."""
        if tab.connection == connection:
            tab.connected = False
            asyncio.get_running_loop().call_later(self._grace, self._forget, tab, connection)

    def _forget(self, tab: Tab, connection: int) -> None:
        if tab.connection != connection:
            return
        self._tabs.pop(tab.name, None)
        if tab.handset is not None:
            tab.handset.hang_up("The page was closed.")

    def answer(self, name: str, sid: str) -> str | None:
        """Take a call in this tab; a sentence when that cannot be."""
        tab, handset = self._tabs.get(name), self._handsets.get(sid)
        if tab is None:
            return "This page has lost its connection."
        if handset is None:
            return "The call has ended."
        if tab.handset is not None and tab.handset.phase is Phase.TALKING:
            return "You are on the phone already."
        if not handset.answer(name):
            return "The call was answered in another tab."
        tab.handset = handset
        self.tell_everybody()
        return None

    def decline(self, name: str, sid: str) -> str | None:
        """Refuse a call; a sentence when that cannot be."""
        handset = self._handsets.get(sid)
        if handset is None or name not in self._tabs or not handset.decline(name):
            return "The call is not ringing any more."
        return None

    def call_back(self, name: str, sid: str) -> str | None:
        """Ring the number that a call came from; a sentence when that cannot be."""
        tab, rang = self._tabs.get(name), self._rang
        if tab is None:
            return "This page has lost its connection."
        if rang is None or rang.sid != sid:
            return "There is no such call to call back about."
        if tab.handset is not None and tab.handset.phase is Phase.TALKING:
            return "You are on the phone already."
        made = self.dial(rang.order.to, rang.order.caller, name)
        return made if isinstance(made, str) else None

    def held(self, name: str, sid: str) -> Handset | None:
        """The call that this tab talks on, if it is this one."""
        handset = self._handsets.get(sid)
        talking = handset is not None and handset.tab == name and handset.phase is Phase.TALKING
        return handset if talking else None

    def view(self, tab: Tab) -> dict[str, object]:
        """Everything that a tab shows, as plain values."""
        others = [handset for handset in self._handsets.values() if handset is not tab.handset]
        brief = [{"sid": one.call.sid, "from": one.call.order.caller, "to": one.call.order.to, "phase": str(one.phase)}
                 for one in others if one.phase is not Phase.ENDED and not one.left]  # fmt: skip
        return {
            "numbers": list(self._numbers),
            "ringing": [one for one in brief if one["phase"] == Phase.RINGING],
            "elsewhere": [one for one in brief if one["phase"] == Phase.TALKING],
            "call_back": {"sid": self._rang.sid, "number": self._rang.order.caller} if self._rang else None,
            "call": tab.handset.view() if tab.handset is not None else None,
        }

    def tell_everybody(self) -> None:
        """Every tab looks again."""
        for tab in self._tabs.values():
            tab.news.set()

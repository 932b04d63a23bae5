"""Calls that come in: how one is made, and who rings back after a call that they missed."""

import uuid
from collections.abc import Awaitable, Callable

from vocsurvey.sandbox import dice
from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.configuration import Configuration
from vocsurvey.sandbox.ledger import Ledger
from vocsurvey.sandbox.numbers import Numbers

MISSED = frozenset({"no-answer", "busy"})


class Incoming:
    """Makes the calls; the carrier lets them live. `ring` has somebody ring a number of the account."""

    def __init__(
        self, configuration: Configuration, numbers: Numbers, ledger: Ledger, ring: Callable[[str, str], object]
    ) -> None:
        self._configuration = configuration
        self._numbers = numbers
        self._ledger = ledger
        self._ring = ring
        self._rung_us: dict[str, int] = {}

    def make(self, caller: str, called: str) -> Call | str:
        """A call from one number to one of the account's; a sentence when nobody takes calls there."""
        number = self._numbers.at(called)
        order = number.order(caller) if number is not None else None
        if number is None or order is None:
            return f"Nobody takes calls at {called}: it has no voice URL."
        sid, nth = f"CA{uuid.uuid4().hex}", self._rung_us.get(caller, 0)
        self._rung_us[caller] = nth + 1
        self._ledger.rang_us(sid, caller, called)
        account = self._configuration.account_sid
        return Call(sid, account, order, 0.0, direction="inbound", number_sid=number.sid, ring=nth)

    def rings_back(self, missed: Call) -> bool:
        """Whether whoever missed this call of the customer's rings back."""
        wanted = not missed.inbound and self._configuration.cast.rings_back(missed.order.to, missed.ring)
        number = self._numbers.at(missed.order.caller) if wanted and missed.status in MISSED else None
        return number is not None and number.voice is not None

    async def ring_back(self, missed: Call, live: Callable[[float], Awaitable[None]]) -> None:
        """Ring back after a while."""
        person, seed = missed.order.to, self._configuration.seed
        await live(dice.between(15.0, 50.0, seed, "ring back", person, missed.ring))
        self._ring(person, missed.order.caller)

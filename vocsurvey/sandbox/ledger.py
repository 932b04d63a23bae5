"""What really happened, for tests: who was rung, which keys were delivered, and what the customer did wrong.

The ledger knows the customer's token of a call: the part of its Url that the token pattern captures (by default
the path segment after /carrier/). Rules H1, H2, H3 and H7 are checked here; see `inspect_order`.
"""

import re
from dataclasses import dataclass, field

from vocsurvey.sandbox.order import EVENTS, Order
from vocsurvey.sandbox.pace import now

CALL_REFERENCE = r"/carrier/([^/?#]+)"


def _stamp() -> str:
    return now().isoformat()


@dataclass
class Ledger:
    """Append-only lists of plain values; everything here can be put into JSON as it is."""

    pattern: re.Pattern[str] = field(default_factory=lambda: re.compile(CALL_REFERENCE))
    creates: list[dict[str, object]] = field(default_factory=list)
    rung: list[dict[str, object]] = field(default_factory=list)
    inbound: list[dict[str, object]] = field(default_factory=list)
    delivered: list[dict[str, object]] = field(default_factory=list)
    undelivered: list[dict[str, object]] = field(default_factory=list)
    lost_keys: list[dict[str, object]] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    tapes: list[dict[str, object]] = field(default_factory=list)
    connected: list[dict[str, object]] = field(default_factory=list)
    spoken: list[dict[str, object]] = field(default_factory=list)
    violations: list[dict[str, object]] = field(default_factory=list)
    _tokens: set[str] = field(default_factory=set)

    def use_pattern(self, pattern: str) -> None:
        """Find tokens with another regular expression; its first group is the token."""
        self.pattern = re.compile(pattern)

    def ring(self, sid: str, token: str | None, to: str) -> None:
        """Write down that a phone really rang."""
        self.rung.append({"sid": sid, "token": token, "to": to, "at": _stamp()})

    def rang_us(self, sid: str, caller: str, called: str) -> None:
        """Write down that somebody rang one of the account's numbers."""
        self.inbound.append({"sid": sid, "from": caller, "to": called, "at": _stamp()})

    def token_in(self, url: str | None) -> str | None:
        """The customer's token in a URL, or None."""
        found = self.pattern.search(url or "")
        return found.group(1) if found else None

    def lose(self, sid: str, token: str | None, keys: str) -> None:
        """Write down keys that were pressed while nobody listened."""
        self.lost_keys.append({"sid": sid, "token": token, "keys": keys})

    def record(self, sid: str, token: str | None, to: str, words: list[str]) -> None:
        """Write down what an answering machine recorded; one tape for each call."""
        text = " ".join(words)
        for tape in self.tapes:
            if tape["sid"] == sid:
                tape["words"] = f"{tape['words']} {text}"
                return
        self.tapes.append({"sid": sid, "token": token, "to": to, "words": text})

    def connect(self, sid: str, to: str, extension: str, found: bool) -> None:
        """Write down which extension an office understood, and whether it put the call through."""
        self.connected.append({"sid": sid, "to": to, "extension": extension, "found": found})

    def said(self, room: str, who: str, words: str, heard_by: list[str]) -> None:
        """Write down what somebody said or pressed in a conference, and who of those in it heard it."""
        self.spoken.append({"room": room, "by": who, "words": words, "heard_by": heard_by})

    def violation(self, rule: str, detail: str, sid: str | None = None, token: str | None = None) -> None:
        """Write down a fault of the customer."""
        self.violations.append({"rule": rule, "detail": detail, "sid": sid, "token": token, "at": _stamp()})

    def created(self, order: Order, sid: str | None, answer: str) -> None:
        """Write down a create request and how it was answered; `sid` is None when nothing was placed."""
        token = self.token_in(order.url_text)
        self.creates.append(
            {"token": token, "to": order.to, "from": order.caller, "sid": sid, "answer": answer, "at": _stamp()}
        )
        # A 429 is never processed, so the same token may come again; after any other answer it may not.
        if answer != "429" and token is not None:
            if token in self._tokens:
                self.violation("H1", "double dial: the same token in two create requests", sid, token)
            self._tokens.add(token)
        self.inspect_order(order, sid, token)

    def inspect_order(self, order: Order, sid: str | None, token: str | None) -> None:
        """Rules H2 (one token in all URLs), H3 (all four events) and H7 (bounded ringing and length)."""
        others = {self.token_in(url) for url in order.companion_urls}
        if order.url_text is not None and others - {token}:
            self.violation("H2", "Url, FallbackUrl and StatusCallback carry different tokens", sid, token)
        if missing := [name for name in EVENTS if name not in order.events]:
            self.violation("H3", f"StatusCallbackEvent lacks {', '.join(missing)}", sid, token)
        if not order.timeout_given or order.timeout > 30:
            self.violation("H7", "Timeout must be given and at most 30 seconds", sid, token)
        if not order.time_limit_given:
            self.violation("H7", "TimeLimit must be given", sid, token)

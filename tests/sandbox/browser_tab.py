"""A tab of the phone in the browser, as far as the carrier can tell: it follows the events and sends what it does."""

from __future__ import annotations

import json
import secrets
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from typing import Any, ClassVar
from urllib.parse import urlsplit

PATIENCE = 60


class BrowserTab:
    """One tab. With `reads` it is through with a prompt as soon as it hears it."""

    opened: ClassVar[list[BrowserTab]] = []

    def __init__(self, base: str, *, reads: bool = True, name: str | None = None) -> None:
        self.base = base
        self.name = name or secrets.token_hex(16)
        self.state: dict[str, Any] = {}
        self.replaced = False
        self._reads = reads
        self._performed: tuple[str, int] | None = None
        self._lines: list[tuple[socket.socket, HTTPResponse, threading.Thread]] = []
        self.opened.append(self)
        self.connect()

    def connect(self) -> None:
        """Open the line, and wait for the first word on it."""
        self.state = {}
        connection = HTTPConnection(urlsplit(self.base).netloc, timeout=PATIENCE)
        connection.request("GET", f"/phone/events?tab={self.name}")
        line = connection.sock
        response = connection.getresponse()
        assert response.status == 200
        follower = threading.Thread(target=self._follow, args=(response,), daemon=True)
        self._lines.append((line, response, follower))
        follower.start()
        self.until(lambda state: bool(state))

    def close(self) -> None:
        """The tab is gone, or the network is."""
        for line, response, follower in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            follower.join(PATIENCE)
            response.close()
            line.close()
        self._lines.clear()

    @classmethod
    def close_all(cls) -> None:
        """Close every tab that is open."""
        while cls.opened:
            cls.opened.pop().close()

    def _follow(self, response: HTTPResponse) -> None:
        try:
            for line in response:
                if line.startswith(b"event: replaced"):
                    self.replaced = True
                    return
                if line.startswith(b"data: "):
                    self.state = json.loads(line[6:])
                    self._read_along()
        except (OSError, ValueError, AttributeError):
            return

    def _read_along(self) -> None:
        call = self.state["call"]
        doing = call["doing"] if call else None
        now = (call["sid"], doing["id"]) if doing else None
        if self._reads and doing and now != self._performed and doing["kind"] in {"say", "sound"}:
            self._performed = now
            self.send("performed", call["sid"], number=doing["id"])

    def send(self, deed: str, sid: str | None = None, *, headers: Mapping[str, str] | None = None, **more: Any) -> int:
        """Do something; the status of the answer."""
        sid = sid or self.state["call"]["sid"]
        request = urllib.request.Request(f"{self.base}/phone/calls/{sid}/{deed}", method="POST")
        for header, value in {"Content-Type": "application/json", "Origin": self.base, **(headers or {})}.items():
            request.add_header(header, value)
        try:
            with urllib.request.urlopen(request, json.dumps({"tab": self.name, **more}).encode(), PATIENCE) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code if json.load(refused)["sentence"] else 0

    def until(self, condition: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """Wait until the state is like this."""
        end = time.monotonic() + PATIENCE
        while not (self.state and condition(self.state)):
            assert time.monotonic() < end, f"the state stayed {self.state}"
            time.sleep(0.005)
        return self.state

    def rings(self) -> str:
        """Wait for a call; its SID."""
        return str(self.until(lambda state: state["ringing"])["ringing"][0]["sid"])

    def answer(self) -> str:
        """Wait for a call and take it; its SID."""
        sid = self.rings()
        assert self.send("answer", sid) == 204
        self.until(lambda state: state["call"] and state["call"]["sid"] == sid)
        return sid

    def listening(self, **wanted: Any) -> dict[str, Any]:
        """Wait until something is listened for, in this way."""

        def fits(state: dict[str, Any]) -> bool:
            now = state["call"]["listening"]
            return now is not None and all(now[key] == value for key, value in wanted.items())

        found: dict[str, Any] = self.until(fits)["call"]["listening"]
        return found

    def ended(self) -> dict[str, Any]:
        """Wait for the end of the call; the call."""
        call: dict[str, Any] = self.until(lambda state: state["call"] and state["call"]["phase"] == "ended")["call"]
        return call

    def lines(self) -> list[tuple[str, str, str, bool]]:
        """The transcript."""
        return [(line["who"], line["kind"], line["text"], line["heard"]) for line in self.state["call"]["lines"]]

"""A wire to a database server that can be held, as if the server's machine had stopped."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.engine import URL

from vocsurvey.db.session import Database


@dataclass
class Wire:
    """A wire to the server that can be held: what is sent meanwhile comes in nobody's hands, and nothing is closed."""

    target: str | tuple[str, int]
    held: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def port(self) -> int:
        """Where the wire begins."""
        return int(self.listener.getsockname()[1])

    def run(self) -> None:
        """Carry bytes both ways until it is over; one thread for all connections."""
        pairs: dict[socket.socket, socket.socket] = {}
        while not self.over.is_set():
            if self.held.is_set():
                self.over.wait(0.02)
                continue
            ready, _, _ = select.select([self.listener, *pairs], [], [], 0.02)
            for one in ready:
                if one is self.listener:
                    here, _ = one.accept()
                    there = self._there()
                    pairs[here], pairs[there] = there, here
                elif one in pairs:
                    self._carry(one, pairs)
        for one in (*pairs, self.listener):
            one.close()

    def _there(self) -> socket.socket:
        if isinstance(self.target, tuple):
            return socket.create_connection(self.target)
        made = socket.socket(socket.AF_UNIX)
        made.connect(self.target)
        return made

    def _carry(self, one: socket.socket, pairs: dict[socket.socket, socket.socket]) -> None:
        try:
            data = one.recv(65536)
            if data:
                pairs[one].sendall(data)
                return
        except OSError:
            pass
        other = pairs.pop(one)
        pairs.pop(other, None)
        one.close()
        other.close()


@contextmanager
def wired(url: URL) -> Iterator[tuple[Database, Wire]]:
    """The PostgreSQL of a URL behind a wire."""
    host = url.query.get("host") or url.host or "127.0.0.1"
    assert isinstance(host, str)
    port = int(str(url.query.get("port") or url.port or 5432))
    wire = Wire(f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port))
    thread = threading.Thread(target=wire.run)
    thread.start()
    database = Database(url.set(host="127.0.0.1", port=wire.port, query={}))
    try:
        yield database, wire
    finally:
        wire.over.set()
        thread.join()
        database.dispose()

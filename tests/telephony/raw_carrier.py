"""A carrier made of bare sockets on loopback, that can fail in every way a real one can."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

PEM = str(Path(__file__).with_name("localhost.pem"))
Behaviour = Callable[[socket.socket], None]


class RawCarrier:
    """Accepts connections, keeps what it was sent, and does to each what its behaviour says."""

    def __init__(self, behaviour: Behaviour, *, tls: bool = False, greedy: bool = True) -> None:
        self.behaviour, self.tls, self.greedy = behaviour, tls, greedy
        self.connections = 0
        self.requests: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.closing = threading.Event()
        self.thread = threading.Thread(target=self._accept)
        self.thread.start()

    def url(self, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.closing.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    def form(self, at: int = 0) -> list[tuple[str, str]]:
        return parse_qsl(self.requests[at].partition(b"\r\n\r\n")[2].decode(), keep_blank_values=True)

    def target(self, at: int = 0) -> str:
        return self.requests[at].split(b" ")[1].decode()

    def _accept(self) -> None:
        while not self.closing.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            with contextlib.suppress(OSError), connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        if self.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(PEM)
            connection = context.wrap_socket(connection, server_side=True)
        with connection:
            if self.greedy:
                self.requests.append(whole_request(connection))
            self.behaviour(connection)


def whole_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def reply(status: int, body: object, *headers: str) -> Behaviour:
    """An HTTP answer; a body that is not bytes is written as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = "\r\n".join([f"HTTP/1.1 {status} X", "Content-Type: application/json", *headers])
    data = f"{head}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content
    return lambda connection: connection.sendall(data)


def by_path(answers: dict[str, Behaviour], carrier: list[RawCarrier]) -> Behaviour:
    """Another answer for each request target; the carrier is filled in once it exists."""

    def behave(connection: socket.socket) -> None:
        target = carrier[0].target(-1)
        answers.get(target, answers.get(urlsplit(target).path, reply(404, {"code": 20404})))(connection)

    return behave


def in_turn(*answers: Behaviour) -> Behaviour:
    """The first answer to the first request, and so on."""
    left = iter(answers)

    def behave(connection: socket.socket) -> None:
        next(left)(connection)

    return behave


def after_hello(behaviour: Behaviour) -> Behaviour:
    """Let the client say the first words of its handshake."""

    def behave(connection: socket.socket) -> None:
        connection.recv(65_536)
        behaviour(connection)

    return behave


def reset(connection: socket.socket) -> None:
    """Close with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hang(connection: socket.socket) -> None:
    """Say nothing until the other side gives up."""
    with contextlib.suppress(OSError):
        connection.recv(1)


def close(connection: socket.socket) -> None:
    """Say nothing and close."""


@contextlib.contextmanager
def raw_carrier(behaviour: Behaviour, *, tls: bool = False, greedy: bool = True) -> Iterator[RawCarrier]:
    carrier = RawCarrier(behaviour, tls=tls, greedy=greedy)
    try:
        yield carrier
    finally:
        carrier.close()

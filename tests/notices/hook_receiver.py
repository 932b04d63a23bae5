"""A real web server on loopback that takes webhooks, and can be told what to answer."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PEM = str(Path(__file__).parents[1] / "telephony" / "localhost.pem")


@dataclass
class Program:
    """The program that is told. ``taken`` are the requests that came: path, headers in lower case, body."""

    answers: list[int] = field(default_factory=list)
    taken: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    silent: threading.Event | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/voice?from=us"


@contextmanager
def listening(*answers: int, tls: bool = False, silent: bool = False) -> Generator[Program]:
    """A program that answers with these statuses in turn, then always with the last one; 204 unless told."""
    program = Program(list(answers) or [204], silent=threading.Event() if silent else None)

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            program.taken.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            if program.silent is not None:
                program.silent.wait()
                return
            status = program.answers.pop(0) if len(program.answers) > 1 else program.answers[0]
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"http://127.0.0.1:{program.port}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(PEM)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    program.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield program
    if program.silent is not None:
        program.silent.set()
    server.shutdown()
    thread.join()
    server.server_close()

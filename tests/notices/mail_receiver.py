"""A real mail server on loopback that can be told how to behave."""
# ruff: noqa: N802 (the names are aiosmtpd's)

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PEM = str(Path(__file__).parents[1] / "telephony" / "localhost.pem")


class Mailbox:
    """Takes messages, or answers each step as it was told."""

    def __init__(self, *, mail: str | None = None, rcpt: str | None = None, data: str | None = None) -> None:
        self.envelopes: list[Envelope] = []
        self.mail, self.rcpt, self.data = mail, rcpt, data
        self.slow = 0.0
        self.port = 0

    async def handle_MAIL(self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.mail:
            return self.mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.data:
            return self.data
        self.envelopes.append(envelope)
        return "250 OK"


def only_right(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"voice@example.com", b"p@ss")
    return AuthResult(success=good, handled=False)


def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return context


class _Controller(Controller):
    """Takes any free port, and knocks on the one it got."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextlib.contextmanager
def receiving(mailbox: Mailbox, *, implicit: bool = False, **options: Any) -> Iterator[Mailbox]:
    """The mailbox open on a port of its own; ``implicit`` speaks TLS from the first byte."""
    context = server_context() if implicit else None
    controller = _Controller(mailbox, hostname="127.0.0.1", port=0, ssl_context=context, **options)
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()

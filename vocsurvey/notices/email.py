"""Telling people by e-mail, over SMTP."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

from vocsurvey.notices.message import Message, NotSent, Sent

_EXAMPLE = "smtp://user:password@mail.example.com:587?from=voice@example.com"
_ENHANCED = re.compile(r"\b5\.([0-7])\.\d{1,3}\b")
_UNSUBSCRIBE = "List-Unsubscribe"
_TLS = ("auto", "always", "never")


@dataclass(frozen=True, slots=True)
class _Server:
    host: str
    port: int
    implicit_tls: bool
    tls: str
    user: str | None
    password: str | None
    sender: Address

    @property
    def local(self) -> bool:
        """Whether nothing between us and the server could listen."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


class EmailChannel:
    """``smtp://[user:password@]host[:port]?from=address[&tls=auto|always|never]``, or ``smtps://``.

    ``smtp`` uses STARTTLS when the server offers it (``auto``); a password is given over TLS only, except to this very
    machine or with ``tls=never``. Without ``from`` the user is the sender. Raises ValueError for any other URL.
    """

    def __init__(
        self, smtp_url: str, *, timeout: timedelta = timedelta(seconds=15), ca_file: str | None = None
    ) -> None:
        self._server = _server(smtp_url)
        self._timeout = timeout.total_seconds()
        self._ca_file = ca_file

    def send(self, message: Message) -> Sent | NotSent:
        """Hand one message to the server. NotSent after a broken connection may yet have arrived: a repeat carries
        the same Message-ID, so that the receiving side can tell.
        """
        message_id = f"<{sha256(message.key.encode()).hexdigest()[:32]}@{self._server.sender.domain}>"
        letter = _letter(message, self._server.sender, message_id)
        if isinstance(letter, NotSent):
            return letter
        try:
            connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            return _not_connected(error)
        try:
            return self._deliver(connection, letter) or Sent(message_id)
        finally:
            _leave(connection)

    def _connect(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context(cafile=self._ca_file)
        # Our own name is given, because looking it up can take longer than sending.
        if server.implicit_tls:
            return smtplib.SMTP_SSL(
                server.host, server.port, server.sender.domain, timeout=self._timeout, context=context
            )
        connection = smtplib.SMTP(server.host, server.port, server.sender.domain, timeout=self._timeout)
        try:
            connection.ehlo_or_helo_if_needed()
            if server.tls == "always" or (server.tls == "auto" and connection.has_extn("starttls")):
                connection.starttls(context=context)
        except BaseException:
            connection.close()
            raise
        return connection

    def _deliver(self, connection: smtplib.SMTP, letter: EmailMessage) -> NotSent | None:
        server = self._server
        try:
            if server.user is not None and server.password is not None:
                if not (isinstance(connection.sock, ssl.SSLSocket) or server.local or server.tls == "never"):
                    return NotSent("The mail server offers no TLS, so the password was not given to it.", False)
                connection.login(server.user, server.password)
            connection.send_message(letter, from_addr=server.sender.addr_spec)
        except (OSError, smtplib.SMTPException) as error:
            return _refused(error)
        return None


def _leave(connection: smtplib.SMTP) -> None:
    """The message is already taken or refused: a server that parts badly does not change that."""
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()


class _Whole(EmailPolicy):
    """An address stays on one line: folded into encoded words, as the library does, no mail program would know it."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header as it is sent."""
        if name == _UNSUBSCRIBE:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


def _letter(message: Message, sender: Address, message_id: str) -> EmailMessage | NotSent:
    letter = EmailMessage(policy=_Whole())
    try:
        letter["From"] = sender if message.sender_name is None else _named(message.sender_name, sender)
        letter["To"] = Address(addr_spec=message.to)
        letter["Subject"] = " ".join(message.subject.split())
        letter["Message-ID"] = message_id
        letter["Auto-Submitted"] = "auto-generated"
        if message.reply_to is not None:
            letter["Reply-To"] = Address(addr_spec=message.reply_to)
        if message.unsubscribe is not None:
            letter[_UNSUBSCRIBE] = f"<{message.unsubscribe}>"
        if message.unsubscribe is not None and message.one_click:
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if message.written_at is not None:
            letter["Date"] = format_datetime(message.written_at)
        letter.set_content(message.text)
        if message.html is not None:
            letter.add_alternative(message.html, subtype="html")
    except (ValueError, MessageError, IndexError, UnicodeError):
        return NotSent("The message cannot be written: look at its address and its subject.", True)
    return letter


def _named(name: str, sender: Address) -> Address:
    return Address(display_name=" ".join(name.split()), addr_spec=sender.addr_spec)


def _not_connected(error: Exception) -> NotSent:
    if isinstance(error, ssl.SSLError):
        return NotSent("No trusted TLS connection to the mail server could be made.", False)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NotSent("The mail server offers no TLS, and SMTP_URL asks for it.", False)
    if _late(error):
        return NotSent("The mail server did not answer in time.", False)
    return NotSent("The mail server could not be reached.", False)


def _late(error: Exception) -> bool:
    """smtplib reports a timeout while it waits for an answer as a lost connection."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _refused(error: Exception) -> NotSent:
    """A code of 5xx about the recipient or the content is final (RFC 5321, 4.2.1); one about us can be put right."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            code, said = max(recipients.values(), default=(0, b""))
            if code >= 500 and _about_us(said):
                return NotSent(f"The mail server takes nothing from us to that address ({code}).", False)
            return NotSent(f"The mail server refused the address ({code}).", code >= 500)
        case smtplib.SMTPDataError(smtp_code=code):
            return NotSent(f"The mail server refused the message ({code}).", code >= 500)
        case smtplib.SMTPNotSupportedError():
            return NotSent("The mail server cannot take this address or these credentials.", True)
        case smtplib.SMTPAuthenticationError(smtp_code=code):
            return NotSent(f"The mail server refused the credentials in SMTP_URL ({code}).", False)
        case smtplib.SMTPSenderRefused(smtp_code=code):
            return NotSent(f"The mail server refused the sender in SMTP_URL ({code}).", False)
        case _ if _late(error):
            return NotSent("The mail server did not answer in time.", False)
        case _:
            return NotSent("The conversation with the mail server broke off.", False)


def _about_us(said: bytes | str) -> bool:
    """Whether a refusal at the recipient is not about the mailbox but about the system, the network, the protocol or a
    policy, such as that we may not relay: the subjects 3, 4, 5 and 7 of RFC 3463, or the words of servers without.
    """
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    code = _ENHANCED.search(text)
    return code[1] in "3457" if code else "relay" in text.casefold()


def _server(smtp_url: str) -> _Server:
    try:
        parts = urlsplit(smtp_url)
        port = parts.port
        options = parse_qs(parts.query, strict_parsing=bool(parts.query))
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password is not None else None
        sender = Address(addr_spec=options.pop("from", [user or ""])[-1])
    except (ValueError, MessageError, IndexError) as error:
        raise ValueError(f"SMTP_URL must look like {_EXAMPLE}") from error
    tls = options.pop("tls", ["auto"])[-1]
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or tls not in _TLS or options or not sender.domain:
        raise ValueError(f"SMTP_URL must look like {_EXAMPLE}")
    implicit = parts.scheme == "smtps"
    return _Server(parts.hostname, port or (465 if implicit else 587), implicit, tls, user, password, sender)

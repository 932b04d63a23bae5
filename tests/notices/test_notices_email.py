"""Messages to real mail servers, in good and in bad weather."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mail_receiver import PEM, Mailbox, only_right, receiving, server_context

from vocsurvey.notices.email import EmailChannel
from vocsurvey.notices.message import Message, NotSent, Sent

MESSAGE = Message(
    "ann@customer.example",
    "Grüße: “nobody called”",
    "Words – first.\n",
    None,
    "notice-1",
    datetime(2026, 3, 4, tzinfo=UTC),
)


def channel(
    mailbox: Mailbox, options: str = "", *, scheme: str = "smtp", user: str = "", wait: float = 5
) -> EmailChannel:
    url = f"{scheme}://{user}127.0.0.1:{mailbox.port}?from=voice@example.com{options}"
    return EmailChannel(url, timeout=timedelta(seconds=wait), ca_file=PEM)


def letter(mailbox: Mailbox, at: int = 0) -> EmailMessage:
    content = mailbox.envelopes[at].content
    assert isinstance(content, bytes)
    read = message_from_bytes(content, policy=modern)
    assert isinstance(read, EmailMessage)
    return read


def test_a_message_arrives_whole() -> None:
    with receiving(Mailbox()) as mailbox:
        result = channel(mailbox).send(replace(MESSAGE, html="<p>Words – first.</p>"))
    read, envelope = letter(mailbox), mailbox.envelopes[0]
    assert (envelope.mail_from, envelope.rcpt_tos) == ("voice@example.com", ["ann@customer.example"])
    assert (read["From"], read["To"], read["Subject"]) == ("voice@example.com", MESSAGE.to, MESSAGE.subject)
    assert read["Date"].datetime == MESSAGE.written_at
    assert read["Auto-Submitted"] == "auto-generated"
    parts = {part.get_content_type(): part.get_content() for part in read.iter_parts()}
    assert parts == {"text/plain": "Words – first.\r\n", "text/html": "<p>Words – first.</p>\r\n"}
    assert result == Sent(read["Message-ID"])


def test_a_repeat_is_recognisable() -> None:
    with receiving(Mailbox()) as mailbox:
        results = [channel(mailbox).send(replace(MESSAGE, key=key, written_at=None)) for key in ("a", "a", "b")]
    ids = [letter(mailbox, at)["Message-ID"] for at in range(3)]
    assert results == [Sent(message_id) for message_id in ids]
    assert ids[0] == ids[1] != ids[2]
    assert letter(mailbox)["Date"] is None


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        mailbox = Mailbox()
        mailbox.port = free.getsockname()[1]
    assert channel(mailbox).send(MESSAGE) == NotSent("The mail server could not be reached.", permanent=False)


def test_a_slow_server() -> None:
    mailbox = Mailbox()
    mailbox.slow = 1.0
    with receiving(mailbox):
        result = channel(mailbox, wait=0.2).send(MESSAGE)
    assert result == NotSent("The mail server did not answer in time.", False)


@pytest.mark.parametrize(
    ("mailbox", "permanent", "word"),
    [
        (Mailbox(rcpt="550 5.1.1 no such user"), True, "address (550)"),
        (Mailbox(rcpt="553 5.1.3 bad address"), True, "address (553)"),
        (Mailbox(rcpt="554 5.7.1 <ann@customer.example>: Relay access denied"), False, "nothing from us"),
        (Mailbox(rcpt="550 we do not relay"), False, "nothing from us"),
        (Mailbox(rcpt="550 no such user"), True, "address (550)"),
        (Mailbox(rcpt="450 4.2.0 greylisted, come back"), False, "address (450)"),
        (Mailbox(rcpt="421 4.3.2 closing"), False, "address (421)"),
        (Mailbox(data="554 5.7.1 we do not like it"), True, "message (554)"),
        (Mailbox(data="452 4.3.1 full"), False, "message (452)"),
        (Mailbox(mail="550 5.7.1 who are you"), False, "sender"),
        (Mailbox(mail="451 4.7.1 later"), False, "sender"),
    ],
)
def test_a_refusal_is_final_only_where_repeating_cannot_help(mailbox: Mailbox, permanent: bool, word: str) -> None:
    with receiving(mailbox):
        result = channel(mailbox).send(MESSAGE)
    assert isinstance(result, NotSent)
    assert result.permanent is permanent
    assert word in result.why
    assert MESSAGE.to not in result.why


def test_after_greylisting_the_same_message_arrives() -> None:
    with receiving(Mailbox(rcpt="450 4.2.0 greylisted")) as mailbox:
        assert channel(mailbox).send(MESSAGE) == NotSent("The mail server refused the address (450).", False)
        mailbox.rcpt = None
        assert channel(mailbox).send(MESSAGE) == Sent(letter(mailbox)["Message-ID"])


def test_starttls_when_it_is_offered() -> None:
    with receiving(Mailbox(), tls_context=server_context(), require_starttls=True) as mailbox:
        assert isinstance(channel(mailbox).send(MESSAGE), Sent)
        refused = channel(mailbox, "&tls=never").send(MESSAGE)
    assert isinstance(refused, NotSent)
    assert len(mailbox.envelopes) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_tls_from_the_first_byte_with_a_password() -> None:
    sign_in = {"authenticator": only_right, "auth_required": True, "auth_require_tls": False}
    with receiving(Mailbox(), implicit=True, **sign_in) as mailbox:
        good = channel(mailbox, scheme="smtps", user="voice%40example.com:p%40ss@").send(MESSAGE)
        bad = channel(mailbox, scheme="smtps", user="voice%40example.com:wrong@").send(MESSAGE)
        nobody = channel(mailbox, scheme="smtps").send(MESSAGE)
    assert isinstance(good, Sent)
    assert bad == NotSent("The mail server refused the credentials in SMTP_URL (535).", False)
    assert isinstance(nobody, NotSent)
    assert not nobody.permanent
    assert len(mailbox.envelopes) == 1


def test_an_untrusted_certificate() -> None:
    with receiving(Mailbox(), implicit=True) as mailbox:
        result = EmailChannel(f"smtps://127.0.0.1:{mailbox.port}?from=voice@example.com").send(MESSAGE)
    assert result == NotSent("No trusted TLS connection to the mail server could be made.", False)


def test_tls_that_is_asked_for_and_not_offered() -> None:
    with receiving(Mailbox()) as mailbox:
        result = channel(mailbox, "&tls=always").send(MESSAGE)
    assert result == NotSent("The mail server offers no TLS, and SMTP_URL asks for it.", False)
    assert mailbox.envelopes == []


def test_a_server_without_sign_in() -> None:
    with receiving(Mailbox()) as mailbox:
        result = channel(mailbox, user="me:secret@").send(MESSAGE)
    assert result == NotSent("The mail server cannot take this address or these credentials.", True)


def test_an_international_address_needs_a_server_that_takes_it() -> None:
    message = replace(MESSAGE, to="ann@bücher.example")
    with receiving(Mailbox(), enable_SMTPUTF8=False) as mailbox:
        assert channel(mailbox).send(message) == NotSent(
            "The mail server cannot take this address or these credentials.", True
        )
    with receiving(Mailbox(), enable_SMTPUTF8=True) as mailbox:
        assert isinstance(channel(mailbox).send(message), Sent)
    assert mailbox.envelopes[0].rcpt_tos == ["ann@bücher.example"]


@contextmanager
def scripted(*lines: str) -> Iterator[int]:
    """A server that greets and then answers each thing said to it with the next line, and hangs up after the last."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)

        def talk() -> None:
            connection, _ = listener.accept()
            connection.settimeout(5)
            with connection, connection.makefile("rb") as said:
                for line in lines:
                    connection.sendall(line.encode() + b"\r\n")
                    if not said.readline():
                        return

        thread = threading.Thread(target=talk)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def at_port(port: int, user: str = "", host: str = "127.0.0.1", wait: float = 2) -> EmailChannel:
    return EmailChannel(f"smtp://{user}{host}:{port}?from=voice@example.com", timeout=timedelta(seconds=wait))


@pytest.mark.parametrize("lines", [[], ["554 go away"], ["220 hello", "421 bye", "421 bye"], ["220 hello"]])
def test_a_server_that_breaks_off(lines: list[str]) -> None:
    with scripted(*lines) as port:
        result = at_port(port).send(MESSAGE)
    assert isinstance(result, NotSent)
    assert not result.permanent


def test_a_server_that_breaks_off_in_the_middle() -> None:
    with scripted("220 hello", "250 me", "250 good sender") as port:
        result = at_port(port).send(MESSAGE)
    assert result == NotSent("The conversation with the mail server broke off.", False)


def test_a_server_that_accepts_and_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        result = at_port(listener.getsockname()[1], wait=0.2).send(MESSAGE)
    assert result == NotSent("The mail server did not answer in time.", False)


def test_a_server_that_parts_badly_has_still_taken_the_message() -> None:
    """The answers: greeting, EHLO, MAIL, RCPT, DATA; then one for the content, and nothing for QUIT."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as said:
                for line in ("220 hi", "250 me", "250 ok", "250 ok", "354 go"):
                    connection.sendall(line.encode() + b"\r\n")
                    said.readline()
                while said.readline() != b".\r\n":
                    pass
                connection.sendall(b"250 taken\r\n")

        thread = threading.Thread(target=talk)
        thread.start()
        result = at_port(listener.getsockname()[1]).send(MESSAGE)
        thread.join()
    assert isinstance(result, Sent)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_password_stays_on_this_machine_without_tls(host: str) -> None:
    with scripted("220 hi", "250-me\r\n250 AUTH PLAIN", "535 no", "221 bye") as port:
        result = at_port(port, "me:secret@", host).send(MESSAGE)
    assert isinstance(result, NotSent)
    assert "credentials" in result.why


def test_a_password_is_not_shown_to_another_machine_without_tls() -> None:
    """A name that is not plainly this machine's counts as another's, although it leads here."""
    with scripted("220 hi", "250-me\r\n250 AUTH PLAIN", "221 bye") as port:
        result = at_port(port, "me:secret@", "127.1").send(MESSAGE)
    assert result == NotSent("The mail server offers no TLS, so the password was not given to it.", False)


INJECTIONS: list[Callable[[Message], Message]] = [
    lambda message: replace(message, to="ann@customer.example\r\nBcc: eve@evil.example"),
    lambda message: replace(message, to="ann@customer.example, eve@evil.example"),
    lambda message: replace(message, to="ann@customer.example>\r\nRCPT TO:<eve@evil.example"),
    lambda message: replace(message, to=""),
    lambda message: replace(message, to="nobody"),
    lambda message: replace(message, to="änn@customer.example"),
]


@pytest.mark.parametrize("injection", INJECTIONS)
def test_an_address_that_is_more_or_less_than_one(injection: Callable[[Message], Message]) -> None:
    with receiving(Mailbox()) as mailbox:
        result = channel(mailbox).send(injection(MESSAGE))
    assert result == NotSent("The message cannot be written: look at its address and its subject.", True)
    assert mailbox.envelopes == []


def test_nothing_gets_into_the_headers() -> None:
    hostile = "x\r\nBcc: eve@evil.example\r\n\r\nhello\n.\r\nMAIL FROM:<eve@evil.example>"
    with receiving(Mailbox()) as mailbox:
        assert isinstance(channel(mailbox).send(replace(MESSAGE, subject=hostile, key=hostile, text=hostile)), Sent)
    assert len(mailbox.envelopes) == 1
    assert mailbox.envelopes[0].rcpt_tos == [MESSAGE.to]
    read = letter(mailbox)
    assert set(read.keys()) >= {"From", "To", "Subject", "Message-ID"}
    assert "Bcc" not in read
    assert read["Subject"] == " ".join(hostile.split())


@given(st.text(), st.text(), st.text())
def test_any_message_is_sent_or_refused_and_never_raises(to: str, subject: str, text: str) -> None:
    closed = EmailChannel("smtp://127.0.0.1:1?from=voice@example.com", timeout=timedelta(seconds=1))
    assert isinstance(closed.send(Message(to, subject, text, None, "key")), NotSent)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.com",
        "http://mail.example.com?from=a@b.example",
        "smtp://?from=a@b.example",
        "smtp://mail.example.com",
        "smtp://me:x@mail.example.com",
        "smtp://mail.example.com:many?from=a@b.example",
        "smtp://mail.example.com?from=a",
        "smtp://mail.example.com?from=a@b.example&tls=perhaps",
        "smtp://mail.example.com?from=a@b.example&form=c",
        "smtp://mail.example.com?from",
    ],
)
def test_an_address_of_a_server_that_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL must look like smtp://"):
        EmailChannel(url)


def test_the_user_is_the_sender_where_no_other_is_named() -> None:
    assert EmailChannel("smtp://voice%40example.com:x@mail.example.com")._server.sender.addr_spec == "voice@example.com"
    assert EmailChannel("smtps://mail.example.com?from=a@b.example")._server.port == 465
    assert EmailChannel("smtp://mail.example.com?from=a@b.example")._server.port == 587


def test_a_letter_that_can_be_answered_and_stopped() -> None:
    whole = "https://voice.example.com/a/long/way/down/n/" + "a" * 60 + "/never"
    with receiving(Mailbox()) as mailbox:
        wanted = replace(MESSAGE, sender_name="Grüße AG", reply_to="jo@example.com", unsubscribe=whole, one_click=True)
        channel(mailbox).send(wanted)
        channel(mailbox).send(replace(wanted, one_click=False))
    read, envelope = letter(mailbox), mailbox.envelopes[0]
    assert (read["From"].addresses[0].display_name, read["Reply-To"]) == ("Grüße AG", "jo@example.com")
    assert isinstance(envelope.content, bytes)
    assert f"\r\nList-Unsubscribe: <{whole}>\r\n".encode() in envelope.content
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe-Post" not in letter(mailbox, 1)


def test_no_header_can_be_slipped_in() -> None:
    bad = "a@b.example\r\nBcc: all@example.com"
    with receiving(Mailbox()) as mailbox:
        for one in (
            replace(MESSAGE, sender_name=bad),
            replace(MESSAGE, reply_to=bad),
            replace(MESSAGE, unsubscribe=bad),
        ):
            channel(mailbox).send(one)
    assert all("Bcc" not in letter(mailbox, at) for at in range(len(mailbox.envelopes)))

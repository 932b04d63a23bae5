"""The note ahead of a call is a letter that arrives, once, and that says how to answer it."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern

import pytest
from mail_receiver import Mailbox, receiving
from noticing import note_of, notes, wanting_notes
from scene import Scene
from sqlalchemy import select, update
from workplace import Workplace

from vocsurvey.clock import now
from vocsurvey.db.advance_notice import AdvanceNotice
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact
from vocsurvey.jobs import advance_notices
from vocsurvey.operations import dialing

Opened = Callable[..., Workplace]


def _url(mailbox: Mailbox) -> str:
    return f"smtp://127.0.0.1:{mailbox.port}?from=voice@example.com"


def claim(place: Workplace) -> None:
    """A tick's claim."""
    scene: Scene = place.scene
    scene.now = now()
    scene.do(dialing.claim_due_cases, rules=place.house.rulebook, line_hash=place.house.line_hash, limit=10)


def written(place: Workplace) -> None:
    """Claim, a tick, and a worker."""
    wanting_notes(place.scene)
    claim(place)
    advance_notices.ring_for_notes(place.house)
    place.work()


def letter(mailbox: Mailbox, at: int = 0) -> EmailMessage:
    """A letter as its reader's mail program has it."""
    content = mailbox.envelopes[at].content
    assert isinstance(content, bytes)
    read = message_from_bytes(content, policy=modern)
    assert isinstance(read, EmailMessage)
    return read


def test_the_note_arrives_and_says_who_calls_why_how_long_and_how_to_say_no(opened: Opened) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        written(place)
        advance_notices.ring_for_notes(place.house)
        assert place.queued() == []
        assert sorted(one.rcpt_tos[0] for one in mailbox.envelopes) == ["ann@alder.example", "ben@alder.example"]
        read = letter(mailbox)
        assert (read["From"], read["To"]) == ("Northwind <voice@example.com>", "ann@alder.example")
        assert (read["Reply-To"], read["Auto-Submitted"]) == ("olivia@example.com", "auto-generated")
        assert read["Subject"] == "Northwind would like to hear from you by phone"
        page = place.house.links.page(note_of(place.scene).public_id)
        raw = mailbox.envelopes[0].content
        assert isinstance(raw, bytes)
        assert f"\r\nList-Unsubscribe: <{page}/never>\r\n".encode() in raw
        parts = {part.get_content_type(): part.get_content() for part in read.iter_parts()}
        plain, html = parts["text/plain"], parts["text/html"]
        for words in (
            "Hello Ann Archer",
            "The voice is automated",
            "“the night export”",
            "about 2 minutes",
            "ends in 01",
        ):
            assert words in plain
            assert words in html
        for words in ("+1 202-555-0199", "Olivia Owner reads it", f"{page}\r\n", "(America/New York)"):
            assert words in plain
        assert f'<a href="{page}">' in html
    # A job that comes again sends nothing more.
    place.work([("send_note", one.id) for one in notes(place.scene)] + [("send_note", 4711)])
    assert {(one.tries, one.problem, one.sent_at is not None) for one in notes(place.scene)} == {(1, None, True)}


def test_the_letter_is_in_the_language_of_its_reader(opened: Opened) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        with place.house.database.transaction() as session:
            session.execute(update(Contact).values(language="de-AT"))
        written(place)
        read = letter(mailbox)
        assert read["Subject"] == "Northwind möchte Sie anrufen und um Ihre Meinung bitten"
        body = read.get_body(("plain",))
        assert body is not None
        assert "Es geht um Ihre Support-Anfrage" in body.get_content()


@pytest.mark.parametrize("name", ["North\r\nBcc: all@example.com\r\n\r\nwind", "„Ünïversal“ <x@y.z>, Inc."])
def test_no_name_slips_a_header_in(opened: Opened, name: str) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        with place.house.database.transaction() as session:
            session.execute(update(Campaign).values(company_name=name))
            session.execute(update(Contact).values(name=name))
        written(place)
        read = letter(mailbox)
        assert read["From"].addresses[0].addr_spec == "voice@example.com"
        assert read["From"].addresses[0].display_name == " ".join(name.split())
        assert "Bcc" not in read
        assert mailbox.envelopes[0].rcpt_tos == ["ann@alder.example"]


@pytest.mark.parametrize("address", ["ann@alder.example\r\nBcc: all@example.com", "ann@", "a b@c d"])
def test_an_address_that_is_none_is_noted_and_the_call_goes_on(opened: Opened, address: str) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        wanting_notes(place.scene)
        with place.house.database.transaction() as session:
            session.execute(update(Contact).where(Contact.external_id == "C1").values(email=address))
        claim(place)
        advance_notices.ring_for_notes(place.house)
        place.work()
        assert len(mailbox.envelopes) == 1
    assert note_of(place.scene).failed_at is not None
    claim(place)
    assert place.scene.attempts("C1")


def test_refused_mail_is_noted_and_the_call_goes_on(opened: Opened) -> None:
    with receiving(Mailbox(rcpt="550 no such user here")) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        written(place)
    assert note_of(place.scene).problem == "The mail server refused the address (550)."
    claim(place)
    assert len(place.scene.rows(select(Attempt))) == 3


def test_without_a_mail_server_it_waits_and_is_given_up(opened: Opened) -> None:
    place = opened()
    written(place)
    (one, _) = notes(place.scene)
    advance_notices.send(place.house, one.id)
    assert (one.tries, one.sent_at, one.failed_at, place.queued()) == (0, None, None, [])
    with place.house.database.transaction() as session:
        long_ago = now() - place.house.rulebook.advance_notice.patience
        session.execute(update(AdvanceNotice).values(owed_at=long_ago))
    advance_notices.ring_for_notes(place.house)
    assert all(one.failed_at is not None for one in notes(place.scene))


def test_the_clock_has_those_written_to_who_are_due_for_a_live_caller(opened: Opened) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        wanting_notes(place.scene)
        with place.house.database.transaction() as session:
            session.execute(update(Case).values(channel="live"))
        place.tick()
        place.work()
        place.house.redis.flushall()
        place.tick()
        place.work()
        assert sorted(str(letter(mailbox, at)["To"]) for at in range(len(mailbox.envelopes))) == [
            "ann@alder.example",
            "ben@alder.example",
        ]
    assert all(one.sent_at is not None for one in notes(place.scene))
    assert place.scene.rows(select(Attempt)) == []
    assert place.violations() == []


def test_nobody_is_written_to_about_a_case_that_has_ended(opened: Opened) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        wanting_notes(place.scene)
        claim(place)
        with place.house.database.transaction() as session:
            session.execute(update(Case).values(closed_at=now(), disposition="3.11", due_at=None))
            session.execute(update(User).values(active=False))
        place.work([("send_note", one.id) for one in notes(place.scene)])
        assert mailbox.envelopes == []

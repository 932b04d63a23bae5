"""Letters over a real mail server: the digest once a day with two clocks, and links that set a password once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from mail_receiver import Mailbox, receiving
from sqlalchemy import select, update
from workplace import Workplace

from vocsurvey.clock import now
from vocsurvey.db.letter import Letter
from vocsurvey.db.people import User
from vocsurvey.jobs import letters
from vocsurvey.operations import inviting

Opened = Callable[..., Workplace]


def url(mailbox: Mailbox) -> str:
    return f"smtp://127.0.0.1:{mailbox.port}?from=voice@example.com"


def read(mailbox: Mailbox) -> list[EmailMessage]:
    """The letters that came."""
    return [message_from_bytes(bytes(one.content or b""), policy=policy.default) for one in mailbox.envelopes]  # type: ignore[arg-type]


def owed(place: Workplace, kind: str = "digest") -> int:
    """A letter that Olivia is owed."""
    with place.house.database.transaction() as session:
        olivia = session.scalars(select(User).where(User.email == "olivia@example.com")).one()
        row = Letter(key=f"{kind}:{olivia.id}", user_id=olivia.id, kind=kind, created_at=now(), due_at=now(), tries=0)
        session.add(row)
        session.flush()
        return row.id


def test_a_digest_is_sent_once_in_plain_text_and_html(opened: Opened) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=url(mailbox))
        place.scene.talk(*place.scene.dial(), "1", "2")
        with place.house.database.transaction() as session:
            session.execute(update(User).values(role="account_team"))
        letter_id = owed(place)
        letters.ring_for_letters(place.house)
        letters.ring_for_letters(place.house)
        assert place.work() == [("send_letter", letter_id)]
        letters.send(place.house, letter_id)
        letters.send(place.house, 4711)
        (letter,) = read(mailbox)
        plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
        assert plain is not None
        assert html is not None
        assert "Your accounts with new flags\n- Ann Archer at Alder Freight" in plain.get_content().replace("\r", "")
        assert "/follow-ups/1" in html.get_content()
        assert "/notices" in plain.get_content()
        assert letter["To"] == "olivia@example.com"
    assert place.scene.rows(select(Letter.sent_at)) != [None]


def test_nothing_to_say_is_one_line_and_a_server_that_is_down_is_tried_again(opened: Opened) -> None:
    place = opened(smtp_url="smtp://127.0.0.1:9?from=voice@example.com")
    with place.house.database.transaction() as session:
        session.execute(update(User).values(role="caller"))
    letter_id = owed(place)
    letters.send(place.house, letter_id)
    (row,) = place.scene.rows(select(Letter))
    assert (row.tries, row.sent_at, row.failed_at) == (1, None, None)
    with receiving(Mailbox()) as mailbox:
        back = replace(place.house, settings=replace(place.house.settings, smtp_url=url(mailbox)))
        letters.send(back, letter_id)
        (letter,) = read(mailbox)
        assert "nothing waits for you" in letter["Subject"]


def test_digests_are_owed_by_the_clock_only_where_there_is_a_mail_server(opened: Opened) -> None:
    place = opened()
    letters.ring_for_digests(place.house)
    letters.ring_for_letters(place.house)
    letters.send(place.house, 1)
    assert place.queued() == []
    with place.house.database.transaction() as session:
        session.execute(update(User).values(digest="never"))
    settings = replace(place.house.settings, smtp_url="smtp://127.0.0.1:9?from=voice@example.com")
    letters.ring_for_digests(replace(place.house, settings=settings))
    assert place.scene.rows(select(Letter)) == []


def test_a_link_sets_a_password_and_is_bound_to_the_row(opened: Opened) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=url(mailbox))
        for kind in ("invitation", "reset"):
            letters.send(place.house, owed(place, kind))
        for letter in read(mailbox):
            plain = letter.get_body(("plain",))
            assert plain is not None
            token = plain.get_content().strip().splitlines()[-1].rpartition("/")[2]
            bearer = place.house.password_links.read(token)
            assert bearer is not None
            olivia = place.scene.user("olivia@example.com")
            assert place.house.password_links.holds(bearer, inviting.state_of(olivia), now())
            assert not place.house.password_links.holds(bearer, "another state", now())
            assert not place.house.password_links.holds(bearer, inviting.state_of(olivia), bearer.ends_at)

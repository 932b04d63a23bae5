"""The owner is told: at least once, again after a failure, and never without a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from mail_receiver import Mailbox, receiving
from redis import Redis
from sqlalchemy import select, update
from workplace import Workplace

from vocsurvey.clock import now
from vocsurvey.db.announcement import Announcement
from vocsurvey.db.followup import Notice
from vocsurvey.db.people import Role
from vocsurvey.interview.heard import Speech
from vocsurvey.jobs import clock_tower, upkeep
from vocsurvey.operations import administering, consenting, gatekeeping
from vocsurvey.operations.consenting import Word
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.runtime import Runtime

Opened = Callable[..., Workplace]


def _flagged(place: Workplace) -> Notice:
    """Somebody was unhappy; the notice that the owner is owed."""
    token, sid = place.scene.dial()
    place.scene.talk(token, sid, "1", "2")
    place.scene.hang_up(token, sid)
    return _notice(place)


def _notice(place: Workplace) -> Notice:
    found = place.scene.rows(select(Notice))[0]
    assert isinstance(found, Notice)
    return found


def _managers(place: Workplace) -> None:
    """Somebody to whom it can be passed on."""
    place.scene.do(
        administering.add_user, email="mo@example.com", name="Mo", role=Role.MANAGER, password_hash="-", zone="UTC"
    )


def test_nobody_waits_for_the_next_tick_to_be_told(opened: Opened) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        pacing = place.house.rulebook.pacing.model_copy(update={"tick": timedelta(seconds=5)})
        house = replace(place.house, rulebook=replace(place.house.rulebook, pacing=pacing))
        waking: list[tuple[float, list[str]]] = []

        def pause(seconds: float) -> None:
            waking.append((seconds, [name for name, _ in place.queued() if name == "send_notice"]))
            if len(waking) == 2:
                _flagged(place)

        rounds = iter([False, True])
        clock_tower.keep_time(house, lambda: next(rounds), pause)
    assert sum(seconds for seconds, _ in waking) == 5
    assert [queued for _, queued in waking] == [[], [], ["send_notice"], ["send_notice"], ["send_notice"]]


def _come_due(place: Workplace) -> None:
    """As if the pause after a failure were over."""
    with place.house.database.transaction() as session:
        session.execute(update(Notice).values(due_at=now() - timedelta(seconds=1), nudged_until=None))


def _url(mailbox: Mailbox) -> str:
    return f"smtp://127.0.0.1:{mailbox.port}?from=voice@example.com"


def _at(place: Workplace, smtp_url: str, redis: Redis | None = None) -> Runtime:
    """The same house with another mail server, and another Redis."""
    settings = replace(place.house.settings, smtp_url=smtp_url)
    return replace(place.house, settings=settings, redis=redis or place.house.redis)


def test_a_tick_and_a_worker_tell_the_owner_once(opened: Opened) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        notice = _flagged(place)
        upkeep.ring_for_notices(place.house)
        upkeep.ring_for_notices(place.house)
        assert place.work() == [("send_notice", notice.id)]
        (letter,) = mailbox.envelopes
        assert letter.rcpt_tos == ["olivia@example.com"]
        content = letter.content.decode() if isinstance(letter.content, bytes) else str(letter.content)
        assert "Ann Archer" in content
        # The job again, and further ticks: it was sent.
        place.work([("send_notice", notice.id)])
        _come_due(place)
        upkeep.ring_for_notices(place.house)
        assert place.queued() == []
        assert len(mailbox.envelopes) == 1
    assert (_notice(place).tries, _notice(place).sent_at is not None) == (1, True)


def test_while_the_mail_server_is_down_it_is_tried_again_until_it_is_back(opened: Opened) -> None:
    place = opened(smtp_url="smtp://127.0.0.1:9?from=voice@example.com")
    notice = _flagged(place)
    for tries in (1, 2, 3):
        upkeep.ring_for_notices(place.house)
        assert place.work() == [("send_notice", notice.id)]
        kept = _notice(place)
        assert (kept.tries, kept.sent_at, kept.failed_at) == (tries, None, None)
        assert kept.problem
        assert kept.due_at > now() + timedelta(seconds=55)
        _come_due(place)
    with receiving(Mailbox()) as mailbox:
        upkeep.send(_at(place, _url(mailbox)), notice.id)
        assert len(mailbox.envelopes) == 1
    assert (_notice(place).sent_at is not None, _notice(place).problem) == (True, None)


def test_what_the_mail_server_refuses_is_told_to_others_at_once_and_sent_when_the_address_is_right(
    opened: Opened,
) -> None:
    with receiving(Mailbox(rcpt="550 5.1.1 no such user here")) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        _managers(place)
        notice = _flagged(place)
        upkeep.send(place.house, notice.id)
        upkeep.ring_for_notices(place.house)
        kept = _notice(place)
        assert (kept.tries, kept.sent_at, kept.failed_at) == (1, None, None)
        assert kept.refused_at is not None
        assert kept.passed_on_at is not None
        (untold,) = place.scene.rows(select(Notice).where(Notice.kind == "untold"))
        assert untold.headline == "Olivia Owner could not be told of Ann Archer at Alder Freight"
        (told,) = place.scene.rows(select(Announcement))
        assert told.headline == "E-mail does not reach Olivia Owner"
        assert "refused the address (550)" in told.words
        assert "olivia@example.com" in told.words
        mailbox.rcpt = None
        _come_due(place)
        place.house.redis.flushall()
        upkeep.ring_for_notices(place.house)
        assert sorted(place.work()) == [("send_notice", notice.id), ("send_notice", untold.id)]
        assert len(mailbox.envelopes) == 2
    assert _notice(place).sent_at is not None


def test_a_mail_server_that_is_down_for_a_day_is_told_once_and_nothing_is_lost(opened: Opened) -> None:
    place = opened(smtp_url="smtp://127.0.0.1:9?from=voice@example.com")
    _managers(place)
    notice = _flagged(place)
    for _ in range(96):
        upkeep.send(place.house, notice.id)
    with place.house.database.transaction() as session:
        session.execute(update(Notice).values(created_at=now() - timedelta(days=1)))
    for _ in range(3):
        upkeep.ring_for_notices(place.house)
    told = place.scene.rows(select(Announcement))
    assert [one.headline for one in told] == ["E-mails do not go out"]
    assert "could not be reached" in told[0].words
    _come_due(place)
    place.house.redis.flushall()
    with receiving(Mailbox()) as mailbox:
        back = replace(place, house=_at(place, _url(mailbox)))
        upkeep.ring_for_notices(back.house)
        assert back.work() == [("send_notice", notice.id)]
        assert len(mailbox.envelopes) == 1


def test_a_mail_server_that_is_so_slow_that_nobody_hears_of_it_is_told_too(opened: Opened) -> None:
    place = opened(smtp_url="smtp://127.0.0.1:9?from=voice@example.com")
    _managers(place)
    _flagged(place)  # its worker is killed every time, so that no try is ever written down
    with place.house.database.transaction() as session:
        session.execute(update(Notice).values(created_at=now() - timedelta(minutes=16)))
    upkeep.ring_for_notices(place.house)
    (told,) = place.scene.rows(select(Announcement))
    assert (told.headline, "takes too long" in told.words) == ("E-mails do not go out", True)


def test_redis_flushed_between_tick_and_job(opened: Opened) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        notice = _flagged(place)
        upkeep.ring_for_notices(place.house)
        place.house.redis.flushall()
        assert _notice(place).nudged_until is not None
        _come_due(place)
        upkeep.ring_for_notices(place.house)
        assert place.work() == [("send_notice", notice.id)]
        assert len(mailbox.envelopes) == 1


def test_without_redis_or_without_a_mail_server_it_stays_owed(opened: Opened) -> None:
    place = opened()
    notice = _flagged(place)
    place.tick()
    assert "send_notice" not in dict(place.queued())
    upkeep.send(place.house, notice.id)
    assert (_notice(place).sent_at, _notice(place).tries) == (None, 0)
    away = _at(place, "smtp://127.0.0.1:9?from=voice@example.com", Redis(host="127.0.0.1", port=9))
    upkeep.ring_for_notices(away)
    assert (_notice(place).sent_at, _notice(place).tries) == (None, 0)


def test_a_notice_that_is_gone_is_no_error(opened: Opened) -> None:
    place = opened(smtp_url="smtp://127.0.0.1:9?from=voice@example.com")
    upkeep.send(place.house, 4711)
    assert place.scene.rows(select(Notice)) == []


def test_the_operators_are_told_of_a_stop_once(opened: Opened) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        place.scene.do(
            administering.add_user, email="ada@example.com", name="Ada", role=Role.ADMIN, password_hash="-", zone="UTC"
        )
        place.scene.do(gatekeeping.announce, "All dialling is stopped: no funds", "The account is empty.\n\nFill it.")
        upkeep.ring_for_announcements(place.house)
        upkeep.ring_for_announcements(place.house)
        ((name, announcement_id),) = place.work()
        assert name == "send_announcement"
        upkeep.announce(place.house, announcement_id)
        upkeep.announce(place.house, 10_000)
        (letter,) = mailbox.envelopes
        assert isinstance(letter.content, bytes)
        assert b"All dialling is stopped: no funds" in letter.content


def test_without_a_mail_server_announcements_wait_on_the_page(opened: Opened) -> None:
    place = opened()
    upkeep.ring_for_announcements(place.house)
    upkeep.announce(place.house, 1)
    assert place.queued() == []


def test_an_announcement_that_bounces_is_tried_again(opened: Opened) -> None:
    place = opened(smtp_url="smtp://127.0.0.1:9?from=voice@example.com")
    place.scene.do(
        administering.add_user, email="ada@example.com", name="Ada", role=Role.ADMIN, password_hash="-", zone="UTC"
    )
    place.scene.do(gatekeeping.announce, "Stopped", "words")
    upkeep.ring_for_announcements(place.house)
    place.work()
    (row,) = place.scene.rows(select(Announcement))
    assert (row.sent_at, row.tries) == (None, 1)
    assert row.problem


def test_a_letter_leaves_out_the_words_of_whoever_does_not_want_to_be_quoted(opened: Opened) -> None:
    with receiving(Mailbox()) as mailbox:
        place = opened(smtp_url=_url(mailbox))
        token, sid = place.scene.dial()
        place.scene.talk(token, sid, "1", "2", "1", Speech("Nobody rang me back."))
        place.scene.hang_up(token, sid)
        contact_id = place.scene.case().contact_id
        for granted in (True, False):
            word = Word(Purpose.QUOTE, granted, "They said so.")
            rules, line_hash = place.house.rulebook, place.house.line_hash
            place.scene.do(consenting.note, contact_id, word, rules=rules, line_hash=line_hash)
            place.scene.later(seconds=1)
            upkeep.send(place.house, _notice(place).id)
            with place.house.database.transaction() as session:
                session.execute(update(Notice).values(sent_at=None))
        letters = [one.content.decode() if isinstance(one.content, bytes) else "" for one in mailbox.envelopes]
    assert ["Nobody rang me back." in letter for letter in letters] == [True, False]
    assert all("Ann Archer" in letter for letter in letters)

"""The room over real rows: who does what, who waits, and a few words to callers."""

from __future__ import annotations

from datetime import timedelta

from desking import CARL, DORA, by_callers, come_down, press, rung, taken
from scene import Scene
from sqlalchemy import update

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.people import User
from vocsurvey.db.reads.desk_messages import sent_lately, unseen_by
from vocsurvey.db.reads.room import CallerLine, Tally, callers_now, tally
from vocsurvey.db.reads.room_waiting import Queue, agreed_until, queues_now
from vocsurvey.db.room import DeskMessage
from vocsurvey.fieldwork.caller_state import CallerState
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Coded
from vocsurvey.operations import leasing, supervising
from vocsurvey.operations.supervising import LONGEST_MESSAGE, NO_WORDS, NOBODY_THERE, WRITE_AGAIN_AFTER

DAY = timedelta(hours=8)


def so_far(scene: Scene) -> Tally:
    """What the day has brought."""
    with scene.database.reading() as session:
        return tally(session, scene.now - DAY, scene.now)


def callers(scene: Scene) -> dict[str, CallerLine]:
    """Everybody in the room."""
    with scene.database.reading() as session:
        return {one.name: one for one in callers_now(session, tally(session, scene.now - DAY, scene.now), scene.now)}


def here(scene: Scene, email: str = CARL) -> None:
    """The page of a caller is open."""
    scene.do(supervising.note_presence, scene.user(email).id)


def test_the_room_shows_what_each_caller_does(running: Scene) -> None:
    scene = by_callers(running)
    assert {one.state for one in callers(scene).values()} == {CallerState.AWAY}
    here(scene)
    assert callers(scene)["Carl"].state is CallerState.FREE
    scene.do(supervising.rest, scene.user(CARL).id, resting=True)
    scene.later(seconds=30)
    scene.do(supervising.rest, scene.user(CARL).id, resting=True)
    shown = callers(scene)["Carl"]
    assert (shown.state, shown.since) == (CallerState.PAUSED, scene.now - timedelta(seconds=30))
    scene.do(supervising.rest, scene.user(CARL).id, resting=False)
    assert callers(scene)["Carl"].state is CallerState.FREE
    scene.do(supervising.rest, scene.user(CARL).id, resting=True)
    lease = taken(scene)
    shown = callers(scene)["Carl"]
    assert (shown.state, shown.since) == (CallerState.PREPARING, scene.now)
    assert shown.desk is not None
    assert shown.desk.lease_id == lease.id
    assert shown.desk.campaign == "Autumn"
    token, sid = rung(scene, lease)
    assert callers(scene)["Carl"].state is CallerState.RINGING
    scene.answer(token, sid)
    scene.later(seconds=70)
    shown = callers(scene)["Carl"]
    assert (shown.state, shown.since) == (CallerState.TALKING, scene.now - timedelta(seconds=70))
    scene.hang_up(token, sid)
    shown = callers(scene)["Carl"]
    assert (shown.state, shown.since, shown.calls) == (CallerState.WRITING_UP, scene.now, 1)
    press(scene, leasing.finish, lease, "")
    assert callers(scene)["Carl"].state is CallerState.FREE, "the next case ended the pause"
    scene.later(minutes=5)
    assert callers(scene)["Carl"].state is CallerState.AWAY


def test_presence_is_written_down_now_and_then(running: Scene) -> None:
    scene = by_callers(running)
    here(scene)
    began = scene.now
    scene.later(seconds=5)
    assert scene.do(supervising.note_presence, scene.user(CARL).id).seen_at == began
    scene.now = began + WRITE_AGAIN_AFTER
    assert scene.do(supervising.note_presence, scene.user(CARL).id).seen_at == scene.now


def test_what_the_day_has_brought(running: Scene) -> None:
    scene = by_callers(running)
    lease = taken(scene)
    token, sid = rung(scene, lease)
    scene.talk(token, sid, Coded(value="yes"))
    scene.hang_up(token, sid)
    first = so_far(scene)
    assert (first.calls_today, first.calls_this_hour, first.completes_today) == (1, 1, 0)
    assert sum(number for _, number in first.outcomes) == 1
    assert first.by_caller == {scene.user(CARL).id: (1, 0)}
    scene.later(hours=2)
    later = so_far(scene)
    assert (later.calls_today, later.calls_this_hour) == (1, 0)
    with scene.database.reading() as session:
        just_after_midnight = tally(session, scene.now, scene.now - timedelta(minutes=90))
    assert (just_after_midnight.calls_today, just_after_midnight.calls_this_hour) == (0, 1)


def test_who_waits(running: Scene) -> None:
    scene = by_callers(running, everybody=False)
    with scene.database.reading() as session:
        assert queues_now(session, scene.now) == ()
    come_down(scene)
    with scene.database.reading() as session:
        (unsorted,) = queues_now(session, scene.now)
    assert unsorted.name is None
    lease = taken(scene)
    with scene.database.reading() as session:
        queues = queues_now(session, scene.now)
    assert sum(one.waiting for one in queues) == unsorted.waiting - 1, "whoever is on a desk waits no more"
    assert {one.name for one in queues} <= {"en", "de"}
    assert Queue("en", 1, more=False) not in queues or len(queues) > 1
    case_id = lease.case_id
    with scene.database.transaction() as session:
        session.add(
            Appointment(
                case_id=case_id,
                kind="hard",
                channel="live",
                source="caller",
                at=scene.now,
                agreed_at=scene.now,
                caller_id=scene.user(DORA).id,
            )
        )
    with scene.database.reading() as session:
        (agreed,) = agreed_until(session, scene.now)
        assert agreed_until(session, scene.now - timedelta(seconds=1)) == ()
    assert (agreed.caller, agreed.with_) == ("Dora", "Carl")
    with scene.database.transaction() as session:
        session.execute(update(Case).where(Case.id == case_id).values(closed_at=scene.now, disposition="1.1"))
    with scene.database.reading() as session:
        assert agreed_until(session, scene.now) == ()


def test_a_few_words_to_one_or_to_all(running: Scene) -> None:
    scene = by_callers(running)
    lease = taken(scene)
    boss, carl, dora = (scene.user(email).id for email in ("olivia@example.com", CARL, DORA))
    (one,) = scene.do(supervising.send, boss, carl, "  Slower, please. ")
    assert (one.words, one.case_id, one.seen_at) == ("Slower, please.", lease.case_id, None)
    scene.later(seconds=3)
    both = scene.do(supervising.send, boss, None, "Lunch is here.")
    assert [(row.recipient_id, row.case_id) for row in both] == [(carl, lease.case_id), (dora, None)]
    with scene.database.reading() as session:
        assert [told.words for told in unseen_by(session, carl)] == ["Slower, please.", "Lunch is here."]
        assert [(sent.recipients, sent.unseen) for sent in sent_lately(session)] == [
            (("Carl", "Dora"), ("Carl", "Dora")),
            (("Carl",), ("Carl",)),
        ]
    scene.later(seconds=3)
    seen = scene.do(supervising.acknowledge, one.id)
    assert isinstance(seen, DeskMessage)
    first = seen.seen_at
    scene.later(seconds=3)
    assert scene.do(supervising.acknowledge, one.id).seen_at == first
    with scene.database.reading() as session:
        assert [told.words for told in unseen_by(session, carl)] == ["Lunch is here."]
        assert sent_lately(session)[1].unseen == ()


def test_words_that_cannot_be_sent(running: Scene) -> None:
    scene = by_callers(running)
    boss, carl = scene.user("olivia@example.com").id, scene.user(CARL).id
    for words in ("  ", "x" * (LONGEST_MESSAGE + 1)):
        assert scene.do(supervising.send, boss, carl, words) == NO_WORDS
    with scene.database.transaction() as session:
        session.get_one(User, carl).active = False
    assert scene.do(supervising.send, boss, carl, "Hello?") == NOBODY_THERE
    refused = scene.do(supervising.send, scene.user(DORA).id, None, "Hello?")
    assert isinstance(refused, Refusal), "nobody tells themselves something"

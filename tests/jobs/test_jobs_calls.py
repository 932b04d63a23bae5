"""From a tick to a row: whatever the carrier answers, however often a job runs, and whatever Redis forgets."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from raw_carrier import Behaviour, RawCarrier, in_turn, reply
from redis import Redis
from sqlalchemy import func, select, text, update
from workplace import Workplace

from vocsurvey.clock import monotonic, now, pause
from vocsurvey.db.campaign import Case, DialGate
from vocsurvey.db.dialing import Attempt, Call, DialPermit
from vocsurvey.db.sample import Contact, PhoneLine, SuppressionScope
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.interview.heard import Keys
from vocsurvey.jobs import calls, clock_tower, upkeep
from vocsurvey.jobs.hanging_up import end_now
from vocsurvey.operations import closing, dialing, gatekeeping, interviewing, steering
from vocsurvey.operations.keeping_time import hold_lease
from vocsurvey.operations.suppressing import suppress_line

Opened = Callable[..., Workplace]
SID = "CA" + "a" * 32
PLACED = {"sid": SID, "status": "queued", "queue_time": "0"}


def _view(status: str, **more: object) -> dict[str, object]:
    return {"sid": SID, "status": status, "to": "+12025550101", "from": "+12025550199", **more}


@contextlib.contextmanager
def carrier(behaviour: Behaviour) -> Iterator[RawCarrier]:
    """A carrier that does this to every connection."""
    made = RawCarrier(behaviour)
    try:
        yield made
    finally:
        made.close()


def _drops(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def _permits(place: Workplace) -> int:
    with place.house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(DialPermit)) or 0


def _only(place: Workplace, contact: str = "C1") -> int:
    """Plan everybody's calls and queue one of them; the id of that call."""
    calls.dispatch(place.house)
    place.house.redis.flushall()
    return place.call_to(contact).id


@pytest.mark.parametrize(
    ("behaviour", "status", "outcome", "disposition", "counted"),
    [
        (reply(201, PLACED), "placed", None, None, False),
        (
            reply(429, {"code": 20429, "message": "Too Many Requests", "status": 429}),
            "unsent",
            "throttled",
            "3.11",
            False,
        ),
        (
            reply(400, {"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400}),
            "unsent",
            "rejected_by_carrier",
            "3.16",
            False,
        ),
        (reply(401, {"code": 20003, "message": "Authenticate", "status": 401}), "unsent", "never_left", "3.11", False),
        (reply(500, {"message": "oops"}), "uncertain", None, None, False),
        (reply(201, b"<html>not json"), "uncertain", None, None, False),
        (reply(201, {"sid": "nonsense"}), "uncertain", None, None, False),
        (_drops, "uncertain", None, None, False),
    ],
    ids=["placed", "429", "bad number", "bad account", "500", "garbled", "no sid", "reset"],
)
def test_whatever_the_carrier_answers_ends_in_a_row(
    opened: Opened, behaviour: Behaviour, status: str, outcome: str | None, disposition: str | None, counted: bool
) -> None:
    with carrier(behaviour) as there:
        place = opened(there.url())
        call_id = _only(place)
        calls.place(place.house, call_id)
        call = place.call_to()
        assert (call.status, call.outcome, call.permit_call_id) == (status, outcome, call_id)
        assert (place.attempt_of().disposition, place.attempt_of().counted) == (disposition, counted)
        # The same job again, as after a worker that was killed: nobody is rung twice.
        calls.place(place.house, call_id)
        assert there.connections == 1
    assert place.call_to().status == status
    assert _permits(place) == 1
    assert place.violations() == []


def test_a_carrier_that_is_not_there_was_never_asked(opened: Opened) -> None:
    place = opened()
    calls.place(place.house, _only(place))
    assert (place.call_to().status, place.call_to().outcome) == ("unsent", "never_left")
    assert place.scene.case().closed_at is None


def test_a_refused_account_stops_all_dialling(opened: Opened) -> None:
    with carrier(reply(401, {"code": 20003, "message": "Authenticate", "status": 401})) as there:
        place = opened(there.url())
        calls.dispatch(place.house)
        place.work()
        assert there.connections == 1
    (gate,) = place.scene.rows(select(DialGate).where(DialGate.key == "all"))
    assert (gate.opened, gate.changed_by) == (False, "the carrier")
    assert "TWILIO_AUTH_TOKEN" in str(gate.reason)
    assert _permits(place) == 1
    place.wait()
    place.tick()
    assert place.queued() == []


def test_dialling_goes_on_once_the_account_works_again(opened: Opened) -> None:
    answers = [reply(401, {"code": 20003, "message": "Authenticate", "status": 401})]
    account = {"sid": "AC" + "0" * 32, "friendly_name": "Ours", "type": "Full"}
    answers += [reply(200, {**account, "status": status}) for status in ("suspended", "active")]
    with carrier(in_turn(*answers)) as there:
        place = opened(there.url())
        errors = place.house.rulebook.account_errors.model_copy(update={"probe_after": timedelta(milliseconds=1)})
        house = replace(place.house, rulebook=replace(place.house.rulebook, account_errors=errors))
        calls.place(house, _only(place))
        pause(0.01)
        for opened_again in (False, True):
            upkeep.look_at_account(house)
            (gate,) = place.scene.rows(select(DialGate).where(DialGate.key == "all"))
            assert gate.opened is opened_again
            pause(0.01)
        upkeep.look_at_account(house)  # nothing to look at
        assert there.connections == 3


def test_a_carrier_that_queues_is_given_time(opened: Opened) -> None:
    with carrier(reply(201, {**PLACED, "queue_time": "7000"})) as there:
        place = opened(there.url())
        calls.place(place.house, _only(place))
    assert place.call_to().status == "placed"
    (gate,) = place.scene.rows(select(DialGate).where(DialGate.key == "all"))
    assert (gate.opened, gate.reason) == (False, "The carrier holds new calls for 7 s before it dials them.")


def test_a_sender_that_was_held_up_after_its_permit_does_not_send(opened: Opened) -> None:
    """By then others may have found out that nothing was sent, and the case may be with another call."""
    with carrier(reply(201, PLACED)) as there:
        place = opened(there.url())
        call_id = _only(place)
        permit = place.house.database.run(
            lambda session: dialing.grant_permit(
                session, call_id, rules=place.house.rulebook, line_hash=place.house.line_hash, now=now()
            )
        )
        assert isinstance(permit, dialing.Permit)
        place.wait()
        calls.dial(place.house, permit)
        assert there.connections == 0
    assert (place.call_to().status, place.call_to().problem) == ("unsent", calls.HELD_UP)
    assert not place.attempt_of().counted


def test_a_call_that_was_on_its_way_when_all_was_stopped_is_hung_up_at_once(opened: Opened) -> None:
    stopped: list[Workplace] = []

    def stops_meanwhile(connection: socket.socket) -> None:
        stopped[0].scene.do(gatekeeping.stop_everything, "Mona", rules=stopped[0].house.rulebook)
        reply(201, PLACED)(connection)

    with carrier(in_turn(stops_meanwhile, reply(200, _view("canceled")), reply(200, _view("canceled")))) as there:
        place = opened(there.url())
        stopped.append(place)
        calls.place(place.house, _only(place))
        assert b"Status=canceled" in there.requests[1]
    assert (place.call_to().status, place.call_to().outcome) == ("ended", "canceled")
    assert not place.attempt_of().counted


def test_what_rings_is_ended_without_a_worker_and_however_slow_the_carrier_is(opened: Opened) -> None:
    over = Event()

    def holds(connection: socket.socket) -> None:
        over.wait(20)
        reply(200, _view("canceled"))(connection)

    with carrier(in_turn(reply(201, PLACED), reply(200, _view("canceled")), holds)) as there:
        place = opened(there.url())
        calls.place(place.house, _only(place))
        ending = place.scene.do(gatekeeping.stop_everything, "Mona", rules=place.house.rulebook)
        assert ending == (place.call_to().id,)
        assert end_now(place.house.database, place.house.carrier, ending) == 1
        assert b"Status=canceled" in there.requests[1]
        began = monotonic()
        assert end_now(place.house.database, place.house.carrier, ending) == 0
        assert monotonic() - began < 2
        over.set()
    assert end_now(place.house.database, place.house.carrier, ()) == 0


def test_a_phone_that_rings_for_a_campaign_is_hung_up_when_that_is_stopped(opened: Opened) -> None:
    with carrier(in_turn(reply(201, PLACED), reply(200, _view("canceled")))) as there:
        place = opened(there.url())
        calls.place(place.house, _only(place))
        stopped = place.scene.do(steering.stop, place.scene.case().campaign_id, "Mona")
        assert end_now(place.house.database, place.house.carrier, stopped.ringing) == 1
        assert b"Status=canceled" in there.requests[1]


def test_redis_flushed_between_tick_and_job_loses_nothing(opened: Opened) -> None:
    with carrier(reply(201, PLACED)) as there:
        place = opened(there.url())
        calls.dispatch(place.house)
        assert len(place.queued()) == 3
        place.house.redis.flushall()
        calls.dispatch(place.house)
        assert place.queued() == []  # a worker may yet have taken them
        place.wait()
        calls.dispatch(place.house)
        assert sorted(name for name, _ in place.queued()) == ["place_call"] * 3
        place.work(place.queued()[:1])
        assert there.connections == 1


def test_without_redis_a_tick_leaves_the_rows_that_a_later_one_finds(opened: Opened) -> None:
    place = opened()
    away = replace(place, house=replace(place.house, redis=Redis(host="127.0.0.1", port=9)))
    away.tick()
    assert place.queued() == []
    place.wait()
    place.tick()
    assert len(place.queued()) == 3


def test_a_sender_that_died_leaves_a_call_that_becomes_uncertain_and_is_never_sent_again(opened: Opened) -> None:
    with carrier(reply(201, PLACED)) as there:
        place = opened(there.url())
        call_id = _only(place)
        place.scene.permit(call_id)  # and then the worker is killed
        place.wait()
        place.tick()
        assert place.call_to().status == "uncertain"
        for _ in range(3):
            place.work([("place_call", call_id)])
            place.tick()
        assert there.connections == 0
    assert _permits(place) == 1


def test_a_number_that_was_corrected_after_the_plan_is_not_dialled(opened: Opened) -> None:
    """The import moved the contact to another line; the old one asked meanwhile not to be called."""
    with carrier(reply(201, PLACED)) as there:
        place = opened(there.url())
        call_id = _only(place)
        old = place.call_to().line_id
        with place.house.database.transaction() as session:
            session.add(line := PhoneLine(number="+12025550177", extension="", kind="fixed", country="US"))
            session.flush()
            session.execute(update(Contact).where(Contact.external_id == "C1").values(line_id=line.id))
        place.scene.do(
            suppress_line,
            old,
            scope=SuppressionScope.ALL_SURVEYS,
            source="page",
            reason="by mail",
            line_hash=place.house.line_hash,
        )
        calls.place(place.house, call_id)
        assert there.connections == 0
        assert (place.call_to().status, place.call_to().problem) == ("cancelled", "number changed")
        # The case comes again, with the number as it is now.
        place.wait()
        calls.dispatch(place.house)
        place.work([("place_call", place.call_to().id)])
        assert dict(there.form())["To"] == "+12025550177"
    assert place.violations() == []


def test_a_case_that_a_late_key_closed_is_not_rung_again(opened: Opened) -> None:
    """The last answer arrives when the next call is planned already."""
    with carrier(reply(201, PLACED)) as there:
        place = opened(there.url())
        scene = place.scene
        token, sid = scene.dial()
        spoken = scene.talk(token, sid, "1", "1")
        scene.hang_up(token, sid)
        scene.later(seconds=30)
        call_id = scene.dial_planned("C1")
        scene.hear(token, sid, spoken.turn.position, "1")
        assert scene.case().disposition == "1.1"
        calls.place(place.house, call_id)
        assert there.connections == 0
    assert (place.call_to().status, place.call_to().problem) == ("cancelled", "case closed")
    case = scene.case()
    assert (case.disposition, case.due_at) == ("1.1", None)
    assert case.closed_at is not None


def test_a_call_that_went_silent_is_looked_up(opened: Opened) -> None:
    with carrier(reply(200, _view("busy"))) as there:
        place = opened(there.url())
        token, sid = place.scene.dial()
        with place.house.database.transaction() as session:
            session.execute(update(Call).where(Call.token == token).values(carrier_sid=SID))
        assert sid != SID
        place.wait()
        place.tick()
        looks = [job for job in place.queued() if job[0] == "look_up_call"]
        assert looks == [("look_up_call", place.call_to().id)]
        place.work(looks)
        assert there.connections == 1
    assert (place.call_to().status, place.call_to().outcome) == ("ended", "busy")
    assert place.attempt_of().disposition == "3.12"


@pytest.mark.parametrize("answer", [reply(404, {"code": 20404, "message": "no", "status": 404}), _drops])
def test_a_call_that_the_carrier_cannot_tell_of_stays_until_it_must_be_over(opened: Opened, answer: Behaviour) -> None:
    with carrier(answer) as there:
        place = opened(there.url())
        place.scene.dial()
        call_id = place.call_to().id
        calls.look_up(place.house, call_id)
        assert place.call_to().status == "placed"
        with place.house.database.transaction() as session:
            call = session.get_one(Call, call_id)
            assert call.sent_at is not None
            pacing = place.house.rulebook.pacing
            call.sent_at -= pacing.ring_timeout + pacing.time_limit + 11 * pacing.poll_after
        calls.look_up(place.house, call_id)
    assert (place.call_to().status, place.call_to().outcome) == ("ended", "failed")


def test_a_machine_is_hung_up_by_the_job_and_by_every_tick_until_it_is_over(opened: Opened) -> None:
    with carrier(reply(200, _view("completed"))) as there:
        place = opened(there.url())
        token, _ = place.scene.dial()
        call_id = place.call_to().id
        with place.house.database.transaction() as session:
            call = interviewing.lock_call(session, token)
            assert call is not None
            assert closing.machine_heard(session, call, "machine", place.scene.rules, place.scene.now)
        place.tick()
        assert place.queued().count(("hang_up_call", call_id)) == 1
        place.house.redis.flushall()
        place.wait()
        place.tick()
        place.work([job for job in place.queued() if job[0] == "hang_up_call"])
        assert there.connections == 2
        assert b"Status=canceled" in there.requests[0]
        assert there.requests[1].startswith(b"GET ")
        place.scene.hang_up(token, place.call_to().carrier_sid or "")
        place.house.redis.flushall()
        place.wait()
        place.tick()
        assert ("hang_up_call", call_id) not in place.queued()


def test_a_key_that_was_pressed_meanwhile_stops_the_hang_up(opened: Opened) -> None:
    with carrier(reply(200, _view("completed"))) as there:
        place = opened(there.url())
        token, sid = place.scene.dial()
        place.scene.answer(token, sid)
        with place.house.database.transaction() as session:
            call = interviewing.lock_call(session, token)
            assert call is not None
            assert closing.machine_heard(session, call, "machine", place.scene.rules, place.scene.now)
        place.scene.hear(token, sid, 0, Keys("1"))
        calls.hang_up(place.house, place.call_to().id)
        assert there.connections == 0


def test_jobs_of_rows_that_are_over_do_nothing(opened: Opened) -> None:
    place = opened()
    token, sid = place.scene.dial()
    place.scene.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    call_id = place.call_to().id
    for name in ("place_call", "hang_up_call", "leave_message", "look_up_call"):
        place.work([(name, call_id)])
    assert (place.call_to().status, place.call_to().outcome) == ("ended", "no_answer")
    assert place.attempt_of().disposition == "3.13"


def test_two_clocks_at_once_are_harmless(opened: Opened) -> None:
    place = opened(patience=timedelta(minutes=5))
    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(place.tick) for _ in range(6)]:
            done.result(120)
    with place.house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 3
    assert sorted(place.queued()) == sorted(set(place.queued()))
    assert len(place.queued()) == 3


def test_clocks_that_start_at_once_agree_on_one(opened: Opened) -> None:
    place = opened()
    ticked: list[str] = []

    def live(name: str) -> None:
        held = place.house.database.run(
            lambda session: hold_lease(session, clock_tower.LEASE, name, now(), timedelta(minutes=1))
        )
        if held:
            ticked.append(name)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(live, f"clock {number}") for number in range(8)]:
            done.result(30)
    assert len(ticked) == 1


def test_one_routine_that_fails_does_not_stop_the_others(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    """A row that no rule can read: everything else is still done, and the log says what was not."""
    place = opened(smtp_url="smtp://127.0.0.1:9?from=voice@example.com")
    with place.house.database.transaction() as session:
        session.execute(text("""UPDATE contact SET hours = '{"monday": "all day"}' WHERE external_id = 'C1'"""))
    place.tick()
    assert "dispatch failed" in caplog.text
    assert "finish failed" not in caplog.text


def test_without_a_database_the_clock_waits_and_goes_on(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    place = opened()
    broken = replace(place.house, database=Database("postgresql://nobody@127.0.0.1:9/nowhere"))
    clock_tower.tick(broken, 0)
    assert "dispatch failed" in caplog.text
    rounds = iter([False, False, True])
    with contextlib.suppress(Exception):
        clock_tower.keep_time(broken, lambda: next(rounds), lambda seconds: None)
    assert "the database does not answer" in caplog.text


def test_a_finished_campaign_is_finished_by_the_clock(opened: Opened) -> None:
    place = opened()
    with place.house.database.transaction() as session:
        session.execute(update(Case).values(closed_at=now(), disposition="3.11", due_at=None))
    upkeep.finish(place.house)
    place.tick()
    assert place.queued() == []

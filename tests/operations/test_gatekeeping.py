"""The gate: closed because of the carrier's account, opened when it works again; and what ends when all is stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from scene import Scene, hashed, own_rules
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from vocsurvey.db.announcement import Announcement
from vocsurvey.db.campaign import Case, DialGate, GateChange
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.people import Role
from vocsurvey.db.reads.gates import changes, stopped_countries
from vocsurvey.db.sample import PhoneLine
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.pacing import Conversations
from vocsurvey.operations import administering, announcing, dialing, gatekeeping
from vocsurvey.operations.dialing import ALL_DIALLING, Permit, Refused
from vocsurvey.operations.telling import REFUSED_PAUSE
from vocsurvey.rulebook import load_rulebook

ERRORS = load_rulebook().account_errors
OPEN_ATTEMPTS = (
    select(Attempt).where(Attempt.closed_at.is_(None)).options(joinedload(Attempt.case).joinedload(Case.contact))
)


@pytest.fixture
def sent(running: Scene) -> Scene:
    """The stage with two operators, and a permit for the call to C1."""
    for email, role in (("mona@example.com", Role.MANAGER), ("ada@example.com", Role.ADMIN)):
        running.do(administering.add_user, email=email, name=email, role=role, password_hash="-", zone="UTC")
    running.permit(running.dial_planned("C1"))
    return running


def refused(scene: Scene, code: int | None, http: int = 400, call_id: int | None = None) -> None:
    error = ERRORS.of(code, http)
    assert error is not None
    call_id = call_id or scene.attempts()[0].call_id
    scene.do(gatekeeping.record_account_refused, call_id, error, "in its words", rules=scene.rules)


def gate(scene: Scene) -> DialGate:
    (found,) = scene.rows(select(DialGate).where(DialGate.key == ALL_DIALLING))
    assert isinstance(found, DialGate)
    return found


def announcements(scene: Scene) -> list[str]:
    return [row.headline for row in scene.rows(select(Announcement).order_by(Announcement.id))]


def test_an_account_out_of_funds_stops_all_dialling_and_is_nobodys_attempt(sent: Scene) -> None:
    refused(sent, 20005, 403)
    closed = gate(sent)
    assert (closed.opened, closed.changed_by) == (False, "the carrier")
    assert closed.reason is not None
    assert "out of funds" in closed.reason
    assert "error 20005" in closed.reason
    assert closed.probe_at == sent.now + ERRORS.probe_after
    attempt = sent.attempts()[0]
    assert (attempt.counted, attempt.disposition) == (False, "3.11")
    assert len(announcements(sent)) == 2
    assert announcements(sent)[0].startswith("All dialling is stopped: The account is not active")
    assert sent.case().closed_at is None
    refused(sent, 20005, 403)  # said twice
    assert len(announcements(sent)) == 2


def test_a_number_that_is_not_allowed_waits_for_a_person(sent: Scene) -> None:
    refused(sent, 21210)
    assert gate(sent).probe_at is None
    assert not sent.do(gatekeeping.probed, works=True, rules=sent.rules)
    sent.do(dialing.set_gate, ALL_DIALLING, opened=True, by="Ada Admin")
    assert (gate(sent).opened, gate(sent).reason) == (True, None)


def test_a_gate_that_a_person_closed_stays_theirs(sent: Scene) -> None:
    sent.do(dialing.set_gate, ALL_DIALLING, opened=False, by="Ada Admin")
    refused(sent, None, 401)
    assert (gate(sent).changed_by, gate(sent).reason) == ("Ada Admin", None)
    assert announcements(sent) == []
    sent.later(hours=1)
    with sent.database.reading() as session:
        assert not gatekeeping.probe_due(session, sent.now)
    assert not sent.do(gatekeeping.probed, works=True, rules=sent.rules)


def test_dialling_goes_on_when_the_account_works_again(sent: Scene) -> None:
    assert not sent.do(gatekeeping.probed, works=True, rules=sent.rules)  # it is open
    refused(sent, 10001, 401)
    with sent.database.reading() as session:
        assert not gatekeeping.probe_due(session, sent.now)
    sent.later(minutes=10)
    with sent.database.reading() as session:
        assert gatekeeping.probe_due(session, sent.now)
    assert not sent.do(gatekeeping.probed, works=False, rules=sent.rules)
    assert gate(sent).probe_at == sent.now + ERRORS.probe_after
    sent.later(minutes=10)
    assert sent.do(gatekeeping.probed, works=True, rules=sent.rules)
    assert (gate(sent).opened, gate(sent).changed_by, gate(sent).probe_at) == (True, gatekeeping.THE_CLOCK, None)


def test_without_a_gate_there_is_nothing_to_look_at(scene: Scene) -> None:
    with scene.database.reading() as session:
        assert not gatekeeping.probe_due(session, scene.now)
    assert not scene.do(gatekeeping.probed, works=True, rules=scene.rules)


@pytest.mark.parametrize(("seconds", "stopped"), [(None, False), (0, False), (5, False), (6, True)])
def test_dialling_stops_while_the_carrier_queues(sent: Scene, seconds: float | None, stopped: bool) -> None:
    queue_time = None if seconds is None else timedelta(seconds=seconds)
    assert sent.do(gatekeeping.queue_grew, queue_time, rules=sent.rules) is stopped
    assert gate(sent).opened is not stopped
    if stopped:
        assert gate(sent).reason == "The carrier holds new calls for 6 s before it dials them."
        assert gate(sent).probe_at == sent.now + timedelta(seconds=6)
        assert sent.permit(sent.rows(select(Call.id).where(Call.status == "planned"))[0]) == Refused("gate closed")
        assert not sent.do(gatekeeping.queue_grew, queue_time, rules=sent.rules)


def test_the_switch_ends_what_rings_and_leaves_what_is_said(sent: Scene) -> None:
    token, sid = sent.dial("C2")
    live, live_sid = sent.dial("C3")
    sent.talk(live, live_sid)
    assert sent.do(gatekeeping.stop_ringing) == (sent.call(token).id,)
    wanted = {call.status: call.hang_up_wanted_at for call in sent.rows(select(Call))}
    assert wanted == {"sending": sent.now, "placed": sent.now, "live": None}
    assert sent.do(gatekeeping.stop_ringing) == ()
    sent.hang_up(token, sid, CarrierOutcome.CANCELED)
    assert not sent.attempts("C2")[0].counted


@pytest.mark.parametrize("code", [21215, 13227])
def test_a_country_that_the_carrier_refuses_stops_alone(sent: Scene, code: int) -> None:
    refused(sent, code)  # C1, in the United States
    assert gate(sent).opened
    assert changes_of(sent, "country:US")[0][:2] == (False, gatekeeping.THE_CARRIER)
    assert announcements(sent)[0].startswith("Calls to US are stopped: The account may not call this country")
    assert len(announcements(sent)) == 2
    attempt = sent.attempts()[0]
    assert (attempt.counted, attempt.disposition) == (False, "3.11")
    planned = {attempt.case.contact.external_id: attempt.call_id for attempt in sent.rows(OPEN_ATTEMPTS)}
    assert sent.permit(planned["C2"]) == Refused("gate closed")
    assert isinstance(sent.permit(planned["C3"]), Permit), "Germany is another country"
    sent.later(minutes=1)
    assert sent.claim() == ()
    assert sent.case("C2").waiting_for == ["country_stopped"]
    with sent.database.reading() as session:
        assert [one.country for one in stopped_countries(session)] == ["US"]
        latest = changes(session)[0]
        assert (latest.what, latest.opened) == ("calls to US", False)
    assert not sent.do(gatekeeping.go_on, "Ada", country="GB")
    assert sent.do(gatekeeping.go_on, "Ada", country="US")
    sent.later(minutes=1)
    assert len(sent.claim()) == 2


def test_two_refusals_for_one_country_are_told_once(sent: Scene) -> None:
    second = sent.dial_planned("C2")
    sent.permit(second)
    refused(sent, 21215)
    refused(sent, 21215, call_id=second)
    assert len(announcements(sent)) == 2


def test_a_number_of_no_country_stops_all(sent: Scene) -> None:
    with sent.database.transaction() as session:
        session.execute(update(PhoneLine).values(country=None))
    refused(sent, 21215)
    assert not gate(sent).opened


def changes_of(scene: Scene, key: str = ALL_DIALLING) -> list[tuple[bool, str, str | None]]:
    rows = scene.rows(select(GateChange).where(GateChange.gate_key == key).order_by(GateChange.id))
    return [(one.opened, one.changed_by, one.reason) for one in rows]


@pytest.mark.parametrize("conversations", list(Conversations))
def test_the_kill_switch_ends_conversations_only_where_the_rules_say_so(
    sent: Scene, conversations: Conversations
) -> None:
    live, sid = sent.dial("C3")
    sent.talk(live, sid)
    pacing = sent.rules.pacing.model_copy(update={"conversations_when_stopped": conversations})
    sent.rules = replace(sent.rules, pacing=pacing)
    ended = sent.do(gatekeeping.stop_everything, "Mona", rules=sent.rules)
    assert (sent.call(live).id in ended) is (conversations is Conversations.HANG_UP)
    assert (gate(sent).opened, gate(sent).changed_by) == (False, "Mona")
    assert sent.claim() == ()


def test_who_stopped_and_who_opened_is_kept(sent: Scene) -> None:
    sent.do(gatekeeping.stop_everything, "Mona", rules=sent.rules)
    sent.do(gatekeeping.stop_everything, "Ada", rules=sent.rules)  # it is stopped already
    assert sent.do(gatekeeping.go_on, "Ada")
    assert not sent.do(gatekeeping.go_on, "Mona")
    assert changes_of(sent) == [(True, "the first launch", None), (False, "Mona", None), (True, "Ada", None)]
    with sent.database.reading() as session:
        assert [(one.what, one.opened, one.changed_by) for one in changes(session)] == [
            (None, True, "Ada"),
            (None, False, "Mona"),
            (None, True, "the first launch"),
            ("“Autumn”", True, "a test"),
        ]


def test_what_a_person_stopped_the_clock_does_not_open(sent: Scene) -> None:
    """The carrier had stopped it first, and the clock would have looked whether it works again."""
    sent.do(gatekeeping.queue_grew, timedelta(seconds=60), rules=sent.rules)
    sent.do(gatekeeping.stop_everything, "Mona", rules=sent.rules)
    assert (gate(sent).probe_at, gate(sent).changed_by) == (None, "Mona")
    sent.later(hours=1)
    assert not sent.do(gatekeeping.probed, works=True, rules=sent.rules)
    assert not gate(sent).opened
    assert [by for _, by, _ in changes_of(sent)] == ["the first launch", gatekeeping.THE_CARRIER, "Mona"]


def test_a_call_that_is_named_after_the_stop_shall_end_at_once(sent: Scene) -> None:
    """Its request was on the way when somebody stopped all dialling."""
    (call,) = sent.rows(select(Call).where(Call.status == CallStatus.SENDING))
    assert sent.do(gatekeeping.stop_everything, "Mona", rules=sent.rules) == ()
    assert sent.do(dialing.record_placed, call.id, next(sent.sids))


@pytest.mark.parametrize("begun", [False, True])
def test_a_call_that_the_carrier_still_holds_when_its_window_closes_shall_end(
    scene: Scene, tmp_path: Path, begun: bool
) -> None:
    scene.rules = own_rules(tmp_path)
    scene.campaign()
    scene.claim()
    token, sid = scene.ring(scene.dial_planned("C1"))
    check = {"rules": scene.rules, "line_hash": hashed}
    assert scene.do(gatekeeping.cancel_after_hours, **check) == ()
    scene.later(minutes=1)
    assert scene.do(gatekeeping.cancel_after_hours, **check) == ()  # its window is open
    if begun:
        scene.report(token, sid, "ringing", CallStatus.PLACED, 1)
    scene.later(hours=11)
    assert scene.do(gatekeeping.cancel_after_hours, **check) == (() if begun else (scene.call(token).id,))
    assert scene.do(gatekeeping.cancel_after_hours, **check) == ()


def test_a_call_that_is_held_into_a_holiday_shall_end(scene: Scene, tmp_path: Path) -> None:
    scene.rules = own_rules(tmp_path)
    scene.later(days=7)  # the day before Thanksgiving
    scene.campaign()
    scene.claim()
    token, _ = scene.ring(scene.dial_planned("C1"))
    scene.later(days=1)
    ended = scene.do(gatekeeping.cancel_after_hours, rules=scene.rules, line_hash=hashed)
    assert ended == (scene.call(token).id,)


def test_a_held_call_to_somebody_who_said_no_meanwhile_shall_end(running: Scene) -> None:
    token, _ = running.dial("C3")
    running.people_refuse("C3")
    running.rules = replace(running.rules, consent=load_rulebook().consent)
    running.later(minutes=1)
    found = running.do(gatekeeping.cancel_after_hours, rules=running.rules, line_hash=hashed)
    assert found == (running.call(token).id,)


def test_what_somebody_has_seen_is_seen_by_nobody_else(sent: Scene) -> None:
    sent.do(gatekeeping.announce, "One", "words")
    mine, *others = sent.rows(select(Announcement).order_by(Announcement.id))
    sent.do(announcing.seen, mine.recipient_id)
    assert sent.rows(select(Announcement.recipient_id).where(Announcement.seen_at.is_not(None))) == [mine.recipient_id]
    assert others


def test_an_announcement_is_owed_until_it_was_sent(sent: Scene) -> None:
    sent.do(gatekeeping.announce, "One", "words")
    first, second = sent.do(announcing.nudge_announcements)
    assert sent.do(announcing.nudge_announcements) == ()
    sent.do(announcing.announcement_told, first, None)
    sent.do(announcing.announcement_told, first, "a late echo")
    sent.do(announcing.announcement_told, second, "no route")
    sent.later(minutes=5)
    assert sent.do(announcing.nudge_announcements) == (second,)
    for _ in range(30):
        sent.do(announcing.announcement_told, second, "no route")
    one, two = sent.rows(select(Announcement).order_by(Announcement.id))
    assert (one.sent_at is not None, one.problem) == (True, None)
    assert (two.failed_at, two.problem, two.due_at) == (None, "no route", sent.now + REFUSED_PAUSE)
    sent.later(days=1)
    assert sent.do(announcing.nudge_announcements) == (second,)

"""The desk over real rows: who gets which case, for how long, and how it comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from desking import CARL, DORA, by_callers, caller, leases, next_one, planned, press, press_next, rung, taken, whom
from scene import PEOPLE, Scene, hashed
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import IntegrityError
from test_lining_up import crowd

from vocsurvey.db.advance_notice import AdvanceNotice
from vocsurvey.db.agreement import Appointment
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.desk import DeskLease, Return
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact, Suppression
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.protocol import Channel, Ending, Spacing
from vocsurvey.fieldwork.suppression import one_contact
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import (
    administering,
    calling,
    choosing,
    dialing,
    gatekeeping,
    leasing,
    opting_out,
    sorting,
    steering,
)
from vocsurvey.operations.calling import BEING_CALLED
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.leasing import NOBODY, NOT_WITH_YOU, ON_THE_PHONE
from vocsurvey.operations.opting_out import Barred, Wish

NOTE = "Back from holiday on Monday."


@pytest.fixture
def desk(running: Scene) -> Scene:
    """A campaign whose people live callers call: C1 and C2 in English, C3 in German."""
    return by_callers(running)


def ended(scene: Scene) -> list[tuple[str | None, str | None]]:
    """How each case came back, and with which note."""
    return [(one.ending, one.note) for one in leases(scene)]


def clean(scene: Scene) -> bool:
    with scene.database.reading() as session:
        return audit(session, scene.now, hashed) == ()


def test_each_caller_gets_another_case_and_keeps_it(desk: Scene) -> None:
    mine, theirs = taken(desk), taken(desk, DORA)
    assert mine.case_id != theirs.case_id
    assert taken(desk).id == mine.id, "a second press shows the case that is there"
    assert {whom(desk, mine), next_one(desk, DORA)} | {"C1", "C2", "C3"} == {"C1", "C2", "C3"}
    caller(desk, "emil@example.com")
    caller(desk, "fay@example.com")
    assert isinstance(press_next(desk, "emil@example.com"), DeskLease)
    assert press_next(desk, "fay@example.com") == NOBODY
    assert clean(desk)


def test_the_machine_and_the_desk_never_have_the_same_case(running: Scene) -> None:
    by_callers(running, everybody=False)
    assert press_next(running) == NOBODY, "those of the machine are nobody's at a desk"
    with running.database.transaction() as session:
        session.execute(update(Case).values(channel=Channel.LIVE))
    assert running.claim() == ()
    lease = taken(running)
    # Whatever somebody writes by hand: what a caller has is not called by the machine.
    with running.database.transaction() as session:
        session.execute(update(Case).values(channel=Channel.IVR))
    assert len(running.claim()) == 2
    assert running.rows(select(Attempt.id).where(Attempt.case_id == lease.case_id)) == []


@pytest.mark.parametrize(
    ("languages", "found"), [(["en"], {"C1", "C2"}), (["de"], {"C3"}), (["de", "en"], {"C1", "C2", "C3"})]
)
def test_a_caller_gets_people_whose_language_they_speak(desk: Scene, languages: list[str], found: set[str]) -> None:
    names = []
    for number in range(3):
        caller(desk, f"{number}@example.com", languages)
        lease = press_next(desk, f"{number}@example.com")
        names += [whom(desk, lease)] if isinstance(lease, DeskLease) else []
    assert set(names) == found
    assert len(names) == len(found)


def test_who_speaks_a_language_in_which_nothing_is_asked_is_asked_in_the_first(desk: Scene) -> None:
    with desk.database.transaction() as session:
        session.execute(update(Contact).where(Contact.external_id == "C3").values(language="it"))
    caller(desk, "emil@example.com", ["it"])
    assert press_next(desk, "emil@example.com") == NOBODY
    assert {next_one(desk), next_one(desk, DORA)} <= {"C1", "C2", "C3"}
    # A later list says that they speak German after all: the case is sorted anew.
    with desk.database.transaction() as session:
        session.execute(update(Contact).where(Contact.external_id == "C3").values(language="de"))
    assert desk.case("C3").desk_queue is None
    assert desk.database.run(sorting.sort_cases) == 1
    assert desk.case("C3").desk_queue == "de"
    assert desk.database.run(sorting.sort_cases) == 0


def test_a_caller_of_no_language_is_told_whom_to_ask(desk: Scene) -> None:
    caller(desk, "emil@example.com", [])
    refusal = press_next(desk, "emil@example.com")
    assert isinstance(refusal, Refusal)
    assert "which languages you call in" in refusal.sentence


def test_whoever_refused_once_goes_to_those_who_can_turn_that(running: Scene) -> None:
    by_callers(running, everybody=False)
    spacing = {**running.rules.protocol.spacing, Ending.REFUSAL: Spacing(wait=timedelta(seconds=1))}
    protocol = running.rules.protocol.model_copy(update={"spacing": spacing})
    running.rules = type(running.rules)(**{**vars(running.rules), "protocol": protocol})
    token, sid = running.dial("C1")
    with running.database.transaction() as session:
        attempt = session.scalars(select(Attempt).where(Attempt.call.has(token=token))).one()
        attempt.ending = Ending.REFUSAL
        session.get_one(Case, attempt.case_id).channel = Channel.LIVE
        session.flush()
        attempt.disposition, attempt.closed_at = "2.112", running.now
    running.hang_up(token, sid)
    assert press_next(running) == NOBODY
    assert running.case("C1").desk_queue == "en refused"
    emil = caller(running, "emil@example.com", converts=True)
    assert next_one(running, "emil@example.com") == "C1"
    assert emil.converts_refusals


def appointed(scene: Scene, contact: str, minutes: int, by: str | None = None, kind: str = "hard") -> None:
    """A time that was agreed with somebody, so many minutes from now, in person by a caller or by nobody."""
    case, who = scene.case(contact), scene.user(by).id if by else None
    at = scene.now + timedelta(minutes=minutes)
    with scene.database.transaction() as session:
        row = Appointment(case_id=case.id, kind=kind, channel="live", source="caller", at=at, agreed_at=scene.now)
        row.caller_id = who
        session.add(row)
        session.get_one(Case, case.id).due_at = at


def test_an_appointment_is_kept_by_whoever_agreed_to_it_and_then_by_anybody(desk: Scene) -> None:
    appointed(desk, "C2", 60, by=DORA)
    assert next_one(desk) in ("C1", "C3"), "not due yet"
    desk.later(minutes=61)
    caller(desk, "emil@example.com")
    assert next_one(desk, "emil@example.com") != "C2", "it is Dora's for half an hour"
    caller(desk, "fay@example.com")
    assert next_one(desk, "fay@example.com") != "C2"
    assert next_one(desk, DORA) == "C2", "and before everybody else"
    press(desk, leasing.give_back, taken(desk, DORA), NOTE, email=DORA)
    desk.later(minutes=28)
    caller(desk, "gus@example.com")
    assert all(whom(desk, one) != "C2" for one in [press_next(desk, "gus@example.com")] if isinstance(one, DeskLease))
    desk.later(minutes=2)
    caller(desk, "hal@example.com")
    assert next_one(desk, "hal@example.com") == "C2"


@pytest.mark.parametrize("who", ["nobody", "somebody who left"])
def test_an_appointment_of_nobody_is_kept_by_the_first(desk: Scene, who: str) -> None:
    appointed(desk, "C2", 0, by=None if who == "nobody" else DORA)
    if who != "nobody":
        with desk.database.transaction() as session:
            session.execute(update(User).where(User.email == DORA).values(active=False))
    assert next_one(desk) == "C2"


def test_it_goes_back_with_a_note_and_not_to_the_same_caller(desk: Scene) -> None:
    lease = taken(desk)
    for note in ("", " no ", "x" * 4001):
        refusal = press(desk, leasing.give_back, lease, note)
        assert isinstance(refusal, Refusal)
        assert "Say in 3 to 4000 characters why" in refusal.sentence
    assert isinstance(press(desk, leasing.give_back, lease, f" {NOTE} "), DeskLease)
    assert ended(desk) == [("given_back", NOTE)]
    assert taken(desk).case_id != lease.case_id
    assert press(desk, leasing.give_back, lease, NOTE) == Refusal("You gave this case back.")
    caller(desk, "emil@example.com")
    found = {taken(desk, DORA).case_id, taken(desk, "emil@example.com").case_id}
    assert lease.case_id in found
    refused = press(desk, leasing.renew, lease)
    assert refused.sentence.startswith("You gave this case back.")
    assert refused.sentence.endswith(" has it now.")
    press(desk, leasing.give_back, taken(desk), NOTE)
    desk.later(hours=1, seconds=1)  # and the leases of the others run out
    assert isinstance(press_next(desk), DeskLease)


def test_a_lease_lasts_while_the_caller_is_heard_from(desk: Scene) -> None:
    lease = taken(desk)
    for _ in range(5):
        desk.later(minutes=4)
        assert isinstance(press(desk, leasing.renew, lease), DeskLease)
        assert desk.do(leasing.expire, rules=desk.rules) == 0
    desk.later(minutes=5)
    assert desk.do(leasing.expire, rules=desk.rules) == 1
    assert ended(desk) == [("expired", "Carl had this case, and was not heard from any more.")]
    assert press(desk, leasing.renew, lease) == Refusal(
        "Your page was not heard from for too long, so this case went back."
    )
    again = taken(desk)
    assert again.id != lease.id, "the same case, or another, as a new lease"


def test_nobody_touches_the_case_of_somebody_else(desk: Scene) -> None:
    lease = taken(desk)
    for verb, args in ((leasing.renew, ()), (leasing.give_back, (NOTE,)), (leasing.finish, ("",))):
        assert press(desk, verb, lease, *args, email=DORA) == NOT_WITH_YOU
    assert desk.do(leasing.renew, 999, desk.user(CARL).id, rules=desk.rules) == NOT_WITH_YOU
    assert planned(desk, lease, DORA) == NOT_WITH_YOU
    assert ended(desk) == [(None, None)]


def test_a_call_is_planned_permitted_and_ends_with_the_desk_free(desk: Scene) -> None:
    lease = taken(desk)
    call = planned(desk, lease)
    assert isinstance(call, Call)
    assert (call.status, call.purpose, call.direction) == ("planned", "interview", "outbound")
    assert planned(desk, lease) == BEING_CALLED, "a second press plans no second call"
    attempt = desk.attempts(whom(desk, lease))[0]
    assert (attempt.channel, attempt.caller_id, attempt.decision["verdict"]) == ("live", desk.user(CARL).id, "allow")
    assert desk.do(dialing.nudge_planned, rules=desk.rules) == (), "whoever planned it has it placed"
    desk.later(minutes=2)
    assert desk.do(dialing.nudge_planned, rules=desk.rules) == (call.id,), "and the clock, if that was lost"
    token, sid = desk.ring(call.id)
    for verb, args in ((leasing.give_back, (NOTE,)), (leasing.finish, ("",))):
        assert press(desk, verb, lease, *args) == ON_THE_PHONE
    desk.later(minutes=10)
    assert desk.do(leasing.expire, rules=desk.rules) == 0, "not while the phone rings"
    desk.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    assert isinstance(press(desk, leasing.finish, lease, "The secretary said tomorrow."), DeskLease)
    assert ended(desk) == [("done", "The secretary said tomorrow.")]
    assert press(desk, leasing.renew, lease) == Refusal("You are done with this case.")
    assert clean(desk)


@pytest.mark.parametrize("how", ["given back", "done", "expired"])
def test_a_call_that_is_only_planned_goes_with_the_lease(desk: Scene, how: str) -> None:
    lease = taken(desk)
    call = planned(desk, lease)
    assert isinstance(call, Call)
    if how == "expired":
        desk.later(minutes=6)
        desk.do(leasing.expire, rules=desk.rules)
    else:
        press(desk, leasing.give_back if how == "given back" else leasing.finish, lease, NOTE)
    row = desk.call(call.token)
    assert (row.status, row.problem) == ("cancelled", "no longer with the caller")
    assert desk.case(whom(desk, lease)).closed_at is None
    assert clean(desk)


def test_a_permit_is_only_for_whoever_has_the_case(desk: Scene) -> None:
    lease = taken(desk)
    call = planned(desk, lease)
    assert isinstance(call, Call)
    with desk.database.transaction() as session:
        session.execute(update(DeskLease).values(ended_at=desk.now, ending=Return.DONE))
    assert desk.permit(call.id) == Refused("no longer with the caller")


def test_what_the_rules_forbid_by_now_goes_back_with_the_reason(desk: Scene) -> None:
    lease = taken(desk)
    name = whom(desk, lease)
    with desk.database.transaction() as session:
        session.execute(update(Contact).where(Contact.external_id == name).values(active=False))
    refusal = planned(desk, lease)
    assert refusal == Refusal("They may not be called now. The contact is not active.")
    assert ended(desk) == [("stopped", "They may not be called now. The contact is not active.")]
    assert desk.case(name).closed_at is not None
    assert press(desk, leasing.renew, lease) == Refusal(
        "They may not be called now. The contact is not active. The case is not with you any more."
    )


def test_who_answered_meanwhile_or_is_calling_us_is_not_called(desk: Scene) -> None:
    lease = taken(desk)
    with desk.database.transaction() as session:
        session.execute(
            update(Case).where(Case.id == lease.case_id).values(closed_at=desk.now, disposition="1.1", due_at=None)
        )
    assert planned(desk, lease) == Refusal("This case was closed meanwhile: there is nothing left to ask.")
    other = taken(desk)
    with desk.database.transaction() as session:
        case = session.get_one(Case, other.case_id)
        call = Call(token="they-call", direction="inbound", line_id=case.contact.line_id, status="live",
                    from_number="+12025550199", planned_at=desk.now, answered_at=desk.now)  # fmt: skip
        session.add(call)
        session.flush()
        session.add(Attempt(case_id=case.id, call_id=call.id, number=1, decision={}, opened_at=desk.now))
    assert planned(desk, other) == Refusal("They are on the phone with us already.")


def halted(scene: Scene, how: str, lease: DeskLease) -> None:
    """Somebody stops the calls: everywhere, of the campaign, to a country, or of one person."""
    match how:
        case "kill switch":
            scene.do(gatekeeping.stop_everything, "Ada", rules=scene.rules)
        case "pause":
            assert isinstance(scene.do(administering.pause, 1, "Ada"), Campaign)
        case "stop":
            scene.do(steering.stop, 1, "Ada")
        case "country":
            with scene.database.reading() as session:
                country = session.get_one(Case, lease.case_id).contact.line.country
            scene.do(dialing.set_gate, f"country:{country}", opened=False, by="the carrier", reason="No permission.")
        case _:
            who = one_contact(whom(scene, lease))
            scene.do(opting_out.bar, who, Wish("page", "asked"), rules=scene.rules, line_hash=hashed)


STOPS = {
    "kill switch": "All dialling was stopped by Ada.",
    "pause": "This campaign was stopped by Ada.",
    "stop": "This campaign was stopped by Ada.",
    "country": "were stopped by the carrier. No permission.",
    "opt-out": "They have just asked not to be called.",
}


@pytest.mark.parametrize("how", STOPS)
def test_a_stop_takes_the_case_from_the_desk_at_once(desk: Scene, how: str) -> None:
    lease = taken(desk)
    halted(desk, how, lease)
    (row,) = leases(desk)
    assert (row.ending, row.ended_at) == ("stopped", desk.now)
    assert STOPS[how] in (row.note or "")
    refused = press(desk, leasing.renew, lease)
    assert refused == Refusal(f"{row.note} The case is not with you any more.")
    assert clean(desk)


@pytest.mark.parametrize("how", STOPS)
def test_a_conversation_outlives_the_stop_on_the_desk(desk: Scene, how: str) -> None:
    lease = taken(desk)
    token, sid = rung(desk, lease)
    desk.answer(token, sid)
    halted(desk, how, lease)
    assert ended(desk) == [(None, None)]
    assert isinstance(press(desk, leasing.renew, lease), DeskLease)
    desk.hang_up(token, sid)
    assert isinstance(press(desk, leasing.finish, lease, ""), DeskLease)


def test_while_everything_is_stopped_nobody_gets_a_case(desk: Scene) -> None:
    desk.do(gatekeeping.stop_everything, "Ada", rules=desk.rules)
    refusal = press_next(desk)
    assert isinstance(refusal, Refusal)
    assert refusal.sentence.startswith("All dialling is stopped by Ada.")
    desk.do(gatekeeping.go_on, "Ada")
    assert isinstance(press_next(desk), DeskLease)


def test_those_who_may_not_be_called_now_are_put_off_as_at_a_claim(desk: Scene) -> None:
    with desk.database.transaction() as session:
        session.execute(update(Contact).where(Contact.external_id != "C3").values(active=False))
    assert next_one(desk) == "C3"
    gone = [desk.case(name) for name in ("C1", "C2") if desk.case(name).closed_at is not None]
    assert all(one.waiting_for == ["inactive"] for one in gone)
    with desk.database.transaction() as session:
        session.execute(update(Contact).values(active=False))
    assert press_next(desk, DORA) == NOBODY
    assert [desk.case(name).closed_at is None for name in ("C1", "C2")] == [False, False]


def test_a_long_line_is_looked_through_in_groups(running: Scene) -> None:
    """Ninety people of whom the last may be called: those before them are not looked at all at once, nor for ever."""
    more = [
        PEOPLE[1].replace("A1,Alder", f"B{n},Alder").replace("C2,", f"D{n},").replace("0102", f"0{200 + n}")
        .replace("T2,", f"U{n},").replace("+1 202 555 0", "+44 20 7946 0")
        for n in range(90)
    ]  # fmt: skip
    running.people_again(more)
    running.campaign("Winter")
    by_callers(running)
    with running.database.transaction() as session:
        session.execute(update(Contact).values(active=False))
    assert press_next(running) == NOBODY
    assert len(running.rows(select(Case).where(Case.closed_at.is_not(None)))) == sum(leasing.LOOKS)
    assert press_next(running) == NOBODY
    assert running.rows(select(Case).where(Case.closed_at.is_(None))) == []


def test_a_call_that_left_meanwhile_is_not_taken_back(desk: Scene) -> None:
    lease = taken(desk)
    call = planned(desk, lease)
    assert isinstance(call, Call)
    assert isinstance(desk.permit(call.id), Permit)
    assert desk.do(leasing.withdraw_plans, rules=desk.rules) == 0
    assert desk.call(call.token).status == CallStatus.SENDING


@pytest.mark.parametrize("what", ["second caller", "second case", "closed case", "machine's case", "tried case"])
def test_the_database_refuses_a_lease_that_cannot_be(desk: Scene, what: str) -> None:
    lease = taken(desk)
    carl, dora = desk.user(CARL).id, desk.user(DORA).id
    other = desk.rows(select(Case.id).where(Case.id != lease.case_id))[0]
    row = DeskLease(case_id=other, user_id=dora, taken_at=desk.now, expires_at=desk.now + timedelta(minutes=5))
    with desk.database.transaction() as session:
        match what:
            case "second caller":
                row.case_id = lease.case_id
            case "second case":
                row.user_id = carl
            case "closed case":
                session.execute(update(Case).where(Case.id == other).values(closed_at=desk.now, disposition="3.11"))
            case "machine's case":
                session.execute(update(Case).where(Case.id == other).values(channel="ivr"))
            case _:
                number = session.get_one(Case, other).contact.line_id
                session.add(Call(id=77, token="t77", line_id=number, from_number="+1", planned_at=desk.now))
                session.flush()
                session.add(Attempt(case_id=other, call_id=77, number=1, decision={}, opened_at=desk.now))
    with pytest.raises(IntegrityError), desk.database.transaction() as session:
        session.add(row)


def test_the_database_refuses_an_automated_call_of_a_case_on_a_desk(desk: Scene) -> None:
    lease = taken(desk)
    with desk.database.transaction() as session:
        number = session.get_one(Case, lease.case_id).contact.line_id
        session.add(Call(id=77, token="t77", line_id=number, from_number="+1", planned_at=desk.now))
    with pytest.raises(IntegrityError), desk.database.transaction() as session:
        session.add(Attempt(case_id=lease.case_id, call_id=77, number=1, decision={}, opened_at=desk.now))


@pytest.mark.parametrize("shared", [False, True])
def test_who_tells_a_caller_to_stop_is_not_called_again(desk: Scene, shared: bool) -> None:
    lease = taken(desk)
    name = whom(desk, lease)
    if shared:
        with desk.database.transaction() as session:
            line = session.scalars(select(Contact.line_id).where(Contact.external_id == name)).one()
            session.execute(update(Contact).values(line_id=line))
    for words in ("", "no"):
        refused = press(desk, calling.never_again, lease, words, line_hash=hashed)
        assert refused == Refusal("Say in 3 to 4000 characters what they said.")
    done = press(desk, calling.never_again, lease, "“Take me off.”", line_hash=hashed)
    assert isinstance(done, Barred)
    assert (done.cases, done.hang_up) == (1, ())
    rows = desk.rows(select(Suppression))
    assert {(row.subject, row.source, row.by_id) for row in rows} == {
        (subject, "caller", desk.user(CARL).id) for subject in (("contact",) if shared else ("contact", "line"))
    }
    assert ended(desk) == [("stopped", "They have just asked not to be called.")]
    assert desk.case(name).closed_at is not None
    gone = press(desk, calling.never_again, lease, "“Take me off.”", line_hash=hashed)
    assert isinstance(gone, Refusal)


def test_a_time_chosen_on_the_page_of_a_note_takes_the_case_from_the_desk(desk: Scene) -> None:
    lease = taken(desk)
    with desk.database.transaction() as session:
        note = AdvanceNotice(case_id=lease.case_id, public_id="n", owed_at=desk.now, sent_at=desk.now)
        session.add(note)
    done = desk.do(choosing.put_off, "n", desk.rules.advance_notice.deferrals[0], rules=desk.rules)
    assert isinstance(done, choosing.Chosen)
    assert ended(desk) == [("stopped", "They have just chosen something else on the page of our note.")]


def test_no_press_reads_all_cases(running: Scene) -> None:
    """Twelve thousand wait in German, and whoever calls in English finds their one by an index."""
    crowd(running)
    by_callers(running)
    with running.database.transaction() as session:
        session.execute(update(Case).values(desk_queue="de"))
        hers = Case.contact_id == select(Contact.id).where(Contact.external_id == "C2").scalar_subquery()
        session.execute(update(Case).where(hers).values(desk_queue="en"))
    with running.database.transaction() as session:
        session.execute(text("ANALYZE"))
    explain = "EXPLAIN QUERY PLAN" if running.database.is_sqlite else "EXPLAIN"
    plans: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.startswith("SELECT") and "case_file" in statement:
            found = connection.exec_driver_sql(f"{explain} {statement}", parameters)
            plans.append("\n".join(str(tuple(row)) for row in found))

    caller(running, "emil@example.com", ["en"])
    event.listen(running.database.engine, "before_cursor_execute", listen)
    lease = press_next(running, "emil@example.com")
    event.remove(running.database.engine, "before_cursor_execute", listen)
    assert isinstance(lease, DeskLease)
    assert whom(running, lease) == "C2"
    assert any("ix_case_file_desk" in plan for plan in plans)
    for plan in plans:
        assert "Seq Scan on case_file " not in plan, plan
        assert "SCAN case_file'" not in plan, plan

"""After the call: confirmed, changed for a reason, taken back; the case follows, and nothing contradicts the call."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from desking import CARL, DORA, by_callers, press, put_on_desk, rung, taken, whom
from scene import Scene, hashed
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease, WrapUp
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.protocol import Ending
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Asked, Coded, Command
from vocsurvey.operations import appointing, closing, conducting, leasing, wrapping_up
from vocsurvey.operations.leasing import NOT_WITH_YOU
from vocsurvey.operations.sorting import sort_cases
from vocsurvey.operations.wrapping_up import (
    MOVED_ON,
    NO_CALL,
    NOT_OVER,
    NOT_POSSIBLE,
    NOTHING_SAID,
    TOO_LATE,
    WriteUp,
    last_written,
)

YES = Coded(value="yes")
WHY = "Their assistant said so."


class AfterCall:
    """A caller and a call, up to its end and beyond."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.lease = taken(scene)
        self.contact = whom(scene, self.lease)
        self.names = rung(scene, self.lease)

    def talk(self, *said: Any) -> AfterCall:
        """They pick up, and say all of this."""
        self.scene.answer(*self.names)
        for one in said:
            with self.scene.database.reading() as session:
                found = conducting.scene_of(session, session.get_one(DeskLease, self.lease.id))
                assert found is not None
                turn = found.course.turn
            assert turn.ask is not None
            where = (turn.position, turn.ask.step)
            self.scene.later(seconds=5)
            done = press(self.scene, conducting.hear, self.lease, *where, one, line_hash=hashed)
            assert isinstance(done, conducting.Heeded)
        return self

    def over(self, outcome: CarrierOutcome = CarrierOutcome.COMPLETED) -> AfterCall:
        """The call ends."""
        self.scene.hang_up(*self.names, outcome)
        self.scene.later(seconds=20)
        return self

    def change(self, name: str, reason: str = WHY, **more: Any) -> Any:
        """It ended otherwise."""
        return press(self.scene, wrapping_up.change, self.lease, name, reason, **more)

    def confirm(self) -> Any:
        """It ended as it says."""
        return press(self.scene, wrapping_up.confirm, self.lease)

    def undo(self, **more: Any) -> Any:
        """That was wrong."""
        return press(self.scene, wrapping_up.undo, self.lease, **more)

    def done(self, note: str = "") -> Any:
        """The desk is free."""
        return press(self.scene, wrapping_up.finish, self.lease, note)

    def stands(self) -> tuple[str | None, str | None, bool]:
        """The attempt's code, the case's, and whether it is closed."""
        attempt, case = self.scene.attempts(self.contact)[-1], self.scene.case(self.contact)
        return attempt.disposition, case.disposition, case.closed_at is not None

    def words(self) -> list[tuple[str, str, str, str | None]]:
        """All that was said of it."""
        rows = self.scene.rows(select(WrapUp).order_by(WrapUp.id))
        return [(row.step, row.before, row.after, row.choice) for row in rows]

    def offered(self) -> set[str]:
        """What may be said of it."""
        with self.scene.database.reading() as session:
            found = wrapping_up.write_up_of(session, session.get_one(DeskLease, self.lease.id), self.scene.rules)
        assert isinstance(found, WriteUp)
        return {one.name for one in found.choices}

    def last(self) -> WriteUp | None:
        """What can be taken back on the empty desk."""
        with self.scene.database.reading() as session:
            found = last_written(session, self.scene.user(CARL).id, self.scene.rules)
            session.expunge_all()
            return found


@pytest.fixture
def call(running: Scene) -> AfterCall:
    """A caller whose customer's phone rings."""
    by_callers(running)
    return AfterCall(running)


def clean(scene: Scene) -> bool:
    with scene.database.reading() as session:
        return audit(session, scene.now, hashed) == ()


def test_one_press_confirms_what_happened_and_frees_the_desk(call: AfterCall) -> None:
    call.over(CarrierOutcome.NO_ANSWER)
    assert call.offered() == set(), "whether somebody picked up, the carrier knows"
    assert isinstance(call.done("Try the mobile."), DeskLease)
    assert call.words() == [("confirmed", "3.13", "3.13", None)]
    last = call.last()
    assert last is not None
    assert last.lease.note == "Try the mobile."
    assert isinstance(call.confirm(), WriteUp), "a second press"
    assert len(call.words()) == 1
    assert clean(call.scene)


def test_what_the_caller_heard_becomes_the_outcome_and_the_case_follows(call: AfterCall) -> None:
    call.talk().over()
    assert call.stands() == ("3.20", None, False)
    ended = call.scene.attempts(call.contact)[-1].closed_at
    assert isinstance(call.change("refused_firmly"), WriteUp)
    assert call.stands() == ("2.112", "2.112", True)
    assert isinstance(call.change("own_machine"), WriteUp), "no, it was their voicemail"
    assert call.stands() == ("2.222", None, False)
    case = call.scene.case(call.contact)
    assert ended is not None
    assert case.due_at == ended + timedelta(seconds=3), "as the protocol spaces machines, from the end of the call"
    assert isinstance(call.done(), DeskLease)
    assert call.words() == [
        ("changed", "3.20", "2.112", "refused_firmly"),
        ("changed", "2.112", "2.222", "own_machine"),
        ("confirmed", "2.222", "2.222", "own_machine"),
    ]
    assert [row.reason for row in call.scene.rows(select(WrapUp).order_by(WrapUp.id))] == [WHY, WHY, None]
    assert clean(call.scene)


def test_what_was_answered_is_never_anything_else(call: AfterCall) -> None:
    call.talk(YES, YES, YES, Coded(value="9")).over()
    assert call.stands() == ("1.1", "1.1", True)
    assert call.offered() == set()
    for name in ("own_machine", "refused_firmly", "complete"):
        assert call.change(name) == NOT_POSSIBLE
    assert call.words() == []
    assert isinstance(call.done(), DeskLease)
    assert call.words() == [("confirmed", "1.1", "1.1", None)]
    assert clean(call.scene)


def test_a_break_off_is_gone_on_with_or_refused_for_good(call: AfterCall) -> None:
    call.talk(YES, YES).over()
    assert call.stands() == ("2.12", None, False)
    assert call.offered() == {"refuses_the_rest"}
    assert isinstance(call.change("refuses_the_rest"), WriteUp)
    assert call.stands() == ("2.12", "2.12", True)
    assert isinstance(call.undo(), WriteUp)
    assert call.stands() == ("2.12", None, False)
    assert call.undo() == NOTHING_SAID
    call.done()
    call.scene.later(minutes=10)
    with call.scene.database.transaction() as session:
        put_on_desk(session, call.scene.user(DORA).id, call.lease.case_id, call.scene.now)
    lease = call.scene.rows(select(DeskLease).where(DeskLease.ended_at.is_(None)))[0]
    names = rung(call.scene, lease, DORA)
    call.scene.answer(*names)
    asked = []
    for _ in range(2):
        with call.scene.database.reading() as session:
            found = conducting.scene_of(session, session.get_one(DeskLease, lease.id))
            assert found is not None
            turn = found.course.turn
        assert turn.ask is not None
        asked.append(str(turn.ask.step))
        first = Coded(value=str(turn.ask.offered[0].value))
        where = (turn.position, turn.ask.step, first)
        done = press(call.scene, conducting.hear, lease, *where, email=DORA, line_hash=hashed)
        assert isinstance(done, conducting.Heeded), done
    assert asked == ["resumption", "cared"], "at the same question, at another desk"
    assert clean(call.scene)


def test_it_is_taken_back_until_the_next_case_is_taken_or_this_one_goes_on(call: AfterCall) -> None:
    call.talk().over()
    assert isinstance(call.confirm(), WriteUp)
    assert isinstance(call.undo(), WriteUp), "what was only confirmed stays as it is"
    assert call.stands() == ("3.20", None, False)
    call.change("gatekeeper")
    call.done()
    assert call.stands()[2]
    assert call.last() is not None
    assert isinstance(call.undo(), WriteUp), "on the empty desk"
    assert call.stands() == ("3.20", None, False)
    assert isinstance(call.change("not_there"), WriteUp)
    assert isinstance(call.confirm(), WriteUp)
    assert clean(call.scene)
    with call.scene.database.transaction() as session:
        other = put_on_desk(session, call.scene.user(DORA).id, call.lease.case_id, call.scene.now)
        other_id = other.id
    assert call.undo() == MOVED_ON
    assert call.last() is None
    with call.scene.database.transaction() as session:
        session.get_one(DeskLease, other_id).ended_at = call.scene.now
        session.get_one(DeskLease, other_id).ending = "done"
    assert isinstance(call.undo(), WriteUp)
    taken(call.scene)
    assert call.undo() == TOO_LATE
    assert call.change("own_machine") == TOO_LATE
    assert call.last() is None


def test_nothing_is_said_of_no_call_a_call_that_goes_on_or_of_others(running: Scene) -> None:
    lease = taken(by_callers(running))
    assert press(running, wrapping_up.confirm, lease) == NO_CALL
    with running.database.reading() as session:
        assert wrapping_up.write_up_of(session, session.get_one(DeskLease, lease.id), running.rules) == NO_CALL
    names = rung(running, lease)
    assert press(running, wrapping_up.change, lease, "own_machine", WHY) == NOT_OVER
    assert press(running, wrapping_up.undo, lease, email=DORA) == NOT_WITH_YOU
    assert press(running, wrapping_up.finish, lease, "", email=DORA) == NOT_WITH_YOU
    running.answer(*names)
    assert press(running, wrapping_up.finish, lease, "") == leasing.ON_THE_PHONE
    running.hang_up(*names)
    refused = press(running, wrapping_up.change, lease, "own_machine", " x ")
    assert refused == Refusal("Say in 3 to 4000 characters why it is so.")
    press(running, leasing.give_back, lease, "Somebody else.")
    assert press(running, wrapping_up.undo, lease) == Refusal("You gave this case back.")
    lease = taken(running)
    assert isinstance(press(running, wrapping_up.finish, lease, ""), DeskLease), "nothing was called"
    assert running.rows(select(WrapUp)) == []
    with running.database.reading() as session:
        assert last_written(session, running.user(CARL).id, running.rules) is None


def test_a_time_that_was_agreed_is_when_they_are_called_again(call: AfterCall) -> None:
    call.talk().over()
    local = (call.scene.now + timedelta(days=1)).replace(tzinfo=None, hour=10, minute=0, second=0, microsecond=0)
    press(call.scene, appointing.appoint, call.lease, local)
    due = call.scene.case(call.contact).due_at
    assert isinstance(call.change("not_there"), WriteUp)
    assert call.scene.case(call.contact).due_at == due


def test_what_something_else_has_closed_stays_closed(call: AfterCall) -> None:
    call.talk().over()
    with call.scene.database.transaction() as session:
        closed = update(Case).where(Case.id == call.lease.case_id)
        session.execute(closed.values(closed_at=call.scene.now, due_at=None, disposition="2.112"))
    assert isinstance(call.change("own_machine"), WriteUp)
    assert call.stands() == ("2.222", "2.222", True)
    assert isinstance(call.undo(), WriteUp)
    assert call.stands() == ("3.20", "3.20", True)


def test_what_is_learned_later_wins_over_what_was_chosen(call: AfterCall) -> None:
    call.talk().over()
    call.change("own_machine")
    attempt_id = call.scene.attempts(call.contact)[-1].id

    def again(session: Any, *, now: Any) -> None:
        closing.reconsider(session, session.get_one(Attempt, attempt_id), call.scene.rules, now)

    call.scene.do(again)
    assert call.stands()[0] == "2.222", "nothing new: the choice stands"
    late = Asked(Command.NOT_NOW)
    with call.scene.database.transaction() as session:
        session.execute(update(Call).where(Call.token == call.names[0]).values(ended_at=None, status="live"))
    spoken = press(call.scene, conducting.hear, call.lease, 0, _step(call), late, line_hash=hashed)
    assert isinstance(spoken, conducting.Heeded)
    with call.scene.database.transaction() as session:
        session.execute(update(Call).where(Call.token == call.names[0]).values(ended_at=call.scene.now, status="ended"))
    call.scene.do(again)
    assert call.words()[-1] == ("overruled", "2.222", "2.21", None)
    assert call.stands()[0] == "2.21"
    assert call.scene.rows(select(WrapUp.by_id).order_by(WrapUp.id))[-1] is None


def _step(call: AfterCall) -> str:
    with call.scene.database.reading() as session:
        found = conducting.scene_of(session, session.get_one(DeskLease, call.lease.id))
        assert found is not None
        assert found.course.turn.ask is not None
        return found.course.turn.ask.step


def test_whoever_turns_refusals_may_ask_once_more_and_no_oftener(running: Scene) -> None:
    by_callers(running)
    spacing = running.rules.protocol.spacing
    once_more = {**spacing, Ending.REFUSAL: spacing[Ending.NOT_NOW]}
    protocol = running.rules.protocol.model_copy(update={"spacing": once_more})
    running.rules = replace(running.rules, protocol=protocol)
    first = AfterCall(running).talk().over()
    first.change("refused_softly")
    assert first.stands() == ("2.112", None, False)
    first.done()
    assert running.do(lambda session, now: sort_cases(session)) >= 1
    assert running.case(first.contact).desk_queue in ("en refused", "de refused")
    running.later(minutes=10)
    with running.database.transaction() as session:
        put_on_desk(session, running.user(CARL).id, first.lease.case_id, running.now)
    again = AfterCall(running)
    assert again.contact == first.contact
    again.talk().over()
    again.change("refused_softly")
    assert again.stands() == ("2.112", "2.112", True), "they said no twice"
    assert clean(running)


@pytest.mark.parametrize("how", ["changed", "deleted", "another reason"])
def test_the_database_keeps_every_word(call: AfterCall, how: str) -> None:
    call.talk().over()
    call.change("own_machine")
    statement: Any = delete(WrapUp)
    if how != "deleted":
        statement = update(WrapUp).values({"after": "1.1"} if how == "changed" else {"reason": "another"})
    with pytest.raises(IntegrityError), call.scene.database.transaction() as session:
        session.execute(statement)
    with call.scene.database.transaction() as session:
        session.execute(update(WrapUp).values(reason=""))

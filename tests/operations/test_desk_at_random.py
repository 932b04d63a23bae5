"""A desk at random: two callers, four people, and everything that can happen to them in any order.

The machine keeps by itself what the product said that it had taken in, and looks after every step whether that is still
so, whether a case is with one caller at most, and whether the audit is clean.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from desking import CARL, DORA, by_callers, planned, press, press_next
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from kept import database_at
from scene import Scene, demo_rules, hashed
from sqlalchemy import select

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskDraft, DeskLease
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Attempt, Call, CallStatus
from vocsurvey.db.interview import Exchange, Interview
from vocsurvey.db.sample import Contact
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Asked, Coded, Command, Heard
from vocsurvey.operations import appointing, calling, conducting, dialing, gatekeeping, leasing
from vocsurvey.operations.conducting import Heeded
from vocsurvey.operations.dialing import Permit
from vocsurvey.operations.opting_out import Wish, bar
from vocsurvey.operations.suppressing import this_line

PEOPLE = tuple(
    f"A{n},Account {n},GB,olivia@example.com,C{n},Person {n},user,+44 20 7946 000{n},,en,Europe/London,"
    f"TP{n},support_case,the export,G1,Gus Green,yes"
    for n in range(4)
)
callers = st.sampled_from([CARL, DORA])
contacts = st.sampled_from([f"C{n}" for n in range(4)])


class Desk(RuleBasedStateMachine):
    """What callers press, what customers do, and what happens elsewhere."""

    copies: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.url = self.copies.make()
        self.stack = ExitStack()
        database: Database = self.stack.enter_context(database_at(self.url))
        self.scene = Scene(database, demo_rules())
        self.scene.people(PEOPLE)
        self.scene.campaign()
        by_callers(self.scene)
        self.told: list[tuple[int, int, str]] = []
        self.typed: dict[tuple[int, int], str] = {}

    def teardown(self) -> None:
        """The database goes."""
        self.stack.close()
        self.copies.drop(self.url)

    # What is true before a press.

    def held(self, email: str) -> DeskLease | None:
        user = self.scene.user(email).id
        found = self.scene.rows(select(DeskLease).where(DeskLease.user_id == user, DeskLease.ended_at.is_(None)))
        return found[0] if found else None

    def latest(self, email: str) -> DeskLease | None:
        """The newest case of a caller, whether or not it is still theirs: what an old page shows."""
        user = self.scene.user(email).id
        found = self.scene.rows(select(DeskLease).where(DeskLease.user_id == user).order_by(DeskLease.id.desc()))
        return found[0] if found else None

    def turn(self, lease: DeskLease) -> Any:
        with self.scene.database.reading() as session:
            where = conducting.scene_of(session, session.get_one(DeskLease, lease.id))
            return None if where is None else (where.interview.id, where.course.turn)

    def ringing(self) -> list[Call]:
        return self.scene.rows(select(Call).where(Call.status.in_(OPEN_AT_CARRIER)).order_by(Call.id))

    # What callers press.

    @rule(email=callers)
    def next_case(self, email: str) -> None:
        before = self.held(email)
        found = press_next(self.scene, email)
        if before is not None and before.expires_at > self.scene.now:
            assert isinstance(found, DeskLease)
            assert found.id == before.id

    @rule(email=callers)
    def call(self, email: str) -> None:
        lease = self.latest(email)
        if lease is None:
            return
        call = planned(self.scene, lease, email)
        if isinstance(call, Call):
            permit = self.scene.permit(call.id)
            if isinstance(permit, Permit):
                self.scene.do(dialing.record_placed, call.id, next(self.scene.sids))

    @rule(email=callers, pick=st.integers(0, 11), words=st.sampled_from(["Nobody rang.", "Too slow."]))
    def answer(self, email: str, pick: int, words: str) -> None:
        lease = self.latest(email)
        stands = None if lease is None else self.turn(lease)
        if lease is None or stands is None or stands[1].ask is None:
            return
        interview_id, turn = stands
        values = [str(one.value) for one in turn.ask.offered]
        heard: Heard = Coded(value=values[pick % len(values)]) if values else Coded(verbatim=words)
        if turn.ask.low is not None and not values:
            heard = Coded(value=str(turn.ask.low + pick % (turn.ask.high - turn.ask.low + 1)))
        self.say(email, lease, interview_id, turn.position, turn.ask.step, heard)

    @rule(email=callers, command=st.sampled_from([Command.BACK, Command.BACK, Command.SKIP, Command.NOT_NOW]))
    def command(self, email: str, command: Command) -> None:
        lease = self.latest(email)
        stands = None if lease is None else self.turn(lease)
        if lease is not None and stands is not None and stands[1].ask is not None:
            self.say(email, lease, stands[0], stands[1].position, stands[1].ask.step, Asked(command))

    @rule(email=callers, earlier=st.integers(1, 3), value=st.sampled_from(["yes", "no"]))
    def second_tab(self, email: str, earlier: int, value: str) -> None:
        lease = self.latest(email)
        stands = None if lease is None else self.turn(lease)
        if lease is None or stands is None or stands[1].position < earlier:
            return
        interview_id, position = stands[0], stands[1].position - earlier
        step = self.scene.rows(
            select(Exchange.step).where(Exchange.interview_id == interview_id, Exchange.position == position)
        )[0]
        before = self.exchanges()
        press(self.scene, conducting.hear, lease, position, step, Coded(value=value), email=email, line_hash=hashed)
        assert self.exchanges() == before, "an old page changes nothing"

    @rule(email=callers, words=st.sampled_from(["Nobody", "It was", "We "]))
    def types(self, email: str, words: str) -> None:
        lease = self.latest(email)
        stands = None if lease is None else self.turn(lease)
        if lease is None or stands is None:
            return
        user, position = self.scene.user(email).id, stands[1].position
        done = self.scene.do(conducting.save_draft, lease.id, user, position, words)
        if not isinstance(done, Refusal):
            self.typed[stands[0], position] = words

    @rule(email=callers, verb=st.sampled_from(["done", "give back", "keep", "never again"]))
    def let_go(self, email: str, verb: str) -> None:
        lease = self.latest(email)
        if lease is None:
            return
        match verb:
            case "done":
                press(self.scene, leasing.finish, lease, "", email=email)
            case "give back":
                press(self.scene, leasing.give_back, lease, "In a meeting.", email=email)
            case "keep":
                press(self.scene, leasing.renew, lease, email=email)
            case _:
                press(self.scene, calling.never_again, lease, "They said so.", email=email, line_hash=hashed)

    @rule(email=callers, hours=st.integers(-2, 30))
    def appoint(self, email: str, hours: int) -> None:
        lease = self.latest(email)
        if lease is not None:
            local = (self.scene.now + timedelta(hours=hours)).replace(tzinfo=None)
            press(self.scene, appointing.appoint, lease, local, email=email)

    # What customers and the carrier do.

    @precondition(lambda self: bool(self.ringing()))
    @rule(picks_up=st.booleans())
    def somebody_there(self, picks_up: bool) -> None:
        call = self.ringing()[0]
        if call.carrier_sid is None:
            return
        if picks_up and call.answered_at is None:
            self.scene.answer(call.token, call.carrier_sid)
        else:
            outcome = CarrierOutcome.COMPLETED if call.answered_at is not None else CarrierOutcome.NO_ANSWER
            self.scene.hang_up(call.token, call.carrier_sid, outcome)

    # What happens elsewhere.

    @rule(contact=contacts)
    def opts_out_elsewhere(self, contact: str) -> None:
        with self.scene.database.transaction() as session:
            line = session.scalars(select(Contact).where(Contact.external_id == contact)).one().line
            wish = Wish("page", "They wrote to us.")
            bar(session, this_line(line), wish, rules=self.scene.rules, line_hash=hashed, now=self.scene.now)

    @rule()
    def everything_stops_and_goes_on(self) -> None:
        self.scene.do(gatekeeping.stop_everything, "Ada", rules=self.scene.rules)
        assert [one for one in map(self.held, (CARL, DORA)) if one is not None and not self.on_the_phone(one)] == []
        self.scene.later(seconds=1)
        self.scene.do(gatekeeping.go_on, "Ada")

    @rule(minutes=st.sampled_from([0, 1, 2, 6, 61]))
    def time_passes(self, minutes: int) -> None:
        self.scene.later(minutes=minutes, seconds=5)
        self.scene.do(leasing.expire, rules=self.scene.rules)

    # What must be true after every step.

    @invariant()
    def nobody_is_on_two_desks(self) -> None:
        standing = self.scene.rows(select(DeskLease).where(DeskLease.ended_at.is_(None)))
        assert len({one.case_id for one in standing}) == len(standing) == len({one.user_id for one in standing})

    @invariant()
    def nothing_came_back_in_silence(self) -> None:
        back = self.scene.rows(select(DeskLease).where(DeskLease.ended_at.is_not(None), DeskLease.ending != "done"))
        assert all(one.note for one in back)

    @invariant()
    def nothing_that_was_said_or_typed_is_lost(self) -> None:
        there = self.exchanges()
        assert [one for one in self.told if one not in there] == []
        last = {interview: max(at for one, at, _ in there if one == interview) for interview, _, _ in there}
        drafts = {(one.interview_id, one.position): one.words for one in self.scene.rows(select(DeskDraft))}
        for (interview_id, position), words in self.typed.items():
            assert drafts.get((interview_id, position)) == words or last.get(interview_id, -1) >= position

    @invariant()
    def nobody_is_tried_twice_at_once(self) -> None:
        open_now = self.scene.rows(select(Attempt.case_id).where(Attempt.closed_at.is_(None)))
        assert len(open_now) == len(set(open_now))
        closed = set(self.scene.rows(select(Case.id).where(Case.closed_at.is_not(None))))
        waiting = select(Attempt.case_id).where(
            Attempt.call.has(Call.status == CallStatus.PLANNED), Attempt.closed_at.is_(None)
        )
        assert not closed & set(self.scene.rows(waiting)), "a closed case is not called"

    @invariant()
    def the_audit_is_clean(self) -> None:
        with self.scene.database.reading() as session:
            assert [str(one) for one in audit(session, self.scene.now, hashed)] == []

    # Beside.

    def say(self, email: str, lease: DeskLease, interview_id: int, position: int, step: str, heard: Heard) -> None:
        self.scene.later(seconds=4)
        done = press(self.scene, conducting.hear, lease, position, step, heard, email=email, line_hash=hashed)
        if isinstance(done, Heeded):
            self.told.append((interview_id, position, step))

    def exchanges(self) -> list[tuple[int, int, str]]:
        with self.scene.database.reading() as session:
            rows = session.execute(
                select(Interview.id, Exchange.position, Exchange.step)
                .join(Exchange, Exchange.interview_id == Interview.id)
                .order_by(Interview.id, Exchange.position)
            ).all()
            return [(row[0], row[1], row[2]) for row in rows]

    def on_the_phone(self, lease: DeskLease) -> bool:
        wanted = select(Attempt.id).where(Attempt.case_id == lease.case_id, Attempt.closed_at.is_(None))
        return bool(self.scene.rows(wanted.where(Attempt.call.has(Call.status.in_(OPEN_AT_CARRIER)))))


@pytest.fixture
def copies(database: Database, request: pytest.FixtureRequest) -> Any:
    """Empty databases of this kind, one for each run."""
    kind = "sqlite" if database.url.get_backend_name() == "sqlite" else "postgres"
    return request.getfixturevalue(f"{kind}_copies")


def test_whatever_happens_at_a_desk_it_keeps_its_promises(copies: Any) -> None:
    machine = type("OnThisDatabase", (Desk,), {"copies": copies})
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine, settings=settings(max_examples=6, stateful_step_count=30, suppress_health_check=slow)
    )

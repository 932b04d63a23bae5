"""Whatever people, customers and the clock do to follow-ups, in any order: none goes quiet, and none is lost.

Each example is one transaction on follow-ups that were raised by real conversations, and is taken back at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from launched import launch
from scene import Scene, hashed
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.followup import Flag, FollowUp
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.people import Role, User
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.followup.clocks import Clock, Clocks
from vocsurvey.followup.flag import FlagKind, Queue, RaisedFlag
from vocsurvey.followup.lifecycle import Event, Refusal, final
from vocsurvey.followup.severity import Severity
from vocsurvey.followup.working_time import Absence
from vocsurvey.interview.heard import Keys
from vocsurvey.library import load_library
from vocsurvey.operations import administering, closing, dialing, escalating, flagging, following_up, interviewing
from vocsurvey.operations.administering import Launched
from vocsurvey.operations.closing import CarrierNews
from vocsurvey.operations.dialing import Permit
from vocsurvey.operations.following_up import Closing
from vocsurvey.operations.interviewing import Spoken
from vocsurvey.operations.keeping_clocks import clocks_of, next_action_of
from vocsurvey.operations.leaving import Heirs, deactivate
from vocsurvey.operations.presence import set_working_time

CLOSING = Closing("billing", "Sent the right invoice.", "That it is right now.")
PEOPLE = ("olivia", "sam", "mona", "iris")
# An escalation is never further away than this: a weekend with the longest holidays.
LONGEST = timedelta(days=12)
Step = tuple[str, int, int, int, int]
VERBS = (
    *("contact", "contact", "promise", "wait", "answered", "put_right", "verify", "verify", "rest", "note", "claim"),
    *("hand_over", "flag", "withdraw", "later", "later", "tick", "away", "leave", "wish", "ring", "ring"),
)
WAYS = (("1", "1", "1"), ("1", "2"), ("1", "1", "2"), ("1",))
"""What customers press who are asked whether it was put right: yes, no, yes but, and nothing more."""
STEPS = st.tuples(
    st.sampled_from(VERBS),
    st.integers(0, 1),
    st.integers(0, len(PEOPLE) - 1),
    st.integers(0, 3),
    st.integers(1, 4000),
)


class TakenBack(Exception):
    """The end of an example: its transaction is rolled back."""


class World:
    """One example: the follow-ups, the people, and what was true of every clock so far."""

    def __init__(self, session: Session, scene: Scene) -> None:
        self.session, self.rules, self.now = session, scene.rules, scene.now
        self.people = [session.scalars(select(User).where(User.email == f"{one}@example.com")).one() for one in PEOPLE]
        self.ran: dict[tuple[int, Clock], timedelta] = {}
        self.flags = self.calls = 0
        self.done: set[str] = set()

    def follow_ups(self) -> list[FollowUp]:
        """All of them, as they stand."""
        self.session.expire_all()
        return list(self.session.scalars(select(FollowUp).order_by(FollowUp.id)))

    def step(self, step: Step) -> None:
        """Do one thing, whether or not it can be done; then the clock ticks until it has nothing more to do."""
        self.now += timedelta(milliseconds=1)  # no two transactions are at the same instant
        verb, which, who, how, minutes = step
        row, actor = self.follow_ups()[which], self.people[who]
        deed: Callable[..., Any] = getattr(self, f"_{verb}")
        found = deed(row, actor, how, minutes)
        if not isinstance(found, Refusal):
            self.done.add(verb)
        self._tick()

    def check(self) -> None:
        """What must hold at any moment."""
        unflagged = select(func.count()).select_from(Answer).where(Answer.negative, Answer.flag_id.is_(None))
        assert self.session.scalar(unflagged) == 0
        rows = self.follow_ups()
        assert len({row.interview_id for row in rows}) == len(rows)
        for row in rows:
            clocks = clocks_of(row.events)
            assert clocks.state == row.state, "the history rebuilds the state"
            self._never_back(row, clocks)
            if final(clocks.state):
                assert (row.closed_at, row.next_action_at) == (clocks.ended_at, None)
            else:
                self._never_quiet(row, clocks)

    def _ring(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        """It is when customers are to be asked whether it was put right; whoever is due is phoned."""
        due = select(func.min(Case.due_at)).where(Case.kind == CaseKind.VERIFICATION, Case.closed_at.is_(None))
        self.now = max(self.now, self.session.scalar(due) or self.now)
        asked = 0
        for call_id in dialing.claim_due_cases(self.session, now=self.now, rules=self.rules, line_hash=hashed, limit=2):
            self.now += timedelta(milliseconds=1)
            permit = dialing.grant_permit(self.session, call_id, rules=self.rules, line_hash=hashed, now=self.now)
            if not isinstance(permit, Permit):
                continue
            self.calls += 1
            sid = f"CA{1000 + self.calls:032x}"
            dialing.record_placed(self.session, call_id, sid, now=self.now)
            attempt = self.session.get_one(Call, call_id).attempt
            assert attempt is not None
            verifies = attempt.case.kind == CaseKind.VERIFICATION
            asked += verifies
            self._says(permit.token, sid, WAYS[how] if verifies and minutes % 4 else ())
        return None if asked else Refusal("Nobody was to be asked.")

    def _says(self, token: str, sid: str, keys: Sequence[str]) -> None:
        """They pick up where they press anything, and hang up in the end."""
        outcome = CarrierOutcome.COMPLETED if keys else CarrierOutcome.NO_ANSWER
        if keys:
            spoken = interviewing.begin(self.session, token, sid, now=self.now, rules=self.rules)
            for key in keys:
                self.now += timedelta(milliseconds=1)
                assert isinstance(spoken, Spoken)
                spoken = interviewing.take_turn(
                    self.session, token, sid, spoken.turn.position, Keys(key), now=self.now, rules=self.rules,
                    line_hash=hashed,
                )  # fmt: skip
        self.now += timedelta(milliseconds=1)
        call = interviewing.lock_call(self.session, token)
        assert call is not None
        news = CarrierNews(sid, "over", CallStatus.ENDED, outcome, 3, None)
        closing.hear_from_carrier(self.session, call, news, self.rules, self.now)

    def _never_quiet(self, row: FollowUp, clocks: Clocks) -> None:
        assert row.closed_at is None
        assert row.owner_id is not None or row.queue is not None
        assert row.next_action_at is not None
        if not clocks.pauses:  # what was waited counts in the hours of whoever had it then
            assert row.next_action_at == next_action_of(row, clocks, self.rules)
        due_at = escalating.next_rung(row, row.events, self.rules)[1]
        assert due_at > self.now, "nobody was told of what is late"
        assert row.next_action_at > self.now or due_at < self.now + LONGEST

    def _never_back(self, row: FollowUp, clocks: Clocks) -> None:
        for clock in Clock:
            ran = clocks.ran(clock, self.now)
            assert ran >= self.ran.get((row.id, clock), timedelta()), clock
            self.ran[row.id, clock] = ran

    def _tick(self, *_: object) -> None:
        while escalating.escalate_overdue(self.session, self.now, self.rules):
            pass

    def _later(self, row: FollowUp, actor: User, how: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes * (1, 1, 3, 10)[how])

    def _contact(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        event = (Event.CONTACT_ATTEMPTED, Event.IN_CONVERSATION)[how % 2]
        return following_up.record_contact(self.session, row.id, actor, event, "x", self.now, rules=self.rules)

    def _promise(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        by_at = self.now + timedelta(minutes=minutes - 60)
        agreed = Event.ACTION_AGREED
        return following_up.record_contact(
            self.session, row.id, actor, agreed, "x", self.now, rules=self.rules, promised_at=by_at
        )

    def _wait(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        until = self.now + timedelta(minutes=minutes * 4 - 60)
        return following_up.wait_for_customer(self.session, row.id, actor, until, "x", self.now, rules=self.rules)

    def _answered(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        return following_up.customer_answered(self.session, row.id, actor, "x", self.now, rules=self.rules)

    def _put_right(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        closing = CLOSING if how else Closing("", "", "")
        return following_up.put_right(self.session, row.id, actor, closing, self.now, rules=self.rules)

    def _verify(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        verdict = (Event.NOT_PUT_RIGHT, Event.NOT_PUT_RIGHT, Event.VERIFIED, Event.UNVERIFIED)[how]
        return following_up.verify(self.session, row.id, actor, verdict, "x", self.now)

    def _rest(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        event = (Event.UNREACHABLE, Event.DECLINED_CONTACT)[how % 2]
        return following_up.rest(self.session, row.id, actor, event, "x", self.now)

    def _note(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        return following_up.add_note(self.session, row.id, actor, "x" * how, self.now)

    def _claim(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        seen = row.owner_id if how else None
        return following_up.claim(self.session, row.id, actor, self.now, seen_owner_id=seen) if actor.active else None

    def _hand_over(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        return following_up.hand_over(self.session, row.id, self.people[how], actor, self.now)

    def _flag(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        severity = list(Severity)[how]
        raised = RaisedFlag(FlagKind.RAISED_BY_HAND, "cared", None, severity, "service", Queue.CUSTOMER_SUCCESS)
        interview = self.session.get_one(Interview, row.interview_id)
        self.flags += 1
        return flagging.raise_flag(self.session, interview, raised, 100 + self.flags, self.rules, self.now)

    def _withdraw(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        gone = flagging.withdrawn(self.session, row.id)
        standing = select(Flag).where(Flag.follow_up_id == row.id).order_by(Flag.id)
        flag = next((one for one in self.session.scalars(standing) if one.id not in gone), None)
        if flag is None or how:
            return Refusal("Most answers stay.")
        flagging.withdraw_flag(self.session, flag, self.now)
        return flag

    def _away(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        first: date = self.now.date()
        away = [Absence(first, first + timedelta(days=minutes // 400))] if how else []
        hours = {"mon-thu": ["08:00-12:00", "13:00-16:00"]} if how == 2 else None
        return set_working_time(self.session, actor.email, hours=hours, country="DE" if how == 3 else None, away=away)

    def _leave(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        if minutes % 4 or sum(one.active for one in self.people) < 3 or actor.role == Role.MANAGER:
            return Refusal("Somebody has to stay.")
        heir = self.people[how]
        boss = next(one for one in self.people if one.role == Role.MANAGER)
        return deactivate(self.session, actor.id, boss, self.now, heirs=Heirs(heir.id))

    def _wish(self, row: FollowUp, actor: User, how: int, minutes: int) -> object:
        if row.closed_at is not None or minutes % 4:
            return Refusal("Few wish to be erased.")
        following_up.end_at_wish(self.session, row, actor.id if how else None, "They wish it.", self.now)
        return row


@pytest.fixture
def raised(running: Scene) -> Scene:
    """Two customers who were let down, and everybody who may have to do with it."""
    for name, role in (("mona", Role.MANAGER), ("iris", Role.CUSTOMER_SUCCESS)):
        running.do(
            administering.add_user,
            email=f"{name}@example.com",
            name=name.title(),
            role=role,
            password_hash="-",
            zone="Asia/Kolkata" if name == "iris" else "Europe/Berlin",
        )
    asks = running.do(
        administering.new_campaign, name="Put right?", company_name="Northwind", questionnaire="verification",
        from_number="+12025550199", touchpoint_kinds=[], owner_id=None, standing=True,
    )  # fmt: skip
    assert isinstance(asks, Campaign)
    assert isinstance(running.do(launch, asks.id, load_library()["verification"], "a test"), Launched)
    for token, sid, heard in (
        (*running.dial("C1"), ("1", "1", "2")),
        (*running.ring(running.dial_planned("C2")), ("1", "2")),
    ):
        running.talk(token, sid, *heard)
        running.hang_up(token, sid)
    return running


def tried(scene: Scene, steps: list[Step]) -> set[str]:
    """Run one example from the same start; which verbs did something."""
    done: set[str] = set()
    with suppress(TakenBack), scene.database.transaction() as session:
        world = World(session, scene)
        world.check()
        for step in steps:
            world.step(step)
            world.check()
        done = world.done
        raise TakenBack
    return done


def everything_happened(scene: Scene, examples: int, steps: int) -> None:
    """Try so many examples of so many steps; every verb must have done something in one of them."""
    done: set[str] = set()

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=examples < 100,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEPS, min_size=steps, max_size=steps))
    def run(drawn: list[Step]) -> None:
        done.update(tried(scene, drawn))

    run()
    lacking = {"contact", "promise", "put_right", "flag", "later", "claim", "note", "ring"} - done
    assert not lacking, f"never done: {lacking}"


def test_no_follow_up_goes_quiet(raised: Scene) -> None:
    everything_happened(raised, examples=8, steps=30)


@pytest.mark.long
def test_no_follow_up_goes_quiet_however_long(raised: Scene) -> None:
    everything_happened(raised, examples=500, steps=60)


def test_a_whole_life_with_all_its_turns(raised: Scene) -> None:
    start: datetime = raised.now
    life: list[Step] = [
        ("contact", 0, 0, 0, 1),
        ("contact", 0, 0, 1, 1),
        ("wait", 0, 0, 0, 700),
        ("later", 0, 0, 0, 600),
        ("answered", 0, 0, 0, 1),
        ("promise", 0, 0, 0, 3000),
        ("put_right", 0, 0, 1, 1),
        ("later", 0, 0, 0, 1500),
        ("verify", 0, 1, 0, 1),
        ("later", 0, 0, 0, 600),
        ("hand_over", 0, 0, 1, 1),
        ("put_right", 0, 1, 1, 1),
        ("verify", 0, 2, 2, 1),
        ("rest", 1, 0, 0, 1),
        ("flag", 1, 0, 0, 1),
        ("away", 1, 1, 2, 800),
        ("leave", 1, 3, 1, 4),
        ("withdraw", 1, 0, 0, 1),
        ("claim", 1, 1, 1, 1),
        ("wish", 1, 0, 1, 4),
        ("tick", 0, 0, 0, 1),
        ("note", 0, 0, 1, 1),
    ]
    assert tried(raised, life) == {step[0] for step in life}
    assert raised.now == start, "an example leaves nothing behind"


def test_who_was_never_spoken_to_and_says_no_is_still_owed_their_first_call(raised: Scene) -> None:
    tried(raised, [("wish", 0, 0, 1, 4), ("later", 0, 0, 3, 400), ("verify", 0, 1, 0, 1)])


def test_the_same_answer_again_under_another_owner_is_due_no_sooner(raised: Scene) -> None:
    """A deadline is reckoned by its owner's hours when it is set; who inherits it inherits the time."""
    tried(raised, [("claim", 1, 3, 3, 1), ("flag", 1, 0, 0, 1), ("hand_over", 1, 0, 0, 1), ("flag", 1, 0, 0, 1)])


@pytest.mark.parametrize(("way", "state"), [(0, "verified"), (1, "reopened"), (2, "reopened"), (3, "verification_due")])
def test_customers_are_asked_by_phone(raised: Scene, way: int, state: str) -> None:
    """What the property above does to them comes to what they say."""
    with suppress(TakenBack), raised.database.transaction() as session:
        world = World(session, raised)
        for step in (("put_right", 0, 0, 1, 1), ("later", 0, 0, 0, 1440), ("ring", 0, 0, way, 1)):
            world.step(step)
            world.check()
        assert world.follow_ups()[0].state == state
        raise TakenBack

"""A live call is recorded by a yes that was given in it, no longer than the person stands by it, and never without."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from commenting import launched_with_consent
from scene import Scene
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from test_connecting import clean
from test_taking_over import YES, Supervised, supervised

from vocsurvey.db.agreement import Consent
from vocsurvey.db.bridge import Bridge
from vocsurvey.db.dialing import Call
from vocsurvey.db.followup import Flag
from vocsurvey.db.interview import Interview, Recording, RecordingState
from vocsurvey.db.reads.said import calls_recorded, said_in
from vocsurvey.db.sample import Contact
from vocsurvey.db.tape import Tape
from vocsurvey.fieldwork.consent import RecordingRule
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Asked, Coded, Command
from vocsurvey.operations import conducting, fetching, heeding, taping
from vocsurvey.operations.fetching import Erase, Fetch
from vocsurvey.operations.leasing import NOT_WITH_YOU
from vocsurvey.operations.taping import LATEST, NEVER_SAID, NEWS_WITHIN, NO_TAPE, NOT_AGREED, NOT_ASKED, NOT_HERE

NAME = "RE" + "7" * 32


class Taped(Supervised):
    """A caller whose customer has been asked whether the call may be recorded."""

    def records(self, lease_id: int = 0) -> Any:
        """The caller presses “Record”."""
        lease_id = lease_id or self.lease().id
        return self.scene.do(taping.begin, lease_id, self.scene.user(self.email).id, rules=self.scene.rules)

    def stops(self) -> Any:
        """The caller presses “Stop recording”."""
        return self.scene.do(taping.stop, self.scene.user(self.email).id)

    def news(self, token: str, *, begins: bool = False, ready: bool = False) -> Any:
        """The carrier tells of it."""
        return self.scene.do(taping.hear, token, NAME, 0 if begins else 17, begins=begins, ready=ready)

    def offered(self) -> bool:
        """Whether the page offers the key."""
        with self.scene.database.reading() as session:
            return taping.may_begin(session, session.get_one(Bridge, self.bridge_id), self.scene.rules)

    @property
    def tape(self) -> Tape:
        found = self.scene.rows(select(Tape).order_by(Tape.id.desc()))[0]
        assert isinstance(found, Tape)
        return found

    @property
    def recording(self) -> Recording:
        (found,) = self.scene.rows(select(Recording))
        assert isinstance(found, Recording)
        return found

    def to_stop(self) -> tuple[int, ...]:
        """What the clock would have stopped."""
        with self.scene.database.reading() as session:
            return taping.to_stop(session, self.scene.now)


def taped(scene: Scene, *, calls: bool = True) -> Taped:
    return Taped(supervised(launched_with_consent(scene, calls=calls)).scene)


@pytest.fixture
def agreed(running: Scene) -> Taped:
    """They have just said yes to it."""
    found = taped(running)
    found.talks()
    for one in (YES, YES, YES, YES):
        assert isinstance(found.says(one), conducting.Heeded)
    return found


def test_it_is_recorded_from_the_yes_until_the_caller_stops_it_and_kept_like_a_comment(agreed: Taped) -> None:
    scene = agreed.scene
    assert agreed.offered()
    tape = agreed.records()
    assert isinstance(tape, Tape)
    scene.do(taping.begun, tape.id, NAME)
    again = agreed.records()
    assert again.id == tape.id
    row = agreed.recording
    assert (row.tape_id, row.position, row.state, row.next_try_at) == (tape.id, 4, "awaited", scene.now + LATEST)
    assert agreed.to_stop() == ()
    scene.later(seconds=17)
    stopping = agreed.stops()
    assert agreed.to_stop() == (stopping.id,)
    scene.do(taping.stopped, tape.id)
    assert (agreed.tape.ended_at, agreed.recording.next_try_at) == (scene.now, scene.now)
    assert agreed.news(tape.token, ready=True) == (row.id,)
    with scene.database.reading() as session:
        assert fetching.errand(session, row.id, scene.now) == Fetch(NAME, row.file, whole_call=True)
    assert scene.do(fetching.kept, row.id, sha256="f" * 64, size=9)
    assert scene.do(heeding.unheard, row.id, transcribed=lambda language: False, rules=scene.rules) == ()
    with scene.database.reading() as session:
        assert heeding.overdue(session, scene.now + timedelta(days=1)) == ()
        interview = session.scalars(select(Interview)).one()
        assert [(one.seconds, one.state) for one in calls_recorded(interview)] == [(17, "kept")]
        assert {one.recording for one in said_in(interview)} == {None}
    assert scene.rows(select(Flag)) == []
    agreed.says(Coded(verbatim="It was all very good."))
    scene.do(fetching.erased, row.id)
    agreed.closes()
    assert clean(scene)


def test_a_call_is_recorded_twice_one_after_the_other_at_the_same_question(agreed: Taped) -> None:
    scene = agreed.scene
    for name in (NAME, "RE" + "8" * 32):
        tape = agreed.records()
        scene.do(taping.begun, tape.id, name)
        agreed.stops()
        scene.do(taping.stopped, tape.id)
    assert [one.position for one in scene.rows(select(Recording))] == [4, 4]
    assert len(scene.rows(select(Tape))) == 2


def test_nothing_is_recorded_before_the_yes_nor_without_a_call(running: Scene) -> None:
    desk = taped(running)
    desk.opens()
    assert desk.records(99999) == NOT_WITH_YOU
    assert desk.records() == NO_TAPE
    assert desk.stops() == NO_TAPE
    desk.closes()
    assert desk.stops() == NO_TAPE
    desk.ends(desk.leg, next(desk.scene.sids))
    desk.talks()
    for one in (YES, YES, YES):
        assert (desk.records(), desk.offered()) == (NOT_AGREED, False)
        desk.says(one)
    assert (desk.records(), desk.stops()) == (NOT_AGREED, NO_TAPE)
    desk.says(Coded(value="no"))
    assert (desk.records(), desk.offered()) == (NOT_AGREED, False)
    assert desk.scene.rows(select(Tape)) == []


def test_a_yes_to_one_answer_is_none_to_the_call(running: Scene) -> None:
    desk = taped(running, calls=False)
    desk.talks()
    for one in (YES, YES, YES, YES):
        desk.says(one)
    assert (desk.records(), desk.offered()) == (NOT_ASKED, False)


def test_a_country_can_forbid_it(agreed: Taped) -> None:
    scene = agreed.scene
    never = RecordingRule(country="US", allowed=False, mark="R", source="A test.")
    consent = scene.rules.consent.model_copy(update={"recorded_call": (never,)})
    scene.rules = replace(scene.rules, consent=consent)
    assert (agreed.records(), agreed.offered()) == (NOT_HERE, False)


def test_the_database_refuses_a_tape_after_the_yes_was_taken_back(agreed: Taped) -> None:
    scene = agreed.scene
    tape = agreed.records()
    agreed.stops()
    scene.do(taping.not_begun, tape.id, "No.")
    row = {one: getattr(tape, one) for one in ("call_id", "interview_id", "consent_id", "by_id", "position")}
    agreed.says(Asked(Command.BACK))
    agreed.says(Coded(value="no"))

    def sneak() -> None:
        with scene.database.transaction() as session:
            session.add(Tape(**row, token="sneaked", wanted_at=scene.now))

    with pytest.raises(IntegrityError):
        sneak()


def test_who_takes_the_yes_back_is_recorded_no_longer_and_nothing_of_it_stays(agreed: Taped) -> None:
    scene = agreed.scene
    tape = agreed.records()
    scene.do(taping.begun, tape.id, NAME)
    agreed.says(Asked(Command.BACK))
    done = agreed.says(Coded(value="no"))
    assert done.tapes == (tape.id,)
    assert (agreed.tape.stop_wanted_at, agreed.recording.state) == (scene.now, RecordingState.UNWANTED)
    scene.do(taping.stopped, tape.id)
    agreed.news(tape.token, ready=True)
    with scene.database.reading() as session:
        row = agreed.recording
        assert fetching.errand(session, row.id, scene.now) == Erase(NAME, row.file)
    scene.do(fetching.erased, row.id)
    assert agreed.news(tape.token, ready=True) == ()
    assert clean(scene)


def test_what_the_carrier_says_only_after_the_no_is_deleted_too(agreed: Taped) -> None:
    scene = agreed.scene
    tape = agreed.records()
    agreed.says(Asked(Command.BACK))
    agreed.says(Coded(value="no"))
    scene.do(taping.begun, tape.id, NAME)
    assert agreed.recording.state == RecordingState.UNWANTED
    assert agreed.to_stop() == (tape.id,)
    scene.do(taping.stopped, tape.id)
    assert agreed.news(tape.token) == ()
    row = agreed.recording
    assert (row.state, row.erased_at, row.lost_at) == (RecordingState.UNWANTED, scene.now, None)
    assert clean(scene)


def test_who_says_yes_again_is_recorded_again(agreed: Taped) -> None:
    agreed.says(Asked(Command.BACK))
    agreed.says(Coded(value="no"))
    agreed.says(Asked(Command.BACK))
    agreed.says(YES)
    tape = agreed.records()
    assert isinstance(tape, Tape)
    agreed.scene.do(taping.begun, tape.id, NAME)
    assert agreed.recording.state == RecordingState.AWAITED


def test_a_yes_after_a_no_stops_nothing_anew_that_the_carrier_is_still_stopping(agreed: Taped) -> None:
    scene = agreed.scene
    tape = agreed.records()
    scene.do(taping.begun, tape.id, NAME)
    agreed.says(Asked(Command.BACK))
    assert agreed.says(Coded(value="no")).tapes == (tape.id,)
    at, row = agreed.tape.stop_wanted_at, agreed.recording
    assert (at, row.state) == (scene.now, RecordingState.UNWANTED)
    scene.later(seconds=2)
    agreed.says(Asked(Command.BACK))
    agreed.says(YES)
    assert (agreed.tape.stop_wanted_at, agreed.tape.ended_at) == (at, None)
    assert agreed.recording.state == RecordingState.UNWANTED
    assert agreed.to_stop() == (tape.id,)


def test_what_is_recorded_of_somebody_erased_is_deleted(agreed: Taped) -> None:
    scene = agreed.scene
    tape = agreed.records()
    with scene.database.transaction() as session:
        session.execute(update(Contact).values(erased_at=scene.now))
    assert agreed.news(tape.token, begins=True) == ()
    assert agreed.recording.state == RecordingState.UNWANTED


def test_the_carrier_that_refuses_is_believed_and_its_word_changes_nothing_later(agreed: Taped) -> None:
    scene = agreed.scene
    tape = agreed.records()
    scene.do(taping.not_begun, tape.id, "The telephone company refused.")
    scene.do(taping.not_begun, tape.id, "Again.")
    assert (agreed.tape.ended_at, agreed.tape.problem) == (scene.now, "The telephone company refused.")
    scene.do(taping.stopped, tape.id)
    assert agreed.tape.problem == "The telephone company refused."
    assert isinstance(agreed.records(), Tape)
    assert scene.rows(select(Recording)) == []


def test_a_tape_of_which_nothing_is_heard_is_stopped_by_the_clock(agreed: Taped) -> None:
    scene = agreed.scene
    tape = agreed.records()
    assert agreed.to_stop() == ()
    scene.later(seconds=NEWS_WITHIN.total_seconds())
    assert agreed.to_stop() == (tape.id,)
    scene.do(taping.stopped, tape.id)
    assert (agreed.tape.ended_at, agreed.tape.problem) == (scene.now, NEVER_SAID)
    assert agreed.news(tape.token, begins=True) == (), "it did, and said so late"
    assert (agreed.tape.begun_at, agreed.tape.problem) == (scene.now, None)
    assert agreed.recording.state == RecordingState.AWAITED


def test_the_end_of_the_call_ends_its_tape_whether_or_not_the_carrier_says_so(agreed: Taped) -> None:
    scene = agreed.scene
    tape = agreed.records()
    scene.do(taping.begun, tape.id, NAME)
    with scene.database.transaction() as session:
        session.execute(update(Call).where(Call.id == tape.call_id).values(ended_at=scene.now))
    assert agreed.to_stop() == ()
    scene.later(seconds=NEWS_WITHIN.total_seconds())
    assert agreed.to_stop() == (tape.id,)
    assert agreed.news(tape.token) == ()
    row = agreed.recording
    assert (row.state, row.lost_at, row.erased_at, row.seconds) == ("lost", scene.now, scene.now, 17)
    assert agreed.to_stop() == ()
    scene.do(taping.stopped, tape.id)
    assert agreed.recording.state == RecordingState.LOST
    with scene.database.reading() as session:
        assert [one.state for one in calls_recorded(session.scalars(select(Interview)).one())] == ["lost"]


def test_news_of_an_unknown_tape_is_of_none(agreed: Taped) -> None:
    assert agreed.news("nobody") is None
    assert agreed.scene.do(taping.stop, agreed.scene.user("sam@example.com").id) == NO_TAPE


def test_a_consent_without_a_question_offers_nothing(agreed: Taped) -> None:
    with agreed.scene.database.transaction() as session:
        old = session.scalars(select(Consent).where(Consent.purpose == "recording")).one()
        more = {one: getattr(old, one) for one in ("contact_id", "purpose", "granted", "source", "words")}
        session.add(Consent(**more, interview_id=old.interview_id, position=None, given_at=agreed.scene.now))
    assert not agreed.offered()
    assert isinstance(agreed.records(), Refusal)

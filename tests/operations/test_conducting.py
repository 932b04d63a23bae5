"""A caller conducts interviews over real rows: the same as the machine does, but for the channel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from desking import CARL, DORA, by_callers, press, rung, taken, whom
from scene import Scene, hashed
from sqlalchemy import select, update

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskDraft, DeskLease
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.followup import FollowUp, FollowUpEvent
from vocsurvey.db.interview import Answer, Conflict, Exchange
from vocsurvey.db.sample import Contact, Suppression
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Speaks, Speech
from vocsurvey.interview.turn import Ask, Ending
from vocsurvey.operations import conducting, leasing
from vocsurvey.operations.conducting import NOT_ON_THE_PHONE, STALE, Heeded
from vocsurvey.operations.conducting import Scene as Conducted
from vocsurvey.operations.leasing import NOT_WITH_YOU

YES, NO = Coded(value="yes"), Coded(value="no")
BACK = Asked(Command.BACK)
WORDS = Coded(verbatim="Nobody rang back.")


class Desk:
    """A caller on the phone with somebody. ``names`` are the token and the SID of the call."""

    def __init__(self, scene: Scene, contact: str | None = None) -> None:
        self.scene = scene
        self.lease = taken(scene)
        self.contact = whom(scene, self.lease)
        self.names = rung(scene, self.lease)

    def pick_up(self) -> Desk:
        """The customer picks up."""
        self.scene.answer(*self.names)
        return self

    def now(self) -> Conducted:
        """Where the interview stands."""
        with self.scene.database.reading() as session:
            found = conducting.scene_of(session, session.get_one(DeskLease, self.lease.id))
            assert found is not None
            session.expunge_all()
            return found

    def say(self, heard: Heard, position: int | None = None, step: str | None = None, email: str = CARL) -> Any:
        """The caller codes what the customer said, where the interview stands or elsewhere."""
        turn = self.now().course.turn
        asked = turn.ask.step if turn.ask is not None else ""
        where = (turn.position if position is None else position, asked if step is None else step)
        self.scene.later(seconds=5)
        return press(self.scene, conducting.hear, self.lease, *where, heard, email=email, line_hash=hashed)

    def talk(self, *heard: Heard) -> Desk:
        """All of this is said, and taken in."""
        for one in heard:
            assert isinstance(self.say(one), Heeded)
        return self

    def draft(self, words: str, position: int, email: str = CARL) -> Any:
        """What was typed so far."""
        user = self.scene.user(email).id
        return self.scene.do(conducting.save_draft, self.lease.id, user, position, words)

    def answers(self) -> list[tuple[str, str | None, bool]]:
        """Question, value and whether it stands."""
        rows = self.scene.rows(select(Answer).order_by(Answer.id))
        return [(row.question, row.value or row.missing or row.verbatim, row.superseded_at is None) for row in rows]


@pytest.fixture
def desk(running: Scene) -> Desk:
    """A caller whose customer has picked up."""
    return Desk(by_callers(running)).pick_up()


def test_a_whole_interview_gives_the_same_rows_as_the_machines_but_for_the_channel(running: Scene) -> None:
    said: list[tuple[Heard | str, Heard]] = [("1", YES), ("2", NO), ("1", YES)]
    said.append((Speech("Nobody rang back."), WORDS))
    by_callers(running)
    desk = Desk(running).pick_up().talk(*[coded for _, coded in said])
    running.hang_up(*desk.names)
    with running.database.transaction() as session:
        session.execute(update(Case).where(Case.closed_at.is_(None)).values(channel="ivr"))
    other = next(name for name in ("C1", "C2", "C3") if name != desk.contact)
    token, sid = running.dial(other)
    running.talk(token, sid, *[by_ear for by_ear, _ in said])
    running.hang_up(token, sid)
    assert facts(running, desk.contact) == facts(running, other)
    assert [running.attempts(name)[-1].channel for name in (desk.contact, other)] == ["live", "ivr"]
    with running.database.reading() as session:
        assert audit(session, running.now, hashed) == ()


def facts(scene: Scene, contact: str) -> list[object]:
    """What an interview came to: answers, flags, ending, dispositions."""
    with scene.database.reading() as session:
        interview = session.get_one(type(scene.interview(contact)), scene.interview(contact).id)
        answers = [(one.question, one.value, one.verbatim, one.missing, one.negative) for one in interview.answers]
        flags = [(one.flag.rule, one.flag.severity) for one in interview.answers if one.flag is not None]
        attempt = session.scalars(
            select(Attempt).where(Attempt.case_id == interview.case_id).order_by(Attempt.number.desc())
        ).first()
        assert attempt is not None
        ended = (interview.ending, interview.completeness, attempt.disposition, interview.case.disposition)
        return [answers, flags, ended]


def test_a_correction_re_routes_and_withdraws_the_flag_with_its_audit(desk: Desk) -> None:
    desk.talk(YES, NO, NO)
    assert [one.question for one in desk.now().course.standing_answers if one.flag] == ["resolved", "cared"]
    desk.talk(BACK, BACK)
    ask = desk.now().course.turn.ask
    assert ask is not None
    assert ask.step == "resolved"
    desk.talk(YES, BACK, YES)  # the other one stands until it is corrected, too
    assert desk.answers() == [
        ("resolved", "no", False),
        ("cared", "no", False),
        ("resolved", "yes", True),
        ("cared", "yes", True),
    ]
    kinds = [row.kind for row in desk.scene.rows(select(FollowUpEvent).order_by(FollowUpEvent.id))]
    assert kinds.count("flag_withdrawn") == 2
    assert kinds[-1] == "withdrawn_after_correction"
    assert desk.scene.rows(select(FollowUp.state)) == ["withdrawn"]
    ask = desk.now().course.turn.ask
    assert ask is not None
    assert ask.step == "nps", "the reason is not asked any more"
    with desk.scene.database.reading() as session:
        assert audit(session, desk.scene.now, hashed) == ()


def test_a_stale_page_changes_nothing_and_the_same_press_counts_once(desk: Desk) -> None:
    desk.talk(YES, NO)
    assert desk.say(YES, position=1, step="resolved") == STALE
    assert desk.say(NO, position=1, step="resolved") == Heeded(), "the same again, from a double click"
    assert desk.say(YES, position=2, step="resolved") == STALE
    assert desk.say(YES, position=9) == STALE
    assert len(desk.scene.rows(select(Exchange))) == 2
    assert desk.scene.rows(select(Conflict)) == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Coded(value="maybe"), "That is none of the answers. Choose one of them."),
        (Coded(), "That is none of the answers. Choose one of them."),
        (Keys("1"), "A caller codes what was said. Nothing was changed."),
    ],
)
def test_what_is_no_answer_is_refused_before_it_becomes_one(desk: Desk, said: Heard, sentence: str) -> None:
    assert desk.say(said) == Refusal(sentence)
    assert desk.scene.rows(select(Exchange)) == []


def test_words_are_needed_where_words_are_asked_for(desk: Desk) -> None:
    desk.talk(YES, NO, NO)
    assert desk.say(Coded(verbatim="  ")) == Refusal("Write down what they said, or say that they did not.")
    assert "at most 4000 characters" in desk.say(Coded(verbatim="x" * 4001)).sentence
    desk.talk(Coded(missing="refused"))
    assert desk.now().course.ending is Ending.COMPLETED
    assert desk.say(YES) == STALE, "after the end nothing is asked"


@pytest.mark.parametrize(("number", "fits"), [("0", True), ("10", True), ("11", False), ("-1", False), ("", False)])
def test_a_number_outside_the_bounds_is_no_answer(number: str, fits: bool) -> None:
    ask = Ask("hour", "number", 2, timedelta(0), low=0, high=10)
    refused = conducting.unfit(ask, Coded(value=number))
    assert refused == (None if fits else Refusal("Give a whole number from 0 to 10."))


def test_what_is_typed_is_kept_until_it_is_the_answer(desk: Desk) -> None:
    desk.talk(YES, NO, NO)
    assert desk.draft("Nobody", 3) == desk.scene.now
    assert desk.draft("Nobody rang", 3) == desk.scene.now
    assert desk.now().draft == "Nobody rang"
    assert desk.draft("Too late", 2) == STALE
    desk.talk(WORDS)
    assert desk.now().draft == ""
    assert desk.scene.rows(select(DeskDraft)) == []


def test_nobody_answers_for_a_case_that_is_not_theirs_or_on_no_phone(running: Scene) -> None:
    by_callers(running)
    lease = taken(running)
    for verb, args in ((conducting.hear, (0, "good_time", YES)),):
        assert press(running, verb, lease, *args, line_hash=hashed) == NOT_ON_THE_PHONE
        assert press(running, verb, lease, *args, email=DORA, line_hash=hashed) == NOT_WITH_YOU
    carl, dora = running.user(CARL).id, running.user(DORA).id
    assert running.do(conducting.save_draft, lease.id, carl, 0, "x") == NOT_ON_THE_PHONE
    assert running.do(conducting.save_draft, lease.id, dora, 0, "x") == NOT_WITH_YOU


def test_a_break_off_goes_on_at_the_same_question(desk: Desk) -> None:
    desk.talk(YES, NO)
    desk.scene.hang_up(*desk.names)
    attempt = desk.scene.attempts(desk.contact)[-1]
    assert (attempt.disposition, attempt.ending) == ("2.12", "break_off")
    assert isinstance(press(desk.scene, leasing.finish, desk.lease, "Was called away."), DeskLease)
    desk.scene.later(minutes=10)
    with desk.scene.database.transaction() as session:
        session.execute(update(Case).where(Case.contact.has(external_id=desk.contact)).values(due_at=desk.scene.now))
        others = Contact.external_id != desk.contact
        session.execute(update(Contact).where(others).values(active=False))
    again = Desk(desk.scene).pick_up()
    assert again.contact == desk.contact
    again.talk(Coded(value="speaking") if "speaking" in offered(again) else YES)
    ask = again.now().course.turn.ask
    assert ask is not None
    assert ask.step == "cared", "the one that was put when it broke off"
    assert ("resolved", "no", True) in again.answers()


def offered(desk: Desk) -> set[str]:
    """The answers that can be given."""
    ask = desk.now().course.turn.ask
    return {str(one.value) for one in ask.offered} if ask is not None else set()


def test_no_more_calls_ends_it_for_ever(desk: Desk) -> None:
    desk.talk(YES)
    done = desk.say(Asked(Command.OPT_OUT))
    assert isinstance(done, Heeded)
    assert done.hang_up == (), "the caller says goodbye"
    assert done.scene is not None
    assert done.scene.course.ending is Ending.OPTED_OUT, "the page shows what follows without reading it all again"
    assert desk.now().course.ending is Ending.OPTED_OUT
    assert {row.source for row in desk.scene.rows(select(Suppression))} == {"caller"}
    desk.scene.hang_up(*desk.names)
    assert desk.scene.case(desk.contact).disposition == "2.112"


def test_another_language_is_spoken_from_then_on(desk: Desk) -> None:
    before = desk.now().course.turn.language
    desk.talk(Speaks("de" if before == "en" else "en"))
    assert desk.now().course.turn.language != before


def test_what_is_said_last_still_counts_after_the_line_dropped(desk: Desk) -> None:
    desk.talk(YES, YES, YES)
    desk.scene.hang_up(*desk.names)
    assert desk.scene.attempts(desk.contact)[-1].disposition == "1.1" or desk.now().course.turn.ask is not None
    desk.talk(Coded(value=9))
    assert desk.scene.case(desk.contact).disposition == "1.1"


def test_somebody_who_was_erased_meanwhile_is_not_heard(desk: Desk) -> None:
    desk.talk(YES)
    with desk.scene.database.transaction() as session:
        session.execute(update(Contact).values(erased_at=desk.scene.now))
    assert desk.say(YES) == NOT_ON_THE_PHONE
    assert len(desk.scene.rows(select(Exchange))) == 1


def test_nobody_is_heard_before_they_pick_up(running: Scene) -> None:
    by_callers(running)
    desk = Desk(running)
    with running.database.reading() as session:
        assert conducting.scene_of(session, session.get_one(DeskLease, desk.lease.id)) is None
    running.hang_up(*desk.names, CarrierOutcome.NO_ANSWER)
    assert running.rows(select(Call.hang_up_wanted_at)) == [None]

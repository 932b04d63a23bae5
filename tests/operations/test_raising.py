"""A caller raises a flag by hand: a row like any other, with their reason, whatever the answers say."""

from __future__ import annotations

from typing import Any

import pytest
from desking import DORA, by_callers, press
from scene import Scene, hashed
from sqlalchemy import select
from test_conducting import BACK, NO, YES, Desk

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent, Notice
from vocsurvey.followup.lifecycle import Event, Refusal
from vocsurvey.followup.severity import Severity
from vocsurvey.interview.heard import Asked, Command
from vocsurvey.operations import raising
from vocsurvey.operations.conducting import NOT_ON_THE_PHONE
from vocsurvey.operations.leasing import NOT_WITH_YOU

SAID = "They are looking at another supplier."


@pytest.fixture
def desk(running: Scene) -> Desk:
    """Somebody on the phone."""
    return Desk(by_callers(running)).pick_up()


def flag(desk: Desk, words: str = SAID, severity: Severity = Severity.HIGH, **more: Any) -> Any:
    """The caller flags what was said."""
    return press(desk.scene, raising.raise_by_hand, desk.lease, severity, words, **more)


def test_it_opens_a_follow_up_with_the_words_and_tells_somebody_in_the_same_moment(desk: Desk) -> None:
    desk.talk(YES)
    made = flag(desk)
    assert isinstance(made, Flag)
    assert (made.kind, made.rule, made.question, made.position) == ("raised_by_hand", "caller", "resolved", 1)
    (follow_up,) = desk.scene.rows(select(FollowUp))
    assert (follow_up.severity, follow_up.closed_at) == ("high", None)
    (note,) = desk.scene.rows(select(FollowUpEvent).where(FollowUpEvent.kind == Event.NOTE))
    assert note.details["text"] == SAID
    assert note.actor_id == desk.scene.user("carl@example.com").id
    assert desk.scene.rows(select(Notice)) != []
    with desk.scene.database.reading() as session:
        assert audit(session, desk.scene.now, hashed) == ()


def test_it_raises_the_follow_up_of_a_negative_answer_and_stays_when_that_is_corrected(desk: Desk) -> None:
    desk.talk(YES, NO)
    assert isinstance(flag(desk, severity=Severity.CRITICAL), Flag)
    desk.talk(BACK, YES)
    (follow_up,) = desk.scene.rows(select(FollowUp))
    assert (follow_up.severity, follow_up.closed_at) == ("critical", None)
    kinds = [one.kind for one in desk.scene.rows(select(FollowUpEvent).order_by(FollowUpEvent.id))]
    assert Event.FLAG_WITHDRAWN in kinds
    assert Event.WITHDRAWN_AFTER_CORRECTION not in kinds, "what the caller heard was not corrected"
    with desk.scene.database.reading() as session:
        assert audit(session, desk.scene.now, hashed) == ()


def test_once_at_a_question_and_again_at_the_next_one_and_at_the_goodbye(desk: Desk) -> None:
    desk.talk(YES)
    assert isinstance(flag(desk), Flag)
    assert flag(desk) == raising.ALREADY
    desk.talk(Asked(Command.NOT_NOW))
    assert desk.now().course.turn.ask is None
    assert isinstance(flag(desk), Flag)
    assert [one.question for one in desk.scene.rows(select(Flag).order_by(Flag.id))] == ["resolved", "resolved"]


@pytest.mark.parametrize("words", ["", "  no ", "x" * 4001])
def test_it_needs_words(desk: Desk, words: str) -> None:
    refused = flag(desk, words)
    assert isinstance(refused, Refusal)
    assert refused.sentence.startswith("Say in 3 to 4000 characters what they said")
    assert desk.scene.rows(select(Flag)) == []


def test_nobody_flags_for_a_case_that_is_not_theirs_or_on_no_phone(running: Scene) -> None:
    desk = Desk(by_callers(running))
    assert flag(desk) == NOT_ON_THE_PHONE
    assert flag(desk, email=DORA) == NOT_WITH_YOU
    desk.pick_up().talk(YES)
    desk.scene.hang_up(*desk.names)
    assert flag(desk) == NOT_ON_THE_PHONE
    assert desk.scene.rows(select(Flag)) == []

"""Reviews over real rows: drawn when a call is over, sent back, answered, approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from desking import CARL, DORA, by_callers, rung, taken
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.dialing import Attempt
from vocsurvey.db.people import User
from vocsurvey.db.reads.reviews import review_sheet, reviews_of, waiting_reviews
from vocsurvey.db.review import Review, ReviewEvent
from vocsurvey.interview.heard import Asked, Coded, Command, Silence
from vocsurvey.operations import reviewing
from vocsurvey.operations.reviewing import NOT_ONES_OWN, NOTHING_TO_ANSWER, OVER, WORDS

YES, NO = Coded(value="yes"), Coded(value="no")
BOSS = "olivia@example.com"


def called(scene: Scene, *heard: Any, email: str = CARL) -> int:
    """A caller has spoken with their next one; the attempt."""
    lease = taken(scene, email)
    token, sid = rung(scene, lease, email)
    if heard:
        spoken = scene.answer(token, sid)
        for one in heard:
            scene.later(seconds=10)
            spoken = scene.hear(token, sid, spoken.turn.position, one)
    scene.later(seconds=5)
    scene.hang_up(token, sid)
    (attempt_id,) = scene.rows(select(Attempt.id).where(Attempt.case_id == lease.case_id))
    return int(attempt_id)


def sampled(scene: Scene, **rules: Any) -> Scene:
    """The stage with other rules about what is reviewed."""
    scene.rules = replace(scene.rules, review=scene.rules.review.model_copy(update=rules))
    return scene


def decide(scene: Scene, attempt_id: int, words: str, email: str = BOSS, *, approved: bool) -> Any:
    return scene.do(reviewing.decide_review, attempt_id, scene.user(email).id, words, approved=approved)


def answer(scene: Scene, attempt_id: int, words: str) -> Any:
    return scene.do(reviewing.answer_review, attempt_id, scene.user(CARL).id, words)


def test_the_first_calls_of_a_newcomer_are_drawn_when_they_are_over(running: Scene) -> None:
    scene = by_callers(running)
    attempt_id = called(scene, YES, YES)
    (row,) = scene.rows(select(Review))
    assert (row.attempt_id, row.caller_id, row.why, row.drawn_at) == (
        attempt_id,
        scene.user(CARL).id,
        "newcomer",
        scene.now,
    )
    with scene.database.transaction() as session:
        attempt = session.get_one(Attempt, attempt_id)
        again = reviewing.draw_for_review(session, attempt, scene.rules, scene.now + timedelta(days=1))
        assert again is session.get_one(Review, attempt_id), "and only once"


def test_where_nobody_talked_there_is_nothing_to_review(running: Scene) -> None:
    scene = by_callers(running)
    called(scene)
    assert scene.rows(select(Review)) == []


def test_later_ones_are_drawn_or_worrying(running: Scene) -> None:
    scene = sampled(by_callers(running), first=0, one_in=10**9)
    called(scene, YES, YES)
    assert scene.rows(select(Review)) == []
    worrying = called(scene, YES, NO, email=DORA)
    assert [(row.attempt_id, row.why) for row in scene.rows(select(Review))] == [(worrying, "broke_off")]


def test_a_review_goes_to_and_fro_until_it_is_approved(running: Scene) -> None:
    scene = by_callers(running)
    attempt_id = called(scene, YES, Silence(), NO, Asked(Command.BACK), YES)
    carl = scene.user(CARL).id
    with scene.database.reading() as session:
        assert [one.attempt_id for one in waiting_reviews(session)] == [attempt_id]
        assert reviews_of(session, carl) == (), "nobody has said anything yet"
        sheet = review_sheet(session, session.get_one(Review, attempt_id))
    assert (sheet.paradata.silences, sheet.paradata.back, sheet.paradata.corrected) == (1, 1, 1)
    assert sheet.paradata.lasted == timedelta(seconds=55)
    assert [one.seconds for one in sheet.paradata.timed if one.asked == "Is it resolved?"] == [30.0]
    assert [(one.question, one.superseded) for one in sheet.answers] == [("resolved", True), ("resolved", False)]
    assert len(sheet.steps) == 6
    assert len(sheet.attempts) == 1
    assert answer(scene, attempt_id, "But why?") == NOTHING_TO_ANSWER
    assert decide(scene, attempt_id, "", approved=False) == WORDS
    assert decide(scene, attempt_id, "x", approved=True) == WORDS
    assert decide(scene, attempt_id, "Well done.", CARL, approved=True) == NOT_ONES_OWN
    assert isinstance(decide(scene, attempt_id, "Let her finish.", approved=False), ReviewEvent)
    with scene.database.reading() as session:
        assert waiting_reviews(session)[0].waits_for_caller
        assert [one.words for one in reviews_of(session, carl)[0].steps] == ["Let her finish."]
    assert answer(scene, attempt_id, "") == WORDS
    assert isinstance(answer(scene, attempt_id, "She had finished."), ReviewEvent)
    assert answer(scene, attempt_id, "And more.") == NOTHING_TO_ANSWER
    assert isinstance(decide(scene, attempt_id, "", approved=True), ReviewEvent)
    assert decide(scene, attempt_id, "", approved=True) == OVER
    assert answer(scene, attempt_id, "And more.") == NOTHING_TO_ANSWER
    with scene.database.reading() as session:
        assert waiting_reviews(session) == ()
        (line,) = reviews_of(session, carl)
        assert [one.kind for one in line.steps] == ["sent_back", "answered", "approved"]
        assert line.approved
        assert session.get_one(User, carl).name == line.caller

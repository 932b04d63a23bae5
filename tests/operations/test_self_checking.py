"""Nothing of what a customer said reaches its agent before they have said how they think it went."""

from __future__ import annotations

from datetime import timedelta

from scene import Scene
from sqlalchemy import select

from vocsurvey.db.coaching import SelfCheck
from vocsurvey.db.people import User
from vocsurvey.db.reads.attribution import agent_answers
from vocsurvey.db.reads.feedback import Feedback, feedback_about
from vocsurvey.interview.heard import Speech
from vocsurvey.operations import digesting
from vocsurvey.operations.self_checking import CHOOSE, check_self

WORDS = "Nobody ever rang me back."


def told(scene: Scene) -> Feedback:
    """What Gus reads of Ann, who did not feel cared for, and said why."""
    with scene.database.reading() as session:
        (one,) = feedback_about(session, 1, scene.rules.attribution)
        return one


def spoken(scene: Scene) -> int:
    """Ann has spoken; the interview."""
    token, sid = scene.dial("C1")
    scene.talk(token, sid, "1", "1", "2", Speech(WORDS))
    scene.hang_up(token, sid)
    return scene.interview("C1").id


def say(scene: Scene, interview_id: int, word: str) -> object:
    return scene.do(check_self, interview_id, 1, scene.user("sam@example.com").id, word)


def figures(scene: Scene) -> int:
    with scene.database.reading() as session:
        return len(agent_answers(session, 1, scene.rules.attribution, scene.now - timedelta(days=1)))


def test_before_the_word_nothing_is_known_but_who_and_when(running: Scene) -> None:
    interview_id = spoken(running)
    one = told(running)
    assert (one.revealed, one.contact, one.interview_id) == (False, "Ann Archer", interview_id)
    assert (one.words, one.comments, one.cared, one.scores, one.own) == ((), (), None, (), None)
    assert figures(running) == 0, "no figure tells it either"
    assert say(running, interview_id, "no") is not CHOOSE
    one = told(running)
    assert (one.revealed, one.own, one.words) == (True, "no", (WORDS,))
    assert one.cared is not None
    assert one.cared.said.said == "No"
    assert figures(running) > 0


def test_the_first_word_holds(running: Scene) -> None:
    interview_id = spoken(running)
    assert say(running, interview_id, "perhaps") is CHOOSE
    assert running.rows(select(SelfCheck)) == []
    say(running, interview_id, "yes")
    running.later(minutes=1)
    say(running, interview_id, "no")
    (row,) = running.rows(select(SelfCheck))
    assert (row.word, row.given_at) == ("yes", running.now - timedelta(minutes=1))


def test_who_would_rather_read_at_once_says_nothing(running: Scene) -> None:
    say(running, spoken(running), "skip")
    assert (told(running).revealed, told(running).own) == (True, None)


def test_the_digest_says_who_has_spoken_and_not_what(running: Scene) -> None:
    spoken(running)
    sam = running.user("sam@example.com")
    with running.database.transaction() as session:
        user = session.get_one(User, sam.id)
        user.agent_id = 1
        session.flush()
        parts = digesting.parts(session, user, running.now - timedelta(days=1), running.now)
    lines = str([one.lines for one in parts if one.title == "Feedback about you"])
    assert "Ann Archer" in lines
    assert WORDS not in lines
    assert "No" not in lines

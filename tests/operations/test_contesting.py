"""An agent contests an answer; somebody else decides; figures follow the latest decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scene import Scene
from sqlalchemy import select, update
from test_owning import person

from vocsurvey.db.coaching import Contest
from vocsurvey.db.interview import Answer
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.attribution import agent_answers
from vocsurvey.db.reads.contests import contest_lines
from vocsurvey.db.reads.feedback import Weighed, feedback_about
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Speech
from vocsurvey.operations import digesting
from vocsurvey.operations.contesting import (
    CORRECTED,
    COUNTS_NOWHERE,
    DECIDED,
    NOT_ONES_OWN,
    NOT_READ,
    WAITING,
    WHY,
    contest_answer,
    decide_contest,
)
from vocsurvey.operations.self_checking import check_self

AGENT, BOSS = "sam@example.com", "olivia@example.com"
GUS = 1
"""The agent whom the conversations of the stage are about; here Sam signs in for them."""


@pytest.fixture
def spoken(running: Scene) -> Scene:
    """Ann did not feel cared for, and Gus has read it."""
    token, sid = running.dial("C1")
    running.talk(token, sid, "1", "1", "2", Speech("Nobody rang me back."))
    running.hang_up(token, sid)
    return running


def read(scene: Scene) -> Scene:
    scene.do(check_self, scene.interview("C1").id, GUS, scene.user(AGENT).id, "yes")
    return scene


def cared(scene: Scene) -> Answer:
    """The answer to whether they genuinely cared."""
    (found,) = scene.rows(select(Answer).where(Answer.question == "cared"))
    assert isinstance(found, Answer)
    return found


def contest(scene: Scene, words: str = "It was a colleague who spoke with her.") -> Contest | Refusal:
    done = scene.do(contest_answer, cared(scene).id, GUS, scene.user(AGENT).id, words)
    assert isinstance(done, (Contest, Refusal))
    return done


def decide(scene: Scene, row: Contest, email: str = BOSS, reason: str = "The log says so.", *, upheld: bool) -> object:
    return scene.do(decide_contest, row.id, scene.user(email).id, reason, upheld=upheld)


def shown(scene: Scene) -> Weighed:
    """The answer as Gus sees it."""
    with scene.database.reading() as session:
        (one,) = feedback_about(session, GUS, scene.rules.attribution)
        assert one.cared is not None
        return one.cared


def counting(scene: Scene) -> list[bool]:
    """Whether each answer of the figure counts."""
    with scene.database.reading() as session:
        found = agent_answers(session, GUS, scene.rules.attribution, scene.now - timedelta(days=9))
        return [one.judged.counts for one in found if one.metric == "cared"]


def test_it_counts_until_somebody_else_says_that_it_does_not(spoken: Scene) -> None:
    row = contest(read(spoken))
    assert isinstance(row, Contest)
    assert (shown(spoken).open, shown(spoken).contestable, counting(spoken)) == (True, False, [True])
    assert contest(spoken) is WAITING
    with spoken.database.reading() as session:
        (line,) = contest_lines(session, decided=False)
        assert (line.contact, line.said.said, line.words) == ("Ann Archer", "No", ("Nobody rang me back.",))
    assert isinstance(decide(spoken, row, upheld=True), Contest)
    assert (shown(spoken).open, shown(spoken).contestable, counting(spoken)) == (False, False, [False])
    assert "You contested it and were right" in shown(spoken).judged.says
    assert contest(spoken) is COUNTS_NOWHERE
    assert decide(spoken, row, upheld=False) is DECIDED
    with spoken.database.reading() as session:
        assert contest_lines(session, decided=False) == []
        assert [one.contest.upheld for one in contest_lines(session, decided=True)] == [True]


def digest(scene: Scene, email: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """What somebody is told in the morning, by its title; follow-ups left out."""
    with scene.database.reading() as session:
        user = session.get_one(User, scene.user(email).id)
        found = digesting.parts(session, user, scene.now - timedelta(hours=1), scene.now)
    return {one.title: one.lines for one in found if one.title in ("To decide", "What you contested")}


@pytest.mark.parametrize(("upheld", "says"), [(True, "it does not count any more"), (False, "it goes on counting")])
def test_managers_are_told_in_the_morning_and_the_agent_what_was_decided(
    spoken: Scene, upheld: bool, says: str
) -> None:
    person(spoken, "mona", Role.MANAGER)
    with spoken.database.transaction() as session:
        session.execute(update(User).where(User.email == AGENT).values(agent_id=GUS))
    assert digest(spoken, "mona@example.com") == digest(spoken, AGENT) == {}
    row = contest(read(spoken))
    assert isinstance(row, Contest)
    told = {"To decide": (("1 answer that an agent contests", "/contests"),)}
    assert digest(spoken, "mona@example.com") == told
    with spoken.database.transaction() as session:
        session.execute(update(User).where(User.email == "mona@example.com").values(agent_id=GUS))
    assert digest(spoken, "mona@example.com") == {}, "it is about her, so somebody else decides"
    decide(spoken, row, upheld=upheld)
    feedback = f"/feedback/{spoken.interview('C1').id}"
    assert digest(spoken, AGENT) == {"What you contested": ((f"Ann Archer: {says}", feedback),)}
    spoken.later(hours=2)
    assert digest(spoken, AGENT) == {}, "and once"


def test_after_a_no_the_latest_decision_holds(spoken: Scene) -> None:
    first = contest(read(spoken))
    assert isinstance(first, Contest)
    decide(spoken, first, upheld=False)
    assert counting(spoken) == [True]
    assert shown(spoken).contestable
    second = contest(spoken, "Here is the number of the call.")
    assert isinstance(second, Contest)
    decide(spoken, second, upheld=True)
    assert counting(spoken) == [False]
    assert [one.upheld for one in shown(spoken).contests] == [False, True]


def test_nobody_decides_about_themselves(spoken: Scene) -> None:
    row = contest(read(spoken))
    assert isinstance(row, Contest)
    assert decide(spoken, row, AGENT, upheld=True) is NOT_ONES_OWN
    with spoken.database.transaction() as session:
        session.get_one(User, spoken.user(BOSS).id).agent_id = GUS
    assert decide(spoken, row, upheld=True) is NOT_ONES_OWN
    assert counting(spoken) == [True]


def test_both_sides_say_why(spoken: Scene) -> None:
    assert contest(spoken) is NOT_READ
    assert contest(read(spoken), " ") is WHY
    row = contest(spoken)
    assert isinstance(row, Contest)
    assert decide(spoken, row, reason="x" * 5000, upheld=True) is WHY
    assert shown(spoken).open


def test_what_was_corrected_is_not_contested(spoken: Scene) -> None:
    with spoken.database.transaction() as session:
        row = session.get_one(Answer, cared(spoken).id)
        row.superseded_at, row.superseded_by_position = spoken.now, 9
    assert contest(read(spoken)) is CORRECTED

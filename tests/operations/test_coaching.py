"""A manager coaches an agent about an answer, and what became of it is kept once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.agreement import Consent
from vocsurvey.db.coaching import Coaching, CoachingBehaviour
from vocsurvey.db.interview import Answer
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.coachings import (
    AgentLine,
    agents_to_coach,
    coaching_line,
    coachings_of,
    coachings_reviewed,
    coachings_to_review,
    effect_of,
    reviews_due,
)
from vocsurvey.db.reads.feedback import talks_about
from vocsurvey.db.sample import Touchpoint
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Speech
from vocsurvey.operations import administering, digesting
from vocsurvey.operations.coaching import (
    CORRECTED,
    NO_COACH,
    NOBODYS,
    NOT_ONES_OWN,
    REVIEWED,
    STILL_TO_COME,
    Incomplete,
    Talk,
    coach,
    review_coaching,
)
from vocsurvey.operations.self_checking import check_self

GUS = 1
"""The agent whom the conversations of the stage are about."""
MONA = "mona@example.com"
TALK = Talk(
    " I wrote the ticket, and did not ring back. ",
    ("said_what_next", "listened", "gone"),
    "Ring back.",
    date(2026, 12, 2),
)


@pytest.fixture
def spoken(running: Scene) -> Scene:
    """Ann did not feel cared for. Mona is a manager."""
    running.do(
        administering.add_user,
        email=MONA,
        name="Mona Marsh",
        role=Role.MANAGER,
        password_hash="x",
        zone="Europe/Berlin",
    )
    token, sid = running.dial("C1")
    running.talk(token, sid, "1", "1", "2", Speech("Nobody rang me back."))
    running.hang_up(token, sid)
    return running


def cared(scene: Scene) -> Answer:
    """The answer to whether they genuinely cared."""
    (found,) = scene.rows(select(Answer).where(Answer.question == "cared"))
    assert isinstance(found, Answer)
    return found


def coached(scene: Scene, talk: Talk = TALK, email: str = MONA) -> object:
    return scene.do(coach, cared(scene).id, scene.user(email).id, talk, scene.rules.service_standards)


def kept(scene: Scene) -> Coaching:
    done = coached(scene)
    assert isinstance(done, Coaching), done
    return done


def reviewed(
    scene: Scene, row: Coaching, became: str = "partly", outcome: str = "Twice of three.", **by: str
) -> object:
    return scene.do(review_coaching, row.id, scene.user(by.get("email", MONA)).id, became, outcome)


def change(scene: Scene, email: str, **values: object) -> None:
    with scene.database.transaction() as session:
        user = session.get_one(User, scene.user(email).id)
        for name, value in values.items():
            setattr(user, name, value)


def test_a_coaching_keeps_what_was_said_and_the_standards_in_their_words(spoken: Scene) -> None:
    row = kept(spoken)
    with spoken.database.reading() as session:
        (line,) = coachings_to_review(session, spoken.user(MONA).id)
        assert (line.contact, line.said.said, [one.words for one in line.comments]) == (
            "Ann Archer",
            "No",
            ["Nobody rang me back."],
        )
        assert (line.row.agent.name, line.row.coach.name) == ("Gus Green", "Mona Marsh")
        assert (line.row.said, line.row.step) == ("I wrote the ticket, and did not ring back.", "Ring back.")
        assert (line.row.review_on, line.row.coached_at) == (date(2026, 12, 2), spoken.now)
        assert [one.code for one in line.row.behaviours] == ["listened", "said_what_next"]
        assert line.row.behaviours[1].says == "Said what happens next, and by when"
        assert not line.read
        assert coaching_line(session, session.get_one(Coaching, row.id)) == line
        assert coachings_reviewed(session, spoken.user(MONA).id) == []


def test_one_answer_has_one_coaching_to_come(spoken: Scene) -> None:
    row = kept(spoken)
    assert coached(spoken) is STILL_TO_COME
    spoken.later(days=9)
    assert isinstance(reviewed(spoken, row), Coaching)
    assert reviewed(spoken, row, "done") is REVIEWED
    with spoken.database.reading() as session:
        (line,) = coachings_reviewed(session, spoken.user(MONA).id)
        assert (line.row.became, line.row.outcome, line.row.reviewed_at) == ("partly", "Twice of three.", spoken.now)
        assert coachings_to_review(session, spoken.user(MONA).id) == []
    assert isinstance(coached(spoken, replace(TALK, review_on=date(2026, 12, 20))), Coaching), "the next step"


def test_what_is_missing_is_said_at_its_field(spoken: Scene) -> None:
    done = coached(spoken, Talk(" ", ("gone",), "x" * 5000, None))
    assert isinstance(done, Incomplete)
    assert done.sentences.keys() == {"said", "behaviours", "step", "review_on"}
    assert done.sentences["review_on"] == "Choose a day after today, and not after 16 February 2027."
    row = kept(spoken)
    done = reviewed(spoken, row, "perhaps", "no")
    assert isinstance(done, Incomplete)
    assert done.sentences.keys() == {"became", "outcome"}
    done = reviewed(spoken, row, "done", "no")
    assert isinstance(done, Incomplete)
    assert done.sentences.keys() == {"outcome"}


@pytest.mark.parametrize(("on", "fits"), [(18, False), (19, True)])
def test_a_review_is_after_today_where_the_coach_is(spoken: Scene, on: int, fits: bool) -> None:
    spoken.later(hours=7)  # 22:00 in London, 23:00 in Berlin: still the 18th
    assert isinstance(coached(spoken, replace(TALK, review_on=date(2026, 11, on))), Coaching) is fits


def test_in_the_coachs_zone_it_is_tomorrow_already(spoken: Scene) -> None:
    spoken.later(hours=8, minutes=30)
    assert isinstance(coached(spoken, replace(TALK, review_on=date(2026, 11, 19))), Incomplete)


def test_a_review_is_not_too_far_ahead(spoken: Scene) -> None:
    latest = date(2026, 11, 18) + timedelta(days=90)
    late = coached(spoken, replace(TALK, review_on=latest + timedelta(days=1)))
    assert isinstance(late, Incomplete)
    assert isinstance(coached(spoken, replace(TALK, review_on=latest)), Coaching)


def test_only_a_manager_whom_it_is_not_about_coaches(spoken: Scene) -> None:
    assert coached(spoken, email="sam@example.com") is NO_COACH
    row = kept(spoken)
    assert reviewed(spoken, row, email="sam@example.com") is NO_COACH
    change(spoken, MONA, agent_id=GUS)
    assert reviewed(spoken, row) is NOT_ONES_OWN
    with spoken.database.transaction() as session:
        assert reviews_due(session, spoken.user(MONA).id, date(2027, 1, 1)) == []
    assert coached(spoken) is NOT_ONES_OWN


def test_what_was_corrected_or_is_nobodys_is_not_coached(spoken: Scene) -> None:
    with spoken.database.transaction() as session:
        row = session.get_one(Answer, cared(spoken).id)
        row.superseded_at, row.superseded_by_position = spoken.now, 9
    assert coached(spoken) is CORRECTED
    with spoken.database.transaction() as session:
        for touchpoint in session.scalars(select(Touchpoint)):
            touchpoint.agent_id = None
    assert isinstance(coached(spoken), Refusal)
    assert coached(spoken) is NOBODYS


def test_reviews_are_due_to_their_coach_and_of_those_who_left_to_all(spoken: Scene) -> None:
    row = kept(spoken)
    mona, sam = spoken.user(MONA).id, spoken.user("sam@example.com").id

    def due(user_id: int, day: date) -> list[int]:
        with spoken.database.reading() as session:
            return [one.id for one in reviews_due(session, user_id, day)]

    assert due(mona, date(2026, 12, 1)) == []
    assert due(mona, date(2026, 12, 2)) == [row.id]
    assert due(sam, date(2026, 12, 2)) == []
    change(spoken, MONA, active=False)
    assert due(sam, date(2026, 12, 2)) == [row.id]
    change(spoken, MONA, active=True)
    reviewed(spoken, row)
    assert due(mona, date(2026, 12, 2)) == []


def test_whom_one_can_coach(spoken: Scene) -> None:
    mona, since = spoken.user(MONA).id, spoken.now - timedelta(days=1)

    def agents(since_when: object = since) -> list[AgentLine]:
        with spoken.database.reading() as session:
            return agents_to_coach(session, mona, since_when)  # type: ignore[arg-type]

    (gus,) = agents()
    assert (gus.agent_id, gus.name, gus.conversations, gus.coached_at, gus.review_on) == (
        GUS,
        "Gus Green",
        1,
        None,
        None,
    )
    row = kept(spoken)
    (gus,) = agents()
    assert (gus.coached_at, gus.review_on) == (spoken.now, row.review_on)
    reviewed(spoken, row)
    assert [one.review_on for one in agents()] == [None]
    assert agents(spoken.now + timedelta(days=1)) == []
    change(spoken, MONA, agent_id=GUS)
    assert agents() == [], "not oneself"


def test_what_the_customer_withholds_is_not_for_the_agent(spoken: Scene) -> None:
    kept(spoken)
    spoken.do(check_self, spoken.interview("C1").id, GUS, spoken.user("sam@example.com").id, "yes")
    with spoken.database.reading() as session:
        (line,) = coachings_of(session, GUS)
        assert line.read
        (talk,) = talks_about(session, GUS, spoken.rules.attribution)
        assert (talk.own, talk.words) == (None, ("Nobody rang me back.",)), "a self-check is nobody else's"
    with spoken.database.transaction() as session:
        contact_id = spoken.case("C1").contact_id
        session.add(
            Consent(contact_id=contact_id, purpose="share_with_agent", granted=False, source="caller",
                    words="No.", given_at=spoken.now)
        )  # fmt: skip
    with spoken.database.reading() as session:
        assert coachings_of(session, GUS) == []
        assert talks_about(session, GUS, spoken.rules.attribution) == []
        assert agents_to_coach(session, spoken.user(MONA).id, spoken.now - timedelta(days=1)) == []


def test_standards_that_change_later_change_no_coaching(spoken: Scene) -> None:
    kept(spoken)
    ticked = spoken.rows(select(CoachingBehaviour).order_by(CoachingBehaviour.place))
    assert [(one.place, one.code) for one in ticked] == [(0, "listened"), (1, "said_what_next")]


def digest(scene: Scene, email: str) -> dict[str, tuple[tuple[str, str], ...]]:
    with scene.database.reading() as session:
        user = session.get_one(User, scene.user(email).id)
        found = digesting.parts(session, user, scene.now - timedelta(hours=1), scene.now)
        return {one.title: one.lines for one in found if "oaching" in one.title}


def test_the_agent_is_told_of_each_note_and_the_coach_of_each_review(spoken: Scene) -> None:
    change(spoken, "sam@example.com", agent_id=GUS, role=Role.AGENT)
    row, feedback = kept(spoken), f"/feedback/{spoken.interview('C1').id}"
    assert digest(spoken, "sam@example.com") == {"Coaching": (("Mona Marsh, about Ann Archer", feedback),)}
    spoken.later(days=2)
    assert digest(spoken, "sam@example.com") == digest(spoken, MONA) == {}
    spoken.later(days=12)
    assert digest(spoken, MONA) == {"Coachings to review": (("Gus Green, by 2 December", f"/coaching/{row.id}"),)}
    reviewed(spoken, row)
    assert digest(spoken, MONA) == {}
    assert digest(spoken, "sam@example.com") == {"Coaching": (("Mona Marsh, about Ann Archer", feedback),)}


def test_before_and_after_are_sorted_by_when_the_work_was_over_and_leave_out_the_answer_itself(spoken: Scene) -> None:
    row = kept(spoken)
    spoken.later(days=1)
    for contact, care in (("C2", "1"), ("C3", "2")):
        token, sid = spoken.dial(contact)
        spoken.talk(token, sid, "1", "1", care)
        spoken.hang_up(token, sid)

    def counts(read_only: bool = False) -> tuple[int, int, int, int]:
        with spoken.database.reading() as session:
            found = effect_of(session, row, spoken.rules.attribution, spoken.now, read_only=read_only)
            return found.before.hits, found.before.n, found.after.hits, found.after.n

    assert counts() == (0, 0, 1, 2), "the answer that was coached is in neither"
    assert counts(read_only=True) == (0, 0, 0, 0), "no figure tells what the agent has not read"
    with spoken.database.transaction() as session:
        before = session.scalars(select(Touchpoint).where(Touchpoint.external_id == "T3")).one()
        before.closed_at = row.coached_at - timedelta(hours=2)
        after = session.scalars(select(Touchpoint).where(Touchpoint.external_id == "T2")).one()
        after.closed_at = spoken.now + timedelta(days=3)
    assert counts() == (0, 1, 1, 1)
    spoken.do(check_self, spoken.interview("C3").id, GUS, spoken.user("sam@example.com").id, "no")
    assert counts(read_only=True) == (0, 1, 0, 0)

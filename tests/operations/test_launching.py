"""A launch in short steps: what breaks off is gone on with, changes meanwhile are seen, and nobody is drawn twice."""

from __future__ import annotations

from typing import Any

import pytest
from launched import press
from scene import PEOPLE, Scene, hashed, small_questionnaire
from sqlalchemy import func, select
from test_erasing import contact, erase

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, CampaignDecision, Case, QuestionnaireVersion
from vocsurvey.db.launch import CampaignLaunch
from vocsurvey.db.reads.questionnaires import versions
from vocsurvey.db.sample import Contact
from vocsurvey.jobs import launches
from vocsurvey.jobs.pacing import Pace
from vocsurvey.operations import administering, launching, planning, steering
from vocsurvey.operations.administering import Launched, Refusal
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.operations.erasing import Erased
from vocsurvey.operations.launching import Ready, Turn, Unlike
from vocsurvey.operations.steering import Stopped

ADA, EVE = Actor("Ada"), Actor("Eve")
WHOLE = {"name": ["Autumn"], "company_name": ["N"], "questionnaire": ["small"], "from_number": ["+12025550100"]}


@pytest.fixture
def draft(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> int:
    """A whole plan over three people, who are drawn two at a time."""
    monkeypatch.setattr(launching, "AT_ONCE", 2)
    return int(scene.do(planning.new_draft, WHOLE, known(scene), ADA).campaign.id)


def known(scene: Scene, campaign_id: int | None = None) -> Any:
    """What a plan may speak of."""
    with scene.database.reading() as session:
        return planning.known(session, ["small"], scene.rules, scene.now, campaign_id)


def launch(scene: Scene, campaign_id: int, **options: Any) -> Any:
    """Press the button, and wait."""
    return press(
        scene.database, campaign_id, small_questionnaire(), known(scene, campaign_id), ADA,
        rules=scene.rules, line_hash=hashed, at=lambda: scene.now, **options,
    )  # fmt: skip


def ask(scene: Scene, campaign_id: int, by: Actor = ADA, **options: Any) -> Any:
    """Only press it."""
    return scene.do(launching.ask, campaign_id, small_questionnaire(), known(scene, campaign_id), by, **options)


def work(scene: Scene, campaign_id: int, **options: Any) -> Any:
    """A worker goes on with it."""
    return launches.carry_out(
        scene.database,
        campaign_id,
        rules=scene.rules,
        line_hash=hashed,
        at=lambda: scene.now,
        pace=Pace(2, least=2, most=2),
        **options,
    )


def taken_up(scene: Scene, campaign_id: int) -> tuple[Turn, Ready]:
    """A worker takes it up, draws, and says how many there are."""
    turn = scene.do(launching.take_up, campaign_id)
    with scene.database.reading() as session:
        ready = launching.prepare(session, campaign_id, rules=scene.rules, line_hash=hashed, now=scene.now)
    assert isinstance(turn, Turn)
    assert isinstance(ready, Ready)
    assert scene.do(launching.draw_done, turn, ready)
    return turn, ready


def state(scene: Scene) -> tuple[str, int | None, int]:
    """How far the launch is."""
    row = scene.rows(select(CampaignLaunch))[0]
    return row.state, row.people, row.placed


def cases(scene: Scene) -> int:
    """How many cases there are."""
    return int(scene.rows(select(func.count(Case.id)))[0])


def steps(scene: Scene) -> list[tuple[str, str, str]]:
    """The log, oldest first."""
    rows = scene.rows(select(CampaignDecision).order_by(CampaignDecision.id))
    return [(row.step, row.actor, row.words) for row in rows]


def content(scene: Scene) -> bool:
    """Whether the audit finds nothing."""
    with scene.database.reading() as session:
        return audit(session, scene.now, hashed) == ()


def test_everybody_is_drawn_once_and_the_audit_is_content(scene: Scene, draft: int) -> None:
    heard: list[tuple[int, int]] = []
    asked = ask(scene, draft)
    assert (asked.state, scene.rows(select(Campaign.status))) == ("drawing", ["draft"])
    assert work(scene, draft, watch=lambda *far: heard.append(far)) == Launched(3)
    assert heard == [(2, 3), (3, 3)]
    assert (cases(scene), state(scene)) == (3, ("done", 3, 3))
    again = launch(scene, draft)
    assert isinstance(again, Refusal)
    assert "Ada was faster" in again.sentence
    assert work(scene, draft) is None
    assert content(scene)


def test_what_breaks_off_is_found_and_gone_on_with(scene: Scene, draft: int) -> None:
    ask(scene, draft)
    turn, ready = taken_up(scene, draft)
    assert scene.do(launching.fill, turn, ready.missing[:2])
    # Killed here. Nobody is called for a draft, and nobody else is woken while somebody may be alive.
    assert (cases(scene), scene.claim(), state(scene)) == (2, (), ("filling", 3, 2))
    assert scene.do(launching.nudge) == ()
    with scene.database.transaction() as session:
        assert launching.sweep(session) == 0
    scene.later(minutes=2)
    assert scene.do(launching.nudge) == (draft,)
    assert scene.do(launching.nudge) == ()
    kept = {case.id for case in scene.rows(select(Case))}
    assert work(scene, draft) == Launched(3)
    assert kept < {case.id for case in scene.rows(select(Case))}
    # Whoever was believed to be dead comes back, and writes nothing.
    assert not scene.do(launching.fill, turn, ready.missing[2:])
    assert not scene.do(launching.draw_done, turn, ready)
    assert not scene.do(launching.take_away, turn, list(kept))
    assert scene.do(launching.begin, turn) is None
    scene.do(launching.refuse, turn, "Late.")
    assert (cases(scene), state(scene)) == (3, ("done", 3, 3))
    assert content(scene)


def test_who_is_overtaken_stops(scene: Scene, draft: int) -> None:
    ask(scene, draft)
    turn, ready = taken_up(scene, draft)
    assert work(scene, draft) == Launched(3)
    filling = launches._Filling(scene.database, turn, lambda: scene.now, launches.PACE)
    assert launches._carried_out(filling, ready, None) is None
    assert cases(scene) == 3


def test_who_was_drawn_before_the_crash_and_is_not_any_more_is_taken_away(scene: Scene, draft: int) -> None:
    ask(scene, draft)
    turn, ready = taken_up(scene, draft)
    scene.do(launching.fill, turn, ready.missing)
    with scene.database.transaction() as session:
        session.scalars(select(Contact).where(Contact.external_id == "C2")).one().active = False
    assert work(scene, draft) == Launched(2)
    assert (cases(scene), state(scene)) == (2, ("done", 2, 2))


def test_cases_that_somebody_else_took_away_are_drawn_again(scene: Scene, draft: int) -> None:
    heard: list[int] = []

    def one_goes(placed: int, people: int) -> None:
        heard.append(placed)
        if heard == [2, 3]:
            with scene.database.transaction() as session:
                session.delete(session.scalars(select(Case)).first())

    ask(scene, draft)
    assert work(scene, draft, watch=one_goes) == Launched(3)
    assert heard == [2, 3, 3]
    assert (cases(scene), state(scene)) == (3, ("done", 3, 3))


def test_who_is_erased_between_the_draw_and_their_case_gets_none_and_nobody_else_waits_for_it(
    scene: Scene, draft: int
) -> None:
    ask(scene, draft)
    turn, ready = taken_up(scene, draft)
    assert isinstance(erase(scene, contact(scene).id), Erased)
    assert scene.do(launching.fill, turn, ready.missing[:1])
    tries = scene.rows(select(CampaignLaunch.tries))
    assert scene.do(launching.fill, turn, ready.missing[1:])
    assert (tries, scene.rows(select(CampaignLaunch.tries))) == ([1], [0])
    assert (cases(scene), state(scene)) == (2, ("filling", 3, 2))
    assert scene.do(launching.begin, turn) == Unlike()
    assert work(scene, draft) == Launched(2)
    names = select(Contact.external_id).join(Case, Case.contact_id == Contact.id).order_by(Contact.external_id)
    assert scene.rows(names) == ["C2", "C3"]
    assert len(scene.claim()) == 2
    assert content(scene)


def test_nobody_is_erased_while_their_case_is_opened(scene: Scene, draft: int) -> None:
    if scene.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    ask(scene, draft)
    turn, ready = taken_up(scene, draft)
    with scene.database.transaction() as session, scene.database.transaction() as other:
        assert launching.fill(session, turn, ready.missing[:1], scene.now)
        free = select(Contact.external_id).order_by(Contact.id).with_for_update(skip_locked=True)
        assert other.scalars(free).all() == ["C2", "C3"]


@pytest.mark.parametrize("standing", [False, True])
def test_a_launch_over_nobody(scene: Scene, draft: int, standing: bool) -> None:
    with scene.database.transaction() as session:
        for contact in session.scalars(select(Contact)):
            contact.active = False
        session.get_one(Campaign, draft).standing = standing
    done = launch(scene, draft)
    if standing:
        assert done == Launched(0)
        assert content(scene)
        return
    assert isinstance(done, Refusal)
    assert "Nobody is left to phone" in done.sentence
    assert state(scene) == ("refused", None, 0)
    # It was never asked of anybody.
    assert len(scene.rows(select(QuestionnaireVersion))) == 1
    with scene.database.reading() as session:
        assert versions(session, "small") == []


def test_nobody_in_it_may_be_called(scene: Scene, draft: int) -> None:
    scene.people_again([row.removesuffix("yes") + "no" for row in PEOPLE])
    with scene.database.transaction() as session:
        session.get_one(Campaign, draft).ends_at = scene.now
    done = launch(scene, draft)
    assert isinstance(done, Refusal)
    assert "nobody in it may be called: 3 of 3" in done.sentence


def test_a_plan_does_not_change_while_it_is_launched(scene: Scene, draft: int) -> None:
    assert "has changed the plan since" in ask(scene, draft, seen=7).sentence
    ask(scene, draft, seen=1)
    refused = scene.do(planning.save_draft, draft, WHOLE, 1, known(scene, draft), EVE)
    assert refused == Refusal("“Autumn” is being launched: call its launch off first, then change its plan.")
    assert ask(scene, draft, EVE) == Refusal("“Autumn” is being launched already. Ada was faster.")
    assert work(scene, draft) == Launched(3)


def test_a_plan_that_is_not_whole_and_a_language_without_a_voice_are_said_at_once(scene: Scene, draft: int) -> None:
    assert ask(scene, draft, lacking_voices=("de",)).sentence.startswith("No voice speaks de;")
    half = scene.do(planning.save_draft, draft, {**WHOLE, "zone": ["Mars"]}, 1, known(scene, draft), ADA)
    assert not half.whole
    assert "its plan is not whole" in ask(scene, draft).sentence
    assert scene.rows(select(CampaignLaunch)) == []


def test_a_launch_is_held_and_goes_on(scene: Scene, draft: int) -> None:
    assert "is draft, not running" in scene.do(administering.pause, draft, EVE).sentence
    ask(scene, draft)
    turn, ready = taken_up(scene, draft)
    scene.do(launching.fill, turn, ready.missing[:2])
    held = scene.do(administering.pause, draft, EVE)
    assert held.status == "draft"
    assert not scene.do(launching.fill, turn, ready.missing[2:])
    scene.later(hours=2)
    assert (scene.do(launching.nudge), work(scene, draft), scene.claim()) == ((), None, ())
    with scene.database.transaction() as session:
        assert launching.sweep(session) == 0
    assert "is draft, not running" in scene.do(administering.pause, draft, EVE).sentence
    scene.do(administering.resume, draft, EVE)
    assert "is draft, not paused" in scene.do(administering.resume, draft, EVE).sentence
    assert scene.do(launching.nudge) == (draft,)
    assert work(scene, draft) == Launched(3)
    assert steps(scene)[1:] == [
        ("paused", "Eve", "while it was being launched, at 2 of 3 people"),
        ("resumed", "Eve", "and its launch goes on"),
        ("launched", "Ada", "3 people"),
    ]
    assert content(scene)


def test_a_launch_is_called_off_and_leaves_nothing(scene: Scene, draft: int) -> None:
    assert "there is nothing to stop" in scene.do(steering.stop, draft, EVE).sentence
    ask(scene, draft)
    stopped = scene.do(steering.stop, draft, EVE)
    assert isinstance(stopped, Stopped)
    assert (stopped.campaign.status, stopped.ringing) == ("draft", ())
    ask(scene, draft)
    turn, ready = taken_up(scene, draft)
    scene.do(launching.fill, turn, ready.missing)
    scene.do(steering.stop, draft, EVE)
    assert scene.do(launching.begin, turn) is None
    launches.sweep(scene.database)
    assert (cases(scene), work(scene, draft)) == (0, None)
    assert [words for step, _, words in steps(scene) if step == "stopped"] == [
        "while its people were drawn; it is a draft again",
        "while it was being launched, at 3 of 3 people; it is a draft again",
    ]
    # As before: it can be changed, and launched.
    assert scene.do(planning.save_draft, draft, WHOLE, 1, known(scene, draft), ADA).whole
    assert launch(scene, draft) == Launched(3)
    assert content(scene)


def test_a_draft_that_is_launched_again_is_not_swept(scene: Scene, draft: int) -> None:
    if scene.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    ask(scene, draft)
    turn, ready = taken_up(scene, draft)
    scene.do(launching.fill, turn, ready.missing)
    scene.do(steering.stop, draft, EVE)
    with scene.database.transaction() as session, scene.database.transaction() as other:
        again = launching.ask(session, draft, small_questionnaire(), known(scene, draft), ADA, now=scene.now)
        assert isinstance(again, CampaignLaunch)
        assert launching.sweep(other) == 0
    assert (work(scene, draft), cases(scene)) == (Launched(3), 3)


def test_nobody_launches_a_draft_while_it_is_swept(scene: Scene, draft: int) -> None:
    if scene.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    ask(scene, draft)
    turn, ready = taken_up(scene, draft)
    scene.do(launching.fill, turn, ready.missing)
    scene.do(steering.stop, draft, EVE)
    with scene.database.transaction() as session, scene.database.transaction() as other:
        assert launching.sweep(session) == 2
        assert other.scalars(select(Campaign.id).with_for_update(skip_locked=True)).all() == []
    launches.sweep(scene.database)
    assert (cases(scene), launch(scene, draft)) == (0, Launched(3))


def test_the_drafts_of_several_are_swept_one_after_the_other(scene: Scene, draft: int) -> None:
    other = int(scene.do(planning.new_draft, {**WHOLE, "name": ["Winter"]}, known(scene), ADA).campaign.id)
    for campaign_id in (draft, other):
        ask(scene, campaign_id)
        turn, ready = taken_up(scene, campaign_id)
        scene.do(launching.fill, turn, ready.missing)
    scene.do(steering.stop, draft, EVE)
    launches.sweep(scene.database)
    assert (cases(scene), scene.rows(select(Case.campaign_id).distinct())) == (3, [other])
    scene.do(steering.stop, other, EVE)
    launches.sweep(scene.database)
    assert cases(scene) == 0


def test_a_launch_that_never_gets_further_is_given_up_with_a_word(scene: Scene, draft: int) -> None:
    ask(scene, draft)
    for _ in range(launching.MOST_TRIES):
        assert scene.do(launching.take_up, draft) is not None
    assert scene.do(launching.take_up, draft) is None
    came = launches.outcome(scene.database, draft)
    assert (came.state, came.reason) == ("refused", launching.GIVEN_UP.format(launching.MOST_TRIES))
    assert launch(scene, draft) == Launched(3)
    assert scene.do(launching.take_up, draft) is None

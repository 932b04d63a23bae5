"""Lists are taken back while a launch is under way: whoever they brought is not called, and nobody else by mistake."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scene import Scene, hashed
from sqlalchemy import select
from test_contact_lists import apply
from test_launching import ADA, WHOLE, ask, cases, content, known, state, taken_up, work
from test_undoing import FIRST, SECOND, undo, why, without_consents

from vocsurvey import clock
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.imports import Kept
from vocsurvey.db.reads.candidates import population
from vocsurvey.db.sample import Contact, Touchpoint
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.drawing import Candidate
from vocsurvey.jobs import launches
from vocsurvey.operations import administering, applying, launching, planning, steering
from vocsurvey.operations.administering import Launched
from vocsurvey.operations.launching import Unlike
from vocsurvey.operations.previewing import anybody_callable
from vocsurvey.operations.upserting import Upserted, upsert
from vocsurvey.rulebook import DEMO, load_rulebook

OLD, NEW = without_consents(FIRST), without_consents(SECOND)


@pytest.fixture
def scene(database: Database) -> Scene:
    """Nobody yet, at the time that the undo of a list reads off the clock."""
    found = Scene(database, load_rulebook(DEMO))
    found.now = clock.now()
    return found


def asked(scene: Scene) -> int:
    """A launch over everybody."""
    draft = int(scene.do(planning.new_draft, WHOLE, known(scene), ADA).campaign.id)
    ask(scene, draft)
    return draft


def whose(scene: Scene) -> list[str]:
    """The people who have a case."""
    return list(
        scene.rows(select(Contact.external_id).join(Case, Case.contact_id == Contact.id).order_by(Contact.external_id))
    )


def test_a_list_that_goes_after_the_draw_costs_its_people_their_place_and_nothing_breaks(scene: Scene) -> None:
    apply(scene.database, OLD)
    run = apply(scene.database, NEW)
    draft = asked(scene)
    turn, ready = taken_up(scene, draft)
    assert len(ready.missing) == 6
    undo(scene.database, run.id, size=100)
    filling = launches._Filling(scene.database, turn, lambda: scene.now, launches.PACE)
    assert launches._carried_out(filling, ready, None) == Unlike()
    assert (cases(scene), scene.rows(select(Campaign.status))) == (0, ["draft"])
    assert work(scene, draft) == Launched(3)
    assert (whose(scene), state(scene)) == (["C1", "C2", "C3"], ("done", 3, 3))
    assert content(scene)


def test_who_was_in_a_held_launch_when_their_list_was_taken_back_is_not_called_when_it_goes_on(scene: Scene) -> None:
    apply(scene.database, OLD)
    run = apply(scene.database, NEW)
    draft = asked(scene)
    turn, ready = taken_up(scene, draft)
    assert scene.do(launching.fill, turn, ready.missing)
    scene.do(administering.pause, draft, ADA)
    undo(scene.database, run.id, size=100)
    assert why(scene.database, run.id)["touchpoint", Kept.CASE] == 3
    scene.do(administering.resume, draft, ADA)
    assert work(scene, draft) == Launched(3)
    assert whose(scene) == ["C1", "C2", "C3"]
    assert content(scene)


def left_in_a_held_launch(scene: Scene, run_id: int) -> int:
    """A launch over everybody that is held, and the list of some of them taken back meanwhile; the draft."""
    draft = asked(scene)
    turn, ready = taken_up(scene, draft)
    assert scene.do(launching.fill, turn, ready.missing)
    scene.do(administering.pause, draft, ADA)
    undo(scene.database, run_id, size=100)
    assert why(scene.database, run_id)["touchpoint", Kept.CASE] == 3
    return draft


def later(scene: Scene, days: int) -> None:
    """So many days go by, and what is old is forgotten."""
    scene.now += timedelta(days=days)
    with scene.database.transaction() as session:
        applying.forget(session, scene.now)


def test_a_launch_that_was_held_for_longer_than_lists_are_remembered_calls_nobody_of_them(scene: Scene) -> None:
    apply(scene.database, OLD)
    draft = left_in_a_held_launch(scene, apply(scene.database, NEW).id)
    later(scene, 40)
    scene.do(administering.resume, draft, ADA)
    assert work(scene, draft) == Launched(3)
    assert whose(scene) == ["C1", "C2", "C3"]


def test_whom_only_a_launch_that_was_called_off_has_kept_no_later_one_draws(scene: Scene) -> None:
    apply(scene.database, OLD)
    draft = left_in_a_held_launch(scene, apply(scene.database, NEW).id)
    scene.do(steering.stop, draft, ADA)
    launches.sweep(scene.database)
    assert cases(scene) == 0
    ask(scene, draft)
    assert work(scene, draft) == Launched(3)
    assert whose(scene) == ["C1", "C2", "C3"]


def test_what_a_launch_left_is_cleared_away_a_few_portions_in_each_tick(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(scene.database, OLD)
    draft = left_in_a_held_launch(scene, apply(scene.database, NEW).id)
    scene.do(steering.stop, draft, ADA)
    monkeypatch.setattr(launching, "AT_ONCE", 1)
    left = []
    for _ in range(3):
        launches.sweep(scene.database, 2)
        left.append(cases(scene))
    assert left == [4, 2, 0]
    launches.sweep(scene.database)
    assert cases(scene) == 0


def test_who_is_named_again_is_drawn_again_until_that_list_is_taken_back_too(scene: Scene) -> None:
    apply(scene.database, OLD)
    draft = left_in_a_held_launch(scene, apply(scene.database, NEW).id)
    scene.do(steering.stop, draft, ADA)
    launches.sweep(scene.database)
    again = apply(scene.database, NEW)
    with scene.database.reading() as session:
        assert len(population(session, [], scene.now).candidates) == 6
    undo(scene.database, again.id, size=2)
    with scene.database.reading() as session:
        assert len(population(session, [], scene.now).candidates) == 3
        assert {one.external_id for one in session.scalars(select(Touchpoint))} == {"T1", "T2", "T3"}
    assert content(scene)


def test_whom_a_program_reports_again_is_drawn_again(scene: Scene) -> None:
    apply(scene.database, OLD)
    draft = left_in_a_held_launch(scene, apply(scene.database, NEW).id)
    scene.do(steering.stop, draft, ADA)
    with scene.database.transaction() as session:
        done = upsert(session, {"contact_id": "C5", "touchpoint_id": "T5", "touchpoint_kind": "order"}, scene.now)
        assert isinstance(done, Upserted)
    later(scene, 40)
    with scene.database.reading() as session:
        assert len(population(session, [], scene.now).candidates) == 4


def test_who_is_in_a_full_draft_when_their_list_is_taken_back_is_taken_out_before_it_begins(scene: Scene) -> None:
    run = apply(scene.database, OLD)
    draft = asked(scene)
    turn, ready = taken_up(scene, draft)
    assert scene.do(launching.fill, turn, ready.missing)
    undo(scene.database, run.id, size=100)
    assert scene.do(launching.begin, turn) == Unlike()
    assert work(scene, draft) is None
    assert state(scene)[0] == "refused"
    launches.sweep(scene.database)
    assert (cases(scene), scene.rows(select(Campaign.status))) == (0, ["draft"])


def test_who_is_in_another_list_too_stays_in_the_launch(scene: Scene) -> None:
    run = apply(scene.database, OLD)
    apply(scene.database, OLD.replace("T3,", "T4,"))
    draft = asked(scene)
    turn, ready = taken_up(scene, draft)
    assert scene.do(launching.fill, turn, ready.missing)
    undo(scene.database, run.id, size=100)
    assert work(scene, draft) == Launched(3)
    assert whose(scene) == ["C1", "C2", "C3"]


def test_an_id_that_is_given_out_again_is_nobody_who_was_drawn(scene: Scene) -> None:
    run = apply(scene.database, OLD)
    draft = asked(scene)
    turn, ready = taken_up(scene, draft)
    undo(scene.database, run.id, size=100)
    apply(scene.database, OLD.replace("Ann", "Zoe").replace("C1,", "Z1,").replace("T1,", "ZT1,"))
    assert scene.do(launching.fill, turn, ready.missing)
    assert (cases(scene), scene.do(launching.begin, turn)) == (0, Unlike())
    assert work(scene, draft) == Launched(3)
    assert whose(scene) == ["C2", "C3", "Z1"]


def test_a_launch_whose_draws_are_overtaken_again_and_again_is_given_up(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launching, "MOST_TRIES", 2)
    apply(scene.database, OLD)
    draft = asked(scene)
    for place in range(launching.MOST_TRIES):
        run = apply(scene.database, OLD.replace("C1,", f"X{place},").replace("T1,", f"Y{place},"))
        turn, ready = taken_up(scene, draft)
        undo(scene.database, run.id, size=100)
        assert scene.do(launching.fill, turn, ready.missing)
        assert scene.do(launching.begin, turn) == Unlike()
    assert work(scene, draft) is None
    assert state(scene)[0] == "refused"


def test_a_touchpoint_that_goes_while_the_rules_are_asked_leaves_its_person_out(scene: Scene) -> None:
    apply(scene.database, OLD)
    draft = asked(scene)
    with scene.database.reading() as session:
        person = session.scalars(select(Contact.id)).first()
        assert person is not None
        gone = Candidate(999_999, person, "C1", "A1", {}, False)
        campaign = session.get_one(Campaign, draft)
        found = anybody_callable(session, campaign, [gone], scene.rules, hashed, scene.now)
    assert found == (False, {})

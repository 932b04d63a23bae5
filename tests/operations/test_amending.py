"""Changing a campaign while it runs: what counts from then on, who is told what, and who waits no longer."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from scene import Scene
from sqlalchemy import select, update

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, CampaignDecision, Case, Quota
from vocsurvey.fieldwork.plan import Limit
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.operations import administering, amending, dialing, planning, steering
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.amending import Amended
from vocsurvey.operations.budget import spent_today
from vocsurvey.operations.campaign_log import Actor

ADA = Actor("Ada")


def amend(scene: Scene, seen: int | None = None, /, **changed: str) -> Amended | Refusal:
    """Change some of the terms of the campaign; ``quota_1`` is the field quota-1."""
    with scene.database.reading() as session:
        row = session.scalars(select(Campaign)).first()
        assert row is not None
        campaign_id, typed = row.id, amending.terms_typed(session, row)
        known = planning.known(session, ("small",), scene.rules, scene.now, campaign_id)
    typed |= {name.replace("_1", "-1").replace("-1_t", "-1-t"): [text] for name, text in changed.items()}
    done = scene.do(amending.amend, campaign_id, typed, seen, known, ADA, table=scene.rules.dispositions)
    assert isinstance(done, Amended | Refusal)
    return done


def changed(scene: Scene, **terms: str) -> tuple[str, ...]:
    """What was changed, in words."""
    done = amend(scene, **terms)
    assert isinstance(done, Amended)
    assert not done.problems
    return done.changes


def state(scene: Scene) -> tuple[Any, ...]:
    """What can be changed, as it is."""
    row = scene.rows(select(Campaign))[0]
    quotas = [(one.segment, one.target, one.completed) for one in scene.rows(select(Quota))]
    return row.ends_at, row.calls_per_day, row.money_per_day, row.priority, quotas, row.revision


def finish(scene: Scene, contact: str) -> None:
    """One complete interview."""
    token, sid = scene.dial(contact)
    scene.talk(token, sid, "1", "1", "1", "9")
    scene.hang_up(token, sid)


def let_the_others_ask(scene: Scene) -> None:
    """Those who were claimed too ask for their permits, and the rules about them once more."""
    for call_id in scene.do(dialing.nudge_planned, rules=scene.rules):
        scene.permit(call_id)
    scene.claim()


def test_every_term_changes_and_the_log_has_before_and_after(running: Scene) -> None:
    assert changed(running) == ()
    said = changed(
        running, last_day="2026-11-30", calls_per_day="20", money_per_day="12.5", priority="4",
        quota_1="country=US", quota_1_target="2",
    )  # fmt: skip
    assert said == (
        "last day 30 November 2026 instead of none",
        "calls a day 20 instead of none",
        "money a day 12.5 instead of none",
        "priority 4 instead of 0",
        "quota for country US 2 instead of none",
    )
    ends_at = datetime(2026, 12, 1, tzinfo=UTC)
    assert state(running) == (ends_at, 20, 12.5, 4, [({"country": "US"}, 2, 0)], 1)
    assert changed(running, quota_1_target="3") == ("quota for country US 3 instead of 2",)
    assert changed(running, quota_1_target="") == ("quota for country US none instead of 3",)
    assert state(running)[4:] == ([], 3)
    log = running.rows(select(CampaignDecision).where(CampaignDecision.step == "changed"))
    assert [(one.actor, one.words) for one in log][1:] == [
        ("Ada", "quota for country US 3 instead of 2"),
        ("Ada", "quota for country US none instead of 3"),
    ]
    with running.database.reading() as session:
        assert amending.terms_of(session, running.rows(select(Campaign))[0]).limit == Limit(20, Decimal("12.50"))
        assert audit(session, running.now, lambda number, extension: "") == ()


def test_a_quota_counts_what_was_answered_before_and_cannot_be_below_it(running: Scene) -> None:
    finish(running, "C1")
    assert changed(running, quota_1="country=US", quota_1_target="1") == ("quota for country US 1 instead of none",)
    assert state(running)[4] == [({"country": "US"}, 1, 1)]
    with running.database.reading() as session:
        assert amending.done_so_far(session, running.rows(select(Campaign))[0]) == {"country US": 1}
    # One is enough now, so that her colleague is not phoned any more.
    let_the_others_ask(running)
    assert running.case("C2").disposition == "4.80"
    with running.database.transaction() as session:
        session.execute(update(Case).values(disposition="1.1"))
    below = amend(running, quota_1="country=US", quota_1_target="1")
    assert isinstance(below, Amended)
    assert below.problems == {"quota-1": Problem("Of country US 2 have answered in full already; give at least 2.")}


def test_what_is_wrong_changes_nothing(running: Scene) -> None:
    before = state(running)
    done = amend(running, last_day="2026-11-01", priority="5")
    assert isinstance(done, Amended)
    assert done.problems is not None
    assert list(done.problems) == ["last_day"]
    assert state(running) == before


def test_whoever_comes_second_is_told(running: Scene) -> None:
    assert isinstance(amend(running, 0, priority="5"), Amended)
    lost = amend(running, 0, priority="7")
    assert isinstance(lost, Refusal)
    assert lost.sentence.startswith("Ada has changed this campaign while you were typing.")
    assert state(running)[3] == 5


def test_nothing_changes_before_the_launch_or_after_the_end(running: Scene) -> None:
    campaign_id = running.case().campaign_id

    def because() -> str:
        done = amend(running, priority="5")
        assert isinstance(done, Refusal)
        return done.sentence

    running.do(steering.stop, campaign_id, ADA)
    assert "was stopped, so there is nothing to change" in because()
    with running.database.transaction() as session:
        row = session.get_one(Campaign, campaign_id)
        row.stopped_at, row.status = None, "finished"
    assert "is finished, so there is nothing to change" in because()
    draft = running.do(
        administering.new_campaign, name="Draft", company_name="N", questionnaire="small",
        from_number="+12025550199", touchpoint_kinds=(), owner_id=None,
    )  # fmt: skip
    with running.database.reading() as session:
        assert amending.unchangeable(session, draft) == Refusal("“Draft” is a draft: change its plan instead.")


def test_who_waits_for_tomorrow_goes_on_today_when_a_day_may_have_more(
    running: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(amending, "AT_ONCE", 1)
    assert changed(running, calls_per_day="1") == ("calls a day 1 instead of none",)
    finish(running, "C1")
    let_the_others_ask(running)
    with running.database.reading() as session:
        row = running.rows(select(Campaign))[0]
        assert spent_today(session, row, running.rules.allowance, running.now).calls == 1
    waiting = [running.case(one) for one in ("C2", "C3")]
    assert {tuple(one.waiting_for) for one in waiting} == {("campaign_calls_used_up",)}
    fewer = amend(running, money_per_day="5")
    assert isinstance(fewer, Amended)
    assert not fewer.more_today
    more = amend(running, calls_per_day="3")
    assert isinstance(more, Amended)
    assert more.more_today
    campaign_id = waiting[0].campaign_id
    assert [running.do(amending.wake, campaign_id) for _ in range(3)] == [1, 1, 0]
    assert len(running.claim()) == 2
    lifted = amend(running, money_per_day="")
    assert isinstance(lifted, Amended)
    assert lifted.more_today


def test_nothing_was_spent_before_the_first_call(running: Scene) -> None:
    with running.database.reading() as session:
        row = running.rows(select(Campaign))[0]
        assert spent_today(session, row, running.rules.allowance, running.now).calls == 0


def test_who_goes_first_is_decided_for_a_draft_too(running: Scene) -> None:
    with running.database.transaction() as session:
        row = session.scalars(select(Campaign)).one()
        campaign_id, row.typed = row.id, {"name": ["Autumn"], "priority": ["1"]}
    for priority in (6, 6):
        assert isinstance(running.do(amending.prefer, campaign_id, priority, ADA), Campaign)
    row = running.rows(select(Campaign))[0]
    assert (row.priority, row.revision, row.typed) == (6, 1, {"name": ["Autumn"], "priority": ["6"]})
    log = running.rows(select(CampaignDecision).where(CampaignDecision.step == "changed"))
    assert [(one.actor, one.words) for one in log] == [("Ada", "priority 6 instead of 0")]
    with running.database.transaction() as session:
        session.get_one(Campaign, campaign_id).typed = None
    running.do(amending.prefer, campaign_id, 7, ADA)
    assert isinstance(running.do(amending.prefer, campaign_id, 10, ADA), Refusal)
    assert running.rows(select(Campaign))[0].priority == 7

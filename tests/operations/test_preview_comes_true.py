"""What the look ahead says is what then happens: the same people, called, put off and left out by the claim itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from launched import press
from scene import Scene, hashed, small_questionnaire
from sqlalchemy import select

from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.operations import planning, previewing
from vocsurvey.operations.administering import Launched
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.rulebook import load_rulebook

ADA = Actor("Ada", 1)
PLACES = (
    ("+1 202 555 01{:02}", "America/New_York"),
    ("+1 213 555 01{:02}", "America/Los_Angeles"),
    ("+49 30 23125 0{:02}", "Europe/Berlin"),
)


def planned(scene: Scene, **typed: list[str]) -> Campaign:
    """A draft over everybody."""
    with scene.database.reading() as session:
        known = planning.known(session, ["small"], scene.rules, scene.now)
    whole = {
        "name": ["Winter"],
        "company_name": ["Northwind"],
        "questionnaire": ["small"],
        "from_number": ["+442079460100"],
    }
    saved = scene.do(planning.new_draft, {**whole, **typed}, known, ADA)
    assert isinstance(saved, planning.Saved)
    assert saved.problems == {}
    return saved.campaign


def looked_ahead(scene: Scene, campaign: Campaign) -> previewing.Preview:
    """What would happen if it were launched now."""
    with scene.database.reading() as session:
        row = session.get_one(Campaign, campaign.id)
        return previewing.preview(
            session, row, small_questionnaire(), rules=scene.rules, line_hash=hashed, now=scene.now
        )


def launched(scene: Scene, campaign: Campaign) -> int:
    """Launch it as it was looked at; how many cases it has."""
    with scene.database.reading() as session:
        known = planning.known(session, ["small"], scene.rules, scene.now, campaign.id)
    done = press(
        scene.database,
        campaign.id,
        small_questionnaire(),
        known,
        ADA,
        rules=scene.rules,
        line_hash=hashed,
        at=lambda: scene.now,
    )
    assert isinstance(done, Launched)
    return done.cases


def roomy(scene: Scene) -> None:
    """The shipped rules, with as many calls at once as there are people."""
    rules = load_rulebook()
    pacing = rules.pacing.model_copy(update={"in_flight": 1000, "calls_per_second": 100.0})
    scene.rules = replace(rules, pacing=pacing)


def crowd(seed: int) -> list[str]:
    """People of accounts of one to six, in several zones; some agreed to the automated voice, some did not."""
    chance = Random(seed)
    rows: list[str] = []
    for account in range(8):
        for _ in range(chance.randint(1, 6)):
            number = len(rows)
            phone, zone = chance.choice(PLACES)
            rows.append(
                f"A{account},Account {account},{'DE' if account % 2 else 'US'},,C{number},Person {number},user,"
                f"{phone.format(number)},,en,{zone},T{number},support_case,,G1,Gus Green,"
                f"{chance.choice(('yes', 'yes', 'yes', 'no'))}"
            )
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_as_many_are_called_put_off_and_left_out_as_it_said(scene: Scene, seed: int) -> None:
    roomy(scene)
    scene.people_again(crowd(seed))
    campaign = planned(scene)
    seen = looked_ahead(scene, campaign).standing
    assert launched(scene, campaign) == seen.asked
    while scene.claim(1000):
        pass
    cases = scene.rows(select(Case).where(Case.campaign_id == campaign.id))
    open_now = set(scene.rows(select(Attempt.case_id)))
    became = Counter(
        "called" if case.id in open_now else "left out" if case.closed_at else "live" if case.channel == "live"
        else "put off" if case.due_at is not None and case.due_at > scene.now else "forgotten"
        for case in cases
    )  # fmt: skip
    assert became == Counter(
        {
            "called": seen.now,
            "put off": sum(one.people for one in seen.deferred),
            "live": sum(one.people for one in seen.onward),
            "left out": sum(one.people for one in seen.blocked),
        }
    )
    assert {"called", "put off", "live"} <= set(+became), "the people are a mixture"


def test_colleagues_are_called_one_after_another_until_the_campaign_ends(scene: Scene) -> None:
    """Five of one account, one at a time every 30 days, and a campaign of ten weeks: two of them will not be called."""
    roomy(scene)
    people = [
        f"A7,Quince,US,,Q{n},Person {n},user,+1 202 555 015{n},,en,America/New_York,Q-{n},order,,G1,Gus,yes"
        for n in range(5)
    ]
    scene.people_again(people)
    end = (scene.now + timedelta(days=70)).date()
    campaign = planned(scene, about=["order"], last_day=[end.isoformat()])
    seen = looked_ahead(scene, campaign)
    assert seen.standing.now == 1
    (later,) = seen.standing.deferred
    assert (later.people, later.reasons) == (2, ("account_share",))
    assert later.until is not None
    assert later.latest is not None
    assert timedelta(days=30) <= later.until - scene.now < later.latest - scene.now < timedelta(days=70)
    assert seen.estimate.done_at == later.latest, "and not on the day on which three calls would be done"
    assert [(one.people, one.reasons) for one in seen.standing.blocked] == [
        (2, ("account_share", "campaign_ends_first"))
    ]
    assert launched(scene, campaign) == 5
    for _ in range(80):
        scene.claim(1000)
        for call_id in scene.rows(select(Call.id).where(Call.status == CallStatus.PLANNED)):
            token, sid = scene.ring(call_id)
            scene.talk(token, sid, "1", "1", "1", "1")
            scene.hang_up(token, sid, CarrierOutcome.COMPLETED)
        scene.later(days=1)
    tried = select(Attempt.case_id).where(Attempt.counted)
    cases = scene.rows(select(Case).where(Case.campaign_id == campaign.id))
    called = set(scene.rows(tried))
    assert len([case for case in cases if case.id in called]) == 3
    never = [case for case in cases if case.id not in called]
    assert [(case.disposition, case.waiting_for[-1]) for case in never] == [("3.11", "campaign_ends_first")] * 2

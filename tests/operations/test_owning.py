"""Who answers is decided by rules: when a flag is raised, when somebody is gone or away, and when the rules change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from scene import Scene
from sqlalchemy import event, select

from vocsurvey.db.campaign import Campaign
from vocsurvey.db.followup import FollowUp, FollowUpEvent, Notice
from vocsurvey.db.people import Role, User
from vocsurvey.followup.lifecycle import Event
from vocsurvey.followup.ownership import OwnershipRules
from vocsurvey.followup.working_time import Absence
from vocsurvey.operations import administering, following_up, reowning
from vocsurvey.operations.following_up import Closing
from vocsurvey.operations.leaving import deactivate
from vocsurvey.operations.owning import unknown_people
from vocsurvey.operations.presence import set_working_time
from vocsurvey.operations.reowning import Preview, Stays, Why

LAST = {"name": "everything_else", "says": "Nobody else does.", "queue": "customer_success"}
SHARED = {"name": "in_turn", "says": "It is your turn.", "share": {"roles": ["customer_success"]}}
OWNERS = {"name": "the_owner", "says": "Your customer.", "owner": "account_owner"}


def ruled(scene: Scene, *rules: dict[str, Any]) -> None:
    """From now on these rules hold, and a last one."""
    scene.rules = replace(scene.rules, ownership=ownership(scene, *rules))


def ownership(scene: Scene, *rules: dict[str, Any]) -> OwnershipRules:
    """Rules with a last one."""
    kept = scene.rules.ownership.model_dump(mode="json", exclude={"rules"})
    return OwnershipRules.model_validate({**kept, "rules": [*rules, LAST]})


def person(scene: Scene, name: str, role: Role = Role.CUSTOMER_SUCCESS, **more: Any) -> User:
    """One more person."""
    added = scene.do(
        administering.add_user,
        email=f"{name}@example.com",
        name=name.title(),
        role=role,
        password_hash="-",
        zone="UTC",
        **more,
    )
    assert isinstance(added, User)
    return added


def flagged(scene: Scene, contact: str = "C1") -> FollowUp:
    """Somebody did not feel cared for: their follow-up."""
    scene.talk(*scene.ring(scene.dial_planned(contact)), "1", "1", "2")
    return latest(scene)


def latest(scene: Scene) -> FollowUp:
    """The newest follow-up as it stands."""
    found = scene.rows(select(FollowUp).order_by(FollowUp.id.desc()))[0]
    assert isinstance(found, FollowUp)
    return found


def history(scene: Scene, kind: Event) -> list[FollowUpEvent]:
    """The events of a kind."""
    return scene.rows(select(FollowUpEvent).where(FollowUpEvent.kind == kind).order_by(FollowUpEvent.id))


def previewed(scene: Scene, *rules: dict[str, Any]) -> Preview:
    """What other rules would do."""
    with scene.database.reading() as session:
        return reowning.preview(session, ownership(scene, *rules), scene.rules, scene.now)


def swept(scene: Scene) -> list[tuple[int, Why]]:
    """What the clock does with what somebody has who is not there."""
    with scene.database.reading() as session:
        forsaken = list(reowning.forsaken(session, scene.now))
    for follow_up_id, why in forsaken:
        assert scene.do(reowning.reassign, follow_up_id, why, None, rules=scene.rules)
    return forsaken


def away(scene: Scene, email: str, days: int) -> None:
    """Somebody is away from today on."""
    today: date = scene.now.date()
    before = Absence(today - timedelta(days=9), today - timedelta(days=8))
    with scene.database.transaction() as session:
        set_working_time(session, email, away=[before, Absence(today, today + timedelta(days=days - 1))])


def test_why_it_is_theirs_is_in_the_history(running: Scene) -> None:
    row = flagged(running)
    assert row.owner_id == running.user("olivia@example.com").id
    given = history(running, Event.ASSIGNED)[0].details
    assert (given["rule"], given["why"]) == ("owner_of_the_customer", "They look after this customer.")
    assert running.interview("C1").facts["owner.name"] == "Olivia Owner"


def test_what_nobody_has_in_person_says_why_too(running: Scene) -> None:
    row = flagged(running, "C3")  # an account without an owner
    assert (row.owner_id, row.queue) == (None, "customer_success")
    assert history(running, Event.OPENED)[0].details["rule"] == "everything_else"


def test_who_shares_work_gets_it_in_turn(running: Scene) -> None:
    iris = person(running, "iris")
    ruled(running, SHARED)
    sam = running.user("sam@example.com")
    assert [flagged(running, one).owner_id for one in ("C1", "C2", "C3")] == [sam.id, iris.id, sam.id]
    assert running.interview("C1").facts["owner.name"] is None, "nobody is named whose turn may have passed"


def test_a_shared_rule_costs_the_press_one_query(running: Scene) -> None:
    def cost(contact: str) -> int:
        token, sid = running.ring(running.dial_planned(contact))
        spoken = running.talk(token, sid, "1", "1")
        count = []
        event.listen(running.database.engine, "before_cursor_execute", lambda *_: count.append(1))
        running.hear(token, sid, spoken.turn.position, "2")
        return len(count)

    before = cost("C1")
    ruled(running, {**SHARED, "share": {"people": ["olivia@example.com"]}})
    assert cost("C2") - before <= 1


@pytest.mark.parametrize(
    ("when", "matches"),
    [
        ({"team": ["Night"]}, False),
        ({"language": ["en"], "role": ["decision_maker"]}, True),
        ({"kind": ["negative"], "severity": ["critical", "high"]}, True),
        ({"touchpoint": ["complaint"]}, False),
        ({"campaign": ["autumn"]}, True),
    ],
)
def test_rules_ask_for_facts(running: Scene, when: dict[str, list[str]], matches: bool) -> None:
    ruled(running, {"name": "special", "says": "It is special.", "when": when, "queue": "management"}, OWNERS)
    row = flagged(running)
    assert (row.queue == "management") is matches
    assert (row.owner_id is None) is matches


def test_a_name_is_said_only_where_it_holds_whatever_they_say(running: Scene) -> None:
    product = {"name": "product", "says": "The product.", "when": {"queue": ["product"]}, "queue": "product"}
    ruled(running, product, OWNERS)
    row = flagged(running)
    assert row.owner_id is not None
    assert running.interview("C1").facts["owner.name"] is None
    ruled(running, {**product, "when": {"queue": ["product"], "tier": ["gold"]}}, OWNERS)
    flagged(running, "C2")
    assert running.interview("C2").facts["owner.name"] == "Olivia Owner"


def test_the_campaign_can_have_an_owner(running: Scene) -> None:
    iris = person(running, "iris")
    with running.database.transaction() as session:
        session.scalars(select(Campaign)).one().owner_id = iris.id
    ruled(running, {"name": "theirs", "says": "Your campaign.", "owner": "campaign_owner"})
    assert flagged(running).owner_id == iris.id


def test_who_signs_in_with_no_address_of_the_rules(running: Scene) -> None:
    rules = ownership(running, {**SHARED, "share": {"people": ["nina@example.com", "Sam@example.com"]}})
    with running.database.reading() as session:
        assert unknown_people(session, rules) == ("nina@example.com",)


def test_what_is_due_while_its_owner_is_away_goes_by_the_rules(running: Scene) -> None:
    row = flagged(running)
    away(running, "olivia@example.com", 3)
    ruled(running, OWNERS, SHARED)
    assert swept(running) == [(row.id, Why.AWAY)]
    sam = running.user("sam@example.com")
    assert latest(running).owner_id == sam.id
    assert latest(running).next_action_at == row.next_action_at
    given = history(running, Event.ASSIGNED)[-1].details
    assert (given["because"], given["rule"], given["before"]) == ("away", "in_turn", row.owner_id)
    told = running.rows(select(Notice.headline).where(Notice.kind == "handed_over", Notice.recipient_id == sam.id))
    assert told == ["Ann Archer at Alder Freight is now yours"]
    assert swept(running) == []


def test_what_is_due_after_they_are_back_stays_and_so_does_what_rests(running: Scene) -> None:
    row = flagged(running)
    olivia = running.user("olivia@example.com")
    closing = Closing("billing", "Sent the right invoice.", "That it is right now.")
    flagged(running, "C2")
    running.do(following_up.put_right, row.id, olivia, closing, rules=running.rules)
    soon = running.now + timedelta(days=9)
    running.do(
        following_up.record_contact, latest(running).id, olivia, Event.ACTION_AGREED, "x",
        rules=running.rules, promised_at=soon,
    )  # fmt: skip
    away(running, "olivia@example.com", 4)
    assert swept(running) == []


def test_who_came_back_or_gave_it_away_meanwhile_is_asked_nothing(running: Scene) -> None:
    row = flagged(running)
    assert not running.do(reowning.reassign, row.id, Why.AWAY, None, rules=running.rules)


def test_what_somebody_leaves_behind_goes_by_the_rules(running: Scene) -> None:
    boss = person(running, "mona", Role.MANAGER)
    row = flagged(running)
    ruled(running, OWNERS, SHARED)
    olivia = running.user("olivia@example.com")
    with running.database.transaction() as session:
        done = deactivate(session, olivia.id, session.get_one(User, boss.id), running.now, by_rules=running.rules)
        assert isinstance(done, User)
    assert latest(running).owner_id == running.user("sam@example.com").id
    given = history(running, Event.ASSIGNED)[-1]
    assert (given.actor_id, given.details["because"]) == (boss.id, "left")
    assert flagged(running, "C2").owner_id != olivia.id
    running.later(minutes=1)
    with running.database.transaction() as session:  # somebody switched them off by hand
        session.get_one(FollowUp, row.id).owner_id = olivia.id
    assert swept(running) == [(row.id, Why.LEFT)]


def test_a_preview_says_who_would_get_what_and_changes_nothing(running: Scene) -> None:
    iris = person(running, "iris")
    for one in ("C1", "C2", "C3"):
        flagged(running, one)
    before = running.rows(select(FollowUp.owner_id).order_by(FollowUp.id))
    found = previewed(running, SHARED)
    sam, olivia = running.user("sam@example.com"), running.user("olivia@example.com")
    assert [one.verdict.owner_id for one in found.changing] == [sam.id, iris.id, sam.id]
    assert found.before == {olivia.id: 2, None: 1}
    assert found.after == {sam.id: 2, iris.id: 1}
    assert running.rows(select(FollowUp.owner_id).order_by(FollowUp.id)) == before


def test_what_a_preview_said_is_what_is_done(running: Scene) -> None:
    person(running, "iris")
    for one in ("C1", "C2", "C3"):
        flagged(running, one)
    found = previewed(running, SHARED)
    ruled(running, SHARED)
    assert all(running.do(reowning.give, one, None, rules=running.rules) for one in found.changing)
    again = previewed(running, SHARED)
    assert (again.changing, again.before) == ((), found.after), "who shares work keeps what they have"
    assert {one.details["because"] for one in history(running, Event.ASSIGNED)[-3:]} == {"rules"}
    assert not running.do(reowning.give, found.changing[0], None, rules=running.rules), "it changed hands meanwhile"
    queue = {"name": "to_all", "says": "Everybody's.", "queue": "management"}
    back = previewed(running, queue)
    running.later(minutes=1)
    assert all(running.do(reowning.give, one, None, rules=running.rules) for one in back.changing)
    assert running.rows(select(FollowUp.queue)) == ["management"]
    told = running.rows(select(Notice.headline).order_by(Notice.id))[-1]
    assert told.endswith("is now for you and your colleagues"), "where nobody works a queue, others are told"


def test_what_was_taken_by_hand_or_spoken_about_stays(running: Scene) -> None:
    person(running, "iris")
    first, second = flagged(running), flagged(running, "C2")
    sam, olivia = running.user("sam@example.com"), running.user("olivia@example.com")
    running.do(following_up.claim, first.id, sam, seen_owner_id=olivia.id)
    running.do(following_up.record_contact, second.id, olivia, Event.IN_CONVERSATION, "x", rules=running.rules)
    queue = {"name": "to_all", "says": "Everybody's.", "queue": "management"}
    found = previewed(running, queue)
    assert [one.stays for one in found.proposals] == [Stays.TAKEN_BY_HAND, Stays.HAS_SPOKEN]
    assert found.changing == ()
    away(running, "olivia@example.com", 2)
    assert [one.follow_up_id for one in previewed(running, queue).changing] == [second.id]


def test_whoever_wished_to_be_erased_changes_hands_no_more(running: Scene) -> None:
    row = flagged(running)
    found = previewed(running, SHARED)
    with running.database.transaction() as session:
        session.get_one(FollowUp, row.id).contact.erased_at = running.now
    assert not running.do(reowning.give, found.changing[0], None, rules=running.rules)

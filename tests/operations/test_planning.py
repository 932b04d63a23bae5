"""A plan from what was typed to a draft, looked at, launched, copied; and every race about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from launched import press
from scene import Scene, hashed, small_questionnaire
from sqlalchemy import select, update

from vocsurvey.db.campaign import Campaign, CampaignDecision, CampaignKind, Case, Quota
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.db.reach import PartTally
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.plan import Plan
from vocsurvey.fieldwork.reachability import part_name
from vocsurvey.fieldwork.typed import Typed
from vocsurvey.operations import administering, dialing, planning, previewing
from vocsurvey.operations.administering import Launched, Refusal
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.operations.plan_words import blank, typed_of
from vocsurvey.operations.planning import Saved
from vocsurvey.operations.reaching import chances_among, segment_of
from vocsurvey.operations.standing_in import StandIn
from vocsurvey.operations.trying_out import permit_test_interview
from vocsurvey.rulebook import load_rulebook

ADA, EVE = Actor("Ada", 1), Actor("Eve")
WHOLE: Typed = {
    "name": ["Winter"],
    "company_name": ["Northwind"],
    "questionnaire": ["small"],
    "from_number": ["+12025550100"],
}


def known(scene: Scene, campaign_id: int | None = None) -> Any:
    """What a plan may speak of."""
    with scene.database.reading() as session:
        return planning.known(session, ["small"], scene.rules, scene.now, campaign_id)


def drafted(scene: Scene, **typed: list[str]) -> Saved:
    """A draft from what was typed."""
    texts = {name.replace("_q_", "-"): values for name, values in typed.items()}
    saved = scene.do(planning.new_draft, {**WHOLE, **texts}, known(scene), ADA)
    assert isinstance(saved, Saved)
    return saved


def launched(scene: Scene, saved: Saved, **options: Any) -> Any:
    """What comes of launching a draft."""
    return press(
        scene.database,
        saved.campaign.id,
        small_questionnaire(),
        known(scene, saved.campaign.id),
        options.pop("by", ADA),
        rules=scene.rules,
        line_hash=hashed,
        at=lambda: scene.now,
        **options,
    )


def steps(scene: Scene) -> list[tuple[str, str]]:
    """The log, oldest first."""
    return [(row.step, row.actor) for row in scene.rows(select(CampaignDecision).order_by(CampaignDecision.id))]


def looked_ahead(scene: Scene, saved: Saved) -> previewing.Preview:
    """What would happen."""
    with scene.database.reading() as session:
        row = session.get_one(Campaign, saved.campaign.id)
        return previewing.preview(
            session, row, small_questionnaire(), rules=scene.rules, line_hash=hashed, now=scene.now
        )


def test_what_is_typed_is_kept_whole_or_not(scene: Scene) -> None:
    half = drafted(scene, name=["Half"], zone=["Mars"])
    assert not half.whole
    assert list(half.problems) == ["zone"]
    row = scene.rows(select(Campaign))[0]
    assert (row.name, row.company_name, row.typed["zone"]) == ("Half", "", ["Mars"])
    nameless = [drafted(scene, name=name).campaign.name for name in ([""], ["Half"])]
    assert len(set(nameless)) == 2
    assert all(name.startswith("Campaign without a name") for name in nameless)
    saved = scene.do(planning.save_draft, row.id, WHOLE, 1, known(scene, row.id), ADA)
    assert saved.whole
    assert scene.rows(select(Campaign).where(Campaign.id == row.id))[0].company_name == "Northwind"


def test_the_number_that_people_see_is_not_a_customers(scene: Scene) -> None:
    theirs = drafted(scene, from_number=["+1 202 555 0101"])
    assert {name: problem.sentence for name, problem in theirs.problems.items()} == {
        "from_number": "That is the telephone of Ann Archer, Alder Freight, whom people would call back; "
        "choose one of ours."
    }
    refused = launched(scene, theirs)
    assert isinstance(refused, Refusal)
    assert "its plan is not whole: That is the telephone of Ann Archer" in refused.sentence
    with scene.database.transaction() as session:
        session.scalars(select(Contact).where(Contact.external_id == "C1")).one().erased_at = scene.now
    with scene.database.reading() as session:
        row = session.get_one(Campaign, theirs.campaign.id)
        assert isinstance(planning.plan_of(session, row, known(scene, row.id)), Plan), (
            "nothing tells that she was there"
        )


def test_a_name_that_was_taken_meanwhile_is_passed_over(scene: Scene) -> None:
    scene.do(planning.new_draft, {**WHOLE, "name": ["Campaign without a name 2"]}, known(scene), ADA)
    assert drafted(scene, name=[""]).campaign.name == "Campaign without a name 3"


def test_a_plan_in_full_is_applied_and_reads_back_as_it_was_typed(scene: Scene) -> None:
    typed: dict[str, list[str]] = {
        "owner": ["1"],
        "answerable": ["campaign"],
        "about": ["support_case"],
        "country": ["US"],
        "draw": ["one_in"],
        "one_in": ["2"],
        "per": ["account"],
        "unhappy_too": ["no"],
        "zone": ["Europe/Berlin"],
        "first_day": ["2026-11-01"],
        "last_day": ["2026-12-24"],
        "hours": ["own"],
        "mon": ["09:00-12:00, 13:00-17:00"],
        "attempts": ["2"],
        "gap_days": ["1"],
        "machine_message": ["no"],
        "every": ["year"],
        "by_clock": ["yes"],
        "standing": ["no"],
        "priority": ["3"],
        "calls_per_day": ["9"],
        "money_per_day": ["25.50"],
        "note": ["yes"],
        "note_days": ["2"],
        "quota-1": ["country=US", "role=user"],
        "quota-1-target": ["4"],
    }
    saved = drafted(scene, **{name.replace("-", "_q_"): texts for name, texts in typed.items()})
    assert saved.problems == {}
    with scene.database.transaction() as session:
        row = session.get_one(Campaign, saved.campaign.id)
        # As a command would have made it: nothing typed, so the columns say it.
        row.typed = None
        session.flush()
        said = typed_of(session, row)
    assert said == {**WHOLE, **typed}
    again = scene.do(planning.save_draft, row.id, WHOLE, 1, known(scene, row.id), ADA)
    assert again.whole
    assert scene.rows(select(Quota)) == []


def test_hours_over_several_days_are_shown_at_each_of_them(scene: Scene) -> None:
    saved = drafted(scene)
    with scene.database.transaction() as session:
        row = session.get_one(Campaign, saved.campaign.id)
        row.typed, row.hours, row.machine_message = None, {"mon-tue": ["09:00-17:00"], "sat": []}, True
        said = typed_of(session, row)
    assert (said["mon"], said["tue"], said["sat"], said["machine_message"]) == (
        ["09:00-17:00"],
        ["09:00-17:00"],
        [""],
        ["yes"],
    )
    assert blank(None, None, "UTC", 1)["company_name"] == []
    assert blank("Northwind", "+12025550100", "UTC", 1)["from_number"] == ["+12025550100"]


def test_whoever_comes_second_is_told(scene: Scene) -> None:
    saved = drafted(scene)
    campaign_id = saved.campaign.id
    assert isinstance(scene.do(planning.save_draft, campaign_id, WHOLE, 1, known(scene, campaign_id), EVE), Saved)
    lost = scene.do(planning.save_draft, campaign_id, WHOLE, 1, known(scene, campaign_id), ADA)
    assert lost == Refusal(
        "Eve has changed this plan while you were typing. Yours is not saved: save it again to replace theirs."
    )
    stale = launched(scene, saved, seen=1)
    assert stale == Refusal("Eve has changed the plan since you looked at it. Look at it again, then launch it.")
    assert launched(scene, saved, seen=2, by=EVE) == Launched(3)
    late = launched(scene, saved, seen=2)
    assert late == Refusal("“Winter” is running, so it cannot be launched again. Eve was faster.")
    refused = scene.do(planning.save_draft, campaign_id, WHOLE, 2, known(scene, campaign_id), ADA)
    assert isinstance(refused, Refusal)
    assert "Copy it instead" in refused.sentence


def test_what_one_person_changes_within_half_an_hour_is_one_decision(scene: Scene) -> None:
    saved = drafted(scene)
    for revision, (who, minutes) in enumerate(((ADA, 0), (ADA, 1), (EVE, 1), (EVE, 31)), 1):
        scene.later(minutes=minutes)
        scene.do(planning.save_draft, saved.campaign.id, WHOLE, revision, known(scene, saved.campaign.id), who)
    assert steps(scene) == [("planned", "Ada"), ("changed", "Ada"), ("changed", "Eve"), ("changed", "Eve")]


def test_a_plan_that_is_not_whole_or_has_no_voice_or_calls_nobody_is_not_launched(scene: Scene) -> None:
    half = launched(scene, drafted(scene, zone=["Mars"]))
    assert isinstance(half, Refusal)
    assert "its plan is not whole: “Mars” is not a time zone" in half.sentence
    mute = launched(scene, drafted(scene, name=["Mute"]), lacking_voices=("de",))
    assert isinstance(mute, Refusal)
    assert "No voice speaks de" in mute.sentence
    nobody = launched(scene, drafted(scene, name=["Nobody"], about=["renewal"]))
    assert isinstance(nobody, Refusal)
    assert "Nobody is left to phone" in nobody.sentence
    scene.rules = load_rulebook()
    narrow = scene.rules.allowance.model_copy(update={"countries": frozenset({"FR"})})
    from_nowhere = type(scene.rules)(**{**vars(scene.rules), "allowance": narrow})
    scene.rules = from_nowhere
    silent = launched(scene, drafted(scene, name=["Silent"]))
    assert isinstance(silent, Refusal)
    assert "nobody in it may be called: 3 of 3" in silent.sentence
    assert "the country is not one of those that we call" in silent.sentence
    assert scene.rows(select(Case)) == []


def test_the_preview_draws_the_very_people_whom_the_launch_draws(scene: Scene) -> None:
    saved = drafted(scene, draw=["one_in"], one_in=["2"], quota_q_1=["country=US"], quota_q_1_q_target=["9"])
    seen = looked_ahead(scene, saved)
    assert seen.people == 2
    assert seen.whole
    assert launched(scene, saved) == Launched(2)
    cases = scene.rows(select(Case))
    assert {case.contact_id for case in cases} == {one.contact_id for one in seen.drawing.drawn}
    assert seen.chances[0].target == 9
    assert seen.chances[0].people == sum(one.facts["country"] == "US" for one in seen.drawing.drawn)


def test_what_calls_have_taught_changes_how_often_people_are_dialled(scene: Scene) -> None:
    scene.rules = load_rulebook()
    saved = drafted(scene)
    guessed = looked_ahead(scene, saved).estimate
    parts = scene.rules.protocol.parts_of_day
    with scene.database.transaction() as session:
        segments = {segment_of(contact, scene.rules) for contact in session.scalars(select(Contact))}
        for segment in segments:
            for part in range(len(parts)):
                session.add(PartTally(segment=segment, part=part_name(parts, part), reached=90, tries=100))
    learned = looked_ahead(scene, saved).estimate
    assert (guessed.calls_learned_from, guessed.observed) == (0, False)
    assert learned.calls_learned_from == 100 * len(parts) * len(segments)
    assert learned.dials < guessed.dials
    assert learned.reached > guessed.reached
    assert learned.tries_take_days > 0


def test_a_day_without_parts_and_a_plan_for_nobody_rest_on_the_guess(scene: Scene) -> None:
    rules = load_rulebook()
    whole = replace(rules, protocol=rules.protocol.model_copy(update={"parts_of_day": ()}))
    with scene.database.reading() as session:
        chances, learned_from = chances_among(session, {"US/user": 2}, whole)
        assert learned_from == 0
        assert list(chances) == pytest.approx([1 / 3])
        chances, learned_from = chances_among(session, {}, rules)
        assert learned_from == 0
        assert list(chances) == pytest.approx([1 / 3] * len(rules.protocol.parts_of_day))


def test_the_preview_says_who_waits_and_why_by_the_rules_of_the_claim(scene: Scene) -> None:
    scene.rules = load_rulebook()
    scene.people_refuse("C3")
    saved = drafted(scene)
    seen = looked_ahead(scene, saved)
    # It is ten in the morning in Washington; the German is not called by a machine, but by a person. Of the two
    # Americans, who are colleagues, one is called at a time.
    assert (seen.standing.now, seen.standing.blocked) == (1, ())
    assert [(group.people, group.reasons) for group in seen.standing.deferred] == [(1, ("account_share",))]
    assert [(group.people, group.reasons) for group in seen.standing.onward] == [
        (1, ("no_consent_for_automated_voice",))
    ]
    assert seen.standing.callable == 3
    assert [(place.country, place.people) for place in seen.places] == [("US", 2), ("DE", 1)]
    assert {language for language, _ in seen.lengths} == {"en", "de"}
    # One in three calls reaches somebody, so the rules guess: 1 + 2/3 + (2/3)² … over six tries, for three people.
    assert (seen.estimate.dials, seen.estimate.calls_learned_from) == (9, 0)
    # The German is called by a person from the first try on, the others after four by machine.
    assert seen.estimate.live == 4
    assert not seen.estimate.observed
    # Two contacts of one account, and one at a time.
    assert seen.spread_days == 30
    scene.later(hours=12)
    night = looked_ahead(scene, saved)
    assert night.standing.now == 0
    assert [group.reasons for group in night.standing.deferred] == [
        ("outside_hours",),
        ("account_share", "outside_hours"),
    ]
    assert night.standing.deferred[0].until is not None
    scene.later(days=400)
    assert scene.rows(select(Case)) == []
    nobody = looked_ahead(scene, drafted(scene, name=["Nobody"], about=["renewal"]))
    assert (nobody.people, nobody.standing.callable, nobody.places) == (0, 0, ())
    # Everybody is elsewhere, the happy and the unhappy alike.
    assert (nobody.unhappy.everybody, nobody.unhappy.others) == (0, 3)


def test_blocked_people_are_counted_and_what_was_seen_stands_in_place_of_the_assumption(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.campaign()
    token, sid = scene.dial("C1")
    scene.talk(token, sid, "1", "1", "2")
    scene.hang_up(token, sid)
    narrow = scene.rules.allowance.model_copy(update={"countries": frozenset({"US"})})
    scene.rules = type(scene.rules)(**{**vars(scene.rules), "allowance": narrow})
    seen = looked_ahead(scene, drafted(scene))
    assert [(group.people, group.reasons) for group in seen.standing.blocked] == [(1, ("country_not_allowed",))]
    assert seen.unhappy.everybody == 1
    monkeypatch.setattr(previewing, "MOST_ASKED", 1)
    some = looked_ahead(scene, drafted(scene, name=["Some"]))
    assert (some.standing.asked, some.people, some.whole) == (1, 3, False)


def test_a_copy_is_a_draft_with_the_plan_and_without_the_days(scene: Scene) -> None:
    saved = drafted(scene, last_day=["2026-12-24"], country=["US"])
    launched(scene, saved)
    for wanted in ("Winter, 2", "Winter, 3"):
        with scene.database.transaction() as session:
            row = session.get_one(Campaign, saved.campaign.id)
            copied = planning.copy_campaign(session, row, known(scene), EVE, scene.now)
        assert copied.whole
        assert (copied.campaign.name, copied.campaign.status) == (wanted, "draft")
        assert (copied.campaign.filters, copied.campaign.ends_at) == ({"country": ["US"]}, None)
    assert steps(scene)[-1] == ("planned", "Eve")


def test_a_copy_of_a_standing_campaign_phones_nobody_by_itself(scene: Scene) -> None:
    saved = drafted(scene)
    with scene.database.transaction() as session:
        # Made by an earlier version, which kept it beside what was typed.
        row = session.get_one(Campaign, saved.campaign.id)
        row.standing, row.typed = True, {k: v for k, v in (row.typed or {}).items() if k != "standing"}
    launched(scene, saved)
    with scene.database.transaction() as session:
        row = session.get_one(Campaign, saved.campaign.id)
        copied = planning.copy_campaign(session, row, known(scene), EVE, scene.now)
    assert copied.campaign.standing
    assert scene.rows(select(Case.id)) == []
    launched(scene, copied)
    assert scene.rows(select(Case.id)) == []


def test_a_draft_made_by_a_verb_can_be_planned_on(scene: Scene) -> None:
    made = scene.do(
        administering.new_campaign,
        name="Draft",
        company_name="N",
        questionnaire="small",
        from_number="+12025550199",
        touchpoint_kinds=(),
        owner_id=None,
    )
    with scene.database.reading() as session:
        read = planning.plan_of(session, session.get_one(Campaign, made.id), known(scene, made.id))
    assert isinstance(read, Plan)
    assert read.name == "Draft"


@pytest.mark.parametrize(
    ("answerable", "contact", "wanted"),
    [
        ("account", "C1", "Olivia Owner"),
        ("account", "C3", None),
        ("account_or_campaign", "C1", "Olivia Owner"),
        ("account_or_campaign", "C3", "Sam Success"),
        ("campaign", "C1", "Sam Success"),
    ],
)
def test_follow_ups_go_to_whoever_the_plan_says(
    scene: Scene, answerable: str, contact: str, wanted: str | None
) -> None:
    sam = scene.user("sam@example.com")
    launched(scene, drafted(scene, answerable=[answerable], owner=[str(sam.id)]))
    token, sid = scene.dial(contact)
    scene.talk(token, sid, "1", "1", "2")
    found = scene.rows(select(User).join(FollowUp, FollowUp.owner_id == User.id))
    assert [one.name for one in found] == ([wanted] if wanted else [])
    # The customer hears the same name.
    assert scene.interview(contact).facts["owner.name"] == wanted


def test_a_campaign_keeps_to_its_own_limits_and_protocol(scene: Scene) -> None:
    saved = drafted(scene, calls_per_day=["1"], attempts=["1"], country=["US"])
    assert launched(scene, saved) == Launched(2)
    first = scene.claim()
    assert len(first) == 2
    assert isinstance(scene.permit(first[0]), dialing.Permit)
    # The first permit has used the day's one call up.
    refused = scene.permit(first[1])
    assert isinstance(refused, dialing.Refused)
    assert refused.why == "campaign_calls_used_up"
    assert scene.claim() == ()


def test_one_try_is_enough_where_the_campaign_says_so(scene: Scene) -> None:
    launched(scene, drafted(scene, attempts=["1"]))
    token, sid = scene.dial("C1")
    scene.hang_up(token, sid, outcome=CarrierOutcome.NO_ANSWER)
    assert scene.case("C1").closed_at is not None


def test_test_calls_are_in_no_copy_and_no_name(scene: Scene) -> None:
    with scene.database.transaction() as session:
        user = session.get_one(User, scene.user("sam@example.com").id)
        permit_test_interview(
            session, small_questionnaire(), Line("+12025550170", "", "fixed", "US"),
            StandIn(user.name, user.name, user, "en"), from_number="+12025550199", line_hash=hashed, now=scene.now,
        )  # fmt: skip
    assert scene.rows(select(Campaign))[0].kind == CampaignKind.TEST
    assert drafted(scene, name=[""]).campaign.name == "Campaign without a name 1"


def test_the_preview_says_who_gets_no_note(scene: Scene) -> None:
    saved = drafted(scene, owner=["1"], note=["yes"])
    assert saved.whole
    nobody = looked_ahead(scene, saved)
    assert nobody.unaddressed == 3
    with scene.database.transaction() as session:
        session.execute(update(Contact).where(Contact.external_id == "C1").values(email="ann@alder.example"))
        session.execute(update(Contact).where(Contact.external_id == "C2").values(email="nobody"))
    seen = looked_ahead(scene, saved)
    assert (seen.unaddressed, seen.standing.now) == (2, 2)
    assert nobody.estimate.done_at is not None
    assert seen.estimate.done_at == nobody.estimate.done_at + timedelta(days=1)
    assert [one.reasons for one in seen.standing.deferred] == [("note_not_sent",)]
    assert looked_ahead(scene, drafted(scene, name=["Other"])).unaddressed is None

"""People, campaigns and gates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from launched import launch
from scene import PEOPLE, Scene, small_questionnaire
from sqlalchemy import select

from vocsurvey.db.campaign import Campaign, Case, DialGate, QuestionnaireVersion
from vocsurvey.db.people import Role, User, Way
from vocsurvey.db.sample import Account, Contact, PhoneLine, Touchpoint
from vocsurvey.operations import administering, keeping_time
from vocsurvey.operations.administering import Launched, Refusal


def draft(scene: Scene, name: str = "Draft", kinds: tuple[str, ...] = ()) -> Campaign:
    """A campaign that was not launched."""
    made = scene.do(
        administering.new_campaign,
        name=name,
        company_name="Northwind",
        questionnaire="small",
        from_number="+12025550199",
        touchpoint_kinds=kinds,
        owner_id=None,
    )
    assert isinstance(made, Campaign)
    return made


def test_launching_pins_the_questionnaire_and_draws_the_sample(scene: Scene) -> None:
    campaign = draft(scene)
    assert scene.do(launch, campaign.id, small_questionnaire(), "Ada") == Launched(3)
    row = scene.rows(select(Campaign))[0]
    assert (row.status, row.launched_at) == ("running", scene.now)
    assert row.questionnaire_digest == scene.rows(select(QuestionnaireVersion))[0].digest
    assert {case.due_at for case in scene.rows(select(Case))} == {scene.now}
    assert {gate.key for gate in scene.rows(select(DialGate))} == {"all", f"campaign:{campaign.id}"}


def test_a_second_campaign_on_the_same_questionnaire_shares_its_version(scene: Scene) -> None:
    scene.campaign("Autumn")
    scene.campaign("Winter")
    assert len(scene.rows(select(QuestionnaireVersion))) == 1


def test_a_campaign_without_anybody_to_phone_is_refused(scene: Scene) -> None:
    campaign = draft(scene, kinds=("renewal",))
    refusal = scene.do(launch, campaign.id, small_questionnaire(), "Ada")
    assert isinstance(refusal, Refusal)
    assert "Nobody is left to phone" in refusal.sentence
    assert scene.rows(select(Case)) == []


def test_a_questionnaire_that_nobody_has_time_for_is_refused(scene: Scene) -> None:
    campaign, short = draft(scene), small_questionnaire()
    endless = dict.fromkeys(short.languages, "And another thing, and another. " * 100)
    first = short.questions[0].model_copy(update={"say": endless})
    long = short.model_copy(update={"questions": (first, *short.questions[1:])})
    refusal = scene.do(launch, campaign.id, long, "Ada")
    assert isinstance(refusal, Refusal)
    assert "is not launched: the longest way takes" in refusal.sentence
    assert scene.rows(select(Case)) == []


def test_names_and_kinds_are_checked(scene: Scene) -> None:
    draft(scene)
    twice = scene.do(
        administering.new_campaign,
        name="Draft",
        company_name="N",
        questionnaire="small",
        from_number="+12025550199",
        touchpoint_kinds=(),
        owner_id=None,
    )
    assert isinstance(twice, Refusal)
    odd = scene.do(
        administering.new_campaign,
        name="Other",
        company_name="N",
        questionnaire="small",
        from_number="+12025550199",
        touchpoint_kinds=("lunch",),
        owner_id=None,
    )
    assert isinstance(odd, Refusal)
    assert "lunch is not a kind of touchpoint" in odd.sentence


def test_each_contact_is_asked_about_the_latest_touchpoint(scene: Scene) -> None:
    scene.people_again([PEOPLE[0].replace("T1,", "T9,").replace("night export", "new printer")])
    scene.campaign()
    assert len(scene.rows(select(Case))) == 3
    case = scene.case("C1")
    touchpoint = scene.rows(select(Touchpoint).where(Touchpoint.id == case.touchpoint_id))[0]
    assert touchpoint.external_id == "T9"


def test_pausing_and_resuming_close_and_open_the_gate(running: Scene) -> None:
    campaign_id = running.case().campaign_id
    key = f"campaign:{campaign_id}"

    def state() -> tuple[str, bool]:
        return running.rows(select(Campaign))[0].status, running.rows(select(DialGate).where(DialGate.key == key))[
            0
        ].opened

    assert isinstance(running.do(administering.pause, campaign_id, "Ada"), Campaign)
    assert state() == ("paused", False)
    assert isinstance(running.do(administering.pause, campaign_id, "Ada"), Refusal)
    assert state() == ("paused", False)
    assert running.claim() == ()
    assert isinstance(running.do(administering.resume, campaign_id, "Ada"), Campaign)
    assert state() == ("running", True)
    assert isinstance(running.do(administering.resume, campaign_id, "Ada"), Refusal)
    assert state() == ("running", True)
    assert len(running.claim()) == 3


def test_a_gate_that_somebody_closed_stays_closed_at_the_next_launch(scene: Scene) -> None:
    scene.do(administering.set_gate, "all", opened=False, by="Ada")
    scene.campaign()
    assert scene.claim() == ()
    scene.do(administering.set_gate, "all", opened=False, by="Bob")
    assert scene.rows(select(DialGate).where(DialGate.key == "all"))[0].changed_by == "Ada"


def test_people_sign_in_once(scene: Scene) -> None:
    again = scene.do(
        administering.add_user, email="Olivia@Example.com ", name="O", role=Role.CALLER, password_hash="-", zone="UTC"
    )
    assert again == Refusal("olivia@example.com can sign in already.")


def test_an_agent_signs_in_as_the_one_that_feedback_is_about(scene: Scene) -> None:
    gus = scene.do(
        administering.add_user,
        email="gus@example.com",
        name="Gus",
        role=Role.AGENT,
        password_hash="-",
        zone="UTC",
        agent_external_id="G1",
    )
    assert isinstance(gus, User)
    assert gus.agent_id is not None
    nobody = scene.do(
        administering.add_user,
        email="x@example.com",
        name="X",
        role=Role.AGENT,
        password_hash="-",
        zone="UTC",
        agent_external_id="G9",
    )
    assert isinstance(nobody, Refusal)


def test_importing_twice_changes_nothing(scene: Scene) -> None:
    before = [len(scene.rows(select(table))) for table in (Account, Contact, PhoneLine, Touchpoint)]
    scene.people_again(PEOPLE)
    assert (
        [len(scene.rows(select(table))) for table in (Account, Contact, PhoneLine, Touchpoint)]
        == before
        == [2, 3, 3, 3]
    )


def test_a_row_changes_what_it_says_and_leaves_alone_what_it_leaves_empty(scene: Scene) -> None:
    scene.people_again(["A1,Alder Freight Ltd,US,nobody@example.com,C1,Ann Archer,,+1 (202) 555-0107,,,,,,,,,"])
    contact = scene.rows(select(Contact).where(Contact.external_id == "C1"))[0]
    line = scene.rows(select(PhoneLine).where(PhoneLine.id == contact.line_id))[0]
    assert line.number == "+12025550107"
    assert (contact.language, contact.zone) == ("en", "America/New_York")
    assert contact.role == "decision_maker"
    account = scene.rows(select(Account).where(Account.external_id == "A1"))[0]
    assert account.name == "Alder Freight Ltd"
    assert account.owner_id == scene.user("olivia@example.com").id
    assert len(scene.rows(select(Touchpoint))) == 4


def test_the_lease_is_held_by_one_clock_until_it_runs_out_or_is_given_back(scene: Scene) -> None:
    length = timedelta(seconds=20)
    assert scene.do(keeping_time.hold_lease, "clock", "first", length=length)
    assert scene.do(keeping_time.hold_lease, "clock", "first", length=length)
    assert not scene.do(keeping_time.hold_lease, "clock", "second", length=length)
    scene.later(seconds=20)
    assert scene.do(keeping_time.hold_lease, "clock", "second", length=length)
    scene.do(keeping_time.drop_lease, "clock", "second")
    assert scene.do(keeping_time.hold_lease, "clock", "first", length=length)


def test_one_person_with_two_touchpoints_in_one_list_has_one_line(scene: Scene) -> None:
    scene.people_again([PEOPLE[0], PEOPLE[0].replace("T1,", "T7,")])
    assert len(scene.rows(select(PhoneLine))) == 3
    assert {row.external_id for row in scene.rows(select(Touchpoint))} == {"T1", "T2", "T3", "T7"}


def test_what_a_caller_can_do_changes_and_what_nobody_names_stays(scene: Scene) -> None:
    scene.do(
        administering.add_user, email="cal@example.com", name="Cal", role=Role.CALLER, password_hash="-", zone="UTC"
    )

    def skills(**said: Any) -> tuple[list[str], bool]:
        with scene.database.transaction() as session:
            user = administering.set_skills(session, " CAL@example.com", **said)
            assert isinstance(user, User)
            return user.languages, user.converts_refusals

    assert skills() == ([], False)
    assert skills(languages=["de-CH", "EN", "de"]) == (["de", "en"], False)
    assert skills(converts_refusals=True) == (["de", "en"], True)
    assert skills(phone="+12025550170") == (["de", "en"], True)
    assert scene.user("cal@example.com").phone == "+12025550170"
    assert skills(way=Way.BROWSER) == (["de", "en"], True)
    assert (scene.user("cal@example.com").phone, scene.user("cal@example.com").way) == ("+12025550170", Way.BROWSER)
    with scene.database.transaction() as session:
        nobody = administering.set_skills(session, "dora@example.com", languages=["fr"])
    assert nobody == Refusal("Nobody signs in as dora@example.com.")

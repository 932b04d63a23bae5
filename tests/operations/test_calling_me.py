"""A test interview at one's own phone: a whole interview, of which no list, figure, queue or clock knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from launched import launch
from scene import NOW, PEOPLE, Scene, both, hashed, small_questionnaire
from sqlalchemy import select

from vocsurvey.db.agreement import Appointment, Promise
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, CampaignKind, Case, CaseKind, DialGate
from vocsurvey.db.dialing import Attempt, Call, CallPurpose, CallStatus, DialPermit
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent, Notice
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.people import User
from vocsurvey.db.reads.campaigns import campaigns
from vocsurvey.db.reads.feedback import feedback_about
from vocsurvey.db.reads.follow_ups import follow_ups, tally
from vocsurvey.db.reads.notices import notices, unseen
from vocsurvey.db.reads.people import people
from vocsurvey.db.reads.progress import progress
from vocsurvey.db.reads.questionnaires import fielded_names, fieldings, versions
from vocsurvey.db.reads.standstill import standstills
from vocsurvey.db.reads.timings import observed
from vocsurvey.db.reads.trial import Phase, last_number, trial_file
from vocsurvey.db.sample import Agent, Contact, SuppressionScope
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.phone import Line
from vocsurvey.interview.heard import Heard, Speech
from vocsurvey.interview.rehearse import EXAMPLE_FACTS, example_facts
from vocsurvey.interview.transcript import Channel
from vocsurvey.interview.turn import Ending
from vocsurvey.operations import administering, dialing, following_up
from vocsurvey.operations.administering import Launched, Refusal
from vocsurvey.operations.dialing import ALL_DIALLING, Refused
from vocsurvey.operations.reporting import summarise
from vocsurvey.operations.standing_in import StandIn
from vocsurvey.operations.suppressing import suppress_line
from vocsurvey.operations.trying_out import MOST_IN_AN_HOUR, PermittedTest, permit_test_interview
from vocsurvey.questionnaire.digest import digest
from vocsurvey.questionnaire.model import Closing, Questionnaire, Spoken

FROM = "+12025550199"
MINE = Line("+12025550170", "", "fixed", "US")
DETRACTOR = ("1", "2", "2")  # a good time; not resolved; nobody cared


def ask(
    scene: Scene,
    *,
    email: str | None = "olivia@example.com",
    line: Line = MINE,
    language: str = "en",
    questionnaire: Questionnaire | None = None,
) -> PermittedTest | Refused:
    """Somebody asks for a test interview at a phone; without an address, somebody on the command line."""
    with scene.database.transaction() as session:
        user = session.scalars(select(User).where(User.email == email)).one() if email else None
        name = user.name if user else "Maria Keller"
        return permit_test_interview(
            session,
            questionnaire or small_questionnaire(),
            line,
            StandIn(name, user.name if user else "the command line", user, language),
            from_number=FROM,
            line_hash=hashed,
            now=scene.now,
        )


def ring(scene: Scene, **wish: Any) -> tuple[int, str, str]:
    """A test interview that is at the carrier: its case, token and SID."""
    asked = ask(scene, **wish)
    assert isinstance(asked, PermittedTest)
    sid = next(scene.sids)
    scene.do(dialing.record_placed, asked.permit.call_id, sid)
    return asked.case_id, asked.permit.token, sid


def hold(scene: Scene, *heard: Heard | str, **wish: Any) -> int:
    """A whole test interview; its case."""
    case_id, token, sid = ring(scene, **wish)
    scene.talk(token, sid, *heard)
    scene.later(seconds=5)
    scene.hang_up(token, sid)
    return case_id


def of_case(scene: Scene, case_id: int) -> Case:
    """The case as it stands."""
    found = scene.rows(select(Case).where(Case.id == case_id))[0]
    assert isinstance(found, Case)
    return found


def clean(scene: Scene, *, later: timedelta = timedelta(days=30)) -> bool:
    """Whether the audit has nothing to say, even when everything that was left open would be forgotten."""
    with scene.database.reading() as session:
        return audit(session, scene.now + later, hashed) == ()


def figures(scene: Scene, campaign_id: int) -> dict[str, Any]:
    """Everything that is counted, listed or owed anywhere."""
    with scene.database.reading() as session:
        row = session.get_one(Campaign, campaign_id)
        users = [user.id for user in session.scalars(select(User).order_by(User.id))]
        agents = [agent.id for agent in session.scalars(select(Agent))]
        asked = small_questionnaire()
        return {
            "campaigns": campaigns(session),
            "running": campaigns(session, only_running=True),
            "summary": summarise(session, campaign_id, scene.rules.dispositions),
            "progress": progress(session, row),
            "standstills": standstills(session, row, scene.now),
            "follow-ups": [
                follow_ups(session, whose=whose, user_id=user, opened=opened)
                for whose in ("mine", "queue", "all")
                for user in users
                for opened in (True, False)
            ],
            "tallies": [tally(session, user) for user in users],
            "bells": [(unseen(session, user), notices(session, user)) for user in users],
            "people": people(session),
            "feedback": [feedback_about(session, agent, scene.rules.attribution) for agent in agents],
            "owed": following_up.due_notices(session, scene.now),
            "late": following_up.overdue(session, scene.now + timedelta(days=15), scene.rules),
            "fielded": (fieldings(session), fielded_names(session), versions(session, "small")),
            "timings": observed(session, asked, digest(asked), "en", Channel.IVR),
        }


def test_an_interview_like_any_other_over_one_permitted_call(scene: Scene) -> None:
    case_id, token, sid = ring(scene)
    spoken = scene.answer(token, sid)
    assert "Hello Olivia" in spoken.turn.lines[0].text
    spoken = scene.talk(token, sid, "1", "1", "1", "9")
    assert spoken.course.ending is Ending.COMPLETED
    scene.hang_up(token, sid)
    case = of_case(scene, case_id)
    assert (case.kind, case.disposition, case.closed_at) == (CaseKind.TEST, "1.1", scene.now)
    call = scene.call(token)
    assert (call.purpose, call.status, call.from_number) == (CallPurpose.TEST, CallStatus.ENDED, FROM)
    permit = scene.rows(select(DialPermit).where(DialPermit.call_id == call.id))[0]
    assert permit.decision["asked_for_by"] == "Olivia Owner"
    assert clean(scene)


def test_no_figure_list_queue_bell_or_clock_knows_of_it(running: Scene) -> None:
    token, sid = running.dial("C1")
    running.talk(token, sid, *DETRACTOR)
    running.hang_up(token, sid)
    campaign_id = running.case("C1").campaign_id
    # The same person a moment later: nothing else may differ between the two looks than the test.
    before = figures(running, campaign_id)
    held_at = running.now
    hold(running, *DETRACTOR)
    hold(running, "1", "1", "1", "10#")
    hold(running, *DETRACTOR, line=Line("+12025550101", "", "fixed", "US"))  # also a customer's phone
    running.now = held_at
    assert figures(running, campaign_id) == before
    assert [len(running.rows(select(Answer).where(Answer.negative))), len(running.rows(select(Flag)))] == [6, 6]
    assert clean(running, later=timedelta(0))


def test_what_it_raises_is_closed_in_the_same_moment_and_stays_with_the_tester(scene: Scene) -> None:
    case_id, token, sid = ring(scene)
    spoken = scene.talk(token, sid, "1", "2")
    assert len(spoken.flagged) == 1
    follow_up = scene.rows(select(FollowUp))[0]
    assert (follow_up.state, follow_up.closed_at, follow_up.next_action_at) == ("tried_out", scene.now, None)
    assert follow_up.owner_id == scene.user("olivia@example.com").id
    assert clean(scene, later=timedelta(0))
    first_severity = follow_up.severity
    spoken = scene.hear(token, sid, spoken.turn.position, "2")
    scene.hang_up(token, sid)
    follow_up = scene.rows(select(FollowUp))[0]
    assert (first_severity, follow_up.severity, follow_up.state) == ("high", "high", "tried_out")
    assert [row.kind for row in scene.rows(select(FollowUpEvent).order_by(FollowUpEvent.id))] == [
        "opened",
        "tried_out",
        "flagged_again",
    ]
    assert scene.rows(select(Notice)) == []
    scene.later(days=20)
    assert scene.do(following_up.escalate_overdue, rules=scene.rules) == ()
    assert clean(scene)
    with scene.database.reading() as session:
        found = trial_file(session, session.get_one(Case, case_id))
    assert [flag.severity for flag in found.flags] == ["high", "high"]
    assert (found.severity, found.due_at) == ("high", follow_up.first_contact_due_at)


def test_a_corrected_answer_leaves_the_test_closed(scene: Scene) -> None:
    hold(scene, "1", "2", "*", "2", "1", "1", "9")
    answers = scene.rows(select(Answer).where(Answer.question == "resolved").order_by(Answer.id))
    assert [(row.value, row.superseded_at is not None) for row in answers] == [("no", True), ("yes", False)]
    assert [row.state for row in scene.rows(select(FollowUp))] == ["tried_out"]
    assert clean(scene)


@pytest.mark.parametrize("outcome", [CarrierOutcome.NO_ANSWER, CarrierOutcome.BUSY, CarrierOutcome.FAILED])
def test_the_clock_never_calls_the_tester_again(running: Scene, outcome: CarrierOutcome) -> None:
    case_id, token, sid = ring(running)
    running.hang_up(token, sid, outcome)
    assert of_case(running, case_id).closed_at == running.now
    running.later(days=3)
    mine = Call.attempt.has(Attempt.case_id == case_id)
    running.claim(limit=100)
    assert [call.status for call in running.rows(select(Call).where(mine))] == [CallStatus.ENDED]
    assert clean(running)


def test_a_call_that_was_never_sent_closes_the_test(scene: Scene) -> None:
    asked = ask(scene)
    assert isinstance(asked, PermittedTest)
    scene.do(dialing.record_unsent, asked.permit.call_id, "the line was cut", throttled=False, rules=scene.rules)
    with scene.database.reading() as session:
        found = trial_file(session, session.get_one(Case, asked.case_id))
    assert (found.phase, found.problem, found.live) == (Phase.UNSENT, "the line was cut", False)
    assert of_case(scene, asked.case_id).closed_at == NOW
    assert clean(scene)


def test_even_the_permit_of_every_other_call_does_not_let_a_test_pass(scene: Scene) -> None:
    asked = ask(scene)
    assert isinstance(asked, PermittedTest)
    assert scene.permit(asked.permit.call_id) == Refused("not planned")
    gates = scene.rows(select(Campaign.id).where(Campaign.kind == CampaignKind.TEST))
    with scene.database.reading() as session:
        gate = session.get_one(DialGate, dialing.campaign_gate(gates[0]))
        assert not gate.opened


def test_a_call_back_is_agreed_aloud_and_called_off_at_the_end(scene: Scene) -> None:
    case_id, token, sid = ring(scene)
    spoken = scene.talk(token, sid, "2")
    while spoken.course.ending is None:
        spoken = scene.hear(token, sid, spoken.turn.position, "1")
    assert spoken.course.ending is Ending.CALL_BACK
    scene.hang_up(token, sid)
    made = scene.rows(select(Appointment).where(Appointment.case_id == case_id))
    assert [row.cancelled_at for row in made] == [scene.now]
    assert of_case(scene, case_id).closed_at == scene.now
    assert clean(scene)


def test_asking_for_a_person_brings_nobody_to_the_phone(scene: Scene) -> None:
    case_id, token, sid = ring(scene)
    spoken = scene.talk(token, sid, "1", "*", "4")
    while spoken.course.ending is None:
        spoken = scene.hear(token, sid, spoken.turn.position, "1")
    assert spoken.course.ending is Ending.PERSON
    scene.hang_up(token, sid)
    assert [row.cancelled_at for row in scene.rows(select(Appointment))] == [scene.now]
    assert [row.rule for row in scene.rows(select(Flag))] == ["person_requested"]
    assert [row.state for row in scene.rows(select(FollowUp))] == ["tried_out"]
    assert of_case(scene, case_id).closed_at == scene.now
    assert clean(scene)


def test_a_promise_of_a_test_binds_nobody(scene: Scene) -> None:
    flagged = Spoken(say=both("{owner.name|Somebody} will call you[ by {promise.by}]."))
    promising = small_questionnaire().model_copy(update={"closing": Closing(say=both("Bye."), flagged=flagged)})
    hold(scene, *DETRACTOR, Speech("They never called."), "9", questionnaire=promising)
    promise, follow_up = scene.rows(select(Promise))[0], scene.rows(select(FollowUp))[0]
    assert promise.words.startswith(f"{EXAMPLE_FACTS['owner.name']} will call you by ")
    assert promise.by_at >= follow_up.first_contact_due_at
    assert (follow_up.state, follow_up.next_action_at) == ("tried_out", None)
    assert clean(scene)


def test_an_opt_out_in_a_test_is_an_opt_out(scene: Scene) -> None:
    case_id, token, sid = ring(scene)
    spoken = scene.talk(token, sid, "1", "*", "9")
    assert spoken.course.ending is Ending.OPTED_OUT
    scene.hang_up(token, sid)
    assert of_case(scene, case_id).disposition is not None
    assert ask(scene) == Refused("this line asked not to be called")
    scene.later(minutes=1)
    assert clean(scene)


def test_nobody_draws_the_tester_for_a_campaign(scene: Scene) -> None:
    hold(scene, "1", "1", "1", "9")
    drawn = scene.do(
        administering.new_campaign,
        name="Winter",
        company_name="Northwind",
        questionnaire="small",
        from_number=FROM,
        touchpoint_kinds=[],
        owner_id=None,
    )
    assert scene.do(launch, drawn.id, small_questionnaire(), "a test") == Launched(len(PEOPLE))
    standing = scene.rows(select(Campaign.id).where(Campaign.kind == CampaignKind.TEST))[0]
    assert isinstance(scene.do(administering.resume, standing, "a test"), Refusal)
    assert scene.do(administering.finish_campaigns) == ()
    assert clean(scene)


def test_one_campaign_stands_for_all_tests_of_a_version(scene: Scene) -> None:
    hold(scene, "1", "1", "1", "9")
    hold(scene, "1", "1", "1", "9", email=None, language="de")
    assert [row.company_name for row in scene.rows(select(Campaign))] == [EXAMPLE_FACTS["company.name"]]
    scene.campaign()
    hold(scene, "1", "1", "1", "9")
    other = small_questionnaire().model_copy(update={"title": both("Other words")})
    scene.later(hours=1)
    hold(scene, "1", "1", "1", "9", questionnaire=other)
    standing = scene.rows(select(Campaign).where(Campaign.kind == CampaignKind.TEST).order_by(Campaign.id))
    assert [row.company_name for row in standing] == ["Northwind", "Northwind"]
    assert {row.questionnaire_digest for row in standing} == {digest(small_questionnaire()), digest(other)}
    assert len(scene.rows(select(Contact).where(~Contact.active))) == 2
    with scene.database.reading() as session:
        assert [one.digest for one in versions(session, "small")] == [digest(small_questionnaire())]
        assert [one.created_at for one in versions(session, "small")] == [fieldings(session)[0].launched_at]
    assert clean(scene)


def test_what_is_said_of_the_customer_is_made_up_as_in_a_rehearsal(scene: Scene) -> None:
    case_id = hold(scene, "1", "1", "1", "9", language="de")
    facts = scene.rows(select(Interview).where(Interview.case_id == case_id))[0].facts
    assert facts["contact.name"] == "Olivia Owner"
    assert facts["contact.language"] == "de"
    assert facts["follow_up.open"] is False
    assert facts["touchpoint.closed_on"] == (NOW - timedelta(days=1)).date().isoformat()
    for name in ("account.name", "touchpoint.subject", "agent.name", "owner.name", "campaign.name"):
        assert facts[name] == example_facts("de")[name]
    assert facts["touchpoint.subject"] == "Etikettendrucker"
    english = scene.rows(select(Interview).where(Interview.case_id == hold(scene, "1", language="en")))[0].facts
    assert english["touchpoint.subject"] == EXAMPLE_FACTS["touchpoint.subject"]


def test_five_an_hour_for_one_person(scene: Scene) -> None:
    for extension in range(MOST_IN_AN_HOUR):
        hold(scene, "1", line=Line(MINE.number, str(extension), "fixed", "US"))
    assert ask(scene, line=Line(MINE.number, "77", "fixed", "US")) == Refused(
        "there were 5 test calls within the hour; the next can come in 60 min"
    )
    assert isinstance(ask(scene, email="sam@example.com", line=Line(MINE.number, "78", "fixed", "US")), PermittedTest)
    scene.later(hours=1)
    assert isinstance(ask(scene, line=Line(MINE.number, "77", "fixed", "US")), PermittedTest)


def test_five_an_hour_for_one_phone_whoever_asks(scene: Scene) -> None:
    for place in range(MOST_IN_AN_HOUR):
        hold(scene, "1", email=(None, "olivia@example.com", "sam@example.com")[place % 3])
    scene.later(minutes=59, seconds=20)
    assert ask(scene, email=None) == Refused("there were 5 test calls within the hour; the next can come in 1 min")


def test_all_that_stops_another_call_stops_a_test(scene: Scene) -> None:
    ring(scene)
    assert ask(scene, email="sam@example.com") == Refused("this line is in a call already")
    scene.do(dialing.set_gate, ALL_DIALLING, opened=False, by="Ada")
    assert ask(scene) == Refused("all dialling was stopped by Ada")
    assert len(scene.rows(select(Case))) == 1


def test_a_line_that_opted_out_elsewhere_is_not_tried(scene: Scene) -> None:
    line_id = scene.rows(select(Contact.line_id).where(Contact.external_id == "C1"))[0]
    scene.do(suppress_line, line_id, scope=SuppressionScope.AUTOMATED, source="page", reason="asked", line_hash=hashed)
    assert ask(scene, line=Line("+12025550101", "", "fixed", "US")) == Refused("this line asked not to be called")
    assert scene.rows(select(Case)) == []


STAGES: tuple[tuple[Callable[[Scene, int, str, str], object], Phase, bool], ...] = (
    (lambda scene, call_id, token, sid: None, Phase.ASKED, True),
    (lambda scene, call_id, token, sid: scene.do(dialing.record_uncertain, call_id, "?"), Phase.UNCERTAIN, True),
    (lambda scene, call_id, token, sid: scene.do(dialing.record_placed, call_id, sid), Phase.RINGING, True),
    (lambda scene, call_id, token, sid: scene.answer(token, sid), Phase.TALKING, True),
    (lambda scene, call_id, token, sid: scene.hang_up(token, sid), Phase.OVER, False),
)


def test_the_page_follows_the_call(scene: Scene) -> None:
    asked = ask(scene, line=Line(MINE.number, "12", "fixed", "US"))
    assert isinstance(asked, PermittedTest)
    sid = next(scene.sids)
    for happens, phase, live in STAGES:
        happens(scene, asked.permit.call_id, asked.permit.token, sid)
        with scene.database.reading() as session:
            found = trial_file(session, session.get_one(Case, asked.case_id))
        assert (found.phase, found.live, found.due_at) == (phase, live, None)
    assert (found.questionnaire, found.contact, found.number) == ("small", "Olivia Owner", "+12025550170 ext. 12")


def test_what_a_machine_answered_and_what_nobody_did(scene: Scene) -> None:
    case_id, token, sid = ring(scene)
    scene.report(token, sid, "no_answer", CallStatus.ENDED, 3, CarrierOutcome.NO_ANSWER, "machine")
    with scene.database.reading() as session:
        found = trial_file(session, session.get_one(Case, case_id))
    assert (found.phase, found.outcome, found.machine) == (Phase.UNANSWERED, CarrierOutcome.NO_ANSWER, True)


def test_the_form_remembers_the_phone(scene: Scene) -> None:
    olivia, sam = scene.user("olivia@example.com").id, scene.user("sam@example.com").id
    ring(scene)
    scene.later(seconds=1)
    ring(scene, line=Line(MINE.number, "3", "fixed", "US"))
    with scene.database.reading() as session:
        assert (last_number(session, olivia), last_number(session, sam)) == ("+12025550170 ext. 3", None)

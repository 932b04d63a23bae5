"""Whom to call, over real rows: other campaigns, colleagues, the budget of the day, and what people want."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from scene import NOW, Scene, hashed, own_rules
from sqlalchemy import event, select

from vocsurvey.db.agreement import Appointment, Consent
from vocsurvey.db.campaign import Campaign, Case, CaseKind, DialDay, Quota
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.sample import Account, Contact, PhoneLine, Suppression, SuppressionScope
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.permission import Allow, Block, Decision, Defer
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.reason import Reason
from vocsurvey.operations import suppressing
from vocsurvey.operations.callee import ledger_of
from vocsurvey.operations.calling_times import set_hours
from vocsurvey.operations.decision import decide
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.explaining import explain_cases
from vocsurvey.operations.quotas import set_quota
from vocsurvey.operations.suppressing import Who
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.rulebook import DEMO, SHIPPED

COMPLETE = ("1", "1", "1", "10#")


@pytest.fixture
def strict(scene: Scene, tmp_path: Path) -> Scene:
    """The stage under the shipped rules, with a campaign; the automated voice alone."""
    protocol = (SHIPPED / "protocol.yaml").read_text().replace("ladder: [ivr, live]", "ladder: [ivr]")
    scene.rules = own_rules(tmp_path, protocol=protocol)
    scene.campaign()
    return scene


def asked(scene: Scene, contact: str = "C1") -> Decision:
    """What the rules say of somebody's newest case now."""
    case_id = scene.case(contact).id
    with scene.database.reading() as session:
        return decide(session, session.get_one(Case, case_id), rules=scene.rules, line_hash=hashed, now=scene.now)


def change(scene: Scene, contact: str = "C1", **facts: object) -> None:
    """Change a contact's row."""
    with scene.database.transaction() as session:
        row = session.scalars(select(Contact).where(Contact.external_id == contact)).one()
        for name, value in facts.items():
            setattr(row, name, value)


def interview(scene: Scene, contact: str, *heard: str) -> None:
    """Call somebody, who answers and says this."""
    token, sid = scene.dial(contact)
    scene.talk(token, sid, *heard)
    scene.hang_up(token, sid)


def no_answer(scene: Scene, contact: str) -> None:
    """Call somebody, who does not answer."""
    scene.hang_up(*scene.dial(contact), CarrierOutcome.NO_ANSWER)


def test_whoever_completed_a_survey_rests_for_ninety_days(strict: Scene) -> None:
    interview(strict, "C3", *COMPLETE)
    assert strict.case("C3").disposition == "1.1"
    strict.later(hours=1)
    strict.campaign("Winter")
    answer = asked(strict, "C3")
    assert isinstance(answer, Defer)
    assert answer.reasons[:2] == (Reason.ASKED_RECENTLY, Reason.CALLED_RECENTLY)
    # 90 days from Wednesday, 18 November, at three in the afternoon.
    assert (answer.until.date(), answer.until.hour) == (date(2027, 2, 16), 15)
    strict.claim()
    assert strict.case("C3").due_at == answer.until
    assert strict.case("C3").waiting_for == list(answer.reasons)
    strict.now = answer.until
    assert asked(strict, "C3") == Allow()
    assert strict.dial("C3")


def test_another_survey_waits_for_the_one_that_is_under_way(strict: Scene) -> None:
    first = strict.dial_planned("C3")
    strict.campaign("Winter")
    waits = asked(strict, "C3")
    assert isinstance(waits, Defer)
    assert Reason.INVITATION_OUTSTANDING in waits.reasons
    strict.hang_up(*strict.ring(first), CarrierOutcome.NO_ANSWER)
    strict.later(days=29)
    again = asked(strict, "C3")
    assert isinstance(again, Defer)
    assert {Reason.INVITATION_OUTSTANDING, Reason.CALLED_RECENTLY} <= set(again.reasons)
    strict.later(days=6)
    again = asked(strict, "C3")
    assert isinstance(again, Defer)
    assert again.reasons == (Reason.INVITATION_OUTSTANDING,)
    # The one that has begun is finished.
    with strict.database.reading() as session:
        begun = session.scalars(select(Case).where(Case.contact.has(external_id="C3")).order_by(Case.id)).first()
        assert begun is not None
        assert decide(session, begun, rules=strict.rules, line_hash=hashed, now=strict.now) == Allow()


def test_of_two_planned_calls_to_one_person_the_earlier_one_goes_first(scene: Scene, tmp_path: Path) -> None:
    """They were planned under other rules, so both ask for their permit."""
    scene.campaign("Autumn")
    scene.campaign("Winter")
    scene.claim()
    calls = scene.rows(
        select(Call.id).join(Attempt).join(Case).where(Case.contact.has(external_id="C3")).order_by(Call.id)
    )
    assert len(calls) == 2
    scene.rules = own_rules(tmp_path)
    later = scene.permit(calls[1])
    assert later == Refused("called_recently,invitation_outstanding")
    assert isinstance(scene.permit(calls[0]), Permit)


def test_one_claim_asks_each_person_and_each_account_once(strict: Scene) -> None:
    strict.campaign("Winter")
    assert len(strict.claim()) == 2  # of two accounts one person each, in one campaign
    assert strict.claim() == ()
    waiting = {tuple(case.waiting_for) for case in strict.rows(select(Case))}
    assert ("account_share",) in waiting
    assert ("called_recently", "invitation_outstanding") in waiting


def test_at_most_a_fifth_of_an_account_is_called_in_thirty_days(scene: Scene, tmp_path: Path) -> None:
    scene.people_again(
        [
            f"A9,Ash Works,DE,,P{n},Person {n},user,+49 30 23125 1{n:02d},,de,Europe/Berlin,TP{n},support_case,,G1,"
            "Gus Green,yes"
            for n in range(10)
        ]
    )
    scene.rules = own_rules(tmp_path)
    scene.campaign()
    mine = Case.contact.has(Contact.account.has(external_id="A9"))
    for day in range(3):
        for _ in range(12):
            scene.claim(50)
        for call_id in scene.rows(select(Call.id).where(Call.status == CallStatus.PLANNED)):
            scene.hang_up(*scene.ring(call_id), CarrierOutcome.NO_ANSWER)
        dialled = scene.rows(select(Attempt.case_id).join(Case).where(mine, Attempt.counted))
        assert len(set(dialled)) == min(day + 2, 2)
        scene.later(days=1)
    share = [case for case in scene.rows(select(Case).where(mine)) if case.waiting_for == ["account_share"]]
    assert len(share) == 8
    assert {case.due_at > scene.now + timedelta(days=20) for case in share} == {True}
    # Whoever is not active counts neither way.
    for number in range(5, 10):
        change(scene, f"P{number}", active=False)
    assert isinstance(asked(scene, "P4"), Defer)


def test_verification_calls_and_named_times_are_exempt(strict: Scene) -> None:
    interview(strict, "C3", *COMPLETE)
    strict.later(days=1)
    strict.campaign("Winter")
    assert isinstance(asked(strict, "C3"), Defer)
    with strict.database.transaction() as session:
        row = session.get_one(Case, strict.case("C3").id)
        row.kind = CaseKind.VERIFICATION
    assert asked(strict, "C3") == Allow()
    with strict.database.transaction() as session:
        row = session.get_one(Case, strict.case("C3").id)
        row.kind = CaseKind.SURVEY
        row.due_at = strict.now
        session.add(
            Appointment(
                case_id=row.id, kind="hard", channel="ivr", source="key_press", at=strict.now, agreed_at=strict.now
            )
        )
    assert asked(strict, "C3") == Allow()
    # A line that was taken at that moment does not undo what was agreed.
    with strict.database.transaction() as session:
        session.get_one(Case, strict.case("C3").id).due_at = strict.now + timedelta(minutes=5)
    strict.later(minutes=5)
    assert asked(strict, "C3") == Allow()
    with strict.database.transaction() as session:
        session.scalars(select(Appointment)).one().channel = "live"
    assert isinstance(asked(strict, "C3"), Defer)


def who(session_scene: Scene, subject: str) -> Who:
    """What of C3 is not to be called."""
    with session_scene.database.reading() as session:
        contact = session.scalars(select(Contact).where(Contact.external_id == "C3")).one()
        return {
            "line": suppressing.this_line(contact.line),
            "number": suppressing.whole_number(contact.line.number),
            "contact": suppressing.this_contact(contact),
            "account": suppressing.this_account(contact.account),
            "domain": suppressing.this_domain(" Birke.Example "),
        }[subject]


REASONS = {
    "line": Reason.SUPPRESSED,
    "number": Reason.SUPPRESSED_NUMBER,
    "contact": Reason.SUPPRESSED_CONTACT,
    "account": Reason.SUPPRESSED_ACCOUNT,
    "domain": Reason.SUPPRESSED_DOMAIN,
}


@pytest.mark.parametrize("subject", REASONS)
def test_whoever_is_suppressed_is_called_no_more_and_a_call_that_rings_is_hung_up(running: Scene, subject: str) -> None:
    change(running, "C3", email="clara@birke.example")
    token, _ = running.dial("C3")
    with running.database.transaction() as session:
        case = session.get_one(Case, running.case("C3").id)
        session.add(Appointment(case_id=case.id, kind="soft", channel="live", source="page", at=NOW, agreed_at=NOW))
    what = {"scope": SuppressionScope.ALL_SURVEYS, "source": "page", "reason": "asked", "line_hash": hashed}
    hung_up = running.do(suppressing.suppress, who(running, subject), **what)
    assert hung_up == (running.call(token).id,)
    assert running.call(token).hang_up_wanted_at == running.now
    assert running.rows(select(Appointment))[0].cancelled_at == running.now
    running.do(suppressing.suppress, who(running, subject), **what)
    noted = running.rows(select(Suppression))
    assert [(row.subject, row.campaign_id) for row in noted] == [(subject, None)]
    running.campaign("Winter")
    assert asked(running, "C3") == Block((REASONS[subject],))
    assert asked(running, "C1") == Allow()


@pytest.mark.parametrize("subject", REASONS)
def test_one_campaign_only(running: Scene, subject: str) -> None:
    change(running, "C3", email="clara@birke.example")
    autumn = running.case("C3").campaign_id
    running.do(
        suppressing.suppress,
        who(running, subject),
        scope=SuppressionScope.ALL_SURVEYS,
        source="page",
        reason="asked",
        line_hash=hashed,
        campaign_id=autumn,
    )
    assert asked(running, "C3") == Block((REASONS[subject],))
    running.campaign("Winter")
    assert asked(running, "C3") == Allow()
    assert running.rows(select(Suppression))[0].campaign_id == autumn


def test_colleagues_behind_a_switchboard_stay_reachable_unless_the_organisation_refused(scene: Scene) -> None:
    scene.people_again(
        [
            f"A9,Ash Works,GB,,P{n},Person {n},user,+44 20 7946 0123,{n},en,Europe/London,TP{n},support_case,,G1,"
            "Gus Green,yes"
            for n in range(3)
        ]
    )
    scene.campaign()
    line_id = scene.rows(select(Contact.line_id).where(Contact.external_id == "P0"))[0]
    words = {"source": "page", "reason": "asked", "line_hash": hashed}
    scene.do(suppressing.suppress_line, line_id, scope=SuppressionScope.ALL_SURVEYS, **words)
    assert asked(scene, "P0") == Block((Reason.SUPPRESSED,))
    assert asked(scene, "P1") == Allow()
    scene.do(
        suppressing.suppress,
        suppressing.whole_number("+442079460123"),
        scope=SuppressionScope.AUTOMATED,
        **words,
    )
    assert asked(scene, "P1") == Block((Reason.SUPPRESSED_NUMBER,))
    with scene.database.reading() as session:
        lines = session.scalars(select(PhoneLine).order_by(PhoneLine.id)).all()
        barred = suppressing.suppressions(session, lines, hashed)
        theirs = [line.id for line in lines if line.number == "+442079460123"]
    assert sorted(barred) == theirs
    assert barred[theirs[0]] == {"automated", "all_surveys"}
    assert barred[theirs[1]] == {"automated"}


def test_a_suppression_of_automated_calls_only_leads_to_a_live_caller(scene: Scene, tmp_path: Path) -> None:
    scene.rules = own_rules(tmp_path)
    scene.campaign()
    scene.do(
        suppressing.suppress,
        who(scene, "account"),
        scope=SuppressionScope.AUTOMATED,
        source="page",
        reason="asked",
        line_hash=hashed,
    )
    scene.claim()
    case = scene.case("C3")
    assert (case.channel, case.waiting_for) == ("live", ["suppressed_account", "goes_to_live_caller"])
    assert case.closed_at is None


def consent(scene: Scene, *, granted: bool, expires: timedelta | None = None, purpose: str = "automated_voice") -> None:
    """C3 agrees or refuses, now."""
    with scene.database.transaction() as session:
        contact = session.scalars(select(Contact).where(Contact.external_id == "C3")).one()
        session.add(
            Consent(
                contact_id=contact.id,
                purpose=purpose,
                granted=granted,
                source="page",
                words="May we?",
                given_at=scene.now,
                expires_at=scene.now + expires if expires else None,
            )
        )
    scene.later(minutes=1)


def test_the_ledger_of_one_contact_is_what_the_rules_see(strict: Scene) -> None:
    consent(strict, granted=False)
    with strict.database.reading() as session:
        contact = session.scalars(select(Contact).where(Contact.external_id == "C3")).one()
        purposes = {(one.purpose, one.granted) for one in ledger_of(session, contact)}
    assert (Purpose.AUTOMATED_VOICE, False) in purposes


def test_the_ledger_of_consents_is_asked(strict: Scene) -> None:
    lacking = Block((Reason.NO_CONSENT_FOR_AUTOMATED_VOICE,))
    change(strict, "C3", automated_consent=None)
    assert asked(strict, "C3") == lacking
    consent(strict, granted=True, purpose="recording")
    assert asked(strict, "C3") == lacking
    consent(strict, granted=True, expires=timedelta(hours=1))
    assert asked(strict, "C3") == Allow()
    consent(strict, granted=False)
    assert asked(strict, "C3") == lacking
    consent(strict, granted=True, expires=timedelta(hours=1))
    assert asked(strict, "C3") == Allow()
    strict.later(days=1)
    assert asked(strict, "C3") == lacking
    change(strict, "C3", automated_consent=True)
    assert asked(strict, "C3") == Allow()


def test_a_consent_that_is_revoked_between_claim_and_permit(strict: Scene) -> None:
    call_id = strict.dial_planned("C3")
    consent(strict, granted=False)
    assert strict.permit(call_id) == Refused("no_consent_for_automated_voice")
    strict.claim()
    assert strict.case("C3").closed_at == strict.now


def give_hours(scene: Scene, whose: str, week: dict[str, Sequence[str]] | None) -> Problem | None:
    """Hours of C3's account, of C3, or of the campaign."""
    with scene.database.transaction() as session:
        case = session.get_one(Case, scene.case("C3").id)
        row = {"account": case.contact.account, "contact": case.contact, "campaign": case.campaign}[whose]
        assert isinstance(row, Account | Contact | Campaign)
        return set_hours(session, row, week)


def test_hours_that_somebody_likes_and_that_are_never_open_are_left_aside(strict: Scene) -> None:
    case_id = strict.case("C3").id

    def told() -> str:
        with strict.database.reading() as session:
            case = session.get_one(Case, case_id)
            said = explain_cases(session, [case], rules=strict.rules, line_hash=hashed, now=strict.now)
            return said[0].answer

    assert give_hours(strict, "campaign", {"mon-fri": ["09:00-17:00"]}) is None
    assert give_hours(strict, "contact", {"sat": ["09:00-12:00"]}) is None
    assert asked(strict, "C3") == Allow()
    assert "The hours that they like are never open here, so any hour that is counts." in told()
    # As soon as one of them is open, they hold.
    assert give_hours(strict, "contact", {"sat": ["09:00-12:00"], "thu": ["09:00-10:00"]}) is None
    assert asked(strict, "C3") == Defer(NOW.replace(day=19, hour=8), (Reason.OUTSIDE_HOURS,))
    assert "never open" not in told()
    # What the customer's company forbids is no wish.
    assert give_hours(strict, "account", {"sun": ["09:00-10:00"]}) is None
    assert isinstance(asked(strict, "C3"), Block)


def test_hours_of_campaign_account_and_contact(strict: Scene) -> None:
    # It is four in the afternoon in Berlin, on a Wednesday.
    assert asked(strict, "C3") == Allow()
    assert give_hours(strict, "contact", {"mon-fri": ["09:00-12:00"]}) is None
    assert asked(strict, "C3") == Defer(NOW.replace(day=19, hour=8), (Reason.OUTSIDE_HOURS,))
    assert give_hours(strict, "contact", None) is None
    assert give_hours(strict, "account", {"thu": ["10:00-11:00"]}) is None
    assert asked(strict, "C3") == Defer(NOW.replace(day=19, hour=9), (Reason.OUTSIDE_HOURS,))
    assert give_hours(strict, "account", {"mon-fri": ["09:00-20:00"]}) is None
    strict.later(hours=3)
    assert isinstance(asked(strict, "C3"), Defer)
    assert give_hours(strict, "campaign", {"mon-sun": ["08:00-21:00"]}) is None
    assert asked(strict, "C3") == Allow()
    refused = give_hours(strict, "campaign", {"mon": []})
    assert isinstance(refused, Problem)
    assert refused.sentence.startswith("These hours never open")
    assert asked(strict, "C3") == Allow()


def test_holidays_of_the_contacts_own_subdivision(strict: Scene) -> None:
    strict.now = NOW.replace(month=1, day=6, year=2027, hour=10)  # Epiphany, a Wednesday
    assert asked(strict, "C3") == Allow()
    change(strict, "C3", subdivision="BY")
    assert asked(strict, "C3") == Defer(NOW.replace(month=1, day=7, year=2027, hour=8), (Reason.HOLIDAY,))


def test_dates_of_a_campaign(strict: Scene) -> None:
    with strict.database.transaction() as session:
        row = session.get_one(Campaign, strict.case("C3").campaign_id)
        row.starts_at, row.ends_at = NOW + timedelta(days=1), NOW + timedelta(days=2)
    assert asked(strict, "C3") == Defer(NOW + timedelta(days=1), (Reason.CAMPAIGN_NOT_STARTED,))
    strict.later(days=1)
    assert asked(strict, "C3") == Allow()
    strict.later(days=1)
    assert asked(strict, "C3") == Block((Reason.CAMPAIGN_OVER,))
    strict.claim()
    assert (strict.case("C3").disposition, strict.case("C3").waiting_for) == ("3.11", ["campaign_over"])


def allow(scene: Scene, folder: Path, **limits: str) -> None:
    """The rules of the demonstration with other limits of a day."""
    text = (DEMO / "allowance.yaml").read_text()
    for name, value in limits.items():
        line = next(line for line in text.splitlines() if line.strip().startswith(f"{name}:"))
        text = text.replace(line, f"{line.partition(name)[0]}{name}: {value}")
    files = {path.stem: path.read_text() for path in DEMO.glob("*.yaml")} | {"allowance": text}
    scene.rules = own_rules(folder, **files)


def test_a_day_has_so_many_calls(running: Scene, tmp_path: Path) -> None:
    allow(running, tmp_path, calls="2")
    planned = running.claim()
    permits = [running.permit(call_id) for call_id in planned]
    assert [type(one) for one in permits] == [Permit, Permit, Refused]
    assert permits[2] == Refused("calls_of_the_day_used_up")
    midnight = NOW.replace(hour=0) + timedelta(days=1)
    assert running.case("C2").due_at == midnight
    running.now = midnight
    assert isinstance(running.permit(running.dial_planned("C2")), Permit)
    days = running.rows(select(DialDay).order_by(DialDay.day))
    assert [(row.day, row.calls) for row in days] == [(NOW.date(), 2), (midnight.date(), 1)]


def test_a_day_has_so_much_money(running: Scene, tmp_path: Path) -> None:
    allow(running, tmp_path, money="1.00", per_minute="0.10")
    permits = [running.permit(call_id) for call_id in running.claim()]
    assert permits[2] == Refused("budget_of_the_day_spent")
    assert Decimal(str(running.rows(select(DialDay))[0].money)) == Decimal("0.8")
    midnight = NOW.replace(hour=0) + timedelta(days=1)
    assert asked(running, "C2") == Defer(midnight, (Reason.NOT_DUE, Reason.BUDGET_OF_THE_DAY_SPENT))


def test_a_country_that_is_not_on_the_list(running: Scene, tmp_path: Path) -> None:
    allow(running, tmp_path, countries="[GB, US]")
    assert asked(running, "C3") == Block((Reason.COUNTRY_NOT_ALLOWED,))
    # A number of no country goes by its account's.
    with running.database.transaction() as session:
        contact = session.scalars(select(Contact).where(Contact.external_id == "C3")).one()
        contact.line.country = None
        contact.account.country = "GB"
    assert asked(running, "C3") == Allow()


def quota(scene: Scene, segment: dict[str, str], target: int) -> Quota | Problem:
    """Set a quota of the newest campaign."""
    with scene.database.transaction() as session:
        campaign = session.scalars(select(Campaign).order_by(Campaign.id.desc())).first()
        assert campaign is not None
        return set_quota(session, campaign, segment, target, table=scene.rules.dispositions, now=scene.now)


def test_a_full_quota_ends_a_case_with_nothing_dialled(running: Scene) -> None:
    assert isinstance(quota(running, {"country": "US"}, 1), Quota)
    assert isinstance(quota(running, {"role": "user", "touchpoint": "support_case"}, 5), Quota)
    running.dial_planned("C1")
    interview_of_c1 = running.ring(running.rows(select(Call.id).join(Attempt).join(Case).where(_of("C1")))[0])
    running.talk(*interview_of_c1, *COMPLETE)
    running.hang_up(*interview_of_c1)
    assert running.case("C1").disposition == "1.1"
    counts = {str(row.segment): row.completed for row in running.rows(select(Quota))}
    assert sorted(counts.values()) == [0, 1]
    # Ben is an American too. His call was planned already: it is refused, and his case ends.
    planned = running.rows(select(Call.id).join(Attempt).join(Case).where(_of("C2")))[0]
    assert running.permit(planned) == Refused("quota_full")
    running.claim()
    case = running.case("C2")
    assert (case.disposition, case.waiting_for, case.closed_at) == ("4.80", ["quota_full"], running.now)
    assert asked(running, "C3") != Block((Reason.QUOTA_FULL,))
    assert [row.counted for row in running.attempts("C2")] == [False]
    # One more is wanted after all: what was completed counts.
    changed = quota(running, {"country": "US"}, 2)
    assert isinstance(changed, Quota)
    assert (changed.target, changed.completed) == (2, 1)


def _of(contact: str) -> Any:
    return Case.contact.has(external_id=contact)


def test_a_quota_that_is_set_late_counts_what_is_complete(running: Scene) -> None:
    interview(running, "C1", *COMPLETE)
    late = quota(running, {"country": "US", "role": "decision_maker"}, 5)
    assert isinstance(late, Quota)
    assert late.completed == 1
    nobody = quota(running, {"tier": "gold"}, 5)
    assert isinstance(nobody, Problem)
    assert nobody.sentence == "No customer has the tier “gold”; nobody has one."
    assert isinstance(quota(running, {"shoe_size": "44"}, 5), Problem)
    other = quota(running, {"language": "fr"}, 5)
    assert isinstance(other, Problem)
    assert other.sentence == "No customer has the language “fr”; there are de, en."


def test_a_case_that_rang_keeps_what_the_phone_said_when_its_quota_fills(running: Scene) -> None:
    no_answer(running, "C2")
    assert isinstance(quota(running, {"country": "US"}, 1), Quota)
    interview(running, "C1", *COMPLETE)
    running.later(minutes=1)
    running.claim()
    assert (running.case("C2").disposition, running.case("C2").waiting_for) == ("3.13", ["quota_full"])


def test_a_claim_asks_as_many_questions_for_many_cases_as_for_one(scene: Scene, tmp_path: Path) -> None:
    """Only what is written differs: a row for each case that is put off."""
    scene.people_again(
        [
            f"B{n},Account {n},GB,,P{n},Person {n},user,+44 20 7946 {n:04d},,en,Europe/London,TP{n},support_case,,G1,"
            "Gus Green,yes"
            for n in range(40)
        ]
    )
    scene.rules = own_rules(tmp_path)
    scene.rules = replace(scene.rules, pacing=scene.rules.pacing.model_copy(update={"in_flight": 100}))
    scene.now = NOW.replace(hour=3)  # nobody may be called
    scene.campaign()
    assert isinstance(quota(scene, {"country": "GB"}, 100), Quota)
    asked: list[list[str]] = []

    def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("SELECT"):
            asked[-1].append(statement)

    event.listen(scene.database.engine, "before_cursor_execute", listen)
    for limit in (1, 30):
        asked.append([])
        assert scene.claim(limit) == ()
    event.remove(scene.database.engine, "before_cursor_execute", listen)
    assert len(scene.rows(select(Case).where(Case.due_at > scene.now))) == 31
    assert len(asked[0]) == len(asked[1]) < 24

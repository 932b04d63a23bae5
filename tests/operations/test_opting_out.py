"""Not to be called: at once, everywhere, whatever the spelling, after imports and erasure; and lifted with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from launched import launch
from scene import PEOPLE, Scene, hashed
from scene import small_questionnaire as small
from sqlalchemy import CursorResult, delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.audit.suppressions import called_after_opt_out
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.followup import FollowUp, FollowUpEvent
from vocsurvey.db.sample import Contact, PhoneLine, Suppression, SuppressionScope
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.permission import Allow, Block, Reason
from vocsurvey.fieldwork.suppression import Who, one_account, one_contact, one_line, this_domain, whole_number
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import administering, opting_out, receiving
from vocsurvey.operations.blotting import blot_list
from vocsurvey.operations.decision import decide
from vocsurvey.operations.dialing import Refused
from vocsurvey.operations.opting_out import Barred, Wish
from vocsurvey.operations.receiving import Ringing, Told
from vocsurvey.operations.suppressing import this_contact, this_line

ANN = "+12025550101"
BY_HAND = Wish(source="page", reason="asked in an e-mail")
# The same telephone three times over: as somebody else's contact, spelled as people spell it, about something else.
AGAIN = (
    "A8,Alder Freight Inc,US,,D1,Ann Archer,user,(202) 555-0101,,en,America/New_York,TD,order,a pump,G1,Gus Green,yes",
    "A9,Alder Holding,GB,,E1,A. Archer,user,001 202.555.0101,,en,America/New_York,TE,renewal,,G1,Gus Green,yes",
)


def bar(scene: Scene, who: Who, wish: Wish = BY_HAND, **more: Any) -> Barred:
    """Somebody is not to be called."""
    barred = scene.do(opting_out.bar, who, wish, rules=scene.rules, line_hash=hashed, **more)
    assert isinstance(barred, Barred)
    return barred


def fielded(scene: Scene, name: str, kind: str) -> int:
    """A running campaign about one kind of touchpoint."""
    campaign = scene.do(
        administering.new_campaign,
        name=name,
        company_name="Northwind",
        questionnaire="small",
        from_number="+12025550199",
        touchpoint_kinds=[kind],
        owner_id=None,
    )
    assert isinstance(campaign, Campaign)
    assert isinstance(scene.do(launch, campaign.id, small(), "a test"), administering.Launched)
    return campaign.id


def verdict(scene: Scene, contact: str) -> Any:
    """What the rules say of the newest case of somebody."""
    with scene.database.reading() as session:
        case = session.get_one(Case, scene.case(contact).id)
        return decide(session, case, rules=scene.rules, line_hash=hashed, now=scene.now)


def violations(scene: Scene) -> tuple[Any, ...]:
    """What the audit finds."""
    with scene.database.reading() as session:
        return (*audit(session, scene.now, hashed), *called_after_opt_out(session, hashed))


def test_an_opt_out_in_one_campaign_holds_in_two_others_under_other_spellings(scene: Scene) -> None:
    """The customer complains, then says that we shall never call again."""
    scene.people_again(AGAIN)
    fielded(scene, "Cases", "support_case")
    fielded(scene, "Orders", "order")
    fielded(scene, "Renewals", "renewal")
    assert scene.rows(select(PhoneLine.number).where(PhoneLine.number == ANN)) == [ANN], "one telephone"
    planned = scene.dial_planned("D1")
    with scene.database.transaction() as session:
        row = session.get_one(Case, scene.case("E1").id)
        session.add(
            Appointment(case_id=row.id, kind="hard", channel="ivr", source="page", at=scene.now, agreed_at=scene.now)
        )
    first = next(iter(scene.rows(select(Call.id).where(Call.attempt.has(case_id=scene.case("C1").id)))))
    token, sid = scene.ring(first)
    scene.talk(token, sid, "1", "1", "2", "2", "*", "9")  # the right person, a good time, not resolved, not cared for
    assert [(scene.case(who).closed_at, scene.case(who).disposition) for who in ("D1", "E1")] == [
        (scene.now, "3.11"),
        (scene.now, "3.11"),
    ], "cancelled in the transaction of the key"
    assert scene.case("E1").waiting_for == [Reason.SUPPRESSED]
    assert scene.rows(select(Call.status).where(Call.id == planned)) == [CallStatus.CANCELLED]
    assert scene.permit(planned) == Refused("not planned")
    assert scene.rows(select(Appointment).where(*STILL_OPEN)) == []
    scene.hang_up(token, sid)
    assert (scene.case("C1").disposition, scene.case("C1").closed_at is None) == ("2.12", False)

    (owed,) = scene.rows(select(FollowUp))
    assert owed.closed_at is None
    assert owed.next_action_at is not None
    notes = scene.rows(select(FollowUpEvent).where(FollowUpEvent.kind == "note"))
    assert [note.details["text"] for note in notes] == [
        "They asked not to be called with questions. The answer is still owed: write to them, or call about this "
        "matter and nothing else. Ask them nothing else."
    ]

    scene.later(hours=2)
    scene.people_again([PEOPLE[0], *AGAIN])
    successor = AGAIN[0].replace("D1,Ann", "D2,Anna").replace(",TD,", ",TF,")
    scene.people_again([successor.replace("(202) 555-0101", "2025550101.0")])
    fielded(scene, "Winter", "order")
    for who in ("D1", "D2"):
        assert verdict(scene, who) == Block((Reason.SUPPRESSED,)), "a list does not bring it back"
    claimed = scene.claim(50)
    assert not set(scene.rows(select(Call.line_id).where(Call.id.in_(claimed)))) & set(
        scene.rows(select(PhoneLine.id).where(PhoneLine.number == ANN))
    )
    assert violations(scene) == ()


def test_it_outlives_the_erasure_of_all_that_is_known_of_the_person(running: Scene) -> None:
    bar(running, one_line(ANN))
    bar(running, one_contact("C1"), Wish("page", "asked", campaign_id=running.case().campaign_id))
    with running.database.transaction() as session:
        person = session.scalars(select(Contact).where(Contact.external_id == "C1")).one()
        blot_list(session, [this_contact(person), this_line(person.line)], hashed)
    assert running.rows(select(Suppression).where(Suppression.name.is_not(None))) == []
    with running.database.transaction() as session:
        session.execute(update(Contact).where(Contact.external_id == "C1").values(line_id=2, name="erased"))
        session.execute(delete(PhoneLine).where(PhoneLine.number == ANN, PhoneLine.id.not_in(select(Call.line_id))))
    told = running.do(receiving.receive, Ringing("CAx", ANN, "+12025550199"), rules=running.rules, line_hash=hashed)
    assert isinstance(told, Told)
    assert told.notice == "not_called"
    running.people_again([PEOPLE[0].replace("C1,", "C7,").replace("T1,", "T7,")])
    running.campaign("Winter")
    assert verdict(running, "C7") == Block((Reason.SUPPRESSED,))


@pytest.mark.parametrize(
    ("who", "people", "cases"),
    [
        (one_line("+493023125003"), 1, 1),
        (one_line("+493023125003", "7"), 0, 0),
        (whole_number("+493023125003"), 1, 1),
        (one_contact("C3"), 1, 1),
        (one_account("A1"), 2, 2),
        (this_domain("nowhere.example"), 0, 0),
    ],
    ids=lambda value: value.shown if isinstance(value, Who) else "",
)
def test_what_it_says_of_whom_it_concerns(running: Scene, who: Who, people: int, cases: int) -> None:
    barred = bar(running, who)
    assert (barred.new, barred.people, barred.cases, barred.hang_up) == (True, people, cases, ())
    again = bar(running, who)
    assert (again.new, again.suppression_id, again.cases) == (False, barred.suppression_id, 0)
    (row,) = running.rows(select(Suppression))
    assert (row.name, row.subject, row.source, row.reason) == (who.shown, who.subject, "page", "asked in an e-mail")


def test_a_phone_that_rings_is_hung_up_and_its_case_has_ended(running: Scene) -> None:
    token, sid = running.dial("C1")
    barred = bar(running, one_line(ANN))
    assert barred.hang_up == (running.call(token).id,)
    assert running.case().closed_at == running.now
    running.later(seconds=20)
    running.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    assert running.case().disposition == "3.13", "the phone did ring"
    assert violations(running) == ()


def test_whoever_is_on_the_phone_is_not_cut_off(running: Scene) -> None:
    token, sid = running.dial("C1")
    spoken = running.talk(token, sid, "1", "1")
    barred = bar(running, one_line(ANN))
    assert (barred.hang_up, barred.cases) == ((), 0)
    spoken = running.hear(token, sid, spoken.turn.position, "1")
    running.hear(token, sid, spoken.turn.position, "9#")
    running.hang_up(token, sid)
    assert running.case().disposition == "1.1"


def test_one_campaign_only_leaves_the_others_alone(running: Scene) -> None:
    autumn = running.case().campaign_id
    running.campaign("Winter")
    assert bar(running, one_line(ANN), Wish("page", "asked", campaign_id=autumn)).cases == 1
    assert verdict(running, "C1") == Allow()
    assert running.rows(select(Case.closed_at).where(Case.campaign_id == autumn, Case.contact_id == 1)) != [None]


def test_automated_calls_only_leaves_a_person_to_do_it(running: Scene) -> None:
    token, sid = running.dial("C1")
    running.talk(token, sid, "1", "2", "2", "*", "4")  # a complaint, and a person is asked for
    running.hang_up(token, sid)
    barred = bar(running, one_line(ANN), Wish("page", "no machines", SuppressionScope.AUTOMATED, by_id=1))
    assert running.rows(select(Appointment.channel).where(*STILL_OPEN)) == ["live"]
    notes = running.rows(select(FollowUpEvent).where(FollowUpEvent.kind == "note"))
    assert [(note.actor_id, note.details["text"].split(".")[0]) for note in notes] == [
        (1, "They do not want automated calls")
    ]
    assert barred.new


def test_lifting_is_said_with_a_reason_and_kept(running: Scene) -> None:
    barred = bar(running, one_contact("C1"))
    words = {"by_id": 1}
    assert running.do(opting_out.lift, 99, reason="they asked us to", **words) == Refusal("There is no such entry.")
    assert isinstance(running.do(opting_out.lift, barred.suppression_id, reason=" ", **words), Refusal)
    lifted = running.do(opting_out.lift, barred.suppression_id, reason=" they asked us to ", **words)
    assert (lifted.lifted_at, lifted.lifted_by_id, lifted.lift_reason) == (running.now, 1, "they asked us to")
    assert running.do(opting_out.lift, barred.suppression_id, reason="again", **words) == Refusal(
        "That was lifted already."
    )
    running.later(days=100)
    running.campaign("Winter")
    assert verdict(running, "C1") == Allow()
    running.dial("C1")
    assert violations(running) == ()
    second = bar(running, one_contact("C1"))
    assert second.new
    assert len(running.rows(select(Suppression))) == 2, "both stay"


FORBIDDEN = {
    "goes": "DELETE FROM suppression",
    "is another's": "UPDATE suppression SET line_hash = 'x'",
    "is narrowed": "UPDATE suppression SET scope = 'automated' WHERE scope = 'all_surveys'",
    "gets another reason": "UPDATE suppression SET reason = 'none'",
    "gets another name": "UPDATE suppression SET name = 'Jo'",
    "is lifted without a reason": "UPDATE suppression SET lifted_at = '2026-11-02 09:00:00' WHERE lifted_at IS NULL",
    "is put back": "UPDATE suppression SET lifted_at = NULL, lift_reason = NULL WHERE lifted_at IS NOT NULL",
    "was lifted for another reason": "UPDATE suppression SET lift_reason = 'none' WHERE lifted_at IS NOT NULL",
}


def do_by_hand(session: Session, statement: str) -> None:
    """Raises AssertionError when the statement finds no row to spoil."""
    changed = session.execute(text(statement))
    assert isinstance(changed, CursorResult)
    assert changed.rowcount > 0


@pytest.mark.parametrize("offence", FORBIDDEN)
def test_not_even_by_hand(running: Scene, offence: str) -> None:
    first = bar(running, one_contact("C1"))
    running.do(opting_out.lift, first.suppression_id, reason="they asked us to", by_id=None)
    bar(running, one_contact("C1"))
    with running.database.transaction() as session, pytest.raises(IntegrityError):
        do_by_hand(session, FORBIDDEN[offence])

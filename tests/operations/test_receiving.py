"""Somebody calls back: they hear who it was, can do the interview, and are not called twice."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from scene import PEOPLE, Scene, hashed, small_questionnaire
from sqlalchemy import select, update

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.sample import Contact, PhoneLine, Suppression, SuppressionScope
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.reception import Notice
from vocsurvey.interview.turn import Ending
from vocsurvey.operations import administering, dialing, receiving, trying_out, watching
from vocsurvey.operations.closing import CarrierNews
from vocsurvey.operations.interviewing import Spoken
from vocsurvey.operations.receiving import UNKNOWN_LINE, Ringing, TakenUp, Told
from vocsurvey.operations.standing_in import StandIn
from vocsurvey.operations.suppressing import suppress_line

ANN, OURS = "+12025550101", "+12025550199"
ENGLISH = ("en", "en", "es")
"""Ann's own language, and those of her number's country."""
SIDS = (f"CA{n:032x}" for n in count(1 << 64))


def call_us(scene: Scene, number: str | None = ANN, sid: str | None = None, ours: str = OURS) -> TakenUp | Told:
    """Somebody calls one of our numbers."""
    ringing = Ringing(sid or next(SIDS), number, ours)
    received = scene.do(receiving.receive, ringing, rules=scene.rules, line_hash=hashed)
    assert isinstance(received, TakenUp | Told)
    return received


def taken_up(scene: Scene, number: str = ANN) -> tuple[str, str, Spoken]:
    """Token, SID and first turn of a call that came in and became an interview."""
    sid = next(SIDS)
    received = call_us(scene, number, sid)
    assert isinstance(received, TakenUp), received
    assert isinstance(received.reply, Spoken)
    return received.token, sid, received.reply


def missed(scene: Scene, contact: str = "C1") -> None:
    """A call of ours that nobody answered, a while ago."""
    token, sid = scene.dial(contact)
    scene.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    scene.later(minutes=1)


def over(scene: Scene, sid: str) -> None:
    """The carrier says that a call which came in is over."""
    news = CarrierNews(sid, "completed", CallStatus.ENDED, CarrierOutcome.COMPLETED)
    scene.do(receiving.hear_end, news, rules=scene.rules)


def words(spoken: Spoken) -> str:
    """All that is said."""
    return " ".join(line.text for line in spoken.turn.lines)


def clean(scene: Scene) -> None:
    """Nothing that must never happen has happened."""
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()


def change(scene: Scene, statement: Any) -> None:
    """Alter the stage."""
    with scene.database.transaction() as session:
        session.execute(statement)


def test_who_calls_back_has_the_same_interview_and_is_not_called_again(running: Scene) -> None:
    missed(running)
    token, sid, first = taken_up(running)
    assert words(first).startswith("You called back. Hello Ann, this is Northwind. Is now a good time?")
    assert running.claim() == running.claim() == ()
    spoken = first
    for key in ("1", "1", "1", "9"):
        spoken = running.hear(token, sid, spoken.turn.position, key)
    assert spoken.turn.ending is Ending.COMPLETED
    running.later(minutes=1)
    over(running, sid)
    case, call = running.case(), running.call(token)
    assert (case.disposition, case.closed_at) == ("1.1", running.now)
    assert (call.direction, call.status, call.permit_call_id, call.from_number) == ("inbound", "ended", None, OURS)
    assert [(row.number, row.counted, row.channel) for row in running.attempts()] == [
        (1, True, "ivr"),
        (2, False, "ivr"),
    ]
    clean(running)


def test_the_same_call_twice_is_one_call(running: Scene) -> None:
    missed(running)
    token, sid, first = taken_up(running)
    again = call_us(running, sid=sid)
    assert isinstance(again, TakenUp)
    assert isinstance(again.reply, Spoken)
    assert (again.token, again.reply.turn) == (token, first.turn)
    running.hear(token, sid, 0, "1")
    later = call_us(running, sid=sid)
    assert isinstance(later, TakenUp)
    assert isinstance(later.reply, Spoken)
    assert later.reply.turn.position == 1
    assert len(running.attempts()) == 2


def test_a_planned_call_is_called_off(running: Scene) -> None:
    missed(running)
    change(running, update(Case).values(due_at=running.now))
    running.later(days=2)
    planned = running.dial_planned("C1")
    token, sid, _ = taken_up(running)
    assert isinstance(running.permit(planned), dialing.Refused)
    cancelled = running.rows(select(Call).where(Call.id == planned))[0]
    assert (cancelled.status, cancelled.ended_at, cancelled.sent_at) == ("cancelled", running.now, None)
    assert [(row.disposition, row.counted) for row in running.attempts()][1:] == [("3.11", False), (None, False)]
    running.later(seconds=20)
    over(running, sid)
    assert running.call(token).status == "ended"
    case = running.case()
    assert case.closed_at is None
    assert case.due_at is not None
    assert case.due_at > running.now
    clean(running)


@pytest.mark.parametrize("reported", [True, False])
def test_we_never_take_a_call_from_a_line_that_we_are_ringing(running: Scene, reported: bool) -> None:
    if reported:
        running.dial()
    else:
        running.permit(running.dial_planned("C1"))
    received = call_us(running)
    assert received == Told(Notice.CALLING_NOW, "Northwind", ENGLISH)
    assert len(running.attempts()) == 1
    clean(running)


def test_who_calls_at_the_very_moment_of_the_permit_waits_for_it(running: Scene) -> None:
    missed(running)
    running.later(days=2)
    planned = running.dial_planned("C1")
    heard: list[TakenUp | Told] = []
    caller = threading.Thread(target=lambda: heard.append(call_us(running)))
    with running.database.transaction() as session:
        permit = dialing.grant_permit(session, planned, rules=running.rules, line_hash=hashed, now=running.now)
        assert isinstance(permit, dialing.Permit)
        caller.start()
        caller.join(0.3)
        assert heard == []
    caller.join(10)
    assert heard == [Told(Notice.CALLING_NOW, "Northwind", ENGLISH)]
    clean(running)


def test_nor_while_we_ring_the_number_that_they_had_before(running: Scene) -> None:
    missed(running)
    running.later(days=2)
    running.dial()
    (new,) = running.rows(select(PhoneLine).where(PhoneLine.number == "+12025550102"))
    change(running, update(Contact).where(Contact.external_id == "C1").values(line_id=new.id))
    change(running, update(Contact).where(Contact.external_id == "C2").values(active=False))
    received = call_us(running, new.number)
    assert isinstance(received, Told)
    assert received.notice is Notice.CALLING_NOW


def test_who_says_not_now_picks_a_time_and_is_called_then(running: Scene) -> None:
    missed(running)
    token, sid, _ = taken_up(running)
    running.hear(token, sid, 0, "2")
    spoken = running.hear(token, sid, 1, "2")
    assert spoken.turn.ending is Ending.CALL_BACK
    running.later(minutes=1)
    over(running, sid)
    (agreed,) = running.rows(select(Appointment))
    assert agreed.at > running.now
    case = running.case()
    assert (case.due_at, case.closed_at) == (agreed.at, None)
    clean(running)


def appointed(running: Scene) -> Appointment:
    """Somebody missed our call, rang back, and agreed on tomorrow morning."""
    missed(running)
    token, sid, _ = taken_up(running)
    running.hear(token, sid, 0, "2")
    running.hear(token, sid, 1, "2")
    over(running, sid)
    (agreed,) = running.rows(select(Appointment))
    assert isinstance(agreed, Appointment)
    return agreed


def test_an_appointment_outlives_a_call_that_came_before_its_time(running: Scene) -> None:
    agreed = appointed(running)
    running.later(minutes=5)
    _, again, _ = taken_up(running)
    running.later(minutes=1)
    over(running, again)
    assert running.case().due_at == agreed.at
    running.now = agreed.at + timedelta(seconds=30)
    taken_up(running)
    assert running.rows(select(Appointment.kept_at)) == [running.now]
    clean(running)


def test_who_opts_out_in_the_interview_is_never_called_again(running: Scene) -> None:
    missed(running)
    token, sid, _ = taken_up(running)
    running.hear(token, sid, 0, "*")
    spoken = running.hear(token, sid, 1, "9")
    assert spoken.turn.ending is Ending.OPTED_OUT
    running.later(seconds=20)
    over(running, sid)
    assert running.case().disposition == "2.112"
    assert call_us(running) == Told(Notice.NOT_CALLED, "Northwind", ENGLISH)
    clean(running)


def test_a_call_whose_end_nobody_reported_ends_all_the_same(running: Scene) -> None:
    missed(running)
    token, _, _ = taken_up(running)
    call_id = running.call(token).id
    running.now += running.rules.pacing.poll_after
    assert running.do(watching.nudge_silent, rules=running.rules) == (call_id,)
    with running.database.transaction() as session:
        watching.lose_sight(session, watching.locked(session, call_id), running.rules, running.now)
    assert running.call(token).ended_at is None
    running.later(hours=1)
    with running.database.transaction() as session:
        watching.lose_sight(session, watching.locked(session, call_id), running.rules, running.now)
    assert running.call(token).status == "ended"
    assert running.attempts()[-1].closed_at == running.now
    clean(running)


def test_the_end_of_a_call_that_has_no_row_changes_nothing(running: Scene) -> None:
    _, sid = running.dial()
    over(running, next(SIDS))
    over(running, sid)
    assert running.rows(select(Call.status).where(Call.carrier_sid == sid)) == ["placed"]


def test_a_sid_of_our_own_call_is_taken_for_nothing_new(running: Scene) -> None:
    token, sid = running.dial()
    running.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    received = call_us(running, sid=sid)
    assert isinstance(received, Told)
    assert received.notice is Notice.NOTHING_NEEDED


def test_on_a_number_of_several_people_it_is_asked_who_calls(running: Scene) -> None:
    row = PEOPLE[0].replace("C1,Ann Archer", "C9,Amy Adams").replace(",T1,", ",T9,").replace("0101,,en", "0101,77,en")
    running.people_again([row])
    missed(running)
    _, _, first = taken_up(running)
    assert words(first).startswith("You called back. This is Northwind. Is that Ann Archer?")


@pytest.mark.parametrize("what", ["finished", "never dialled", "long ago", "inactive", "over"])
def test_who_has_nothing_open_is_asked_nothing(running: Scene, what: str) -> None:
    if what != "never dialled":
        missed(running)
    if what == "finished":
        change(running, update(Campaign).values(status="finished"))
    if what == "long ago":
        running.later(days=31)
    if what == "inactive":
        change(running, update(Contact).values(active=False))
    if what == "over":
        change(running, update(Case).values(closed_at=running.now, disposition="3.13", due_at=None))
    before = running.rows(select(Call.id))
    received = call_us(running)
    line_id = running.rows(select(Contact.line_id).where(Contact.external_id == "C1"))[0]
    assert received == Told(Notice.NOTHING_NEEDED, "Northwind", ENGLISH, line_id)
    assert running.rows(select(Call.id)) == before


def choose(scene: Scene, line_id: int, unwanted: bool, number: str | None = ANN) -> Told:
    """Answer what was offered."""
    ringing = Ringing(next(SIDS), number, OURS)
    told = scene.do(receiving.hear_choice, ringing, line_id, unwanted=unwanted, rules=scene.rules, line_hash=hashed)
    assert isinstance(told, Told)
    return told


def test_who_has_nothing_open_can_opt_out(running: Scene) -> None:
    line_id = call_us(running).line_id  # type: ignore[union-attr]
    assert line_id is not None
    assert choose(running, line_id, False) == Told(Notice.GOODBYE, "Northwind", ENGLISH)
    assert choose(running, line_id, True, "+4930999999") == Told(Notice.GOODBYE, "Northwind", ("de",))
    assert running.rows(select(Suppression)) == []
    token, _ = running.dial()
    told = choose(running, line_id, True)
    assert told == Told(Notice.OPTED_OUT, "Northwind", ENGLISH, None, (running.call(token).id,))
    assert choose(running, line_id, True) == told
    line, person = running.rows(select(Suppression).order_by(Suppression.id))
    assert (line.scope, line.source, line.line_hash) == ("all_surveys", "key_press", hashed(ANN, ""))
    assert (person.scope, person.source, person.name) == ("all_surveys", "key_press", "C1"), "at any number"


@pytest.mark.parametrize(
    ("number", "notice", "languages"),
    [
        (None, Notice.WITHHELD, ()),
        ("+4930999999", Notice.STRANGER, ("de",)),
        ("+41446681800", Notice.STRANGER, ("de", "fr")),
        ("+99999999", Notice.STRANGER, ()),
    ],
)
def test_a_stranger_hears_whose_number_it_is(
    running: Scene, number: str | None, notice: Notice, languages: tuple[str, ...]
) -> None:
    offered = None if number is None else UNKNOWN_LINE
    assert call_us(running, number) == Told(notice, "Northwind", languages, offered)


def test_a_stranger_can_opt_out_the_line_that_calls_and_no_other(running: Scene) -> None:
    stranger = "+493023125099"
    assert choose(running, UNKNOWN_LINE, False, stranger).notice is Notice.GOODBYE
    assert choose(running, UNKNOWN_LINE, True, None).notice is Notice.GOODBYE, "a withheld number is nobody's line"
    (other,) = running.rows(select(Contact.line_id).where(Contact.external_id == "C1"))
    assert choose(running, other, True, stranger).notice is Notice.GOODBYE
    assert running.rows(select(Suppression)) == []
    assert choose(running, UNKNOWN_LINE, True, stranger) == Told(Notice.OPTED_OUT, "Northwind", ("de",))
    assert running.rows(select(Suppression.line_hash)) == [hashed(stranger, "")]
    assert call_us(running, stranger) == Told(Notice.NOT_CALLED, "Northwind", ("de",))
    row = PEOPLE[2].replace("C3,", "C8,").replace("T3,", "T8,").replace("+49 30 23125 003", "030 23125 099")
    running.people_again([row])
    running.campaign("Winter")
    running.claim(50)
    theirs = Attempt.case.has(Case.contact.has(external_id="C8"))
    assert running.rows(select(Attempt).where(theirs)) == [], "nor once a list names them"


def test_while_nothing_was_ever_fielded_nobody_is_named(scene: Scene) -> None:
    assert call_us(scene) == Told(Notice.STRANGER, None, ENGLISH[1:], UNKNOWN_LINE)


def test_the_number_that_was_called_tells_in_whose_name(running: Scene) -> None:
    running.do(
        administering.new_campaign,
        name="Other",
        company_name="Southwind",
        questionnaire="small",
        from_number="+12025550198",
        touchpoint_kinds=[],
        owner_id=None,
    )
    assert call_us(running, None, ours="+12025550198") == Told(Notice.WITHHELD, "Northwind")
    change(
        running,
        update(Campaign)
        .where(Campaign.name == "Other")
        .values(
            status="running", questionnaire_digest=select(Campaign.questionnaire_digest).limit(1).scalar_subquery()
        ),
    )
    assert call_us(running, None, ours="+12025550198") == Told(Notice.WITHHELD, "Southwind")
    assert call_us(running, None) == Told(Notice.WITHHELD, "Northwind")


def test_a_line_that_is_barred_for_the_automated_voice_hears_who_called_and_can_stop_all_calls(running: Scene) -> None:
    missed(running)
    line_id = running.rows(select(Contact.line_id).where(Contact.external_id == "C1"))[0]
    running.do(
        suppress_line, line_id, scope=SuppressionScope.AUTOMATED, source="page", reason="asked", line_hash=hashed
    )
    assert call_us(running) == Told(Notice.PERSON_ONLY, "Northwind", ENGLISH, line_id)
    chosen = running.do(
        receiving.hear_choice,
        Ringing("CA9", ANN, OURS),
        line_id,
        unwanted=True,
        rules=running.rules,
        line_hash=hashed,
    )
    assert isinstance(chosen, Told)
    assert chosen.notice is Notice.OPTED_OUT
    assert call_us(running) == Told(Notice.NOT_CALLED, "Northwind", ENGLISH)
    clean(running)


def test_a_line_that_is_not_called_hears_so_even_when_nothing_else_is_known_of_it(running: Scene) -> None:
    missed(running)
    line_id = running.rows(select(Contact.line_id).where(Contact.external_id == "C1"))[0]
    running.do(
        suppress_line, line_id, scope=SuppressionScope.ALL_SURVEYS, source="page", reason="asked", line_hash=hashed
    )
    assert call_us(running) == Told(Notice.NOT_CALLED, "Northwind", ENGLISH)
    with running.database.transaction() as session:
        session.add(
            Suppression(
                line_hash=hashed("+4930999999", ""),
                scope="all_surveys",
                source="import",
                reason="asked",
                created_at=running.now,
            )
        )
    assert call_us(running, "+4930999999") == Told(Notice.NOT_CALLED, "Northwind", ("de",))


def test_a_test_interview_is_nothing_to_call_back_about(running: Scene) -> None:
    tester = "+12025550177"
    who = StandIn("Tess Tester", "the command line", None, "en")
    tried = running.do(
        trying_out.permit_test_interview,
        small_questionnaire(),
        Line(tester, "", "mobile", "US"),
        who,
        from_number=OURS,
        line_hash=hashed,
    )
    assert isinstance(tried, trying_out.PermittedTest)
    assert call_us(running, tester) == Told(Notice.STRANGER, "Northwind", ENGLISH[1:], UNKNOWN_LINE)


def finished(scene: Scene, *keys: str) -> None:
    """An interview with Ann that is over."""
    token, sid = scene.dial()
    scene.talk(token, sid, *keys)
    scene.hang_up(token, sid)
    scene.later(minutes=5)


def test_who_has_done_the_interview_is_thanked_for_it(running: Scene) -> None:
    finished(running, "1", "1", "1", "9#")
    told = call_us(running)
    assert isinstance(told, Told)
    (line_id,) = running.rows(select(Contact.line_id).where(Contact.external_id == "C1"))
    assert (told.notice, told.line_id) == (Notice.ANSWERED, line_id)


def test_who_asked_for_a_person_hears_that_one_will_call(running: Scene) -> None:
    finished(running, "*", "4")
    told = call_us(running)
    assert isinstance(told, Told)
    assert told.notice is Notice.PERSON_CALLS
    assert told.line_id is not None


def test_on_a_shared_number_nobody_hears_what_another_has_done(running: Scene) -> None:
    row = PEOPLE[0].replace("C1,Ann Archer", "C9,Amy Adams").replace(",T1,", ",T9,").replace("0101,,en", "0101,77,en")
    running.people_again([row])
    finished(running, "1", "1", "1", "9#")
    told = call_us(running)
    assert isinstance(told, Told)
    assert told.notice is Notice.NOTHING_NEEDED
    assert choose(running, told.line_id or 0, True).notice is Notice.OPTED_OUT
    assert running.rows(select(Suppression.line_hash)) == [hashed(ANN, "")], "the line that we had dialled"


def test_who_has_two_cases_is_asked_about_the_one_that_they_missed(running: Scene) -> None:
    missed(running)
    (autumn,) = running.rows(select(Case.id).where(Case.contact.has(external_id="C1")))
    running.campaign("Winter")
    running.later(days=2)
    missed(running)
    newest = select(Attempt.case_id).join(Attempt.call).where(Call.sent_at.is_not(None)).order_by(Call.sent_at.desc())
    dialled = running.rows(newest)[0]
    assert len(running.rows(select(Case.id).where(Case.contact.has(external_id="C1")))) == 2
    token, sid, _ = taken_up(running)
    taken = running.rows(select(Attempt.case_id).join(Attempt.call).where(Call.token == token))
    assert taken == [dialled]
    over(running, sid)
    assert running.rows(select(Case.closed_at).where(Case.id == autumn)) == [None]
    clean(running)


def test_a_colleague_who_calls_while_another_is_on_the_phone_hears_that(running: Scene) -> None:
    missed(running)
    _, sid, _ = taken_up(running)
    told = call_us(running)
    assert told == Told(Notice.ENGAGED, "Northwind", ENGLISH)
    running.later(seconds=30)
    over(running, sid)
    assert isinstance(call_us(running), TakenUp)
    clean(running)


def test_who_does_the_interview_before_the_agreed_time_is_not_called_then(running: Scene) -> None:
    agreed = appointed(running)
    running.later(minutes=5)
    token, sid, spoken = taken_up(running)
    for key in ("1", "1", "1", "9"):
        spoken = running.hear(token, sid, spoken.turn.position, key)
    running.later(minutes=1)
    over(running, sid)
    (off,) = running.rows(select(Appointment))
    assert (off.cancelled_at, off.kept_at, running.case().disposition) == (running.now, None, "1.1")
    running.now = agreed.at
    running.claim()
    assert len(running.attempts()) == 3
    clean(running)

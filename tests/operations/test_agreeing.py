"""What is agreed on the phone: consents, call-backs, promises, and whom to ask instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from launched import launch
from scene import Scene, both, hashed, small_questionnaire
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError as RefusedByDatabase
from sqlalchemy.exc import IntegrityError, OperationalError

from vocsurvey.db.agreement import Appointment, Consent, Promise
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User
from vocsurvey.db.reads.transcript import transcript
from vocsurvey.db.sample import Contact, SuppressionScope, Touchpoint
from vocsurvey.fieldwork.window import next_open
from vocsurvey.interview.heard import Asked, Command, Silence, Speech
from vocsurvey.operations import administering, agreeing
from vocsurvey.operations.administering import Launched
from vocsurvey.operations.calling_times import hours_of
from vocsurvey.operations.occasion import occasion_of, zone_of
from vocsurvey.operations.suppressing import suppress_line
from vocsurvey.questionnaire import model
from vocsurvey.questionnaire.condition import AnswerIs
from vocsurvey.rulebook import load_rulebook

TEN_THERE = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # ten in the morning in New York


def agreeable() -> model.Questionnaire:
    """The small questionnaire with a consent before the end, and a closing that promises."""
    small = small_questionnaire()
    consent = model.Consent(
        id="quote", kind="consent", purpose=model.Purpose.QUOTE, say=both("May we quote you, {contact.name}?")
    )
    flagged = model.Spoken(say=both("{owner.name|Somebody} will call you[ by {promise.by}]."))
    closing = model.Closing(say=both("Thank you."), flagged=flagged)
    return small.model_copy(update={"questions": (*small.questions, consent), "closing": closing})


def launched(scene: Scene, questionnaire: model.Questionnaire | None = None) -> Scene:
    campaign = scene.do(
        administering.new_campaign,
        name="Agreed",
        company_name="Northwind",
        questionnaire="small",
        from_number="+12025550199",
        touchpoint_kinds=[],
        owner_id=None,
    )
    assert isinstance(scene.do(launch, campaign.id, questionnaire or agreeable(), "a test"), Launched)
    return scene


def appointments(scene: Scene) -> list[Appointment]:
    return scene.rows(select(Appointment).order_by(Appointment.id))


def talked(scene: Scene, *heard: Any, contact: str = "C1", over: bool = True) -> tuple[str, str]:
    token, sid = scene.dial(contact)
    scene.talk(token, sid, *heard)
    if over:
        scene.hang_up(token, sid)
    return token, sid


@pytest.mark.parametrize(
    ("keys", "at"),
    [
        (("2", "1"), TEN_THERE + timedelta(hours=1)),
        (("2", "2"), datetime(2026, 11, 19, 14, 0, tzinfo=UTC)),
        (("2", "3", "1", "16"), datetime(2026, 11, 19, 21, 0, tzinfo=UTC)),
    ],
)
def test_a_call_back_becomes_an_appointment_that_is_kept(running: Scene, keys: tuple[str, ...], at: datetime) -> None:
    running.now = TEN_THERE
    talked(running, *keys)
    [agreed] = appointments(running)
    assert (agreed.at, agreed.kind, agreed.channel, agreed.source) == (at, "hard", "ivr", "key_press")
    assert (running.attempts()[0].disposition, running.case().due_at) == ("2.21", at)
    running.now = at
    talked(running, "1", "1", "1")
    assert appointments(running)[0].kept_at == at


def test_a_call_back_that_nobody_answers_is_missed_and_tried_again(running: Scene) -> None:
    running.now = TEN_THERE
    talked(running, "2", "1")
    running.later(hours=1)
    token, sid = running.dial()
    running.hang_up(token, sid)
    assert appointments(running)[0].missed_at == running.now
    assert running.case().due_at is not None


def test_another_time_replaces_the_one_agreed_before(running: Scene) -> None:
    running.now = TEN_THERE
    talked(running, "2", "1")
    attempt = running.attempts()[0]
    with running.database.transaction() as session:
        kept = session.get_one(type(attempt), attempt.id)
        agreeing.agree(session, session.merge(running.interview()), kept, TEN_THERE + timedelta(days=1), running.now)
    first, second = appointments(running)
    assert (first.cancelled_at, second.cancelled_at) == (running.now, None)
    assert running.case().due_at == TEN_THERE + timedelta(days=1), "the attempt was closed before"


def test_a_key_that_comes_after_the_call_still_makes_the_appointment(running: Scene) -> None:
    running.now = TEN_THERE
    token, sid = talked(running, "2", over=False)
    running.hang_up(token, sid)
    assert (running.attempts()[0].disposition, appointments(running)) == ("2.21", [])
    running.hear(token, sid, 1, "1")
    assert running.case().due_at == TEN_THERE + timedelta(hours=1)


def test_only_one_appointment_of_a_case_is_open(running: Scene) -> None:
    running.now = TEN_THERE
    talked(running, "2", "1")
    another = Appointment(
        case_id=running.case().id, kind="soft", channel="ivr", source="caller", at=TEN_THERE, agreed_at=TEN_THERE
    )
    with pytest.raises(IntegrityError), running.database.transaction() as session:
        session.add(another)


def test_an_opt_out_calls_every_appointment_off(running: Scene) -> None:
    running.now = TEN_THERE
    token, sid = talked(running, "2", "1", over=False)
    with running.database.transaction() as session:
        suppress_line(
            session,
            running.call(token).line_id,
            scope=SuppressionScope.ALL_SURVEYS,
            source="caller",
            reason="asked not to be called",
            line_hash=hashed,
            now=running.now,
        )
    assert appointments(running)[0].cancelled_at == running.now
    running.hang_up(token, sid)
    assert running.case().due_at != TEN_THERE + timedelta(hours=1)


def test_who_asks_for_a_person_is_called_by_one_and_never_by_the_machine_again(running: Scene) -> None:
    running.now = TEN_THERE
    talked(running, "1", "*", "4")
    [follow_up] = running.rows(select(FollowUp))
    [flag] = running.rows(select(Flag))
    [agreed] = appointments(running)
    assert (flag.kind, flag.rule, flag.severity) == ("raised_by_hand", "person_requested", "high")
    assert (agreed.kind, agreed.channel, agreed.at) == ("soft", "live", follow_up.first_contact_due_at)
    assert running.case().closed_at is not None
    running.later(days=3)
    running.dial("C2")
    assert len(running.attempts("C1")) == 1


@pytest.mark.parametrize(
    ("heard", "rule", "code"),
    [(("2", "4", "2"), "wrong_person", "4.90"), (("2", "4", "1", Speech("Jo Brandt")), "contact_left", "4.70")],
)
def test_the_wrong_person_is_not_called_again_and_somebody_is_told(
    running: Scene, heard: tuple[Any, ...], rule: str, code: str
) -> None:
    running.now = TEN_THERE
    talked(running, *heard)
    [flag] = running.rows(select(Flag))
    assert (flag.rule, flag.severity) == (rule, "low")
    assert running.case().disposition == code
    assert not running.rows(select(Contact).where(Contact.external_id == "C1"))[0].active


def test_that_somebody_left_is_known_before_the_successor_is(running: Scene) -> None:
    running.now = TEN_THERE
    talked(running, "2", "4", "1")
    assert [flag.rule for flag in running.rows(select(Flag))] == ["contact_left"]
    assert not running.rows(select(Contact).where(Contact.external_id == "C1"))[0].active
    running.later(days=2)
    running.claim()
    assert len(running.attempts("C1")) == 1


def test_a_consent_is_kept_with_the_words_that_were_asked(scene: Scene) -> None:
    launched(scene)
    talked(scene, "1", "1", "1", "9#", "1")
    [consent] = scene.rows(select(Consent).where(Consent.source != "import"))
    assert (consent.purpose, consent.granted, consent.source) == ("quote", True, "key_press")
    assert consent.words == "May we quote you, Ann Archer?"


def test_a_consent_that_is_refused_is_kept_too_and_one_that_is_skipped_is_none(scene: Scene) -> None:
    launched(scene)
    talked(scene, "1", "1", "1", "9#", "2")
    talked(scene, "1", "1", "1", "9#", "*", "3", contact="C2")
    [consent] = scene.rows(select(Consent).where(Consent.source != "import"))
    assert not consent.granted


def quoted_twice() -> model.Questionnaire:
    """Two consents to the same, a third to being recorded, and the recorded one only of those who were quoted."""
    whole = agreeable()
    quote = whole.questions[-1]
    again = quote.model_copy(update={"id": "quote_widely"})
    record = model.Consent(
        id="record",
        kind="consent",
        purpose=model.Purpose.RECORDING,
        say=both("May we record you?"),
        ask_if=AnswerIs.model_validate({"answer": "quote", "is": "yes"}),
    )
    more = model.Open(id="more", kind="open", say=both("What else?"), max_seconds=30)
    return whole.model_copy(update={"questions": (*whole.questions, again, record, more)})


BACK = ("*", "2")
GRANTED = ("1", "1", "1", "9#", "1")


@pytest.mark.parametrize(
    ("then", "held"),
    [
        ((*BACK, "*", "3"), [True, False]),
        ((*BACK, "0"), [True, False]),
        ((*BACK, "1"), [True]),
        ((*BACK, "2"), [True, False]),
        ((*BACK, "*", "3", *BACK, "1"), [True, False, True]),
    ],
)
def test_a_consent_that_is_taken_back_is_not_given_any_more(
    scene: Scene, then: tuple[str, ...], held: list[bool]
) -> None:
    more = model.YesNo(id="more", kind="yes_no", say=both("May we call you again about this?"))
    whole = agreeable()
    launched(scene, whole.model_copy(update={"questions": (*whole.questions, more)}))
    talked(scene, *GRANTED, *then)
    lines = scene.rows(select(Consent).where(Consent.source != "import").order_by(Consent.id))
    assert [line.granted for line in lines] == held
    assert {line.words for line in lines} == {"May we quote you, Ann Archer?"}
    assert len({line.position for line in lines}) == len(lines)


def test_consents_that_a_correction_takes_off_the_route_are_taken_back_too(scene: Scene) -> None:
    launched(scene, quoted_twice())
    talked(scene, *GRANTED, "2", "1", *BACK, *BACK, *BACK, "*", "3")
    lines = scene.rows(select(Consent).where(Consent.source != "import").order_by(Consent.id))
    assert [(line.purpose, line.granted, line.position is None) for line in lines] == [
        ("quote", True, False),
        ("quote", False, False),
        ("recording", True, False),
        ("recording", False, False),
        ("quote", False, True),
    ]


def test_one_consent_of_two_to_the_same_is_enough(scene: Scene) -> None:
    launched(scene, quoted_twice())
    talked(scene, *GRANTED, "1", *BACK, *BACK, "2", "1")
    assert [
        line.granted for line in scene.rows(select(Consent).where(Consent.source != "import").order_by(Consent.id))
    ] == [True, True, False]


def test_a_promise_is_kept_in_the_ledger_and_makes_the_follow_up_due(scene: Scene) -> None:
    launched(scene)
    scene.now = TEN_THERE
    token, sid = scene.dial()
    spoken = scene.talk(token, sid, "1", "2", "1", Speech("It took long"), "1")
    [promise] = scene.rows(select(Promise))
    [follow_up] = scene.rows(select(FollowUp))
    said = " ".join(line.text for line in spoken.turn.lines)
    assert promise.words == said
    assert said.startswith("Olivia Owner will call you by ")
    assert promise.who == "Olivia Owner"
    assert follow_up.first_contact_due_at <= promise.by_at
    assert promise.by_at > scene.now
    assert scene.hear(token, sid, spoken.turn.position, "1").turn == spoken.turn
    assert len(scene.rows(select(Promise))) == 1


def test_the_promise_never_names_the_agent_whom_it_is_about(scene: Scene) -> None:
    launched(scene).now = TEN_THERE
    token, sid = scene.dial()
    with scene.database.transaction() as session:
        agent_id = session.get_one(Touchpoint, scene.case().touchpoint_id).agent_id
        session.execute(update(User).where(User.email == "olivia@example.com").values(agent_id=agent_id))
    scene.talk(token, sid, "1", "2", "1", Speech("It took long"), "1")
    [promise], [follow_up] = scene.rows(select(Promise)), scene.rows(select(FollowUp))
    assert (promise.who, follow_up.owner_id) == (None, None)
    assert promise.words.startswith("Somebody will call you by ")


def test_who_asks_for_a_person_is_told_by_when_and_that_is_kept_too(scene: Scene) -> None:
    whole = agreeable()
    phrases = {
        name: one.model_copy(update={"person": "Somebody will call you[ by {promise.by}]."})
        for name, one in whole.phrases.items()
    }
    launched(scene, whole.model_copy(update={"phrases": phrases}))
    scene.now = TEN_THERE
    token, sid = scene.dial()
    spoken = scene.talk(token, sid, "1", "*", "4")
    [promise], [follow_up], [agreed] = (scene.rows(select(one)) for one in (Promise, FollowUp, Appointment))
    assert spoken.turn.lines[0].text == promise.words
    assert promise.words.startswith("Somebody will call you by ")
    assert follow_up.first_contact_due_at == agreed.at == min(promise.by_at, agreed.at)
    scene.hang_up(token, sid)
    # A live caller goes on, and promises again: the first promise is the one that is kept.
    attempt = scene.attempts()[0]
    with scene.database.transaction() as session:
        interview = session.merge(scene.interview())
        course = replace(spoken.course, promised=datetime(2026, 12, 24, 12, 0))  # noqa: DTZ001
        kept = session.get_one(type(attempt), attempt.id)
        assert agreeing.note_ending(session, interview, kept, course, course, scene.rules, scene.now) == ()
    assert [one.by_at for one in scene.rows(select(Promise))] == [promise.by_at]


OWED = {
    "opted_out_owed": "No questions any more. {owner.name|Somebody} will call you once more[ by {promise.by}].",
    "owed": "{owner.name|Somebody} will call you[ by {promise.by}].",
}


@pytest.mark.parametrize(
    "then",
    [("*", "9"), ("7", Silence(), Silence()), (Silence(), Silence(), Silence()), (Asked(Command.NOT_NOW),)],
    ids=["no more calls", "wrong keys", "silence", "no time"],
)
def test_whoever_complained_and_leaves_before_the_end_is_told_who_calls(scene: Scene, then: tuple[Any, ...]) -> None:
    whole = agreeable()
    phrases = {name: one.model_copy(update=OWED) for name, one in whole.phrases.items()}
    launched(scene, whole.model_copy(update={"phrases": phrases}))
    scene.now = TEN_THERE
    token, sid = scene.dial()
    spoken = scene.talk(token, sid, "1", "2", *then)
    [promise], [follow_up] = scene.rows(select(Promise)), scene.rows(select(FollowUp))
    said = " ".join(line.text for line in spoken.turn.lines)
    assert (promise.words, promise.who) == (said, "Olivia Owner")
    assert "Olivia Owner will call you" in said
    assert scene.now < follow_up.first_contact_due_at <= promise.by_at
    notes = scene.rows(select(FollowUpEvent).where(FollowUpEvent.kind == "note"))
    assert [note.details["text"].endswith("keep that promise, and ask them nothing else.") for note in notes] == (
        [True] if then[0] == "*" else []
    )


def test_a_later_call_promises_no_other_time_than_the_first(scene: Scene) -> None:
    whole = agreeable()
    phrases = {name: one.model_copy(update=OWED) for name, one in whole.phrases.items()}
    launched(scene, whole.model_copy(update={"phrases": phrases}))
    scene.now = TEN_THERE
    token, sid = scene.dial()
    scene.talk(token, sid, "1", "2", Asked(Command.NOT_NOW))
    [promise] = scene.rows(select(Promise))
    case = scene.case()
    with scene.database.reading() as session:
        known = session.get_one(type(case), case.id)
        zone = zone_of(known)
        soon = occasion_of(session, known, scene.rules, promise.by_at - timedelta(minutes=1))
        late = occasion_of(session, known, scene.rules, promise.by_at + timedelta(days=1))
    assert zone is not None
    assert soon["promise.by"] == f"{promise.by_at.astimezone(zone):%Y-%m-%dT%H:%M}"
    assert late["promise.by"] is None, "a call is promised without a time, and the first promise stays in the ledger"
    assert late["call_back.days"]


def test_a_promise_leaves_the_time_to_keep_it(scene: Scene) -> None:
    """An owner in New York, a customer in Tokyo, who can be called from 8 to 20: not by the stroke of eight."""
    launched(scene)
    scene.now = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)  # Wednesday, 20:00 in Tokyo
    with scene.database.transaction() as session:
        session.scalars(select(Contact).where(Contact.external_id == "C1")).one().zone = "Asia/Tokyo"
    with scene.database.reading() as session:
        case = session.merge(scene.case("C1"))
        facts = occasion_of(session, case, load_rulebook(), scene.now)
        opens = next_open(scene.now, ("Asia/Tokyo",), hours_of(case.contact, load_rulebook()))
        assert opens is not None
        promised = datetime.fromisoformat(facts["promise.by"]).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    assert promised - opens >= timedelta(hours=1)
    assert promised.minute == 0


def test_no_promise_without_a_reason(scene: Scene) -> None:
    launched(scene)
    talked(scene, "1", "1", "1", "9#", "1")
    assert scene.rows(select(Promise)) == []


def test_a_promise_to_somebody_who_complained_of_nothing_is_owed_by_nobody(scene: Scene) -> None:
    promising = agreeable().closing.flagged
    kind = agreeable().model_copy(update={"closing": model.Closing(say=promising.say, flagged=promising)})
    launched(scene, kind)
    talked(scene, "1", "1", "1", "9#", "1")
    assert scene.rows(select(Promise)) == []


@pytest.mark.parametrize("table", ["consent", "promise"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id + 1", "DELETE FROM {}"])
def test_the_ledgers_never_change(scene: Scene, table: str, statement: str) -> None:
    launched(scene)
    talked(scene, "1", "2", "1", Silence(), "1")
    assert scene.rows(select(Consent if table == "consent" else Promise.id))
    refused = (IntegrityError, OperationalError, RefusedByDatabase)
    with pytest.raises(refused, match="never change"), scene.database.transaction() as session:
        session.execute(text(statement.format(table)))


def test_without_a_zone_nothing_is_promised_and_no_time_is_offered(scene: Scene) -> None:
    launched(scene)
    with scene.database.transaction() as session:
        contact = session.scalars(select(Contact).where(Contact.external_id == "C1")).one()
        contact.zone, contact.line.number = None, "+18005550199"
    case = scene.case("C1")
    with scene.database.reading() as session:
        found = session.merge(case, load=True)
        zone, occasion = zone_of(found), occasion_of(session, found, scene.rules, scene.now)
    assert zone is None
    assert set(occasion) == {"call.shared", "contact.languages"}


def test_days_and_hours_with_holes_are_offered_as_they_are(running: Scene) -> None:
    """A lunch break, a day of an hour, one of a half, and the holidays between."""
    monday, friday = ["09:00-12:00", "14:00-16:00"], ["08:30-10:30"]
    with running.database.transaction() as session:
        contact = session.scalars(select(Contact).where(Contact.external_id == "C1")).one()
        contact.hours = {"mon": monday, "tue": ["12:00-13:00"], "wed": ["09:30-09:50"], "fri": friday}
    with running.database.reading() as session:
        found = occasion_of(session, session.merge(running.case("C1")), running.rules, TEN_THERE)
    assert found["call_back.days"] == "2026-11-20,2026-11-23,2026-11-24,2026-11-27,2026-11-30"
    assert found["call_back.hours"] == "9.10,9.10.11.14.15,12,9.10,9.10.11.14.15"


def test_the_hours_offered_are_those_of_each_day(running: Scene) -> None:
    with running.database.reading() as session:
        found = occasion_of(session, session.merge(running.case("C3")), running.rules, running.now)
    assert found["call_back.hours"] == ",".join(["8.9.10.11.12.13.14.15.16.17"] * 5)
    assert len(found["call_back.days"].split(",")) == 5
    assert found["call.at"] == "2026-11-18T16:00"
    assert found["contact.languages"] == "de"


def test_nobody_is_called_before_the_hour_that_they_named(running: Scene) -> None:
    running.now = TEN_THERE
    talked(running, "2", "1")
    running.later(minutes=59)
    running.claim()
    assert len(running.attempts("C1")) == 1
    running.later(minutes=1)
    running.claim()
    assert len(running.attempts("C1")) == 2


@pytest.mark.parametrize("heard", [("2", "1"), ("2", "3", "2", "11"), ("1", "2", "1", Silence(), "1"), ("1", "*", "4")])
def test_what_is_read_later_is_what_was_said(scene: Scene, heard: tuple[Any, ...]) -> None:
    launched(scene)
    token, sid = scene.dial()
    spoken = [scene.answer(token, sid)]
    for one in heard:
        spoken.append(scene.hear(token, sid, spoken[-1].turn.position, one))
    with scene.database.reading() as session:
        read = transcript(session, session.merge(scene.interview()))
    assert [[line.text for line in step.said] for step in read] == [
        [line.text for line in turn.turn.lines] for turn in spoken
    ]


def test_what_is_agreed_says_whether_it_was_keyed_said_or_taken_down(running: Scene) -> None:
    talked(running, "1", Speech("Yes."))
    (attempt,) = running.attempts()
    with running.database.reading() as session:
        interview = session.get_one(Interview, running.interview().id)
        assert agreeing.source_of(interview, attempt) == "speech"
        attempt.channel = "live"
        assert agreeing.source_of(interview, attempt) == "caller"

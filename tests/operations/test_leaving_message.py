"""One message for each machine, for ever: when it is wanted, leave to say it, and the human who breaks in."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from scene import NOW, Scene, demo_rules, hashed, leaving_messages, small_questionnaire, with_message
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Call, MachineMessage
from vocsurvey.db.interview import Exchange
from vocsurvey.db.session import Database
from vocsurvey.interview.heard import Keys, Silence
from vocsurvey.interview.message import Message
from vocsurvey.operations import closing, interviewing, leaving_message, suppressing, watching
from vocsurvey.operations.closing import Aftermath
from vocsurvey.operations.greeting import PATIENCE
from vocsurvey.operations.interviewing import Machine, Spoken, UnknownCall
from vocsurvey.operations.leaving_message import Leave

WORDS = "A message from Northwind for Ann Archer. Please call this number back."


@pytest.fixture
def leaving(database: Database) -> Scene:
    """A running campaign whose machines hear a message."""
    stage = Scene(database, leaving_messages(demo_rules()))
    stage.people()
    stage.campaign(questionnaire=with_message())
    return stage


def detected(scene: Scene, token: str, answered_by: str = "machine", **how: bool) -> Aftermath | None:
    how = how or {"greeting_ended": True}
    with scene.database.transaction() as session:
        call = interviewing.lock_call(session, token)
        assert call is not None
        return closing.machine_heard(session, call, answered_by, scene.rules, scene.now, **how)


def granted(scene: Scene, token: str) -> Leave | None:
    leave = scene.do(leaving_message.grant_message, scene.call(token).id, rules=scene.rules, line_hash=hashed)
    assert leave is None or isinstance(leave, Leave)
    return leave


def left(scene: Scene, token: str) -> None:
    with scene.database.transaction() as session:
        leaving_message.message_left(session, scene.call(token).id, scene.rules, scene.now)


def messages(scene: Scene) -> list[MachineMessage]:
    return scene.rows(select(MachineMessage))


def clean(scene: Scene) -> None:
    with scene.database.reading() as session:
        assert [str(one) for one in audit(session, scene.now + timedelta(minutes=2), hashed)] == []


def picked_up(scene: Scene) -> tuple[str, str]:
    """The phone was answered, and the opening is being said."""
    token, sid = scene.dial()
    scene.answer(token, sid)
    return token, sid


def test_the_message_is_left_once_and_the_next_machine_is_hung_up(leaving: Scene) -> None:
    call_id = leaving.dial_planned("C1")
    assert leaving.permit(call_id).await_greeting is True
    token, sid = leaving.call(leaving.rows(select(Call.token).where(Call.id == call_id))[0]).token, next(leaving.sids)
    leaving.answer(token, sid)
    assert detected(leaving, token) is Aftermath.LEAVE_MESSAGE
    leave = granted(leaving, token)
    assert leave == Leave(call_id, sid, token, Message("en", WORDS))
    assert granted(leaving, token) is None
    left(leaving, token)
    leaving.hang_up(token, sid)
    (row,) = messages(leaving)
    assert (row.case_id, row.call_id, row.language, row.left_at, row.interrupted_at) == (
        leaving.case().id, call_id, "en", NOW, None,
    )  # fmt: skip
    assert leaving.attempts()[0].disposition == "3.14"
    leaving.later(minutes=1)
    again = leaving.dial_planned("C1")
    assert leaving.permit(again).await_greeting is False
    second = leaving.rows(select(Call.token).where(Call.id == again))[0]
    leaving.answer(second, next(leaving.sids))
    assert detected(leaving, second) is Aftermath.HANG_UP
    assert granted(leaving, second) is None
    leaving.hang_up(second, leaving.call(second).carrier_sid or "")
    assert len(messages(leaving)) == 1
    clean(leaving)


def test_where_the_person_was_reached_before_it_is_their_machine(leaving: Scene) -> None:
    for message in (True, False):
        contact = "C1" if message else "C2"
        token, sid = leaving.dial(contact)
        leaving.talk(token, sid, "2", "1")
        leaving.hang_up(token, sid)
        leaving.later(minutes=90)
        token, sid = leaving.dial(contact)
        leaving.answer(token, sid)
        assert detected(leaving, token) is Aftermath.LEAVE_MESSAGE
        assert granted(leaving, token) is not None
        if message:
            left(leaving, token)
        leaving.hang_up(token, sid)
        assert leaving.attempts(contact)[-1].disposition == ("2.221" if message else "2.222")


def test_what_is_known_only_after_the_call_still_says_how_it_ended(leaving: Scene) -> None:
    token, sid = leaving.dial()
    leaving.talk(token, sid, "2", "1")
    leaving.hang_up(token, sid)
    leaving.later(minutes=90)
    token, sid = picked_up(leaving)
    detected(leaving, token)
    assert granted(leaving, token) is not None
    leaving.hang_up(token, sid)
    assert leaving.attempts()[-1].disposition == "2.222"
    left(leaving, token)
    left(leaving, token)
    assert leaving.attempts()[-1].disposition == "2.221"


def test_without_leave_nothing_is_noted(leaving: Scene) -> None:
    token, _ = picked_up(leaving)
    left(leaving, token)
    assert messages(leaving) == []


def rules_off(scene: Scene) -> None:
    scene.rules = demo_rules()


def no_message(scene: Scene) -> None:
    with scene.database.transaction() as session:
        session.execute(text("DROP TRIGGER IF EXISTS questionnaire_version_fixed" + _on(session)))
        session.execute(text("UPDATE questionnaire_version SET definition = :it"), {"it": _plain()})


def _on(session: Session) -> str:
    return "" if session.get_bind().dialect.name == "sqlite" else " ON questionnaire_version"


def _plain() -> str:
    return small_questionnaire().model_dump_json(by_alias=True, exclude_none=True)


def case_is(**values: Any) -> Any:
    def change(scene: Scene) -> None:
        with scene.database.transaction() as session:
            session.execute(update(Case).values(**values))

    return change


UNWANTED = {
    "the protocol says no": rules_off,
    "the questionnaire has none": no_message,
    "it is a test": case_is(kind=CaseKind.TEST),
    "the case is over": case_is(closed_at=NOW, disposition="1.1"),
}


@pytest.mark.parametrize("why", UNWANTED)
def test_a_machine_is_hung_up_where_no_message_is_wanted(leaving: Scene, why: str) -> None:
    token, _ = picked_up(leaving)
    UNWANTED[why](leaving)
    assert detected(leaving, token) is Aftermath.HANG_UP
    assert leaving.call(token).hang_up_wanted_at == NOW
    assert granted(leaving, token) is None
    assert messages(leaving) == []


@pytest.mark.parametrize("why", UNWANTED)
def test_leave_asks_everything_once_more(leaving: Scene, why: str) -> None:
    token, _ = picked_up(leaving)
    assert detected(leaving, token) is Aftermath.LEAVE_MESSAGE
    UNWANTED[why](leaving)
    assert granted(leaving, token) is None


def test_an_opt_out_meanwhile_is_stronger(leaving: Scene) -> None:
    token, _ = picked_up(leaving)
    assert detected(leaving, token) is Aftermath.LEAVE_MESSAGE
    call = leaving.call(token)
    leaving.do(
        suppressing.suppress_line,
        call.line_id,
        scope="all_surveys",
        source="page",
        reason="asked by letter",
        line_hash=hashed,
    )
    assert granted(leaving, token) is None


@pytest.mark.parametrize("word", ["machine", "fax"])
def test_a_machine_that_may_still_be_greeting_and_a_fax_are_hung_up(leaving: Scene, word: str) -> None:
    token, _ = picked_up(leaving)
    assert detected(leaving, token, word, greeting_ended=word == "fax") is Aftermath.HANG_UP
    # What comes later changes nothing: the line is being closed.
    assert detected(leaving, token) is Aftermath.HANG_UP
    assert granted(leaving, token) is None


def test_a_greeting_without_an_end_is_a_machine_that_is_hung_up(leaving: Scene) -> None:
    token, sid = picked_up(leaving)
    assert detected(leaving, token, "unknown", greeting_endless=True) is Aftermath.HANG_UP
    assert leaving.call(token).answered_by == "machine"
    leaving.hang_up(token, sid)
    assert leaving.attempts()[0].disposition == "3.14"


def test_where_no_end_of_a_greeting_was_waited_for_the_unknown_are_human(leaving: Scene) -> None:
    leaving.rules = demo_rules()
    token, sid = picked_up(leaving)
    assert detected(leaving, token, "unknown", greeting_endless=True) is None
    assert leaving.hear(token, sid, 0, Keys("1")).turn.ask is not None


def test_a_call_without_a_case_has_no_message(leaving: Scene) -> None:
    token, sid = picked_up(leaving)
    with leaving.database.transaction() as session:
        session.execute(text("DELETE FROM attempt"))
    assert detected(leaving, token) is Aftermath.HANG_UP
    assert granted(leaving, token) is None
    leaving.hang_up(token, sid)
    assert detected(leaving, token) is None
    left(leaving, token)


def test_while_the_message_is_on_its_way_the_machine_hears_silence(leaving: Scene) -> None:
    token, sid = picked_up(leaving)
    detected(leaving, token)
    turn = {"rules": leaving.rules, "line_hash": hashed}
    assert leaving.do(interviewing.take_turn, token, sid, 0, Silence(), **turn) == Machine(waiting=True)
    assert leaving.do(interviewing.begin, token, sid, rules=leaving.rules) == Machine(waiting=True)
    leaving.later(seconds=PATIENCE.total_seconds())
    assert leaving.do(interviewing.begin, token, sid, rules=leaving.rules) == Machine()
    assert granted(leaving, token) is None


def test_the_line_is_closed_when_patience_runs_out_and_not_before(leaving: Scene) -> None:
    token, sid = picked_up(leaving)
    detected(leaving, token)
    call_id = leaving.call(token).id
    assert leaving.do(watching.nudge_hang_ups, rules=leaving.rules) == ()
    with leaving.database.reading() as session:
        assert watching.carrier_sid(session, call_id, unwanted_at=leaving.now) is None
    leaving.later(seconds=PATIENCE.total_seconds())
    assert leaving.do(watching.nudge_hang_ups, rules=leaving.rules) == (call_id,)
    with leaving.database.reading() as session:
        assert watching.carrier_sid(session, call_id, unwanted_at=leaving.now) == sid


def test_a_key_before_the_message_takes_it_back(leaving: Scene) -> None:
    token, sid = picked_up(leaving)
    detected(leaving, token)
    leaving.hear(token, sid, 0, Keys("1"))
    assert granted(leaving, token) is None
    assert leaving.call(token).hang_up_wanted_at is None
    leaving.hang_up(token, sid)
    assert leaving.attempts()[0].disposition == "3.20"


def test_a_key_that_came_too_late_to_answer_is_a_human_all_the_same(leaving: Scene) -> None:
    token, sid = leaving.dial()
    leaving.talk(token, sid, Silence())
    assert detected(leaving, token) is Aftermath.LEAVE_MESSAGE
    leaving.hear(token, sid, 0, Keys("1"))
    assert granted(leaving, token) is None
    assert detected(leaving, token) is None
    leaving.hang_up(token, sid)
    assert leaving.attempts()[0].disposition == "3.20"


def test_a_key_during_the_message_is_a_human_and_answers_nothing(leaving: Scene) -> None:
    token, sid = picked_up(leaving)
    detected(leaving, token)
    assert granted(leaving, token) is not None
    left(leaving, token)
    for _ in range(2):
        spoken = leaving.do(leaving_message.break_in, token, sid, rules=leaving.rules)
        assert isinstance(spoken, Spoken)
        assert (spoken.turn.position, spoken.turn.ask is not None) == (0, True)
    assert leaving.call(token).hang_up_wanted_at is None
    assert messages(leaving)[0].interrupted_at == NOW
    # A verdict that is repeated now is known to be wrong.
    assert detected(leaving, token) is None
    spoken = leaving.hear(token, sid, 0, Keys("1"))
    for _ in range(3):
        spoken = leaving.hear(token, sid, spoken.turn.position, Silence())
    leaving.hang_up(token, sid)
    assert leaving.attempts()[0].disposition == "3.20"
    clean(leaving)


def test_nobody_breaks_in_where_no_message_is_said(leaving: Scene) -> None:
    token, sid = picked_up(leaving)
    assert isinstance(leaving.do(leaving_message.break_in, token, sid, rules=leaving.rules), Spoken)
    assert messages(leaving) == []
    for stranger in (("nobody", sid), (token, "CA" + "e" * 32)):
        assert leaving.do(leaving_message.break_in, *stranger, rules=leaving.rules) == UnknownCall()


@pytest.mark.parametrize(
    "offence",
    [
        "DELETE FROM machine_message",
        "UPDATE machine_message SET case_id = 999",
        "UPDATE machine_message SET language = 'de'",
        "INSERT INTO machine_message SELECT case_id, 2, language, granted_at, NULL, NULL FROM machine_message",
    ],
)
def test_not_even_sql_by_hand_makes_room_for_a_second(leaving: Scene, offence: str) -> None:
    token, _ = picked_up(leaving)
    detected(leaving, token)
    assert granted(leaving, token) is not None
    before = repr([(row.case_id, row.call_id, row.granted_at) for row in messages(leaving)])
    with pytest.raises(DatabaseError), leaving.database.transaction() as session:
        session.execute(text(offence))
    assert repr([(row.case_id, row.call_id, row.granted_at) for row in messages(leaving)]) == before


VERDICTS = (
    ("machine", {"greeting_ended": True}),
    ("machine", {"greeting_ended": False}),
    ("unknown", {"greeting_endless": True}),
    ("unknown", {"greeting_endless": False}),
    ("human", {"greeting_ended": False}),
    ("fax", {"greeting_ended": False}),
)
STEPS = ("verdict", "verdict", "verdict", "grant", "grant", "left", "key", "break in", "wait", "next call")


@pytest.mark.parametrize("seed", range(24))
def test_whatever_comes_in_whatever_order_one_message_at_most_and_none_to_a_human(leaving: Scene, seed: int) -> None:
    """Verdicts, jobs and keys doubled, late and out of order, over several calls of one case."""
    chance = random.Random(seed)
    token, sid = picked_up(leaving)
    leaves, human = 0, False
    for step in chance.choices(STEPS, k=30):
        match step:
            case "verdict":
                word, how = chance.choice(VERDICTS)
                detected(leaving, token, word, **how)
            case "grant":
                leave = granted(leaving, token)
                assert leave is None or not human
                leaves += leave is not None
            case "left":
                left(leaving, token)
            case "key":
                here = len(leaving.rows(select(Exchange.id)))
                turn = {"rules": leaving.rules, "line_hash": hashed}
                leaving.do(interviewing.take_turn, token, sid, here, Keys("*"), **turn)
                human = True
            case "break in":
                leaving.do(leaving_message.break_in, token, sid, rules=leaving.rules)
                human = human or any(row.call_id == leaving.call(token).id for row in messages(leaving))
            case "wait":
                leaving.later(seconds=25)
            case _ if leaving.case().closed_at is None:
                leaving.hang_up(token, sid)
                leaving.later(minutes=90)
                if leaving.case().closed_at is None:
                    token, sid = picked_up(leaving)
                    human = False
        assert leaves == len(messages(leaving)) <= 1
    clean(leaving)

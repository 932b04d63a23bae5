"""What is heard at the door is heard once, of the right call, at the right question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from doorstep import STRANGER, Door
from sqlalchemy import event, func, select

from vocsurvey.db.base import Base
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.followup import Flag, FollowUp, Notice
from vocsurvey.db.interview import Answer, Conflict, Exchange, Interview
from vocsurvey.db.sample import Suppression
from vocsurvey.telephony.url import CarrierUrls


def _count(door: Door, table: type) -> int:
    with door.runtime.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _heard(door: Door) -> list[dict[str, object]]:
    return [row.heard for row in door.scene.rows(select(Exchange).order_by(Exchange.position))]


def test_a_whole_conversation_is_strict_twiml_to_the_last_word(door: Door) -> None:
    said = door.answer()
    assert "Ann" in said.words
    for digits in ("1", "1", "1", "9"):
        assert said.verbs == ["Gather"]
        said = door.press(said.action, digits)
    assert said.verbs == ["Say", "Hangup"]
    assert door.scene.interview().completeness == "complete"


def test_the_answer_webhook_twice_is_one_leg_and_one_first_turn(door: Door) -> None:
    assert door.answer().body == door.answer().body
    assert door.scene.interview().legs == 1


def test_a_negative_answer_is_a_follow_up_before_the_next_word_is_spoken(door: Door) -> None:
    door.talk("1", "2")
    assert [flag.question for flag in door.scene.rows(select(Flag))] == ["resolved"]
    assert _count(door, FollowUp) == _count(door, Notice) == 1


def test_a_replayed_turn_gets_the_turn_that_is_current_and_changes_no_row(door: Door) -> None:
    first = door.talk("1")
    second = door.press(first.action, "2")
    third = door.press(second.action, "1")
    before = _replayable(door)
    for _ in range(3):
        again = door.press(first.action, "2")
        assert again.action == third.action
    assert _replayable(door) == before


def _replayable(door: Door, but_not: type[Base] | None = None) -> tuple[object, ...]:
    """Every fact that a repeat must leave alone (the time of the last sign of life is not one)."""
    every = (Exchange, Answer, Flag, FollowUp, Notice, Conflict, Attempt, Interview)
    tables = [table for table in every if table is not but_not]
    return tuple(repr(door.scene.rows(select(*table.__table__.columns.values()))) for table in tables) + tuple(
        _count(door, table) for table in tables
    )


def test_another_value_for_a_position_is_kept_once_and_not_acted_on(door: Door) -> None:
    first = door.talk("1")
    second = door.press(first.action, "1")
    for _ in range(3):
        assert door.press(first.action, "2").action == second.action
    assert [(row.position, row.heard["digits"]) for row in door.scene.rows(select(Conflict))] == [(1, "2")]
    assert _count(door, Flag) == 0


def test_a_position_in_the_future_is_kept_and_changes_nothing(door: Door) -> None:
    said = door.talk("1")
    before = _replayable(door, but_not=Conflict)
    present = door.runtime.urls.read_state(door.token, said.action.partition("?s=")[2])
    assert present is not None
    ahead = replace(present, position=40)
    assert door.press(door.runtime.urls.turn(door.token, ahead), "2").action == said.action
    assert _replayable(door, but_not=Conflict) == before
    assert [(row.position, row.heard["digits"]) for row in door.scene.rows(select(Conflict))] == [(40, "2")]


def test_what_answers_another_question_than_the_one_that_was_put_is_no_answer(door: Door) -> None:
    said = door.talk("1")
    before = _replayable(door, but_not=Conflict)
    present = door.runtime.urls.read_state(door.token, said.action.partition("?s=")[2])
    assert present is not None
    astray = replace(present, step="csat")
    assert door.press(door.runtime.urls.turn(door.token, astray), "2").action == said.action
    assert _replayable(door, but_not=Conflict) == before
    assert [(row.position, row.heard["digits"]) for row in door.scene.rows(select(Conflict))] == [(1, "2")]


def test_keys_after_the_end_get_the_goodbye_again_and_change_nothing(door: Door) -> None:
    fourth = door.talk("1", "1", "1")
    last = door.press(fourth.action, "9")
    before = _replayable(door, but_not=Conflict)
    position = len(_heard(door))
    present = door.runtime.urls.read_state(door.token, fourth.action.partition("?s=")[2])
    assert present is not None
    beyond = replace(present, position=position)
    assert door.press(door.runtime.urls.turn(door.token, beyond), "1").verbs == last.verbs
    assert door.press(fourth.action, "9").verbs[-1] == "Hangup"
    assert _replayable(door, but_not=Conflict) == before


def test_a_state_that_was_moved_from_another_call_only_asks_again(door: Door) -> None:
    mine = door.talk("1")
    other = Door(door.runtime, door.scene, door.client).dial("C2")
    theirs = other.talk("1")
    before = _replayable(door)
    moved = mine.action.replace(door.token, other.token)
    assert other.press(moved, "2").action == theirs.action
    assert _replayable(door) == before


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "missing", "version", "long", "other key"])
def test_a_damaged_state_only_asks_again(door: Door, damage: str) -> None:
    said = door.talk("1")
    address, _, state = said.action.partition("?s=")
    present = door.runtime.urls.read_state(door.token, state)
    assert present is not None
    forged = CarrierUrls("https://voice.example.com", "a key that somebody guessed").turn(door.token, present)
    damaged = {
        "cut": f"{address}?s={state[:-5]}",
        "flipped": f"{address}?s={state[:8]}{'A' if state[8] != 'A' else 'B'}{state[9:]}",
        "empty": f"{address}?s=",
        "missing": address,
        "version": f"{address}?s=v2{state[2:]}",
        "long": f"{address}?s={state}{'A' * 3000}",
        "other key": forged,
    }[damage]
    before = _replayable(door)
    assert door.press(damaged, "2").action == said.action
    assert _replayable(door) == before


def test_another_call_with_our_token_is_turned_away_at_every_door(door: Door) -> None:
    action = door.talk("1").action
    ours, door.sid = door.sid, STRANGER
    before = door.rows()
    assert door.answer().verbs == ["Say", "Hangup"]
    assert door.press(action, "2").verbs == ["Say", "Hangup"]
    assert door.fall_back(action, Digits="2").verbs == ["Say", "Hangup"]
    assert door.report("completed", 3, CallDuration="9").body == ""
    assert door.verdict("machine_start").status == 404
    assert door.rows() == before
    door.sid = ours
    assert door.press(action, "2").verbs == ["Gather"]


def test_the_name_of_another_of_our_calls_binds_nothing(door: Door) -> None:
    """The first signed webhook names the call; one that already has a call cannot become a second one's name."""
    call_id = door.scene.dial_planned("C2")
    permit = door.scene.permit(call_id)
    taken = Door(door.runtime, door.scene, door.client, permit.token, door.sid)
    before = door.rows()
    assert taken.answer().verbs == ["Say", "Hangup"]
    assert taken.report("ringing", 1).status == 204
    assert taken.verdict("machine_start").status == 404
    assert door.rows() == before
    taken.sid = STRANGER
    assert "Ben" in taken.answer().words
    assert door.scene.call(permit.token).carrier_sid == STRANGER


def test_a_call_that_was_only_planned_has_no_webhooks(door: Door) -> None:
    """No carrier has heard of its token: a copy of an old database would have such rows."""
    call_id = door.scene.dial_planned("C2")
    token = door.scene.rows(select(Call.token).where(Call.id == call_id))[0]
    planned = Door(door.runtime, door.scene, door.client, token, STRANGER)
    before = door.rows()
    assert planned.answer().verbs == ["Say", "Hangup"]
    assert planned.report("in-progress", 2).body == ""
    assert planned.report("completed", 3).body == ""
    assert planned.verdict("machine_start").status == 404
    assert door.rows() == before


def test_silence_wrong_keys_and_words_are_heard_and_asked_again(door: Door) -> None:
    said = door.answer()
    said = door.silence(said.action)
    said = door.knock(said.action, door.form(SpeechResult="what was that", Confidence="0.71"))
    assert [row["kind"] for row in _heard(door)] == ["silence", "speech"]
    assert said.verbs == ["Gather"]


def test_an_opt_out_is_stored_in_the_turn_that_heard_it(door: Door) -> None:
    assert door.talk("*", "9").verbs[-1] == "Hangup"
    assert sorted(door.scene.rows(select(Suppression.subject))) == ["contact", "line"]


def test_a_negative_answer_takes_few_statements(door: Door) -> None:
    """The customer waits for our answer; what is read and written must not grow with the size of the campaign."""
    said = door.talk("1")
    statements: list[str] = []
    engine = door.runtime.database.engine
    event.listen(engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
    door.press(said.action, "2")
    assert len(door.scene.rows(select(Flag))) == 1
    written = [one for one in statements if not one.startswith("BEGIN")]
    assert 10 <= len(written) <= 22, "\n".join(written)


def test_a_test_call_says_that_it_works(door: Door) -> None:
    with door.runtime.database.transaction() as session:
        session.query(Attempt).delete()
        call = session.scalars(select(Call).where(Call.token == door.token)).one()
        call.purpose = "test"
    said = door.answer()
    assert said.verbs == ["Say", "Hangup"]
    assert "test call" in said.words
    assert door.press(door.url("turn"), "1").verbs == ["Say", "Hangup"]

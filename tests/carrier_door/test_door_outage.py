"""The database is away in the middle of a call: the customer hears the next question, and nothing said is lost."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import timedelta

import pytest
from doorstep import Answer, Door
from sqlalchemy import select, text
from wire import wired

from vocsurvey.clock import monotonic, now
from vocsurvey.db.dialing import Call, CarrierEvent
from vocsurvey.db.followup import Flag, FollowUp
from vocsurvey.db.interview import Answer as AnswerRow
from vocsurvey.db.interview import Conflict, Exchange
from vocsurvey.db.reads import pinned
from vocsurvey.db.sample import Suppression
from vocsurvey.db.session import Database
from vocsurvey.jobs import clock_tower, delivered
from vocsurvey.library import Library
from vocsurvey.operations.keeping_time import hold_lease
from vocsurvey.spool import Kept

GONE = "postgresql://nobody@127.0.0.1:9/nowhere"


@pytest.fixture(params=[GONE, "sqlite:////nowhere/at/all.db"])
def away(request: pytest.FixtureRequest, door: Door) -> Iterator[Door]:
    """The same call at a web process whose database does not answer."""
    broken = door.again(database=Database(request.param))
    yield broken
    broken.runtime.database.dispose()


def answers(door: Door) -> list[tuple[str, str | None, bool]]:
    """What stands, in the order in which it was said."""
    rows = door.scene.rows(select(AnswerRow).where(AnswerRow.superseded_at.is_(None)).order_by(AnswerRow.position))
    return [(row.question, row.value, row.negative) for row in rows]


def test_an_interview_that_began_before_the_outage_is_held_to_its_end(door: Door, away: Door) -> None:
    said = door.talk("1")
    heard: list[Answer] = []
    for key in ("2", "2", ""):
        said = away.knock(said.action, away.form(Digits=key) if key else away.form(SpeechResult="Nobody rang back."))
        heard.append(said)
    assert [one.verbs[-1] for one in heard] == ["Gather", "Gather", "Hangup"]
    assert answers(door) == []
    waiting = door.runtime.spool.waiting()
    assert len(waiting) == len(heard)
    assert {stat.S_IMODE(path.stat().st_mode) for path in waiting} == {0o600}
    assert stat.S_IMODE(door.runtime.spool.folder.stat().st_mode) == 0o700
    assert delivered.drain(door.runtime) == len(heard)
    assert door.runtime.spool.waiting() == ()
    assert answers(door)[:2] == [("resolved", "no", True), ("cared", "no", True)]
    assert {question for question, _, _ in answers(door)} == {"resolved", "cared", "nps", "why"}
    assert "Nobody rang back." in [row.verbatim for row in door.scene.rows(select(AnswerRow))]
    assert (len(door.scene.rows(select(FollowUp))), len(door.scene.rows(select(Flag)))) == (1, 2)
    assert door.scene.rows(select(Conflict)) == []
    assert door.scene.interview().completeness == "complete"


def test_a_database_that_has_stopped_does_not_stop_the_call(door: Door) -> None:
    if door.runtime.database.is_sqlite:
        pytest.skip("SQLite has no server that could stop")
    with wired(door.runtime.database.url) as (database, wire):
        behind = door.again(database=database)
        said = behind.talk("1")
        wire.held.set()
        began = monotonic()
        after = behind.press(said.action, "2")
        assert monotonic() - began < 13, "the carrier would have given up"
        assert "Did we care?" in after.words
        wire.held.clear()
        assert answers(door) == []
        assert behind.press(after.action, "1").verbs == ["Gather"]
    assert [question for question, _, _ in answers(door)] == ["resolved", "cared"]


def test_what_was_said_blind_and_what_is_said_afterwards_are_one_interview(door: Door, away: Door) -> None:
    said = away.press(door.talk("1").action, "2")
    assert "Did we care?" in said.words
    # The database is back before the clock has ticked: the web process hears first what waited.
    after = door.press(said.action, "1")
    assert after.verbs == ["Gather"]
    assert door.runtime.spool.waiting() == ()
    assert [question for question, _, _ in answers(door)] == ["resolved", "cared"]
    assert [row.position for row in door.scene.rows(select(Exchange).order_by(Exchange.position))] == [0, 1, 2]


def test_a_key_that_is_brought_twice_during_an_outage_is_heard_once(door: Door, away: Door) -> None:
    said = door.talk("1")
    once = away.press(said.action, "2")
    assert away.press(said.action, "2").action == once.action
    assert away.fall_back(said.action, Digits="2").action == once.action
    assert delivered.drain(door.runtime) == 3
    assert [question for question, _, _ in answers(door)] == ["resolved"]
    assert door.scene.rows(select(Conflict)) == []


def test_an_opt_out_during_an_outage_is_obeyed_as_soon_as_it_can_be_written(door: Door, away: Door) -> None:
    menu = away.press(door.talk("1").action, "*")
    assert menu.verbs == ["Gather"]
    assert away.press(menu.action, "9").verbs[-1] == "Hangup"
    assert door.scene.rows(select(Suppression)) == []
    delivered.drain(door.runtime)
    assert sorted(door.scene.rows(select(Suppression.subject))) == ["contact", "line"]


def test_reports_are_kept_in_the_order_in_which_they_came(door: Door, away: Door) -> None:
    door.talk("1")
    assert away.report("completed", 3, CallDuration="42").status == 204
    assert away.verdict("human").status == 204
    delivered.drain(door.runtime)
    (call,) = door.scene.rows(select(Call).where(Call.token == door.token))
    assert call.status == "ended"
    assert "completed" in [row.progress for row in door.scene.rows(select(CarrierEvent))]


def test_a_version_that_nobody_here_has_read_ends_kindly_and_loses_nothing(
    door: Door, away: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = door.talk("1")
    monkeypatch.setattr(pinned, "_REMEMBERED", {})
    stranger = away.again(library=Library({}))
    assert stranger.press(said.action, "2").verbs == ["Say", "Hangup"]
    delivered.drain(door.runtime)
    assert [question for question, _, _ in answers(door)] == ["resolved"]


def test_every_clock_hears_what_lies_on_its_machine_whoever_holds_the_lease(door: Door, away: Door) -> None:
    away.press(door.talk("1").action, "2")
    with door.runtime.database.transaction() as session:
        assert hold_lease(session, clock_tower.LEASE, "another machine", now(), timedelta(hours=1))
    rounds = iter([False, True])
    clock_tower.keep_time(door.runtime, lambda: next(rounds), lambda seconds: None)
    assert [question for question, _, _ in answers(door)] == ["resolved"]


def test_while_the_database_is_away_everything_stays_where_it_is(door: Door, away: Door) -> None:
    away.press(door.talk("1").action, "2")
    with pytest.raises(Exception, match=r"(?i)connect|open"):
        delivered.drain(away.runtime)
    assert len(door.runtime.spool.waiting()) == 1


@pytest.mark.parametrize("hours", [0, 2])
def test_what_cannot_be_heard_is_tried_for_a_while_and_put_aside_for_a_person(door: Door, hours: int) -> None:
    said = door.talk("1")
    with door.runtime.database.transaction() as session:
        session.execute(text("ALTER TABLE notice RENAME TO notice_gone"))
    query, params = said.action.partition("?")[2], tuple(door.form(Digits="2"))
    door.runtime.spool.put(Kept(door.token, "turn", query, params, now() - timedelta(hours=hours)))
    assert delivered.drain(door.runtime) == 0
    assert len(door.runtime.spool.waiting()) == (0 if hours else 1)
    assert len(list(door.runtime.spool.refused())) == (1 if hours else 0)


@pytest.mark.parametrize(
    ("last", "params"),
    [
        ("turn", {"CallSid": "nobody's"}),
        ("turn", {}),
        ("status", {"CallStatus": "dancing"}),
        ("machine", {}),
        ("fallback", {"Digits": "2"}),
        ("comment", {}),
        ("words", {}),
        ("answer", {}),
    ],
)
def test_what_is_no_request_of_ours_is_put_aside_and_holds_nothing_up(
    door: Door, last: str, params: dict[str, str]
) -> None:
    said = door.talk("1")
    odd = Kept(door.token, last, "s=v1.forged.mac", tuple(sorted((dict(door.form()) | params).items())), now())
    door.runtime.spool.put(odd)
    (door.runtime.spool.folder / "00000000-broken.json").write_text(json.dumps(["of another shape"]))
    (door.runtime.spool.folder / "00000000-torn.json").write_text('["half a ')
    good = Kept(door.token, "turn", said.action.partition("?")[2], tuple(door.form(Digits="2")), now())
    door.runtime.spool.put(good)
    assert delivered.drain(door.runtime) == 1
    assert [question for question, _, _ in answers(door)] == ["resolved"]
    assert len(list(door.runtime.spool.refused())) == 3
    assert door.runtime.spool.waiting() == ()


@pytest.mark.parametrize(
    "content",
    [
        '["half a ',
        '["of another shape"]',
        '["t", "status", "", [5], "2026-11-22T06:00:00+00:00"]',
        '["t", "status", "", [["CallSid"]], "2026-11-22T06:00:00+00:00"]',
        '["t", "status", "", [["CallSid", 5]], "2026-11-22T06:00:00+00:00"]',
        '["t", "status", "", [], "2026-11-22T06:00:00"]',
        '["t", "status", "", [], "yesterday"]',
        "[" * 100_000,
    ],
    ids=lambda content: content[:50],
)
def test_a_file_that_is_no_request_holds_up_no_other(door: Door, content: str) -> None:
    said = door.talk("1")
    door.runtime.spool.folder.mkdir(parents=True)
    (door.runtime.spool.folder / "00000000-odd.json").write_text(content)
    door.runtime.spool.put(Kept(door.token, "turn", said.action.partition("?")[2], tuple(door.form(Digits="2")), now()))
    assert delivered.drain(door.runtime) == 1
    assert [question for question, _, _ in answers(door)] == ["resolved"]
    assert (len(list(door.runtime.spool.refused())), door.runtime.spool.waiting()) == (1, ())


def test_a_disk_that_is_full_too_is_told_to_the_carrier(door: Door, away: Door) -> None:
    said = door.talk("1")
    door.runtime.spool.folder.write_text("a file where the folder should be")
    assert away.press(said.action, "2").status == 500

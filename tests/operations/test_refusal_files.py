"""A file of those who are not to be called: foreseen line by line, applied in portions, gone on with after a crash."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from scene import Scene, hashed
from sqlalchemy import select

from vocsurvey.db.campaign import Case
from vocsurvey.db.imports import RefusalFile
from vocsurvey.db.sample import Suppression
from vocsurvey.fieldwork.refusal_list import RefusalLine
from vocsurvey.fieldwork.suppression import Scope, one_account, one_contact, one_line
from vocsurvey.operations import refusal_files
from vocsurvey.operations.refusal_files import Foreseen

LINES = (
    RefusalLine(2, "+12025550101", (one_line("+12025550101"), one_contact("C2")), reason="they wrote"),
    RefusalLine(3, "nobody", problem="nobody is not a phone number."),
    RefusalLine(4, "A2", (one_account("A2"),), Scope.AUTOMATED),
    RefusalLine(5, "+12025550188", (one_line("+12025550188"),)),
)


def kept(scene: Scene) -> int:
    """A file that waits for a word."""
    row = scene.do(refusal_files.keep, file_name="no.csv", content=b"phone", country=None, by_id=1)
    assert isinstance(row, RefusalFile)
    return row.id


def go_on(scene: Scene, file_id: int, lines: tuple[RefusalLine, ...], after: int) -> Any:
    """The next portion."""
    return scene.do(refusal_files.go_on, file_id, lines, after, rules=scene.rules, line_hash=hashed)


def foreseen(scene: Scene) -> tuple[Foreseen, ...]:
    """What the lines would do now."""
    with scene.database.reading() as session:
        return refusal_files.foresee(session, LINES, hashed)


def tallied(scene: Scene) -> dict[str, int]:
    """How many lines would do what."""
    with scene.database.reading() as session:
        return refusal_files.tally(session, LINES, hashed)


def test_what_is_foreseen_is_what_happens(running: Scene) -> None:
    before = foreseen(running)
    assert [(one.known, one.people, one.cases) for one in before] == [
        (False, ("Ann Archer", "Ben Burke"), 2),
        (False, (), 0),
        (False, ("Clara Conrad",), 1),
        (False, (), 0),
    ]
    assert tallied(running) == {"new": 3, "known": 0, "bad": 1}
    token, _ = running.dial("C1")
    file_id = kept(running)
    assert running.do(refusal_files.confirm, file_id)
    assert go_on(running, file_id, LINES[:3], 0) == (running.call(token).id,)
    assert go_on(running, file_id, LINES[:3], 0) is None, "somebody else has gone on"
    assert go_on(running, file_id, LINES[3:], 4) == ()
    assert go_on(running, file_id, (), 5) == ()
    assert go_on(running, file_id, (), 5) is None
    (row,) = running.rows(select(RefusalFile))
    assert (row.counts, row.content, row.finished_at) == ({"done": 3, "barred": 3, "cases": 3}, None, running.now)
    assert running.rows(select(Case.id).where(Case.closed_at.is_(None), Case.channel == "ivr")) == []
    assert [(one.name, one.scope, one.origin, one.by_id) for one in running.rows(select(Suppression))] == [
        ("+12025550101", "all_surveys", "no.csv, line 2", 1),
        ("C2", "all_surveys", "no.csv, line 2", 1),
        ("A2", "automated", "no.csv, line 4", 1),
        ("+12025550188", "all_surveys", "no.csv, line 5", 1),
    ]
    assert [one.known for one in foreseen(running)] == [True, False, True, True]
    assert tallied(running) == {"new": 0, "known": 3, "bad": 1}


def test_who_waits_too_long_for_a_word_is_given_up_and_work_left_behind_is_found(scene: Scene) -> None:
    waiting, begun, thrown = kept(scene), kept(scene), kept(scene)
    assert scene.do(refusal_files.confirm, begun)
    assert not scene.do(refusal_files.confirm, begun)
    assert not scene.do(refusal_files.discard, begun)
    assert scene.do(refusal_files.discard, thrown)
    assert not scene.do(refusal_files.confirm, thrown)
    assert go_on(scene, waiting, LINES, 0) is None
    assert scene.do(refusal_files.nudge_files) == ()
    scene.now += refusal_files.WORKING
    assert scene.do(refusal_files.nudge_files) == (begun,), "whoever worked on it has died"
    assert scene.do(refusal_files.nudge_files) == ()
    scene.now += refusal_files.WAITS_FOR_A_WORD + timedelta(seconds=1)
    assert scene.do(refusal_files.nudge_files) == (begun,)
    assert not scene.do(refusal_files.confirm, waiting)


def test_many_lines_are_counted_in_portions(scene: Scene) -> None:
    lines = [RefusalLine(n, "", (one_contact(f"X{n}"),)) for n in range(1100)]
    with scene.database.reading() as session:
        assert refusal_files.tally(session, lines, hashed) == {"new": 1100, "known": 0, "bad": 0}

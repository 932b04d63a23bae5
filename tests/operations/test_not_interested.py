"""Whoever says that they are not interested has refused: they are let go, and not put on the list of the uncalled."""

from __future__ import annotations

import pytest
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.interview import Interview
from vocsurvey.db.sample import Suppression
from vocsurvey.fieldwork.outcome import Standing
from vocsurvey.interview.heard import Speech
from vocsurvey.interview.turn import Completeness, Ending
from vocsurvey.operations.disposing import standing_of


def test_the_case_ends_as_a_refusal_and_nothing_else_changes(running: Scene) -> None:
    token, sid = running.dial()
    spoken = running.talk(token, sid, Speech("Sorry, I'm not interested."))
    assert (spoken.turn.ending, spoken.hang_up, spoken.flagged) == (Ending.REFUSED, (), ())
    running.hang_up(token, sid)
    case = running.case()
    assert (case.disposition, case.closed_at) == ("2.112", running.now)
    assert running.rows(select(Suppression)) == []
    assert [attempt.ending for attempt in running.attempts()] == ["refusal"]


@pytest.mark.parametrize(
    ("completeness", "standing"),
    [
        (Completeness.CONTACTED, Standing.REFUSED),
        (Completeness.BREAK_OFF, Standing.REFUSED_AFTER),
        (Completeness.PARTIAL, Standing.REFUSED_AFTER),
        (Completeness.COMPLETE, Standing.COMPLETE),
    ],
)
def test_how_far_it_came_before_counts(completeness: Completeness, standing: Standing) -> None:
    assert standing_of(Interview(completeness=completeness, ending=Ending.REFUSED)) is standing

"""Whoever has to go in the middle of the questions has refused nothing: the case comes back at the same question."""

from __future__ import annotations

from datetime import datetime

import pytest
from scene import PHRASES, Scene, hashed, small_questionnaire
from sqlalchemy import select

from vocsurvey.db.agreement import Promise
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.interview import Interview
from vocsurvey.db.sample import Suppression
from vocsurvey.fieldwork.outcome import Standing
from vocsurvey.fieldwork.protocol import Ending as Outcome
from vocsurvey.interview.heard import Speech
from vocsurvey.interview.turn import Completeness, Ending
from vocsurvey.operations.disposing import standing_of
from vocsurvey.questionnaire.model import Questionnaire

SAID = {**PHRASES, "stopping": "Shall we stop?", "owed": "Somebody will call you[ by {promise.by}]."}
PARTIAL = Questionnaire.model_validate(
    {
        **small_questionnaire().model_dump(mode="json", by_alias=True, exclude_none=True),
        "core": ["resolved", "why"],
        "phrases": {"en": SAID, "de": SAID},
    }
)
DRIVING = Speech("Sorry, I'm driving.")


def due(scene: Scene, outcome: Outcome) -> datetime:
    """When the protocol has a case called again that ended so."""
    wait = scene.rules.protocol.spacing[outcome].wait
    assert wait is not None
    return scene.now + wait


def test_the_case_is_due_again_by_the_protocol_and_goes_on_at_the_same_question(scene: Scene) -> None:
    scene.campaign(questionnaire=small_questionnaire())
    token, sid = scene.dial()
    spoken = scene.talk(token, sid, "1", "1", DRIVING, DRIVING)
    assert (spoken.turn.ending, spoken.turn.lines[-1].text) == (Ending.NOT_NOW, "Goodbye.")
    scene.hang_up(token, sid)
    case = scene.case()
    assert [(one.disposition, one.ending) for one in scene.attempts()] == [("2.12", "break_off")]
    assert (case.closed_at, case.due_at) == (None, due(scene, Outcome.BREAK_OFF))
    assert scene.rows(select(Suppression)) == []
    scene.later(days=1, minutes=1)
    token, sid = scene.dial()
    asked = scene.talk(token, sid, "1").turn.ask
    assert asked is not None
    assert asked.step == "cared"
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()


def test_who_answered_nothing_yet_is_called_again_like_at_any_bad_time(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", DRIVING)
    running.hang_up(token, sid)
    assert [(one.disposition, one.ending) for one in running.attempts()] == [("2.21", "not_now")]
    assert running.case().due_at == due(running, Outcome.NOT_NOW)


def test_a_partial_stays_one_and_keeps_its_promise(scene: Scene) -> None:
    scene.campaign(questionnaire=PARTIAL)
    token, sid = scene.dial()
    spoken = scene.talk(token, sid, "1", "2", "1", DRIVING, "1")
    assert spoken.turn.ending is Ending.NOT_NOW
    assert "Somebody will call you" in spoken.turn.lines[0].text
    assert len(scene.rows(select(Promise))) == 1
    scene.hang_up(token, sid)
    assert (scene.case().disposition, scene.case().closed_at) == ("1.2", scene.now)


@pytest.mark.parametrize(
    ("completeness", "standing"),
    [
        (Completeness.CONTACTED, Standing.NOT_NOW),
        (Completeness.BREAK_OFF, Standing.BREAK_OFF),
        (Completeness.PARTIAL, Standing.PARTIAL),
        (Completeness.COMPLETE, Standing.COMPLETE),
    ],
)
def test_what_was_answered_before_stays_what_it_is(completeness: Completeness, standing: Standing) -> None:
    assert standing_of(Interview(completeness=completeness, ending=Ending.NOT_NOW)) is standing
    assert standing_of(Interview(completeness=completeness, ending=Ending.CALL_BACK)) is Standing.NOT_NOW

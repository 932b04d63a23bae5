"""The stage for recorded comments: a questionnaire that asks for the consent, and the carrier's reports."""

from __future__ import annotations

from typing import Any

from launched import launch
from scene import Scene, both, hashed, small_questionnaire
from sqlalchemy import select

from vocsurvey.db.campaign import Campaign, CampaignStatus
from vocsurvey.interview.heard import Recorded
from vocsurvey.operations import administering, recording
from vocsurvey.operations.administering import Launched
from vocsurvey.operations.heeding import Heeded
from vocsurvey.questionnaire import model

SID = "RE" + "a" * 32
OTHER = "RE" + "b" * 32
SAID = Recorded(SID, 7, "#")
YES = ("1", "1", "1", "1")
"""Now is a good time, resolved, cared for, and the comment may be recorded."""


def recordable(*, calls: bool = False) -> model.Questionnaire:
    """The small questionnaire with a consent before its open question, which it asks of everybody. ``calls``: a caller
    asks for the recording of the call."""
    small = small_questionnaire()
    consent = model.Consent(
        id="may_record",
        kind="consent",
        purpose=model.Purpose.RECORDING,
        say=both("May we record your comment?"),
        caller=both("May we record this call?") if calls else None,
    )
    phrases = {
        language: phrases.model_copy(update={"alarms": model.Alarms(safety=("smoke",), leaving=("we cancel",))})
        for language, phrases in small.phrases.items()
    }
    why = small.question("why").model_copy(update={"ask_if": None})
    questions = tuple(why if one.id == "why" else one for one in small.questions)
    place = questions.index(why)
    return small.model_copy(update={"questions": (*questions[:place], consent, *questions[place:]), "phrases": phrases})


def launched_with_consent(scene: Scene, *, calls: bool = False) -> Scene:
    """A running campaign with it, and no other that runs."""
    for campaign_id in scene.rows(select(Campaign.id).where(Campaign.status == CampaignStatus.RUNNING)):
        scene.do(administering.pause, campaign_id, "a test")
    campaign = scene.do(
        administering.new_campaign,
        name="Recorded",
        company_name="Northwind",
        questionnaire="small",
        from_number="+12025550199",
        touchpoint_kinds=[],
        owner_id=None,
    )
    assert isinstance(scene.do(launch, campaign.id, recordable(calls=calls), "a test"), Launched)
    return scene


def comment(scene: Scene, token: str, sid: str, position: int | None, said: Recorded = SAID) -> Any:
    """A comment was recorded."""
    return scene.do(recording.take_comment, token, sid, position, said, rules=scene.rules, line_hash=hashed)


def ready(scene: Scene, token: str, sid: str, position: int | None, name: str = SID, good: bool = True) -> Any:
    """The carrier reports a recording."""
    return scene.do(recording.hear_of_recording, token, sid, position, name, 7, ready=good)


def words(scene: Scene, token: str, sid: str, position: int | None, said: str, name: str = SID) -> Any:
    """The carrier brings the words; the ids of the flags that they raised."""
    return heeded(scene, token, sid, position, said, name).flags


def heeded(scene: Scene, token: str, sid: str, position: int | None, said: str, name: str = SID) -> Heeded:
    """The carrier brings the words; all that they led to."""
    done = scene.do(recording.hear_words, token, sid, position, name, said, rules=scene.rules, line_hash=hashed)
    assert isinstance(done, Heeded)
    return done

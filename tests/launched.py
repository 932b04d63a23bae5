"""Campaigns that are launched, for tests about something else, and the press of the button as the page does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from vocsurvey.clock import now as the_clock
from vocsurvey.db.campaign import Campaign
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.typed import Known
from vocsurvey.jobs import launches
from vocsurvey.operations import administering, launching
from vocsurvey.operations.administering import Launched, Refusal
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.operations.drawing import draw_people, open_cases, pairs_of
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.rulebook import Rulebook


def launch(
    session: Session, campaign_id: int, questionnaire: Questionnaire, by: str | Actor, now: datetime
) -> Launched | Refusal:
    """Launch a draft within the transaction of a test, whatever its plan lacks."""
    campaign = session.get_one(Campaign, campaign_id)
    drawn = [] if campaign.standing else draw_people(session, campaign, now).drawing.drawn
    refusal = administering.nobody_or_too_long(session, campaign, len(drawn), questionnaire)
    if refusal is not None:
        return refusal
    open_cases(session, campaign.id, pairs_of(drawn), now)
    return administering.begin(session, campaign, questionnaire, len(drawn), by, now)


def press(
    database: Database,
    campaign_id: int,
    questionnaire: Questionnaire,
    known: Known,
    by: Actor,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    at: Callable[[], datetime] = the_clock,
    **options: Any,
) -> Launched | Refusal:
    """Ask for a launch and do it, as the page does for few people; why not, when it does not come about."""
    asked = database.run(
        lambda session: launching.ask(session, campaign_id, questionnaire, known, by, now=at(), **options)
    )
    if isinstance(asked, Refusal):
        return asked
    done = launches.carry_out(database, campaign_id, rules=rules, line_hash=line_hash, at=at)
    return done or Refusal(launches.outcome(database, campaign_id).reason or "")

"""How long the steps of a questionnaire really took on the phone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from statistics import median
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Call
from vocsurvey.db.interview import Exchange, Interview
from vocsurvey.interview.state import ENDED, MENU, STOPPING
from vocsurvey.interview.transcript import Channel
from vocsurvey.interview.turn import Completeness
from vocsurvey.questionnaire.digest import digest as digest_of
from vocsurvey.questionnaire.duration import Duration, Observed, durations
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.routes import routes

MOST_TIMED = 500
"""Complete interviews, the latest ones: what was measured long ago says little about today."""


FEWEST_TIMED = 5
"""Interviews in which a step was timed: from one or two, nothing is said about all."""


class Moment(NamedTuple):
    """When something was heard at a step; ``answered_at`` is when the call was, on which it was heard."""

    interview_id: int
    leg: int
    step: str
    heard_at: datetime
    answered_at: datetime | None


def calibrated(session: Session, questionnaire: Questionnaire) -> dict[tuple[str, Channel], Duration]:
    """How long each language takes on each channel: as it was observed where there is enough of it, else estimated."""
    ways, key = routes(questionnaire), digest_of(questionnaire)
    return {
        (language, channel): durations(
            questionnaire,
            language,
            channel is Channel.LIVE,
            ways,
            observed(session, questionnaire, key, language, channel),
        )
        for language in questionnaire.languages
        for channel in Channel
    }


def length_of(session: Session, questionnaire: Questionnaire, language: str, channel: Channel) -> Duration:
    """How long one language takes on one channel, as ``calibrated`` has it."""
    seen = observed(session, questionnaire, digest_of(questionnaire), language, channel)
    return durations(questionnaire, language, channel is Channel.LIVE, routes(questionnaire), seen)


def observed(session: Session, questionnaire: Questionnaire, digest: str, language: str, channel: Channel) -> Observed:
    """What complete interviews of one version took in a language, from first to last on one channel; tests aside."""
    spoken: dict[int, str] = {}
    elsewhere = exists().where(Exchange.interview_id == Interview.id, Exchange.channel != channel.value)
    rows = session.execute(
        select(Interview.id, Interview.facts)
        .join(Case, Case.id == Interview.case_id)
        .where(Case.kind == CaseKind.SURVEY, Interview.completeness == Completeness.COMPLETE, ~elsewhere)
        .where(Interview.questionnaire_digest == digest)
        .order_by(Interview.id.desc())
        .limit(MOST_TIMED)
    )
    for interview_id, facts in rows:
        wanted = facts.get("contact.language")
        spoken[interview_id] = questionnaire.language(wanted if isinstance(wanted, str) else None)
    chosen = [interview_id for interview_id, its in spoken.items() if its == language]
    moments = session.execute(
        select(Exchange.interview_id, Exchange.leg, Exchange.step, Exchange.heard_at, Call.answered_at)
        .join(Call, Call.id == Exchange.call_id)
        .where(Exchange.interview_id.in_(chosen))
        .order_by(Exchange.interview_id, Exchange.position)
    )
    return Observed(len(chosen), medians((Moment(*row) for row in moments), fewest=FEWEST_TIMED))


def medians(moments: Iterable[Moment], fewest: int = 1) -> dict[str, float]:
    """Seconds for each step, the median over the interviews. ``moments`` are in order, interview by interview.

    Steps that were timed in fewer than ``fewest`` interviews are left out.
    """
    taken: dict[str, list[float]] = defaultdict(list)
    for _, heard in groupby(moments, key=lambda one: one.interview_id):
        for step, seconds in times_of(heard).items():
            taken[step].append(seconds)
    return {step: median(seconds) for step, seconds in taken.items() if len(seconds) >= fewest}


def times_of(heard: Iterable[Moment]) -> dict[str, float]:
    """Seconds for each step of one interview, all visits to it together."""
    totals: dict[str, float] = defaultdict(float)
    for step, seconds in _spans(heard):
        totals[step] += seconds
    return totals


def _spans(heard: Iterable[Moment]) -> Iterator[tuple[str, float]]:
    """The time up to each thing heard, since the one before it or since the call was answered.

    What the star menu takes belongs to the step that is gone on with. Where nobody knows when a call was answered, its
    first step is not timed.
    """
    for _, leg in groupby(heard, key=lambda one: one.leg):
        before: datetime | None = None
        for place, one in enumerate(leg):
            since = one.answered_at if place == 0 else before
            if one.step in (MENU, STOPPING):
                before = since
                continue
            before = one.heard_at
            if since is not None and one.step != ENDED:
                yield one.step, (one.heard_at - since).total_seconds()

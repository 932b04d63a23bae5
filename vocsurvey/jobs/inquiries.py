"""Inquiries: the carrier is asked what became of a call, with no transaction open while it thinks."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from vocsurvey import clock
from vocsurvey.fieldwork.inquiry import Entry, origin_of, possible, worth_reading
from vocsurvey.jobs.news import news_of
from vocsurvey.jobs.queues import CALLS, UPKEEP, ring
from vocsurvey.jobs.workshop import runtime
from vocsurvey.operations import inquiring, reconciling, recovering
from vocsurvey.operations.reconciling import Question
from vocsurvey.operations.recovering import Press, Recall
from vocsurvey.runtime import Runtime
from vocsurvey.telephony.carrier import CallView, UnreachableError

log = logging.getLogger(__name__)


def ring_for_inquiries(house: Runtime) -> None:
    """Wake a worker for every inquiry whose time has come."""
    with house.database.transaction() as session:
        due = inquiring.nudge_due(session, rules=house.rulebook, now=clock.now())
    ring(house.redis, UPKEEP, "vocsurvey.jobs.inquiries.ask_carrier", due)


def ask_carrier(inquiry_id: int) -> None:
    """Job: ask the carrier about one call."""
    ask(runtime(), inquiry_id)


def ask(house: Runtime, inquiry_id: int) -> None:
    """Ask what an inquiry wants to know and take in the answer. Asking twice at once does no harm."""
    with house.database.reading() as session:
        question = reconciling.question(session, inquiry_id)
        recall = recovering.recall(session, inquiry_id)
    try:
        if question is not None:
            _ask_whether_placed(house, inquiry_id, question)
        elif recall is not None:
            _ask_what_was_pressed(house, inquiry_id, recall)
        else:
            house.database.run(lambda session: reconciling.already_told(session, inquiry_id, clock.now()))
    except UnreachableError as error:
        sentence, rest = str(error), error.retry_after
        log.warning("inquiry %s: %s", inquiry_id, sentence)
        house.database.run(
            lambda session: inquiring.unanswered(
                session, inquiry_id, sentence, rules=house.rulebook, now=clock.now(), rest=rest
            )
        )


def _ask_whether_placed(house: Runtime, inquiry_id: int, question: Question) -> None:
    """The list of calls between the two numbers, then the memory of each call in it that may be ours."""
    asked_at = clock.now()
    views = tuple(house.carrier.list_calls(question.number, question.from_number))
    entries = _with_origins(house, question, [_entry(view) for view in views], asked_at)
    news = {view.carrier_sid: news_of(view) for view in views}
    house.database.run(
        lambda session: reconciling.conclude(
            session, inquiry_id, entries, news, rules=house.rulebook, asked_at=asked_at, now=clock.now()
        )
    )


def _with_origins(house: Runtime, question: Question, listed: Sequence[Entry], asked_at: datetime) -> tuple[Entry, ...]:
    """Those of the list that may be ours, with what their memories say, as far as these are shown."""
    rules = house.rulebook.inquiry
    recent = possible(listed, question.sent_at, question.known, rules)
    with house.database.reading() as session:
        elsewhere = reconciling.bound_elsewhere(session, [one.carrier_sid for one in recent])
    left = {one.carrier_sid: one for one in recent if one.carrier_sid not in elsewhere}
    for entry in worth_reading(tuple(left.values()), asked_at, rules):
        remembered = house.carrier.remembered(entry.carrier_sid)
        origin = origin_of(
            entry,
            named=any(house.urls.names(url, question.token) for url in remembered.urls),
            shows_order=bool(remembered.ordered_with),
            shows_anything=bool(remembered.urls),
            asked_at=asked_at,
            rules=rules,
        )
        left[entry.carrier_sid] = replace(entry, origin=origin)
    return tuple(left.values())


def _ask_what_was_pressed(house: Runtime, inquiry_id: int, recall: Recall) -> None:
    """The memory of a call that is over: what was pressed or recorded, and never reached us, is heard now."""
    asked_at = clock.now()
    remembered = house.carrier.remembered(recall.carrier_sid)
    comments = house.carrier.recordings_of(recall.carrier_sid) if recall.comment_awaited else ()
    presses = [
        Press(state.questionnaire, state.leg, state.position, state.step, one.heard)
        for one in remembered.asked
        if one.heard is not None and (state := house.urls.read_turn(one.url, recall.token)) is not None
    ]
    found = house.database.run(
        lambda session: recovering.recover(
            session,
            inquiry_id,
            presses,
            comments,
            shown=bool(remembered.urls),
            rules=house.rulebook,
            line_hash=house.line_hash,
            asked_at=asked_at,
            now=clock.now(),
        )
    )
    ring(house.redis, CALLS, "vocsurvey.jobs.calls.hang_up_call", found.hang_up)


def _entry(view: CallView) -> Entry:
    return Entry(view.carrier_sid, view.created_at, view.progress.terminal, view.ended_at)

"""The carrier's door for rooms: what is heard in one by whoever waits, what happens in one, what comes behind it, and
the phone in a browser that calls to get into one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.fieldwork.bridge_words import Cue, said
from vocsurvey.interview.heard import Keys
from vocsurvey.jobs import bridges, tapes
from vocsurvey.jobs.news import news_of
from vocsurvey.operations import attending, bridging, bringing_in, closing, parting, soothing, whispering
from vocsurvey.operations.parting import NotReached
from vocsurvey.telephony import conference, room_news, twiml, webhook
from vocsurvey.telephony.borders import Params
from vocsurvey.telephony.recorded import read_tape
from vocsurvey.telephony.voice_token import user_of
from vocsurvey.telephony.webhook import Malformed, StatusReport
from vocsurvey.web.carrier import refuse, say, signed, xml
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("carrier_rooms", __name__, url_prefix="/carrier")
log = logging.getLogger(__name__)
T = TypeVar("T")


@blueprint.post("/<token>/wait")
@signed
def wait(token: str, _params: Params) -> Response:
    """What somebody hears in a room until the other is there. A page that failed would put them out of it."""
    house = runtime()
    found = _read(lambda session: soothing.cue(session, token)) or (Cue.MOMENT, None)
    words, language = said(*found, house.voices.default)
    return xml(conference.wait(words, language, house.urls.wait(token), house.voices))


@blueprint.post("/<token>/hold")
@signed
def hold(token: str, _params: Params) -> Response:
    """What the customer hears while they are held apart."""
    house = runtime()
    words, language = said(
        Cue.MOMENT, _read(lambda session: soothing.hold_language(session, token)), house.voices.default
    )
    return xml(conference.wait(words, language, house.urls.hold(token), house.voices))


@blueprint.post("/<token>/room")
@signed
def room(token: str, params: Params) -> Response:
    """Something happened in a room. What is lost here is found by looking."""
    news = room_news.read_room_news(params)
    if isinstance(news, Malformed):
        return refuse(news)
    return Response(status=204 if bridges.hear(runtime(), token, news) else 404)


@blueprint.post("/<token>/behind")
@signed
def behind(token: str, params: Params) -> Response:
    """A call has left its room: a last sentence where somebody is still on the line."""
    left = room_news.read_parted(params)
    if isinstance(left, Malformed):
        return refuse(left)
    house, over = runtime(), left.progress.terminal
    try:
        found = house.database.run(
            lambda session: parting.part(session, token, left.carrier_sid, over=over, now=clock.now())
        )
    except SQLAlchemyError as error:
        log.error("nobody knows what comes behind the room of call %s", left.carrier_sid, exc_info=error)
        return xml(twiml.sorry(house.voices.default, house.voices))
    if over:
        _hear_the_end(token, params)
    if isinstance(found, NotReached):
        return say(token, found)
    if found is None or found.cue is None:
        return xml(twiml.hang_up())
    return xml(conference.part(*said(found.cue, found.language, house.voices.default), house.voices))


@blueprint.post("/<token>/take")
@signed
def take(token: str, params: Params) -> Response:
    """Whoever picked up for a customer who waits, or for a caller who asks them in, has pressed a key."""
    pressed = webhook.read_turn(params)
    if isinstance(pressed, Malformed):
        return refuse(pressed)
    house, digits = runtime(), pressed.heard.digits if isinstance(pressed.heard, Keys) else ""
    keyed, rules = (token, pressed.carrier_sid, digits), house.rulebook
    found = house.database.run(
        lambda session: (
            whispering.take_call(session, *keyed, rules=rules, now=clock.now())
            or bringing_in.join(session, *keyed, rules=rules, now=clock.now())
        )
    )
    return xml(twiml.hang_up()) if found is None else say(token, found)


@blueprint.post("/<token>/tape")
@signed
def tape(token: str, params: Params) -> Response:
    """A live call is recorded, or is not any more. What is lost here, the clock looks for."""
    report = read_tape(params)
    if report is None:
        return Response("This is no report of a recording.", status=400, mimetype="text/plain")
    return Response(status=204 if tapes.hear(runtime(), token, report) else 404)


@blueprint.post("/browser", defaults={"token": "browser"})
@signed
def browser(_token: str, params: Params) -> Response:
    """A phone in a browser calls for its room, or its call is over."""
    calls = room_news.read_browser(params)
    if isinstance(calls, Malformed):
        return refuse(calls)
    house, user_id = runtime(), user_of(calls.identity)
    if calls.progress.terminal:
        bridges.act(
            house, house.database.run(lambda session: attending.browser_over(session, calls.carrier_sid, clock.now()))
        )
        return Response(status=204)
    if user_id is None:
        return xml(twiml.hang_up())
    return say(
        "browser",
        house.database.run(
            lambda session: attending.browser_enters(session, calls.room, user_id, calls.carrier_sid, clock.now())
        ),
    )


def _read(question: Callable[[Session], T]) -> T | None:
    """Ask the rows; None where the database does not answer."""
    try:
        with runtime().database.reading() as session:
            return question(session)
    except SQLAlchemyError as error:
        log.error("what is heard in a room is said without the database", exc_info=error)
        return None


def _hear_the_end(token: str, params: Params) -> None:
    """The request says by the way that the call is over; its own report may be on its way, or lost."""
    house, report = runtime(), webhook.read_status(params)
    if not isinstance(report, StatusReport):
        return

    def hear(session: Session) -> None:
        call = bridging.lock_to_end(session, token)
        if call is not None:
            closing.hear_from_carrier(session, call, news_of(report), house.rulebook, clock.now())

    house.database.run(hear)

"""The carrier's other door: somebody calls our number. One address for the call, for the one key, and for its end.

It is an address without a token, because nothing of ours comes before the call. Once an interview goes on in it, every
later turn comes in under the call's own token, as in any other call.
"""

from __future__ import annotations

import logging
import re

from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from vocsurvey import clock
from vocsurvey.interview.heard import Keys
from vocsurvey.jobs.news import news_of
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations import receiving
from vocsurvey.operations.receiving import Ringing, TakenUp, Told
from vocsurvey.telephony import twiml, webhook
from vocsurvey.telephony.borders import Params
from vocsurvey.telephony.url import INBOUND, state_of
from vocsurvey.telephony.webhook import CalledUs, Malformed
from vocsurvey.web import outage, reception
from vocsurvey.web.carrier import note_refused, refuse, say, signed, xml
from vocsurvey.web.wiring import runtime

_log = logging.getLogger(__name__)
_TURN = re.compile(r"/carrier/([A-Za-z0-9_-]{1,64})/turn(?:\?|$)", re.ASCII)
_LINE = re.compile(rf"{INBOUND}\?line=([0-9]{{1,18}})$", re.ASCII)

blueprint = Blueprint("carrier_inbound", __name__, url_prefix="/carrier")


@blueprint.post("/inbound", defaults={"token": "inbound"})
@signed
def inbound(_token: str, params: Params) -> Response:
    """Somebody calls us, answers the one thing that was offered, or has hung up."""
    called = webhook.read_inbound(params)
    if isinstance(called, Malformed):
        return refuse(called)
    note_refused(called.carrier_sid, called.refused)
    house = runtime()
    if called.progress.terminal:
        report = webhook.read_status(params)
        if isinstance(report, Malformed):
            return refuse(report)
        news = news_of(report)
        house.database.run(lambda session: receiving.hear_end(session, news, rules=house.rulebook, now=clock.now()))
        return Response(status=204)
    try:
        return _answered(called, request.args.get("line", type=int))
    except SQLAlchemyError as error:
        return _sorry(called, error)


@blueprint.post("/inbound/fallback", defaults={"token": "inbound"})
@signed
def fallback(_token: str, params: Params) -> Response:
    """The carrier could not use our last answer in a call that came in, wherever in it that was. Say what is current.

    There is nothing behind the fallback, so that whatever goes wrong here, the caller hears something kind.
    """
    called, fell = webhook.read_inbound(params), webhook.read_fallback(params)
    if isinstance(called, Malformed):
        return refuse(called)
    if isinstance(fell, Malformed):
        return refuse(fell)
    house = runtime()
    failed_at = _token_in(fell.error_url)
    state = state_of(house.urls, failed_at, fell.error_url) if failed_at is not None else None
    try:
        if failed_at is not None and state is not None and fell.heard is not None:
            reply = outage.take(failed_at, params, fell.carrier_sid, state, fell.heard)
            return xml(twiml.sorry(state.language, house.voices)) if reply is None else say(failed_at, reply)
        return _answered(called, _line_in(fell.error_url))
    except Exception as error:  # noqa: BLE001 - see above
        return _sorry(called, error, state.language if state else None)


def _answered(called: CalledUs, line_id: int | None) -> Response:
    """What is said to somebody who rings, or who answered the one thing that was offered about a line."""
    ringing = Ringing(called.carrier_sid, called.from_number, called.to)
    if line_id is not None:
        return _tell(_choose(ringing, line_id, unwanted=called.heard == Keys(reception.OPT_OUT_KEY)))
    received = _receive(ringing)
    return say(received.token, received.reply) if isinstance(received, TakenUp) else _tell(received)


def _sorry(called: CalledUs, error: Exception, spoken: str | None = None) -> Response:
    """The caller hears an apology; that somebody called in vain stays in the log, under the carrier's name for it."""
    house = runtime()
    _log.error(
        "%s while answering call %s, which came in: the caller got an apology", type(error).__name__, called.carrier_sid
    )
    words, language = reception.in_apology(house.rulebook, called.from_number, spoken, house.voices.default)
    return xml(twiml.farewell(words, language, house.voices))


def _token_in(url: str | None) -> str | None:
    """The token of the call in one of our URLs; None when it has none, as where a call comes in."""
    found = _TURN.search(url or "")
    return found[1] if found else None


def _line_in(url: str | None) -> int | None:
    found = _LINE.search(url or "")
    return int(found[1]) if found else None


def _receive(ringing: Ringing) -> TakenUp | Told:
    house = runtime()
    return house.database.run(
        lambda session: receiving.receive(
            session, ringing, rules=house.rulebook, line_hash=house.line_hash, now=clock.now()
        )
    )


def _choose(ringing: Ringing, line_id: int, *, unwanted: bool) -> Told:
    house = runtime()
    told = house.database.run(
        lambda session: receiving.hear_choice(
            session,
            ringing,
            line_id,
            unwanted=unwanted,
            rules=house.rulebook,
            line_hash=house.line_hash,
            now=clock.now(),
        )
    )
    ring(house.redis, CALLS, "vocsurvey.jobs.calls.hang_up_call", told.hang_up)
    return told


def _tell(told: Told) -> Response:
    """Say it; where there is a line that can be opted out, wait for the key. The signature covers the line's id."""
    house = runtime()
    words, language = reception.in_words(told, house.rulebook.reception, house.voices.default)
    if told.line_id is None:
        return xml(twiml.farewell(words, language, house.voices))
    action = f"{house.urls.inbound}?line={told.line_id}"
    return xml(twiml.render(reception.offer(words, language), action, house.voices))

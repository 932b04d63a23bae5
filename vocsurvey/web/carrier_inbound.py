"""The carrier's other door: somebody calls our number. One address for the call, for the one key, and for its end.

It is an address without a token, because nothing of ours comes before the call. Once an interview goes on in it, every
later turn comes in under the call's own token, as in any other call.
"""

from __future__ import annotations

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
from vocsurvey.telephony.webhook import Malformed
from vocsurvey.web import reception
from vocsurvey.web.carrier import note_refused, refuse, say, signed, xml
from vocsurvey.web.wiring import runtime

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
    ringing = Ringing(called.carrier_sid, called.from_number, called.to)
    line_id = request.args.get("line", type=int)
    try:
        if line_id is not None:
            return _tell(_choose(ringing, line_id, unwanted=called.heard == Keys(reception.OPT_OUT_KEY)))
        received = _receive(ringing)
    except SQLAlchemyError:
        return xml(twiml.sorry(house.voices.default, house.voices))
    return say(received.token, received.reply) if isinstance(received, TakenUp) else _tell(received)


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
            session, ringing, line_id, unwanted=unwanted, line_hash=house.line_hash, now=clock.now()
        )
    )
    ring(house.redis, CALLS, "vocsurvey.jobs.calls.hang_up_call", told.hang_up)
    return told


def _tell(told: Told) -> Response:
    """Say it; where there is a line that can be opted out, wait for the key. The signature covers the line's id."""
    house = runtime()
    words, language = reception.in_words(told, house.voices.default)
    if told.line_id is None:
        return xml(twiml.farewell(words, language, house.voices))
    action = f"{house.urls.inbound}?line={told.line_id}"
    return xml(twiml.render(reception.offer(words, language), action, house.voices))

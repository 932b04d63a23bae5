"""The carrier's door. Its audience is a machine: every request is signed, or it gets a 403 and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import parse_qs, parse_qsl, urlsplit

from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.interview.heard import Heard
from vocsurvey.jobs.news import news_of
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations import closing, interviewing
from vocsurvey.operations.interviewing import Machine, Reply, Spoken, Trial, UnknownCall
from vocsurvey.telephony import twiml, webhook
from vocsurvey.telephony.borders import Params
from vocsurvey.telephony.url import State
from vocsurvey.telephony.webhook import Malformed
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("carrier", __name__, url_prefix="/carrier")
# A real webhook has about 2 kB; words that were recognised can add some.
LARGEST_BODY = 64 * 1024


View = Callable[[str, Params], Response]


def signed(view: View) -> Callable[[str], Response]:
    """Let nobody in but the carrier: the signature is checked over the public URL that we configured."""

    @wraps(view)
    def checked(token: str) -> Response:
        house = runtime()
        params = _params()
        query = request.query_string.decode("ascii", "replace")
        url = house.urls.received(request.path + (f"?{query}" if query else ""))
        account = house.settings.carrier
        tokens = account.auth_tokens if account else ()
        if params is None or not webhook.check(request.headers.get("X-Twilio-Signature"), url, params, tokens):
            return Response(status=403)
        return view(token, params)

    setattr(checked, "guard", "carrier signature")  # noqa: B010 - mypy knows no attributes of functions
    return checked


@blueprint.post("/<token>/answer")
@signed
def answer(token: str, params: Params) -> Response:
    """Somebody answered: say the first turn of this call."""
    answered = webhook.read_answer(params)
    if isinstance(answered, Malformed):
        return refuse(answered)
    return say(token, _begin(token, answered.carrier_sid))


@blueprint.post("/<token>/turn")
@signed
def turn(token: str, params: Params) -> Response:
    """Something was heard at the position that the signed state names."""
    house = runtime()
    heard = webhook.read_turn(params)
    if isinstance(heard, Malformed):
        return refuse(heard)
    state = house.urls.read_state(token, request.args.get("s", ""))
    if state is not None:
        return say(token, _take(token, heard.carrier_sid, state, heard.heard))
    # Signed by the carrier, but not with our present key: it changed during the call. Ask again rather than guess
    # which question the key was meant for.
    return say(token, _begin(token, heard.carrier_sid))


@blueprint.post("/<token>/fallback")
@signed
def fallback(token: str, params: Params) -> Response:
    """The carrier could not use our last answer. Say the turn that is current; a key press it repeats is not lost."""
    fell = webhook.read_fallback(params)
    if isinstance(fell, Malformed):
        return refuse(fell)
    house = runtime()
    state = _state_in(token, fell.error_url)
    try:
        if fell.heard is not None and state is not None:
            return say(token, _take(token, fell.carrier_sid, state, fell.heard))
        return say(token, _begin(token, fell.carrier_sid))
    except SQLAlchemyError:
        # There is nothing behind the fallback: silence would be worse than an apology.
        return xml(twiml.sorry(state.language if state else house.voices.default, house.voices))


@blueprint.post("/<token>/status")
@signed
def status(token: str, params: Params) -> Response:
    """The carrier reports progress; a late or repeated report changes nothing. The body stays empty."""
    report = webhook.read_status(params)
    if isinstance(report, Malformed):
        return refuse(report)
    house = runtime()

    def hear(session: Session) -> bool:
        call = interviewing.lock_call(session, token)
        if call is not None:
            closing.hear_from_carrier(session, call, news_of(report), house.rulebook, clock.now())
        return call is not None

    return Response(status=204 if house.database.run(hear) else 404)


@blueprint.post("/<token>/machine")
@signed
def machine(token: str, params: Params) -> Response:
    """Machine detection has decided. A key that was pressed beats it."""
    verdict = webhook.read_machine(params)
    if isinstance(verdict, Malformed):
        return refuse(verdict)
    house = runtime()
    with house.database.transaction() as session:
        call = interviewing.lock_call(session, token)
        if call is None or not closing.goes_by(session, call, verdict.carrier_sid):
            return Response(status=404)
        ending = closing.machine_heard(session, call, verdict.answered_by, house.rulebook, clock.now())
    if ending:
        ring(house.redis, CALLS, "vocsurvey.jobs.calls.hang_up_call", [call.id])
    return Response(status=204)


def _begin(token: str, carrier_sid: str) -> Reply:
    house = runtime()
    return house.database.run(
        lambda session: interviewing.begin(session, token, carrier_sid, rules=house.rulebook, now=clock.now())
    )


def _take(token: str, carrier_sid: str, state: State, heard: Heard) -> Reply:
    house = runtime()
    spoken = house.database.run(
        lambda session: interviewing.take_turn(
            session,
            token,
            carrier_sid,
            state.position,
            heard,
            rules=house.rulebook,
            line_hash=house.line_hash,
            now=clock.now(),
        )
    )
    if isinstance(spoken, Spoken):
        ring(house.redis, CALLS, "vocsurvey.jobs.calls.hang_up_call", spoken.hang_up)
    return spoken


def say(token: str, spoken: Reply) -> Response:
    """The document for a reply; what is heard next comes back under the token."""
    house = runtime()
    if isinstance(spoken, UnknownCall):
        return xml(twiml.sorry(house.voices.default, house.voices))
    if isinstance(spoken, Trial):
        return xml(twiml.trial(house.voices))
    if isinstance(spoken, Machine):
        return xml(twiml.hang_up())
    state = State(
        questionnaire=spoken.digest[:32],
        language=spoken.turn.language,
        position=spoken.turn.position,
        leg=spoken.leg,
        gates=spoken.gates,
        codes=spoken.course.codes,
    )

    def recorded(file: str) -> str | None:
        found = house.library.recording_of(spoken.digest, file)
        return None if found is None else house.urls.recording(found.questionnaire, found.file, found.version)

    return xml(twiml.render(spoken.turn, house.urls.turn(token, state), house.voices, recorded))


def _state_in(token: str, error_url: str | None) -> State | None:
    try:
        texts = parse_qs(urlsplit(error_url or "").query).get("s", [])
    except ValueError:  # not a URL: nothing that we gave the carrier
        return None
    return runtime().urls.read_state(token, texts[0]) if texts else None


def _params() -> Params | None:
    if (request.content_length or 0) > LARGEST_BODY:
        return None
    try:
        return parse_qsl(request.get_data(as_text=True), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return None


def refuse(problem: Malformed) -> Response:
    """400, and why in a sentence."""
    return Response(problem.sentence, status=400, mimetype="text/plain")


def xml(document: str) -> Response:
    """A document as the carrier reads it."""
    return Response(document, mimetype="text/xml")

"""The carrier's door. Its audience is a machine: every request is signed, or it gets a 403 and changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.db.reads.pinned import DIGITS
from vocsurvey.fieldwork.bridge_words import Cue, said, whispered
from vocsurvey.fieldwork.reception import country_of
from vocsurvey.interview.heard import Heard, Keys, Recorded
from vocsurvey.interview.state import ENDED
from vocsurvey.interview.turn import Line, Part
from vocsurvey.jobs import delivered
from vocsurvey.operations import interviewing, leaving_message, recording
from vocsurvey.operations.bridging import Seated
from vocsurvey.operations.interviewing import Machine, Reply, Trial, UnknownCall
from vocsurvey.operations.parting import Deserted, NotReached
from vocsurvey.operations.saying import Spoken
from vocsurvey.operations.whispering import HandedOver, Whispered
from vocsurvey.telephony import conference, twiml, webhook
from vocsurvey.telephony.borders import Params
from vocsurvey.telephony.conference import RoomUrls
from vocsurvey.telephony.twiml import CommentUrls
from vocsurvey.telephony.url import State, state_of
from vocsurvey.telephony.webhook import Malformed
from vocsurvey.web import outage
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("carrier", __name__, url_prefix="/carrier")
# A real webhook has about 2 kB; words that were recognised can add some.
LARGEST_BODY = 64 * 1024
PATIENCE = 7.0
"""Seconds that the database gets for one request: the carrier hangs on for 15, and the customer for less."""
LONGEST_SILENCE = 2.0
"""Seconds after "hello?" in which a person expects a voice."""
log = logging.getLogger(__name__)
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
        with house.database.patient(PATIENCE):
            return view(token, params)

    setattr(checked, "guard", "carrier signature")  # noqa: B010 - mypy knows no attributes of functions
    return checked


@blueprint.post("/<token>/answer")
@signed
def answer(token: str, params: Params) -> Response:
    """Somebody answered: say the first turn of this call.

    Without a database nobody knows whom we called and why. A failure that comes at once sends the carrier to the
    fallback, which tries once more; after a longer silence whoever answered hears an apology and not another silence.
    """
    answered = webhook.read_answer(params)
    if isinstance(answered, Malformed):
        return refuse(answered)
    began = clock.monotonic()
    try:
        return say(token, _begin(token, answered.carrier_sid))
    except SQLAlchemyError as error:
        if clock.monotonic() - began < LONGEST_SILENCE:
            raise
        log.error("nobody knows what to say in call %s: they heard an apology", answered.carrier_sid, exc_info=error)
        return _sorry(None, params)


@blueprint.post("/<token>/turn")
@signed
def turn(token: str, params: Params) -> Response:
    """Something was heard at the position that the signed state names."""
    house = runtime()
    heard = webhook.read_turn(params)
    if isinstance(heard, Malformed):
        return refuse(heard)
    note_refused(heard.carrier_sid, heard.refused)
    state = house.urls.read_state(token, request.args.get("s", ""))
    if state is not None:
        reply = outage.take(token, params, heard.carrier_sid, state, heard.heard)
        return _sorry(state, params) if reply is None else say(token, reply)
    # Signed by the carrier, but not with our present key: it changed during the call. Ask again rather than guess
    # which question the key was meant for.
    return say(token, _begin(token, heard.carrier_sid, heard.heard))


@blueprint.post("/<token>/fallback")
@signed
def fallback(token: str, params: Params) -> Response:
    """The carrier could not use our last answer. Say the turn that is current; a key press it repeats is not lost."""
    fell = webhook.read_fallback(params)
    if isinstance(fell, Malformed):
        return refuse(fell)
    note_refused(fell.carrier_sid, fell.refused)
    house = runtime()
    state = state_of(house.urls, token, fell.error_url)
    try:
        if fell.heard is not None and state is not None:
            reply = outage.take(token, params, fell.carrier_sid, state, fell.heard)
            return _sorry(state, params) if reply is None else say(token, reply)
        return say(token, _begin(token, fell.carrier_sid, fell.heard))
    except SQLAlchemyError:
        # There is nothing behind the fallback: silence would be worse than an apology.
        return _sorry(state, params)


@blueprint.post("/<token>/status")
@signed
def status(token: str, params: Params) -> Response:
    """The carrier reports progress; a late or repeated report changes nothing. The body stays empty."""
    report = webhook.read_status(params)
    if isinstance(report, Malformed):
        return refuse(report)
    known = outage.kept_or(token, params, lambda house, now: delivered.progress(house, token, report, now))
    return Response(status=204 if known else 404)


@blueprint.post("/<token>/machine")
@signed
def machine(token: str, params: Params) -> Response:
    """Machine detection has decided. A key that was pressed beats it."""
    verdict = webhook.read_machine(params)
    if isinstance(verdict, Malformed):
        return refuse(verdict)
    known = outage.kept_or(token, params, lambda house, now: delivered.verdict(house, token, verdict, now))
    return Response(status=204 if known else 404)


@blueprint.post("/<token>/message")
@signed
def message(token: str, params: Params) -> Response:
    """A key was pressed while a machine's message was said: a human, who hears the turn that is current.

    The key proves that and answers nothing: nothing was asked.
    """
    pressed = webhook.read_turn(params)
    if isinstance(pressed, Malformed):
        return refuse(pressed)
    note_refused(pressed.carrier_sid, pressed.refused)
    if not isinstance(pressed.heard, Keys):
        return say(token, _begin(token, pressed.carrier_sid))
    house = runtime()
    reply = house.database.run(
        lambda session: leaving_message.break_in(
            session, token, pressed.carrier_sid, rules=house.rulebook, now=clock.now()
        )
    )
    return say(token, reply)


def _begin(token: str, carrier_sid: str, heard: Heard | None = None) -> Reply:
    """The turn that is current; a comment that nobody knows the question of is only to be deleted."""
    house = runtime()

    def ask(session: Session) -> Reply:
        rules, now = house.rulebook, clock.now()
        if isinstance(heard, Recorded):
            return recording.take_comment(
                session, token, carrier_sid, None, heard, rules=rules, line_hash=house.line_hash, now=now
            )
        return interviewing.begin(session, token, carrier_sid, rules=rules, now=now)

    return house.database.run(ask)


def say(token: str, spoken: Reply) -> Response:
    """The document for a reply; what is heard next comes back under the token."""
    house = runtime()
    if isinstance(spoken, UnknownCall):
        return xml(twiml.sorry(house.voices.default, house.voices))
    if isinstance(spoken, Trial):
        return xml(twiml.trial(house.voices))
    if isinstance(spoken, Machine):
        return xml(twiml.wait() if spoken.waiting else twiml.hang_up())
    if isinstance(spoken, Seated | Deserted):
        return xml(into_room(spoken))
    if isinstance(spoken, HandedOver):
        return xml(into_room(spoken.seat, spoken.language))
    if isinstance(spoken, Whispered):
        return xml(_whisper(spoken))
    if isinstance(spoken, NotReached):
        return _said(token, spoken.spoken, not_reached=True)
    return _said(token, spoken)


def _said(token: str, spoken: Spoken, *, not_reached: bool = False) -> Response:
    """The document of a turn, after an apology where nobody was reached."""
    house = runtime()
    ask = spoken.turn.ask
    state = State(
        questionnaire=spoken.digest[:DIGITS],
        language=spoken.turn.language,
        position=spoken.turn.position,
        leg=spoken.leg,
        gates=spoken.gates,
        step=ENDED if ask is None else ask.step,
        order=spoken.order,
        codes=spoken.course.codes,
    )

    def recorded(file: str) -> str | None:
        found = house.library.recording_of(spoken.digest, file)
        return None if found is None else house.urls.recording(found.questionnaire, found.file, found.version)

    comment = CommentUrls(house.urls.comment(token, state), house.urls.words(token, state))
    turn = spoken.turn
    if not_reached:
        words, _ = said(Cue.NOT_REACHED, turn.language, house.voices.default)
        turn = replace(turn, lines=(Line(Part.SPEECH, words), *turn.lines))
    return xml(twiml.render(turn, house.urls.turn(token, state), house.voices, recorded, comment))


def _whisper(reply: Whispered) -> str:
    """What somebody hears before they take the call of a customer who waits."""
    house = runtime()
    words, language = whispered(reply.person, reply.account, reply.said, reply.language, house.voices.default, reply.by)
    return conference.whisper(words, language, house.urls.take(reply.call), house.voices, house.rulebook.desk.listens)


def into_room(reply: Seated | Deserted, language: str | None = None) -> str:
    """The way into a room, or a last sentence where nobody is there any more. ``language``: a customer's who waits in
    it for a person, and is told so first."""
    house = runtime()
    if isinstance(reply, Deserted):
        cue = Cue.OVER if reply.language is None else Cue.LOST
        return conference.part(*said(cue, reply.language, house.voices.default), house.voices)
    doors = RoomUrls(house.urls.wait(reply.call), house.urls.behind(reply.call), house.urls.room(reply.room))
    limit, muted, guest = house.rulebook.pacing.live_time_limit, reply.muted, reply.guest
    if language is None:
        return conference.enter(reply.room, reply.label, doors, limit, muted=muted, guest=guest)
    first = twiml.spoken_words(*said(Cue.CONNECTING, language, house.voices.default), house.voices)
    return conference.enter(reply.room, reply.label, doors, limit, before=first)


def _sorry(state: State | None, params: Params) -> Response:
    """An apology, in the language of the call as far as it is known, else in one of the person's country."""
    house, fields = runtime(), dict(params)
    theirs = fields.get("From" if fields.get("Direction") == "inbound" else "To")
    around = house.rulebook.languages.of(country_of(theirs))
    language = next((one for one in around if not house.voices.lacking([one])), house.voices.default)
    return xml(twiml.sorry(state.language if state else language, house.voices))


def _params() -> Params | None:
    if (request.content_length or 0) > LARGEST_BODY:
        return None
    try:
        return parse_qsl(request.get_data(as_text=True), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return None


def note_refused(carrier_sid: str, refused: str | None) -> None:
    """One line for whoever looks after the phones: which call, and what was wrong, without a word of what was sent."""
    if refused is not None:
        log.warning("keys of call %s were refused: %s", carrier_sid, refused)


def refuse(problem: Malformed) -> Response:
    """400, and why in a sentence."""
    return Response(problem.sentence, status=400, mimetype="text/plain")


def xml(document: str) -> Response:
    """A document as the carrier reads it."""
    return Response(document, mimetype="text/xml")

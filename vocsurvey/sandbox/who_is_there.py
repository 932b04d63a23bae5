"""Who is at the other end of a call: the person at the page, somebody simulated, a machine, or an office."""

from vocsurvey.sandbox.answering_machine import AnsweringMachine
from vocsurvey.sandbox.cast import Cast
from vocsurvey.sandbox.far_end import FarEnd, SimulatedEnd
from vocsurvey.sandbox.ledger import Ledger
from vocsurvey.sandbox.life import Life
from vocsurvey.sandbox.office import OfficeEnd, understood
from vocsurvey.sandbox.pace import Pace
from vocsurvey.sandbox.person import Person
from vocsurvey.sandbox.personas import Persona
from vocsurvey.sandbox.sounds import Sounds


def far_end_of(life: Life, persona: Persona, cast: Cast, pace: Pace, ledger: Ledger, sounds: Sounds) -> FarEnd:
    """The other end of a call that was picked up, by whoever the cast has at that number."""
    found = _far_end(life, persona, cast, pace, ledger, sounds)
    if isinstance(found, SimulatedEnd) and not life.call.inbound:
        found.stays = cast.stays(life.call.order.to, life.call.ring)
        found.waits = cast.waits(life.call.order.to, life.call.ring)
    return found


def _far_end(life: Life, persona: Persona, cast: Cast, pace: Pace, ledger: Ledger, sounds: Sounds) -> FarEnd:
    call = life.call
    if life.handset is not None:
        return Person(life.handset, sounds, lambda keys: ledger.lose(call.sid, call.token, keys))
    to = call.order.to
    if call.inbound:
        return SimulatedEnd(call, cast.caller(call.person, call.ring, life.caller), life.pace)
    respondent = cast.respondent(to, call.ring)
    if cast.has_office(to, call.ring):
        extension = understood(call.order.send_digits)
        colleague = cast.colleague(to, call.ring, extension)
        ledger.connect(call.sid, to, extension, colleague is not None)
        return OfficeEnd(call, respondent, pace, colleague)
    if persona.line in {"machine", "fax"}:
        greeting = float("inf") if persona.line == "fax" else persona.greeting
        return AnsweringMachine(
            call, respondent, pace, greeting, lambda words: ledger.record(call.sid, call.token, to, words)
        )
    return SimulatedEnd(call, respondent, pace)

"""Customers for a rehearsal: each answers any questionnaire in its own manner, the same way each time.

A persona looks at what is asked and gives what would be heard. It is total, whatever is asked, and bounded: it hangs
up when a call goes on for longer than any real one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vocsurvey.interview import keypad
from vocsurvey.interview.answer import rule_of
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Recorded, Silence, Speech
from vocsurvey.interview.state import MENU, Frame
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Ask, Course
from vocsurvey.questionnaire.condition import Value
from vocsurvey.questionnaire.duration import WORDS_PER_SECOND
from vocsurvey.questionnaire.model import Choice, Consent, Number, Open, Questionnaire, Scale, Statement, YesNo
from vocsurvey.questionnaire.routes import values_of
from vocsurvey.questionnaire.wording import word_count

_REHEARSED = "rehearsed"
"""The name of a recording that nobody makes."""
PATIENT_FOR = 3
"""How many silences in a row a silent customer stays on the line for."""


class Persona(StrEnum):
    """How the customer of a rehearsal takes the call."""

    HAPPY = "happy"
    ANGRY = "angry"
    SILENT = "silent"
    HANGS_UP = "hangs-up"
    OPTS_OUT = "opts-out"
    BUSY = "busy"
    WRONG_PERSON = "wrong-person"
    CORRECTS = "corrects"


class Move(StrEnum):
    """What a customer, or the rehearsal, does instead of being heard."""

    HANG_UP = "hangup"
    CALL_AGAIN = "call again"


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a rehearsal stands when it is the customer's turn. After a hang-up nobody is ``on_the_line``."""

    questionnaire: Questionnaire
    course: Course
    transcript: Transcript
    on_the_line: bool = True

    @property
    def live(self) -> bool:
        """Whether a person reads the questions, so that answers are said and not keyed."""
        return self.transcript.channel is Channel.LIVE


Respondent = Callable[[Scene], Heard | Move | None]
"""Who answers in a rehearsal: what is heard next, or a move; None when nothing more comes."""

_Closed = YesNo | Consent | Scale | Choice | Number
_Manner = Callable[[Scene, Ask], Heard | Move]
_Sentences = Mapping[str, Sequence[str]]

_PLEASED: _Sentences = {
    "en": (
        "One person to call, who knows us. Apart from that, keep it up.",
        "Nothing comes to mind. It simply worked.",
    ),
    "de": (
        "Eine feste Person, die uns kennt. Sonst bitte weiter so.",
        "Mir fällt nichts ein. Es hat einfach geklappt.",
    ),
    "fr": (
        "Un interlocuteur attitré qui nous connaît. Sinon, continuez ainsi.",
        "Rien de particulier. Tout s'est bien passé.",
    ),
    "es": ("Una persona fija que nos conozca. Por lo demás, sigan así.", "No se me ocurre nada. Todo salió bien."),
}
_ANNOYED: _Sentences = {
    "en": ("I had to explain it three times, and nobody told me what would happen next.", "It cost us a whole day."),
    "de": ("Ich musste alles dreimal erklären, und keiner sagte, wie es weitergeht.", "Das hat einen Tag gekostet."),
    "fr": ("J'ai dû tout expliquer trois fois, sans savoir ce qui allait suivre.", "Nous y avons perdu une journée."),
    "es": ("Tuve que explicarlo tres veces y nadie me dijo qué iba a pasar.", "Nos costó un día entero."),
}
_SUCCESSOR: _Sentences = {
    "en": ("Please ask for Paula Brandt.",),
    "de": ("Fragen Sie bitte nach Paula Brandt.",),
    "fr": ("Demandez Paula Brandt, s'il vous plaît.",),
    "es": ("Pregunte por Paula Brandt, por favor.",),
}


def respondent(persona: Persona) -> Respondent:
    """The customer as ``rehearse.played`` takes it."""
    manner = _MANNERS[persona]

    def responds(scene: Scene) -> Heard | Move | None:
        ask = scene.course.turn.ask
        if ask is None or not scene.on_the_line:
            return None
        longest = 20 + 3 * len(scene.questionnaire.questions)
        return Move.HANG_UP if scene.transcript.position >= longest else manner(scene, ask)

    return responds


def _happy(scene: Scene, ask: Ask) -> Heard | Move:
    return _answered(scene, ask, pleased=True)


def _angry(scene: Scene, ask: Ask) -> Heard | Move:
    return _answered(scene, ask, pleased=False)


def _silent(scene: Scene, ask: Ask) -> Heard | Move:
    return Move.HANG_UP if scene.transcript.position >= PATIENT_FOR else Silence()


def _hangs_up(scene: Scene, ask: Ask) -> Heard | Move:
    """In the middle of the interview: after two answers, or one where there is little more."""
    enough = max(1, min(2, len(scene.questionnaire.core) - 1))
    return Move.HANG_UP if len(scene.course.settled) >= enough else _happy(scene, ask)


def _opts_out(scene: Scene, ask: Ask) -> Heard | Move:
    """At the first question, once it is clear what the call is about."""
    return _happy(scene, ask) if ask.step in tuple(Frame) else _requested(scene, ask, Command.OPT_OUT)


def _busy(scene: Scene, ask: Ask) -> Heard | Move:
    """Not now, but at ten on the second day that is offered."""
    match ask.step:
        case Frame.GOOD_TIME | Frame.DAY:
            return _chosen(scene, ask, 2)
        case Frame.RESUMPTION | Frame.WHEN:
            return _chosen(scene, ask, 3)
        case Frame.HOUR:
            return _given(scene, ask, min(max(10, ask.low or 0), ask.high or 10))
        case _:
            return _happy(scene, ask)


def _wrong_person(scene: Scene, ask: Ask) -> Heard | Move:
    """Somebody else, who says that the one we want has left, and whom to ask for."""
    keys = {Frame.RIGHT_PERSON: 3, Frame.RESUMPTION: 3, Frame.GOOD_TIME: 2, Frame.WHEN: 4, Frame.WHO: 1}
    key = next((key for frame, key in keys.items() if frame == ask.step), None)
    return _happy(scene, ask) if key is None else _chosen(scene, ask, key)


def _corrects(scene: Scene, ask: Ask) -> Heard | Move:
    """Answers the first question wrongly, goes back, and puts it right."""
    asked_for = [exchange.heard for exchange in scene.transcript.exchanges]
    if MENU in scene.course.steps or Asked(Command.BACK) in asked_for:
        return _happy(scene, ask)
    answered = bool(scene.course.settled)
    return _requested(scene, ask, Command.BACK) if answered else _angry(scene, ask)


_MANNERS: Mapping[Persona, _Manner] = {
    Persona.HAPPY: _happy,
    Persona.ANGRY: _angry,
    Persona.SILENT: _silent,
    Persona.HANGS_UP: _hangs_up,
    Persona.OPTS_OUT: _opts_out,
    Persona.BUSY: _busy,
    Persona.WRONG_PERSON: _wrong_person,
    Persona.CORRECTS: _corrects,
}
_MENU_KEYS: Mapping[Command, str] = {Command.BACK: "2", Command.OPT_OUT: "9"}


def _requested(scene: Scene, ask: Ask, command: Command) -> Heard:
    """A caller is told; the automated voice needs the star and then the key of its menu."""
    if scene.live:
        return Asked(command)
    return Keys(_MENU_KEYS[command] if ask.step == MENU else keypad.MENU_KEY)


def _answered(scene: Scene, ask: Ask, *, pleased: bool) -> Heard:
    """An answer to whatever is asked; of a question, the best or the worst that there is."""
    if ask.kind == "open":
        return _worded(scene, ask, pleased)
    for question in scene.questionnaire.questions:
        if question.id == ask.step and not isinstance(question, Open | Statement):
            return _given(scene, ask, _value(question, pleased))
    return _chosen(scene, ask, 1)


def _chosen(scene: Scene, ask: Ask, place: int) -> Heard:
    """The offered answer at a place from 1, the last one where fewer are offered; the least number where none is."""
    offered = ask.offered[:place]
    return _given(scene, ask, offered[-1].value if offered else ask.low or 0)


def _given(scene: Scene, ask: Ask, value: Value) -> Heard:
    if scene.live:
        return Coded(value)
    return Keys(next((one.key for one in ask.offered if one.value == value), str(value)))


def _worded(scene: Scene, ask: Ask, pleased: bool) -> Heard:
    """Another sentence for each open question; English where the language has none of ours."""
    mood = _SUCCESSOR if ask.step == Frame.SUCCESSOR else _PLEASED if pleased else _ANNOYED
    sentences = mood.get(scene.course.turn.language.split("-")[0], mood["en"])
    before = sum(1 for answer in scene.course.settled if answer.verbatim is not None)
    words = sentences[before % len(sentences)]
    if ask.recorded:
        return Recorded(_REHEARSED, round(word_count(words) / WORDS_PER_SECOND), keypad.NO_COMMENT_KEY)
    return Coded(verbatim=words) if scene.live else Speech(words)


def _value(question: _Closed, pleased: bool) -> Value:
    """The best value of those that raise nothing, or the worst of those that do; else the best or the worst of all."""
    best_first = _best_first(question)
    fitting = [value for value in best_first if _negative(question, value) is not pleased] or best_first
    # Options have no order of their own: the first that fits is taken.
    return fitting[0] if pleased or isinstance(question, Choice) else fitting[-1]


def _best_first(question: _Closed) -> tuple[Value, ...]:
    match question:
        case Consent():
            # The angry want to be heard too.
            return ("yes",)
        case YesNo() | Choice():
            return values_of(question)
        case Scale(low=low, high=high, good_end=good_end):
            points = tuple(range(low, high + 1))
            return points[::-1] if good_end == "high" else points
        case _:
            # What can be counted is most often trouble: a little is well, much is not.
            tests = [rule.when for rule in question.flags if rule.when is not None]
            few, several = (max(question.low, min(question.high, number)) for number in (1, 4))
            return (few, *values_of(question, tests), several)


def _negative(question: _Closed, value: Value) -> bool:
    rule = rule_of(question, value)
    return rule is not None and rule.kind == "negative"

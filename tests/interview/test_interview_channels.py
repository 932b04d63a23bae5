"""By keys, by words or through a live caller: the same answers give the same interview."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st
from questionnaires_at_random import facts, questionnaires, support

from vocsurvey.interview import keypad
from vocsurvey.interview.engine import MAX_BACKS, MAX_FAILURES, MAX_REPEATS, play
from vocsurvey.interview.heard import Asked as AskedFor
from vocsurvey.interview.heard import Coded, Command, Heard, Keys, Silence, Speech
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Ask, Course, Settled
from vocsurvey.interview.vocabulary import vocabulary
from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import FactValue, Value
from vocsurvey.questionnaire.model import Asked, Choice, Number, Open, Questionnaire, Scale, YesNo


@dataclass(frozen=True)
class Intention:
    """What a person means to convey at one step, however it is conveyed; ``pick`` chooses among the answers."""

    act: str
    pick: int
    spoken: bool
    noise: tuple[Heard, ...]
    detour: bool


_noise = st.lists(st.sampled_from([Silence(), Keys("##"), Keys("8888888"), Speech("erm")]), max_size=2).map(tuple)
_intentions = st.lists(
    st.builds(
        Intention,
        st.sampled_from(["answer"] * 6 + ["cannot say", "leave out", "back", "back", "hear again", "call breaks off"]),
        st.integers(0, 999),
        st.booleans(),
        _noise,
        st.booleans(),
    ),
    min_size=6,
    max_size=25,
)
_played = st.one_of(
    questionnaires(), st.just(support()), st.sampled_from(sorted(load_library())).map(load_library().__getitem__)
)


@dataclass
class Line:
    """One channel's interview as it unfolds; ``intended[position]`` is which intention an exchange belongs to.

    ``failed`` and ``put_again`` count within a visit to the step ``at``: beyond their bounds a call ends, as it should.
    """

    questionnaire: Questionnaire
    facts: dict[str, FactValue]
    transcript: Transcript
    intended: list[int]
    at: str = ""
    failed: int = 0
    put_again: int = 0
    last: tuple[Transcript, Course] | None = None

    @property
    def course(self) -> Course:
        if self.last is None or self.last[0] is not self.transcript:
            self.last = self.transcript, play(self.questionnaire, self.facts, self.transcript)
        return self.last[1]

    def hear(self, intention: int, *heard: Heard) -> None:
        for one in heard:
            self.transcript = self.transcript.heard(one)
            self.intended.append(intention)

    def arrive(self, step: str) -> None:
        """Count anew when the step is another one than before."""
        if step != self.at:
            self.at, self.failed, self.put_again = step, 0, 0

    def outcome(self) -> list[tuple[object, ...]]:
        """What was settled, in order, with positions counted in intentions."""
        return [self._without_positions(answer) for answer in self.course.settled]

    def _without_positions(self, answer: Settled) -> tuple[object, ...]:
        gone = None if answer.superseded_at is None else self.intended[answer.superseded_at]
        counted = replace(answer, position=self.intended[answer.position], superseded_at=gone)
        return counted.question, counted.position, counted.value, counted.missing, counted.verbatim, counted


@settings(max_examples=200)
@given(_played, facts, _intentions)
def test_ivr_and_live_settle_the_same_answers_and_raise_the_same_flags(
    questionnaire: Questionnaire, known: dict[str, FactValue], intentions: list[Intention]
) -> None:
    ivr = Line(questionnaire, known, Transcript(channel=Channel.IVR), [])
    live = Line(questionnaire, known, Transcript(channel=Channel.LIVE), [])
    ivr.hear(-1, Keys("1"))
    live.hear(-1, Coded("yes"))
    backs = 0
    for number, intention in enumerate(intentions):
        ask = ivr.course.turn.ask
        if ask is None:
            break
        question = _question(questionnaire, ask)
        ivr.arrive(ask.step)
        if intention.act in ("back", "hear again") and ivr.put_again == MAX_REPEATS:
            continue
        backs += intention.act == "back"
        if backs > MAX_BACKS:
            break
        _convey(ivr, number, question, intention, _by_phone)
        _convey(live, number, question, intention, _by_caller)
        assert _standing_point(ivr) == _standing_point(live)
        assert ivr.outcome() == live.outcome()
    assert ivr.course.ending == live.course.ending
    assert ivr.course.completeness == live.course.completeness
    assert ivr.course.codes == live.course.codes


def _question(questionnaire: Questionnaire, ask: Ask) -> Asked:
    question = questionnaire.question(ask.step)
    assert question.kind != "statement"
    return question


def _standing_point(line: Line) -> tuple[object, ...]:
    turn = line.course.turn
    return turn.ask.step if turn.ask else None, turn.ending


def _convey(line: Line, number: int, question: Asked, intention: Intention, channel: object) -> None:
    if intention.act == "call breaks off":
        line.transcript = replace(line.transcript, leg=line.transcript.leg + 1)
        line.at = ""
    elif channel is _by_phone:
        _by_phone(line, number, question, intention)
    else:
        _by_caller(line, number, question, intention)


def _by_phone(line: Line, number: int, question: Asked, intention: Intention) -> None:
    """By keys or words, after up to two failures at a closed question, and perhaps a look into the menu."""
    if not isinstance(question, Open):
        noise = intention.noise[: MAX_FAILURES - 1 - line.failed]
        line.hear(number, *noise)
        line.failed += len(noise)
    if intention.detour and line.put_again < MAX_REPEATS - 1:
        line.hear(number, Keys("*"), Keys("*"))
        line.put_again += 1
    line.put_again += intention.act in ("back", "hear again")
    match intention.act:
        case "answer":
            line.hear(number, _uttered(question, intention))
        case "cannot say":
            by_key = keypad.cant_say(question) and (not intention.spoken or isinstance(question, Open))
            line.hear(number, Keys("0") if by_key else Speech("I don't know."))
        case "leave out":
            line.hear(number, Keys("*"), Keys("3"))
        case "back":
            line.hear(number, Keys("*"), Keys("2"))
        case _:
            line.hear(number, Keys("*"), Keys("1"))


def _by_caller(line: Line, number: int, question: Asked, intention: Intention) -> None:
    match intention.act:
        case "answer":
            value = _value(question, intention.pick)
            line.hear(number, Coded(value) if value is not None else Coded(verbatim=_words(intention)))
        case "cannot say":
            line.hear(number, Coded(missing="dont_know"))
        case "leave out":
            line.hear(number, AskedFor(Command.SKIP) if intention.spoken else Coded(missing="refused"))
        case "back":
            line.hear(number, AskedFor(Command.BACK))
        case _:
            line.hear(number, AskedFor(Command.REPEAT))


def _value(question: Asked, pick: int) -> Value | None:
    match question:
        case YesNo():
            return ("yes", "no")[pick % 2]
        case Choice(options=options):
            return options[pick % len(options)].id
        case Scale(low=low, high=high) | Number(low=low, high=high):
            return low + pick % (high - low + 1)
        case Open():
            return None


def _words(intention: Intention) -> str:
    return f"Words number {intention.pick}."


def _uttered(question: Asked, intention: Intention) -> Heard:
    value = _value(question, intention.pick)
    if value is None:
        return Speech(f" {_words(intention)} ")
    if intention.spoken:
        return Speech(_aloud(question, value), 0.9)
    match question:
        case YesNo():
            return Keys({"yes": "1", "no": "2"}[str(value)])
        case Choice(options=options):
            return Keys(str([option.id for option in options].index(str(value)) + 1))
        case _:
            padded = str(value).zfill(keypad.max_keys(question)) if intention.detour else str(value)
            return Keys(padded)


def _aloud(question: Asked, value: Value) -> str:
    match question:
        case YesNo():
            words = vocabulary("en").yes if value == "yes" else vocabulary("en").no
            return words[0].upper() + "!"
        case Choice(options=options):
            return next(option.label["en"] for option in options if option.id == value)
        case _:
            return vocabulary("en").numbers[int(value)][0] if int(value) <= 10 else str(value)

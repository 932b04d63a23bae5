"""By keys, by words or through a live caller: the same answers give the same interview."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st
from questionnaires_at_random import facts, occasions, questionnaires, support

from vocsurvey.interview.engine import MAX_FAILURES, MAX_REPEATS, play
from vocsurvey.interview.frame import MOST_HANDS, SWITCH_KEYS
from vocsurvey.interview.heard import Asked as AskedFor
from vocsurvey.interview.heard import Coded, Command, Heard, Keys, Silence, Speaks, Speech
from vocsurvey.interview.passage import MAX_BACKS
from vocsurvey.interview.state import Frame
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Ask, Course, Settled
from vocsurvey.interview.vocabulary import vocabulary
from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import FactValue, Value
from vocsurvey.questionnaire.model import Questionnaire


@dataclass(frozen=True)
class Intention:
    """What a person means to convey at one step, however it is conveyed; ``pick`` chooses among the answers."""

    act: str
    pick: int
    spoken: bool
    noise: tuple[Heard, ...]
    detour: bool


_noise = st.lists(st.sampled_from([Silence(), Keys("##"), Keys("8888888"), Speech("erm")]), max_size=2).map(tuple)
_OTHER_ACTS = ["cannot say", "leave out", "back", "back", "hear again", "call breaks off", "other language"]
_FIRST = (Frame.RIGHT_PERSON, Frame.RESUMPTION, Frame.GOOD_TIME)
_WHO = (Frame.RIGHT_PERSON, Frame.RESUMPTION)
"""Where the phone is passed on."""
_intentions = st.lists(
    st.builds(
        Intention,
        st.sampled_from(["answer"] * 7 + _OTHER_ACTS),
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

    @property
    def language(self) -> str:
        return self.course.turn.language

    def break_off(self) -> None:
        """The call ends here; the next one goes on."""
        self.transcript = replace(self.transcript, leg=self.transcript.leg + 1)
        self.at = ""

    def outcome(self) -> list[tuple[object, ...]]:
        """What was settled, in order, with positions counted in intentions."""
        return [self._without_positions(answer) for answer in self.course.settled]

    def _without_positions(self, answer: Settled) -> tuple[object, ...]:
        gone = None if answer.superseded_at is None else self.intended[answer.superseded_at]
        counted = replace(answer, position=self.intended[answer.position], superseded_at=gone)
        return counted.question, counted.position, counted.value, counted.missing, counted.verbatim, counted


@settings(max_examples=200)
@given(_played, facts, occasions, _intentions, st.booleans())
def test_ivr_and_live_settle_the_same_answers_and_raise_the_same_flags(
    questionnaire: Questionnaire,
    known: dict[str, FactValue],
    occasion: dict[str, FactValue],
    intentions: list[Intention],
    at_once: bool,
) -> None:
    ivr, live = (
        Line(questionnaire, known, Transcript(channel=channel, occasions=(occasion,) * 30), []) for channel in Channel
    )
    if at_once:
        begin = Intention("answer", 0, False, (), False)
        intentions = [begin] * (2 if occasion.get("call.shared") else 1) + intentions
    backs = 0
    for number, intention in enumerate(intentions):
        ask = ivr.course.turn.ask
        if ask is None:
            break
        ivr.arrive(ask.step)
        if not _possible(ivr, ask, intention, occasion):
            continue
        backs += intention.act == "back"
        if backs > MAX_BACKS:
            break
        if intention.act == "call breaks off":
            for line in (ivr, live):
                line.break_off()
        else:
            _by_phone(ivr, number, ask, intention)
            _by_caller(live, number, ask, intention)
        assert _standing_point(ivr) == _standing_point(live)
        assert ivr.outcome() == live.outcome()
    assert ivr.course.ending == live.course.ending
    assert ivr.course.completeness == live.course.completeness
    assert ivr.course.codes == live.course.codes
    assert (ivr.course.call_back, ivr.course.successor) == (live.course.call_back, live.course.successor)


def _possible(ivr: Line, ask: Ask, intention: Intention, occasion: dict[str, FactValue]) -> bool:
    """Whether a person can mean that here on either channel, within the bounds of an automated call."""
    again = ("back", "hear again", "other language")
    if intention.act in again and ivr.put_again >= (MOST_HANDS if ask.step in _WHO else MAX_REPEATS):
        return False
    if intention.act == "other language":
        return ask.step in _FIRST and "contact.languages" in occasion and len(ivr.questionnaire.languages) == 2
    if intention.act == "cannot say":
        return ask.step not in set(Frame)
    return intention.act != "leave out" or ask.step not in _FIRST


def _standing_point(line: Line) -> tuple[object, ...]:
    turn = line.course.turn
    return turn.ask.step if turn.ask else None, turn.ending, turn.language


def _by_phone(line: Line, number: int, ask: Ask, intention: Intention) -> None:
    """By keys or words, after up to two failures at a closed question, and perhaps a look into the menu."""
    steady = ask.step not in _WHO
    if ask.kind != "open" and steady:
        noise = intention.noise[: MAX_FAILURES - 1 - line.failed]
        line.hear(number, *noise)
        line.failed += len(noise)
    if intention.detour and steady and line.put_again < MAX_REPEATS - 1:
        line.hear(number, Keys("*"), Keys("*"))
        line.put_again += 1
    match intention.act:
        case "answer":
            line.put_again += _value(ask, intention.pick) == "passed_on"
            line.hear(number, _uttered(line, ask, intention))
        case "cannot say":
            keyed = ask.max_keys == 1 and ask.low != 0 and (not intention.spoken or ask.kind == "open")
            line.hear(number, Keys("0") if keyed else Speech(vocabulary(line.language).cant_say[0]))
        case "leave out":
            line.hear(number, Keys("*"), Keys("3"))
        case "other language":
            line.put_again += 1
            line.hear(number, Keys(SWITCH_KEYS[0]))
        case act:
            line.put_again += 1
            line.hear(number, Keys("*"), Keys("2" if act == "back" else "1"))


def _by_caller(line: Line, number: int, ask: Ask, intention: Intention) -> None:
    match intention.act:
        case "answer":
            value = _value(ask, intention.pick)
            line.hear(number, Coded(value) if value is not None else Coded(verbatim=_words(intention)))
        case "cannot say":
            line.hear(number, Coded(missing="dont_know"))
        case "leave out":
            refused = not intention.spoken and ask.step not in set(Frame)
            line.hear(number, Coded(missing="refused") if refused else AskedFor(Command.SKIP))
        case "other language":
            line.hear(number, Speaks(next(one for one in line.questionnaire.languages if one != line.language)))
        case act:
            line.hear(number, AskedFor(Command.BACK if act == "back" else Command.REPEAT))


def _value(ask: Ask, pick: int) -> Value | None:
    """The answer that is meant: one of those offered, a number, or None for words."""
    if ask.low is not None and ask.high is not None:
        return ask.low + pick % (ask.high - ask.low + 1)
    return ask.offered[pick % len(ask.offered)].value if ask.offered else None


def _words(intention: Intention) -> str:
    return f"Words number {intention.pick}." if intention.pick % 5 else "We call our lawyer, and we cancel!"


def _uttered(line: Line, ask: Ask, intention: Intention) -> Heard:
    value = _value(ask, intention.pick)
    if value is None:
        return Speech(f" {_words(intention)} ")
    offered = next((one for one in ask.offered if one.value == value), None)
    if intention.spoken:
        label = offered.label if offered else _number(line.language, int(value))
        return Speech(label.upper() + "!", 0.9)
    if offered is not None:
        return Keys(offered.key)
    return Keys(str(value).zfill(ask.max_keys) if intention.detour else str(value))


def _number(language: str, value: int) -> str:
    return vocabulary(language).numbers[value][0] if value <= 10 else str(value)

"""What holds for every questionnaire and whatever is heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from itertools import cycle, islice

from hypothesis import given
from hypothesis import strategies as st
from questionnaires_at_random import facts, heards, occasions, questionnaires

from vocsurvey.followup.flag import FlagKind
from vocsurvey.followup.severity import Severity
from vocsurvey.interview import engine
from vocsurvey.interview.alarm import alarm_in
from vocsurvey.interview.answer import gated, rule_of, standing
from vocsurvey.interview.asking import put
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.frame import MOST_HANDS, first_frame
from vocsurvey.interview.heard import Asked, Command, Heard, Keys, Silence, Speech
from vocsurvey.interview.passage import MAX_BACKS
from vocsurvey.interview.reading import Given, read
from vocsurvey.interview.routing import on_route
from vocsurvey.interview.state import Frame, State
from vocsurvey.interview.transcript import Channel, Exchange, Transcript
from vocsurvey.interview.turn import Course, Ending, Part, Settled
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Choice, Metric, Missing, Open, Questionnaire

_FOR_EVER = (Ending.COMPLETED, Ending.OPTED_OUT)


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """Anything heard, on either channel, over a few calls; most begin with a yes to the good time."""
    exchanges: list[Exchange] = []
    leg, channel = 1, draw(st.sampled_from(Channel))
    said: list[Heard] = draw(st.lists(heards, max_size=25))
    if draw(st.sampled_from([True, True, True, False])):
        said = [Keys("1"), *said]
    for heard in said:
        if draw(st.integers(0, 11)) == 0:
            leg, channel = leg + 1, draw(st.sampled_from(Channel))
        exchanges.append(Exchange(len(exchanges), leg, channel, heard))
    known = tuple(draw(st.lists(occasions, max_size=leg + 1)))
    return Transcript(tuple(exchanges), leg + draw(st.integers(0, 1)), channel, known)


def _prefix(transcript: Transcript, length: int) -> Transcript:
    """The transcript as it was before the exchange at that position was heard."""
    following = transcript.exchanges[length]
    return replace(transcript, exchanges=transcript.exchanges[:length], leg=following.leg, channel=following.channel)


def _folded(basis: Basis, transcript: Transcript) -> Iterator[tuple[Basis, State, Exchange, State]]:
    """Each exchange with the basis that it is read on, and the states before it, on its own call, and after it."""
    state = State(frame=first_frame(basis.on(transcript.occasion(1), None)))
    for exchange in transcript.exchanges:
        here = basis.on(transcript.occasion(exchange.leg), state.language)
        before = engine.on_leg(here, state, exchange.leg)
        state = engine.step(here, state, exchange)
        yield here, before, exchange, state


def _as_of(answers: tuple[Settled, ...], position: int) -> tuple[Settled, ...]:
    return tuple(
        replace(one, superseded_at=None) if one.superseded_at is not None and one.superseded_at >= position else one
        for one in answers
        if one.position < position
    )


@given(questionnaires(), facts, transcripts())
def test_a_replayed_prefix_is_what_was_seen_then(
    questionnaire: Questionnaire, known: dict[str, FactValue], transcript: Transcript
) -> None:
    whole = engine.play(questionnaire, known, transcript)
    for position in range(transcript.position):
        before = engine.play(questionnaire, known, _prefix(transcript, position))
        assert before.turn.position == position
        assert before.steps == whole.steps[:position]
        assert before.settled == _as_of(whole.settled, position)
        expected = "ended" if before.turn.ask is None else before.turn.ask.step
        assert whole.steps[position] == expected
    assert whole.turn.position == transcript.position == len(whole.steps)
    assert engine.next_turn(questionnaire, known, transcript) == whole.turn


@given(questionnaires(), facts, transcripts())
def test_every_course_keeps_the_rules(
    questionnaire: Questionnaire, known: dict[str, FactValue], transcript: Transcript
) -> None:
    course = engine.play(questionnaire, known, transcript)
    basis = Basis(questionnaire, known)
    stands = course.standing_answers
    assert (course.turn.ask is None) is (course.turn.ending is not None)
    assert course.turn.ending == course.ending
    assert len({answer.question for answer in stands}) == len(stands)
    assert {answer.question for answer in stands} <= {question.id for question in on_route(basis, course.settled)}
    assert all(line.text for line in course.turn.lines)
    assert course.turn.lines
    for answer in course.settled:
        _check_answer(basis, answer)
    assert (course.call_back is not None) is (course.ending is Ending.CALL_BACK)
    assert course.successor is None or course.ending is Ending.LEFT
    assert course.codes == tuple((answer.question, answer.value) for answer in stands)


def _check_answer(basis: Basis, answer: Settled) -> None:
    question = basis.asked(answer.question)
    rule = rule_of(question, answer.verbatim if isinstance(question, Open) else answer.value)
    alarms = basis.questionnaire.phrases["en"].alarms
    alarm = alarm_in(answer.verbatim or "", alarms)
    negative = rule is not None and rule.kind == "negative"
    if alarm is None or negative:
        assert (answer.flag.rule if answer.flag else None) == (rule.rule if rule else None)
    else:
        assert answer.flag is not None
        assert (answer.flag.kind, answer.flag.rule) == (FlagKind.ALARM, f"{alarm}_words")
    assert alarm is None or (answer.flag is not None and answer.flag.severity is Severity.CRITICAL)
    assert answer.negative is negative
    if question.kind == "open":
        assert answer.value is None
        assert answer.verbatim is not None or answer.missing is not None
    else:
        assert (answer.value is None) is (answer.missing is not None)
    assert answer.superseded_at is None or answer.superseded_at > answer.position


@given(questionnaires(), facts, transcripts())
def test_an_aggrieved_customer_is_never_asked_to_recommend(
    questionnaire: Questionnaire, known: dict[str, FactValue], transcript: Transcript
) -> None:
    basis = Basis(questionnaire, known)
    aggrieved = known.get("follow_up.open") is True or known.get("touchpoint.kind") == "complaint"
    for position in range(transcript.position):
        course = engine.play(questionnaire, known, _prefix(transcript, position))
        step = course.turn.ask.step if course.turn.ask else "ended"
        if step in {question.id for question in questionnaire.questions} and basis.asked(step).metric is Metric.NPS:
            others = [answer for answer in course.standing_answers if answer.question != step]
            assert not aggrieved
            assert not any(answer.negative for answer in others)
        for answer in course.standing_answers:
            if answer.missing is Missing.NPS_GATE:
                assert gated(basis, course.settled, basis.asked(answer.question))


@given(questionnaires(), facts, transcripts())
def test_an_answered_question_is_put_again_only_after_a_way_back(
    questionnaire: Questionnaire, known: dict[str, FactValue], transcript: Transcript
) -> None:
    wandering = False
    for _, before, _, state in _folded(Basis(questionnaire, known), transcript):
        if state.settled != before.settled or (state.at != before.at and _moved_on(questionnaire, before, state)):
            wandering = False
        if state.at != before.at and not _moved_on(questionnaire, before, state):
            wandering = True
        if state.ending is None and state.frame is None and state.at in standing(state.settled):
            assert wandering


@given(questionnaires(), facts, transcripts())
def test_whatever_is_answered_is_not_asked_again_at_once(
    questionnaire: Questionnaire, known: dict[str, FactValue], transcript: Transcript
) -> None:
    """A step is put again after silence, a wrong key, a wish or another language; never after an answer to it."""
    for basis, before, exchange, state in _folded(Basis(questionnaire, known), transcript):
        if before.ending is None and not before.in_menu:
            reading = read(put(basis, before), exchange.heard, basis.language)
            passed_on = (
                before.frame in (Frame.RIGHT_PERSON, Frame.RESUMPTION)
                and isinstance(reading, Given)
                and reading.value == "passed_on"
            )
            switched = state.language != before.language
            if isinstance(reading, Given) and not switched:
                assert state.step != before.step or passed_on


@given(questionnaires(), st.sampled_from(["case-1", "case-2", "case-3", None]), transcripts())
def test_options_keep_one_order_through_the_whole_interview(
    questionnaire: Questionnaire, case: str | None, transcript: Transcript
) -> None:
    known: dict[str, FactValue] = {"case.key": case}
    orders: dict[str, set[tuple[object, ...]]] = {}
    for position in range(transcript.position):
        ask = engine.play(questionnaire, known, _prefix(transcript, position)).turn.ask
        if ask is not None and ask.kind == "choice" and ask.step not in set(Frame):
            orders.setdefault(ask.step, set()).add(tuple(one.value for one in ask.offered))
    for name, (order, *others) in ((name, tuple(found)) for name, found in orders.items()):
        question = questionnaire.question(name)
        assert isinstance(question, Choice)
        written = tuple(option.id for option in question.options)
        assert not others
        assert sorted(map(str, order)) == sorted(written)
        assert order == written or (question.rotate and case is not None)
        assert all(order[place] == one.id for place, one in enumerate(question.options) if one.stays)


def _moved_on(questionnaire: Questionnaire, before: State, after: State) -> bool:
    order = [None, *(question.id for question in questionnaire.questions)]
    return order.index(after.at) > order.index(before.at)


@given(questionnaires(), facts, occasions, st.lists(heards, min_size=1, max_size=8), st.booleans())
def test_an_automated_interview_always_ends(
    questionnaire: Questionnaire,
    known: dict[str, FactValue],
    occasion: dict[str, FactValue],
    pattern: list[Heard],
    agreed: bool,
) -> None:
    """Every visit takes at most 18 exchanges, and each way back opens at most all steps and questions again."""
    basis = Basis(questionnaire, known, occasion)
    visits = (MAX_BACKS + 1) * (len(questionnaire.questions) + len(Frame)) + MOST_HANDS + 1
    bound = visits * 2 * (engine.MAX_REPEATS + engine.MAX_FAILURES + 1)
    state = State(frame=first_frame(basis))
    endless = cycle(pattern)
    for heard in islice((Keys("1"), *islice(endless, bound)) if agreed else endless, bound):
        here = replace(basis, chosen=state.language)
        state = engine.step(here, state, Exchange(len(state.steps), 1, Channel.IVR, heard))
        if state.ending is not None:
            return
    raise AssertionError(f"still asking {state.step} after {bound} exchanges")


_failures = st.lists(st.sampled_from([Silence(), Keys("8#8"), Speech("hm")]), min_size=3, max_size=3)


@given(questionnaires(), facts, transcripts(), _failures)
def test_failures_at_a_closed_question_end_at_the_third(
    questionnaire: Questionnaire, known: dict[str, FactValue], transcript: Transcript, failures: list[Heard]
) -> None:
    fresh = replace(transcript, leg=transcript.leg + 1, channel=Channel.IVR)
    course = engine.play(questionnaire, known, fresh)
    if course.turn.ask is None or course.turn.ask.kind == "open":
        return
    for failure in failures:
        assert engine.play(questionnaire, known, fresh).ending is None
        fresh = fresh.heard(failure)
    after = engine.play(questionnaire, known, fresh)
    assert after.ending is Ending.NO_INPUT
    assert after.settled == course.settled


@given(questionnaires(), facts, transcripts(), st.lists(heards, max_size=6), st.integers(0, 2))
def test_nothing_changes_after_an_end_for_ever(
    questionnaire: Questionnaire, known: dict[str, FactValue], transcript: Transcript, more: list[Heard], legs: int
) -> None:
    course = engine.play(questionnaire, known, transcript)
    if course.ending not in _FOR_EVER:
        transcript = transcript.heard(Asked(Command.OPT_OUT))
        course = engine.play(questionnaire, known, transcript)
    assert course.ending in _FOR_EVER
    later = reduce(Transcript.heard, more, replace(transcript, leg=transcript.leg + legs))
    after = engine.play(questionnaire, known, later)
    assert _essence(after) == _essence(course)
    assert after.steps == (*course.steps, *("ended",) * len(more))


def _essence(course: Course) -> tuple[object, ...]:
    return course.ending, course.settled, course.completeness, course.codes, course.turn.lines


@given(questionnaires(), facts, transcripts())
def test_a_negative_answer_is_acknowledged_first_and_never_cheered(
    questionnaire: Questionnaire, known: dict[str, FactValue], transcript: Transcript
) -> None:
    course = engine.play(questionnaire, known, transcript)
    fresh = [answer for answer in course.settled if answer.position == transcript.position - 1 and answer.negative]
    continued = transcript.exchanges and transcript.leg == transcript.exchanges[-1].leg
    if fresh and continued:
        assert course.turn.lines[0].part is Part.ACKNOWLEDGE
    owed = (FlagKind.NEGATIVE, FlagKind.ALARM)
    if course.ending is Ending.COMPLETED:
        promised = any(one.flag is not None and one.flag.kind in owed for one in course.standing_answers)
        assert (course.turn.lines[-1].text in ("Thank you. We will call you.", "Danke. Wir rufen an.")) is promised

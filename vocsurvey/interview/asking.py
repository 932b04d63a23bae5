"""What is waited for in a turn: how keys are collected, which words are listened for, which answers are offered."""

from __future__ import annotations

from collections.abc import Iterator

from vocsurvey.interview import keypad
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.call_time import possible
from vocsurvey.interview.consent import agreed
from vocsurvey.interview.frame import frame_question
from vocsurvey.interview.frame_reply import likely
from vocsurvey.interview.replies import hints as examples
from vocsurvey.interview.reply import Reply
from vocsurvey.interview.state import MENU, STOPPING, Cue, Frame, State
from vocsurvey.interview.turn import Ask, Offered
from vocsurvey.interview.vocabulary import vocabulary
from vocsurvey.questionnaire.model import Asked, Choice, Consent, Number, Open, Purpose, Scale, YesNo

LONGEST_HINT = 100
"""Characters: what recognisers take for one hint at most."""


def ask_of(basis: Basis, state: State, *, live: bool) -> Ask | None:
    """What a state waits for; None when the interview has ended."""
    if state.ending is not None:
        return None
    if state.in_menu:
        return Ask(MENU, MENU, 1, keypad.PATIENCE, speech=not live, hints=tuple(vocabulary(basis.language).menu or ()))
    if state.stopping:
        words = (*_stop_words(basis), *_yes_no_words(basis))
        return Ask(STOPPING, STOPPING, 1, keypad.PATIENCE, speech=True, hints=words)
    return _question(basis, state, live)


def put(basis: Basis, state: State) -> Asked:
    """The question that is put, be it a step of the frame."""
    return basis.asked(state.at or "") if state.frame is None else frame_question(basis, state.frame, state.day)


def _question(basis: Basis, state: State, live: bool) -> Ask:
    """A closed question listens for words too wherever there are words that would be understood with certainty."""
    question = put(basis, state)
    hints = tuple(
        dict.fromkeys(
            hint for hint in (*_hints(basis, question), *likely(basis, state.frame)) if len(hint) <= LONGEST_HINT
        )
    )
    # A colleague walks to the phone meanwhile: what the room says is for nobody, the key is for us.
    fetched = state.cue is Cue.FETCHED
    low, high = (question.low, question.high) if isinstance(question, Scale | Number) else (None, None)
    return Ask(
        step=question.id,
        kind=question.kind,
        max_keys=keypad.max_keys(question),
        timeout=keypad.PATIENCE_FOR_THE_WALK if fetched else keypad.patience(question),
        speech=not fetched and (bool(hints) or isinstance(question, Open)),
        hints=() if fetched else hints,
        offered=tuple(offered(basis, question, live=live)),
        low=low,
        high=high,
        max_seconds=question.max_seconds if isinstance(question, Open) else None,
        recorded=not live and comment_recorded(basis, state),
    )


def comment_recorded(basis: Basis, state: State) -> bool:
    """Whether what is said now is a comment that the automated voice may record: the latest consent holds."""
    if state.frame is not None or not isinstance(basis.asked(state.at or ""), Open):
        return False
    return agreed(basis.questionnaire, state.settled, Purpose.RECORDING)


def offered(basis: Basis, question: Asked, *, live: bool) -> Iterator[Offered]:
    """The answers to choose from, each with its label and key; the points of a scale only to a caller's eyes. To a
    caller no time is offered at which nobody can be called; the keys of the others stay what they are."""
    match question:
        case YesNo() | Consent():
            yield from _yes_no(basis)
        case Choice(options=options):
            for key, option in enumerate(options, 1):
                if live and question.id == Frame.WHEN and not possible(basis, option.id):
                    continue
                yield Offered(option.id, basis.filled(option.label[basis.language]), str(key))
        case Scale(low=low, high=high) if live:
            for value in range(low, high + 1):
                yield Offered(value, scale_label(basis, question, value), str(value))
        case _:
            return


def scale_label(basis: Basis, question: Scale, value: int) -> str:
    """The label of a point; its number where it has none, as only the end points need one."""
    label = question.labels.get(value)
    return str(value) if label is None else basis.filled(label[basis.language])


def _yes_no(basis: Basis) -> Iterator[Offered]:
    known = vocabulary(basis.language)
    yield Offered("yes", known.yes[0] if known.yes else "yes", "1")
    yield Offered("no", known.no[0] if known.no else "no", "2")


def _yes_no_words(basis: Basis) -> Iterator[str]:
    known = vocabulary(basis.language)
    yield from known.yes
    yield from known.no


def _stop_words(basis: Basis) -> Iterator[str]:
    known = examples(basis.language)
    for reply in (Reply.STOPPED, Reply.ONWARD):
        yield from known.get(reply, ())


def _hints(basis: Basis, question: Asked) -> Iterator[str]:
    match question:
        case YesNo() | Consent():
            yield from _yes_no_words(basis)
        case Choice():
            yield from (option.label for option in offered(basis, question, live=False))
        case Scale(low=low, high=high, labels=labels):
            yield from (scale_label(basis, question, value) for value in sorted(labels))
            yield from _numbers(basis, low, high)
        case Number(low=low, high=high):
            yield from _numbers(basis, low, high)
        case _:
            return


def _numbers(basis: Basis, low: int, high: int) -> Iterator[str]:
    for names in vocabulary(basis.language).numbers[low : high + 1]:
        yield from names

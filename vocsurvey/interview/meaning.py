"""What was heard means at the step that is put, be it a question or a step of the frame.

In order: a time for a call, a reply to a step, an answer, a wish to leave or to stop, and what was told beside. Before
all of them comes what somebody asks us instead.
"""

from __future__ import annotations

from vocsurvey.interview import call_time, counter_question, frame, frame_reply, leaving, stopping, told_beside
from vocsurvey.interview.asking import comment_recorded, put
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.counter_question_words import Topic
from vocsurvey.interview.heard import Heard, Speech
from vocsurvey.interview.reading import Given, Reading, Sign, Withheld, read
from vocsurvey.interview.state import Frame, State
from vocsurvey.questionnaire.model import Open


def asked_back(basis: Basis, state: State, heard: Heard) -> Topic | None:
    """What somebody asks us instead of answering, where there are words to answer it with."""
    question = put(basis, state)
    open_ended = isinstance(question, Open)
    topic = counter_question.asked(heard, basis.language, open_ended=open_ended)
    if topic is None or counter_question.answer(basis, state, topic) is None:
        return None
    reading = read(question, heard, basis.language, frame.names_of(basis, state.frame))
    return None if isinstance(reading, Given) and not open_ended else topic


def meant(basis: Basis, state: State, heard: Heard) -> Reading:
    """What was heard means, here: the first stray key cuts a prompt short, which is said again; the next is silence."""
    question = put(basis, state)
    at = call_time.meant(basis, state.frame, state.day, heard)
    if at is not None:
        return at
    replied = frame_reply.meant(basis, state.frame, heard)
    if replied is not None:
        return Given(replied)
    reading = read(question, heard, basis.language, frame.names_of(basis, state.frame))
    if state.frame is Frame.SUCCESSOR:
        return frame_reply.named(reading, basis.language)
    open_ended = isinstance(question, Open)
    unheard = reading is Sign.UNHEARD or (open_ended and isinstance(reading, Given))
    closed = state.frame is None and not open_ended
    wish = leaving.wanted(basis, heard, open_ended=not closed) if unheard and state.frame is None else None
    if wish is not None:
        return wish
    stop = stopping.wanted(heard, basis.language, leaving=closed) if unheard else None
    if stop is not None:
        return stop
    if reading is Sign.UNHEARD and state.frame is None and isinstance(heard, Speech):
        return told_beside.read(question, heard, basis.language, basis.phrases.alarms)
    if isinstance(reading, Given) and reading.recorded is not None and not comment_recorded(basis, state):
        return Sign.UNREADABLE  # nobody agreed to it, so that it is no answer
    if (
        state.frame is Frame.HOUR
        and isinstance(reading, Given)
        and reading.value not in call_time.hours_on(basis, state.day)
    ):
        return Sign.CLOSED  # nobody can be called then: at lunch, or in a part of that day
    # A step of the frame is answered or it is not: there is nothing to be unsure of.
    unsure = state.frame is not None and isinstance(reading, Withheld) and not open_ended
    if reading is Sign.STRAY and (state.failures or state.repeats):
        return Sign.NOTHING
    unread = Sign.UNHEARD if isinstance(heard, Speech) else Sign.UNREADABLE
    return unread if unsure else reading

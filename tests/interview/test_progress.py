"""How far an interview is, as a caller reads it: never more promised than is so, whatever is answered."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questionnaires_at_random import facts, questionnaires, support

from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Asked, Coded, Command, Heard
from vocsurvey.interview.progress import Progress, progress_at
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Missing, Questionnaire

LIVE = Transcript(channel=Channel.LIVE)
YES, BACK = Coded(value="yes"), Asked(Command.BACK)


def progress(questionnaire: Questionnaire, known: dict[str, FactValue], transcript: Transcript) -> Progress | None:
    """How far an interview is after what was heard."""
    return progress_at(questionnaire, known, play(questionnaire, known, transcript))


@given(questionnaires(small=True), facts, st.lists(st.integers(0, 12), max_size=12))
def test_every_way_keeps_to_what_was_said_of_it(
    questionnaire: Questionnaire, known: dict[str, FactValue], picks: list[int]
) -> None:
    transcript = LIVE
    least, most = 0, len(questionnaire.questions)
    for pick in (0, *picks):
        course = play(questionnaire, known, transcript)
        found = progress_at(questionnaire, known, course)
        if found is not None:
            asked = sum(one.missing is not Missing.NPS_GATE for one in course.standing_answers)
            assert found.number == asked + 1
            assert max(least, found.number) <= found.fewest <= found.most <= most, "it only becomes more certain"
            least, most = found.fewest, found.most
        ask = course.turn.ask
        if ask is None:
            assert least <= sum(one.missing is not Missing.NPS_GATE for one in course.standing_answers) <= most
            return
        keys = ask.offered
        answer = Coded(value=keys[pick % len(keys)].value) if keys else Coded(missing="dont_know")
        transcript = transcript.heard(YES if found is None else answer)


CASES: list[tuple[str, list[Heard]]] = [
    ("who they are", []),
    ("the end", [YES, *[Coded(missing="dont_know")] * 9]),
]


@pytest.mark.parametrize("heard", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_no_question_has_no_place(heard: list[Heard]) -> None:
    assert progress(support(), {}, reduce(Transcript.heard, heard, LIVE)) is None


def test_a_way_back_leaves_open_what_is_answered_now() -> None:
    def after(*heard: Heard) -> Progress:
        found = progress(support(), {}, reduce(Transcript.heard, heard, LIVE))
        assert found is not None
        return found

    first, second = after(YES), after(YES, YES)
    assert (first.number, second.number) == (1, 2)
    assert after(YES, YES, BACK) == first
    assert after(YES, YES, Coded(value=5), BACK, BACK).number == 1

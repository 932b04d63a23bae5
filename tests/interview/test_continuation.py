"""What is said while the memory does not answer: what would have been said anyway, or a kind end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest
from commenting import SAID, recordable
from hypothesis import given
from hypothesis import strategies as st
from questionnaires_at_random import facts, heards, occasions, questionnaires, support

from vocsurvey.interview.continuation import Standing, carry_on
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Silence, Speaks, Speech
from vocsurvey.interview.transcript import Transcript
from vocsurvey.interview.turn import Ask, Course, Ending
from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Questionnaire

LIBRARY = load_library()


def carried(course: Course, leg: int, known: Mapping[str, FactValue]) -> Standing:
    """What a URL carries of a course that asks something."""
    assert course.turn.ask is not None
    return Standing(
        step=course.turn.ask.step,
        position=course.turn.position,
        leg=leg,
        language=course.turn.language,
        codes=course.codes,
        flagged=any(answer.negative for answer in course.standing_answers),
        facts={
            "case.key": known.get("case.key"),
            "contact.language": course.turn.language,
            "follow_up.open": known.get("follow_up.open") is True or course.alarmed,
            "touchpoint.kind": "complaint" if known.get("touchpoint.kind") == "complaint" else None,
        },
    )


def waited_for(ask: Ask | None) -> object:
    """How an answer will be read: everything but the words that are heard on the phone."""
    if ask is None:
        return None
    offered = [(one.value, one.key) for one in ask.offered]
    return ask.step, ask.kind, ask.max_keys, ask.low, ask.high, offered


def agrees(blind: Course, seeing: Course) -> bool:
    """Whether the person hears what they would have heard, or the call ends although it could have gone on."""
    assert blind.turn.position == seeing.turn.position
    if blind.turn.ask is not None:
        return waited_for(blind.turn.ask) == waited_for(seeing.turn.ask) and seeing.ending is None
    if blind.ending in (Ending.COMPLETED, Ending.OPTED_OUT, Ending.PERSON):
        return blind.ending == seeing.ending
    return blind.ending in (Ending.NO_INPUT, Ending.NOT_NOW)


@given(questionnaires(), facts, st.lists(heards, max_size=20), occasions)
def test_nobody_is_asked_anything_else_for_want_of_the_rows(
    questionnaire: Questionnaire, known: dict[str, FactValue], said: list[Heard], occasion: dict[str, FactValue]
) -> None:
    transcript = Transcript(occasions=(occasion,))
    for heard in (Keys("1"), *said):
        if isinstance(heard, Coded | Speaks | Asked):  # from a caller, who has no phone between
            continue
        before = play(questionnaire, known, transcript)
        transcript = transcript.heard(heard)
        if before.turn.ask is None:
            break
        blind = carry_on(questionnaire, carried(before, 1, known), heard)
        if blind is not None:
            assert agrees(blind, play(questionnaire, known, transcript))


@pytest.mark.parametrize("name", sorted(LIBRARY))
@pytest.mark.parametrize("keys", ["1", "2"])
def test_a_shipped_questionnaire_is_asked_to_its_end_without_a_row(name: str, keys: str) -> None:
    questionnaire = LIBRARY[name]
    known: dict[str, FactValue] = {"case.key": "17", "contact.name": "Maria Keller"}
    transcript = Transcript(occasions=({"call.at": "2026-11-20T10:00"},))
    seeing = play(questionnaire, known, transcript.heard(Keys("1")))
    transcript = transcript.heard(Keys("1"))
    blind = seeing
    steps = Counter[str]()
    while seeing.turn.ask is not None:
        heard: Heard = Speech("It took too long.") if seeing.turn.ask.kind == "open" else Keys(keys)
        found = carry_on(questionnaire, carried(blind, 1, known), heard)
        assert found is not None
        transcript = transcript.heard(heard)
        blind, seeing = found, play(questionnaire, known, transcript)
        assert waited_for(blind.turn.ask) == waited_for(seeing.turn.ask)
        assert dict(blind.codes) == dict(seeing.codes)
        steps[str(seeing.turn.ask and seeing.turn.ask.step)] += 1
    assert blind.ending is seeing.ending is Ending.COMPLETED
    assert len(steps) >= 2


def test_a_wrong_key_at_an_open_question_is_not_counted_for_want_of_the_rows() -> None:
    questionnaire = LIBRARY["support-case"]
    transcript = Transcript(occasions=({"call.at": "2026-11-20T10:00"},)).heard(Keys("1"))
    course = play(questionnaire, {}, transcript)
    while course.turn.ask is not None and course.turn.ask.kind != "open":
        transcript = transcript.heard(Keys("2"))
        course = play(questionnaire, {}, transcript)
    assert carry_on(questionnaire, carried(course, 1, {}), Keys("7")) is None
    assert carry_on(questionnaire, carried(course, 1, {}), Silence()) is not None


def standing(**changes: object) -> Standing:
    """Somebody has just said that now is a good time."""
    course = play(support(), {}, Transcript().heard(Keys("1")))
    return replace(carried(course, 1, {}), **changes)  # type: ignore[arg-type]


def test_what_the_state_does_not_tell_is_not_guessed() -> None:
    first = standing().step
    assert carry_on(support(), standing(step="right_person"), Keys("1")) is None
    assert carry_on(support(), standing(step="ended"), Keys("1")) is None
    assert carry_on(support(), standing(codes=(("of another version", 1),)), Keys("1")) is None
    assert carry_on(support(), standing(flagged=True), Keys("1")) is None
    assert carry_on(support(), standing(step="menu"), Keys("1")) is None
    assert carry_on(support(), standing(step=first), Keys("*")) is not None


def test_the_menu_ends_a_call_as_it_always_does() -> None:
    endings = set()
    for key in "123456789":
        found = carry_on(support(), standing(step="menu"), Keys(key))
        endings |= {found.ending} if found else set()
    assert {Ending.OPTED_OUT, Ending.PERSON} <= endings <= {Ending.OPTED_OUT, Ending.PERSON, Ending.NO_INPUT}


def test_the_first_silence_ends_politely_and_is_no_answer() -> None:
    found = carry_on(support(), standing(), Silence())
    assert found is not None
    assert (found.ending, found.codes) == (Ending.NO_INPUT, ())


def test_the_first_prompt_goes_on() -> None:
    found = carry_on(support(), standing(step="good_time", position=0), Keys("1"))
    assert found is not None
    assert found.turn.ask is not None
    assert found.turn.ask.step == standing().step
    declined = carry_on(support(), standing(step="good_time", position=0), Keys("2"))
    assert declined is not None
    assert declined.ending is Ending.NOT_NOW


@pytest.mark.parametrize(
    "condition",
    [
        {"fact": "contact.role", "is": "user"},
        {"known": "agent.name"},
        {"not": {"known": "agent.name"}},
        {"all": [{"flagged": False}, {"fact": "contact.role", "is": "user"}]},
        {"any": [{"flagged": False}, {"known": "agent.name"}]},
    ],
)
def test_a_route_that_turns_on_facts_is_left_to_the_rows(condition: dict[str, object]) -> None:
    questionnaire = support()
    raw = questionnaire.model_dump(by_alias=True, exclude_none=True)
    raw["questions"][-1]["ask_if"] = condition
    turning = Questionnaire.model_validate(raw)
    assert carry_on(turning, standing(), Keys("1")) is None
    raw["questions"][-1]["ask_if"] = {"any": [{"flagged": False}, {"flagged": True}]}
    assert carry_on(Questionnaire.model_validate(raw), standing(), Keys("1")) is not None


def test_a_person_is_promised_although_nobody_can_write_it_down_yet() -> None:
    found = carry_on(support(), standing(), Asked(Command.PERSON))
    assert found is not None
    assert found.ending is Ending.PERSON


def test_a_wrong_key_at_an_open_question_is_no_answer_while_nothing_is_known() -> None:
    """How often a wrong key was pressed is not carried: the question may be put again, so that nothing is certain."""
    whole, transcript = recordable(), Transcript()
    for heard in (*[Keys("1")] * 3, Keys("2")):
        transcript = transcript.heard(heard)
    standing = carried(play(whole, {}, transcript), 1, {})
    assert standing.step == "why"
    assert carry_on(whole, standing, Keys("7")) is None
    assert carry_on(whole, standing, Silence()) is not None


def test_who_takes_a_consent_to_recording_back_while_nothing_is_known_is_let_go() -> None:
    """Which answers were recorded under it is not carried, so that what follows is not certain."""
    whole, transcript = recordable(), Transcript()
    said: list[Heard] = [*[Keys("1")] * 4, SAID, *[Keys("*"), Keys("2")] * 2]
    for heard in said:
        transcript = transcript.heard(heard)
    standing = carried(play(whole, {}, transcript), 1, {})
    assert standing.step == "may_record"
    assert carry_on(whole, standing, Keys("2")) is None
    assert carry_on(whole, standing, Keys("1")) is not None

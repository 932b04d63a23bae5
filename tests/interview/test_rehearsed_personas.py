"""The customers of a rehearsal: each gets through any questionnaire, and the shipped ones read as agreed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from questionnaires_at_random import SUPPORT, facts, questionnaires, support

from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Keys
from vocsurvey.interview.persona import Persona, respondent
from vocsurvey.interview.rehearse import Kind, Speaker, Step, example_facts, played
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.library import PHRASES, Library, library_folder, load_library
from vocsurvey.questionnaire.condition import FactValue, Value
from vocsurvey.questionnaire.model import AnyQuestion, Choice, Questionnaire, Scale, YesNo
from vocsurvey.questionnaire.routes import negative

GOLDEN = Path(__file__).parent / "golden"
SHIPPED = sorted(path.stem for path in library_folder().glob("*.yaml") if path.name != PHRASES)
LANGUAGES = ("en", "de", "fr", "es")
BOTH = (Persona.HAPPY, Persona.ANGRY)
Case = tuple[str, Persona, str, Channel]
AGREED: list[Case] = [
    *((name, persona, language, Channel.IVR) for name in SHIPPED for persona in BOTH for language in LANGUAGES),
    *((name, Persona.ANGRY, "en", Channel.LIVE) for name in SHIPPED),
    *(("support-case", persona, language, Channel.IVR) for persona in (*Persona,)[2:] for language in LANGUAGES),
    *(("support-case", persona, "en", Channel.LIVE) for persona in (*Persona,)[2:]),
]
ODD = re.compile(r"None|[{}\[\]]|\s\s|\s[,.;]|\.\.|,,|[?!]\.")


@cache
def shipped() -> Library:
    """The shipped questionnaires, read once: that takes seconds."""
    return load_library()


def page(case: Case) -> Path:
    name, persona, language, channel = case
    return GOLDEN / name / f"{persona.value}-{language}-{channel.value}.txt"


def steps(
    questionnaire: Questionnaire, persona: Persona, channel: Channel, language: str = "en", **more: FactValue
) -> list[Step]:
    known = {**example_facts(language), **{name.replace("_", ".", 1): value for name, value in more.items()}}
    return list(played(questionnaire, known, respondent(persona), channel))


def ended(rehearsal: list[Step]) -> str:
    return next(step.text for step in rehearsal if step.kind is Kind.ENDED).partition(";")[0]


def uttered(rehearsal: list[Step]) -> list[str]:
    return [step.text for step in rehearsal if step.speaker is Speaker.CUSTOMER]


@pytest.mark.parametrize("case", AGREED, ids=lambda case: f"{case[0]}/{page(case).stem}")
def test_a_shipped_questionnaire_is_heard_as_agreed(case: Case, regenerated: bool) -> None:
    name, persona, language, channel = case
    rehearsal = steps(shipped()[name], persona, channel, language)
    heard = "".join(step.line + "\n" for step in rehearsal)
    agreed = page(case)
    if regenerated:
        agreed.parent.mkdir(exist_ok=True)
        agreed.write_text(heard, "utf-8")
    assert heard == agreed.read_text("utf-8")


def asked_when(language: str, soon: str, morning: str) -> str:
    """What somebody without time hears on a Friday, by when we may call them first from an hour on, and tomorrow."""
    occasion: dict[str, FactValue] = {
        "call.at": "2026-11-27T14:40",
        "call_back.in_an_hour": soon,
        "call_back.tomorrow_morning": morning,
        "call_back.days": "2026-11-30,2026-12-01",
        "call_back.hours": "9.10,9.10",
    }
    whole = shipped()["support-case"]
    facts = {**example_facts(language), "contact.language": language}
    turn = play(whole, facts, Transcript(occasions=(occasion,)).heard(Keys("2"))).turn
    return "".join(f"{line.text}\n" for line in turn.lines)


TODAY, MONDAY, SATURDAY = "2026-11-27T15:40", "2026-11-30T09:00", "2026-11-28T09:00"


def test_only_times_at_which_they_may_be_called_are_spoken_of(regenerated: bool) -> None:
    """In each language: both times can be kept, only the hour, only the morning, neither."""
    both = ((TODAY, SATURDAY), (TODAY, MONDAY), (SATURDAY, SATURDAY), (MONDAY, MONDAY))
    heard = "\n".join(asked_when(language, *times) for language in LANGUAGES for times in both)
    agreed = GOLDEN / "when-to-call-instead.txt"
    if regenerated:
        agreed.write_text(heard, "utf-8")
    assert heard == agreed.read_text("utf-8")


def test_no_agreed_rehearsal_is_left_over() -> None:
    scripted = {path.with_suffix(".txt") for path in GOLDEN.glob("*/*.script")}
    assert set(GOLDEN.glob("*/*.txt")) - scripted == {page(case) for case in AGREED}


ENDINGS = {
    Persona.HAPPY: {"completed"},
    Persona.ANGRY: {"completed"},
    Persona.SILENT: {"no input", "broken off"},
    Persona.HANGS_UP: {"broken off"},
    Persona.OPTS_OUT: {"opted out"},
    Persona.BUSY: {"call back"},
    Persona.WRONG_PERSON: {"left"},
    Persona.CORRECTS: {"completed"},
}


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("persona", Persona)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_questionnaire_can_be_read_aloud(language: str, persona: Persona, channel: Channel) -> None:
    for questionnaire in shipped().values():
        rehearsal = steps(questionnaire, persona, channel, language)
        assert ended(rehearsal) in ENDINGS[persona], questionnaire.name
        said = [step.text for step in rehearsal if step.speaker is not Speaker.STAGE]
        assert [text for text in said if ODD.search(text)] == [], questionnaire.name


def test_the_angry_get_a_promise_and_the_happy_only_thanks() -> None:
    for questionnaire in shipped().values():
        for channel in Channel:
            angry, happy = (steps(questionnaire, one, channel) for one in (Persona.ANGRY, Persona.HAPPY))
            assert any(step.kind is Kind.ACKNOWLEDGE for step in angry), questionnaire.name
            assert any(step.text.startswith("promised") for step in angry), questionnaire.name
            assert not any(step.kind is Kind.ACKNOWLEDGE for step in happy), questionnaire.name
            assert not any(step.answer is not None and step.answer.negative for step in happy), questionnaire.name


@pytest.mark.parametrize("channel", Channel)
def test_whoever_corrects_an_answer_is_heard_with_the_second(channel: Channel) -> None:
    rehearsal = steps(support(), Persona.CORRECTS, channel)
    (withdrawn,) = (step.answer for step in rehearsal if step.kind is Kind.WITHDRAWN)
    final = {step.answer.question: step.answer for step in rehearsal if step.kind is Kind.FINAL_ANSWER and step.answer}
    assert withdrawn is not None
    assert (withdrawn.question, withdrawn.value) == ("cared", "no")
    assert final["cared"].value == "yes"
    assert uttered(rehearsal)[2:4] == (
        ["presses * (menu)", "presses 2 (back)"] if channel is Channel.IVR else ["asks to go back", "answers yes"]
    )


def test_whoever_has_no_time_names_one() -> None:
    live = uttered(steps(support(), Persona.BUSY, Channel.LIVE))
    assert live == ["answers no", "answers another time", "answers Thursday", "answers 10"]
    keyed = uttered(steps(support(), Persona.BUSY, Channel.IVR))
    assert keyed == ["presses 2 (no)", "presses 3 (another time)", "presses 2 (Thursday)", "presses 10"]


@pytest.mark.parametrize(("first", "last", "named"), [(14, 16, 14), (7, 9, 9), (9, 16, 10)])
def test_the_hour_that_is_named_is_one_that_is_offered(first: int, last: int, named: int) -> None:
    hours: dict[str, FactValue] = {"call_back.first_hour": first, "call_back.last_hour": last}
    rehearsal = list(played(support(), {**example_facts("en"), **hours}, respondent(Persona.BUSY)))
    assert uttered(rehearsal)[-1] == f"presses {named}"
    assert ended(rehearsal) == "call back"


def test_without_a_clock_the_busy_are_called_another_time() -> None:
    assert ended(steps(support(), Persona.BUSY, Channel.IVR, call_at=None)) == "not now"


def test_a_shared_line_asks_who_it_is() -> None:
    wrong = steps(support(), Persona.WRONG_PERSON, Channel.LIVE, call_shared=True)
    assert uttered(wrong)[0] == "answers not possible"
    assert ended(wrong) == "left"
    right = steps(support(), Persona.HAPPY, Channel.IVR, call_shared=True)
    assert uttered(right)[:2] == ["presses 1 (I am)", "presses 1 (yes)"]
    busy = steps(support(), Persona.BUSY, Channel.IVR, call_shared=True)
    assert (uttered(busy)[0], ended(busy)) == ("presses 1 (I am)", "call back")


def test_who_hangs_up_is_not_on_the_line_and_says_no_more() -> None:
    rehearsal = steps(support(), Persona.HANGS_UP, Channel.IVR)
    assert uttered(rehearsal) == ["presses 1 (yes)", "presses 1 (yes)"]
    assert sum(step.kind is Kind.HUNG_UP for step in rehearsal) == 1
    assert not any(step.kind is Kind.UNHEARD for step in rehearsal)


@pytest.mark.parametrize("channel", Channel)
def test_a_silent_customer_is_tried_three_times(channel: Channel) -> None:
    assert uttered(steps(support(), Persona.SILENT, channel)) == ["says nothing"] * 3


def spoken_in(language: str, value: Any) -> Any:
    """The questionnaire by hand as if its English were another language, and its only one."""
    if isinstance(value, dict):
        return {language if key == "en" else key: spoken_in(language, one) for key, one in value.items() if key != "de"}
    return [spoken_in(language, one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("language", "begins"),
    [("en", "I had"), ("de", "Ich"), ("fr", "J'ai"), ("es", "Tuve"), ("de-AT", "Ich"), ("nl", "I had")],
)
def test_words_are_in_the_language_of_the_call(language: str, begins: str) -> None:
    questionnaire = Questionnaire.model_validate({**spoken_in(language, SUPPORT), "languages": [language]})
    angry = uttered(steps(questionnaire, Persona.ANGRY, Channel.IVR, language))
    assert next(text for text in angry if text.startswith("says")).startswith(f"says “{begins}")


def test_each_open_question_is_answered_in_other_words() -> None:
    again = {**SUPPORT["questions"][-1], "id": "more"}
    questionnaire = Questionnaire.model_validate({**SUPPORT, "questions": [*SUPPORT["questions"], again]})
    for persona in (Persona.HAPPY, Persona.ANGRY):
        said = [text for text in uttered(steps(questionnaire, persona, Channel.LIVE)) if text.startswith("says")]
        assert len(set(said)) == len(said) == 2


@settings(max_examples=80, deadline=None)
@given(questionnaires(), facts, st.sampled_from(Persona), st.sampled_from(Channel), st.booleans(), st.booleans())
def test_every_persona_gets_through_any_questionnaire(
    questionnaire: Questionnaire,
    known: dict[str, FactValue],
    persona: Persona,
    channel: Channel,
    timed: bool,
    shared: bool,
) -> None:
    call: dict[str, FactValue] = {"call.at": "2026-05-12T10:30" if timed else None, "call.shared": shared}
    rehearsal = list(played(questionnaire, {**known, **call}, respondent(persona), channel))
    assert len(uttered(rehearsal)) <= 20 + 3 * len(questionnaire.questions)
    assert rehearsal == list(played(questionnaire, {**known, **call}, respondent(persona), channel))
    if persona in (Persona.HAPPY, Persona.ANGRY):
        assert ended(rehearsal) == "completed"
        assert not any(step.kind is Kind.REPAIR for step in rehearsal)


def values(question: AnyQuestion) -> list[Value]:
    match question:
        case YesNo():
            return ["yes", "no"]
        case Choice(options=options):
            return [option.id for option in options]
        case Scale(low=low, high=high):
            return list(range(low, high + 1))
        case _:
            return []


@settings(max_examples=80, deadline=None)
@given(questionnaires(), st.sampled_from(Channel), st.booleans())
def test_the_happy_raise_nothing_that_they_need_not_and_the_angry_all_that_they_can(
    questionnaire: Questionnaire, channel: Channel, pleased: bool
) -> None:
    for step in steps(questionnaire, Persona.HAPPY if pleased else Persona.ANGRY, channel):
        if step.kind is Kind.ANSWER and step.answer is not None and step.answer.missing is None:
            question = questionnaire.question(step.answer.question)
            other_way = [value for value in values(question) if negative(question, value) is not pleased]
            assert not other_way or step.answer.negative is not pleased

"""A comment is recorded exactly where the consent of this interview stands, and what was recorded is an answer."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from commenting import SAID, recordable
from hypothesis import given, settings
from hypothesis import strategies as st

from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Recorded, Silence, Speech, from_row, to_row
from vocsurvey.interview.reading import SHORTEST_COMMENT, Given, Sign, Withheld, read
from vocsurvey.interview.rehearse import EXAMPLE_FACTS, example_facts
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Completeness, Course, Part
from vocsurvey.questionnaire import model
from vocsurvey.questionnaire.condition import Flagged

WHOLE = recordable()
WHY, CARED = WHOLE.question("why"), WHOLE.question("cared")
YES = tuple(Keys("1") for _ in range(4))
NO = (*YES[:3], Keys("2"))


def played(heard: Sequence[Heard], channel: Channel = Channel.IVR, whole: model.Questionnaire = WHOLE) -> Course:
    transcript = Transcript(channel=channel)
    for one in heard:
        transcript = transcript.heard(one)
    return play(whole, EXAMPLE_FACTS, transcript)


@pytest.mark.parametrize(
    "row",
    [Recorded("RE1", 7, "#"), Recorded("RE1", 0)],
)
def test_it_is_stored_and_read_back(row: Recorded) -> None:
    assert from_row(to_row(row)) == row
    for damage in ({"seconds": "7"}, {"sid": None}, {"key": 1}):
        with pytest.raises(ValueError, match="not something that can be heard"):
            from_row({**to_row(row), **damage})


@pytest.mark.parametrize(
    ("heard", "reading"),
    [
        (Recorded("RE1", SHORTEST_COMMENT), Given(None, recorded=SHORTEST_COMMENT)),
        (Recorded("RE1", 1, "#"), Given(None, recorded=1)),
        (Recorded("RE1", 30, "#"), Given(None, recorded=30)),
        (Recorded("RE1", 30, "*"), Sign.MENU),
        (Recorded("RE1", SHORTEST_COMMENT - 1), Sign.NOTHING),
        (Recorded("RE1", 0, "#"), Withheld(model.Missing.REFUSED)),
    ],
)
def test_what_a_recording_means(heard: Recorded, reading: object) -> None:
    assert isinstance(WHY, model.Open)
    assert read(WHY, heard, "en") == reading


def test_a_closed_question_is_not_answered_by_a_recording() -> None:
    assert isinstance(CARED, model.YesNo)
    assert read(CARED, Recorded("RE1", 9), "en") is Sign.UNREADABLE
    assert read(CARED, Recorded("RE1", 9, "*"), "en") is Sign.MENU


def asks(course: Course) -> tuple[str, bool]:
    assert course.turn.ask is not None
    return course.turn.ask.step, course.turn.ask.recorded


def test_the_consent_of_this_interview_decides_and_the_latest_counts() -> None:
    back = (Keys("*"), Keys("2"))
    assert asks(played(YES)) == ("why", True)
    assert asks(played(NO)) == ("why", False)
    assert asks(played((*YES[:3], Keys("0")))) == ("why", False)
    assert asks(played((*YES, *back))) == ("may_record", False)
    assert asks(played((*YES, *back, Keys("2")))) == ("why", False)
    assert asks(played((*NO, *back, Keys("1")))) == ("why", True)


def test_a_second_consent_takes_the_first_ones_place() -> None:
    asked_twice = [*WHOLE.questions]
    again = WHOLE.question("may_record").model_copy(update={"id": "still"})
    more = WHY.model_copy(update={"id": "more"})
    asked_twice[4:4] = [again, more]
    whole = WHOLE.model_copy(update={"questions": tuple(asked_twice)})
    assert asks(played((*YES, SAID, Keys("2")), whole=whole)) == ("more", False)
    assert asks(played((*NO, Keys("#"), Keys("1")), whole=whole)) == ("more", True)


def test_a_live_caller_records_nothing() -> None:
    heard = tuple(Coded("yes") for _ in YES)
    assert asks(played(heard, Channel.LIVE)) == ("why", False)


def test_the_menu_and_the_steps_around_the_questions_are_never_recorded() -> None:
    assert asks(played((*YES, Keys("*")))) == ("menu", False)
    transcript = Transcript(channel=Channel.IVR)
    for one in YES:
        transcript = transcript.heard(one)
    later = Transcript(transcript.exchanges, 2, Channel.IVR, ({}, {"call.shared": True}))
    for one in (Keys("3"), Keys("4"), Keys("1")):
        later = later.heard(one)
    assert asks(play(WHOLE, {**EXAMPLE_FACTS, "call.at": "2026-05-12T10:30"}, later)) == ("successor", False)


def test_what_was_recorded_is_an_answer_without_words() -> None:
    after = played((*YES, SAID))
    answer = next(one for one in after.settled if one.question == "why")
    assert (answer.value, answer.missing, answer.verbatim, answer.recorded) == (None, None, None, 7)
    assert answer.flag is None
    assert dict(after.codes)["why"] is None
    assert played((*YES, SAID, Keys("9"))).completeness is Completeness.COMPLETE


def test_a_rule_without_a_test_takes_a_recording_as_an_idea() -> None:
    rule = model.FlagRule(rule="idea", kind="idea", severity="low")
    idea = WHY.model_copy(update={"flags": (rule,)})
    whole = WHOLE.model_copy(update={"questions": tuple(idea if one.id == "why" else one for one in WHOLE.questions)})
    for heard, raised in ((SAID, True), (Recorded("RE1", 0), False), (Speech("Blue ones."), True), (Silence(), False)):
        flags = [one.flag for one in played((*YES, heard), whole=whole).settled if one.question == "why"]
        assert [flag is not None for flag in flags] == [raised], heard


def test_another_recording_is_another_answer() -> None:
    back = Asked(Command.BACK)
    twice = played((*YES, SAID, back, SAID))
    assert [(one.position, one.superseded_at) for one in twice.settled if one.question == "why"] == [(4, 6), (6, None)]
    worded = played((*YES, SAID, back, Speech("Slow.")))
    assert [one.verbatim for one in worded.standing_answers if one.question == "why"] == ["Slow."]


def test_the_tone_is_explained_where_there_is_a_phrase_for_it() -> None:
    def keys(course: Course) -> list[str]:
        return [line.text for line in course.turn.lines if line.part is Part.KEYS]

    assert keys(played(YES)) == ["Please say it in your own words."]
    phrases = {
        language: one.model_copy(update={"recorded_words": "Speak after the tone."})
        for language, one in WHOLE.phrases.items()
    }
    toned = WHOLE.model_copy(update={"phrases": phrases})
    assert keys(played(YES, whole=toned)) == ["Speak after the tone."]
    assert keys(played(NO, whole=toned)) == ["Please say it in your own words."]


anything = st.one_of(
    st.sampled_from(["1", "2", "3", "4", "9", "0", "*", "#", "10"]).map(Keys),
    st.builds(Recorded, st.just("RE1"), st.integers(0, 60), st.sampled_from(["", "#", "*"])),
    st.just(Silence()),
    st.just(Speech("It was slow.")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(anything, max_size=25), st.sampled_from(["en", "de"]))
def test_whatever_is_heard_nothing_is_recorded_without_a_standing_yes(heard: list[Heard], language: str) -> None:
    transcript = Transcript()
    for one in heard:
        course = play(WHOLE, example_facts(language), transcript)
        stands = {answer.question: answer.value for answer in course.standing_answers}
        ask = course.turn.ask
        recorded = ask is not None and ask.recorded
        wanted = ask is not None and ask.step == "why" and stands.get("may_record") == "yes"
        assert recorded == wanted
        transcript = transcript.heard(one)
    for answer in play(WHOLE, example_facts(language), transcript).settled:
        if answer.recorded is not None:
            assert answer.question == "why"
            assert answer.recorded >= SHORTEST_COMMENT
            assert (answer.value, answer.verbatim, answer.missing) == (None, None, None)


BACK = (Keys("*"), Keys("2"))


@pytest.mark.parametrize("no", [(Keys("2"),), (Keys("0"),), (Keys("*"), Keys("3"))])
def test_what_was_recorded_falls_with_the_consent_and_is_asked_anew(no: tuple[Heard, ...]) -> None:
    course = played((*YES, SAID, *BACK, *BACK, *no))
    assert asks(course) == ("why", False)
    assert [answer.recorded for answer in course.standing_answers if answer.question == "why"] == []
    again = played((*YES, SAID, *BACK, *BACK, *no, Speech("Slow."), *BACK, *BACK, *BACK[:1], Keys("1"), Keys("1")))
    assert [one.verbatim for one in again.standing_answers if one.question == "why"] == ["Slow."], "words stay"
    assert asks(played((*YES, SAID, *BACK, *BACK, Keys("1")))) == ("nps", False), "the same yes changes nothing"


def test_what_falls_with_the_consent_takes_along_what_rested_on_it() -> None:
    rule = model.FlagRule(rule="said", kind="negative", severity="low")
    why = WHY.model_copy(update={"flags": (rule,)})
    probe = model.YesNo(id="probe", kind="yes_no", say=WHY.say, ask_if=Flagged.model_validate({"flagged": "yes"}))
    questions = [why if one.id == "why" else one for one in WHOLE.questions]
    questions[5:5] = [probe, probe.model_copy(update={"id": "more", "ask_if": None})]
    whole = WHOLE.model_copy(update={"questions": tuple(questions)})
    course = played((*YES, SAID, Keys("1"), *BACK, *BACK, *BACK, Keys("2")), whole=whole)
    assert asks(course) == ("why", False)
    assert {one.question for one in course.standing_answers} == {"resolved", "cared", "may_record"}


def test_what_was_recorded_without_a_consent_is_no_answer() -> None:
    assert asks(played((*NO, SAID))) == ("why", False)
    assert played((*NO, SAID, SAID, SAID)).standing_answers[-1].missing is model.Missing.NO_INPUT

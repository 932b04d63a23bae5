"""How an interview unfolds, by examples."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import pytest
from questionnaires_at_random import support

from vocsurvey.followup.flag import FlagKind, Queue
from vocsurvey.followup.severity import Severity
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Silence, Speech
from vocsurvey.interview.transcript import Channel, Transcript
from vocsurvey.interview.turn import Course, Ending, Settled
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Alarms, Missing

FACTS: dict[str, FactValue] = {"contact.first_name": "Ada", "contact.decision_maker": False}
YES, NO, STAR, QUIET = Keys("1"), Keys("2"), Keys("*"), Silence()
GO_ON = Keys("1")
"""That it is the right person on a later call, and a good time."""


def _keys(text: str) -> list[Heard]:
    return [Silence() if key == "-" else Keys(key) for key in text.split()]


def _heard(said: list[Heard] | str, channel: Channel = Channel.IVR) -> Transcript:
    return reduce(Transcript.heard, _keys(said) if isinstance(said, str) else said, Transcript(channel=channel))


def _play(said: list[Heard] | str | Transcript, facts: dict[str, FactValue] | None = None) -> Course:
    transcript = said if isinstance(said, Transcript) else _heard(said)
    return play(support(), FACTS if facts is None else facts, transcript)


def _again(transcript: Transcript) -> Transcript:
    return replace(transcript, leg=transcript.leg + 1)


def _step(course: Course) -> str:
    return course.turn.ask.step if course.turn.ask else str(course.ending)


def _values(course: Course) -> dict[str, object]:
    return {one.question: one.missing or one.verbatim or one.value for one in course.standing_answers}


def _lines(course: Course) -> list[str]:
    return [line.text for line in course.turn.lines]


def test_a_happy_interview_from_end_to_end() -> None:
    course = _play([*_keys("1 1 5 9 3"), Speech("All fine.")])
    assert course.ending is Ending.COMPLETED
    assert _values(course) == {"cared": "yes", "csat": 5, "nps": 9, "calls": 3, "words": "All fine."}
    assert course.steps == ("good_time", "cared", "csat", "nps", "calls", "words")
    assert course.codes == (("cared", "yes"), ("csat", 5), ("nps", 9), ("calls", 3), ("words", None))
    assert _lines(course) == ["Thank you."]
    assert all(answer.flag is None for answer in course.settled)


def test_a_no_is_flagged_where_it_is_given_and_closes_the_gate() -> None:
    course = _play("1 2 5")
    cared, _, nps = course.settled
    assert cared.negative
    assert cared.flag is not None
    assert (cared.flag.kind, cared.flag.rule, cared.flag.dimension) == (FlagKind.NEGATIVE, "not_cared", "service")
    assert cared.flag.queue is Queue.CUSTOMER_SUCCESS
    assert cared.flag.severity is Severity.HIGH
    assert nps == Settled("nps", 2, None, Missing.NPS_GATE, None, nps.metric, False, None)
    assert _step(course) == "calls"


@pytest.mark.parametrize(
    ("words", "grave"),
    [
        ("A colleague was injured", True),
        ("We call our lawyer", True),
        ("We want to cancel", False),
        ("It was fine", False),
    ],
)
def test_words_about_safety_or_the_law_are_acknowledged_and_close_the_gate(words: str, grave: bool) -> None:
    alarms = Alarms(safety=("injur",), legal=("lawyer",), leaving=("cancel",))
    phrases = support().phrases["en"].model_copy(update={"alarms": alarms})
    order = tuple(support().question(one) for one in ("words", "nps", "calls"))
    questionnaire = support().model_copy(update={"questions": order, "phrases": {"en": phrases, "de": phrases}})
    course = play(questionnaire, {}, _heard([YES, Speech(words)]))
    assert (_lines(course)[0] == "I am sorry to hear that.") is grave
    assert (_step(course) == "calls") is grave
    assert course.alarmed is grave
    assert not course.settled[0].negative


def test_how_a_decision_maker_felt_is_critical() -> None:
    flag = _play("1 2", {"contact.decision_maker": True}).settled[0].flag
    assert flag is not None
    assert flag.severity is Severity.CRITICAL


def test_what_is_to_be_taught_is_flagged_but_is_not_negative() -> None:
    about = _play("1 1 3 1").settled[2]
    assert about.flag is not None
    assert about.flag.kind is FlagKind.EDUCATION
    assert not about.negative


@pytest.mark.parametrize("facts", [{"follow_up.open": True}, {"touchpoint.kind": "complaint"}])
def test_the_gate_is_closed_from_the_start_for_the_aggrieved(facts: dict[str, FactValue]) -> None:
    course = _play("1 1 5", facts)
    assert _values(course)["nps"] is Missing.NPS_GATE
    assert _step(course) == "calls"


def test_not_now_ends_the_call_and_the_next_call_opens_anew() -> None:
    said = _heard("2")
    assert _play(said).ending is Ending.NOT_NOW
    assert _lines(_play(said)) == ["We call another time."]
    assert _lines(_play(_again(said)))[0] == "Hello Ada."
    assert _step(_play(_again(said))) == "good_time"


def test_not_now_in_the_middle_goes_on_there_later() -> None:
    said = _heard([YES, YES, Asked(Command.NOT_NOW)])
    assert _play(said).ending is Ending.NOT_NOW
    assert _step(_play(_again(said).heard(GO_ON))) == "csat"


def test_three_silences_end_politely_and_settle_nothing() -> None:
    assert _lines(_play("1 -"))[0] == "I heard nothing."
    assert _lines(_play("1 - -"))[0] == "I still heard nothing."
    course = _play("1 - 7 -")
    assert course.ending is Ending.NO_INPUT
    assert _lines(course) == ["We leave it there."]
    assert course.settled == ()


def test_a_call_that_broke_off_goes_on_at_the_same_question_with_fresh_tries() -> None:
    said = _again(_heard("1 1 - -"))
    assert _step(_play(said)) == "resumption"
    said = said.heard(GO_ON)
    assert _lines(_play(said))[:2] == ["We were cut off, Ada.", "How satisfied?"]
    said = said.heard(QUIET).heard(Keys("8"))
    assert _step(_play(said)) == "csat"
    said = said.heard(QUIET)
    assert _play(said).ending is Ending.NO_INPUT
    assert _step(_play(_again(said).heard(GO_ON))) == "csat"


def test_what_led_up_to_a_question_is_said_again_after_a_break_off() -> None:
    assert _lines(_play(_again(_heard("1")).heard(GO_ON)))[:2] == ["We were cut off, Ada.", "It takes a minute."]


def test_silence_at_an_open_question_is_no_comment_and_no_end() -> None:
    assert _values(_play("1 1 5 9 3 -"))["words"] is Missing.NO_INPUT
    assert _values(_play("1 1 5 9 3 #"))["words"] is Missing.REFUSED
    assert _play("1 1 5 9 3 7 7 7").ending is Ending.COMPLETED
    assert _values(_play("1 1 5 9 3 7 7 7"))["words"] is Missing.NO_INPUT


@pytest.mark.parametrize("before", ["", "1", "1 2", "1 1 3", "1 1 5", "1 1 5 9"])
def test_a_hash_that_comes_late_is_harmless(before: str) -> None:
    """All that was cut short is said again, what was just acknowledged too; nothing is taken for an answer or a try."""
    heard, again = _play(before), _play(f"{before} #")
    assert _step(again) == _step(heard)
    assert [line for line in _lines(again) if line != "If you cannot say, press 0."] == _lines(heard)
    assert again.settled == heard.settled
    assert _step(_play(f"{before} # - -")) == _step(heard)


def test_words_that_are_no_answer_are_not_called_a_key() -> None:
    hm = Speech("hm")
    assert _lines(_play([YES, hm]))[0] == "Those words I do not know."
    assert _lines(_play([YES, hm, Speech("no", 0.2)]))[0] == "Those words I do not know either."
    assert _lines(_play([Speech("not sure")]))[0] == "Those words I do not know."
    assert _lines(_play([YES, Keys("7")]))[0] == "That key I do not know."


def test_phrases_pinned_before_there_were_words_for_it_say_it_as_they_did() -> None:
    older = support().phrases["en"].model_copy(update={"unheard": None})
    questionnaire = support().model_copy(update={"phrases": {"en": older, "de": older}})
    assert play(questionnaire, {}, _heard([YES, Speech("hm")])).turn.lines[0].text == "That key I do not know."


def test_a_good_time_cannot_be_left_out_and_is_asked_again_without_reproach() -> None:
    course = _play("* 3 * 3 * 3")
    assert _step(course) == "good_time"
    assert _lines(course)[0] == "Is now a good time?"
    assert _play("* 3 " * 8).ending is Ending.NO_INPUT


def test_hashes_without_end_are_silence() -> None:
    assert _lines(_play("1 # #"))[0] == "I heard nothing."
    assert _play("1 # # # #").ending is Ending.NO_INPUT


def test_the_menu_is_an_exchange_of_its_own() -> None:
    course = _play("1 *")
    assert _step(course) == "menu"
    assert _lines(course) == ["Menu."]
    assert _play("1 * 1").steps == ("good_time", "cared", "menu")
    assert _lines(_play("1 * 1"))[0] == "It takes a minute."


@pytest.mark.parametrize("key", ["*", "-", "7", "55"])
def test_anything_else_in_the_menu_leads_back_to_the_question(key: str) -> None:
    course = _play(f"1 * {key}")
    assert _step(course) == "cared"
    assert _lines(course)[0] == "Did we care?"


def test_the_menu_skips_calls_a_person_and_opts_out() -> None:
    assert _values(_play("1 * 3")) == {"cared": Missing.REFUSED}
    assert _lines(_play("1 * 3"))[0] == "We leave that one out."
    assert _play("1 * 4").ending is Ending.PERSON
    assert _lines(_play("1 * 4")) == ["Somebody will call you."]
    assert _play("1 * 9").ending is Ending.OPTED_OUT
    assert _lines(_play("* 9")) == ["We will not call again."]


def test_after_five_repeats_a_repeat_counts_as_a_failure() -> None:
    five = "1" + " * 1" * 5
    assert _step(_play(five)) == "cared"
    assert _step(_play(five + " * 1 * 1")) == "cared"
    assert _play(five + " * 1 * 1 * 1").ending is Ending.NO_INPUT


def test_asking_for_the_way_back_at_the_first_question() -> None:
    course = _play("1 * 2")
    assert _lines(course)[:2] == ["This is the first question.", "Did we care?"]
    assert _step(_play("* 2")) == "good_time"
    assert _play("1" + " * 2" * 8).ending is Ending.NO_INPUT


def test_repeats_without_end_at_an_open_question_lead_on() -> None:
    questionnaire = support().model_copy(update={"questions": (support().question("words"),)})
    course = play(questionnaire, {}, _heard("1" + " * 2" * 6))
    assert course.ending is Ending.COMPLETED
    assert _lines(course) == ["Thank you."]


def test_a_correction_supersedes_and_the_rest_stands() -> None:
    course = _play("1 2 5 * 2 * 2 1")
    old, csat, gate, new = course.settled
    assert (old.value, old.superseded_at) == ("no", 7)
    assert (new.value, new.position, new.flag) == ("yes", 7, None)
    assert csat.superseded_at is None
    assert gate.superseded_at == 7
    assert _step(course) == "nps"


def test_the_same_answer_again_changes_nothing() -> None:
    course = _play("1 2 5 * 2 * 2 2")
    assert [answer.superseded_at for answer in course.settled] == [None, None, None]
    assert _lines(course)[0] == "I am sorry to hear that."
    assert _step(course) == "calls"


def test_other_words_to_the_same_value_are_a_correction() -> None:
    said: list[Heard] = [Coded("yes"), Coded("yes", verbatim="so"), Asked(Command.BACK)]
    assert len(_play([*said, Coded("yes")]).settled) == 1
    assert [one.verbatim for one in _play([*said, Coded("yes", verbatim="and so")]).settled] == ["so", "and so"]


def test_an_answer_that_a_correction_takes_off_the_route_no_longer_counts() -> None:
    course = _play("1 1 3 1 * 2 * 2 4")
    assert [(one.question, one.superseded_at) for one in course.settled] == [
        ("cared", None),
        ("csat", 8),
        ("about", 8),
        ("csat", None),
    ]
    assert _step(course) == "nps"


def test_a_question_that_comes_onto_the_route_again_is_asked_again() -> None:
    course = _play("1 1 3 1 * 2 * 2 4 * 2 2")
    assert _step(course) == "about"
    assert "about" not in _values(course)


def test_nobody_is_led_back_to_recommending_after_a_no() -> None:
    course = _play("1 1 5 9 * 2 * 2 2")
    assert _values(course) == {"cared": "yes", "csat": 2, "nps": 9}
    course = _play("1 1 5 9 * 2 * 2 2 1")
    assert _step(course) == "calls"
    assert _values(course)["nps"] == 9
    assert _step(_play("1 1 5 9 * 2 * 2 2 1 * 2")) == "about"


def test_the_way_back_is_given_ten_times_a_call() -> None:
    there_and_back = " * 2 1" * 10
    assert _step(_play("1 1" + there_and_back + " * 2")) == "csat"
    assert _lines(_play("1 1" + there_and_back + " * 2"))[0] == "This is the first question."
    assert _step(_play(_again(_heard("1 1" + there_and_back)).heard(GO_ON).heard(STAR).heard(NO))) == "cared"


def test_statements_are_said_once_and_only_on_their_route() -> None:
    assert "Almost done." in _lines(_play("1 1 5"))
    assert "Almost done." not in _lines(_play("1 2 5"))
    assert "Almost done." in _lines(_play("1 1 5 * 1"))
    assert "Almost done." not in _lines(_play("1 1 5 -"))
    assert "Almost done." not in _lines(_play("1 1 5 * 2 5"))


def test_a_statement_at_the_end_is_said_before_the_closing() -> None:
    intro, cared = support().question("intro"), support().question("cared")
    questionnaire = support().model_copy(update={"questions": (cared, intro)})
    course = play(questionnaire, {}, _heard("1 2"))
    assert _lines(course) == ["I am sorry to hear that.", "It takes a minute.", "Thank you. We will call you."]


def test_a_questionnaire_that_asks_this_contact_nothing_just_ends() -> None:
    questionnaire = support().model_copy(update={"questions": (support().question("nps"),)})
    course = play(questionnaire, {"follow_up.open": True}, _heard("1"))
    assert course.ending is Ending.COMPLETED
    assert _lines(course) == ["Thank you."]


def test_an_end_for_ever_stays_and_another_end_still_hears_an_opt_out() -> None:
    assert _play(_again(_heard("* 9")).heard(YES)).ending is Ending.OPTED_OUT
    declined = _heard("2")
    assert _play(declined.heard(YES)).ending is Ending.NOT_NOW
    assert _play(declined.heard(Asked(Command.OPT_OUT))).ending is Ending.OPTED_OUT
    finished = _heard("1 1 5 9 3 #")
    assert _play(finished.heard(Asked(Command.OPT_OUT))).ending is Ending.COMPLETED


@pytest.mark.parametrize("keys", ["", "1", "1 1", "1 1 3", "1 1 5", "1 1 5 9", "1 1 5 9 3", "1 -"])
def test_not_to_be_called_again_is_heard_at_every_step(keys: str) -> None:
    course = _play([*_keys(keys), Speech("please stop calling me", 0.1)])
    assert course.ending is Ending.OPTED_OUT
    assert _lines(course) == ["We will not call again."]
    assert "words" not in _values(course)


def test_what_was_told_beside_the_wish_is_kept_and_flagged() -> None:
    course = _play([*_keys("1 1 5 9 3"), Speech("My colleague was injured and nobody cared, so stop calling me.")])
    assert course.ending is Ending.OPTED_OUT
    assert _values(course)["words"] == "My colleague was injured and nobody cared, so stop calling me."
    assert course.completeness is _play("1 1 5 9 3 #").completeness


def test_a_live_interview_never_ends_by_tries() -> None:
    said = [Coded("yes"), *[Coded("maybe")] * 9]
    course = _play(_heard([*said], Channel.LIVE))
    assert _step(course) == "cared"
    assert _lines(course)[0] == "That key I do not know."
    repeats: list[Heard] = [Coded("yes"), *[Asked(Command.REPEAT)] * 20]
    assert _step(_play(_heard(repeats, Channel.LIVE))) == "cared"
    declined = _heard([Coded("no", verbatim="in a meeting")], Channel.LIVE)
    assert _play(declined).ending is Ending.NOT_NOW


def test_a_caller_goes_on_where_the_machine_was_cut_off() -> None:
    said = replace(_again(_heard("1 2 - -")), channel=Channel.LIVE)
    assert len(_lines(_play(said))) == 1, "a caller reads no keys"
    said = said.heard(Coded("speaking"))
    course = _play(said)
    assert _lines(course) == ["We were cut off, Ada.", "How satisfied?"]
    assert [answer.question for answer in _play(said.heard(Coded(2))).standing_answers] == ["cared", "csat"]


@pytest.mark.parametrize(("said", "step"), [("1 2 * 4", "csat"), ("* 4", "good_time")])
def test_a_caller_who_takes_over_goes_on_at_the_question_at_which_a_person_was_asked_for(said: str, step: str) -> None:
    asked = _heard(said)
    before = _play(asked)
    assert before.ending is Ending.PERSON
    taken = replace(_again(asked), channel=Channel.LIVE, occasions=({}, {"call.handed_over": True}))
    after = _play(taken)
    assert (after.ending, _step(after)) == (None, step)
    assert after.standing_answers == before.standing_answers
    assert after.turn.position == before.turn.position

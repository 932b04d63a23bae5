"""Everybody who can pick up, interviewed over the wire; and that answers depend on the seed and on nothing else."""

from collections import Counter
from typing import Any

import pytest
from carrier_house import HAPPY, House, house
from small_survey import QUESTIONS, Survey

from vocsurvey.sandbox.cast import Cast, read_cast
from vocsurvey.sandbox.personas import PERSONAS, persona_of
from vocsurvey.sandbox.respondent import Listener, Prompt

COMPLETE = {question.name for question in QUESTIONS}


def interviewed(persona: str, **options: Any) -> tuple[Survey, dict[str, str], House]:
    """One call to somebody of this kind; the survey, what was answered, and the house (closed by now)."""
    survey = Survey()
    with house(cast={HAPPY: persona}, **options) as home:
        survey.install(home.customer)
        home.call()
        ledger = home.quiet()
        assert ledger["violations"] == []
    return survey, survey.interviews[HAPPY].answers, home


@pytest.mark.parametrize("persona", ["happy", "content", "corrects", "repeats", "slow", "speaks", "fumbles"])
def test_most_people_complete_and_are_glad(persona: str) -> None:
    survey, answers, _home = interviewed(persona)
    assert survey.endings() == {HAPPY: "complete"}
    assert set(answers) == COMPLETE
    assert answers["resolved"] == "1"
    assert answers["cared"] == "1"
    assert int(answers["csat"]) >= 4
    assert int(answers["nps"]) >= 7


def test_the_happy_are_happier_than_the_content() -> None:
    happy, content = interviewed("happy")[1], interviewed("content")[1]
    assert (happy["csat"], content["csat"]) == ("5", "4")
    assert int(content["nps"]) in {7, 8}
    assert int(happy["nps"]) in {9, 10}


def test_the_angry_give_the_worst_answers_and_stay_polite() -> None:
    survey, answers, _home = interviewed("angry")
    assert survey.endings() == {HAPPY: "complete"}
    assert {"time": "1", "resolved": "2", "csat": "1", "cared": "2", "nps": "0"}.items() <= answers.items()


def test_the_uncared_only_miss_the_caring() -> None:
    answers = interviewed("uncared")[1]
    assert {"resolved": "1", "csat": "5", "cared": "2"}.items() <= answers.items()
    assert answers["reason"].startswith("The fix was fine")


def test_whoever_leaves_does_so_right_after_the_first_bad_answer() -> None:
    survey, answers, home = interviewed("leaves")
    assert answers == {"time": "1", "resolved": "2"}
    assert survey.endings() == {HAPPY: None}
    assert home.customer.at("/carrier/t1/status")[-1].form["CallStatus"] == "completed"


def test_whoever_opts_out_finds_the_way_by_listening() -> None:
    survey, answers, _home = interviewed("optout")
    assert survey.endings() == {HAPPY: "opted out"}
    assert answers == {}


@pytest.mark.parametrize(("persona", "answered"), [("silent", 0), ("machine", 0), ("wrong", 0), ("fades", 2)])
def test_some_cannot_be_interviewed(persona: str, answered: int) -> None:
    survey, answers, _home = interviewed(persona)
    assert survey.endings() == {HAPPY: "gave up"}
    assert len(answers) == answered


def test_not_now_is_said_in_time() -> None:
    survey, answers, _home = interviewed("notnow")
    assert survey.endings() == {HAPPY: "not now"}
    assert answers == {"time": "2"}


def keys_of(home: House) -> list[str]:
    received = home.customer.at("/carrier/t1/turn")
    return [
        one.form.get("Digits", "") for one in received if one.form.get("Digits") or not one.form.get("SpeechResult")
    ]


def test_a_mistake_is_corrected_through_the_menu() -> None:
    keys = keys_of(interviewed("corrects")[2])
    assert keys[:5] == ["1", "2", "*", "2", "1"]


def test_a_question_is_repeated_through_the_menu() -> None:
    assert keys_of(interviewed("repeats")[2])[:4] == ["1", "*", "1", "1"]


def test_a_wrong_key_is_pressed_once() -> None:
    assert keys_of(interviewed("fumbles")[2])[:3] == ["1", "9", "1"]


def test_the_slow_are_too_late_once_per_question() -> None:
    assert keys_of(interviewed("slow")[2])[:3] == ["", "1", ""]


def test_words_are_lost_where_only_keys_are_heard() -> None:
    assert keys_of(interviewed("speaks")[2])[:4] == ["", "1", "", "1"]


def numbers(count: int) -> list[str]:
    return [f"+12025550{n:03d}" for n in range(100, 100 + count)]


def all_answers(**options: Any) -> dict[str, dict[str, str]]:
    survey = Survey()
    with house(speed=2000, **options) as home:
        survey.install(home.customer)
        for index, number in enumerate(numbers(30)):
            home.call(number, token=f"t{index}")
        home.quiet()
    return survey.answers()


@pytest.fixture(scope="module")
def fair_answers() -> dict[str, dict[str, str]]:
    """What thirty people answer in fair weather, with seed 5."""
    return all_answers(seed=5)


def test_the_same_seed_gives_the_same_answers(fair_answers: dict[str, dict[str, str]]) -> None:
    assert all_answers(seed=5) == fair_answers


def test_another_seed_gives_other_answers(fair_answers: dict[str, dict[str, str]]) -> None:
    assert all_answers(seed=6) != fair_answers


def test_the_answers_are_the_same_in_a_storm(fair_answers: dict[str, dict[str, str]]) -> None:
    storm = (
        "status_lost=0.2,status_doubled=0.2,status_late=0.2,status_reordered=0.2,"
        "voice_refused=0.1,voice_unreachable=0.1,voice_slow=0.1,voice_answer_lost=0.1,voice_doubled=0.2"
    )
    assert all_answers(seed=5, weather=storm) == fair_answers


@pytest.mark.parametrize("number", [f"+4420794600{last:02}" for last in (1, 2, 3, 4, 5, 6, 7, 8)])
def test_a_question_gets_the_same_answer_by_whatever_name_it_calls_the_company(number: str) -> None:
    """Without our database the names that it knows are not spoken."""
    keys = (
        "For not at all likely, press 0. For extremely likely, press 10. Or any number in between, then the hash key."
    )
    pressed = {
        Listener(PERSONAS["happy"], 7, number).attend(Prompt(f"{asked} {keys}", "en-GB", 8.0)).presses
        for asked in ("How likely are you to recommend us?", "How likely are you to recommend Northwind Systems?")
    }
    assert len({tuple(one.key for one in presses) for presses in pressed}) == 1


def test_a_hundred_numbers_are_a_fair_crowd() -> None:
    crowd = Counter(persona_of(number).name for number in numbers(100))
    completing = sum(crowd[name] for name in ("happy", "content", "corrects", "repeats", "slow", "speaks", "fumbles"))
    assert set(crowd) == set(PERSONAS) - {"no-beep", "endless", "fax", "mistaken", "colleague"}
    assert 55 <= completing <= 60
    assert crowd["angry"] + crowd["uncared"] + crowd["leaves"] == 20


def test_a_cast_decides_who_is_where() -> None:
    cast = read_cast('{"+15550001": {"calls": ["away", ["1", "hangup"], "angry"]}, "+15550002": "machine"}', 1)
    assert [cast.persona("+15550001", ring).name for ring in range(4)] == ["away", "happy", "angry", "angry"]
    assert cast.persona("+15550002", 0).line == "machine"
    assert cast.persona("+15550015", 0) == Cast().persona("+15550015", 3) == PERSONAS["busy"]

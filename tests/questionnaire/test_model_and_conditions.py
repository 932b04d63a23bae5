"""The frozen values: conditions, wordings by channel, and the JSON that a campaign pins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from specimen import GOOD, PHRASES, altered, good

from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import Condition, FactValue, Opposite, Test, Value, holds
from vocsurvey.questionnaire.digest import digest, from_json, to_json

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)

SAMPLES = [
    ({"answer": "a", "is": 3}, True),
    ({"answer": "a", "is": "3"}, True),
    ({"answer": "a", "is": 4}, False),
    ({"answer": "a", "is_in": [1, 3]}, True),
    ({"answer": "a", "at_most": 3, "at_least": 3}, True),
    ({"answer": "a", "at_most": 2}, False),
    ({"answer": "a", "at_least": 4}, False),
    ({"answer": "a"}, False),
    ({"answer": "gone", "is": 3}, False),
    ({"answer": "word", "at_most": 3}, False),
    ({"fact": "contact.role", "is": "user"}, True),
    ({"fact": "follow_up.open", "is": "yes"}, True),
    ({"fact": "follow_up.open", "is": "no"}, False),
    ({"fact": "contact.decision_maker", "is": "no"}, True),
    ({"known": "contact.role"}, True),
    ({"known": "agent.name"}, False),
    ({"flagged": "yes"}, True),
    ({"flagged": "no"}, False),
    ({"all": [{"flagged": "yes"}, {"answer": "a", "is": 3}]}, True),
    ({"all": [{"flagged": "yes"}, {"answer": "a", "is": 1}]}, False),
    ({"any": [{"flagged": "no"}, {"answer": "a", "is": 3}]}, True),
    ({"any": [{"flagged": "no"}, {"answer": "a", "is": 1}]}, False),
    ({"not": {"flagged": "no"}}, True),
]
ANSWERS: dict[str, Value | None] = {"a": 3, "word": "x", "none": None}
FACTS: dict[str, FactValue] = {"contact.role": "user", "follow_up.open": True, "contact.decision_maker": False}


@pytest.mark.parametrize(("written", "expected"), SAMPLES, ids=str)
def test_a_condition_holds(written: dict[str, object], expected: bool) -> None:
    condition = CONDITION.validate_python(written)
    assert holds(condition, ANSWERS, FACTS, flagged=True) is expected
    assert holds(Opposite.model_validate({"not": written}), ANSWERS, FACTS, flagged=True) is not expected
    assert CONDITION.validate_json(CONDITION.dump_json(condition, by_alias=True)) == condition


def test_no_condition_holds_always() -> None:
    assert holds(None, {}, {}, flagged=False)


def test_a_condition_is_of_the_kind_that_its_key_says() -> None:
    with pytest.raises(ValidationError) as caught:
        CONDITION.validate_python({"answer": "a", "at_most": "x"})
    assert [error["loc"] for error in caught.value.errors()] == [("<answer>", "at_most")]
    with pytest.raises(ValidationError):
        CONDITION.validate_python({"anwser": "a"})


@given(st.one_of(st.integers(), st.text(), st.none(), st.booleans()))
def test_a_test_of_nothing_holds_for_nothing(value: FactValue) -> None:
    assert not Test().holds(value)


def test_numbers_are_numbers_and_text_is_text() -> None:
    assert Test.model_validate({"is": 0}).holds(0)
    assert not Test.model_validate({"is": 0}).holds(False)
    with pytest.raises(ValidationError):
        Test.model_validate({"at_most": "2"})


def test_wordings_by_channel() -> None:
    question = good(
        altered("    say: {en: How was our visit}", "    say: {en: both}\n    caller: {en: live}\n    ivr: {en: ''}")
    ).question("csat")
    assert question.text("en", live=True) == "live"
    assert question.text("en", live=False) == "both"


def test_questions_and_languages() -> None:
    questionnaire = good()
    assert questionnaire.question("why").id == "why"
    with pytest.raises(KeyError):
        questionnaire.question("nobody")
    assert questionnaire.language("en") == "en"
    assert questionnaire.language("fr") == "en"
    assert questionnaire.language(None) == "en"


def test_json_goes_round() -> None:
    for questionnaire in (good(), *load_library().values()):
        text = to_json(questionnaire)
        assert from_json(text) == questionnaire
        assert to_json(from_json(text)) == text
        assert digest(from_json(text)) == digest(questionnaire)
        assert '"is":' in text
        assert '"equals"' not in text
        assert '"some"' not in text
    with pytest.raises(ValueError, match="validation"):
        from_json("{}")
    with pytest.raises(ValidationError):
        from_json(to_json(good()).replace('"1":{"en":"bad"}', '" 1":{"en":"bad"}'))


def test_the_digest_is_of_the_meaning() -> None:
    first = digest(good())
    assert len(first) == 64
    assert digest(good("# a comment\n" + GOOD)) == first
    assert digest(good(altered("    low: 1\n    high: 5\n", "    high: 5\n    low: 1\n"))) == first
    assert digest(good(altered("at_most: 2", "at_most: 1"))) != first
    house = PHRASES["en"]
    own = good(altered("core: [csat, cared]", "core: [csat, cared]\nphrases: {en: {skipped: Fine.}}"))
    assert own.phrases["en"].skipped == "Fine."
    assert own.phrases["en"].menu == house.menu
    assert digest(own) != first

"""Which answers are about the agent, and what their figures are made of."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from vocsurvey.library import load_library
from vocsurvey.questionnaire.model import Attribution, Dimension
from vocsurvey.reporting.attribution import (
    AgentAnswer,
    AttributionRules,
    Judged,
    agent_scores,
    chosen_attribution,
    judge,
)
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook().attribution


def about(dimension: str | None, chosen: str | None, *, negative: bool = True) -> Judged:
    return judge(
        RULES,
        negative=negative,
        dimension=None if dimension is None else Dimension(dimension),
        chosen=None if chosen is None else Attribution(chosen),
    )


@pytest.mark.parametrize(
    ("dimension", "chosen", "counts"),
    [
        ("service", "agent", True),
        ("service", "relationship", True),
        ("service", "product", False),
        ("service", "process", False),
        ("service", "price", False),
        ("service", "delivery", False),
        ("relationship", "product", False),
        ("relationship", "agent", True),
        ("service", None, True),
        (None, "agent", True),
        (None, "price", False),
        # A question about the product is never the agent's, whatever somebody says of the whole conversation.
        ("product", "agent", False),
        ("process", "agent", False),
        ("price", "agent", False),
        ("delivery", "agent", False),
    ],
)
def test_a_negative_answer_is_about_what_the_customer_says(
    dimension: str | None, chosen: str | None, counts: bool
) -> None:
    judged = about(dimension, chosen)
    assert judged.counts is counts
    assert judged.says, "the agent reads what it is about"
    assert ("does not count" in judged.says) is not counts


def test_a_good_answer_is_the_agents_whatever_else_went_wrong() -> None:
    assert about("service", "product", negative=False) == Judged(None, True, "")
    assert not about("product", None, negative=False).counts, "but for a question about something else"
    assert about("service", None) == Judged(None, True, RULES.unsaid)


def test_what_the_customer_chose_is_read_from_the_questionnaire() -> None:
    asked = load_library()["support-case"]
    assert chosen_attribution(asked, {"attribution": "product", "csat": "1"}) is Attribution.PRODUCT
    assert chosen_attribution(asked, {"attribution": "other"}) is None
    assert chosen_attribution(asked, {"attribution": None}) is None
    assert chosen_attribution(asked, {}) is None


def answers(metric: str, *values: str, counts: bool = True) -> list[AgentAnswer]:
    return [AgentAnswer(metric, value, Judged(None, counts, "")) for value in values]


def test_a_score_needs_five_answers_that_count() -> None:
    few = agent_scores(answers("cared", *["yes"] * 4) + answers("cared", *["no"] * 9, counts=False), RULES)
    assert [(one.metric, one.share, one.n, one.left_out) for one in few] == [
        ("cared", None, 4, 9),
        ("csat", None, 0, 0),
    ]
    enough = agent_scores(
        answers("cared", *["yes"] * 4, "no") + answers("csat", *"543211") + answers("nps", "10"), RULES
    )
    assert [(one.share.hits, one.share.n) for one in enough if one.share] == [(4, 5), (2, 6)]


def test_rules_that_leave_something_open_are_refused() -> None:
    whole = {**RULES.model_dump(mode="json"), "window": "90 days"}
    for part, name in (("customer", "price"), ("dimensions", "delivery")):
        less = {key: value for key, value in whole[part].items() if key != name}
        with pytest.raises(ValidationError, match=f"it is not said whether these count: {part}: {name}"):
            AttributionRules.model_validate({**whole, part: less})
    mute = {**whole["customer"], "price": {"counts": False, "says": ""}}
    with pytest.raises(ValidationError, match="give says for price"):
        AttributionRules.model_validate({**whole, "customer": mute})

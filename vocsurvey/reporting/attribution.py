"""What an answer is about: which of them count in the figures of the agent whom the conversation was about.

The rules are those of ``attribution.yaml``: what a question is about by its dimension, then, for a negative answer,
what the customer said that it was mostly about. What does not count is left out of the agent's figures, and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, model_validator

from vocsurvey.fieldwork.rule import Duration, Rule, RuleFile
from vocsurvey.questionnaire.model import Attribution, Choice, Dimension, Questionnaire
from vocsurvey.reporting.scores import Share, cared, share

SATISFIED = 4
"""From this point of five on, a customer is satisfied."""


class Standing(Rule):
    """Whether something counts in the figures of an agent, and what they read beside it."""

    counts: bool
    says: str = Field(max_length=200)


class AttributionRules(RuleFile):
    """What counts for an agent. ``window``: of how long their figures are; ``fewest``: so many answers there must be
    before there is a score."""

    customer: Mapping[Attribution, Standing]
    dimensions: Mapping[Dimension, Standing]
    unsaid: str = Field(min_length=3, max_length=200)
    window: Duration
    fewest: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _whole(self) -> AttributionRules:
        lacking = [f"customer: {one}" for one in Attribution if one not in self.customer]
        lacking += [f"dimensions: {one}" for one in Dimension if one not in self.dimensions]
        if lacking:
            raise ValueError(f"it is not said whether these count: {', '.join(lacking)}")
        if mute := [one for one, standing in self.customer.items() if not standing.says]:
            raise ValueError(f"the agent reads beside an answer what it was about: give says for {', '.join(mute)}")
        return self


@dataclass(frozen=True)
class Judged:
    """What one answer is about (None: nobody said, or it is good), whether it counts, and what its agent reads."""

    about: Attribution | None
    counts: bool
    says: str


@dataclass(frozen=True)
class AgentAnswer:
    """One answer that stands, of a figure of an agent: ``value`` is ``"yes"``, ``"no"`` or a point of five."""

    metric: str
    value: str
    judged: Judged


@dataclass(frozen=True)
class AgentScore:
    """One score of an agent over the answers that count; ``share`` is None while they are too few.

    ``n`` counts them; ``left_out`` those that are about something else.
    """

    metric: str
    share: Share | None
    n: int
    left_out: int


def chosen_attribution(questionnaire: Questionnaire, values: Mapping[str, str | None]) -> Attribution | None:
    """What the customer said that their negative answers were mostly about, by the answers that stand (question id →
    value); the last question that asks it decides. None where they named nothing of it."""
    found = None
    for question in questionnaire.questions:
        if isinstance(question, Choice):
            value = values.get(question.id)
            named = next((one.attribution for one in question.options if one.id == value), None)
            found = named or found
    return found


def judge(
    rules: AttributionRules, *, negative: bool, dimension: Dimension | None, chosen: Attribution | None
) -> Judged:
    """Whether an answer counts for the agent. A question without a dimension is about them."""
    own = rules.dimensions[dimension] if dimension is not None else None
    if own is not None and not own.counts:
        return Judged(Attribution(str(dimension)), False, own.says)
    if not negative:
        return Judged(None, True, "")
    if chosen is None:
        return Judged(None, True, rules.unsaid)
    said = rules.customer[chosen]
    return Judged(chosen, said.counts, said.says)


def after_contest(judged: Judged, upheld: bool) -> Judged:
    """The same once a manager has agreed with the agent that it should not count."""
    if not upheld:
        return judged
    return Judged(judged.about, False, "You contested it and were right: it does not count in your figures.")


def agent_scores(answers: Iterable[AgentAnswer], rules: AttributionRules) -> tuple[AgentScore, ...]:
    """Whether they genuinely cared, then how satisfied their customers are."""
    known = tuple(answers)
    return tuple(_score(metric, [one for one in known if one.metric == metric], rules) for metric in ("cared", "csat"))


def _score(metric: str, answers: list[AgentAnswer], rules: AttributionRules) -> AgentScore:
    values = [one.value for one in answers if one.judged.counts]
    found = None
    if len(values) >= rules.fewest:
        yes = values.count("yes")
        satisfied = sum(value.isdigit() and int(value) >= SATISFIED for value in values)
        found = cared(yes, len(values) - yes) if metric == "cared" else share("CSAT", satisfied, len(values))
    return AgentScore(metric, found, len(values), len(answers) - len(values))

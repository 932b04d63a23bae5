"""Typed conditions: when a question is asked and when an answer is flagged.

A condition is a small tree of values, never text to be evaluated, so that routes can be proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Strict, Tag
from pydantic_core import PydanticCustomError

Value = str | int
Whole = Annotated[int, Strict()]
FactValue = str | int | bool | None


def _written_plainly(value: object) -> object:
    # JSON has text keys only, so that "7" is read as 7; but not " 7", "+7" or "07", which would hide a second 7.
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and str(int(value[:9])) == value):
        raise PydanticCustomError("int_parsing", "a whole number is needed")
    return value


LabelledValue = Annotated[int, BeforeValidator(_written_plainly)]


class Frozen(BaseModel):
    """The base of every value read from a questionnaire: immutable, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Test(Frozen):
    """What a value has to be. Every test that is given must hold; at least one is given.

    ``equals`` is written ``is`` in the file. Numbers are compared as numbers, codes as text.
    """

    __test__ = False  # not a pytest class

    equals: Value | None = Field(default=None, alias="is")
    is_in: tuple[Value, ...] | None = None
    at_most: Whole | None = None
    at_least: Whole | None = None

    def holds(self, value: FactValue) -> bool:
        """True when ``value`` passes every given test. A missing value passes none."""
        if value is None:
            return False
        checks: list[bool] = []
        if self.equals is not None:
            checks.append(_same(value, self.equals))
        if self.is_in is not None:
            checks.append(any(_same(value, one) for one in self.is_in))
        if self.at_most is not None:
            checks.append(isinstance(value, int) and value <= self.at_most)
        if self.at_least is not None:
            checks.append(isinstance(value, int) and value >= self.at_least)
        return all(checks) and bool(checks)


class AnswerIs(Test):
    """The settled answer to an earlier question. Missing answers (refused, don't know) hold for nothing."""

    answer: str


class FactIs(Test):
    """A fact of contact, account, touchpoint or agent, such as ``contact.role``."""

    fact: str


class FactKnown(Frozen):
    """Whether a fact is known at all."""

    known: str


class Flagged(Frozen):
    """Whether any standing answer in this interview is negative (true) or none is (false)."""

    flagged: bool


class Every(Frozen):
    """All of the conditions hold."""

    every: tuple[Condition, ...] = Field(alias="all", min_length=1)


class Some(Frozen):
    """At least one of the conditions holds."""

    some: tuple[Condition, ...] = Field(alias="any", min_length=1)


class Opposite(Frozen):
    """The condition does not hold."""

    opposite: Condition = Field(alias="not")


BRANCHES: Mapping[str, type[Frozen]] = {
    "answer": AnswerIs,
    "fact": FactIs,
    "known": FactKnown,
    "flagged": Flagged,
    "all": Every,
    "any": Some,
    "not": Opposite,
}
"""The key that a condition starts with, and the kind of condition that it makes."""


def _meant(value: object) -> str | None:
    # The tags cannot be taken for keys of a file, so that the place of an error is found by its path alone.
    if isinstance(value, Mapping):
        return next((f"<{key}>" for key in value if key in BRANCHES), None)
    return next((f"<{key}>" for key, model in BRANCHES.items() if isinstance(value, model)), None)


Condition = Annotated[
    Annotated[AnswerIs, Tag("<answer>")]
    | Annotated[FactIs, Tag("<fact>")]
    | Annotated[FactKnown, Tag("<known>")]
    | Annotated[Flagged, Tag("<flagged>")]
    | Annotated[Every, Tag("<all>")]
    | Annotated[Some, Tag("<any>")]
    | Annotated[Opposite, Tag("<not>")],
    Discriminator(_meant),
]

for _model in (Every, Some, Opposite):
    _model.model_rebuild()


def _same(left: FactValue, right: Value) -> bool:
    if isinstance(left, bool):
        return right == ("yes" if left else "no")
    return left == right or str(left) == str(right)


def holds(
    condition: Condition | None,
    answers: Mapping[str, Value | None],
    facts: Mapping[str, FactValue],
    *,
    flagged: bool,
) -> bool:
    """Decide a condition over the standing answers (question id to value), the facts and the flag bit."""
    match condition:
        case None:
            return True
        case AnswerIs(answer=question):
            return condition.holds(answers.get(question))
        case FactIs(fact=name):
            return condition.holds(facts.get(name))
        case FactKnown(known=name):
            return facts.get(name) is not None
        case Flagged(flagged=wanted):
            return flagged is wanted
        case Every(every=parts):
            return all(holds(part, answers, facts, flagged=flagged) for part in parts)
        case Some(some=parts):
            return any(holds(part, answers, facts, flagged=flagged) for part in parts)
        case _:
            return not holds(condition.opposite, answers, facts, flagged=flagged)

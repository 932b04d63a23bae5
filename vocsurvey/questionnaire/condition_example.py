"""A condition as it is written, for an author who wrote something like it."""

from __future__ import annotations

import re

from vocsurvey.questionnaire.condition import BRANCHES
from vocsurvey.questionnaire.facts import KNOWN_FACTS

_FORMULA = re.compile(
    r"\s*(?P<left>[\w.]{1,40})\s*(?P<sign><=|>=|!=|==|=|<|>|\bis\b)\s*['\"]?(?P<right>\w{1,40})['\"]?\s*"
)
_NAME = re.compile(r"[a-z][\w.]{0,39}")
_USUAL = "{answer: csat, at_most: 2}"


def example(value: object) -> str:
    """How the condition that was probably meant is written: ``csat < 3`` as ``{answer: csat, at_most: 2}``.

    For what looks like no condition at all it is some condition.
    """
    match value:
        case str() if value == "flagged":
            return "{flagged: yes}"
        case str() if found := _FORMULA.fullmatch(value):
            return _written(found["left"], found["sign"], found["right"])
        case str() if _NAME.fullmatch(value) and value not in ("yes", "no", "true", "false"):
            return f"{{{_side(value)}: {value}, is: yes}}"
        case {**pairs} if len(pairs) == 1:
            ((left, right),) = pairs.items()
            if _NAME.fullmatch(str(left)) and left not in BRANCHES and re.fullmatch(r"\w{1,40}", str(right)):
                return _written(str(left), "=", str(right))
    return _USUAL


def _written(left: str, sign: str, right: str) -> str:
    side, number = _side(left), int(right[:9]) if right.isascii() and right.isdigit() else None
    if number is not None and sign in ("<", "<=", ">", ">="):
        bound = "at_most" if "<" in sign else "at_least"
        edge = {"<": number - 1, ">": number + 1}.get(sign, number)
        return f"{{{side}: {left}, {bound}: {edge}}}"
    plain = f"{{{side}: {left}, is: {right}}}"
    return f"{{not: {plain}}}" if sign == "!=" else plain


def _side(name: str) -> str:
    return "fact" if name in KNOWN_FACTS else "answer"


def example_of_test(value: object) -> str:
    """How a flag rule's ``when`` is written for a value: ``no`` as ``{is: no}``."""
    formula = re.fullmatch(r"\s*(?:\w+\s*)?(<=|>=|<|>)\s*(\d{1,4})\s*", value) if isinstance(value, str) else None
    if formula is not None:
        return "{" + _written("x", formula[1], formula[2]).partition(", ")[2]
    plain = value if isinstance(value, int) or (isinstance(value, str) and re.fullmatch(r"\w{1,40}", value)) else "no"
    return f"{{is: {plain}}}"

"""What a file asks to be passed over: ``allow: [{rule: long, at: csat, reason: …}]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from vocsurvey.questionnaire.check_rules import RULES
from vocsurvey.questionnaire.finding import LONGEST_SHOWN, Finding, Marks, shown
from vocsurvey.questionnaire.model import Allowance

MOST_GUESSES = 10
"""For how many unknown names a known one is looked for: a file may hold thousands of them."""


def passed_over(
    findings: Iterable[Finding], allowances: Sequence[Allowance], ids: Sequence[str]
) -> tuple[tuple[Finding, ...], frozenset[int]]:
    """The findings that remain, and the places in the list of those allowances that passed one over.

    ``ids`` are the ids of the questions, in order. Only rules that may be silenced are.
    """
    asked: dict[tuple[str, str | None], list[int]] = {}
    for index, one in enumerate(allowances):
        if one.rule in RULES and RULES[one.rule].silenceable:
            asked.setdefault((one.rule, one.at), []).append(index)
    left: list[Finding] = []
    used: set[int] = set()
    for finding in findings:
        place = _place(finding.path, ids)
        hits = [*asked.get((finding.rule, None), ()), *(asked.get((finding.rule, place), ()) if place else ())]
        used.update(hits)
        if not hits:
            left.append(finding)
    return tuple(left), frozenset(used)


def _place(path: tuple[str, ...], ids: Sequence[str]) -> str | None:
    """What a finding is about, as ``at`` names it: a question's id, or the name of another part."""
    match path:
        case ("questions", index, *_):
            return ids[int(index)] if int(index) < len(ids) else None
        case ("opening" | "closing" | "machine_message" | "phrases" as part, *_):
            return part
        case _:
            return None


def allowances_sound(allowances: Sequence[Allowance], used: frozenset[int] | None, marks: Marks) -> Iterator[Finding]:
    """Every allowance names a rule that there is and that may be silenced, and passes something over.

    ``used`` are those that did; None when not everything could be checked, so that nobody can say.
    """
    guesses = 0
    for index, one in enumerate(allowances):
        path = ("allow", index)
        if one.rule not in RULES:
            guesses += 1
            names = get_close_matches(one.rule[:LONGEST_SHOWN], RULES, n=1) if guesses <= MOST_GUESSES else []
            close = f"; did you mean {shown(names[0])}?" if names else ""
            yield marks.error((*path, "rule"), "allowance-unknown", f"there is no rule {shown(one.rule)}{close}")
        elif not RULES[one.rule].silenceable:
            message = f"{shown(one.rule)} cannot be silenced; {RULES[one.rule].remedy}"
            yield marks.error((*path, "rule"), "allowance-refused", message)
        elif used is not None and index not in used:
            place = f" at {shown(one.at)}" if one.at else ""
            message = f"{shown(one.rule)} finds nothing{place}; remove this allowance"
            yield marks.warning(path, "allowance-idle", message)

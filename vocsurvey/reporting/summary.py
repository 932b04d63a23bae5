"""The summary of a campaign in figures: what was reached, what was said, what is owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from vocsurvey.fieldwork.disposition import Class, Dispositions, Rates, rates
from vocsurvey.followup.severity import Severity
from vocsurvey.reporting import scores
from vocsurvey.reporting.scores import Nps, Share

BREAK_OFF = "2.12"


@dataclass(frozen=True)
class AnswerRow:
    """One settled answer of one interview.

    ``metric`` is the figure that the question feeds (``cared``, ``csat``, ``ces``, ``nps``, ``fcr_resolved``,
    ``fcr_one_contact``) or None. ``value`` is ``"yes"``, ``"no"``, a number, or words; None where ``missing`` says why
    there is none. ``low`` and ``high`` are the ends of a scale. ``negative``: the answer raised a flag for being so.
    """

    interview: str
    metric: str | None
    value: str | int | None
    missing: str | None = None
    low: int | None = None
    high: int | None = None
    negative: bool = False


@dataclass(frozen=True)
class Summary:
    """One campaign in figures. Cases count, not dials; ``pending`` ones have no final disposition and are in no rate.

    ``noncontacts``: cases that ended without the person being heard, whether known to be theirs (NC) or not (UH, UO).
    ``breakoffs`` are also within the class R. ``answers`` counts those with a value.
    """

    cared: Share
    csat: Share
    ces: Share
    fcr: Share
    nps: Nps
    dispositions: Mapping[str, int]
    classes: Mapping[Class, int]
    completes: int
    partials: int
    breakoffs: int
    refusals: int
    noncontacts: int
    pending: int
    rates: Rates
    answers: int
    negative_answers: int
    flags: Mapping[Severity, int]


def summarise(
    answers: Iterable[AnswerRow], cases: Iterable[str | None], flags: Iterable[str], table: Dispositions
) -> Summary:
    """Summarise a campaign.

    ``cases`` holds the final disposition code of every case of kind survey (None while it is still being worked), and
    ``flags`` the severity of every flag that stands. Raises ValueError for an unknown code or severity.
    """
    rows = list(answers)
    codes = list(cases)
    by_code = Counter(code for code in codes if code is not None)
    classes = Counter[Class]()
    for code, count in by_code.items():
        classes[_class(code, table)] += count
    by_severity = Counter(Severity(severity) for severity in flags)
    breakoffs = by_code[BREAK_OFF]
    return Summary(
        cared=scores.cared(*(_count(rows, "cared", word) for word in ("yes", "no"))),
        csat=scores.csat(_ratings(rows, "csat", 1, 5)),
        ces=scores.ces(_ratings(rows, "ces", 1, 7)),
        fcr=scores.fcr(_resolved_at_once(rows)),
        nps=_nps(rows),
        dispositions=MappingProxyType(dict(sorted(by_code.items()))),
        classes=MappingProxyType({member: classes[member] for member in Class}),
        completes=classes[Class.I],
        partials=classes[Class.P],
        breakoffs=breakoffs,
        refusals=classes[Class.R] - breakoffs,
        noncontacts=classes[Class.NC] + classes[Class.UH] + classes[Class.UO],
        pending=codes.count(None),
        rates=rates(classes),
        answers=sum(row.missing is None for row in rows),
        negative_answers=sum(row.negative for row in rows),
        flags=MappingProxyType({severity: by_severity[severity] for severity in Severity}),
    )


def _class(code: str, table: Dispositions) -> Class:
    entry = table.of(code)
    if entry is None:
        raise ValueError(f"{code} is not in the table of dispositions, {table.edition}")
    return entry.class_


def _count(rows: Sequence[AnswerRow], metric: str, value: str) -> int:
    return sum(row.metric == metric and row.missing is None and row.value == value for row in rows)


def _ratings(rows: Sequence[AnswerRow], metric: str, low: int, high: int) -> list[int]:
    """The ratings on this very scale: on another one it is another metric, and is left out."""
    scale = ((low, high), (None, None))
    answered = [row for row in rows if row.metric == metric and row.missing is None and (row.low, row.high) in scale]
    return [row.value for row in answered if isinstance(row.value, int)]


def _nps(rows: Sequence[AnswerRow]) -> Nps:
    meant_for = sum(row.metric == "nps" and row.missing != "not_routed" for row in rows)
    held_back = sum(row.metric == "nps" and row.missing == "nps_gate" for row in rows)
    return scores.nps(_ratings(rows, "nps", 0, 10), held_back=held_back, of=meant_for)


def _resolved_at_once(rows: Sequence[AnswerRow]) -> list[tuple[bool, bool]]:
    """Per interview: resolved, and in one contact. Whoever was not asked about the contacts did not say "one"."""
    resolved = {row.interview: row.value == "yes" for row in rows if row.metric == "fcr_resolved" and not row.missing}
    once = {row.interview for row in rows if row.metric == "fcr_one_contact" and row.value == "yes"}
    return [(yes, interview in once) for interview, yes in resolved.items()]

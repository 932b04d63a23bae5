"""A score as a picture and in words: dots while it is small, a bar with its interval once it is not."""

from __future__ import annotations

from dataclasses import dataclass

from vocsurvey.fieldwork.disposition import Class
from vocsurvey.reporting.attribution import AgentScore
from vocsurvey.reporting.coaching import Effect
from vocsurvey.reporting.scores import Nps, Share
from vocsurvey.reporting.summary import Summary
from vocsurvey.reporting.wording import FEW, phrase


@dataclass(frozen=True)
class Figure:
    """One score. ``low``, ``high`` and ``at`` are places on a bar from 0 to 100, or None while dots are shown.

    ``dots`` holds a letter an answer: y (good), m (between), n (not good). ``big`` is the headline.
    """

    metric: str
    name: str
    big: str
    words: str
    dots: str
    low: float | None
    high: float | None
    at: float | None
    n: int


@dataclass(frozen=True)
class OutcomeRate:
    """One of AAPOR's rates in words: a count while it is small, and n/a where there is nothing to divide by."""

    name: str
    hint: str
    words: str


def outcome_rates(summary: Summary) -> list[OutcomeRate]:
    """Response, cooperation, refusal and contact of the cases that have ended, in their most cautious variants."""
    count = summary.classes
    spoken = count[Class.I] + count[Class.P]
    reached = spoken + count[Class.R]
    everybody = sum(count.values()) - count[Class.NE]
    return [
        OutcomeRate("Response RR2", "complete and partial, of all", _rate(spoken, everybody)),
        OutcomeRate("Cooperation COOP4", "complete and partial, of those who could decide", _rate(spoken, reached)),
        OutcomeRate("Refusal REF1", "refusals and break-offs, of all", _rate(count[Class.R], everybody)),
        OutcomeRate("Contact CON1", "somebody was reached, of all", _rate(reached + count[Class.O], everybody)),
    ]


def _rate(hits: int, n: int) -> str:
    if n == 0:
        return "n/a"
    return f"{hits} of {n}" if n < FEW else f"{round(100 * hits / n)} %"


def figures(summary: Summary) -> list[Figure]:
    """The headline scores, genuinely cared first."""
    return [
        _share("cared", "Genuinely cared", summary.cared),
        _share("csat", "Satisfied (CSAT)", summary.csat),
        _share("ces", "Easy (CES 2.0)", summary.ces),
        _nps(summary.nps),
    ]


def agent_figure(score: AgentScore) -> Figure | None:
    """A score of an agent; None while there are too few answers for one."""
    name = "Genuinely cared" if score.metric == "cared" else "Satisfied (CSAT)"
    return None if score.share is None else _share(score.metric, name, score.share)


def before_and_after(it: Effect) -> tuple[tuple[str, Figure], ...]:
    """Whether customers felt cared for in the time before and the time after a coaching; nothing while they are few."""
    if not it.enough:
        return ()
    return tuple((name, _share("cared", name, one)) for name, one in (("Before", it.before), ("After", it.after)))


def _share(metric: str, name: str, score: Share) -> Figure:
    small = score.n < FEW
    interval = None if small else score.interval
    return Figure(
        metric=metric,
        name=name,
        big="–" if score.value is None else f"{score.hits} of {score.n}" if small else f"{round(score.value)} %",
        words=phrase(score),
        dots="y" * score.hits + "n" * (score.n - score.hits) if small else "",
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        at=None if small else score.value,
        n=score.n,
    )


def _nps(score: Nps) -> Figure:
    small = score.n < FEW
    interval = None if small else score.interval
    return Figure(
        metric="nps",
        name="Recommend (NPS)",
        big="–" if score.value is None else _few(score.n) if small else f"{round(score.value):+d}",
        words=phrase(score),
        dots="y" * score.promoters + "m" * score.passives + "n" * score.detractors if small else "",
        low=_place(interval.low) if interval else None,
        high=_place(interval.high) if interval else None,
        at=_place(score.value) if score.value is not None and not small else None,
        n=score.n,
    )


def _few(n: int) -> str:
    return "1 answer" if n == 1 else f"{n} answers"


def _place(points: float) -> float:
    """Where -100 to 100 points lie on a bar from 0 to 100."""
    return (points + 100) / 2

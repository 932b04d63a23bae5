"""Who of a campaign's people is drawn: the filters, the sampling rule, and what became of those who were unhappy.

The draw knows no chance and looks at nothing that anybody said: people stand in the order of a hash of the campaign and
of themselves. So a preview draws the very people whom the launch draws, and another campaign draws others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

FILTERS = ("country", "region", "tier", "team", "role", "language")
"""By what people can be filtered, besides what the interview is about."""


class Draw(StrEnum):
    """The sampling rules."""

    ALL = "all"
    ONE_IN = "one_in"
    AT_MOST = "at_most"


class Per(StrEnum):
    """Of what at most so many people are drawn."""

    ACCOUNT = "account"
    TEAM = "team"
    REGION = "region"


@dataclass(frozen=True)
class Sampling:
    """``number`` is the n of "one in n" or the k of "at most k"; ``unhappy_too``: whoever was unhappy is drawn always,
    also beyond the number."""

    draw: Draw = Draw.ALL
    number: int = 1
    per: Per = Per.ACCOUNT
    unhappy_too: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be asked about a touchpoint. ``facts`` are by the names of ``FILTERS``, None for not known.

    ``key`` names the person over the years. ``unhappy``: somebody owes them an answer, or they said no to something.
    """

    touchpoint_id: int
    contact_id: int
    key: str
    account: str
    facts: Mapping[str, str | None] = field(default_factory=dict)
    unhappy: bool = False

    def group(self, per: Per) -> str | None:
        """What the person is counted with; all those of whom it is not known are counted together."""
        return self.account if per is Per.ACCOUNT else self.facts.get(per.value)


@dataclass(frozen=True)
class Drawing:
    """What became of the candidates. ``beyond`` of the drawn are there only because they were unhappy."""

    drawn: tuple[Candidate, ...]
    filtered_out: tuple[Candidate, ...]
    not_drawn: tuple[Candidate, ...]
    beyond: int = 0


def draw(
    candidates: Iterable[Candidate], filters: Mapping[str, Sequence[str]], sampling: Sampling, seed: str
) -> Drawing:
    """Draw from the candidates that pass all filters; the drawn are in the order of the draw."""
    inside: list[Candidate] = []
    outside: list[Candidate] = []
    for one in candidates:
        (inside if passes(one, filters) else outside).append(one)
    inside.sort(key=lambda one: sha256(f"{seed}:{one.key}".encode()).digest())
    chosen = _chosen(inside, sampling)
    drawn = [one for one in inside if one.contact_id in chosen or (sampling.unhappy_too and one.unhappy)]
    present = {one.contact_id for one in drawn}
    left = tuple(one for one in inside if one.contact_id not in present)
    return Drawing(tuple(drawn), tuple(outside), left, len(present - chosen))


def passes(one: Candidate, filters: Mapping[str, Sequence[str]]) -> bool:
    """Is the person let through by every filter? An empty one lets everybody through."""
    return all(not wanted or one.facts.get(name) in wanted for name, wanted in filters.items())


def _chosen(inside: Sequence[Candidate], sampling: Sampling) -> set[int]:
    """The contact ids that the rule itself chooses."""
    if sampling.draw is Draw.ALL:
        return {one.contact_id for one in inside}
    if sampling.draw is Draw.ONE_IN:
        return {one.contact_id for one in inside[: -(-len(inside) // sampling.number)]}
    taken: dict[str | None, int] = {}
    chosen = set()
    for one in inside:
        group = one.group(sampling.per)
        taken[group] = taken.get(group, 0) + 1
        if taken[group] <= sampling.number:
            chosen.add(one.contact_id)
    return chosen


@dataclass(frozen=True)
class Unhappy:
    """What became of those who were unhappy, and of all others, whom the same rules were for.

    ``elsewhere`` have no touchpoint of the kinds that the campaign asks about.
    """

    everybody: int
    drawn: int
    elsewhere: int
    filtered_out: int
    not_drawn: int
    others: int
    others_drawn: int

    @property
    def left_out(self) -> int:
        """How many of them are not asked."""
        return self.everybody - self.drawn

    @property
    def favoured_against(self) -> bool:
        """Are they left out more often than the others, so that the figures would flatter us?"""
        if not self.everybody or not self.others:
            return self.left_out > 0
        return self.left_out * self.others > (self.others - self.others_drawn) * self.everybody


def unhappy_in(drawing: Drawing, *, unhappy_elsewhere: int = 0, others_elsewhere: int = 0) -> Unhappy:
    """Count a drawing. ``…_elsewhere`` are people who were no candidates, because of what the interview is about."""
    drawn, filtered, not_drawn = (
        sum(one.unhappy for one in ones) for ones in (drawing.drawn, drawing.filtered_out, drawing.not_drawn)
    )
    everyone = len(drawing.drawn) + len(drawing.filtered_out) + len(drawing.not_drawn)
    candidates = drawn + filtered + not_drawn
    return Unhappy(
        everybody=candidates + unhappy_elsewhere,
        drawn=drawn,
        elsewhere=unhappy_elsewhere,
        filtered_out=filtered,
        not_drawn=not_drawn,
        others=everyone - candidates + others_elsewhere,
        others_drawn=len(drawing.drawn) - drawn,
    )

"""A look ahead at a campaign, as lines for people and as one value for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import click

from vocsurvey.db.campaign import Campaign
from vocsurvey.fieldwork.explanation import reasons_in_words, remedies_in_words
from vocsurvey.operations.previewing import Preview


def show(campaign: Campaign, seen: Preview) -> None:
    """Everything that the page says, in lines."""
    if not seen.people:
        click.echo(f"{campaign.name}: Nobody is drawn by this plan, so there is nobody to phone.")
        click.echo("Choose other people in its plan, or bring a contact list first: vocsurvey import FILE")
        return
    nobody = not seen.standing.callable and not campaign.standing
    for line in (*_people(campaign, seen), *_unhappy(seen), *(() if nobody else _effort(seen))):
        click.echo(line)


def outlook_as_json(campaign: Campaign, seen: Preview) -> dict[str, Any]:
    """The same for programs; reasons by their codes, lengths in seconds."""
    standing = seen.standing
    return {
        "id": campaign.id,
        "name": campaign.name,
        "people": seen.people,
        "asked": standing.asked,
        "now": standing.now,
        "later": [asdict(one) for one in standing.deferred],
        "live_only": [asdict(one) for one in standing.onward],
        "never": [asdict(one) for one in standing.blocked],
        "left_out": {"by_filters": len(seen.drawing.filtered_out), "by_the_draw": len(seen.drawing.not_drawn)},
        "unhappy": {**asdict(seen.unhappy), "left_out": seen.unhappy.left_out},
        "quotas": [{"segment": dict(one.segment), "target": one.target, "people": one.people} for one in seen.chances],
        "interview": [
            {
                "language": language,
                "channel": channel.value,
                "median": one.median.total_seconds(),
                "longest": one.longest.total_seconds(),
            }
            for (language, channel), one in seen.lengths.items()
        ],
        "estimate": asdict(seen.estimate),
        "spread_days": seen.spread_days,
        "without_address": seen.unaddressed,
    }


def _people(campaign: Campaign, seen: Preview) -> Iterator[str]:
    standing = seen.standing
    yield f"{campaign.name}: {_count(seen.people)} drawn"
    if not seen.whole:
        yield f"  (the rules were asked of the first {standing.asked} in the order of the draw)"
    if not standing.callable and not campaign.standing:
        yield "  Nobody of these people may be called, so it cannot be launched. This is why:"
    yield f"  {standing.now} can be called now"
    for one in standing.deferred:
        yield f"  {one.people} later, from {_at(one.until)} on: {reasons_in_words(one.reasons)}"
    for one in standing.onward:
        yield f"  {one.people} by a live caller only: {reasons_in_words(one.reasons)}"
    for one in standing.blocked:
        yield f"  {one.people} never: {reasons_in_words(one.reasons)}"
        yield f"    what would have to change: {remedies_in_words(one.reasons)}"
    if seen.unaddressed is not None:
        yield f"a note goes ahead: {seen.people - seen.unaddressed} get it, {seen.unaddressed} have no e-mail address"
    for chance in seen.chances:
        segment = ", ".join(f"{name} {value}" for name, value in chance.segment.items())
        yield f"quota, {segment}: {chance.target} are enough, {chance.people} drawn"


def _unhappy(seen: Preview) -> Iterator[str]:
    left, everybody = seen.unhappy.left_out, seen.unhappy.everybody
    if not everybody:
        yield "the unhappy: nobody is known to be"
        return
    often = ", more often than the others" if seen.unhappy.favoured_against else ""
    yield f"the unhappy: {left} of {everybody} left out{often}"


def _effort(seen: Preview) -> Iterator[str]:
    found = seen.estimate
    basis = "as it was so far" if found.observed else "by the protocol"
    yield f"dials: about {found.dials}, {found.dials_each:.1f} for each person ({basis}), {found.live} by a live caller"
    calls = found.calls_learned_from
    learned = f"learned from {calls} {'call' if calls == 1 else 'calls'} to people like these" if calls else "a guess"
    yield f"reached in the end: about {found.reached:.0%} ({learned})"
    yield f"whom nobody reaches is tried for about {found.tries_take_days} days"
    if found.days is None:
        yield "done: not within a year, at this pace and within these budgets"
    else:
        yield f"done: about {_at(found.done_at)}, after {found.days} {'day' if found.days == 1 else 'days'} of calling"
    if seen.spread_days:
        yield f"the largest account is spread over about {seen.spread_days} days"
    yield f"cost: about {found.cost:.2f}"
    for (language, channel), one in seen.lengths.items():
        who = "automated voice" if channel.value == "ivr" else "live caller"
        yield f"interview, {language}, {who}: {_length(one.median)}, at most {_length(one.longest)}"


def _count(people: int) -> str:
    return "1 person" if people == 1 else f"{people} people"


def _at(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment is not None else "an unknown time"


def _length(taken: timedelta) -> str:
    return f"{taken.total_seconds():.0f} s"

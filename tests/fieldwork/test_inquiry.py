"""What the carrier's records prove: table by table, and in worlds at random in which the truth is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vocsurvey.fieldwork.inquiry import (
    Entry,
    NeverPlaced,
    Origin,
    StillUnsure,
    WasPlaced,
    origin_of,
    pause,
    possible,
    read_again_at,
    verdict,
    worth_reading,
)
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook().inquiry
SENT = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
PATIENCE = load_rulebook().pacing.uncertain_patience


def minutes(count: float) -> datetime:
    return SENT + timedelta(minutes=count)


def over(sid: str, ended: float, origin: Origin = Origin.UNKNOWN) -> Entry:
    return Entry(sid, SENT, True, minutes(ended), origin)


@pytest.mark.parametrize(
    ("entry", "kept"),
    [
        (Entry("a", SENT, False), True),
        (Entry("a", None, False), True),
        (Entry("a", SENT - RULES.clock_skew, False), True),
        (Entry("a", SENT - RULES.clock_skew - timedelta(seconds=1), False), False),
        (Entry("a", minutes(90), False), True),
        (Entry("known", SENT, False), False),
    ],
)
def test_what_can_have_come_of_a_request(entry: Entry, kept: bool) -> None:
    assert (possible([entry], SENT, {"known"}, RULES) == [entry]) is kept


def test_memories_are_read_when_they_are_shown_oldest_end_first() -> None:
    entries = [over("c", 3), over("b", 2), over("late", 50), Entry("live", SENT, False), Entry("odd", SENT, True, None)]
    asked_at = minutes(20)
    assert [one.carrier_sid for one in worth_reading(entries, asked_at, RULES)] == ["b", "c", "odd"]
    few = RULES.model_copy(update={"most_read": 1})
    assert [one.carrier_sid for one in worth_reading(entries, asked_at, few)] == ["b"]


@pytest.mark.parametrize(
    ("named", "order", "anything", "asked", "origin"),
    [
        (True, False, True, 16, Origin.OURS),
        (True, True, True, 16, Origin.OURS),
        (False, True, True, 16, Origin.FOREIGN),
        (False, False, True, 16, Origin.UNKNOWN),
        (False, False, True, 75, Origin.FOREIGN),
        (False, False, False, 75, Origin.UNKNOWN),
        (False, False, False, 16, Origin.UNKNOWN),
    ],
)
def test_whose_call_a_memory_says_it_is(named: bool, order: bool, anything: bool, asked: float, origin: Origin) -> None:
    shown = {"named": named, "shows_order": order, "shows_anything": anything}
    assert origin_of(over("a", 0), **shown, asked_at=minutes(asked), rules=RULES) is origin


def test_without_a_time_of_its_end_a_memory_is_never_taken_to_be_whole() -> None:
    odd = Entry("a", SENT, True, None)
    shown = {"named": False, "shows_order": False, "shows_anything": True}
    assert origin_of(odd, **shown, asked_at=minutes(9_000), rules=RULES) is Origin.UNKNOWN


@pytest.mark.parametrize(
    ("entries", "asked", "asks", "found"),
    [
        ([], 1, 0, StillUnsure(minutes(2))),
        ([], 40, 9, StillUnsure(minutes(60))),  # rather at the moment from which a missing entry proves something
        ([], 59, 9, StillUnsure(minutes(60))),
        ([], 60, 9, NeverPlaced()),
        ([over("f", 1, Origin.FOREIGN)], 60, 3, NeverPlaced()),
        ([over("f", 1, Origin.FOREIGN)], 59, 0, StillUnsure(minutes(60))),
        ([over("a", 1, Origin.OURS)], 1, 0, WasPlaced("a")),
        ([over("u", 59), over("a", 1, Origin.OURS)], 60, 0, WasPlaced("a")),
        ([over("b", 1, Origin.OURS), over("a", 1, Origin.OURS)], 60, 0, WasPlaced("a")),
        ([Entry("live", SENT, False)], 600, 0, StillUnsure(minutes(601), ("live",))),
        ([over("u", 55)], 61, 9, StillUnsure(minutes(70), ("u",))),  # at the moment when its memory appears
        ([over("u", 5)], 90, 9, StillUnsure(minutes(120), ("u",))),
    ],
)
def test_what_is_proven(entries: list[Entry], asked: float, asks: int, found: object) -> None:
    assert verdict(entries, SENT, minutes(asked), asks, RULES) == found


def test_pauses_grow_up_to_a_limit() -> None:
    assert [pause(asks, RULES) / timedelta(minutes=1) for asks in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert pause(10_000, RULES) == RULES.longest_pause


@pytest.mark.parametrize(
    ("asked", "shown", "again"),
    [
        (5, False, 15),  # too early: when it appears
        (15, True, 75),  # it may not be whole yet
        (40, False, 75),
        (75, True, None),
        (75, False, 135),
        (135, False, 255),
        (400, True, None),
        (29 * 1440 - 10, False, 29 * 1440),
        (29 * 1440, False, None),
        (29 * 1440, True, None),
    ],
)
def test_when_a_memory_is_read_again(asked: float, shown: bool, again: float | None) -> None:
    wanted = None if again is None else minutes(again)
    assert read_again_at(SENT, minutes(asked), shown=shown, rules=RULES) == wanted


@dataclass(frozen=True)
class Truth:
    """A call at the carrier: when it was made and ended, how late the list and its memory show it."""

    sid: str
    ours: bool
    created: float
    lasted: float
    list_lag: float
    events_lag: float
    knows_order: bool

    def listed(self, at: datetime) -> bool:
        return at >= minutes(self.created + self.list_lag)

    def entry(self, at: datetime) -> Entry:
        ended = minutes(self.created + self.lasted)
        return Entry(self.sid, minutes(self.created), at >= ended, ended if at >= ended else None)

    def origin(self, entry: Entry, at: datetime) -> Origin:
        shown = entry.over and at >= minutes(self.created + self.lasted + 15 + self.events_lag)
        return origin_of(
            entry,
            named=shown and self.ours,
            shows_order=shown and self.knows_order,
            shows_anything=shown,
            asked_at=at,
            rules=RULES,
        )


LAG = st.floats(0, 59)
FOREIGN = st.builds(
    Truth,
    sid=st.uuids().map(lambda one: one.hex),
    ours=st.just(False),
    created=st.floats(-300, 120),
    lasted=st.floats(0, 8),
    list_lag=LAG,
    events_lag=LAG,
    knows_order=st.booleans(),
)
OURS = st.builds(
    Truth,
    sid=st.just("ours"),
    ours=st.just(True),
    created=st.floats(-1.9, 0.5),
    lasted=st.floats(0, 24 * 60),
    list_lag=LAG,
    events_lag=LAG,
    knows_order=st.booleans(),
)


@settings(max_examples=400)
@given(ours=st.none() | OURS, foreign=st.lists(FOREIGN, max_size=6, unique_by=lambda one: one.sid))
@example(ours=None, foreign=[])
@example(ours=Truth("ours", True, 0, 24 * 60, 59, 0, True), foreign=[])
def test_no_verdict_is_ever_wrong_and_none_waits_for_ever(ours: Truth | None, foreign: list[Truth]) -> None:
    """Lists that lag by less than they settle in; memories late, some without the order; calls queued for a day."""
    world = [*foreign, *([ours] if ours else [])]
    asked_at, ruled_out, asks = SENT + RULES.first_pause, set[str](), 0
    while asked_at <= SENT + PATIENCE + timedelta(hours=3):
        listed = possible([one.entry(asked_at) for one in world if one.listed(asked_at)], SENT, ruled_out, RULES)
        read = {one.carrier_sid for one in worth_reading(listed, asked_at, RULES)}
        by_sid = {one.sid: one for one in world}
        seen = [
            replace(one, origin=by_sid[one.carrier_sid].origin(one, asked_at)) if one.carrier_sid in read else one
            for one in listed
        ]
        ruled_out |= {one.carrier_sid for one in seen if one.origin is Origin.FOREIGN}
        found = verdict(seen, SENT, asked_at, asks, RULES)
        if not isinstance(found, StillUnsure):
            assert found == (WasPlaced("ours") if ours else NeverPlaced())
            return
        assert asked_at < found.ask_at <= asked_at + RULES.longest_pause
        asked_at, asks = found.ask_at, asks + 1
    raise AssertionError("nobody ever knew")

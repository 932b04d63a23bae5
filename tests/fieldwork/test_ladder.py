"""The ladder: the automated voice, then a live caller, then nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from vocsurvey.fieldwork.permission import Block, Callee, CallRules, may_call, next_channel
from vocsurvey.fieldwork.protocol import (
    Again,
    Channel,
    Ending,
    Exhausted,
    PastAttempt,
    Protocol,
    Spacing,
    Spent,
    next_attempt,
)
from vocsurvey.fieldwork.reason import Reason
from vocsurvey.fieldwork.window import ALWAYS
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook()
SHIPPED = RULES.protocol
# Two tries by the machine, two by a live caller, five in all; whoever refuses the machine hears from a person once.
OWN = SHIPPED.model_copy(
    update={
        "max_attempts": 5,
        "per_channel": {Channel.IVR: 2, Channel.LIVE: 2},
        "spacing": {**SHIPPED.spacing, Ending.REFUSAL: Spacing(wait=timedelta(days=14))},
    }
)
ALONE = OWN.model_copy(update={"ladder": (Channel.IVR,), "per_channel": {Channel.IVR: 2}})
NOW = datetime(2026, 3, 3, 10, 20, tzinfo=UTC)
USED, SETTLED = Spent.ATTEMPTS_USED_UP, Spent.SETTLED


def told(history: str) -> tuple[PastAttempt, ...]:
    """Words such as ``busy no_answer.live not_dialed``, a week apart, the last one now."""
    words = history.split()
    return tuple(
        PastAttempt(
            NOW - timedelta(weeks=len(words) - 1 - place),
            counted=not word.startswith(("not_dialed", "rejected")),
            ending=Ending(word.partition(".")[0]),
            channel=Channel(word.partition(".")[2] or "ivr"),
        )
        for place, word in enumerate(words)
    )


@pytest.mark.parametrize(
    ("protocol", "history", "expected"),
    [
        (OWN, "busy", Channel.IVR),
        (OWN, "busy busy", Channel.LIVE),
        (OWN, "busy not_dialed", Channel.IVR),
        (OWN, "busy busy busy.live", Channel.LIVE),
        (OWN, "busy busy busy.live no_answer.live", USED),
        # Whoever went to a live caller at once had no machine, and the live caller no more tries for it.
        (OWN, "busy.live", Channel.LIVE),
        (OWN, "busy.live busy.live", USED),
        (ALONE, "busy busy", USED),
        # The limit of all attempts ends the case before the ladder does.
        (OWN.model_copy(update={"max_attempts": 2}), "busy busy", USED),
        # Reached and unfinished: at most three more, by whoever calls.
        (SHIPPED, "break_off busy busy", Channel.IVR),
        (SHIPPED, "break_off busy busy busy", USED),
        (SHIPPED, "busy busy busy break_off", Channel.LIVE),
        (SHIPPED, "busy busy busy break_off busy.live busy.live", USED),
        (SHIPPED, "busy busy busy busy", Channel.LIVE),
        (SHIPPED, "busy busy busy busy busy.live busy.live", USED),
        # Never again by machine: by a person where the protocol says so, by nobody where it does not.
        (OWN, "refusal", Channel.LIVE),
        (OWN, "refusal busy.live", Channel.LIVE),
        (SHIPPED, "refusal", SETTLED),
        (ALONE, "refusal", USED),
        # Who asks the machine for a person is a caller's from then on; who asks a caller, theirs who answer for them.
        (SHIPPED, "person_requested", Channel.LIVE),
        (SHIPPED, "busy busy busy person_requested", Channel.LIVE),
        (SHIPPED, "person_requested no_answer.live", Channel.LIVE),
        (SHIPPED, "person_requested.live", SETTLED),
        (ALONE, "person_requested", USED),
        (SHIPPED, "complete.live", SETTLED),
        (SHIPPED, "partial", SETTLED),
    ],
)
def test_who_calls_next(protocol: Protocol, history: str, expected: Channel | Spent) -> None:
    attempts = told(history)
    last = attempts[-1]
    assert last.ending is not None
    result = next_attempt(protocol, attempts, last.ending, NOW, channel=last.channel)
    if isinstance(expected, Spent):
        assert result == Exhausted(expected)
        return
    assert isinstance(result, Again)
    assert result.onward is (expected if expected is not last.channel else None)


def test_a_time_that_the_person_named_is_kept_by_whoever_agreed_to_it() -> None:
    attempts, agreed_at = told("busy not_now"), NOW + timedelta(days=1)
    assert next_attempt(OWN, attempts, Ending.NOT_NOW, NOW, agreed_at=agreed_at) == Again(agreed_at)
    later = next_attempt(OWN, attempts, Ending.NOT_NOW, NOW)
    assert isinstance(later, Again)
    assert later.onward is Channel.LIVE
    in_all = OWN.model_copy(update={"max_attempts": 2})
    assert next_attempt(in_all, attempts, Ending.NOT_NOW, NOW, agreed_at=agreed_at) == Exhausted(USED)


def test_the_rules_that_decide_of_a_call_say_the_same() -> None:
    rules = replace(RULES.calling, protocol=OWN)
    person = Callee(zones=("Europe/Berlin",), kind="fixed", country="GB")
    long_after = NOW + timedelta(days=30)

    def asked(history: str, channel: Channel, rules: CallRules = rules) -> object:
        return may_call(replace(person, attempts=told(history)), channel, ALWAYS, rules, long_after)

    assert asked("busy busy", Channel.IVR) == Block((Reason.AUTOMATED_ATTEMPTS_USED_UP,))
    assert asked("busy.live busy.live", Channel.LIVE) == Block((Reason.LIVE_ATTEMPTS_USED_UP,))
    assert asked("refusal", Channel.IVR) == Block((Reason.REFUSED,))
    assert not isinstance(asked("refusal", Channel.LIVE), Block)
    assert asked("refusal", Channel.LIVE, RULES.calling) == Block((Reason.REFUSED,))
    for history in ("busy busy", "refusal"):
        below = next_channel(replace(person, attempts=told(history)), Channel.IVR, ALWAYS, rules, long_after)
        assert below is Channel.LIVE


@given(st.lists(st.sampled_from(Ending), max_size=30), st.sampled_from([OWN, SHIPPED, ALONE]), st.sampled_from(Channel))
def test_whatever_happens_the_ladder_only_goes_down_and_ends(
    endings: list[Ending], protocol: Protocol, start: Channel
) -> None:
    channel, now, history = start, NOW, list[PastAttempt]()
    for ending in endings:
        dialled = ending not in (Ending.NOT_DIALED, Ending.REJECTED)
        history.append(PastAttempt(now, dialled, ending, channel))
        again = next_attempt(protocol, history, ending, now, channel=channel)
        if isinstance(again, Exhausted):
            break
        if again.onward is not None:
            assert protocol.ladder.index(again.onward) > protocol.ladder.index(channel)
            channel = again.onward
        assert again.due_at >= now
        now = again.due_at
        assert not (channel is Channel.IVR and any(one.ending is Ending.REFUSAL for one in history))
    dialled_by = {one: sum(past.counted and past.channel is one for past in history) for one in Channel}
    assert sum(dialled_by.values()) <= protocol.max_attempts
    for one, most in protocol.per_channel.items():
        assert dialled_by[one] <= most


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"ladder": ["ivr", "live", "ivr"]}, "ladder names a channel twice"),
        ({"ladder": ["ivr"], "per_channel": {"live": 2}}, "per_channel speaks of live, which the ladder does not have"),
        ({"per_channel": {"ivr": 0}}, "greater than or equal to 1"),
        ({"per_channel": {"fax": 1}}, "'ivr' or 'live'"),
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(complaint)):
        Protocol.model_validate(SHIPPED.model_dump() | change)

"""May this person be called now, and if not, why and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.permission import Allow, Block, Callee, Defer, Reason, Scope, may_call
from vocsurvey.fieldwork.protocol import Channel, Ending, PastAttempt
from vocsurvey.fieldwork.window import ALWAYS, Hours, open_at, read_week
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook()
OFFICE = read_week({"mon-fri": ["09:00-17:00"]})
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
OPENING = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
ANNA = Callee(zones=("Europe/Berlin",), kind="fixed", country="DE", automated_consent=True)


def ask(
    person: Callee, channel: Channel = Channel.IVR, hours: Hours = OFFICE, now: datetime = NOW
) -> Allow | Defer | Block:
    return may_call(person, channel, hours, RULES.protocol, now, consent=RULES.consent)


def dialed(*hours_ago: float) -> tuple[PastAttempt, ...]:
    return tuple(PastAttempt(NOW - timedelta(hours=hours), counted=True, ending=Ending.BUSY) for hours in hours_ago)


def test_allowed() -> None:
    assert ask(ANNA) == Allow()
    assert ask(replace(ANNA, attempts=dialed(25), due_at=NOW, campaign_starts_at=NOW)) == Allow()
    assert ask(replace(ANNA, campaign_ends_at=NOW + timedelta(minutes=1))) == Allow()


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"active": False}, (Reason.INACTIVE,)),
        *[({"suppressed": frozenset([scope])}, (Reason.SUPPRESSED,)) for scope in Scope],
        ({"automated_consent": None}, (Reason.NO_CONSENT_FOR_AUTOMATED_VOICE,)),
        ({"automated_consent": False, "country": "GB"}, (Reason.NO_CONSENT_FOR_AUTOMATED_VOICE,)),
        ({"zones": ()}, (Reason.UNKNOWN_ZONE,)),
        ({"attempts": dialed(30, 60, 90, 120, 150, 180)}, (Reason.ATTEMPTS_USED_UP,)),
        ({"campaign_ends_at": NOW}, (Reason.CAMPAIGN_OVER,)),
        ({"active": False, "zones": ()}, (Reason.INACTIVE, Reason.UNKNOWN_ZONE)),
    ],
)
def test_blocked(change: dict[str, object], reasons: tuple[Reason, ...]) -> None:
    assert ask(replace(ANNA, **change)) == Block(reasons)  # type: ignore[arg-type]


def test_a_live_caller_needs_no_consent_to_an_automated_voice() -> None:
    assert ask(replace(ANNA, automated_consent=False), Channel.LIVE) == Allow()
    assert ask(replace(ANNA, suppressed=frozenset([Scope.AUTOMATED])), Channel.LIVE) == Allow()
    both = frozenset([Scope.AUTOMATED, Scope.CAMPAIGN])
    assert ask(replace(ANNA, suppressed=both), Channel.LIVE) == Block((Reason.SUPPRESSED,))


@pytest.mark.parametrize(
    ("change", "now", "until", "reasons"),
    [
        ({}, datetime(2026, 3, 3, 16, tzinfo=UTC), OPENING, (Reason.OUTSIDE_HOURS,)),
        ({"attempts": dialed(2)}, NOW, NOW + timedelta(hours=22), (Reason.TOO_SOON,)),
        ({"attempts": dialed(2), "appointment": True}, NOW, None, ()),
        ({"due_at": NOW + timedelta(hours=8)}, NOW, OPENING, (Reason.NOT_DUE,)),
        ({"open_call": True}, NOW, NOW + timedelta(minutes=5), (Reason.LINE_BUSY_WITH_US,)),
        ({"campaign_running": False}, NOW, NOW + timedelta(minutes=15), (Reason.CAMPAIGN_NOT_RUNNING,)),
        ({"campaign_starts_at": OPENING}, NOW, OPENING, (Reason.CAMPAIGN_NOT_STARTED,)),
        (
            {"open_call": True, "due_at": OPENING},
            datetime(2026, 3, 3, 17, tzinfo=UTC),
            OPENING,
            (Reason.NOT_DUE, Reason.LINE_BUSY_WITH_US, Reason.OUTSIDE_HOURS),
        ),
    ],
)
def test_deferred(
    change: dict[str, object], now: datetime, until: datetime | None, reasons: tuple[Reason, ...]
) -> None:
    expected = Defer(until, reasons) if until else Allow()
    assert ask(replace(ANNA, **change), now=now) == expected  # type: ignore[arg-type]


def test_a_wait_beyond_the_end_of_the_campaign_is_a_block() -> None:
    person = replace(ANNA, due_at=NOW + timedelta(hours=2), campaign_ends_at=NOW + timedelta(hours=1))
    assert ask(person) == Block((Reason.NOT_DUE, Reason.CAMPAIGN_OVER))
    assert ask(replace(person, due_at=NOW + timedelta(minutes=1))) == Defer(
        NOW + timedelta(minutes=1), (Reason.NOT_DUE,)
    )


def test_hours_that_never_open() -> None:
    assert ask(ANNA, hours=read_week({})) == Block((Reason.NEVER_OPEN,))


OPTIONAL_TIMES = st.one_of(st.none(), st.integers(-100, 400).map(lambda hours: NOW + timedelta(hours=hours)))
PEOPLE = st.builds(
    Callee,
    zones=st.sampled_from([(), ("Europe/Berlin",), ("Europe/Berlin", "America/New_York")]),
    kind=st.sampled_from(["fixed", "mobile"]),
    country=st.sampled_from(["DE", "GB", "US", None]),
    active=st.sampled_from([True, True, False]),
    suppressed=st.frozensets(st.sampled_from(Scope), max_size=1),
    automated_consent=st.sampled_from([True, True, None, False]),
    attempts=st.lists(st.integers(0, 300), max_size=5).map(lambda hours: dialed(*hours)),
    open_call=st.booleans(),
    due_at=OPTIONAL_TIMES,
    appointment=st.booleans(),
    campaign_running=st.booleans(),
    campaign_starts_at=OPTIONAL_TIMES,
    campaign_ends_at=OPTIONAL_TIMES,
)


@given(PEOPLE, st.sampled_from(Channel), st.sampled_from([OFFICE, ALWAYS]))
def test_an_answer_keeps_its_word(person: Callee, channel: Channel, hours: Hours) -> None:
    answer = ask(person, channel, hours)
    if isinstance(answer, Allow):
        assert open_at(NOW, person.zones, hours)
        assert person.active
        assert not person.open_call
        return
    assert answer.reasons
    if isinstance(answer, Defer):
        assert answer.until > NOW
        assert open_at(answer.until, person.zones, hours)
        settled = replace(person, open_call=False, campaign_running=True)
        assert ask(settled, channel, hours, answer.until) == Allow()

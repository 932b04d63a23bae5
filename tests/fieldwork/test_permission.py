"""May this person be called now, and if not, why and until when: what holds for everybody. Single answers stand in the
table, ``permission_cases.csv``."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.allowance import Spent
from vocsurvey.fieldwork.consent import Given
from vocsurvey.fieldwork.fatigue import Colleagues, OtherSurvey
from vocsurvey.fieldwork.permission import Allow, Block, Callee, CallRules, Decision, Defer, may_call, next_channel
from vocsurvey.fieldwork.plan import Limit
from vocsurvey.fieldwork.protocol import Channel, Ending, PastAttempt
from vocsurvey.fieldwork.reason import Reason
from vocsurvey.fieldwork.suppression import Scope, Subject, Suppressed
from vocsurvey.fieldwork.window import ALWAYS, Hours, open_at, read_week
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.rulebook import DEMO, load_rulebook

RULES = load_rulebook().calling
DEMONSTRATION = load_rulebook(DEMO).calling
OFFICE = read_week({"mon-fri": ["09:00-17:00"]})
EVENINGS = read_week({"mon-sun": ["01:30-02:30", "20:00-24:00"]})
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
AGREED = (Given(Purpose.AUTOMATED_VOICE, True),)
ANNA = Callee(zones=("Europe/Berlin",), kind="fixed", country="DE", consents=AGREED)


def ask(
    person: Callee, channel: Channel = Channel.IVR, hours: Hours = OFFICE, now: datetime = NOW, rules: CallRules = RULES
) -> Decision:
    return may_call(person, channel, hours, rules, now)


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


MOMENTS = st.integers(-3000, 400).map(lambda hours: NOW + timedelta(hours=hours))
EARLIER = st.integers(0, 3000).map(ago)
SOMETIME = st.one_of(st.none(), MOMENTS)
GIVEN = st.builds(Given, st.sampled_from(Purpose), st.booleans(), st.one_of(st.none(), EARLIER), SOMETIME)
SPENT = st.builds(Spent, st.sampled_from([None, NOW.date()]), st.integers(0, 3000), st.integers(0, 600).map(Decimal))
PEOPLE = st.builds(
    Callee,
    zones=st.sampled_from([(), ("Europe/Berlin",), ("Australia/Lord_Howe",), ("Europe/Berlin", "America/New_York")]),
    kind=st.sampled_from(["fixed", "mobile"]),
    country=st.sampled_from(["DE", "GB", "US", "RU", None]),
    active=st.sampled_from([True, True, True, False]),
    suppressed=st.frozensets(st.builds(Suppressed, st.sampled_from(Subject), st.sampled_from(Scope)), max_size=1),
    consents=st.one_of(st.just(AGREED), st.lists(GIVEN, max_size=3).map(tuple)),
    attempts=st.lists(st.builds(PastAttempt, EARLIER, st.booleans(), st.sampled_from([None, *Ending])), max_size=5).map(
        tuple
    ),
    surveys=st.lists(
        st.builds(OtherSurvey, st.one_of(st.none(), EARLIER), st.one_of(st.none(), EARLIER), st.booleans()), max_size=3
    ).map(tuple),
    account=st.builds(Colleagues, st.integers(1, 30), st.lists(EARLIER, max_size=12).map(tuple)),
    line_taken=st.booleans(),
    due_at=SOMETIME,
    appointment=st.booleans(),
    verification=st.booleans(),
    quota_full=st.sampled_from([False, False, True]),
    campaign_running=st.booleans(),
    campaign_starts_at=SOMETIME,
    campaign_ends_at=st.one_of(st.none(), st.integers(-10, 4000).map(lambda hours: NOW + timedelta(hours=hours))),
    dialling_stopped=st.booleans(),
    country_stopped=st.booleans(),
    spent=SPENT,
    campaign_limit=st.builds(
        Limit, st.sampled_from([None, 10]), st.sampled_from([None, Decimal("0.20"), Decimal("25.00")])
    ),
    campaign_spent=SPENT,
)
ASKED = (PEOPLE, st.sampled_from(Channel), st.sampled_from([OFFICE, EVENINGS, ALWAYS]), MOMENTS)
RULEBOOKS = st.sampled_from([RULES, DEMONSTRATION])


def _known(spent: Spent, now: datetime) -> Spent:
    return Spent(None, 0, Decimal(0)) if spent.day is not None and spent.day > now.date() else spent


@given(*ASKED, RULEBOOKS)
def test_asked_again_at_the_moment_that_was_named_nothing_that_passes_is_left(
    person: Callee, channel: Channel, hours: Hours, now: datetime, rules: CallRules
) -> None:
    # Nothing was spent yet on a day to come; else asking again would find it spent.
    person = replace(person, spent=_known(person.spent, now), campaign_spent=_known(person.campaign_spent, now))
    answer = ask(person, channel, hours, now, rules)
    if not isinstance(answer, Defer):
        return
    assert answer.reasons
    assert answer.until > now
    assert open_at(answer.until, person.zones, hours)
    again = ask(person, channel, hours, answer.until, rules)
    if isinstance(again, Block):  # a consent has expired meanwhile
        assert set(again.reasons) <= {Reason.NO_CONSENT_FOR_AUTOMATED_VOICE, Reason.NO_CONSENT_FOR_LIVE_CALL}
    elif isinstance(again, Defer):
        assert not [reason for reason in again.reasons if reason.passes_by_itself]
        assert set(again.reasons) <= set(answer.reasons)
    else:
        assert all(reason.passes_by_itself for reason in answer.reasons)


@given(*ASKED)
def test_nobody_is_called_whom_a_rule_protects(person: Callee, channel: Channel, hours: Hours, now: datetime) -> None:
    answer = ask(person, channel, hours, now)
    if not isinstance(answer, Allow):
        assert answer.reasons
        assert len(set(answer.reasons)) == len(answer.reasons)
        return
    assert person.active
    assert person.zones
    assert open_at(now, person.zones, hours)
    assert not person.line_taken
    assert person.campaign_running
    assert not person.dialling_stopped
    assert not person.country_stopped
    assert person.country in (RULES.allowance.countries or ())
    assert all(one.scope is Scope.AUTOMATED and channel is Channel.LIVE for one in person.suppressed)
    assert person.due_at is None or person.due_at <= now
    if person.appointment:
        return
    dialled = [one.at for one in person.attempts if one.counted]
    assert len(dialled) < RULES.protocol.max_attempts
    assert all(now - at >= RULES.protocol.min_gap for at in dialled)
    assert not person.quota_full
    if person.verification:
        return
    done = [one.completed_at for one in person.surveys if one.completed_at]
    assert all(now - at >= RULES.fatigue.between_completed for at in done)
    if not dialled:
        assert not any(one.outstanding for one in person.surveys)
        called = [one.called_at for one in person.surveys if one.called_at]
        assert all(now - at >= RULES.fatigue.between_any for at in called)
        recent = [at for at in person.account.called_at if now - at < RULES.fatigue.account.within]
        assert len(recent) + 1 <= max(1, person.account.contacts * 20 // 100)


@given(*ASKED)
def test_a_narrower_window_never_lets_more_through(
    person: Callee, channel: Channel, hours: Hours, now: datetime
) -> None:
    if isinstance(ask(person, channel, hours, now), Allow):
        assert isinstance(ask(person, channel, ALWAYS, now), Allow)
    elif isinstance(ask(person, channel, ALWAYS, now), Block):
        assert isinstance(ask(person, channel, hours, now), Block)


def test_whom_the_automated_voice_may_not_call_goes_to_a_live_caller() -> None:
    silent = replace(ANNA, consents=())
    assert ask(silent) == Block((Reason.NO_CONSENT_FOR_AUTOMATED_VOICE,))
    assert next_channel(silent, Channel.IVR, OFFICE, RULES, NOW) is Channel.LIVE
    spared = replace(ANNA, suppressed=frozenset({Suppressed(Subject.ACCOUNT, Scope.AUTOMATED)}))
    assert next_channel(spared, Channel.IVR, OFFICE, RULES, ago(12)) is Channel.LIVE
    assert next_channel(replace(silent, active=False), Channel.IVR, OFFICE, RULES, NOW) is None
    assert next_channel(silent, Channel.LIVE, OFFICE, RULES, NOW) is None
    alone = replace(RULES, protocol=RULES.protocol.model_copy(update={"ladder": (Channel.IVR,)}))
    assert next_channel(silent, Channel.IVR, OFFICE, alone, NOW) is None
    refusing = replace(silent, consents=(Given(Purpose.LIVE_CALL, False, NOW),))
    assert ask(refusing, Channel.LIVE) == Block((Reason.NO_CONSENT_FOR_LIVE_CALL,))
    assert next_channel(refusing, Channel.IVR, OFFICE, RULES, NOW) is None

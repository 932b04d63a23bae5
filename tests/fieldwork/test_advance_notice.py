"""Advance notice: the rules that are refused, the times that are offered, and the words in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.advance_notice import Times
from vocsurvey.fieldwork.note_text import LONGEST_SUBJECT, CallAhead, about_it, first_time, in_groups, one_line
from vocsurvey.fieldwork.offered_times import offered_times
from vocsurvey.fieldwork.window import ALWAYS, Hours, open_at, read_week
from vocsurvey.rulebook import SHIPPED, RulesError, load_rulebook

RULES = load_rulebook()
OFFICE = read_week({"mon-fri": ["09:00-12:00", "13:15-17:00"]})
NOON = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)  # a Friday, two days before the clocks change in Berlin
CALL = CallAhead(
    name="Ann Archer",
    company="Northwind",
    language="en",
    kind="support_case",
    subject="the night export",
    automated=True,
    lasts=timedelta(minutes=2, seconds=40),
    shown="+12025550199",
    rung="+442079460123",
    not_before=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    zone="Europe/Berlin",
    owner="Olivia Owner",
    reply_to="olivia@example.com",
)


def times(**changed: object) -> Times:
    """The shipped rules about times, with changes."""
    return RULES.advance_notice.times.model_copy(update=changed)


def listed(rules: Times, hours: Hours, now: datetime, ends_at: datetime | None = None) -> list[str]:
    """What is offered, by the clock in Berlin."""
    days = offered_times(rules, hours, "Europe/Berlin", now, ends_at)
    return [f"{at.astimezone(ZoneInfo('Europe/Berlin')):%d %H:%M}" for _, ats in days for at in ats]


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("advance_notice", "usual_days: 1", "usual_days: 15", "usual_days must not be more than most_days"),
        ("advance_notice", "name: month", "name: week", "names one of them twice"),
        ("advance_notice", "name: month", "name: fortnight", "en: the deferrals fortnight of advance_notice.yaml"),
        ("advance_notice", "step: 30 min", "step: 1 min", "greater than or equal to"),
        ("notice_words", "{minutes} minutes", "some minutes", "lasts has to name {minutes}"),
        ("notice_words", "    open_page: Choose", "    open_page: '{company}' #", "has to name nothing in braces"),
        ("notice_words", "      order: your order\n", "", "about says nothing of order"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    shipped = (SHIPPED / f"{file}.yaml").read_text("utf-8")
    assert old in shipped
    (tmp_path / f"{file}.yaml").write_text(shipped.replace(old, new, 1), "utf-8")
    with pytest.raises(RulesError) as caught:
        load_rulebook(tmp_path)
    assert any(words in problem for problem in caught.value.problems)


def test_times_are_offered_by_the_clock_of_the_person() -> None:
    rules = times(step=timedelta(minutes=30), earliest=timedelta(hours=1), days=2, within=timedelta(days=5))
    offered = listed(rules, OFFICE, NOON)
    assert offered[:4] == ["27 14:00", "27 14:30", "27 15:00", "27 15:30"]  # an hour ahead of 13:00 in Berlin
    monday = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "13:30", "14:00", "14:30", "15:00", "15:30"]
    assert offered[6:] == [f"30 {at}" for at in (*monday, "16:00", "16:30")]
    assert listed(rules, OFFICE, NOON, NOON + timedelta(hours=2)) == ["27 14:00", "27 14:30"]
    assert listed(rules, OFFICE.closed_also_on(frozenset({date(2026, 3, 30)})), NOON)[6] == "31 09:00"
    assert listed(rules, Hours(((),) * 7), NOON) == []


def test_the_hour_that_the_clocks_skip_is_not_offered_and_the_one_that_comes_twice_is_offered_once() -> None:
    rules = times(step=timedelta(minutes=30), earliest=timedelta(0), days=1, within=timedelta(hours=5))
    spring = listed(rules, ALWAYS, datetime(2026, 3, 29, 0, 0, tzinfo=UTC))
    assert spring[:4] == ["29 01:00", "29 01:30", "29 03:00", "29 03:30"]
    autumn = listed(rules, ALWAYS, datetime(2026, 10, 24, 23, 30, tzinfo=UTC))
    assert autumn[:5] == ["25 01:30", "25 02:00", "25 02:30", "25 03:00", "25 03:30"]


@given(
    zone=st.sampled_from(["America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]),
    now=st.integers(0, 365 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    step=st.sampled_from([5, 20, 30, 45, 60, 240]),
)
def test_whatever_is_offered_is_open_and_in_order(zone: str, now: datetime, step: int) -> None:
    rules = times(step=timedelta(minutes=step))
    days = offered_times(rules, OFFICE, zone, now)
    flat = [at for _, ats in days for at in ats]
    assert flat == sorted(set(flat))
    assert len(days) <= rules.days
    for day, ats in days:
        assert {at.astimezone(ZoneInfo(zone)).date() for at in ats} == {day}
    assert all(open_at(at, (zone,), OFFICE) and now + rules.earliest <= at <= now + rules.within for at in flat)


def test_every_language_says_it_all() -> None:
    told = {
        code: " ".join((*about_it(words, CALL), first_time(words, CALL)))
        for code, words in RULES.notice_words.languages.items()
    }
    assert told.keys() == {"en", "de", "fr", "es"}
    for text in told.values():
        for named in ("Northwind", "the night export", " 3 ", "+1 202-555-0199", "23", "10:30", "Europe/Berlin", "24"):
            assert named in text
        assert "{" not in text
    assert "Tuesday, 24 November" in told["en"]
    assert "Dienstag, 24. November" in told["de"]


def test_what_is_not_known_is_not_said() -> None:
    words = RULES.notice_words.languages["en"]
    assert first_time(words, replace(CALL, zone=None)) == words.some_day
    assert first_time(words, replace(CALL, not_before=None)) == words.some_day
    assert "It is about how we work together." in about_it(words, replace(CALL, subject=" ", kind="seance"))
    assert about_it(words, replace(CALL, automated=False))[0].startswith("Somebody would like to call you")
    long = about_it(words, replace(CALL, subject="word " * 60))[1]
    assert "…" in long
    assert len(long) < LONGEST_SUBJECT + 40
    assert "about 2 minutes" in about_it(words, replace(CALL, lasts=timedelta(seconds=20)))[2]


def test_a_language_is_found_by_its_base() -> None:
    words = RULES.notice_words
    assert [words.language(one) for one in ("fr-CA", "es_MX", "DE", "ja", "")] == ["fr", "es", "de", "en", "en"]


def test_nothing_that_was_typed_breaks_a_line() -> None:
    assert one_line("North\r\nBcc: all@example.com\x00\u2028wind") == "North Bcc: all@example.com wind"
    assert in_groups("+4930231250") == "+49 30 231250"

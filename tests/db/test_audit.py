"""The audit finds every broken promise, names the rows, and finds nothing where nothing is broken."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from offences import OFFENDERS
from rows import BEGAN_AT, at, insert, lay_bare, tell_story
from sqlalchemy import text

from vocsurvey.db.audit.calls import CALLS
from vocsurvey.db.audit.rule import Rule, Violation
from vocsurvey.db.audit.suppressions import PERMITTED_AFTER_OPT_OUT
from vocsurvey.db.audit.verdict import RULES, audit
from vocsurvey.db.session import Database

NOW = BEGAN_AT + timedelta(hours=1)


def keyed_hash(number: str, extension: str) -> str:
    """A hash such as the product's: the audit is told which."""
    return hashlib.sha256(f"{number}x{extension}".encode()).hexdigest()


def verdict(database: Database) -> tuple[Violation, ...]:
    """The audit of the story an hour after it began."""
    with database.reading() as session:
        return audit(session, NOW, keyed_hash)


def test_empty_database_keeps_every_promise(database: Database) -> None:
    assert verdict(database) == ()


def test_true_story_keeps_every_promise_with_and_without_constraints(database: Database) -> None:
    with database.transaction() as session:
        tell_story(session)
    assert verdict(database) == ()
    lay_bare(database)
    assert verdict(database) == ()


@pytest.mark.parametrize("offence", OFFENDERS)
def test_offence_is_found_and_named(database: Database, offence: str) -> None:
    statements, expected = OFFENDERS[offence]
    with database.transaction() as session:
        tell_story(session)
    lay_bare(database)
    with database.transaction() as session:
        for statement in statements.split("; "):
            assert session.execute(text(statement)).rowcount > 0  # type: ignore[attr-defined]
    found = verdict(database)
    assert [(violation.rule, *violation.ids) for violation in found] == list(expected)
    assert all(violation.sentence.endswith(".") and "{" not in violation.sentence for violation in found)


def test_every_rule_has_an_offender() -> None:
    planted = {rule for _, expected in OFFENDERS.values() for rule, *_ in expected}
    assert planted == {rule.name for rule in RULES}
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("scope", "channel", "suppressed_after", "found"),
    [
        ("all_surveys", "ivr", -5, True),
        ("all_surveys", "live", -5, True),
        ("automated", "ivr", -5, True),
        ("automated", "live", -5, False),
        ("all_surveys", "ivr", 5, False),
    ],
)
def test_call_after_an_opt_out(
    database: Database, scope: str, channel: str, suppressed_after: float, found: bool
) -> None:
    with database.transaction() as session:
        tell_story(session)
        session.execute(text("UPDATE attempt SET channel = :channel WHERE id = 21"), {"channel": channel})
        for key, number in ((1, "+12025550102"), (2, "+12025550199")):
            hashed = keyed_hash(number, "")
            insert(session, "suppression", id=key, line_hash=hashed, scope=scope, created_at=at(1 + suppressed_after))
    ids = [violation.ids for violation in verdict(database) if violation.rule == PERMITTED_AFTER_OPT_OUT.name]
    assert ids == ([("call 11", "suppression 1")] if found else [])
    with database.reading() as session:
        assert audit(session, NOW, None) == ()


@pytest.mark.parametrize(
    ("name", "extension", "found"),
    [
        ("+12025550102", "*", True),
        ("contact:C2", "", True),
        ("account:A1", "", True),
        ("domain:alder.example", "", True),
        ("campaign:1:+12025550102", "", True),
        ("campaign:1:account:A1", "", True),
        ("campaign:2:+12025550102", "", False),
        ("contact:C9", "", False),
        ("domain:birke.example", "", False),
    ],
)
def test_call_after_somebody_was_barred_by_another_name(
    database: Database, name: str, extension: str, found: bool
) -> None:
    with database.transaction() as session:
        tell_story(session)
        session.execute(text("UPDATE contact SET email = 'Ben@Alder.example' WHERE id = 2"))
        hashed = keyed_hash(name, extension)
        insert(session, "suppression", id=1, line_hash=hashed, scope="all_surveys", created_at=at(-5))
    ids = [violation.ids for violation in verdict(database) if violation.rule == PERMITTED_AFTER_OPT_OUT.name]
    assert (("call 11", "suppression 1") in ids) is found


def test_calls_that_touch_do_not_overlap(database: Database) -> None:
    with database.transaction() as session:
        tell_story(session)
        moved = {"sent": at(4), "answered": at(4.1)}
        session.execute(text("UPDATE call SET line_id = 1, planned_at = sent_at WHERE id = 11"))
        for what, moment in moved.items():
            moment_text = f"{moment:%Y-%m-%d %H:%M:%S.%f}"
            session.execute(text(f"UPDATE call SET {what}_at = '{moment_text}' WHERE id = 11"))
    assert verdict(database) == ()


def test_sentences_name_what_they_found() -> None:
    rule = next(rule for rule in CALLS if rule.name == "calls_overlap_on_line")
    assert isinstance(rule, Rule)
    violation = rule.violation({"call1": 3, "call2": 4, "phone_line": 9})
    assert violation.sentence == "Calls 3 and 4 were on line 9 at the same time."
    assert violation.ids == ("call 3", "call 4", "phone_line 9")

"""Who answers for a follow-up: what a rule is about, whose turn it is, and that the file makes sense."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from vocsurvey.db.people import Role
from vocsurvey.followup.flag import Queue
from vocsurvey.followup.ownership import (
    OwnerRule,
    OwnershipRules,
    Person,
    Roster,
    Sharing,
    StaffRole,
    first_able,
    sharer,
    unanimous,
)
from vocsurvey.rulebook import RulesError, load_rulebook, read_rules

LAST = {"name": "everything_else", "says": "Nobody else does.", "queue": "customer_success"}
QUEUES = {one: {"roles": ["manager"]} for one in ("customer_success", "product", "management")}
EVERYBODY = Sharing(roles=("customer_success",))


def rules(*given: dict[str, Any], **other: Any) -> OwnershipRules:
    return OwnershipRules.model_validate(
        {"format": 1, "mark": "R", "source": "tests", "queues": QUEUES, "rules": [*given, LAST], **other}
    )


def rule(**given: Any) -> OwnerRule:
    return OwnerRule.model_validate({"name": "some_rule", "says": "Because.", "queue": "product", **given})


def person(key: int, **given: Any) -> Person:
    return Person(key, f"p{key}@example.com", "customer_success", **given)


def at(hour: int) -> datetime:
    return datetime(2026, 3, 3, hour, tzinfo=UTC)


FACTS = {"region": "North", "tier": "gold", "country": "DE", "language": "de", "team": None, "dimension": "product"}


@pytest.mark.parametrize(
    ("when", "meant", "may"),
    [
        ({}, True, True),
        ({"region": ["north"]}, True, True),
        ({"region": ["South", "NORTH"]}, True, True),
        ({"region": ["South"]}, False, False),
        ({"team": ["Night"]}, False, False),  # nobody knows the team
        ({"region": ["North"], "tier": ["silver"]}, False, False),
        ({"dimension": ["product"]}, True, True),
        ({"dimension": ["service"]}, False, True),  # nobody knows yet what they will say
        ({"dimension": ["service"], "region": ["South"]}, False, False),
        ({"queue": ["product"]}, False, True),
    ],
)
def test_what_a_rule_is_about(when: dict[str, list[str]], meant: bool, may: bool) -> None:
    one = rule(when=when)
    assert (one.meant(FACTS), one.may_be_meant(FACTS)) == (meant, may)
    assert one.foreseeable is not ({"dimension", "queue"} & set(when) != set())


@pytest.mark.parametrize(
    ("people", "sharing", "language", "expected"),
    [
        ([], EVERYBODY, "en", None),
        ([person(1, open=2), person(2, open=1)], EVERYBODY, "en", 2),
        ([person(1, open=1, latest_at=at(9)), person(2, open=1, latest_at=at(8))], EVERYBODY, "en", 2),
        ([person(1, open=1, latest_at=at(9)), person(2, open=1)], EVERYBODY, "en", 2),
        ([person(2), person(1)], EVERYBODY, "en", 1),
        ([person(1, open=5), person(2, at_work=False)], EVERYBODY, "en", 1),  # at work goes before fewest
        ([person(1, at_work=False)], EVERYBODY, "en", 1),
        ([person(1, at_work=False)], Sharing(roles=("customer_success",), at_work=True), "en", None),
        ([person(1, there=False), person(2, open=9)], EVERYBODY, "en", 2),
        ([person(1, agent_id=7), person(2, agent_id=8, open=9)], EVERYBODY, "en", 2),  # it is about agent 7
        ([person(1), person(2, languages=("fr", "de"))], Sharing(roles=("customer_success",), speaks=True), "de", 2),
        ([person(1), person(2)], Sharing(roles=("customer_success",), speaks=True), "de", None),
        ([person(1)], Sharing(roles=("manager",)), "en", None),
        ([person(1), person(2)], Sharing(people=("P2@example.com",)), "en", 2),
    ],
)
def test_whose_turn_it_is(people: list[Person], sharing: Sharing, language: str, expected: int | None) -> None:
    found = sharer(sharing, people, about_agent=7, language=language)
    assert (found.id if found else None) == expected


def test_who_has_it_keeps_it_as_long_as_they_could_be_the_one() -> None:
    two = [person(1, open=9), person(2)]
    kept = sharer(EVERYBODY, two, about_agent=None, language=None, keeps=1)
    assert kept == two[0]
    gone = sharer(EVERYBODY, [person(1, there=False), person(2)], about_agent=None, language=None, keeps=1)
    assert gone is not None
    assert gone.id == 2


@given(st.integers(1, 6), st.integers(1, 60))
def test_work_is_shared_evenly(people: int, works: int) -> None:
    have = dict.fromkeys(range(1, people + 1), 0)
    for _ in range(works):
        found = sharer(EVERYBODY, [person(one, open=n) for one, n in have.items()], about_agent=None, language=None)
        assert found is not None
        have[found.id] += 1
    assert max(have.values()) - min(have.values()) <= 1


def test_who_belongs_to_the_customer_and_can_answer() -> None:
    about, away, fit = person(1, agent_id=7), person(2, there=False), person(3)
    assert first_able((None, about, away, fit), 7) is fit
    assert first_able((about,), None) is about
    assert first_able((None,), None) is None


def test_one_person_whatever_is_said() -> None:
    assert unanimous([4, 4]) == 4
    assert unanimous([4, None]) is None
    assert unanimous([]) is None


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"name": "a_rule", "says": "Both.", "queue": "product", "owner": "account_owner"}, "exactly one of"),
        ({"name": "a_rule", "says": "None."}, "exactly one of"),
        ({"name": "a_rule", "says": "Why.", "queue": "product", "when": {"kind": ["ugly"]}}, "ugly is no kind"),
        ({"name": "a_rule", "says": "Why.", "queue": "product", "when": {"colour": ["red"]}}, "colour"),
        ({"name": "a_rule", "says": "Why.", "queue": "product", "when": {"region": []}}, "region"),
        ({"name": "a_rule", "says": "Why.", "share": {"speaks": True}}, "name roles or people"),
        ({"name": "everything_else", "says": "Twice.", "queue": "product"}, "two rules are called everything_else"),
    ],
)
def test_rules_that_cannot_be(broken: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        rules(broken)


@pytest.mark.parametrize(
    "last",
    [
        {"name": "last_one", "says": "Only them.", "owner": "account_owner"},
        {"name": "last_one", "says": "Some.", "queue": "product", "when": {"region": ["North"]}},
    ],
)
def test_the_last_rule_finds_somebody_for_everything(last: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="nothing may be unowned"):
        rules(rules=[last])


def test_every_queue_has_somebody() -> None:
    with pytest.raises(ValidationError, match="who works product, management"):
        rules(queues={"customer_success": QUEUES["product"]})


def test_the_file_that_is_shipped() -> None:
    shipped = load_rulebook().ownership
    assert [one.name for one in shipped.rules][-1] == "everything_else"
    assert shipped.facts == {"queue", "attribution"}
    assert shipped.queues[Queue.MANAGEMENT].has("admin", "ada@example.com")
    assert not Roster(people=("ada@example.com",)).has("admin", "eve@example.com")
    assert set(get_args(StaffRole)) == {one.value for one in Role}


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "format: 1\nmark: R\nsource: tests\nqueues: {}\nrules:\n  - name: a_rule\n    says: Why.\n    queue: nowhere\n"
    )
    with pytest.raises(RulesError, match=r"mine.yaml:8: rules > 0 > queue: Input should be 'customer_success'"):
        read_rules(file, OwnershipRules)
    with pytest.raises(RulesError, match="cannot be read"):
        read_rules(tmp_path / "absent.yaml", OwnershipRules)

"""The walk of one datum, end to end: real processes, real HTTP, real signatures; the same rows in every weather."""

from __future__ import annotations

from pathlib import Path

import pytest
from company import Company, company

from vocsurvey.db.session import Database

PEOPLE = 50


def walked(house: Company, people: int, seconds: float) -> dict[str, dict[str, object]]:
    """Run a campaign to its end and prove it clean."""
    campaign_id = house.launch(people)
    assert house.wait(campaign_id, seconds), house.unfinished()
    assert house.violations() == []
    ledger = house.ledger()
    assert ledger["violations"] == []
    return house.rows()


@pytest.fixture(scope="module")
def fair_rows() -> dict[str, dict[str, dict[str, object]]]:
    """The rows of fair weather, by kind of database; filled by the first test."""
    return {}


def test_fair_weather(
    database: Database, redis_url: str, tmp_path: Path, fair_rows: dict[str, dict[str, dict[str, object]]]
) -> None:
    with company(database, redis_url, tmp_path) as house:
        rows = walked(house, PEOPLE, 400)
    fair_rows[database.url.get_backend_name()] = rows
    assert len(rows) == PEOPLE
    negative = [answer for row in rows.values() for answer in row.get("answers", []) if answer[4]]  # type: ignore[attr-defined]
    flags = [flag for row in rows.values() for flag in row.get("flags", []) if flag[3] == "negative"]  # type: ignore[attr-defined]
    assert len(negative) == len(flags) >= 5
    assert len({row["disposition"] for row in rows.values()}) >= 5


def test_storm_gives_the_same_rows(
    database: Database, redis_url: str, tmp_path: Path, fair_rows: dict[str, dict[str, dict[str, object]]]
) -> None:
    with company(database, redis_url, tmp_path, weather="storm") as house:
        rows = walked(house, PEOPLE, 500)
    fair = fair_rows[database.url.get_backend_name()]
    assert {name: (row, fair[name]) for name, row in rows.items() if row != fair[name]} == {}

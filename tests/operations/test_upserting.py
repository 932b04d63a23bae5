"""One report is one line of a contact list: created, changed, left alone, or refused with nothing done."""

from __future__ import annotations

from typing import Any

import pytest
from scene import Scene
from sqlalchemy import func, select

from vocsurvey.db.imports import ImportProblem, ImportRun, StagedLine
from vocsurvey.db.sample import Account, Agent, Contact, PhoneLine, Touchpoint
from vocsurvey.operations.upserting import Unfit, Upserted, upsert

NEW = {
    "account_id": "A9",
    "account": "Quince Foods",
    "account_country": "GB",
    "contact_id": "C9",
    "contact_name": "Nell North",
    "phone": "020 7946 0123",
    "touchpoint_id": "T9",
    "touchpoint_kind": "order",
    "agent_id": "G9",
}


def told(scene: Scene, cells: dict[str, str]) -> Any:
    """What became of a report; whatever is Unfit leaves nothing behind, as at the door of the API."""
    with scene.database.transaction() as session:
        done = upsert(session, cells, scene.now)
        if isinstance(done, Unfit):
            session.rollback()
    return done


def counts(scene: Scene) -> list[int]:
    """How many rows there are of everything that a report may touch."""
    tables = (Account, Contact, PhoneLine, Agent, Touchpoint, ImportRun, StagedLine, ImportProblem)
    with scene.database.reading() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_somebody_new_comes_in_whole_and_no_list_is_left(scene: Scene) -> None:
    before = counts(scene)
    done = told(scene, NEW)
    assert isinstance(done, Upserted)
    assert done.created
    assert [after - then for after, then in zip(counts(scene), before, strict=True)] == [1, 1, 1, 1, 1, 0, 0, 0]
    row = scene.rows(select(Touchpoint).where(Touchpoint.external_id == "T9"))[0]
    assert (row.kind, row.import_run_id) == ("order", None)
    again = told(scene, NEW)
    assert isinstance(again, Upserted)
    assert not again.created
    assert counts(scene)[0] == before[0] + 1


def test_what_is_left_out_stays(scene: Scene) -> None:
    done = told(scene, {"contact_id": "C1", "language": "fr"})
    assert isinstance(done, Upserted)
    row = scene.rows(select(Contact).where(Contact.external_id == "C1"))[0]
    assert (row.language, row.name, row.zone) == ("fr", "Ann Archer", "America/New_York")
    assert scene.rows(select(Touchpoint).where(Touchpoint.external_id == "relationship:C1"))


@pytest.mark.parametrize(
    ("said", "number", "extension"),
    [
        ({"extension": "77"}, "+12025550101", "77"),
        ({"phone": "202 555 0188"}, "+12025550188", ""),
        ({"phone": "202 555 0188", "extension": "5"}, "+12025550188", "5"),
    ],
)
def test_telephone_changes(scene: Scene, said: dict[str, str], number: str, extension: str) -> None:
    assert isinstance(told(scene, {"contact_id": "C1", **said}), Upserted)
    with scene.database.reading() as session:
        line = session.scalars(select(Contact).where(Contact.external_id == "C1")).one().line
        assert (line.number, line.extension) == (number, extension)


def test_somebody_known_changes_to_a_known_company(scene: Scene) -> None:
    done = told(scene, {"contact_id": "C1", "account_id": "A2", "phone": "+1 202 555 0101"})
    assert isinstance(done, Upserted)
    with scene.database.reading() as session:
        assert session.scalars(select(Contact).where(Contact.external_id == "C1")).one().account.name == "Birke Labor"


@pytest.mark.parametrize(
    ("said", "columns", "sentence"),
    [
        ({"contact_id": "C8"}, ["account_id", "account", "account_country", "contact_name", "phone"], "not known yet"),
        ({"contact_id": "C1", "account_id": "A8"}, ["account", "account_country"], "the account is not known yet"),
        ({**NEW, "account_country": "XX"}, ["account_country"], "is not a country"),
        ({**NEW, "touchpoint_id": "T1"}, ["touchpoint_id"], "belongs to another contact"),
        ({**NEW, "closed_at": "yesterday"}, ["closed_at"], "is not a date and time"),
        (
            {"contact_id": "C8", "account_id": "A1", "contact_name": "ann archer", "phone": "+1 202 555 0101"},
            ["contact_id"],
            "is known already as “C1”",
        ),
    ],
)
def test_what_cannot_be_used_is_told_by_its_place_and_leaves_nothing(
    scene: Scene, said: dict[str, str], columns: list[str], sentence: str
) -> None:
    before = counts(scene)
    done = told(scene, said)
    assert isinstance(done, Unfit)
    assert [one.column for one in done.problems] == columns
    assert sentence in done.problems[0].sentence
    assert counts(scene) == before


def test_somebody_reported_is_phoned_by_the_next_campaign(scene: Scene) -> None:
    told(scene, NEW)
    scene.campaign()
    assert scene.case("C9").touchpoint_id == scene.rows(select(Touchpoint.id).where(Touchpoint.external_id == "T9"))[0]

"""A contact list from the file to the people, in a real browser, and each of its states looked at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import select
from test_axe import faults_of, open_everything
from visiting import House, Visit
from workbooks import workbook

from vocsurvey.db.people import Role
from vocsurvey.db.sample import Contact, Touchpoint
from vocsurvey.jobs import contact_lists
from vocsurvey.operations import bringing

pytestmark = pytest.mark.browser

HEADER = ["Kd.-Nr.", "Firma", "Land", "Ansprechpartner", "Fernruf", "Sprache", "Straße", "Vorgang", "Anlass"]
GOOD = [
    [
        f"K{n}",
        "Lindner Optik GmbH & Co. KG",
        "DE",
        f"Person {n}",
        f"030 23125 {n:03d}",
        "de",
        "Am Markt 1",
        f"V{n}",
        "order",
    ]
    for n in range(1, 30)
]
BAD = ["K90", "Lindner Optik GmbH & Co. KG", "DE", "Bad Line", "12", "de", "Am Markt 1", "V90", "order"]


def look(visit: Visit, name: str) -> None:
    """Keep a picture of the page in the folder that SCREENSHOTS names, for people to look at."""
    if folder := os.environ.get("SCREENSHOTS"):
        visit.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def run_id(visit: Visit) -> int:
    """The list whose page is open."""
    return int(visit.page.url.rpartition("/")[2])


def keep(house: House) -> None:
    """Give one of the people another reason to be called, so that an undo leaves them."""
    with house.cast.runtime.database.transaction() as session:
        person = session.scalars(select(Contact).where(Contact.name == "Person 7")).one()
        session.add(Touchpoint(external_id=f"other {person.id}", contact_id=person.id, kind="visit"))


def rows() -> list[list[str]]:
    """The list: each person's customer has an id of its own, so that nothing clashes."""
    return [HEADER, *GOOD, BAD]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_a_list_from_the_file_to_the_people(
    house: House, visit: Visit, tmp_path: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    house.cast.people()
    file = tmp_path / "Kunden.xlsx"
    file.write_bytes(workbook({"Notizen": [["nichts"]], "Kunden": rows()}))
    page = visit.page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.sign_in(Role.ACCOUNT_TEAM)
    visit.go("/contact-lists")
    look(visit, f"lists-empty-{scheme}-{width}")
    faults = faults_of(visit)
    page.get_by_role("button", name="Look at the list").click()
    page.get_by_text("Choose a file first.").wait_for()
    faults += faults_of(visit)
    page.set_input_files("#file", str(file))
    page.get_by_role("button", name="Look at the list").click()
    page.get_by_text("updates by itself").wait_for()
    look(visit, f"lists-reading-{scheme}-{width}")
    faults += faults_of(visit)
    # The worker's part; the page finds out by itself.
    contact_lists.work(house.cast.runtime, run_id(visit))
    page.get_by_role("heading", name="Say what the columns are").wait_for()
    look(visit, f"lists-columns-{scheme}-{width}")
    faults += faults_of(visit)
    page.get_by_label("Fernruf").select_option("phone")
    page.get_by_role("button", name="Read it with these columns").click()
    page.get_by_text("updates by itself").wait_for()
    contact_lists.work(house.cast.runtime, run_id(visit))
    page.get_by_role("button", name="Import 29 lines, leave out 1").wait_for()
    open_everything(visit)
    look(visit, f"lists-checked-{scheme}-{width}")
    faults += faults_of(visit)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the bad lines").click()
    assert "Bad Line" in Path(download.value.path()).read_text("utf-8-sig")
    page.get_by_role("button", name="Import 29 lines, leave out 1").click()
    page.get_by_text("updates by itself").wait_for()
    contact_lists.work(house.cast.runtime, run_id(visit))
    page.get_by_role("heading", name="It is in").wait_for()
    look(visit, f"lists-applied-{scheme}-{width}")
    faults += faults_of(visit)
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("heading", name="Undo this import?").wait_for()
    look(visit, f"lists-undo-{scheme}-{width}")
    faults += faults_of(visit)
    keep(house)
    page.get_by_role("button", name="Yes, undo it").click()
    page.get_by_text("updates by itself").wait_for()
    look(visit, f"lists-undoing-{scheme}-{width}")
    faults += faults_of(visit)
    contact_lists.work(house.cast.runtime, run_id(visit))
    page.get_by_role("heading", name="It was taken back").wait_for()
    page.get_by_role("link", name="Person 7", exact=True).wait_for()
    look(visit, f"lists-undone-{scheme}-{width}")
    faults += faults_of(visit)
    visit.go("/contact-lists")
    page.get_by_role("link", name="Kunden.xlsx").wait_for()
    look(visit, f"lists-history-{scheme}-{width}")
    faults += faults_of(visit)
    assert faults == []


def test_a_page_that_is_left_open_finds_that_a_list_was_thrown_away(house: House, visit: Visit) -> None:
    house.cast.people()
    runtime = house.cast.runtime
    taken = contact_lists.take_in(runtime.database, [b"name\n"], "list.csv")
    assert isinstance(taken, int)
    visit.sign_in(Role.MANAGER)
    visit.go(f"/contact-lists/{taken}")
    with runtime.database.transaction() as session:
        bringing.discard(session, taken, house.cast.now)
    visit.page.get_by_role("heading", name="It was thrown away").wait_for()
    assert faults_of(visit) == []

"""Machines and switchboards, end to end: real processes, real HTTP, and time that passes as it does in life."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from company import HEADER, Company, company
from sqlalchemy import select

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import MachineMessage
from vocsurvey.db.interview import Exchange, Interview
from vocsurvey.db.sample import Contact
from vocsurvey.db.session import Database

GLAD = ("1", "1", "1", "5", "7", "1", "10#")
"""A good time; solved, at once, very satisfied, easy, cared for, would recommend."""
# A machine that is about to hear its message waits some seconds of its life, which is all that our processes have.
SPEED = 6


def people(*lines: tuple[str, str, str]) -> str:
    """A contact list: who, the last three digits of the number, the extension."""
    rows = [
        f"A{name},Account {name},GB,olivia@example.com,{name},{name} Person,user,+44 20 7946 0{digits},en,"
        f"Europe/London,T{name},support_case,the export,yes,{extension}"
        for name, digits, extension in lines
    ]
    return "\n".join((f"{HEADER},extension", *rows))


def cast(folder: Path, **roles: object) -> tuple[str, str]:
    """The option that puts these roles at +44 20 7946 0…; names are ``n`` and the last three digits."""
    path = folder / "cast.json"
    path.write_text(json.dumps({f"+442079460{name[1:]}": role for name, role in roles.items()}))
    return "--cast", str(path)


def walked(house: Company, listed: str, seconds: float) -> dict[str, Any]:
    """Run a campaign to its end; the carrier's ledger."""
    campaign_id = house.launch(listed.count("\n"), listed=listed)
    assert house.wait(campaign_id, seconds), house.unfinished()
    assert house.violations() == []
    ledger = house.ledger()
    assert ledger["violations"] == []
    return ledger


def dispositions(house: Company) -> dict[str, str | None]:
    with house.database.reading() as session:
        cases = session.execute(select(Contact.external_id, Case.disposition).join(Case, Case.contact_id == Contact.id))
        return {name: disposition for name, disposition in cases}


def test_every_machine_hears_one_message_and_nothing_of_the_questionnaire(
    database: Database, redis_url: str, tmp_path: Path
) -> None:
    listed = people(
        ("Beep", "001", ""),
        ("NoBeep", "002", ""),
        ("Endless", "003", ""),
        ("Fax", "004", ""),
        ("Later", "005", ""),
        ("Human", "006", ""),
        ("Mistaken", "007", ""),
    )
    roles = cast(
        tmp_path,
        n001="machine",
        n002="no-beep",
        n003="endless",
        n004="fax",
        n005={"calls": ["machine", list(GLAD)]},
        n006=["1", "D", *GLAD[1:]],  # a key that no phone of ours may send, and then the right one
        n007={"persona": "mistaken", "steps": ["silence", "5", *GLAD]},
    )
    protocol = {"machine_message": "true", "max_attempts": "2"}
    options: dict[str, Any] = {"rules": {"protocol": protocol}, "carrier": roles}
    with company(database, redis_url, tmp_path, speed=SPEED, **options) as house:
        ledger = walked(house, listed, 500)
        ended = dispositions(house)
        with house.database.reading() as session:
            contacts = select(Contact.external_id).join(Case, Case.contact_id == Contact.id)
            rows = {
                name: (row.left_at is not None, row.interrupted_at is not None)
                for name, row in session.execute(
                    contacts.join(MachineMessage, MachineMessage.case_id == Case.id).add_columns(MachineMessage)
                )
            }
    assert rows == {"Beep": (True, False), "NoBeep": (True, False), "Later": (True, False), "Mistaken": (True, True)}
    machines = dict.fromkeys(("Beep", "NoBeep", "Endless", "Fax"), "3.14")
    assert ended == {**machines, **dict.fromkeys(("Later", "Human", "Mistaken"), "1.1")}
    heard: dict[str, list[str]] = {}
    for tape in ledger["tapes"]:
        heard.setdefault(tape["to"][-3:], []).append(tape["words"])
    for digits, name in (("001", "Beep"), ("002", "NoBeep"), ("005", "Later")):
        message = f"this is an automated message from Northwind for {name} Person."
        whole = [words for words in heard[digits] if message in words and words.endswith("Thank you, and goodbye.")]
        assert len(whole) == 1, heard[digits]
    assert not {"003", "004"} & set(heard)
    everything = " ".join(words for tapes in heard.values() for words in tapes)
    assert everything.count("automated message") == 3
    for question in ("resolved", "satisfied", "genuinely cared", "recommend"):
        assert question not in everything


def test_without_the_rule_no_machine_hears_a_message(database: Database, redis_url: str, tmp_path: Path) -> None:
    roles = cast(tmp_path, n001="machine")
    options: dict[str, Any] = {"rules": {"protocol": {"max_attempts": "1"}}, "carrier": roles}
    with company(database, redis_url, tmp_path, speed=20, **options) as house:
        ledger = walked(house, people(("Beep", "001", "")), 300)
        assert dispositions(house) == {"Beep": "3.14"}
        with house.database.reading() as session:
            assert session.scalars(select(MachineMessage)).all() == []
    assert not [tape for tape in ledger["tapes"] if "message" in tape["words"]]


def test_two_colleagues_behind_one_switchboard_are_each_put_through_and_asked_for_by_name(
    database: Database, redis_url: str, tmp_path: Path
) -> None:
    listed = people(("Ann", "010", "204"), ("Ben", "010", "205"), ("Gone", "010", "299"))
    # "I am", or "that is not possible" and "tomorrow morning"; whoever is behind 299 left long ago.
    roles = cast(tmp_path, n010={"extensions": {"204": ["1", *GLAD], "205": ["3", "2"]}})
    options: dict[str, Any] = {"rules": {"protocol": {"max_attempts": "1"}}, "carrier": roles}
    with company(database, redis_url, tmp_path, speed=20, **options) as house:
        ledger = walked(house, listed, 300)
        ended = dispositions(house)
        with house.database.reading() as session:
            first = {
                name: step
                for name, step in session.execute(
                    select(Contact.external_id, Exchange.step)
                    .join(Case, Case.contact_id == Contact.id)
                    .join(Interview, Interview.case_id == Case.id)
                    .join(Exchange, Exchange.interview_id == Interview.id)
                    .where(Exchange.position == 0)
                )
            }
    assert {(one["extension"], one["found"]) for one in ledger["connected"]} == {
        ("204", True), ("205", True), ("299", False),
    }  # fmt: skip
    assert len(ledger["connected"]) == 3
    assert ended["Ann"] == "1.1"
    assert ended["Ben"] == "2.21"
    assert ended["Gone"] == "3.20"
    assert set(first.values()) == {"right_person"}

"""A story with follow-ups in every column of the board, and in one of them more than it shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cast import HEADER, Cast

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role, User
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.followup.lifecycle import Event
from vocsurvey.interview.heard import Speech
from vocsurvey.operations import following_up, sampling
from vocsurvey.operations.following_up import Closing

NAMES = (
    "Ida Ito", "Jon Jung", "Kim Koch", "Lea Lund", "Max Maurer", "Nia Novak", "Ole Olsen", "Pia Petit", "Quentin Quaas",
    "Rosa Ruiz", "Sol Sand", "Tom Tran", "Uwe Unger", "Vera Vance", "Will Wong", "Xenia Xu",
)  # fmt: skip
SAID = (
    "The export has failed every night since Monday, and each of your people asks me to begin again.",
    "Nobody rang back.",
    "I like your engineers. But the invoice has been wrong three times, and each time I was told that it is right.",
    "It works again, but I had to find out myself.",
)
DONE = Closing("billing", "Sent the right invoice.", "That it is right now.")


def _rows() -> list[str]:
    return [
        f"B{n},Works {n} of {name.split()[1]},DE,{10_000 * n},,D{n},{name},user,+49 30 2312{n:02d} 77,en,Europe/Berlin,"
        f"U{n},support_case,the export,G2,Mara Moss,yes"
        for n, name in enumerate(NAMES)
    ]


def tell_all(cast: Cast) -> None:
    """Customers besides the cast, everybody of whom was let down; with seven of them something has happened since."""
    rows, problems = read_rows("\n".join((HEADER, *_rows())))
    assert problems == ()
    cast.do(sampling.import_sample, rows)
    cast.launch("Those who were let down")
    for n in range(len(NAMES)):
        worst = ("1", "2", "2", "3", "2") if n % 3 else ("1", "1", "2", "3", "5", "2")
        cast.call(f"D{n}", *worst, Speech(SAID[n % 4]), "1" if n % 3 else "3")
    rules = cast.runtime.rulebook
    for contact in ("D0", "D1", "D2", "D3", "D4", "D5", "D6"):
        cast.own(contact, Role.CUSTOMER_SUCCESS)
    for contact, event in (("D0", Event.CONTACT_ATTEMPTED), ("D1", Event.IN_CONVERSATION)):
        _do(cast, following_up.record_contact, contact, event, "Rang.", rules=rules)
    _do(
        cast, following_up.record_contact, "D2", Event.ACTION_AGREED, "By then.", rules=rules,
        promised_at=cast.now + timedelta(days=2),
    )  # fmt: skip
    for contact in ("D3", "D4"):
        _do(cast, following_up.put_right, contact, DONE, rules=rules)
    _do(cast, following_up.verify, "D4", Event.NOT_PUT_RIGHT, "Still wrong.", by=Role.MANAGER)
    _do(cast, following_up.rest, "D5", Event.UNREACHABLE, "Nobody picks up.")
    _do(cast, following_up.rest, "D6", Event.DECLINED_CONTACT, "No more calls.")


def _do(cast: Cast, verb: Any, contact: str, *args: Any, by: Role = Role.CUSTOMER_SUCCESS, **named: Any) -> None:
    cast.now += timedelta(seconds=1)
    with cast.runtime.database.transaction() as session:
        actor = session.get_one(User, cast.user_id(by))
        done = verb(session, cast.follow_up_id(contact), actor, *args, cast.now, **named)
        assert isinstance(done, FollowUp), done

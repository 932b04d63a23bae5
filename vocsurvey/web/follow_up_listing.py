"""The pages that list follow-ups, one by one or as a board: mine, the queue, or all; as narrow as a link says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.followup import SEVERITIES
from vocsurvey.db.reads.follow_up_board import board
from vocsurvey.db.reads.follow_up_choice import AGES, Choice, narrowed, read_choice, states
from vocsurvey.db.reads.follow_up_keys import LOOK, read_place
from vocsurvey.db.reads.follow_ups import follow_ups, tally
from vocsurvey.db.reads.people import names_of
from vocsurvey.db.sample import Account
from vocsurvey.followup.closing import RootCause
from vocsurvey.followup.flag import Queue
from vocsurvey.followup.lifecycle import RESTING
from vocsurvey.web.authority import CUSTOMER_SIDE, Action, may
from vocsurvey.web.follow_up_words import COLUMNS
from vocsurvey.web.forms import HandOn
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

WHOSE = ("mine", "team", "queue", "all")


def whose_of(said: Mapping[str, str]) -> str:
    """Whose follow-ups are wanted; who may see only their own wants those."""
    whose = said.get("whose", "mine")
    return whose if whose in WHOSE and visitor().role in CUSTOMER_SIDE else "mine"


def listed(said: Mapping[str, str], *, hand_on: HandOn | None = None, ticked: frozenset[int] = frozenset()) -> str:
    """The page, the soonest deadline first. ``hand_on``, ``ticked``: a form that could not be used, as sent."""
    person, whose, opened = visitor(), whose_of(said), said.get("state") != "closed"
    choice, after = read_choice(said, opened=opened), read_place(said.get("after"))
    with runtime().database.reading() as session:
        narrowing = _narrowing(session, choice, whose, opened=opened)
        return render_template(
            "follow_ups.html",
            page=follow_ups(
                session, whose=whose, user_id=person.id, opened=opened, after=after, narrowed=narrowed(choice, now())
            ),
            after=after,
            look=LOOK,
            hand_on=(hand_on or offered(narrowing["owners"])) if opened and narrowing["sees_all"] else None,
            ticked=ticked,
            **narrowing,
        )


def boarded(said: Mapping[str, str]) -> str:
    """The board: how far the open ones have come. Where one stands, and whether it rests, its columns say."""
    person, whose, choice = visitor(), whose_of(said), read_choice(said, opened=True)
    choice = replace(choice, stands=None, due="overdue" if choice.due == "overdue" else None)
    with runtime().database.reading() as session:
        return render_template(
            "follow_up_board.html",
            columns=board(session, whose=whose, user_id=person.id, narrowed=narrowed(choice, now())),
            names=COLUMNS,
            resting=RESTING,
            **_narrowing(session, choice, whose, opened=True, on_board=True),
        )


def _narrowing(session: Session, choice: Choice, whose: str, *, opened: bool, on_board: bool = False) -> dict[str, Any]:
    """What the form above a list or a board offers and shows."""
    return {
        "board": on_board,
        "choice": choice,
        "whose": whose,
        "opened": opened,
        "sees_all": visitor().role in CUSTOMER_SIDE,
        "causes": RootCause,
        "queues": Queue,
        "owners": names_of(session, CUSTOMER_SIDE, choice.owner),
        "account": _account(session, choice),
        "severities": SEVERITIES,
        "states": states(opened=opened),
        "ages": AGES,
        "tally": tally(session, visitor().id),
    }


def offered(people: list[tuple[int, str]]) -> HandOn:
    """An empty form that offers all who can have one."""
    form = HandOn(formdata=None)
    form.offer(people)
    return form


def _account(session: Session, choice: Choice) -> Account | None:
    """The customer whose follow-ups are asked for, where the visitor may know of them."""
    row = None if choice.account is None else session.get(Account, choice.account)
    return row if row is not None and may(visitor(), Action.SEE_ACCOUNT, row) else None

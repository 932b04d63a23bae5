"""Which follow-ups of a list somebody wants to see: what a link to the list says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement

from vocsurvey.db.followup import SEVERITIES, FollowUp
from vocsurvey.followup.closing import RootCause
from vocsurvey.followup.flag import Queue
from vocsurvey.followup.lifecycle import FINAL, RESTING, State
from vocsurvey.followup.search_words import Wanted, asked_for

# Older than so many days; an address can say no other number.
AGES = (1, 7, 30)
LONGEST_SEARCH = 200
DUE = ("overdue", "resting", "at_work")


@dataclass(frozen=True)
class Choice:
    """What a list is narrowed to; None leaves it as wide as it is. ``age`` is in days since the answer; ``owner`` and
    ``account`` are numbers of rows; ``words`` were typed to find it.
    """

    words: str | None = None

    account: int | None = None
    owner: int | None = None
    cause: str | None = None
    queue: str | None = None
    severity: str | None = None
    stands: str | None = None
    due: str | None = None
    age: int | None = None

    def address(self) -> dict[str, str]:
        """The words of a link that says the same."""
        return {name: str(value) for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Narrowed:
    """The conditions of a choice. ``chosen``: each could be answered by an index in the order of the list, the rarest
    first; ``span``: what is part of that order; ``left``: what no index answers; ``words``: what they have to have.
    """

    chosen: tuple[ColumnElement[bool], ...] = ()
    span: tuple[ColumnElement[bool], ...] = ()
    left: tuple[ColumnElement[bool], ...] = ()
    words: tuple[Wanted, ...] = ()


EVERYTHING = Narrowed()


def states(*, opened: bool) -> tuple[str, ...]:
    """Where an open follow-up can stand, or how one was closed. Tests are in no list."""
    return tuple(one.value for one in State if (one in FINAL) != opened and one is not State.TRIED_OUT)


def read_choice(said: Mapping[str, str], *, opened: bool) -> Choice:
    """What a link says; what no list knows is left out, as is what cannot be asked of those that are closed."""
    ages = {str(days): days for days in AGES}
    words = " ".join(said.get("words", "")[:LONGEST_SEARCH].split())
    return Choice(
        words=words or None,
        account=_number(said.get("account")),
        owner=_number(said.get("owner")),
        cause=_known(said.get("cause"), tuple(RootCause)),
        queue=_known(said.get("queue"), tuple(Queue)),
        severity=_known(said.get("severity"), SEVERITIES),
        stands=_known(said.get("stands"), states(opened=opened)),
        due=_known(said.get("due"), DUE if opened else ()),
        age=ages.get(said.get("age", "")),
    )


def narrowed(choice: Choice, now: datetime) -> Narrowed:
    """The conditions of a choice. Overdue is what was due before ``now`` and does not rest."""
    equal = (
        (FollowUp.account_id, choice.account),
        (FollowUp.owner_id, choice.owner),
        (FollowUp.cause, choice.cause),
        (FollowUp.queue, choice.queue),
        (FollowUp.state, choice.stands),
        (FollowUp.severity, choice.severity),
    )
    left: list[ColumnElement[bool]] = []
    if choice.due is not None:
        left.append(FollowUp.state.in_(RESTING) if choice.due == "resting" else FollowUp.state.not_in(RESTING))
    if choice.age is not None:
        left.append(FollowUp.opened_at < now - timedelta(days=choice.age))
    return Narrowed(
        tuple(column == value for column, value in equal if value is not None),
        (FollowUp.next_action_at < now,) if choice.due == "overdue" else (),
        tuple(left),
        asked_for(choice.words or ""),
    )


def _number(said: str | None) -> int | None:
    """A number of a row, as an address says it."""
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 19 else None


def _known(said: str | None, known: tuple[str, ...]) -> str | None:
    return said if said in known else None

"""The page that lists follow-ups: mine, the queue, or all; as narrow as a link or a form says."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.followup import SEVERITIES
from vocsurvey.db.reads.follow_up_choice import AGES, Choice, narrowed, read_choice, states
from vocsurvey.db.reads.follow_up_keys import LOOK, read_place
from vocsurvey.db.reads.follow_ups import follow_ups, tally
from vocsurvey.db.reads.people import names_of
from vocsurvey.db.sample import Account
from vocsurvey.followup.closing import RootCause
from vocsurvey.followup.flag import Queue
from vocsurvey.web.authority import CUSTOMER_SIDE, Action, may
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
    sees_all = person.role in CUSTOMER_SIDE
    choice, after = read_choice(said, opened=opened), read_place(said.get("after"))
    with runtime().database.reading() as session:
        owners = names_of(session, CUSTOMER_SIDE, choice.owner)
        return render_template(
            "follow_ups.html",
            page=follow_ups(
                session, whose=whose, user_id=person.id, opened=opened, after=after, narrowed=narrowed(choice, now())
            ),
            choice=choice,
            after=after,
            causes=RootCause,
            queues=Queue,
            owners=owners,
            account=_account(session, choice),
            severities=SEVERITIES,
            states=states(opened=opened),
            ages=AGES,
            look=LOOK,
            tally=tally(session, person.id),
            whose=whose,
            opened=opened,
            sees_all=sees_all,
            hand_on=(hand_on or offered(owners)) if opened and sees_all else None,
            ticked=ticked,
        )


def offered(people: list[tuple[int, str]]) -> HandOn:
    """An empty form that offers all who can have one."""
    form = HandOn(formdata=None)
    form.offer(people)
    return form


def _account(session: Session, choice: Choice) -> Account | None:
    """The customer whose follow-ups are asked for, where the visitor may know of them."""
    row = None if choice.account is None else session.get(Account, choice.account)
    return row if row is not None and may(visitor(), Action.SEE_ACCOUNT, row) else None

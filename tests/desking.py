"""Callers at their desks, over the stage of the operations' tests: who they are, and what they press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from scene import Scene, hashed
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.people import Role, User
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import administering, calling, leasing

CARL = "carl@example.com"
DORA = "dora@example.com"


def by_callers(scene: Scene, *, everybody: bool = True) -> Scene:
    """The stage where live callers come after the machine, with two of them; the cases are theirs already."""
    ladder = {"ladder": (Channel.IVR, Channel.LIVE)}
    scene.rules = replace(scene.rules, protocol=scene.rules.protocol.model_copy(update=ladder))
    caller(scene, CARL)
    caller(scene, DORA)
    if everybody:
        come_down(scene)
    return scene


def come_down(scene: Scene) -> None:
    """The machine has done its part: everybody is a live caller's now."""
    with scene.database.transaction() as session:
        session.execute(update(Case).where(Case.closed_at.is_(None)).values(channel=Channel.LIVE))


def caller(scene: Scene, email: str, languages: Sequence[str] = ("en", "de"), *, converts: bool = False) -> User:
    """Somebody who calls."""
    user = scene.do(
        administering.add_user,
        email=email,
        name=email.partition("@")[0].title(),
        role=Role.CALLER,
        password_hash="-",
        zone="Europe/Berlin",
        languages=languages,
        converts_refusals=converts,
    )
    assert isinstance(user, User)
    return user


def press_next(scene: Scene, email: str = CARL) -> DeskLease | Refusal:
    """Somebody wants their next case."""
    who = scene.user(email).id
    found = scene.database.run(
        lambda session: leasing.take_next(session, who, rules=scene.rules, line_hash=hashed, now=scene.now)
    )
    assert isinstance(found, DeskLease | Refusal)
    return found


def taken(scene: Scene, email: str = CARL) -> DeskLease:
    """The next case of somebody, who gets one."""
    lease = press_next(scene, email)
    assert isinstance(lease, DeskLease), lease
    return lease


def put_on_desk(session: Session, user_id: int, case_id: int, now: datetime) -> DeskLease:
    """This very case, on the desk of somebody who is done with the one before."""
    held = leasing.held_by(session, user_id)
    if held is not None and held.case_id == case_id:
        return held
    if held is not None:
        held.ended_at, held.ending, held.note = now, "done", ""
        session.flush()
    lease = DeskLease(case_id=case_id, user_id=user_id, taken_at=now, expires_at=now + timedelta(minutes=5))
    session.add(lease)
    session.flush()
    return lease


def whom(scene: Scene, lease: DeskLease) -> str:
    """Whose case it is."""
    with scene.database.reading() as session:
        return session.get_one(Case, lease.case_id).contact.external_id


def next_one(scene: Scene, email: str = CARL) -> str:
    """Whom somebody gets next."""
    return whom(scene, taken(scene, email))


def press(scene: Scene, verb: Any, lease: DeskLease, *args: Any, email: str = CARL, **more: Any) -> Any:
    """One of the buttons of a case that somebody has or had."""
    return scene.do(verb, lease.id, scene.user(email).id, *args, rules=scene.rules, **more)


def planned(scene: Scene, lease: DeskLease, email: str = CARL) -> Call | Refusal:
    """Somebody presses “Call”: the call that is planned."""
    done = press(scene, calling.plan_call, lease, email=email, line_hash=hashed)
    if isinstance(done, Refusal):
        return done
    assert isinstance(done, Attempt)
    found = scene.rows(select(Call).where(Call.id == done.call_id))[0]
    assert isinstance(found, Call)
    return found


def rung(scene: Scene, lease: DeskLease, email: str = CARL) -> tuple[str, str]:
    """Somebody calls, and the phone of the customer rings: token and SID."""
    call = planned(scene, lease, email)
    assert isinstance(call, Call), call
    return scene.ring(call.id)


def leases(scene: Scene) -> list[DeskLease]:
    """Every lease there ever was."""
    return scene.rows(select(DeskLease).order_by(DeskLease.id))

"""The caller leaves at the very moment at which the customer is dialled, answers or leaves: nobody is left alone."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from crowd import at_once
from desking import put_on_desk
from scene import Scene, hashed
from sqlalchemy import event, select, update
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.orm import Session

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.bridge import Bridge
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.people import User
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.operations import attending, bridging, closing, connecting, dialing, interviewing, parting
from vocsurvey.operations.attending import Happening, RoomEvent
from vocsurvey.operations.bridging import CALLER, label_of
from vocsurvey.operations.closing import CarrierNews
from vocsurvey.operations.connecting import Opened
from vocsurvey.operations.dialing import Permit

ROOM, CALLER_SID, CUSTOMER_SID = "CF" + "1" * 32, "CA" + "a" * 32, "CA" + "b" * 32
DEADLOCK = "40P01"
"""https://www.postgresql.org/docs/current/errcodes-appendix.html"""
MINE = Line("+12025550170", "", "fixed", "US")


def waiting(scene: Scene) -> tuple[Opened, str, int]:
    """A caller sits in the room and the customer's call is planned: the bridge, the leg's token, the call."""
    scene.people()
    scene.campaign()
    ladder = scene.rules.protocol.model_copy(update={"ladder": (Channel.IVR, Channel.LIVE)})
    scene.rules = replace(scene.rules, protocol=ladder)
    with scene.database.transaction() as session:
        session.execute(update(Case).values(channel="live"))
        user = session.scalars(select(User).order_by(User.id)).first()
        assert user is not None
        lease = put_on_desk(session, user.id, scene.case().id, scene.now)
        opened = connecting.open_bridge(
            session, lease.id, user.id, MINE, rules=scene.rules, line_hash=hashed, now=scene.now
        )
    assert isinstance(opened, Opened)
    assert opened.permit is not None
    scene.do(dialing.record_placed, opened.permit.call_id, CALLER_SID)
    scene.do(interviewing.begin, opened.permit.token, CALLER_SID, rules=scene.rules)
    todo = tell(scene, opened.token, Happening.JOINED, CALLER, CALLER_SID)
    return opened, opened.permit.token, todo.ring[0]


def run(scene: Scene, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """One operation as an edge runs it: begun again when it collides."""
    return scene.database.run(lambda session: verb(session, *args, now=scene.now, **kwargs))


def tell(scene: Scene, token: str, happening: Happening, label: str, sid: str) -> Any:
    event = RoomEvent(ROOM, None, happening, label, sid)
    return run(scene, attending.hear_room, token, event, rules=scene.rules, line_hash=hashed)


def over(scene: Scene, token: str, sid: str) -> None:
    """The carrier says that a call is over."""

    def hear(session: Session) -> None:
        call = bridging.lock_to_end(session, token)
        assert call is not None
        news = CarrierNews(sid, "completed", CallStatus.ENDED, CarrierOutcome.COMPLETED, 3)
        closing.hear_from_carrier(session, call, news, scene.rules, scene.now)

    scene.database.run(hear)


@pytest.fixture(autouse=True)
def nobody_is_in_each_others_way(scene: Scene) -> Generator[None]:
    """Whoever reaches for several calls reaches for them in one order: none is ever begun again, which costs a second
    on PostgreSQL while somebody listens."""
    met: list[str] = []

    def note(context: ExceptionContext) -> None:
        if getattr(context.original_exception, "sqlstate", None) == DEADLOCK:
            met.append(str(context.statement))

    event.listen(scene.database.engine, "handle_error", note)
    yield
    assert met == []


def nobody_is_left_alone(scene: Scene) -> None:
    bridge = scene.rows(select(Bridge))[0]
    assert bridge.ended_at is not None
    with scene.database.reading() as session:
        assert audit(session, scene.now + timedelta(minutes=1), hashed) == ()
    for call in scene.rows(select(Call)):
        assert call.ended_at is not None or call.hang_up_wanted_at is not None or call.status == CallStatus.PLANNED


@pytest.mark.parametrize("round_", range(8))
def test_the_caller_leaves_while_the_customer_is_dialled(scene: Scene, round_: int) -> None:
    opened, leg, call_id = waiting(scene)
    permit = partial(run, scene, dialing.grant_permit, call_id, rules=scene.rules, line_hash=hashed)
    asked = [permit, permit, permit]
    leaves = [
        partial(over, scene, leg, CALLER_SID),
        partial(tell, scene, opened.token, Happening.LEFT, CALLER, CALLER_SID),
        partial(run, scene, connecting.close_bridge, opened.bridge_id),
    ]
    found = at_once([*asked, *leaves] if round_ % 2 else [*leaves, *asked])
    assert sum(isinstance(one, Permit) for one in found) <= 1
    nobody_is_left_alone(scene)


@pytest.mark.parametrize("round_", range(8))
def test_both_leave_at_once_and_everybody_tells(scene: Scene, round_: int) -> None:
    opened, leg, call_id = waiting(scene)
    token, sid = scene.ring(call_id)
    run(scene, interviewing.begin, token, sid, rules=scene.rules)
    label = label_of(call_id)
    tell(scene, opened.token, Happening.JOINED, label, sid)
    told = [
        partial(over, scene, leg, CALLER_SID),
        partial(over, scene, token, sid),
        partial(tell, scene, opened.token, Happening.LEFT, CALLER, CALLER_SID),
        partial(tell, scene, opened.token, Happening.LEFT, label, sid),
        partial(run, scene, parting.part, token, sid, over=bool(round_)),
        partial(run, scene, parting.part, opened.token, CALLER_SID, over=True),
        partial(run, scene, connecting.close_bridge, opened.bridge_id),
    ]
    at_once(told)
    nobody_is_left_alone(scene)
    assert all(call.ended_at is not None for call in scene.rows(select(Call)))

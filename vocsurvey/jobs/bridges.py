"""Bridges: what the carrier brought of a room, done; and the tick that finds those that something is wrong with."""

from __future__ import annotations

from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.db.bridge import Bridge
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.jobs.workshop import runtime
from vocsurvey.operations import attending, bridging, connecting, nudging, relieving, summoning
from vocsurvey.operations.attending import Happening, Next, Presence, RoomEvent, Seen
from vocsurvey.runtime import Runtime
from vocsurvey.telephony.carrier import UnreachableError
from vocsurvey.telephony.room import RoomView, Word
from vocsurvey.telephony.room_news import Event, Held, Joined, Left, Muted, RoomEnded, RoomNews

PLACE, HANG_UP = "vocsurvey.jobs.calls.place_call", "vocsurvey.jobs.calls.hang_up_call"


def look_after_bridges(house: Runtime) -> None:
    """Close those whose caller does not come or sits alone, look at those that were not heard of, and let browsers go
    that are still on the line."""
    ending = house.database.run(lambda session: connecting.lapse(session, clock.now()))
    with house.database.transaction() as session:
        unheard = nudging.unheard(session, clock.now())
    with house.database.reading() as session:
        relieved = relieving.still_to_put_out(session)
    with house.database.transaction() as session:
        dangling = nudging.dangling(session, clock.now())
    with house.database.transaction() as session:
        waited = summoning.lapse(session, clock.now())
    with house.database.transaction() as session:
        stranded = summoning.stranded(session, clock.now())
    ring(house.redis, CALLS, HANG_UP, (*ending, *waited))
    ring(house.redis, CALLS, "vocsurvey.jobs.bridges.look_at_room", (*unheard, *stranded))
    ring(house.redis, CALLS, "vocsurvey.jobs.bridges.let_browser_go", dangling)
    ring(house.redis, CALLS, "vocsurvey.jobs.bridges.put_out_relieved", relieved)


def look_at_room(bridge_id: int) -> None:
    """Job: ask the carrier who is in the room of a bridge."""
    look(runtime(), bridge_id)


def let_browser_go(bridge_id: int) -> None:
    """Job: end the call of a browser whose bridge is over."""
    let_go(runtime(), bridge_id)


def look(house: Runtime, bridge_id: int) -> None:
    """Take in who is in the room; what cannot be learned now is asked again at a later tick."""
    with house.database.reading() as session:
        bridge = session.get_one(Bridge, bridge_id)
        token, as_of = bridge.token, bridge.heard_from_at
    try:
        view = house.carrier.rooms.find_room(token)
    except UnreachableError:
        return
    seen = None if view is None else _seen(view)

    def take_in(session: Session) -> Next:
        rules, line_hash = house.rulebook, house.line_hash
        return attending.see_room(
            session, bridge_id, seen, as_of=as_of, rules=rules, line_hash=line_hash, now=clock.now()
        )

    act(house, house.database.run(take_in))


def let_go(house: Runtime, bridge_id: int) -> None:
    """Hang up on a browser; gone is gone, and what nobody knows is tried again at a later tick."""
    with house.database.reading() as session:
        sid = session.get_one(Bridge, bridge_id).caller_sid
    if sid is not None and house.carrier.hang_up(sid):
        house.database.run(lambda session: attending.caller_gone(session, bridge_id, clock.now()))


def hear(house: Runtime, token: str, news: RoomNews) -> bool:
    """Something happened in a room; false when no bridge has this token."""
    event = _event(news)

    def take_in(session: Session) -> Next | None:
        rules, line_hash = house.rulebook, house.line_hash
        return attending.hear_room(session, token, event, rules=rules, line_hash=line_hash, now=clock.now())

    todo = house.database.run(take_in)
    if todo is not None:
        act(house, todo)
    return todo is not None


def act(house: Runtime, todo: Next) -> None:
    """Do after the commit what came of it."""
    ring(house.redis, CALLS, PLACE, todo.ring)
    ring(house.redis, CALLS, HANG_UP, todo.hang_up)
    if todo.end_room is not None:
        house.carrier.rooms.end_room(todo.end_room)
    if todo.put_out is not None:
        put_out(house, todo.put_out)


def put_out_relieved(bridge_id: int) -> None:
    """Job: put the caller out of a room whom somebody has relieved."""
    put_out(runtime(), bridge_id)


def put_out(house: Runtime, bridge_id: int) -> None:
    """Whoever took over keeps the room from now on, and the other one leaves without ending it. What cannot be done
    now is tried again at a later tick: until then they are three in it, and nobody is alone."""
    with house.database.reading() as session:
        found = relieving.to_put_out(session, bridge_id)
    if found is None:
        return
    (room, relieved, successor), rooms = found, house.carrier.rooms
    if rooms.stay(room, successor, ends=True) is not Word.DONE:
        return
    stays = rooms.stay(room, relieved, ends=False)
    if stays is Word.GONE or (stays is Word.DONE and rooms.remove(room, relieved) in (Word.DONE, Word.GONE)):
        house.database.run(lambda session: relieving.put_out(session, bridge_id, clock.now()))


def close(house: Runtime, bridge_id: int) -> None:
    """The caller ends the call on the page."""
    closed = house.database.run(lambda session: connecting.close_bridge(session, bridge_id, clock.now()))
    ring(house.redis, CALLS, HANG_UP, closed.hang_up)
    if closed.browser_sid is not None:
        let_go(house, bridge_id)


def hold(house: Runtime, bridge_id: int, *, held: bool) -> Word:
    """Put the customer of a bridge on hold, or back. The page shows it when the carrier says that it is so."""
    with house.database.reading() as session:
        bridge = session.get_one(Bridge, bridge_id)
        party = bridging.party_now(session, bridge)
        label = None if party is None else bridging.label_of(party.call_id)
        room, token = bridge.room_sid, bridge.token
    if room is None or label is None:
        return Word.GONE
    page = house.urls.hold(token) if held else None
    return house.carrier.rooms.hold(room, label, held=held, page=page)


def mute(house: Runtime, bridge_id: int, *, muted: bool) -> Word:
    """Let nobody hear the caller of a bridge, or everybody again."""
    with house.database.reading() as session:
        bridge = session.get_one(Bridge, bridge_id)
        room, label = bridge.room_sid, bridge.caller_label
    return Word.GONE if room is None else house.carrier.rooms.mute(room, label, muted=muted)


def _event(news: RoomNews) -> RoomEvent:
    happening = _happening(news.event)
    if isinstance(news.event, Joined | Left | Held | Muted):
        return RoomEvent(news.room_sid, news.sequence, happening, news.event.label, news.event.carrier_sid)
    return RoomEvent(news.room_sid, news.sequence, happening)


def _happening(event: Event | None) -> Happening | None:
    match event:
        case Joined():
            return Happening.JOINED
        case Left():
            return Happening.LEFT
        case Held(held=held):
            return Happening.HELD if held else Happening.RELEASED
        case Muted(muted=muted):
            return Happening.MUTED if muted else Happening.HEARD
        case RoomEnded():
            return Happening.OVER
    return None


def _seen(view: RoomView) -> Seen:
    present = {one.label: Presence(one.carrier_sid, one.held, one.muted) for one in view.occupants}
    return Seen(view.room_sid, view.ended, present)

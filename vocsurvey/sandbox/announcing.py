"""An announcement in a conference: a page that is fetched once and said to everybody in it, or to one."""

import asyncio

from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.post import PostRoom
from vocsurvey.sandbox.room import Room, Rooms, Seat
from vocsurvey.sandbox.twiml import Unreadable, read_answer
from vocsurvey.sandbox.verbs import Pause, Play, Say


async def announce(rooms: Rooms, post: PostRoom, room: Room, page: Endpoint, seat: Seat | None) -> None:
    """Fetch, say, and report that it was said or why it was not."""
    hearers = [seat] if seat is not None else list(room.seats.values())
    if not hearers:
        rooms.announced(room, page.url, seat, "nobody is in the conference")
        return
    fields = {"ConferenceSid": room.sid, "FriendlyName": room.name}
    delivery = await asyncio.shield(post.voice(hearers[0].call, page, fields))
    if delivery.failure is not None:
        rooms.announced(room, page.url, seat, f"{delivery.failure} from the page")
        return
    document = read_answer(delivery.body, delivery.headers)
    if isinstance(document, Unreadable):
        rooms.announced(room, page.url, seat, f"{document.code}: {document.message}")
        return
    wrong = next((verb for verb in document.verbs if not isinstance(verb, Say | Play | Pause)), None)
    if wrong is not None:
        rooms.announced(room, page.url, seat, f"13238: <{type(wrong).__name__}> in an announcement")
        return
    for verb in document.verbs:
        if isinstance(verb, Say):
            for one in hearers:
                one.hears("", verb.text)
    rooms.announced(room, page.url, seat, None)

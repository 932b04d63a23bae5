"""Sitting in a conference: what somebody hears until they are out of it, and for how long they stay.

In company nobody's time is sped up: whoever sits at a screen is real, and so those whom they talk with live as fast.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from vocsurvey.sandbox.endpoint import Endpoint, read_endpoint
from vocsurvey.sandbox.far_end import FarEnd, LineEnded
from vocsurvey.sandbox.room import Rooms, Seat
from vocsurvey.sandbox.twiml import Document
from vocsurvey.sandbox.verbs import Dial, Pause, Play, Redirect, Say

SHORTEST_ROUND = 1.0
"""Seconds: a page that says nothing is not asked for more often."""
Fetch = Callable[[Endpoint, dict[str, str]], Awaitable[Document | str]]


class PageFailed(Exception):
    """The wait page could not be had: the conference is not established, and the call goes on after its Dial."""


class Sitting:
    """One call's time in a conference. `fetch` brings a page, or says what is wrong with it."""

    def __init__(self, far_end: FarEnd, rooms: Rooms, fetch: Fetch, complain: Callable[[str], None]) -> None:
        self._far_end = far_end
        self._rooms = rooms
        self._fetch = fetch
        self._complain = complain
        self._in_company_since: float | None = None

    async def sit(self, seat: Seat, verb: Dial, wait_page: Endpoint | None, longest: Callable[[], float]) -> None:
        """Until they are out. Raises LineEnded when they hang up or the call has lasted as long as it may, and
        PageFailed. ``longest``: how long the call may go on from when they sat down, which may be changed meanwhile.
        """
        began = time.monotonic()
        seat.hears = self._far_end.told
        while seat.out is None:
            seat.moved.clear()
            if seat.room.status == "in-progress" and self._in_company_since is None:
                self._in_company_since = time.monotonic()
            alone, stays = began + self._far_end.waits, self._far_end.stays
            patience = alone if self._in_company_since is None else self._in_company_since + stays
            until = min(began + longest(), began + verb.time_limit, patience)
            if not await self._until_moved(seat, wait_page, until - time.monotonic()):
                if until < min(began + longest(), began + verb.time_limit, patience):
                    continue  # the call was lengthened
                if until < began + verb.time_limit:
                    raise LineEnded
                self._rooms.leave(seat)

    async def _until_moved(self, seat: Seat, wait_page: Endpoint | None, seconds: float) -> bool:
        """Do what there is to do until something changes; false when the time is over."""
        work = asyncio.ensure_future(self._doing(seat, wait_page))
        moved = asyncio.ensure_future(seat.moved.wait())
        try:
            left = None if seconds == float("inf") else max(0.0, seconds)
            done, _ = await asyncio.wait({work, moved}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        finally:
            work.cancel()
            moved.cancel()
            await asyncio.wait({work, moved})
        if not work.cancelled() and (error := work.exception()) is not None:
            raise error
        return bool(done)

    async def _doing(self, seat: Seat, wait_page: Endpoint | None) -> None:
        if seat.held:
            await self._performed(seat, seat.hold_page)
        elif seat.room.status == "init":
            await self._performed(seat, wait_page, needed=True)
        else:
            await self._far_end.converse(lambda words: self._rooms.say(seat, words))

    async def _performed(self, seat: Seat, page: Endpoint | None, *, needed: bool = False) -> None:
        """Hear a page, again and again where it says so; then silence."""
        while page is not None:
            began = time.monotonic()
            document = await self._fetch(page, {"ConferenceSid": seat.room.sid, "FriendlyName": seat.room.name})
            if isinstance(document, str):
                self._complain(document)
                if needed:
                    raise PageFailed
                break
            page = await self._once(document, page)
            await asyncio.sleep(max(0.0, began + SHORTEST_ROUND - time.monotonic()))
        await asyncio.Event().wait()

    async def _once(self, document: Document, page: Endpoint) -> Endpoint | None:
        for verb in document.verbs:
            if isinstance(verb, Redirect):
                following = read_endpoint(verb.url, verb.method, page.url)
                return following if isinstance(following, Endpoint) else None
            if not isinstance(verb, Say | Play | Pause):
                self._complain(f"13238: <{type(verb).__name__}> in a page of a conference ({page.url})")
                return None
            await self._far_end.overhear(verb, page)
        return None

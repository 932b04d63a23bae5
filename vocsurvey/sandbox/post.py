"""The post room: which webhook is sent about a call, in what weather, and what the ledger keeps of it."""

import asyncio
import uuid
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from vocsurvey.sandbox import dice
from vocsurvey.sandbox.call import Call, common_fields, status_fields
from vocsurvey.sandbox.callbacks import CLEAR, Courier, Delivery, Trouble
from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.ledger import Ledger
from vocsurvey.sandbox.pace import now, rfc_2822
from vocsurvey.sandbox.weather import Weather

T = TypeVar("T")


@dataclass
class _Line:
    """The order of status callbacks of one call: a lock that keeps it, and those that are held back."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    held: list[Mapping[str, str]] = field(default_factory=list)


class PostRoom:
    """Sends voice webhooks and status callbacks; keeps every background delivery until it is done."""

    def __init__(self, courier: Courier, weather: Weather, ledger: Ledger, late_seconds: float) -> None:
        self._courier = courier
        self._weather = weather
        self._ledger = ledger
        self._late = late_seconds
        self._lines: dict[str, _Line] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def pending(self) -> int:
        """Deliveries under way."""
        return len(self._tasks)

    def _background(self, work: Coroutine[None, None, T]) -> "asyncio.Task[T]":
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def later(self, work: Coroutine[None, None, None]) -> None:
        """Do this in the background, and wait for it like for any delivery."""
        self._background(work)

    async def stop(self) -> None:
        """Drop what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # voice webhooks

    def voice(self, call: Call, endpoint: Endpoint, fields: Mapping[str, str]) -> "asyncio.Task[Delivery]":
        """Send a voice webhook (the weather may interfere) and bring its answer.

        It is a task of its own, so that it arrives even if the call ends while it is on its way: shield it.
        """
        return self._background(self._voice(call, endpoint, fields))

    async def _voice(self, call: Call, endpoint: Endpoint, fields: Mapping[str, str]) -> Delivery:
        subject = (*call.subject, call.webhooks)
        call.webhooks += 1
        everything = {**common_fields(call), **fields}
        trouble = self._trouble(subject)
        token = str(uuid.uuid4())
        if trouble.doubled and dice.fraction(self._weather.seed, "double at once", *subject) < 0.5:
            self._background(self._repeat(call, endpoint, everything, token))
            trouble = CLEAR
        delivery = await self._courier.deliver(endpoint, everything, trouble, token)
        self._record(call, endpoint, everything, delivery)
        if trouble.doubled:
            self._background(self._repeat(call, endpoint, everything, token))
        return delivery

    async def fallback(
        self, call: Call, endpoint: Endpoint, failed: Endpoint, code: int, fields: Mapping[str, str]
    ) -> Delivery:
        """Ask the fallback, with the error and without what was entered. The weather leaves it alone."""
        everything = {**common_fields(call), **fields, "ErrorCode": str(code), "ErrorUrl": failed.url}
        delivery = await self._courier.deliver(endpoint, everything)
        self._record(call, endpoint, everything, delivery)
        return delivery

    async def _repeat(self, call: Call, endpoint: Endpoint, fields: Mapping[str, str], token: str) -> None:
        delivery = await self._courier.deliver(endpoint, fields, CLEAR, token)
        self._record(call, endpoint, fields, delivery, repeated=True)

    def _trouble(self, subject: tuple[str, str, int]) -> Trouble:
        late = self._late * dice.fraction(self._weather.seed, "slow", *subject)
        kinds = {
            "voice_refused": Trouble(refusals=1),
            "voice_unreachable": Trouble(refusals=99),
            "voice_slow": Trouble(delay=late),
            "voice_answer_lost": Trouble(answer_lost=True),
            "voice_doubled": Trouble(doubled=True),
        }
        return kinds.get(self._weather.first("voice_", *subject) or "", CLEAR)

    def _record(
        self, call: Call, endpoint: Endpoint, fields: Mapping[str, str], delivery: Delivery, repeated: bool = False
    ) -> None:
        self._keep_event(call, endpoint, fields, delivery)
        heard = {
            name: fields[key] for name, key in (("digits", "Digits"), ("speech", "SpeechResult")) if fields.get(key)
        }
        if not heard:
            return
        token = call.token or self._ledger.token_in(endpoint.url)
        line: dict[str, object] = {"sid": call.sid, "token": token, "to": call.order.to}
        line |= {"url_path": urlsplit(endpoint.url).path, **heard, "status": delivery.status}
        if delivery.failure is None:
            order = sum(1 for other in self._ledger.delivered if other["sid"] == call.sid)
            self._ledger.delivered.append(line | {"sequence": order, "repeated": repeated})
        else:
            self._ledger.undelivered.append(line | {"failure": delivery.failure})

    @staticmethod
    def _keep_event(call: Call, endpoint: Endpoint, fields: Mapping[str, str], delivery: Delivery) -> None:
        call.events.append(
            {
                "request": {
                    "method": endpoint.method,
                    "url": endpoint.url,
                    "parameters": {snake(name): value for name, value in fields.items()},
                },
                "response": {
                    "response_code": delivery.status,
                    "request_duration": round(delivery.seconds * 1000),
                    "content_type": delivery.headers.get("Content-Type"),
                    "response_body": delivery.body.decode(errors="replace"),
                    "date_created": rfc_2822(now()),
                },
            }
        )

    # status callbacks

    def status(self, call: Call, event: str) -> None:
        """Announce a status, if the customer asked for this event; in order, unless the weather forbids."""
        if call.status_callback is None or event not in call.order.events:
            return
        fields = status_fields(call)
        subject = (*call.subject, event)
        kind = self._weather.first("status_", *subject)
        line = self._lines.setdefault(call.sid, _Line())
        if kind == "status_lost":
            if call.ended and line.held:
                self._background(self._in_order(call, line, None))
        elif kind == "status_reordered" and not call.ended:
            line.held.append(fields)
        elif kind == "status_late":
            seconds = self._late * (0.2 + 0.8 * dice.fraction(self._weather.seed, "late", *subject))
            self._background(self._late_callback(call, line, fields, seconds))
        else:
            copies = 2 if kind == "status_doubled" else 1
            self._background(self._in_order(call, line, fields, copies))

    async def _in_order(self, call: Call, line: _Line, fields: Mapping[str, str] | None, copies: int = 1) -> None:
        async with line.lock:
            for _copy in range(copies if fields is not None else 0):
                await self.callback(call, fields or {})
            await self._release(call, line)

    async def _late_callback(self, call: Call, line: _Line, fields: Mapping[str, str], seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.callback(call, fields)
        await self._release(call, line)

    async def _release(self, call: Call, line: _Line) -> None:
        while line.held:
            await self.callback(call, line.held.pop(0))

    async def callback(self, call: Call, fields: Mapping[str, str]) -> None:
        """One status callback, sent once: a failed one is never repeated. Its answer must be empty."""
        endpoint = call.status_callback
        if endpoint is None:
            return
        delivery = await self._courier.deliver(endpoint, fields)
        self._keep_event(call, endpoint, fields, delivery)
        if delivery.failure is None and delivery.body.strip():
            self._ledger.violation("status-body", "a status callback was answered with a body", call.sid, call.token)

    def announce(self, call: Call, endpoint: Endpoint, fields: Mapping[str, str]) -> None:
        """A callback of another kind (asynchronous machine detection, recording): sent once, in the background."""
        self._background(self._extra(call, endpoint, dict(fields)))

    def in_time(self, call: Call, endpoint: Endpoint, fields: Mapping[str, str], seconds: float) -> None:
        """A callback about a recording, after so many seconds: lost, doubled or late in the weather of statuses."""
        kind = self._weather.first("status_", call.order.to, call.ring, *sorted(fields))
        if kind != "status_lost":
            late = self._late if kind in ("status_late", "status_reordered") else 0.0
            for _copy in range(2 if kind == "status_doubled" else 1):
                self._background(self._delayed(call, endpoint, dict(fields), seconds + late))

    def from_room(self, room: str, endpoint: Endpoint, fields: Mapping[str, str], order: asyncio.Lock) -> None:
        """A callback of a conference, in the order of its events: lost, doubled or late in the weather of statuses."""
        kind = self._weather.first("status_", room, fields["StatusCallbackEvent"], fields.get("ParticipantLabel", ""))
        if kind == "status_lost":
            return
        late = self._late if kind in ("status_late", "status_reordered") else 0.0
        for _copy in range(2 if kind == "status_doubled" else 1):
            self._background(self._room_callback(endpoint, dict(fields), order, late))

    async def _room_callback(
        self, endpoint: Endpoint, fields: Mapping[str, str], order: asyncio.Lock, late: float
    ) -> None:
        if late:
            await asyncio.sleep(late)
        async with order:
            delivery = await self._courier.deliver(endpoint, fields)
        if delivery.failure is None and delivery.body.strip():
            self._ledger.violation("status-body", "a conference's callback was answered with a body")

    async def _delayed(self, call: Call, endpoint: Endpoint, fields: Mapping[str, str], seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._extra(call, endpoint, fields)

    async def _extra(self, call: Call, endpoint: Endpoint, fields: Mapping[str, str]) -> None:
        self._keep_event(call, endpoint, fields, await self._courier.deliver(endpoint, fields))


def snake(name: str) -> str:
    """CallSid → call_sid, as in the parameters of call events."""
    return "".join("_" + c.lower() if c.isupper() and index else c.lower() for index, c in enumerate(name))

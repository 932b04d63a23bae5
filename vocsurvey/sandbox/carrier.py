"""The carrier: takes orders, rings phones, lets people talk, and ends calls."""

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import Coroutine

from vocsurvey.sandbox import dice
from vocsurvey.sandbox.announcing import announce
from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.callbacks import Courier
from vocsurvey.sandbox.cast import Role
from vocsurvey.sandbox.clients import Clients
from vocsurvey.sandbox.configuration import Configuration
from vocsurvey.sandbox.conversation import Conversation, Step
from vocsurvey.sandbox.detection import Verdict, detect
from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.far_end import FarEnd, LineEnded
from vocsurvey.sandbox.handset import Handset
from vocsurvey.sandbox.incoming import Incoming
from vocsurvey.sandbox.ledger import Ledger
from vocsurvey.sandbox.life import Life as _Life
from vocsurvey.sandbox.listing import lag
from vocsurvey.sandbox.numbers import Numbers
from vocsurvey.sandbox.office import seconds_of_keys
from vocsurvey.sandbox.order import Order, elsewhere
from vocsurvey.sandbox.pace import Pace, Throttle
from vocsurvey.sandbox.personas import BROWSER, PERSONAS, Persona
from vocsurvey.sandbox.post import PostRoom
from vocsurvey.sandbox.recording import Recordings
from vocsurvey.sandbox.refusal import Refusal
from vocsurvey.sandbox.room import Room, Rooms, Seat
from vocsurvey.sandbox.sounds import Sounds
from vocsurvey.sandbox.switchboard import Switchboard
from vocsurvey.sandbox.taping import Tapes
from vocsurvey.sandbox.who_is_there import far_end_of

_log = logging.getLogger(__name__)


class Carrier:
    """All calls of one account. Must be opened inside the event loop."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.ledger = Ledger()
        self.ledger.use_pattern(configuration.token_pattern)
        self.recordings = Recordings(delay=configuration.recording_seconds)
        self.sounds = Sounds(self.ledger)
        self.numbers = Numbers(configuration)
        self.switchboard = Switchboard(configuration.cast.in_browser, configuration.grace_seconds)
        self.switchboard.dial = lambda caller, called, tab: self.ring_in(caller, called, tab=tab)
        self.calls: dict[str, Call] = {}
        self._pace = Pace(configuration.speed)
        self._throttle = Throttle(configuration.calls_per_second, configuration.longest_queue)
        self._courier = Courier(configuration.auth_token, configuration.webhook_seconds, configuration.connect_seconds)
        self._post = PostRoom(self._courier, configuration.weather, self.ledger, configuration.late_seconds)
        self.tapes = Tapes(self.recordings, self._post)
        self.rooms = Rooms(configuration.account_sid, self._post, self.ledger)
        self._lives: dict[str, _Life] = {}
        self._rings: dict[str, int] = {}
        self.clients = Clients(configuration, lambda life: self._begin(life, self._live_in(life)), self._left)
        self.trouble: Refusal | None = None
        self._incoming = Incoming(configuration, self.numbers, self.ledger, self.ring_in)

    async def open(self) -> None:
        """Start business."""
        await self._courier.open()

    async def close(self) -> None:
        """Drop all calls and deliveries at once, without telling anybody."""
        tasks = [life.task for life in self._lives.values() if life.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._post.stop()
        await self._courier.close()

    @property
    def open_calls(self) -> int:
        """Calls without a final status."""
        return len(self._lives)

    @property
    def pending(self) -> int:
        """Webhooks under way."""
        return self._post.pending

    # what the customer orders

    def place(self, order: Order) -> Call | None:
        """Accept an order and begin the call; None when the queue is full."""
        wait = self._throttle.take()
        if wait is None:
            return None
        call = Call(f"CA{uuid.uuid4().hex}", self.configuration.account_sid, order, wait)
        call.token = self.ledger.token_in(order.url_text)
        call.ring = self._rings.get(order.to, 0)
        self._rings[order.to] = call.ring + 1
        call.listed_at = time.monotonic() + lag(self.configuration, call)
        held = self.configuration.cast.persona(order.to, call.ring) is BROWSER
        # Somebody real lives as fast as everybody does.
        life = _Life(call, Pace() if held else self._pace)
        self._begin(life, self._live(life))
        return call

    def call_elsewhere(self, order: Order, nth: int) -> Call:
        """Another application of the account calls the same number from the same one; nobody of ours is rung."""
        call = Call(f"CA{uuid.uuid4().hex}", self.configuration.account_sid, elsewhere(order), 0.0)
        self.calls[call.sid] = call
        self.ledger.foreign.append(call.sid)
        seconds = dice.between(5.0, 40.0, self.configuration.seed, "elsewhere", order.to, nth)
        self._post.later(self._live_elsewhere(call, seconds))
        return call

    async def _live_elsewhere(self, call: Call, seconds: float) -> None:
        await self._pace.live(1.0)
        call.become("ringing")
        call.started_at = call.updated_at
        await self._pace.live(seconds)
        call.become("no-answer")

    def _begin(self, life: _Life, living: Coroutine[None, None, str]) -> None:
        self.calls[life.call.sid] = life.call
        self._lives[life.call.sid] = life
        life.task = asyncio.get_running_loop().create_task(living)
        life.task.add_done_callback(lambda task: self._ended(life, task))

    async def end(self, call: Call, status: str) -> None:
        """Cancel a call (only before it is answered) or complete it (whatever it is doing)."""
        life = self._lives.get(call.sid)
        if life is None or life.task is None or (status == "canceled" and call.status == "in-progress"):
            return
        # To complete a call that nobody has answered is to cancel it.
        life.end_as = status if call.status == "in-progress" else "canceled"
        life.task.cancel()
        await asyncio.wait({life.task})

    def redirect(self, call: Call, step: Step) -> bool:
        """Go on with another document; False when the call is not in progress."""
        life = self._lives.get(call.sid)
        if life is None or life.talk is None or call.status != "in-progress":
            return False
        life.redirect = step
        life.talk.cancel()
        return True

    def announce_in(self, room: Room, page: Endpoint, seat: Seat | None) -> None:
        """Say a page to everybody in a conference, or to one."""
        self._post.later(announce(self.rooms, self._post, room, page, seat))

    # who rings us

    def ring_in(self, caller: str, called: str, role: Role | None = None, tab: str | None = None) -> Call | str:
        """Somebody rings one of the account's numbers, in `tab` when it is the person at the page; a sentence when
        nobody takes calls there."""
        made = self._incoming.make(caller, called)
        if isinstance(made, Call):
            life = _Life(made, self._pace if tab is None else Pace(), caller=role)
            if tab is not None:
                self._hand_over(life)
                self.switchboard.answer(tab, made.sid)
            self._begin(life, self._live_in(life))
        return made

    async def _live_in(self, life: _Life) -> str:
        life.call.become("ringing")
        with contextlib.suppress(LineEnded):
            await self._talk(life, PERSONAS["happy"])
        return "completed"

    # the life of a call

    def _ended(self, life: _Life, task: "asyncio.Task[str]") -> None:
        """The end of every call, however it came about; only closing time ends calls without a word."""
        self._lives.pop(life.call.sid, None)
        self.tapes.stop(life.call)
        if task.cancelled():
            status = life.end_as
        elif (error := task.exception()) is not None:
            _log.error("call %s broke down", life.call.sid, exc_info=error)
            status = "failed"
        else:
            status = task.result()
        if life.handset is not None:
            life.call.elapsed = life.handset.elapsed
        if status is not None:
            life.call.become(status)
            self._post.status(life.call, "completed")
            if self._incoming.rings_back(life.call):
                self._post.later(self._incoming.ring_back(life.call, self._pace.live))
        if life.handset is not None:
            self.switchboard.end(life.handset)

    async def _live(self, life: _Life) -> str:
        call = life.call
        await asyncio.sleep(call.queue_seconds)
        persona = self.configuration.cast.persona(call.order.to, call.ring)
        call.become("initiated")
        self._post.status(call, "initiated")
        if (status := await self._ring(life, persona)) is not None:
            return status
        call.become("in-progress")
        self._post.status(call, "answered")
        with contextlib.suppress(LineEnded):
            await self._talk(life, persona)
        return "completed"

    async def _ring(self, life: _Life, persona: Persona) -> str | None:
        """Dial and ring; a final status, or None when somebody picks up."""
        call = life.call
        await self._pace.live(0.8)
        if persona.line == "failed":
            call.sip_code = 404
            return "failed"
        if persona.line == "busy" or self._on_the_phone(call.order.to):
            call.sip_code = 486
            return "busy"
        call.become("ringing")
        self.ledger.ring(call.sid, call.token, call.order.to)
        self._post.status(call, "ringing")
        if persona is BROWSER:
            return await self._ring_in_browser(life)
        seconds = dice.between(2.0, 9.0, self.configuration.seed, "ring", call.order.to, call.ring)
        if persona.line == "no-answer" or seconds >= call.order.timeout:
            await self._pace.live(call.order.timeout)
            call.sip_code = 487
            return "no-answer"
        await self._pace.live(seconds)
        if persona.line == "rejected":
            call.sip_code = 603
            return "busy"
        call.sip_code = 200
        return None

    def _on_the_phone(self, number: str) -> bool:
        return any(life.call.inbound and life.call.person == number for life in self._lives.values())

    async def _ring_in_browser(self, life: _Life) -> str | None:
        """Ring at the page until somebody answers or declines; without a page open, nobody does."""
        call, handset = life.call, self._hand_over(life)
        answered = await handset.picked_up(call.order.timeout)
        call.sip_code = {True: 200, False: 603, None: 487}[answered]
        return {True: None, False: "busy", None: "no-answer"}[answered]

    def _hand_over(self, life: _Life) -> Handset:
        handset = life.handset = self.switchboard.ring(life.call)
        handset.leave = lambda: self._left(life)
        return handset

    def _left(self, life: _Life) -> None:
        """The person hung up, whatever the call is doing; what they entered before that still arrives."""
        unheard = life.call.inbound and life.call.status == "ringing"
        life.end_as = "no-answer" if unheard else "completed"
        if life.task is not None:
            life.task.cancel()

    async def _talk(self, life: _Life, persona: Persona) -> None:
        call, cast = life.call, self.configuration.cast
        far_end = far_end_of(life, persona, cast, self._pace, self.ledger, self.sounds)
        conversation = Conversation(call, far_end, self._post, self.ledger, self.recordings, self.rooms)
        step: Step | None = await self._opening(life, persona, far_end)
        while step is not None:
            life.talk = asyncio.get_running_loop().create_task(conversation.follow(step))
            try:
                await life.talk
                return
            except asyncio.CancelledError:
                if life.redirect is None or life.end_as is not None:
                    raise
                step, life.redirect = life.redirect, None

    async def _opening(self, life: _Life, persona: Persona, far_end: FarEnd) -> Step:
        """What happens before the first document: the extension is keyed in, the carrier listens for a machine."""
        call = life.call
        fields: dict[str, str] = dict(life.parameters)
        digits = call.order.send_digits
        if digits:
            await far_end.pass_time(seconds_of_keys(digits))
        wanted = call.order.detection
        if wanted is not None:
            verdict = detect(wanted, persona)
            if wanted.asynchronous:
                self._post.later(self._report(life, verdict))
            else:
                await far_end.pass_time(verdict.seconds)
                call.answered_by = fields["AnsweredBy"] = verdict.answered_by
        return Step(call.order.source, fields)

    async def _report(self, life: _Life, verdict: Verdict) -> None:
        """Asynchronous detection: the result goes to its own callback, unless the call has ended by then."""
        call = life.call
        await life.pace.live(verdict.seconds)
        if call.ended:
            return
        call.answered_by = verdict.answered_by
        if (wanted := call.order.detection) is not None and wanted.callback is not None:
            self._post.announce(call, wanted.callback, verdict.fields(call))

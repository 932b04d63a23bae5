"""An answered call: documents are fetched, performed verb by verb, and what the far end does is sent on."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.endpoint import Endpoint, read_endpoint
from vocsurvey.sandbox.far_end import FarEnd, LineEnded, Recorded
from vocsurvey.sandbox.gathering import Gathered
from vocsurvey.sandbox.ledger import Ledger
from vocsurvey.sandbox.post import PostRoom
from vocsurvey.sandbox.recording import Recordings, callback_fields, transcription_fields
from vocsurvey.sandbox.room import UPDATED, Rooms
from vocsurvey.sandbox.sitting import PageFailed, Sitting
from vocsurvey.sandbox.twiml import SCHEMA_FAILURE, Document, Unreadable, read_answer
from vocsurvey.sandbox.verbs import Dial, Gather, Hangup, Pause, Play, Record, Redirect, Say

MOST_DOCUMENTS = 250
APOLOGY_SECONDS = 4.0


@dataclass(frozen=True)
class Step:
    """What comes next: a document to fetch (with what was entered), or one that is already here."""

    source: Endpoint | Document
    fields: Mapping[str, str] = field(default_factory=dict)


class Conversation:
    """The customer's documents on one side, whoever picked up on the other."""

    def __init__(
        self, call: Call, far_end: FarEnd, post: PostRoom, ledger: Ledger, recordings: Recordings, rooms: Rooms
    ) -> None:
        self._call = call
        self._far_end = far_end
        self._post = post
        self._ledger = ledger
        self._recordings = recordings
        self._rooms = rooms

    async def follow(self, step: Step | None) -> None:
        """Perform documents until there is nothing left to do. Raises LineEnded when the call ends before that."""
        for _turn in range(MOST_DOCUMENTS):
            if step is None:
                return
            document, base = await self._obtain(step)
            self._call.taken_up()
            step = await self._perform(document, base)
        self._violation("loop", f"more than {MOST_DOCUMENTS} documents in one call")

    def _violation(self, rule: str, detail: str) -> None:
        self._ledger.violation(rule, detail, self._call.sid, self._call.token)

    # fetching

    async def _obtain(self, step: Step) -> tuple[Document, Endpoint | None]:
        source = step.source
        if isinstance(source, Document):
            if (fault := self._url_fault(source, None)) is not None:
                self._violation("twiml", fault)
                return await self._apologise()
            return source, None
        delivery = await asyncio.shield(self._post.voice(self._call, source, step.fields))
        if delivery.failure == "3xx":
            self._violation("redirect", f"a voice webhook was answered with {delivery.status}: {source.url}")
        code = delivery.error_code
        if code is None:
            document = self._read(delivery.body, delivery.headers, source)
            if isinstance(document, Document):
                return document, source
            code = document.code
        return await self._obtain_fallback(source, code, step.fields)

    async def _obtain_fallback(
        self, failed: Endpoint, code: int, fields: Mapping[str, str]
    ) -> tuple[Document, Endpoint | None]:
        endpoint = self._call.fallback
        if endpoint is not None:
            kept = {name: value for name, value in fields.items() if name == "AnsweredBy"}
            delivery = await asyncio.shield(self._post.fallback(self._call, endpoint, failed, code, kept))
            if delivery.failure is None:
                document = self._read(delivery.body, delivery.headers, endpoint)
                if isinstance(document, Document):
                    return document, endpoint
        return await self._apologise()

    async def _apologise(self) -> tuple[Document, Endpoint | None]:
        """Twilio's recorded "an application error has occurred", and the end of the call."""
        self._call.taken_up()
        await self._far_end.pass_time(APOLOGY_SECONDS)
        raise LineEnded

    def _read(self, body: bytes, headers: Mapping[str, str], endpoint: Endpoint) -> Document | Unreadable:
        document = read_answer(body, headers)
        if isinstance(document, Document) and (fault := self._url_fault(document, endpoint)) is not None:
            document = Unreadable(SCHEMA_FAILURE, fault)
        if isinstance(document, Unreadable):
            self._violation("twiml", f"{document.code}: {document.message} (answer of {endpoint.url})")
        return document

    @staticmethod
    def _url_fault(document: Document, base: Endpoint | None) -> str | None:
        """The first URL in the document that cannot be used (relative to where the document came from)."""
        for verb in document.verbs:
            urls: list[str | None] = []
            if isinstance(verb, Gather):
                urls = [verb.action or (None if base else "")]
            elif isinstance(verb, Record):
                urls = [verb.action or (None if base else ""), verb.callback, verb.transcription_callback]
            elif isinstance(verb, Dial):
                urls = [verb.action, verb.conference.callback, verb.conference.wait_url or None]
            elif isinstance(verb, Redirect):
                urls = [verb.url]
            for url in urls:
                if url is None:
                    continue
                endpoint = read_endpoint(url, base=base.url if base else None)
                if isinstance(endpoint, str):
                    return f"the URL {url!r} of {type(verb).__name__} {endpoint}"
        return None

    def _next(self, url: str | None, method: str, base: Endpoint | None, fields: Mapping[str, str]) -> Step:
        """The step to a URL of a document; without a URL, to the document's own."""
        return Step(self._endpoint(url, method, base), fields)

    @staticmethod
    def _endpoint(url: str | None, method: str, base: Endpoint | None) -> Endpoint:
        if url is None and base is not None:
            return Endpoint(base.url, method, base.overrides)
        endpoint = read_endpoint(url or "", method, base.url if base else None)
        if isinstance(endpoint, str):
            raise TypeError(f"the URLs of a document are checked before it is performed: {url} {endpoint}")
        return endpoint

    # performing

    async def _perform(self, document: Document, base: Endpoint | None) -> Step | None:
        for verb in document.verbs:
            if isinstance(verb, Hangup):
                return None
            if isinstance(verb, Redirect):
                return self._next(verb.url, verb.method, base, {})
            step = await self._verb(verb, base)
            if step is not None:
                return step
        return None

    async def _verb(self, verb: Gather | Record | Dial | Say | Play | Pause, base: Endpoint | None) -> Step | None:
        if isinstance(verb, Gather):
            return await self._gather(verb, base)
        if isinstance(verb, Record):
            return await self._record(verb, base)
        if isinstance(verb, Dial):
            return await self._dial(verb, base)
        await self._far_end.hear(verb, base)
        return None

    async def _gather(self, verb: Gather, base: Endpoint | None) -> Step | None:
        result = await self._far_end.gathered(verb, base)
        if result.lost:
            self._ledger.lose(self._call.sid, self._call.token, result.lost)
        if result.left:
            raise LineEnded
        if result.empty and not verb.action_on_empty:
            return None
        step = self._next(verb.action, verb.method, base, _input_fields(verb, result))
        await self._leave_if_done(step)
        return step

    async def _leave_if_done(self, step: Step) -> None:
        """Hang up while what was entered is still on its way: it arrives, and its answer is not performed."""
        if self._far_end.leaving and isinstance(step.source, Endpoint):
            self._post.voice(self._call, step.source, step.fields)
            raise LineEnded

    async def _dial(self, verb: Dial, base: Endpoint | None) -> Step | None:
        """Join the others until they part; whoever hangs up in company is reported to the action all the same."""
        rules = verb.conference
        callback = self._endpoint(rules.callback, rules.callback_method, base) if rules.callback else None
        wait_page = self._endpoint(rules.wait_url, rules.wait_method, base) if rules.wait_url else None
        seat = self._rooms.enter(self._call, rules, callback)
        if isinstance(seat, str):
            self._violation("conference", seat)
            return self._parted(verb, base, "failed", 0)
        sitting = Sitting(self._far_end, self._rooms, self._page, lambda fault: self._violation("wait-page", fault))
        began, status = time.monotonic(), "answered"
        try:
            before = self._call.elapsed
            await sitting.sit(seat, verb, wait_page, lambda: self._call.time_limit - before)
        except PageFailed:
            status = "failed"
        except LineEnded:
            self._rooms.leave(seat)
            self._report(self._parted(verb, base, status, time.monotonic() - began))
            raise
        except asyncio.CancelledError:
            if self._far_end.left:
                self._rooms.leave(seat)
                self._report(self._parted(verb, base, status, time.monotonic() - began))
            raise
        finally:
            self._rooms.leave(seat, UPDATED)
            self._call.elapsed += time.monotonic() - began
        return self._parted(verb, base, status, time.monotonic() - began)

    def _parted(self, verb: Dial, base: Endpoint | None, status: str, seconds: float) -> Step | None:
        """What comes after a Dial: its action, or the next verb."""
        if verb.action is None:
            return None
        fields = {"DialCallStatus": status, "DialCallDuration": str(round(seconds))}
        return self._next(verb.action, verb.method, base, fields)

    def _report(self, step: Step | None) -> None:
        """Tell an action of a call that is over; its answer is not performed."""
        if step is not None and isinstance(step.source, Endpoint):
            self._post.voice(self._call, step.source, {**step.fields, "CallStatus": "completed"})

    async def _page(self, endpoint: Endpoint, fields: dict[str, str]) -> Document | str:
        """A page that is heard in a conference, or what is wrong with it."""
        delivery = await asyncio.shield(self._post.voice(self._call, endpoint, fields))
        if delivery.failure is not None:
            return f"{delivery.failure} from {endpoint.url}"
        document = self._read(delivery.body, delivery.headers, endpoint)
        return document if isinstance(document, Document) else f"{document.code}: {document.message}"

    async def _record(self, verb: Record, base: Endpoint | None) -> Step | None:
        try:
            message = await self._far_end.recorded(verb)
        except (asyncio.CancelledError, LineEnded):
            # Whoever hangs up ends the recording, and what was said until then counts.
            if (message := self._far_end.cut_short()) is not None:
                step = self._kept(verb, message, base)
                if isinstance(step.source, Endpoint):
                    self._post.voice(self._call, step.source, step.fields)
            raise
        if message is None:
            self._announce(verb, base, self._recordings.absent(self._call), "absent")
            return None
        step = self._kept(verb, message, base)
        await self._leave_if_done(step)
        return step

    def _kept(self, verb: Record, message: Recorded, base: Endpoint | None) -> Step:
        """Keep a message, have it announced once it is ready, and go on with the action."""
        kept = self._recordings.keep(self._call, message.seconds, message.words)
        self._announce(verb, base, kept, "completed")
        if verb.transcribed and verb.transcription_callback is not None:
            endpoint = self._endpoint(verb.transcription_callback, "POST", base)
            fields = transcription_fields(self._call, kept, message.words)
            self._post.in_time(self._call, endpoint, fields, 2 * self._recordings.delay)
        return self._next(verb.action, verb.method, base, {**kept, "Digits": message.key})

    def _announce(self, verb: Record, base: Endpoint | None, kept: Mapping[str, str], status: str) -> None:
        if verb.callback is not None and status in verb.callback_events:
            endpoint = self._endpoint(verb.callback, verb.callback_method, base)
            fields = callback_fields(self._call, kept, status)
            self._post.in_time(self._call, endpoint, fields, self._recordings.delay)


def _input_fields(verb: Gather, result: Gathered) -> dict[str, str]:
    """What a Gather's action is told."""
    if result.speech is not None:
        return {
            "SpeechResult": result.speech.text,
            "Confidence": f"{result.speech.confidence:.8f}",
            "Language": verb.language,
        }
    return {"Digits": result.digits, "FinishedOnKey": result.finished_on, "msg": "Gather End"}

"""An answered call: documents are fetched, performed verb by verb, and what the person does is sent on.

Time within a call is arithmetic on what is said and pressed; the clock only waits for it. So what is heard never
depends on how fast the machine is.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.endpoint import Endpoint, read_endpoint
from vocsurvey.sandbox.gathering import Gathered, Reaction, gather
from vocsurvey.sandbox.ledger import Ledger
from vocsurvey.sandbox.pace import Pace
from vocsurvey.sandbox.post import PostRoom
from vocsurvey.sandbox.recording import Recordings, callback_fields
from vocsurvey.sandbox.respondent import WORDS_PER_SECOND, Prompt, Respondent
from vocsurvey.sandbox.twiml import SCHEMA_FAILURE, Document, Unreadable, read_answer
from vocsurvey.sandbox.verbs import Gather, Hangup, Pause, Play, Record, Redirect, Say, Verb

PLAY_SECONDS = 3.0
BEEP_SECONDS = 0.5
MOST_DOCUMENTS = 250
APOLOGY_SECONDS = 4.0


class LineEnded(Exception):
    """The call is over: somebody hung up, the time limit was reached, or an error was spoken."""


@dataclass(frozen=True)
class Step:
    """What comes next: a document to fetch (with what was entered), or one that is already here."""

    source: Endpoint | Document
    fields: Mapping[str, str] = field(default_factory=dict)


def seconds_of(verb: Say | Play | Pause) -> float:
    """How long a prompt takes, in the person's time; infinite for an endless loop."""
    if isinstance(verb, Pause):
        return float(verb.length)
    once = max(0.5, len(verb.text.split()) / WORDS_PER_SECOND) if isinstance(verb, Say) else PLAY_SECONDS
    return once * verb.loop if verb.loop else float("inf")


class Conversation:
    """The customer's documents on one side, a respondent on the other."""

    def __init__(
        self,
        call: Call,
        respondent: Respondent,
        post: PostRoom,
        pace: Pace,
        ledger: Ledger,
        recordings: Recordings,
        patience: float = float("inf"),
    ) -> None:
        self._call = call
        self._respondent = respondent
        self._post = post
        self._pace = pace
        self._ledger = ledger
        self._recordings = recordings
        self._patience = patience
        self._before = ""

    async def follow(self, step: Step | None) -> None:
        """Perform documents until there is nothing left to do. Raises LineEnded when the call ends before that."""
        for _turn in range(MOST_DOCUMENTS):
            if step is None:
                return
            document, base = await self._obtain(step)
            step = await self._perform(document, base)
        self._violation("loop", f"more than {MOST_DOCUMENTS} documents in one call")

    async def pass_time(self, seconds: float) -> None:
        """Let time pass for the people on the line. Raises LineEnded at the time limit or when patience ends."""
        left = min(self._call.time_limit, self._patience) - self._call.elapsed
        spent, began = min(seconds, left), time.monotonic()
        try:
            await self._pace.live(spent)
        except asyncio.CancelledError:
            self._call.elapsed += min(spent, (time.monotonic() - began) * self._pace.speed)
            raise
        self._call.elapsed += max(0.0, spent)
        if seconds >= left:
            raise LineEnded

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
        await self.pass_time(APOLOGY_SECONDS)
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
                urls = [verb.action or (None if base else ""), verb.callback]
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

    async def _verb(self, verb: Verb, base: Endpoint | None) -> Step | None:
        if isinstance(verb, Gather):
            return await self._gather(verb, base)
        if isinstance(verb, Record):
            return await self._record(verb, base)
        if isinstance(verb, Say):
            self._before = f"{self._before} {verb.text}".strip()
            leaves_at = self._respondent.overhear(verb.text)
            if leaves_at is not None and leaves_at < seconds_of(verb):
                await self.pass_time(leaves_at)
                raise LineEnded
        if isinstance(verb, Say | Play | Pause):
            await self.pass_time(seconds_of(verb))
        return None

    async def _gather(self, verb: Gather, base: Endpoint | None) -> Step | None:
        text = " ".join(prompt.text for prompt in verb.prompts if isinstance(prompt, Say))
        language = next((p.language for p in verb.prompts if isinstance(p, Say)), verb.language)
        seconds = sum(seconds_of(prompt) for prompt in verb.prompts)
        prompt = Prompt(text, language, seconds, "speech" in verb.inputs, self._before)
        reaction = self._respondent.attend(prompt)
        self._before = ""
        result = gather(verb, seconds, reaction)
        await self.pass_time(result.seconds)
        if result.lost:
            self._ledger.lost_keys.append({"sid": self._call.sid, "token": self._call.token, "keys": result.lost})
        if result.left:
            raise LineEnded
        if result.empty and not verb.action_on_empty:
            return None
        step = self._next(verb.action, verb.method, base, _input_fields(verb, result))
        await self._leave_if_done(reaction, step)
        return step

    async def _leave_if_done(self, reaction: Reaction, step: Step) -> None:
        """Hang up while what was entered is still on its way: it arrives, and its answer is not performed."""
        if reaction.leaves_next and isinstance(step.source, Endpoint):
            self._post.voice(self._call, step.source, step.fields)
            raise LineEnded

    async def _record(self, verb: Record, base: Endpoint | None) -> Step | None:
        prompt = Prompt("", "en-US", BEEP_SECONDS if verb.beep else 0.0, True, self._before)
        reaction = self._respondent.attend(prompt)
        self._before = ""
        if reaction.leaves_at is not None:
            await self.pass_time(reaction.leaves_at)
            raise LineEnded
        key = next((press for press in reaction.presses if press.key in verb.finish_on_key), None)
        if reaction.speech is None and key is None:
            await self.pass_time(prompt.seconds + verb.timeout)
            return None
        spoken = reaction.speech.seconds if reaction.speech else 1.0
        length = min(spoken, verb.max_length)
        silence = verb.timeout if reaction.speech is not None and spoken < verb.max_length else 0.0
        await self.pass_time(prompt.seconds + length + silence)
        kept = self._recordings.keep(self._call, length)
        if verb.callback is not None and "completed" in verb.callback_events:
            endpoint = self._endpoint(verb.callback, verb.callback_method, base)
            self._post.announce(self._call, endpoint, callback_fields(self._call, kept))
        step = self._next(verb.action, verb.method, base, {**kept, "Digits": key.key if key else ""})
        await self._leave_if_done(reaction, step)
        return step


def _input_fields(verb: Gather, result: Gathered) -> dict[str, str]:
    """What a Gather's action is told."""
    if result.speech is not None:
        return {
            "SpeechResult": result.speech.text,
            "Confidence": f"{result.speech.confidence:.8f}",
            "Language": verb.language,
        }
    return {"Digits": result.digits, "FinishedOnKey": result.finished_on, "msg": "Gather End"}

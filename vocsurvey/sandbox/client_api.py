"""Phones in a browser over HTTP: connect, follow, press, speak, mute and hang up. The access token is the key to all.

Pages of any origin may ask, because nothing here goes by cookies: `Authorization: Bearer TOKEN`, or `?token=` where a
browser cannot send a header (the stream of events). What a page sends is JSON, and the sound of its microphone as
samples. What the others say comes back as words in the events, and as a sound as long as the words.
"""

import asyncio
import json
from contextlib import suppress

from aiohttp import web

from vocsurvey.sandbox.access_token import Bearer, read_token
from vocsurvey.sandbox.clients import Client, Clients
from vocsurvey.sandbox.configuration import Configuration
from vocsurvey.sandbox.handset import Deed, Line, Phase
from vocsurvey.sandbox.loudness import LONGEST_PIECE
from vocsurvey.sandbox.phone import HEARTBEAT, KEYS, LONGEST_WORDS
from vocsurvey.sandbox.recording import tone

_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Max-Age": "600",
    "Cache-Control": "no-store",
}

SPOKEN_A_SECOND = 15
"""Characters of speech."""


def _refused(sentence: str, status: int) -> web.Response:
    return web.json_response({"sentence": sentence}, status=status, headers=_CORS)


class ClientApi:
    """The endpoints."""

    def __init__(self, configuration: Configuration, clients: Clients) -> None:
        self._configuration = configuration
        self._clients = clients
        self._closing = False

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_post("/client/calls", self._connect)
        app.router.add_get("/client/calls/{sid}/events", self._events)
        app.router.add_post("/client/calls/{sid}/sound", self._sound)
        app.router.add_get("/client/calls/{sid}/lines/{number}", self._line)
        app.router.add_post("/client/calls/{sid}/{deed}", self._act)
        app.router.add_route("OPTIONS", "/client/{rest:.*}", self._asked_first)
        app.on_shutdown.append(self._close)

    async def _close(self, app: web.Application) -> None:
        self._closing = True

    async def _asked_first(self, request: web.Request) -> web.Response:
        return web.Response(status=204, headers=_CORS)

    def _bearer(self, request: web.Request) -> Bearer | str:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        text = token if kind.lower() == "bearer" else request.query.get("token", "")
        return read_token(text, self._configuration.account_sid, self._configuration.api_keys)

    async def _connect(self, request: web.Request) -> web.Response:
        bearer = self._bearer(request)
        if isinstance(bearer, str):
            return _refused(bearer, 401)
        content = await _json(request)
        parameters = content.get("params", {}) if content is not None else None
        if not isinstance(parameters, dict) or not all(isinstance(one, str) for one in parameters.values()):
            return _refused('Send {"params": {NAME: TEXT, …}} as JSON.', 400)
        client = self._clients.connect(bearer, parameters)
        if isinstance(client, str):
            return _refused(client, 409)
        return web.json_response({"sid": client.handset.call.sid}, status=201, headers=_CORS)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Everything that the page shows, whole, each time that something of it changes."""
        client = self._client(request)
        if isinstance(client, web.Response):
            return client
        response = web.StreamResponse(headers=_CORS | {"Content-Type": "text/event-stream"})
        await response.prepare(request)
        self._clients.follow(client)
        try:
            await self._follow(request, response, client)
        except ConnectionError:
            pass
        finally:
            self._clients.lose(client)
        return response

    async def _follow(self, request: web.Request, response: web.StreamResponse, client: Client) -> None:
        await response.write(b"retry: 1000\n\n")
        while _connected(request) and not self._closing:
            client.news.clear()
            await response.write(f"data: {json.dumps(client.view())}\n\n".encode())
            if client.handset.phase is Phase.ENDED:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await client.news.wait()

    async def _sound(self, request: web.Request) -> web.Response:
        """What the microphone brought."""
        client = self._client(request)
        if isinstance(client, web.Response):
            return client
        samples = await request.read()
        if len(samples) % 2 or len(samples) > LONGEST_PIECE:
            return _refused(f"Send whole samples of 16 bits, at most {LONGEST_PIECE} bytes.", 400)
        client.hears(samples)
        return web.Response(status=204, headers=_CORS)

    async def _line(self, request: web.Request) -> web.Response:
        """What was said in a line of the transcript, to be heard: a tone as long as the words."""
        client = self._client(request)
        if isinstance(client, web.Response):
            return client
        number, lines = request.match_info["number"], client.handset.lines
        if not (number.isascii() and number.isdigit() and int(number) < len(lines)):
            return _refused("Nothing was said there.", 404)
        seconds = max(1, round(len(lines[int(number)].text) / SPOKEN_A_SECOND))
        return web.Response(body=tone(seconds), content_type="audio/wav", headers=_CORS)

    def _client(self, request: web.Request) -> Client | web.Response:
        bearer = self._bearer(request)
        if isinstance(bearer, str):
            return _refused(bearer, 401)
        return self._clients.of(bearer, request.match_info["sid"]) or _refused("This is no call of yours.", 404)

    async def _act(self, request: web.Request) -> web.Response:
        client = self._client(request)
        if isinstance(client, web.Response):
            return client
        content = await _json(request)
        if content is None:
            return _refused("Send JSON.", 400)
        if client.handset.phase is not Phase.TALKING:
            return _refused("The call has ended.", 409)
        fault = _do(client, request.match_info["deed"], content)
        return web.Response(status=204, headers=_CORS) if fault is None else _refused(fault, 400)


def _do(client: Client, deed: str, content: dict[str, object]) -> str | None:
    """What the person does; a sentence when that is nothing that a phone can do."""
    handset, text = client.handset, content.get("text", "")
    if deed == "key" and not (isinstance(text, str) and text in KEYS):
        return "Keys are 0 to 9, star and hash."
    if deed == "said" and not (isinstance(text, str) and 0 < len(text.strip()) <= LONGEST_WORDS):
        return f"Say something, in at most {LONGEST_WORDS} characters."
    number = content.get("number")
    match deed:
        case "said" if client.muted:
            handset.tell(Line("you", "said", str(text), heard=False))
        case "key" | "said" | "speaking" | "unheard":
            handset.do(Deed(deed), " ".join(str(text).split()))
        case "performed" if isinstance(number, int):
            handset.performed(number)
        case "mute" if isinstance(content.get("muted"), bool):
            client.muted = content["muted"] is True
            client.news.set()
        case "hang-up":
            handset.hang_up("You hung up.")
        case _:
            return "A phone cannot do that."
    return None


async def _json(request: web.Request) -> dict[str, object] | None:
    try:
        content = json.loads(await request.text() or "{}")
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _connected(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()

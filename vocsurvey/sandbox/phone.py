"""The phone in the browser over HTTP: its page, the events that it follows, and what the person does with it.

Only the page itself may do anything: requests must come from its own origin, at a host that nobody else's page can
have resolved to this machine, and in JSON, which other origins' pages cannot send unasked.
"""

import asyncio
import ipaddress
import json
import re
from contextlib import suppress
from importlib.resources import files

from aiohttp import web

from vocsurvey.sandbox.handset import Deed
from vocsurvey.sandbox.sounds import Sounds
from vocsurvey.sandbox.switchboard import Switchboard, Tab

KEYS = frozenset("0123456789*#")
LONGEST_WORDS = 500
HEARTBEAT = 1.0
PAGE = files("vocsurvey.sandbox") / "phone_page"
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_TAB = re.compile("[0-9a-f]{32}")


def _refused(sentence: str, status: int) -> web.Response:
    return web.json_response({"sentence": sentence}, status=status, headers=HEADERS)


def trusted_host(host: str) -> bool:
    """Whether the address is one of numbers, or this machine's own name: a foreign page can have neither."""
    name = re.sub(r":[0-9]+$", "", host).strip("[]")
    if name == "localhost":
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _own(request: web.Request) -> bool:
    """Whether the page itself asks: the browser says where a request comes from, and pages cannot forge that."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.method == "GET" and request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}
    return origin == f"{request.scheme}://{request.host}"


class Phone:
    """The endpoints of the phone."""

    def __init__(self, switchboard: Switchboard, sounds: Sounds) -> None:
        self._switchboard = switchboard
        self._sounds = sounds
        self._closing = False

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/phone", self._page)
        app.router.add_get("/phone/events", self._events)
        app.router.add_get("/phone/sounds/{name}", self._sound)
        app.router.add_get("/phone/{name}", self._page)
        app.router.add_post("/phone/calls/{sid}/{deed}", self._act)
        app.on_shutdown.append(self._close)

    async def _close(self, app: web.Application) -> None:
        """Let go of every page, so that closing time does not wait for them."""
        self._closing = True
        self._switchboard.tell_everybody()

    async def _page(self, request: web.Request) -> web.Response:
        if not trusted_host(request.host):
            return _refused("Open the phone by this machine's own address.", 403)
        name = request.match_info.get("name", "index.html")
        found = PAGE / name
        kind = TYPES.get(name.rpartition(".")[2])
        if kind is None or not re.fullmatch("[a-z_]+[.][a-z]+", name) or not found.is_file():
            raise web.HTTPNotFound
        return web.Response(body=found.read_bytes(), content_type=kind, charset="utf-8", headers=HEADERS)

    async def _sound(self, request: web.Request) -> web.Response:
        sound = self._sounds.named(request.match_info["name"])
        if sound is None:
            raise web.HTTPNotFound
        return web.Response(body=sound.body, content_type=sound.content_type, headers=HEADERS)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Everything that the page shows, whole, each time that something of it changes."""
        name = request.query.get("tab", "")
        if not trusted_host(request.host) or not _own(request):
            return _refused("Only the phone's own page may listen.", 403)
        if not _TAB.fullmatch(name):
            return _refused("A tab's name has 32 hexadecimal digits.", 400)
        response = web.StreamResponse(headers=HEADERS | {"Content-Type": "text/event-stream"})
        await response.prepare(request)
        tab, connection = self._switchboard.connect(name)
        try:
            await self._follow(request, response, tab, connection)
        except ConnectionError:
            pass
        finally:
            self._switchboard.disconnect(tab, connection)
        return response

    async def _follow(self, request: web.Request, response: web.StreamResponse, tab: Tab, connection: int) -> None:
        await response.write(b"retry: 1000\n\n")
        while _connected(request) and not self._closing:
            if tab.connection != connection:
                await response.write(b"event: replaced\ndata: {}\n\n")
                return
            tab.news.clear()
            await response.write(f"data: {json.dumps(self._switchboard.view(tab))}\n\n".encode())
            while not await _news(tab) and _connected(request):
                await response.write(b":\n\n")

    async def _act(self, request: web.Request) -> web.Response:
        if not trusted_host(request.host) or not _own(request):
            return _refused("Only the phone's own page may do this.", 403)
        if request.content_type != "application/json":
            return _refused("Send JSON.", 415)
        try:
            content = json.loads(await request.text())
        except ValueError:
            return _refused("This is not JSON.", 400)
        if not isinstance(content, dict) or not isinstance(content.get("tab"), str):
            return _refused("Say which tab you are.", 400)
        sid, deed, tab = request.match_info["sid"], request.match_info["deed"], content["tab"]
        chosen = {
            "answer": self._switchboard.answer,
            "decline": self._switchboard.decline,
            "call-back": self._switchboard.call_back,
        }.get(deed)
        if chosen is not None:
            sentence = chosen(tab, sid)
            return _refused(sentence, 409) if sentence else web.Response(status=204, headers=HEADERS)
        return self._in_call(tab, sid, deed, content)

    def _in_call(self, tab: str, sid: str, deed: str, content: dict[str, object]) -> web.Response:
        handset = self._switchboard.held(tab, sid)
        if handset is None:
            return _refused("You are not on this call.", 409)
        text, number = content.get("text", ""), content.get("number")
        match deed:
            case "key" if not isinstance(text, str) or text not in KEYS:
                return _refused("Keys are 0 to 9, star and hash.", 400)
            case "said" if not isinstance(text, str) or not 0 < len(text.strip()) <= LONGEST_WORDS:
                return _refused(f"Say something, in at most {LONGEST_WORDS} characters.", 400)
            case "key" | "said" | "speaking" | "unheard":
                handset.do(Deed(deed), " ".join(str(text).split()), _confidence(content))
            case "performed" if isinstance(number, int):
                handset.performed(number)
            case "hang-up":
                handset.hang_up("You hung up.")
            case _:
                return _refused("A phone cannot do that.", 404)
        return web.Response(status=204, headers=HEADERS)


def _confidence(content: dict[str, object]) -> float:
    """How sure the browser was of the words; browsers that do not know say 0."""
    given = content.get("confidence")
    return float(given) if isinstance(given, int | float) and 0 < given <= 1 else 0.9


def _connected(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()


async def _news(tab: Tab) -> bool:
    """Whether something changes within a heartbeat."""
    with suppress(TimeoutError):
        async with asyncio.timeout(HEARTBEAT):
            return await tab.news.wait()
    return False

"""Opening and closing the carrier's house: the listening socket and the signals."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from vocsurvey.sandbox.api import Api
from vocsurvey.sandbox.carrier import Carrier
from vocsurvey.sandbox.configuration import Configuration


@asynccontextmanager
async def serving(configuration: Configuration, host: str, port: int) -> AsyncIterator[tuple[Carrier, str]]:
    """A carrier that answers at the URL given with it. Raises OSError when the address is taken."""
    carrier = Carrier(configuration)
    runner = web.AppRunner(Api(carrier).application(), access_log=None, shutdown_timeout=0.5)
    try:
        await carrier.open()
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        await site.start()
        url = f"http://{host}:{runner.addresses[0][1]}"
        carrier.recordings.base_url = url
        yield carrier, url
    finally:
        await runner.cleanup()
        await carrier.close()


async def serve_until_told(configuration: Configuration, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called with the URL once connections are accepted."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    async with serving(configuration, host, port) as (_carrier, url):
        ready(url)
        await told.wait()

"""A real Chromium against a real server over a real database: what a person sees and presses."""

from __future__ import annotations

import threading
import wave
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cast import Cast, settings_for
from chromium import chromium_here
from kept import app_over, runtime_over
from playwright.sync_api import Browser, BrowserContext, Playwright, expect
from visiting import House, Visit
from werkzeug.serving import WSGIRequestHandler, make_server

from vocsurvey.db.session import Database
from vocsurvey.library import Library
from vocsurvey.runtime import Runtime

# A busy machine is slow, not wrong: what never comes is waited for this long, in milliseconds.
PATIENCE = 60_000


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is."""
    return chromium_here()


@pytest.fixture(scope="session")
def browser(chromium: str, driver: Playwright) -> Generator[Browser]:
    """One browser for the whole run."""
    expect.set_options(timeout=PATIENCE)
    browser = driver.chromium.launch(executable_path=chromium)
    yield browser
    browser.close()


@pytest.fixture
def house(tmp_path: Path, database: Database, database_url: str, redis_url: str) -> Generator[House]:
    """The product's web process in a thread of this one."""
    runtime = runtime_over(settings_for(tmp_path, database_url, redis_url), database)
    with serving(runtime) as house:
        yield house
    runtime.redis.close()


@contextmanager
def serving(runtime: Runtime) -> Generator[House]:
    """A house over a runtime, for as long as it is visited."""
    server = make_server("127.0.0.1", 0, app_over(runtime), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, name="web of a browser test")
    thread.start()
    yield House(f"http://127.0.0.1:{server.server_port}", Cast(runtime))
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sounding(house: House, tmp_path: Path) -> Generator[House]:
    """The same house, where two questions of a questionnaire are recorded and one of the files is there."""
    runtime = house.cast.runtime
    whole = runtime.library["support-case"]
    first, second, *others = whole.questions
    named = [one.model_copy(update={"audio": {"en": f"{one.id}-en.wav"}}) for one in (first, second)]
    voices = tmp_path / "audio"
    (voices / "support-case").mkdir(parents=True)
    with wave.open(str(voices / "support-case" / f"{first.id}-en.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16000))
    voiced = whole.model_copy(update={"questions": (*named, *others)})
    with serving(replace(runtime, library=Library({**runtime.library, "support-case": voiced}, voices))) as house:
        yield house


@pytest.fixture
def visit(browser: Browser, house: House) -> Generator[Visit]:
    """A fresh visit; it fails when the browser's console had anything to complain about (a broken policy, say)."""
    context: BrowserContext = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Visit(page, house.address, complaints)
    context.close()
    # A refusal (404, 422) is news to the console, not a fault of the page.
    assert [one for one in complaints if not one.startswith("Failed to load resource")] == []

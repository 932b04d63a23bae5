"""Who runs in a fleet: the commands of the web server, the workers, the clock and the sandbox carrier."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import requests

from vocsurvey.settings import Settings, surroundings
from vocsurvey.supervision import tether
from vocsurvey.supervision.member import Member
from vocsurvey.telephony.url import BROWSER

_OURS = (sys.executable, "-P", "-m", "vocsurvey")
ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "::1"}


@dataclass(frozen=True)
class Crew:
    """The processes of one installation. All of them have the same settings in their environment."""

    settings: Settings
    host: str
    port: int

    @property
    def address(self) -> str:
        """Where the web server is reached from this machine."""
        host = ANY_HOST.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def web(self, processes: int | None = None) -> Member:
        """The web server; ready when it says that it is well."""
        chosen = ("--workers", str(processes)) if processes else ()
        command = self._command("web", "--host", self.host, "--port", str(self.port), *chosen)
        return Member("web", command, environment(self.settings), self._well)

    def workers(self, count: int) -> list[Member]:
        """So many workers."""
        numbered = (f"worker-{number}" for number in range(1, count + 1))
        return [Member(name, self._command("worker"), environment(self.settings)) for name in numbered]

    def clock(self) -> Member:
        """The clock."""
        return Member("clock", self._command("clock"), environment(self.settings))

    def _command(self, name: str, *options: str) -> tuple[str, ...]:
        command = (*_OURS, name, *options, "--die-with-parent", str(os.getpid()))
        # Where it can, the tether holds already while the program imports, which takes seconds on a busy machine.
        return launched(*command) if tether.KEPT_BY_KERNEL else command

    def _well(self) -> bool:
        return answers(f"{self.address}/health")


def sandbox(port: int, settings: Settings, *options: str) -> Member:
    """The sandbox carrier for the account in the settings."""
    carrier = settings.carrier
    assert carrier is not None
    account = ("--account-sid", carrier.account_sid, "--auth-token", carrier.auth_tokens[0])
    command = launched(
        *(sys.executable, "-P", "-m", "vocsurvey.sandbox", "--port", str(port), *account),
        *("--from-number", carrier.from_number, *_browser_phone(settings), *options),
    )
    return Member("sandbox", command, environment(None), lambda: answers(f"{carrier.api_url}/", any_status=True))


def _browser_phone(settings: Settings) -> tuple[str, ...]:
    """What the sandbox must know for a phone in a browser to call us."""
    phone, carrier = settings.browser_phone, settings.carrier
    if phone is None or carrier is None:
        return ()
    url = f"{carrier.public_url}{BROWSER}"
    application = ("--application-sid", phone.application, "--application-url", url, "--application-status-url", url)
    return ("--api-key", f"{phone.key}:{phone.secret}", *application)


def launched(*command: str) -> tuple[str, ...]:
    """A command that does not know our tether, put on it."""
    return (sys.executable, "-P", "-m", "vocsurvey.supervision.launch", str(os.getpid()), *command)


def environment(settings: Settings | None) -> Mapping[str, str]:
    """What a process of the fleet finds in its environment."""
    # macOS ends a process that forks after its system libraries were used, unless it is told that we know.
    quirks = {"OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES"} if sys.platform == "darwin" else {}
    return {**surroundings(), **quirks, **(settings.to_environ() if settings else {})}


def answers(url: str, *, any_status: bool = False) -> bool:
    """Whether something answers at the address, with success unless any status will do."""
    try:
        with requests.Session() as session:
            session.trust_env = False  # a proxy of the environment is not on the way to our own machine
            return session.get(url, timeout=2, allow_redirects=False).ok or any_status
    except requests.RequestException:
        return False


def folder_of_logs(data_folder: Path) -> Path:
    """Where each process writes its log."""
    return data_folder / "logs"

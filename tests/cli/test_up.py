"""``up`` and ``doctor`` together: everything on one machine against a carrier that is another program."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest

from vocsurvey.cli.demo_stage import free_ports

MARK = "VOCSURVEY_TEST_MARK"
HAPPY, AWAY, BUSY = "+12025550100", "+12025550106", "+12025550115"


class House:
    """An installation in a folder, with its settings, and the sandbox as its carrier."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, carrier_port = free_ports(2)
        sid, token = "AC" + "7" * 32, "7" * 32
        self.environ = {
            "PATH": os.defpath,
            MARK: str(folder),
            "TWILIO_ACCOUNT_SID": sid,
            "TWILIO_AUTH_TOKEN": token,
            "VOCSURVEY_FROM_NUMBER": "+12025550199",
            "VOCSURVEY_CARRIER_URL": f"http://127.0.0.1:{carrier_port}",
            "VOCSURVEY_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "VOCSURVEY_DATA": str(folder / "data"),
        }
        account = ("--account-sid", sid, "--auth-token", token)
        command = ("sandbox", "--port", str(carrier_port), "--speed", "20", *account)
        self.carrier = self.start(*command, stdout=subprocess.PIPE)
        assert self.carrier.stdout is not None
        assert "listening" in self.carrier.stdout.readline()

    def start(self, *words: str, stdout: int | None = None) -> subprocess.Popen[str]:
        """Start a command."""
        command = [sys.executable, "-P", "-m", "vocsurvey", *words]
        return subprocess.Popen(command, cwd=self.folder, env=self.environ, stdout=stdout, text=True)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        command = [sys.executable, "-P", "-m", "vocsurvey", *words]
        return subprocess.run(
            command, cwd=self.folder, env=self.environ, capture_output=True, text=True, timeout=120, check=False
        )

    def checks(self, *words: str) -> dict[str, dict[str, Any]]:
        """What the doctor says, by name."""
        found: list[dict[str, Any]] = json.loads(self.run("doctor", "--json", *words).stdout)["checks"]
        return {check["name"]: check for check in found}

    def family(self) -> list[psutil.Process]:
        """Every process of the installation but the carrier."""
        found = []
        for process in psutil.process_iter():
            try:
                text = " ".join(process.cmdline())
                ours = process.environ().get(MARK) == str(self.folder) or str(self.folder) in text
                if ours and process.pid != self.carrier.pid and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return found

    def up(self) -> subprocess.Popen[str]:
        """Everything, up and ready."""
        process = self.start("up", "--port", str(self.port), "--workers", "1", stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline().startswith(f"vocsurvey is up at http://127.0.0.1:{self.port}")
        return process


@pytest.fixture
def house() -> Generator[House]:
    """An installation; whatever of it still runs at the end is killed."""
    folder = Path(tempfile.mkdtemp(prefix="vu-")).resolve()
    house = House(folder)
    yield house
    for process in house.family():
        process.kill()
    house.carrier.kill()
    house.carrier.communicate()
    shutil.rmtree(folder)


def test_up_is_well_rings_a_phone_and_stops_in_time(house: House) -> None:
    with house.up() as process:
        checks = house.checks("--call", HAPPY)
        assert {name for name, check in checks.items() if not check["ok"]} == set(), checks
        assert "what is queued outlives a restart" in checks["redis"]["sentence"]
        assert "was answered, and heard us" in checks["test call"]["sentence"]
        assert "nobody answered (no_answer)" in house.checks("--call", AWAY)["test call"]["sentence"]
        assert "nobody answered (busy)" in house.checks("--call", BUSY)["test call"]["sentence"]
        assert "has no country" in house.checks("--call", "0106")["test call"]["sentence"]
        second = house.run("up", "--port", "1")
        assert second.returncode == 1
        assert f"vocsurvey already runs in {house.folder / 'data'} (process {process.pid})" in second.stderr
        assert json.loads(house.run("audit", "--json").stdout)["audit"] == "clean"
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=60)
        assert time.monotonic() - began < 30  # five seconds, and some for a machine that is busy with other tests
    assert output.endswith("Stopping …\nStopped.\n")
    assert process.returncode == 0
    assert house.family() == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_killed_it_leaves_nobody_and_starts_again_with_the_same_keys(house: House) -> None:
    with house.up() as process:
        keys = {path.name: path.read_text() for path in (house.folder / "data").glob("*.key")}
        process.kill()
        process.wait()
    end = time.monotonic() + 60
    while house.family() and time.monotonic() < end:
        time.sleep(0.1)
    assert house.family() == []
    with house.up() as process:
        assert house.checks()["public address"]["ok"]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert set(keys) == {"secret.key", "suppression.key"}
    assert keys == {path.name: path.read_text() for path in (house.folder / "data").glob("*.key")}


class Sharing(HTTPServer):
    """A server that would share its port, as another installation's web server does."""

    allow_reuse_port = True


@pytest.mark.parametrize("somebody", [HTTPServer, Sharing])
def test_a_port_that_is_taken_is_told_with_the_reason(house: House, somebody: type[HTTPServer]) -> None:
    with somebody(("127.0.0.1", house.port), BaseHTTPRequestHandler):
        done = house.run("up", "--port", str(house.port))
    assert done.returncode == 1
    assert "web" in done.stderr
    assert "ended with status" in done.stderr
    assert "in use" in done.stderr
    assert house.family() == []


def test_a_redis_that_is_away_is_told_at_once(house: House) -> None:
    house.environ["REDIS_URL"] = "redis://127.0.0.1:1"
    done = house.run("up", "--port", str(house.port))
    assert done.returncode == 1
    assert "Redis does not answer" in done.stderr
    assert "Check REDIS_URL." in done.stderr
    assert house.family() == []


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("<h1>It works!</h1>", "answers with status 200, and not as we do"),
        ('{"status": "unwell"}', "our database or Redis does not answer there"),
        ('{"status": "well"}', "reaches us"),
    ],
)
def test_somebody_else_at_the_public_address(house: House, body: str, sentence: str) -> None:
    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", house.port), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert sentence in house.checks()["public address"]["sentence"]
        server.shutdown()


def test_wrong_credentials_are_told(house: House) -> None:
    house.environ["TWILIO_AUTH_TOKEN"] = "0" * 32
    assert "TWILIO_AUTH_TOKEN" in house.checks()["carrier"]["sentence"]

"""The carrier as a process: its one line, its signals, its options, and its death with its parent."""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from vocsurvey.sandbox.command import sandbox

PROGRAM = [sys.executable, "-m", "vocsurvey.sandbox"]


def start(options: Sequence[str] = ()) -> tuple["subprocess.Popen[str]", str]:
    """A carrier of its own, and its URL."""
    process = subprocess.Popen([*PROGRAM, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("sandbox carrier listening on http://127.0.0.1:"), line
    return process, line.split()[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_and_ends_cleanly(number: int) -> None:
    process, url = start(["--speed", "60", "--seed", "3", "--weather", "storm", "--from-number", "+12025550100"])
    with urllib.request.urlopen(f"{url}/health", timeout=60) as response:
        assert json.load(response)["status"] == "ok"
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (0, "", "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can tell a child of its parent's death")
def test_it_dies_with_its_parent() -> None:
    parent = textwrap.dedent(
        """
        import subprocess, sys
        child = subprocess.Popen(
            [sys.executable, "-m", "vocsurvey.sandbox", "--die-with-parent"], stdout=subprocess.PIPE, text=True
        )
        child.stdout.readline()
        print(child.pid, flush=True)
        sys.stdin.read()
        """
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    os.kill(pid, 0)
    process.kill()
    process.communicate(timeout=60)
    end = time.monotonic() + 60
    while Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z":
        assert time.monotonic() < end, "the carrier outlived its parent"
        time.sleep(0.01)


def test_a_taken_port_is_one_clear_sentence() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        done = subprocess.run([*PROGRAM, "--port", str(port)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: cannot listen on 127.0.0.1:{port}: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--weather", "hail"], "unknown weather 'hail'"),
        (["--weather", "voice_slow=often"], "from 0 to 1"),
        (["--weather", "voice_slow=2"], "from 0 to 1"),
        (["--token-pattern", "("], "not a regular expression"),
        (["--token-pattern", "carrier"], "needs a group"),
        (["--api-key", "SK1"], "SID:SECRET"),
        (["--speed", "0"], "not in the range"),
        (["--cast", "/nowhere.json"], "does not exist"),
    ],
)
def test_wrong_options_are_explained(options: list[str], words: str) -> None:
    result = CliRunner().invoke(sandbox, options)
    assert result.exit_code == 2
    assert words in result.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not valid JSON"),
        ("[]", "an object from number to role"),
        ('{"+1": "nobody"}', "+1: there is no persona 'nobody'"),
        ('{"+1": 5}', "+1: a role is"),
        ('{"+1": [""]}', "+1: a role is"),
        ('{"+1": {"calls": []}}', "at least one role"),
        ('{"+1": {"rings": ["happy"]}}', "at least one role"),
    ],
)
def test_a_wrong_cast_is_explained(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "cast.json"
    file.write_text(content)
    result = CliRunner().invoke(sandbox, ["--cast", str(file)])
    assert result.exit_code == 1
    assert words in result.output
    assert str(file) in result.output


def test_the_help_tells_who_picks_up() -> None:
    result = CliRunner().invoke(sandbox, ["--help"])
    assert result.exit_code == 0
    assert "optout     2  opens the * menu" in result.output
    assert "voice_unreachable" in result.output

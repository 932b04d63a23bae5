"""The tether: the kernel's, the watching one for other systems, and the race with a parent that died too early."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from vocsurvey.supervision.tether import GONE

SLEEPER = str(Path(__file__).parent / "sleeper.py")
WATCHING = "from vocsurvey.supervision import tether; tether.KEPT_BY_KERNEL = False"


def run(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A Python process that runs the code."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *arguments], stdout=subprocess.PIPE, text=True
    )


def dead_pid() -> int:
    """The pid of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def gone(pid: int, seconds: float = 60) -> bool:
    """Whether the process is gone in time; a zombie is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("prelude", ["from vocsurvey.supervision import tether", WATCHING], ids=["kernel", "watching"])
def test_a_child_whose_parent_died_before_the_tie_held_ends_at_once(prelude: str) -> None:
    process = run(f"{prelude}; tether.die_with_parent({dead_pid()}); import time; time.sleep(60)")
    with process:
        assert process.wait(timeout=60) == GONE


@pytest.mark.parametrize("prelude", ["from vocsurvey.supervision import tether", WATCHING], ids=["kernel", "watching"])
def test_child_and_grandchild_end_with_the_parent(prelude: str) -> None:
    child = f"""
        import os, time
        {prelude}
        tether.die_with_parent(int(os.sys.argv[1]))
        grandchild = os.fork()
        if grandchild:
            print(os.getpid(), grandchild, flush=True)
        time.sleep(60)
    """
    parent = f"""
        import os, subprocess, sys, time
        subprocess.Popen([sys.executable, "-c", {textwrap.dedent(child)!r}, str(os.getpid())])
        time.sleep(60)
    """
    with run(parent) as process:
        assert process.stdout is not None
        pids = [int(word) for word in process.stdout.readline().split()]
        assert len(pids) == 2
        assert all(psutil.pid_exists(pid) for pid in pids)
        process.kill()
        process.wait()
        assert [pid for pid in pids if not gone(pid)] == []


@pytest.mark.parametrize("prelude", ["from vocsurvey.supervision import tether", WATCHING], ids=["kernel", "watching"])
def test_a_foreign_program_is_launched_and_ends_with_the_parent(prelude: str) -> None:
    launcher = f"{prelude}; from vocsurvey.supervision import launch; import sys; sys.exit(launch.main(sys.argv[1:]))"
    foreign = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    parent = f"""
        import os, subprocess, sys, time
        command = [sys.executable, "-c", {launcher!r}, str(os.getpid()), sys.executable, "-c", {foreign!r}]
        subprocess.Popen(command)
        time.sleep(60)
    """
    with run(parent) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
        process.wait()
        assert gone(pid)


@pytest.mark.parametrize("prelude", ["from vocsurvey.supervision import tether", WATCHING], ids=["kernel", "watching"])
def test_a_launched_program_gives_its_status_and_hears_sigterm(prelude: str) -> None:
    launcher = f"{prelude}; from vocsurvey.supervision import launch; import sys; sys.exit(launch.main(sys.argv[1:]))"
    code = "import signal, sys; signal.signal(15, lambda *_: sys.exit(7)); print('up', flush=True); signal.pause()"
    with run(launcher, str(os.getpid()), sys.executable, "-c", code) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.terminate()
        assert process.wait(timeout=60) == 7


def test_the_module_is_a_program(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "vocsurvey.supervision.launch",
        str(os.getpid()),
        sys.executable,
        "-c",
        "raise SystemExit(4)",
    ]
    assert subprocess.run(command, check=False).returncode == 4

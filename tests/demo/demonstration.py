"""Demonstrations as a newcomer starts them: in an empty folder, with an environment that holds nothing of ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

MARK = "VOCSURVEY_TEST_MARK"
ENOUGH = 540


def clock_shifter() -> Path | None:
    """The library that shifts the clock of whole process trees, where it is installed (Debian: ``faketime``)."""
    return next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def clock_at(moment: datetime) -> dict[str, str]:
    """The environment in which it is that moment now, for every process alike. Needs ``clock_shifter``."""
    library = clock_shifter()
    assert library is not None
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{(moment - datetime.now(UTC)).total_seconds():+.0f}s"}


@dataclass
class Demonstration:
    """One that runs, or has run, in a folder of its own."""

    folder: Path
    process: subprocess.Popen[str]

    def family(self) -> list[psutil.Process]:
        """Every process of it that still runs, whoever its parent is now."""
        found = []
        for process in psutil.process_iter():
            try:
                # Redis writes its title over its environment, so it is known by its socket in the folder.
                traces = (process.environ().get(MARK, ""), *process.cmdline())
                if any(str(self.folder) in trace for trace in traces) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return found

    def gone_within(self, seconds: float) -> bool:
        """Whether nothing of it runs any more by then."""
        end = time.monotonic() + seconds
        while self.family() and time.monotonic() < end:
            time.sleep(0.05)
        return self.family() == []

    def summary(self) -> dict[str, Any]:
        """Wait for its end, see that it ended well and left nothing, and read the one JSON object."""
        stdout, stderr = self.process.communicate(timeout=ENOUGH + 60)
        assert self.process.returncode == 0, stderr[-3000:]
        assert stdout.count("\n") == 1
        assert self.family() == []
        assert list(self.folder.iterdir()) == []
        value: dict[str, Any] = json.loads(stdout)
        return value


@contextmanager
def demonstration(*options: str, **environ: str) -> Generator[Demonstration]:
    """Start one. Whatever of it still runs at the end of the block is killed, and its folder goes."""
    folder = Path(tempfile.mkdtemp(prefix="vd-")).resolve()  # short: a socket's path is at most 100 characters
    surroundings = {"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), MARK: str(folder), **environ}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "vocsurvey", "demo", *options],
        cwd=folder,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    found = Demonstration(folder, process)
    try:
        with process:
            try:
                yield found
            finally:  # a test that fails waits for nobody
                process.kill()
    finally:
        for one in found.family():
            one.kill()
        shutil.rmtree(folder)

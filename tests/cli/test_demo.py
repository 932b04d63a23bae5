"""The demonstration, whole: in an empty folder, without any setting, and without leaving a process behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psutil
import pytest

MARK = "VOCSURVEY_TEST_MARK"
ENOUGH = 540


def start(folder: Path, *options: str) -> subprocess.Popen[str]:
    """A demonstration in a folder of its own. Its environment holds nothing but a mark that its processes inherit."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "vocsurvey", "demo", *options],
        cwd=folder,
        env={"PATH": os.defpath, MARK: str(folder), "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def family(folder: Path) -> list[psutil.Process]:
    """Every process of a demonstration that still runs, whoever its parent is now."""
    found = []
    for process in psutil.process_iter():
        try:
            # Redis writes its title over its environment, so it is known by its socket in the folder.
            ours = process.environ().get(MARK) == str(folder) or str(folder) in " ".join(process.cmdline())
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def nobody_left(folder: Path) -> bool:
    """Whether all are gone, on a machine that may be busy."""
    end = time.monotonic() + 60
    while family(folder) and time.monotonic() < end:
        time.sleep(0.1)
    return family(folder) == []


@pytest.fixture
def folder() -> Generator[Path]:
    """An empty folder with a path short enough for a socket; whatever still runs in it at the end is killed."""
    path = Path(tempfile.mkdtemp(prefix="vd-")).resolve()
    yield path
    for process in family(path):
        process.kill()
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def two_runs() -> Generator[tuple[list[tuple[int, str, str]], list[list[Path]]]]:
    """Two demonstrations with one seed, side by side, so that their timing differs."""
    folders = [Path(tempfile.mkdtemp(prefix="vd-")).resolve() for _ in range(2)]
    processes = [start(folder, "--once", "--json", "--seed", "7", "--limit", str(ENOUGH)) for folder in folders]
    outputs = [process.communicate(timeout=ENOUGH + 60) for process in processes]
    results = [(process.returncode, *output) for process, output in zip(processes, outputs, strict=True)]
    yield results, [list(folder.iterdir()) for folder in folders]
    for folder in folders:
        assert family(folder) == []
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def summary(two_runs: tuple[list[tuple[int, str, str]], list[list[Path]]]) -> dict[str, Any]:
    """The one JSON object of the first run."""
    status, stdout, stderr = two_runs[0][0]
    assert status == 0, stderr[-3000:]
    assert stdout.count("\n") == 1
    value: dict[str, Any] = json.loads(stdout)
    return value


def test_everybody_is_phoned_and_every_negative_answer_is_somebodys(summary: dict[str, Any]) -> None:
    assert summary["dialed"] >= 60
    assert summary["calls"] >= summary["dialed"]
    assert sum(summary["dispositions"].values()) == summary["people"] == 73
    assert summary["complete"] >= 40
    # Two ring back, unless we reach them first: a matter of moments, which changes nothing in what they say.
    assert summary["rang_back"] <= 2
    assert summary["partial"] + summary["breakoff"] >= 1
    assert summary["noncontact"] >= 5
    assert summary["refusal"] >= 2
    assert summary["answers"] > 200
    assert summary["negative_answers"] >= 12
    assert summary["negative_answers"] == summary["flags"]
    assert 8 <= summary["follow_ups"] <= summary["flags"]
    assert summary["orphans"] == 0
    assert summary["audit"] == "clean"


def test_the_angry_are_not_asked_to_recommend(summary: dict[str, Any]) -> None:
    nps = summary["scores"]["nps"]
    assert nps["held_back"] >= 8
    assert nps["asked"] + nps["held_back"] <= nps["of"]
    assert summary["scores"]["cared"]["interval"]["low"] < summary["scores"]["cared"]["value"]


def test_the_same_seed_gives_the_same_answers(two_runs: tuple[list[tuple[int, str, str]], list[list[Path]]]) -> None:
    one, other = (json.loads(stdout) for _, stdout, _ in two_runs[0])
    assert one["answers_digest"] == other["answers_digest"], (one, other)
    assert re.fullmatch("[0-9a-f]{64}", one["answers_digest"])


def test_it_is_told_as_it_happens(two_runs: tuple[list[tuple[int, str, str]], list[list[Path]]]) -> None:
    _, _, told = two_runs[0][0]
    assert "Demo rules are in force" in told
    assert "Only numbers that are kept for fiction are phoned" in told
    lines = told.splitlines()
    first_flag = next(index for index, line in enumerate(lines) if line.startswith("FLAG "))
    first_tenth = next(index for index, line in enumerate(lines) if line.startswith("-- "))
    last_answer = max(index for index, line in enumerate(lines) if " nps: " in line)
    assert first_flag < last_answer
    assert first_tenth < last_answer
    assert re.search(r"FLAG critical .*: not cared for\. Follow-up \d+: .* speaks to the customer by ", told)
    assert "“" in told
    assert "Audit: clean, every promise is kept." in told
    assert "\x1b[" not in told
    owed = told.partition("Who puts it right")[2]
    rows = re.findall(r"^ *\d+ .* (?:critical|high|medium|low) ", owed, re.MULTILINE)
    led_to = re.search(r"(\d+) follow-ups \((\d+) closed again", owed)
    assert led_to is not None
    assert len(rows) == int(led_to[1]) - int(led_to[2]) > 0


def test_it_leaves_no_file_behind(two_runs: tuple[list[tuple[int, str, str]], list[list[Path]]]) -> None:
    assert two_runs[1] == [[], []]


def under_way(process: subprocess.Popen[str]) -> str:
    """Wait until people are on the phone; what was said until then."""
    assert process.stdout is not None
    told = ""
    while line := process.stdout.readline():
        told += line
        if line.startswith(("FLAG", "--")):
            return told
    raise AssertionError("it ended before anybody answered")


def test_interrupted_in_the_middle_it_takes_everybody_along(folder: Path) -> None:
    process = start(folder)
    with process:
        told = under_way(process)
        assert re.search(r"Watch it in the browser too: http://127\.0\.0\.1:\d+\n", told)
        assert re.search(r"Sign in as \S+@brightwater\.example with the password \S{12}\n", told)
        assert len(family(folder)) >= 7
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output.endswith("Stopped.\n")
    assert time.monotonic() - began < 30
    assert nobody_left(folder), family(folder)
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_killed_in_the_middle_it_takes_everybody_along(folder: Path) -> None:
    with start(folder) as process:
        under_way(process)
        assert len(family(folder)) >= 7
        process.kill()
        process.wait()
    assert nobody_left(folder), family(folder)


@pytest.mark.storm
def test_what_dies_in_the_middle_starts_again_and_nothing_is_lost(folder: Path) -> None:
    with start(folder, "--once", "--data", "kept", "--limit", str(ENOUGH)) as process:
        under_way(process)
        for name in ("worker", "web"):
            victim = next(one for one in family(folder) if name in one.cmdline() and one.ppid() == process.pid)
            victim.kill()
        output, errors = process.communicate(timeout=ENOUGH + 60)
    assert process.returncode == 0, output[-3000:] + errors
    assert "was ended by signal 9; it starts again in 0.2 s" in output
    assert "Audit: clean" in output
    assert nobody_left(folder), family(folder)
    assert {"logs", "vocsurvey.sqlite3"} <= {path.name for path in (folder / "kept").iterdir()}


def test_a_folder_that_is_not_empty_is_refused(folder: Path) -> None:
    (folder / "mine.txt").touch()
    with start(folder, "--data", str(folder)) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "is not empty; the demonstration begins in a new or empty folder" in errors


def test_out_of_time_it_says_what_hangs(folder: Path) -> None:
    with start(folder, "--once", "--limit", "1") as process:
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "The campaign was not over after 1 s. What hangs:" in errors
    assert re.search(r"case \d+, .*: (attempt 1, call \d+ is \w+|never phoned)", errors)
    assert nobody_left(folder), family(folder)

"""A fleet of real processes: nothing is left behind, whoever is killed, however."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from vocsurvey.supervision.fleet import Fleet, StartFailed
from vocsurvey.supervision.interruption import Interrupted, Interruption, interruptible
from vocsurvey.supervision.member import Member

HERE = Path(__file__).parent
MARK = "VOCSURVEY_TEST_MARK"


def marked(mark: str, folder: Path) -> list[psutil.Process]:
    """Every process, whoever its parent is now, that inherited this mark; zombies are gone already.

    Redis writes its title over its environment, so it is known by its socket in the folder.
    """
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.environ().get(MARK) == mark or str(folder / "redis") in " ".join(process.cmdline())
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether the condition becomes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


class Overseer:
    """A supervisor in a process of its own, with a mark that all its descendants inherit."""

    def __init__(self, folder: Path, manner: str) -> None:
        self.folder = folder
        self.mark = f"{os.getpid()}-{folder.name}"
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "overseer.py"), str(folder), manner],
            env={**os.environ, MARK: self.mark, "PYTHONPATH": str(HERE.parent.parent)},
            stdout=subprocess.PIPE,
            text=True,
        )

    def line(self) -> str:
        """The next line that it writes."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def family(self) -> list[psutil.Process]:
        """All its descendants, adopted by others or not."""
        return [process for process in marked(self.mark, self.folder) if process.pid != self.process.pid]


@pytest.fixture
def overseers(tmp_path: Path) -> Generator[Callable[[str], Overseer]]:
    """Starts supervisors, and at the end makes sure that nothing of them runs."""
    started: list[Overseer] = []

    def start(manner: str = "wait") -> Overseer:
        overseer = Overseer(tmp_path, manner)
        started.append(overseer)
        assert overseer.line() == "ready"
        # Redis, three sleepers and the three that they forked.
        assert until(lambda: len(overseer.family()) == 7), overseer.family()
        return overseer

    yield start
    for overseer in started:
        for process in marked(overseer.mark, overseer.folder):
            process.kill()
        overseer.process.wait()
        if overseer.process.stdout:
            overseer.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("manner", ["wait", "stubborn"])
def test_asked_to_stop_it_takes_everybody_along(
    overseers: Callable[[str], Overseer], number: signal.Signals, manner: str
) -> None:
    overseer = overseers(manner)
    began = time.monotonic()
    overseer.process.send_signal(number)
    overseer.process.send_signal(number)
    assert overseer.process.wait(timeout=60) == 0
    assert time.monotonic() - began < 30
    assert until(lambda: overseer.family() == []), overseer.family()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_killed_it_takes_everybody_along(overseers: Callable[[str], Overseer]) -> None:
    overseer = overseers("stubborn")
    overseer.process.kill()
    overseer.process.wait()
    assert until(lambda: overseer.family() == []), overseer.family()


def test_who_is_killed_starts_again_and_its_own_child_is_gone(overseers: Callable[[str], Overseer]) -> None:
    overseer = overseers("wait")
    parents = {process.pid: process.ppid() for process in overseer.family()}
    child = next(pid for pid, parent in parents.items() if parent in parents)
    os.kill(parents[child], signal.SIGKILL)
    assert "was ended by signal 9; it starts again in 0.2 s" in overseer.line()
    assert until(lambda: len(overseer.family()) == 7 and not psutil.pid_exists(child))


def test_a_redis_that_is_killed_comes_back(overseers: Callable[[str], Overseer]) -> None:
    overseer = overseers("wait")
    redis = next(process for process in overseer.family() if "server" in process.name())
    redis.kill()
    assert overseer.line().startswith("redis was ended by signal 9")
    assert until(lambda: any("server" in process.name() for process in overseer.family()))


def program(name: str, code: str, **options: object) -> Member:
    """A member that runs a line of Python."""
    return Member(name, (sys.executable, "-c", code), dict(os.environ), **options)  # type: ignore[arg-type]


def test_a_process_that_ends_while_starting_says_why(tmp_path: Path) -> None:
    failing = Member("third", (sys.executable, str(HERE / "sleeper.py"), "0", "fail"), dict(os.environ), lambda: False)
    fleet = Fleet(tmp_path, Interruption(), print)
    with (
        fleet,
        pytest.raises(StartFailed, match=r"third ended with status 3 while starting:\nthe disk is full of eleph"),
    ):
        fleet.start(failing)


def test_a_process_that_never_gets_ready_is_given_up(tmp_path: Path) -> None:
    late = program("late", "import time; time.sleep(60)", ready=lambda: False, ready_within=timedelta(seconds=0.3))
    fleet = Fleet(tmp_path, Interruption(), print)
    with fleet, pytest.raises(StartFailed, match="late was not ready after 0 s"):
        fleet.start(late)
    assert fleet.pids() == {}


def test_a_start_can_be_interrupted(tmp_path: Path) -> None:
    interruption = Interruption()
    interruption.wanted = True
    with Fleet(tmp_path, interruption, print) as fleet:
        with pytest.raises(Interrupted):
            fleet.start(program("slow", "import time; time.sleep(60)", ready=lambda: False))
        pid = fleet.pids()["slow"]
    assert not psutil.pid_exists(pid)


def test_it_waits_longer_each_time(tmp_path: Path) -> None:
    told: list[str] = []
    with Fleet(tmp_path, Interruption(), told.append) as fleet:
        fleet.start(program("flighty", "raise SystemExit(1)", ready=None))

        def told_three_times() -> bool:
            fleet.tend()
            return len(told) == 3

        assert until(told_three_times)
    assert [line.partition(";")[2].split(" (")[0] for line in told] == [
        f" it starts again in {wait} s" for wait in ("0.2", "0.4", "0.8")
    ]


def test_a_log_that_grew_too_long_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "wordy.log").write_bytes(b"x" * 5_000_001)
    with Fleet(tmp_path, Interruption(), print) as fleet:
        fleet.start(program("wordy", "print('anew')"))
        assert until(lambda: (tmp_path / "wordy.log").read_text() == "anew\n")
    assert (tmp_path / "wordy.log.1").stat().st_size == 5_000_001


def test_signals_are_as_before_after_the_block() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with interruptible() as interruption:
        os.kill(os.getpid(), signal.SIGTERM)
        interruption.pause(5)
        assert interruption.wanted
    assert signal.getsignal(signal.SIGTERM) is before

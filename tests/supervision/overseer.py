"""A supervisor for the tests: two groups of sleepers and a Redis, in the folder given, until it is told to stop."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from vocsurvey.supervision.embedded_redis import embedded_redis
from vocsurvey.supervision.fleet import Fleet
from vocsurvey.supervision.interruption import Interrupted, interruptible
from vocsurvey.supervision.member import Member

SLEEPER = str(Path(__file__).parent / "sleeper.py")


def sleeper(name: str, manner: str = "wait") -> Member:
    """A sleeper on our tether."""
    return Member(name, (sys.executable, SLEEPER, str(os.getpid()), manner), dict(os.environ))


def main(folder: Path, manner: str) -> None:
    """Supervise until a signal comes."""
    with (
        interruptible() as interruption,
        Fleet(folder / "logs", interruption, lambda line: print(line, flush=True)) as fleet,
    ):
        try:
            fleet.start(embedded_redis(folder, durable=False).member(dict(os.environ)))
            fleet.start(sleeper("first"), sleeper("second"))
            fleet.start(sleeper("third", manner))
            print("ready", flush=True)
            while not interruption.wanted:
                fleet.tend()
                interruption.pause(0.05)
        except Interrupted:
            pass
    print("stopped", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

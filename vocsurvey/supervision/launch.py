"""``python -m vocsurvey.supervision.launch PARENT PROGRAM …``: run a program that is not ours on a tether.

On Linux this process becomes the program, and the kernel's promise stays with it. Elsewhere it starts the program,
watches the parent and ends the program with it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import FrameType
from typing import NoReturn

from vocsurvey.supervision import tether


def main(arguments: list[str]) -> int:
    """Run the program; its exit status. Its parent's death ends it with SIGTERM."""
    parent, *command = arguments
    return _become(int(parent), command) if tether.KEPT_BY_KERNEL else _stay_beside(int(parent), command)


def _become(parent: int, command: list[str]) -> NoReturn:
    tether.die_with_parent(parent, signal.SIGTERM)
    os.execv(command[0], command)


def _stay_beside(parent: int, command: list[str]) -> int:
    program = subprocess.Popen(command)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        program.send_signal(number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, pass_on)
    while True:
        try:
            return program.wait(timeout=tether.WATCHED_EVERY)
        except subprocess.TimeoutExpired:
            if os.getppid() != parent:
                program.terminate()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A program for the tests of supervision: it ties itself to its parent, forks a child, and both wait.

Arguments: the parent's pid ("0" to stay untied), and what to do: ``wait``, ``fail`` (end at once with words), or
``stubborn`` (ignore SIGTERM).
"""

from __future__ import annotations

import os
import signal
import sys
import time

from vocsurvey.supervision import tether


def main() -> int:
    parent, manner = int(sys.argv[1]), sys.argv[2]
    if manner == "fail":
        print("the disk is full of elephants")
        return 3
    if parent:
        tether.die_with_parent(parent)
    if manner == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = os.fork()
    if child:
        print(f"forked {child}", flush=True)
    while True:
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())

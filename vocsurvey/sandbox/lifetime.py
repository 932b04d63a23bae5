"""Dying with the parent: on Linux the kernel kills this process when the one that started it is gone."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> bool:
    """Ask for SIGKILL at the parent's death; False where the system cannot do it.

    If the parent died before the request was made, nobody is left to wait for, and the process ends at once.
    """
    if not sys.platform.startswith("linux"):
        return False
    parent = os.getppid()
    libc = ctypes.CDLL(None, use_errno=True)
    granted = bool(libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0)
    if os.getppid() != parent:
        raise SystemExit(0)
    return granted

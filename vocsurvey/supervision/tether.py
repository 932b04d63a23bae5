"""A tether to the parent: a process that holds it dies when its parent does, however the parent died.

On Linux the kernel does it (``prctl(PR_SET_PDEATHSIG)``). Elsewhere a thread watches who the parent is. The kernel's
promise is not inherited over a fork, so every fork of a tethered process ties itself anew.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading

from vocsurvey import clock

KEPT_BY_KERNEL: bool = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
WATCHED_EVERY = 0.5
GONE = 70


def die_with_parent(parent: int, ending: signal.Signals = signal.SIGKILL) -> None:
    """Tie this process, and every process that it will fork, to its parent.

    ``parent`` is the pid of the process that started this one, told by that process itself: it may have died before we
    come to ask who it is. Call it on the main thread, before any other thread is started.
    """
    _tie(parent, ending)
    os.register_at_fork(before=_Forking.remember, after_in_child=lambda: _tie(_Forking.parent, ending))


class _Forking:
    """The pid of the process that is forking, as the child must know it even if that process dies at once."""

    parent = 0

    @classmethod
    def remember(cls) -> None:
        cls.parent = os.getpid()


def _tie(parent: int, ending: signal.Signals) -> None:
    if KEPT_BY_KERNEL:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(ending), 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), name="tether", daemon=True).start()
    # The parent may have died before the tie held: then nobody will ever send the signal.
    if os.getppid() != parent:
        os._exit(GONE)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        clock.pause(WATCHED_EVERY)
    os._exit(GONE)

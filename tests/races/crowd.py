"""A crowd: threads that all begin at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do all of them at the same moment, each in a thread; the results in order. Raises what any of them raised."""
    barrier = threading.Barrier(len(works))

    def begun(work: Callable[[], Any]) -> Any:
        barrier.wait(20)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(60) for future in [pool.submit(begun, work) for work in works]]

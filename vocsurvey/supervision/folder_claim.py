"""One data folder, one supervisor: two of them would take each other's sockets away."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class FolderTaken(Exception):
    """Another supervisor runs in the folder. The text says so in one sentence."""


@contextmanager
def claimed(data_folder: Path) -> Generator[None]:
    """Hold the folder while the block runs. The kernel lets go of it however this process ends. Raises FolderTaken."""
    data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_folder / "running.lock"
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise FolderTaken(
                f"vocsurvey already runs in {data_folder} (process {file.read().strip() or 'unknown'}); "
                "stop it first, or name another folder in VOCSURVEY_DATA."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield

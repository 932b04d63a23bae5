"""The archive of recorded comments: one file each, under a name that nobody can guess, for its owner's eyes only."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = "recordings"
_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Kept:
    """A sound that is on the disk: the hash of its content, and its bytes."""

    sha256: str
    size: int


class SoundArchive:
    """The sounds in one folder. The folder is made at the first need; web processes and workers share it."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder / FOLDER

    def path(self, name: str) -> Path:
        """Where a sound is, or would be. Raises ValueError for what cannot be the name of one."""
        if not _NAME.fullmatch(name):
            raise ValueError("the name of a sound is 64 hexadecimal digits")
        return self._folder / f"{name}.wav"

    def read(self, name: str) -> bytes | None:
        """A sound, which is a few megabytes at most; None when it is not there. Raises ValueError as ``path`` does."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> bool:
        """Delete a sound for good; False when there was none. Raises ValueError as ``path`` does, and OSError."""
        try:
            self.path(name).unlink()
        except FileNotFoundError:
            return False
        return True

    def keep(self, name: str, content: bytes) -> Kept:
        """Write a sound to the disk, whole or not at all; again under the same name, it takes the place of the first.

        Raises OSError when the disk does not take it.
        """
        path = self.path(name)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp gives mode 0600, which the rename keeps.
        descriptor, temporary = tempfile.mkstemp(prefix=".", dir=self._folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        return Kept(hashlib.sha256(content).hexdigest(), len(content))

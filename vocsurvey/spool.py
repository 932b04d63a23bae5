"""The spool: what the carrier brought while the database did not answer, on the disk until it can be heard.

One file for each request, flushed to the disk before the carrier gets its answer. What is in it was said by a customer:
the folder is for the process's own account only. Whatever is put in twice is heard once, because positions are.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

FOLDER = "spool"
"""The folder, in the data folder."""
REFUSED = "refused"
"""The folder, in the spool, of what could not be heard even when the database answered: for a person to look at."""
_ENDING = ".json"


@dataclass(frozen=True, slots=True)
class Kept:
    """One signed request of the carrier: its ``token``, the ``last`` part of its path, its query, its parameters, and
    when it came (aware UTC)."""

    token: str
    last: str
    query: str
    params: tuple[tuple[str, str], ...]
    received_at: datetime


class Spool:
    """A folder of requests, oldest first. It is made when something is first put into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, kept: Kept) -> None:
        """Keep one request; when this returns it outlives a power cut. Raises OSError when the disk refuses it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{kept.received_at:%Y%m%dT%H%M%S.%f}-{kept.token}-{secrets.token_hex(4)}{_ENDING}"
        row = [kept.token, kept.last, kept.query, kept.params, kept.received_at.isoformat()]
        unfinished = self.folder / f".{name}"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(row, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.folder / name)
        self._flush()

    def waiting(self, token: str | None = None) -> tuple[Path, ...]:
        """What is still to be heard, oldest first; of one call, or of all."""
        try:
            found = sorted(one.name for one in os.scandir(self.folder) if one.name.endswith(_ENDING))
        except FileNotFoundError:
            return ()
        wanted = (name for name in found if not name.startswith("."))
        return tuple(self.folder / name for name in wanted if token is None or f"-{token}-" in name)

    def read(self, path: Path) -> Kept | None:
        """One request; None when somebody else has heard it meanwhile. Raises ValueError for a file that is not one."""
        try:
            row = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except RecursionError as error:
            raise ValueError(f"{path.name} is not a request that was kept") from error
        match row:
            case [str(token), str(last), str(query), list(params), str(received)] if all(map(_is_pair, params)):
                received_at = datetime.fromisoformat(received)
                if received_at.tzinfo is not None:
                    return Kept(token, last, query, tuple((name, value) for name, value in params), received_at)
        raise ValueError(f"{path.name} is not a request that was kept")

    def drop(self, path: Path) -> None:
        """It was heard."""
        path.unlink(missing_ok=True)

    def refuse(self, path: Path) -> None:
        """It cannot be heard: out of the way, but not away."""
        (self.folder / REFUSED).mkdir(mode=0o700, exist_ok=True)
        try:
            path.rename(self.folder / REFUSED / path.name)
        except FileNotFoundError:  # another process was quicker
            return
        self._flush()

    def forget(self, tokens: Collection[str]) -> int:
        """Throw away what could not be heard of these calls, and what of them a crash left half written; how many."""
        there = [*self._half_written(), *self.refused()]
        found = [path for path in there if any(f"-{token}-" in path.name for token in tokens)]
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)

    def sweep(self, before: datetime) -> None:
        """Throw away what a crash left half written before then: the carrier was never told that we have it."""
        for path in self._half_written():
            try:
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
            except FileNotFoundError:  # it is whole by now, or another process was quicker
                continue

    def refused(self) -> Iterator[Path]:
        """What could not be heard."""
        return (self.folder / REFUSED).glob(f"*{_ENDING}")

    def _half_written(self) -> list[Path]:
        return list(self.folder.glob(f".*{_ENDING}"))

    def _flush(self) -> None:
        # The file's name is in the folder, which is flushed apart from the file.
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _is_pair(param: object) -> bool:
    return isinstance(param, list) and len(param) == 2 and all(isinstance(part, str) for part in param)

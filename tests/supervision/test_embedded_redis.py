"""The embedded Redis: private, durable when asked for, and a clear word when there is none."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import redis

from vocsurvey.supervision import embedded_redis as module
from vocsurvey.supervision.embedded_redis import NoRedis, embedded_redis
from vocsurvey.supervision.fleet import Fleet
from vocsurvey.supervision.folder_claim import FolderTaken, claimed
from vocsurvey.supervision.interruption import Interruption


@pytest.mark.parametrize(("durable", "kept"), [(True, b"yes"), (False, None)])
def test_what_is_queued_outlives_a_kill_when_durable(short_folder: Path, durable: bool, kept: bytes | None) -> None:
    server = embedded_redis(short_folder, durable=durable)
    with Fleet(short_folder / "logs", Interruption(), print) as fleet:
        fleet.start(server.member(dict(os.environ)))
        with redis.Redis.from_url(server.url) as connection:
            connection.set("queued", "yes")
            assert connection.config_get("port") == {"port": "0"}
            if durable:
                connection.waitaof(1, 0, 5_000)
    assert not server.answers()
    with Fleet(short_folder / "logs", Interruption(), print) as fleet:
        fleet.start(server.member(dict(os.environ)))
        with redis.Redis.from_url(server.url) as connection:
            assert connection.get("queued") == kept


def test_only_its_owner_may_enter(short_folder: Path) -> None:
    server = embedded_redis(short_folder, durable=True)
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700
    assert server.socket.parent == server.folder


def test_a_long_path_gets_a_short_private_folder_for_its_socket(short_folder: Path) -> None:
    server = embedded_redis(short_folder / ("long" * 30), durable=True)
    assert len(str(server.socket)) < 100
    assert stat.S_IMODE(server.socket.parent.stat().st_mode) == 0o700
    server.socket.parent.rmdir()


def test_a_server_on_the_path_is_second_choice_and_none_is_told(
    short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = embedded_redis(short_folder, durable=True).program
    monkeypatch.setattr("platform.machine", lambda: "s390x")  # the packaged server does not fit this machine
    tools = short_folder / "tools"
    tools.mkdir()
    monkeypatch.setenv("PATH", str(tools))
    with pytest.raises(NoRedis, match="set REDIS_URL to a server"):
        embedded_redis(short_folder, durable=True)
    shutil.copy(packaged, tools / module.PROGRAMS[1])
    assert embedded_redis(short_folder, durable=True).program == tools / module.PROGRAMS[1]


def test_one_supervisor_for_one_folder(tmp_path: Path) -> None:
    claim = """
        import sys
        from pathlib import Path
        from vocsurvey.supervision.folder_claim import claimed
        with claimed(Path(sys.argv[1])):
            print("mine", flush=True)
            sys.stdin.read()
    """
    command = [sys.executable, "-c", textwrap.dedent(claim), str(tmp_path / "data")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        with (
            pytest.raises(FolderTaken, match=rf"already runs in .*data \(process {other.pid}\)"),
            claimed(tmp_path / "data"),
        ):
            raise AssertionError("unreachable: the folder is taken")
        other.kill()
        other.wait()
    with claimed(tmp_path / "data"):
        assert (tmp_path / "data" / "running.lock").read_text() == str(os.getpid())

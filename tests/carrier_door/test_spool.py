"""What is put into the spool comes out of it, in order, whatever happens to the process in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.spool import Kept, Spool

CAME_AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """A spool that nothing was put into."""
    return Spool(tmp_path / "deep" / "spool")


def kept(token: str = "t1", after: float = 0, **params: str) -> Kept:
    return Kept(token, "turn", "s=v1.x.y", tuple(sorted(params.items())), CAME_AT + timedelta(seconds=after))


def test_a_spool_that_was_never_used_is_empty_and_makes_no_folder(spool: Spool) -> None:
    assert spool.waiting() == ()
    assert list(spool.refused()) == []
    assert not spool.folder.exists()


@given(st.lists(st.tuples(words, words), max_size=5), st.datetimes(timezones=st.just(UTC)))
def test_what_comes_out_is_what_was_put_in(
    tmp_path_factory: pytest.TempPathFactory, params: list[tuple[str, str]], at: datetime
) -> None:
    spool = Spool(tmp_path_factory.mktemp("spool"))
    put = Kept("tok-_1", "turn", "s=1", tuple(params), at)
    spool.put(put)
    (path,) = spool.waiting()
    assert spool.read(path) == put


def test_the_oldest_comes_first_and_one_call_can_be_asked_for(spool: Spool) -> None:
    put = [kept("t1", 2), kept("t2", 0.000001), kept("t1", 1), kept("t1", 1), kept("t11", 3)]
    for one in put:
        spool.put(one)
    read = [spool.read(path) for path in spool.waiting()]
    assert read == sorted(put, key=lambda one: one.received_at)
    assert [spool.read(path) for path in spool.waiting("t1")] == [put[2], put[3], put[0]]
    assert len(spool.waiting("t11")) == 1


def test_what_was_not_written_to_its_end_is_not_there(spool: Spool) -> None:
    spool.put(kept())
    (path,) = spool.waiting()
    path.with_name(f".{path.name}").write_text('["t1", "tu')
    assert spool.waiting() == (path,)


def test_two_processes_may_hear_one_file(spool: Spool) -> None:
    spool.put(kept())
    (path,) = spool.waiting()
    spool.drop(path)
    spool.drop(path)
    assert spool.read(path) is None
    spool.put(kept())
    (path,) = spool.waiting()
    spool.refuse(path)
    spool.refuse(path)
    assert [one.name for one in spool.refused()] == [path.name]
    assert spool.waiting() == ()


def test_what_a_crash_left_half_written_goes_after_a_while(spool: Spool) -> None:
    spool.put(kept())
    half = spool.folder / ".20261102T100000.000000-t2-abcd.json"
    half.write_text('["t2"')
    written_at = datetime.fromtimestamp(half.stat().st_mtime, UTC)
    spool.sweep(written_at - timedelta(seconds=2))
    assert half.exists()
    spool.sweep(written_at + timedelta(seconds=2))
    assert not half.exists()
    assert len(spool.waiting()) == 1

"""The short form of the benchmark of imports: not many times as long as parsing, in little memory, in short writes."""

from __future__ import annotations

from pathlib import Path

from contact_list_import import measure, turns_beside

from vocsurvey.db.session import Database

LINES = 4_000
# Short lists cost more a line: 6 times at a load of 6, where 100,000 took less than 4. What grows with the square of
# the lines is far beyond.
MOST_TIMES_AS_LONG = 20
# One transaction aims at 50 ms; on a machine that does much else at once it is stopped in between.
LONGEST_WRITE_MS = 2_000
MOST_MEMORY_MB = 60


def test_an_import_takes_few_times_as_long_as_parsing_its_numbers(database: Database, tmp_path: Path) -> None:
    found = measure(database, LINES, tmp_path)
    assert found.lines == LINES
    assert 1 < found.parse_ratio < MOST_TIMES_AS_LONG, found
    assert found.checked_ratio < found.parse_ratio
    assert found.longest_write_ms < LONGEST_WRITE_MS, found
    assert found.memory_mb < MOST_MEMORY_MB, found


def test_turns_go_on_beside_an_import(database: Database, tmp_path: Path) -> None:
    found = turns_beside(database, LINES, tmp_path)
    assert found.alone_p50 > 0
    assert found.beside_p50 < found.alone_p99 + LONGEST_WRITE_MS, found
    assert found.beside_longest < 6_000, found

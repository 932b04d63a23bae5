"""``vocsurvey check`` as a command of its own: hostile files are refused within a second of the processor and 64 MB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = 1.0
TRIES = 3
"""The same work takes twice the processor's time where other programs take the memory from under it."""
KILOBYTES = 64 * 1024
HOSTILE = {
    "brackets": ("[" * 100_000, "yaml-too-deep"),
    "ten megabytes": ("a: b\n" * 2_000_000, "file-too-large"),
    "NULs": ("\0" * 200_000, "not-text"),
    "laughs": ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "yaml-alias"),
    "many equal keys": ("k: v\n" * 9_000, "duplicate-key"),
    "a merge": ("a: &a {b: c}\nd:\n  <<: *a\n", "yaml-merge"),
    "tabs": ("format: 1\n\tname: x\n", "tab"),
    "on: no, and 1:30": ("format: 1:30\non: no\n", "unknown-key"),
    "full-width digits": ("format: １\nname: x\n", "unknown-word"),
}
# A process of its own in between: what its children used is not mixed with what this one is made of.
WEIGHED = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, done.stdout, done.stderr, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_the_whole_command_is_quick_and_small(name: str, tmp_path: Path) -> None:
    text, rule = HOSTILE[name]
    path = tmp_path / "it.yaml"
    path.write_text(text, "utf-8")
    command = [sys.executable, "-c", WEIGHED, sys.executable, "-m", "vocsurvey", "check", str(path)]
    least = float("inf")
    for _ in range(TRIES):
        ran = subprocess.run(command, capture_output=True, check=True, text=True)
        code, said, complained, seconds, kilobytes = json.loads(ran.stdout)
        assert (code, complained) == (1, "")
        assert f"error {rule}: " in said
        assert kilobytes < KILOBYTES
        least = min(least, seconds)
        if least < SECONDS:
            break
    assert least < SECONDS

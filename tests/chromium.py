"""Where the browser of the tests is."""

from __future__ import annotations

import os
import shutil

import pytest

INSTALL = "apt-get install -y chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium_here() -> str:
    """The path of a Chromium. Without one a test skips on a person's machine, and fails where CI is set."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        sentence = f"no Chromium on this machine; install it with: {INSTALL}"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found

"""What was brought in from elsewhere is exactly what the manifest says, and every page uses only that."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import vocsurvey.web

VENDOR = Path(vocsurvey.web.__file__).parent / "static" / "vendor"
ENTRIES = json.loads((VENDOR / "manifest.json").read_text("utf-8"))


def test_every_file_is_what_it_was() -> None:
    for entry in ENTRIES:
        assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]
        assert entry["version"] in entry["source"]
        assert (VENDOR / entry["licence_file"]).read_text("utf-8").strip()


def test_nothing_lies_there_that_the_manifest_does_not_name() -> None:
    named = {name for entry in ENTRIES for name in (entry["file"], entry["licence_file"])} | {"manifest.json"}
    assert {path.name for path in VENDOR.iterdir()} == named


def test_pages_load_nothing_from_elsewhere() -> None:
    for template in VENDOR.parents[1].rglob("*.html"):
        text = template.read_text("utf-8")
        assert "http://" not in text, template.name
        assert "https://" not in text, template.name

"""Which characters of a text can be spoken, stored and put into XML."""

from __future__ import annotations

import re

# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets): control characters, lone surrogates, non-characters.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """The text on one line, without characters that XML or a database refuses."""
    return " ".join(_UNSPEAKABLE.sub(" ", text).split())
